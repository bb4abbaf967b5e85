"""What a tree of mathematics says, read as a reader does: letters, entries, and sums that bind their own indices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from math import prod

from symconv.page.maths import (
    Entry,
    Fraction,
    Letter,
    Listed,
    Maths,
    Multiple,
    Number,
    Product,
    Quantity,
    Relation,
    RoundedDown,
    Signed,
    Subtraction,
    Sum,
    Summation,
)

# The value of an entry: its letter (of a derivative those above and below: "z/x"), and its place from 1.
Entries = Callable[[str, tuple[int, ...]], int]


def value(tree: Maths, names: Mapping[Maths, int], entries: Entries, sizes: Sequence[int] = ()) -> int:
    """The value of a tree.

    `names` are the letters that have one, `sizes` how far the indices of a sum in it run, from 1, in their order. What
    a sum binds is its own: within it no letter of that name means anything else.
    """

    def of(part: Maths) -> int:
        return value(part, names, entries, sizes)

    match tree:
        case Number(value=found):
            return found
        case Letter() | Entry() if tree in names:
            return names[tree]
        case Entry(letter=letter, index=index):
            return entries(letter, tuple(at if isinstance(at, int) else of(at) for at in index))
        case Fraction(top=Signed(sign="∂", of=top), bottom=Signed(sign="∂", of=bottom)):
            return _derivative(top, bottom, names, entries)
        case RoundedDown(of=Fraction(top=top, bottom=bottom)):
            return of(top) // of(bottom)
        case Product(factors=factors):
            return prod(map(of, factors))
        case Sum(terms=terms):
            return sum(map(of, terms))
        case Multiple(factor=factor, of=inner):
            return factor * of(inner)
        case Subtraction(left=left, right=right):
            return of(left) - of(right)
        case Summation(over=over, of=inner, condition=condition):
            found = 0
            for places in product(*(range(1, size + 1) for size in sizes)):
                here = {**names, **dict(zip(over, places, strict=True))}
                if condition is None or _holds(condition, here, entries):
                    found += value(inner, here, entries)
            return found
        case _:
            raise TypeError(f"no value: {tree!r}")


def _derivative(top: Maths, bottom: Maths, names: Mapping[Maths, int], entries: Entries) -> int:
    """Of the loss, or of an entry, by an entry."""
    assert isinstance(bottom, Entry)
    letters = ""
    place: tuple[int, ...] = ()
    for each in (top, bottom):
        if isinstance(each, Entry):
            place += tuple(at if isinstance(at, int) else value(at, names, entries) for at in each.index)
        letters += ("/" if each is bottom else "") + (each.letter if isinstance(each, Entry) else "L")
    return entries(letters, place)


def _holds(condition: Maths, names: Mapping[Maths, int], entries: Entries) -> bool:
    match condition:
        case Listed(parts=parts):
            return all(_holds(each, names, entries) for each in parts)
        case Relation(left=left, sign="=", right=right):
            return value(left, names, entries) == value(right, names, entries)
        case _:
            raise TypeError(f"no condition: {condition!r}")


def captured(tree: Maths, free: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names that a sum in a tree binds though they stand for something else around it, or in `free`."""
    around = free | _names(tree, bound=False)
    for each in _sums(tree):
        yield from sorted(around & {name for index in each.over for name in _names(index, bound=True)})


def _sums(tree: Maths) -> Iterator[Summation]:
    if isinstance(tree, Summation):
        yield tree
    for each in _children(tree):
        yield from _sums(each)


def _names(tree: Maths, bound: bool) -> frozenset[str]:
    """The letters in a tree that stand for something by themselves; those that its sums bind only if asked for."""
    match tree:
        case Letter(name=name):
            return frozenset({name})
        case Entry(letter=letter, index=index):
            # An entry that is numbered, such as i_1, is a name of its own.
            own = frozenset({letter + ",".join(map(str, index))}) if tree.numbered else frozenset()
            inner = (_names(at, bound) for at in index if not isinstance(at, int))
            return own.union(*inner)
        case Summation(over=over):
            found = frozenset[str]().union(*(_names(each, bound) for each in _children(tree)))
            return found if bound else found - {name for each in over for name in _names(each, bound)}
        case _:
            return frozenset[str]().union(*(_names(each, bound) for each in _children(tree)))


def _children(tree: Maths) -> tuple[Maths, ...]:
    match tree:
        case Product(factors=found) | Sum(terms=found) | Listed(parts=found):
            return found
        case Subtraction(left=left, right=right) | Relation(left=left, right=right):
            return left, right
        case Fraction(top=left, bottom=right):
            return left, right
        case Multiple(of=of) | Signed(of=of) | RoundedDown(of=of) | Quantity(maths=of):
            return (of,)
        case Summation(of=of, condition=condition):
            return (of,) if condition is None else (of, condition)
        case Entry(index=index):
            return tuple(at for at in index if not isinstance(at, int))
        case _:
            return ()
