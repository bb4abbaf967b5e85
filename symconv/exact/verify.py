"""`verify`: the closed formulas against the derivative of the expanded z_ij, exactly, at big concrete sizes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping

from symconv.errors import TooLargeError
from symconv.exact.comparison import difference, smallest_difference
from symconv.exact.engine import NAMES, Engine
from symconv.exact.verdict import Verdict
from symconv.layers.layer import Layer
from symconv.layers.notation import notation_named
from symconv.layers.tensors import tensor
from symconv.sizes import concrete
from symconv.statements.theorems import Formula, closed_forms

# A monomial costs about 60 bytes at the peak (measured at H = 1024), so this is some 12 GB.
MOST_MONOMIALS = 200_000_000

Progress = Callable[[str], None]


def verify(
    layer: Layer,
    formulas: Mapping[str, Formula] | None = None,
    progress: Progress | None = None,
    notation: str = "xkz",
) -> Verdict:
    """Whether the closed formulas equal the derivatives of `layer`, in every entry and monomial.

    `formulas` (default: the closed formulas of the layer) maps dK, dX, dB or Z to what is claimed of it;
    `progress` is called with the name of each step as it begins.

    Raises TooLargeError where the layer has more monomials than memory holds.

    >>> from symconv import Conv2d
    >>> verdict = verify(Conv2d(input=16, kernel=3))
    >>> verdict.outcome, verdict.monomials
    ('proved', 3724)
    """
    started = time.perf_counter()
    _check_size(layer)
    claims = closed_forms(layer) if formulas is None else formulas
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
    )


def _check_size(layer: Layer) -> None:
    # The closed formulas also pass through dZ with zeros inserted and through the padded input.
    reach = math.prod(concrete(axis.s * axis.n + axis.pl + axis.pr + 2 * axis.D) for axis in layer.axes)
    largest = max(layer.products(), reach, *(_entries(layer, name) for name in NAMES))
    if largest > MOST_MONOMIALS:
        raise TooLargeError(
            f"{layer} has up to {largest:,} monomials; verify takes at most {MOST_MONOMIALS:,}: "
            f"choose a smaller --input, --kernel or number of channels"
        )


def _entries(layer: Layer, name: str) -> int:
    return math.prod(map(concrete, tensor(layer, name).shape.sizes))
