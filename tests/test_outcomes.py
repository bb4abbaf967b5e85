"""The words of the answers, their order, and the exit codes that follow from them."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from symconv.cli.exit_codes import exit_code
from symconv.outcomes import MEANING, OUTCOMES, Outcome


def test_every_outcome_is_explained_in_one_sentence_in_order() -> None:
    assert get_args(Outcome) == OUTCOMES
    assert OUTCOMES == ("proved", "agrees", "refuted", "ambiguous", "undecided", "unreadable", "definition")
    assert all(meaning[0].isupper() and meaning.endswith(".") for meaning in MEANING.values())


CODES = {"proved": 0, "agrees": 0, "refuted": 1, "ambiguous": 3, "undecided": 3, "unreadable": 0, "definition": 0}
STRICT = CODES | {"agrees": 3, "unreadable": 3}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_exit_code_of_one_answer(outcome: Outcome) -> None:
    assert exit_code([outcome]) == CODES[outcome]
    assert exit_code([outcome], strict=True) == STRICT[outcome]


def test_what_is_refuted_outweighs_what_is_undecided_and_that_what_is_proved() -> None:
    weight = {1: 2, 3: 1, 0: 0}
    for one, other in product(OUTCOMES, repeat=2):
        assert exit_code([one, other]) == max(CODES[one], CODES[other], key=lambda code: weight[code])
    assert exit_code([]) == 0
