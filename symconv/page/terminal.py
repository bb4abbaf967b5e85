"""A document for a terminal of 80 columns."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from itertools import zip_longest

from symconv.page import document as blocks
from symconv.page import text
from symconv.page.cut import LARGEST_MATRIX, MOST_ROWS_OF_BOXES, beside, fitting, parted, shortened, spread
from symconv.page.document import Block, Document, Equation
from symconv.page.maths import Marked, Maths, Matrix, Number
from symconv.page.pieces import Piece, chunks, pieces, spelled

WIDTH = 80
# A space at which no line breaks, and the signs before which one may.
UNBROKEN = "\N{NO-BREAK SPACE}"
BREAKING = "=+⋆*⊙←→"
INDENT = "  "
# What is left of a line for a matrix and its brackets.
MATRIX_ROOM = WIDTH - 4


def lay_out(document: Document) -> str:
    """The blocks one below the other, a blank line between them."""
    return "\n\n".join("\n".join(lines(block)) for block in document) + "\n"


def lines(block: Block) -> list[str]:
    """One block as lines."""
    match block:
        case blocks.Heading(text=title, level=level):
            return [title, ("=" if level == 1 else "-") * len(title)]
        case blocks.Prose(pieces=parts):
            return _broken("".join(map(_said, parts)))
        case blocks.Equations(equations=equations):
            left = max(text.width(each.left) for each in equations)
            return [line for each in equations for line in _equation(each, left)]
        case blocks.Conclusion(equation=equation):
            return _boxed(_equation(equation, text.width(equation.left)))
        case blocks.Display(maths=maths):
            return _display(list(pieces(maths)))
        case blocks.Table(header=header, rows=rows):
            return _table(header, rows)
        case blocks.Arrows():
            return _arrows(block)
        case blocks.SumGrid():
            return _grid(block)
        case blocks.Pictures(command=command):
            # A shell reads on where a line ends in a backslash.
            wrapped = textwrap.wrap(command, WIDTH - 6, break_long_words=False, break_on_hyphens=False)
            told = [f"{INDENT}{'  ' if at else ''}{line}" for at, line in enumerate(wrapped)]
            return ["The pictures, step by step:", *(f"{line} \\" for line in told[:-1]), told[-1]]


def _said(part: str | Maths | blocks.Link) -> str:
    match part:
        case str():
            return part
        case blocks.Link(words=words):
            return words
        case _:
            return _together(text.written(part))


def _boxed(lines: Sequence[str]) -> list[str]:
    """Lines with a box around them, or where that would be too wide as they are."""
    inner = [line.removeprefix(INDENT) for line in lines]
    wide = max(map(len, inner))
    if len(INDENT) + wide + 4 > WIDTH:
        return [*lines]
    rule = "─" * (wide + 2)
    sides = (f"{INDENT}│ {line.ljust(wide)} │" for line in inner)
    return [f"{INDENT}┌{rule}┐", *sides, f"{INDENT}└{rule}┘"]


def _equation(equation: Equation, left: int) -> list[str]:
    """One equation, broken before a plus sign where the line would be too long."""
    first, *rest = map(text.written, equation.terms)
    lines = [f"{INDENT}{text.written(equation.left):>{left}} {text.related(equation.sign)} {first}"]
    # Below a long left side there would be no room left.
    hanging = " " * (len(INDENT) + left if left < WIDTH // 2 else WIDTH // 10)
    for term in rest:
        if len(lines[-1]) + 3 + len(term) > WIDTH:
            lines.append(f"{hanging} + {term}")
        else:
            lines[-1] += f" + {term}"
    return [piece for line in lines for piece in _wrapped(line, f"{hanging}     ")]


def _arrows(block: blocks.Arrows) -> list[str]:
    """As many terms as fit on a line, below each its arrow and value."""
    left = f"{text.written(block.left)} = " if block.left is not None else ""
    margin = " " * (len(INDENT) + max(0, len(left) - 3))
    below, joint = " " * (len(INDENT) + len(left)), f" {block.joint} "
    terms, values = [*map(text.written, block.terms)], [*map(_cell, block.values)]
    arrows = ["↓" if value else "" for value in values]
    widths = [max(map(len, pair)) for pair in zip(terms, values, strict=True)]
    lines: list[str] = []
    for group in fitting([width + 3 for width in widths], WIDTH - len(margin)):
        start = margin + joint if lines else INDENT + left
        for before, between, row in ((start, joint, terms), (below, "   ", arrows), (below, "   ", values)):
            cells = map(str.center, row[group], widths[group])
            lines.append((before + between.join(cells)).rstrip())
    return lines


def _wrapped(line: str, hanging: str) -> list[str]:
    """A line broken, for single terms that are longer than it: before an operator, and within brackets if need be."""
    if len(line) <= WIDTH:
        return [line]
    start = len(line) - len(line.lstrip())
    found = _broken(line[:start] + _together(line[start:]), hanging)
    return found if max(map(len, found)) <= WIDTH else _broken(line, hanging)


def _broken(words: str, hanging: str = "") -> list[str]:
    found = textwrap.wrap(words, WIDTH, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)
    return [line.replace(UNBROKEN, " ") for line in found]


def _together(written: str) -> str:
    """Mathematics that breaks before an operator or a sign between two sides, and not within square brackets.

    >>> _together("x[u - 1] = 2 k").replace(UNBROKEN, "_")
    'x[u_-_1] =_2_k'
    """
    found = re.sub(r"\[[^\[\]]*\]", lambda index: index[0].replace(" ", UNBROKEN), written)
    found = re.sub(f" (?![{BREAKING}])", UNBROKEN, found)
    # A line also breaks behind what a sum runs over.
    return re.sub(rf"(Σ\([^()]*\)){UNBROKEN}", r"\1 ", found)


def _display(parts: Sequence[Piece]) -> list[str]:
    """All parts on one line where they fit; otherwise broken before equals signs, then before every operator."""
    units = [[box for part in chunk for box in _boxes_of(part)] for chunk in chunks(parts)]
    rows = [[box for unit in units for box in unit]]
    if len(_side_by_side(rows[0])[0]) + len(INDENT) > WIDTH:
        rows = [[]]
        # What no line has room for is taken apart.
        for unit in (part for each in units for part in ([each] if _fits(each) else [[box] for box in each])):
            row = rows[-1]
            if row and (unit[0] == ["="] or not _fits([*row, *unit])) and row != [["="]]:
                rows.append([])
            rows[-1] += unit
    return [INDENT + line.rstrip() for row in rows for line in _side_by_side(row)]


def _fits(row: Sequence[list[str]]) -> bool:
    return len(_side_by_side(row)[0]) + 2 * len(INDENT) <= WIDTH


def _boxes_of(part: Piece) -> list[list[str]]:
    if isinstance(part, Matrix):
        return _boxes(part)
    return [[spelled(part, text.written, text.related, text.around)]]


def _side_by_side(boxes: Sequence[list[str]]) -> list[str]:
    height = max(len(box) for box in boxes)
    columns = []
    for box in boxes:
        width = max(len(line) for line in box)
        above = (height - len(box)) // 2
        lines = [""] * above + box + [""] * (height - len(box) - above)
        columns.append([line.ljust(width) for line in lines])
    return [" ".join(lines) for lines in zip(*columns, strict=True)]


def _boxes(matrix: Matrix) -> list[list[str]]:
    """A matrix as it is shown, in parts where it is wider than a line."""
    fit = shortened(matrix, text.width, MATRIX_ROOM)
    # A mark is two signs, and a bar or a space stands between columns.
    marks = {at for _, at in fit.marked}
    columns = [
        max(text.width(row[at]) for row in fit.rows) + 2 * (at in marks) + (3 if at in fit.bars else 1)
        for at in range(len(fit.rows[0]))
    ]
    return [_box(each) for each in parted(fit, columns, MATRIX_ROOM, len(fit.rows))]


def _box(matrix: Matrix) -> list[str]:
    rows = [
        [text.written(Marked(cell) if (number, at) in matrix.marked else cell) for at, cell in enumerate(row)]
        for number, row in enumerate(matrix.rows)
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    last = len(rows) - 1
    lines = []
    for number, row in enumerate(rows):
        cells = ""
        for at, (cell, width) in enumerate(zip(row, widths, strict=True)):
            zero = matrix.rows[number][at] == Number(0)
            cells += cell.center(width) if zero else cell.ljust(width)
            if at < len(row) - 1:
                cells += " │ " if at in matrix.bars else " "
        brackets = zip(_brackets(number, last), matrix.goes_on, strict=True)
        left, right = (" " if goes_on else bracket for bracket, goes_on in brackets)
        lines.append(f"{left}{cells}{right}")
    return lines


def _brackets(row: int, last: int) -> tuple[str, str]:
    if last == 0:
        return "[", "]"
    if row == 0:
        return "⎡", "⎤"
    return ("⎣", "⎦") if row == last else ("⎢", "⎥")


def _grid(grid: blocks.SumGrid) -> list[str]:
    """Boxes with a term on each line, as many beside each other as fit."""
    stacks = [[_stack(each) for each in row] for row in grid.rows]
    wide = [max(len(line) for stack in column for line in stack) for column in zip(*stacks, strict=True)]
    room = WIDTH - len(INDENT) - 1
    if grid.whole and len(wide) * (max(wide) + 3) <= room:
        columns: list[int | None] = [*range(len(wide))]
        rows: list[int | None] = [*range(len(stacks))]
    else:
        in_rows, in_columns = grid.most_terms
        columns = beside(in_columns, LARGEST_MATRIX, room, [each + 3 for each in wide], gap=4)
        rows = spread(in_rows, MOST_ROWS_OF_BOXES)
    widths = [1 if at is None else wide[at] for at in columns]
    lines = [_rule("┌", "┬", "┐", widths)]
    for number, row in enumerate(rows):
        if number:
            lines.append(_rule("├", "┼", "┤", widths))
        found = [["…"] if row is None or at is None else stacks[row][at] for at in columns]
        for line in zip_longest(*found, fillvalue=""):
            lines.append(f"{INDENT}│ {' │ '.join(map(str.ljust, line, widths))} │")
    return [*lines, _rule("└", "┴", "┘", widths)]


def _stack(equation: Equation) -> list[str]:
    """What it is, and below that a term on each line."""
    signs = [text.related(equation.sign), *["+"] * (len(equation.terms) - 1)]
    terms = (f"{sign} {text.written(term)}" for sign, term in zip(signs, equation.terms, strict=True))
    return [text.written(equation.left), *terms]


def _rule(left: str, between: str, right: str, widths: Sequence[int]) -> str:
    return f"{INDENT}{left}{between.join('─' * (width + 2) for width in widths)}{right}"


def _table(header: Sequence[Maths | None], rows: Sequence[Sequence[Maths | None]]) -> list[str]:
    written = [list(map(_cell, row)) for row in (header, *rows)]
    widths = [max(len(row[at]) for row in written) for at in range(len(header))]
    lines: list[str] = []
    groups = fitting([width + 2 for width in widths[1:]], WIDTH - len(INDENT) - widths[0] - 1)
    if len(groups) > 1:
        # As many columns as fit, and below them the others, the first one before them all.
        for group in groups:
            lines += ["", *_table((header[0], *header[1:][group]), [(row[0], *row[1:][group]) for row in rows])]
        return lines[1:]
    for row in written:
        first, *cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append(f"{INDENT}{first} │ {'  '.join(cells)}".rstrip())
    rule = "─" * widths[0] + "─┼─" + "─" * (sum(widths[1:]) + 2 * (len(widths) - 2))
    return [lines[0], INDENT + rule, *lines[1:]]


def _cell(tree: Maths | None) -> str:
    return "" if tree is None else text.written(tree)
