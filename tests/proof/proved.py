"""The theorems of the library with their proofs, made once, and the solvers with a time limit."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from symconv.proof.smt import Answer, Solver
from symconv.proof.solvers import solvers
from symconv.proving import prove
from symconv.results import Proof
from symconv.statements.library import library
from symconv.statements.theorems import Theorem

THEOREMS = {f"{at} {theorem.id} {theorem.title}": theorem for at, theorem in enumerate(library())}


SOLVERS = solvers()


def solve(text: str, milliseconds: int = 5_000) -> bool:
    """Whether the first solver finds the question unsatisfiable; none may say otherwise."""
    answers = [solver.ask(text, milliseconds) for solver in SOLVERS]
    assert not {"sat", "unsat"} <= {*answers}
    return answers[0] == "unsat"


def answering(answer: Callable[[str], Answer], name: str = "one") -> Solver:
    """A solver of our own, whose answer does not depend on the time."""
    return Solver(name, "1", lambda text, _milliseconds: answer(text))


@cache
def proof_of(theorem: Theorem) -> Proof:
    found = prove(theorem.statement, theorem.family, name=theorem.id)
    assert isinstance(found, Proof), found
    return found
