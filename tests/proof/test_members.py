"""The members of a family meet all that is said of it, also across its axes: no other layer refutes a statement."""

from __future__ import annotations

from itertools import islice

import pytest

from symconv.arrays.sums import Guard
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis
from symconv.proof.members import members
from symconv.proving import prove
from symconv.results import Refutation, Undecided
from symconv.sizes import floordiv, symbol
from symconv.statements.described import family_about
from symconv.statements.grammar import parse

n, k, m, z, c, q = map(symbol, "nkmzcq")
TURNED = "dX = correlate(pad(dZ, k-1), K)"


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("(n+1)//3 = n//3", family_of((Axis(n, k),), given=(Guard(n - z * z, "="),))),
        (TURNED, family_of((Axis(n, k),), given=(Guard(2 * m - 2 * n - 1, "="),))),
        ("n*n*n//28 = 0", family_of((Axis(m, 1), Axis(3, m)), 2)),
    ],
    ids=["a symbol of no axis", "a symbol that has no value", "a symbol of two axes"],
)
def test_a_layer_outside_the_family_refutes_nothing(text: str, family: Family) -> None:
    assert isinstance(prove(text, family, timeout=3), Undecided)


@pytest.mark.parametrize(
    ("family", "sizes"),
    [
        (family_of((Axis(n, k),), given=(Guard(n - 2 * m - 1, "="),)), {"n": 3, "k": 2}),
        (family_of((Axis(n, k), Axis(n, k)), 2), {"n": [2, 2], "k": [2, 2]}),
        (family_of((Axis(n, k), Axis(m, 1)), 2, given=(Guard(m - n, "="),)), {"n0": 2, "k0": 2, "m1": 2}),
    ],
    ids=["odd sizes", "two equal axes", "a condition across two axes"],
)
def test_a_layer_of_the_family_refutes(family: Family, sizes: dict[str, int | list[int]]) -> None:
    found = prove(TURNED, family)
    assert isinstance(found, Refutation)
    assert found.counterexample.sizes == sizes


def test_a_condition_on_channels_holds_of_every_member() -> None:
    family = family_of((Axis(n, k),), 1, ins=c, given=(Guard(c - 3, ">="),))
    assert {each.instance.layer.in_channels for each in members(parse(TURNED), family)} == {3}


@pytest.mark.parametrize(
    ("options", "leads"),
    [
        ({"in_channels": "1", "out_channels": "33"}, {(1, 1, 33)}),
        ({"in_channels": "3", "out_channels": "64"}, {(1, 3, 64)}),
        ({"in_channels": "6", "out_channels": "9"}, {(1, 6, 9), (3, 2, 3)}),
        ({"in_channels": "35", "out_channels": "35", "groups": "g"}, {(g, 35 // g, 35 // g) for g in (1, 5, 7, 35)}),
        ({"in_channels": "1009", "groups": "1009"}, {(1009, 1, 1), (1009, 1, 2)}),
    ],
    ids=["1 to 33", "3 to 64", "6 to 9", "35 to 35 in g groups", "1009 in as many groups"],
)
def test_channels_fall_into_every_number_of_groups_that_divides_them(
    options: dict[str, str], leads: set[tuple[int, int, int]]
) -> None:
    family = family_about(parse(TURNED), "conv1d", {**options, "batch": "1"})
    # With few entries of each, every lead comes soon.
    seen = islice(members(parse("o = n"), family), 2_000)
    layers = [each.instance.layer for each in seen]
    found = {(each.groups, each.in_per_group, each.out_per_group) for each in layers}
    assert found == leads


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("o = n", {"in_channels": "3", "out_channels": "64", "kernel": "3", "stride": "2", "padding": "1"}),
        (
            "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr), rot180(K))",
            {"in_channels": "3", "out_channels": "64", "kernel": "7", "stride": "2", "padding": "3"},
        ),
        ("o = n", {"in_channels": "5040", "out_channels": "5040"}),
    ],
    ids=["a size", "a gradient", "channels with many divisors"],
)
def test_everyday_channels_refute_what_is_wrong(text: str, options: dict[str, str]) -> None:
    family = family_about(parse(text), "conv2d", options)
    assert isinstance(prove(text, family), Refutation)


def test_no_member_divides_by_0() -> None:
    family = family_of((Axis(n, k, pl=floordiv(n, q)),), 1)
    assert min(each.sizes["q"] for each in members(parse(TURNED), family)) == 1


def test_a_family_without_a_layer_of_one_channel_has_no_single_members() -> None:
    """At once, whatever its axes may be: nothing is looked at that could not be one."""
    tree = parse("dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), K, dilation=d)")
    family = family_about(tree, None, {"in_channels": "4"})
    assert [*members(tree, family, single=True)] == []
    assert next(members(tree, family))
