"""An index a slip away from one that is written: each keeps the order of the notes, and is another index."""

from __future__ import annotations

import pytest

from symconv.auditor.slips import slips, stepped
from symconv.auditor.tree import Lettered
from symconv.sizes import Size, symbol

AT, J, K, M, N, P, S = map(symbol, "ijkmnps")


def made(index: tuple[Size, ...], written: str, *others: tuple[Size, ...]) -> list[str]:
    entry = Lettered("x", index)
    return [",".join(each) for each in slips(entry, written, [Lettered("w", other) for other in others])]


@pytest.mark.parametrize(
    ("index", "written", "slip"),
    [
        ((AT + M,), "i+m", "i-m"),
        ((AT + M,), "i+m", "i+m+1"),
        ((AT + M,), "i+m", "i"),
        ((AT + M - 1,), "i+m-1", "i+m"),
        ((AT + M - 1,), "i+m-1", "i+m-2"),
        ((M - K,), "m - k", "k - m"),
        ((S * AT + K - P,), "s i + k - p", "s i + k + p"),
        ((K - 1 - M,), "k-1-m", "m"),
        ((AT + M, J + N), "i+m, j+n", "i-m,j-n"),
        ((AT + M, J + N), "i+m, j+n", "j+n,i+m"),
        ((P, AT + M, J + N), "p,i+m,j+n", "p,i-m,j-n"),
        ((P, AT, J), "p,i,j", "p,j,i"),
    ],
)
def test_a_slip_is_made(index: tuple[Size, ...], written: str, slip: str) -> None:
    assert slip in made(index, written)


def test_the_index_of_another_entry_is_added_or_taken_away() -> None:
    assert made((AT, J), "i, j", (M, N))[-2:] == ["i + m,j + n", "i - m,j - n"]
    assert "i + m,j + n" not in made((AT, J), "i, j", (M + 1, N))
    assert "i + i" not in made((AT,), "i", (AT,))


@pytest.mark.parametrize("written", ["i+m", "i + m", "s i + m - p", "i+m,j+n", "i'-m"])
def test_no_slip_is_what_is_written(written: str) -> None:
    index = tuple(sum(map(symbol, "im"[: len(piece)]), start=symbol("q")) for piece in written.split(","))
    assert written not in made(index, written)


@pytest.mark.parametrize("written", ["(i+m)/s", r"\lfloor i/s \rfloor", "i(m)", "i+", "+", "", "i+m" * 40])
def test_what_is_no_sum_is_left_alone_or_told_anew(written: str) -> None:
    """Along an axis whose text is more than a sum, what it was read as is written instead."""
    assert all("(" not in each and "\\" not in each for each in made((AT + M,), written))


@pytest.mark.parametrize(
    ("written", "step", "said"),
    [("M-1", 1, "M"), ("M", -1, "M - 1"), ("3", -1, "2"), ("H - k", 1, "H - k + 1"), ("M/2", 1, None), ("", 1, None)],
)
def test_an_end_is_moved_by_a_step(written: str, step: int, said: str | None) -> None:
    assert stepped(written, step) == said
