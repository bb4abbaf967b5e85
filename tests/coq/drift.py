"""Theorems with one change, and the proofs of what they were: Coq must refuse each, where the change is.

`python -m coq.drift` in `tests` makes ten changes in each of ten theorems, which takes minutes; with a number, as many.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

from mutation.statement_mutants import mutants
from proof.proved import solve

from coq.asked import asked, proved, together
from symconv.coq.asking import Coq, CoqError
from symconv.coq.files import CHECK
from symconv.coq.proof import proof_text
from symconv.coq.statement import Proposition, proposition, statement_text
from symconv.proof import kernel
from symconv.proof.claim import claim
from symconv.proof.decide import decide
from symconv.proof.kernel import Proved
from symconv.proof.smt import is_evident, question
from symconv.statements.glossary import free_names
from symconv.statements.grammar import StatementError, parse
from symconv.statements.library import library
from symconv.statements.theorems import Theorem

# By the place among a theorem's forms: of the first of T12 and of T13 there are too few changes that are false.
THEOREMS = {"T1": 0, "T2": 0, "T4": 0, "T5": 0, "T6": 0, "T7": 0, "T8": 0, "T12": 1, "T13": 1, "T16": 0}
CHANGES = 10
# The lemmas of a proof, in order: on existence, on sizes, on each term; and the theorem in which coefficients add up.
EXISTS, SIZES, TERMS = ("exist_alike",), ("agree",), ("term", "proof")


@dataclass(frozen=True, slots=True)
class Changed:
    """The files of a theorem with a change in it and the proof as it was; where that can no longer be right."""

    name: str
    files: dict[str, str]
    step: tuple[str, ...]


def changed(theorem: Theorem, wanted: int = CHANGES) -> Iterator[Changed]:
    """The first changes of a theorem that make it false."""
    was = proved(theorem.tree, theorem.family)
    proof = proof_text(proposition(theorem.tree, theorem.family, was.claim), was)
    yield from islice(_false(theorem, was, proof), wanted)


def _false(theorem: Theorem, was: Proved, proof: str) -> Iterator[Changed]:
    for mutant in mutants(theorem):
        if mutant.family != theorem.family:
            continue
        tree = parse(mutant.text)
        if {*free_names(tree)} != {*free_names(theorem.tree)}:
            continue
        try:
            if decide(tree, theorem.family, timeout=3).outcome != "refuted":
                continue
        except StatementError:
            # Its sides have no shape in common.
            continue
        about = proposition(tree, theorem.family, claim(tree, theorem.family))
        files = {"Statement.v": statement_text(about, was), "Proof.v": proof, "Check.v": CHECK}
        yield Changed(f"{theorem.id}: {mutant.text}", files, _step(about, was))


def _step(about: Proposition, was: Proved) -> tuple[str, ...]:
    """The first step of the proof as it was that no longer holds."""
    made = about.claim
    # Without their entries the sides have these alone to hold, whether or not the plan fits the terms.
    bare = replace(made, left=replace(made.left, sum=None), right=replace(made.right, sum=None))
    first = kernel.obligations(bare, replace(was.plan, pairs=(), zeros=()))
    for step, obligation in zip((EXISTS, EXISTS, SIZES), first, strict=True):
        if not is_evident(obligation) and not solve(question(obligation)):
            return step
    return TERMS


def refused_in(coq: Coq, change: Changed) -> str:
    """The lemma that Coq does not accept; empty where it accepts all, and the message where it is about no lemma."""
    (text,) = together([change.files]).values()
    try:
        coq({"All.v": text})
    except CoqError as error:
        line = re.search(r'All\.v", line (\d+)', str(error))
        before = "\n".join(text.splitlines()[: int(line[1])]) if line else ""
        lemmas = re.findall(r"^(?:Lemma|Theorem) (\w+?)(?:_\d+)? :", before, re.MULTILINE)
        return lemmas[-1] if lemmas else str(error)
    return ""


def ten() -> list[Theorem]:
    """The theorems that are changed, one form of each."""
    return [[each for each in library() if each.id == id][at] for id, at in THEOREMS.items()]


def main(wanted: int = CHANGES) -> int:
    """The number of changes that Coq does not notice, or not where it should."""
    wrong, coq = 0, asked()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for theorem in ten():
            found = list(changed(theorem, wanted))
            seen = list(pool.map(lambda each: refused_in(coq, each), found))
            missed = [each for each, step in zip(found, seen, strict=True) if step not in each.step]
            print(f"{theorem.id}: {len(found)} changes, refused in {', '.join(sorted({*seen}))}", flush=True)
            for each in missed:
                print(f"  not refused in {' or '.join(each.step)}: {each.name}", flush=True)
            wrong += len(missed)
    return wrong


if __name__ == "__main__":
    sys.exit(min(1, main(*map(int, sys.argv[1:]))))
