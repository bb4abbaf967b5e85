"""The closed form of a gradient: the formula in letters, then with its operands as matrices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from symconv.arrays.array import Array
from symconv.arrays.moves import Crop, Rot180
from symconv.arrays.numbers import Cells
from symconv.arrays.products import Convolve, Correlate, Plus
from symconv.arrays.shape import Shape
from symconv.calculus.chain import Expressions, tensor_values
from symconv.layers.layer import Layer
from symconv.layers.tensors import tensor
from symconv.lectures.formula import formula, options
from symconv.lectures.matrices import matrix
from symconv.lectures.names import Names
from symconv.lectures.telling import Telling
from symconv.page.dialect import Dialect
from symconv.page.document import Block, Display, Equation, Equations, Matrix, Prose
from symconv.sizes import concrete, joined


@dataclass(frozen=True, slots=True)
class Operand:
    """An array of texts, and its axes."""

    names: Cells
    shape: Shape

    @property
    def spatial(self) -> Cells:
        """The first spatial slice: the only one where there is one channel and a batch of one."""
        return self.at(dict.fromkeys(self.shape.labels, 0))

    def at(self, place: Mapping[str, int]) -> Cells:
        """The spatial slice at a place of the lead axes."""
        found: Cells = self.names[tuple(place[label] for label in self.shape.labels)]
        return found


@dataclass(frozen=True, slots=True)
class Product:
    """The correlation in a closed form, its operands as texts; `before` and `after` stand around it."""

    of: str
    expr: Correlate
    left: Operand
    right: Operand
    result: Operand
    before: str
    after: str
    turned: bool
    turns_the_kernel: bool

    def steps(self) -> Iterator[tuple[tuple[int, ...], str]]:
        """Every place of the kernel, and the name of the entry that it gives (of those that are kept)."""
        names = self.result.spatial
        for entry in np.ndindex(names.shape):
            turned = tuple(size - 1 - place for size, place in zip(names.shape, entry, strict=True))
            yield entry, str(names[turned if self.turned else entry])

    def places(self, entry: tuple[int, ...]) -> list[tuple[int, ...]]:
        """The places of the left side that the right side's entries meet, in its reading order."""
        steps = [
            (concrete(s) * i, concrete(d)) for s, i, d in zip(self.expr.stride, entry, self.expr.dilation, strict=True)
        ]
        return [
            tuple(start + d * a for (start, d), a in zip(steps, tap, strict=True))
            for tap in np.ndindex(self.right.spatial.shape)
        ]


def closed(telling: Telling, of: str) -> Iterator[Block]:
    """The closed form of gradient `of` (or of Z), operators that do nothing at this size left out."""
    derivation, names = telling.derivation, telling.names
    expr = derivation.formulas[of].build(derivation.layer).simplified()
    yield Prose(f"The closed form ({derivation.formulas[of].name}):")
    yield Equations((Equation(names.whole(of), (formula(expr, derivation.notation, names.dialect),)),))
    found = product_of(telling, of)
    if found is not None:
        sign = names.dialect.operator("correlate", options(found.expr, names.dialect))
        added = names.entries("B") if of == "Z" and derivation.layer.bias else None
        yield Prose("In matrices:")
        yield from sliced(
            found.left, found.right, sign, found.result, telling.dialect, telling.full, found.before, found.after, added
        )


def product_of(telling: Telling, of: str) -> Product | None:
    """The product in the closed form of `of`, None where there is none of single entries."""
    derivation, names = telling.derivation, telling.names
    expr = derivation.formulas[of].build(derivation.layer).simplified()
    before, core, after = _unwrapped(expr, names)
    if not isinstance(core, Correlate) or core.mode == "full" or _multiplies(core.left, core.right):
        return None
    values = tensor_values(derivation.layer, derivation.symbols)
    left, right = (
        Operand(np.vectorize(names.cell, otypes=[object])(each.value(values, Expressions())), each.shape)
        for each in (core.left, core.right)
    )
    entries = names.entries(of)
    result = operand(derivation.layer, of, entries if of == "Z" else [names.gradient(name) for name in entries])
    turned = isinstance(expr, Rot180)
    turns_the_kernel = Rot180(tensor(derivation.layer, "K")) in (core.left, core.right)
    return Product(of, core, left, right, result, before, after, turned, turns_the_kernel)


def operand(layer: Layer, name: str, entries: list[str]) -> Operand:
    """Tensor `name` as an array of texts."""
    found = tensor(layer, name).shape
    return Operand(np.array(entries, dtype=object).reshape(tuple(map(concrete, found.sizes))), found)


def sliced(
    left: Operand,
    right: Operand,
    sign: str,
    result: Operand,
    dialect: Dialect,
    full: bool,
    before: str = "",
    after: str = "",
    added: Sequence[str] | None = None,
) -> Iterator[Block]:
    """`left sign right = result` in matrices, for every batch and channel of the result (the first, unless full).

    Axes that the result lacks are summed over. `added` is one more term for each channel of the result.
    """
    places = list(product(*(range(concrete(axis.size)) for axis in result.shape.lead)))
    for number, place in enumerate(places if full else places[:1]):
        at = dict(zip(result.shape.labels, place, strict=True))
        parts: list[str | Matrix] = [before] if before else []
        summed = [axis for axis in left.shape.lead if axis.label not in at]
        for again, inner in enumerate(product(*(range(concrete(axis.size)) for axis in summed))):
            here = at | dict(zip((axis.label for axis in summed), inner, strict=True))
            parts += ["+"] if again else []
            parts += [matrix(left.at(here), dialect, full), sign, matrix(right.at(here), dialect, full)]
        parts += [after] if after else []
        parts += ["+", added[number % len(added)]] if added else []
        yield Display((*parts, "=", matrix(result.at(at), dialect, full)))
    if len(places) > 1 and not full:
        yield Prose(
            f"This is the first of {len(places)} batch and channel slices; "
            f"--full (in Python, full=True) writes them all."
        )


def _unwrapped(expr: Array, names: Names) -> tuple[str, Array, str]:
    """What stands around the product of a closed form, and the product."""
    match expr:
        case Rot180(array=inner):
            before, core, after = _unwrapped(inner, names)
            opening, closing = names.dialect.around("rot180", "")
            return opening + before, core, after + closing
        case Crop(array=inner, sizes=sizes):
            before, core, after = _unwrapped(inner, names)
            opening, closing = names.dialect.around("crop", joined(sizes))
            return opening + before, core, after + closing
        case Plus(left=left):
            # The bias is added where the matrices are shown.
            return _unwrapped(left, names)
        case _:
            return "", expr, ""


def _multiplies(*arrays: Array) -> bool:
    """Whether an operand is itself a product or a sum, so that its entries are no single symbols."""
    for array in arrays:
        if isinstance(array, Correlate | Convolve | Plus):
            return True
        inner = getattr(array, "array", None)
        if inner is not None and _multiplies(inner):
            return True
    return False
