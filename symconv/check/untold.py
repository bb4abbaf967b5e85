"""Methods of symconv's own that run untold while the user's lines are followed.

Loops add and multiply forms some hundred thousand times. Python 3.11 tells whoever follows of each call, asks at every
instruction of it whether it begins a line, and begins to look for the user's line anew after it. All this starts at an
instruction, RESUME; without it a function runs as one does that is written in C.
"""

from __future__ import annotations

import dis
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import CodeType, FunctionType

# Later versions tell of lines where they begin, so that what is not asked about takes no time.
WORTH_WHILE = sys.version_info < (3, 12)
# A build of Python for debugging insists that whatever ends has begun.
ABLE = WORTH_WHILE and sys.implementation.name == "cpython" and not hasattr(sys, "gettotalrefcount")
TELLING, IDLE = dis.opmap["RESUME"], dis.opmap["NOP"]
# Each instruction is a byte that says what to do and one that says with what.
WORD = 2


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
