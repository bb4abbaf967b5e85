"""Certificates as text: what is written is read again, and what is damaged is not read as something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from mutation.obligation_mutants import library_obligations

from proof.linear.tampering_with_steps import laid_out
from proof.linear.test_search import COUNTS, TRUE
from symconv.arrays.sums import Guard
from symconv.proof.linear.search import certificate
from symconv.proof.linear.steps import Floor, LinearProof
from symconv.proof.linear.text import from_text, to_text, unknowns_of
from symconv.proof.smt import Obligation
from symconv.sizes import floordiv, symbol

n, s = symbol("n"), symbol("s")
ASSUMED = (Guard(n - 1, ">="), Guard(s - 1, ">="))
GOALS = (Guard(floordiv(n + s - 1, s) - floordiv(n - 1, s) - 1, "="), Guard(n * s - s, ">="))
EXAMPLE = Obligation("an example", ASSUMED, GOALS)


def found(obligation: Obligation) -> tuple[LinearProof, ...]:
    proofs = certificate(obligation)
    assert proofs is not None, obligation.name
    return proofs


def obligations() -> dict[str, Obligation]:
    goals = {name: Obligation(name, (*assumed,), (*wanted,)) for name, (assumed, wanted) in TRUE.items()}
    counts = {
        name: Obligation(name, (*assumed,), counts=((*left,), (*right,)))
        for name, (assumed, left, right) in COUNTS.items()
    }
    return {f"goals: {name}": each for name, each in goals.items()} | {
        f"cases: {name}": each for name, each in counts.items()
    }


@pytest.mark.parametrize("kind", obligations())
def test_what_is_written_is_read(kind: str) -> None:
    obligation = obligations()[kind]
    proofs = found(obligation)
    assert from_text(to_text(proofs, obligation), obligation) == proofs


@pytest.mark.slow
def test_what_is_written_of_the_library_is_read() -> None:
    for _, obligation in library_obligations():
        proofs = found(obligation)
        assert from_text(to_text(proofs, obligation), obligation) == proofs


def test_it_is_json_with_a_step_a_line() -> None:
    proofs = found(EXAMPLE)
    text = to_text(proofs, EXAMPLE)
    assert json.loads(text)["unknowns"] == ["n", "s", "(n + s - 1)//s", "(n - 1)//s"]
    assert [len(each) for each in json.loads(text)["proofs"]] == [len(proof) for proof in proofs]
    assert len(text.splitlines()) == sum(map(len, proofs)) + 2


def test_the_example_has_what_the_damages_damage() -> None:
    assert any(isinstance(step, Floor) for proof in found(EXAMPLE) for step in proof)
    assert {step[0] for step in _steps(json.loads(to_text(found(EXAMPLE), EXAMPLE)))} >= {"divide", "times", "floor"}


def test_quotients_come_after_what_they_are_made_of() -> None:
    nested = Obligation("nested", (), (Guard(floordiv(floordiv(n, s), symbol("d")), ">="),))
    assert [*map(str, unknowns_of(nested))] == ["n", "s", "n//s", "d", "(n//s)//d"]


def _steps(data: dict[str, Any]) -> list[list[Any]]:
    return [step for proof in data["proofs"] for step in proof]


def _first(data: dict[str, Any], name: str) -> list[Any]:
    return next(step for step in _steps(data) if step[0] == name)


DAMAGES: dict[str, Callable[[dict[str, Any]], object]] = {
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


def test_laying_out_alone_damages_nothing() -> None:
    text = to_text(found(EXAMPLE), EXAMPLE)
    assert laid_out(json.loads(text)) == text


@pytest.mark.parametrize("kind", DAMAGES)
def test_what_is_damaged_is_not_read(kind: str) -> None:
    data = json.loads(to_text(found(EXAMPLE), EXAMPLE))
    DAMAGES[kind](data)
    with pytest.raises((ValueError, TypeError, KeyError, IndexError)):
        from_text(laid_out(data), EXAMPLE)


def test_another_layout_is_not_read() -> None:
    text = to_text(found(EXAMPLE), EXAMPLE)
    for other in (text[:-1], f" {text}", json.dumps(json.loads(text)), text.replace(", ", ",", 1)):
        with pytest.raises(ValueError, match=r"as it was written"):
            from_text(other, EXAMPLE)
