"""How long a derivation takes to be written in LaTeX."""

from __future__ import annotations

import time
from typing import Any

import sympy

import symconv
from benchmarks.work import KERNEL


def measured(size: int, runs: int) -> dict[str, Any]:
    """Seconds of each run, the characters written, and the monomials told: of the compared gradients and of Z."""
    derivation = symconv.derive(symconv.Conv2d(input=size, kernel=KERNEL))
    count = derivation.verdict.monomials + sum(len(sympy.Add.make_args(z)) for z in derivation.z)
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        written = derivation.latex(full=True)
        seconds.append(time.perf_counter() - started)
    return {"seconds": seconds, "monomials": count, "characters": len(written)}
