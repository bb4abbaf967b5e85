"""How many mistakes audit finds, and how much of what it calls false is false: `python -m tests.auditor.measure`.

One random change each in derivations of layers that no other test uses, and in general equations; whether the changed
equation is still true is found by loops of the tests' own. Writes docs/audit_measured.md.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from functools import partial
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, "tests")

import symconv
from auditor import test_general_mutants as general
from auditor.by_hand import Layer, is_true
from auditor.test_round_trip import between_entries, changed, plain
from symconv import derive
from symconv.auditor.judgement import Judgement
from symconv.auditor.notes import verdict
from symconv.auditor.reading import Section, sections
from symconv.auditor.repair import repaired
from symconv.auditor.statements import NotedEquation, statements
from symconv.auditor.words import vocabulary

PAGE = Path(__file__).parents[2] / "docs" / "audit_measured.md"
LAYERS = {"Conv1d": Layer((5,), (3,)), "Conv2d": Layer((3, 4), (2, 2))}
ENDING = re.compile(r"\s*\\\\(\[3pt\])?$")


def kind_of(row: str) -> str:
    """What kind of equation a line of a derivation is."""
    if row.startswith("z"):
        return "forward expansion"
    if row.startswith(r"\frac{\partial z"):
        return "local derivative"
    return "chain-rule line" if r"\frac{\partial z" in row.split("=")[1] else "gradient"


def entries(count: int, seed: int) -> Counter[tuple[str, str]]:
    """Changes in equations between entries, by kind and what was said; true ones are counted apart."""
    chance = random.Random(seed)
    texts = {name: _text(name, each) for name, each in LAYERS.items()}
    found: Counter[tuple[str, str]] = Counter()
    for _ in range(count):
        name = chance.choice(list(LAYERS))
        rows = texts[name].split("\n")
        at = chance.choice(between_entries(rows))
        before = ENDING.sub("", rows[at])
        rows[at] = changed(rows[at], chance)
        true = is_true(LAYERS[name], ENDING.sub("", rows[at]))
        text = "\n".join(rows)
        start = sum(len(row) + 1 for row in rows[:at])
        for section in sections(statements(text), announced=False):
            for statement in section.statements:
                if start <= statement.start < start + len(rows[at]):
                    said = verdict(statement, section).outcome
                    found[kind_of(before), f"{'true' if true else 'false'} {said}"] += 1
                    known = vocabulary(section)
                    if said == "refuted" and known is not None:
                        fixed = repaired(text, statement, known, partial(_verdict, section))
                        found[kind_of(before), "located"] += fixed is not None and plain(fixed.corrected) == plain(
                            before
                        )
    return found


def _text(name: str, layer: Layer) -> str:
    """The derivation, without headings: then it is one section for sure, which is read once."""
    written: str = derive(getattr(symconv, name)(input=layer.n, kernel=layer.k)).markdown()
    return re.sub("^#.*$", "", written, flags=re.MULTILINE)


def _verdict(section: Section, statement: NotedEquation) -> Judgement:
    return verdict(statement, section)


def generals(first: int, count: int) -> Counter[tuple[str, str]]:
    """Changes in general index equations."""
    found: Counter[tuple[str, str]] = Counter()
    for _, forward, equation in general.cases()[first : first + count]:
        said, true = general.judged(forward, equation, 2 if forward is general.STRIDED else 1)
        found["general index equation", f"{'true' if true else 'false'} {said}"] += 1
    return found


def page(found: Counter[tuple[str, str]]) -> str:
    """The table."""
    lines = [
        "# How much audit finds",
        "",
        "One random change each (an index, a sign, a letter, a limit, a term left out, terms exchanged) in derivations",
        "and general equations; whether what came of it is false was found by loops of the tests' own. Made by",
        "`python -m tests.auditor.measure`.",
        "",
        "| kind | false | refuted | recall | withheld | true | refuted though true | precision | correction restores |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    kinds = list(dict.fromkeys(kind for kind, _ in sorted(found)))
    for kind in [*kinds, "all"]:
        here: Counter[str] = Counter()
        for (each, said), number in found.items():
            here[said] += number if kind in (each, "all") else 0
        false = sum(number for said, number in here.items() if said.startswith("false "))
        true = sum(number for said, number in here.items() if said.startswith("true "))
        refuted, wrongly = here["false refuted"], here["true refuted"]
        withheld = false - refuted - here["false proved"]
        precision = f"{refuted / (refuted + wrongly):.0%}" if refuted + wrongly else ""
        located = "" if kind.startswith("general") or kind == "all" else f"{here['located'] / max(1, refuted):.0%}"
        recall = f"{refuted / false:.0%}" if false else ""
        lines.append(
            f"| {kind} | {false} | {refuted} | {recall} | {withheld} | {true} | {wrongly} | {precision} | {located} |"
        )
    lines += [
        "",
        f"False equations that were proved: {sum(n for (_, said), n in found.items() if said == 'false proved')}.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    PAGE.write_text(page(entries(count, seed=2026) + generals(6_000, count)), encoding="utf-8")
    sys.stdout.write(PAGE.read_text(encoding="utf-8"))
