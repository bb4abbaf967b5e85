"""The array language: shapes, what does not fit, and how expressions are written."""

from __future__ import annotations

from copy import copy

import pytest
from shorthand import PerAxis, convolve, correlate, crop, flip, insert_zeros, pad, plus, rot180, sum_pool, total

from symconv.arrays.array import Array, Tensor
from symconv.arrays.borders import ModePad, ModePadAdjoint
from symconv.arrays.moves import Crop, InsertZeros, Pad, Rot180, SumPool
from symconv.arrays.products import Convolve, Correlate, Dot, Plus
from symconv.arrays.shape import Lead, Shape
from symconv.errors import ShapeError, SymconvError
from symconv.sizes import evaluate, symbol

N, G, C, F = Lead("N", 2), Lead("g", 3), Lead("c", 4), Lead("f", 5)
LINE, ROW = Tensor("A", (), (6,)), Tensor("B", (), (2,))
PLANE, TILE = Tensor("A", (), (6, 5)), Tensor("B", (), (2, 3))
X = Tensor("X", (N, G, C), (6,))
K = Tensor("K", (G, F, C), (2,))
DZ = Tensor("dZ", (N, G, F), (5,))
BIAS = Tensor("B", (G, F), ())


@pytest.mark.parametrize(
    ("expr", "spatial"),
    [
        (LINE, (6,)),
        (pad(LINE, 2), (10,)),
        (pad(LINE, 2, 1), (9,)),
        (pad(LINE, -2, 1), (5,)),
        (pad(LINE, -7, 2), (1,)),
        (pad(PLANE, (1, 2), 0), (7, 7)),
        (crop(LINE, 1), (1,)),
        (crop(LINE, 6), (6,)),
        (crop(PLANE, (2, 5)), (2, 5)),
        (insert_zeros(LINE, 3), (16,)),
        (insert_zeros(PLANE, (1, 2)), (6, 9)),
        (sum_pool(LINE, 2, 1), (5,)),
        (sum_pool(LINE, 2, 3), (2,)),
        (sum_pool(PLANE, (6, 2), (1, 2)), (1, 2)),
        (rot180(PLANE), (6, 5)),
        (flip(PLANE, 1), (6, 5)),
        (correlate(LINE, ROW), (5,)),
        (correlate(LINE, ROW, stride=2), (3,)),
        (correlate(LINE, ROW, stride=3), (2,)),
        (correlate(LINE, ROW, dilation=5), (1,)),
        (correlate(LINE, ROW, mode="full"), (7,)),
        (correlate(ROW, LINE, mode="full"), (7,)),
        (correlate(LINE, ROW, stride=2, dilation=3, mode="full"), (5,)),
        (convolve(PLANE, TILE, stride=(1, 2)), (5, 2)),
        (correlate(LINE, LINE), (1,)),
        (total(PLANE), ()),
        (plus(LINE, rot180(LINE)), (6,)),
    ],
)
def test_spatial_sizes(expr: Array, spatial: tuple[int, ...]) -> None:
    assert expr.shape == Shape((), spatial)


@pytest.mark.parametrize(
    ("expr", "lead"),
    [
        (correlate(X, K), (N, G, F)),
        (correlate(K, X, mode="full"), (G, F, N)),
        (correlate(X, DZ), (G, C, F)),
        (correlate(pad(DZ, 1), K), (N, G, C)),
        (total(DZ), (G, F)),
        (plus(DZ, BIAS), (N, G, F)),
        (pad(crop(rot180(insert_zeros(X, 2)), 3), 1), (N, G, C)),
        (correlate(LINE, K), (G, F, C)),
    ],
)
def test_a_product_contracts_what_both_sides_carry_except_the_group(expr: Array, lead: tuple[Lead, ...]) -> None:
    assert expr.shape.lead == lead


@pytest.mark.parametrize(
    ("expr", "said"),
    [
        (Pad(LINE, (-3,), (-3,)), "pad leaves nothing of an array of size 6"),
        (Pad(LINE, (-8,), (2,)), "pad leaves nothing"),
        (Pad(PLANE, (0, -5), (0, 0)), "size 6x5"),
        (Crop(LINE, (7,)), "first 7 of 6"),
        (Crop(LINE, (0,)), "first 0 of 6"),
        (Crop(PLANE, (6, 6)), "first 6 of 5"),
        (InsertZeros(LINE, (0,)), "insert_zeros needs a stride of 1 or more"),
        (SumPool(LINE, (0,), (1,)), "sum_pool needs a window of 1 or more"),
        (SumPool(LINE, (1,), (0,)), "sum_pool needs a stride of 1 or more"),
        (SumPool(PLANE, (6, 6), (1, 1)), "sum_pool has no window of 6 in 5 entries"),
        (Correlate(LINE, ROW, (0,), (1,)), "a stride and a dilation must be 1 or more"),
        (Correlate(LINE, ROW, (1,), (0,)), "a stride and a dilation must be 1 or more"),
        (Correlate(ROW, LINE, (1,), (1,)), "size 2 with size 6"),
        (Convolve(LINE, ROW, (1,), (6,)), "the right side reaches further"),
        (Correlate(PLANE, ROW, (1, 1), (1, 1)), "cannot correlate 2 axes with 1"),
        (Correlate(X, Tensor("K", (Lead("c", 3),), (2,)), (1,), (1,)), "axis c has size 4 on the left, 3 on the right"),
        (Correlate(X, Tensor("K", (Lead("g", 2),), (2,)), (1,), (1,)), "axis g has size 3"),
        (
            Correlate(Tensor("A", (Lead("{left}", 2),), (5,)), Tensor("B", (Lead("{left}", 3),), (2,)), (1,), (1,)),
            "axis {left} has size 2 on the left, 3 on the right",
        ),
        (Plus(LINE, ROW), "cannot add"),
        (Plus(DZ, Tensor("B", (C,), ())), "cannot add"),
        (Plus(DZ, Tensor("B", (G, F), (5,))), "add"),
        (Plus(DZ, Tensor("B", (Lead("g", 2), F), ())), "add"),
        (Dot(LINE, ROW), "inner product"),
        (Dot(X, DZ), "inner product"),
        (ModePad(LINE, (7,), (0,), "circular"), "circular padding by 7"),
        (ModePad(LINE, (0,), (6,), "reflect"), "reflect padding by 6"),
        (ModePad(LINE, (-1,), (0,), "replicate"), "replicate padding by -1"),
        (ModePadAdjoint(LINE, (3,), (3,), "replicate"), "too small"),
        (ModePadAdjoint(LINE, (4,), (0,), "circular"), "circular padding by 4"),
        (Rot180(Crop(LINE, (7,))), "first 7 of 6"),
    ],
)
def test_what_does_not_fit_is_refused(expr: Array, said: str) -> None:
    with pytest.raises(ShapeError) as caught:
        _ = expr.shape
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_shape_error_belongs_to_the_family() -> None:
    assert issubclass(ShapeError, SymconvError)


@pytest.mark.parametrize("axis", [-1, 1, 2])
def test_flip_needs_an_axis_that_there_is(axis: int) -> None:
    with pytest.raises(ShapeError, match=f"no axis {axis}"):
        _ = flip(LINE, axis).shape
    assert flip(PLANE, 1).axis == 1


@pytest.mark.parametrize("values", [(1,), (1, 2, 3), []])
def test_an_axis_wise_parameter_has_one_value_for_each_axis(values: PerAxis) -> None:
    for make in (pad, crop, insert_zeros):
        with pytest.raises(ShapeError, match="for an array of 2 axes"):
            _ = make(PLANE, values).shape
    with pytest.raises(ShapeError, match="for an array of 2 axes"):
        _ = correlate(PLANE, TILE, stride=values).shape


def test_one_number_holds_for_every_axis() -> None:
    assert pad(PLANE, 2) == Pad(PLANE, (2, 2), (2, 2))
    assert pad(PLANE, (1, 2)) == Pad(PLANE, (1, 2), (1, 2))
    assert pad(PLANE, 1, 0) == Pad(PLANE, (1, 1), (0, 0))
    assert correlate(PLANE, TILE) == Correlate(PLANE, TILE, (1, 1), (1, 1), "valid")


def test_convolution_is_correlation_with_the_right_side_rotated() -> None:
    assert convolve(LINE, ROW, 2, 3).parts() == (LINE, rot180(ROW))
    assert correlate(LINE, ROW, 2, 3).parts() == (LINE, ROW)


def test_full_padding_is_the_reach_of_the_right_side() -> None:
    assert correlate(PLANE, TILE, 1, (1, 2), "full").parts() == (pad(PLANE, (1, 4)), TILE)
    assert convolve(LINE, ROW, mode="full").parts() == (pad(LINE, 1), rot180(ROW))


def test_symbolic_sizes_are_taken_as_they_come() -> None:
    n, k, s, d, p = (symbol(name) for name in ("n", "k", "s", "d", "p"))
    a, b = Tensor("A", (), (n,)), Tensor("B", (), (k,))
    (size,) = correlate(pad(a, p), b, s, d).shape.spatial
    for values in ({"n": 7, "k": 3, "s": 2, "d": 1, "p": 1}, {"n": 4, "k": 2, "s": 3, "d": 2, "p": 0}):
        concrete = correlate(
            pad(Tensor("A", (), (values["n"],)), values["p"]),
            Tensor("B", (), (values["k"],)),
            values["s"],
            values["d"],
        )
        assert evaluate(size, values) == concrete.shape.spatial[0]
    assert crop(a, k).shape.spatial == (k,)
    assert insert_zeros(a, s).shape.spatial == (s * (n - 1) + 1,)
    # Nothing is known of the sizes, so nothing is refused.
    assert correlate(b, a).shape.spatial == (k - n + 1,)


def test_a_shape_is_worked_out_once_and_is_no_part_of_the_expression() -> None:
    one, other = pad(LINE, 1), pad(LINE, 1)
    assert one.shape is one.shape
    assert (one, hash(one), repr(one)) == (other, hash(other), repr(other))
    assert copy(one) == one
    assert copy(one).shape == one.shape


def test_shapes_read_like_sizes() -> None:
    assert str(PLANE.shape) == "6x5"
    assert X.shape.labels == ("N", "g", "c")
    assert X.shape.sizes == (2, 3, 4, 6)
