"""Monomials as lattices: the same rows as all combinations, in any order, and nothing where steps are uneven."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quick import examples

from symconv import Conv1d, Conv2d, ConvTranspose2d, Layer
from symconv.exact.combined import BLOCK, Combined
from symconv.exact.derived import derived_terms, output_terms
from symconv.exact.lattices import Columns, Lattice, lattices

Rows = list[tuple[int, ...]]


def rows_of(some: list[Lattice]) -> Rows:
    """What lattices say, row by row: each place read in a column of numbers."""
    found: Rows = []
    for lattice in some:
        numbers = np.arange(10_000)
        columns = [lattice.view(at, numbers).reshape(-1).tolist() for at in range(len(lattice.first))]
        found += zip(*columns, strict=True)
    return found


def combinations(along: list[Columns]) -> Rows:
    rows = [list(zip(*(column.tolist() for column in columns), strict=True)) for columns in along]
    return [tuple(map(sum, zip(*some, strict=True))) for some in product(*rows)]


def columns(*given: list[int]) -> Columns:
    return tuple(np.array(each, dtype=np.int64) for each in given)


OVER_TAPS = columns([0, 0, 0, 1, 1, 1], [0, 1, 2, 1, 2, 3], [0, 1, 2, 0, 1, 2])
CHANNELS = columns([0, 0, 0], [0, 10, 20], [0, 5, 10])
PADDED = columns([0, 0, 1, 1, 1, 2, 2], [0, 1, 0, 1, 2, 1, 2], [1, 2, 0, 1, 2, 0, 1])
BACKWARDS = columns([0, 0, 1, 1], [3, 2, 2, 1], [1, 0, 1, 0])
REGULAR: dict[str, tuple[list[Columns], int]] = {
    "every window is full": ([OVER_TAPS], 1),
    "channels": ([CHANNELS], 1),
    "two axes": ([CHANNELS, OVER_TAPS], 1),
    "padding makes some windows shorter": ([PADDED], 3),
    "a turned kernel": ([BACKWARDS], 1),
    "one row": ([columns([4], [5], [6])], 1),
}
UNEVEN = {
    "no column stands still": columns([0, 1, 2, 3], [0, 2, 3, 7], [5, 1, 0, 2]),
    "one place is out of line": columns([0, 0, 0, 0], [0, 1, 2, 4], [0, 1, 2, 3]),
}


@pytest.mark.parametrize("name", REGULAR)
def test_regular_rows_are_few_grids(name: str) -> None:
    along, count = REGULAR[name]
    found = lattices(along)
    assert found is not None
    assert len(found) == count
    assert sorted(rows_of(found)) == sorted(combinations(along))


@pytest.mark.parametrize("name", UNEVEN)
def test_uneven_rows_are_never_said_to_be_even(name: str) -> None:
    """Each row by itself is a lattice, so what is uneven may come apart; but the rows are the same."""
    found = lattices([UNEVEN[name]])
    assert found is None or sorted(rows_of(found)) == sorted(combinations([UNEVEN[name]]))


@given(st.lists(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=7), min_size=1, max_size=3))
@settings(max_examples=examples(300), deadline=None)
def test_grids_have_exactly_the_rows(rows: list[Rows]) -> None:
    along = [columns(*map(list, zip(*each, strict=True))) for each in rows]
    found = lattices(along)
    assert found is None or sorted(rows_of(found)) == sorted(combinations(along))


@pytest.mark.parametrize("most", [1, 2, 5, 7, 1000])
@pytest.mark.parametrize("name", [name for name, (_, count) in REGULAR.items() if count == 1])
def test_pieces_of_a_grid_are_all_of_it_and_small(name: str, most: int) -> None:
    (lattice,) = lattices(REGULAR[name][0]) or []
    pieces = list(lattice.cut(most))
    assert sorted(rows_of(pieces)) == sorted(rows_of([lattice]))
    assert all(np.prod(piece.sizes) <= most for piece in pieces)


@pytest.mark.parametrize("first", [(0,), (95,), (-1,)], ids=str)
def test_a_view_never_leaves_the_array(first: tuple[int, ...]) -> None:
    lattice = Lattice(first, ((3, (10,)), (2, (-1,))))
    with pytest.raises(ValueError, match=r"strides|offset"):
        lattice.view(0, np.arange(100))


LAYERS = (
    Conv2d(input=100, kernel=3),
    Conv2d(input=(70, 90), kernel=(3, 2), stride=(2, 1), padding=1, dilation=(1, 2), in_channels=2, out_channels=3),
    Conv2d(input=40, kernel=5, padding=4, groups=2, in_channels=4, out_channels=2, batch=3, convention="convolution"),
    ConvTranspose2d(input=(60, 50), kernel=3, stride=(2, 3), padding=1, in_channels=2),
    Conv2d(input=4, kernel=3, padding=1, in_channels=40, out_channels=50),
)


@pytest.mark.parametrize("of", ["dK", "dX"])
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_a_layer_s_monomials_are_grids_of_a_block_at_most(layer: Layer, of: str) -> None:
    (term,) = (each.combined(layer, of) for each in derived_terms(of, output_terms(layer)))
    found = term.lattices()
    assert found is not None
    pieces = list(found)
    assert max(np.prod(piece.sizes) for piece in pieces) <= BLOCK
    rows = np.concatenate([table(piece) for piece in pieces])
    wanted = np.concatenate([np.stack(block, axis=1) for block in term.blocks()])
    one, other = (each[np.lexsort(each.T)] for each in (rows, wanted))
    assert np.array_equal(one, other)


def table(piece: Lattice) -> np.ndarray:
    numbers = np.arange(200_000)
    return np.stack([piece.view(at, numbers).reshape(-1) for at in range(len(piece.first))], axis=1)


@pytest.mark.parametrize(
    "layer", [Conv1d(input=50_000, kernel=3), Conv2d(input=10, kernel=3), Conv1d(input=300, kernel=300)], ids=str
)
def test_what_one_axis_says_alone_is_not_sorted_into_grids(layer: Layer) -> None:
    (term,) = (each.combined(layer, "dK") for each in derived_terms("dK", output_terms(layer)))
    assert isinstance(term, Combined)
    assert term.lattices() is None
