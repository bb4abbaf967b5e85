"""A document as one page: a single HTML file that fetches nothing, and reads well without its small script.

Formulas are MathML; every formula has a text alternative, written by the terminal's writer from the same tree. The
steps of a sliding window are radio buttons, which every keyboard and screen reader knows. Rows, terms and steps carry
the names of the entries that they are about, by which the script lights up what belongs together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from symconv.errors import TooLargeError
from symconv.page import document as blocks
from symconv.page import mathml, terminal, text
from symconv.page.cut import shortened, spread
from symconv.page.document import Block, Document, Equation
from symconv.page.maths import Maths, Matrix, Number, entries
from symconv.page.pieces import Piece, pieces, spelled
from symconv.page.runs import AND, runs
from symconv.page.script import SCRIPT
from symconv.page.style import CSS, shown_steps

# Terms of a sum, and columns of a matrix, that stand on one line.
MOST_ON_A_LINE = 90
# Bytes of a page that is quickly there; beyond the largest no browser is of use.
LIGHT, LARGEST_PAGE = 480_000, 20 * 10**6
# Pictures of one control; so few that all are drawn and then counted; the bytes that they have in any case.
MOST_PICTURES, FEW_STEPS = 36, 9
LEAST_ROOM = 30_000
# Boxes of sums in a row, and rows of them; where all of these have more terms than one reads, a corner, an edge and the
# fullest.
MOST_BOXES, FEW_BOXES, TERMS_IN_BOXES = 8, 5, 200
# Letters of a box's label, which a screen reader says before the formula.
LABEL = 80
# What follows a formula on its line.
ENDING_A_PHRASE = (*".,;:)",)
JOINED = {"+": "+", "·": "⋅"}


def page(document: Document) -> str:
    """The whole page; raises TooLargeError for one that no browser would show."""
    title = next(block.text for block in document if isinstance(block, blocks.Heading) and block.level == 1)
    sections = [block.text for block in document if isinstance(block, blocks.Heading) and block.level > 1]
    contents = "".join(f'<li><a href="#part-{at}">{escape(each)}</a></li>' for at, each in enumerate(sections, start=1))
    nav = f'<nav aria-label="Contents"><p>Contents</p><ol>{contents}</ol></nav>\n'
    found = _numbered(document)
    # The title goes before the contents, which stand above the rest where there is no room beside it.
    start = 1 if document[0] == blocks.Heading(title, 1) else 0
    top, body = "".join(found[:start]), "\n".join(found[start:])
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{CSS}{shown_steps(MOST_PICTURES)}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#main">Skip to the derivation</a>\n<div class="page">\n'
        f"<header>{top}</header>\n{nav if sections else ''}"
        f'<main id="main">\n{body}\n</main>\n</div>\n<p id="status" role="status"></p>\n'
        f"<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )


def _numbered(document: Document) -> list[str]:
    """The blocks, the sections numbered; the pictures have the room that all others leave."""
    found: list[str] = []
    section = weight = 0
    for block in document:
        if isinstance(block, blocks.Heading):
            section += block.level > 1
            given = f' id="part-{section}"' if block.level > 1 else ""
            found.append(f"<h{block.level}{given}>{escape(block.text)}</h{block.level}>")
        else:
            found.append("" if isinstance(block, blocks.Pictures) else element(block))
        weight += len(found[-1].encode())
        if weight > LARGEST_PAGE:
            raise TooLargeError(
                f"as HTML this would have more than {LARGEST_PAGE // 10**6} MB, which browsers do not show in "
                "reasonable time: leave out --full (in Python, full=True), name a few --tables, or write LaTeX"
            )
    pictured = {at: block for at, block in enumerate(document) if isinstance(block, blocks.Pictures)}
    for number, (at, block) in enumerate(pictured.items()):
        room = max((LIGHT - weight) // (len(pictured) - number), LEAST_ROOM)
        found[at] = pictures(block, room)
        weight += len(found[at].encode())
    return found


def element(block: Block, apart: str = "") -> str:
    """One block as HTML; what has a name has it after `apart`, which is to keep it from those of other documents."""
    match block:
        case blocks.Heading(text=words, level=level):
            return f"<h{level}>{escape(words)}</h{level}>"
        case blocks.Prose(pieces=parts, name=name):
            given = f' id="{apart}{name}"' if name else ""
            return f"<p{given}>{_sentences(parts, apart)}</p>"
        case blocks.Equations(equations=equations):
            rows = "".join(row for each in equations for row in _equation(each))
            return _box(f'<mtable class="sums">{rows}</mtable>', block)
        case blocks.Conclusion(equation=equation):
            # The frame is drawn around it, and is nothing to read out.
            return f'<div class="result">{element(blocks.Equations((equation,)))}</div>'
        case blocks.Display(maths=maths):
            return _box("".join(map(_piece, pieces(maths))), block)
        case blocks.Table(header=header, rows=rows):
            return _table(header, rows)
        case blocks.SumGrid():
            return _grid(block)
        case blocks.Arrows():
            return _box(_arrows(block), block)
        case blocks.Pictures():
            return pictures(block, LEAST_ROOM)


def _math(inner: str, said: str, display: bool = False) -> str:
    given = ' display="block"' if display else ""
    return f'<math{given} alttext="{escape(" ".join(said.split()), quote=True)}"><mrow>{inner}</mrow></math>'


def _sentences(parts: Sequence[str | Maths | blocks.Link], apart: str) -> str:
    """The pieces one after the other; no line begins with the full stop, comma or bracket behind a formula."""
    found: list[str] = []
    for before, part in pairwise((None, *parts)):
        if isinstance(part, str) and part[:1] in ENDING_A_PHRASE and not isinstance(before, str | blocks.Link | None):
            found[-1] = f'<span class="kept">{found[-1]}{part[0]}</span>'
            part = part[1:]
        found.append(_said(part, apart) if part is not None else "")
    return "".join(found)


def _said(part: str | Maths | blocks.Link, apart: str) -> str:
    match part:
        case str():
            return escape(part)
        case blocks.Link(words=words, to=name):
            return f'<a href="#{apart}{name}">{escape(words)}</a>'
        case _:
            return _inline(part)


def _inline(tree: Maths) -> str:
    return _math(mathml.written(tree), text.written(tree))


def _box(inner: str, block: Block) -> str:
    """A formula in a box of its own, which scrolls where the formula is wider and can be reached by keyboard."""
    alternative = " ".join(" ".join(terminal.lines(block)).split())
    shown = alternative if len(alternative) <= LABEL else alternative[: LABEL - 3] + "..."
    formula = _math(inner, alternative, display=True)
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(shown, quote=True)}">{formula}</div>'


def _piece(piece: Piece) -> str:
    if isinstance(piece, Matrix):
        piece = shortened(piece, lambda cell: mathml.width(mathml.written(cell)), MOST_ON_A_LINE)
    return spelled(piece, mathml.written, mathml.related, mathml.around)


def _equation(equation: Equation) -> Iterator[str]:
    """An equation as rows of a table, as many terms in each as fit on a line."""
    given, terms = _named("data-row", equation.left), [*map(_term, equation.terms)]
    before = f"<mtd>{mathml.written(equation.left)}</mtd><mtd>{mathml.related(equation.sign)}</mtd><mtd>"
    for some in _on_lines(terms):
        yield f"<mtr{given}>{before}{'<mo>+</mo>'.join(terms[some])}</mtd></mtr>"
        before = '<mtd></mtd><mtd></mtd><mtd><mo form="infix">+</mo>'


def _on_lines(terms: Sequence[str]) -> Iterator[slice]:
    """The written terms of a sum line by line, as many as fit on each; no last one stands alone."""
    per_line = max(1, MOST_ON_A_LINE // (max(map(mathml.width, terms)) + 3))
    firsts = [*range(0, len(terms), per_line)]
    if per_line > 1 and len(firsts) > 1 and firsts[-1] == len(terms) - 1:
        firsts.pop()
    yield from map(slice, firsts, [*firsts[1:], len(terms)])


def _named(attribute: str, tree: Maths) -> str:
    """The names of the entries in a tree as an attribute, nothing where there are none."""
    names = dict.fromkeys(map(text.written, entries(tree)))
    return f' {attribute}="{escape(" ".join(names), quote=True)}"' if names else ""


def _term(term: Maths) -> str:
    """A term that knows which entries are in it."""
    inner, given = mathml.written(term), _named("data-in", term)
    return f"<mrow{given}>{inner}</mrow>" if given else inner


def _grid(grid: blocks.SumGrid) -> str:
    """A table of sums, each of which can be chosen."""
    most = MOST_BOXES if sum(len(each.terms) for row in grid.rows for each in row) <= TERMS_IN_BOXES else FEW_BOXES
    columns, places = (
        spread(terms, most) if not grid.whole else [*range(len(terms))] for terms in reversed(grid.most_terms)
    )
    rows = "".join(
        f"<tr>{''.join('<td>⋯</td>' if row is None or at is None else _sum(grid.rows[row][at]) for at in columns)}</tr>"
        for row in places
    )
    table = f'<table class="sums-grid"><tbody>{rows}</tbody></table>'
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{grid.title}">{table}</div>'


def _sum(equation: Equation) -> str:
    """One entry, and below it a term on each line."""
    name = next(map(text.written, entries(equation.left)))
    signs = [mathml.related(equation.sign), *['<mo form="infix">+</mo>'] * (len(equation.terms) - 1)]
    lines = [mathml.written(equation.left)]
    lines += [f"{sign}{_term(term)}" for sign, term in zip(signs, equation.terms, strict=True)]
    rows = "".join(f"<mtr><mtd>{line}</mtd></mtr>" for line in lines)
    said = " ".join(terminal.lines(blocks.Equations((equation,))))
    inner = _math(f'<mtable class="sums">{rows}</mtable>', said)
    return f'<td data-choose="{escape(name, quote=True)}" data-row="{escape(name, quote=True)}">{inner}</td>'


def _table(header: Sequence[Maths | None], rows: Sequence[Sequence[Maths | None]]) -> str:
    head = "".join("<td></td>" if cell is None else f'<th scope="col">{_inline(cell)}</th>' for cell in header)
    body = []
    for row in rows:
        first, *cells = ("" if cell is None else _inline(cell) for cell in row)
        given = "" if row[0] is None else _named("data-row", row[0])
        body.append(f'<tr{given}><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>')
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    return f'<div class="scroll" tabindex="0" role="region" aria-label="Table">{table}</div>'


def pictures(block: blocks.Pictures, room: int) -> str:
    """A radio button for each step, and the picture of the one that is chosen; as many as about so many bytes hold.

    Where there is no room for one, the command that draws them.
    """
    slides = block.slides
    numbers = _some(slides.count, MOST_PICTURES)
    if len(numbers) > FEW_STEPS:
        # What will not be shown is not drawn.
        shared, steps = _filmed(block, _some(slides.count, FEW_STEPS))
        numbers = _some(slides.count, min(len(numbers), max(FEW_STEPS, _fitting(shared, steps, room))))
    shared, steps = _filmed(block, numbers)
    if room > LEAST_ROOM and _fitting(shared, steps, room) < 1:
        too_large = f"{block.legend}: it is too large for this page. This draws it:"
        return f"<p>{escape(too_large)} <code>{escape(block.command)}</code></p>"
    shown = [steps[at] for at in _some(len(steps), _fitting(shared, steps, room))]
    some = f" ({len(shown)} of {slides.count} steps)" if len(shown) < slides.count else ""
    buttons, frames = ("".join(each) for each in zip(*shown, strict=True))
    return (
        f'<fieldset class="steps"><legend>{escape(block.legend)}, step by step{some}</legend>\n{buttons}\n'
        f'{shared}<div class="frames" tabindex="0" role="region" aria-label="The picture">{frames}</div>'
        f"<p>{escape(slides.caption)}</p></fieldset>"
    )


def _filmed(block: blocks.Pictures, numbers: Sequence[int]) -> tuple[str, list[tuple[str, str]]]:
    """What these steps share, and the button and the picture of each."""
    film = block.slides.film(numbers)
    return film.shared, [_step(block, number, each) for number, each in zip(numbers, film.pictures, strict=True)]


def _fitting(shared: str, steps: Sequence[tuple[str, str]], room: int) -> int:
    """About how many such steps so many bytes hold."""
    weight = sum(len(button.encode()) + len(frame.encode()) for button, frame in steps)
    return (room - len(shared.encode())) * len(steps) // weight


def _step(block: blocks.Pictures, number: int, picture: str) -> tuple[str, str]:
    """A step's button, and its picture."""
    name, slides = f"{block.name}-{number + 1}", block.slides
    given = f' data-step="{escape(slides.about(number), quote=True)}"' + (" checked" if number == 0 else "")
    return (
        f'<input type="radio" id="{name}" name="{block.name}"{given}><label for="{name}">{number + 1}</label><wbr>',
        # The picture's title says the sum to those who do not see it.
        f'<div class="frame">{picture}<p aria-hidden="true">{_letters(slides.sum(number))}</p></div>',
    )


def _some(count: int, most: int) -> list[int]:
    """So many of so many steps, from the first to the last."""
    most = max(1, min(most, count))
    apart = max(1.0, (count - 1) / max(1, most - 1))
    return sorted({min(round(at * apart), count - 1) for at in range(most)})


def _letters(tree: Maths) -> str:
    """A sum in letters, where a formula would be too heavy; a line breaks before a term and nowhere else."""
    tags = {"upright": ("", ""), "italic": ("<i>", "</i>"), "lowered": ("<sub>", "</sub>")}
    found = "".join(escape(run.text).join(tags[run.set]) for run in runs(tree))
    terms = AND.join(f"<span>{term}</span>" for term in found.split(AND))
    return terms.replace(" = ", "</span> = <span>", 1)


def _arrows(block: blocks.Arrows) -> str:
    """Terms in rows of a table, as many in each as fit on a line, below each an arrow, and below that its value."""
    joint, empty = f"<mtd><mo>{JOINED[block.joint]}</mo></mtd>", "<mtd></mtd>"
    columns = [*map(_column, block.terms, block.values)]
    lines, rows = [*_on_lines([term for term, *_ in columns])], []
    if block.left is None:
        start = [empty] * (len(lines) > 1)
    else:
        start = [f"<mtd>{mathml.written(block.left)}</mtd>", "<mtd><mo>=</mo></mtd>"]
    for some in lines:
        terms, *below = zip(*columns[some], strict=True)
        before = start if some.start == 0 else [*[empty] * (len(start) - 1), joint]
        rows.append("".join(before) + joint.join(terms))
        rows += [empty * len(before) + empty.join(each) for each in below]
    return f"<mtable>{''.join(f'<mtr>{row}</mtr>' for row in rows)}</mtable>"


def _column(term: Maths, value: Maths | None) -> tuple[str, str, str]:
    """A term, its arrow and its value; what comes to nothing is struck out."""
    given = ' class="struck"' if value == Number(0) and term != value else ""
    arrow, found = ("", "") if value is None else ("<mo>↓</mo>", mathml.written(value))
    return f"<mtd{given}>{mathml.written(term)}</mtd>", f"<mtd>{arrow}</mtd>", f"<mtd>{found}</mtd>"
