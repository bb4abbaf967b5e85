"""A mapping that nobody changes: it is one, it has a hash, and it comes back from a pickle."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import symconv
from symconv import Conv1d
from symconv.frozen import Frozen

SIZES = Frozen({"n": 3, "k": 2})


def test_it_is_the_mapping_that_was_given() -> None:
    given = {"n": 3}
    found = Frozen(given)
    given["n"] = 4
    assert found == {"n": 3}
    assert dict(Frozen([("a", 1)])) == {"a": 1}
    assert len(SIZES) == 2
    assert repr(SIZES) == "{'n': 3, 'k': 2}"
    with pytest.raises(KeyError):
        SIZES["s"]


def test_equal_ones_have_one_hash_whatever_their_order() -> None:
    assert Frozen({"k": 2, "n": 3}) == SIZES
    assert hash(Frozen({"k": 2, "n": 3})) == hash(SIZES)
    assert Frozen({"n": 3}) != SIZES


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
def test_a_copy_is_equal(again: Callable[[Any], Any]) -> None:
    assert again(SIZES) == SIZES
    assert type(again(SIZES)) is Frozen


def test_nothing_in_a_derivation_can_be_changed() -> None:
    derivation: Any = symconv.derive(Conv1d(input=3, kernel=2))
    for held in (derivation.gradients, derivation.formulas, derivation.symbols.of, derivation.symbols.place):
        with pytest.raises(TypeError):
            held["dX"] = None
        with pytest.raises(AttributeError):
            held.clear()
        with pytest.raises(AttributeError):
            held._held = {}
