"""Calculations of symconv's own in the middle of the user's code, whose lines need not be followed.

Where lines are followed, Python 3.11 asks at every instruction of every function whether it is one of them, which takes
longer than the instruction. Nothing of the user's may run meanwhile: an object of his among the entries, with methods
of its own, would do unseen what it does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from symconv.check.forms import Form, Unwritten
from symconv.check.untold import WORTH_WHILE

# What has no methods of the user's.
OF_NO_USER = {Form, Unwritten, int, float, bool, Fraction, str, range, type(None), np.float64, np.int64, np.bool_}


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
