"""What `prove` says agrees with brute force: at random statements, at every rank, with groups and channels."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from copy import copy
from dataclasses import fields, replace
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.members import PLAIN_LEAD, Member, axis_values, layer_of, length, usual_members, weight
from quick import cases, examples
from strategies.statements import statement_text

from proof.proved import THEOREMS
from symconv.arrays.sums import Guard
from symconv.errors import GeometryError, SymconvError
from symconv.exact.instance import Instance
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis, Layer
from symconv.proving import prove
from symconv.results import Proof, Refutation, Result
from symconv.sizes import concrete, symbol
from symconv.statements.grammar import StatementError, parse, singled_out
from symconv.statements.theorems import PLAIN, Theorem

n, k = symbol("n"), symbol("k")
TIMEOUT = 2


def entries(instance: Instance, with_layer: bool) -> int:
    """How many entries X, K, Z and the free tensors have."""
    count = sum(prod(sizes) for sizes in instance.free.values())
    if not with_layer:
        return count
    layer = instance.layer
    batch, groups, ins, outs = map(concrete, (layer.batch, layer.groups, layer.in_channels, layer.out_channels))
    x, kernel = (prod(concrete(getattr(axis, name)) for axis in layer.axes) for name in ("n", "k"))
    z = prod(length(axis, layer.transposed) for axis in layer.axes)
    return count + batch * ins * x + ins * outs // groups * kernel + batch * outs * z


def check(text: str, result: Result, members: Sequence[tuple[int, Member]]) -> None:
    """A proof has no mismatch among the members; a refutation's is one, and none of fewer entries is."""
    tree = parse(text)
    if isinstance(result, Proof):
        for _, member in members:
            assert member.instance.mismatch(tree) is None, (text, member)
    if isinstance(result, Refutation):
        found = result.counterexample.instance
        assert found.mismatch(tree) == result.counterexample.mismatch, text
        rank = found.layer.rank
        with_layer = members[0][1].entries != entries(members[0][1].instance, False)
        least = entries(found, with_layer)
        for other, member in members:
            if other < rank or (other == rank and member.entries < least):
                assert member.instance.mismatch(tree) is None, (text, member, result.counterexample.sizes)


SEEN: Counter[str] = Counter()


def agrees(text: str, count: int = 60) -> None:
    try:
        result = prove(text, timeout=TIMEOUT)
    except StatementError:
        SEEN["nonsense"] += 1
        return
    SEEN[result.outcome] += 1
    tree = parse(text)
    check(text, result, list(usual_members(tree, max(1, singled_out(tree)), count)))


@settings(derandomize=True, deadline=None, max_examples=examples(90), database=None)
@given(st.data())
def test_random_statements(data: st.DataObject) -> None:
    agrees(statement_text(lambda words: data.draw(st.sampled_from(list(words)))))


@pytest.mark.slow
def test_random_statements_have_every_verdict() -> None:
    """The same, with another source of chance, counted: the test above is about proofs and refutations alike."""
    picker = random.Random(11)
    SEEN.clear()
    for _ in range(60):
        agrees(statement_text(picker.choice), 24)
    assert SEEN["proved"] >= 6, SEEN
    assert SEEN["refuted"] >= 20, SEEN
    assert SEEN["nonsense"] + SEEN["undecided"] <= 30, SEEN


def test_the_members_of_small_size_tell_false_statements() -> None:
    """The enumeration sees mistakes: it would see a false proof of them too."""
    for text in (
        "dX = correlate(pad(dZ, k-1), K)",
        "dK = correlate(pad(X, pl, pr), dZ, stride=d, dilation=s)",
        "rot180(A) = flip(A, 0)",
        "o = (n - k)//s + 2",
        "dot(A, B) = dot(B, A) + dot(A, B)",
    ):
        tree = parse(text)
        members = usual_members(tree, max(1, singled_out(tree)), 60)
        assert any(member.instance.mismatch(tree) is not None for _, member in members), text


# Statements that say nothing at some size where the other side says something: the smallest such size refutes them.


@pytest.mark.parametrize(
    "text",
    [
        "pl*n//pl = n",
        "n*pl//pl + k = n + k",
        "0*(n//(s-1)) = n - n",
        "n//(s-1) - n//(s-1) + n = n",
        "crop(A, n + n//(s-1) - n//(s-1)) = crop(A, n)",
        "pad(A, pl*k//pl) = pad(A, k)",
    ],
)
def test_a_division_that_cancels_still_needs_its_divisor(text: str) -> None:
    agrees(text)


@pytest.mark.parametrize(
    ("text", "sizes"),
    [("pl*n//pl = n", {"n": 1, "k": 1, "pl": 0}), ("n = pl*n//pl", {"n": 1, "k": 1, "pl": 0})],
)
def test_a_divisor_that_may_be_0_refutes(text: str, sizes: dict[str, int]) -> None:
    result = prove(text, timeout=TIMEOUT)
    assert isinstance(result, Refutation), result
    found = result.counterexample.sizes
    assert {name: found[name] for name in sizes} == sizes


@pytest.mark.parametrize("text", ["n*s//s = n", "n = n*s//s", "n*s//s = n*d//d", "pl*n//pl = n*pl//pl"])
def test_a_divisor_that_is_at_least_1_or_on_both_sides_is_proved(text: str) -> None:
    assert isinstance(prove(text, timeout=TIMEOUT), Proof)


# Families as users may write them.


def about(axis: Axis, rank: int | None = None, given: tuple[Guard, ...] = ()) -> Family:
    N, g, c, f = map(symbol, "Ngcf")
    return family_of((axis,), rank, batch=N, groups=g, ins=c, outs=f, given=given)


def unchecked(good: Family, **bad: object) -> Family:
    """A family with values that `Family` itself refuses, so that what comes after it is tested too."""
    with pytest.raises(GeometryError):
        changed(good, **bad)
    found = copy(good)
    object.__setattr__(found, "layer", copy(good.layer))
    for name, value in bad.items():
        object.__setattr__(found.layer if name in LAYER_FIELDS else found, name, value)
    return found


LAYER_FIELDS = {each.name for each in fields(Layer)}


def changed(good: Family, **other: Any) -> Family:
    """The family with other values, of its own or of its layer."""
    layer = replace(good.layer, **{name: value for name, value in other.items() if name in LAYER_FIELDS})
    return replace(good, layer=layer, **{name: value for name, value in other.items() if name not in LAYER_FIELDS})


def not_proved_if_wrong(text: str, family: Family, wrong: Instance) -> None:
    """`wrong` is a member of the family at which the statement fails."""
    assert wrong.mismatch(parse(text)) is not None
    try:
        result = prove(text, family, timeout=TIMEOUT)
    except (SymconvError, ValueError):
        # Refusing the family is as good an answer.
        return
    assert not isinstance(result, Proof), result


@pytest.mark.parametrize("text", ["rot180(A) = flip(A, 0)", "flip(A, 0) = rot180(A)", "rot180(flip(A, 0)) = A"])
def test_a_flip_of_one_axis_is_not_proved_for_any_number_of_them(text: str) -> None:
    """The family has one class of axes, which stands for all: axis 0 is not all axes."""
    wrong = Instance(layer_of([Axis(2, 1), Axis(2, 1)], about(PLAIN)), {"A": (2, 2)})
    not_proved_if_wrong(text, about(PLAIN), wrong)
    for rank in (None, 2):
        with pytest.raises(StatementError, match="singles out axis 0, which the layers it is about do not tell apart"):
            prove(text, about(PLAIN, rank), timeout=TIMEOUT)


@pytest.mark.parametrize("text", ["A = flip(flip(A, 1), 1)", "n + 0*o = n + 0*(n//2)"])
def test_only_axes_that_the_family_tells_apart_are_singled_out(text: str) -> None:
    two = changed(about(PLAIN), axes=(PLAIN, PLAIN))
    if singled_out(parse(text)):
        with pytest.raises(StatementError, match="singles out axis 1"):
            prove(text, two, timeout=TIMEOUT)
        assert isinstance(prove(text, replace(two, rank=2), timeout=TIMEOUT), Proof)
    else:
        assert isinstance(prove(text, two, timeout=TIMEOUT), Proof)


def test_a_flip_is_proved_for_exactly_one_axis() -> None:
    assert isinstance(prove("rot180(A) = flip(A, 0)", about(PLAIN, 1), timeout=TIMEOUT), Proof)


@pytest.mark.parametrize("name", ["m_0", "a_0"])
def test_a_parameter_named_like_a_variable_of_the_definition_is_not_captured(name: str) -> None:
    """With stride 2 and left padding 0, Z[1] reads X[2], not X[1]."""
    left, right = symbol(name), symbol("pr")
    given = (Guard(2 * (n - k) - (n + left + right - k), ">="),)
    family = unchecked(about(PLAIN), axes=(Axis(n, k, 2, 1, left, right),), given=given)
    wrong = Instance(layer_of([Axis(2, 1, 2, 1, 0, 1)], family), {})
    not_proved_if_wrong("Z = crop(correlate(X, K), o) + B", family, wrong)


@pytest.mark.parametrize("letter", cases([*"umaixv"]))
@pytest.mark.parametrize(
    "text",
    [
        "Z = crop(correlate(X, K), o) + B",
        "dX = crop(correlate(pad(insert_zeros(dZ, s), D, D+n), rot180(K), dilation=d), n)",
        "dK = crop(correlate(X, dZ, dilation=s), k)",
    ],
)
def test_no_name_of_a_parameter_makes_a_false_statement_true(text: str, letter: str) -> None:
    """The statements leave padding out: false for padding 1, whatever padding is called."""
    for suffix in ("", "_0", "0", "1", "_N", "_c"):
        padding = symbol(letter + suffix)
        bad = {"axes": (Axis(n, k, 2, 1, padding, padding),), "given": (Guard(n - k - padding, ">="),)}
        good = about(PLAIN)
        family = unchecked(good, **bad) if "_" in suffix else changed(good, **bad)
        wrong = Instance(layer_of([Axis(3, 1, 2, 1, 1, 1)], family), {})
        not_proved_if_wrong(text, family, wrong)


@pytest.mark.parametrize("relation", ["= 0 0)) (assert false) (assert (=", ">", "<=", ""])
def test_a_relation_that_is_none_is_refused(relation: str) -> None:
    family = unchecked(about(PLAIN), given=(Guard(n, relation),))  # type: ignore[arg-type]
    wrong = Instance(layer_of([Axis(2, 1)], family), {})
    not_proved_if_wrong("dX = rot180(dX)", family, wrong)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"convention": "konvolution"}, "cross-correlation or convolution, not 'konvolution'"),
        ({"axes": ()}, "one Axis or more, not ()"),
        ({"transposed": "no"}, "True or False"),
        ({"transposed": 1}, "True or False"),
        ({"bias": "no"}, "True or False"),
        ({"rank": "any"}, "rank 'any'"),
        ({"rank": 0}, "rank 0"),
        ({"rank": 1.0}, "rank 1.0"),
        ({"rank": True}, "rank True"),
        ({"axes": (PLAIN, PLAIN), "rank": 1}, "rank 1"),
        ({"given": (Guard(n, ">"),)}, "a condition says"),  # type: ignore[arg-type]
        ({"given": (Guard(symbol("v_0"), ">="),)}, "'v_0' is no name for a parameter"),
        ({"batch": symbol("place_0")}, "'place_0' is no name for a parameter"),
        ({"axes": (Axis(n, k, symbol("a*b")),)}, "is no name for a parameter"),
        ({"axes": (Axis(n, k, symbol("x| 0)) (assert false) (assert (= |x")),)}, "is no name for a parameter"),
        ({"batch": 0}, "batch 0 has no members"),
        ({"in_channels": -1}, "in channels -1 has no members"),
        ({"groups": 2, "in_channels": 3}, "3 channels do not fall into 2 groups of one size"),
        ({"groups": symbol("g"), "in_channels": 4}, "4 channels do not fall into g groups of one size"),
    ],
    ids=str,
)
def test_what_is_no_family_is_refused(bad: dict[str, Any], message: str) -> None:
    with pytest.raises(GeometryError, match=re.escape(message)):
        changed(about(PLAIN), **bad)


@pytest.mark.parametrize(
    "text",
    [
        "sum(A + B) = sum(A) - sum(B)",
        "grad(dot(dX, vX) + dot(dK, vK), K) = crop(convolve(vX, dZ), k)",
        "dot(A, A) - dot(A, A) = dot(A, A)",
        "convolve(dX, dX) = convolve(X, dX)",
        "dK = rot180(im2col (X, dZ))",
    ],
)
def test_a_false_statement_about_numbers_or_contracted_arrays_is_refuted(text: str) -> None:
    """Statements whose refutation once broke down."""
    result = prove(text, timeout=5)
    assert isinstance(result, Refutation), result
    agrees(text, 24)


@pytest.mark.parametrize(
    "text",
    [
        "rot180(pad_adjoint(A, pl, 0, mode=replicate)) = (convolve(B, C, stride=d, dilation=s) - flip(B, 0))",
        "crop((C - C), pl) = pad_adjoint(convolve(B, B, stride=d, dilation=s), pl, pr, mode=reflect)",
    ],
)
def test_the_time_limit_is_kept(text: str) -> None:
    """The hunt for a counterexample ends with the time too, not only the solvers."""
    started = time.process_time()
    prove(text, timeout=1)
    assert time.process_time() - started < 3


# The step to any rank, and to groups and channels.


def chosen(theorem: Theorem, most: int) -> list[Axis]:
    axes = axis_values(theorem.family.layer.axes[0], theorem.family.given, theorem.family.layer.transposed, REACH)
    return [axis for axis in axes if weight(axis, theorem.family.layer.transposed) <= most]


REACH = {
    "n": range(1, 6),
    "k": range(1, 4),
    "s": range(1, 4),
    "d": range(1, 3),
    "p": range(3),
    "pl": range(3),
    "pr": range(3),
    "op": range(3),
    "h": range(2),
}
CHANNELS = ((2, 1, 1, 1), (1, 2, 1, 1), (1, 1, 2, 1), (1, 1, 1, 2), (2, 2, 2, 2))


def fails(theorem: Theorem, axes: Sequence[Axis], lead: tuple[int, int, int, int], sizes: Sequence[int]) -> bool:
    """Whether the theorem is wrong for this layer; free tensors have the layer's sizes or some of their own."""
    layer = layer_of(axes, theorem.family, lead)
    free = {
        name: tuple(sizes[(at + shift) % len(sizes)] for at in range(len(axes)))
        for name, shift in (("A", 0), ("B", 1))
        if name in theorem.statement.replace("+ B", "") and theorem.id == "T13"
    }
    if theorem.id == "T20":
        free = {"A": tuple(concrete(axis.n) for axis in axes), "C": tuple(map(concrete, layer.output))}
    instance = Instance(layer, free)
    return instance.mismatch(parse(theorem.statement)) is not None


@pytest.mark.parametrize("name", cases([*THEOREMS], quick=12))
def test_a_theorem_holds_at_every_rank_with_groups_and_channels(name: str) -> None:
    theorem = THEOREMS[name]
    picker = random.Random(name)
    small, tiny = chosen(theorem, 12), chosen(theorem, 8)
    assert len(small) >= 8
    for axis in picker.sample(small, min(10, len(small))):
        assert not fails(theorem, [axis], PLAIN_LEAD, [picker.randint(1, 4), picker.randint(1, 4)]), axis
    for lead in CHANNELS:
        axis = picker.choice(tiny)
        assert not fails(theorem, [axis], lead, [3, 2]), (axis, lead)
    for _ in range(4):
        pair = picker.sample(tiny, 2)
        lead = picker.choice(CHANNELS)
        assert not fails(theorem, pair, lead, [2, 3, 1]), (pair, lead)
    triple = picker.sample(tiny[: max(3, len(tiny) // 2)], 3)
    assert not fails(theorem, triple, picker.choice(CHANNELS[:4]), [2, 1, 3]), triple


WRONG_AT_RANK_2 = ("flip(A, 0) = rot180(A)", "flip(flip(A, 0), 1) = A", "dX = correlate(pad(dZ, k-1), flip(K, 0))")


@pytest.mark.parametrize("text", WRONG_AT_RANK_2)
def test_what_fails_only_at_a_higher_rank_is_refuted_there(text: str) -> None:
    result = prove(text, timeout=10)
    assert isinstance(result, Refutation)
    assert result.counterexample.instance.layer.rank >= 2
    agrees(text)
