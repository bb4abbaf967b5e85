"""A derivation as JSON: nested lists of strings that Python can parse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from symconv.arrays.numbers import objects
from symconv.calculus.derive import Derived
from symconv.layers.layer import Layer
from symconv.layers.listed import layer_data
from symconv.layers.notation import sum_of_products
from symconv.layers.tensors import shown_shape
from symconv.lectures.term_order import OrderedTerm, ordered_gradient, ordered_terms
from symconv.page import code
from symconv.sizes import concrete

DERIVATION_SCHEMA = "symconv.derive/1"


def derivation_data(derivation: Derived) -> dict[str, Any]:
    """The object that `symconv derive --format json` prints.

    A gradient that was not asked for is null, and so is dB of a layer without bias; `differences` is an empty list
    where every formula holds.
    """
    sums = {"Z": (ordered_terms(derivation, z) for z in derivation.z)}
    for of, gradient in derivation.gradients.items():
        sums[of] = (ordered_gradient(derivation, each) for each in gradient.locals)
    return {
        "schema": DERIVATION_SCHEMA,
        "layer": layer_data(derivation.layer),
        "notation": derivation.notation.name,
        **{of: _nested(derivation.layer, of, sums[of]) if of in sums else None for of in ("Z", "dK", "dX", "dB")},
        "verdict": derivation.verdict.outcome,
        "differences": [str(each) for each in derivation.verdict.differences],
    }


def _nested(layer: Layer, of: str, sums: Iterable[Sequence[OrderedTerm]]) -> list[Any]:
    entries = [
        code.written(sum_of_products((number, [factor.name for factor in factors]) for number, factors in terms))
        for terms in sums
    ]
    nested: list[Any] = objects(entries, tuple(map(concrete, shown_shape(layer, of)))).tolist()
    return nested
