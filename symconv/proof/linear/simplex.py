"""A simplex over the rational numbers that says why: bounds on linear forms, each with its reason.

Untrusted. After Dutertre and de Moura, "A fast linear-arithmetic solver for DPLL(T)": every form is a variable, some
variables (the basic ones) are written in terms of the others, and bounds are put on variables and taken back at will.
What contradicts itself is shown by one row, whose coefficients are the weights of the bounds.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar, Union

# Whole numbers are kept as such: nearly all of them are, and fractions cost ten times as much.
Rational = Union[int, Fraction]
Justification = TypeVar("Justification")
BELOW, ABOVE = 0, 1


@dataclass(frozen=True, slots=True)
class Bound(Generic[Justification]):
    """`value` is the least (or the most) that a variable may be, because of `reason`."""

    value: int
    reason: Justification


# Bounds with the weights in which they contradict each other.
Conflict = list[tuple[Justification, Rational]]


class Simplex(Generic[Justification]):
    """Variables by number, unknowns and forms alike, with their bounds and, after a check, values within these."""

    def __init__(self) -> None:
        self.values: list[Rational] = []
        self._bounds: tuple[list[Bound[Justification] | None], list[Bound[Justification] | None]] = ([], [])
        self._rows: dict[int, dict[int, Rational]] = {}
        self._forms: dict[Hashable, int] = {}
        self._trail: list[tuple[int, int, Bound[Justification] | None]] = []

    def unknown(self) -> int:
        """A new variable, without bounds."""
        self.values.append(0)
        for side in self._bounds:
            side.append(None)
        return len(self.values) - 1

    def form(self, coefficients: Mapping[int, int]) -> int:
        """The variable that stands for a sum of variables times whole numbers."""
        if len(coefficients) == 1:
            ((only, coefficient),) = coefficients.items()
            if coefficient == 1:
                return only
        key = frozenset(coefficients.items())
        if key not in self._forms:
            row: dict[int, Rational] = {}
            for variable, coefficient in coefficients.items():
                _add(row, self._rows.get(variable, {variable: 1}), coefficient)
            number = self.unknown()
            self.values[number] = plain(
                sum([self.values[variable] * each for variable, each in row.items()])
            )
            self._rows[number] = row
            self._forms[key] = number
        return self._forms[key]

    def bound(self, variable: int, side: int, value: int, reason: Justification) -> Conflict[Justification] | None:
        """Bound a variable from BELOW or ABOVE; the conflict where the opposite bound forbids it."""
        old, opposite = self._bounds[side][variable], self._bounds[1 - side][variable]
        sign = 1 if side == BELOW else -1
        if old is not None and sign * (value - old.value) <= 0:
            return None
        if opposite is not None and sign * (value - opposite.value) > 0:
            return [(reason, 1), (opposite.reason, 1)]
        self._trail.append((side, variable, old))
        self._bounds[side][variable] = Bound(value, reason)
        if variable not in self._rows and sign * (value - self.values[variable]) > 0:
            self._move(variable, value)
        return None

    def limit(self, variable: int, side: int) -> Bound[Justification] | None:
        """The present bound of a variable from BELOW or ABOVE."""
        return self._bounds[side][variable]

    def mark(self) -> int:
        """The present state of the bounds, for `back`."""
        return len(self._trail)

    def back(self, mark: int) -> None:
        """Take back every bound put since `mark`."""
        while len(self._trail) > mark:
            side, variable, old = self._trail.pop()
            self._bounds[side][variable] = old

    def check(self) -> Conflict[Justification] | None:
        """None where some values are within all bounds, which `values` then has; else why none are."""
        while True:
            found = self._violated()
            if found is None:
                return None
            basic, side, bound = found
            row = self._rows[basic]
            entering = self._helping(row, side)
            if entering is None:
                return [(bound.reason, 1), *self._blamed(row, side)]
            self._pivot(basic, entering, bound.value)

    def cut(self) -> Conflict[Justification] | None:
        """Bounds whose weighted sum has whole coefficients but, at the present values, a value between two integers.

        It is Gomory's: where a basic variable is no integer, and all that its row is made of stands at a bound, take
        each distance from a bound with the part of its coefficient that goes beyond an integer. None where no row
        is of that kind.
        """
        for basic, row in self._rows.items():
            if isinstance(self.values[basic], int):
                continue
            found: Conflict[Justification] = []
            for variable, coefficient in row.items():
                if isinstance(coefficient, int):
                    continue
                below, above = (self._bounds[side][variable] for side in (BELOW, ABOVE))
                if below is not None and below.value == self.values[variable]:
                    found.append((below.reason, coefficient % 1))
                elif above is not None and above.value == self.values[variable]:
                    found.append((above.reason, -coefficient % 1))
                else:
                    break
            else:
                return found
        return None

    def _violated(self) -> tuple[int, int, Bound[Justification]] | None:
        """The first basic variable outside its bounds (the first, so that the search ends)."""
        least: tuple[int, int, Bound[Justification]] | None = None
        for basic in self._rows:
            if least is not None and basic > least[0]:
                continue
            value = self.values[basic]
            below, above = self._bounds[BELOW][basic], self._bounds[ABOVE][basic]
            if below is not None and value < below.value:
                least = basic, BELOW, below
            elif above is not None and value > above.value:
                least = basic, ABOVE, above
        return least

    def _helping(self, row: Mapping[int, Rational], side: int) -> int | None:
        """The first variable of a row that can be moved so that the row comes nearer to its bound."""
        found: int | None = None
        for variable, coefficient in row.items():
            if found is not None and variable > found:
                continue
            limit = self._bounds[ABOVE if (coefficient > 0) == (side == BELOW) else BELOW][variable]
            if limit is None or limit.value != self.values[variable]:
                found = variable
        return found

    def _blamed(self, row: Mapping[int, Rational], side: int) -> Conflict[Justification]:
        found: Conflict[Justification] = []
        for variable, coefficient in row.items():
            limit = self._bounds[ABOVE if (coefficient > 0) == (side == BELOW) else BELOW][variable]
            assert limit is not None
            found.append((limit.reason, coefficient if coefficient > 0 else -coefficient))
        return found

    def _move(self, variable: int, value: Rational) -> None:
        """Give a variable that is not basic another value."""
        change = value - self.values[variable]
        self.values[variable] = value
        for basic, row in self._rows.items():
            coefficient = row.get(variable)
            if coefficient is not None:
                moved = self.values[basic] + coefficient * change
                self.values[basic] = moved if type(moved) is int else plain(moved)

    def _pivot(self, basic: int, entering: int, value: Rational) -> None:
        """Make `entering` basic instead of `basic`, which then has `value`."""
        row = self._rows.pop(basic)
        coefficient = row.pop(entering)
        self._move(entering, plain(self.values[entering] + _ratio(value - self.values[basic], coefficient)))
        self.values[basic] = value
        solved: dict[int, Rational] = {each: _ratio(-factor, coefficient) for each, factor in row.items()}
        solved[basic] = _ratio(1, coefficient)
        for other in self._rows.values():
            factor = other.pop(entering, None)
            if factor is not None:
                _add(other, solved, factor)
        self._rows[entering] = solved


def _add(row: dict[int, Rational], more: Mapping[int, Rational], factor: Rational) -> None:
    """Add a multiple of one row to another."""
    for variable, coefficient in more.items():
        total = row.get(variable, 0) + factor * coefficient
        if total:
            row[variable] = total if type(total) is int else plain(total)
        else:
            row.pop(variable, None)


def _ratio(one: Rational, other: Rational) -> Rational:
    if type(one) is int and type(other) is int and one % other == 0:
        return one // other
    return plain(Fraction(one) / other)


def plain(value: Rational) -> Rational:
    """The number as an integer, where it is one."""
    return value.numerator if type(value) is Fraction and value.denominator == 1 else value
