"""The commands, outputs and lists that the documents show: `python tests/readme.py NAME` prints the README's command of
that name, `python tests/readme.py update` writes the others anew. `tests/test_readme.py` checks that they are current.
"""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from imports import of_symconv

from symconv.outcomes import MEANING

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
TRUST = ROOT / "docs" / "trust.md"
DOCUMENTS = (README, TRUST)
COMMAND = re.compile(r"<!-- command: (?P<name>\w+) -->\n```sh\n(?P<text>.*?)\n```", re.DOTALL)
PICTURE = re.compile(r"<!-- picture of: (?P<call>[^\n]*?) -->\n!\[[^\n]*\]\((?P<path>[^)\n]*)\)")
OUTPUT = re.compile(
    r"(?P<head><!-- output of: (?P<call>[^\n]*?)"
    r'(?:, from "(?P<start>[^"]*)")?(?:, to "(?P<end>[^"]*)")? -->\n```text\n)'
    r"(?P<text>.*?)(?P<tail>```\n)",
    re.DOTALL,
)
LIST = re.compile(r"(?P<head><!-- list: (?P<name>\w+) -->\n)(?P<text>.*?)(?P<tail><!-- end -->)", re.DOTALL)
# The README is shown elsewhere too, so its pictures have whole addresses; they stand in this repository.
ADDRESS = "https://raw.githubusercontent.com/symconv/symconv/main/"
# Who makes a proof, and who says what a statement claims: these, and all that they import.
ROOTS = ("proof.kernel", "proof.claim")


@dataclass(frozen=True, slots=True)
class Output:
    """One output block: the call, the words it starts at and those it ends before, and what the document shows."""

    call: str
    start: str | None
    end: str | None
    shown: str


def commands() -> dict[str, str]:
    """The README's shell commands by name."""
    return {found["name"]: found["text"] for found in COMMAND.finditer(README.read_text(encoding="utf-8"))}


def outputs() -> list[Output]:
    """The documents' output blocks."""
    return [_output(found) for path in DOCUMENTS for found in OUTPUT.finditer(path.read_text(encoding="utf-8"))]


def pictures() -> list[tuple[str, Path]]:
    """The README's pictures: the call that draws each, and its file."""
    return [
        (found["call"], ROOT / found["path"].removeprefix(ADDRESS))
        for found in PICTURE.finditer(README.read_text(encoding="utf-8"))
    ]


def lists() -> list[tuple[str, str]]:
    """The documents' lists that are made from the code: the name of each, and what is shown."""
    texts = [path.read_text(encoding="utf-8") for path in DOCUMENTS]
    return [(found["name"], found["text"]) for text in texts for found in LIST.finditer(text)]


def listed(name: str) -> str:
    """What such a list says today."""
    return {"trusted": trusted, "outcomes": outcomes, "rests": rests}[name]()


def outcomes() -> str:
    """The words in which symconv answers, each with what it means."""
    rows = [f"| {word} | {meaning} |" for word, meaning in MEANING.items()]
    return "\n".join(["| word | what it means |", "|---|---|", *rows]) + "\n"


def trusted() -> str:
    """What has to be right for a proof to be one: the files that the kernel and the claim rest on, read off imports."""
    house = of_symconv()
    files = {*ROOTS}.union(*map(house.reached, ROOTS)) - house.folders
    lines = ["| file | what it holds |", "|---|---|"]
    for name in sorted(files):
        words = ast.get_docstring(house.modules[name]) or ""
        lines.append(f"| `symconv/{name.replace('.', '/')}.py` | {' '.join(words.split(chr(10) * 2)[0].split())} |")
    return "\n".join(lines) + "\n"


# For each kind of verdict: what it says, what it assumes beyond Python and the files, and what would go unnoticed.
REST: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("`derive`", ("calculus.derive",), "SymPy's `diff` and `expand`", "a definition that is not the layer you mean"),
    ("`verify`", ("exact.verify",), "NumPy", "the same, and an engine and a formula that are wrong in the same way"),
    (
        "`prove`, certificates",
        ("proof.kernel", "proof.claim"),
        "the checker of certificates",
        "a rule of the kernel that is wrong, or a statement read as another one: a false statement is proved",
    ),
    (
        "`prove`, solvers",
        ("proof.kernel", "proof.claim", "proof.solvers"),
        "z3, and cvc5 where it is asked",
        "the same, and an obligation that is false and that z3 calls unsatisfiable, where cvc5 does not contradict",
    ),
    (
        "`recheck --coq`",
        ("coq.statement",),
        "Coq, and the definitions in `symconv/coq/library`; neither the kernel nor the certificates",
        "a definition in Coq that is not the layer you mean, or another statement than yours in `Statement.v`: read it",
    ),
    (
        "`audit`",
        ("auditing",),
        "what `verify` or `prove` assumes",
        "an equation read as another: the reading is printed",
    ),
    (
        "`check`: proved",
        ("check.judge",),
        "that the code was followed whole",
        "code that does something else than what was recorded of it",
    ),
    ("`check`: agrees", ("check.judge",), "the probes", "code that is wrong elsewhere"),
)


def rests() -> str:
    """What each kind of verdict rests on: the lines of our own that it reaches, and what would go unnoticed."""
    house = of_symconv()
    lines = [
        "| verdict | what it rests on | lines, about | what would go unnoticed if that were wrong |",
        "|---|---|---|---|",
    ]
    for verdict, roots, also, unnoticed in REST:
        files = {*roots}.union(*map(house.reached, roots)) - house.folders
        paths = [f"symconv/{name.replace('.', '/')}.py" for name in sorted(files)]
        if "--coq" in verdict:
            # Coq checks the proofs: what has to be read are the definitions.
            paths = [f"symconv/coq/library/{name}.v" for name in ("Language", "Operators", "Layers")]
        count = sum(len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in paths)
        lines.append(f"| {verdict} | {also} | {about(count, _written(verdict)):,} | {unnoticed} |")
    return "\n".join(lines) + "\n"


def about(count: int, written: int | None) -> int:
    """The number written while it is right within a tenth, so that not every change of any file is one of the page."""
    if written is not None and abs(written - count) * 10 <= count:
        return written
    return round(count, -3 if count > 1_000 else -2)


def _written(verdict: str) -> int | None:
    """How many lines the page on trust says of a verdict today."""
    found = re.search(
        rf"^\| {re.escape(verdict)} \|[^|]*\| ([\d,]+) \|", TRUST.read_text(encoding="utf-8"), re.MULTILINE
    )
    return int(found[1].replace(",", "")) if found else None


def drawn(call: str) -> str:
    """What a call of `symconv draw` draws today."""
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(call)], capture_output=True, text=True, encoding="utf-8", check=True
    )
    return done.stdout


def _output(found: re.Match[str]) -> Output:
    return Output(found["call"], found["start"], found["end"], found["text"])


def printed(output: Output) -> str:
    """What the call prints today, from the words that the block starts at; times are made the same."""
    call = shlex.split(output.call)
    assert call[0] == "symconv", output.call
    done = subprocess.run(
        [sys.executable, "-m", *call], capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )
    assert done.returncode in (0, 1, 3), done.stderr
    text = re.sub(r"in \d+\.\d+ s\b", "in 0.05 s", done.stdout)
    text = text if output.start is None else text[text.index(output.start) :]
    return text if output.end is None else text[: text.index(output.end)].rstrip() + "\n"


def main() -> None:
    """See the module's docstring."""
    names = commands()
    asked = sys.argv[1] if len(sys.argv) == 2 else ""
    if asked not in ("update", *names):
        sys.exit(f"usage: python tests/readme.py update, or one of {', '.join(names)}")
    if asked == "update":
        for call, path in pictures():
            path.write_text(drawn(call), encoding="utf-8")
        for path in DOCUMENTS:
            text = path.read_text(encoding="utf-8")
            renewed = OUTPUT.sub(lambda found: found["head"] + printed(_output(found)) + found["tail"], text)
            renewed = LIST.sub(lambda found: found["head"] + listed(found["name"]) + found["tail"], renewed)
            path.write_text(renewed, encoding="utf-8")
    else:
        print(names[asked])


if __name__ == "__main__":
    main()
