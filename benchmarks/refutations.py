"""How long a false statement takes: `PYTHONPATH=tests python -m benchmarks.refutations` decides mutants of theorems.

The mutants are those of the mutation suite, in an order that a seed says. Printed are the median, the 99th percentile
and the longest of the processor's seconds, apart for what was refuted, proved and undecided: the lesser of two, since
all are decided in two rounds, and the machine may do something else meanwhile. Solvers and SymPy are loaded before.
With `--verdicts FILE` every verdict is written there, a line each, in that order: of two versions, `diff` says what
they see otherwise.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

from mutation.statement_mutants import Mutant, mutants, theorems

from symconv.cli.main import LITTER
from symconv.errors import SymconvError
from symconv.proof.decide import decide
from symconv.statements.grammar import parse

# What 99 of 100 refutations may take, and every one, in seconds.
MOST_99, MOST_EVER = 0.2, 1.0


@dataclass(frozen=True, slots=True)
class Decided:
    """What was said of a mutant, in which of the processor's seconds."""

    mutant: Mutant
    outcome: str
    said: str
    seconds: float


def decided(mutant: Mutant) -> Decided:
    """The verdict on one mutant; what makes no sense is said to be so."""
    started = time.process_time()
    try:
        found = decide(parse(mutant.text), mutant.family)
    except SymconvError as error:
        return Decided(mutant, "nonsense", str(error), time.process_time() - started)
    seconds = time.process_time() - started
    return Decided(mutant, found.outcome, found.said, seconds)


def row(outcome: str, found: Sequence[Decided]) -> str:
    """The figures of one outcome, in milliseconds."""
    times = sorted(1000 * each.seconds for each in found)
    at = {part: times[min(len(times) - 1, int(part * len(times)))] for part in (0.5, 0.99)}
    figures = f"{at[0.5]:.0f} | {at[0.99]:.0f} | {times[-1]:.0f} | {sum(times) / 1000:.1f}"
    return f"| {outcome} | {len(times):,} | {figures} |"


def main() -> int:
    """Print the table, the slowest and whether the limits are kept; 1 where one is not."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.refutations", description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verdicts", type=Path, help="write every verdict to this file")
    given = parser.parse_args()
    # As the command does.
    gc.set_threshold(LITTER)
    every = [mutant for theorem in theorems().values() for mutant in mutants(theorem)]
    Random(given.seed).shuffle(every)
    decide(parse("n*n*n - n = 3*((n*n*n - n)//3)"), every[0].family, timeout=1)
    decide(parse("dX = X"), every[0].family)
    first = [decided(mutant) for mutant in every[: given.count]]
    found = []
    with ExitStack() as files:
        written = files.enter_context(given.verdicts.open("w", encoding="utf-8")) if given.verdicts else None
        for before in first:
            again = decided(before.mutant)
            found.append(min(before, again, key=lambda each: each.seconds))
            if written is not None:
                told = [again.mutant.text, str(again.mutant.family), again.outcome, again.said]
                print(json.dumps(told), file=written)
                written.flush()
    print("| verdict | statements | median ms | 99 % ms | longest ms | all s |\n|---|---|---|---|---|---|")
    for outcome in dict.fromkeys(each.outcome for each in found):
        print(row(outcome, [each for each in found if each.outcome == outcome]))
    refuted = sorted((each for each in found if each.outcome == "refuted"), key=lambda each: -each.seconds)
    for each in refuted[:5]:
        print(f"{1000 * each.seconds:.0f} ms: {each.mutant.text}   {each.mutant.family}")
    kept = refuted[len(refuted) // 100].seconds <= MOST_99 and refuted[0].seconds <= MOST_EVER
    print(f"limits of {1000 * MOST_99:.0f} ms for 99 of 100 and {MOST_EVER} s for each: {'kept' if kept else 'MISSED'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
