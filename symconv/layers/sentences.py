"""A layer in words: its sizes, its options, its channels, and what its sign means."""

from __future__ import annotations

from symconv.layers.layer import Axis, Layer
from symconv.layers.lettering import option
from symconv.page import text
from symconv.page.maths import Listed, Maths, Number, Qualifier
from symconv.sizes import Size, concrete


def sentence(layer: Layer) -> str:
    """The layer in one sentence.

    >>> from symconv import Conv2d
    >>> sentence(Conv2d(input=3, kernel=2))[:73]
    'A layer with input 3×3, kernel 2×2, output 2×2, with bias, under cross-co'
    """
    convention = {
        "cross-correlation": "cross-correlation (the kernel is not turned)",
        "convolution": "true convolution (the kernel is turned by 180 degrees)",
    }[layer.convention]
    return f"A layer with {', '.join(_parts(layer))}, under {convention}."


def phrase(layer: Layer) -> str:
    """The layer in a few words, as they stand below a picture.

    >>> from symconv import ConvTranspose1d
    >>> phrase(ConvTranspose1d(input=3, kernel=2, stride=2, bias=False))
    'Transposed convolution with input 3, kernel 2, output 6, stride 2, without bias'
    """
    kind = "transposed convolution" if layer.transposed else "convolution"
    named = f"true {kind}" if layer.convention == "convolution" else kind
    return f"{named.capitalize()} with {', '.join(_parts(layer))}"


def _parts(layer: Layer) -> list[str]:
    sizes = {
        "input": "×".join(str(axis.n) for axis in layer.axes),
        "kernel": "×".join(str(axis.k) for axis in layer.axes),
        "output": "×".join(map(str, layer.output)),
    }
    found = [f"{name} {value}" for name, value in sizes.items()]
    found += map(text.written, qualifications(layer))
    if layer.shows_channels:
        found.append(
            f"batch {layer.batch}, channels {layer.in_channels} to {layer.out_channels} in {layer.groups} "
            f"group{'s' if layer.groups != 1 else ''}"
        )
    found.append("with bias" if layer.bias else "without bias")
    return found


def qualifications(layer: Layer) -> list[Qualifier]:
    """Stride, padding and so on, where they are not the usual ones."""
    found = []
    for name, usual, values in (
        ("stride", 1, [_number(axis.s) for axis in layer.axes]),
        ("dilation", 1, [_number(axis.d) for axis in layer.axes]),
        ("padding", 0, [_sides(axis) for axis in layer.axes]),
        ("output padding", 0, [_number(axis.op) for axis in layer.axes]),
    ):
        if any(value != Number(usual) for value in values):
            found.append(option(name, values[0] if len(set(values)) == 1 else Listed(tuple(values), "x")))
    return found


def _sides(axis: Axis) -> Maths:
    return _number(axis.pl) if axis.pl == axis.pr else Listed((_number(axis.pl), _number(axis.pr)), ",")


def _number(size: Size) -> Maths:
    return Number(concrete(size))
