"""What of symconv's own runs untold while the user's lines are followed: methods, and calculations of whole arrays.

Loops add and multiply forms some hundred thousand times. Python 3.11 tells whoever follows of each call, asks at every
instruction of it whether it begins a line, and begins to look for the user's line anew after it. All this starts at an
instruction, RESUME; without it a function runs as one does that is written in C.

In the middle of a calculation it asks at every instruction of every function, which takes longer than the instruction,
so nobody follows it. Nothing of the user's may run meanwhile: an object of his among the entries, with methods of its
own, would do unseen what it does.
"""

from __future__ import annotations

import dis
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from symconv.check.forms import Form, Unwritten

# Later versions tell of lines where they begin, so that what is not asked about takes no time.
WORTH_WHILE = sys.version_info < (3, 12)
# A build of Python for debugging insists that whatever ends has begun.
ABLE = WORTH_WHILE and sys.implementation.name == "cpython" and not hasattr(sys, "gettotalrefcount")
TELLING, IDLE = dis.opmap["RESUME"], dis.opmap["NOP"]
# Each instruction is a byte that says what to do and one that says with what.
WORD = 2
# What has no methods of the user's.
OF_NO_USER = {Form, Unwritten, int, float, bool, Fraction, str, range, type(None), np.float64, np.int64, np.bool_}


@contextmanager
def untold(methods: Sequence[FunctionType]) -> Iterator[None]:
    """Nobody is told of these methods in the block. Nothing of the user's may run in them but what they call.

    Python tells of their end all the same. A debugger, a profiler or coverage would take that for the end of whatever
    called them, so where there is one everything is told.
    """
    codes = [each.__code__ for each in methods]
    listeners = (sys.gettrace(), sys.getprofile(), threading.gettrace(), threading.getprofile())
    try:
        # Within, as who interrupts does so anywhere.
        if ABLE and listeners == (None,) * len(listeners):
            for method, code in zip(methods, codes, strict=True):
                method.__code__ = without_resume(code)
        yield
    finally:
        for method, code in zip(methods, codes, strict=True):
            method.__code__ = code


def without_resume(code: CodeType) -> CodeType:
    """The same code, of which nobody is told where it begins.

    >>> without_resume((lambda n: n + 1).__code__).co_code[:2] == bytes([IDLE, 0])
    True
    """
    words = (code.co_code[at : at + WORD] for at in range(0, len(code.co_code), WORD))
    return code.replace(co_code=b"".join(bytes([IDLE, 0]) if each[0] == TELLING else each for each in words))


def unfollowed(call: Callable[..., Any], given: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """What the call answers; followed as before where anything is given that may be the user's."""
    tracer = sys.gettrace()
    if tracer is None or not WORTH_WHILE or not is_known([*given, *options.values()]):
        return call(*given, **options)
    sys.settrace(None)
    try:
        return call(*given, **options)
    finally:
        sys.settrace(tracer)


def is_known(value: Any) -> bool:
    """Whether nothing in `value` has methods of the user's."""
    if type(value) is np.ndarray:
        return value.dtype.kind in "biuf" or {*map(type, value.reshape(-1).tolist())} <= OF_NO_USER
    if type(value) in (list, tuple):
        return all(map(is_known, value))
    return type(value) in OF_NO_USER
