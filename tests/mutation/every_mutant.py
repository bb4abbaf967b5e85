"""Every mutant of every theorem judged: `python -m mutation.every_mutant` in `tests`; the tests take every fourth.

Each is refuted, or proved and then true wherever brute force looks: none is undecided.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

from oracles.brute_force import geometry_at, wrong_at
from oracles.statement_values import differs

import symconv
from mutation.statement_mutants import Mutant, mutants, theorems
from symconv.errors import ShapeError
from symconv.layers.family import Family
from symconv.proof.claim import claim
from symconv.proof.smt import Solver
from symconv.proof.solvers import solvers
from symconv.results import Proof, Refutation, Result
from symconv.statements.grammar import Statement, StatementError, parse

# A mutant takes a fraction of a second; a busy machine shall not make one undecided.
TIMEOUT = 60.0


@cache
def installed() -> tuple[Solver, ...]:
    """The solvers that are asked."""
    return solvers()


def is_statement(mutant: Mutant) -> bool:
    """Whether the mutant makes sense: a derivative by dX does not."""
    try:
        claim(parse(mutant.text), mutant.family)
    except StatementError:
        # Arrays or sides that fit at no size, such as a kernel added to an input, say nothing: `prove` refuses them.
        return False
    except ShapeError:
        # It makes sense, and says something false.
        return True
    return True


def complaint(mutant: Mutant) -> str:
    """What is wrong with the verdict on a mutant; nothing said if nothing is."""
    try:
        result = symconv.prove(mutant.text, mutant.family, timeout=TIMEOUT, asked=installed())
    except StatementError as refused:
        # A number that no layer of the family has room for, such as a dilation of 1 - 1: what holds is never refused.
        tree = parse(mutant.text)
        return "" if wrong_at(tree, mutant.family) is not None else f"refused, though nothing is wrong: {refused!r}"
    except Exception as error:
        # Said with the mutant's name; which one it was would be lost otherwise.
        return f"no verdict: {error!r}"
    return complaint_about(result, parse(mutant.text), mutant.family)


def complaint_about(result: Result, tree: Statement, family: Family) -> str:
    """What is wrong with a verdict on a statement, as far as brute force can tell."""
    if isinstance(result, Refutation):
        found = geometry_at(tree, family, result.counterexample.sizes)
        if found is None:
            return f"its counterexample is not in the family: {result}"
        return "" if differs(tree, found) else f"the sides agree at its counterexample: {result}"
    if isinstance(result, Proof):
        found = wrong_at(tree, family)
        return "" if found is None else f"proved, but wrong at {found}"
    return f"undecided: {result.said}"


def of_theorem(name: str) -> tuple[int, list[str]]:
    """How many mutants of a theorem make sense, and what is wrong with the verdicts on them."""
    made = [each for each in mutants(theorems()[name]) if is_statement(each)]
    said = {each: complaint(each) for each in made}
    return len(made), [f"{mutant}: {words}" for mutant, words in said.items() if words]


def main() -> int:
    """Judge every mutant, on all processors; 1 where a verdict is wrong or missing."""
    count, wrong = 0, 0
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for name, (made, complaints) in zip(theorems(), pool.map(of_theorem, theorems()), strict=True):
            count, wrong = count + made, wrong + len(complaints)
            print(f"{name}: {made} mutants", *complaints, sep="\n  ", flush=True)
    print(f"{count:,} mutants, {wrong} complaints")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
