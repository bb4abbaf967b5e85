"""A document in LaTeX, with amsmath: a fragment to input, or a whole document."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.page import latex
from symconv.page.cut import shortened
from symconv.page.document import Arrows, Block, Display, Document, Equation, Equations, Heading, Pictures, Prose, Table
from symconv.page.maths import Maths, Matrix
from symconv.page.measure import stacked
from symconv.page.pieces import Closing, Opening, Piece, pieces

# What fits on a line, in widths of an index letter, of a page with margins of 2.5 cm.
LINE_WIDTH = 80
PLUS = 3
# A tall bracket with the space around it.
BRACKET = 7
PREAMBLE = r"""\documentclass{article}
\usepackage[margin=2.5cm]{geometry}
\usepackage{amsmath}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt}
\setlength{\emergencystretch}{3em}
"""


def whole(body: str) -> str:
    """A whole LaTeX document around a fragment."""
    return f"{PREAMBLE}\\begin{{document}}\n\n{body}\n\\end{{document}}\n"


def lay_out(document: Document) -> str:
    """The blocks as a fragment of LaTeX."""
    return "\n\n".join(_block(block) for block in document) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text=text, level=level):
            return f"\\{'section' if level == 1 else 'subsection'}*{{{latex.escaped(text)}}}"
        case Prose(pieces=parts):
            return "".join(
                latex.escaped(part) if isinstance(part, str) else f"${latex.written(part)}$" for part in parts
            )
        case Pictures(command=command):
            return rf"The pictures, step by step: \texttt{{{latex.escaped(command)}}}"
        case Equations(equations=equations):
            return "\\begin{align*}\n" + _aligned(equations) + "\n\\end{align*}"
        case _:
            return f"\\[\n{display(block)}\n\\]"


def display(block: Block) -> str:
    """A block of mathematics for inside a display."""
    match block:
        case Equations(equations=equations):
            return "\\begin{aligned}\n" + _aligned(equations) + "\n\\end{aligned}"
        case Display(maths=maths):
            return _display(list(pieces(maths)))
        case Table(header=header, rows=rows):
            lines = [_row(header) + r" \\ \hline", *(_row(row) + r" \\" for row in rows)]
            body = "\n".join(lines)
            return f"\\begin{{array}}{{c|{'c' * (len(header) - 1)}}}\n{body}\n\\end{{array}}"
        case Arrows():
            return _arrows(block)
        case _:
            raise TypeError(f"not mathematics: {block!r}")


def _row(cells: Sequence[Maths | None]) -> str:
    return " & ".join(map(_cell, cells))


def _cell(tree: Maths | None) -> str:
    return "" if tree is None else latex.written(tree)


def _arrows(block: Arrows) -> str:
    """As many terms as fit on a line, below each its arrow and value, in one array."""
    per_line = max(1, (LINE_WIDTH - latex.width(block.left) - PLUS) // (latex.width(block.terms[0]) + PLUS + 2))
    left = latex.written(block.left)
    lines = []
    for at in range(0, len(block.terms), per_line):
        terms, values = block.terms[at : at + per_line], block.values[at : at + per_line]
        start = f"{left} &=&" if at == 0 else "& +&"
        lines.append(f"{start} {' &+& '.join(map(latex.written, terms))}")
        lines.append("&& " + " && ".join(r"\downarrow" if value is not None else "" for value in values))
        lines.append("&& " + " && ".join(map(_cell, values)))
    columns = "r@{}c@{}" + "c@{}" * (2 * min(per_line, len(block.terms)))
    body = " \\\\\n".join(lines)
    return f"\\begin{{array}}{{{columns}}}\n{body}\n\\end{{array}}"


def _aligned(equations: Sequence[Equation]) -> str:
    # Fractions on neighbouring lines would touch.
    high = any(stacked(each.left) or stacked(each.terms[0]) for each in equations)
    return (" \\\\[3pt]\n" if high else " \\\\\n").join(map(_equation, equations))


def _equation(equation: Equation) -> str:
    """One equation, broken after as many terms as fit on a line."""
    terms = list(map(latex.written, equation.terms))
    start = f"{latex.written(equation.left)} &{latex.related(equation.sign)} "
    if len(terms) == 1:
        return start + terms[0]
    # The last terms have the longest indices, and all terms of a sum are alike.
    per_line = max(1, (LINE_WIDTH - latex.width(equation.left) - PLUS) // (latex.width(equation.terms[-1]) + PLUS))
    lines = [" + ".join(terms[at : at + per_line]) for at in range(0, len(terms), per_line)]
    return start + " \\\\\n&\\quad + ".join(lines)


def _display(parts: Sequence[Piece]) -> str:
    """All parts in one line, or broken before its signs where that would be too wide."""
    fitted = [shortened(part, latex.width, LINE_WIDTH) if isinstance(part, Matrix) else part for part in parts]
    lines: list[list[str]] = [[]]
    wide = 0
    for part, after in zip(fitted, [*fitted[1:], None], strict=True):
        needed = _width(part)
        ahead = _width(after) if isinstance(after, Matrix) else 0
        if lines[-1] and not isinstance(part, Matrix) and wide + needed + ahead > LINE_WIDTH:
            lines.append([])
            wide = 0
        lines[-1].append(_piece(part))
        wide += needed
    if len(lines) == 1:
        return " ".join(lines[0])
    return "\\begin{aligned}\n& " + " \\\\\n&\\quad ".join(" ".join(line) for line in lines) + "\n\\end{aligned}"


def _piece(piece: Piece) -> str:
    match piece:
        case Opening(calls=calls):
            return "".join(latex.around(call)[0] for call in calls)
        case Closing(calls=calls):
            return "".join(latex.around(call)[1] for call in calls)
        case str():
            return latex.related(piece)
        case _:
            return latex.written(piece)


def _width(piece: Piece) -> int:
    """About how wide a piece of a display is, with the space that follows a sign."""
    match piece:
        case Opening(calls=calls):
            return sum(latex.named_width(call) + BRACKET for call in calls) + 1
        case Closing(calls=calls):
            return BRACKET * len(calls) + 1
        case str():
            return 2
        case Matrix():
            return latex.width(piece)
        case _:
            return latex.width(piece) + 1
