"""Which of NumPy's functions may be applied to arrays of forms, and how.

All of them work on NumPy's own arrays of objects; `form_array` calls them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.check import arithmetic
from symconv.check.forms import Form, Unwritten
from symconv.check.ledger import Ledger
from symconv.check.untold import unfollowed

FLOAT = np.dtype(float)

# Sums, products and what is made of them; everything else that is done entry by entry is no form.
ARITHMETIC = {
    *(np.add, np.subtract, np.multiply, np.negative, np.positive, np.true_divide, np.matmul),
    *(np.square, np.power, np.conjugate),
}
# What is asked of a number, whose answer is known of each that the code is given. What is computed may overflow.
ANSWERED = {np.isnan: False, np.isinf: False, np.isfinite: True}
# Functions that do to objects what they do to floats: they move entries, add and multiply them, or ask for shapes.
# tests/check/test_functions.py holds each against itself on numbers.
TRUSTED = {
    *(np.transpose, np.reshape, np.ravel, np.moveaxis, np.swapaxes, np.rollaxis, np.expand_dims, np.squeeze),
    *(np.flip, np.fliplr, np.flipud, np.rot90, np.roll, np.broadcast_to, np.broadcast_arrays),
    *(np.concatenate, np.stack, np.vstack, np.hstack, np.dstack, np.column_stack, np.block),
    *(np.split, np.array_split, np.hsplit, np.vsplit, np.dsplit, np.tile, np.repeat, np.pad),
    *(np.append, np.insert, np.delete, np.resize, np.copy, np.copyto),
    *(np.atleast_1d, np.atleast_2d, np.atleast_3d, np.diagonal, np.diag, np.trace, np.tril, np.triu),
    *(np.take, np.take_along_axis, np.put_along_axis, np.compress, np.where),
    *(np.dot, np.vdot, np.inner, np.outer, np.tensordot, np.einsum, np.kron, np.convolve, np.correlate),
    *(np.sum, np.cumsum, np.prod, np.mean, np.diff, np.linalg.multi_dot),
    *(np.shape, np.ndim, np.size, np.shares_memory, np.may_share_memory),
    *(np.lib.stride_tricks.sliding_window_view,),
}


def wide(dtype: Any) -> bool:
    """Whether arrays of this type hold all that float64 holds, as arrays of forms do."""
    if dtype is None:
        return True
    found = np.dtype(dtype)
    return bool(found.kind == "O" or (found.kind == "f" and found.itemsize >= FLOAT.itemsize))


def unwritten(shape: Any, ledger: Ledger) -> Cells:
    """What np.empty gives: nothing that may be used."""
    found = np.empty(shape, dtype=object)
    found.fill(Unwritten(ledger))
    return found


def _like(made: Callable[..., Any]) -> Callable[..., Any]:
    """zeros_like and its kind: an array of forms where the type is theirs, NumPy's own where it is another."""

    def call(array: Cells, *args: Any, dtype: Any = None, **options: Any) -> Any:
        if not wide(dtype):
            return made(np.broadcast_to(np.zeros(()), array.shape), *args, dtype=dtype, **options)
        return made(array, *args, **options)

    return call


def _empty_like(array: Cells, *, dtype: Any = None, shape: Any = None, **_: Any) -> Cells:
    sizes = array.shape if shape is None else shape
    if not wide(dtype):
        return np.empty(sizes, dtype)
    form = next((each for each in array.flat if isinstance(each, Form | Unwritten)), None)
    return unwritten(sizes, Ledger() if form is None else form.ledger)


def _result_type(*given: Any) -> np.dtype[Any]:
    objects = (isinstance(each, np.ndarray) and each.dtype.kind == "O" for each in given)
    return np.result_type(*(FLOAT if here else each for here, each in zip(objects, given, strict=True)))


def _sum(array: Any, axis: Any = None, *args: Any, keepdims: Any = False, **options: Any) -> Any:
    if "where" in options:
        # Of objects NumPy does not know what a sum of none of them is.
        options = {"initial": 0, **options}
    if args or options or not _of_objects(array):
        return np.sum(array, axis, *args, keepdims=keepdims, **options)
    return unfollowed(arithmetic.summed, (np.asarray(array), axis, keepdims), {})


def _of_objects(*given: Any) -> bool:
    """Whether there are entries among what is given; of anything else, NumPy knows what comes of it."""
    return any(isinstance(each, np.ndarray) and each.dtype.kind == "O" for each in given)


def _product(own: Callable[..., Any], real: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **options: Any) -> Any:
        if not _of_objects(*args) or "out" in options:
            return real(*args, **options)
        return unfollowed(own, args, options)

    return call


def _einsum_path(*operands: Any, **options: Any) -> Any:
    """np.einsum_path, which asks for nothing but shapes."""
    shapes = (np.broadcast_to(0.0, each.shape) if isinstance(each, np.ndarray) else each for each in operands)
    return np.einsum_path(*shapes, **options)


OWN: dict[Any, Callable[..., Any]] = {
    np.einsum_path: _einsum_path,
    np.zeros_like: _like(np.zeros_like),
    np.ones_like: _like(np.ones_like),
    np.full_like: _like(np.full_like),
    np.empty_like: _empty_like,
    np.result_type: _result_type,
}
# Those of the trusted functions that are written anew for forms, and the methods of arrays that are the same.
CALCULATED: dict[Any, Callable[..., Any]] = {
    np.sum: _sum,
    np.dot: _product(arithmetic.dot, np.dot),
    np.tensordot: _product(arithmetic.tensordot, np.tensordot),
    np.einsum: _product(arithmetic.einsum, np.einsum),
}
CALCULATED_METHODS = {"sum": CALCULATED[np.sum], "dot": CALCULATED[np.dot]}
OF_UFUNCS: dict[Any, Callable[..., Any]] = {
    (np.multiply, "__call__"): arithmetic.multiplied,
    (np.add, "__call__"): arithmetic.added,
    (np.matmul, "__call__"): arithmetic.matmul,
    (np.add, "reduce"): lambda array, axis=0, keepdims=False: arithmetic.summed(array, axis, keepdims),
    (np.add, "at"): arithmetic.added_at,
}
REDUCTION = {"axis", "keepdims"}


def calculated(ufunc: Any, method: str, inputs: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """What a function of ARITHMETIC makes of arrays of objects, or writes into one."""
    own = OF_UFUNCS.get((ufunc, method))
    out = options.get("out", ())
    known = {*options} <= ({"out"} if method == "__call__" else REDUCTION)
    if own is None or not known or not _of_objects(*inputs) or (out and not _of_objects(*out)):
        return getattr(ufunc, method)(*inputs, **options)
    if not out:
        return unfollowed(own, inputs, options)
    found = unfollowed(own, inputs, {})
    if np.shape(found) != out[0].shape:
        return getattr(ufunc, method)(*inputs, **options)
    out[0][...] = found
    return out[0]
