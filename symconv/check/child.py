"""The user's code in a process of its own: its prints go to stderr, and it can be stopped."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from symconv.check.code import Code
from symconv.check.judge import judge
from symconv.check.ledger import place
from symconv.check.load import loaded
from symconv.check.reference import Reference
from symconv.check.verdict import CodeVerdict
from symconv.errors import SymconvError
from symconv.layers.layer import Layer

# The child finds this package where the parent has it, whatever folder it is started in.
ROOT = Path(__file__).parent.parent.parent
START = "import sys; sys.path.append(sys.argv[1]); from symconv.check.child import main; main(sys.argv[2])"
STDERR = 2


@dataclass(frozen=True, slots=True)
class Job:
    """What a child is asked: a function of a file, forward or backward, for a layer."""

    path: Path
    name: str
    direction: Literal["forward", "backward"]
    layer: Layer


@dataclass(frozen=True, slots=True)
class Report:
    """What a child answers: a verdict, or a mistake of the user's with the piece of the command that it is in."""

    verdict: CodeVerdict | None
    mistake: str = ""
    text: str | None = None


def run(job: Job, timeout: float) -> CodeVerdict:
    """The verdict on a job; undecided where the code does not come to an end or ends the process.

    Raises SymconvError for a file that cannot be loaded and a function that is not there or cannot be called.
    """
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
            return _undecided(job, f"the code came to no end within {timeout:g} s (--timeout)")
        finally:
            _stop(child)
        if not answer.is_file():
            return _undecided(job, f"the code ended the process ({_ending(child.returncode)})")
        report: Report = pickle.loads(answer.read_bytes())
    if report.verdict is None:
        raise SymconvError(report.mistake, text=report.text)
    return report.verdict


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


def _report(job: Job) -> Report:
    try:
        (function,) = loaded(job.path, [job.name])
    except SymconvError as error:
        return Report(None, str(error), error.text)
    except (Exception, SystemExit) as error:  # the file runs as it is loaded, and may raise anything
        return Report(None, _while_loading(job.path, error))
    try:
        return Report(judge(Code.of(function, job.direction), Reference.of(job.layer)))
    except SymconvError as error:
        return Report(None, str(error), error.text)


def _while_loading(path: Path, error: BaseException) -> str:
    own = str(path.resolve())
    line = next((at for f, at in traceback.walk_tb(error.__traceback__) if f.f_code.co_filename == own), None)
    if isinstance(error, SyntaxError):
        line = error.lineno
    where = f" ({place(own, line)})" if line is not None else ""
    return f"{path.name} cannot be loaded: {type(error).__name__}: {error}{where}"


def _undecided(job: Job, reason: str) -> CodeVerdict:
    return CodeVerdict("undecided", job.name, job.layer, 0.0, reason=reason)


def _ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Stop the child and everything that it has started."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
