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
from dataclasses import fields
from typing import Any

from symconv.proof.linear import steps
from symconv.proof.smt import Obligation
from symconv.sizes import Atom, Quotient, Size, symbol_of, terms

# What each step is called; its fields follow in order.
CALLED: Mapping[type[steps.Step], str] = {
    steps.Contradiction: "contradiction",
    steps.Divide: "divide",
    steps.Multiply: "times",
    steps.Floor: "floor",
    steps.Split: "split",
    steps.Same: "same",
    steps.Never: "never",
    steps.Counted: "counted",
}


def to_text(certificate: Sequence[steps.LinearProof], obligation: Obligation) -> str:
    """The certificate of an obligation as text."""
    atoms = unknowns_of(obligation)
    numbers = {atom: number for number, atom in enumerate(atoms)}
    proofs = []
    for proof in certificate:
        lines = ",\n   ".join(json.dumps(_step_data(step, numbers)) for step in proof)
        proofs.append(f"  [{lines}]")
    names = json.dumps([str(atom) for atom in atoms])
    return "".join([f'{{"unknowns": {names},\n "proofs": [\n', ",\n".join(proofs), "]}\n"])


def from_text(text: str, obligation: Obligation) -> tuple[steps.LinearProof, ...]:
    """The certificate that `to_text` wrote; raises ValueError, TypeError, KeyError or IndexError for another text."""
    atoms = unknowns_of(obligation)
    found = tuple(tuple(_step(each, atoms) for each in proof) for proof in json.loads(text)["proofs"])
    if to_text(found, obligation) != text:
        raise ValueError("a certificate is not as it was written")
    return found


def unknowns_of(obligation: Obligation) -> tuple[Atom, ...]:
    """The unknowns that an obligation speaks of, a quotient after those that it is made of."""
    return tuple(dict.fromkeys(atom for guard in obligation.guards for atom in _atoms(guard.value)))


def _atoms(size: Size) -> Iterator[Atom]:
    for monomial, _ in terms(size):
        for atom in monomial:
            if isinstance(atom, Quotient):
                yield from _atoms(atom.numerator)
                yield from _atoms(atom.denominator)
            yield atom


def _step_data(step: steps.Step, numbers: Mapping[Atom, int]) -> list[Any]:
    return [CALLED[type(step)], *(_field_data(each.name, getattr(step, each.name), numbers) for each in fields(step))]


def _field_data(name: str, value: Any, numbers: Mapping[Atom, int]) -> Any:
    match name:
        case "weights":
            return [[row, weight] for row, weight in value]
        case "row":
            return [[coefficient, [numbers[atom] for atom in monomial]] for monomial, coefficient in terms(value)]
        case "quotient":
            return numbers[value]
    return value


def _step(data: Sequence[Any], atoms: Sequence[Atom]) -> steps.Step:
    called, *given = data
    for kind, name in CALLED.items():
        if name == called and len(fields(kind)) == len(given):
            return kind(*(_field(each.name, value, atoms) for each, value in zip(fields(kind), given, strict=True)))
    raise ValueError("it has a step that is none")


def _field(name: str, data: Any, atoms: Sequence[Atom]) -> Any:
    match name:
        case "weights":
            return tuple((int(row), int(weight)) for row, weight in data)
        case "row":
            return _size(data, atoms)
        case "quotient":
            quotient = atoms[data]
            if not isinstance(quotient, Quotient):
                raise ValueError("it has a step that is none")
            return quotient
    return int(data)


def _size(data: Iterable[Sequence[Any]], atoms: Sequence[Atom]) -> Size:
    """A size by arithmetic, so that it is one whatever the data say."""
    found: Size = 0
    for coefficient, numbers in data:
        product: Size = int(coefficient)
        for number in numbers:
            product = product * symbol_of(atoms[number])
        found = found + product
    return found
