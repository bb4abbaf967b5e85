"""In which arrays a code is given its operands, and how its answers are read: whose they are, and of which type."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from symconv.errors import SymconvError

Library = Literal["numpy", "torch", "jax"]
Dtype = Literal["float64", "float32", "float16", "bfloat16"]
# Whole numbers are exact up to two to the power of these.
BITS: dict[Dtype, int] = {"float64": 53, "float32": 24, "float16": 11, "bfloat16": 8}
# Powers of two for the operands, whose products stay far from where a type ends: a threshold at 1e-8 or a clip at 1e9
# shows there, and so does an array of integers.
SCALES: dict[Dtype, tuple[int, ...]] = {
    "float64": (-2, 40, -40),
    "float32": (-2, 40, -40),
    "float16": (-2, 4, -4),
    "bfloat16": (-2, 40, -40),
}


@dataclass(frozen=True, slots=True)
class Arrays:
    """Arrays of a library and of a floating type; Python's own code is given NumPy's of float64.

    Raises SymconvError for a type that a library has not, and a library that is not installed.
    """

    library: Library = "numpy"
    dtype: Dtype = "float64"

    def __post_init__(self) -> None:
        if self.library not in get_args(Library):
            raise SymconvError(f"arrays are {', '.join(get_args(Library))}, not {self.library!r}")
        if self.dtype not in BITS:
            raise SymconvError(f"a floating type is {', '.join(BITS)}, not {self.dtype!r}")
        if self.library == "numpy" and self.dtype == "bfloat16":
            raise SymconvError("NumPy has no bfloat16: ask with arrays of torch or jax")
        if importlib.util.find_spec(self.library) is None:
            raise SymconvError(f"{self.library} is not installed: pip install 'symconv[{self.library}]'")

    @property
    def followed(self) -> bool:
        """Whether arrays of forms can stand for them: what rounds earlier than float64 is no arithmetic of forms."""
        return self == NUMPY

    @property
    def bits(self) -> int:
        """Two to this power is the first whole number after which one is missing."""
        return BITS[self.dtype]

    def given(self, value: NDArray[np.float64]) -> Any:
        """A copy of `value` for the code."""
        if self.library == "torch":
            import torch

            return torch.tensor(value, dtype=getattr(torch, self.dtype))
        if self.library == "jax":
            import jax

            with self.running():
                return jax.numpy.asarray(value, dtype=self.dtype)
        return value.astype(self.dtype)

    def running(self) -> AbstractContextManager[object]:
        """Where the code is called: elsewhere jax makes float32 of float64 without a word.

        And torch starts threads for sums of a few entries, which takes twenty times as long as adding them up.
        """
        if self.library == "torch":
            return _one_thread()
        if self.library == "numpy":
            return nullcontext()
        import jax

        context: AbstractContextManager[object] = jax.enable_x64(self.dtype == "float64")
        return context


NUMPY = Arrays()


@contextmanager
def _one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def read(value: Any) -> tuple[NDArray[Any], str]:
    """An answer, whosever array it is, copied to one of NumPy, and the name of its type.

    Of a type that NumPy has not it comes as float64, which holds all of it.

    >>> read([1.0, 2.0])
    (array([1., 2.]), 'float64')
    """
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        kept = value.detach().cpu()
        name = str(kept.dtype).removeprefix("torch.")
        return np.array((kept.double() if name == "bfloat16" else kept).numpy()), name
    found = np.array(value)
    name = found.dtype.name
    return (found.astype(np.float64) if name == "bfloat16" else found), name
