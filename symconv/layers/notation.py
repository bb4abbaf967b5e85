"""What things are called: the letters of a notation and the names of entries, one-based as in the notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from symconv.errors import SymconvError
from symconv.layers.layer import Layer
from symconv.layers.tensors import GRADIENT_OF
from symconv.page.maths import Letter, Maths, Number, product, total


@dataclass(frozen=True, slots=True)
class Notation:
    """The letters for input, kernel, output, bias and loss.

    `delta` writes `δx` for `∂J/∂x`; `kernel_first` writes `w x` for `x w`.
    """

    name: str
    x: str
    k: str
    z: str
    b: str
    loss: str = "L"
    delta: bool = False
    kernel_first: bool = False

    def letter(self, tensor: str) -> str:
        """The letter of an entry of tensor X, K, Z or B (or of a gradient: that of what it is taken by)."""
        return {"X": self.x, "K": self.k, "Z": self.z, "B": self.b}[GRADIENT_OF.get(tensor, tensor)]


NOTATIONS = {
    notation.name: notation
    for notation in (
        Notation("xkz", "x", "k", "z", "B"),
        Notation("xwy", "x", "w", "y", "B", kernel_first=True),
        Notation("delta", "x", "w", "y", "B", loss="J", delta=True, kernel_first=True),
        Notation("capitals", "X", "K", "Z", "B"),
    )
}


def notation_named(name: str) -> Notation:
    """The notation `name`; raises SymconvError for one that there is not.

    >>> notation_named("delta").loss
    'J'
    """
    if not isinstance(name, str) or name not in NOTATIONS:
        raise SymconvError(f"`notation` is one of {', '.join(NOTATIONS)}, not {name!r:.40}", text=str(name))
    return NOTATIONS[name]


def subscript(layer: Layer, tensor: str, entry: tuple[int, ...]) -> tuple[int, ...]:
    """The one-based index that entry `entry` (0-based, as `tensors.shown_shape`) carries: none for a lone bias."""
    if GRADIENT_OF.get(tensor, tensor) == "B" and not layer.shows_channels:
        return ()
    return tuple(at + 1 for at in entry)


def separated(layer: Layer, index: tuple[int, ...]) -> bool:
    """Whether an index needs separators: with channels or a batch always, otherwise beyond 9 on several axes."""
    return layer.shows_channels or (len(index) > 1 and max(index) > 9)


def entry_name(layer: Layer, notation: Notation, tensor: str, entry: tuple[int, ...]) -> str:
    """The name of an entry as a Python identifier: `x11`, `x10_11`, `x2_1_10_11`, `dz11` for dZ.

    >>> from symconv import Conv2d
    >>> layer = Conv2d(input=12, kernel=2)
    >>> entry_name(layer, NOTATIONS["xkz"], "X", (0, 0)), entry_name(layer, NOTATIONS["xkz"], "dZ", (0, 10))
    ('x11', 'dz1_11')
    """
    index = subscript(layer, tensor, entry)
    joint = "_" if separated(layer, index) else ""
    prefix = "d" if tensor in GRADIENT_OF else ""
    return prefix + notation.letter(tensor) + joint.join(map(str, index))


def sum_of_products(terms: Iterable[tuple[int, Sequence[str]]]) -> Maths:
    """A sum of products of names, each term a coefficient and its factors.

    >>> from symconv.page import code
    >>> code.written(sum_of_products([(1, ["dz1", "k1"]), (-2, ["x1"]), (3, [])]))
    'dz1*k1 + -2*x1 + 3'
    """
    found = [product([*([] if c == 1 and names else [Number(c)]), *map(Letter, names)]) for c, names in terms]
    return total(found) if found else Number(0)
