"""How much is shown of a long list, a long sum or a large matrix: what one reads, unless the whole is asked for.

Of what is shown whole and too wide for a line, the parts that fit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symconv.page.maths import Dots, Maths, Matrix, Number

# Longer lists and longer sums are cut to their beginning.
MOST_LISTED = 16
BEGINNING = 6
# Larger matrices are shown by their first rows and columns and the last one.
LARGEST_MATRIX = 8
FIRST_SHOWN = 4
GAP = 2
# With zeros between the entries, the first rows may be nothing else.
LARGEST_WITH_ZEROS = 12
# Boxes of sums are high.
MOST_ROWS_OF_BOXES = 5


def kept(count: int, full: bool = False) -> int:
    """How many of so many rows or terms are shown.

    >>> kept(16), kept(17), kept(17, full=True)
    (16, 6, 17)
    """
    return count if full or count <= MOST_LISTED else BEGINNING


def abridged(terms: Sequence[Maths], missing: int) -> tuple[Maths, ...]:
    """The terms that are shown and, in place of the others, how many they are; 0 for a sum of nothing."""
    return (*terms, Dots(missing)) if missing else tuple(terms) or (Number(0),)


def shortened(matrix: Matrix, width: Callable[[Maths], float], room: float, gap: float = GAP) -> Matrix:
    """The matrix as it is shown on a page of so much room, in the unit of `width`; dots stand for its middle.

    >>> from symconv.page.maths import WholeArray
    >>> long = Matrix((tuple(map(WholeArray, "abcdefghi")),), whole=False)
    >>> shortened(long, lambda _: 1, room=80).rows[0][3:]
    (WholeArray(letter='d'), Dots(missing=0), WholeArray(letter='i'))
    """
    if matrix.whole:
        return matrix
    across = [max(map(width, column)) + gap for column in zip(*matrix.rows, strict=True)]
    fits = sum(across) <= room
    largest = LARGEST_WITH_ZEROS if fits and any(Number(0) in row for row in matrix.rows) else LARGEST_MATRIX
    rows = _kept(len(matrix.rows), largest)
    most = largest if fits else min(largest, int(room / max(across)))
    columns = _kept(len(matrix.rows[0]), max(FIRST_SHOWN, most))
    if len(matrix.rows) == 1 and Number(0) in matrix.rows[0]:
        # Zeros are narrow, and the first four of a padded row may be nothing else.
        columns = max(columns, _row(across, room), key=len)

    def cell(row: int | None, column: int | None) -> Maths:
        return Dots() if row is None or column is None else matrix.rows[row][column]

    return Matrix(
        tuple(tuple(cell(row, column) for column in columns) for row in rows),
        tuple(at for at, column in enumerate(columns) if column in matrix.bars),
        frozenset(
            (row_at, at)
            for row_at, row in enumerate(rows)
            for at, column in enumerate(columns)
            if (row, column) in matrix.marked
        ),
    )


def fitting(widths: Sequence[float], room: float) -> list[slice]:
    """Columns of these widths in groups that fit into so much room, at least one in each.

    >>> fitting([3, 3, 5, 9], room=7)
    [slice(0, 2, None), slice(2, 3, None), slice(3, 4, None)]
    """
    firsts, left = [0], room
    for at, width in enumerate(widths):
        if width > left and at > firsts[-1]:
            firsts.append(at)
            left = room
        left -= width
    return [slice(first, last) for first, last in zip(firsts, [*firsts[1:], len(widths)], strict=True)]


def parted(matrix: Matrix, widths: Sequence[float], room: float, most_rows: int) -> list[Matrix]:
    """The matrix, or where it does not fit, its parts: from left to right, and then further down.

    `widths` are those of its columns, `room` that of a line.
    """
    rows = fitting([1.0] * len(matrix.rows), most_rows)
    columns = fitting(widths, room)
    groups = [(down, across) for down in rows for across in columns]
    if len(groups) == 1:
        return [matrix]
    return [
        Matrix(
            tuple(row[across] for row in matrix.rows[down]),
            tuple(at - across.start for at in matrix.bars if across.start <= at < across.stop),
            frozenset((row - down.start, at - across.start) for row, at in matrix.marked),
            goes_on=(number > 0, number < len(groups) - 1),
        )
        for number, (down, across) in enumerate(groups)
    ]


def spread(terms: Sequence[int], most: int) -> list[int | None]:
    """Places of a corner, the fullest and an edge among places of so many terms, where not all fit; None for gaps.

    Where some have none, a corner and an edge are of those that have, and one that has none stands beside the fullest.

    >>> spread([1, 2, 1], 5), spread([1, 2, 2, 2, 2, 2, 1], 4), spread([1, 2, 1], 2)
    ([0, 1, 2], [0, None, 3, None, 6], [0, 1, None])
    >>> spread([0, 2, 0, 3, 0, 3, 0, 2, 0], 5)
    [None, 1, 2, 3, None, 7, None]
    """
    count = len(terms)
    if count <= most:
        return list(range(count))
    fullest = min(range(1, count), key=lambda at: (-terms[at], abs(2 * at + 1 - count)))
    some = [at for at in range(count) if terms[at] or not any(terms)]
    none = [at for at in (fullest - 1, fullest + 1) if some[0] < at < some[-1] and at not in some]
    wanted = [fullest, *some[:1], *none[:1], *some[-1:]]
    # With so few as three the edge would say no more than the corner.
    shown = wanted[:most] if none or most > 3 else wanted[: min(most, 2)]
    found: list[int | None] = []
    before = -1
    for at in sorted({*shown}):
        found += [None, at] if at > before + 1 else [at]
        before = at
    return found if before == count - 1 else [*found, None]


def beside(terms: Sequence[int], most: int, room: float, boxes: Sequence[float], gap: float) -> list[int | None]:
    """Places as `spread` has them, as many boxes so wide as lie beside each other in so much room, and at least one.

    >>> beside([1, 2, 2, 1], most=8, room=30, boxes=[9] * 4, gap=3)
    [0, 1, None]
    """
    for number in range(min(most, len(terms)), 1, -1):
        found = spread(terms, number)
        if sum(gap if at is None else boxes[at] for at in found) <= room:
            return found
    return spread(terms, 1)


def _kept(count: int, most: int) -> list[int | None]:
    """The rows or columns that are shown, at most so many; None stands for those that are not."""
    if count <= most:
        return list(range(count))
    return [*range(min(FIRST_SHOWN, most - 2)), None, count - 1]


def _row(widths: Sequence[float], room: float) -> list[int | None]:
    """The columns of a single row that fit into so much room, and the last one."""
    count = len(widths)
    if count <= MOST_LISTED and sum(widths) <= room:
        return list(range(count))
    taken, shown = 2 * widths[-1], 0
    while shown < min(MOST_LISTED, count - 1) and taken + widths[shown] <= room:
        taken += widths[shown]
        shown += 1
    return [*range(shown), None, count - 1]
