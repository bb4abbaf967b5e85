"""The data of a picture: for every entry of a result, the grids, where the kernel lies, and the sum that it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from symconv.arrays.array import Array, Rot180
from symconv.layers.layer import Layer
from symconv.layers.notation import Notation, entry_name, notation_named, separated, subscript
from symconv.layers.tensors import GRADIENT_OF
from symconv.lectures.formula import formula
from symconv.lectures.telling import BEGINNING, MOST
from symconv.page.article import LatexDialect
from symconv.page.dialect import Dialect
from symconv.page.terminal import TextDialect
from symconv.pictures.operands import Operands, Place, innermost, laid_out, operands, summed_over

Kind = Literal["entry", "padding", "inserted"]


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of mathematics as plain text and in LaTeX."""

    text: str
    tex: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: an entry with its name (as `symconv.layers.notation.entry_name`), or a zero, whose name is empty."""

    kind: Kind
    written: Written
    name: str = ""


ZERO = Written("0", "0")


@dataclass(frozen=True, slots=True)
class Grid:
    """An array of cells by row; one of one axis has a single row."""

    title: Written
    rows: tuple[tuple[Cell, ...], ...]

    def at(self, place: Place) -> Cell:
        """The cell at a place (row, column)."""
        row, column = place
        return self.rows[row][column]


@dataclass(frozen=True, slots=True)
class Frame:
    """One step: the kernel lies on `left`, and the products in its window add up to one entry of `result`.

    `window` pairs the places (row, column) of `left` with those of `right` that they meet; `place` is that of
    the entry. `unturned` is the kernel before its rotation, None where it is not turned.
    """

    layer: Layer
    what: str
    number: int
    count: int
    formula: Written
    left: Grid
    right: Grid
    unturned: Grid | None
    result: Grid
    window: tuple[tuple[Place, Place], ...]
    place: Place
    terms: tuple[Written, ...]
    partial: bool

    @property
    def sum(self) -> Written:
        """The sum that this step shows, as an equation; a long one is cut to its beginning."""
        name = self.result.at(self.place).written
        terms = list(self.terms)
        if len(terms) > MOST:
            text, tex = (dialect.left_out(len(terms) - BEGINNING) for dialect in DIALECTS)
            terms = [*terms[:BEGINNING], Written(text, tex)]
        if self.partial:
            terms.append(Written(TEXT.dots, LATEX.dots))
        terms = terms or [ZERO]
        return Written(
            f"{name.text} = {' + '.join(each.text for each in terms)}",
            f"{name.tex} = {' + '.join(each.tex for each in terms)}",
        )


TEXT, LATEX = TextDialect(), LatexDialect()
DIALECTS: tuple[Dialect, Dialect] = (TEXT, LATEX)


def frames(layer: Layer, what: str = "forward", notation: str = "xkz") -> tuple[Frame, ...]:
    """One frame for every entry of the result, in row-major order.

    `what` is forward (the input and the kernel give Z), dX or dK (the closed form of that gradient), or transposed
    (a transposed layer as a direct one over its input with zeros inserted, which is also its forward picture).
    With channels or a batch: the first of each.

    Raises SymconvError for a layer of three axes or more, and for one larger than a page.

    >>> from symconv import Conv1d
    >>> for frame in frames(Conv1d(input=3, kernel=2), what="dX"):
    ...     print(frame.sum.text)
    ∂L/∂x1 = ∂L/∂z1·k1
    ∂L/∂x2 = ∂L/∂z1·k2 + ∂L/∂z2·k1
    ∂L/∂x3 = ∂L/∂z2·k2
    """
    letters = notation_named(notation)
    found = operands(layer, what)
    entries = _entries(layer, letters)
    left, right = found.core.left, found.core.right
    grids = {name: _grid(side, entries, letters) for name, side in (("left", left), ("right", right))}
    result = _result(found, entries, letters)
    whole = _both(lambda dialect: f"{_whole(found, letters, dialect)} = {formula(found.expr, letters, dialect)}")
    unturned = _grid(right.array, entries, letters) if isinstance(right, Rot180) else None
    partial = summed_over(layer, found.of)
    swapped = _rank(innermost(left).name, letters) > _rank(innermost(right).name, letters)
    bias = (entries("B", (0,)).written,) if found.of == "Z" and layer.bias else ()
    shown = []
    for number, (entry, met) in enumerate(found.meetings.items()):
        window = tuple((_on_page(ours), _on_page(theirs)) for ours, theirs in met)
        pairs = [(grids["left"].at(ours), grids["right"].at(theirs)) for ours, theirs in window]
        terms = tuple(_term(pair[::-1] if swapped else pair) for pair in pairs if all(cell.name for cell in pair))
        shown.append(
            Frame(
                layer=layer,
                what=what,
                number=number,
                count=len(found.meetings),
                formula=whole,
                left=grids["left"],
                right=grids["right"],
                unturned=unturned,
                result=result,
                window=window,
                place=_on_page(entry),
                # With channels the bias comes after what is left out.
                terms=terms + (() if partial else bias),
                partial=partial,
            )
        )
    return tuple(shown)


def instructive(shown: Sequence[Frame]) -> Frame:
    """The step to show where there is room for one: of those with the most terms the one nearest the middle."""

    def off(frame: Frame) -> tuple[int, int]:
        rows, columns = len(frame.result.rows), len(frame.result.rows[0])
        apart = abs(2 * frame.place[0] - rows + 1) + abs(2 * frame.place[1] - columns + 1)
        return apart, abs(2 * frame.number - frame.count + 1)

    return min(shown, key=lambda frame: (-len(frame.terms), *off(frame)))


def _entries(layer: Layer, notation: Notation) -> Callable[[str, Place], Cell]:
    """How an entry of a tensor at a place of its first example and channels is written."""

    def entry(of: str, place: Place) -> Cell:
        at = (0, 0, *place) if layer.shows_channels and of != "B" else place
        index = subscript(layer, of, at)

        def said(dialect: Dialect) -> str:
            name = dialect.entry(notation.letter(of), [str(each) for each in index], separated(layer, index))
            return dialect.gradient(notation, name) if of in GRADIENT_OF else name

        return Cell("entry", _both(said), entry_name(layer, notation, of, at))

    return entry


def _grid(expr: Array, entries: Callable[[str, Place], Cell], notation: Notation) -> Grid:
    of = innermost(expr)
    places = [place for place, _, _ in laid_out(of)]
    cells: dict[Place, Cell] = {}
    for place, number, padding in laid_out(expr):
        zero = Cell("padding" if padding else "inserted", ZERO)
        cells[place] = entries(of.name, places[number - 1]) if number else zero
    return _rows(_both(lambda dialect: formula(expr, notation, dialect)), cells)


def _result(found: Operands, entries: Callable[[str, Place], Cell], notation: Notation) -> Grid:
    cells = {place: entries(found.of, place) for place in found.meetings}
    return _rows(_both(lambda dialect: _whole(found, notation, dialect)), cells)


def _rows(title: Written, cells: Mapping[Place, Cell]) -> Grid:
    rows: dict[int, list[Cell]] = {}
    for place, cell in cells.items():
        rows.setdefault(_on_page(place)[0], []).append(cell)
    return Grid(title, tuple(map(tuple, rows.values())))


def _on_page(place: Place) -> Place:
    return (0, *place) if len(place) == 1 else place


def _whole(found: Operands, notation: Notation, dialect: Dialect) -> str:
    return formula(found.whole, notation, dialect)


def _term(pair: tuple[Cell, Cell]) -> Written:
    return _both(
        lambda dialect: dialect.product([cell.written.tex if dialect is LATEX else cell.written.text for cell in pair])
    )


def _rank(of: str, notation: Notation) -> int:
    """Where an entry stands in a product: the upstream gradient first, as the derivation writes it."""
    return {"dZ": 0, "X": 2, "K": 1 if notation.kernel_first else 3}[of]


def _both(said: Callable[[Dialect], str]) -> Written:
    text, tex = map(said, DIALECTS)
    return Written(text, tex)
