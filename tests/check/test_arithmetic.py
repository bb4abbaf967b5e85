"""Sums and products of whole arrays of forms: the same as entry by entry, and refused where these are."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.exceptions import AxisError

from symconv import Conv1d, Conv2d
from symconv.check import arithmetic
from symconv.check.arithmetic import counted
from symconv.check.expanded import ExpansionError, expand, terms
from symconv.check.form_array import as_forms, plain, variables
from symconv.check.forms import VARIABLE, Unwritten, formed
from symconv.check.ledger import Ledger, RefusedError
from symconv.check.reference import OfLayer
from symconv.testing import check_backward

LEDGER = Ledger()
X, K = variables(1, (3, 4), LEDGER), variables(20, (4, 2), LEDGER)
SPARSE = variables(40, (3, 4), LEDGER)
SPARSE[0] = 0
SPARSE[1, 2] = 0.5
SPARSE[2] = np.arange(4)

# Functions of NumPy that are written anew for forms, with what they are asked, each beside the loop that it stands for.
CALLS: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (np.multiply, (X, X)),
    (np.multiply, (X, SPARSE)),
    (np.multiply, (X, X[:, :1])),
    (np.multiply, (X[0, 0], SPARSE)),
    (np.add, (X, SPARSE)),
    (np.add, (X, 3)),
    (np.add, (X[0], X)),
    (np.matmul, (X, K)),
    (np.matmul, (SPARSE, K)),
    (np.matmul, (X[0], K)),
    (np.matmul, (SPARSE, K[:, 0])),
    (np.matmul, (np.stack([X, SPARSE]), K)),
    (np.matmul, (X[:, :1], X[:1])),
    (np.dot, (np.stack([X, SPARSE]), K)),
    (np.dot, (SPARSE[1], X[1])),
    (np.tensordot, (X, SPARSE, ((0, 1), (0, 1)))),
    (np.tensordot, (X, K, 1)),
    (np.tensordot, (X, K, 0)),
    (np.tensordot, (X, SPARSE, ([-1], [1]))),
    (np.einsum, ("ij,jk->ki", X, K)),
    (np.einsum, ("ij,ij->i", X, SPARSE)),
    (np.einsum, ("ij,ik->ijk", X, SPARSE)),
    (np.einsum, ("ij,kj->ik", SPARSE, X)),
    (np.einsum, ("ij,kl->ik", X, K)),
    (np.sum, (SPARSE,)),
    (np.sum, (SPARSE, 0)),
    (np.add.reduce, (X, 1)),
]


def entry_by_entry(function: Any, given: tuple[Any, ...]) -> Any:
    """As NumPy does it with objects that it knows nothing of."""
    return function(*(plain(each) for each in given))


@pytest.mark.parametrize(("function", "given"), CALLS, ids=lambda each: getattr(each, "__name__", ""))
def test_the_same_as_entry_by_entry(function: Any, given: tuple[Any, ...]) -> None:
    found, wanted = function(*given), entry_by_entry(function, given)
    assert np.shape(found) == np.shape(wanted)
    for one, other in zip(np.ravel(plain(found)).tolist(), np.ravel(np.array(wanted, object)).tolist(), strict=True):
        assert expand(one) == expand(other)


def test_entries_are_added_where_they_belong() -> None:
    rows, columns = np.array([0, 1, 0, 2] * 3), np.array([1, 1, 1, 3] * 3)
    values = np.concatenate([X.reshape(-1)[:11], [7]])
    for shape in (X.shape, (30, 40)):
        found, wanted = as_forms(np.zeros(shape)), plain(as_forms(np.zeros(shape)))
        np.add.at(found, (rows, columns), values)
        for row, column, value in zip(rows, columns, plain(values), strict=True):
            wanted[row, column] = wanted[row, column] + value
        assert [*map(expand, plain(found).flat)] == [*map(expand, wanted.flat)]


OF_ANOTHER_CALL = variables(1, (3, 4), Ledger())


@pytest.mark.parametrize(
    "call",
    [
        lambda other: X + other,
        lambda other: X * other,
        lambda other: X @ other.T,
        lambda other: np.tensordot(X, other, 2),
        lambda other: np.einsum("ij,ij->j", X, other),
        lambda other: np.concatenate([X, other]).sum(),
        lambda other: np.concatenate([X, other, SPARSE]).sum(0),
        lambda other: np.concatenate([X, other], axis=1) @ np.concatenate([K, other.T[:, :2]]),
        lambda other: np.concatenate([SPARSE, other], axis=1) @ np.concatenate([SPARSE, other], axis=1).T,
        lambda other: np.add.at(X.copy(), np.arange(3), other),
    ],
)
def test_what_is_kept_from_another_call_is_refused_in_any_product(call: Callable[[Any], Any]) -> None:
    with pytest.raises(RefusedError, match="kept from an earlier call"):
        call(OF_ANOTHER_CALL)


@pytest.mark.parametrize(
    "call",
    [
        lambda row: row @ np.zeros(4),
        lambda row: row @ X[0],
        lambda row: np.einsum("i,i->i", row, np.zeros(4, int))[0],
        lambda row: np.tensordot(row, SPARSE[0], 1),
        lambda row: row.sum(),
    ],
)
def test_no_zero_makes_anything_of_what_is_never_written(call: Callable[[Any], Any]) -> None:
    row = X[0].copy()
    row[0] = Unwritten(LEDGER)
    with pytest.raises(ExpansionError, match="never written"):
        expand(call(row))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_finite_number_is_refused_in_sums_and_products(value: float) -> None:
    row = np.array([value, 1.0, 1.0, 1.0])
    calls: list[Callable[[], Any]] = [
        lambda: X[0] @ row,
        lambda: X[0] + row,
        lambda: np.einsum("i,i->i", row, X[0]),
    ]
    for call in calls:
        with pytest.raises(RefusedError, match="is mixed with entries"):
            call()


u, v, w = (formed(VARIABLE, number, None, LEDGER) for number in (1, 2, 3))
# What is not the same, side by side: products, how often they come, which entry they are of, single variables.
APART: list[list[Any]] = [
    [u * v, w],
    [u * v, w + w],
    [u * v + u * v, w],
    [u * w, w],
    [v * v, w],
    [u, w],
    [w, u * v],
    [u * v + w, 0],
    [0, u * v + w],
    [u + v, w],
]


def test_terms_tell_apart_what_differs() -> None:
    found = [terms(entries, 4) for entries in APART]
    assert all(each is not None for each in found)
    assert len({each.tobytes() for each in found if each is not None}) == len(APART)


OTHER = [2 * u, -u, u * v * w, (u + v) * w, u / 3, u + 1, 1, Fraction(1, 2), None, 1.0]


# A form is no text, though it says that it is a float.
@pytest.mark.parametrize("value", OTHER, ids=itertools.count())
def test_anything_else_has_no_terms(value: Any) -> None:
    assert terms([u, value], 4) is None


def test_terms_are_the_same_however_a_sum_comes_about() -> None:
    row: Any = arithmetic.shaped([u, v, w], (3,))
    ways = [
        arithmetic.dots(row[None], row[None])[0, 0],
        arithmetic.summed(arithmetic.multiplied(row, row)),
        w * w + (v * v + u * u),
        arithmetic.added(u * u, arithmetic.added(v * v, w * w)),
    ]
    assert len({terms([each], 4).tobytes() for each in ways}) == 1  # type: ignore[union-attr]
    assert all(expand(each) == {(1, 1): 1, (2, 2): 1, (3, 3): 1} for each in ways)


LAYERS = [
    Conv1d(input=5, kernel=2, stride=2, padding=1, in_channels=2, out_channels=4, groups=2, batch=2, bias=True),
    Conv2d(input=(4, 5), kernel=(2, 3), dilation=(2, 1), in_channels=3, out_channels=2),
]


@pytest.mark.parametrize("layer", LAYERS, ids=str)
@pytest.mark.parametrize("of", ["Z", "dX", "dK", "dB"])
def test_the_terms_of_a_layer_are_those_of_its_forms(layer: Any, of: str) -> None:
    reference = OfLayer.of(layer)
    found = reference.terms(of)
    forms, count = reference.forms(of), reference.variables
    assert all(set(form.values()) <= {1} for form in forms)
    wanted = [
        place * count**2 + (monomial[0] * count + monomial[1] if len(monomial) == 2 else monomial[0])
        for place, form in enumerate(forms)
        for monomial in form
    ]
    assert found is not None
    assert found.tolist() == sorted(wanted)


def twice_one_product(x: Any, k: Any, _: Any, dz: Any) -> tuple[Any, ...]:
    """Right for x and k; each entry of db takes the first dz twice and leaves out the last: a slip of an index."""
    taken = dz[:, :, [0, *range(dz.shape[2] - 1)]]
    dx, dk = x * 0, k * 0
    for a in range(k.shape[2]):
        dx[:, :, a : a + dz.shape[2]] += np.einsum("nfm,fc->ncm", dz, k[:, :, a])
        dk[:, :, a] = np.einsum("nfm,ncm->fc", dz, x[:, :, a : a + dz.shape[2]])
    return dx, dk, np.einsum("nfm->f", taken)


def unturned(x: Any, k: Any, _: Any, dz: Any) -> tuple[Any, ...]:
    sliding = np.lib.stride_tricks.sliding_window_view
    dx = np.tensordot(sliding(np.pad(dz, [(0, 0), (0, 0), (1, 1)]), 2, axis=2), k, axes=((1, 3), (0, 2)))
    dk = np.tensordot(dz, sliding(x, 4, axis=2), ((0, 2), (0, 3)))
    return dx.transpose(0, 2, 1), dk, dz.sum((0, 2))


@pytest.mark.parametrize("function", [twice_one_product, unturned], ids=lambda each: each.__name__)
def test_wrong_code_of_these_functions_is_refuted(function: Any) -> None:
    layer = Conv1d(input=5, kernel=2, in_channels=2, out_channels=3, batch=2, bias=True)
    assert check_backward(function, layer).outcome == "refuted"


@pytest.mark.parametrize(
    ("axes", "rank"),
    [(-1, 3), (0, 1), ((0, -1), 2), ([2, 0], 3), ((), 2), (range(1, 3), 3), (np.int64(1), 2)],
)
def test_axes_are_counted_as_numpy_counts_them(axes: Any, rank: int) -> None:
    left = [each for each in range(rank) if each not in counted(axes, rank)]
    asked = tuple(axes) if not isinstance(axes, int | np.integer) else axes
    assert np.zeros(range(2, 2 + rank)).sum(axis=asked).shape == tuple(2 + each for each in left)


@pytest.mark.parametrize(
    ("axes", "rank"), [(3, 3), (-4, 3), ((0, 2), 2), ((0, 0), 2), ((0, -2), 2), (1.0, 2), ((1.5,), 2)]
)
def test_what_is_no_axis_raises_what_numpy_raises(axes: Any, rank: int) -> None:
    with pytest.raises((AxisError, ValueError, TypeError)) as ours:
        counted(axes, rank)
    with pytest.raises(type(ours.value)):
        np.zeros(range(2, 2 + rank)).sum(axis=axes)
