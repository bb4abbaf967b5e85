"""The layer that a section of the notes is about: read off its equations, scored on them.

Every product of two entries in an equation says which input entry meets which kernel entry for which output. Along
each axis these triples fix stride, dilation, padding and which way the kernel runs. The candidates that come of
that are scored by how many equations they make true; equations between derivatives alone are true in every layer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product, zip_longest
from typing import Any

from symconv.auditor.indices import merged
from symconv.auditor.letters import carrier
from symconv.auditor.tree import (
    Binary,
    Expr,
    Juxtaposition,
    Lettered,
    Negative,
    Partial,
    ShortGradient,
    WrittenMatrix,
    added_terms,
    entries,
    factors_of,
    nodes,
)
from symconv.errors import GeometryError
from symconv.layers.build import Conv, ConvTranspose
from symconv.layers.layer import Convention, Layer

MOST_STRIDE = 4
MOST_DILATION = 3
MOST_CANDIDATES = 60
# For sizes of input, kernel and output together.
MOST_FITS = 8
MOST_SIZE = 64
# A candidate that a fifth fewer of the triples agree with than with the best one is not scored.
ENOUGH = 0.8

Triple = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class AxisFit:
    """One spatial axis of a candidate, and the share of the triples that agree with it."""

    n: int
    k: int
    s: int
    d: int
    pl: int
    pr: int
    transposed: bool
    flipped: bool
    share: float

    @property
    def op(self) -> int:
        """What a transposed layer's output goes on at its end where as much is taken away at both ends."""
        more = self.pl - self.pr
        return more if self.transposed and 0 < more < self.s else 0

    @property
    def oddity(self) -> int:
        """How far from the plainest layer."""
        return (self.s - 1) + (self.d - 1) + self.pl + self.pr + 2 * self.transposed + self.flipped


@dataclass(frozen=True, slots=True)
class Ground:
    """What is plain from the letters: how many axes, from where indices count, whether channels are shown."""

    rank: int
    base: int
    channels: bool = False

    @property
    def lead(self) -> int:
        """How many indices stand before those of the axes."""
        return 2 if self.channels else 0


def ground(roles: Mapping[str, str], sides: Sequence[tuple[Expr, Expr]]) -> Ground | None:
    """The number of axes and the first index; None where no entry has an index."""
    indexed = [(entry, roles.get(entry.letter.lower())) for entry in _entries(sides) if entry.index]
    own = [entry for entry, role in indexed if role in ("X", "K", "Z")]
    lengths: Counter[int] = Counter()
    least = 1
    for entry in (entry for entry, role in indexed if role in ("X", "K", "Z", "dZ") and entry.numbered):
        digits = entry.compact and len(entry.index) > 1
        if 0 in entry.index and not (digits and entry.index[0] != 0):
            least = 0
        lengths[len(entry.index)] += 2 if digits else 1
    lengths = lengths or Counter(len(entry.index) for entry in own)
    if not lengths:
        return None
    length = lengths.most_common(1)[0][0]
    if lengths[1] > lengths[length] // 4 and length == 2 and _runs_to_ten(roles, sides):
        # x_1 .. x_12: two digits are one number.
        length = 1
    # Indices of three or more that are written with commas are those of channels too.
    channels = length >= 3 and any(len(each.index) >= 3 and not each.compact and each.numbered for each in own)
    return Ground(length - 2 if channels else length, least, channels)


def _entries(sides: Sequence[tuple[Expr, Expr]]) -> Iterator[Lettered]:
    return (entry for pair in sides for side in pair for entry in entries(side))


def _runs_to_ten(roles: Mapping[str, str], sides: Sequence[tuple[Expr, Expr]]) -> bool:
    """Whether some array is numbered 1 to 9 with one digit each, so that 10 is the next number."""
    found: dict[str, set[int]] = {}
    for entry in _entries(sides):
        if len(entry.index) == 1 and isinstance(entry.index[0], int):
            found.setdefault(roles.get(entry.letter.lower(), ""), set()).add(entry.index[0])
    return any(len(each & set(range(1, 10))) >= 8 for each in found.values())


# --- triples


def triples(roles: Mapping[str, str], sides: Iterable[tuple[Expr, Expr]], at: Ground) -> list[Triple]:
    """Which entries of X, K and Z meet, counted from 0, from every product in the equations."""
    found: list[Triple] = []
    for left, right in sides:
        for one, other in ((left, right), (right, left)):
            head = _owner(one, roles, at)
            if head is None:
                continue
            for factors in _monomials(other):
                triple = dict(head)
                for factor in factors:
                    part = _owner(factor, roles, at)
                    if part is None or set(part) & set(triple):
                        break
                    triple |= part
                else:
                    if triple.keys() == {"X", "K", "Z"}:
                        found.append(triple)
    return found


def _monomials(expr: Expr) -> Iterator[tuple[Expr, ...]]:
    for term in added_terms(expr):
        inner = term.of if isinstance(term, Negative) else term
        if isinstance(inner, Juxtaposition | Binary | Lettered):
            yield factors_of(inner)


def _owner(expr: Expr, roles: Mapping[str, str], at: Ground) -> dict[str, tuple[int, ...]] | None:
    """The entry or entries that an expression is about, by tensor: z_11 for itself and for dL/dz_11."""
    if isinstance(expr, Partial) and isinstance(expr.top, Lettered):
        by = _place(expr.by, roles, at)
        if roles.get(expr.top.letter.lower()) == "L":
            return by
        top = _place(expr.top, roles, at)
        return None if by is None or top is None or set(by) & set(top) else by | top
    if isinstance(expr, ShortGradient):
        return _place(expr.by, roles, at)
    return _place(expr, roles, at) if isinstance(expr, Lettered) else None


def _place(entry: Lettered, roles: Mapping[str, str], at: Ground) -> dict[str, tuple[int, ...]] | None:
    role = carrier(roles.get(entry.letter.lower(), ""))
    length = at.rank + at.lead
    index = merged(entry.index) if entry.index and length == 1 and entry.compact else entry.index
    place = tuple(each - at.base for each in index if isinstance(each, int))
    return {role: place} if role in ("X", "K", "Z") and index and len(place) == len(index) == length else None


# --- candidates


def sizes_said(
    roles: Mapping[str, str], sides: Sequence[tuple[Expr, Expr]], at: Ground, found: Sequence[Triple]
) -> dict[str, list[tuple[int, ...]]]:
    """The sizes of X, K and Z: as far as their entries meet, as far as any is named, as matrices show them."""
    said: dict[str, list[tuple[int, ...]]] = {}
    places = [place for entry in _entries(sides) if (place := _place(entry, roles, at))]
    for role in ("X", "K", "Z"):
        met, named = (
            [each[role][at.lead :] for each in those if role in each and max(each[role]) < MOST_SIZE]
            for those in (found, places)
        )
        shown = [shape for name, shape in _matrices(roles, sides, at) if name == role]
        options = [_usual_reach(met), *shown, _reach(met), _reach(named)]
        said[role] = list(dict.fromkeys(each for each in options if each and max(each) <= MOST_SIZE))
    return said


def _usual_reach(places: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """As far as more than one entry goes: a single odd index is more likely a slip than the end of an array."""
    if not places:
        return ()
    found = []
    for along in zip(*places, strict=True):
        counts = Counter(along)
        often = [at for at, count in counts.items() if count > 1]
        found.append(max(often or counts) + 1)
    return tuple(found)


def _reach(places: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(max(each) + 1 for each in zip(*places, strict=True)) if places else ()


def _matrices(
    roles: Mapping[str, str], sides: Sequence[tuple[Expr, Expr]], at: Ground
) -> Iterator[tuple[str, tuple[int, ...]]]:
    for node in (node for pair in sides for side in pair for node in nodes(side)):
        if isinstance(node, WrittenMatrix):
            owners = [_owner(cell, roles, at) for row in node.rows for cell in row]
            names = {name for each in owners if each for name in each}
            if len(names) == 1 and all(owners):
                shape = (len(node.rows), len(node.rows[0]))
                yield names.pop(), shape if at.rank == 2 else (max(shape),)


def candidates(roles: Mapping[str, str], sides: Sequence[tuple[Expr, Expr]], at: Ground) -> list[Layer]:
    """The layers that the equations may be about, the likeliest first."""
    found = triples(roles, sides, at)
    said = sizes_said(roles, sides, at, found)
    if not said["X"] or not said["K"]:
        return []
    outputs = said["Z"] or [()]
    layers: list[list[Layer]] = []
    for x, k, z in product(said["X"], said["K"], outputs):
        if not len(x) == len(k) == len(z or x):
            continue
        fits = [
            _fits(n, a, z[axis] if z else 0, [tuple(t[r][at.lead + axis] for r in ("Z", "X", "K")) for t in found])
            for axis, (n, a) in enumerate(zip(x, k, strict=True))
        ]
        fitting = islice(_combined(fits), MOST_FITS)
        layers.append([layer for axes in fitting for layer in _layers(axes, roles, found if at.channels else [])])
    # What fits best at any sizes comes before what fits worse at the likeliest ones.
    turns = (layer for turn in zip_longest(*layers) for layer in turn if layer is not None)
    return list(islice(dict.fromkeys(turns), MOST_CANDIDATES))


def _combined(fits: Sequence[Sequence[AxisFit]]) -> list[tuple[AxisFit, ...]]:
    """One fit an axis, of one kind; those first that agree with most and are plainest."""
    few = [each[:8] for each in fits]
    found = [
        axes
        for axes in product(*few)
        if len({each.transposed for each in axes}) == 1 and len({each.flipped for each in axes}) == 1
    ]
    found.sort(key=lambda axes: (-sum(each.share for each in axes), sum(each.oddity for each in axes)))
    most = sum(each.share for each in found[0]) if found else 0
    return [axes for axes in found if sum(each.share for each in axes) > ENOUGH * most]


def _fits(n: int, k: int, o: int, meetings: Sequence[tuple[int, ...]]) -> list[AxisFit]:
    """The axes on which entries meet as in `meetings` (output, input, kernel place), as many as are worth trying."""
    found = []
    strides = range(1, MOST_STRIDE + 1)
    for transposed, flipped, s, d in product((False, True), (False, True), strides, range(1, MOST_DILATION + 1)):
        shifts: Counter[int] = Counter()
        for m, x, a in meetings:
            kernel = k - 1 - a if flipped else a
            shifts[s * x + d * kernel - m if transposed else s * m + d * kernel - x] += 1
        if meetings:
            pl, count = shifts.most_common(1)[0]
            share = count / len(meetings)
        else:
            pl, share = _evident_padding(n, k, o, s, d, transposed), 0.5
        pr = _padding_after(n, k, o, s, d, pl, transposed) if share >= 0.5 and pl >= 0 else None
        if pr is not None:
            found.append(AxisFit(n, k, s, d, pl, pr, transposed, flipped, share))
    return sorted(found, key=lambda fit: (-fit.share, fit.oddity))


def _evident_padding(n: int, k: int, o: int, s: int, d: int, transposed: bool) -> int:
    """The padding on each side that gives the output size; none where no output is shown."""
    if not o:
        return 0
    total = (n - 1) * s + d * (k - 1) + 1 - o if transposed else (o - 1) * s + d * (k - 1) + 1 - n
    return max(0, total // 2)


def _padding_after(n: int, k: int, o: int, s: int, d: int, pl: int, transposed: bool) -> int | None:
    """The padding after, so that the output has its size where one is shown; None where there is none."""
    if not o:
        return pl
    reach = d * (k - 1) + 1
    if transposed:
        pr = (n - 1) * s + reach - pl - o
        return pr if pr >= 0 else None
    pr = max(0, (o - 1) * s + reach - n - pl)
    # What the stride does not reach belongs to the input all the same.
    return pr if (n + pl + pr - reach) // s + 1 == o else None


def _layers(axes: Sequence[AxisFit], roles: Mapping[str, str], found: Sequence[Triple]) -> Iterator[Layer]:
    first = axes[0]
    convention: Convention = "convolution" if first.flipped else "cross-correlation"
    make = ConvTranspose if first.transposed else Conv
    channels: dict[str, Any] = _channels(found, first.transposed)
    if first.transposed:
        channels["output_padding"] = tuple(each.op for each in axes)
    for bias in (True, False) if "B" in roles.values() else (False,):
        try:
            yield make(
                input=tuple(each.n for each in axes),
                kernel=tuple(each.k for each in axes),
                stride=tuple(each.s for each in axes),
                dilation=tuple(each.d for each in axes),
                padding=tuple((each.pl, each.pr + each.op) for each in axes),
                convention=convention,
                bias=bias,
                **channels,
            )
        except GeometryError:
            continue


def _channels(found: Sequence[Triple], transposed: bool) -> dict[str, int]:
    """Batch and channels, where entries carry them: `x_{n,c,..}`, `k_{f,c,..}`, `z_{n,f,..}`."""
    if not found:
        return {}
    batch = max(triple["X"][0] for triple in found) + 1
    ins = max(triple["X"][1] for triple in found) + 1
    outs = max(triple["Z"][1] for triple in found) + 1
    within = max(triple["K"][0 if transposed else 1] for triple in found) + 1
    if transposed:
        per_group = max(triple["K"][1] for triple in found) + 1
        groups = outs // per_group if outs % per_group == 0 else 1
    else:
        groups = ins // within if ins % within == 0 else 1
    return {"batch": batch, "in_channels": ins, "out_channels": outs, "groups": groups}
