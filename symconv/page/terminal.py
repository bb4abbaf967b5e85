"""A derivation for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from symconv.layers.notation import Notation
from symconv.lectures.lecture import lecture
from symconv.page.document import (
    MATH,
    Arrows,
    Block,
    Display,
    Document,
    Equation,
    Equations,
    Heading,
    Matrix,
    Prose,
    Steps,
    Table,
)

if TYPE_CHECKING:
    from symconv.derivation import Derivation

WIDTH = 80
INDENT = "  "
SIGNS = {"correlate": "⋆", "convolve": "*", "transposed": "⋆ᵀ", "transposed_convolution": "*ᵀ"}


class TextDialect:
    """Mathematics in Unicode letters; see `Dialect`."""

    dots = "…"
    gives = "→"
    becomes = "←"
    rate = "α"
    room = WIDTH - 4

    def width(self, text: str) -> int:
        """The number of characters."""
        return len(text)

    def entry(self, letter: str, index: Sequence[str], separated: bool) -> str:
        """`x11`, or `x1,12` where the index needs separators."""
        return letter + ("," if separated else "").join(index)

    def at(self, letter: str, index: Sequence[str]) -> str:
        """`x[i + a - 1, b]`."""
        return f"{letter}[{', '.join(index)}]" if index else letter

    def left_out(self, count: int) -> str:
        """`… (3 more terms)`."""
        return f"… ({count:,} more term{'s' if count > 1 else ''})"

    def gradient(self, notation: Notation, of: str) -> str:
        """`∂L/∂x11` or `δx11`."""
        return f"δ{of}" if notation.delta else f"∂{notation.loss}/∂{of}"

    def partial(self, top: str, bottom: str) -> str:
        """`∂z11/∂k11`."""
        return f"∂{top}/∂{bottom}"

    def product(self, factors: Sequence[str]) -> str:
        """`x11·k11`."""
        return "·".join(factors)

    def sum_over(self, indices: Sequence[str], condition: str = "") -> str:
        """`Σ(i, j)`, a condition after the indices."""
        return f"Σ({', '.join(indices)}{': ' + condition if condition else ''})"

    def operator(self, sign: str, options: Sequence[str]) -> str:
        """`⋆[stride 2]`."""
        return SIGNS[sign] + (f"[{', '.join(options)}]" if options else "")

    def option(self, name: str, value: str) -> str:
        """`stride 2`."""
        return f"{name} {value}"

    def call(self, name: str, arguments: Sequence[str], options: Sequence[str] = ()) -> str:
        """`pad(K, 1)`."""
        return f"{name}({', '.join([*arguments, *options])})"

    def around(self, name: str, option: str) -> tuple[str, str]:
        """`crop(` and `, 2)`."""
        return f"{name}(", f", {option})" if option else ")"

    def flips(self, name: str) -> str:
        """`─vertical flip→`."""
        return f"─{name}→"

    def array(self, letter: str) -> str:
        """`X`."""
        return letter

    def array_gradient(self, notation: Notation, letter: str) -> str:
        """`∂L/∂X` or `ΔX`."""
        return f"Δ{letter}" if notation.delta else f"∂{notation.loss}/∂{letter}"

    def quotient(self, top: str, bottom: str) -> str:
        """`⌊a/b⌋`."""
        return f"⌊({top})/{bottom}⌋"


def render(derivation: Derivation, full: bool, tables: Sequence[str] | None = None) -> str:
    """The derivation as lines of at most 80 columns, but for single entries that are longer."""
    return lay_out(lecture(derivation, TextDialect(), full, tables))


def lay_out(document: Document) -> str:
    """The blocks one below the other, a blank line between them."""
    return "\n\n".join("\n".join(lines(block)) for block in document) + "\n"


def lines(block: Block) -> list[str]:
    """One block as lines."""
    match block:
        case Heading(text=text, level=level):
            return [text, ("=" if level == 1 else "-") * len(text)]
        case Prose(text=text):
            return textwrap.wrap(text.replace(MATH, ""), WIDTH, break_long_words=False, break_on_hyphens=False)
        case Equations(equations=equations):
            left = max(len(each.left) for each in equations)
            return [line for each in equations for line in _equation(each, left)]
        case Display(parts=parts):
            return _display(parts)
        case Table(header=header, rows=rows):
            return _table(header, rows)
        case Arrows():
            return _arrows(block)
        case Steps(command=command):
            return ["The pictures, step by step:", f"{INDENT}{command}"]


def _equation(equation: Equation, left: int) -> list[str]:
    """One equation, broken before a plus sign where the line would be too long."""
    lines = [f"{INDENT}{equation.left:>{left}} {equation.sign} {equation.terms[0]}"]
    # Below a long left side there would be no room left.
    hanging = " " * (len(INDENT) + left if left < WIDTH // 2 else WIDTH // 10)
    for term in equation.terms[1:]:
        if len(lines[-1]) + 3 + len(term) > WIDTH:
            lines.append(f"{hanging} + {term}")
        else:
            lines[-1] += f" + {term}"
    return [piece for line in lines for piece in _wrapped(line, f"{hanging}     ")]


def _arrows(block: Arrows) -> list[str]:
    """As many terms as fit on a line, below each its arrow and value."""
    margin = " " * (len(INDENT) + len(block.left))
    lines: list[str] = []
    row: list[tuple[str, str]] = []

    def flush() -> None:
        widths = [max(len(term), len(value)) for term, value in row]
        start = f"{INDENT}{block.left} = " if not lines else f"{margin} + "
        terms = (term.center(width) for (term, _), width in zip(row, widths, strict=True))
        lines.append((start + " + ".join(terms)).rstrip())
        for below in (["↓" if value else "" for _, value in row], [value for _, value in row]):
            cells = (each.center(width) for each, width in zip(below, widths, strict=True))
            lines.append((f"{margin}   " + "   ".join(cells)).rstrip())

    for pair in zip(block.terms, block.values, strict=True):
        if row and len(margin) + sum(max(map(len, each)) + 3 for each in [*row, pair]) > WIDTH:
            flush()
            row = []
        row.append(pair)
    flush()
    return lines


def _wrapped(line: str, hanging: str) -> list[str]:
    """A line broken at spaces, for single terms that are longer than it."""
    if len(line) <= WIDTH:
        return [line]
    return textwrap.wrap(line, WIDTH, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)


def _display(parts: Sequence[str | Matrix]) -> list[str]:
    """All parts on one line where they fit; otherwise broken before equals signs, then before every matrix."""
    boxes = [_box(part) if isinstance(part, Matrix) else [part] for part in parts]
    whole = _side_by_side(boxes)
    if len(whole[0]) + len(INDENT) <= WIDTH:
        return [INDENT + line.rstrip() for line in whole]
    lines: list[str] = []
    row: list[list[str]] = []
    for box in boxes:
        wide = len(_side_by_side([*row, box])[0]) + 2 * len(INDENT) > WIDTH
        if row and (wide or box == ["="]) and row != [["="]]:
            lines += [INDENT + line.rstrip() for line in _side_by_side(row)]
            row = []
        row.append(box)
    return lines + [INDENT + line.rstrip() for line in _side_by_side(row)]


def _side_by_side(boxes: Sequence[list[str]]) -> list[str]:
    height = max(len(box) for box in boxes)
    columns = []
    for box in boxes:
        width = max(len(line) for line in box)
        above = (height - len(box)) // 2
        below = height - len(box) - above
        columns.append([" " * width] * above + [line.ljust(width) for line in box] + [" " * width] * below)
    return [" ".join(lines) for lines in zip(*columns, strict=True)]


def _box(matrix: Matrix) -> list[str]:
    rows = [
        tuple(f"‹{cell}›" if (number, at) in matrix.marked else cell for at, cell in enumerate(row))
        for number, row in enumerate(matrix.rows)
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    last = len(rows) - 1
    lines = []
    for number, row in enumerate(rows):
        cells = ""
        for at, (cell, width) in enumerate(zip(row, widths, strict=True)):
            cells += cell.center(width) if cell in ("0", "‹0›") else cell.ljust(width)
            if at < len(row) - 1:
                cells += " │ " if at in matrix.bars else " "
        left, right = _brackets(number, last)
        lines.append(f"{left}{cells}{right}")
    return lines


def _brackets(row: int, last: int) -> tuple[str, str]:
    if last == 0:
        return "[", "]"
    if row == 0:
        return "⎡", "⎤"
    return ("⎣", "⎦") if row == last else ("⎢", "⎥")


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[at]) for row in (header, *rows)) for at in range(len(header))]
    lines = []
    for row in (header, *rows):
        first, *cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append(f"{INDENT}{first} │ {'  '.join(cells)}".rstrip())
    rule = "─" * widths[0] + "─┼─" + "─" * (sum(widths[1:]) + 2 * (len(widths) - 2))
    return [lines[0], INDENT + rule, *lines[1:]]
