"""The sizes of traced arrays as code computes with them: nothing may be asked whose answer depends on the size."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from symconv.arrays.sums import Guard
from symconv.check.ledger import Ledger
from symconv.sizes import Polynomial, Size, evaluate, floordiv


@dataclass(slots=True)
class Tracing:
    """One run on traced arrays: what it refused, what had to hold, and a layer by which one looks which case is meant.

    What is looked up is only a guess: it becomes a condition, to be proved of all sizes.
    """

    ledger: Ledger
    example: Mapping[str, int]
    needs: list[Guard] = field(default_factory=list)

    def at_least(self, size: Size, least: Size) -> None:
        """From here on `size >= least`."""
        self.needs.append(Guard(size - least, ">="))

    def looks_at_least(self, size: Size, least: Size) -> bool:
        """Whether `size >= least` on the layer of the example."""
        return bool(evaluate(size - least, self.example) >= 0)

    def wrapped(self, size: Size) -> int | TracedSize:
        """A size for the code: a number where it is one."""
        return size if isinstance(size, int) else TracedSize(size, self)

    def size(self, value: object) -> Size:
        """A size that the code has computed, for us."""
        if isinstance(value, TracedSize):
            return value.value
        if isinstance(value, bool) or not hasattr(value, "__index__"):
            self.ledger.refuse(f"a size is {type(value).__name__}")
        return int(value.__index__())


class TracedSize:
    """A size that is not a number."""

    __slots__ = ("tracing", "value")

    def __init__(self, value: Polynomial, tracing: Tracing) -> None:
        self.value, self.tracing = value, tracing

    def __neg__(self) -> Any:
        return self.tracing.wrapped(-self.value)

    def __pos__(self) -> TracedSize:
        return self

    def _difference(self, other: object) -> int:
        """How much larger it is, where that is the same for all sizes."""
        size = other.value if isinstance(other, TracedSize) else other
        if type(size) is not int and not isinstance(size, Polynomial):
            self.tracing.ledger.refuse("a size is compared with something else")
        found = self.value - size
        if not isinstance(found, int):
            self.tracing.ledger.refuse(f"a size is compared, and the answer depends on it: {self.value} with {size}")
        return found


def _divided(tracing: Tracing, numerator: Size, denominator: Size) -> Size:
    if isinstance(denominator, int) and denominator < 1:
        tracing.ledger.refuse(f"a size is divided by {denominator}")
    tracing.at_least(denominator, 1)
    return floordiv(numerator, denominator)


COMPUTED: Mapping[str, Callable[[Tracing, Size, Size], Size]] = {
    "__add__": lambda _, a, b: a + b,
    "__radd__": lambda _, a, b: a + b,
    "__mul__": lambda _, a, b: a * b,
    "__rmul__": lambda _, a, b: a * b,
    "__sub__": lambda _, a, b: a - b,
    "__rsub__": lambda _, a, b: b - a,
    "__floordiv__": _divided,
    "__rfloordiv__": lambda tracing, a, b: _divided(tracing, b, a),
    "__mod__": lambda tracing, a, b: a - b * _divided(tracing, a, b),
    "__rmod__": lambda tracing, a, b: b - a * _divided(tracing, b, a),
}


def _computing(made: Callable[[Tracing, Size, Size], Size]) -> Callable[..., Any]:
    def compute(self: TracedSize, other: object) -> Any:
        if type(other) is not int and not isinstance(other, TracedSize):
            return NotImplemented
        size = other.value if isinstance(other, TracedSize) else other
        return self.tracing.wrapped(made(self.tracing, self.value, size))

    return compute


def _comparing(made: Callable[[int, int], bool]) -> Callable[[TracedSize, object], bool]:
    return lambda self, other: made(self._difference(other), 0)


def _refusing(what: str) -> Callable[..., NoReturn]:
    def refuse(self: TracedSize, *_: object) -> NoReturn:
        self.tracing.ledger.refuse(f"{what}: {self.value}")

    return refuse


for _name, _made in COMPUTED.items():
    setattr(TracedSize, _name, _computing(_made))
for _compared in (operator.eq, operator.lt, operator.le, operator.gt, operator.ge):
    setattr(TracedSize, f"__{_compared.__name__}__", _comparing(_compared))
for _name, _what in {
    "__bool__": "a size is asked whether it is 0",
    "__index__": "a size is used as a number, as loops and indices do",
    "__int__": "a number is made of a size",
    "__float__": "a number is made of a size",
    "__hash__": "a size is used as a key",
    "__repr__": "a size is written as text",
    "__truediv__": "a size is divided into parts of a whole",
    "__rtruediv__": "something is divided by a size",
    "__pow__": "a power of a size is taken",
    "__abs__": "an absolute value of a size is taken",
}.items():
    setattr(TracedSize, _name, _refusing(_what))
