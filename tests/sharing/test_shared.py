"""Work shared out: every task has one answer, whoever works, and whoever is killed at it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from sharing.work import killed_at, killed_once, own_process, squared
from symconv import SymconvError
from symconv.sharing.batches import MOST_TASKS, Batches, Lost
from symconv.sharing.shared import shared
from symconv.sharing.workers import MOST_EACH, checked_jobs, processors

MANY = range(300)


@pytest.mark.parametrize("jobs", [1, 2], ids=["in this process", "two processes"])
def test_every_task_is_done_once(jobs: int) -> None:
    assert sorted(shared(squared, MANY, jobs=jobs)) == [(at, at * at) for at in MANY]


def test_threads_of_somebody_elses_do_it_too() -> None:
    with ThreadPoolExecutor(3) as pool:
        assert sorted(shared(squared, MANY, pool)) == [(at, at * at) for at in MANY]


def test_nothing_to_do_is_done() -> None:
    assert list(shared(squared, [], jobs=2)) == []
    with ThreadPoolExecutor(1) as pool:
        assert list(shared(squared, [], pool)) == []


def test_one_job_is_done_in_this_process_and_several_in_others() -> None:
    assert {made for _, made in shared(own_process, range(3), jobs=1)} == {os.getpid()}
    pids = {made for _, made in shared(own_process, range(8), jobs=2)}
    assert os.getpid() not in pids
    assert 1 <= len(pids) <= 2


def test_tasks_are_taken_as_they_are_sent() -> None:
    taken: list[int] = []

    def endless() -> Iterator[int]:
        for at in count():
            taken.append(at)
            yield at

    answers = shared(squared, endless(), jobs=2)
    assert len(list(islice(answers, 20))) == 20
    answers.close()  # type: ignore[attr-defined]
    assert len(taken) < 20 + 5 * MOST_TASKS


def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    tasks = [(at, str(tmp_path / "killed")) for at in range(100)]
    assert sorted(shared(killed_once, tasks, jobs=2)) == [(at, at) for at in range(100)]


def test_a_task_that_kills_every_worker_is_lost_and_no_other() -> None:
    found = dict(shared(killed_at, [(at, 3) for at in range(40)], jobs=2))
    assert [at for at, made in found.items() if isinstance(made, Lost)] == [3]
    assert {at: made for at, made in found.items() if at != 3} == {at: at for at in range(40) if at != 3}
    assert str(found[3]) == "Lost(reason='the process that worked on it was ended, twice')"


class Refusing(Executor):
    """An executor with some fault."""

    def __init__(self, fault: Exception, at: str) -> None:
        self.fault, self.at = fault, at

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.at == "submit":
            raise self.fault
        future: Future[Any] = Future()
        future.set_exception(self.fault)
        return future


FAULTS: dict[str, tuple[Executor, str]] = {
    "closed": (Refusing(RuntimeError("cannot schedule new futures after shutdown"), "submit"), "takes no work: cannot"),
    "cancelled": (Refusing(CancelledError(), "result"), "the executor has ended: CancelledError"),
    "without symconv": (Refusing(ModuleNotFoundError("No module named 'symconv'"), "result"), "cannot do this: Module"),
}


@pytest.mark.parametrize(("pool", "said"), FAULTS.values(), ids=FAULTS)
def test_an_executor_that_does_not_work_is_said(pool: Executor, said: str) -> None:
    with pytest.raises(SymconvError, match=said):
        list(shared(squared, MANY, pool))


def test_an_executor_that_was_shut_down_is_said() -> None:
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    with pytest.raises(SymconvError, match="the executor takes no work"):
        list(shared(squared, MANY, pool))


class FailingAt(ThreadPoolExecutor):
    """An executor, as of a cluster, that loses every worker that is given one task."""

    def __init__(self, fatal: int) -> None:
        super().__init__(2)
        self.fatal = fatal

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.fatal not in args[1]:
            return super().submit(fn, *args, **kwargs)
        future: Future[Any] = Future()
        future.set_exception(OSError("KilledWorker"))
        return future


def test_a_task_that_a_cluster_fails_at_is_lost_and_no_other() -> None:
    with FailingAt(250) as pool:
        found = dict(shared(squared, MANY, pool))
    assert found.pop(250) == Lost("the executor failed at it: OSError: KilledWorker")
    assert found == {at: at * at for at in MANY if at != 250}


JOBS: dict[str, object] = {"none": 0, "less": -1, "a fraction": 1.5, "a word": "two", "a truth": True}


@pytest.mark.parametrize("jobs", JOBS.values(), ids=JOBS)
def test_a_number_of_jobs_that_is_none_is_refused(jobs: Any) -> None:
    with pytest.raises(SymconvError, match="`jobs` is a whole number of 1 or more"):
        shared(squared, MANY, jobs=jobs)


def test_more_jobs_than_processors_can_do_with_are_refused() -> None:
    most = MOST_EACH * processors()
    assert checked_jobs(most) == most
    with pytest.raises(SymconvError, match=f"at most {most}"):
        shared(squared, MANY, jobs=most + 1)


def test_what_is_no_executor_is_refused() -> None:
    with pytest.raises(SymconvError, match=r"`executor` is one of concurrent\.futures, not 4"):
        shared(squared, MANY, 4)  # type: ignore[arg-type]
    with ThreadPoolExecutor(1) as pool, pytest.raises(SymconvError, match="`jobs` is for processes of our own"):
        shared(squared, MANY, pool, jobs=2)


def test_batches_grow_towards_their_aim_and_no_further() -> None:
    batches = Batches(enumerate(range(1000)))
    sizes = []
    while batch := batches.next():
        sizes.append(len(batch))
        batches.took(len(batch), 0.01 * len(batch))
    assert sizes[:4] == [1, 2, 4, 8]
    assert max(sizes) == 50
    slow = Batches(enumerate(range(1000)))
    for _ in range(5):
        slow.took(len(slow.next()), 3.0)
    assert slow.size == 1


SCRIPT = """
from symconv.sharing.shared import shared
from sharing.work import {work} as work
if {below}:
    print(sorted(shared(work, {tasks}, jobs=2)), flush=True)
"""


def started(tmp_path: Path, work: str, tasks: str, below: str = "__name__ == '__main__'") -> subprocess.Popen[str]:
    path = tmp_path / "script.py"
    path.write_text(SCRIPT.format(work=work, tasks=tasks, below=below), encoding="utf-8")
    places = os.pathsep.join([str(Path(__file__).parent.parent), str(Path(__file__).parent.parent.parent)])
    return subprocess.Popen(
        [sys.executable, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": places},
        # A shell starts what runs in the background without it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def test_a_script_that_is_not_guarded_is_told_how(tmp_path: Path) -> None:
    script = started(tmp_path, "squared", "range(5)", below="True")
    _, err = script.communicate(timeout=120)
    assert script.returncode == 1
    assert 'a script asks for several jobs below `if __name__ == "__main__":`, or for `jobs=1`' in err


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="children are looked up in /proc")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT], ids=["killed", "stopped by Ctrl-C"])
def test_workers_end_with_whoever_started_them(end: signal.Signals, tmp_path: Path) -> None:
    script = started(tmp_path, "slow", "[600] * 9")
    workers = waited(lambda: [pid for pid in children(script.pid) if "spawn_main" in command(pid)], least=2)
    for pid in workers if end == signal.SIGINT else []:
        # Of a terminal, every process is told.
        os.kill(pid, signal.SIGINT)
    script.send_signal(end)
    _, err = script.communicate(timeout=60)
    assert waited(lambda: [1] if not any(map(command, workers)) else [])
    # Nobody but the script itself has anything to say.
    assert err.count("Traceback") <= (end == signal.SIGINT)


def children(pid: int) -> list[int]:
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = each.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(each.parent.name))
    return found


def command(pid: int) -> str:
    """What a process was started with; empty once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def waited(look: Any, least: int = 1) -> list[int]:
    """What there is, as soon as it is as many; empty where that takes too long."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        found: list[int] = look()
        if len(found) >= least:
            return found
        time.sleep(0.1)
    return []
