"""What a derivation's entries, arrays and indices are called, as mathematics."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import sympy

from symconv.calculus.derive import Derived
from symconv.layers.lettering import entry, gradient, whole
from symconv.layers.tensors import GRADIENT_OF, shown_shape
from symconv.page import maths
from symconv.page.maths import Entry, Letter, Maths, Number
from symconv.sizes import concrete

# Index letters an axis: of an output, an input and a kernel entry; beyond three axes they are numbered.
AXES = 3
SPATIAL = {"Z": "ijl", "X": "uvt", "K": "abe", "B": ""}


class Vocabulary:
    """Every name that a derivation uses, each made once; `of` gives the one that a SymPy symbol, or 0, stands for."""

    def __init__(self, derivation: Derived) -> None:
        self.notation = derivation.notation
        self.layer = derivation.layer
        self.outputs = self.entries("Z")
        # As fractions, which a chain rule is made of.
        self.upstream = [self.partial(name) for name in self.outputs]
        self.of: dict[sympy.Expr, Maths] = {sympy.S.Zero: Number(0)}
        for tensor, symbols in derivation.symbols.of.items():
            self.of |= zip(symbols, self.cells(tensor), strict=True)

    def entries(self, tensor: str) -> list[Entry]:
        """The entries of a tensor (of a gradient: of what it is taken by), row-major."""
        places = product(*map(range, self.extents(tensor)))
        return [entry(self.layer, self.notation, tensor, place) for place in places]

    def cells(self, tensor: str) -> Sequence[Maths]:
        """What stands in a tensor, or in a gradient, row-major."""
        found = self.entries(tensor)
        return [*map(self.gradient, found)] if tensor in GRADIENT_OF else found

    def gradient(self, of: Maths) -> Maths:
        """The derivative of the loss by an entry, in the notation's own way."""
        return gradient(self.notation, of)

    def partial(self, of: Maths) -> Maths:
        """The derivative of the loss by an entry as a fraction, which a chain rule is made of."""
        return maths.gradient(of, self.notation.loss)

    def letter(self, tensor: str) -> Entry:
        """The letter of a tensor's entries."""
        return Entry(self.notation.letter(tensor))

    def whole(self, tensor: str) -> Maths:
        """A whole tensor or gradient."""
        return whole(self.notation, tensor)

    def spatial_indices(self, tensor: str) -> tuple[Maths, ...]:
        """One index letter for each spatial axis of a tensor."""
        letters = SPATIAL[GRADIENT_OF.get(tensor, tensor)]
        if letters and self.layer.rank > AXES:
            return tuple(Entry(letters[0], (axis + 1,)) for axis in range(self.layer.rank))
        return tuple(map(Letter, letters[: self.layer.rank]))

    def lead_indices(self, tensor: str) -> tuple[Maths, ...]:
        """The batch and channel index letters of a tensor, none where they are not shown."""
        if not self.layer.shows_channels:
            return ()
        kernel = "cf" if self.layer.transposed else "fc"
        channels = {"X": "nc", "Z": "nf", "B": "f", "K": kernel}
        return tuple(map(Letter, channels[GRADIENT_OF.get(tensor, tensor)]))

    def general_indices(self, tensor: str) -> tuple[Maths, ...]:
        """The letters that index a tensor's entry in general."""
        return self.lead_indices(tensor) + self.spatial_indices(tensor)

    def summed_indices(self, tensor: str, beside: str) -> tuple[Maths, ...]:
        """The letters that a sum over a tensor's entries runs over, in which an entry of `beside` stands.

        A letter that indexes that entry has a prime in the sum: it would be another index of the same name.
        """
        free = self.general_indices(beside)
        return tuple(
            Letter(f"{each.name}'") if isinstance(each, Letter) and each in free else each
            for each in self.general_indices(tensor)
        )

    def extents(self, tensor: str) -> tuple[int, ...]:
        """How far each of a tensor's index letters runs."""
        return tuple(map(concrete, shown_shape(self.layer, GRADIENT_OF.get(tensor, tensor))))

    def general(self, tensor: str) -> Entry:
        """The entry of a tensor in general, such as k_ab."""
        return Entry(self.notation.letter(tensor), self.general_indices(tensor))
