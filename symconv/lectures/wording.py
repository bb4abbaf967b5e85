"""How a proof speaks of sizes, entries and conditions along one generic axis: which letters it takes for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symconv.arrays.sums import Case, Guard
from symconv.layers.layer import Layer
from symconv.layers.lettering import letter, quantity
from symconv.page.document import Equation
from symconv.page.maths import Indexed, Listed, Maths, Quantity, Relation, Summation
from symconv.proof.scope import sides
from symconv.sizes import Atom, Quotient, Size, floordiv, substitute, symbol, symbol_of, terms
from symconv.unknown import Coordinate, Index, Unknown

# What the place of a tensor's own entry is called along an axis.
COORDINATES = {"X": "x", "K": "a", "dZ": "i", "B": "b", "vX": "x", "vK": "a", "A": "i", "C": "l"}
# And the place of the result's entry.
OWN_PLACE: dict[Unknown, Size] = {Index(f"u_{axis}"): symbol("u") for axis in "0123456789"}


class Wording:
    """How sizes, entries and conditions are put; the output's size is called o."""

    def __init__(self, layer: Layer) -> None:
        # The output's size, where it is a quotient and 1, is far shorter by its name.
        self.named: dict[Atom, Size] = {
            atom: symbol("o") - (size - symbol_of(atom))
            for size in layer.output
            for monomial, coefficient in terms(size)
            for atom in monomial
            if isinstance(atom, Quotient) and coefficient == 1 and len(monomial) == 1
        }

    def size(self, value: Size) -> Quantity:
        """A size."""
        return quantity(self._abbreviated(value))

    def _abbreviated(self, value: Size) -> Size:
        """A size with the output's size by its name, within quotients too."""
        found: Size = 0
        for monomial, coefficient in terms(value):
            product: Size = coefficient
            for atom in monomial:
                product = product * self._abbreviated_atom(atom)
            found = found + product
        return found

    def _abbreviated_atom(self, atom: Atom) -> Size:
        if atom in self.named:
            return self.named[atom]
        if isinstance(atom, Quotient):
            return floordiv(self._abbreviated(atom.numerator), self._abbreviated(atom.denominator))
        return symbol_of(atom)

    def guard(self, guard: Guard, names: Mapping[Unknown, Size]) -> Relation:
        """A condition in these names, with what is taken away on its other side."""
        more, less = map(self.size, sides(Guard(substitute(guard.value, names), guard.relation)))
        return Relation(more, guard.relation, less)

    def entry(self, tensor: str, place: Size) -> Indexed:
        """An entry of a tensor along one axis."""
        return Indexed(letter(tensor), (self.size(place),))

    def total(self, variables: Sequence[Size], of: Maths) -> Maths:
        """A sum over variables, over nothing what is summed."""
        return Summation((Listed(tuple(map(self.size, variables))),), of) if variables else of

    def condition(self, guard: Guard, names: Mapping[Unknown, Size]) -> Equation:
        """A condition as an equation, to stand among others."""
        found = self.guard(guard, names)
        return Equation(found.left, (found.right,), guard.relation)


def coordinates_of(factors: tuple[str, ...]) -> dict[Unknown, Size]:
    """The coordinate of each factor; primes where two would be called alike."""
    found: dict[Unknown, Size] = {}
    for at, name in enumerate(factors):
        called = COORDINATES.get(name, "j")
        while symbol(called) in found.values():
            called += "'"
        found[Coordinate(at)] = symbol(called)
    return found


def renaming(case: Case) -> dict[Unknown, Size]:
    """Readable names for a case's variables: t, t', ... and u for the entry's own place."""
    variables = {variable.unknown: symbol("t" + "'" * number) for number, variable in enumerate(case.bound)}
    return OWN_PLACE | variables
