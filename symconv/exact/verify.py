"""`verify`: the closed formulas against the derivative of the expanded z_ij, exactly, at big concrete sizes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from symconv.errors import SymconvError
from symconv.exact import memory
from symconv.exact.comparison import difference, smallest_difference
from symconv.exact.engine import Engine
from symconv.exact.verdict import Verdict
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
) -> Verdict:
    """Whether the closed formulas equal the derivatives of `layer`, in every entry and monomial.

    `formulas` (default: the closed formulas of the layer) maps dK, dX, dB or Z to what is claimed of it, a formula or
    text such as "correlate(pad(dZ, k-1), K)"; `progress` is called with the name of each step as it begins.

    Raises TooLargeError where it would need more than 12 GB, SymconvError where nothing is claimed.

    >>> from symconv import Conv2d
    >>> verdict = verify(Conv2d(input=16, kernel=3))
    >>> verdict.outcome, verdict.monomials
    ('proved', 3724)
    """
    started = time.perf_counter()
    existing(layer)
    claims = closed_forms(layer) if formulas is None else claimed(formulas)
    if not claims:
        raise SymconvError("there is no formula to compare: what nothing is claimed of is not proved")
    memory.check(layer, claims.values())
    names = notation_named(notation)
    report = progress or (lambda _: None)
    engine = Engine.of(layer)
    report("expanding z")
    z = engine.output()
    wrong = []
    count = 0
    for of, formula in claims.items():
        report(f"deriving {of}")
        derived = engine.derived(of, z)
        count += len(derived)
        report(f"comparing {of} with {formula.name}")
        if difference(engine, of, derived, formula, names) is not None:
            wrong.append(smallest_difference(layer, of, formula, names))
    return Verdict(
        "refuted" if wrong else "proved",
        layer,
        tuple(formula.name for formula in claims.values()),
        count,
        time.perf_counter() - started,
        tuple(wrong),
        notation,
    )
