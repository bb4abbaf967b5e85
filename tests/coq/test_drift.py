"""A changed theorem with the proof of what it was is refused, where the change is; all: `python -m coq.drift`."""

from __future__ import annotations

import pytest

from coq.asked import NEEDS_COQ, asked
from coq.drift import changed, refused_in, ten
from symconv.statements.theorems import Theorem


def test_ten_theorems_are_changed() -> None:
    assert len({each.id for each in ten()}) == 10


@pytest.mark.slow
@NEEDS_COQ
@pytest.mark.parametrize("theorem", ten()[:2], ids=lambda theorem: theorem.id)
def test_a_change_is_refused_where_it_is(theorem: Theorem) -> None:
    for change in changed(theorem, wanted=2):
        assert refused_in(asked(), change) in change.step, change.name
