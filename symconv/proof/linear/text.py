"""Linear certificates as text, and back: JSON, with one step a line.

    {"unknowns": ["n", "k"],
     "proofs": [
      [["times", 0, 1],
       ["contradiction", [[2, 1], [3, 1]]]]]}

A size is written as its summands, each a coefficient with the numbers of its unknowns. The unknowns are those of the
obligation, in the order in which it speaks of them, so nothing but numbers has to be read: the names are for people.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from symconv.proof.linear.steps import (
    Contradiction,
    Counted,
    Divide,
    Floor,
    LinearProof,
    Multiply,
    Never,
    Same,
    Split,
    Step,
)
from symconv.proof.smt import Obligation
from symconv.sizes import Atom, Quotient, Size, symbol_of, terms


def to_text(certificate: Sequence[LinearProof], obligation: Obligation) -> str:
    """The certificate of an obligation as text."""
    atoms = unknowns_of(obligation)
    numbers = {atom: number for number, atom in enumerate(atoms)}
    proofs = []
    for proof in certificate:
        steps = ",\n   ".join(json.dumps(_step_data(step, numbers)) for step in proof)
        proofs.append(f"  [{steps}]")
    names = json.dumps([str(atom) for atom in atoms])
    return "".join([f'{{"unknowns": {names},\n "proofs": [\n', ",\n".join(proofs), "]}\n"])


def from_text(text: str, obligation: Obligation) -> tuple[LinearProof, ...]:
    """The certificate that `to_text` wrote; raises ValueError, TypeError, KeyError or IndexError for another text."""
    atoms = unknowns_of(obligation)
    found = tuple(tuple(_step(each, atoms) for each in proof) for proof in json.loads(text)["proofs"])
    if to_text(found, obligation) != text:
        raise ValueError("a certificate is not as it was written")
    return found


def unknowns_of(obligation: Obligation) -> tuple[Atom, ...]:
    """The unknowns that an obligation speaks of, a quotient after those that it is made of."""
    guards = [*obligation.assumptions, *obligation.goals]
    guards += [guard for side in obligation.counts or () for case in side for guard in case]
    return tuple(dict.fromkeys(atom for guard in guards for atom in _atoms(guard.value)))


def _atoms(size: Size) -> Iterator[Atom]:
    for monomial, _ in terms(size):
        for atom in monomial:
            if isinstance(atom, Quotient):
                yield from _atoms(atom.numerator)
                yield from _atoms(atom.denominator)
            yield atom


def _step_data(step: Step, numbers: Mapping[Atom, int]) -> list[Any]:
    match step:
        case Contradiction(weights):
            return ["contradiction", _pairs(weights)]
        case Divide(weights, divisor, row):
            return ["divide", _pairs(weights), divisor, _size_data(row, numbers)]
        case Multiply(one, other):
            return ["times", one, other]
        case Floor(quotient, positive):
            return ["floor", numbers[quotient], positive]
        case Split(row):
            return ["split", _size_data(row, numbers)]
        case Same(left, right):
            return ["same", left, right]
        case Never(side, case):
            return ["never", side, case]
        case Counted():
            return ["counted"]


def _pairs(weights: Iterable[tuple[int, int]]) -> list[list[int]]:
    return [[row, weight] for row, weight in weights]


def _size_data(size: Size, numbers: Mapping[Atom, int]) -> list[Any]:
    return [[coefficient, [numbers[atom] for atom in monomial]] for monomial, coefficient in terms(size)]


def _step(data: Sequence[Any], atoms: Sequence[Atom]) -> Step:
    name, *given = data
    match name, given:
        case "contradiction", [weights]:
            return Contradiction(_weights(weights))
        case "divide", [weights, divisor, row]:
            return Divide(_weights(weights), int(divisor), _size(row, atoms))
        case "times", [one, other]:
            return Multiply(int(one), int(other))
        case "floor", [number, positive]:
            quotient = atoms[number]
            if isinstance(quotient, Quotient):
                return Floor(quotient, int(positive))
        case "split", [row]:
            return Split(_size(row, atoms))
        case "same", [left, right]:
            return Same(int(left), int(right))
        case "never", [side, case]:
            return Never(int(side), int(case))
        case "counted", []:
            return Counted()
    raise ValueError("it has a step that is none")


def _weights(data: Iterable[Sequence[Any]]) -> tuple[tuple[int, int], ...]:
    return tuple((int(row), int(weight)) for row, weight in data)


def _size(data: Iterable[Sequence[Any]], atoms: Sequence[Atom]) -> Size:
    """A size by arithmetic, so that it is one whatever the data say."""
    found: Size = 0
    for coefficient, numbers in data:
        product: Size = int(coefficient)
        for number in numbers:
            product = product * symbol_of(atoms[number])
        found = found + product
    return found
