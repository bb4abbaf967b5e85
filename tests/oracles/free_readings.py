"""Free tensors as a reader takes them: with channels where both sides need them, as long as what they are added to.

Which axes a tree has is followed with sets of letters; how long a tensor has to be is tried out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from math import prod

from oracles.one_geometry import LABELS, SHAPED_LIKE, SIZES, Geometry
from oracles.statement_values import ALIASES, place
from symconv.statements.glossary import free_names
from symconv.statements.grammar import Call, Name, Node, Numeral, Operation, Statement

# Letters of the lead axes, and whether there are spatial ones; None for a size.
Kind = tuple[frozenset[str], bool] | None
NUMBER: Kind = (frozenset(), False)
CHOICES = (None, "X", "K", "Z")
MAPS = {
    "toeplitz": ("K", "X", "Z"),
    "toeplitz_transposed": ("K", "Z", "X"),
    "im2col": ("X", "Z", "K"),
    "col2im": ("K", "Z", "X"),
    "scatter": ("Z", "K", "X"),
}
SWAPPED = {"X": "Z", "Z": "X", "K": "K"}
# How long a tensor may be.
LONGEST = 9
# That no length will do is said only when so many were tried.
FAR_LONGER = 60


class MisfitError(Exception):
    """A tree without a meaning at any size."""


def likenesses(statement: Statement, transposed: bool) -> list[Mapping[str, str]]:
    """Every way to give free tensors the channels of X, K and Z, or none, with which both sides are of one kind."""
    free = free_names(statement)
    found: list[Mapping[str, str]] = []
    for chosen in product(CHOICES, repeat=len(free)):
        kinds = {name: (LABELS[like] if like else frozenset(), True) for name, like in zip(free, chosen, strict=True)}
        try:
            if _kind(statement.left, kinds, transposed) == _kind(statement.right, kinds, transposed):
                found.append({name: like for name, like in zip(free, chosen, strict=True) if like})
        except MisfitError:
            pass
    return found


def likeness(statement: Statement, transposed: bool) -> Mapping[str, str]:
    """The one of them that all others only add to; nothing where there is none."""
    found = likenesses(statement, transposed)
    return next((each for each in found if all(each.items() <= other.items() for other in found)), {})


def as_read(statement: Statement, found: Iterable[Geometry]) -> Iterator[Geometry]:
    """Geometries with the channels of free tensors; of several lengths those that a side needs in order to exist."""
    known: dict[bool, Mapping[str, str]] = {}
    for each in found:
        if each.transposed not in known:
            known[each.transposed] = likeness(statement, each.transposed)
        like = known[each.transposed]
        here = replace(each, like=tuple(sorted(like.items())))
        if _fits(statement, here):
            yield here


def fitted(statement: Statement, found: Iterable[Geometry]) -> Iterator[Geometry]:
    """Geometries with the channels of free tensors, which are made as long as a side needs them in order to exist.

    Of drawn lengths few are those, and what is needed is as long to find for the many others.
    """
    for each in found:
        like = likeness(statement, each.transposed)
        here = replace(each, like=tuple(sorted(like.items())))
        every = [needed(statement, here, at) for at in range(len(here.axes))]
        for at, (lengths, _) in enumerate(every):
            for name, length in lengths.items():
                here = with_length(here, name, at, length)
        if all(whole for _, whole in every):
            yield here


def _fits(statement: Statement, geometry: Geometry) -> bool:
    """Whether the tensors with channels are as long as they have to be, along every axis."""
    if not geometry.like:
        return True
    free, every = dict(geometry.free), [needed(statement, geometry, at) for at in range(len(geometry.axes))]
    return all(
        whole and all(free[name][at] == length for name, length in lengths.items())
        for at, (lengths, whole) in enumerate(every)
    )


def needed(statement: Statement, geometry: Geometry, at: int) -> tuple[Mapping[str, int], bool]:
    """The tensors with channels that have one length alone along an axis with which some side exists, and that length.

    And whether each side exists with some of the lengths that are tried: otherwise it may need a longer one.
    Each axis is looked at by itself, with one channel: what a length has to be, it has to be along every axis alike.
    """
    like = dict(geometry.like)
    if not like:
        return {}, True
    along = tuple((name, (1 if name in like else sizes[at],)) for name, sizes in geometry.free)
    axes = geometry.axes[at : at + 1]
    return _needed(statement, replace(geometry, axes=axes, free=along, batch=1, groups=1, ins=1, outs=1))


def impossible(statement: Statement, geometry: Geometry, at: int) -> bool:
    """Whether with no length of the one free tensor some side exists along an axis: `correlate(X, A, dilation=0)`."""
    if len(geometry.free) != 1:
        return False
    ((name, _),) = geometry.free
    along = replace(geometry, axes=geometry.axes[at : at + 1], batch=1, groups=1, ins=1, outs=1)
    places = [place.__wrapped__(replace(along, free=((name, (length,)),))) for length in range(1, FAR_LONGER)]
    sides = [_unflipped(side) for side in (statement.left, statement.right)]
    return any(all(each.side(side) is None for each in places) for side in sides)


@cache
def _needed(statement: Statement, geometry: Geometry) -> tuple[Mapping[str, int], bool]:
    names = [name for name, _ in geometry.like]
    found, whole = dict[str, int](), True
    # What one side says of a tensor may say more of another on the side before.
    for side in map(_unflipped, (statement.left, statement.right, statement.left)):
        exist = [
            lengths
            for lengths in product(*([found[name]] if name in found else range(1, LONGEST + 1) for name in names))
            # What is tried once is not kept.
            if place.__wrapped__(_of_lengths(geometry, names, lengths)).side(side) is not None
        ]
        whole = whole and bool(exist)
        for name, several in zip(names, zip(*exist, strict=True), strict=False):
            if len({*several}) == 1:
                found.setdefault(name, several[0])
    return found, whole


def _unflipped(node: Node) -> Node:
    """The tree without its flips, which change no length, and name axes that are not looked at."""
    match node:
        case Call(name="flip", arguments=(array, _)):
            return _unflipped(array)
        case Call(arguments=arguments):
            return replace(node, arguments=tuple(map(_unflipped, arguments)))
        case Operation(left=left, right=right):
            return replace(node, left=_unflipped(left), right=_unflipped(right))
        case _:
            return node


def _of_lengths(geometry: Geometry, names: Sequence[str], lengths: Sequence[int]) -> Geometry:
    for name, length in zip(names, lengths, strict=True):
        geometry = with_length(geometry, name, 0, length)
    return geometry


def with_length(geometry: Geometry, name: str, at: int, length: int) -> Geometry:
    """The geometry with another length of a free tensor along one axis."""
    changed = (
        (each, (*sizes[:at], length, *sizes[at + 1 :]) if each == name else sizes) for each, sizes in geometry.free
    )
    return replace(geometry, free=tuple(changed))


def entries(geometry: Geometry) -> int:
    """All entries of X, K, Z and the free tensors."""
    like = dict(geometry.like)
    leads = {name: prod(geometry.shape(like[name])[0]) if name in like else 1 for name, _ in geometry.free}
    return geometry.entries + sum(leads[name] * prod(sizes) for name, sizes in geometry.free)


def _kind(node: Node, free: Mapping[str, tuple[frozenset[str], bool]], transposed: bool) -> Kind:
    match node:
        case Numeral():
            return None
        case Name(text=text):
            name = ALIASES.get(text, text)
            if name in free:
                return free[name]
            if name == "o" or name in SIZES:
                return None
            return (LABELS[SHAPED_LIKE[name]], SHAPED_LIKE[name] != "B") if name in SHAPED_LIKE else _misfit()
        case Operation(sign=sign, left=left, right=right):
            ours, theirs = _kind(left, free, transposed), _kind(right, free, transposed)
            if ours is None and theirs is None:
                return None
            if ours is None or theirs is None:
                # 0 - array, and number * array.
                return theirs if ours is None else ours
            if sign == "*":
                return _joined("*" if ours[1] and theirs[1] else "times", ours, theirs)
            # A number is not added to an array.
            return _joined("times", ours, theirs) if (ours == NUMBER) == (theirs == NUMBER) else _misfit()
        case Call(name="grad", arguments=(scalar, by)):
            return _kind(by, free, transposed) if _kind(scalar, free, transposed) == NUMBER else _misfit()
        case Call(name=name, arguments=(left, right)) if name in MAPS:
            *of, like = MAPS[name]
            if transposed and name in ("im2col", "col2im", "scatter", "toeplitz", "toeplitz_transposed"):
                of, like = _turned(name, of, like)
            kinds = [_kind(each, free, transposed) for each in (left, right)]
            wanted = [(LABELS[each], True) for each in of]
            return (LABELS[like], True) if kinds == wanted else _misfit()
        case Call(name=name, arguments=arguments):
            first, *others = (_kind(each, free, transposed) for each in arguments)
            if first is None:
                return _misfit()
            if name in ("correlate", "convolve", "*", "dot", "times"):
                return _joined(name, first, others[0])
            if name == "sum":
                return first[0] - {"N"}, False
            return first if first[1] else _misfit()
    raise TypeError(f"{node} is read nowhere")


def _turned(name: str, of: list[str], like: str) -> tuple[list[str], str]:
    """The maps of a transposed layer: the kernel slides over Z, so three of them have X and Z the other way round."""
    if name in ("toeplitz", "toeplitz_transposed"):
        return of, like
    return [SWAPPED[each] for each in of], SWAPPED[like]


def _joined(name: str, left: Kind, right: Kind) -> Kind:
    """What a product, an inner product or an entrywise join makes of two kinds."""
    if left is None or right is None:
        return _misfit()
    if name == "dot":
        return NUMBER if left == right else _misfit()
    if name == "times":
        for whole, part in ((left, right), (right, left)):
            if part == whole or (not part[1] and part[0] <= whole[0]):
                return whole
        return _misfit()
    if not left[1] or not right[1]:
        return _misfit()
    return (left[0] ^ right[0]) | (left[0] & right[0] & {"g"}), True


def _misfit() -> Kind:
    raise MisfitError
