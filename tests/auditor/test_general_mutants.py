"""General index equations with a change each: what audit says of them, and what plain loops find.

Nothing that the loops find false at some size is proved, and nothing is refuted that they find true at all. `python -m
tests.auditor.test_general_mutants COUNT` runs as many as are asked for.
"""

from __future__ import annotations

import random
import sys
from collections import Counter

import pytest

from symconv.auditor.notes import verdict
from symconv.auditor.reading import sections
from symconv.auditor.statements import statements

if __name__ == "__main__":
    sys.path.insert(0, "tests")

from auditor.plain_loops import Equation, Index, Layer, affine, holds, mutants

A = affine
ONE = Equation("Z", ("i",), (Index("a", "K"),), (("X", (A(i=1, a=1),)), ("K", (A(a=1),))))
STRIDED = Equation("Z", ("i",), (Index("a", "K"),), (("X", (A(i=2, a=1),)), ("K", (A(a=1),))))
TWO = Equation(
    "Z",
    ("i", "j"),
    (Index("a", "K0"), Index("b", "K1")),
    (("X", (A(i=1, a=1), A(j=1, b=1))), ("K", (A(a=1), A(b=1)))),
)
FORMS = {
    "kernel, one axis": (ONE, Equation("dK", ("a",), (Index("i"),), (("dZ", (A(i=1),)), ("X", (A(i=1, a=1),))))),
    "input, one axis": (ONE, Equation("dX", ("u",), (Index("a", "K"),), (("dZ", (A(u=1, a=-1),)), ("K", (A(a=1),))))),
    "input by outputs": (ONE, Equation("dX", ("u",), (Index("i"),), (("dZ", (A(i=1),)), ("K", (A(u=1, i=-1),))))),
    "kernel, strided": (STRIDED, Equation("dK", ("a",), (Index("i"),), (("dZ", (A(i=1),)), ("X", (A(i=2, a=1),))))),
    "input, strided": (STRIDED, Equation("dX", ("u",), (Index("i"),), (("dZ", (A(i=1),)), ("K", (A(u=1, i=-2),))))),
    "kernel, two axes": (
        TWO,
        Equation(
            "dK", ("a", "b"), (Index("i"), Index("j")), (("dZ", (A(i=1), A(j=1))), ("X", (A(i=1, a=1), A(j=1, b=1))))
        ),
    ),
    "input, two axes": (
        TWO,
        Equation(
            "dX",
            ("u", "v"),
            (Index("a", "K0"), Index("b", "K1")),
            (("dZ", (A(u=1, a=-1), A(v=1, b=-1))), ("K", (A(a=1), A(b=1)))),
        ),
    ),
    "output, one axis": (ONE, ONE),
    "output, two axes": (TWO, TWO),
}
SIZES: dict[int, list[tuple[tuple[int, ...], tuple[int, ...]]]] = {
    1: [((4,), (2,)), ((5,), (3,)), ((3,), (3,)), ((5,), (2,)), ((4,), (1,)), ((7,), (3,)), ((6,), (4,))],
    2: [((4, 5), (2, 3)), ((3, 4), (2, 1)), ((4, 4), (3, 2)), ((3, 3), (3, 3))],
}


def latex(equation: Equation) -> str:
    """With the names that a size of each axis has in notes."""
    return equation.latex().replace("K0", "K_0").replace("K1", "K_1")


def true_everywhere(equation: Equation, stride: int) -> bool:
    sizes = SIZES[len(equation.factors[0][1])]
    return all(holds(equation, Layer(n, k, stride)) for n, k in sizes)


def cases() -> list[tuple[str, Equation, Equation]]:
    """Every mutant of every form, and mutants of mutants, in a fixed random order."""
    found = []
    for name, (forward, equation) in FORMS.items():
        first = list(mutants(equation))
        second = [other for each in first for other in mutants(each)]
        third = [other for each in random.Random(3).sample(second, min(60, len(second))) for other in mutants(each)]
        found += [(name, forward, each) for each in dict.fromkeys([equation, *first, *second, *third])]
    random.Random(7).shuffle(found)
    return found


def judged(forward: Equation, equation: Equation, stride: int) -> tuple[str, bool]:
    """What audit says of an equation below its forward equation, and whether loops find it true."""
    found = statements(f"$${latex(forward)}$$\n\n$${latex(equation)}$$\n")
    (section,) = sections(found, announced=False)
    # The verdict alone: what would be right is looked for elsewhere.
    return verdict(found[1], section).outcome, true_everywhere(equation, stride)


def run(count: int) -> Counter[tuple[str, bool]]:
    found: Counter[tuple[str, bool]] = Counter()
    for _, forward, equation in cases()[:count]:
        said, true = judged(forward, equation, 2 if forward is STRIDED else 1)
        assert (said, true) not in (("proved", False), ("refuted", True)), latex(equation)
        found[said, true] += 1
    return found


@pytest.mark.parametrize("name", FORMS)
def test_the_forms_themselves_are_true(name: str) -> None:
    forward, equation = FORMS[name]
    assert judged(forward, equation, 2 if forward is STRIDED else 1) == ("proved", True)


@pytest.mark.slow
def test_what_is_said_of_mutants_is_what_loops_find() -> None:
    found = run(120)
    assert found["refuted", False] > 60


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
