"""One side of an equation: read as an expression, or as a row of local derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symconv.auditor.decoration import undecorated
from symconv.auditor.grouping import counting, depths, split, split_cells, split_rows
from symconv.auditor.reader import read
from symconv.auditor.rows import VERTICAL_ARROWS, stripped
from symconv.auditor.size_reader import WholeDivision, read_divided
from symconv.auditor.tokens import ReadError, Token, tokens
from symconv.auditor.tree import Expr, Lettered, LocalRow, WholeNumber
from symconv.sizes import Size

# Beyond this nothing is a size.
MOST_SIZE_SIGNS = 80


@dataclass(frozen=True, slots=True)
class EquationSide:
    """One side of an equation: where it stands, and its tree or why it has none.

    `size` is what it says if its letters are sizes, with the divisions in it that have to leave nothing.
    """

    start: int
    end: int
    tree: Expr | None
    problem: str = ""
    size: tuple[Size, tuple[WholeDivision, ...]] | None = None


def side_in(found: Sequence[Token], at: int, cells: bool = False) -> EquationSide:
    """The side that tokens are, at `at` where there are none; with `cells` it may be a row of local derivatives."""
    kept = stripped(found)
    if not counting(kept):
        return EquationSide(at, at, None, "one side of the equation is empty")
    start, end = kept[0].start, kept[-1].end
    size = _size(kept)
    try:
        row = _cells(kept) if cells else None
        tree = row if row is not None else read(_unaligned(kept))
    except ReadError as error:
        return EquationSide(start, end, None, str(error), size)
    return EquationSide(start, end, tree, "", size)


def _size(found: Sequence[Token]) -> tuple[Size, tuple[WholeDivision, ...]] | None:
    """What a side says if its letters are sizes; None where they are none."""
    kept = [token for token in found if token.text != "&"]
    if len(kept) > MOST_SIZE_SIGNS or any(token.kind in ("space", "begin", "end", "row") for token in kept):
        return None
    try:
        return read_divided(kept)
    except ReadError:
        return None


def side_of(text: str, cells: bool = False) -> EquationSide:
    """One side of an equation from a text of its own; with `cells` it may be a row of local derivatives.

    >>> side_of("x_1 k_1").tree == side_of("{x}_1 \\\\cdot k_1").tree
    True
    """
    try:
        found = undecorated(tokens(text, 0, len(text)))
    except ReadError as error:
        return EquationSide(0, len(text), None, str(error))
    return side_in(found, 0, cells)


def _unaligned(found: Sequence[Token]) -> list[Token]:
    """A side without the marks at which its row is aligned with others; those in a matrix stay."""
    return [token for token, depth in zip(found, depths(found), strict=True) if depth or token.text != "&"]


def _cells(found: Sequence[Token]) -> LocalRow | None:
    """A row of local derivatives: single entries set apart by wide spaces, or in a matrix without brackets."""
    if found[0].kind == "begin" and found[0].text == "matrix" and found[-1].kind == "end":
        inner = found[1:-1]
        if any(token.kind == "begin" for token in inner):
            return None
        rows = [row for row in split_rows(inner) if any(t.text not in VERTICAL_ARROWS for t in counting(row))]
        if len(rows) != 1:
            return None
        row = split_cells(rows[0])
        # Columns of arrows are often kept apart by empty ones.
        if len(row) % 2 and len(row) > 1 and not any(counting(cell) for cell in row[1::2]):
            row = row[::2]
        return LocalRow(tuple(atom_in(cell) if counting(cell) else WholeNumber(0) for cell in row))
    pieces = [each for each in split(found, lambda token: token.kind == "space") if each]
    if len(pieces) < 2:
        return None
    try:
        return LocalRow(tuple(map(atom_in, pieces)))
    except ReadError:
        return None


def atom_in(piece: Sequence[Token]) -> Expr:
    """One cell: an entry or a number, perhaps with the dot of the product that it belongs to."""
    kept = counting(piece)
    if kept and kept[0].text in (r"\cdot", r"\times", "*"):
        kept = kept[1:]
    tree = read(kept)
    if not isinstance(tree, Lettered | WholeNumber):
        raise ReadError("a cell is more than one entry")
    return tree
