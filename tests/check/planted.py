"""Bugs planted in the styles: what is replaced by what, and the cause that has to be named."""

from __future__ import annotations

import importlib
import linecache
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "styles"


@dataclass(frozen=True, slots=True)
class Bug:
    """A bug in a style: `old` becomes `new`, and one of the causes ends with `cause`."""

    style: str
    old: str
    new: str
    cause: str

    def __str__(self) -> str:
        return f"{self.style}: {self.cause}"


def style(name: str) -> Callable[..., Any]:
    """The right backward pass of a style."""
    found: Callable[..., Any] = importlib.import_module(f"check.styles.{name}").backward
    return found


def spoilt(bug: Bug) -> Callable[..., Any]:
    """The backward pass with the bug, in a module of its own."""
    source = (FOLDER / f"{bug.style}.py").read_text(encoding="utf-8")
    assert bug.old in source, f"{bug.style} has no {bug.old!r}"
    text = source.replace(bug.old, bug.new)
    path = f"/somewhere/{bug.style}_spoilt.py"
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    module = types.ModuleType(f"{bug.style}_spoilt")
    module.__file__ = path
    exec(compile(text, path, "exec"), module.__dict__)
    found: Callable[..., Any] = module.backward
    return found


UNTURNED = "dX: the kernel is not rotated"
BUGS = [
    Bug("naive_loops", "* k[f, c, p, q]", "* k[f, c, kh - 1 - p, kw - 1 - q]", UNTURNED),
    Bug("naive_loops", "* k[f, c, p, q]", "* k[f, c, p, kw - 1 - q]", f"{UNTURNED} on axis 1"),
    Bug(
        "naive_loops",
        "xp[n, c, i * stride + p, j * stride + q]\n",
        "xp[n, c, i + p, j + q]\n",
        "dK: the stride is ignored",
    ),
    Bug("naive_loops", "dk[f, c, p, q] +=", "dk[f, c, p, q] =", "dK: values are overwritten instead of added up"),
    Bug("naive_loops", "range(dz.shape[3])", "range(dz.shape[3] - 1)", "dX: the last row of dZ is left out on axis 1"),
    Bug("naive_loops", "return dx, dk, db", "return dx, dk / n_examples, db", "dK: it is divided by the batch"),
    Bug("bounds_checks", "0 <= y < x.shape[2]", "0 < y < x.shape[2]", "dX: the first row of dX is missing on axis 0"),
    Bug("bounds_checks", "z < x.shape[3]", "z < x.shape[3] - 1", "dX: the last row of dX is missing on axis 1"),
    Bug("bounds_checks", "j * stride + q - padding", "j + q - padding", "dK: the stride is ignored on axis 1"),
    Bug("bounds_checks", "+ p - padding", "+ p", "dX: the padding is not applied on axis 0"),
    Bug("bounds_checks", "dx[n, c, y, z] += dz", "dx[n, c, y, z] -= dz", "dX: the sign is wrong"),
    Bug("im2col", "axis=(0, 2, 3))\n    dz_rows", "axis=(2, 3))\n    dz_rows", "dB: it is not summed over the batch"),
    Bug(
        "im2col",
        "np.add.at(xp, (slice(None), c, i, j), reshaped)",
        "xp[:, c, i, j] = reshaped",
        "dX: values are overwritten instead of added up",
    ),
    Bug(
        "im2col",
        "return xp[:, :, padding:-padding, padding:-padding]",
        "return xp",
        "dX: the padding is not cropped: this is the gradient of the padded input",
    ),
    Bug("im2col", "k.reshape(filters, -1).T", "k[:, :, ::-1, ::-1].reshape(filters, -1).T", UNTURNED),
    Bug(
        "im2col",
        "dz_rows.dot(cols.T)",
        "(dz_rows.dot(cols.T) / dz_rows.shape[1])",
        "dK: it is divided by the batch and the size of the output",
    ),
    Bug("strided_einsum", "turned = k[:, :, ::-1, ::-1]", "turned = k", UNTURNED),
    Bug("strided_einsum", "turned = k[:, :, ::-1, ::-1]", "turned = k[:, :, ::-1]", f"{UNTURNED} on axis 1"),
    Bug("strided_einsum", 'np.einsum("nfij->f", dz)', 'np.einsum("nfij->fj", dz)', "dB: it is not summed over axis 1"),
    Bug(
        "strided_einsum", "padding : padding + x.shape[3]]", ": x.shape[3]]", "dX: the padding is not applied on axis 1"
    ),
    Bug(
        "strided_einsum",
        "kh - 1 : kh - 1 + oh * stride : stride",
        "kh : kh + oh * stride : stride",
        "dX: everything is shifted one place forward on axis 0",
    ),
    Bug(
        "sliding_windows",
        "(grad.T @ rows).reshape(k.shape)",
        "(grad.T @ rows).reshape(k.shape)[:, :, ::-1, ::-1]",
        "dK: dK comes out reversed",
    ),
    Bug("sliding_windows", "+= drows[:, i, j]", "= drows[:, i, j]", "dX: values are overwritten instead of added up"),
    Bug(
        "sliding_windows",
        "for j in range(ow)",
        "for j in range(1, ow)",
        "dX: the first row of dZ is left out on axis 1",
    ),
    Bug("sliding_windows", "(grad @ k.", "(-grad @ k.", "dX: the sign is wrong"),
    Bug("sliding_windows", "grad.sum(axis=0)", "grad.sum(axis=0) / n", "dB: it is divided by the batch"),
    Bug("tensordot_taps", "q + stride * ow, stride)", "q + ow)", "dK: the stride is ignored on axis 1"),
    Bug(
        "tensordot_taps",
        "dxp[:, :, rows, cols] += ",
        "dxp[:, :, rows, cols] = ",
        "dX: values are overwritten instead of added up",
    ),
    Bug("tensordot_taps", "range(kw)", "range(kw - 1)", "dK: the last row of the kernel is left out on axis 1"),
    Bug("tensordot_taps", "dz, k[:, :, p, q]", "dz, k[:, :, kh - 1 - p, q]", f"{UNTURNED} on axis 0"),
    Bug(
        "tensordot_taps",
        "dz.sum((0, 2, 3))",
        "dz.mean((0, 2, 3))",
        "dB: it is divided by the batch and the size of the output",
    ),
    Bug("scipy_signal", "signal.convolve2d(dz", "signal.correlate2d(dz", UNTURNED),
    Bug(
        "scipy_signal",
        "signal.correlate2d(xp[n, c], dz[n, f]",
        "signal.convolve2d(xp[n, c], dz[n, f]",
        "dK: dZ is reversed",
    ),
    Bug("scipy_signal", "dk[f, c] += signal", "dk[f, c] = signal", "dK: values are overwritten instead of added up"),
    Bug("scipy_signal", "dz[:, f].sum()", "dz[0, f].sum()", "dB: only the first example of the batch is used"),
    Bug(
        "scipy_signal",
        "signal.correlate2d(xp[n, c], dz[n, f]",
        "signal.correlate2d(np.rot90(xp[n, c], 2), dz[n, f]",
        "dK: X is rotated, but its windows are wanted as they are",
    ),
    Bug(
        "scatter_add",
        "np.add.at(dxp, (slice(None), slice(None), y, z), contributions)",
        "dxp[:, :, y, z] += contributions",
        "dX: values are overwritten instead of added up",
    ),
    Bug("scatter_add", "np.arange(ow) * stride", "np.arange(ow)", "dX: the stride is ignored on axis 1"),
    Bug("scatter_add", "dz, k)", "dz, k * 2)", "dX: it is doubled"),
    Bug(
        "scatter_add",
        "dxp[:, :, crop, crop], dk",
        "dxp[:, :, crop, : x.shape[3]], dk",
        "dX: the padding is not applied on axis 1",
    ),
    Bug(
        "nhwc_cache",
        "d_weights[:, :, :, c] += ",
        "d_weights[:, :, :, c] = ",
        "dK: values are overwritten instead of added up",
    ),
    Bug(
        "nhwc_cache",
        "np.sum(d_out, axis=(0, 1, 2))",
        "np.sum(d_out, axis=(1, 2))",
        "dB: it is not summed over the batch",
    ),
    Bug("nhwc_cache", "+= weights[:, :, :, c]", "+= weights[::-1, ::-1, :, c]", UNTURNED),
    Bug("nhwc_cache", "for e in range(m):", "for e in range(1):", "dX: only the first example of the batch is used"),
    Bug(
        "nhwc_cache",
        "return np.moveaxis(dx, -1, 1)",
        "return dx",
        "dX: the values are right, but the axes are in the order (0, 2, 3, 1)",
    ),
    Bug("layer_class", "weights.copy(), bias.copy()", "weights, bias", "the call changes its argument k"),
    Bug(
        "layer_class", "self.grad_weights += ", "self.grad_weights = ", "dK: values are overwritten instead of added up"
    ),
    Bug(
        "layer_class",
        "self.grad_bias = grad.sum(axis=(0, 2, 3))",
        "self.grad_bias = grad[0].sum(axis=(1, 2))",
        "dB: only the first example of the batch is used",
    ),
    Bug(
        "layer_class",
        "grad[:, :, i, j], self.weights",
        "grad[:, :, -1 - i, -1 - j], self.weights",
        "dX: dZ is reversed",
    ),
    Bug(
        "layer_class",
        "rate=0.01):",
        "rate=0.01, seen=[]):\n        seen.append(0)\n        weights = weights * len(seen)",
        "a second call with the same arguments answers something else: the code keeps something, or is random",
    ),
    Bug(
        "layer_class",
        "self.grad_bias = grad",
        "self.grad_weights += 1e-4 * self.weights\n        self.grad_bias = grad",
        "dK: 0.0001*K is added",
    ),
    Bug("numba_loops", "grad * k[f, c, p, q]", "grad * k[f, c, k.shape[2] - 1 - p, k.shape[3] - 1 - q]", UNTURNED),
    Bug(
        "numba_loops",
        "i * stride + p, j * stride + q] += grad",
        "i * stride + p, j + q] += grad",
        "dX: the stride is ignored on axis 1",
    ),
    Bug(
        "numba_loops",
        "for n in range(dz.shape[0])",
        "for n in range(1, dz.shape[0])",
        "dK: the first example of the batch is left out",
    ),
    Bug(
        "numba_loops",
        "dk[f, c, p, q] += grad",
        "dk[f, c, p, q] = grad",
        "dK: values are overwritten instead of added up",
    ),
    Bug(
        "matrix_form",
        "- padding\n                    if",
        "\n                    if",
        "dX: the padding is not applied on axis 1",
    ),
    Bug("matrix_form", "y >= height", "y >= height - 1", "dX: the last row of dX is missing on axis 0"),
    Bug("matrix_form", "total = total + dbig", "total = dbig", "dK: values are overwritten instead of added up"),
    Bug("matrix_form", "min(y, z) >= 0", "min(y, z) > 0", "dK: the first row of X is missing"),
    Bug(
        "matrix_form",
        "dk[:, :, p, q] = total",
        "if p < 2:\n            dk[:, :, p, q] = total",
        "np.empty is used, and not every entry of it is written",
    ),
    Bug("zero_insertion", "np.rot90(k, 2, axes=(2, 3))", "k", UNTURNED),
    Bug(
        "zero_insertion", "np.rot90(k, 2, axes=(2, 3))", "np.rot90(k, 2, axes=(1, 2))[:, ::-1]", f"{UNTURNED} on axis 1"
    ),
    Bug(
        "zero_insertion",
        "spread[:, :, ::stride, ::stride] = dz",
        "spread[:, :, :oh, :ow] = dz",
        "dX: no zeros are inserted between the entries of dZ",
    ),
    Bug("zero_insertion", "dz.swapaxes(0, 1), stride)", "dz.swapaxes(0, 1), 1)", "dK: the stride is ignored"),
    Bug(
        "zero_insertion",
        "padding : padding + x.shape[2], padding",
        "2 * padding : 2 * padding + x.shape[2], padding",
        "dX: the padding is applied twice on axis 0",
    ),
]
