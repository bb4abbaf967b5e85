"""Mutants of every theorem are refuted, or proved and then true wherever brute force looks: none is undecided.

Here it is one mutant of every kind and every fourth of all; `python -m mutation.every_mutant` in `tests` takes all.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from oracles.brute_force import geometries, wrong_at
from quick import cases

import symconv
from mutation.every_mutant import complaint, complaint_about, installed, is_statement
from mutation.statement_mutants import mutants, theorems
from symconv.proof.decision import Remaining
from symconv.results import Refutation, Undecided
from symconv.statements.grammar import Call, Name, Node, NumberPerAxis, Numeral, Operation, parse
from symconv.statements.theorems import Theorem
from symconv.statements.write import written

THEOREMS = theorems()
EVERY_THEOREM = pytest.mark.parametrize("theorem", THEOREMS.values(), ids=THEOREMS)
# Every so many mutants of a theorem are judged here.
EVERY = 4

T1 = "T1 the input's gradient of a cross-correlation layer"
T2 = "T2 the kernel's gradient"
T4_FULL = "T4 as a full convolution"
T7_IDLE = "T7 the crop is idle for op < s"
T17 = "T17 reflect padding, by K"
DX = "dX = correlate(pad(insert_zeros(dZ, s), D - pl, D - pr + r), rot180(K), dilation=d)"
DK = "dK = crop(correlate(pad(X, pl, pr), dZ, stride=d, dilation=s), k)"
# One mutant of every kind.
KINDS = {
    "padded by one more": (T1, DX.replace("pl", "pl + 1")),
    "padded by one less": (T1, DX.replace("+ r", "+ r - 1")),
    "zeros by one more": (T1, DX.replace("dZ, s", "dZ, s + 1")),
    "cropped by one less": (T2, DK.replace("k)", "k - 1)")),
    "an option by one more": (T2, DK.replace("=d", "=d + 1")),
    "an integer by one more": ("T1 as the notes write it", "dX = correlate(pad(dZ, k - 2), rot180(K))"),
    "a size by one less": ("T14 relationship 1: unit stride, no padding", "o - 1 = n - k + 1"),
    "pad dropped": (T2, DK.replace("pad(X, pl, pr)", "X")),
    "rot180 dropped": (T1, DX.replace("rot180(K)", "K")),
    "crop dropped": (T2, "dK = correlate(pad(X, pl, pr), dZ, stride=d, dilation=s)"),
    "insert_zeros dropped": (T1, DX.replace("insert_zeros(dZ, s)", "dZ")),
    "sum dropped": ("T3 the bias' gradient", "dB = dZ"),
    "a summand dropped": ("T6 implicit padding k-p-1", "Z = correlate(pad(X, k - p - 1), rot180(K))"),
    "correlate for convolve": (T4_FULL, "dX = correlate(rot180(K), dZ, mode=full)"),
    "valid for full": (T4_FULL, "dX = convolve(rot180(K), dZ)"),
    "full for valid": ("T5 as a convolution", "dK = convolve(rot180(X), dZ, mode=full)"),
    "one axis flipped": ("T1 as the notes write it", "dX = correlate(pad(dZ, k - 1), flip(K, 0))"),
    "operands swapped": ("T1 as the notes write it", "dX = correlate(rot180(K), pad(dZ, k - 1))"),
    "stride for dilation": (T2, DK.replace("stride=d, dilation=s", "dilation=d, stride=s")),
    "s for d": (T1, DX.replace("=d", "=s")),
    "pl for pr": (T1, DX.replace("pr", "pl")),
    "k for n": (T2, DK.replace("k)", "n)")),
    "D for k - 1": (T1, DX.replace("D - pl", "k - 1 - pl")),
    "r for 0": (T1, DX.replace("+ r", "+ 0")),
    "X for vX": (T2, DK.replace("X", "vX")),
    "K for dK": (T1, DX.replace("K", "dK")),
    "dX for X": (T1, DX.replace("dX", "X")),
    "another sign": (T1, DX.replace("- pl", "+ pl")),
    "minus the whole": ("T3 the bias' gradient", "dB = 0 - sum(dZ)"),
    "an option dropped": (T1, DX.replace(", dilation=d", "")),
    "another map": ("T11 dX = col2im(K^T dZ)", "dX = toeplitz_transposed(K, dZ)"),
    "another mode": (
        T17,
        "grad(dot(correlate(pad(X, pl, pr, mode=circular), K, stride=s, dilation=d), dZ), K)"
        " = crop(correlate(pad(X, pl, pr, mode=reflect), dZ, stride=d, dilation=s), k)",
    ),
    "another condition": (T7_IDLE, "dX = correlate(pad(dZ, pl, pr), K, stride=s, dilation=d)"),
}


@pytest.mark.slow
@EVERY_THEOREM
def test_a_mutant_is_refuted_or_true(theorem: Theorem) -> None:
    made = [each for each in mutants(theorem)[::EVERY] if is_statement(each)]
    assert made
    said = {str(each): complaint(each) for each in made}
    assert {mutant: words for mutant, words in said.items() if words} == {}


@pytest.mark.parametrize(("name", "text"), cases(KINDS, quick=4))
def test_a_mutant_of_every_kind_is_refuted_or_true(name: str, text: str) -> None:
    (mutant, *_) = (each for each in mutants(THEOREMS[name]) if bare(each.text) == bare(text))
    assert not is_statement(mutant) or complaint(mutant) == ""


@pytest.mark.slow
@EVERY_THEOREM
def test_brute_force_agrees_with_every_theorem(theorem: Theorem) -> None:
    assert wrong_at(parse(theorem.statement), theorem.family) is None


@pytest.mark.slow
def test_there_are_thousands_of_mutants() -> None:
    made = [each for theorem in THEOREMS.values() for each in mutants(theorem)]
    assert len(made) >= 2_800
    some = [is_statement(each) for each in made[::EVERY]]
    assert sum(some) >= 650
    # An array that takes another's place often has other channels: then the sides cannot be compared.
    assert some.count(False) <= len(some) // 25


@pytest.mark.parametrize("theorem", cases(THEOREMS, quick=12))
def test_every_theorem_has_mutants_all_unlike_it_and_each_other(theorem: Theorem) -> None:
    made = mutants(theorem)
    assert len(made) >= 2
    assert len({(each.text, each.family) for each in made}) == len(made)
    same = [each for each in made if bare(each.text) == bare(theorem.statement) and each.family == theorem.family]
    assert same == []


@pytest.mark.parametrize(("name", "text"), KINDS.values(), ids=KINDS)
def test_every_kind_of_mistake_is_made(name: str, text: str) -> None:
    assert bare(text) in [bare(each.text) for each in mutants(THEOREMS[name])]


def test_conditions_and_axes_of_a_family_have_mutants_too() -> None:
    condition = {each.change for each in mutants(THEOREMS[T7_IDLE]) if each.family != THEOREMS[T7_IDLE].family}
    assert {"without s - op - 1 >= 0", "s - op - 1 + 1 >= 0", "s - op - 1 - 1 >= 0"} <= condition
    half = mutants(THEOREMS["T14 relationship 3: half padding, k = 2h + 1, p = h"])
    assert {"k = 2*h + 1 + 1", "k = 2*h + 1 - 1"} <= {each.change for each in half}


@EVERY_THEOREM
def test_a_written_tree_reads_back_as_the_same_tree(theorem: Theorem) -> None:
    tree = parse(theorem.statement)
    assert bare(f"{written(tree.left)} = {written(tree.right)}") == bare(theorem.statement)


def test_a_written_tree_has_the_brackets_it_needs() -> None:
    for text in ("a - (b - c)", "(a - b) - c", "a//(b*c)", "(a + b)*c", "a*(b//c)", "a - (b + c)*d"):
        assert bare(f"{written(parse(f'{text} = 0').left)} = 0") == bare(f"{text} = 0")


def bare(text: str) -> tuple[Node, Node]:
    """The sides of a statement without columns."""
    tree = parse(text)
    return without_columns(tree.left), without_columns(tree.right)


def without_columns(node: Node) -> Node:
    match node:
        case Numeral(value=value):
            return Numeral(value, 0)
        case NumberPerAxis(values=values):
            return NumberPerAxis(values, 0)
        case Name(text=text):
            return Name(text, 0)
        case Operation(sign=sign, left=left, right=right):
            return Operation(sign, without_columns(left), without_columns(right), 0)
        case Call(name=name, arguments=arguments, options=options):
            given = tuple(map(without_columns, arguments))
            return Call(name, given, tuple((option, without_columns(value)) for option, value in options), 0)


def test_brute_force_looks_at_every_small_geometry() -> None:
    """Counted apart: all that have an output, of 6 sizes, 3 kernels, 3 strides, 3 dilations and 4 paddings a side."""
    family = THEOREMS[T1].family
    found = geometries(family, (), True)
    assert len(found) == len(set(found)) == 3 * sum(
        n + before + after >= d * (k - 1) + 1
        for n in range(1, 7)
        for k in range(1, 4)
        for d in range(1, 4)
        for before in range(4)
        for after in range(4)
    )


def test_a_wrong_verdict_is_complained_about() -> None:
    """The judge is no rubber stamp: a false statement that is said to be proved, a counterexample that is none."""
    right, wrong = parse("dX = correlate(pad(dZ, k-1), rot180(K))"), parse("dX = correlate(pad(dZ, k-1), K)")
    family = THEOREMS["T1 as the notes write it"].family
    proof, refutation = (symconv.prove(tree.text, family, asked=installed()) for tree in (right, wrong))
    assert complaint_about(proof, right, family) == complaint_about(refutation, wrong, family) == ""
    assert complaint_about(proof, wrong, family).startswith("proved, but wrong at")
    assert complaint_about(refutation, right, family).startswith("the sides agree at its counterexample")
    assert isinstance(refutation, Refutation)
    elsewhere = replace(refutation, found=replace(refutation.counterexample, sizes={"n": 1, "k": 2}))
    assert complaint_about(elsewhere, wrong, family).startswith("its counterexample is not in the family")
    unsure = Undecided("", wrong, family, Remaining("a timeout"), 0.0)
    assert complaint_about(unsure, wrong, family) == "undecided: a timeout"
