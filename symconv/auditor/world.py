"""A layer of one size as the notes' equations see it: every output expanded, every gradient by the chain rule."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np

from symconv.arrays.shape import Shape
from symconv.auditor.polynomials import (
    NO_TERMS,
    EntryMonomial,
    EntryPolynomial,
    EntryVariable,
    derived,
    variable,
)
from symconv.errors import TooLargeError
from symconv.exact.expand import expand
from symconv.layers.definition import forward
from symconv.layers.layer import Layer
from symconv.layers.tensors import shown_shape, tensor
from symconv.sizes import Size, concrete

MOST_EXPANDED = 200_000


class World:
    """The entries of a layer by name and place (counted from 0, batch and channels only where they are shown).

    >>> from symconv import Conv1d
    >>> World(Conv1d(input=2, kernel=2, bias=False)).output((0,))
    {(('K', (0,)), ('X', (0,))): 1, (('K', (1,)), ('X', (1,))): 1}
    """

    def __init__(self, layer: Layer) -> None:
        if layer.products() > MOST_EXPANDED:
            raise TooLargeError("the layer of the notes is too large to be expanded")
        self.layer = layer
        self.sizes: Mapping[str, tuple[int, ...]] = {
            name: tuple(map(concrete, self._shown(name))) for name in ("X", "K", "B", "Z")
        }
        self.outputs = self._expanded()
        self._gradients: dict[EntryVariable, dict[EntryMonomial, int]] | None = None

    def _shown(self, name: str) -> tuple[Size, ...]:
        # A lone bias carries no index.
        if name == "B" and not self.layer.shows_channels:
            return ()
        return shown_shape(self.layer, name)

    def _expanded(self) -> dict[tuple[int, ...], dict[EntryMonomial, int]]:
        names = ("X", "K", "B") if self.layer.bias else ("X", "K")
        shapes = {name: tensor(self.layer, name).shape for name in (*names, "Z")}
        found: dict[tuple[int, ...], dict[EntryMonomial, int]] = {
            place: {} for place in product(*map(range, self.sizes["Z"]))
        }
        places = {name: self._places(name, shapes[name]) for name in shapes}
        for each in expand(forward(self.layer), {name: shapes[name] for name in names}):
            for row in range(len(each.entry)):
                factors = zip(each.tensors, each.factors, strict=True)
                monomial = tuple(sorted((name, places[name][int(at[row])]) for name, at in factors))
                output = found[places["Z"][int(each.entry[row])]]
                output[monomial] = output.get(monomial, 0) + each.coefficient
        return found

    def _places(self, name: str, of: Shape) -> list[tuple[int, ...]]:
        """The shown place of every flat place of a tensor."""
        sizes = tuple(map(concrete, of.shown))
        hidden = len(sizes) - len(self.sizes[name])
        return [tuple(int(at) for at in place)[hidden:] for place in np.ndindex(*sizes)]

    def output(self, place: tuple[int, ...]) -> EntryPolynomial:
        """Z at a place."""
        return self.outputs[place]

    def gradient(self, name: str, place: tuple[int, ...]) -> EntryPolynomial:
        """The derivative of the loss by an entry of X, K, B or Z, in entries of dZ."""
        if name == "Z":
            return variable("dZ", place)
        if self._gradients is None:
            self._gradients = {}
            for output, value in self.outputs.items():
                for monomial, coefficient in value.items():
                    for at, entry in enumerate(monomial):
                        rest = tuple(sorted((*monomial[:at], *monomial[at + 1 :], ("dZ", output))))
                        gradient = self._gradients.setdefault(entry, {})
                        gradient[rest] = gradient.get(rest, 0) + coefficient
        return self._gradients.get((name, place), NO_TERMS)

    def local(self, output: tuple[int, ...], name: str, place: tuple[int, ...]) -> EntryPolynomial:
        """The derivative of one output by one entry."""
        return derived(self.outputs[output], (name, place))
