"""Where the smallest counterexample is looked for: every smaller layer, fewest entries first."""

from __future__ import annotations

from itertools import product

import pytest
from oracles.loops import geometry

from symconv import Conv1d, Conv2d, ConvTranspose1d, Layer
from symconv.layers.build import check
from symconv.layers.layer import Axis
from symconv.layers.order import Choice, LeadSizes, in_order, smaller_layers

LAYERS = [
    Conv1d(input=1, kernel=1),
    Conv1d(input=4, kernel=3, stride=2, padding=[(1, 2)], dilation=2),
    Conv1d(input=3, kernel=2, batch=2, in_channels=2, out_channels=2, groups=2, convention="convolution"),
    ConvTranspose1d(input=3, kernel=2, stride=3, dilation=2, padding=1, output_padding=2, bias=False),
    Conv2d(input=(2, 3), kernel=(2, 2), stride=(1, 2), padding=[(0, 0), (0, 1)]),
]


def kind(layer: Layer) -> tuple[object, ...]:
    return layer.name, layer.convention, layer.bias


def numbers(layer: Layer) -> list[int]:
    g = geometry(layer)
    rows = zip(g.n, g.k, g.s, g.d, g.pl, g.pr, g.op, strict=True)
    return [each for row in rows for each in row] + [g.batch, g.groups, g.channels, g.filters]


def all_within(layer: Layer) -> set[Layer]:
    """Every layer with no parameter larger, found by trying them all."""
    g = geometry(layer)

    def exists(n: int, k: int, s: int, d: int, pl: int, pr: int, op: int) -> bool:
        if g.transposed:
            return (op == 0 or op < max(s, d)) and (n - 1) * s + d * (k - 1) + 1 + op - pl - pr >= 1
        return n + pl + pr >= d * (k - 1) + 1

    axes = [
        [
            Axis(*chosen)
            for chosen in product(
                *(range(1, most + 1) for most in (n, k, s, d)), *(range(most + 1) for most in (pl, pr, op))
            )
            if exists(*chosen)
        ]
        for n, k, s, d, pl, pr, op in zip(g.n, g.k, g.s, g.d, g.pl, g.pr, g.op, strict=True)
    ]
    counts = product(*(range(1, most + 1) for most in (g.batch, g.groups, g.channels, g.filters)))
    return {
        Layer(chosen, layer.transposed, layer.convention, batch, groups, ins, outs, layer.bias)
        for batch, groups, ins, outs in counts
        if ins % groups == outs % groups == 0
        for chosen in product(*axes)
    }


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_they_are_all_the_layers_with_no_larger_parameter(layer: Layer) -> None:
    found = list(smaller_layers(layer))
    assert len(found) == len({*found}) + 1, "only the layer itself comes twice"
    assert {*found} == all_within(layer)


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_they_come_with_the_fewest_entries_first_and_the_layer_last(layer: Layer) -> None:
    *found, last = smaller_layers(layer)
    entries = [geometry(each).entries for each in found]
    assert entries == sorted(entries)
    assert last == layer


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_they_are_of_the_same_kind_and_exist(layer: Layer) -> None:
    for each in smaller_layers(layer):
        check(each)
        assert kind(each) == kind(layer)
        assert all(ours <= theirs for ours, theirs in zip(numbers(each), numbers(layer), strict=True))


def test_a_layer_without_a_smaller_one_stands_alone() -> None:
    layer = Conv1d(input=1, kernel=1)
    assert {*smaller_layers(layer)} == {layer}


def test_the_search_ends_for_big_layers_and_ends_with_the_layer() -> None:
    layer = Conv2d(input=500, kernel=7, stride=3, padding=3, batch=64, in_channels=32, out_channels=32, groups=8)
    found = list(smaller_layers(layer))
    assert found[-1] == layer
    assert str(found[0]) == "conv2d --input 1x1 --kernel 1x1"
    assert all(max(numbers(each)) <= 8 for each in found[:-1])


def test_ties_go_to_the_layer_whose_parameters_come_first() -> None:
    found = [str(each) for each in smaller_layers(Conv1d(input=3, kernel=2, stride=2))]
    assert found[:6] == [
        "conv1d --input 1 --kernel 1",
        "conv1d --input 1 --kernel 1 --stride 2",
        "conv1d --input 2 --kernel 1 --stride 2",
        "conv1d --input 2 --kernel 1",
        "conv1d --input 2 --kernel 2",
        "conv1d --input 2 --kernel 2 --stride 2",
    ]


@pytest.mark.parametrize("of_layer", [True, False], ids=["with X, K and Z", "free tensors alone"])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_combinations_come_as_a_plain_sort_puts_them(rank: int, of_layer: bool) -> None:
    def choice(n: int, k: int, far: int) -> Choice:
        values = ("n", n), ("k", k)
        return Choice(Axis(n, k, 1, 1, 0, 0, 0), values, (n, k, n - k + 1), (n + 1, far))

    # Sizes far off, which multiplied do not fit 64 bits, beside small ones, and equal ones twice.
    choices = [
        [choice(n, k, far) for n in (3, 1, 2) for k in (2, 1) if k <= n for far in (1, 2**40)] for _ in range(rank)
    ]
    leads = [LeadSizes(ins=2), LeadSizes(), LeadSizes(batch=2, groups=2), LeadSizes(outs=3)]
    like = ["X", ""]

    def entries(axes: tuple[Choice, ...], lead: LeadSizes) -> int:
        x = k = z = first = second = 1
        for each in axes:
            x, k, z = (have * more for have, more in zip((x, k, z), each.entries, strict=True))
            first, second = (have * more for have, more in zip((first, second), each.free, strict=True))
        ins, outs = lead.groups * lead.ins, lead.groups * lead.outs
        of_free = lead.batch * ins * first + second
        return of_free + of_layer * (lead.batch * ins * x + ins * lead.outs * k + lead.batch * outs * z)

    every = [(axes, lead) for axes in product(*choices) for lead in leads]
    expected = sorted(
        every,
        key=lambda each: (
            entries(*each),
            [axis.values for axis in each[0]],
            (each[1].batch, each[1].groups, each[1].ins, each[1].outs),
        ),
    )
    found = list(in_order(choices, leads, of_layer, like))
    assert [entries(*each) for each in found] == [entries(*each) for each in expected]
    if rank > 1:
        assert found == expected
    else:
        assert sorted(map(str, found)) == sorted(map(str, expected))
