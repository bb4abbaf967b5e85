"""No step loses a solution.

Where a branch's rows are all at least 0, those of some branch after it are; and where cases count, as many more on one
side as before.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import product

import pytest

from symconv.arrays.sums import Guard
from symconv.proof.linear.checker import Branch, StepError, after, rows_of
from symconv.proof.linear.steps import (
    Contradiction,
    Counted,
    Divide,
    Floor,
    Multiply,
    Never,
    Same,
    Split,
    Step,
)
from symconv.sizes import Quotient, Size, evaluate, floordiv, symbol

x, y = symbol("x"), symbol("y")
HALF = Quotient(x, 2)
half = floordiv(x, 2)
VALUES = range(-3, 4)
ASSIGNMENTS = [dict(zip("xyz", each, strict=True)) for each in product(VALUES, repeat=3)]
ROWS: tuple[Size, ...] = (
    x,
    y,
    x - y,
    2 * x + 1,
    3 * y - 2,
    x * y,
    x * y - x,
    half,
    half - y,
    2 * half - x,
    1,
    0,
    -1,
    y - 1,
)


def holds(rows: Sequence[Size], values: dict[str, int]) -> bool:
    return all(evaluate(row, values) >= 0 for row in rows)


def surplus(branch: Branch, values: dict[str, int]) -> int:
    assert branch.cases is not None
    left, right = (sum(holds(rows_of(case), values) for case in side.values()) for side in branch.cases)
    return left - right


def steps_at_random(picker: random.Random) -> Iterator[Step]:
    def weights() -> tuple[tuple[int, int], ...]:
        return tuple((number, picker.choice((1, 1, 1, 2, 3))) for number in range(4) if picker.random() < 0.5)

    makers: list[Callable[[], Step]] = [
        lambda: Contradiction(weights()),
        lambda: Divide(weights(), picker.choice((1, 2, 3)), picker.choice(ROWS) + picker.choice((-1, 0, 1))),
        lambda: Multiply(picker.randrange(4), picker.randrange(4)),
        lambda: Floor(HALF, picker.randrange(4)),
        lambda: Split(picker.choice(ROWS)),
        lambda: Same(picker.randrange(2), picker.randrange(2)),
        lambda: Never(picker.randrange(2), picker.randrange(2)),
        lambda: Counted(),
    ]
    while True:
        yield picker.choice(makers)()


def cases_at_random(picker: random.Random) -> dict[int, tuple[Guard, ...]]:
    return {at: (Guard(picker.choice(ROWS), ">="),) for at in range(2)}


@pytest.mark.slow
def test_no_step_loses_a_solution() -> None:
    picker = random.Random(5)
    taken = dict.fromkeys((Contradiction, Divide, Multiply, Floor, Split, Same, Never), 0)
    for step in steps_at_random(picker):
        rows = tuple(picker.choice(ROWS) + picker.choice((0, 0, -1)) for _ in range(4))
        if picker.random() < 0.4:
            rows = (*rows[:2], -1 * rows[0] - picker.choice((0, 1)), 1)
        sides = [cases_at_random(picker) for _ in range(2)]
        start = Branch(rows, (sides[0], sides[1]) if picker.random() < 0.5 else None)
        try:
            branches = after(start, step)
        except StepError:
            continue
        taken[type(step)] += 1
        for values in ASSIGNMENTS:
            if holds(rows, values):
                met = [branch for branch in branches if holds(branch.rows, values)]
                to_close = [branch for branch in met if branch.cases is None]
                assert met, (start, step, values)
                if start.cases is not None and not to_close:
                    assert all(surplus(branch, values) == surplus(start, values) for branch in met), (
                        start,
                        step,
                        values,
                    )
        if min(taken.values()) >= 25:
            break
