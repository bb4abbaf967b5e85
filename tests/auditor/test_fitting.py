"""Which entry could make a false equation true: the short way and judging each entry say the same."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from auditor.test_repair import FORWARD
from symconv.auditor.equation_sides import EquationSide
from symconv.auditor.fitting import possible
from symconv.auditor.judgement import SizedReading, judge
from symconv.auditor.letters import carrier
from symconv.auditor.reading import SectionReading, sections
from symconv.auditor.statements import NotedEquation, statements
from symconv.auditor.tree import Lettered, exchanged, nodes

BIASED = r"""
$$Z_{1} = X_{1}K_{1} + X_{2}K_{2} + B$$
$$Z_{2} = X_{2}K_{1} + X_{3}K_{2} + B$$
"""
GRADIENT = r"\frac{\partial L}{\partial Z_{%s}}"
# An equation that is false, what stands before it, and how many of the entries tried in some place of it fit.
FALSE = {
    "one index": (FORWARD, r"Z_{12} = X_{12}K_{11} + X_{13}K_{12} + X_{23}K_{21} + X_{23}K_{22}", 1),
    "an entry of a product that stands alone": (FORWARD, r"\frac{\partial Z_{11}}{\partial X_{11}} = K_{12}", 1),
    "a derivative written out": (
        FORWARD,
        r"\frac{\partial (X_{11}K_{11} + X_{12}K_{12})}{\partial X_{11}} = K_{12}",
        1,
    ),
    "what is derived is an entry": (FORWARD, r"\frac{\partial Z_{12}}{\partial X_{11}} = K_{11}", 1),
    "a chain with a wrong output": (
        FORWARD,
        rf"\frac{{\partial L}}{{\partial X_{{12}}}} = {GRADIENT % 12} K_{{12}} + {GRADIENT % 12} K_{{11}}",
        1,
    ),
    "minus": (FORWARD, r"Z_{11} - X_{11}K_{11} = X_{12}K_{12} + X_{21}K_{21} + X_{12}K_{22}", 1),
    "a matrix with one wrong cell": (
        FORWARD,
        r"\frac{\partial L}{\partial K_{11}} \begin{bmatrix} K_{11} & K_{12} \\ K_{21} & K_{21} \end{bmatrix}"
        r" = \frac{\partial L}{\partial K_{11}} K",
        1,
    ),
    "a matrix turned": (
        FORWARD,
        r"\operatorname{rot180}(K) = \begin{bmatrix} K_{22} & K_{21} \\ K_{11} & K_{11} \end{bmatrix}",
        1,
    ),
    "a matrix turned with its own wrong cell": (
        FORWARD,
        r"\operatorname{rot180}(\begin{bmatrix} K_{11} & K_{12} \\ K_{21} & K_{21} \end{bmatrix})"
        r" = \begin{bmatrix} K_{22} & K_{21} \\ K_{12} & K_{11} \end{bmatrix}",
        1,
    ),
    "an entry twice in a product": (FORWARD, r"X_{12} X_{11} = X_{11} X_{11}", 1),
    "nothing helps": (FORWARD, r"Z_{11} = X_{11} + X_{12}", 0),
    "a bias": (BIASED, r"Z_{1} = X_{1}K_{1} + X_{3}K_{2} + B", 1),
    "a sum that an index runs over": (BIASED, r"\frac{\partial L}{\partial K_{1}} = \sum_i \delta Z_i X_1", 0),
    "an entry that is not there": (FORWARD, r"Z_{11} = X_{11}K_{11} + X_{12}K_{12} + X_{21}K_{21} + X_{22}K_{33}", 1),
    "two entries that are not there": (FORWARD, r"Z_{11} = X_{44}K_{33}", 0),
    "a row below its chain": (
        BIASED,
        r"\frac{\partial L}{\partial K_1} = \frac{\partial L}{\partial Z_1}\frac{\partial Z_1}{\partial K_1}"
        r" + \frac{\partial L}{\partial Z_2}\frac{\partial Z_2}{\partial K_1}$$"
        "\n"
        r"$$\downarrow X_1 \downarrow X_3",
        1,
    ),
}


def read(text: str) -> tuple[NotedEquation, SectionReading]:
    """The last equation of notes, and how its section is read."""
    section = sections(statements(text), False)[-1]
    return section.statements[-1], section.readings[0]


def entries(statement: NotedEquation, reading: SectionReading) -> list[tuple[Lettered, list[Lettered]]]:
    """Each entry with a number for an index, and every entry of its array."""
    found = []
    for side in (statement.left, statement.right):
        assert side.tree is not None
        for node in nodes(side.tree):
            if isinstance(node, Lettered) and node.index and all(isinstance(at, int) for at in node.index):
                sizes = reading.world.sizes[carrier(reading.notes.role(node))]
                places = product(*(range(1, size + 1) for size in sizes))
                found.append((node, [replace(node, index=place) for place in places]))
    return found


def judged(statement: NotedEquation, old: Lettered, new: Lettered, reading: SectionReading) -> bool:
    """Whether the equation with the other entry, judged whole, may be true."""

    def side(of: EquationSide) -> EquationSide:
        assert of.tree is not None
        return replace(of, tree=exchanged(of.tree, old, new), size=None)

    changed = replace(statement, left=side(statement.left), right=side(statement.right))
    return judge(changed, SizedReading(reading.notes, reading.world), others=False).outcome != "refuted"


@pytest.mark.parametrize(("before", "equation", "most"), FALSE.values(), ids=list(FALSE))
def test_an_unknown_in_place_of_an_entry_says_what_judging_each_says(before: str, equation: str, most: int) -> None:
    statement, reading = read(f"{before}\n$${equation}$$\n")
    statement = replace(statement, sides=3)
    may, counts = possible(statement, reading), []
    for old, options in entries(statement, reading):
        fits = may.entry(old)
        said = [fits(new) for new in options]
        assert said == [judged(statement, old, new, reading) for new in options], old
        counts.append(sum(said))
    assert max(counts) == most
