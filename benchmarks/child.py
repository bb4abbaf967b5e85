"""One measurement in a process of its own: `python -m benchmarks.child TASK [SIZE RUNS WARM_UPS]`, JSON on stdout.

TASK is the name of a contestant, `check-` and a contestant's name, `latex` or `derivation`. A process of its own makes
the peak memory that of one contestant at one size.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from importlib import import_module
from typing import Any

from benchmarks.selfcheck import SIZE, self_check
from benchmarks.work import Contestant, monomials

LIBRARIES = ("sympy", "symengine", "flint")


def main(arguments: list[str]) -> dict[str, Any]:
    """What is printed: `seconds` of each run and what else was measured, or `missing` and a library's name."""
    task, numbers = arguments[0], [int(each) for each in arguments[1:]]
    try:
        if task in ("latex", "derivation", "growing"):
            return import_module(f"benchmarks.{task}").measured(*numbers)  # type: ignore[no-any-return]
        contestant: Contestant = import_module(f"benchmarks.by_{task.removeprefix('check-')}").run
    except ModuleNotFoundError as error:
        if error.name not in LIBRARIES:
            raise
        return {"missing": error.name}
    if task.startswith("check-"):
        self_check(task.removeprefix("check-"), contestant)
        return {}
    return _measured(contestant, *numbers)


def _measured(contestant: Contestant, size: int, runs: int, warm_ups: int) -> dict[str, Any]:
    # What a library imports only when it is used is imported now.
    contestant(SIZE, "")
    seconds = []
    for _ in range(warm_ups + runs):
        outcome = None
        # The memory of the run before is given back, and its garbage is not collected during this one.
        gc.collect()
        started = time.perf_counter()
        outcome = contestant(size, "")
        seconds.append(time.perf_counter() - started)
    peak = _peak()
    assert outcome is not None
    if outcome.differing or outcome.monomials() != monomials(size):
        raise AssertionError(f"at H = {size} it found {outcome.differing} and {outcome.monomials()} monomials")
    return {"first": seconds[0], "seconds": seconds[warm_ups:], "peak": peak}


def _peak() -> int:
    """The most memory that this process has had, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
