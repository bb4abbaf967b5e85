"""Arrays of forms: what a user's code is given, and what NumPy makes of it.

A `FormArray` says that it is an array of float64, as the array is that it stands for: code that looks at the type goes
the way that it goes on numbers. NumPy itself hands every call with a `FormArray` over to it, however the code came by
the function, and what is not known to be right for forms is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.check.arithmetic import shaped
from symconv.check.forms import VARIABLE, Form, Unwritten, exact, formed
from symconv.check.functions import (
    ANSWERED,
    ARITHMETIC,
    CALCULATED,
    CALCULATED_METHODS,
    FLOAT,
    OWN,
    TRUSTED,
    calculated,
    wide,
)
from symconv.check.ledger import BUFFER, MEMORY_READ, Ledger, RefusedError

# NumPy's methods that add and multiply know nothing of the hand-over to __array_function__.
OVER_AXES = ("sum", "mean", "cumsum", "prod")
METHODS = ("sum", "mean", "dot", "cumsum", "prod", "trace", "repeat", "take")
# What tells where the memory is, which holds no numbers; and what reads it.
ADDRESSES = ("ctypes", "data", "__array_interface__", "__array_struct__")
MEMORY = ("tobytes", "tofile", "dump", "dumps", "byteswap", "__reduce__", "__reduce_ex__", BUFFER)


class FormArray(np.ndarray[Any, Any]):
    """An array whose entries are forms and exact numbers."""

    @property
    def dtype(self) -> Any:
        """That of the array it stands for."""
        found = true_type(self)
        return FLOAT if found.kind == "O" else found

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        out = options.get("out", ())
        for each in out:
            if overlaps_itself(each):
                refuse(self, "windows that overlap are written at once, and what NumPy does then is not defined")
        if ufunc in ARITHMETIC:
            found = calculated(ufunc, method, [*map(plain, inputs)], self._plain_options(options))
            # `a += b` goes on with what is returned, which has to be `a`.
            return out[0] if len(out) == 1 and out[0] is not None else wrapped(found)
        if ufunc in ANSWERED and method == "__call__" and not out:
            return _answered(ufunc, inputs[0])
        if holds_forms([*inputs, *out]):
            refuse([*inputs, *out], f"np.{ufunc.__name__} of entries is taken")
        return getattr(ufunc, method)(*map(numeric, inputs), **options)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if func in OWN:
            return wrapped(OWN[func](*plain(args), **{key: plain(value) for key, value in kwargs.items()}))
        if func in TRUSTED:
            return wrapped(CALCULATED.get(func, func)(*plain(args), **self._plain_options(kwargs)))
        everything = [*args, *kwargs.values()]
        if holds_forms(everything):
            refuse(everything, f"np.{func.__name__} of entries is not known to symconv")
        return func(*numeric(args), **{key: numeric(value) for key, value in kwargs.items()})

    def _plain_options(self, options: dict[str, Any]) -> dict[str, Any]:
        """The options for NumPy's own arrays, without a type that forms have anyway; a narrower one is refused."""
        if not wide(options.get("dtype")):
            refuse(self, _narrowed(options["dtype"]))
        return {key: plain(value) for key, value in options.items() if key != "dtype"}

    @property  # type: ignore[misc]  # it is only told
    def __class__(self) -> type:
        """That of the array it stands for, as `dtype`."""
        return np.ndarray

    def view(self, *args: Any, **options: Any) -> Any:
        """A view as NumPy's own array is one of forms too."""
        if (args, options) in (((np.ndarray,), {}), ((), {"type": np.ndarray}), ((), {})):
            return np.ndarray.view(self, FormArray)
        return np.ndarray.view(self, *args, **options)

    def astype(self, dtype: Any, *args: Any, **options: Any) -> Any:
        """Floats of 64 bits and more are the forms themselves; anything else needs values."""
        if true_type(self).kind != "O":
            return plain(self).astype(dtype, *args, **options)
        if wide(dtype):
            return self if options.get("copy") is False else self.copy(options.get("order", "K"))
        if holds_forms(self):
            refuse(self, _narrowed(dtype))
        return numeric(self).astype(dtype, *args, **options)


def _answered(ufunc: Any, asked: Any) -> Any:
    """Whether entries are finite, infinite or no numbers: those that the code was given are numbers."""
    array = np.asarray(plain(asked))
    if array.dtype.kind != "O":
        return ufunc(array)
    found = np.empty(array.shape, dtype=bool)
    for at, each in np.ndenumerate(array):
        if type(each) is Form and each.kind == VARIABLE:
            found[at] = ANSWERED[ufunc]
        elif isinstance(each, Form | Unwritten):
            refuse(asked, f"np.{ufunc.__name__} is asked of what was computed, which may overflow,")
        else:
            found[at] = ufunc(float(each))
    return found


def _narrowed(dtype: Any) -> str:
    found = np.dtype(dtype)
    done = "rounded" if found.kind in "fiub" else "converted"
    return f"entries are {done} to {found}"


def _method(name: str) -> Callable[..., Any]:
    def call(self: FormArray, *args: Any, **options: Any) -> Any:
        if len(args) > 1 and name in OVER_AXES:
            # The second argument is a type.
            args, options = (args[0], *args[2:]), {**options, "dtype": args[1]}
        given = self._plain_options(options)
        if name in CALCULATED_METHODS:
            return wrapped(CALCULATED_METHODS[name](plain(self), *plain(args), **given))
        return wrapped(getattr(plain(self), name)(*plain(args), **given))

    return call


def _refusing(what: str) -> Callable[..., NoReturn]:
    def call(self: FormArray, *_: Any, **__: Any) -> NoReturn:
        refuse(self, what)

    return call


for _name in METHODS:
    setattr(FormArray, _name, _method(_name))
for _name in MEMORY:
    setattr(FormArray, _name, _refusing(f"{MEMORY_READ} by .{_name}()"))
for _name in ADDRESSES:
    setattr(FormArray, _name, property(_refusing(MEMORY_READ)))


def true_type(array: Cells) -> np.dtype[Any]:
    """The type that NumPy keeps the entries in."""
    found: np.dtype[Any] = np.ndarray.dtype.__get__(array)
    return found


def plain(value: Any) -> Any:
    """`value` with every FormArray in it as NumPy's own array of objects, in the same memory."""
    if type(value) is FormArray or isinstance(value, FormArray):
        return np.ndarray.view(value, np.ndarray)
    if isinstance(value, list | tuple):
        return type(value)(map(plain, value))
    return value


def wrapped(value: Any) -> Any:
    """`value` with every array of objects in it as a FormArray."""
    if isinstance(value, np.ndarray) and true_type(value).kind == "O":
        return np.ndarray.view(value, FormArray)
    if isinstance(value, list | tuple):
        return type(value)(map(wrapped, value))
    return value


def numeric(value: Any) -> Any:
    """`value` with every FormArray in it, which holds numbers only, as an array of floats."""
    if isinstance(value, FormArray) and true_type(value).kind == "O":
        return plain(value).astype(float)
    if isinstance(value, list | tuple):
        return type(value)(map(numeric, value))
    return value


def holds_forms(value: Any) -> bool:
    """Whether there is a form anywhere in `value`."""
    return next(_forms(value), None) is not None


def _forms(value: Any) -> Iterator[Form | Unwritten]:
    if isinstance(value, Form | Unwritten):
        yield value
    elif isinstance(value, np.ndarray):
        if true_type(value).kind == "O":
            for each in plain(value).flat:
                yield from _forms(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _forms(each)


def refuse(value: Any, what: str) -> NoReturn:
    """Refuse in the ledger of the call that `value` belongs to."""
    form = next(_forms(value), None)
    if form is None:
        raise RefusedError(what)
    form.ledger.refuse(what)


def overlaps_itself(array: Any) -> bool:
    """Whether two indices may mean one place in memory; True also where that is hard to tell.

    >>> overlaps_itself(np.zeros((3, 4)).T), overlaps_itself(np.broadcast_to(np.zeros(3), (2, 3)))
    (False, True)
    """
    if not isinstance(array, np.ndarray) or array.size <= 1:
        return False
    reach = 0
    for step, size in sorted(zip(map(abs, array.strides), array.shape, strict=True)):
        if size > 1:
            if step <= reach:
                return True
            reach += step * (size - 1)
    return False


def variables(base: int, shape: tuple[int, ...], ledger: Ledger) -> FormArray:
    """An array of independent variables, numbered from `base` in row-major order."""
    # It owns its memory, as the array does that it stands for.
    found = FormArray(shape, dtype=object)
    plain(found)[...] = shaped([formed(VARIABLE, base + at, None, ledger) for at in range(found.size)], shape)
    return found


def as_forms(array: Cells) -> FormArray:
    """An array of numbers as an array of exact ones; what is no finite number stays what it is."""
    if true_type(array).kind == "O":
        return np.ndarray.view(array, FormArray)
    found = FormArray(array.shape, dtype=object)
    entries = (each if (number := exact(each)) is None else number for each in array.reshape(-1).tolist())
    plain(found)[...] = shaped([*entries], array.shape)
    return found
