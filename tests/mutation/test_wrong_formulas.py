"""Wrong statements that people really make: each is refuted where it matters, and proved where it does not.

Every mutant is the true formula, for all geometries, with the one mistake in it. Whether it is really wrong on
a layer is decided without symconv's engines: `expression_readings` reads the expression entry by entry on random
integers, `loops` computes the gradients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pytest
from built import Built
from oracles.expression_readings import NoSuchArrayError, dense
from oracles.loops import Geometry, Ints, backward, forward, geometry, random_tensors
from shorthand import convolve, correlate, crop, flip, insert_zeros, pad, plus, rot180, total

from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, Layer, Verdict, derive, verify
from symconv.arrays.array import Array
from symconv.arrays.shape import Lead
from symconv.errors import ShapeError
from symconv.exact.verdict import Difference
from symconv.layers.layer import Axis
from symconv.layers.tensors import tensor
from symconv.sizes import Size, concrete
from symconv.statements.theorems import T1, T2, T3, T5, T6, Formula, closed_forms
from symconv.statements.write import statement

Vector = tuple[Size, ...]


@dataclass(frozen=True)
class Mutant:
    """A wrong formula, layers on which it is wrong, and layers on which the mistake does no harm."""

    name: str
    of: str
    build: Callable[[Layer], Array]
    wrong: Sequence[Layer]
    harmless: Sequence[Layer]

    @property
    def formulas(self) -> dict[str, Built]:
        return {self.of: Built(self.name, self.of, self.build)}


def each(layer: Layer, value: Callable[[Axis], Size]) -> Vector:
    return tuple(value(axis) for axis in layer.axes)


def d_x(
    layer: Layer,
    kernel: Array | None = None,
    before: Callable[[Axis], Size] = lambda a: a.D - a.pl,
    after: Callable[[Axis], Size] = lambda a: a.D - a.pr + a.leftover,
    strides: Callable[[Axis], Size] = lambda a: a.s,
) -> Array:
    """The input gradient of a direct layer under cross-correlation, with its parts exchangeable."""
    spread = insert_zeros(tensor(layer, "dZ"), each(layer, strides))
    return correlate(
        pad(spread, each(layer, before), each(layer, after)),
        rot180(tensor(layer, "K")) if kernel is None else kernel,
        dilation=each(layer, lambda a: a.d),
    )


def padded(layer: Layer, name: str, lo: Callable[[Axis], Size], hi: Callable[[Axis], Size]) -> Array:
    return pad(tensor(layer, name), each(layer, lo), each(layer, hi))


def d_k(layer: Layer, stride: Callable[[Axis], Size], dilation: Callable[[Axis], Size]) -> Array:
    """The kernel gradient of a direct layer under cross-correlation, not yet cropped."""
    x = padded(layer, "X", lambda a: a.pl, lambda a: a.pr)
    return correlate(x, tensor(layer, "dZ"), stride=each(layer, stride), dilation=each(layer, dilation))


def cropped(layer: Layer, array: Array, letter: str) -> Array:
    return crop(array, each(layer, lambda a: a.n if letter == "n" else a.k))


def transposed_d_x(
    layer: Layer,
    kernel: Array | None = None,
    lo: Callable[[Axis], Size] = lambda a: a.pl,
    hi: Callable[[Axis], Size] = lambda a: a.pr,
) -> Array:
    """The input gradient of a transposed layer under cross-correlation, not yet cropped."""
    return correlate(
        padded(layer, "dZ", lo, hi),
        tensor(layer, "K") if kernel is None else kernel,
        stride=each(layer, lambda a: a.s),
        dilation=each(layer, lambda a: a.d),
    )


def transposed_forward_with_output_padding_in_front(layer: Layer) -> Array:
    x = pad(
        insert_zeros(tensor(layer, "X"), each(layer, lambda a: a.s)),
        each(layer, lambda a: a.D - a.pl + a.op),
        each(layer, lambda a: a.D - a.pr),
    )
    z = correlate(x, rot180(tensor(layer, "K")), dilation=each(layer, lambda a: a.d))
    return plus(z, tensor(layer, "B")) if layer.bias else z


def true_d_k(layer: Layer) -> Array:
    """rot180(dK) of a true-convolution layer."""
    return cropped(layer, d_k(layer, lambda a: a.d, lambda a: a.s), "k")


def summed_over_space_alone(layer: Layer) -> Array:
    dz = tensor(layer, "dZ")
    if layer.batch == 1:
        return total(dz)
    return total(replace(dz, lead=tuple(replace(a, label="M") if a.label == "N" else a for a in dz.lead)))


def times_the_batch(layer: Layer) -> Array:
    """The batch times the kernel gradient: what is claimed to be "dK divided by the batch", multiplied out.

    The array language has no division. `dK = T2 / N` and `dK = N * T2` are wrong on the same layers, those with
    a batch of more than one; `test_the_mean_over_the_batch_is_not_the_kernel_gradient` does the division.
    """
    one = T2.build(layer)
    found = one
    for _ in range(concrete(layer.batch) - 1):
        found = plus(found, one)
    return found


def as_one_group(formula: Formula) -> Callable[[Layer], Array]:
    """The formula of the layer without groups: every filter meets every channel."""
    return lambda layer: formula.build(replace(layer, groups=1))


def groups_dealt_in_turn(layer: Layer) -> Array:
    """The filters dealt out to the groups in turn (0 1 0 1) where they stand in blocks (0 0 1 1).

    Expressible where a group has as many filters as there are groups; elsewhere it is the true formula.
    """
    if layer.out_per_group != layer.groups:
        return T1.build(layer)
    batch, group, f = tensor(layer, "dZ").lead
    exchanged = replace(tensor(layer, "dZ"), lead=(batch, Lead("f", f.size), Lead("g", group.size)))
    spread = insert_zeros(exchanged, each(layer, lambda a: a.s))
    around = pad(spread, each(layer, lambda a: a.D - a.pl), each(layer, lambda a: a.D - a.pr + a.leftover))
    return correlate(around, rot180(tensor(layer, "K")), dilation=each(layer, lambda a: a.d))


PLAIN = Conv1d(input=4, kernel=2)
POINT = Conv1d(input=3, kernel=1, stride=2, padding=1)
TRUE = Conv1d(input=4, kernel=2, convention="convolution")
GROUPED = Conv2d(input=3, kernel=2, batch=2, groups=2, in_channels=2, out_channels=2)
UPWARD = ConvTranspose1d(input=2, kernel=2, stride=3, output_padding=2)

MUTANTS = [
    Mutant(
        "no rot180",
        "dX",
        lambda layer: d_x(layer, tensor(layer, "K")),
        [
            PLAIN,
            Conv1d(input=5, kernel=3, stride=2, dilation=2, padding=1),
            Conv2d(input=3, kernel=2),
            Conv2d(input=4, kernel=(1, 2), stride=2, in_channels=2, out_channels=2, batch=2),
            Conv3d(input=2, kernel=(1, 1, 2)),
        ],
        [POINT, Conv2d(input=4, kernel=1, padding=2), Conv1d(input=1, kernel=3, padding=1)],
    ),
    Mutant(
        "flip of one axis only",
        "dX",
        lambda layer: d_x(layer, flip(tensor(layer, "K"), 0)),
        [Conv2d(input=3, kernel=2), Conv2d(input=(2, 3), kernel=(1, 3)), Conv3d(input=2, kernel=(1, 1, 2))],
        [PLAIN, Conv2d(input=3, kernel=(2, 1))],
    ),
    Mutant(
        "pad(dZ, k) for k-1",
        "dX",
        lambda layer: d_x(layer, before=lambda a: a.D - a.pl + 1, after=lambda a: a.D - a.pr + a.leftover + 1),
        [PLAIN, POINT, Conv2d(input=3, kernel=2)],
        [],
    ),
    Mutant(
        "pad(dZ, k) for k-1, cut to the input's size",
        "dX",
        lambda layer: cropped(
            layer,
            d_x(layer, before=lambda a: a.D - a.pl + 1, after=lambda a: a.D - a.pr + a.leftover + 1),
            "n",
        ),
        [PLAIN, POINT, Conv2d(input=3, kernel=2)],
        [],
    ),
    Mutant(
        "D without the dilation",
        "dX",
        lambda layer: d_x(
            layer, before=lambda a: a.k - 1 - a.pl, after=lambda a: a.k - 1 - a.pr + a.leftover
        ),
        [Conv1d(input=4, kernel=2, dilation=2), Conv2d(input=(3, 2), kernel=2, dilation=(2, 1))],
        [PLAIN, POINT, Conv1d(input=4, kernel=1, dilation=3)],
    ),
    Mutant(
        "D without the dilation, made to fit",
        "dX",
        lambda layer: d_x(
            layer,
            before=lambda a: a.k - 1 - a.pl,
            after=lambda a: 2 * a.D - (a.k - 1) - a.pr + a.leftover,
        ),
        [Conv1d(input=4, kernel=2, dilation=2), Conv2d(input=(3, 2), kernel=2, dilation=(2, 1))],
        [PLAIN, POINT, Conv1d(input=4, kernel=1, dilation=3)],
    ),
    Mutant(
        "padding not subtracted",
        "dX",
        lambda layer: d_x(layer, before=lambda a: a.D, after=lambda a: a.D + a.leftover),
        [Conv1d(input=3, kernel=2, padding=1), Conv2d(input=2, kernel=2, padding=[(0, 1), (0, 0)])],
        [PLAIN, Conv2d(input=5, kernel=3, stride=3)],
    ),
    Mutant(
        "padding not subtracted, cut to the input's size",
        "dX",
        lambda layer: cropped(layer, d_x(layer, before=lambda a: a.D, after=lambda a: a.D + a.leftover), "n"),
        [Conv1d(input=3, kernel=2, padding=1), Conv2d(input=2, kernel=2, padding=[(1, 0), (0, 0)])],
        [PLAIN, Conv1d(input=3, kernel=2, padding=[(0, 2)])],
    ),
    Mutant(
        "r forgotten",
        "dX",
        lambda layer: d_x(layer, after=lambda a: a.D - a.pr),
        [
            Conv1d(input=4, kernel=1, stride=2),
            Conv1d(input=4, kernel=3, stride=2),
            Conv2d(input=(3, 4), kernel=1, stride=2),
        ],
        [PLAIN, Conv1d(input=5, kernel=3, stride=2)],
    ),
    Mutant(
        "no zero insertion",
        "dX",
        lambda layer: d_x(layer, strides=lambda _: 1),
        [
            Conv1d(input=4, kernel=2, stride=2),
            Conv2d(input=3, kernel=2, stride=(1, 2), padding=[(0, 0), (1, 0)]),
        ],
        [PLAIN, Conv1d(input=3, kernel=2, stride=3)],
    ),
    Mutant(
        "stride and dilation swapped in dK",
        "dK",
        lambda layer: cropped(layer, d_k(layer, lambda a: a.s, lambda a: a.d), "k"),
        [
            Conv1d(input=4, kernel=2, stride=2),
            Conv1d(input=4, kernel=2, dilation=2),
            Conv2d(input=(4, 2), kernel=2, stride=(2, 1)),
        ],
        [PLAIN, Conv1d(input=7, kernel=2, stride=2, dilation=2)],
    ),
    Mutant(
        "dK not cropped",
        "dK",
        lambda layer: d_k(layer, lambda a: a.d, lambda a: a.s),
        [Conv1d(input=4, kernel=1, stride=2), Conv2d(input=(2, 4), kernel=2, stride=3, padding=1)],
        [PLAIN, Conv1d(input=4, kernel=1, stride=3), Conv1d(input=6, kernel=2, stride=3, dilation=3)],
    ),
    Mutant(
        "bias summed over one axis only",
        "dB",
        lambda layer: total(
            crop(tensor(layer, "dZ"), [size if at == 0 else 1 for at, size in enumerate(layer.output)])
        ),
        [Conv2d(input=3, kernel=2), Conv2d(input=(1, 2), kernel=1, batch=2)],
        [PLAIN, Conv2d(input=(4, 2), kernel=2)],
    ),
    Mutant(
        "bias not summed over the batch",
        "dB",
        summed_over_space_alone,
        [Conv1d(input=2, kernel=1, batch=2), Conv2d(input=3, kernel=2, batch=2)],
        [PLAIN, Conv2d(input=3, kernel=2, out_channels=2)],
    ),
    Mutant(
        "dK divided by the batch",
        "dK",
        times_the_batch,
        [Conv1d(input=3, kernel=2, batch=2), GROUPED],
        [PLAIN, Conv1d(input=3, kernel=2, in_channels=2, out_channels=2)],
    ),
    Mutant(
        "groups ignored in dX",
        "dX",
        as_one_group(T1),
        [Conv1d(input=2, kernel=2, groups=2, in_channels=2, out_channels=2)],
        [PLAIN, Conv1d(input=2, kernel=2, in_channels=2, out_channels=2)],
    ),
    Mutant(
        "groups ignored in dK",
        "dK",
        as_one_group(T2),
        [Conv1d(input=2, kernel=2, groups=2, in_channels=2, out_channels=2)],
        [PLAIN, Conv1d(input=2, kernel=2, in_channels=2, out_channels=2)],
    ),
    Mutant(
        "groups dealt out in turn",
        "dX",
        groups_dealt_in_turn,
        [Conv1d(input=1, kernel=1, groups=2, in_channels=2, out_channels=4)],
        [PLAIN, Conv1d(input=2, kernel=2, groups=2, in_channels=2, out_channels=2)],
    ),
    Mutant(
        "output_padding on the wrong side",
        "Z",
        transposed_forward_with_output_padding_in_front,
        [UPWARD, ConvTranspose2d(input=(1, 2), kernel=1, stride=(1, 2), output_padding=(0, 1))],
        [ConvTranspose1d(input=2, kernel=2, stride=2), ConvTranspose2d(input=2, kernel=2, padding=1)],
    ),
    Mutant(
        "output_padding on the wrong side in dX",
        "dX",
        lambda layer: cropped(layer, transposed_d_x(layer, lo=lambda a: a.pl - a.op, hi=lambda a: a.pr + a.op), "n"),
        [UPWARD, ConvTranspose2d(input=(1, 2), kernel=1, stride=(1, 2), output_padding=(0, 1))],
        [ConvTranspose1d(input=2, kernel=2, stride=2), ConvTranspose2d(input=2, kernel=2, padding=1)],
    ),
    Mutant(
        "rot180 in the dX of a transposed layer",
        "dX",
        lambda layer: cropped(layer, transposed_d_x(layer, rot180(tensor(layer, "K"))), "n"),
        [ConvTranspose1d(input=2, kernel=2), ConvTranspose2d(input=1, kernel=(1, 2), dilation=2)],
        [ConvTranspose1d(input=3, kernel=1, stride=2), ConvTranspose2d(input=2, kernel=1)],
    ),
    Mutant(
        "crop forgotten where op >= s",
        "dX",
        transposed_d_x,
        [ConvTranspose1d(input=1, kernel=1, stride=1, dilation=2, output_padding=1)],
        [UPWARD, ConvTranspose1d(input=2, kernel=2)],
    ),
    Mutant(
        "dW = convolve(rot180(dY), X) for true convolution",
        "dK",
        lambda layer: convolve(rot180(tensor(layer, "dZ")), tensor(layer, "X")),
        [TRUE, Conv2d(input=2, kernel=(1, 2), convention="convolution")],
        [Conv1d(input=3, kernel=1, convention="convolution")],
    ),
    Mutant(
        "dW = convolve(X, rot180(dY)) for true convolution",
        "dK",
        true_d_k,
        [
            TRUE,
            Conv2d(input=3, kernel=2, convention="convolution"),
            Conv1d(input=4, kernel=2, stride=2, padding=1, convention="convolution"),
        ],
        [Conv1d(input=3, kernel=1, convention="convolution")],
    ),
    Mutant(
        "dX of cross-correlation for true convolution",
        "dX",
        lambda layer: d_x(layer),
        [TRUE, Conv2d(input=3, kernel=(2, 1), convention="convolution")],
        [Conv1d(input=3, kernel=1, convention="convolution"), PLAIN],
    ),
]
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
