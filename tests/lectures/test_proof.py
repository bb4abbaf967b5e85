"""Proofs written to be read: the words, what they claim, the width of the lines, and what TeX makes of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from page.tex import compiled, wrapped
from quick import cases, some

from symconv.lectures.proof import explained
from symconv.page.article import whole
from symconv.page.paper import paper
from symconv.proof.smt import Solver
from symconv.proof.solvers import solvers
from symconv.proving import prove
from symconv.results import Proof, Refutation, Result, Undecided
from symconv.statements.library import library
from symconv.statements.theorems import Theorem

NOTES = "dX = correlate(pad(dZ, k-1), rot180(K))"
GENERAL = "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"
FORMS = ("text", "latex", "markdown")
# A name and a version of our own, so that the words do not change with what is installed.
CHECKER = (Solver("z3", "4.12", solvers()[0].ask),)


def proof_of(statement: str, name: str = "") -> Proof:
    found = prove(statement, name=name, asked=CHECKER)
    assert isinstance(found, Proof)
    return found


def theorems() -> Sequence[Theorem]:
    """The theorems that are told here: in a quick run some of them."""
    return some(library(), 12)


@cache
def proved() -> tuple[tuple[str, Result], ...]:
    """Every theorem with its title, proved."""
    return tuple(
        (f"{theorem.id} {theorem.title}", prove(theorem.statement, theorem.family, name=theorem.id, asked=CHECKER))
        for theorem in theorems()
    )


@cache
def told(form: str) -> tuple[tuple[str, str], ...]:
    return tuple((title, explained([result], form)) for title, result in proved())


def unwrapped(text: str) -> str:
    return " ".join(text.split())


# Checked by hand. Z[i] = sum over a of X[i + a] K[a], so dX[u] collects K[a] dZ[i] where a + i = u. On the right,
# padding by k-1 moves dZ[i] to i + k - 1 and rotating K reads K[k - 1 - t]: entry u is the sum over t of
# K[k - t - 1] dZ[u + t - k + 1]. So i = u + t - k + 1, which gives t, and a = k - t - 1 = u - i.
T1_NOTES = """\
T1, proved
==========

The input's gradient is a correlation over the output's gradient. Where the
layer has a stride, zeros go between the entries of the output's gradient, and
around it go zeros for the outputs that do not exist. Over that slides the
kernel, turned by 180 degrees, its entries as far apart as the layer's dilation
says.

dX = correlate(pad(dZ, k-1), rot180(K))

The statement is proved for all n, k >= 1 with n >= k; any number of axes, each
with its own; any batch, groups and channels; in cross-correlation layers with
stride 1, dilation 1, padding 0 and a bias.

It says something, for instance, at n = 1, k = 1, N = 1, g = 1, c = 1, f = 1.

Everything is said along one spatial axis, with every index from 0. Entries out
of range count as 0. The result's own place is u.

The definition
--------------

  Z[m] = Σ(a) X[a + m] K[a] + B

The chain rule
--------------

The loss changes by the sum of every output's change times its upstream
gradient, dZ[m]. SymPy differentiates each product by X[u], which leaves a
Kronecker delta, and the kernel takes the same step:

  ∂/∂X[u] (X[t + t'] K[t] dZ[t']) = δ(u, t + t') K[t] dZ[t']

Collapsing the delta leaves the condition that its two places are equal.

The left side
-------------

  left side = Σ(t, t') K[t] dZ[t']

over the places where t + t' = u, and every place is in range.

Take the places a, i of the tensors' own entries as coordinates. Each variable
of the sum is then determined, and by no other value:

   t = a
  t' = i

The right side
--------------

  right side = Σ(t) K[k - t - 1] dZ[t + u - k + 1]

Take the places a, i of the tensors' own entries as coordinates. Each variable
of the sum is then determined, and by no other value:

  t = k - a - 1

The same conditions
-------------------

So the factor of K[a] dZ[i] is 1 on the left exactly where

  a + i >= 0
      n >= a + i + 1
      i >= 0
      n >= i + k
  a + i = u
      u >= 0
      n >= u + 1
      a >= 0
      k >= a + 1

and on the right exactly where

      u >= a
  a + n >= k + u
  k + u >= a + 1
  a + n >= u + 1
      a >= 0
      k >= a + 1
      u >= 0
      n >= u + 1
      u = a + i

Each of these conditions follows from the others' list, for all sizes in
question.

Side conditions
---------------

Where one side exists, so does the other.

3 questions of linear integer arithmetic went to z3 4.12, without quantifiers,
products of a parameter and an index as unknowns of their own.

Any number of axes
------------------

Along another axis the same holds with that axis' own sizes. The factor of a
product of entries is the product of what every axis gives, batch, group and
channels among them, so equal along each axis is equal, at any rank. The entries
of the tensors are independent, so nothing else is left to compare.
"""


# A[A - 1 - 2t' - t] B[t] summed over t and t': at places i of A and b of B, t = b and 2t' = A - 1 - b - i.
DIVIDED = "sum(correlate(rot180(A), B, stride=2)) = sum(rot180(correlate(rot180(A), B, stride=2)))"


def test_a_value_is_the_one_that_the_kernel_puts_in() -> None:
    """It divides by 2 where the equation has -2 times the variable."""
    text = explained([proof_of(DIVIDED)], "text")
    assert "  t' = (A - b - i - 1)//2\n" in text
    assert "//(-" not in text


def test_t1_as_the_notes_write_it_word_by_word() -> None:
    assert explained([proof_of(NOTES, "T1")], "text").rstrip("\n") == T1_NOTES.rstrip("\n")


def listed_conditions(text: str, side: str) -> list[str]:
    """The conditions on one side, as they stand in the text."""
    start = text.index(f"on the {side} exactly where")
    block = text[start:].split("\n\n")[1]
    return [line.strip() for line in block.splitlines()]


def holds(condition: str, values: dict[str, int]) -> bool:
    """Whether a condition such as `n >= a + i + 1` or `a*d = u` holds, read term by term."""

    def value(side: str) -> int:
        total = 0
        for sign, product in re.findall(r"(^|[+-]) ?([a-z0-9*]+)", side.strip()):
            factor = 1
            for word in product.split("*"):
                factor *= int(word) if word.isdigit() else values[word]
            total += -factor if sign == "-" else factor
        return total

    left, relation, right = re.split(r" (>=|=) ", condition)
    return value(left) >= value(right) if relation == ">=" else value(left) == value(right)


@pytest.mark.parametrize(("n", "k"), [(1, 1), (3, 1), (3, 2), (4, 3), (3, 3)])
def test_the_conditions_told_are_those_of_the_gradient(n: int, k: int) -> None:
    text = explained([proof_of(NOTES)], "text")
    for side in ("left", "right"):
        conditions = listed_conditions(text, side)
        assert len(conditions) == 9
        found = {
            (a, i, u)
            for a in range(-2, 6)
            for i in range(-2, 6)
            for u in range(-2, 8)
            if all(holds(each, {"n": n, "k": k, "a": a, "i": i, "u": u}) for each in conditions)
        }
        # By the definition: output entry i meets input entry i + a through kernel entry a.
        assert found == {(a, i, a + i) for a in range(k) for i in range(n - k + 1)}


@pytest.mark.parametrize(
    ("n", "k", "s", "d", "pl", "pr"), [(3, 2, 1, 1, 0, 0), (4, 2, 2, 1, 1, 0), (5, 2, 2, 2, 0, 1), (4, 3, 1, 1, 3, 2)]
)
def test_the_general_conditions_too(n: int, k: int, s: int, d: int, pl: int, pr: int) -> None:
    text = explained([proof_of(GENERAL)], "text")
    o = (n + pl + pr - d * (k - 1) - 1) // s + 1
    sizes = {"n": n, "k": k, "s": s, "d": d, "pl": pl, "pr": pr, "o": o}
    for side in ("left", "right"):
        conditions = listed_conditions(text, side)
        found = {
            (a, i, u)
            for a in range(-1, k + 2)
            for i in range(-1, o + 2)
            for u in range(-1, n + 2)
            if all(holds(each, sizes | {"a": a, "i": i, "u": u}) for each in conditions)
        }
        assert found == {
            (a, i, s * i + d * a - pl) for a in range(k) for i in range(o) if 0 <= s * i + d * a - pl < n
        }


def test_the_substitution_that_turns_the_kernel() -> None:
    text = explained([proof_of(GENERAL, "T1")], "text")
    assert "K[k - t' - 1] dZ[t]" in text
    assert "t' = k - a - 1" in text
    tex = explained([proof_of(GENERAL, "T1")], "latex")
    assert "t' &= k - a - 1" in tex
    assert r"\delta_{u,\, d t + s t' - p_l} K[t] \Delta Z[t']" in tex
    assert "t' &= k - a - 1" in explained([proof_of(GENERAL, "T1")], "markdown")


def test_a_statement_about_sizes() -> None:
    text = explained([proof_of("o = (n - k)//s + 1", "T14")], "text")
    assert "Both sides as sizes" in text
    assert "Kronecker" not in text
    assert "Any number of axes" not in text


@pytest.mark.parametrize("form", FORMS)
def test_a_refutation_is_told(form: str) -> None:
    found = prove("dX = correlate(pad(dZ, k-1), K)")
    assert isinstance(found, Refutation)
    text = unwrapped(explained([found], form))
    plain = text.replace("\\", "")
    assert "n=2, k=2, entry 1 of the left side is dz1*k1, but the right side is dz1*k2" in plain
    assert "proved" not in text


@pytest.mark.parametrize("form", cases(FORMS))
def test_an_undecided_statement_is_told(form: str) -> None:
    found = prove("n*n*n - n = 3*((n*n*n - n)//3)")
    assert isinstance(found, Undecided)
    text = unwrapped(explained([found], form))
    assert "Undecided" in text
    assert found.reason in text
    assert "is proved" not in text


def test_every_theorem_is_told_in_every_form() -> None:
    for form in FORMS:
        assert len(told(form)) == len(theorems())
        for (title, text), theorem in zip(told(form), theorems(), strict=True):
            assert "The statement is proved" in text, title
            assert "Side conditions" in text, title
            first = text.splitlines()[0]
            if form != "latex":
                assert first.removeprefix("# ") == f"{theorem.id}, proved", title
            if form == "text":
                assert " ".join(theorem.statement.split()) in " ".join(text.split()), title
            assert "None" not in text, title
            assert "Polynomial" not in text, title


def test_several_proofs_are_one_text() -> None:
    both = [proof_of(NOTES), proof_of("dB = sum(dZ)")]
    for form in FORMS:
        text = explained(both, form)
        assert text.index("correlate(pad") < text.index("dB = sum(dZ)")
        assert text.count("Side conditions") == 2


def test_nothing_is_announced_and_not_there() -> None:
    for title, text in told("text"):
        paragraphs = text.split("\n\n")
        for one, following in pairwise(paragraphs):
            if one.endswith(":"):
                assert following.startswith("  "), f"{title}: {one}"


def test_nothing_is_told_twice_in_a_row() -> None:
    for title, text in told("text"):
        lines = [line for line in text.splitlines() if "∂/∂" in line]
        assert len(lines) == len(set(lines)), title


def test_lines_of_text_fit_the_terminal() -> None:
    for title, text in told("text"):
        # A statement is one line, as the user typed it; so are the signs below it.
        for line in text.splitlines()[2:]:
            assert len(line) <= 80, f"{title}: {line}"


def without_formulas(tex: str) -> str:
    """LaTeX with everything that is set as mathematics taken out."""
    tex = re.sub(r"\\begin\{align\*\}.*?\\end\{align\*\}", "", tex, flags=re.DOTALL)
    return re.sub(r"\$[^$]*\$", "", tex)


def test_no_letter_of_latex_prose_is_set_as_another() -> None:
    # In TeX's own text font < and > come out as upside-down punctuation.
    for title, tex in told("latex"):
        bare = [line for line in without_formulas(tex).splitlines() if re.search("[<>|]", line)]
        assert not bare, f"{title}: {bare[0][:100]}"


def test_names_in_latex_are_not_products_of_letters() -> None:
    for title, tex in told("latex"):
        assert not re.search(r"(?<![\\A-Za-z{])entry\[", tex), title


def test_every_theorem_compiles(tmp_path: Path) -> None:
    log = compiled(wrapped("\n\n".join(text for _, text in told("latex"))), tmp_path)
    assert "LaTeX Warning" not in log


def test_no_formula_is_wider_than_the_page(tmp_path: Path) -> None:
    # The same page as that of `--standalone`; the SAME paddings of T15 are quotients in quotients and need more.
    shown = (text for title, text in told("latex") if not title.startswith("T15"))
    log = compiled(whole("\n\n".join(shown), paper("one-column")), tmp_path)
    assert re.findall(r"Overfull .*", log) == []


def test_every_formula_of_markdown_compiles(tmp_path: Path) -> None:
    blocks: list[str] = []
    inline: list[str] = []
    for title, text in told("markdown"):
        found = re.findall(r"\$\$\n(.*?)\n\$\$", text, re.DOTALL)
        assert found, title
        assert text.count("$$") == 2 * len(found), title
        blocks += found
        inline += re.findall(r"\$([^$\n]+)\$", re.sub(r"\$\$.*?\$\$", "", text, flags=re.DOTALL))
    assert len(blocks) > 5 * len(theorems())
    compiled(
        wrapped("\n".join([*(f"\\[ {each} \\]" for each in blocks), *(f"\n${each}$" for each in inline)])), tmp_path
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "statement",
    ["dX = correlate(pad(dZ, k-1), K)", "n*n*n - n = 3*((n*n*n - n)//3)", "dX = pad(X, 1)"],
    ids=["refuted", "undecided", "other sizes"],
)
def test_what_is_not_proved_compiles_too(statement: str, tmp_path: Path) -> None:
    compiled(wrapped(explained([prove(statement)], "latex")), tmp_path)
