"""The value of one side of an equation at a layer of one size."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

from symconv.auditor import tree
from symconv.auditor.index_ranges import axis_range, is_whole
from symconv.auditor.indices import lone_name, merged
from symconv.auditor.letters import Notes, NoValueError, OutsideError, SchematicError, carrier
from symconv.auditor.meanings import per_axis, sides
from symconv.auditor.polynomials import (
    NO_TERMS,
    EntryPolynomial,
    EntryVariable,
    PolynomialArray,
    PolynomialValue,
    added,
    block,
    cropped,
    derived,
    mapped,
    multiplied,
    number,
    padded,
    scaled,
    spread,
    turned,
    variable,
)
from symconv.auditor.slopes import cell_of, entrywise, is_slope, is_through_function, named, through_function
from symconv.auditor.vocabulary import MOVING
from symconv.auditor.world import World
from symconv.errors import GeometryError, ShapeError
from symconv.layers.build import ConvTranspose
from symconv.sizes import Size, evaluate

MOST_SUMMANDS = 100_000
# What stands for a piece whose value is left open.
UNKNOWN: EntryVariable = ("?", ())


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One reading of an equation: the layer, what the notes' letters mean, numbers for its indices."""

    world: World
    notes: Notes
    indices: Mapping[str, int]
    # The factors dL/dz that a row of local derivatives belongs to, in order.
    order: tuple[tuple[int, ...], ...] | None = None
    # The shape of the other side, which tells whether a convolution is meant to be full.
    wanted: tuple[int, ...] | None = None
    # A piece, this very one, whose value is left open.
    unknown: tree.Expr | None = None

    def value(self, expr: tree.Expr) -> PolynomialValue:
        """The value; raises NoValueError where there is none."""
        if expr is self.unknown:
            return variable(*UNKNOWN)
        match expr:
            case tree.WholeNumber(value=value):
                return number(value)
            case tree.Lettered():
                return self._entry(expr)
            case tree.ShortGradient(by=by):
                return self._gradient(by)
            case tree.Partial(top=top, by=by):
                return self._partial(top, by)
            case tree.Negative(of=of):
                return mapped(self.value(of), partial(scaled, -1))
            case tree.Addition(terms=terms):
                return self._total(terms)
            case tree.Juxtaposition(factors=factors):
                return self._product([self.value(each) for each in factors])
            case tree.Binary():
                return self._infix(expr)
            case tree.BigSum():
                return self._big_sum(expr)
            case tree.WrittenMatrix():
                return self._matrix(expr)
            case tree.LocalRow(cells=cells):
                return self._cells(cells)
            case tree.NamedOperator():
                return self._call(expr)
            case tree.Where(body=body, holds=holds):
                inside = all(self.number(each) >= 0 for each in holds)
                return _polynomial(self.value(body)) if inside else NO_TERMS
            case tree.Activation():
                return self._activation(expr)

    # --- entries and derivatives

    def place(self, entry: tree.Lettered, role: str) -> tuple[int, ...] | None:
        """Where an entry stands, counted from 0; None for a shifted index that points outside.

        Raises OutsideError where an index that is not shifted points outside.
        """
        along = self.world.sizes[carrier(role)]
        sizes = self.notes.shown(role, along)
        index = entry.index
        if role == "B" and not sizes and len(index) == 1:
            # One channel: whatever the index of the bias is, it is that one.
            return ()
        if len(index) != len(sizes) and entry.compact and len(sizes) == 1:
            index = merged(index)
        if len(index) != len(sizes):
            said = {0: "no index", 1: "one index"}.get(len(index), f"{len(index)} indices")
            raise NoValueError(f"{entry.letter} has {said} where {len(sizes)} are needed")
        if entry.whole and any(self.left_over(top, bottom) for top, bottom in entry.whole):
            return None
        base = self.notes.base
        place = tuple([(each if isinstance(each, int) else self.number(each)) - base for each in index])
        if all(0 <= at < size for at, size in zip(place, sizes, strict=True)):
            return self.notes.placed(role, place, len(along))
        if not all(isinstance(each, int) or lone_name(each) for each in index):
            # It is shifted.
            return None
        shown = ",".join(str(self.number(each)) for each in index)
        raise OutsideError(f"range: {entry.letter} has no entry {shown}, it is {'x'.join(map(str, sizes))}")

    def left_over(self, top: Size, bottom: Size) -> int:
        """What a division leaves; raises NoValueError for one by what is not positive."""
        by = self.number(bottom)
        if by <= 0:
            raise NoValueError("an index is divided by what is not positive")
        return self.number(top) % by

    def number(self, size: Size) -> int:
        """The number that an index is, where its names have numbers."""
        if isinstance(size, int):
            return size
        try:
            return int(evaluate(size, self.indices))
        except KeyError as error:
            raise NoValueError(f"what the index {error.args[0]} runs over is not said") from None

    def _entry(self, entry: tree.Lettered) -> PolynomialValue:
        role = self.notes.role(entry)
        if role == "L":
            raise NoValueError("the loss itself has no value here")
        if role == "U":
            raise NoValueError(f"{entry.letter} without its function has no value here")
        return self._every(entry, role, lambda place: cell_of(self.world, role, place))

    def _every(
        self, entry: tree.Lettered, role: str, cell: Callable[[tuple[int, ...]], EntryPolynomial]
    ) -> PolynomialValue:
        """What stands at an entry's place, 0 outside; without an index at all places of its array."""
        if not entry.index and self.world.sizes[carrier(role)]:
            return block(self.world.sizes[carrier(role)], cell)
        place = self.place(entry, role)
        return NO_TERMS if place is None else cell(place)

    def _activation(self, expr: tree.Activation) -> PolynomialValue:
        """A function of U is the input, one of the output A; a derivative is an unknown of its own at each place."""
        name = named(expr, self.notes)
        return self._every(expr.of, self.notes.role(expr.of), lambda place: variable(name, place))

    def _gradient(self, by: tree.Lettered) -> PolynomialValue:
        role = self.notes.role(by)
        if role not in ("X", "K", "B", "Z", "U", "A"):
            raise NoValueError(f"a gradient by {by.letter} is not known")
        return self._every(by, role, lambda place: cell_of(self.world, f"d{role}", place))

    def _partial(self, top: tree.Expr, by: tree.Lettered) -> PolynomialValue:
        if isinstance(top, tree.Lettered) and not top.index and self.notes.role(top) == "L":
            return self._gradient(by)
        role = self.notes.role(by)
        if is_through_function(top, role, self.notes):
            return through_function(top, by, self.world, self.notes, self.place)
        if role not in ("X", "K", "B"):
            raise NoValueError(f"a derivative by {by.letter} is not known here")
        if not by.index and self.world.sizes[role]:
            raise SchematicError("a derivative by a whole array")
        value = self.value(top)
        if isinstance(value, PolynomialArray):
            raise SchematicError("a derivative of a whole array")
        place = self.place(by, role)
        return NO_TERMS if place is None else derived(value, (role, place))

    def _cells(self, cells: Sequence[tree.Expr]) -> PolynomialValue:
        outputs = self.order or tuple(product(*map(range, self.world.sizes["Z"])))
        if len(cells) != len(outputs):
            raise NoValueError(f"the row has {len(cells)} cells for {len(outputs)} outputs")
        return added(
            multiplied(variable("dZ", place), _polynomial(self.value(cell)))
            for place, cell in zip(outputs, cells, strict=True)
        )

    # --- sums and products

    def _total(self, terms: Sequence[tree.Expr]) -> PolynomialValue:
        values = [self.value(each) for each in terms]
        blocks = [each for each in values if isinstance(each, PolynomialArray)]
        if not blocks:
            return added(map(_polynomial, values))
        shape = blocks[0].shape
        if any(each.shape != shape for each in blocks):
            raise ShapeError("arrays of different sizes are added")
        every = zip(terms, values, strict=True)
        bare = [(term, value) for term, value in every if not isinstance(value, PolynomialArray)]
        # The bias is added to every entry; a number is not.
        if any(not isinstance(term, tree.Lettered) or self.notes.role(term) != "B" for term, _ in bare):
            raise NoValueError("a number is added to an array")
        everywhere = added(value for _, value in bare)
        return block(shape, lambda place: added([*(each.at(place) for each in blocks), everywhere]))

    def _product(self, values: Sequence[PolynomialValue]) -> PolynomialValue:
        result = values[0]
        for value in values[1:]:
            if isinstance(result, PolynomialArray) and isinstance(value, PolynomialArray):
                raise NoValueError("what two arrays side by side mean is not known")
            array, factor = (result, value) if isinstance(result, PolynomialArray) else (value, result)
            result = mapped(array, partial(multiplied, _polynomial(factor)))
        return result

    def _infix(self, expr: tree.Binary) -> PolynomialValue:
        if is_slope(expr.left) or is_slope(expr.right):
            return entrywise(expr, self.value(expr.left), self.value(expr.right))
        if pads_somehow(expr.left) and expr.sign in MOVING and not expr.options and not expr.mode:
            return self._padded_to_fit(expr)
        left, right = self._inside(expr.left), self._inside(expr.right)
        if not isinstance(left, PolynomialArray) or not isinstance(right, PolynomialArray):
            if expr.sign in MOVING or expr.options or expr.mode:
                raise NoValueError(f"{expr.sign} with what is written at it stands beside a number")
            return self._product([left, right])
        if expr.sign.endswith("^T"):
            return self._transposed(expr, left, right)
        return self._applied(expr, left, right)

    def _inside(self, expr: tree.Expr) -> PolynomialValue:
        """The value of an operand, which need not have the shape of the whole."""
        return (self if self.wanted is None else replace(self, wanted=None)).value(expr)

    def _applied(self, expr: tree.Binary, left: PolynomialArray, right: PolynomialArray) -> PolynomialValue:
        """Two arrays under a sign that moves one along the other; with channels that is for the prover."""
        rank = self.world.layer.rank
        if self.world.layer.shows_channels and (len(left.shape) != rank or len(right.shape) != rank):
            raise NoValueError("arrays with channels are not moved along each other entry by entry")
        return self.notes.meaning(expr).value(left, right, dict(expr.options), self.wanted)

    def _transposed(self, expr: tree.Binary, left: PolynomialArray, right: PolynomialArray) -> PolynomialValue:
        """What a transposed layer computes, written with a sign of its own; only of its input and kernel."""
        if [left, right] != [block(self.world.sizes[name], partial(variable, name)) for name in ("X", "K")]:
            raise NoValueError("the sign of a transposed layer stands between other arrays than its own")
        given = dict(expr.options)
        rank = len(left.shape)
        before, after = sides(given.get("p", ((0, 0),)), rank)
        try:
            layer = ConvTranspose(
                input=left.shape,
                kernel=right.shape,
                stride=per_axis(given, "s", rank),
                dilation=per_axis(given, "d", rank),
                padding=list(zip(before, after, strict=True)),
                output_padding=sides(given.get("op", ((0, 0),)), rank)[0],
                convention="convolution" if expr.sign.startswith("*") else "cross-correlation",
                bias=False,
            )
        except GeometryError as error:
            raise ShapeError(str(error)) from None
        world = World(layer)
        return block(world.sizes["Z"], world.output)

    def _big_sum(self, expr: tree.BigSum) -> PolynomialValue:
        body = expr.body
        inner = self.value(body) if not expr.ranges or is_whole(body) else None
        if isinstance(inner, PolynomialArray):
            # `\sum_{ij} dL/dZ`: all entries of an array.
            return added(inner.cells)
        if not expr.ranges:
            raise NoValueError("the indices of the sum are left out, and nothing says what they are")
        spans = [self._span(each, body) for each in expr.ranges]
        if math.prod(map(len, spans)) > MOST_SUMMANDS:
            raise NoValueError("the sum has too many terms")
        values = []
        for numbers in product(*spans):
            here = dict(zip((each.name for each in expr.ranges), numbers, strict=True))
            inside = replace(self, indices={**self.indices, **here}, wanted=None)
            if not any(inside.number(each) for each in expr.conditions):
                values.append(_polynomial(inside.value(body)))
        return added(values)

    def _span(self, over: tree.Range, body: tree.Expr) -> range:
        """What an index runs over: what is written, or all of the axis that it is the index of."""
        if over.low is not None and over.high is not None:
            first = max(self.number(each) for each in (over.low, *over.lows))
            last = min(self.number(each) for each in (over.high, *over.highs))
            return range(first, last + 1)
        if over.low is not None:
            raise NoValueError(f"where the sum over {over.name} ends is not said")
        return axis_range(over.name, body, self.world, self.notes)

    # --- arrays

    def _matrix(self, expr: tree.WrittenMatrix) -> PolynomialValue:
        cells = [[_polynomial(self._inside(cell)) for cell in row] for row in expr.rows]
        flat = tuple(cell for row in cells for cell in row)
        if self.world.layer.rank == 1 and (len(cells) == 1 or len(cells[0]) == 1):
            return PolynomialArray((len(flat),), flat)
        if self.world.layer.rank == 3:
            wide = len(cells[0]) // expr.slices
            shown = [cell for at in range(expr.slices) for row in cells for cell in row[at * wide : (at + 1) * wide]]
            return PolynomialArray((expr.slices, len(cells), wide), tuple(shown))
        if self.world.layer.rank != 2:
            raise NoValueError("a matrix in notes whose arrays have another number of axes")
        return PolynomialArray((len(cells), len(cells[0])), flat)

    def _call(self, expr: tree.NamedOperator) -> PolynomialValue:
        name, arguments = expr.name, expr.arguments
        values = [self._inside(each) for each in arguments]
        if name == "sum" and len(values) == 1:
            return added(values[0].cells) if isinstance(values[0], PolynomialArray) else values[0]
        if name == "rot180" and len(values) == 1 and isinstance(values[0], PolynomialArray):
            return turned(values[0])
        if len(values) == 2 and name in ("pad", "crop") and isinstance(arguments[1], tree.WholeNumber):
            return _amounted(name, values[0], ((arguments[1].value, arguments[1].value),))
        if len(values) == 1 and expr.amounts:
            return _amounted(name, values[0], expr.amounts)
        raise NoValueError(f"{name} of these operands is not known")

    def _padded_to_fit(self, expr: tree.Binary) -> PolynomialValue:
        """`conv(padded(A), B)`: as many zeros on each side as give the size of the other side of the equation."""
        assert isinstance(expr.left, tree.NamedOperator)
        left, right = self._inside(expr.left.arguments[0]), self._inside(expr.right)
        if not isinstance(left, PolynomialArray) or not isinstance(right, PolynomialArray) or self.wanted is None:
            raise NoValueError("how far the padding goes is not said")
        around = []
        for wanted, n, k in zip(self.wanted, left.shape, right.shape, strict=True):
            both = wanted + k - 1 - n
            if both < 0 or both % 2:
                raise ShapeError("no padding gives the size of the other side")
            around.append(both // 2)
        return self._applied(expr, padded(left, around, around), right)


def _amounted(name: str, value: PolynomialValue, amounts: tree.Amounts) -> PolynomialValue:
    """An array padded, cropped or spread out by amounts for each axis."""
    if not isinstance(value, PolynomialArray):
        raise NoValueError(f"{name} of a number is not known")
    before, after = sides(amounts, len(value.shape))
    if name == "pad":
        return padded(value, before, after)
    return cropped(value, before) if name == "crop" else spread(value, before)


def pads_somehow(expr: tree.Expr) -> bool:
    """Whether an array is padded by an amount that is not said."""
    return isinstance(expr, tree.NamedOperator) and expr.name == "pad" and len(expr.arguments) == 1 and not expr.amounts


def _polynomial(value: PolynomialValue) -> EntryPolynomial:
    if isinstance(value, PolynomialArray):
        raise NoValueError("an array stands where a number is needed")
    return value
