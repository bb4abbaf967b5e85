"""The pytest plugin: statements of notes and of `.symconv` files as tests, and the fixture `symconv`."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from quick import cases

NOTES = r"""
$$y_1 = w_1 x_1 + w_2 x_2$$
$$y_2 = w_1 x_2 + w_2 x_3$$
$$\delta w_1 = \delta y_1 x_1 + \delta y_2 x_3$$
$$\frac{\partial L}{\partial w_1} = \frac{\partial L}{\partial y_i} \frac{\partial y_i}{\partial w_1}$$
$$y_1 = \cancel{w_1}$$
"""
STATEMENTS = """# Sizes.
T3
conv_transpose2d stride=2: o = 2*(n-1) + k
conv_transpose2d stride=2: o = 2*n + k
n*n*n - n = 3*((n*n*n - n)//3)  # undecided is no pass
dX = Q
"""
WITH_FIXTURE = """
def test_true(symconv):
    symconv.assert_proved("dB = sum(dZ)")

def test_false(symconv):
    symconv.assert_proved("o = n - k")
"""
PACKAGE = Path(__file__).parent.parent


def run(folder: Path, *options: str) -> str:
    """What pytest says in a folder with one test of its own, and notes beside its testpaths."""
    prepare(folder)
    return said_in(folder, *options)


def prepare(folder: Path) -> None:
    (folder / "notes").mkdir()
    (folder / "notes" / "a.md").write_text(NOTES, encoding="utf-8")
    (folder / "tests").mkdir()
    (folder / "tests" / "test_one.py").write_text("def test_one(): pass\n", encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n", encoding="utf-8")


def said_in(folder: Path, *options: str) -> str:
    """What pytest says in a folder."""
    # This package's plugin and no other: where symconv is installed too, its entry point would register it twice.
    plugins = ["-p", "symconv.pytest_plugin", "-p", "xdist", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *plugins, "-q", *options]
    environment = {"PYTHONPATH": str(PACKAGE), "PATH": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120, env=environment, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("options", cases({"alone": [], "xdist": ["-n", "2"]}))
def test_every_statement_is_a_test(tmp_path: Path, options: list[str]) -> None:
    said = run(tmp_path, "--symconv-notes", "notes/*.md", *options)
    assert "1 failed, 3 passed, 1 skipped, 1 xfailed" in said
    assert "corrected: \\delta w_1 = \\delta y_1 x_1 + \\delta y_2 x_2" in said
    assert "a.md:4:3" in said
    assert "Traceback" not in said


def test_without_the_option_notes_are_no_tests(tmp_path: Path) -> None:
    assert "1 passed" in run(tmp_path)


@pytest.mark.slow
def test_an_absolute_pattern_and_one_that_matches_nothing(tmp_path: Path) -> None:
    said = run(tmp_path, "--symconv-notes", str(tmp_path / "notes" / "*.md"), "--symconv-notes", "nowhere/*.md")
    assert "1 failed, 3 passed" in said


def test_an_installed_symconv_brings_the_plugin() -> None:
    declared = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))
    (module,) = declared["project"]["entry-points"]["pytest11"].values()
    assert importlib.import_module(module).pytest_addoption


@pytest.mark.parametrize("options", cases({"alone": [], "xdist": ["-n", "2"]}, quick=0))
def test_every_line_of_a_file_of_statements_is_a_test(tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "sizes.symconv").write_text(STATEMENTS, encoding="utf-8")
    said = said_in(tmp_path, *options)
    assert "3 failed, 2 passed" in said
    assert "sizes.symconv:4: refuted: o = 2*n + k\n  at n=" in said
    assert "sizes.symconv:5: undecided: n*n*n" in said
    assert "sizes.symconv:6: there is no 'Q'" in said
    assert "Traceback" not in said


def test_a_file_of_statements_that_cannot_be_read_is_no_pass(tmp_path: Path) -> None:
    (tmp_path / "sizes.symconv").write_text("T3\nquick: o = n\n", encoding="utf-8")
    said = said_in(tmp_path)
    assert "1 error" in said
    assert "sizes.symconv:2: 'quick' before the colon" in said


@pytest.mark.slow
def test_the_fixture_asserts_and_its_message_is_the_counterexample(tmp_path: Path) -> None:
    (tmp_path / "test_proofs.py").write_text(WITH_FIXTURE, encoding="utf-8")
    said = said_in(tmp_path)
    assert "1 failed, 1 passed" in said
    assert "AssertionError: refuted: o = n - k\n" in said
    assert "at n=1, k=1, the left side is" in said
    # No line of ours: the traceback ends where the user's test does.
    assert "__tracebackhide__" not in said
