"""What stands in for scipy.signal's convolutions, which turn their arguments into floats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.check.arithmetic import tensordot
from symconv.check.form_array import as_forms, holds_forms, plain, refuse


def correlate(in1: Any, in2: Any, mode: str = "full", method: str = "auto") -> Any:  # noqa: ARG001 - as scipy's
    """As scipy.signal.correlate on real arrays: `z[m] = sum_i in1[i] * in2[i - m + size(in2) - 1]`, cut to `mode`."""
    a, v = _arrays(in1, in2)
    return convolve(a, _turned(v), mode)


def convolve(in1: Any, in2: Any, mode: str = "full", method: str = "auto") -> Any:  # noqa: ARG001 - as scipy's
    """As scipy.signal.convolve."""
    a, v = _arrays(in1, in2)
    if mode == "valid" and _swapped(a, v):
        a, v = v, a
    return as_forms(_cut(a, _turned(v), mode))


def fftconvolve(in1: Any, in2: Any, mode: str = "full", axes: Any = None) -> Any:
    """As scipy.signal.fftconvolve, but exact: over all axes only."""
    if axes is not None:
        refuse([in1, in2], "fftconvolve over some of the axes is not known to symconv")
    return convolve(in1, in2, mode)


def oaconvolve(in1: Any, in2: Any, mode: str = "full", axes: Any = None) -> Any:
    """As scipy.signal.oaconvolve, which computes the same."""
    return fftconvolve(in1, in2, mode, axes)


def correlate2d(in1: Any, in2: Any, mode: str = "full", boundary: str = "fill", fillvalue: Any = 0) -> Any:
    """As scipy.signal.correlate2d with zeros around; its "same" is cut elsewhere than that of `correlate`."""
    a, v = _flat(in1, in2, boundary, fillvalue)
    if mode == "same":
        # Of a kernel of even size, `correlate` takes the entry before the middle and this one that after it.
        return as_forms(_middle(_cut(a, v, "full"), a.shape, [m // 2 for m in v.shape]))
    return correlate(a, v, mode)


def convolve2d(in1: Any, in2: Any, mode: str = "full", boundary: str = "fill", fillvalue: Any = 0) -> Any:
    """As scipy.signal.convolve2d with zeros around."""
    return convolve(*_flat(in1, in2, boundary, fillvalue), mode)


# Each has one of its own, by which it is known when the user's names are put back.
SIGNAL: dict[str, Callable[..., Any]] = {
    "correlate": correlate,
    "convolve": convolve,
    "fftconvolve": fftconvolve,
    "oaconvolve": oaconvolve,
    "correlate2d": correlate2d,
    "convolve2d": convolve2d,
}


def _arrays(in1: Any, in2: Any) -> tuple[Cells, Cells]:
    return plain(as_forms(np.asarray(plain(in1)))), plain(as_forms(np.asarray(plain(in2))))


def _flat(in1: Any, in2: Any, boundary: str, fillvalue: Any) -> tuple[Cells, Cells]:
    if boundary != "fill" or holds_forms(fillvalue) or fillvalue != 0:
        refuse([in1, in2], "a convolution with anything but zeros around is not known to symconv")
    return _arrays(in1, in2)


def _swapped(a: Cells, v: Cells) -> bool:
    if all(n >= m for n, m in zip(a.shape, v.shape, strict=True)):
        return False
    if all(n <= m for n, m in zip(a.shape, v.shape, strict=True)):
        return True
    raise ValueError("For 'valid' mode, one must be at least as large as the other in every dimension")


def _cut(a: Cells, v: Cells, mode: str) -> Cells:
    if mode == "valid":
        return _slid(a, v)
    full = _slid(np.pad(a, [(m - 1, m - 1) for m in v.shape]), v)
    if mode == "full":
        return full
    if mode != "same":
        raise ValueError("acceptable mode flags are 'valid', 'same', or 'full'")
    return _middle(full, a.shape, [(whole - n) // 2 for whole, n in zip(full.shape, a.shape, strict=True)])


def _slid(a: Cells, v: Cells) -> Cells:
    windows = np.lib.stride_tricks.sliding_window_view(a, v.shape)
    found: Cells = np.asarray(tensordot(windows, v, v.ndim))
    return found


def _middle(full: Cells, sizes: tuple[int, ...], starts: list[int]) -> Cells:
    return full[tuple(slice(start, start + size) for start, size in zip(starts, sizes, strict=True))]


def _turned(v: Cells) -> Cells:
    return v[(slice(None, None, -1),) * v.ndim]
