"""A formula in words."""

from __future__ import annotations

from symconv.arrays.array import Array, Tensor
from symconv.arrays.moves import Crop, InsertZeros, Pad, Rot180
from symconv.arrays.products import Convolve, Correlate, Plus, Total
from symconv.sizes import Size

NOUN_OF = {"X": "input", "K": "kernel", "B": "bias", "Z": "output"}


def noun(tensor: str) -> str:
    """What a tensor, or a gradient, is called.

    >>> noun("K"), noun("dZ")
    ('the kernel', "the output's gradient")
    """
    name = f"the {NOUN_OF[tensor.removeprefix('d')]}"
    owner = f"{name}'" if name.endswith("s") else f"{name}'s"
    return f"{owner} gradient" if tensor.startswith("d") else name


def in_words(expr: Array) -> str | None:
    """A formula as the end of a sentence, None where there are no words for one of its operators.

    >>> from symconv import Conv1d
    >>> from symconv.statements.theorems import T1
    >>> in_words(T1.build(Conv1d(input=5, kernel=2)).simplified())
    "the output's gradient with zeros around it, correlated with the kernel turned by 180 degrees"
    """
    match expr:
        case Tensor(name=name):
            return noun(name)
        case Pad(array=InsertZeros(array=inner)):
            return _after(inner, " with zeros between its entries and around it")
        case Pad(array=inner):
            return _after(inner, " with zeros around it")
        case InsertZeros(array=inner):
            return _after(inner, " with zeros between its entries")
        case Rot180(array=Tensor() as inner):
            return _after(inner, f" {_turned(inner)}")
        case Rot180(array=inner):
            return _after(inner, f", and the result {_turned(inner)}")
        case Crop(array=inner):
            return _after(inner, ", of which the first entries are kept")
        case Correlate() | Convolve():
            return _product(expr)
        case Total(array=inner):
            summed = in_words(inner)
            return None if summed is None else f"the sum of {summed} over all places"
        case Plus(left=left, right=Tensor(name=name)):
            return _after(left, f", plus {noun(name)}")
        case _:
            return None


def _turned(array: Array) -> str:
    """What rot180 does: beyond a plane that is no turn."""
    return "turned by 180 degrees" if len(array.shape.spatial) <= 2 else "reversed along every axis"


def _after(inner: Array, words: str) -> str | None:
    found = in_words(inner)
    return None if found is None else found + words


def _product(expr: Correlate | Convolve) -> str | None:
    left, right = in_words(expr.left), in_words(expr.right)
    if left is None or right is None:
        return None
    moves = "correlated" if isinstance(expr, Correlate) else "convolved"
    comma = "," if " " in left.removeprefix("the ").replace("output's gradient", "") else ""
    spread = f" whose entries lie {_sizes(expr.dilation)} apart" if {*expr.dilation} != {1} else ""
    steps = f", in steps of {_sizes(expr.stride)}" if {*expr.stride} != {1} else ""
    return f"{left}{comma} {moves} with {right}{spread}{steps}"


def _sizes(sizes: tuple[Size, ...]) -> str:
    return str(sizes[0]) if len({*sizes}) == 1 else " and ".join(map(str, sizes))
