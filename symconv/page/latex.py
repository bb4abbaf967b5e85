"""Mathematics in LaTeX with amsmath.

The strings are put together directly. SymPy's printer would take about 250 microseconds a monomial.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import assert_never

from symconv.page import maths
from symconv.page.maths import Entry, Fraction, Maths, Separator, Sign, compound, stacked

INFIXED = {
    "correlate": r"\star",
    "convolve": r"\ast",
    "transposed": r"\star^{\top}",
    "transposed_convolution": r"\ast^{\top}",
    "times": r"\odot",
}
OPERATOR_NAMES = {
    "insert_zeros": r"\operatorname{insert\,zeros}",
    "rot180": r"\operatorname{rot}_{180^\circ}",
    "pad_adjoint": r"\operatorname{pad}^{\top}",
    "sum": r"\sum",
}
PREFIXES = {"×": r"\times", "-": "-", "∂": r"\partial", "δ": r"\delta", "Δ": r"\Delta"}
RELATIONS = {"+": "+", "-": "-", ",": ",", "=": "=", ">=": r"\ge", "<-": r"\leftarrow", "->": r"\longrightarrow"}
GREEK = {"α": r"\alpha", "Δ": r"\Delta "}


def written(tree: Maths) -> str:
    r"""A tree as LaTeX for inside mathematics.

    >>> star = maths.InfixOperator("correlate", (maths.Qualifier("stride", maths.Letter("s"), maths.Number(2)),))
    >>> print(written(maths.Infix(maths.WholeArray("X"), star, maths.WholeArray("K"))))
    X \star_{s=2} K
    """
    match tree:
        case maths.Entry():
            return _entry(tree)
        case maths.Product(factors=factors):
            # Nearly all factors are entries, and there are many.
            return " ".join([_entry(each) if type(each) is Entry else operand(each) for each in factors])
        case Fraction():
            return _fraction(tree)
        case maths.Signed(sign=before, of=of):
            return f"{PREFIXES[before]} {operand(of)}"
        case maths.Number(value=value):
            return str(value)
        case maths.Letter():
            return _letter(tree)
        case maths.WholeArray(letter=name):
            return _word(name)
        case maths.Words(text=words):
            return rf"\text{{{escaped(words)}}}"
        case maths.Sum(terms=parts):
            return " + ".join(map(written, parts))
        case maths.Multiple(factor=factor, of=of):
            return f"{factor}{'' if isinstance(of, maths.Letter | maths.Entry) else ' '}{operand(of)}"
        case maths.Subtraction(left=left, right=right):
            return f"{written(left)} - {operand(right)}"
        case maths.Indexed(array=array, place=place):
            return f"{_letter(array)}[{', '.join(map(written, place))}]"
        case maths.Quantity(maths=of):
            return written(of)
        case maths.Dots():
            return r"\cdots" + (rf"\ \text{{{tree.counted}}}" if tree.missing else "")
        case maths.RoundedDown(of=of):
            return rf"\left\lfloor {written(of)} \right\rfloor"
        case maths.Derivative(by=by, of=of):
            return rf"\frac{{\partial}}{{\partial {written(by)}}} \left( {written(of)} \right)"
        case maths.Kronecker(one=one, other=other):
            return rf"\delta_{{{written(one)},\, {written(other)}}}"
        case maths.Summation():
            return _summation(tree)
        case maths.Applied(arguments=arguments):
            return rf"{_named(tree)}\left({', '.join(map(written, arguments))}\right)"
        case maths.Qualifier(letter=letter, value=of):
            return f"{_letter(letter)}={written(of)}"
        case maths.InfixOperator(sign=infixed, options=options):
            below = r",\, ".join(map(written, options))
            return INFIXED[infixed] + (f"_{{{below}}}" if options else "")
        case maths.Infix(left=left, operator=operator, right=right):
            return f"{operand(left)} {written(operator)} {operand(right)}"
        case maths.Listed(parts=parts, between=between):
            return {"x": r" \times ", " ": r"\ "}.get(between, between).join(map(written, parts))
        case maths.Marked(of=of):
            return rf"\underline{{{written(of)}}}"
        case maths.Arrow(words=words, back=back):
            return rf"\x{'left' if back else 'right'}arrow{{\text{{{escaped(words)}}}}}"
        case maths.Relation(left=left, sign=sign, right=right):
            return f"{written(left)} {related(sign)} {written(right)}"
        case maths.Matrix():
            return _matrix(tree)
        case _:
            assert_never(tree)


def without_amsmath(tree: Maths) -> str:
    r"""A tree as LaTeX that needs no package.

    >>> print(without_amsmath(maths.Applied("dot", (maths.WholeArray("X"), maths.Words("no array")))))
    \mathrm{dot}\left(X, \mbox{no array}\right)
    """
    return written(tree).replace(r"\operatorname{", r"\mathrm{").replace(r"\text{", r"\mbox{")


def operand(tree: Maths) -> str:
    """A tree as a factor of something, in brackets where it needs them."""
    return f"({written(tree)})" if compound(tree) else written(tree)


def around(call: maths.Applied, tall: bool) -> tuple[str, str]:
    """A named operator and its opening bracket, and the closing one, which may stand on another line."""
    named = _named(call) if call.name else ""
    return (named + r"\Biggl(", r"\Biggr)") if tall else (named + "(", ")")


def related(sign: Sign | Separator | maths.Arrow | maths.InfixOperator) -> str:
    """What stands between two sides."""
    return written(sign) if not isinstance(sign, str) else RELATIONS[sign]


def escaped(text: str) -> str:
    """A sentence with the characters that LaTeX gives a meaning made plain."""
    text = re.sub(r"([#$%&_{}])", r"\\\1", text.replace("\\", r"\textbackslash{}"))
    # A statement may break after a bracket where it has no space for long.
    text = re.sub(r"\((?=\S{12})", r"(\\allowbreak{}", text)
    text = re.sub('"([^"]*)"', r"``\1''", text)
    text = text.replace("--", "-{}-").replace("^", r"\^{}").replace("~", r"\~{}")
    return text.replace(">=", r"$\ge$").replace("<", r"\textless{}").replace(">", r"\textgreater{}")


# Of a thousand terms most share their derivatives with others.
@lru_cache(maxsize=2**14)
def _fraction(fraction: Fraction) -> str:
    return rf"\frac{{{written(fraction.top)}}}{{{written(fraction.bottom)}}}"


def _entry(entry: maths.Entry) -> str:
    index = entry.index
    if not index:
        return entry.letter
    if entry.numbered:
        return f"{entry.letter}_{{{(',' if entry.separated else '').join(map(str, index))}}}"
    return f"{entry.letter}_{{{', '.join(str(at) if isinstance(at, int) else written(at) for at in index)}}}"


def _summation(total: maths.Summation) -> str:
    if not total.over:
        return written(total.of)
    below = ",".join(map(written, total.over))
    if total.condition is not None:
        # Each condition on a line of its own.
        conditions = total.condition.parts if isinstance(total.condition, maths.Listed) else (total.condition,)
        stacked_below = r" \\ ".join((below, *map(written, conditions)))
        below = rf"\substack{{{stacked_below}}}"
    above = "" if total.upto is None else f"^{{{written(total.upto)}}}"
    return rf"\sum_{{{below}}}{above} {written(total.of)}"


def _named(call: maths.Applied) -> str:
    sign = OPERATOR_NAMES.get(call.name, rf"\operatorname{{{call.name}}}")
    return sign + (f"_{{{','.join(map(written, call.options))}}}" if call.options else "")


def _letter(letter: maths.Letter) -> str:
    """A letter, with what its spelling says."""
    below = letter.below
    # A letter as an index needs no braces.
    low = f"_{below}" if below.isalpha() and len(below) == 1 else f"_{{{below}}}" if below else ""
    high = f"^{letter.above}" if letter.above else ""
    return GREEK.get(letter.sign, "") + _word(letter.word or letter.name) + low + high


def _word(name: str) -> str:
    """A name, which LaTeX would read as a product of its letters."""
    if name in GREEK:
        return GREEK[name]
    return rf"\mathit{{{name}}}" if len(name.rstrip("'")) > 1 else name


def framed(matrix: maths.Matrix) -> str:
    """A matrix with one frame around all cells that stand out, which only LaTeX itself can draw.

    The brackets of a matrix that goes on, on another line, are left out.
    """
    rows = []
    for number, row in enumerate(matrix.rows):
        cells = [_sided(written(cell), matrix, number, at) for at, cell in enumerate(row)]
        rows.append(f"{_rule_above(matrix, number)}{' & '.join(cells)}")
    last = _rule_above(matrix, len(rows))
    body = _apart(matrix).join(rows) + (rf" \\ {last}" if last else "")
    left, right = (r"." if on else bracket for on, bracket in zip(matrix.goes_on, "[]", strict=True))
    return rf"\left{left}\begin{{array}}{{{_columns(matrix)}}} {body} \end{{array}}\right{right}"


def _columns(matrix: maths.Matrix) -> str:
    return "".join("c|" if at in matrix.bars else "c" for at in range(len(matrix.rows[0])))


def _apart(matrix: maths.Matrix) -> str:
    # Fractions in neighbouring rows would touch: they are higher than a row, from which this room is counted.
    return r" \\[7pt] " if any(map(stacked, chain(*matrix.rows))) else r" \\ "


def _sided(cell: str, matrix: maths.Matrix, row: int, column: int) -> str:
    """A cell with the frame's side to its left and, at the end of the row, to its right."""
    here = (row, column) in matrix.marked
    left = "|" if here and (row, column - 1) not in matrix.marked else ""
    right = "|" if here and (row, column + 1) not in matrix.marked else ""
    if not left and not right:
        return cell
    bar = "|" if column in matrix.bars and not right else ""
    return rf"\multicolumn{{1}}{{{left}c{right}{bar}}}{{{cell}}}"


def _rule_above(matrix: maths.Matrix, row: int) -> str:
    """The frame's side above a row: where one of two neighbours stands out and the other does not."""
    columns = [
        at + 1
        for at in range(len(matrix.rows[0]))
        if ((row, at) in matrix.marked) != ((row - 1, at) in matrix.marked)
    ]
    return "".join(rf"\cline{{{at}-{at}}} " for at in columns)


def _matrix(matrix: maths.Matrix) -> str:
    """Brackets around an array: unlike bmatrix it knows no largest number of columns, and has bars."""
    columns = _columns(matrix)
    rows = _apart(matrix).join(
        " & ".join(
            rf"\boxed{{\textstyle {written(cell)}}}" if (number, at) in matrix.marked else written(cell)
            for at, cell in enumerate(row)
        )
        for number, row in enumerate(matrix.rows)
    )
    if not matrix.bars and len(columns) <= 10:
        return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"
    return rf"\left[\begin{{array}}{{{columns}}} {rows} \end{{array}}\right]"
