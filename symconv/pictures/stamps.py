"""The other reading of a picture: every given entry stamps a copy of the kernel onto the result, and copies add up.

Where an output has its window, there its gradient lays the kernel: the windows of the layer are the stamps of its
backward pass. Nothing is turned in that, unless the layer itself turns the kernel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from symconv.arrays.moves import Rot180
from symconv.layers.layer import Layer
from symconv.layers.lettering import extents, option, sign, whole
from symconv.layers.notation import notation_named
from symconv.page.cut import abridged, kept
from symconv.page.maths import Dots, Infix, InfixOperator, Listed, Maths, Qualifier, Relation, Sum
from symconv.pictures.frames import Frame, frames, instructive
from symconv.pictures.grids import CUT, Cell, Grid, entries_of, in_rows, multiplied, on_page, operand_grid
from symconv.pictures.operands import Position, operands, summed_over
from symconv.sizes import concrete

# What an entry of a tensor stands beside when a layer is read the other way round.
OTHER_WAY = {"X": "dX", "Z": "dZ", "dX": "X", "dZ": "Z"}


@dataclass(frozen=True, slots=True)
class Copy:
    """The kernel as one given entry lays it: `laid` pairs places of the canvas with those of the kernel there."""

    place: Position
    laid: tuple[tuple[Position, Position], ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """One step: the entry of `given` whose turn it is, times `kernel`, is laid onto `canvas`.

    The canvas is the result and, around it, what the layer cuts off. `copies` are all that lie there by now, the last
    one the step's own. One entry is `followed`: `terms` is all that it gets, in the order in which it gets it, and
    `added` what it gets besides (a bias; dots for what other channels give). `unturned` is the kernel before its
    rotation, None where it is not turned; `beside` the window that gives the followed entry, where both are shown.
    """

    layer: Layer
    count: int
    formula: Maths
    given: Grid
    kernel: Grid
    unturned: Grid | None
    canvas: Grid
    copies: tuple[Copy, ...]
    followed: Position
    terms: tuple[Maths, ...]
    added: tuple[Maths, ...]
    beside: Frame | None

    @property
    def number(self) -> int:
        """How many steps there were before."""
        return len(self.copies) - 1

    @property
    def now(self) -> Copy:
        """The copy that is laid in this step."""
        return self.copies[-1]

    def heaps(self) -> Counter[Position]:
        """How many copies lie on each cell by now."""
        return Counter(at for copy in self.copies for at, _ in copy.laid)

    @property
    def sum(self) -> Relation:
        """What the followed entry is, as far as it has got by now; a long sum is cut to its beginning."""
        got = self.terms[: self.heaps()[self.followed]]
        shown = got[: kept(len(got))]
        terms = (*abridged(shown, len(self.terms) - len(shown)), *self.added)
        return Relation(self.canvas.at(self.followed).said, "=", Sum(terms if self.terms else self.added or terms))

    @property
    def partial(self) -> bool:
        """Whether other channels give more than is shown."""
        return Dots() in self.added


def stamps(layer: Layer, notation: str = "xkz", with_window: bool = False) -> tuple[Stamp, ...]:
    """One stamp for every entry of the upstream gradient onto dX; of a transposed layer, of the input onto Z.

    `with_window` puts the window of the same entry beside them. With channels or a batch: the first of each. Raises
    SymconvError for what has no picture.

    >>> from symconv import Conv1d
    >>> from symconv.page import text
    >>> for stamp in stamps(Conv1d(input=3, kernel=2)):
    ...     print(text.written(stamp.sum))
    ∂L/∂x2 = ∂L/∂z1·k2 + … (1 more term)
    ∂L/∂x2 = ∂L/∂z1·k2 + ∂L/∂z2·k1
    """
    letters = notation_named(notation)
    # The windows of the layer itself: a transposed one has them in the closed form of dX.
    what, of = ("dX", "Z") if layer.transposed else ("forward", "dX")
    found = operands(layer, what)
    entries = entries_of(layer, letters)

    def other_way(tensor: str, position: Position) -> Cell:
        return entries(OTHER_WAY[tensor], position)

    given_name = OTHER_WAY[found.of]
    left, right = found.core.left, found.core.right
    given = in_rows(whole(letters, given_name), {at: entries(given_name, at) for at in found.meetings})
    kernel = operand_grid(right, entries, letters)
    padded = operand_grid(left, other_way, letters).cells()
    canvas = in_rows(whole(letters, of), {at: cell if cell.name else CUT for at, cell in padded})
    bias = (entries("B", (0,)).said,) if of == "Z" and layer.bias else ()
    partial = (Dots(),) if summed_over(layer, of) else ()
    operator = InfixOperator("transposed", (*sign(found.core).options, *_qualified(layer)))
    laying: Maths = Infix(given.title, operator, kernel.title)
    window = same_entry(layer, notation)
    wanted = window.result.at(window.place)
    followed = next(place for place, cell in canvas.cells() if cell == wanted)
    copies = tuple(
        Copy(on_page(position), tuple((on_page(ours), on_page(theirs)) for ours, theirs in met))
        for position, met in found.meetings.items()
    )
    terms = tuple(
        multiplied((given.at(copy.place), kernel.at(tap)), (given_name, "K"), letters)
        for copy in copies
        for at, tap in copy.laid
        if at == followed
    )
    return tuple(
        Stamp(
            layer=layer,
            count=len(copies),
            formula=Relation(whole(letters, of), "=", Sum((laying, whole(letters, "B"))) if bias else laying),
            given=given,
            kernel=kernel,
            unturned=operand_grid(right.array, entries, letters) if isinstance(right, Rot180) else None,
            canvas=canvas,
            copies=copies[: number + 1],
            followed=followed,
            terms=terms,
            added=(*partial, *bias),
            beside=window if with_window else None,
        )
        for number in range(len(copies))
    )


def complete(shown: Sequence[Stamp]) -> Stamp:
    """The step to show where there is room for one: the first with all that the followed entry gets."""
    return next(stamp for stamp in shown if stamp.heaps()[stamp.followed] == len(stamp.terms))


def same_entry(layer: Layer, notation: str = "xkz") -> Frame:
    """The window over the zeros around and between, turned, that gives the entry which the stamps follow."""
    return instructive(frames(layer, "forward" if layer.transposed else "dX", notation))


def _qualified(layer: Layer) -> tuple[Qualifier, ...]:
    """The padding, and how much longer the result is at its end than the stamps reach."""
    before, after = (tuple(getattr(axis, side) for axis in layer.axes) for side in ("pl", "pr"))
    longer = tuple(axis.op if layer.transposed else axis.leftover for axis in layer.axes)
    found = []
    if any(before + after):
        sides = extents(before) if before == after else Listed((extents(before), extents(after)))
        found.append(option("padding", sides))
    if any(map(concrete, longer)):
        found.append(option("output padding", extents(longer)))
    return tuple(found)
