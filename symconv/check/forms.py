"""Exact forms: what a user's code computes with in place of numbers.

A form is an entry of X, K, B or dZ, or what sums, products and exact factors make of entries. Arithmetic only writes
down what was done, which costs little; `expanded` multiplies out once, at the end. Everything that would need a value
(a comparison, a conversion, an exponential) is refused: an answer would hold for some values only.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from types import FunctionType
from typing import TYPE_CHECKING, Any, NoReturn, Union, cast

import numpy as np

from symconv.check.ledger import Ledger

Exact = Union[int, Fraction]
# Coefficients of monomials; a monomial is a sorted tuple of variable numbers.
Factors = tuple[int, ...]
Expansion = dict[Factors, Exact]

VARIABLE, ADDITION, PRODUCT, SCALED, SUMMED, DOT, MULTIPLIED_OUT = range(7)
# Powers beyond this one occur in no backward pass, and multiplying them out takes long.
HIGHEST_POWER = 4


# Two calls have a ledger each, so an entry that was kept from the call before is noticed.
KEPT = "an entry kept from an earlier call is used"


def exact(value: object) -> Exact | None:
    """A finite number exactly, as int or Fraction; None for anything else.

    >>> exact(2.0), exact(0.5), exact(np.True_), exact(float("nan")), exact("1")
    (2, Fraction(1, 2), 1, None, None)
    """
    kind = type(value)
    if kind is int:
        return cast(int, value)
    # Asked of the type, since forms say that they are floats.
    if issubclass(kind, int | np.integer | np.bool_):
        return int(cast(int, value))
    if issubclass(kind, float | np.floating):
        number = cast(float, value)
        if not math.isfinite(number):
            return None
        top, bottom = number.as_integer_ratio()
        return top if bottom == 1 else Fraction(top, bottom)
    return cast(Fraction, value) if issubclass(kind, Fraction) else None


class Form:
    """One exact form. `a` and `b` are what `kind` needs: a variable's number; two summands; two factors; a form and its
    factor; a list of summands; two lists of forms, each with its factor in the other; or all multiplied out.

    It is made empty and filled by whoever makes it, mostly by `formed`: to call an `__init__` would take longer than
    all that it does.
    """

    __slots__ = ("a", "b", "kind", "ledger")
    kind: int
    a: Any
    b: Any
    ledger: Ledger

    if TYPE_CHECKING:
        # They are made below, by `_of_two`.
        def __add__(self, other: object) -> Any: ...

        __radd__ = __mul__ = __rmul__ = __add__

    def _number(self, value: object) -> Exact | None:
        if type(value) is Form:
            self.ledger.refuse(KEPT)
        found = exact(value)
        if found is None and issubclass(type(value), float | np.floating):
            self.ledger.refuse(f"{value} is mixed with entries")
        return found

    def _plus(self, other: object) -> Any:
        number = self._number(other)
        if number is None:
            return NotImplemented
        return self if number == 0 else formed(ADDITION, self, number, self.ledger)

    def _times(self, other: object) -> Any:
        number = self._number(other)
        if number is None:
            return NotImplemented
        if number == 0:
            return 0
        return self if number == 1 else formed(SCALED, self, number, self.ledger)

    def __neg__(self) -> Form:
        return formed(SCALED, self, -1, self.ledger)

    def __pos__(self) -> Form:
        return self

    def __sub__(self, other: object) -> Any:
        if type(other) is Form:
            return self + -other
        number = self._number(other)
        return NotImplemented if number is None else self + -number

    def __rsub__(self, other: object) -> Any:
        return (-self) + other

    def __truediv__(self, other: object) -> Any:
        if type(other) is Form:
            self.ledger.refuse("a division by an entry")
        number = self._number(other)
        if number is None:
            return NotImplemented
        if number == 0:
            self.ledger.refuse("an entry divided by 0")
        return self * (Fraction(1) / number)

    def __rtruediv__(self, other: object) -> Any:
        self.ledger.refuse("a division by an entry")

    def __pow__(self, power: object) -> Any:
        number = None if isinstance(power, Form) else exact(power)
        if not isinstance(number, int) or not 0 <= number <= HIGHEST_POWER:
            self.ledger.refuse(f"an entry to the power {power if number is not None else 'of something'}")
        return math.prod([self] * number)

    def __rpow__(self, other: object) -> Any:
        self.ledger.refuse("a power with an entry as exponent")

    # A form is real, and as unchangeable as a number.

    @property
    def real(self) -> Form:
        """Itself."""
        return self

    @property
    def imag(self) -> int:
        """0."""
        return 0

    def conjugate(self) -> Form:
        """Itself."""
        return self

    conj = copy = item = conjugate

    @property  # type: ignore[misc]  # it is only told
    def __class__(self) -> type:
        """That of the number it stands for: `isinstance` answers as it does on numbers, and code goes the same way."""
        return np.float64

    def __reduce__(self) -> str:
        self.ledger.refuse("an entry is pickled")

    def __copy__(self) -> Form:
        return self

    def __deepcopy__(self, memo: object) -> Form:
        return self

    # What NumPy's own numbers have besides.

    shape: tuple[int, ...] = ()
    strides: tuple[int, ...] = ()
    ndim = 0
    size = 1
    dtype = np.dtype(float)
    itemsize = nbytes = 8

    def sum(self, *_: object, **__: object) -> Form:
        """Itself: an array of one entry."""
        return self

    def __eq__(self, other: object) -> bool:
        if other is not None:
            self.ledger.refuse("an entry is compared")
        return False

    def __ne__(self, other: object) -> bool:
        if other is not None:
            self.ledger.refuse("an entry is compared")
        return True

    def __repr__(self) -> str:
        # A text is a value in disguise: "e-" in str(entry) is a comparison.
        self.ledger.refuse("an entry is written as text")


def formed(kind: int, a: Any, b: Any, ledger: Ledger) -> Form:
    """The form of this kind."""
    found = Form()
    found.kind, found.a, found.b, found.ledger = kind, a, b, ledger
    return found


def _of_two(kind: int, otherwise: Callable[[Form, object], Any]) -> FunctionType:
    """A method that makes a form of this kind of two forms of one call, and leaves anything else to `otherwise`.

    As loops call it most of all, it finds what it needs in no module.
    """
    form, type_of = Form, type

    def method(self: Form, other: Any) -> Any:
        if type_of(other) is form:
            ledger = self.ledger
            if other.ledger is ledger:
                found = form()
                found.kind = kind
                found.a = self
                found.b = other
                found.ledger = ledger
                return found
        return otherwise(self, other)

    return cast(FunctionType, method)


PLUS, TIMES = _of_two(ADDITION, Form._plus), _of_two(PRODUCT, Form._times)
for _name in ("add", "radd"):
    setattr(Form, f"__{_name}__", PLUS)
for _name in ("mul", "rmul"):
    setattr(Form, f"__{_name}__", TIMES)


def _refusing(what: str) -> Callable[..., NoReturn]:
    def refuse(self: Form | Unwritten, *_: object, **__: object) -> NoReturn:
        self.ledger.refuse(what)

    return refuse


REFUSED = {
    "an entry is compared": ("__lt__", "__le__", "__gt__", "__ge__", "__hash__"),
    "a truth value of an entry is asked for": ("__bool__",),
    "an entry is converted to a float: by float(), or by an array of floats that NumPy made unseen": (
        "__float__",
        "__complex__",
    ),
    "an entry is converted to an integer": ("__int__", "__index__", "__trunc__"),
    "an entry is rounded": ("__round__", "__floor__", "__ceil__", "rint", "floor", "ceil", "trunc"),
    "an absolute value of an entry is taken": ("__abs__", "fabs"),
    "a remainder of an entry is taken": (
        *("__mod__", "__rmod__", "__divmod__", "__rdivmod__", "__floordiv__", "__rfloordiv__"),
    ),
} | {
    f"{name} of an entry is taken": (name,)
    for name in (
        *("sqrt", "cbrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan"),
        *("arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh", "degrees", "radians"),
    )
}
for _what, _names in REFUSED.items():
    for _name in _names:
        setattr(Form, _name, _refusing(_what))
# What else NumPy's numbers have. No `__getattr__`, which would make Python take longer for what a form does have; and
# of what nobody has, it says so in the words that it has for a number.
for _name in dir(np.float64):
    if not _name.startswith("__") and not hasattr(Form, _name):
        setattr(Form, _name, property(_refusing(f".{_name} of an entry is asked for")))
Form.__name__ = "numpy.float64"


class Unwritten:
    """What np.empty holds before anything is written there: whatever it meets is spoilt, whatever asks is refused."""

    __slots__ = ("ledger",)

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    @property  # type: ignore[misc]  # it is only told
    def __class__(self) -> type:
        """That of the number that will stand there."""
        return np.float64

    def _spoilt(self, *_: object) -> Unwritten:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _spoilt
    __neg__ = __pos__ = __pow__ = __copy__ = __deepcopy__ = conjugate = _spoilt

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(name)


for _name in (
    *("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__repr__"),
    *("__bool__", "__float__", "__int__", "__index__", "__abs__"),
):
    setattr(Unwritten, _name, _refusing("an entry of np.empty is used before it is written"))
