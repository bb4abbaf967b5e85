"""Wrong statements that people really make: each is refuted where it matters, and proved where it does not.

Every mutant is the true formula, for all geometries, with the one mistake in it. Whether it is really wrong on
a layer is decided without symconv's engines: `expression_readings` reads the expression entry by entry on random
integers, `loops` computes the gradients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pytest
from built import Built
from oracles.expression_readings import NoSuchArrayError, dense
from oracles.loops import Geometry, Ints, backward, forward, geometry, random_tensors
from shorthand import convolve, rot180

from mutation.formula_mutants import (
    GROUPED,
    MUTANTS,
    PLAIN,
    POINT,
    TRUE,
    UPWARD,
    Mutant,
)
from symconv import Conv1d, Conv2d, Conv3d, Layer, Verdict, derive, verify
from symconv.errors import ShapeError
from symconv.exact.verdict import Difference
from symconv.layers.layer import Axis
from symconv.layers.tensors import tensor
from symconv.statements.theorems import T2, T3, T5, T6, Formula, closed_forms
from symconv.statements.write import statement

CASES = [pytest.param(m, layer, id=f"{m.name}: {layer}") for m in MUTANTS for layer in m.wrong]
HARMLESS = [pytest.param(m, layer, id=f"{m.name}: {layer}") for m in MUTANTS for layer in m.harmless]
LETTERS = {"X": "x", "K": "k", "Z": "z", "B": "B"}
LEADS = {"dX": ("N", "g", "c"), "dK": ("g", "f", "c"), "dB": ("g", "f"), "Z": ("N", "g", "f")}


def lead_sizes(g: Geometry, name: str) -> tuple[int, ...]:
    """The sizes of a tensor's batch and channel axes, the channels split by group."""
    c, f = g.channels // g.groups, g.filters // g.groups
    kernel = (g.groups, c, f) if g.transposed else (g.groups, f, c)
    return {"X": (g.batch, g.groups, c), "K": kernel, "B": (g.groups, f), "Z": (g.batch, g.groups, f)}[name]


def claimed_and_right(mutant: Mutant, layer: Layer, seed: int = 0) -> tuple[Ints | None, Ints]:
    """What the mutant says on random integers (None: it is no array of the right shape), and the loops' answer."""
    g = geometry(layer)
    t = random_tensors(g, seed)
    right = {"Z": forward(g, t["X"], t["K"], t["B"])} | backward(g, t["X"], t["K"], t["dZ"])
    spaces = {"X": g.n, "K": g.k, "B": (), "dZ": g.z}
    grouped = {name: t[name].reshape(lead_sizes(g, name[-1]) + space) for name, space in spaces.items()}
    labels = LEADS[mutant.of]
    if mutant.of == "dK" and g.transposed:
        labels = ("g", "c", "f")
    expected = right[mutant.of]
    # The language refuses some expressions as they are written, the reading those that have no such array.
    try:
        found = dense(mutant.build(layer), grouped, labels)
    except (ShapeError, NoSuchArrayError):
        return None, expected
    space = expected.shape[len(expected.shape) - layer.rank :] if mutant.of != "dB" else ()
    if found.shape != lead_sizes(g, mutant.of[-1]) + space:
        return None, expected
    return found.reshape(expected.shape), expected


def is_wrong(mutant: Mutant, layer: Layer) -> bool:
    claimed, right = claimed_and_right(mutant, layer)
    return claimed is None or bool((claimed != right).any())


def names(g: Geometry, name: str) -> list[str]:
    """The names of a tensor's entries in row-major order: one-based, with channels only where there are several."""
    shown = g.batch > 1 or g.channels > 1 or g.filters > 1
    letter = ("d" if name[0] == "d" else "") + LETTERS[name[-1]]
    shape = g.shapes[name[-1]]
    if not shown:
        if name[-1] == "B":
            return [letter]
        shape = shape[2:]
    return [letter + ("_" if shown else "").join(str(i + 1) for i in at) for at in np.ndindex(shape)]


def value(text: str, values: dict[str, int]) -> int:
    """The value of a sum of products such as `2*dz1*k2 + dz2*k1`."""
    return sum(
        prod(values[factor] if factor in values else int(factor) for factor in term.split("*"))
        for term in text.split(" + ")
    )


def verdicts(mutant: Mutant, layer: Layer) -> list[Verdict]:
    return [verify(layer, mutant.formulas), derive(layer, formulas=mutant.formulas).verdict]


def only_difference(verdict: Verdict) -> Difference:
    assert len(verdict.differences) == 1
    return verdict.differences[0]


@pytest.mark.parametrize(("mutant", "layer"), CASES)
def test_a_mutant_is_refuted_on_a_layer_where_it_is_wrong(mutant: Mutant, layer: Layer) -> None:
    assert is_wrong(mutant, layer)
    by_engine, by_sympy = verdicts(mutant, layer)
    for verdict in (by_engine, by_sympy):
        assert not verdict
        assert verdict.outcome == "refuted"
        assert verdict.layer == layer
        assert verdict.formulas == (mutant.name,)
        difference = only_difference(verdict)
        assert difference.formula == mutant.name
        assert difference.derived != difference.claimed
        for part in (mutant.name, difference.entry, difference.derived, difference.claimed, str(difference.layer)):
            assert part in str(verdict)
    assert by_engine.differences == by_sympy.differences


@pytest.mark.parametrize(("mutant", "layer"), CASES)
def test_the_named_entry_has_the_named_values(mutant: Mutant, layer: Layer) -> None:
    difference = only_difference(verify(layer, mutant.formulas))
    smallest = difference.layer
    claimed, right = claimed_and_right(mutant, smallest)
    g = geometry(smallest)
    if claimed is None:
        assert difference.entry == mutant.of
        space = right.shape[len(right.shape) - smallest.rank :] if mutant.of != "dB" else ()
        assert "x".join(map(str, space)) in difference.derived
        return
    first = int(np.flatnonzero((claimed != right).reshape(-1))[0])
    assert difference.entry == names(g, mutant.of)[first]
    tensors = random_tensors(g)
    values: dict[str, int] = {}
    for name in ("X", "K", "B", "dZ"):
        values |= dict(zip(names(g, name), tensors[name].reshape(-1).tolist(), strict=True))
    values["0"] = 0
    assert value(difference.derived, values) == right.reshape(-1)[first]
    assert value(difference.claimed, values) == claimed.reshape(-1)[first]


def layers_within(layer: Layer) -> Iterator[Layer]:
    """Every layer of the same kind that exists with no parameter larger than in `layer`, by brute force."""
    g = geometry(layer)
    ranges = [
        [
            Axis(*numbers)
            for numbers in product(
                range(1, n + 1),
                range(1, k + 1),
                range(1, s + 1),
                range(1, d + 1),
                range(pl + 1),
                range(pr + 1),
                range(op + 1),
            )
            if exists(g.transposed, *numbers)
        ]
        for n, k, s, d, pl, pr, op in zip(g.n, g.k, g.s, g.d, g.pl, g.pr, g.op, strict=True)
    ]
    counts = product(
        *(range(1, count + 1) for count in (g.batch, g.groups, g.channels, g.filters))
    )
    for batch, groups, ins, outs in counts:
        if ins % groups or outs % groups:
            continue
        for axes in product(*ranges):
            yield Layer(axes, layer.transposed, layer.convention, batch, groups, ins, outs, layer.bias)


def exists(transposed: bool, n: int, k: int, s: int, d: int, pl: int, pr: int, op: int) -> bool:
    reach = d * (k - 1)
    if transposed:
        return (op == 0 or op < s or op < d) and s * (n - 1) + reach + 1 + op > pl + pr
    return n + pl + pr > reach


@pytest.mark.slow
@pytest.mark.parametrize(("mutant", "layer"), CASES)
def test_no_smaller_layer_is_wrong(mutant: Mutant, layer: Layer) -> None:
    smallest = only_difference(verify(layer, mutant.formulas)).layer
    assert is_wrong(mutant, smallest)
    entries = geometry(smallest).entries
    assert entries <= geometry(layer).entries
    candidates = list(layers_within(layer))
    assert smallest in candidates
    smaller = [each for each in candidates if geometry(each).entries < entries]
    assert [str(each) for each in smaller if is_wrong(mutant, each)] == []


@pytest.mark.parametrize(("mutant", "layer"), HARMLESS)
def test_a_mutant_is_proved_where_it_does_no_harm(mutant: Mutant, layer: Layer) -> None:
    assert not is_wrong(mutant, layer)
    for verdict in verdicts(mutant, layer):
        assert verdict
        assert verdict.outcome == "proved"
        assert verdict.differences == ()


@pytest.mark.parametrize("of", ["dX", "dK", "dB"])
def test_the_right_formula_is_not_among_the_wrong_ones(of: str) -> None:
    """The judge of this file accepts the closed forms: its `is_wrong` is not just always true."""
    for layer in (PLAIN, POINT, TRUE, UPWARD, GROUPED):
        formula = closed_forms(layer)[of]
        assert not is_wrong(Mutant(formula.name, of, formula.build, [], []), layer)


def test_the_smallest_counterexamples_are_the_ones_a_person_would_give() -> None:
    found = {m.name: str(only_difference(verify(m.wrong[0], m.formulas)).layer) for m in MUTANTS}
    assert found["no rot180"] == "conv1d --input 2 --kernel 2"
    assert found["flip of one axis only"] == "conv2d --input 1x2 --kernel 1x2"
    assert found["r forgotten"] == "conv1d --input 2 --kernel 1 --stride 2"
    assert found["dK divided by the batch"] == "conv1d --input 1 --kernel 1 --batch 2"
    assert found["dW = convolve(X, rot180(dY)) for true convolution"] == (
        "conv1d --input 2 --kernel 2 --convention convolution"
    )


# Layers as large as people have them, and a smaller layer on which the mutant is wrong too.
LARGE = [
    (
        "no rot180",
        Conv2d(input=9, kernel=4, stride=4, padding=4, dilation=4, batch=2, groups=2, in_channels=2, out_channels=4),
        Conv2d(input=(1, 1), kernel=(1, 2), padding=[(0, 0), (0, 1)]),
    ),
    (
        "dK divided by the batch",
        Conv3d(input=5, kernel=3, stride=3, padding=2, dilation=2, batch=2, groups=2, in_channels=2, out_channels=4),
        Conv3d(input=1, kernel=1, batch=2),
    ),
    (
        "groups ignored in dK",
        Conv2d(input=8, kernel=4, stride=2, padding=2, batch=2, groups=4, in_channels=4, out_channels=4),
        Conv2d(input=1, kernel=1, groups=2, in_channels=2, out_channels=2),
    ),
    (
        "groups dealt out in turn",
        Conv1d(input=9, kernel=4, stride=4, padding=4, dilation=4, batch=2, groups=2, in_channels=4, out_channels=4),
        Conv1d(input=1, kernel=1, groups=2, in_channels=2, out_channels=4),
    ),
    ("flip of one axis only", Conv2d(input=28, kernel=5), Conv2d(input=(1, 2), kernel=(1, 2))),
    (
        "D without the dilation",
        Conv2d(input=9, kernel=3, dilation=2),
        Conv2d(input=(1, 3), kernel=(1, 2), dilation=(1, 2)),
    ),
    ("r forgotten", Conv1d(input=20, kernel=9, stride=10), Conv1d(input=2, kernel=1, stride=2)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "layer", "smaller"), LARGE, ids=[each[0] for each in LARGE])
def test_the_counterexample_of_a_large_layer_is_small(name: str, layer: Layer, smaller: Layer) -> None:
    """The search may not give up before it comes to a layer as small as `smaller`."""
    (mutant,) = (m for m in MUTANTS if m.name == name)
    assert is_wrong(mutant, smaller)
    found = only_difference(verify(layer, mutant.formulas)).layer
    assert is_wrong(mutant, found)
    assert geometry(found).entries <= geometry(smaller).entries


def test_one_wrong_formula_among_right_ones_is_the_only_one_named() -> None:
    (mutant,) = (m for m in MUTANTS if m.name == "no rot180")
    for verdict in verdicts(replace(mutant), PLAIN):
        assert [each.formula for each in verdict.differences] == ["no rot180"]
    claims: dict[str, Formula] = {"dK": T2, **mutant.formulas, "dB": T3}
    for verdict in (verify(PLAIN, claims), derive(PLAIN, formulas=claims).verdict):
        assert verdict.formulas == ("T2", "no rot180", "T3")
        difference = only_difference(verdict)
        assert (difference.entry, difference.derived, difference.claimed) == ("dx1", "dz1*k1", "dz1*k2")


def test_two_wrong_formulas_are_both_named() -> None:
    chosen = {m.of: m for m in MUTANTS if m.name in ("no rot180", "dK divided by the batch")}
    claims = {of: m.formulas[of] for of, m in chosen.items()}
    layer = Conv1d(input=3, kernel=2, batch=2)
    for verdict in (verify(layer, claims), derive(layer, formulas=claims).verdict):
        assert {each.formula for each in verdict.differences} == {m.name for m in chosen.values()}


def test_the_mean_over_the_batch_is_not_the_kernel_gradient() -> None:
    """The division itself, on fractions: right for a batch of one, and wrong for a batch of two."""
    for batch in (1, 2):
        layer = Conv1d(input=3, kernel=2, batch=batch)
        mutant = Mutant("T2", "dK", T2.build, [], [])
        whole, right = claimed_and_right(mutant, layer)
        assert whole is not None
        means = [Fraction(each, batch) for each in whole.reshape(-1).tolist()]
        assert (means == right.reshape(-1).tolist()) == (batch == 1)


def test_a_swapped_convolution_gives_the_rotated_kernel_gradient() -> None:
    """`convolve(X, rot180(dY))` is not dW of a true-convolution layer, but rotated it is."""
    swapped = Built("swapped", "dK", lambda layer: convolve(tensor(layer, "X"), rot180(tensor(layer, "dZ"))))
    turned = Built("swapped and turned", "dK", lambda layer: rot180(swapped.build(layer)))
    assert verify(TRUE, {"dK": swapped}).outcome == "refuted"
    assert verify(TRUE, {"dK": turned}).outcome == "proved"
    assert verify(TRUE, {"dK": T5}).outcome == "proved"
    # Under cross-correlation the same expression is right.
    assert verify(PLAIN, {"dK": swapped}).outcome == "proved"


def test_the_output_of_a_transposed_layer_is_compared_too() -> None:
    assert verify(UPWARD, {"Z": T6}).outcome == "proved"
    difference = only_difference(verify(UPWARD, {"Z": closed_forms(replace(UPWARD, bias=False))["Z"]}))
    assert (difference.entry, difference.derived, difference.claimed) == ("z1", "x1*k1 + B", "x1*k1")


def test_every_mutant_has_a_name_of_its_own_and_a_statement() -> None:
    assert len({m.name for m in MUTANTS}) == len(MUTANTS)
    assert all(statement(m.build(layer)) for m in MUTANTS for layer in m.wrong)
