"""The steps of a plan for one case, carried out: what every variable is in the end, in places and parameters alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symconv.arrays.sums import Case, Variable
from symconv.proof.coordinates import coordinates, eliminate, split, together
from symconv.proof.plan import Steps, Together
from symconv.sizes import Size, substitute, symbol_of, terms
from symconv.unknown import Coordinate, Unknown


@dataclass(frozen=True, slots=True)
class Solved:
    """A variable's value by the equation `multiplier*variable + rest = 0`; the multiplier is 1, -1 or positive."""

    variable: Variable
    multiplier: Size
    rest: Size
    value: Size


@dataclass(frozen=True, slots=True)
class Solution:
    """What became of a case: its equations solved in turn, the variables that run freely, and, in the order in which
    variables are met, their values in the end and their names."""

    steps: tuple[Solved, ...]
    free: tuple[Variable, ...]
    values: tuple[Size, ...]
    names: tuple[str, ...]


def solution(case: Case, steps: Steps, factors: int, met: Sequence[int]) -> Solution:
    """The solution of a case by a plan that the kernel accepts; `met` is where each variable is in the case's list."""
    at, solved, free = coordinates(case), list[Solved](), list[Variable]()
    values: dict[Unknown, Size] = {variable.unknown: variable.at for variable in case.bound}
    for step in steps:
        variable = next(each for each in at.bound if each.name == step.variable)
        if isinstance(step, Together):
            common = Coordinate(factors + len(free))
            value: Size = symbol_of(common)
            at = together(at, step, common)
            free.append(variable)
        else:
            multiplier, rest = split(at.guards[step.guard].value, variable.unknown)
            if all(coefficient < 0 for _, coefficient in terms(multiplier)):
                multiplier, rest = -multiplier, -rest
            done = eliminate(at, step)
            at, value = done.case, done.value
            solved.append(Solved(variable, multiplier, rest, value))
        values = {each: substitute(size, {variable.unknown: value}) for each, size in values.items()}
    listed = [case.bound[at] for at in met]
    in_the_end = tuple(values[variable.unknown] for variable in listed)
    return Solution(tuple(solved), tuple(free), in_the_end, tuple(variable.name for variable in listed))
