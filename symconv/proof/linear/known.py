"""What is known in a branch: facts, the bounds that they put on linear forms, and what follows from them.

Untrusted. Monomials are unknowns here; what a product has to do with its factors is for the search to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd, lcm

from symconv.proof.linear.facts import Deduction, Fact, WeightedFact, WeightedFacts, begun, divided
from symconv.proof.linear.simplex import ABOVE, BELOW, Conflict, Rational, Simplex, plain
from symconv.sizes import Monomial, Polynomial, Size, terms


@dataclass(frozen=True, slots=True)
class Linear:
    """A row in the variables of the simplex."""

    coefficients: tuple[tuple[int, int], ...]
    constant: int
    # What the coefficients have in common.
    common: int

    def at(self, values: Sequence[Rational]) -> Rational:
        """The value of the row where the variables have values."""
        total: Rational = self.constant
        for variable, coefficient in self.coefficients:
            total += coefficient * values[variable]
        return total if type(total) is int else plain(total)


@dataclass(frozen=True, slots=True)
class _Bounding:
    """What a row that is rounded says as a bound: the variable of its form, BELOW or ABOVE, and the value."""

    form: int
    side: int
    value: int


class Known:
    """The facts of a branch. `derived` are the derivations made since it was last emptied; `lasting` are the facts
    derived from what is given alone, which hold in every branch."""

    def __init__(self) -> None:
        self.derived: list[Deduction] = []
        self.lasting: list[Fact] = []
        self._simplex: Simplex[WeightedFact] = Simplex()
        self._columns: dict[Monomial, int] = {}
        # The same rows are asked about again and again.
        self._linear: dict[Size, Linear] = {}
        self._bounding: dict[Size, _Bounding] = {}

    @property
    def values(self) -> Sequence[Rational]:
        """Values of the variables which no fact contradicts, once `contradiction` has found none."""
        return self._simplex.values

    def column(self, monomial: Monomial) -> int:
        """The variable that stands for a monomial."""
        if monomial not in self._columns:
            self._columns[monomial] = self._simplex.unknown()
        return self._columns[monomial]

    def linear(self, row: Size) -> Linear:
        """A row in variables."""
        found = self._linear.get(row)
        if found is None:
            pairs = terms(row)
            coefficients = tuple([(self.column(monomial), each) for monomial, each in pairs if monomial])
            constant = next((each for monomial, each in pairs if not monomial), 0)
            found = Linear(coefficients, constant, gcd(*[each for _, each in coefficients]))
            self._linear[row] = found
        return found

    def mark(self) -> int:
        """The present state, for `back`."""
        return self._simplex.mark()

    def back(self, mark: int) -> None:
        """Forget every fact added since `mark`."""
        self._simplex.back(mark)

    def add(self, fact: Fact) -> WeightedFacts | None:
        """Take a fact as known; facts that contradict each other where that is seen at once."""
        linear = self.linear(fact.row)
        if not linear.coefficients:
            return ((fact, 1),) if linear.constant < 0 else None
        common = linear.common
        if linear.constant % common:
            fact, common = self.noted(divided(((fact, 1),), common, rounded(fact.row))), 1
            linear = self.linear(fact.row)
        bound = self._bound(fact.row, linear)
        return _weighted(self._simplex.bound(bound.form, bound.side, bound.value, (fact, common)))

    def _bound(self, row: Size, linear: Linear) -> _Bounding:
        """A row as a bound, the value rounded to the inside."""
        found = self._bounding.get(row)
        if found is None:
            sign = 1 if linear.coefficients[0][1] > 0 else -1
            divisor = sign * linear.common
            form = self._simplex.form({variable: each // divisor for variable, each in linear.coefficients})
            found = _Bounding(form, BELOW if sign > 0 else ABOVE, -sign * (linear.constant // linear.common))
            self._bounding[row] = found
        return found

    def contradiction(self) -> WeightedFacts | None:
        """Facts that contradict each other over the rational numbers, if any do."""
        return _weighted(self._simplex.check())

    def follows(self, row: Size) -> Fact | None:
        """The rounded row as a fact, where it follows over the rational numbers from facts that do not contradict
        each other."""
        wanted = rounded(row)
        linear = self.linear(wanted)
        if linear.coefficients:
            bound = self._bound(wanted, linear)
            limit = self._simplex.limit(bound.form, bound.side)
            if limit is not None and (
                limit.value >= bound.value if bound.side == BELOW else limit.value <= bound.value
            ):
                fact, divisor = limit.reason
                return self._divided(((fact, 1),), divisor, wanted)
        denial = begun(-1 * wanted - 1)
        mark = self.mark()
        weights = self.add(denial) or self.contradiction()
        self.back(mark)
        if weights is None:
            return None
        self._simplex.check()
        rest = tuple((fact, weight) for fact, weight in weights if fact is not denial)
        return self._divided(rest, dict(weights).get(denial, 0), wanted)

    def _divided(self, weights: WeightedFacts, divisor: int, row: Size) -> Fact:
        match weights:
            case ((fact, _),) if fact.row == row:
                return fact
        return self.noted(divided(weights, divisor, row))

    def exactly(self, fact: Fact, row: Size) -> Fact:
        """The row itself as a fact, where the fact is its rounded row: as often as that was divided, and no more."""
        return self._divided(((fact, _common(row)),), 1, row)

    def cut(self) -> tuple[Fact, ...]:
        """A fact that follows by rounding, and that the present values do not agree with; or none."""
        weights = _weighted(self._simplex.cut())
        if weights is None:
            return ()
        total: Size = 0
        for fact, weight in weights:
            total = total + weight * fact.row
        return (divided(weights, _common(total), rounded(total)),)

    def noted(self, fact: Fact) -> Fact:
        """The same fact, its derivation written down."""
        if fact.source is not None:
            self.derived.append(fact.source)
            if not fact.roots:
                self.lasting.append(fact)
        return fact


def rounded(row: Size) -> Size:
    """The row divided by what its coefficients have in common, its constant rounded down: it says the same."""
    common = _common(row)
    if common == 1:
        return row
    shared = [(monomial, each // common) for monomial, each in terms(row) if each // common]
    return Polynomial(tuple(shared))


def _common(row: Size) -> int:
    """What the coefficients of a row have in common."""
    return gcd(*[each for monomial, each in terms(row) if monomial]) or 1


def _weighted(conflict: Conflict[WeightedFact] | None) -> WeightedFacts | None:
    """A conflict between bounds in terms of facts, each a whole number of times."""
    if conflict is None:
        return None
    scale = lcm(*[divisor * weight.denominator for (_, divisor), weight in conflict])
    whole: dict[Fact, int] = {}
    for (fact, divisor), weight in conflict:
        whole[fact] = whole.get(fact, 0) + weight.numerator * (scale // (divisor * weight.denominator))
    common = gcd(*whole.values())
    return tuple((fact, weight // common) for fact, weight in whole.items())
