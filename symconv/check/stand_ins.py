"""What stands in for NumPy's names in a user's modules: functions that make arrays, which get nothing to know forms by.

Functions that are given an array of forms need no stand-in: NumPy itself hands them over (see `form_array`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from symconv.check.form_array import FormArray, as_forms, holds_forms, plain, refuse, true_type
from symconv.check.forms import Form, Unwritten
from symconv.check.functions import unwritten, wide
from symconv.check.ledger import MEMORY_READ, Ledger, RefusedError
from symconv.check.signal import SIGNAL


class Names(ModuleType):
    """A module with some of its names replaced; everything else is the module's own."""

    def __init__(self, module: ModuleType, replaced: Mapping[str, Any]) -> None:
        super().__init__(module.__name__)
        self.replace({**replaced, "_module": module})

    def __setattr__(self, name: str, value: Any) -> None:
        said = f"{self.__name__}.{name} is set, which everybody else uses too"
        if "_ledger" in self.__dict__:
            self.__dict__["_ledger"]().refuse(said)
        raise RefusedError(said)

    def replace(self, names: Mapping[str, Any]) -> None:
        """Replace more names."""
        self.__dict__.update(names)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_module"], name)

    def __dir__(self) -> list[str]:
        return dir(self.__dict__["_module"])


def replacements(ledger: Callable[[], Ledger]) -> dict[int, Any]:
    """What is put in place of what, by the identity of the real object.

    `ledger` gives that of the call that is running.
    """
    made = _makers(ledger)
    found = guarded() | {id(getattr(np, name)): value for name, value in made.items()} | {id(type): KindOf}
    seeded = {name: _seeded(ledger, getattr(np.random, name)) for name in ("default_rng", "RandomState")}
    random = Names(np.random, seeded)
    found |= {id(np.random): random} | {id(getattr(np.random, name)): value for name, value in seeded.items()}
    found[id(np)].replace({**made, "random": random, "_ledger": ledger})
    real = sys.modules.get("scipy.signal")
    if real is not None:
        scipy = sys.modules["scipy"]
        signal = Names(real, SIGNAL)
        found |= {id(real): signal, id(scipy): Names(scipy, {"signal": signal})}
        found |= {id(getattr(real, name)): value for name, value in SIGNAL.items()}
    return found


def _seeded(ledger: Callable[[], Ledger], real: Callable[..., Any]) -> Callable[..., Any]:
    def call(seed: Any = None, **options: Any) -> Any:
        if seed is None and not options:
            ledger().refuse("random numbers are drawn without a seed, so another call may answer something else")
        return real(seed, **options)

    return call


class _OfNumbers(type):
    """The class of `KindOf`."""

    def __call__(cls, *given: Any, **options: Any) -> Any:
        if len(given) != 1:
            return type(*given, **options)
        # What stands for something says so too, but `type` does not listen.
        kind = type(given[0])
        return given[0].__class__ if kind in (FormArray, Form, Unwritten) else kind

    def __instancecheck__(cls, value: Any) -> bool:
        return isinstance(value, type)

    def __subclasscheck__(cls, kind: type) -> bool:
        return issubclass(kind, type)


class KindOf(type, metaclass=_OfNumbers):
    """What stands for `type`: a form is a number, an array of forms an array."""


def guarded() -> dict[int, Any]:
    """What keeps code on numbers within the memory of its arrays."""
    strides = np.lib.stride_tricks
    windows = Names(strides, {"as_strided": as_strided})
    numpy = Names(np, {"lib": Names(np.lib, {"stride_tricks": windows})})
    return {id(np): numpy, id(np.lib): numpy.lib, id(strides): windows, id(strides.as_strided): as_strided}


def _makers(ledger: Callable[[], Ledger]) -> dict[str, Callable[..., Any]]:
    def zeros(shape: Any, dtype: Any = None, *args: Any, **options: Any) -> Any:
        return _constant(shape, 0) if wide(dtype) else np.zeros(shape, dtype, *args, **options)

    def ones(shape: Any, dtype: Any = None, *args: Any, **options: Any) -> Any:
        return _constant(shape, 1) if wide(dtype) else np.ones(shape, dtype, *args, **options)

    def empty(shape: Any, dtype: Any = None, *args: Any, **options: Any) -> Any:
        if wide(dtype):
            return unwritten(shape, ledger()).view(FormArray)
        return np.empty(shape, dtype, *args, **options)

    def full(shape: Any, fill_value: Any, dtype: Any = None, *args: Any, **options: Any) -> Any:
        # Without a type, NumPy takes that of the value: integers make an array of integers.
        floats = wide(dtype) and (dtype is not None or np.asarray(plain(fill_value)).dtype.kind in "fO")
        return _constant(shape, plain(fill_value)) if floats else np.full(shape, fill_value, dtype, *args, **options)

    def like(real: Callable[..., Any], made: Callable[..., Any]) -> Callable[..., Any]:
        def call(array: Any, *args: Any, **options: Any) -> Any:
            given = np.asarray(plain(array))
            if isinstance(array, FormArray) or true_type(given).kind not in "fO" or options.get("dtype") is not None:
                found = real(array, *args, **options)
                return as_forms(found) if isinstance(found, np.ndarray) and found.dtype.kind == "f" else found
            shape = options.pop("shape", None)
            return made(given.shape if shape is None else shape, *args, **({"dtype": float} | options))

        return call

    def converter(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(value: Any, dtype: Any = None, *args: Any, **options: Any) -> Any:
            if type(value) is FormArray and true_type(value).kind == "O" and wide(dtype):
                same = real in (np.asarray, np.asanyarray) and not args and not options
                return value if same else real(plain(value)).view(FormArray)
            return _array(real, value, dtype, *args, **options)

        return call

    def frombuffer(value: Any, *args: Any, **options: Any) -> Any:
        if holds_forms(value):
            refuse(value, MEMORY_READ)
        return np.frombuffer(value, *args, **options)

    converters = (np.asarray, np.asanyarray, np.ascontiguousarray, np.asfortranarray)
    return {
        "zeros": zeros,
        "ones": ones,
        "empty": empty,
        "full": full,
        "zeros_like": like(np.zeros_like, zeros),
        "ones_like": like(np.ones_like, ones),
        "empty_like": like(np.empty_like, empty),
        "full_like": like(np.full_like, full),
        "array": partial(_array, np.array),
        "frombuffer": frombuffer,
        **{each.__name__: converter(each) for each in converters},
    }


def _constant(shape: Any, value: Any) -> FormArray:
    found = np.empty(shape, dtype=object)
    found[...] = value
    return as_forms(found)


def _array(real: Callable[..., Any], value: Any, dtype: Any = None, *args: Any, **options: Any) -> Any:
    """np.array and its kind: floats and forms become an array of forms, everything else NumPy's own."""
    if holds_forms(value):
        if not wide(dtype):
            refuse(value, f"entries are rounded to {np.dtype(dtype)}")
        return as_forms(real(_bare(value), object, *args, **options))
    found = real(_bare(value), *(() if dtype is None else (dtype,)), *args, **options)
    return as_forms(found) if wide(found.dtype) else found


def _bare(value: Any) -> Any:
    """Arrays without axes as their entries: in a list, NumPy would keep them as they are."""
    if isinstance(value, FormArray):
        return plain(value).item() if value.ndim == 0 else plain(value)
    if isinstance(value, list | tuple):
        return type(value)(map(_bare, value))
    return value


def as_strided(x: Any, shape: Any = None, strides: Any = None, subok: bool = False, writeable: bool = True) -> Any:
    """np.lib.stride_tricks.as_strided that does not leave the memory of its array."""
    given = np.asarray(plain(x))
    sizes = given.shape if shape is None else tuple(int(each) for each in np.atleast_1d(shape))
    steps = given.strides if strides is None else tuple(int(each) for each in np.atleast_1d(strides))
    owner: Any = given
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    low, high = np.lib.array_utils.byte_bounds(plain(owner))
    start = given.__array_interface__["data"][0]
    ends = [step * (size - 1) for step, size in zip(steps, sizes, strict=True)]
    first, last = start + sum(min(each, 0) for each in ends), start + sum(max(each, 0) for each in ends)
    inside = low <= first and last + given.itemsize <= high and not any(each % given.itemsize for each in steps)
    if all(sizes) and not inside:
        refuse(x, f"as_strided(shape={sizes}, strides={steps}) reads outside its array")
    found = np.lib.stride_tricks.as_strided(given, sizes, steps, subok, writeable)
    return np.ndarray.view(found, FormArray) if true_type(found).kind == "O" else found
