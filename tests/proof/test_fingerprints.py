"""Fingerprints of many members together say of each what writing out both sides says."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, islice

import pytest
from mutation.statement_mutants import mutants, theorems
from quick import cases

from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis
from symconv.proof.claim import claim
from symconv.proof.decide import decide
from symconv.proof.decision import Counterexample
from symconv.proof.fingerprints import MOST_ALONG, Fingerprints
from symconv.proof.members import FamilyMember, axis_symbols, members
from symconv.proof.refute import Seen, Tried, counterexample
from symconv.sizes import symbol
from symconv.statements.described import family_about, usual_family
from symconv.statements.grammar import Statement, StatementError, parse
from symconv.statements.theorems import Theorem

THEOREMS = theorems()
# Of a statement, so many members near and with several channels are looked at; of a theorem's mutants, every so many.
NEAR, EVERY = 8, 100
T1 = "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"
# A number of 90 bits, as a product: that is what a statement may say.
FAR = "*".join(["999999999"] * 3)
GROUPED = family_about(parse(T1), "conv2d", {"groups": "g", "in_channels": "c", "out_channels": "f", "stride": "s"})


def fingerprints(tree: Statement, family: Family) -> Fingerprints:
    return Fingerprints(claim(tree, family), axis_symbols(tree, family))


def some_members(tree: Statement, family: Family) -> list[FamilyMember]:
    """A few near ones with one channel, and more with several, and with all the axes there are."""
    single = islice(members(tree, family, soon=True, single=True), NEAR)
    several = (each for each in members(tree, family, soon=True) if not each.lead.is_single)
    return [*single, *islice(several, NEAR), *islice(members(tree, family), 0, 400, 80)]


def compared(tree: Statement, family: Family) -> Counter[tuple[bool, bool]]:
    """How often fingerprints agree (or do not), and the sides themselves do (or do not)."""
    found: Counter[tuple[bool, bool]] = Counter()
    for _, alike in groupby(some_members(tree, family), key=lambda each: len(each.axes)):
        together = list(alike)
        said = fingerprints(tree, family).agree(together)
        found.update(
            (agree, each.instance.mismatch(tree) is None) for agree, each in zip(said, together, strict=True)
        )
    return found


@pytest.mark.parametrize("theorem", cases(THEOREMS, quick=10))
def test_they_agree_where_the_sides_of_a_theorem_do(theorem: Theorem) -> None:
    assert compared(theorem.tree, theorem.family).keys() == {(True, True)}
    assert not fingerprints(theorem.tree, theorem.family).differ_somewhere()


@pytest.mark.parametrize("theorem", cases(THEOREMS, quick=10))
def test_they_differ_where_the_sides_of_a_mutant_do(theorem: Theorem) -> None:
    for mutant in mutants(theorem)[::EVERY]:
        tree = parse(mutant.text)
        try:
            found = fingerprints(tree, mutant.family)
        except StatementError:
            continue
        if found.tell:
            told = compared(tree, mutant.family)
            assert told.keys() <= {(True, True), (False, False)}, (mutant.text, told)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (T1, False),
        (T1.replace("rot180(K)", "K"), True),
        (T1.replace("+r", ""), True),
        ("dB = sum(dZ)", False),
        ("dB = dZ", None),
        ("X = 2*X - X", False),
        ("X = 2*X", True),
        ("rot180(rot180(A)) = A", False),
        ("rot180(A) = A", True),
        ("flip(A, 0) = rot180(A)", True),
        ("o = (n - k)//s + 1", False),
        ("o = (n - k + s)//s + 1", True),
    ],
)
def test_sizes_drawn_at_random_tell_what_is_false(text: str, wrong: bool | None) -> None:
    tree = parse(text)
    family = usual_family(tree)
    if wrong is None:
        with pytest.raises(StatementError):
            fingerprints(tree, family)
    else:
        assert fingerprints(tree, family).differ_somewhere() is wrong


@pytest.mark.parametrize(
    "text",
    [T1, T1.replace("rot180(K)", "K"), "dK = correlate(X, dZ, dilation=s)", "dB = 2*sum(dZ)", "Z = correlate(X, K)"],
)
def test_groups_and_channels_are_told_too(text: str) -> None:
    found = compared(parse(text), GROUPED)
    assert found.keys() <= {(True, True), (False, False)}
    assert sum(found.values()) > NEAR


@pytest.mark.parametrize(("text", "wrong"), [("dX = correlate(pad(dZ, k-1), rot180(K))", False), ("o = n - k", True)])
def test_of_one_layer_there_are_no_sizes_to_draw(text: str, wrong: bool) -> None:
    layer = family_of((Axis(4, 2),), 1)
    assert fingerprints(parse(text), layer).differ_somewhere() is wrong


def test_that_a_tensor_twice_agrees_is_not_told() -> None:
    """X[0]*X[1] and X[1]*X[0] are one product; along two axes, their places would change partners."""
    tree = parse("dot(X, X) = dot(X, X)")
    family = usual_family(tree)
    assert not fingerprints(tree, family).tell
    assert fingerprints(tree, family).agree([*islice(members(tree, family), 2)]) == [False, False]
    assert not fingerprints(tree, family).differ_somewhere()


def test_that_a_tensor_twice_differs_is() -> None:
    tree = parse("dot(A, A) = dot(A, rot180(A))")
    assert fingerprints(tree, usual_family(tree)).differ_somewhere()


@pytest.mark.parametrize(("deep", "tell"), [(1, True), (2, True), (3, False), (5, False)])
def test_padding_by_copies_within_another_is_told_as_long_as_it_is_soon(deep: int, tell: bool) -> None:
    """Three pieces within three, and so on: of five, one look at a few members took longer than there is time."""
    padded = "X"
    for _ in range(deep):
        padded = f"pad({padded}, pl, pl, mode=replicate)"
    tree = parse(f"insert_zeros({padded}, s) = {padded}")
    assert fingerprints(tree, usual_family(tree)).tell is tell


def test_a_tensor_twice_is_refuted_without() -> None:
    tree = parse("dot(A, A) = dot(A, rot180(A))")
    found = counterexample(tree, usual_family(tree), seen=Seen())
    assert isinstance(found, Counterexample)


def test_far_off_nothing_is_found_out() -> None:
    family = family_of((Axis(symbol("n"), MOST_ALONG + 1),))
    tree = parse("dX = correlate(pad(dZ, k-1), rot180(K))")
    found = list(islice(members(tree, family), 3))
    assert fingerprints(tree, family).agree(found) == [False] * 3


@pytest.mark.parametrize(("text", "right"), [("rot180(rot180(K)) = K", True), ("rot180(K) = K", False)])
def test_where_no_drawn_size_is_one_of_a_member_nothing_is_seen(text: str, right: bool) -> None:
    """With one channel and a kernel of 5 the sides have no symbols, and no input that is drawn is long enough."""
    tree = parse(text)
    one = dict.fromkeys(("batch", "groups", "in_channels", "out_channels"), 1)
    family = family_about(tree, "conv1d", {"kernel": 5, **one})
    assert not fingerprints(tree, family).differ_somewhere()
    found = some_members(tree, family)
    assert fingerprints(tree, family).agree(found) == [right] * len(found)
    assert decide(tree, family).outcome == ("proved" if right else "refuted")


@pytest.mark.parametrize(
    ("text", "outcome"), [(f"{FAR}*n = n + ({FAR} - 1)*n", "proved"), (f"{FAR}*(n - k) = 0", "refuted")]
)
def test_numbers_of_more_than_64_bits_tell_nothing(text: str, outcome: str) -> None:
    tree = parse(text)
    family = usual_family(tree)
    assert not fingerprints(tree, family).differ_somewhere()
    assert decide(tree, family).outcome == outcome


def test_a_wrong_fingerprint_would_pass_by_and_refute_nothing() -> None:
    """What they say wrongly costs a counterexample, and makes none."""
    right, wrong = parse("rot180(rot180(A)) = A"), parse("rot180(A) = A")
    family = usual_family(right)
    assert isinstance(counterexample(wrong, family, seen=Seen()), Counterexample)
    confused = Seen(fingerprints=fingerprints(wrong, family))
    assert isinstance(counterexample(right, family, seen=confused), Tried)
    confused = Seen(fingerprints=fingerprints(right, family))
    assert isinstance(counterexample(wrong, family, seen=confused), Tried)
