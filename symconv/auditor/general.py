"""The family of layers that a general forward equation defines: `z_{i,j} = sum_m sum_n x_{i+m, j+n} w_{m,n} + b`.

Which indices of the input go with which of the kernel and of the output says what each axis is; the coefficients in
the input's index are stride and dilation, what is added the padding. Where indices begin, and how far the output
goes beyond the input, may be left open: then there are several families, and an equation has to hold in all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from symconv.auditor.extents import Extents, of_forward
from symconv.auditor.indices import lone_name
from symconv.auditor.setting import Setting
from symconv.auditor.tree import Addition, BigSum, Binary, Expr, Lettered, Negative, Range, factors_of
from symconv.auditor.vocabulary import MOVING
from symconv.errors import GeometryError
from symconv.layers.family import family_of
from symconv.layers.layer import Axis, Convention
from symconv.sizes import Size, substitute, symbol, symbol_of, symbols, terms
from symconv.unknown import Symbol, Unknown

# Names of parameters in an index, as people write them; anything else there is not understood.
PARAMETER_LETTERS = {"s": "s", "S": "s", "stride": "s", "d": "d", "D": "d", "p": "p", "P": "p", "r": "d"}


@dataclass(frozen=True, slots=True)
class IndexMeeting:
    """One spatial axis of a forward equation: `x = s*z + d*m + shift`, `k = sign*m + turn`, as the notes count."""

    s: Size
    d: Size
    shift: Size
    sign: int
    turn: Size


@dataclass(frozen=True, slots=True)
class Forward:
    """A forward equation: its spatial axes in the input's order, and what each index of each tensor stands for.

    `axes` gives for X, K, Z and B the axis of each index: "N", "c", "f" or the number of a spatial axis. `ranges` are
    those of its sums, with the axis of the kernel (or "c") that each index runs over.
    """

    meetings: tuple[IndexMeeting, ...]
    axes: Mapping[str, tuple[str, ...]]
    ranges: tuple[tuple[Range, str], ...]
    bias: bool


def _forward(left: Expr, right: Expr, roles: Mapping[str, str]) -> Forward | None:
    """What a forward equation says; None for an equation that is none, or is not understood."""
    if not isinstance(left, Lettered) or roles.get(left.letter.lower()) != "Z" or not left.index:
        return None
    z = [name for at in left.index if (name := lone_name(at))]
    if len(set(z)) != len(left.index):
        return None
    body, bias = _split(right, roles)
    ranges: list[Range] = []
    while isinstance(body, BigSum):
        if body.conditions or any(each.lows or each.highs for each in body.ranges):
            return None
        ranges += body.ranges
        body = body.body
    factors = factors_of(body)
    entries = {roles.get(each.letter.lower()): each for each in factors if isinstance(each, Lettered)}
    if len(factors) != 2 or entries.keys() != {"X", "K"} or (isinstance(body, Binary) and body.sign in MOVING):
        return None
    return _matched(z, *_by_kernel(z, entries["X"], entries["K"], ranges), bias, ranges)


def _by_kernel(z: Sequence[str], x: Lettered, k: Lettered, ranges: Sequence[Range]) -> tuple[Lettered, Lettered]:
    """`x_{m} k_{n-m}` as `x_{n-m} k_{m}`: summed over all there is, which of the two an index belongs to is the same.

    A sum whose ends are written stays as it is: they are those of the input.
    """
    for name in (each.name for each in ranges if each.low is None and each.high is None):
        m = symbol(name)
        if m not in x.index:
            continue
        for at in k.index:
            outer = [each for each in z if each in set(symbols(at))]
            for sign in (1, -1):
                # n - m is called m, so that m was n - m; or m - n is, so that it was n + m.
                turned = symbol(outer[0]) + sign * m if len(outer) == 1 else m
                if len(outer) == 1 and name not in set(symbols(at - sign * (m - symbol(outer[0])))):
                    x, k = (
                        replace(each, index=tuple(substitute(piece, {Symbol(name): turned}) for piece in each.index))
                        for each in (x, k)
                    )
                    break
    return x, k


def _split(right: Expr, roles: Mapping[str, str]) -> tuple[Expr, Lettered | None]:
    """The sum of products, and the bias where there is one."""
    if not isinstance(right, Addition) or len(right.terms) != 2:
        return right, None
    one, other = right.terms
    for body, last in ((one, other), (other, one)):
        if isinstance(last, Lettered) and roles.get(last.letter.lower()) == "B" and not isinstance(body, Negative):
            return body, last
    return right, None


def _matched(
    z: Sequence[str], x: Lettered, k: Lettered, bias: Lettered | None, ranges: Sequence[Range]
) -> Forward | None:
    bound = {each.name for each in ranges}
    kernel = [_turned(at, bound) for at in k.index]
    x_axes: list[str] = []
    k_axes = [""] * len(k.index)
    z_axes = [""] * len(z)
    meetings: list[IndexMeeting] = []
    over: dict[str, str] = {}
    for at in x.index:
        names = set(symbols(at)) & (set(z) | bound)
        outer, inner = [each for each in names if each in z], [each for each in names if each in bound]
        where = [number for number, each in enumerate(kernel) if each is not None and inner and each[0] == inner[0]]
        if len(outer) == len(inner) == len(where) == 1:
            found = _meeting(at, outer[0], inner[0], kernel[where[0]])
            if found is None:
                return None
            axis = str(len(meetings))
            meetings.append(found)
            z_axes[z.index(outer[0])] = k_axes[where[0]] = over[inner[0]] = axis
            x_axes.append(axis)
        elif not outer and len(inner) == len(where) == 1 and at == symbol(inner[0]) == k.index[where[0]]:
            k_axes[where[0]] = over[inner[0]] = "c"
            x_axes.append("c")
        elif len(outer) == 1 and not inner and at == symbol(outer[0]) and symbol(outer[0]) not in k.index:
            z_axes[z.index(outer[0])] = "N"
            x_axes.append("N")
        else:
            return None
    for number, at in enumerate(k.index):
        name = lone_name(at)
        if name in z and not k_axes[number] and not z_axes[z.index(name)]:
            z_axes[z.index(name)] = k_axes[number] = "f"
    named = map(lone_name, bias.index if bias else ())
    b_axes = tuple(z_axes[z.index(name)] for name in named if name in z)
    every = (x_axes, k_axes, z_axes)
    if not meetings or any(not axis or len(set(axes)) != len(axes) for axes in every for axis in axes or [""]):
        return None
    if set(over) != bound or b_axes not in ((), ("f",)) or (bias and len(b_axes) != len(bias.index)):
        return None
    axes = {"X": tuple(x_axes), "K": tuple(k_axes), "Z": tuple(z_axes), "B": b_axes}
    return Forward(tuple(meetings), axes, tuple((each, over[each.name]) for each in ranges), bias is not None)


def _turned(at: Size, bound: set[str]) -> tuple[str, int, Size] | None:
    """A kernel index as `sign*name + turn`."""
    names = set(symbols(at)) & bound
    if len(names) != 1:
        return None
    name = names.pop()
    for sign in (1, -1):
        turn = at - sign * symbol(name)
        if name not in set(symbols(turn)):
            return name, sign, turn
    return None


def _meeting(at: Size, outer: str, inner: str, kernel: tuple[str, int, Size] | None) -> IndexMeeting | None:
    s, rest = _coefficient(at, outer)
    d, shift = _coefficient(rest, inner)
    if kernel is None or {outer, inner} & (set(symbols(s)) | set(symbols(d)) | set(symbols(shift))):
        return None
    return IndexMeeting(s, d, shift, kernel[1], kernel[2])


def _coefficient(at: Size, name: str) -> tuple[Size, Size]:
    """An index as `coefficient * name + rest`."""
    coefficient: Size = 0
    rest: Size = 0
    for monomial, number in terms(at):
        product: Size = number
        for atom in monomial:
            product = product * (1 if atom == Symbol(name) else symbol_of(atom))
        if Symbol(name) in monomial:
            coefficient = coefficient + product
        else:
            rest = rest + product
    return coefficient, rest


# --- from the equation to families


def settings(left: Expr, right: Expr, roles: Mapping[str, str]) -> Iterator[Setting]:
    """The families that an equation defines, none where it is no forward equation.

    There may be several: one for each first index and each way the output may end.
    """
    found = _forward(left, right, roles)
    if found is None:
        return
    extents = of_forward(found.ranges)
    begins = {each.low for each, _ in found.ranges if each.low is not None}
    if not begins <= {0, 1} or len(begins) > 1:
        return
    for first in [at for at in (0, 1) if at in begins] or [0, 1]:
        parameters: dict[str, Size] = {}
        axes = [_axes(number, each, first, parameters, extents) for number, each in enumerate(found.meetings)]
        for kind in dict.fromkeys(kind for each in axes for kind, _ in each):
            chosen = [[axis for other, axis in each if other == kind] for each in axes]
            if all(chosen):
                yield from _family(found, roles, first, [each[0] for each in chosen], kind[0], parameters, extents)


# Whether the kernel is read backwards, and how far the output goes beyond the input.
IndexKind = tuple[bool, str]


def _axes(
    number: int, found: IndexMeeting, base: int, parameters: dict[str, Size], extents: Extents
) -> list[tuple[IndexKind, Axis]]:
    """What one spatial axis may be."""
    n, k = extents.symbol(f"n{number}"), extents.symbol(f"k{number}")
    values = [_understood(each, parameters, extents.names) for each in (found.s, found.d, found.shift, found.turn)]
    if any(each is None for each in values):
        return []
    s, d, shift, turn = (each for each in values if each is not None)
    # With k0 and z0 counted from 0: m = sign*(k0 + base - turn), x0 = s*(z0 + base) + d*m + shift - base.
    step = d * found.sign
    constant = s * base + step * (base - turn) + shift - base
    flipped = _is_negative(step)
    if flipped:
        # K is read backwards: k0 = k - 1 - a.
        constant = constant + step * (k - 1)
        step = -1 * step
    pl = -1 * constant
    if _is_negative(pl) or _is_negative(s) or 0 in (s, step):
        return []
    ends: list[tuple[str, Size]] = [("padded", pl)]
    if flipped and pl == step * (k - 1):
        # A kernel that looks back only: the output ends with the input, or goes on until the kernel has left it.
        ends = [("causal", 0), ("full", pl)]
    return [((flipped, way), Axis(n, k, s, step, pl, pr)) for way, pr in ends]


def _understood(value: Size, parameters: dict[str, Size], names: Mapping[str, Size]) -> Size | None:
    """A size with names replaced by what they are: known sizes, or parameters by their usual names."""
    values: dict[Unknown, Size] = {}
    for name in set(symbols(value)):
        if name in names:
            values[Symbol(name)] = names[name]
        elif name in PARAMETER_LETTERS:
            values[Symbol(name)] = parameters.setdefault(name, symbol(PARAMETER_LETTERS[name]))
        else:
            return None
    return substitute(value, values)


def _is_negative(value: Size) -> bool:
    """Whether a size is below 0 whatever its names stand for, as far as its signs tell."""
    return value != 0 and all(number < 0 for _, number in terms(value))


def _family(
    found: Forward,
    roles: Mapping[str, str],
    base: int,
    axes: Sequence[Axis],
    flipped: bool,
    parameters: Mapping[str, Size],
    extents: Extents,
) -> Iterator[Setting]:
    convention: Convention = "convolution" if flipped else "cross-correlation"
    named = {axis for each in found.axes.values() for axis in each}
    lead = {axis: extents.symbol(axis) if axis in named else 1 for axis in ("N", "c", "f")}
    try:
        family = family_of(
            tuple(axes),
            len(axes),
            convention=convention,
            bias=found.bias,
            batch=lead["N"],
            ins=lead["c"],
            outs=lead["f"],
        )
    except GeometryError:
        return
    yield Setting(family, found.axes, roles, base, {**extents.names, **parameters})
