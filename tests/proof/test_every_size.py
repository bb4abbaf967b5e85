"""Families whose smallest member is far out are decided like any other: what is right proved, what is wrong refuted."""

from __future__ import annotations

import pytest
from oracles.brute_force import geometry_at
from oracles.statement_values import differs

from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis
from symconv.proof.members import members
from symconv.proving import prove
from symconv.results import Proof, Refutation
from symconv.sizes import concrete, symbol
from symconv.statements.grammar import parse

n, k, p, pl, pr, A = map(symbol, ("n", "k", "p", "pl", "pr", "A"))

DX = "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"
DK = "dK = crop(correlate(pad(X, pl, pr), dZ, stride=d, dilation=s), k)"
TRANSPOSED = "dX = correlate(pad(dZ, pl, pr), K, stride=s, dilation=d)"

FAMILIES = {
    "7x7 kernels": family_of((Axis(n, 7),), 2),
    "kernel 3, dilation 3": family_of((Axis(n, 3, 1, 3),)),
    "kernel 11, stride 4": family_of((Axis(n, 11, 4),)),
    "kernel 21, any padding": family_of((Axis(n, 21, 1, 1, pl, pr),)),
    "kernel 15, padding on both sides": family_of((Axis(n, 15, 2, 1, p, p),)),
    "stride 9": family_of((Axis(n, k, 9),)),
    "padding 50": family_of((Axis(n, k, 1, 1, 50, 50),)),
}
TRANSPOSED_FAMILIES = {
    "transposed, padding 40": family_of((Axis(n, k, 1, 1, 40, 40),), transposed=True),
    "transposed, padding 30, stride 7": family_of((Axis(n, 2, 7, 1, 30, 30),), transposed=True),
}


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
@pytest.mark.parametrize("text", [DX, DK])
def test_what_is_right_is_proved(text: str, family: Family) -> None:
    assert isinstance(prove(text, family), Proof)


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
@pytest.mark.parametrize("text", [DX.replace("rot180(K)", "K"), DK.replace("X, pl", "X, pl+1")])
def test_what_is_wrong_is_refuted(text: str, family: Family) -> None:
    refuted(text, family)


@pytest.mark.parametrize("family", TRANSPOSED_FAMILIES.values(), ids=TRANSPOSED_FAMILIES)
def test_the_same_of_transposed_layers(family: Family) -> None:
    assert isinstance(prove(TRANSPOSED, family), Proof)
    refuted(TRANSPOSED.replace("K", "rot180(K)"), family)


def refuted(text: str, family: Family) -> Refutation:
    """The refutation, whose counterexample brute force confirms."""
    found = prove(text, family)
    assert isinstance(found, Refutation), found
    if family.rank is None:
        tree = parse(text)
        geometry = geometry_at(tree, family, found.counterexample.sizes)
        assert geometry is not None
        assert differs(tree, geometry)
    return found


def test_a_stride_that_only_shows_in_a_second_output_is_seen() -> None:
    """One output has no zeros to insert."""
    wrong = DX.replace("insert_zeros(dZ, s)", "insert_zeros(dZ, s+1)").replace("+r", "+r-o+1")
    found = refuted(wrong, family_of((Axis(n, 3, 9),)))
    (axis,) = found.counterexample.instance.layer.axes
    assert concrete(axis.n) >= 12


def test_a_divisor_may_be_0_at_the_smallest_sizes() -> None:
    found = prove("correlate(pad(X, pl, pr), K, stride=pl) = dZ")
    assert isinstance(found, Refutation)
    assert found.counterexample.sizes["pl"] == 0


@pytest.mark.parametrize(
    ("text", "size"),
    [("pad(A, 0-50) = pad(pad(A, 0-50), 1)", 101), ("crop(A, 30) = crop(A, 30) + crop(A, 30)", 30)],
)
def test_a_free_tensor_is_as_long_as_it_has_to_be(text: str, size: int) -> None:
    found = prove(text)
    assert isinstance(found, Refutation)
    assert found.counterexample.sizes == {"A": size}


@pytest.mark.parametrize(
    "text", ["crop(crop(A, 30), 10) = crop(crop(A, 30), 10)", "pad(pad(A, 0-50), 50-50) = pad(A, 0-50)"]
)
def test_what_needs_a_long_tensor_is_proved(text: str) -> None:
    assert isinstance(prove(text), Proof)


def test_the_first_members_are_the_smallest() -> None:
    """Fewest entries of X, K and Z, then by the values of the symbols in order."""
    first = next(members(parse("Z = Z"), FAMILIES["kernel 21, any padding"]))
    assert first.sizes == {"n": 1, "pl": 0, "pr": 20}
    entries = []
    for each in members(parse("Z = Z"), FAMILIES["kernel 11, stride 4"]):
        axes = each.instance.layer.axes
        if len(axes) == 1:
            entries.append((axes[0].n + 11 + (axes[0].n - 11) // 4 + 1, tuple(each.sizes.values())))
    assert entries == sorted(entries)
    assert entries[0] == (11 + 11 + 1, (11,))
