"""A document in LaTeX, with amsmath: a fragment to input, or a whole document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from symconv.page import document as blocks
from symconv.page import latex, latex_width
from symconv.page.cut import MOST_ROWS_OF_BOXES, abridged, beside, fitting, kept, parted, shortened, spread
from symconv.page.document import Block, Document, Equation
from symconv.page.latex_width import AROUND_RELATION, BETWEEN_COLUMNS, IN_ROW, THIN_SPACE, width
from symconv.page.maths import Dots, Maths, Matrix, Number, Sum, stacked, total
from symconv.page.paper import Paper
from symconv.page.pieces import Chunk, Closing, Opening, Piece, chunks, filled, has_matrix, measured, pieces, spelled

# How far a line that goes on is indented.
HANGING = 10.0
# What a box and the number beside it take.
BOX = 32.0
# A table of more rows would not fit on a page.
ROWS_ON_A_PAGE = 24
# What TikZ loads anyway makes a picture smaller.
FITTED_TO_THE_LINE = r"\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}"
BEGIN = r"\begingroup\allowdisplaybreaks\emergencystretch=3em\clubpenalty=10000\widowpenalty=10000"
END = r"\par\endgroup"
JOINTS = {"+": "+", "·": r"\cdot"}
# A line through a term, which no package that we ask for draws.
STRIKES = r"\struck{"
STRUCK = r"\def\struck#1{\hbox{\setbox0\hbox{$#1$}\rlap{\raise.5ex\hbox to\wd0{\hrulefill}}\box0}}"

# Links, where whoever sets it loads what makes them, and plain words elsewhere.
LINKING_WORDS, TARGET = r"\linkto", r"\linkplace"
LINKING = (
    r"\def\linkto#1#2{\ifdefined\hyperlink\hyperlink{#1}{#2}\else#2\fi}"
    r"\def\linkplace#1#2{\ifdefined\hypertarget\hypertarget{#1}{#2}\else#2\fi}"
)


def whole(body: str, paper: Paper) -> str:
    """A whole LaTeX document around a fragment."""
    text_width = paper.width if paper.columns == 1 else paper.width * paper.columns + 10
    lines = [
        rf"\documentclass{'[twocolumn]' if paper.columns == 2 else ''}{{article}}",
        r"\usepackage{amsmath}",
        *([r"\usepackage{tikz}"] if r"\begin{tikzpicture}" in body else []),
        rf"\setlength{{\textwidth}}{{{text_width:g}pt}}",
        r"\setlength{\oddsidemargin}{\dimexpr(\paperwidth-\textwidth)/2-1in\relax}",
        r"\setlength{\textheight}{\dimexpr\paperheight-2in\relax}",
        r"\setlength{\topmargin}{-0.5in}",
        r"\setlength{\parindent}{0pt}",
        r"\setlength{\parskip}{6pt}",
        r"\begin{document}",
    ]
    return "\n".join(lines) + f"\n\n{body}\n\\end{{document}}\n"


def lay_out(document: Document, paper: Paper) -> str:
    """The blocks as a fragment of LaTeX for lines as wide as those of the paper."""
    found = ""
    before: Block | None = None
    for block in document:
        found += _apart(before, block)
        found += _block(block, paper)
        before = block
    return f"{BEGIN}{STRUCK if STRIKES in found else ''}{LINKING if LINKING_WORDS in found else ''}{found}\n{END}\n"


def _apart(before: Block | None, block: Block) -> str:
    """What stands between two blocks: nothing that would let a page end in what leads to the next."""
    if not isinstance(before, blocks.Prose):
        return "\n\n"
    if not isinstance(block, blocks.Prose | blocks.Heading | blocks.Pictures):
        # TeX keeps a display with its paragraph where no empty line comes between.
        return "\n"
    last = before.pieces[-1]
    return "\\par\\nopagebreak\n\n" if isinstance(last, str) and last.endswith(":") else "\n\n"


def _block(block: Block, paper: Paper) -> str:
    match block:
        case blocks.Heading(text=text, level=level):
            # Words of a title in a narrow column would stand far apart.
            ragged = r"\raggedright " if paper.columns > 1 else ""
            return f"\\{'section' if level == 1 else 'subsection'}*{{{ragged}{latex.escaped(text)}}}"
        case blocks.Prose(pieces=parts, name=name):
            said = "".join(map(_said, parts))
            return f"{TARGET}{{symconv-{name}}}{{}}{said}" if name else said
        case blocks.Pictures():
            return _pictures(block)
        case blocks.Equations(equations=equations):
            return _environment("align*", _aligned(equations, paper))
        case blocks.Conclusion(name=name):
            # Only what has a number can be referred to.
            boxed = next(displays(block, paper))
            return _environment("equation", f"{boxed}\\label{{eq:{name}}}")
        case blocks.Display(maths=maths):
            # Several lines are no display of their own, so that a page may end between them.
            lines = _displayed(maths, paper)
            return _environment("align*", lines) if "\n" in lines else f"\\[\n{lines}\n\\]"
        case _:
            return "\n".join(f"\\[\n{each}\n\\]" for each in displays(block, paper))


def _said(part: str | Maths | blocks.Link) -> str:
    match part:
        case str():
            return latex.escaped(part)
        case blocks.Link(words=words, to=name):
            return f"{LINKING_WORDS}{{symconv-{name}}}{{{latex.escaped(words)}}}"
        case _:
            return f"${latex.written(part)}$"


def _pictures(block: blocks.Pictures) -> str:
    """The pictures as displays, so that what leads to them stays with them, none wider than a line."""
    slides = block.slides
    numbers = range(slides.count) if block.every else slides.few()
    said = " and ".join(filter(None, (", ".join(str(at + 1) for at in numbers[:-1]), str(numbers[-1] + 1))))
    drawn = (f"\\[\n{FITTED_TO_THE_LINE}{{%\n{slides.drawing(at)}}}\n\\]" for at in numbers)
    steps = f"{'steps' if len(numbers) > 1 else 'step'} {said} of {slides.count}"
    return "\n".join([latex.escaped(f"{block.legend}, {steps}:"), *drawn])


def displays(block: Block, paper: Paper) -> Iterator[str]:
    """A block of mathematics as the displays that it takes."""
    match block:
        case blocks.Equations(equations=equations):
            yield _environment("aligned", _aligned(equations, paper))
        case blocks.Conclusion(equation=equation):
            inner = _aligned((equation,), replace(paper, width=paper.width - BOX))
            yield rf"\boxed{{{_environment('aligned', inner) if chr(10) in inner else inner.replace('&', '', 1)}}}"
        case blocks.Display(maths=maths):
            lines = _displayed(maths, paper)
            yield _environment("aligned", lines) if "\n" in lines else lines
        case blocks.Table():
            yield from _tables(block, paper)
        case blocks.SumGrid():
            yield from _grid(block, paper)
        case blocks.Arrows():
            yield from _arrows(block, paper)
        case _:
            raise TypeError(f"not mathematics: {block!r}")


def _environment(name: str, body: str) -> str:
    return f"\\begin{{{name}}}\n{body}\n\\end{{{name}}}"


def _displayed(tree: Maths, paper: Paper) -> str:
    """A formula on one line, or on several that begin at one place."""
    lines = list(_lines(tree, paper, paper.width, paper.width - HANGING))
    return lines[0] if len(lines) == 1 else "& " + " \\\\\n&\\quad ".join(lines)


def _tables(table: blocks.Table, paper: Paper) -> Iterator[str]:
    """As many columns and rows in each as fit on a page, the header's column in front of them all."""
    columns = [max(_width(row[at]) for row in (table.header, *table.rows)) for at in range(len(table.header))]
    first, *others = (each + BETWEEN_COLUMNS for each in columns)
    for group in fitting(others, paper.width - first):
        for at in range(0, len(table.rows), ROWS_ON_A_PAGE):
            found = [(row[0], *row[1:][group]) for row in (table.header, *table.rows[at : at + ROWS_ON_A_PAGE])]
            lines = [" & ".join(map(_cell, row)) + r" \\" for row in found]
            body = "\n".join([lines[0] + r" \hline", *lines[1:]])
            yield f"\\begin{{array}}{{c|{'c' * (len(found[0]) - 1)}}}\n{body}\n\\end{{array}}"


def _grid(grid: blocks.SumGrid, paper: Paper) -> Iterator[str]:
    """Boxes with a term on each line, as many beside each other as fit; as many rows in one grid as a page takes."""
    boxes = [[_shortened(each) for each in row] for row in grid.rows]
    between = BETWEEN_COLUMNS + latex_width.BAR_WIDTH
    widths = [
        max(_width(term) for each in column for term in (each.left, *each.terms)) + AROUND_RELATION + between
        for column in zip(*boxes, strict=True)
    ]
    gap = width(Dots()) + between
    in_rows, in_columns = grid.most_terms
    columns = beside(in_columns, len(in_columns), paper.width, widths, gap)
    rows = spread(in_rows, MOST_ROWS_OF_BOXES)
    across = (columns[group] for group in fitting([gap if at is None else widths[at] for at in columns], paper.width))
    shown = [group for group in across if group != [None]]
    high = [1 if row is None else 1 + max(len(each.terms) for each in boxes[row]) for row in rows]
    for down in fitting(high, ROWS_ON_A_PAGE):
        for group in shown:
            cells = (
                " & ".join(
                    r"\vdots" if row is None else r"\cdots" if at is None else _stack(boxes[row][at]) for at in group
                )
                for row in rows[down]
            )
            lines = " \\\\ \\hline\n".join(cells)
            yield f"\\begin{{array}}{{|{'l|' * len(group)}}}\n\\hline\n{lines} \\\\ \\hline\n\\end{{array}}"


def _shortened(equation: Equation) -> Equation:
    """The beginning of a sum that would be higher than a page; the list of the entries has all of it."""
    shown = equation.terms[: kept(len(equation.terms))]
    return replace(equation, terms=abridged(shown, len(equation.terms) - len(shown)))


def _stack(equation: Equation) -> str:
    """What it is, and below that a term on each line."""
    signs = [latex.related(equation.sign), *["+"] * (len(equation.terms) - 1)]
    terms = (f"{{}} {sign} {latex.written(term)}" for sign, term in zip(signs, equation.terms, strict=True))
    # Fractions would touch the lines around them, and each other.
    high = any(map(stacked, (equation.left, *equation.terms)))
    strut = r"\rule[-1.8ex]{0pt}{5ex}" if high else r"\rule{0pt}{2.8ex}"
    lines = [f"{strut}{latex.written(equation.left)}", *(f"{strut if high else ''}{term}" for term in terms)]
    between = r" \\ " if high else r" \\[2pt] "
    return rf"\begin{{array}}[t]{{@{{}}l@{{}}}} {between.join(lines)} \end{{array}}"


def _cell(tree: Maths | None) -> str:
    return "" if tree is None else latex.written(tree)


def _width(tree: Maths | None) -> float:
    return 0.0 if tree is None else width(tree, IN_ROW)


def _arrows(block: blocks.Arrows, paper: Paper) -> Iterator[str]:
    """As many terms as fit on a line, below each its arrow and value; so many lines in one array as a page takes."""
    widest = max(map(_width, (*block.terms, *block.values))) + AROUND_RELATION
    left = 0.0 if block.left is None else width(block.left, IN_ROW) + AROUND_RELATION + BETWEEN_COLUMNS
    per_line = max(1, int((paper.width - left) / widest))
    per_array = ROWS_ON_A_PAGE // 3
    columns = "r" + r"@{\;}c" * (2 * min(per_line, len(block.terms)))
    joint = JOINTS[block.joint]
    written = [_term(term, value, paper) for term, value in zip(block.terms, block.values, strict=True)]
    start = "&&" if block.left is None else f"{latex.written(block.left)} &=&"
    lines = []
    for at in range(0, len(block.terms), per_line):
        values = block.values[at : at + per_line]
        arrows = (r"\downarrow" if value is not None else "" for value in values)
        terms = f"{start} {f' &{joint}& '.join(written[at : at + per_line])}"
        lines.append((terms, f"&& {' && '.join(arrows)}", f"&& {' && '.join(map(_cell, values))}"))
        start = f"& {joint}&"
    for at in range(0, len(lines), per_array):
        body = " \\\\\n".join(chain(*lines[at : at + per_array]))
        yield f"\\begin{{array}}{{{columns}}}\n{body}\n\\end{{array}}"


def _term(term: Maths, value: Maths | None, paper: Paper) -> str:
    """A term above its value, struck out where it comes to nothing."""
    found = latex.written(term)
    return f"{STRIKES}{found}}}" if paper.is_tex and value == Number(0) and term != value else found


def _aligned(equations: Sequence[Equation], paper: Paper) -> str:
    # Fractions on neighbouring lines would touch.
    high = any(stacked(each.left) or stacked(each.terms[0]) for each in equations)
    room = paper.width - max(width(each.left) for each in equations) - AROUND_RELATION
    return (" \\\\[3pt]\n" if high else " \\\\\n").join(_equation(each, room, paper) for each in equations)


def _equation(equation: Equation, room: float, paper: Paper) -> str:
    """One equation, its right side on as many lines as it takes."""
    lines = _lines(total(equation.terms), paper, room, room - HANGING)
    return f"{latex.written(equation.left)} &{latex.related(equation.sign)} " + " \\\\\n&\\quad ".join(lines)


def _lines(tree: Maths, paper: Paper, room: float, further: float) -> Iterator[str]:
    """A formula on lines of so much room, the further ones of less."""
    tall = has_matrix(tree)
    found = _short_terms(tree, further) if isinstance(tree, Sum) and not tall else None
    if found is None:

        def splits(tree: Maths) -> bool:
            return (tall and has_matrix(tree)) or width(tree) > further

        if not splits(tree):
            return iter([latex.written(tree)])
        fitted = (part for chunk in chunks(pieces(tree, splits)) for part in _fitted(chunk, further))
        found = measured(fitted, lambda piece: _piece_width(piece, tall), further)
    lines = filled(found, room, room - further)
    return (" ".join(_piece(piece, tall, paper) for piece in line) for line in lines)


def _short_terms(whole: Sum, room: float) -> Iterable[tuple[float, Chunk]] | None:
    """The terms of a sum that does not fit on a line while each of its terms does, with the widths that they take.

    Long derivations are hardly anything but such sums, so a term is measured once, and not looked into.
    """
    widths = [width(each) + THIN_SPACE for each in whole.terms]
    plus = latex_width.between("+")
    if sum(widths) + (plus - THIN_SPACE) * len(widths) <= room + plus or max(widths) + plus > room:
        return None
    further = zip(widths[1:], whole.terms[1:], strict=True)
    return [(widths[0], whole.terms[:1]), *((plus + wide, ("+", term)) for wide, term in further)]


def _fitted(chunk: Chunk, room: float) -> Iterator[Chunk]:
    """A chunk, with its matrix shortened to what fits on a line, or in the parts that do."""
    at = next((at for at, piece in enumerate(chunk) if isinstance(piece, Matrix)), None)
    if at is None or not isinstance(matrix := chunk[at], Matrix):
        yield chunk
        return
    left = room - latex_width.AROUND_A_MATRIX
    fit = shortened(matrix, lambda cell: width(cell, IN_ROW), left, BETWEEN_COLUMNS)
    found = parted(fit, [each + BETWEEN_COLUMNS for each in latex_width.column_widths(fit)], left, ROWS_ON_A_PAGE)
    if len(found) == 1:
        yield (*chunk[:at], fit, *chunk[at + 1 :])
    else:
        # There is no room beside a whole line of a matrix.
        yield from ((piece,) for piece in (*chunk[:at], *found, *chunk[at + 1 :]))


def _piece(piece: Piece, tall: bool, paper: Paper) -> str:
    if isinstance(piece, Matrix) and paper.is_tex and (piece.marked or any(piece.goes_on)):
        return latex.framed(piece)
    return spelled(piece, latex.written, latex.related, lambda call: latex.around(call, tall))


def _piece_width(piece: Piece, tall: bool) -> float:
    bracket = latex_width.TALL_BRACKET if tall else latex_width.BRACKET_WIDTH
    match piece:
        case Opening(calls=calls):
            return sum(latex_width.named(call) + bracket for call in calls) + THIN_SPACE
        case Closing(calls=calls):
            return bracket * len(calls)
        case str():
            return latex_width.between(piece)
        case _:
            return width(piece) + THIN_SPACE
