"""The ways to the cases of a term, as Coq goes them, against the cases that the kernel has."""

from __future__ import annotations

import pytest

from coq.further import further
from symconv.arrays.array import Array
from symconv.arrays.operators import OPERATORS
from symconv.coq.statement import within
from symconv.coq.ways import ways
from symconv.layers.family import Family
from symconv.proof.free import free_tensors
from symconv.statements.grammar import Statement
from symconv.statements.library import library
from symconv.statements.meaning import elaborate

STATEMENTS = {f"{at} {each.id}": (each.tree, each.family) for at, each in enumerate(library())}
STATEMENTS |= {f"{at} {each.kind}": (each.tree, each.family) for at, each in enumerate(further())}


def test_every_operator_is_among_them() -> None:
    """One without a statement here would fail first where a user asks for its proof in Coq."""
    all_sides = (side for tree, family in STATEMENTS.values() for side in sides(tree, family))
    found = {type(each) for side in all_sides for each in within(side)}
    assert {each.name for each in OPERATORS if each not in found} == set()


def sides(tree: Statement, family: Family) -> list[Array]:
    here = free_tensors(tree, family).glossary(family)
    found = (elaborate(side, here) for side in (tree.left, tree.right))
    return [each for each in found if not isinstance(each, tuple)]


@pytest.mark.parametrize(("tree", "family"), STATEMENTS.values(), ids=STATEMENTS)
def test_every_case_is_reached_once_and_every_variable_is_met(tree: Statement, family: Family) -> None:
    for side in sides(tree, family):
        for found, term in zip(ways(side), side.guarded_sum().terms, strict=True):
            assert found.factors == term.factors
            for part in term.parts:
                along = found.along(part.axis)
                assert sorted(way.case for way in along) == [*range(len(part.cases))]
                for way in along:
                    assert sorted(way.variables) == [*range(len(part.cases[way.case].bound))]


@pytest.mark.parametrize(("tree", "family"), STATEMENTS.values(), ids=STATEMENTS)
def test_no_way_is_gone_twice(tree: Statement, family: Family) -> None:
    for found in (each for side in sides(tree, family) for each in ways(side)):
        for along in found.axes.values():
            assert len({way.turns for way in along}) == len(along)
