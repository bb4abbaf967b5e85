"""The names of a derivation's entries and arrays, in the words of one dialect."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from symconv.layers.notation import separated, subscript
from symconv.layers.tensors import GRADIENT_OF, shown_shape
from symconv.page.dialect import Dialect
from symconv.sizes import concrete

if TYPE_CHECKING:
    from symconv.derivation import Derivation

# Index letters an axis: of an output, an input and a kernel entry; beyond three axes they are numbered.
SPATIAL = {"Z": "ijl", "X": "uvt", "K": "abe", "B": ""}


class Names:
    """Every name that a derivation uses; `of` gives the name of a SymPy symbol."""

    def __init__(self, derivation: Derivation, dialect: Dialect) -> None:
        self.derivation = derivation
        self.dialect = dialect
        self.notation = derivation.notation
        self.layer = derivation.layer
        self.outputs = self.entries("Z")
        self.of = {
            symbol: name
            for tensor in ("X", "K", "B")
            for symbol, name in zip(derivation.symbols.of[tensor], self.entries(tensor), strict=True)
        }
        self.of.update(
            (symbol, self.gradient(name))
            for symbol, name in zip(derivation.symbols.of["dZ"], self.outputs, strict=True)
        )

    def entries(self, tensor: str) -> list[str]:
        """The entries of a tensor (of a gradient: of what it is taken by), row-major."""
        letter = self.notation.letter(tensor)
        sizes = map(concrete, shown_shape(self.layer, GRADIENT_OF.get(tensor, tensor)))
        found = []
        for entry in product(*map(range, sizes)):
            index = subscript(self.layer, tensor, entry)
            found.append(self.dialect.entry(letter, [str(at) for at in index], separated(self.layer, index)))
        return found

    def cell(self, value: object) -> str:
        """A symbol's name, or 0."""
        return "0" if value == 0 else self.of[value]

    def gradient(self, entry: str) -> str:
        """The derivative of the loss by an entry."""
        return self.dialect.gradient(self.notation, entry)

    def letter(self, tensor: str) -> str:
        """The letter of a tensor's entries."""
        return self.dialect.entry(self.notation.letter(tensor), [], False)

    def whole(self, tensor: str) -> str:
        """A whole tensor or gradient."""
        letter = self.notation.letter(tensor).upper()
        if tensor in GRADIENT_OF:
            return self.dialect.array_gradient(self.notation, letter)
        return self.dialect.array(letter)

    def spatial_indices(self, tensor: str) -> list[str]:
        """One index letter for each spatial axis of a tensor."""
        letters = SPATIAL[GRADIENT_OF.get(tensor, tensor)]
        if not letters:
            return []
        if self.layer.rank > len(letters):
            return [self.dialect.entry(letters[0], [str(axis + 1)], False) for axis in range(self.layer.rank)]
        return list(letters[: self.layer.rank])

    def lead_indices(self, tensor: str) -> list[str]:
        """The batch and channel index letters of a tensor, none where they are not shown."""
        if not self.layer.shows_channels:
            return []
        kernel = ["c", "f"] if self.layer.transposed else ["f", "c"]
        channels = {"X": ["n", "c"], "Z": ["n", "f"], "B": ["f"], "K": kernel}
        return channels[GRADIENT_OF.get(tensor, tensor)]

    def general_indices(self, tensor: str) -> list[str]:
        """The letters that index a tensor's entry in general."""
        return self.lead_indices(tensor) + self.spatial_indices(tensor)

    def general(self, tensor: str) -> str:
        """The entry of a tensor in general, such as k_ab."""
        return self.dialect.at(self.notation.letter(tensor), self.general_indices(tensor))
