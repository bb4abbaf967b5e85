"""The closed formulas of the backward pass, T1-T9, as expressions of the array language.

Each is a function of the layer alone and uses only its geometry; `s`, `d`, `pl`, ... are vectors over the
axes. `D = d*(k-1)`, and `r` is the leftover that the stride does not reach.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from symconv.arrays import Array, convolve, correlate, crop, insert_zeros, pad, plus, rot180, total
from symconv.layer import Axis, Layer
from symconv.sizes import Size
from symconv.tensors import tensor


@dataclass(frozen=True, slots=True)
class Formula:
    """A closed formula: its name, what it is equal to (`dX`, `dK`, `dB` or `Z`), and how to write it for a layer.

    `simple` formulas hold only with stride 1, no padding, dilation 1 and no output padding.
    """

    name: str
    of: str
    build: Callable[[Layer], Array]
    simple: bool = False


def closed_forms(layer: Layer) -> dict[str, Formula]:
    """The closed formula for every gradient of `layer` that it has, by what it is equal to.

    >>> from symconv import Conv2d
    >>> {of: formula.name for of, formula in closed_forms(Conv2d(input=3, kernel=2)).items()}
    {'dK': 'T2', 'dX': 'T1', 'dB': 'T3'}
    """
    if layer.transposed:
        found = [T6, T8, T7, T9]
    elif layer.convention == "convolution":
        found = [T5, T4, T3]
    else:
        found = [T2, T1, T3]
    return {formula.of: formula for formula in found if layer.bias or formula.of != "dB"}


def other_forms(layer: Layer) -> tuple[Formula, ...]:
    """The formulas that are stated as equal to a closed form of `layer`, under their own conditions."""
    plain = all(a.s == a.d == 1 and a.pl == a.pr == a.op == 0 for a in layer.axes)
    if layer.transposed:
        found: tuple[Formula, ...] = (T7_UNCROPPED,) if all(_below(a.op, a.s) for a in layer.axes) else ()
    elif layer.convention == "convolution":
        found = (T4_FULL, T5_CONVOLUTION)
    else:
        found = (T1_NOTES, T2_UNCROPPED)
    return tuple(formula for formula in found if plain or not formula.simple)


def _below(left: Size, right: Size) -> bool:
    return isinstance(left, int) and isinstance(right, int) and left < right


def _each(layer: Layer, value: Callable[[Axis], Size]) -> tuple[Size, ...]:
    return tuple(value(axis) for axis in layer.axes)


def _kernel(layer: Layer, rotated: bool) -> Array:
    """K, rotated or not, where a true-convolution layer reads it the other way round."""
    k = tensor(layer, "K")
    return rot180(k) if rotated != (layer.convention == "convolution") else k


def _upstream(layer: Layer) -> Array:
    """dZ spread over the padded input's places: zeros inserted, then padded so that its ends meet the kernel's."""
    return pad(
        insert_zeros(tensor(layer, "dZ"), _each(layer, lambda a: a.s)),
        _each(layer, lambda a: a.D - a.pl),
        _each(layer, lambda a: a.D - a.pr + a.leftover),
    )


def _full(layer: Layer) -> Array:
    return correlate(_upstream(layer), _kernel(layer, rotated=True), dilation=_each(layer, lambda a: a.d))


def _kernel_gradient(layer: Layer) -> Array:
    """T2's right side, which is dK under cross-correlation and rot180(dK) under true convolution."""
    x = pad(tensor(layer, "X"), _each(layer, lambda a: a.pl), _each(layer, lambda a: a.pr))
    found = correlate(
        x, tensor(layer, "dZ"), stride=_each(layer, lambda a: a.d), dilation=_each(layer, lambda a: a.s)
    )
    return crop(found, _each(layer, lambda a: a.k))


def _kernel_gradient_uncropped(layer: Layer) -> Array:
    x = pad(tensor(layer, "X"), _each(layer, lambda a: a.pl), _each(layer, lambda a: a.pr - a.leftover))
    return correlate(
        x, tensor(layer, "dZ"), stride=_each(layer, lambda a: a.d), dilation=_each(layer, lambda a: a.s)
    )


def _transposed_forward(layer: Layer) -> Array:
    x = pad(
        insert_zeros(tensor(layer, "X"), _each(layer, lambda a: a.s)),
        _each(layer, lambda a: a.D - a.pl),
        _each(layer, lambda a: a.D - a.pr + a.op),
    )
    z = correlate(x, _kernel(layer, rotated=True), dilation=_each(layer, lambda a: a.d))
    return plus(z, tensor(layer, "B")) if layer.bias else z


def _padded_upstream(layer: Layer) -> Array:
    return pad(tensor(layer, "dZ"), _each(layer, lambda a: a.pl), _each(layer, lambda a: a.pr))


def _transposed_input_gradient(layer: Layer) -> Array:
    return correlate(
        _padded_upstream(layer),
        _kernel(layer, rotated=False),
        stride=_each(layer, lambda a: a.s),
        dilation=_each(layer, lambda a: a.d),
    )


def _transposed_kernel_gradient(layer: Layer) -> Array:
    found = correlate(
        _padded_upstream(layer),
        tensor(layer, "X"),
        stride=_each(layer, lambda a: a.d),
        dilation=_each(layer, lambda a: a.s),
    )
    cropped = crop(found, _each(layer, lambda a: a.k))
    return rot180(cropped) if layer.convention == "convolution" else cropped


T1 = Formula("T1", "dX", _full)
T1_NOTES = Formula(
    "T1, as the notes write it",
    "dX",
    lambda layer: correlate(
        pad(tensor(layer, "dZ"), _each(layer, lambda a: a.k - 1)), rot180(tensor(layer, "K"))
    ),
    simple=True,
)
T2 = Formula("T2", "dK", _kernel_gradient)
T2_UNCROPPED = Formula("T2, cropped by padding", "dK", _kernel_gradient_uncropped)
T3 = Formula("T3", "dB", lambda layer: total(tensor(layer, "dZ")))
T4 = Formula("T4", "dX", _full)
T4_FULL = Formula(
    "T4, as a full convolution",
    "dX",
    lambda layer: convolve(rot180(tensor(layer, "K")), tensor(layer, "dZ"), mode="full"),
    simple=True,
)
T5 = Formula("T5", "dK", lambda layer: rot180(_kernel_gradient(layer)))
T5_CONVOLUTION = Formula(
    "T5, as a convolution",
    "dK",
    lambda layer: convolve(rot180(tensor(layer, "X")), tensor(layer, "dZ")),
    simple=True,
)
T6 = Formula("T6", "Z", _transposed_forward)
T7 = Formula(
    "T7", "dX", lambda layer: crop(_transposed_input_gradient(layer), _each(layer, lambda a: a.n))
)
T7_UNCROPPED = Formula("T7, where the crop is idle", "dX", _transposed_input_gradient)
T8 = Formula("T8", "dK", _transposed_kernel_gradient)
T9 = Formula("T9", "dB", lambda layer: total(tensor(layer, "dZ")))
