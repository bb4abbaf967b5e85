"""Grids of cells: an operand or a result as it is seen, each cell with its name and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from symconv.arrays.array import Array
from symconv.layers.layer import Layer
from symconv.layers.lettering import entry, formula, gradient
from symconv.layers.notation import Notation, entry_name
from symconv.layers.tensors import GRADIENT_OF
from symconv.page.maths import Maths, Number, Product, Words
from symconv.pictures.operands import Position, ZeroKind, innermost, laid_out

CellKind = Literal["entry", "cropped"] | ZeroKind
ZERO = Number(0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: an entry and its name (as `symconv.layers.notation.entry_name`); a zero or what is cut has none."""

    kind: CellKind
    said: Maths
    name: str = ""


CUT = Cell("cropped", Words("cut"))
# How the entry of a tensor at a position of its first example and channels is written.
Naming = Callable[[str, Position], Cell]


@dataclass(frozen=True, slots=True)
class Grid:
    """An array of cells by row; one of one axis has a single row."""

    title: Maths
    rows: tuple[tuple[Cell, ...], ...]

    def at(self, place: Position) -> Cell:
        """The cell at a place (row, column)."""
        row, column = place
        return self.rows[row][column]

    def cells(self) -> Iterator[tuple[Position, Cell]]:
        """Every place and the cell there, row by row."""
        return (((row, column), cell) for row, line in enumerate(self.rows) for column, cell in enumerate(line))


def entries_of(layer: Layer, notation: Notation) -> Naming:
    """How the entries of a layer's tensors are written."""

    def cell(of: str, position: Position) -> Cell:
        at = (0, 0, *position) if layer.shows_channels and of != "B" else position
        said = entry(layer, notation, of, at)
        return Cell(
            "entry", gradient(notation, said) if of in GRADIENT_OF else said, entry_name(layer, notation, of, at)
        )

    return cell


def operand_grid(expr: Array, entries: Naming, notation: Notation) -> Grid:
    """An operand of a closed form: the entries of the tensor in it, and zeros."""
    of = innermost(expr).name
    found = laid_out(expr)
    cells = {at: Cell(what, ZERO) if isinstance(what, str) else entries(of, what) for at, what in found.items()}
    return in_rows(formula(expr, notation), cells)


def in_rows(title: Maths, cells: Mapping[Position, Cell]) -> Grid:
    """Cells in row-major order as a grid."""
    rows: dict[int, list[Cell]] = {}
    for position, cell in cells.items():
        rows.setdefault(on_page(position)[0], []).append(cell)
    return Grid(title, tuple(map(tuple, rows.values())))


def on_page(position: Position) -> Position:
    """The row and the column of a place, of one or of two axes."""
    return (0, *position) if len(position) == 1 else position


def multiplied(pair: tuple[Cell, Cell], of: tuple[str, str], notation: Notation) -> Maths:
    """The product of two entries, those of these tensors, in the order in which the derivation writes them."""
    # The upstream gradient first.
    rank = {"dZ": 0, "X": 2, "K": 1 if notation.kernel_first else 3}
    ordered = pair if rank[of[0]] <= rank[of[1]] else pair[::-1]
    return Product(tuple(cell.said for cell in ordered))
