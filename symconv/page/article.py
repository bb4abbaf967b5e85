"""A derivation in LaTeX, with amsmath: a fragment to input, or a whole document.

The strings are put together directly. SymPy's printer would take about 250 microseconds a monomial.
"""

from __future__ import annotations

import re
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

# What fits on a line, in widths of an index letter, of a page with margins of 2.5 cm.
LINE = 80
PLUS = 3
SIGNS = {
    "correlate": r"\star",
    "convolve": r"\ast",
    "transposed": r"\star^{\top}",
    "transposed_convolution": r"\ast^{\top}",
}
OPERATORS = {
    "insert_zeros": r"\operatorname{insert\,zeros}",
    "rot180": r"\operatorname{rot}_{180^\circ}",
    "pad_adjoint": r"\operatorname{pad}^{\top}",
}
OPTIONS = {"stride": "s", "dilation": "d", "padding": "p", "output padding": r"\mathit{op}"}
PREAMBLE = r"""\documentclass{article}
\usepackage[margin=2.5cm]{geometry}
\usepackage{amsmath}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt}
\setlength{\emergencystretch}{3em}
"""


class LatexDialect:
    """Mathematics in LaTeX; see `Dialect`."""

    dots = r"\cdots"
    gives = r"\longrightarrow"
    becomes = r"\leftarrow"
    rate = r"\alpha"
    room = LINE

    def width(self, text: str) -> int:
        """About how wide a piece is, in index letters."""
        return width(text)

    def entry(self, letter: str, index: Sequence[str], separated: bool) -> str:
        """`x_{11}`, or `x_{1,12}` where the index needs separators."""
        return f"{letter}_{{{(',' if separated else '').join(index)}}}" if index else letter

    def at(self, letter: str, index: Sequence[str]) -> str:
        """`x_{i + a - 1, b}`."""
        return f"{letter}_{{{', '.join(index)}}}" if index else letter

    def left_out(self, count: int) -> str:
        """Dots, and how many terms they stand for."""
        return rf"\cdots\ \text{{({count:,} more term{'s' if count > 1 else ''})}}"

    def gradient(self, notation: Notation, of: str) -> str:
        """`\\frac{\\partial L}{\\partial x_{11}}` or `\\delta x_{11}`."""
        return rf"\delta {of}" if notation.delta else self.partial(notation.loss, of)

    def partial(self, top: str, bottom: str) -> str:
        """`\\frac{\\partial z_{11}}{\\partial k_{11}}`."""
        return rf"\frac{{\partial {top}}}{{\partial {bottom}}}"

    def product(self, factors: Sequence[str]) -> str:
        """Factors side by side."""
        return " ".join(factors)

    def sum_over(self, indices: Sequence[str], condition: str = "") -> str:
        """`\\sum_{i,j}`, a condition below the indices."""
        below = ",".join(indices)
        return rf"\sum_{{\substack{{{below} \\ {condition}}}}}" if condition else rf"\sum_{{{below}}}"

    def operator(self, sign: str, options: Sequence[str]) -> str:
        """`\\star_{s = 2}`."""
        below = r",\, ".join(options)
        return SIGNS[sign] + (f"_{{{below}}}" if options else "")

    def option(self, name: str, value: str) -> str:
        """`s = 2`."""
        return f"{OPTIONS[name]}={_size(value)}"

    def call(self, name: str, arguments: Sequence[str], options: Sequence[str] = ()) -> str:
        """`\\operatorname{pad}_{1}\\left(K\\right)`."""
        sign = self._sign(name, ",".join(options))
        return rf"{sign}\left({', '.join(arguments)}\right)"

    def around(self, name: str, option: str) -> tuple[str, str]:
        """A named operator's sign and opening bracket, and the closing one, which may stand on another line."""
        return self._sign(name, option) + r"\Biggl(", r"\Biggr)"

    def _sign(self, name: str, option: str) -> str:
        sign = r"\sum" if name == "sum" else OPERATORS.get(name, rf"\operatorname{{{name}}}")
        return sign + (f"_{{{_size(option)}}}" if option else "")

    def flips(self, name: str) -> str:
        """An arrow with words on it."""
        return rf"\xrightarrow{{\text{{{name}}}}}"

    def array(self, letter: str) -> str:
        """`X`."""
        return letter

    def array_gradient(self, notation: Notation, letter: str) -> str:
        """`\\frac{\\partial L}{\\partial X}` or `\\Delta X`."""
        return rf"\Delta {letter}" if notation.delta else self.partial(notation.loss, letter)

    def quotient(self, top: str, bottom: str) -> str:
        """The floor of a fraction."""
        return rf"\left\lfloor \frac{{{top}}}{{{bottom}}} \right\rfloor"


def _size(text: str) -> str:
    """`2x3` as numbers with a multiplication sign."""
    return text.replace("x", r" \times ")


def render(derivation: Derivation, full: bool, standalone: bool, tables: Sequence[str] | None = None) -> str:
    """The derivation in LaTeX."""
    body = lay_out(lecture(derivation, LatexDialect(), full, tables))
    return document(body) if standalone else body


def document(body: str) -> str:
    """A whole document around a fragment."""
    return f"{PREAMBLE}\\begin{{document}}\n\n{body}\n\\end{{document}}\n"


def lay_out(document: Document) -> str:
    """The blocks as a fragment of LaTeX."""
    return "\n\n".join(_block(block) for block in document) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text=text, level=level):
            return f"\\{'section' if level == 1 else 'subsection'}*{{{escaped(text)}}}"
        case Prose(text=text):
            pieces = text.split(MATH)
            return "".join(f"${piece}$" if at % 2 else escaped(piece) for at, piece in enumerate(pieces))
        case Steps(command=command):
            return rf"The pictures, step by step: \texttt{{{escaped(command)}}}"
        case Equations(equations=equations):
            return "\\begin{align*}\n" + _aligned(equations) + "\n\\end{align*}"
        case _:
            return f"\\[\n{display(block)}\n\\]"


def escaped(text: str) -> str:
    """A sentence with the characters that LaTeX gives a meaning made plain."""
    text = re.sub(r"([#$%&_{}])", r"\\\1", text.replace("\\", r"\textbackslash{}"))
    # A statement may break after a bracket where it has no space for long.
    text = re.sub(r"\((?=\S{12})", r"(\\allowbreak{}", text)
    text = text.replace("--", "-{}-").replace("^", r"\^{}").replace("~", r"\~{}")
    return text.replace(">=", r"$\ge$").replace("<", r"\textless{}").replace(">", r"\textgreater{}")


def display(block: Block) -> str:
    """A block of mathematics for inside a display."""
    match block:
        case Equations(equations=equations):
            return "\\begin{aligned}\n" + _aligned(equations) + "\n\\end{aligned}"
        case Display(parts=parts):
            return _display(parts)
        case Table(header=header, rows=rows):
            lines = [" & ".join(header) + r" \\ \hline", *(" & ".join(row) + r" \\" for row in rows)]
            body = "\n".join(lines)
            return f"\\begin{{array}}{{c|{'c' * (len(header) - 1)}}}\n{body}\n\\end{{array}}"
        case Arrows():
            return _arrows(block)
        case _:
            raise TypeError(f"not mathematics: {block!r}")


def _arrows(block: Arrows) -> str:
    """As many terms as fit on a line, below each its arrow and value, in one array."""
    per_line = max(1, (LINE - width(block.left) - PLUS) // (width(block.terms[0]) + PLUS + 2))
    lines = []
    for at in range(0, len(block.terms), per_line):
        terms, values = block.terms[at : at + per_line], block.values[at : at + per_line]
        start = f"{block.left} &=&" if at == 0 else "& +&"
        lines.append(f"{start} {' &+& '.join(terms)}")
        lines.append("&& " + " && ".join(r"\downarrow" if value else "" for value in values))
        lines.append("&& " + " && ".join(values))
    columns = "r@{}c@{}" + "c@{}" * (2 * min(per_line, len(block.terms)))
    body = " \\\\\n".join(lines)
    return f"\\begin{{array}}{{{columns}}}\n{body}\n\\end{{array}}"


def _aligned(equations: Sequence[Equation]) -> str:
    # Fractions on neighbouring lines would touch.
    apart = " \\\\[3pt]\n" if any("\\frac" in each.left + each.terms[0] for each in equations) else " \\\\\n"
    return apart.join(_equation(each) for each in equations)


def _equation(equation: Equation) -> str:
    """One equation, broken after as many terms as fit on a line."""
    terms = equation.terms
    if len(terms) == 1:
        return f"{equation.left} &{equation.sign} {terms[0]}"
    # The last terms have the longest indices, and all terms of a sum are alike.
    per_line = max(1, (LINE - width(equation.left) - PLUS) // (width(terms[-1]) + PLUS))
    lines = [" + ".join(terms[at : at + per_line]) for at in range(0, len(terms), per_line)]
    return f"{equation.left} &{equation.sign} " + " \\\\\n&\\quad + ".join(lines)


def width(text: str) -> int:
    """About how wide a piece is, in letters: of a fraction the wider half, of a command one."""
    text = re.sub(r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}", _wider, text)
    text = re.sub(r"\\(?:left|right|operatorname|text)\b", "", text)
    return len(re.sub(r"[{}_^&\s]", "", re.sub(r"\\[a-z]+", "m", text)))


def _wider(fraction: re.Match[str]) -> str:
    return max(fraction.group(1), fraction.group(2), key=len)


def _display(parts: Sequence[str | Matrix]) -> str:
    """All parts in one line, or broken before its signs where that would be too wide."""
    lines: list[list[str]] = [[]]
    wide = 0
    for at, part in enumerate(parts):
        text = _matrix(part) if isinstance(part, Matrix) else part
        needed = _matrix_width(part) if isinstance(part, Matrix) else width(part) + 1
        after = parts[at + 1] if at + 1 < len(parts) else ""
        ahead = _matrix_width(after) if isinstance(after, Matrix) else 0
        if lines[-1] and isinstance(part, str) and wide + needed + ahead > LINE:
            lines.append([])
            wide = 0
        lines[-1].append(text)
        wide += needed
    if len(lines) == 1:
        return " ".join(lines[0])
    return "\\begin{aligned}\n& " + " \\\\\n&\\quad ".join(" ".join(line) for line in lines) + "\n\\end{aligned}"


def _matrix_width(matrix: Matrix) -> int:
    return sum(max(width(row[at]) for row in matrix.rows) + 2 for at in range(len(matrix.rows[0])))


def _matrix(matrix: Matrix) -> str:
    """Brackets around an array: unlike bmatrix it knows no largest number of columns, and has bars."""
    columns = "".join("c|" if at in matrix.bars else "c" for at in range(len(matrix.rows[0])))
    # Fractions in neighbouring rows would touch.
    apart = " \\\\[3pt] " if any("\\frac" in cell for row in matrix.rows for cell in row) else " \\\\ "
    marked = matrix.marked
    rows = apart.join(
        " & ".join(rf"\boxed{{\textstyle {cell}}}" if (number, at) in marked else cell for at, cell in enumerate(row))
        for number, row in enumerate(matrix.rows)
    )
    if not matrix.bars and len(columns) <= 10:
        return f"\\begin{{bmatrix}} {rows} \\end{{bmatrix}}"
    return f"\\left[\\begin{{array}}{{{columns}}} {rows} \\end{{array}}\\right]"
