"""One name, one meaning: no two modules of the package define a class, a type or a constant of one name."""

from __future__ import annotations

import ast

import pytest
from imports import Package, of_symconv
from names import given_twice

WRITERS = frozenset({"page.latex", "page.mathml", "page.text"})
# What each of the three writers of mathematics says in its own way has one name in all of them.
ALLOWED = {
    "INFIXED": WRITERS,
    "RELATIONS": WRITERS,
    "PREFIXES": frozenset({"page.latex", "page.mathml"}),
}
HOUSE = {
    "low.shapes": "class Square: ...\n",
    "low.sizes": "Size = int\nLARGEST = 3\n",
    "high.page": "from house.low.shapes import Square\n",
}


def house(**modules: str) -> Package:
    """A small package, with other modules in it, their dots written as two underlines."""
    texts = HOUSE | {name.replace("__", "."): text for name, text in modules.items()}
    return Package("house", {name: ast.parse(text) for name, text in texts.items()}, frozenset({"low", "high"}))


def test_no_name_has_two_meanings() -> None:
    assert given_twice(of_symconv()) == ALLOWED


def test_a_name_that_is_imported_is_not_given_again() -> None:
    assert given_twice(house()) == {}


@pytest.mark.parametrize(
    ("text", "name", "other"),
    [
        ("class Square: ...", "Square", "low.shapes"),
        ("Size = float", "Size", "low.sizes"),
        ("class Size: ...", "Size", "low.sizes"),
        ("LARGEST = 4", "LARGEST", "low.sizes"),
        ("LARGEST: int = 4", "LARGEST", "low.sizes"),
        ("MOST, LARGEST = 5, 4", "LARGEST", "low.sizes"),
    ],
    ids=["class", "type", "a class and a type", "constant", "constant with a type", "one of two constants"],
)
def test_a_name_of_two_meanings_is_noticed(text: str, name: str, other: str) -> None:
    assert given_twice(house(high__other=text)) == {name: {other, "high.other"}}


@pytest.mark.parametrize("text", ["def square(): ...", "_LARGEST = 3", "class Circle: ...", "largest = 3"])
def test_another_name_is_not(text: str) -> None:
    assert given_twice(house(high__other=text)) == {}
