"""Coq asked: the library compiled once, and the files of one proof after the other."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from symconv.errors import SymconvError

LIBRARY = Path(__file__).parent / "library"
# In the order in which they build on each other.
MODULES = ("Sums", "Language", "Apart", "Rules", "Operators", "Layers", "Tactics", "Readers")
CLOSED = "Closed under the global context"
AXIOMS = "Axioms:"
CHECKED = "Modules were successfully checked"
# All that coqchk's summary may say: each line is of something that would make a proof worthless.
SUMMARY = "CONTEXT SUMMARY"
SOUND = (
    "* Theory: Set is predicative",
    "* Axioms: <none>",
    "* Constants/Inductives relying on type-in-type: <none>",
    "* Constants/Inductives relying on unsafe (co)fixpoints: <none>",
    "* Inductives whose positivity is assumed: <none>",
)
COQ_SECONDS = 600
# Coq looks for memory that it can use again less often: a seventh to a third less time, for half as much memory again.
ROOMY = "s=4M,o=400"


class CoqError(SymconvError):
    """What Coq does not accept."""


@dataclass(frozen=True, slots=True)
class Coq:
    """Coq with the library, compiled in the folder `library`; `independent` has its own checker look at proofs too."""

    version: str
    library: Path
    independent: bool = False

    def __call__(self, files: Mapping[str, str]) -> str:
        """Coq's name, where it accepts the files of a proof that rests on no axioms.

        Raises CoqError, which says in which file what is wrong.
        """
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for file, text in files.items():
                (folder / file).write_text(text, encoding="utf-8", newline="\n")
            said = ""
            for file in files:
                said = _run(["coqc", *self._where(folder), str(folder / file)], file, folder)
            if CLOSED not in said.splitlines() or AXIOMS in said:
                raise CoqError(f"the proof rests on axioms: {_line(said)}")
            if self.independent:
                last = f"Certificate.{Path([*files][-1]).stem}"
                said = _run(["coqchk", "-o", *self._where(folder), last], "coqchk", folder)
                if doubts := doubts_of(said):
                    raise CoqError(f"coqchk does not accept the proof: {_line(doubts)}")
        return f"{self.version}{' and coqchk' if self.independent else ''}"

    def _where(self, folder: Path) -> list[str]:
        return ["-Q", str(self.library), "Symconv", "-R", str(folder), "Certificate"]


def doubts_of(said: str) -> str:
    """What coqchk says that it may not say of a proof, or that something is missing; empty where all is well.

    Each line of the summary has to be as it is where nothing is assumed, and there may be no other.
    """
    _, _, summary = said.partition(SUMMARY)
    lines = tuple(line.strip() for line in summary.splitlines() if line.strip(" ="))
    if CHECKED in said and lines == SOUND:
        return ""
    return " ".join(line for line in lines if line not in SOUND) or f"its summary is not whole: {said}"


@contextmanager
def coq(independent: bool = False) -> Iterator[Coq]:
    """Coq, ready to be asked; raises SymconvError where it is not installed.

    The library is compiled anew each time, in a folder of its own: a compiled file is not looked at again by coqc.
    """
    for program in ("coqc", *(["coqchk"] if independent else [])):
        if shutil.which(program) is None:
            raise SymconvError(
                f"{program} is not installed: Coq is in Debian's package coq (apt-get install coq), and at coq.inria.fr"
            )
    version = " ".join(_run(["coqc", "--print-version"], "coqc", LIBRARY).split()[:1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for module in MODULES:
            shutil.copy(LIBRARY / f"{module}.v", folder)
            _run(["coqc", "-Q", str(folder), "Symconv", str(folder / f"{module}.v")], f"{module}.v", folder)
        yield Coq(f"Coq {version}", folder, independent)


def _run(command: Sequence[str], what: str, where: Path) -> str:
    """What a program says on both its outputs, the first of which comes first; raises CoqError where it fails.

    Coq leaves files where it runs.
    """
    environment = {"OCAMLRUNPARAM": ROOMY, **os.environ}
    try:
        done = subprocess.run(
            command, cwd=where, env=environment, capture_output=True, text=True, timeout=COQ_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise CoqError(f"{what}: no answer in {COQ_SECONDS} s") from None
    if done.returncode:
        raise CoqError(f"{what} is refused: {_line(_error(done.stderr or done.stdout))}")
    return done.stdout + done.stderr


def _error(said: str) -> str:
    """What Coq says of the error: it stops there, so warnings stand before, each with its own place in a file."""
    start = said.rfind('File "')
    return said[max(start, 0) :]


def _line(text: str) -> str:
    """A message of several lines as one, not too long."""
    found = " ".join(text.split())
    return found if len(found) <= 300 else f"{found[:300]}..."
