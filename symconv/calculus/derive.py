"""The computation behind `derive`: every z expanded, differentiated by SymPy, and compared with the closed formulas."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy

from symconv.arrays.numbers import aligned
from symconv.calculus.chain import Expressions, Gradient, Symbols, gradient, output, symbols, tensor_values
from symconv.calculus.own_symbols import count_terms
from symconv.calculus.work_done import StepReport, WorkDone
from symconv.errors import ShapeError, SymconvError, TooLargeError
from symconv.exact.comparison import claimed_array, smallest_difference
from symconv.exact.verdict import Difference, Verdict
from symconv.frozen import Frozen
from symconv.layers.build import existing
from symconv.layers.layer import Layer
from symconv.layers.notation import Notation, notation_named
from symconv.layers.tensors import tensor
from symconv.sizes import concrete
from symconv.statements.theorems import Formula, claimed, closed_forms

# What a product x*k takes, from its expansion to the comparison of its derivatives; `python -m benchmarks` measures it.
# Beyond so many seconds a derivation takes longer than a person waits.
SECONDS_FOR_A_PRODUCT = 250e-6
MOST_SECONDS = 30
MOST_PRODUCTS = round(MOST_SECONDS / SECONDS_FOR_A_PRODUCT)
# What gradients are taken by, in the order in which they are told.
ALL = ("K", "X", "B")


@dataclass(frozen=True, slots=True)
class Derived:
    """A layer's backward pass, derived: every z, the gradients that were asked for, and what was found.

    `verdict` compares them with the closed formulas in `formulas`, which are keyed by what they are equal to.
    """

    layer: Layer
    notation: Notation
    wrt: tuple[str, ...]
    symbols: Symbols
    z: tuple[sympy.Expr, ...]
    gradients: Mapping[str, Gradient]
    formulas: Mapping[str, Formula]
    verdict: Verdict


def derived(
    layer: Layer,
    wrt: Sequence[str] = ALL,
    notation: str = "xkz",
    formulas: Mapping[str, Formula | str] | None = None,
    report: StepReport | None = None,
) -> Derived:
    """The derivation of `layer`; `symconv.derive` says what the arguments mean.

    `report` is called with the name of each step as it begins, and with what part of the whole is done, time and again.

    Raises TooLargeError where SymPy would take longer than a person waits.
    """
    started = time.perf_counter()
    _check_size(existing(layer))
    names = notation_named(notation)
    chosen = _chosen(layer, wrt)
    claims = closed_forms(layer) if formulas is None else claimed(formulas)
    compared = {of: formula for of, formula in claims.items() if of == "Z" or of[1:] in chosen}
    if not compared:
        raise SymconvError("there is no formula to compare: what nothing is claimed of is not proved")
    entries = symbols(layer, names)
    products = layer.products()
    # Each goes once through all products, and takes about as long.
    work = WorkDone(report, products * (1 + len(chosen) + len(compared)))
    work.begin("expanding z")
    z = output(layer, entries, work.did)
    gradients = {}
    for by in chosen:
        work.begin(f"differentiating by {by}")
        gradients[f"d{by}"] = gradient(f"d{by}", z, entries, by, work.did)
    work.begin("comparing with the closed formulas")
    values = {"Z": z} | {of: each.values for of, each in gradients.items()}
    differences = []
    for of, formula in compared.items():
        difference = _difference(layer, names, entries, of, values[of], formula)
        if difference is not None:
            differences.append(difference)
        work.did(products)
    monomials = sum(count_terms(value) for of in compared for value in values[of])
    verdict = Verdict(
        "refuted" if differences else "proved",
        layer,
        tuple(formula.name for formula in compared.values()),
        monomials,
        time.perf_counter() - started,
        tuple(differences),
        notation,
    )
    return Derived(layer, names, chosen, entries, z, Frozen(gradients), Frozen(compared), verdict)


def _check_size(layer: Layer) -> None:
    count = layer.products()
    if count > MOST_PRODUCTS:
        raise TooLargeError(
            f"{layer} would take derive about {_seconds(count):,} s, for up to {count:,} products; it takes on what is "
            f"done in about {MOST_SECONDS} s, up to {MOST_PRODUCTS:,} products: use verify for this size"
        )
    entries = max(math.prod(map(concrete, tensor(layer, name).shape.sizes)) for name in ("X", "K", "Z"))
    if entries > MOST_PRODUCTS:
        raise TooLargeError(
            f"{layer} has {entries:,} entries in one array; derive writes out at most {MOST_PRODUCTS:,}: "
            f"use verify for this size"
        )


def _seconds(products: int) -> int:
    """About how long so many products take, to two digits.

    >>> _seconds(352_836), _seconds(130_000), _seconds(10**9)
    (88, 32, 250000)
    """
    seconds = products * SECONDS_FOR_A_PRODUCT
    return int(round(seconds, 2 - len(str(int(seconds)))))


def _chosen(layer: Layer, wrt: Sequence[str]) -> tuple[str, ...]:
    if isinstance(wrt, str):
        wrt = [each.strip() for each in wrt.split(",")]
    if not wrt or not isinstance(wrt, Sequence):
        raise SymconvError("`wrt` takes K, X and B, such as K,X: one of them at least")
    for name in wrt:
        if name not in ALL:
            raise SymconvError(f"`wrt` takes K, X and B, such as K,X, not {name!r:.40}", text=str(name))
    if "B" in wrt and not layer.bias:
        if tuple(wrt) != ALL:
            raise SymconvError("`wrt='B'`: the layer has no bias; leave out B, or `bias=False`")
        return ("K", "X")
    return tuple(dict.fromkeys(wrt))


def _difference(
    layer: Layer, notation: Notation, entries: Symbols, of: str, derived: tuple[sympy.Expr, ...], formula: Formula
) -> Difference | None:
    """The first difference between the derived entries and the formula's, on the smallest layer that shows one."""
    claimed = claimed_entries(layer, entries, of, formula)
    if claimed is not None and all(_equal(ours, theirs) for ours, theirs in zip(derived, claimed, strict=True)):
        return None
    return smallest_difference(layer, of, formula, notation)


def claimed_entries(layer: Layer, entries: Symbols, of: str, formula: Formula) -> list[sympy.Expr] | None:
    """What a formula says of every entry, row-major, or None where its shape is not that of `of`."""
    try:
        expr = claimed_array(layer, of, formula)
        value = expr.value(tensor_values(layer, entries), Expressions())
    except ShapeError:
        return None
    labels = expr.shape.labels, tensor(layer, of).shape.labels
    claimed: list[sympy.Expr] = aligned(value, *labels).reshape(-1).tolist()
    return claimed


def _equal(ours: sympy.Expr, theirs: sympy.Expr) -> bool:
    # Both are sums of products of symbols, so expanding their difference decides; the first test is only faster.
    return bool(ours == theirs) or bool(sympy.expand(ours - theirs) == 0)
