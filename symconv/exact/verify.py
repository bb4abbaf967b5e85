"""`verify`: the closed formulas against the derivative of the expanded z_ij, exactly, at big concrete sizes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from symconv.arrays.array import Array
from symconv.errors import ShapeError, SymconvError
from symconv.exact import memory
from symconv.exact.comparison import claimed_array, smallest_difference
from symconv.exact.derived import derived_terms, output_terms
from symconv.exact.verdict import Verdict
from symconv.exact.ways import ClaimedArray, answers, unlike_along_axes
from symconv.layers.build import existing
from symconv.layers.layer import Layer
from symconv.layers.notation import notation_named
from symconv.statements.theorems import Formula, claimed, closed_forms

Progress = Callable[[str], None]


def verify(
    layer: Layer,
    formulas: Mapping[str, Formula | str] | None = None,
    progress: Progress | None = None,
    notation: str = "xkz",
    enumerate: bool = False,
) -> Verdict:
    """Whether the closed formulas equal the derivatives of `layer`, in every entry and monomial.

    `formulas` (default: the closed formulas of the layer) maps dK, dX, dB or Z to what is claimed of it, a formula or
    text such as "correlate(pad(dZ, k-1), K)"; `progress` is called with the name of each step as it begins.

    A formula is compared along each axis, which decides for all monomials at once where it comes apart by axes and
    what it says there is right. It is compared monomial by monomial where that does not decide, up to a million
    monomials in any case, and with `enumerate` at every size.

    Raises TooLargeError where that takes too long or more memory than there should be, SymconvError where nothing is
    claimed.

    >>> from symconv import Conv2d
    >>> verdict = verify(Conv2d(input=16, kernel=3))
    >>> verdict.outcome, verdict.monomials
    ('proved', 3724)
    >>> print(verify(Conv2d(input=10**6, kernel=3)).compared)
    ('axes', 'axes', 'axes')
    """
    started = time.perf_counter()
    existing(layer)
    formulas_of = closed_forms(layer) if formulas is None else claimed(formulas)
    if not formulas_of:
        raise SymconvError("there is no formula to compare: what nothing is claimed of is not proved")
    names = notation_named(notation)
    report = progress or (lambda _: None)
    memory.check_axes(layer)
    report("expanding z")
    z = output_terms(layer)
    claims = []
    for of, formula in formulas_of.items():
        report(f"deriving {of}")
        expr = _expression(layer, of, formula)
        held = 0 if expr is None else memory.entries_held(layer, expr)
        claim = ClaimedArray(layer, of, formula.name, expr, derived_terms(of, z), held)
        report(f"comparing {of} with {formula.name}")
        claims.append(claim if enumerate else replace(claim, unlike=unlike_along_axes(claim)))
    found = answers(claims, report)
    wrong = [of for of, (right, _) in zip(formulas_of, found, strict=True) if not right]
    differences = tuple(smallest_difference(layer, of, formulas_of[of], names) for of in wrong)
    return Verdict(
        "refuted" if wrong else "proved",
        layer,
        tuple(formula.name for formula in formulas_of.values()),
        sum(each.monomials for each in claims),
        time.perf_counter() - started,
        differences,
        notation,
        tuple(compared for _, compared in found),
    )


def _expression(layer: Layer, of: str, formula: Formula) -> Array | None:
    """The formula for the layer, None where it has another shape."""
    try:
        return claimed_array(layer, of, formula)
    except ShapeError:
        return None
