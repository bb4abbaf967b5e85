"""The theorems of the library with their proofs, made once, and the solvers with a time limit."""

from __future__ import annotations

from functools import cache

from symconv.proof.solvers import agreed, solvers
from symconv.proving import prove
from symconv.results import Proof
from symconv.statements.library import Theorem, library

THEOREMS = {f"{at} {theorem.id} {theorem.title}": theorem for at, theorem in enumerate(library())}


def solve(text: str, milliseconds: int = 5_000) -> bool:
    """What the kernel is given as a solver: every installed one agrees."""
    return agreed(text, solvers(), milliseconds)


@cache
def proof_of(theorem: Theorem) -> Proof:
    found = prove(theorem.statement, theorem.family, name=theorem.id)
    assert isinstance(found, Proof), found
    return found
