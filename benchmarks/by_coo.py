"""The work by NumPy and coordinates: a number for each monomial, both sides sorted and compared."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.work import KERNEL, Outcome, output_size

Numbers = NDArray[np.int64]


def run(size: int, wrong: str) -> Outcome:
    """See `work.Contestant`."""
    m = output_size(size)
    taps = KERNEL**2
    a, outputs = np.arange(taps), np.arange(m * m)
    x = np.arange(size * size).reshape(size, size)
    met = x[:m, :m].reshape(-1)[:, None] + (a // KERNEL * size + a % KERNEL)[None, :]
    derived = {
        "dK": _sorted(a[None, :], outputs[:, None], met, m * m, size * size),
        "dX": _sorted(met, a[None, :], outputs[:, None], taps, m * m),
        "dB": outputs,
    }
    padded = np.pad(outputs.reshape(m, m) + 1, KERNEL - 1)
    above = _windows(padded, KERNEL).reshape(-1, taps)
    entries, places = np.nonzero(above)
    turned = a if wrong == "dX" else a[::-1]
    upstream = outputs[::-1] if wrong == "dK" else outputs
    reached = _windows(x, m).reshape(taps, m * m)
    claimed = {
        "dK": _sorted(a[:, None], upstream[None, :], reached, m * m, size * size),
        "dX": _sorted(entries, turned[places], above[entries, places] - 1, taps, m * m),
        "dB": outputs[1:] if wrong == "dB" else outputs,
    }
    return Outcome(
        tuple(of for of, keys in derived.items() if not np.array_equal(keys, claimed[of])),
        lambda: sum(map(len, derived.values())),
    )


def _sorted(entry: Numbers, one: Numbers, other: Numbers, ones: int, others: int) -> Numbers:
    found = ((entry * ones + one) * others + other).reshape(-1)
    found.sort()
    return found


def _windows(cells: Numbers, size: int) -> Numbers:
    return np.lib.stride_tricks.sliding_window_view(cells, (size, size))
