"""The user's code in a process of its own: its prints go to stderr, and it can be stopped."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from symconv.check.cluster import on_cluster
from symconv.check.code import Code
from symconv.check.every_size import check_every_size
from symconv.check.handed import NUMPY, Arrays
from symconv.check.judge import judge
from symconv.check.ledger import place
from symconv.check.load import loaded
from symconv.check.pair import judge_pair
from symconv.check.reference import OfLayer
from symconv.check.sweep import Swept, decisive, explained, members, nothing, summed_up, sweep
from symconv.check.verdict import CodeVerdict
from symconv.errors import SymconvError
from symconv.layers.layer import Layer

# The child finds this package where the parent has it, whatever folder it is started in.
ROOT = Path(__file__).parent.parent.parent
START = "import sys; sys.path.append(sys.argv[1]); from symconv.check.child import main; main(sys.argv[2])"
STDERR = 2


@dataclass(frozen=True, slots=True)
class Job:
    """What a child is asked: a function of a file, forward or backward, for a layer.

    With `against`, whether it is the gradient of that function of the file; with `every`, for all sizes; with `sizes`,
    for all layers up to there, of which a child takes every `parts`-th from `part` on. The function is given `arrays`.
    """

    path: Path
    name: str
    direction: Literal["forward", "backward"]
    layer: Layer
    against: str | None = None
    sizes: int | None = None
    arrays: Arrays = NUMPY
    every: bool = False
    part: int = 0
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Reply(Swept):
    """What a child answers: a verdict; of a sweep also which of its layers decides, and how many there are."""

    layers: int = 1


def run(job: Job, timeout: float, processes: int = 1, cluster: str = "") -> CodeVerdict:
    """The verdict on a job; undecided where the code does not come to an end or ends the process.

    A sweep is done by so many `processes` at a time, or by all workers of the Dask `cluster` at that address. Raises
    SymconvError for a file that cannot be loaded, a function that is not there or cannot be called, and a cluster that
    does not answer.
    """
    if job.sizes is None:
        return _answered(_child(job, timeout)).verdict
    started = time.perf_counter()
    child = partial(_child, timeout=timeout)
    if cluster:
        replies = on_cluster(cluster, child, partial(_parts, job))
    else:
        with ThreadPoolExecutor(processes) as pool:
            replies = list(pool.map(child, _parts(job, processes)))
    reports = [_answered(each) for each in replies]
    layers = max(report.layers for report in reports)
    if not layers:
        raise nothing(job.sizes)
    verdict = decisive([report for report in reports if report.layers])
    if len(replies) > 1 and verdict.outcome == "refuted":
        # Causes take longer than all the rest, and only the first layer's are told.
        again = _answered(_child(replace(job, layer=verdict.layer, sizes=None), timeout)).verdict
        verdict = explained(verdict, again)
    return summed_up(verdict, job.layer, layers, job.sizes, time.perf_counter() - started)


def _parts(job: Job, parts: int) -> list[Job]:
    """A sweep in so many parts."""
    return [replace(job, part=part, parts=parts) for part in range(parts)]


def _answered(report: Reply | SymconvError) -> Reply:
    if isinstance(report, SymconvError):
        raise report
    return report


def _child(job: Job, timeout: float) -> Reply | SymconvError:
    """What a child answers: a mistake of the user's as the exception that it is."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "report"
        child = subprocess.Popen(
            [sys.executable, "-P", "-c", START, str(ROOT), str(answer)],
            stdin=subprocess.PIPE,
            stdout=STDERR,
            start_new_session=True,
        )
        try:
            child.communicate(pickle.dumps(job), timeout=timeout)
        except subprocess.TimeoutExpired:
            return Reply(_undecided(job, f"the code came to no end within {timeout:g} s (--timeout)"))
        finally:
            _stop(child)
        if not answer.is_file():
            return Reply(_undecided(job, f"the code ended the process ({_ending(child.returncode)})"))
        report: Reply | SymconvError = pickle.loads(answer.read_bytes())
    return report


def main(answer: str) -> None:
    """The child: read a job from stdin, write the report to the file `answer`."""
    job: Job = pickle.loads(sys.stdin.buffer.read())
    report = _report(job)
    # What the code has left running, threads or exit handlers, must not change the answer.
    sys.stdout.flush()
    unfinished = Path(f"{answer}.part")
    unfinished.write_bytes(pickle.dumps(report))
    unfinished.rename(answer)
    os._exit(0)


def _report(job: Job) -> Reply | SymconvError:
    try:
        functions = loaded(job.path, [job.name, *([job.against] if job.against else [])])
    except SymconvError as error:
        return SymconvError(str(error), text=error.text)
    except (Exception, SystemExit) as error:  # the file runs as it is loaded, and may raise anything
        return SymconvError(_while_loading(job.path, error))
    try:
        return _decided(job, functions)
    except SymconvError as error:
        return SymconvError(str(error), text=error.text)


def _decided(job: Job, functions: list[Callable[..., Any]]) -> Reply:
    code = Code.of(functions[0], job.direction, job.arrays)
    if job.against is not None:
        return Reply(judge_pair(Code.of(functions[1], "forward", job.arrays), code, job.layer))
    if job.every:
        return Reply(check_every_size(code, job.layer))
    if job.sizes is None:
        return Reply(judge(code, OfLayer.of(job.layer)))
    layers = members(job.layer, job.sizes, code.baked)
    found = sweep(code, layers, job.part, job.parts, explain=job.parts == 1)
    if found is None:
        return Reply(_undecided(job, "no layers"), layers=0)
    return Reply(found.verdict, number=found.number, layers=len(layers))


def _while_loading(path: Path, error: BaseException) -> str:
    own = str(path.resolve())
    line = next((at for f, at in traceback.walk_tb(error.__traceback__) if f.f_code.co_filename == own), None)
    if isinstance(error, SyntaxError):
        line = error.lineno
    where = f" ({place(own, line)})" if line is not None else ""
    return f"{path.name} cannot be loaded: {type(error).__name__}: {error}{where}"


def _undecided(job: Job, reason: str) -> CodeVerdict:
    return CodeVerdict("undecided", job.name, job.layer, reason=reason)


def _ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Stop the child and everything that it has started."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
