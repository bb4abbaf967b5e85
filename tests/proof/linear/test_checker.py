"""The checker: every rule at its border, and whatever is no certificate."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Sequence
from typing import Any

import pytest

from symconv.arrays.sums import Guard
from symconv.proof.linear import checker, steps
from symconv.proof.linear.checker import StepError, check_count, check_goals
from symconv.proof.linear.steps import (
    Contradiction,
    Counted,
    Divide,
    Floor,
    LinearProof,
    Multiply,
    Never,
    Same,
    Split,
)
from symconv.sizes import Polynomial, Quotient, Size, floordiv, symbol
from symconv.unknown import Symbol

x, y, z = symbol("x"), symbol("y"), symbol("z")
HALF = Quotient(x, 2)
half = floordiv(x, 2)
by_y = floordiv(x, y)
BY_Y = Quotient(x, y)
# What no arithmetic makes, but a damaged certificate might.
HALF_X = Polynomial((((Symbol("x"),), 0.5),))  # type: ignore[arg-type]


def at_least(*rows: Size) -> tuple[Guard, ...]:
    return tuple(Guard(row, ">=") for row in rows)


def zero(row: Size) -> Guard:
    return Guard(row, "=")


# Whole proofs: what is assumed, the goals, and a proof for each row of a goal.

PROVED: dict[str, tuple[Sequence[Guard], Sequence[Guard], Sequence[LinearProof]]] = {
    "nothing": ((), (), ()),
    "what is assumed": (at_least(x), at_least(x), ()),
    "an equation that is assumed": ((zero(x),), (zero(x),), ()),
    "one half of an equation": ((zero(x),), at_least(-1 * x), ()),
    "a number": ((), at_least(0), [(Contradiction(((0, 1),)),)]),
    "a sum": (at_least(x - y, y - z), at_least(x - z), [(Contradiction(((0, 1), (1, 1), (2, 1))),)]),
    "a weighted sum": (at_least(x - 2 * y, y), at_least(x), [(Contradiction(((0, 1), (1, 2), (2, 1))),)]),
    "both halves of an equation": (at_least(x, -1 * x), (zero(x),), ()),
    "an equation by two proofs": (
        at_least(x - y, y - x, z, -1 * z),
        (zero(x - y + z),),
        [(Contradiction(((0, 1), (2, 1), (4, 1))),), (Contradiction(((1, 1), (3, 1), (4, 1))),)],
    ),
    "twice a number is no odd one": (
        (zero(2 * x - 2 * y - 1),),
        at_least(-1),
        [(Divide(((0, 1),), 2, x - y - 1), Contradiction(((1, 1), (3, 2))))],
    ),
    "a third of what is at least -2": (
        at_least(3 * x + 2),
        at_least(x),
        [(Divide(((0, 1),), 3, x), Contradiction(((1, 1), (2, 1))))],
    ),
    "a product": (at_least(x, y), at_least(x * y), [(Multiply(0, 1), Contradiction(((2, 1), (3, 1))))]),
    "a square": (
        (),
        at_least(x * x),
        [
            (
                Split(x),
                Multiply(1, 1),
                Contradiction(((0, 1), (2, 1))),
                Multiply(1, 1),
                Contradiction(((0, 1), (1, 2), (2, 1))),
            )
        ],
    ),
    "a quotient by a number": (
        at_least(x),
        at_least(half),
        [(Divide((), 1, 1), Floor(HALF, 2), Contradiction(((0, 1), (1, 2), (4, 1))))],
    ),
    "a quotient by a symbol": (
        at_least(x - y, y - 1),
        at_least(by_y * y - x + y - 1),
        [(Floor(BY_Y, 1), Contradiction(((2, 1), (4, 1))))],
    ),
    "two goals": (
        at_least(x, y),
        at_least(x + y, x + 1),
        [(Contradiction(((0, 1), (1, 1), (2, 1))),), (Contradiction(((0, 1), (2, 1))),)],
    ),
    "from what contradicts itself": (at_least(x, -1 * x - 1), at_least(y), [(Contradiction(((0, 1), (1, 1))),)]),
}


@pytest.mark.parametrize("kind", PROVED)
def test_a_proof_holds(kind: str) -> None:
    check_goals(*PROVED[kind])


@pytest.mark.parametrize("kind", [kind for kind, (_, _, proofs) in PROVED.items() if proofs])
def test_a_proof_is_not_shortened_prolonged_or_left_out(kind: str) -> None:
    assumed, goals, (first, *others) = PROVED[kind]
    for changed in ([], [first[:-1], *others], [(*first, first[-1]), *others], [first, *others, first]):
        with pytest.raises(StepError):
            check_goals(assumed, goals, changed)


# Proofs of what is false, or by a step that is none.

REFUSED: dict[str, tuple[Sequence[Guard], Sequence[Guard], Sequence[Any], str]] = {
    "a goal without a proof": ((), at_least(x), (), "not one proof for each goal"),
    "an equation with half a proof": (at_least(x), (zero(x),), (), "not one proof for each goal"),
    "rows that add up to 0": (at_least(x), at_least(x - 1), [(Contradiction(((0, 1), (1, 1))),)], "negative number"),
    "no rows": (at_least(x), at_least(x - 1), [(Contradiction(()),)], "negative number"),
    "rows that leave an unknown": (at_least(x), at_least(y), [(Contradiction(((0, 1), (1, 1))),)], "do not cancel"),
    "a negative weight": (at_least(x), at_least(-1 * x), [(Contradiction(((0, -1), (1, 1))),)], "not less than 0"),
    "half a row": (at_least(2 * x), at_least(x - 1), [(Contradiction(((0, 0.5), (1, 1))),)], "whole number of times"),  # type: ignore[arg-type]
    "a weight that is true": (at_least(x), at_least(x + 1), [(Contradiction(((0, True), (1, 1))),)], "whole number"),
    "a row from the end": (at_least(x), at_least(x + 1), [(Contradiction(((0, 1), (-1, 1))),)], "no such row"),
    "a row beyond the end": (at_least(x), at_least(x + 1), [(Contradiction(((0, 1), (2, 1))),)], "no such row"),
    "a row by no number": (at_least(x), at_least(x + 1), [(Contradiction(((0, 1), (True, 1))),)], "no such row"),
    "a row rounded up": (at_least(3 * x + 3), at_least(x), [(Divide(((0, 1),), 3, x), ())], "by division"),
    "half of an odd row rounded up": (
        at_least(2 * x - 1),
        at_least(x - 2),
        [(Divide(((0, 1),), 2, x - 2),)],
        "by division",
    ),
    "division by 0": (at_least(x), at_least(y), [(Divide((), 0, y),)], "by division"),
    "division by a negative number": (
        at_least(x),
        at_least(-1 * x - 9),
        [(Divide(((0, 1),), -1, -1 * x - 9),)],
        "by division",
    ),
    "division by a fraction": (at_least(3 * x), at_least(y), [(Divide(((0, 1),), 1.5, 2 * x),)], "by division"),  # type: ignore[arg-type]
    "a divided row with another unknown": (at_least(x), at_least(y), [(Divide(((0, 1),), 1, y),)], "do not cancel"),
    "a row of fractions": ((), at_least(x), [(Split(HALF_X),)], "whole coefficients"),
    "a divided row of fractions": (at_least(x), at_least(y), [(Divide(((0, 1),), 2, HALF_X),)], "whole coefficients"),
    "a product of a row that is not there": (at_least(x), at_least(x * x), [(Multiply(0, 5),)], "no such row"),
    "squares of squares": ((), at_least(x + y + 1), [tuple(Multiply(at, at) for at in range(40))], "too large"),
    "squares of a number": (
        at_least(7),
        at_least(x),
        [tuple(Multiply(at, at) for at in (0, *range(2, 60)))],
        "too large",
    ),
    "squares of an unknown": (
        at_least(x),
        at_least(y),
        [tuple(Multiply(at, at) for at in (0, *range(2, 60)))],
        "too large",
    ),
    "a quotient whose divisor may be 0": (at_least(y), at_least(by_y), [(Floor(BY_Y, 0),)], "known to be positive"),
    "a quotient by a number that is not said to be positive": (
        at_least(x),
        at_least(half),
        [(Floor(HALF, 0),)],
        "known to be positive",
    ),
    "a split half closed": (
        (),
        at_least(x * x),
        [(Split(x), Multiply(1, 1), Contradiction(((0, 1), (2, 1))))],
        "is not closed",
    ),
    "a split that forgets 0": (
        (),
        at_least(x - 1),
        [(Split(x - 1), Contradiction(((0, 1), (1, 1))), Contradiction(((0, 1), (1, 1))))],
        "do not cancel",
    ),
    "nothing counts where nothing is counted": ((), at_least(x), [(Counted(),)], "no such step here"),
    "cases where none are counted": ((), at_least(x), [(Same(0, 0),)], "no such step here"),
    "a case that never holds where none are counted": ((), at_least(x), [(Never(0, 0),)], "no such step here"),
    "no step": ((), at_least(x), [("Contradiction",)], "no such step here"),
    "a guard that says more than 0": ((Guard(x, ">"),), at_least(x), (), "= 0 or >= 0"),  # type: ignore[arg-type]
    "a goal that says more than 0": (at_least(x), (Guard(x, ">"),), (), "= 0 or >= 0"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("kind", REFUSED)
def test_no_proof_is_refused(kind: str) -> None:
    assumed, goals, proofs, why = REFUSED[kind]
    with pytest.raises(StepError, match=why):
        check_goals(assumed, goals, proofs)


# Counting.

CASES: dict[str, tuple[Sequence[Guard], Sequence[Sequence[Guard]], Sequence[Sequence[Guard]], LinearProof]] = {
    "nothing": ((), (), (), (Counted(),)),
    "a case and itself": ((), [at_least(x)], [at_least(x)], (Same(0, 0), Counted())),
    "a case in other words": (
        at_least(x),
        [at_least(2 * x - 4)],
        [at_least(x - 2)],
        (
            Same(0, 0),
            Contradiction(((1, 1), (2, 2))),
            Contradiction(((1, 2), (2, 1))),
            Counted(),
        ),
    ),
    "cases in another order": (
        (),
        [at_least(x), at_least(y)],
        [at_least(y), at_least(x)],
        (Same(1, 0), Same(0, 1), Counted()),
    ),
    "a case that never holds, on the left": (
        at_least(x),
        [at_least(-1 * x - 1)],
        [],
        (Never(0, 0), Contradiction(((0, 1), (1, 1))), Counted()),
    ),
    "a case that never holds, on the right": (
        at_least(x),
        [],
        [at_least(-1 * x - 1)],
        (Never(1, 0), Contradiction(((0, 1), (1, 1))), Counted()),
    ),
    "two halves of everything": (
        (),
        [()],
        [at_least(x), at_least(-1 * x - 1)],
        (
            Split(x),
            Same(0, 0),
            Contradiction(((0, 1), (1, 1))),
            Never(1, 1),
            Contradiction(((0, 1), (1, 1))),
            Counted(),
            Same(0, 1),
            Contradiction(((0, 1), (1, 1))),
            Never(1, 0),
            Contradiction(((0, 1), (1, 1))),
            Counted(),
        ),
    ),
    "anything, from what contradicts itself": (at_least(x, -1 * x - 1), [()], [], (Contradiction(((0, 1), (1, 1))),)),
}


@pytest.mark.parametrize("kind", CASES)
def test_a_count_holds(kind: str) -> None:
    assumed, left, right, proof = CASES[kind]
    check_count(assumed, [*map(tuple, left)], [*map(tuple, right)], [proof])


@pytest.mark.parametrize("kind", CASES)
def test_a_count_is_not_shortened_or_prolonged(kind: str) -> None:
    assumed, left, right, proof = CASES[kind]
    for changed in (proof[:-1], (*proof, proof[-1])):
        with pytest.raises(StepError):
            check_count(assumed, [*map(tuple, left)], [*map(tuple, right)], [changed])


NO_COUNT: dict[str, tuple[Sequence[Sequence[Guard]], Sequence[Sequence[Guard]], Sequence[Any], str]] = {
    "a case that is left": ([at_least(x)], [], [Counted()], "no such step here"),
    "a case that is left on the right": ([], [at_least(x)], [Counted()], "no such step here"),
    "two cases for one": (
        [at_least(x), at_least(x)],
        [at_least(x)],
        [Same(0, 0), Same(1, 0), Counted()],
        "no such case",
    ),
    "one case twice": ([at_least(x)], [at_least(x), at_least(x)], [Same(0, 0), Same(0, 1), Counted()], "no such case"),
    "a case out of range": ([at_least(x)], [at_least(x)], [Same(0, 1)], "no such case"),
    "a case from the end": ([at_least(x)], [at_least(x)], [Same(0, -1)], "no such case"),
    "a case of neither side": ([at_least(x)], [at_least(x)], [Never(2, 0)], "no such step here"),
    "a case of the last side": ([at_least(x)], [at_least(x)], [Never(-1, 0)], "no such step here"),
    "only one half shown": ([at_least(x)], [at_least(x - 1)], [Same(0, 0), Counted()], "no such step here"),
    "a stronger case": (
        [at_least(x)],
        [at_least(x - 1)],
        [Same(0, 0), Contradiction(((0, 1), (1, 1)))],
        "negative number",
    ),
    "a weaker case": (
        [at_least(x - 1)],
        [at_least(x)],
        [Same(0, 0), Contradiction(((0, 1), (1, 1))), Contradiction(((0, 1), (1, 1)))],
        "negative number",
    ),
    "the count itself inside a case": ([at_least(x)], [at_least(y)], [Same(0, 0), Same(0, 0)], "no such step here"),
    "a case that may hold": ([at_least(x)], [], [Never(0, 0), Contradiction(((0, 1),))], "do not cancel"),
}


@pytest.mark.parametrize("kind", NO_COUNT)
def test_no_count_is_refused(kind: str) -> None:
    left, right, proof, why = NO_COUNT[kind]
    with pytest.raises(StepError, match=why):
        check_count((), [*map(tuple, left)], [*map(tuple, right)], [tuple(proof)])


def test_the_checker_has_at_most_a_hundred_lines() -> None:
    """What has to be read to trust it: its lines without blank ones, comments and documentation."""
    source = inspect.getsource(checker)
    tree = ast.parse(source)
    documented = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    documentation = {
        line
        for node in documented
        if ast.get_docstring(node) is not None
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    lines = [
        number
        for number, line in enumerate(source.splitlines(), start=1)
        if line.strip() and not line.strip().startswith("#") and number not in documentation
    ]
    assert len(lines) <= 100


def test_the_checker_imports_the_sizes_and_its_steps_alone() -> None:
    """What is imported where types are checked is not there when a certificate is."""
    for module, ours in ((checker, {"symconv.proof.linear", "symconv.sizes"}), (steps, {"symconv.sizes"})):
        body = ast.parse(inspect.getsource(module)).body
        assert not [each for each in body if isinstance(each, ast.Import)]
        found = {each.module or "" for each in body if isinstance(each, ast.ImportFrom)}
        assert {name for name in found if name.startswith("symconv")} == ours
        assert {name for name in found if not name.startswith("symconv")} <= {
            *sys.stdlib_module_names,
            "collections.abc",
        }
