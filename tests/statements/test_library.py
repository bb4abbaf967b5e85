"""Every theorem of the library, proved by the kernel."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from proof.proved import SOLVERS, proof_of
from quick import cases

from symconv.proof import kernel
from symconv.proof.claim import claim
from symconv.proving import prove
from symconv.results import Proof
from symconv.statements.grammar import parse
from symconv.statements.library import library
from symconv.statements.theorems import Theorem

ALL = library()


@pytest.mark.parametrize("theorem", cases(ALL, quick=24), ids=lambda theorem: f"{theorem.id} {theorem.title}")
def test_theorem(theorem: Theorem) -> None:
    found = proof_of(theorem)
    assert (found.id, found.statement, found.family) == (theorem.id, theorem.statement, theorem.family)
    assert isinstance(found.proved, kernel.Proved)
    # The proof is of what the statement says, and the kernel confirms it again.
    made = claim(parse(theorem.statement), theorem.family)
    assert found.proved.claim == made
    again = kernel.prove(made, found.proved.plan, found.proved.example, SOLVERS)
    assert again.obligations == found.proved.obligations
    assert found.family.rank is None
    assert "any number of axes" in found.scope


def test_the_library_has_every_theorem_once() -> None:
    assert [*dict.fromkeys(theorem.id for theorem in ALL)] == [f"T{number}" for number in (*range(1, 18), 20)]
    told_apart = Counter((theorem.statement, theorem.family) for theorem in ALL)
    twice = {statement for (statement, _), count in told_apart.items() if count > 1}
    # Pooling has the size of a convolution without padding, and is a relationship of its own.
    assert twice == {"o = (n - k)//s + 1"}


def test_every_relationship_of_sizes_is_there() -> None:
    titles = [theorem.title for theorem in ALL if theorem.id == "T14"]
    numbers = [int(title.split()[1].rstrip(":")) for title in titles if title.startswith("relationship")]
    assert numbers == [*range(1, 16)]


@pytest.mark.parametrize(
    ("identifier", "statement"),
    [
        ("T1", "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"),
        ("T2", "dK = crop(correlate(pad(X, pl, pr), dZ, stride=d, dilation=s), k)"),
        ("T3", "dB = sum(dZ)"),
        ("T6", "Z = correlate(pad(insert_zeros(X, s), D-pl, D-pr+op), rot180(K), dilation=d) + B"),
        ("T7", "dX = crop(correlate(pad(dZ, pl, pr), K, stride=s, dilation=d), n)"),
        ("T12", "dX = scatter(dZ, K)"),
        ("T13", "convolve(A, B, mode=full) = convolve(B, A, mode=full)"),
        ("T20", "grad(dot(sum_pool(A, k, s), C), A) = sum_pool(pad(insert_zeros(C, s), k-1, k-1+r), k, 1)"),
    ],
)
def test_the_theorems_say_what_they_are_known_for(identifier: str, statement: str) -> None:
    assert statement in [theorem.statement for theorem in ALL if theorem.id == identifier]


WITH_CONDITIONS = [theorem for theorem in ALL if theorem.family.given and theorem.id in ("T7", "T10", "T20")]


@pytest.mark.parametrize("theorem", WITH_CONDITIONS, ids=lambda theorem: f"{theorem.id} {theorem.title}")
def test_a_theorem_with_a_condition_needs_it(theorem: Theorem) -> None:
    bare = replace(theorem.family, given=())
    assert bare != theorem.family
    result = prove(theorem.statement, bare, timeout=5)
    assert not isinstance(result, Proof)
    assert result.outcome == "refuted"


def test_there_are_theorems_with_conditions() -> None:
    assert len(WITH_CONDITIONS) == 3
