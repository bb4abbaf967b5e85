"""How long SymPy's derivation takes: a sum of many channels is what it once was quadratic in."""

from __future__ import annotations

import time
from typing import Any

import symconv
from benchmarks.work import KERNEL


def measured(channels: int, runs: int) -> dict[str, Any]:
    """Seconds of each run of `derive` for one z of so many channels, after a small one, and the monomials compared."""
    symconv.derive(symconv.Conv2d(input=KERNEL, kernel=KERNEL))
    layer = symconv.Conv2d(input=KERNEL, kernel=KERNEL, in_channels=channels)
    seconds, monomials = [], 0
    for _ in range(runs):
        # One thread does it all, so its own time is the time on a quiet machine.
        started = time.process_time()
        monomials = symconv.derive(layer).verdict.monomials
        seconds.append(time.process_time() - started)
    return {"seconds": seconds, "monomials": monomials}
