"""The work by NumPy and address tables: two coordinates of a monomial are its address, the third is what stands there.

Written for this one layer. A monomial of dX has one upstream entry for each input and kernel entry, one of dK one
input entry for each kernel and upstream entry: a table indexed by these says everything, and tables are compared.
"""

from __future__ import annotations

import numpy as np

from benchmarks.work import KERNEL, Outcome, output_size


def run(size: int, wrong: str) -> Outcome:
    """See `work.Contestant`."""
    m = output_size(size)
    taps = [(p, q) for p in range(KERNEL) for q in range(KERNEL)]
    x, dz = (np.arange(1, n * n + 1, dtype=np.int32).reshape(n, n) for n in (size, m))
    # By the definition: output i meets input i + a with kernel entry a.
    by_kernel = np.empty((len(taps), m, m), dtype=np.int32)
    by_input = np.zeros((len(taps), size, size), dtype=np.int32)
    for a, (p, q) in enumerate(taps):
        by_kernel[a] = x[p : p + m, q : q + m]
        by_input[a, p : p + m, q : q + m] = dz
    derived = {"dK": by_kernel, "dX": by_input, "dB": dz.reshape(-1)}
    # By the closed formulas; 0 is a zero.
    padded = np.pad(dz, KERNEL - 1)
    above = np.empty_like(by_input)
    for a, (p, q) in enumerate(taps):
        above[a if wrong == "dX" else len(taps) - 1 - a] = padded[p : p + size, q : q + size]
    reached = np.empty_like(by_kernel)
    for a, (p, q) in enumerate(taps):
        window = x[p : p + m, q : q + m]
        reached[a] = window[::-1, ::-1] if wrong == "dK" else window
    claimed = {"dK": reached, "dX": above, "dB": dz.reshape(-1)[1:] if wrong == "dB" else dz.reshape(-1)}
    return Outcome(
        tuple(of for of, table in derived.items() if not np.array_equal(table, claimed[of])),
        lambda: sum(int(np.count_nonzero(table)) for table in derived.values()),
    )
