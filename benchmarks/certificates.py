"""Linear certificates of the theorem library: `python -m benchmarks.certificates` prints how long it takes to find
them, to check them and to recheck all proofs without a solver, beside what solvers take for the same obligations.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from symconv.proof.certificate import write
from symconv.proof.decide import decide
from symconv.proof.kernel import Proved
from symconv.proof.linear.checker import check_count, check_goals
from symconv.proof.linear.search import certificate
from symconv.proof.smt import Confirmed, is_evident, question
from symconv.proof.solvers import solvers
from symconv.statements.library import library

RUNS = 3
SEARCH_LIMIT, CHECK_LIMIT, RECHECK_LIMIT = 5.0, 1.0, 3.0
# Solvers are made impossible to load, so that nothing asks them unseen.
RECHECK = """
import sys
from pathlib import Path
sys.modules["z3"] = sys.modules["cvc5"] = None
from symconv.proof.certificate import recheck
reports = recheck(Path(sys.argv[1]))
assert reports and all(reports), [str(report) for report in reports if not report]
"""


def best(work: Callable[[], object]) -> float:
    """The least time of three runs."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def checked(confirmed: Sequence[Confirmed]) -> None:
    """Check every certificate; raises StepError where one does not hold."""
    for each in confirmed:
        obligation = each.obligation
        assert each.certificate is not None, obligation.name
        if obligation.counts is None:
            check_goals(obligation.assumptions, obligation.goals, each.certificate)
        else:
            check_count(obligation.assumptions, *obligation.counts, each.certificate)


def main() -> int:
    """Print the times, and whether the limits are kept; 1 where one is not."""
    decisions = [decide(theorem.tree, theorem.family, id=theorem.id) for theorem in library()]
    proofs = [each.found for each in decisions if isinstance(each.found, Proved)]
    assert len(proofs) == len(library())
    confirmed = [each for proof in proofs for each in proof.confirmed if not is_evident(each.obligation)]
    wanted = [each.obligation for each in confirmed]
    search = best(lambda: [certificate(each) for each in wanted])
    check = best(lambda: checked(confirmed))
    print(f"{len(wanted)} obligations of {len(proofs)} statements that are not evident")
    print(f"certificates found in {search:.2f} s, checked in {check:.3f} s")
    for solver in solvers():
        seconds = best(lambda solver=solver: [solver.ask(question(each), 10_000) for each in wanted])  # type: ignore[misc]
        print(f"{solver}, asked the same: {seconds:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        write(decisions, Path(folder))
        recheck = best(lambda: subprocess.run([sys.executable, "-c", RECHECK, folder], check=True))
    print(f"all proofs rechecked in a process of their own, where no solver can be loaded: {recheck:.2f} s")
    kept = search <= SEARCH_LIMIT and check <= CHECK_LIMIT and recheck <= RECHECK_LIMIT
    limits = f"{SEARCH_LIMIT}, {CHECK_LIMIT} and {RECHECK_LIMIT} s"
    print(f"limits of {limits}: {'kept' if kept else 'MISSED'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
