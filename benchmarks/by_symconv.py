"""The work by symconv: `verify`."""

from __future__ import annotations

from benchmarks.work import KERNEL, Outcome, output_size
from symconv import Conv2d, verify
from symconv.arrays.array import correlate, crop, pad, rot180, total
from symconv.layers.tensors import tensor
from symconv.statements.formulas import Formula, closed_forms


def run(size: int, wrong: str) -> Outcome:
    """See `work.Contestant`."""
    layer = Conv2d(input=size, kernel=KERNEL)
    verdict = verify(layer, {**closed_forms(layer), wrong: _mistaken(wrong, size)} if wrong else None)
    return Outcome(tuple(each.formula for each in verdict.differences), lambda: verdict.monomials)


def _mistaken(of: str, size: int) -> Formula:
    """The same mistakes as in `closed.closed_formulas`, in symconv's array language; named after the gradient."""
    around = (KERNEL - 1,) * 2
    smaller = (output_size(size) - 1,) * 2
    return {
        "dK": Formula("dK", "dK", lambda layer: correlate(tensor(layer, "X"), rot180(tensor(layer, "dZ")))),
        "dX": Formula("dX", "dX", lambda layer: correlate(pad(tensor(layer, "dZ"), around), tensor(layer, "K"))),
        "dB": Formula("dB", "dB", lambda layer: total(crop(tensor(layer, "dZ"), smaller))),
    }[of]
