"""The theorem library proved from a cold start: `python -m benchmarks.theorems` prints the table of theorems.

Each of five runs is a process of its own; the least time of each theorem is shown, and the least total. Totals are
seconds that the processor worked, whatever else the machine does.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import dataclass

from symconv.statements.library import library

RUNS = 5
TOTAL_LIMIT, EACH_LIMIT = 1.0, 0.5
# Families whose smallest layer is large, each with a statement that is right and one that is wrong.
FAR = ("--layer conv2d --kernel 7x7", "--kernel 3 --dilation 3", "--kernel 11 --stride 4", "--padding 50")
RIGHT = "dX = correlate(pad(insert_zeros(dZ, {s}), {d}*(k-1)-{p}, {d}*(k-1)-{p}+r), rot180(K), dilation={d})"
FAR_LIMIT = 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the library: the processor's seconds for the whole process, and the seconds of each statement."""

    total: float
    seconds: tuple[float, ...]
    checkers: tuple[str, ...]


def worked() -> float:
    """The seconds that the processor worked for the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run() -> Run:
    """Prove the library in a fresh process; raises AssertionError where something is not proved."""
    before = worked()
    done = subprocess.run(
        [sys.executable, "-m", "symconv", "prove", "--json"], capture_output=True, text=True, check=True
    )
    total = worked() - before
    results = json.loads(done.stdout)["results"]
    assert all(each["verdict"] == "proved" for each in results)
    assert [each["statement"] for each in results] == [theorem.statement for theorem in library()]
    return Run(total, tuple(each["seconds"] for each in results), tuple(results[0]["checkers"]))


def far(options: str) -> list[tuple[float, float]]:
    """The seconds that the right statement about a family takes to be proved and the wrong one to be refuted.

    Each in a fresh process, and beside it the processor's seconds from that one's start to its end: to refute, SymPy is
    imported while the statement is looked at.
    """
    words = options.split()
    given = dict(zip(words[::2], words[1::2], strict=True))
    right = RIGHT.format(s=given.get("--stride", 1), d=given.get("--dilation", 1), p=given.get("--padding", 0))
    found = []
    for statement, verdict in ((right, "proved"), (right.replace("rot180(K)", "K"), "refuted")):
        seconds = []
        for _ in range(RUNS):
            command = [sys.executable, "-m", "symconv", "prove", statement, *words, "--json"]
            before = worked()
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            (result,) = json.loads(done.stdout)["results"]
            assert result["verdict"] == verdict, (statement, options)
            seconds.append((result["seconds"], worked() - before))
        found.append(min(seconds))
    return found


def table(runs: list[Run]) -> str:
    """The table in Markdown."""
    best = [min(each) for each in zip(*(each.seconds for each in runs), strict=True)]
    lines = ["| theorem | statement | ms |", "|---|---|---|"]
    for theorem, seconds in zip(library(), best, strict=True):
        lines.append(f"| {theorem.id}, {theorem.title} | `{theorem.statement}` | {1000 * seconds:.0f} |")
    total = min(each.total for each in runs)
    lines.append("")
    lines.append(
        f"All {len(best)} statements are proved in {total:.1f} s of the processor from a cold start, the slowest in "
        f"{max(best):.2f} s, checked by {' and '.join(runs[0].checkers)}."
    )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print the table, and whether the limits are kept; 1 where one is not."""
    runs = [run() for _ in range(RUNS)]
    print(table(runs))
    slowest = max(map(min, zip(*(each.seconds for each in runs), strict=True)))
    kept = min(each.total for each in runs) <= TOTAL_LIMIT and slowest <= EACH_LIMIT
    print(f"limits of {TOTAL_LIMIT} s in all and {EACH_LIMIT} s each: {'kept' if kept else 'MISSED'}")
    for options in FAR:
        (right, of_right), (wrong, of_wrong) = far(options)
        print(
            f"{options}: proved in {right:.2f} s, refuted in {wrong:.2f} s "
            f"(the whole process {of_right:.2f} and {of_wrong:.2f} s)"
        )
        kept = kept and max(right, wrong) <= FAR_LIMIT
    print(f"limit of {FAR_LIMIT} s for each of these: {'kept' if kept else 'MISSED'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
