"""Every theorem of the library, and further statements, accepted by Coq: `python -m coq.whole` in `tests`.

It takes minutes. `python -m coq.whole theorems` takes the theorems alone, and `python -m coq.whole each` gives Coq the
files of every proof as users get them, one after the other, and says how long each takes; otherwise several proofs go
to Coq in one file.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from coq.asked import files, ready, together
from coq.further import further
from symconv.coq.asking import Coq, CoqError
from symconv.statements.library import library

# Seconds on two processors: for the library of definitions, for one theorem, and for all theorems.
LIMITS = 10, 20, 180
AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """The files of a proof, and what it proves."""

    name: str
    files: dict[str, str]


def problems(coq: Coq, some: Sequence[Asked]) -> list[str]:
    """What Coq says against some proofs: first asked of all in one file, and where it refuses that, of each."""
    try:
        coq(together([each.files for each in some]) if len(some) > 1 else some[0].files)
    except CoqError as error:
        if len(some) == 1:
            return [f"{some[0].name}: {error}"]
        return [problem for each in some for problem in problems(coq, [each])] or [f"only together: {error}"]
    return []


def of_coq() -> float:
    """Seconds of the processor that programs which were started have taken until now."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def asked_of(coq: Coq, what: str, proofs: Sequence[Asked], at_once: int) -> int:
    """The number of proofs that Coq refuses; prints them, and the times."""
    # Every so many of them, so that what is heavy is not all in one place.
    count = -(-len(proofs) // at_once)
    parts = [proofs[start::count] for start in range(count)]
    started, before, refused = time.perf_counter(), of_coq(), 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for part, found in zip(parts, pool.map(lambda part: problems(coq, part), parts), strict=True):
            refused += len(found)
            said = [f"refused: {problem}" for problem in found] or [f"accepted: {len(part)}, with {part[0].name}"]
            print("\n".join(said), flush=True)
    print(
        f"{len(proofs)} {what}, {refused} refused: {time.perf_counter() - started:.0f} s, "
        f"{of_coq() - before:.0f} s of the processor",
        flush=True,
    )
    return refused


def slowest(coq: Coq, proofs: Sequence[Asked]) -> int:
    """The number of proofs that Coq refuses, asked one after the other; prints the slowest."""
    times, refused = [], 0
    for each in proofs:
        before = of_coq()
        for problem in problems(coq, [each]):
            refused += 1
            print(f"refused: {problem}", flush=True)
        times.append((of_coq() - before, each.name))
    spent, name = max(times)
    print(f"{len(proofs)} one by one, {refused} refused: {sum(time for time, _ in times):.0f} s of the processor")
    print(f"the slowest takes {spent:.1f} s of the processor (limit {LIMITS[1]} s): {name}", flush=True)
    return refused


def main(how: str = "") -> int:
    """The number of statements that Coq refuses."""
    theorems = [Asked(f"{each.id} {each.title}", files(each.tree, each.family)) for each in library()]
    with ready() as coq:
        print(f"the library of definitions: {of_coq():.1f} s of the processor (limit {LIMITS[0]} s)", flush=True)
        if how == "each":
            return slowest(coq, theorems)
        refused = asked_of(coq, "theorems", theorems, AT_ONCE)
        if how == "theorems":
            return refused
        others = [Asked(f"{each.kind}: {each.tree.text}", files(each.tree, each.family)) for each in further()]
        return refused + asked_of(coq, "further statements", others, AT_ONCE)


if __name__ == "__main__":
    sys.exit(min(1, main(*sys.argv[1:])))
