"""A derivation as JSON: nested lists of strings that Python can parse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sympy

from symconv.calculus.derive import Derived
from symconv.layers.layer import Layer
from symconv.layers.listed import layer_data
from symconv.layers.notation import sum_of_products
from symconv.layers.tensors import shown_shape
from symconv.lectures.term_order import ordered_gradient, ordered_terms
from symconv.page import code
from symconv.sizes import concrete

DERIVATION_SCHEMA = "symconv.derive/1"


def derivation_data(derivation: Derived) -> dict[str, Any]:
    """The object that `symconv derive --format json` prints.

    A gradient that was not asked for is null, and so is dB of a layer without bias; `differences` is an empty list
    where every formula holds.
    """
    layer = derivation.layer
    found: dict[str, Any] = {"schema": DERIVATION_SCHEMA, "layer": layer_data(layer)}
    found["notation"] = derivation.notation.name
    found["Z"] = _nested([_sum(ordered_terms(derivation, z)) for z in derivation.z], _shown(layer, "Z"))
    for of in ("dK", "dX", "dB"):
        if of in derivation.gradients:
            entries = derivation.gradients[of].locals
            found[of] = _nested([_sum(ordered_gradient(derivation, each)) for each in entries], _shown(layer, of))
        else:
            found[of] = None
    found["verdict"] = derivation.verdict.outcome
    found["differences"] = [str(each) for each in derivation.verdict.differences]
    return found


def _shown(layer: Layer, name: str) -> tuple[int, ...]:
    return tuple(map(concrete, shown_shape(layer, name)))


def _sum(terms: Iterable[tuple[int, Sequence[sympy.Symbol]]]) -> str:
    named = ((coefficient, [factor.name for factor in factors]) for coefficient, factors in terms)
    return code.written(sum_of_products(named))


def _nested(flat: Sequence[str], sizes: Sequence[int]) -> list[Any]:
    if len(sizes) == 1:
        return list(flat)
    step = len(flat) // sizes[0]
    return [_nested(flat[at * step : (at + 1) * step], sizes[1:]) for at in range(sizes[0])]
