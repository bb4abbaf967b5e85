"""symconv without z3: derivations, pictures and proofs with certificates work; what needs a solver says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

WITHOUT = "import sys; sys.modules['z3'] = None; from symconv.cli.main import run; sys.exit(run(sys.argv[1:]))"
LAYER = ["conv1d", "--input", "3", "--kernel", "2"]


def without_z3(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What a call comes to where z3 cannot be imported."""
    command = [sys.executable, "-c", WITHOUT, *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120)


@pytest.mark.parametrize("verb", ["derive", "verify", "draw"])
def test_what_needs_no_proof_works(verb: str) -> None:
    done = without_z3(verb, *LAYER)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_a_proof_with_certificates_needs_no_solver() -> None:
    done = without_z3("prove", "T1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].endswith("checked by linear certificates")


def test_what_needs_a_solver_says_so_in_one_line() -> None:
    done = without_z3("prove", "n*n*n - n = 3*((n*n*n - n)//3)")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "symconv: this statement needs z3, which is not installed: pip install z3-solver\n"


def test_certificates_are_rechecked_without_it(tmp_path: Path) -> None:
    made = [sys.executable, "-m", "symconv", "prove", "T1", "--certificate", str(tmp_path)]
    assert subprocess.run(made, capture_output=True, check=False, timeout=120).returncode == 0
    done = without_z3("recheck", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
