"""The wrong statements that people really make: each refuted, with the counterexample that nothing smaller is.

Every counterexample is written down with the reason why; `brute_force` goes through everything smaller, and through
everything as small that comes before it, one axis or two, with one or two examples, groups and channels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from oracles.brute_force import geometry_at, smallest_wrong

import symconv
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis
from symconv.results import Proof, Refutation
from symconv.sizes import symbol
from symconv.statements.grammar import parse
from symconv.statements.theorems import GENERAL, PLAIN, TRANSPOSED


def family(*axes: Axis, **kind: Any) -> Family:
    """The layers with these axes, with any number of examples, groups and channels."""
    lead = {name: symbol(letter) for name, letter in zip(("batch", "groups", "ins", "outs"), "Ngcf", strict=True)}
    return family_of(axes, **(lead | kind))


LAYERS = family(GENERAL)
PLAIN_LAYERS = family(PLAIN)
TRUE_CONVOLUTIONS = family(PLAIN, convention="convolution")
TRANSPOSED_LAYERS = family(TRANSPOSED, transposed=True)
# One axis, or two, that `flip` tells apart from all others.
FIRST_APART = family(Axis(symbol("n0"), symbol("k0")), PLAIN)
BOTH_APART = family(Axis(symbol("n0"), symbol("k0")), Axis(symbol("n1"), symbol("k1")), PLAIN)
# 1x1 kernels. Their dilation is of no consequence, so it can tell the axes apart: o//d is o on the first axis, and
# 1 on the second.
ROWS = replace(family(Axis(symbol("n0"), 1), Axis(symbol("n1"), 1, d=symbol("n1"))), rank=2)
TWO_EXAMPLES = family(PLAIN, batch=2)

NOTES_DX = "dX = correlate(pad(dZ, k-1), rot180(K))"
DX = "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"
DK = "dK = crop(correlate(pad(X, pl, pr), dZ, stride=d, dilation=s), k)"
Z = "Z = correlate(pad(insert_zeros(X, s), D-pl, D-pr+op), rot180(K), dilation=d) + B"


@dataclass(frozen=True)
class Wrong:
    """A statement about a family, where it fails first, and what the two sides are there."""

    statement: str
    family: Family
    sizes: Mapping[str, int | list[int]]
    entry: tuple[int, ...]
    left: str
    right: str

    @property
    def rank(self) -> int:
        return max(len(value) if isinstance(value, list) else 1 for value in self.sizes.values())


def reaches(left: int, right: int, slid: str = "correlate") -> str:
    return f"impossible (cannot {slid} size {left} with size {right}: the right side reaches further)"


def direct(n: int, k: int, s: int = 1, d: int = 1, pl: int = 0, pr: int = 0) -> dict[str, int | list[int]]:
    return {"n": n, "k": k, "s": s, "d": d, "pl": pl, "pr": pr}


WRONG = {
    # With k = 1 there is nothing to turn; n = k = 2 is the least layer with k = 2. Z = x1 k1 + x2 k2.
    "no rot180": Wrong(
        NOTES_DX.replace("rot180(K)", "K"), PLAIN_LAYERS, {"n": 2, "k": 2}, (1,), "dz1*k1", "dz1*k2"
    ),
    # Padding lets n be 1 with k = 2: four entries, x1 k1 k2 z1. Padded behind, Z = x1 k1.
    "no rot180, with padding": Wrong(
        DX.replace("rot180(K)", "K"), LAYERS, direct(1, 2, pr=1), (1,), "dz1*k1", "dz1*k2"
    ),
    # The same for a layer that turns its kernel: Z = x1 k2.
    "rot180 for a true convolution": Wrong(
        DX, family(GENERAL, convention="convolution"), direct(1, 2, pr=1), (1,), "dz1*k2", "dz1*k1"
    ),
    # On one axis alone flip is rot180, so it takes a second axis, with k = 2 along the axis that is not flipped.
    "only the first axis flipped": Wrong(
        NOTES_DX.replace("rot180(K)", "flip(K, 0)"),
        FIRST_APART,
        {"n": [1, 2], "k": [1, 2]},
        (1, 1),
        "dz11*k11",
        "dz11*k12",
    ),
    "only the second axis flipped": Wrong(
        NOTES_DX.replace("rot180(K)", "flip(K, 1)"),
        BOTH_APART,
        {"n": [2, 1], "k": [2, 1]},
        (1, 1),
        "dz11*k11",
        "dz11*k21",
    ),
    # One entry, padded by one on both sides, is three; the least layer has it all.
    "padded by k": Wrong(NOTES_DX.replace("k-1", "k"), PLAIN_LAYERS, {"n": 1, "k": 1}, (), "1", "3"),
    # d = 2 matters from k = 2 on. With n = 1 the padding has to be 2 in all; (0, 2) comes first, Z = x1 k1. The
    # right side pads by 1 before and by -1 behind, which leaves one entry for a kernel that reaches over three.
    "D without the dilation": Wrong(
        DX.replace("D", "k-1"), LAYERS, direct(1, 2, d=2, pr=2), (), "1", reaches(1, 2)
    ),
    # Two padded entries, stride 1, would make a second z; stride 2 does not: three entries. r = 1 pads one behind.
    "padding not subtracted": Wrong(
        DX.replace("-pl", "").replace("-pr", ""), LAYERS, direct(1, 1, 2, pr=1), (), "1", "2"
    ),
    # There, 0 - 1 behind without r: nothing is left of the one dz.
    "r forgotten": Wrong(
        DX.replace("+r", ""),
        LAYERS,
        direct(1, 1, 2, pr=1),
        (),
        "1",
        "impossible (pad leaves nothing of an array of size 1)",
    ),
    # It takes two dz, so n + pl + pr >= 3 with s = 2. Of n = 1: z1 = x1 k1, z2 = 0, and 2 - 2 leaves nothing.
    "no zeros inserted": Wrong(
        DX.replace("insert_zeros(dZ, s)", "dZ"),
        LAYERS,
        direct(1, 1, 2, pr=2),
        (),
        "1",
        "impossible (pad leaves nothing of an array of size 2)",
    ),
    # Two dz, one padded input entry apart, but the dilation d = 2 puts them two apart: three entries from two.
    "stride and dilation swapped in dK": Wrong(
        "dK = crop(correlate(pad(X, pl, pr), dZ, stride=s, dilation=d), k)",
        LAYERS,
        direct(1, 1, d=2, pr=1),
        (),
        "1",
        reaches(2, 2),
    ),
    # r = 1: one dz against two padded input entries gives two, not k = 1.
    "dK not cropped": Wrong(
        DK.replace("crop(", "").replace(", k)", ""), LAYERS, direct(1, 1, 2, pr=1), (), "1", "2"
    ),
    # Summed along the first axis alone, in the first column: it takes two columns.
    "the bias summed over one axis only": Wrong(
        "dB = sum(crop(dZ, o//d))", ROWS, {"n": [1, 2]}, (1,), "dz11 + dz12", "dz11"
    ),
    # Over no axis at all.
    "the bias of the first place only": Wrong(
        "dB = sum(crop(dZ, 1))", PLAIN_LAYERS, {"n": 2, "k": 1}, (1,), "dz1 + dz2", "dz1"
    ),
    # dK = correlate(X, dZ)/2 for a batch of two, without the fraction; the least layer has it all.
    "dK divided by the batch": Wrong(
        "2*dK = correlate(X, dZ)",
        TWO_EXAMPLES,
        {"n": 1, "k": 1, "g": 1, "c": 1, "f": 1},
        (1, 1, 1),
        "2*dz1_1_1*x1_1_1 + 2*dz2_1_1*x2_1_1",
        "dz1_1_1*x1_1_1 + dz2_1_1*x2_1_1",
    ),
    # One x, and z of one entry: (1-1)*s - 0 - pr + 0 + 1 + op = 1, so op = pr = 1. Z = x1 k1 + B; the right side
    # puts a zero before the x and cuts the x off.
    "output padding on the wrong side": Wrong(
        Z.replace("D-pl, D-pr+op", "D-pl+op, D-pr"),
        TRANSPOSED_LAYERS,
        direct(1, 1, pr=1) | {"op": 1},
        (1,),
        "x1*k1 + B",
        "B",
    ),
    # Read literally, X reaches further than dY, unless k = 1, where dY and X are equally long and nothing is wrong.
    "true convolution, dW from rot180(dY) and X": Wrong(
        "dW = convolve(rot180(dY), X)", TRUE_CONVOLUTIONS, {"n": 2, "k": 2}, (), "2", reaches(1, 2, "convolve")
    ),
    # With the operands such that they fit it is rot180(dW): Z = x1 k2 + x2 k1, so dW = (dz1 x2, dz1 x1).
    "true convolution, dW from X and rot180(dY)": Wrong(
        "dW = convolve(X, rot180(dY))", TRUE_CONVOLUTIONS, {"n": 2, "k": 2}, (1,), "dz1*x2", "dz1*x1"
    ),
}
EVERY_WRONG_STATEMENT = pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)


@EVERY_WRONG_STATEMENT
def test_a_wrong_statement_is_refuted_at_its_smallest_counterexample(wrong: Wrong) -> None:
    result = symconv.prove(wrong.statement, wrong.family, timeout=60)
    assert isinstance(result, Refutation), result
    found = result.counterexample
    assert found.sizes == wrong.sizes
    assert (found.mismatch.entry, found.mismatch.left, found.mismatch.right) == (wrong.entry, wrong.left, wrong.right)
    # Where an array of another size, or none, stands on one side, that is what is said.
    assert (found.mismatch.shapes is None) == bool(wrong.entry)


@EVERY_WRONG_STATEMENT
def test_nothing_smaller_refutes_a_wrong_statement(wrong: Wrong) -> None:
    expected = geometry_at(parse(wrong.statement), wrong.family, wrong.sizes)
    assert expected is not None
    # Axes that are told apart by number are all there.
    least = wrong.family.rank or max(1, len(wrong.family.layer.axes) - 1)
    ranks = range(least, wrong.rank + 1)
    found = [
        smallest_wrong(parse(wrong.statement), wrong.family, rank, expected.entries, channels=range(1, 3))
        for rank in ranks
    ]
    assert found == [None] * (len(ranks) - 1) + [expected]


def test_the_true_convolution_gives_the_turned_gradient() -> None:
    assert isinstance(symconv.prove("rot180(dW) = convolve(X, rot180(dY))", TRUE_CONVOLUTIONS), Proof)


@pytest.mark.parametrize(
    ("statement", "about"),
    [
        (NOTES_DX, PLAIN_LAYERS),
        (DX, LAYERS),
        (DK, LAYERS),
        ("dB = sum(dZ)", ROWS),
        ("dK = correlate(X, dZ)", TWO_EXAMPLES),
        (Z, TRANSPOSED_LAYERS),
        ("dW = convolve(rot180(X), dY)", TRUE_CONVOLUTIONS),
    ],
    ids=["dX of the notes", "dX", "dK", "dB", "dK of a batch", "Z transposed", "dW of a true convolution"],
)
def test_without_the_mistake_it_is_proved(statement: str, about: Family) -> None:
    assert isinstance(symconv.prove(statement, about), Proof)


def test_one_axis_flipped_is_refuted_as_typed() -> None:
    """Without a family, the axes that `flip` names are told apart from the others."""
    found = symconv.prove("dX = correlate(pad(dZ, k-1), flip(K, 0))")
    assert isinstance(found, Refutation)
    assert found.counterexample.sizes == WRONG["only the first axis flipped"].sizes
