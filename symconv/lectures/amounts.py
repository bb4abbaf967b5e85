"""What the numbers in the calls of a formula mean: pad(A, 1, 0), crop(A, 3), insert_zeros(A, 2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.arrays.array import Array
from symconv.arrays.moves import Crop, InsertZeros, Pad
from symconv.page.document import Prose, prose
from symconv.page.maths import Applied, Letter, Listed, Maths, Number, Subtraction, WholeArray
from symconv.sizes import Size

A = WholeArray("A")


def amounts(formulas: Sequence[Array]) -> Iterator[Prose]:
    """One sentence for the calls with numbers in some formulas, nothing where there are none.

    >>> from symconv import Conv1d
    >>> from symconv.page.terminal import lines
    >>> from symconv.statements.theorems import T1
    >>> (said,) = amounts([T1.build(Conv1d(input=5, kernel=2, padding=[(1, 0)])).simplified()])
    >>> print(*lines(said), sep="\\n")
    Here, along each axis, pad(A, p, q) puts p zeros before A and q behind it.
    """
    told: dict[str, tuple[str | Maths, ...]] = {}
    several = False
    for call in (each for formula in formulas for each in calls(formula)):
        for name, words, sizes in _told(call):
            told[name] = words
            several |= any(len({*amount}) > 1 for amount in sizes)
    if not told:
        return
    said: list[str | Maths] = ["Here, along each axis, "]
    in_order = [told[name] for name in ("pad", "pad apart", "insert", "crop") if name in told]
    for number, words in enumerate(in_order):
        said += [" and " if number == len(in_order) - 1 else ", "] if number else []
        said += words
    if several:
        p, q = Letter("p"), Letter("q")
        said += ["; ", Listed((p, q), "x"), " is ", p, " along the first axis and ", q, " along the next"]
    yield prose(*said, ".")


def calls(expr: Array) -> Iterator[Array]:
    """An expression and everything in it."""
    yield expr
    for each in expr.spelling().operands:
        yield from calls(each)


def _told(call: Array) -> Iterator[tuple[str, tuple[str | Maths, ...], tuple[tuple[Size, ...], ...]]]:
    """What tells a call with numbers from others, what it does, and its numbers."""
    p, q, s, n = map(Letter, "pqsn")
    match call:
        case Pad(lo=lo, hi=hi) if lo == hi:
            yield "pad", (Applied("pad", (A,), (p,)), " puts ", p, " zeros at each end of ", A), (lo,)
        case Pad(lo=lo, hi=hi):
            ends = Applied("pad", (A,), (p, q))
            yield "pad apart", (ends, " puts ", p, " zeros before ", A, " and ", q, " behind it"), (lo, hi)
        case InsertZeros(strides=strides):
            between = Applied("insert_zeros", (A,), (s,))
            yield "insert", (between, " puts ", Subtraction(s, Number(1)), " zeros between neighbours"), (strides,)
        case Crop(sizes=sizes):
            yield "crop", (Applied("crop", (A,), (n,)), " keeps the first ", n, " places"), (sizes,)
