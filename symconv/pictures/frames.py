"""The data of a picture: for every entry of a result, the grids, where the kernel lies, and the sum that it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from symconv.arrays.moves import Rot180
from symconv.layers.layer import Layer
from symconv.layers.lettering import formula, sign, whole
from symconv.layers.notation import Notation, notation_named
from symconv.page.cut import abridged, kept
from symconv.page.maths import Dots, InfixOperator, Maths, Relation, Sum
from symconv.pictures.grids import CUT, Grid, Naming, entries_of, in_rows, multiplied, on_page, operand_grid
from symconv.pictures.operands import Operands, Position, afterwards, innermost, operands, summed_over
from symconv.sizes import concrete

SLIDES = {"K": "the kernel", "dZ": "the upstream gradient", "X": "the input"}


@dataclass(frozen=True, slots=True)
class Uncut:
    """What `left operator right` is, before some of it is cropped and the rest turned: `afterwards`, in that order.

    Its cells are those of the result that they become; `place` is that of the entry that a step gives.
    """

    grid: Grid
    afterwards: tuple[str, ...]
    place: Position


@dataclass(frozen=True, slots=True)
class Frame:
    """One step: `right` lies on `left`, and the products in its window add up to one entry of `result`.

    The grids are an equation: `left operator right`, and to every entry what is in `added` (a bias; dots for what other
    channels give), is what becomes the result: `uncut`, or where nothing is done to it the result itself.
    `window` pairs the places (row, column) of `left` with those of `right` that they meet; `place` is that of
    the entry. `slides` says in words what `right` is, `unturned` is the kernel before its rotation, None where it is
    not turned.
    """

    layer: Layer
    what: str
    number: int
    count: int
    formula: Maths
    left: Grid
    operator: InfixOperator
    right: Grid
    slides: str
    unturned: Grid | None
    added: tuple[Maths, ...]
    uncut: Uncut | None
    result: Grid
    window: tuple[tuple[Position, Position], ...]
    place: Position
    terms: tuple[Maths, ...]
    partial: bool

    @property
    def sum(self) -> Relation:
        """The sum that this step shows, as an equation; a long one is cut to its beginning."""
        shown = self.terms[: kept(len(self.terms))]
        terms: tuple[Maths, ...] = (Dots(),) if self.partial else ()
        if shown or not self.partial:
            terms = (*abridged(shown, len(self.terms) - len(shown)), *terms)
        return Relation(self.result.at(self.place).said, "=", Sum(terms))


def frames(layer: Layer, what: str = "forward", notation: str = "xkz") -> tuple[Frame, ...]:
    """One frame for every entry of the result, in row-major order.

    `what` is forward (the input and the kernel give Z), dX or dK (the closed form of that gradient), or transposed
    (a transposed layer as a direct one over its input with zeros inserted, which is also its forward picture).
    With channels or a batch: the first of each.

    Raises SymconvError for a layer of three axes or more, and for one larger than a page.

    >>> from symconv import Conv1d
    >>> from symconv.page import text
    >>> for frame in frames(Conv1d(input=3, kernel=2), what="dX"):
    ...     print(text.written(frame.sum))
    ∂L/∂x1 = ∂L/∂z1·k1
    ∂L/∂x2 = ∂L/∂z1·k2 + ∂L/∂z2·k1
    ∂L/∂x3 = ∂L/∂z2·k2
    """
    letters = notation_named(notation)
    found = operands(layer, what)
    core, entries = found.core, entries_of(layer, letters)
    left, right = (operand_grid(side, entries, letters) for side in (core.left, core.right))
    names = innermost(core.left).name, innermost(core.right).name
    result = in_rows(whole(letters, found.of), {position: entries(found.of, position) for position in found.meetings})
    equation = Relation(whole(letters, found.of), "=", formula(found.expr, letters))
    unturned = operand_grid(core.right.array, entries, letters) if isinstance(core.right, Rot180) else None
    done = afterwards(found.expr)
    uncut = _uncut(found, entries, letters) if done else None
    partial = summed_over(layer, found.of)
    bias = (entries("B", (0,)).said,) if found.of == "Z" and layer.bias else ()
    shown = []
    for number, (position, met) in enumerate(found.meetings.items()):
        window = tuple((on_page(ours), on_page(theirs)) for ours, theirs in met)
        pairs = [(left.at(ours), right.at(theirs)) for ours, theirs in window]
        terms = tuple(multiplied(pair, names, letters) for pair in pairs if all(cell.name for cell in pair))
        shown.append(
            Frame(
                layer=layer,
                what=what,
                number=number,
                count=len(found.meetings),
                formula=equation,
                left=left,
                operator=sign(core),
                right=right,
                slides=SLIDES[names[1]] if unturned is None else "the turned kernel",
                unturned=unturned,
                added=((Dots(),) if partial else ()) + bias,
                uncut=Uncut(uncut, done, on_page(found.produced[position])) if uncut else None,
                result=result,
                window=window,
                place=on_page(position),
                # With channels the bias comes after what is left out.
                terms=terms + (() if partial else bias),
                partial=partial,
            )
        )
    return tuple(shown)


def instructive(shown: Sequence[Frame]) -> Frame:
    """The step to show where there is room for one: of those with the most terms the one nearest the middle."""

    def rank(frame: Frame) -> tuple[int, ...]:
        rows, columns = len(frame.result.rows), len(frame.result.rows[0])
        apart = abs(2 * frame.place[0] - rows + 1) + abs(2 * frame.place[1] - columns + 1)
        return -len(frame.terms), apart, abs(2 * frame.number - frame.count + 1)

    return min(shown, key=rank)


def _uncut(found: Operands, entries: Naming, notation: Notation) -> Grid:
    becomes = {at: entry for entry, at in found.produced.items()}
    sizes = (range(concrete(size)) for size in found.core.shape.spatial)
    cells = {at: entries(found.of, becomes[at]) if at in becomes else CUT for at in product(*sizes)}
    return in_rows(formula(found.core, notation), cells)
