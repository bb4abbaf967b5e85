"""The form of one entry of an opaque code's answer, read off basis vectors: a call for each pair of entries."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from symconv.check.calls import Trial, on_numbers
from symconv.check.forms import Exact, Expansion, exact
from symconv.check.numbers import Floats
from symconv.check.products import FACTORS
from symconv.check.reference import Reference

# More pairs than these take long, and nobody reads the sum that comes out.
MOST_PAIRS = 600
# An operand and the row-major place of an entry of it.
UnitEntry = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Basis:
    """Operands that are 1 at some entries and 0 everywhere else."""

    ones: tuple[UnitEntry, ...]

    def operands(self, reference: Reference, names: tuple[str, ...]) -> dict[str, Floats]:
        """What the code is given."""
        found = {name: np.zeros(reference.shape(name)) for name in names}
        for name, place in self.ones:
            found[name].flat[place] = 1
        return found


def entry_form(trial: Trial, of: str, at: tuple[int, ...]) -> Expansion | None:
    """What the code adds up for the entry `at` of `of`, were it a sum of entries and of products of two; None where it
    is no number there, and for larger layers.

    Whoever asks has to compare the value of the form with the code's answer: other code has no such form.
    """
    reference, factors = trial.reference, FACTORS.get(of, ())
    entries = {name: [(name, place) for place in range(math.prod(reference.shape(name)))] for name in trial.names}
    pairs = list(product(*(entries[name] for name in factors))) if factors else []
    if len(pairs) + sum(map(len, entries.values())) > MOST_PAIRS:
        return None
    found: dict[tuple[UnitEntry, ...], Exact] = {}
    for ones in [(), *((each,) for every in entries.values() for each in every), *pairs]:
        answer = on_numbers(trial, Basis(ones)).answers.get(of)
        number = None if answer is None or answer.ndim != len(at) else exact(answer[at])
        if number is None:
            return None
        # What is there with fewer ones is no part of the product.
        fewer = (part for count in range(len(ones)) for part in combinations(ones, count))
        found[ones] = number - sum(found[part] for part in fewer)
    numbered = {tuple(sorted(reference.first[name] + place for name, place in ones)): n for ones, n in found.items()}
    return {monomial: number for monomial, number in numbered.items() if number}
