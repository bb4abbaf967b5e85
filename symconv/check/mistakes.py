"""What people get wrong: each a change of the geometry, of the products, of their factors, or of the result."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.check.products import Geometry, Rows, Values
from symconv.layers.layer import Layer
from symconv.sizes import concrete

# How many turns each loop takes, by its name in the rows.
TURNS = {"channel": "ins", "filter": "outs", "example": "batch", "step": "steps", "tap": "kernel", "wide": "wide"}
GeometryChange = Callable[[Geometry], Geometry]
RowsChange = Callable[[Rows], Rows]


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in words, and what it does; what it does not touch stays as it is.

    `summed` are the axes of dZ that are summed for dB.
    """

    text: str
    geometry: GeometryChange = _same
    rows: RowsChange = _same
    operands: Callable[[Values], Values] = _same
    result: Callable[[Cells], Cells] = _same
    summed: tuple[int, ...] | None = None


def mistaken(of: str, layer: Layer, values: Values, mistakes: tuple[Mistake, ...]) -> Cells:
    """dX, dK, dB or Z of a layer as somebody gets it who makes these mistakes; without any, what is right."""
    geometry = Geometry.of(layer)
    for each in mistakes:
        geometry, values = each.geometry(geometry), each.operands(values)
    if of == "dB":
        axes = [each.summed for each in mistakes if each.summed is not None]
        found = values["dZ"].sum(axis=axes[-1] if axes else (0, *range(2, values["dZ"].ndim)))
    else:
        rows = Rows.of(geometry)
        for each in mistakes:
            rows = each.rows(rows)
        found = rows.summed(of, values)
        if of == "Z" and layer.bias:
            found = found + values["B"].reshape(-1, *(1,) * layer.rank)
    for each in mistakes:
        found = each.result(found)
    return np.asarray(found)


def known(of: str, layer: Layer) -> Iterator[Mistake]:
    """The mistakes that can be made of dX, dK, dB or Z of a layer."""
    if of == "dB":
        yield from _bias(layer)
    else:
        yield from _turned(of, layer)
        yield from _strides(of, layer)
        yield from _padding(of, layer)
        yield from _channels(of, layer)
        yield from _loops(of, layer)
    if of == "Z" and layer.bias:
        yield Mistake("the bias is not added", operands=_changed("B", np.zeros_like))
    if of != "Z":
        yield Mistake("dZ is not used", operands=_changed("dZ", np.ones_like))
    yield from _factors(layer)


def _axes(layer: Layer) -> Iterator[tuple[str, tuple[int, ...]]]:
    """All axes at once, and each by itself, with the words for it."""
    every = tuple(range(layer.rank))
    yield "", every
    if layer.rank > 1:
        yield from ((f" on axis {axis}", (axis,)) for axis in every)


def _changed(name: str, change: Callable[[Cells], Cells]) -> Callable[[Values], Values]:
    return lambda values: {**values, name: change(values[name])}


def _set(name: str, axes: tuple[int, ...], number: Callable[[Geometry, int], Any]) -> GeometryChange:
    def change(g: Geometry) -> Geometry:
        for axis in axes:
            g = g.with_axis(name, axis, number(g, axis))
        return g

    return change


def _turned(of: str, layer: Layer) -> Iterator[Mistake]:
    """The kernel, or what comes out, read backwards."""
    # Back through a cross-correlation goes the kernel turned round, back through a true convolution as it is.
    wanted = (layer.convention == "cross-correlation") == (of != "Z")
    for where, axes in _axes(layer):
        change = _set("turned", axes, lambda g, axis: not g.turned[axis])
        if of == "dK":
            yield Mistake(f"dK comes out reversed{where}", change)
            windows = "step" if layer.transposed else "wide"
            yield Mistake(f"X is rotated{where}, but its windows are wanted as they are", rows=_reversed(windows, axes))
        elif wanted:
            yield Mistake(f"the kernel is not rotated{where}", change)
        else:
            yield Mistake(f"the kernel is rotated{where}, and should not be", change)
        flipped = "X" if of == "Z" else "dZ"
        backward = partial(np.flip, axis=tuple(2 + axis for axis in axes))
        yield Mistake(f"{flipped} is reversed{where}", operands=_changed(flipped, backward))
    if layer.rank > 1:
        if of == "dK":
            yield Mistake("the spatial axes of dK are swapped", result=lambda a: np.swapaxes(a, -1, -2))
        else:
            yield Mistake("the spatial axes of K are swapped", operands=_changed("K", lambda k: np.swapaxes(k, -1, -2)))


def _reversed(name: str, axes: tuple[int, ...]) -> RowsChange:
    def change(rows: Rows) -> Rows:
        sizes = getattr(rows.geometry, TURNS[name])
        found = getattr(rows, name).copy()
        for axis in axes:
            found[axis] = sizes[axis] - 1 - found[axis]
        return replace(rows, **{name: found})

    return change


def _strides(of: str, layer: Layer) -> Iterator[Mistake]:
    for where, axes in _axes(layer):
        strided = any(layer.axes[axis].s != 1 for axis in axes)
        if strided:
            yield Mistake(f"the stride is ignored{where}", _set("stride", axes, lambda _, __: 1))
        if strided and of == ("Z" if layer.transposed else "dX"):
            operand = "X" if layer.transposed else "dZ"
            zeros = f"no zeros are inserted between the entries of {operand}{where}"
            yield Mistake(zeros, _set("stride", axes, lambda _, __: 1))
            yield Mistake(f"{of} is left 0 where the stride skips it{where}", rows=_on_stride(axes))
            repeated = f"entries of {operand} are repeated where zeros should be inserted{where}"
            yield Mistake(repeated, result=partial(_repeated, axes, layer))
        if any(layer.axes[axis].d != 1 for axis in axes):
            yield Mistake(f"the dilation is ignored{where}", _set("dilation", axes, lambda _, __: 1))
        if any(layer.axes[axis].s != layer.axes[axis].d for axis in axes):
            yield Mistake(f"stride and dilation are swapped{where}", _exchanged(axes))
    if layer.rank > 1:
        for name in ("stride", "dilation", "padding"):
            yield Mistake(f"the {name} of one axis is used on the other", partial(_other_axis, name))


def _other_axis(name: str, g: Geometry) -> Geometry:
    change: dict[str, Any] = {name: getattr(g, name)[::-1]}
    return replace(g, **change)


def _exchanged(axes: tuple[int, ...]) -> GeometryChange:
    def change(g: Geometry) -> Geometry:
        for axis in axes:
            s, d = g.stride[axis], g.dilation[axis]
            g = g.with_axis("stride", axis, d).with_axis("dilation", axis, s)
        return g

    return change


def _repeated(axes: tuple[int, ...], layer: Layer, result: Cells) -> Cells:
    """Each entry that the stride reaches also in the places up to the next one."""
    for axis in axes:
        size, stride, padding = result.shape[2 + axis], concrete(layer.axes[axis].s), concrete(layer.axes[axis].pl)
        place = np.arange(size)
        source = place - (place + padding) % stride
        result = np.take(result, source, 2 + axis, mode="clip")
    return result


def _on_stride(axes: tuple[int, ...]) -> RowsChange:
    """Only the places that the first tap of the kernel meets."""

    def change(rows: Rows) -> Rows:
        g = rows.geometry
        on_stride = [(rows.wide[axis] + g.padding[axis]) % g.stride[axis] == 0 for axis in axes]
        return rows.kept(np.all(on_stride, axis=0))

    return change


def _padding(of: str, layer: Layer) -> Iterator[Mistake]:
    for where, axes in _axes(layer):
        if any(layer.axes[axis].pl != 0 for axis in axes):
            yield Mistake(f"the padding is not applied{where}", _set("padding", axes, lambda _, __: 0))
            yield Mistake(f"the padding is applied twice{where}", _set("padding", axes, lambda g, a: 2 * g.padding[a]))
        for by, way in ((1, "backward"), (-1, "forward")):
            yield Mistake(f"everything is shifted one place {way}{where}", _set("padding", axes, partial(_moved, by)))
    if of == ("Z" if layer.transposed else "dX") and any((axis.pl, axis.pr) != (0, 0) for axis in layer.axes):
        yield Mistake("the padding is not cropped: this is the gradient of the padded input", _uncropped(layer))


def _moved(by: int, g: Geometry, axis: int) -> int:
    return g.padding[axis] + by


def _uncropped(layer: Layer) -> GeometryChange:
    more = [concrete(axis.pl + axis.pr) for axis in layer.axes]

    def change(g: Geometry) -> Geometry:
        wide = tuple(size + each for size, each in zip(g.wide, more, strict=True))
        return replace(g, wide=wide, padding=(0,) * g.rank)

    return change


def _channels(of: str, layer: Layer) -> Iterator[Mistake]:
    if layer.groups != 1:
        yield Mistake(
            "groups are ignored: every group uses the input channels of the first",
            rows=lambda rows: replace(rows, home=rows.home * 0),
        )
        yield Mistake("groups are ignored: only the first is computed", rows=lambda rows: rows.kept(rows.group == 0))
    leads = {"channel": "input channel", "filter": "output channel", "example": "example of the batch"}
    for name, text in leads.items():
        for end in ("first", "last"):
            yield Mistake(f"only the {end} {text} is used", rows=_only(name, end))
            yield Mistake(f"the {end} {text} is left out", rows=_without(name, (0,), end))
    if of == "dK":
        yield Mistake("the channel axes of dK are swapped", result=lambda a: np.swapaxes(a, 0, 1))


def _only(name: str, end: str) -> RowsChange:
    return lambda rows: rows.kept(_at_end(rows, name, 0, end))


def _without(name: str, axes: tuple[int, ...], end: str) -> RowsChange:
    return lambda rows: rows.kept(~np.any([_at_end(rows, name, axis, end) for axis in axes], axis=0))


def _at_end(rows: Rows, name: str, axis: int, end: str) -> Cells:
    """Which rows are at the first or last place of an axis."""
    size = np.atleast_1d(getattr(rows.geometry, TURNS[name]))[axis]
    found: Cells = np.atleast_2d(getattr(rows, name))[axis] == (size - 1 if end == "last" else 0)
    return found


def _loops(of: str, layer: Layer) -> Iterator[Mistake]:
    moving = "X" if layer.transposed else "dZ" if of != "Z" else "Z"
    fixed = "X" if not layer.transposed else "Z" if of == "Z" else "dZ"
    for where, axes in _axes(layer):
        for end in ("last", "first"):
            yield Mistake(f"the {end} row of {moving} is left out{where}", rows=_without("step", axes, end))
            yield Mistake(f"the {end} row of the kernel is left out{where}", rows=_without("tap", axes, end))
            named = "dX" if of == "dX" and not layer.transposed else fixed
            yield Mistake(f"the {end} row of {named} is missing{where}", rows=_without("wide", axes, end))
    # Which turn of the loops is the last one depends on what is a loop and what a sum in one go.
    for loops in (("step",), ("filter", "step"), ("tap",), ("filter", "tap"), ("example", "step"), ("example",)):
        for padded in (False, True):
            yield Mistake("values are overwritten instead of added up", rows=partial(_overwritten, of, loops, padded))


def _overwritten(of: str, loops: tuple[str, ...], padded: bool, rows: Rows) -> Rows:
    # With padding, the last turn may have read a zero from it; without, the turns outside were skipped.
    return (rows if padded else rows.kept(rows.inside)).last(of, loops)


def _bias(layer: Layer) -> Iterator[Mistake]:
    space = tuple(range(2, 2 + layer.rank))
    for axes, text in (
        (space, "it is not summed over the batch"),
        ((0,), "it is not summed over space"),
        ((), "it is not summed at all"),
        ((1, *space), "it is summed over the channels instead of the batch"),
        ((0, 1, *space), "it is summed over the channels too"),
        *(((0, *space[:at], *space[at + 1 :]), f"it is not summed over axis {at}") for at in range(layer.rank)),
    ):
        yield Mistake(text, summed=axes)
    for which, name in ((0, "first"), (-1, "last")):
        one = _changed("dZ", partial(np.take, indices=[which], axis=0))
        yield Mistake(f"only the {name} example of the batch is used", operands=one)
    for at in space:
        shorter = _changed("dZ", partial(_but_last, at))
        yield Mistake(f"the last row of dZ is left out on axis {at - 2}", operands=shorter)


def _but_last(axis: int, array: Cells) -> Cells:
    return np.take(array, range(array.shape[axis] - 1), axis)


def _factors(layer: Layer) -> Iterator[Mistake]:
    batch, output = concrete(layer.batch), math.prod(map(concrete, layer.output))
    taps = math.prod(concrete(axis.k) for axis in layer.axes)
    for text, factor in (
        ("it is left 0", 0.0),
        ("the sign is wrong", -1.0),
        ("it is doubled", 2.0),
        ("it is halved", 0.5),
        ("it is divided by the batch", 1 / batch),
        ("it is divided by the size of the output", 1 / output),
        ("it is divided by the batch and the size of the output", 1 / (batch * output)),
        ("it is divided by the size of the kernel", 1 / taps),
        ("it is divided by the number of output channels", 1 / concrete(layer.out_channels)),
    ):
        yield Mistake(text, result=partial(np.multiply, factor))
