"""What each format looks like, kept as files: a change shows up as a difference that somebody has to look at.

`python tests/lectures/test_snapshots.py` writes them anew.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

import pytest

from symconv import Conv1d, Conv2d, ConvTranspose1d, derive, prove
from symconv.pictures.frames import frames, instructive
from symconv.pictures.svg import animated, svg
from symconv.pictures.tikz import tikz

FOLDER = Path(__file__).parent / "snapshots"
ONE_D = Conv1d(input=3, kernel=2)
STRIDED = ConvTranspose1d(input=2, kernel=3, stride=2, padding=1, output_padding=1)
SMALL = Conv2d(input=2, kernel=2, padding=1)

# Every table but the proof, whose solvers' versions change.
DECIDED = (
    "layer", "index", "padding", "outputs", "toeplitz", "chain", "arrows", "locals", "entries", "rotation", "closed",
    "sliding", "strip", "updates", "verdict",
)  # fmt: skip
SNAPSHOTS: dict[str, Callable[[], str]] = {
    "one_d_all.txt": lambda: derive(ONE_D).text(tables=[*DECIDED]),
    "one_d.tex": lambda: derive(ONE_D, notation="delta").latex(),
    "one_d_standalone.tex": lambda: derive(ONE_D, notation="xwy").latex(standalone=True, tables=["outputs", "closed"]),
    "one_d.md": lambda: derive(ONE_D).markdown(),
    "one_d.html": lambda: derive(ONE_D).html(tables=["layer", "chain", "locals", "entries", "closed", "updates"]),
    "strided.txt": lambda: derive(STRIDED).text(),
    "strided_arrows.html": lambda: derive(STRIDED, wrt=["X"]).html(tables=["arrows", "sliding", "strip"]),
    "refuted.md": lambda: prove("dX = correlate(pad(dZ, k-1), K)").explain("markdown"),
    "refuted.html": lambda: prove("dX = correlate(pad(dZ, k-1), K)").explain("html"),
    "window.svg": lambda: svg(instructive(frames(SMALL, "forward"))),
    "turning.svg": lambda: animated(frames(ONE_D, "dX")),
    "window.tex": lambda: tikz(instructive(frames(SMALL, "dK"))),
}
@pytest.mark.parametrize("name", SNAPSHOTS)
def test_it_looks_as_it_did(name: str) -> None:
    kept, made = (FOLDER / name).read_text(encoding="utf-8"), SNAPSHOTS[name]()
    if made != kept:
        pytest.fail(difference(name, kept, made), pytrace=False)


def difference(name: str, kept: str, made: str) -> str:
    """The lines that differ, whole, each with the ones around it, and what to do."""
    ours, theirs = kept.splitlines(keepends=True), made.splitlines(keepends=True)
    lines = unified_diff(ours, theirs, f"{name}, as kept", "now", n=1)
    return f"{''.join(lines)}\nlook at it, and if it is better: python tests/lectures/test_snapshots.py"


def test_a_difference_shows_whole_lines() -> None:
    said = difference("a.txt", "same\nx1*k1 + x2*k2\nsame\n", "same\nx1*k1 + x3*k2\nsame\n").splitlines()
    assert said[:2] == ["--- a.txt, as kept", "+++ now"]
    assert said[3:7] == [" same", "-x1*k1 + x2*k2", "+x1*k1 + x3*k2", " same"]


def test_no_snapshot_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*SNAPSHOTS}


if __name__ == "__main__":
    for each, made in SNAPSHOTS.items():
        (FOLDER / each).write_text(made(), encoding="utf-8")
