"""A layer in words: its sizes, its options, its channels, and what its sign means."""

from __future__ import annotations

from symconv.layers.layer import Layer
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
    sizes = {"input": layer.input, "kernel": layer.kernel, "output": layer.output}
    found = [f"{name} {'×'.join(map(str, each))}" for name, each in sizes.items()]
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
        ("stride", 1, layer.stride),
        ("dilation", 1, layer.dilation),
        ("padding", 0, layer.padding),
        ("output padding", 0, layer.output_padding),
    ):
        amounts = [_amount(value) for value in values]
        if any(each != Number(usual) for each in amounts):
            found.append(option(name, amounts[0] if len(set(amounts)) == 1 else Listed(tuple(amounts), "x")))
    return found


def _amount(value: Size | tuple[Size, Size]) -> Maths:
    """A number, or one before and one after."""
    if not isinstance(value, tuple):
        return Number(concrete(value))
    before, after = map(_amount, value)
    return before if before == after else Listed((before, after), ",")
