"""`derive`: the worked derivation of a layer's backward pass, and its verdict."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from symconv.arrays.array import shape
from symconv.arrays.evaluate import aligned, evaluate
from symconv.calculus.chain import Expressions, Gradient, Symbols, gradient, output, symbols, tensor_values
from symconv.errors import ShapeError, SymconvError, TooLargeError
from symconv.exact.engine import smallest_difference
from symconv.exact.verdict import Difference, Verdict
from symconv.layers.layer import Layer
from symconv.layers.notation import Notation, notation_named
from symconv.layers.tensors import shown_shape, tensor
from symconv.sizes import concrete
from symconv.statements.formulas import Formula, closed_forms

# SymPy needs about 0.3 ms for each product x*k; beyond this a derivation takes longer than a person waits.
LARGEST = 50_000
ALL = ("K", "X", "B")


@dataclass(frozen=True, slots=True)
class Derivation:
    """A layer's backward pass, derived: what `derive` returns.

    `Z`, `dK`, `dX` and `dB` are SymPy arrays with the axes that users see (a gradient that was not asked for,
    and dB without a bias, is None); `verdict` compares them with the closed formulas in `formulas`.
    """

    layer: Layer
    notation: Notation
    wrt: tuple[str, ...]
    symbols: Symbols
    z: tuple[sympy.Expr, ...]
    gradients: Mapping[str, Gradient]
    formulas: Mapping[str, Formula]
    verdict: Verdict

    @property
    def Z(self) -> sympy.Array:  # noqa: N802 - the letter of the notes
        """Every output entry, expanded."""
        return sympy.Array(self.z, tuple(map(concrete, shown_shape(self.layer, "Z"))))

    @property
    def dK(self) -> sympy.Array | None:  # noqa: N802
        """The gradient with respect to the kernel."""
        return self._array("dK")

    @property
    def dX(self) -> sympy.Array | None:  # noqa: N802
        """The gradient with respect to the input."""
        return self._array("dX")

    @property
    def dB(self) -> sympy.Array | None:  # noqa: N802
        """The gradient with respect to the bias: one entry an output channel."""
        return self._array("dB")

    def _array(self, of: str) -> sympy.Array | None:
        if of not in self.gradients:
            return None
        return sympy.Array(self.gradients[of].values, tuple(map(concrete, shown_shape(self.layer, of))))

    def text(self, full: bool = False, tables: Sequence[str] | None = None) -> str:
        """The derivation for a terminal of 80 columns; `full` leaves nothing out.

        `tables` names the tables to show, as `symconv.lectures.lecture.TABLES` lists them; None: the usual ones.
        """
        from symconv.page import terminal

        return terminal.render(self, full, tables)

    def latex(self, full: bool = False, standalone: bool = False, tables: Sequence[str] | None = None) -> str:
        """The derivation in LaTeX (amsmath): a fragment, or with `standalone` a whole document."""
        from symconv.page import article

        return article.render(self, full, standalone, tables)

    def markdown(self, full: bool = False, tables: Sequence[str] | None = None) -> str:
        """The derivation in Markdown with formulas between `$$`."""
        from symconv.page import markdown

        return markdown.render(self, full, tables)

    def html(self, full: bool = False, tables: Sequence[str] | None = None) -> str:
        """The derivation as one self-contained page."""
        from symconv.page import html

        return html.render(self, full, tables)

    def json(self) -> dict[str, Any]:
        """The derivation as nested lists of strings that Python can parse."""
        from symconv.lectures import data

        return data.render(self)

    def _repr_markdown_(self) -> str:
        return self.markdown()


def derive(
    layer: Layer,
    wrt: Sequence[str] = ALL,
    notation: str = "xkz",
    formulas: Mapping[str, Formula] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Derivation:
    """The derivation of `layer`: every z expanded, differentiated by SymPy, and compared with the closed formulas.

    `wrt` says which gradients to derive, in which order, out of K, X and B; `notation` is xkz, xwy or delta;
    `formulas` (default: the closed formulas of the layer) maps dK, dX, dB or Z to what is claimed of it;
    `progress` is called with the name of each step as it begins.

    Raises TooLargeError where SymPy would take longer than a person waits: `symconv.verify` decides those.

    >>> from symconv import Conv1d
    >>> d = derive(Conv1d(input=3, kernel=2))
    >>> print(d.dX[1], "|", d.dK[0], "|", d.dB)
    dz1*k2 + dz2*k1 | dz1*x1 + dz2*x2 | [dz1 + dz2]
    >>> d.verdict.outcome
    'proved'
    """
    started = time.perf_counter()
    if layer.products() > LARGEST:
        raise TooLargeError(
            f"{layer} has up to {layer.products():,} products to expand; derive writes out at most {LARGEST:,}: "
            f"use symconv verify for this size"
        )
    names = notation_named(notation)
    chosen = _chosen(layer, wrt)
    claims = closed_forms(layer) if formulas is None else formulas
    report = progress or (lambda _: None)
    entries = symbols(layer, names)
    report("expanding z")
    z = output(layer, entries)
    gradients = {}
    for by in chosen:
        report(f"differentiating by {by}")
        gradients[f"d{by}"] = gradient(f"d{by}", z, entries, by)
    report("comparing with the closed formulas")
    compared = {of: formula for of, formula in claims.items() if of == "Z" or of in gradients}
    differences = [
        difference
        for of, formula in compared.items()
        if (difference := _difference(layer, names, entries, of, _derived(of, z, gradients), formula)) is not None
    ]
    monomials = sum(_count(value) for of in compared for value in _derived(of, z, gradients))
    verdict = Verdict(
        "refuted" if differences else "proved",
        layer,
        tuple(formula.name for formula in compared.values()),
        monomials,
        time.perf_counter() - started,
        tuple(differences),
    )
    return Derivation(layer, names, chosen, entries, z, gradients, compared, verdict)


def _chosen(layer: Layer, wrt: Sequence[str]) -> tuple[str, ...]:
    for name in wrt:
        if name not in ALL:
            raise SymconvError(f"--wrt takes K, X and B, such as K,X, not {name!r}", text=name)
    if "B" in wrt and not layer.bias:
        if tuple(wrt) != ALL:
            raise SymconvError("--wrt B: the layer has no bias; leave out B, or --no-bias")
        return ("K", "X")
    return tuple(dict.fromkeys(wrt))


def _derived(of: str, z: tuple[sympy.Expr, ...], gradients: Mapping[str, Gradient]) -> tuple[sympy.Expr, ...]:
    return z if of == "Z" else gradients[of].values


def _count(value: sympy.Expr) -> int:
    return 0 if value == 0 else len(sympy.Add.make_args(value))


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
    wanted = shape(tensor(layer, of))
    try:
        expr = formula.build(layer)
        found = shape(expr)
        if {*found.lead} != {*wanted.lead} or found.spatial != wanted.spatial:
            return None
        value = evaluate(expr, tensor_values(layer, entries), Expressions())
    except ShapeError:
        return None
    claimed: list[sympy.Expr] = aligned(value, found.labels, wanted.labels).reshape(-1).tolist()
    return claimed


def _equal(ours: sympy.Expr, theirs: sympy.Expr) -> bool:
    # Both are sums of products of symbols, so expanding their difference decides; the first test is only faster.
    return bool(ours == theirs) or bool(sympy.expand(ours - theirs) == 0)


