"""The page on kinds of equations says what the program says."""

from __future__ import annotations

import pytest

from auditor.kinds import KINDS, PAGE, page
from symconv import audit
from symconv.outcomes import OUTCOMES


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.auditor.kinds"


@pytest.mark.slow
def test_every_verdict_occurs() -> None:
    said = {audit(f"{kind.before}\n$${each}$$\n").statements[-1].outcome for kind in KINDS for each in kind.examples}
    assert said == set(OUTCOMES) - {"agrees"}
