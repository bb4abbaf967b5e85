"""The pages before they are built: their examples run, theorems have pages, and a page cannot say what is not so."""

from __future__ import annotations

import doctest
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from symconv.statements.library import library

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
EXAMPLES = [path for path in PAGES if "\n>>> " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_the_examples_of_a_page_run(path: Path) -> None:
    assert doctest.testfile(str(path), module_relative=False).failed == 0


def test_every_theorem_has_a_page_and_every_such_page_a_theorem() -> None:
    assert {path.stem for path in (DOCS / "theorems").glob("T*.md")} == {each.id for each in library()}


def built(folder: Path, page: str) -> subprocess.CompletedProcess[str]:
    """Sphinx at work on one page, with the settings and the extension of the site."""
    if find_spec("sphinx") is None or find_spec("furo") is None or find_spec("myst_parser") is None:
        pytest.skip("pip install '.[docs]' brings what the site is built with")
    (folder / "index.md").write_text(page, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "dummy", "-c", str(DOCS), ".", "built"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )


def shown(directive: str) -> str:
    """A page with one directive on it."""
    return f"# A page\n\n```{{{directive}\n```\n"


@pytest.mark.parametrize(
    "directive",
    [
        'symconv} prove "o = n - k + 1"',
        'symconv} prove "o = n - k"\n:ends: refuted',
        'symconv} prove "o = n -"\n:ends: mistake',
        "symconv} derive conv1d --input 3 --kernel 2\n:as: page",
        "symconv} draw conv1d --input 3 --kernel 2\n:as: picture",
        'symconv} prove "o = n - k"\n:ends: refuted\n:from: refuted\n:to: at',
        "theorem} T3",
    ],
)
def test_what_is_so_is_built(directive: str, tmp_path: Path) -> None:
    found = built(tmp_path, shown(directive))
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize(
    ("directive", "said"),
    [
        ('symconv} prove "o = n - k"', "ended as refuted, not done"),
        ('symconv} prove "o = n - k + 1"\n:ends: refuted', "ended as done, not refuted"),
        ("symconv} derive conv9", "ended as mistake, not done"),
        ('symconv} prove "o = n - k + 1"\n:from: never said', "does not occur"),
        ("theorem} T99", "no theorem T99"),
    ],
)
def test_what_is_not_so_stops_the_build(directive: str, said: str, tmp_path: Path) -> None:
    found = built(tmp_path, shown(directive))
    assert found.returncode != 0
    assert said in found.stderr


def test_a_reference_to_nowhere_stops_the_build(tmp_path: Path) -> None:
    assert "nowhere" in built(tmp_path, "# A page\n\n[there](nowhere.md)\n").stderr
