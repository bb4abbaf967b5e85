"""How wide mathematics is, against what TeX says of it: never narrower, and not much wider."""

from __future__ import annotations

from pathlib import Path

import pytest

from page.test_maths import CASES
from page.tex import compiled
from symconv import Conv2d, ConvTranspose2d, derive
from symconv.lectures.lecture import lecture
from symconv.page import latex
from symconv.page.document import Equations, Table
from symconv.page.latex_width import column_widths, matrix, width
from symconv.page.maths import Entry, Fraction, Letter, Maths, Matrix, Number, Product

X = Entry("x", (1, 12), separated=True)


def told() -> list[Maths]:
    """What stands in two derivations: sides and terms of equations, and cells of tables."""
    found: list[Maths] = []
    for layer, notation in (
        (Conv2d(input=3, kernel=2, stride=2, padding=1, in_channels=2, out_channels=2, groups=2), "xkz"),
        (ConvTranspose2d(input=2, kernel=3, stride=2, dilation=2, convention="convolution"), "delta"),
    ):
        for block in lecture(derive(layer, notation=notation)):
            if isinstance(block, Equations):
                found += [side for each in block.equations for side in (each.left, *each.terms)]
            if isinstance(block, Table):
                found += [cell for row in block.rows for cell in row if cell is not None]
    return list(dict.fromkeys(found))


def in_tex(trees: list[Maths], folder: Path) -> list[float]:
    """The widths as TeX has them."""
    boxes = (rf"\setbox0\hbox{{$\displaystyle {latex.written(tree)}$}}\typeout{{wide: \the\wd0}}" for tree in trees)
    source = "\n".join(boxes)
    log = compiled(
        f"\\documentclass{{article}}\\usepackage{{amsmath}}\\begin{{document}}\n{source}\n\\end{{document}}", folder
    )
    return [float(line.split()[1].removesuffix("pt")) for line in log.splitlines() if line.startswith("wide: ")]


def test_widths_are_those_of_tex(tmp_path: Path) -> None:
    trees = told()
    wide = in_tex(trees, tmp_path)
    assert len(wide) == len(trees) > 100
    wrong = [
        (latex.written(tree), width(tree), real)
        for tree, real in zip(trees, wide, strict=True)
        if not real - 0.5 <= width(tree) <= 1.35 * real + 8
    ]
    assert wrong == []


@pytest.mark.parametrize("tree", [tree for tree, *_ in CASES.values()], ids=CASES)
def test_everything_has_a_width(tree: Maths) -> None:
    assert width(tree) > 0


def test_a_fraction_is_as_wide_as_its_wider_half() -> None:
    wide = Product((Letter("b"), Letter("c"), Letter("d")))
    assert width(Fraction(Letter("a"), wide)) == width(Fraction(wide, wide)) > width(wide)


def test_a_matrix_is_as_wide_as_its_columns() -> None:
    found = Matrix(((X, Number(0)), (Number(0), Number(1))))
    assert column_widths(found) == [width(X), width(Number(0))]
    assert width(found) == matrix(column_widths(found)) > width(X) + width(Number(0))
