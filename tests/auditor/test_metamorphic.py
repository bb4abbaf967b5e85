"""The same notes in other clothes get the same verdicts; less of an equation is never more proved."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from quick import cases

from symconv import audit
from symconv.auditor.decoration import undecorated
from symconv.auditor.labels import without_labels
from symconv.auditor.notes import verdict
from symconv.auditor.reading import einstein, sections
from symconv.auditor.statements import statements
from symconv.auditor.tokens import ReadError, tokens

HERE = Path(__file__).parent
TEXTS = {
    path.name: path.read_text(encoding="utf-8")
    for path in (*sorted((HERE / "manners").iterdir()), HERE / "notes" / "rows.md", HERE / "notes" / "bias.md")
}


@cache
def verdicts(text: str) -> list[str]:
    """Statement by statement; what would be right is not looked for."""
    found = sections(without_labels(statements(text)), einstein(text))
    return [verdict(each, section).outcome for section in found for each in section.statements]


def in_mathematics(change: Callable[[str], str]) -> Callable[[str], str]:
    """A change of what stands between dollars, or in an environment, and of nothing else."""

    def changed(text: str) -> str:
        return re.sub(
            r"(?s)\$\$.*?\$\$|\\begin\{(equation|align)\}.*?\\end\{\1\}", lambda found: change(found[0]), text
        )

    return changed


def bold(text: str) -> str:
    return re.sub(r"(?<![\\A-Za-z{])([xwkzyXKWZY])(?=_|\[)", r"\\mathbf{\1}", text)


def wide(text: str) -> str:
    return re.sub(r"(?<=[^ ]) (?=[-+=])", r" \\, ", text.replace("+", " + "))


def coloured(text: str) -> str:
    return re.sub(r"(?<![\\A-Za-z{])([xwkz])_\{([0-9]+)\}", r"\\textcolor{red}{\1_{\2}}", text)


def sized(text: str) -> str:
    return text.replace("(", r"\left(").replace(")", r"\right)")


def dots(text: str) -> str:
    return re.sub(r"(?<=[0-9}]) \\cdot (?=[a-z\\])", r" \\times ", text)


def renamed(text: str) -> str:
    """Other letters for the kernel and the output, in every equation alike."""
    return re.sub(r"(?<![A-Za-z\\])w(?=_)", "k", re.sub(r"(?<![A-Za-z\\])y(?=_)", "z", text))


def slashed(text: str) -> str:
    plain = r"\\frac\{\\partial ([A-Z])\}\{\\partial ([a-zA-Z])_(\{[0-9a-z,']+\}|[0-9])\}"
    return re.sub(plain, r"\\partial \1 / \\partial \2_\3", text)


def commented(text: str) -> str:
    return text.replace("$$\n\n", "$$ % a remark\n\n")


def brackets(text: str) -> str:
    """Displays between other marks."""
    return re.sub(r"(?s)\$\$(.*?)\$\$", lambda found: rf"\[{found[1]}\]", text)


def environments(text: str) -> str:
    return re.sub(r"(?s)\$\$(.*?)\$\$", lambda found: rf"\begin{{equation*}}{found[1]}\end{{equation*}}", text)


CLOTHES: dict[str, Callable[[str], str]] = {
    "bold": in_mathematics(bold),
    "wide": in_mathematics(wide),
    "coloured": in_mathematics(coloured),
    "sized brackets": in_mathematics(sized),
    "crosses for dots": in_mathematics(dots),
    "slashes": in_mathematics(slashed),
    "commented": commented,
    "square brackets": brackets,
    "environments": environments,
    "boxed": in_mathematics(lambda text: re.sub(r"(?s)^\$\$(?!\\begin|=|\s*=)([^$]*)\$\$$", r"$$\\boxed{\1}$$", text)),
}


@pytest.mark.parametrize("name", cases(["handout.md", "slides.md", "strided.md", "signals.md", "rows.md", "bias.md"]))
@pytest.mark.parametrize("clothes", CLOTHES)
def test_other_clothes_get_the_same_verdicts(name: str, clothes: str) -> None:
    text = TEXTS[name]
    other = CLOTHES[clothes](text)
    assert verdicts(other) == verdicts(text)


@pytest.mark.parametrize("name", cases(["blog.md", "padded.md", "slides.md", "evens.md", "upsampling.md"]))
def test_other_letters_get_the_same_verdicts(name: str) -> None:
    assert verdicts(in_mathematics(renamed)(TEXTS[name])) == verdicts(TEXTS[name])


def test_counting_from_zero_or_from_one_gives_the_same_verdicts() -> None:
    first = TEXTS["slides.md"]
    lower = re.sub(r"_([0-9])", lambda found: f"_{int(found[1]) - 1}", first)
    assert verdicts(lower) == verdicts(first)


def test_axes_transposed_give_the_same_verdicts() -> None:
    text = TEXTS["handout.md"]
    turned = re.sub(r"_\{([0-9])([0-9])\}", r"_{\2\1}", text)
    assert verdicts(turned) == verdicts(text)


def test_an_index_of_digits_may_have_commas() -> None:
    text = TEXTS["handout.md"]
    assert verdicts(re.sub(r"_\{([0-9])([0-9])\}", r"_{\1,\2}", text)) == verdicts(text)
    assert verdicts(re.sub(r"([xkz])_\{([0-9])([0-9])\}", r"\1[\2,\3]", text)) == verdicts(text)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["handout.md", "slides.md", "strided.md", "brackets.md", "rows.md"])
def test_without_one_of_its_tokens_nothing_false_becomes_true(name: str) -> None:
    """A false equation of which one token is left out is not proved, unless by that it becomes the correction."""
    text = TEXTS[name]
    report = audit(text)
    for each in report.statements:
        if each.outcome != "refuted" or text.count(each.equation) != 1:
            continue
        at = text.index(each.equation)
        for token in undecorated(tokens(text, at, at + len(each.equation)))[::2]:
            if token.text == "=":
                # Without it there is no statement of its own any more.
                continue
            changed = text[: token.start] + " " + text[token.end :]
            found = [other for other in audit(changed).statements if other.line == each.line]
            assert "proved" not in {other.outcome for other in found[-1:]} or _is_shorter_truth(each.equation), token


def _is_shorter_truth(equation: str) -> bool:
    """Whether leaving something out may make an equation true: where it has a term or a shift too many."""
    return bool(re.search(r"[-+]", equation.split("=", 1)[1]))


@pytest.mark.parametrize("name", cases(["slides.md", "handout.md", "blog.md"]))
def test_an_equation_that_is_changed_changes_no_other_verdict(name: str) -> None:
    text = TEXTS[name]
    before = audit(text).statements
    for each in before:
        # What a general forward equation says is what everything else is judged by.
        is_gradient = re.match(r"\\frac|\\delta", each.equation)
        if each.outcome == "proved" and text.count(each.equation) == 1 and is_gradient:
            left, right = each.equation.split("=", 1)
            after = audit(text.replace(each.equation, f"{left}= -{right}")).statements
            pairs = enumerate(zip(before, after, strict=True))
            differing = [at for at, (one, other) in pairs if one.outcome != other.outcome]
            assert all(abs(before[at].line - each.line) <= 6 for at in differing), (each.equation, differing)


def test_what_is_no_mathematics_is_no_token() -> None:
    with pytest.raises(ReadError):
        undecorated(tokens(r"\label", 0, 6))
