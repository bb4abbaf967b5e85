"""A derivation as one page: a single HTML file that fetches nothing and runs no script.

Formulas are MathML; every formula and picture has a text alternative, taken from the terminal's rendering of the
same block. The steps of a sliding window are radio buttons, which every keyboard and screen reader knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from symconv.errors import SymconvError
from symconv.lectures.lecture import USUAL, lecture
from symconv.page import terminal
from symconv.page.dialect_mathml import MathmlDialect, inline, matrix
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
from symconv.page.style import CSS, shown_steps

if TYPE_CHECKING:
    from symconv.derivation import Derivation

# Terms of a sum that stand on one line.
LINE = 90
# Pictures of one control, and their letters in all: more would make the page heavy.
MOST_STEPS = 36
HEAVIEST = 800_000
LEGENDS = {"forward": "The window on the input", "dX": "The input's gradient", "dK": "The kernel's gradient"}
# The pictures' letters are those of the page, said once in its style sheet.
FAMILY = re.compile(r' font-family="STIX[^"]*"')


def render(derivation: Derivation, full: bool, tables: Sequence[str] | None = None) -> str:
    """The derivation as a page."""
    tables = (*USUAL, "pictures") if tables is None else tables
    told = lecture(derivation, MathmlDialect(), full, tables)
    spoken = lecture(derivation, terminal.TextDialect(), full, tables)
    return page(told, spoken)


def page(told: Document, spoken: Document) -> str:
    """A page from blocks in MathML and the same blocks as text, for the alternatives."""
    title = next(block.text for block in told if isinstance(block, Heading) and block.level == 1)
    sections = [block.text for block in told if isinstance(block, Heading) and block.level > 1]
    contents = "".join(f'<li><a href="#part-{at}">{escape(each)}</a></li>' for at, each in enumerate(sections, start=1))
    body = "\n".join(_numbered(told, spoken))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{CSS}{shown_steps(MOST_STEPS)}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#main">Skip to the derivation</a>\n<div class="page">\n'
        f'<nav aria-label="Contents"><p>Contents</p><ol>{contents}</ol></nav>\n'
        f'<main id="main">\n{body}\n</main>\n</div>\n</body>\n</html>\n'
    )


def _numbered(told: Document, spoken: Document) -> Iterator[str]:
    section = 0
    for block, said in zip(told, spoken, strict=True):
        if isinstance(block, Heading):
            section += block.level > 1
            given = f' id="part-{section}"' if block.level > 1 else ""
            yield f"<h{block.level}{given}>{escape(block.text)}</h{block.level}>"
        else:
            yield element(block, said)


def element(block: Block, said: Block) -> str:
    """One block as HTML; `said` is the same block as text."""
    match block:
        case Heading(text=words, level=level):
            return f"<h{level}>{escape(words)}</h{level}>"
        case Prose(text=words):
            pieces = words.split(MATH)
            spoken = said.text.split(MATH) if isinstance(said, Prose) else pieces
            inner = (
                _math(inline(piece), spoken[at]) if at % 2 else escape(piece) for at, piece in enumerate(pieces)
            )
            return f"<p>{''.join(inner)}</p>"
        case Equations(equations=equations):
            rows = "".join(row for each in equations for row in _equation(each))
            return _box(f'<mtable class="sums">{rows}</mtable>', said)
        case Display(parts=parts):
            return _box("".join(matrix(part) if isinstance(part, Matrix) else inline(part) for part in parts), said)
        case Table(header=header, rows=rows):
            return _table(header, rows, said)
        case Arrows():
            return _box(_arrows(block), said)
        case Steps():
            return _steps(block)


def _math(inner: str, said: str, display: bool = False) -> str:
    given = ' display="block"' if display else ""
    return f'<math{given} alttext="{escape(" ".join(said.split()), quote=True)}"><mrow>{inner}</mrow></math>'


def _box(inner: str, said: Block) -> str:
    """A formula in a box of its own, which scrolls where the formula is wider and can be reached by keyboard."""
    alternative = " ".join(" ".join(terminal.lines(said)).split())
    label = escape(alternative if len(alternative) <= 80 else alternative[:77] + "...", quote=True)
    formula = _math(inner, alternative, display=True)
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">{formula}</div>'


def _equation(equation: Equation) -> Iterator[str]:
    """An equation as rows of a table, as many terms in each as fit on a line."""
    widest = max(MathmlDialect().width(term) for term in equation.terms)
    per_row = max(1, LINE // (widest + 3))
    for at in range(0, len(equation.terms), per_row):
        terms = "<mo>+</mo>".join(map(inline, equation.terms[at : at + per_row]))
        left = inline(equation.left) if at == 0 else ""
        sign = inline(equation.sign) if at == 0 else ""
        plus = "" if at == 0 else '<mo form="infix">+</mo>'
        yield f"<mtr><mtd>{left}</mtd><mtd>{sign}</mtd><mtd>{plus}{terms}</mtd></mtr>"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], said: Block) -> str:
    spoken = said if isinstance(said, Table) else Table(tuple(header), tuple(map(tuple, rows)))
    head = "".join(
        f'<th scope="col">{_math(inline(cell), other)}</th>' if cell else "<td></td>"
        for cell, other in zip(header, spoken.header, strict=True)
    )
    body = []
    for row, others in zip(rows, spoken.rows, strict=True):
        first, *cells = (
            _math(inline(cell), other) if cell else "" for cell, other in zip(row, others, strict=True)
        )
        body.append(f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>')
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    return f'<div class="scroll" tabindex="0" role="region" aria-label="Table">{table}</div>'


def _steps(block: Steps) -> str:
    """A radio button for each step, and the picture of the one that is chosen; nothing for what cannot be drawn."""
    from symconv.pictures import frames, instructive, svg

    try:
        found = frames(block.layer, block.what, block.notation)
    except SymconvError:
        return ""
    most = max(1, min(MOST_STEPS, HEAVIEST // len(svg(found[0]))))
    # Of more steps than that, some from the first to the last.
    apart = max(1.0, (len(found) - 1) / max(1, most - 1))
    numbers = sorted({min(round(at * apart), len(found) - 1) for at in range(most)})
    favourite = found.index(instructive(found))
    first = min(numbers, key=lambda number: abs(number - favourite))
    buttons, pictures = [], []
    for number in numbers:
        given = " checked" if number == first else ""
        name = f"{block.what}-{number + 1}"
        buttons.append(
            f'<input type="radio" id="{name}" name="{block.what}"{given}><label for="{name}">{number + 1}</label>'
        )
        pictures.append(f'<div class="frame">{FAMILY.sub("", svg(found[number]))}</div>')
    some = f" ({len(numbers)} of {len(found)} steps)" if len(numbers) < len(found) else ""
    return (
        f'<fieldset class="steps"><legend>{escape(LEGENDS[block.what])}, step by step{some}</legend>\n'
        f'{"".join(buttons)}\n<div class="frames">{"".join(pictures)}</div></fieldset>'
    )


def _arrows(block: Arrows) -> str:
    """Terms in one row of a table, below each an arrow, and below that its value."""
    terms = "<mtd><mo>+</mo></mtd>".join(f"<mtd>{inline(term)}</mtd>" for term in block.terms)
    arrows = "<mtd></mtd>".join(f"<mtd>{'<mo>↓</mo>' if value else ''}</mtd>" for value in block.values)
    values = "<mtd></mtd>".join(f"<mtd>{inline(value)}</mtd>" for value in block.values)
    start = f"<mtd>{inline(block.left)}</mtd><mtd><mo>=</mo></mtd>"
    blank = "<mtd></mtd><mtd></mtd>"
    rows = (start + terms, blank + arrows, blank + values)
    return f"<mtable>{''.join(f'<mtr>{row}</mtr>' for row in rows)}</mtable>"
