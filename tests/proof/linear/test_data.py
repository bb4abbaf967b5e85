"""Certificates as data: what is written is read again, and what is damaged is not read as something else."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from mutation.obligation_mutants import found, library_obligations

from proof.linear.test_search import COUNTS, TRUE
from symconv.arrays.sums import Guard
from symconv.proof.linear.data import atoms_of, from_data, to_data
from symconv.proof.linear.search import count_proof, proofs
from symconv.proof.linear.steps import Floor, Split
from symconv.sizes import floordiv, symbol

n, s = symbol("n"), symbol("s")
ASSUMED = (Guard(n - 1, ">="), Guard(s - 1, ">="))
GOALS = (Guard(floordiv(n + s - 1, s) - floordiv(n - 1, s) - 1, "="), Guard(n * s - s, ">="))
ATOMS = atoms_of((*ASSUMED, *GOALS))


def written() -> dict[str, Any]:
    return deepcopy(to_data(proofs(ASSUMED, GOALS), ATOMS))


@pytest.mark.parametrize("kind", TRUE)
def test_what_is_written_is_read(kind: str) -> None:
    assumed, goals = TRUE[kind]
    certificate, atoms = proofs(assumed, goals), atoms_of((*assumed, *goals))
    assert from_data(json.loads(json.dumps(to_data(certificate, atoms))), atoms) == certificate


@pytest.mark.parametrize("kind", COUNTS)
def test_what_is_written_of_a_count_is_read(kind: str) -> None:
    assumed, left, right = COUNTS[kind]
    certificate = (count_proof(assumed, left, right),)
    atoms = atoms_of([*assumed, *(guard for case in (*left, *right) for guard in case)])
    assert from_data(json.loads(json.dumps(to_data(certificate, atoms))), atoms) == certificate


def test_what_is_written_of_the_library_is_read() -> None:
    for name, obligation in library_obligations():
        certificate = found(obligation)
        assert certificate is not None
        guards = [*obligation.assumptions, *obligation.goals]
        guards += [guard for side in obligation.counts or () for case in side for guard in case]
        atoms = atoms_of(guards)
        assert from_data(json.loads(json.dumps(to_data(certificate, atoms))), atoms) == certificate, name


def test_quotients_come_after_what_they_are_made_of() -> None:
    assert [str(atom) for atom in ATOMS] == ["n", "s", "(n + s - 1)//s", "(n - 1)//s"]
    assert written()["unknowns"] == ["n", "s", "(n + s - 1)//s", "(n - 1)//s"]


def test_the_example_has_steps_with_sizes_and_quotients() -> None:
    """So the damages below have something to damage."""
    steps = [step for proof in proofs(ASSUMED, GOALS) for step in proof]
    assert any(isinstance(step, Floor) for step in steps)
    assert any(isinstance(step, Split) for step in steps) or any(each[0] == "divide" for each in _steps(written()))


def _steps(data: dict[str, Any]) -> list[list[Any]]:
    return [step for proof in data["proofs"] for step in proof]


def _first(data: dict[str, Any], name: str) -> list[Any]:
    return next(step for step in _steps(data) if step[0] == name)


DAMAGES: dict[str, Any] = {
    "another step": lambda data: _first(data, "times").__setitem__(0, "plus"),
    "a step with less": lambda data: _first(data, "times").pop(),
    "a step with more": lambda data: _first(data, "times").append(0),
    "no step": lambda data: data["proofs"][0].append([]),
    "a step that is a word": lambda data: data["proofs"][0].append("counted"),
    "a fractional weight": lambda data: _first(data, "contradiction")[1][0].__setitem__(1, 1.5),
    "a weight in words": lambda data: _first(data, "contradiction")[1][0].__setitem__(1, "1"),
    "a weight that is true": lambda data: _first(data, "contradiction")[1][0].__setitem__(1, True),
    "a fractional row": lambda data: _first(data, "times").__setitem__(1, 0.5),
    "an unknown out of range": lambda data: _first(data, "floor").__setitem__(1, 9),
    "an unknown from the end": lambda data: _first(data, "floor").__setitem__(1, -1),
    "an unknown that is no quotient": lambda data: _first(data, "floor").__setitem__(1, 0),
    "summands that are not added up": lambda data: _first(data, "divide")[3].append(_first(data, "divide")[3][0]),
    "a summand of 0": lambda data: _first(data, "divide")[3].append([0, [0]]),
    "another name for an unknown": lambda data: data["unknowns"].__setitem__(0, "m"),
    "unknowns left out": lambda data: data.pop("unknowns"),
    "proofs left out": lambda data: data.pop("proofs"),
    "something more": lambda data: data.__setitem__("note", "all is well"),
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_what_is_damaged_is_not_read(kind: str) -> None:
    data = written()
    DAMAGES[kind](data)
    with pytest.raises((ValueError, TypeError, KeyError, IndexError)):
        from_data(data, ATOMS)
