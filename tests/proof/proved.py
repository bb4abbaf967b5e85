"""The theorems of the library with their proofs, made once, and the solvers with a time limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache

from symconv import proving
from symconv.proof import kernel
from symconv.proof.example import found_example
from symconv.proof.kernel import Claim, KernelError, Proved
from symconv.proof.plan import PairPlan, Plan
from symconv.proof.search import completed
from symconv.proof.sides import check
from symconv.proof.smt import Answer, Solver
from symconv.proof.solvers import solvers
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


def prove(
    made: Claim,
    plan: Plan | Sequence[PairPlan],
    asked: Sequence[Solver],
    milliseconds: Callable[[], int] = lambda: 10_000,
) -> Proved:
    """The kernel's proof, with the example and the instances of PRODUCT that the search finds, if any."""
    steps = plan if isinstance(plan, Plan) else Plan(tuple(plan))
    try:
        check(made)
    except KernelError:
        return kernel.prove(made, steps, (), asked, milliseconds)
    with suppress(KernelError):
        steps = completed(made, steps, lambda: 500)
    return kernel.prove(made, steps, found_example(made, lambda: 1_000) or (), asked, milliseconds)


@cache
def proof_of(theorem: Theorem) -> Proof:
    found = proving.prove(theorem.statement, theorem.family, timeout=60, name=theorem.id)
    assert isinstance(found, Proof), found
    return found
