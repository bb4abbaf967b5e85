"""What is said of a picture in words: below it, in its title, and to those who do not see it."""

from __future__ import annotations

from symconv.layers.sentences import phrase
from symconv.page.cut import MOST_LISTED
from symconv.page.maths import Maths, entries
from symconv.page.text import written
from symconv.pictures.frames import Frame
from symconv.pictures.grids import Grid
from symconv.pictures.operands import Position
from symconv.pictures.stamps import Stamp

# One step of a picture.
PictureStep = Frame | Stamp


def caption_of(shown: PictureStep) -> str:
    """The layer, what is shown of it, and how to read the picture."""
    reading = _of_window(shown) if isinstance(shown, Frame) else _of_stamp(shown)
    said = [f"{phrase(shown.layer)}.", "; ".join(reading).capitalize() + "."]
    if shown.layer.shows_channels:
        said.append("Shown: the first example and the first channels.")
    if shown.partial:
        said.append("The dots stand for the terms of the others.")
    return " ".join(said)


def _of_window(frame: Frame) -> list[str]:
    kinds = _kinds(frame.left)
    reading = ["dashed: padding"] if "padding" in kinds else []
    reading += ["0 in white: inserted zero"] if "inserted" in kinds else []
    return [*reading, f"hatched: where {frame.slides} lies"]


def _of_stamp(stamp: Stamp) -> list[str]:
    kernel = "the turned kernel" if stamp.unturned else "the kernel"
    reading = [f"hatched: where {kernel} is laid, times one entry", "where copies overlap they add up"]
    reading.append("outlined: the entry whose sum is below")
    return reading + (["dashed: what is cut off"] if "cropped" in _kinds(stamp.canvas) else [])


def _kinds(grid: Grid) -> set[str]:
    return {cell.kind for row in grid.rows for cell in row}


def step_of(shown: PictureStep) -> str:
    """A step by its number and its sum."""
    return f"Step {shown.number + 1} of {shown.count}: {written(shown.sum)}"


def entry_of(shown: PictureStep) -> str:
    """The name of the entry that a step gives, or that it stamps with."""
    said: Maths = shown.given.at(shown.now.place).said if isinstance(shown, Stamp) else shown.sum.left
    return written(next(entries(said)))


def subject_of(shown: PictureStep) -> str:
    """What all steps are about."""
    turned = f" The kernel {written(shown.unturned.title)} is turned by 180°." if shown.unturned else ""
    window = shown.beside if isinstance(shown, Stamp) else None
    beside = f" Beside it: {written(window.formula)}. {description_of(window)}" if window else ""
    return f"{caption_of(shown)} {written(shown.formula)}.{turned}{beside}"


def description_of(shown: PictureStep) -> str:
    """What is seen in a step."""
    return f"{laying_of(shown)}; the sum is {written(shown.sum)}."


def laying_of(shown: PictureStep) -> str:
    """What lies on what in a step."""
    if isinstance(shown, Frame):
        slid, met = shown.slides.capitalize(), [(shown.right.at(b), _said(shown.left, a)) for a, b in shown.window]
        begins = f"{slid} lies with"
    else:
        met = [(shown.kernel.at(b), _said(shown.canvas, a)) for a, b in shown.now.laid]
        begins = f"The kernel, times {written(shown.given.at(shown.now.place).said)}, is laid with"
    pairs = [f"{written(cell.said)} on {place}" for cell, place in met[:MOST_LISTED]]
    missing = len(met) - len(pairs)
    more = f", and {missing} more" if missing else ""
    return f"{begins} {', '.join(pairs)}{more}"


def _said(grid: Grid, place: Position) -> str:
    cell = grid.at(place)
    other = {"padding": "padding", "inserted": "an inserted zero", "cropped": "what is cut off"}
    return written(cell.said) if cell.kind == "entry" else other[cell.kind]
