"""What is left out of a matrix, by how much room there is: its middle, never its marks or bars."""

from __future__ import annotations

import pytest

from symconv.page.cut import beside, fitting, parted, shortened
from symconv.page.maths import Dots, Entry, Maths, Matrix, Number


def square(rows: int, columns: int, bars: tuple[int, ...] = ()) -> Matrix:
    cells = tuple(tuple(Entry("x", (row, column)) for column in range(columns)) for row in range(rows))
    return Matrix(cells, bars, frozenset({(0, columns - 1)}), whole=False)


def test_what_fits_stays_as_it_is() -> None:
    matrix = square(8, 8, bars=(3,))
    assert shortened(matrix, lambda _: 1, room=24).rows == matrix.rows
    assert shortened(Matrix(matrix.rows), lambda _: 99, room=1).rows == matrix.rows


@pytest.mark.parametrize(
    ("width", "room", "columns"),
    [(1, 80, [0, 1, 2, 3, None, 8]), (13, 76, [0, 1, 2, None, 8]), (90, 76, [0, 1, None, 8])],
    ids=["nine narrow ones", "room for five", "room for none"],
)
def test_columns_that_do_not_fit_make_way_for_dots(width: int, room: int, columns: list[int | None]) -> None:
    found = shortened(square(1, 9), lambda _: width, room)
    assert found.rows == (tuple(Dots() if at is None else Entry("x", (0, at)) for at in columns),)


def test_what_fits_by_its_own_widths_stays_though_the_widest_would_not_fit_so_often() -> None:
    row: tuple[Maths, ...] = (Number(0), Entry("z"), Number(0), Entry("z"), Number(0), Entry("z"), Number(0))
    matrix = Matrix((row, row), whole=False)
    assert shortened(matrix, lambda cell: 1 if isinstance(cell, Number) else 8, room=42).rows == matrix.rows
    assert shortened(matrix, lambda cell: 1 if isinstance(cell, Number) else 8, room=41).rows != matrix.rows


def test_a_matrix_with_zeros_is_shown_whole_where_it_fits() -> None:
    z = Entry("z", (1,))
    rows = tuple(tuple(z if at in (5, 7) and on in (5, 7) else Number(0) for at in range(12)) for on in range(12))
    shown = Matrix(rows, whole=False)
    assert shortened(shown, lambda _: 1, room=40).rows == rows
    assert len(shortened(shown, lambda _: 9, room=40).rows) < 12
    full = Matrix(tuple((z,) * 12 for _ in range(12)), whole=False)
    assert len(shortened(full, lambda _: 1, room=40).rows) < 12


def test_a_row_with_zeros_shows_what_is_between_them() -> None:
    zeros, entries = (Number(0),) * 4, tuple(Entry("z", (at,)) for at in range(3))
    row: tuple[Maths, ...] = (*zeros, *entries, *zeros)
    assert shortened(Matrix((row,), whole=False), lambda _: 1, room=40).rows == (row,)
    assert shortened(Matrix((row,), whole=False), lambda _: 1, room=24).rows == ((*row[:6], Dots(), Number(0)),)
    assert len(shortened(Matrix((row * 9,), whole=False), lambda _: 1, room=999).rows[0]) == 18


@pytest.mark.parametrize(
    ("terms", "room", "places"),
    [
        ([1, 2, 2, 1], 40, [0, 1, 2, 3]),
        ([1, 2, 1], 26, [0, 1, None]),
        ([1, 2, 2, 2, 2, 2, 1], 40, [0, None, 3, None, 6]),
        ([0, 2, 0, 3, 0, 3, 0, 2, 0], 50, [None, 1, 2, 3, None, 7, None]),
        ([0, 2, 0, 3, 0, 3, 0, 2, 0], 40, [None, 1, 2, 3, None]),
        ([0, 2, 0, 3, 0, 3, 0, 2, 0], 30, [None, 1, None, 3, None]),
        ([0, 0, 0, 0, 0], 40, [0, None, 2, None, 4]),
        ([1, 1, 1, 1, 2], 40, [0, None, 4]),
        ([1, 2, 1], 15, [None, 1, None]),
        ([1, 2, 1], 1, [None, 1, None]),
    ],
    ids=[
        "all fit",
        "neighbours",
        "around the middle",
        "zeros between",
        "an edge less",
        "no room for a zero",
        "all zeros",
        "full at the end",
        "one",
        "no room",
    ],
)
def test_boxes_beside_each_other(terms: list[int], room: float, places: list[int | None]) -> None:
    assert beside(terms, most=8, room=room, boxes=[10] * len(terms), gap=3) == places


def test_bars_and_marks_move_with_their_cells() -> None:
    found = shortened(square(9, 9, bars=(2, 5)), lambda _: 1, room=80)
    assert (len(found.rows), len(found.rows[0])) == (6, 6)
    assert found.bars == (2,)
    assert found.marked == {(0, 5)}


def test_what_is_too_wide_or_too_long_comes_in_parts() -> None:
    matrix = square(3, 4, bars=(0, 2))
    assert parted(matrix, [1] * 4, room=4, most_rows=3) == [matrix]
    parts = parted(matrix, [2, 2, 2, 2], room=5, most_rows=2)
    assert [(len(part.rows), len(part.rows[0])) for part in parts] == [(2, 2), (2, 2), (1, 2), (1, 2)]
    assert [part.bars for part in parts] == [(0,), (0,), (0,), (0,)]
    assert [part.goes_on for part in parts] == [(False, True), (True, True), (True, True), (True, False)]
    assert [cell for part in parts for row in part.rows for cell in row if cell == Entry("x", (2, 3))] != []
    assert parts[1].marked >= {(0, 1)}


def test_a_column_that_fits_nowhere_stands_alone() -> None:
    assert fitting([9, 1, 1], room=3) == [slice(0, 1), slice(1, 3)]
