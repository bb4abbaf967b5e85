"""Sums of products of entries, and arrays of them: what the equations of a layer of one size are compared as."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Union

from symconv.errors import ShapeError, TooLargeError

# An entry of X, K, B or dZ by its place, counted from 0.
EntryVariable = tuple[str, tuple[int, ...]]
EntryMonomial = tuple[EntryVariable, ...]
EntryPolynomial = Mapping[EntryMonomial, int]

NO_TERMS: EntryPolynomial = {}
MOST_MULTIPLIED = 2_000_000


def number(value: int) -> EntryPolynomial:
    """A number as a polynomial."""
    return {(): value} if value else NO_TERMS


def variable(tensor: str, place: tuple[int, ...]) -> EntryPolynomial:
    """An entry as a polynomial."""
    return {((tensor, place),): 1}


def added(values: Iterable[EntryPolynomial]) -> EntryPolynomial:
    """The sum.

    >>> added([number(2), variable("B", ()), number(-2)])
    {(('B', ()),): 1}
    """
    total: dict[EntryMonomial, int] = {}
    for value in values:
        for monomial, coefficient in value.items():
            total[monomial] = total.get(monomial, 0) + coefficient
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def scaled(factor: int, value: EntryPolynomial) -> EntryPolynomial:
    """A number times a polynomial."""
    return {monomial: factor * coefficient for monomial, coefficient in value.items()} if factor else NO_TERMS


def multiplied(left: EntryPolynomial, right: EntryPolynomial) -> EntryPolynomial:
    """The product; raises TooLargeError for one that would not fit into the machine."""
    if len(left) * len(right) > MOST_MULTIPLIED:
        raise TooLargeError("a product of this many terms is not multiplied out")
    total: dict[EntryMonomial, int] = {}
    for one, a in left.items():
        for other, b in right.items():
            monomial = tuple(sorted(one + other))
            total[monomial] = total.get(monomial, 0) + a * b
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def derived(value: EntryPolynomial, by: EntryVariable) -> EntryPolynomial:
    """The derivative by one entry.

    >>> derived(multiplied(variable("X", (0,)), variable("X", (0,))), ("X", (0,)))
    {(('X', (0,)),): 2}
    """
    total: dict[EntryMonomial, int] = {}
    for monomial, coefficient in value.items():
        times = monomial.count(by)
        if times:
            at = monomial.index(by)
            rest = monomial[:at] + monomial[at + 1 :]
            total[rest] = total.get(rest, 0) + coefficient * times
    return total


@dataclass(frozen=True, slots=True)
class PolynomialArray:
    """An array of polynomials, row by row."""

    shape: tuple[int, ...]
    cells: tuple[EntryPolynomial, ...]

    def at(self, place: Sequence[int]) -> EntryPolynomial:
        """The cell at a place inside, 0 outside."""
        flat = 0
        for at, size in zip(place, self.shape, strict=True):
            if not 0 <= at < size:
                return NO_TERMS
            flat = flat * size + at
        return self.cells[flat]


PolynomialValue = Union[EntryPolynomial, PolynomialArray]


def block(shape: tuple[int, ...], cell: Callable[[tuple[int, ...]], EntryPolynomial]) -> PolynomialArray:
    """The array whose cell at each place is `cell(place)`."""
    return PolynomialArray(shape, tuple(cell(place) for place in product(*map(range, shape))))


def mapped(value: PolynomialValue, change: Callable[[EntryPolynomial], EntryPolynomial]) -> PolynomialValue:
    """A polynomial, or every cell of an array, changed."""
    if isinstance(value, PolynomialArray):
        return PolynomialArray(value.shape, tuple(map(change, value.cells)))
    return change(value)


def turned(value: PolynomialArray) -> PolynomialArray:
    """The array turned by 180 degrees."""
    return PolynomialArray(value.shape, value.cells[::-1])


def padded(value: PolynomialArray, before: Sequence[int], after: Sequence[int]) -> PolynomialArray:
    """The array with zeros around it, or without its ends where that many are below 0.

    Raises ShapeError where nothing would be left.
    """
    shape = tuple(lo + size + hi for lo, size, hi in zip(before, value.shape, after, strict=True))
    if any(size < 1 for size in shape):
        raise ShapeError("an array loses more than it has")
    return block(shape, lambda place: value.at([at - lo for at, lo in zip(place, before, strict=True)]))


def cropped(value: PolynomialArray, sizes: Sequence[int]) -> PolynomialArray:
    """The first entries along each axis; raises ShapeError where there are not as many."""
    if any(size > there for size, there in zip(sizes, value.shape, strict=True)):
        raise ShapeError("an array is cropped to more than it has")
    return block(tuple(sizes), value.at)


def spread(value: PolynomialArray, strides: Sequence[int]) -> PolynomialArray:
    """The array with zeros between its entries."""
    shape = tuple(stride * (size - 1) + 1 for size, stride in zip(value.shape, strides, strict=True))

    def cell(place: tuple[int, ...]) -> EntryPolynomial:
        if any(at % stride for at, stride in zip(place, strides, strict=True)):
            return NO_TERMS
        return value.at([at // stride for at, stride in zip(place, strides, strict=True)])

    return block(shape, cell)


def correlated(
    left: PolynomialArray, right: PolynomialArray, strides: Sequence[int], dilations: Sequence[int]
) -> PolynomialArray:
    """The cross-correlation, the right array moved inside the left one.

    Raises ShapeError where it does not fit inside, TooLargeError where there would be too many products.
    """
    if len(left.shape) != len(right.shape):
        raise ShapeError("an array cannot be moved along one with other axes")
    room = [n - d * (k - 1) - 1 for n, k, d in zip(left.shape, right.shape, dilations, strict=True)]
    if any(each < 0 for each in room):
        raise ShapeError("the second array does not fit into the first")
    shape = tuple(each // stride + 1 for each, stride in zip(room, strides, strict=True))
    if math.prod(shape) * len(right.cells) > MOST_MULTIPLIED // 4:
        raise TooLargeError("arrays of this size are not multiplied out")
    inner = list(product(*map(range, right.shape)))

    def cell(place: tuple[int, ...]) -> EntryPolynomial:
        def read(where: tuple[int, ...]) -> EntryPolynomial:
            steps = zip(place, where, strides, dilations, strict=True)
            return left.at([stride * at + dilation * a for at, a, stride, dilation in steps])

        return added(multiplied(read(where), right.at(where)) for where in inner)

    return block(shape, cell)
