"""symconv without z3, as `pip install symconv` brings it: all verbs work, and what only z3 could settle says so."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from coq.further import further
from quick import cases

from symconv.arrays.sums import Guard
from symconv.layers.family import family_of, symbolic_axis
from symconv.layers.layer import Axis
from symconv.proof.certificate import write
from symconv.proof.claim import claim
from symconv.proof.decide import proof_of
from symconv.proof.kernel import Proved
from symconv.proof.solvers import solvers
from symconv.proving import prove
from symconv.results import Proof, Undecided
from symconv.sizes import symbol
from symconv.statements.grammar import parse
from symconv.statements.library import library

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")

WITHOUT = "import sys; sys.modules['z3'] = None; from symconv.cli.main import run; sys.exit(run(sys.argv[1:]))"
LAYER = ["conv1d", "--input", "3", "--kernel", "2"]
NEEDS = "n*n*n - n = 3*((n*n*n - n)//3)"
SAID = "z3 is needed here, and is not installed: pip install 'symconv[prove]'"
NOTES = ROOT / "examples" / "notes.md"


def without_z3(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What a call comes to where z3 cannot be imported; no proof ends for want of time on a busy machine."""
    patient = ["--timeout", "100"] if arguments[0] == "prove" else []
    command = [sys.executable, "-c", WITHOUT, *arguments, *patient]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=400)


@pytest.mark.parametrize("verb", cases(["derive", "verify", "draw"]))
def test_what_needs_no_proof_works(verb: str) -> None:
    done = without_z3(verb, *LAYER)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.slow
def test_the_library_is_proved_with_certificates_alone() -> None:
    done = without_z3("prove")
    assert (done.returncode, done.stderr) == (0, "")
    last = done.stdout.splitlines()[-1]
    assert last.startswith(f"{len(library())} proved in ")
    assert last.endswith("checked by linear certificates")


@pytest.mark.slow
def test_further_statements_are_proved_with_certificates_alone(tmp_path: Path) -> None:
    usual = [each.tree.text for each in further() if each.kind in ("coefficients", "padding", "divisions")]
    file = tmp_path / "further.symconv"
    file.write_text("\n".join(usual) + "\n", encoding="utf-8")
    assert len(usual) > 20
    done = without_z3("prove", str(file), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert {tuple(each["checkers"]) for each in json.loads(done.stdout)["results"]} <= {(), ("linear certificates",)}


@pytest.mark.slow
def test_a_false_statement_is_refuted_with_the_smallest_counterexample() -> None:
    done = without_z3("prove", "dX = correlate(pad(dZ, k-1), K)")
    assert (done.returncode, done.stderr) == (1, "")
    assert "at n=2, k=2, entry 1 of the left side is dz1*k1, but the right side is dz1*k2" in done.stdout


def test_what_needs_a_solver_is_undecided_and_the_reason_says_how_to_get_one() -> None:
    done = without_z3("prove", NEEDS)
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.splitlines()[:2] == [f"undecided: {NEEDS}", f"  {SAID}"]


@pytest.mark.slow
def test_it_does_not_keep_the_other_statements_from_their_verdicts() -> None:
    done = without_z3("prove", NEEDS, "T1", "o = n", "--json")
    assert done.returncode == 1
    said = [(each["verdict"], each.get("reason")) for each in json.loads(done.stdout)["results"]]
    assert said[0] == ("undecided", SAID)
    assert {verdict for verdict, _ in said[1:]} == {"proved", "refuted"}


def test_an_example_that_only_a_solver_finds_is_missed_in_these_words(monkeypatch: pytest.MonkeyPatch) -> None:
    n, k = symbol("n"), symbol("k")
    far = family_of((Axis(n, k),), given=(Guard(n * k - 9_991, "="), Guard(k - 2, ">=")))
    assert prove("n*k = 9991", far, timeout=60)
    monkeypatch.setitem(sys.modules, "z3", None)
    missed = prove("n*k = 9991", far, timeout=3)
    assert isinstance(missed, Undecided)
    assert missed.reason.startswith(SAID)


@pytest.mark.slow
@pytest.mark.parametrize("kernel", ["11", "300"])
def test_large_kernels_need_no_solver(kernel: str) -> None:
    done = without_z3("prove", "dX = correlate(pad(dZ, k-1), rot180(K))", "--kernel", kernel)
    assert (done.returncode, done.stderr) == (0, "")


def test_that_numbers_are_those_of_no_layer_is_seen_without_it() -> None:
    done = without_z3("prove", "n = n", "--input", "2", "--kernel", "5")
    assert (done.returncode, done.stdout.splitlines()[1]) == (
        3,
        "  no layer was found for which the statement says anything",
    )


def test_a_layer_s_code_is_proved_for_all_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    found = proof_of(claim(parse("dB = sum(dZ)"), family_of((symbolic_axis(frozenset()),))))
    assert isinstance(found, Proved)


@pytest.mark.slow
def test_certificates_that_rest_on_a_solver_say_that_it_is_needed(tmp_path: Path) -> None:
    by_z3 = prove("dX = correlate(pad(dZ, k-1), rot180(K))", asked=solvers())
    assert isinstance(by_z3, Proof)
    write([by_z3], tmp_path)
    done = without_z3("recheck", str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"symconv: statement-1: {SAID}\n")


@pytest.mark.parametrize("command", ["prove", "audit"])
def test_hooks_bring_the_solver(command: str) -> None:
    (listed,) = re.findall(rf"- id: symconv-{command}\n(.*?)(?:\Z|\n- id)", HOOKS, re.DOTALL)
    assert re.findall(r"additional_dependencies: \[\"(.*)\"\]", listed) == PROJECT["optional-dependencies"]["prove"]


def test_the_first_command_brings_no_solver_and_whoever_tests_has_one() -> None:
    extras = PROJECT["optional-dependencies"]
    assert not [each for each in PROJECT["dependencies"] if "z3" in each or "cvc5" in each]
    for extra in ("cvc5", "test", "dev", "docs"):
        assert "z3-solver>=4.13" in brought(extra, extras)


def brought(extra: str, extras: Mapping[str, list[str]]) -> set[str]:
    """What an extra brings, with what the extras bring that it names."""
    found = set(extras[extra])
    for each in extras[extra]:
        for name in re.findall(r"^symconv\[(.*)\]$", each):
            found |= {line for part in name.split(",") for line in brought(part, extras)}
    return found


def test_notes_are_audited() -> None:
    done = without_z3("audit", str(NOTES))
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].endswith(": 5 proved, 1 refuted")


@pytest.mark.slow
def test_certificates_are_rechecked_without_it(tmp_path: Path) -> None:
    made = [sys.executable, "-m", "symconv", "prove", "T1", "--certificate", str(tmp_path)]
    assert subprocess.run(made, capture_output=True, check=False, timeout=120).returncode == 0
    done = without_z3("recheck", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
