"""Every theorem of the library, and further statements, accepted by Coq: `python -m coq.whole` in `tests`.

It takes minutes. `python -m coq.whole NUMBER` takes every NUMBER-th of them.
"""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from coq.asked import files, ready
from coq.further import further
from symconv.coq.asking import Coq, CoqError
from symconv.layers.family import Family
from symconv.statements.grammar import Statement
from symconv.statements.library import library

# Seconds on two processors: for the library of definitions, for one theorem, and for all theorems.
LIMITS = 10, 20, 180


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a statement, and how long it took Coq."""

    name: str
    seconds: float
    problem: str


def ask(coq: Coq, name: str, tree: Statement, family: Family) -> Asked:
    """The files of a proof made, and given to Coq."""
    made = files(tree, family)
    started = time.perf_counter()
    try:
        coq(made)
    except CoqError as error:
        return Asked(name, time.perf_counter() - started, str(error))
    return Asked(name, time.perf_counter() - started, "")


def main(every: int = 1) -> int:
    """The number of statements that Coq refuses."""
    theorems = [(f"{each.id} {each.title}", each.tree, each.family) for each in library()][::every]
    others = [(f"{each.kind}: {each.tree.text}", each.tree, each.family) for each in further()][::every]
    started = time.perf_counter()
    refused = 0
    with ready() as coq, ThreadPoolExecutor(os.cpu_count()) as pool:
        print(f"the library of definitions: {time.perf_counter() - started:.1f} s (limit {LIMITS[0]} s)", flush=True)
        for what, statements in (("theorems", theorems), ("further statements", others)):
            started = time.perf_counter()
            found = []
            for each in pool.map(lambda each: ask(coq, *each), statements):
                found.append(each)
                if each.problem:
                    print(f"refused: {each.name}: {each.problem}", flush=True)
            spent = time.perf_counter() - started
            slowest = max(found, key=lambda each: each.seconds)
            print(
                f"{len(found)} {what} in {spent:.0f} s, the slowest in {slowest.seconds:.1f} s: {slowest.name}",
                flush=True,
            )
            refused += sum(bool(each.problem) for each in found)
    return refused


if __name__ == "__main__":
    sys.exit(min(1, main(*map(int, sys.argv[1:]))))
