"""Where mathematics stands in a text."""

from __future__ import annotations

import gc
import time

import pytest

from symconv.auditor.segments import TextPlaces, segments


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind, text[each.start : each.end]) for each in segments(text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a $x=1$ b", [("inline", "x=1")]),
        ("$$x$$", [("display", "x")]),
        (r"\[x\] and \(y\)", [("display", "x"), ("inline", "y")]),
        ("\\begin{align*}\na &= b\n\\end{align*}", [("display", "\na &= b\n")]),
        ("```\n$x=1$\n```\n$y=1$", [("inline", "y=1")]),
        ("~~~\n$x=1$\n~~~\n$y=1$", [("inline", "y=1")]),
        ("`$x=1$` $y=1$", [("inline", "y=1")]),
        ("<!-- $x=1$ --> $y=1$", [("inline", "y=1")]),
        ("\\begin{verbatim}$x=1$\\end{verbatim}$y=1$", [("inline", "y=1")]),
        ("% $x=1$\n$y=1$", [("inline", "y=1")]),
        ("it costs $5 and $6 a piece", []),
        (r"\$5 and $x=1$", [("inline", "x=1")]),
        (r"\downarrow x_1 \downarrow x_2", [("arrows", r"\downarrow x_1 \downarrow x_2")]),
        ("# $x=1$ first\n$y=1$", [("heading", "# $x=1$ first"), ("inline", "x=1"), ("inline", "y=1")]),
    ],
    ids=lambda each: each[:24] if isinstance(each, str) else "",
)
def test_mathematics_is_found_and_code_is_not(text: str, pieces: list[tuple[str, str]]) -> None:
    assert found(text) == pieces


@pytest.mark.parametrize("opening", ["$$", "$", r"\[", r"\(", r"\begin{align}", "```\n", "<!--"])
def test_what_is_not_closed_opens_nothing(opening: str) -> None:
    assert found(f"{opening} x = 1\n\nlater") == []


def test_a_lost_mark_does_not_turn_the_rest_inside_out() -> None:
    assert found("$$x = 1\n\n$$y = 2$$") == [("display", "y = 2")]


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["$$", "$", r"\[ ", r"\( x", r"\begin{align}", "<!--", "```\n", "`", "\\$", "$x$ "])
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    def spent(count: int) -> float:
        text = piece * count
        # What all tests before have left in memory is not looked through meanwhile.
        gc.disable()
        started = time.process_time()
        segments(text)
        seconds = time.process_time() - started
        gc.enable()
        return seconds

    # In proportion would be 4 times as long, with the square 16 times.
    assert min(spent(40_000), spent(40_000)) < 10 * max(spent(10_000), 0.01)


def test_places_count_from_one() -> None:
    places = TextPlaces("ab\ncd\n")
    assert [places(at) for at in (0, 2, 3, 6)] == [(1, 1), (1, 3), (2, 1), (3, 1)]
