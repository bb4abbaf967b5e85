"""The language of statements on one page, made from what reads it: `symconv help language`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from inspect import cleandoc
from textwrap import fill

from symconv.arrays.array import Called
from symconv.arrays.operators import OPERATORS
from symconv.arrays.spelling import Option
from symconv.layers.maps import MAPS
from symconv.statements.calls import taken
from symconv.statements.glossary import ALIASES, FREE

PAGE_WIDTH = 88
INDENTED = " " * 6
INTRODUCTION = """
A statement is an equation between arrays, or between sizes: LEFT = RIGHT. It is about every layer that it can be
about: any number of axes, all sizes, any batch, groups and channels. Stride, dilation and padding are 1, 1 and 0, and
symbols as soon as the statement names them; options (--stride s, --layer conv_transpose2d) say otherwise."""
CLASSROOM = """
It may be written as in class: ∂L/∂X, dL/dX or δX for dX, ⋆ for correlate, * between arrays and conv(A, B) for the
layer's product, *[full] and *[valid] for a true convolution (but X *[valid] K is the layer's product, where no ⋆
stands beside it), ⊙ for times; options stand in brackets, A ⋆[stride 2] B, or behind a comma,
conv(A, B, stride 2) (valid). The answer says how it was read."""
# What sizes are in words; a test holds the names against those that statements may use, and the maps likewise.
SIZE_WORDS = {
    "n": "the input",
    "k": "the kernel",
    "o": "the output",
    "s": "the stride",
    "d": "the dilation",
    "p": "the padding, where it is the same before and after",
    "pl": "the padding before",
    "pr": "the padding after",
    "op": "the output padding of a transposed layer",
    "r": "the leftover: padded entries at the end that the stride does not reach",
    "D": "the reach of the dilated kernel, d*(k-1)",
}
MAP_WORDS = {
    "toeplitz": "the layer as a matrix of kernel entries times the input, row by row",
    "toeplitz_transposed": "that matrix transposed, times a gradient of the output",
    "im2col": "the patches that the kernel meets as columns, times a gradient of the output",
    "col2im": "columns folded back: each added to the place that it was read from",
    "scatter": "the loop that adds a kernel, times one entry, into the place of each output",
}


def page() -> str:
    """The page, as text.

    >>> print(page().splitlines()[0])
    The language of statements
    """
    sections = (
        ("Arrays", _arrays()),
        ("Sizes, one number for each axis", SIZE_WORDS.items()),
        ("Operators", map(_operator, OPERATORS)),
        ("Maps of a layer", ((f"{name}({', '.join(each.of)})", MAP_WORDS[name]) for name, each in MAPS.items())),
        ("Signs", _signs()),
    )
    parts = ["The language of statements", _filled(INTRODUCTION)]
    parts += [f"{title}\n\n{_table(rows)}" for title, rows in sections]
    return "\n\n".join([*parts, _filled(CLASSROOM)]) + "\n"


def _arrays() -> Iterator[tuple[str, str]]:
    yield "X K B Z", "a layer's input, kernel, bias and output"
    yield "dX dK dB dZ", "the gradients of a loss by these"
    yield "vX vK", "directions in which X and K are changed, for second derivatives"
    yield " ".join(sorted(FREE)), (
        "arrays of any size; with the batch and channels of X, K or Z where only so both sides have a meaning; "
        "B is the bias where a statement names an array of the layer"
    )
    yield " ".join(ALIASES), f"other names for {' '.join(ALIASES.values())}"


def _operator(kind: type[Called]) -> tuple[str, str]:
    """How an operator is called, and the first sentence of what it says of itself."""
    names = taken(kind)
    least = len(names) - kind.optional
    inside = ", ".join(names[:least]) + "".join(f"[, {each}]" for each in names[least:])
    inside += "".join(_option(name, option) for name, option in kind.options.items())
    return f"{kind.name}({inside})", cleandoc(kind.__doc__ or "").split("\n\n")[0]


def _option(name: str, option: Option) -> str:
    said = f", {name}={'|'.join(option.words) or 'size'}"
    return said if option.required else f"[{said}]"


def _signs() -> Iterator[tuple[str, str]]:
    yield "A + B, A - B, -A", "sums of arrays"
    yield "2*A, dot(A, B)*C", "a number times an array"
    yield "n + k, n - k, s*n", "arithmetic of sizes"
    yield "2x1", "a number for each axis, of layers with two"
    yield "n//s", "the quotient rounded down, for a divisor of 1 or more"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"  {name}\n{_filled(words, INDENTED)}" for name, words in rows)


def _filled(text: str, indent: str = "") -> str:
    return fill(" ".join(text.split()), PAGE_WIDTH, initial_indent=indent, subsequent_indent=indent)
