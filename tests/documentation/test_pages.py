"""The pages before they are built: their examples run, theorems have pages, and a page cannot say what is not so."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import symconv
from symconv.outcomes import OUTCOMES
from symconv.statements.library import library

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
EXAMPLES = [path for path in PAGES if "\n>>> " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_the_examples_of_a_page_run(path: Path) -> None:
    assert doctest.testfile(str(path), module_relative=False).failed == 0


def test_every_theorem_has_a_page_and_every_such_page_a_theorem() -> None:
    assert {path.stem for path in (DOCS / "theorems").glob("T*.md")} == {each.id for each in library()}


ANSWERED = re.compile(rf"^\s*(\S+ )?({'|'.join(OUTCOMES)}|holds|fails): .*$", re.MULTILINE)
# What a test holds against what the command says today: outputs with their call above them, and examples.
CURRENT = re.compile(r"<!-- output of: .*?<!-- end -->|^>>> .*?^$", re.MULTILINE | re.DOTALL)


def typed_in(text: str) -> list[str]:
    """The answers on a page that stand there because somebody wrote them there."""
    return [found[0].strip() for found in ANSWERED.finditer(CURRENT.sub("", text))]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_no_answer_on_a_page_is_typed_in(path: Path) -> None:
    if path.name != "audit_kinds.md":  # tests/auditor/test_equation_kinds.py says that it is current.
        assert typed_in(path.read_text(encoding="utf-8")) == []


def test_an_answer_that_is_typed_in_is_noticed() -> None:
    page = "Read this:\n\n    notes.md:22:3: proved: z = x k\n\n```text\nT3 refuted: dB = dZ\n  at n=1\n```\n"
    assert typed_in(page) == ["notes.md:22:3: proved: z = x k", "T3 refuted: dB = dZ"]
    made = '```{symconv} prove "o = n"\n:ends: refuted\n```\n\n>>> print(prove("o = n"))\nrefuted: o = n\n\n'
    assert typed_in(f"{made}<!-- output of: symconv prove T3 -->\n```text\nproved: it\n```\n<!-- end -->\n") == []


def test_the_reference_names_all_that_python_can_be_asked() -> None:
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    # A family is made by `family`.
    assert {*re.findall(r"^\.\. auto\w+:: (\w+)$", page, re.MULTILINE)} == {*symconv.__all__} - {"Family"}
    assert ".. automodule:: symconv.testing\n   :members:" in page


QUESTIONS = sorted(path for path in (DOCS / "questions").glob("*.md") if path.stem != "index")
SHOWN = re.compile(r"^```\{symconv\} (\w+)", re.MULTILINE)


def test_fifteen_questions_are_answered() -> None:
    assert len(QUESTIONS) == 15


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_an_answer_has_a_derivation_a_picture_and_a_proof(path: Path) -> None:
    assert {*SHOWN.findall(path.read_text(encoding="utf-8"))} == {"derive", "draw", "prove"}


@pytest.mark.parametrize("number", sorted({each.id for each in library()}))
def test_a_theorem_has_a_derivation_a_picture_and_its_proofs(number: str) -> None:
    text = (DOCS / "theorems" / f"{number}.md").read_text(encoding="utf-8")
    assert "```{symconv} derive " in text
    assert "```{symconv} draw " in text or re.search(r"--tables \S*pictures", text)
    assert f"```{{theorem}} {number}\n" in text


def listed(folder: Path) -> set[str]:
    """The pages that tables of contents in a folder name, each as a path from there; patterns are filled in."""
    found = set()
    for path in folder.rglob("*.md"):
        for block in re.findall(r"```\{toctree\}\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
            names = [line for line in block.splitlines() if line and not line.startswith(":")]
            found |= {each.relative_to(folder).as_posix() for name in names for each in path.parent.glob(f"{name}.md")}
    return found


def test_every_page_is_in_a_table_of_contents() -> None:
    assert {path.relative_to(DOCS).as_posix() for path in PAGES} - listed(DOCS) == {"index.md"}


def test_a_page_that_no_table_names_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("```{toctree}\n:hidden:\n\nnamed\nT?\n```\n")
    for name in ("named", "T1", "forgotten"):
        (tmp_path / f"{name}.md").write_text("# A page\n")
    assert listed(tmp_path) == {"named.md", "T1.md"}


def lost(path: Path) -> list[str]:
    """The links of a document to files that there are not."""
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
    return [link for link in links if "://" not in link and not (path.parent / link).exists()]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "notebooks/the_notes.md"])
def test_links_of_documents_beside_the_site_lead_to_files(name: str) -> None:
    assert lost(DOCS.parent / name) == []


def test_a_link_to_no_file_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("[a](page.md#b), [c](https://elsewhere.org), [d](nowhere.md)")
    assert lost(tmp_path / "page.md") == ["nowhere.md"]


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
