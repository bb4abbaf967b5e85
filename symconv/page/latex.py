"""Mathematics in LaTeX with amsmath, and about how wide it is.

The strings are put together directly. SymPy's printer would take about 250 microseconds a monomial.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import assert_never

from symconv.page.maths import (
    Array,
    Arrow,
    Call,
    Derivative,
    Difference,
    Dots,
    Entry,
    Extents,
    Floor,
    Fraction,
    Gradient,
    Indexed,
    Infix,
    Kronecker,
    LeftOut,
    Letter,
    Listed,
    Maths,
    Matrix,
    Multiple,
    Multiplier,
    Number,
    Operator,
    Option,
    Partial,
    Product,
    Quantity,
    Relation,
    Sides,
    Sign,
    Sum,
    Summation,
    Words,
    compound,
)
from symconv.page.measure import letters, stacked
from symconv.page.names import spelled
from symconv.sizes import Quotient, Size, terms

INFIXED = {
    "correlate": r"\star",
    "convolve": r"\ast",
    "transposed": r"\star^{\top}",
    "transposed_convolution": r"\ast^{\top}",
}
OPERATORS = {
    "insert_zeros": r"\operatorname{insert\,zeros}",
    "rot180": r"\operatorname{rot}_{180^\circ}",
    "pad_adjoint": r"\operatorname{pad}^{\top}",
    "sum": r"\sum",
}
OPTIONS = {"stride": "s", "dilation": "d", "padding": "p", "output padding": r"\mathit{op}"}
RELATIONS = {"=": "=", ">=": r"\ge", "<-": r"\leftarrow", "->": r"\longrightarrow"}
GREEK = {"α": r"\alpha", "Δ": r"\Delta "}


def written(tree: Maths) -> str:
    r"""A tree as LaTeX for inside mathematics.

    >>> print(written(Infix(Array("X"), Operator("correlate", (Option("stride", Number(2)),)), Array("K"))))
    X \star_{s=2} K
    """
    match tree:
        case Entry():
            return _entry(tree)
        case Product(factors=factors):
            # Nearly all factors are entries, and there are many.
            return " ".join([_entry(each) if type(each) is Entry else operand(each) for each in factors])
        case Gradient(of=of, loss=loss, delta=delta):
            if delta:
                return f"\\{'Delta' if isinstance(of, Array) else 'delta'} {written(of)}"
            return rf"\frac{{\partial {loss}}}{{\partial {written(of)}}}"
        case Partial(top=top, bottom=bottom):
            return rf"\frac{{\partial {written(top)}}}{{\partial {written(bottom)}}}"
        case Number(value=value):
            return str(value)
        case Letter(name=name) | Array(letter=name):
            return _name(name)
        case Words(text=words):
            return rf"\text{{{escaped(words)}}}"
        case Sum(terms=parts):
            return " + ".join(map(written, parts))
        case Multiple(factor=factor, of=of):
            return f"{factor}{'' if isinstance(of, Letter | Entry) else ' '}{operand(of)}"
        case Multiplier(of=of):
            return rf"\times {operand(of)}"
        case Difference(left=left, right=right):
            return f"{written(left)} - {operand(right)}"
        case Indexed(array=name, place=place):
            return f"{_name(name)}[{', '.join(map(written, place))}]"
        case Quantity(value=size):
            return _size(size)
        case Dots():
            return r"\cdots"
        case LeftOut(count=count):
            return rf"\cdots\ \text{{({count:,} more term{'s' if count > 1 else ''})}}"
        case Fraction(top=top, bottom=bottom):
            return rf"\frac{{{written(top)}}}{{{written(bottom)}}}"
        case Floor(of=of):
            return rf"\left\lfloor {written(of)} \right\rfloor"
        case Derivative(by=by, of=of):
            return rf"\frac{{\partial}}{{\partial {written(by)}}} \left( {written(of)} \right)"
        case Kronecker(one=one, other=other):
            return rf"\delta_{{{written(one)},\, {written(other)}}}"
        case Summation():
            return _summation(tree)
        case Call(arguments=arguments):
            return rf"{_named(tree)}\left({', '.join(map(written, arguments))}\right)"
        case Option(name=name, value=of):
            return f"{OPTIONS[name]}={written(of)}"
        case Operator(sign=infixed, options=options):
            below = r",\, ".join(map(written, options))
            return INFIXED[infixed] + (f"_{{{below}}}" if options else "")
        case Infix(left=left, operator=operator, right=right):
            return f"{operand(left)} {written(operator)} {operand(right)}"
        case Extents(sizes=sizes):
            return r" \times ".join(map(written, sizes))
        case Sides(before=left, after=right):
            return f"{written(left)},{written(right)}"
        case Listed(parts=parts):
            return ", ".join(map(written, parts))
        case Arrow(words=words):
            return rf"\xrightarrow{{\text{{{escaped(words)}}}}}"
        case Relation(left=left, sign=sign, right=right):
            return f"{written(left)} {related(sign)} {written(right)}"
        case Matrix():
            return _matrix(tree)
        case _:
            assert_never(tree)


def without_amsmath(tree: Maths) -> str:
    r"""A tree as LaTeX that needs no package.

    >>> print(without_amsmath(Call("dot", (Array("X"), Words("no array")))))
    \mathrm{dot}\left(X, \mbox{no array}\right)
    """
    return written(tree).replace(r"\operatorname{", r"\mathrm{").replace(r"\text{", r"\mbox{")


def operand(tree: Maths) -> str:
    """A tree as a factor of something, in brackets where it needs them."""
    return f"({written(tree)})" if compound(tree) else written(tree)


def around(call: Call) -> tuple[str, str]:
    """A named operator and its opening bracket, and the closing one, which may stand on another line."""
    return _named(call) + r"\Biggl(", r"\Biggr)"


def related(sign: Sign | Arrow) -> str:
    """The sign of a relation."""
    return written(sign) if isinstance(sign, Arrow) else RELATIONS[sign]


def escaped(text: str) -> str:
    """A sentence with the characters that LaTeX gives a meaning made plain."""
    text = re.sub(r"([#$%&_{}])", r"\\\1", text.replace("\\", r"\textbackslash{}"))
    # A statement may break after a bracket where it has no space for long.
    text = re.sub(r"\((?=\S{12})", r"(\\allowbreak{}", text)
    text = text.replace("--", "-{}-").replace("^", r"\^{}").replace("~", r"\~{}")
    return text.replace(">=", r"$\ge$").replace("<", r"\textless{}").replace(">", r"\textgreater{}")


def width(tree: Maths) -> int:
    """About how wide a tree is, in index letters: of a fraction the wider half.

    >>> width(Gradient(Entry("x", (1, 12), separated=True)))
    6
    """
    return letters(tree, max) + _besides(tree)


def named_width(call: Call) -> int:
    """About how wide a named operator is with its options, without its arguments and their brackets."""
    degrees = call.name == "rot180"
    return letters(Call(call.name, (), call.options), max) - 2 + degrees


def _besides(tree: Maths) -> int:
    """The room that only LaTeX takes: a space after dots, thin ones between options, the letters of a name."""
    if isinstance(tree, Operator):
        names = 2 * sum(isinstance(each, Option) and len(each.name.split()) > 1 for each in tree.options)
        return 2 * max(len(tree.options) - 1, 0) + names
    return int(isinstance(tree, LeftOut))


def _entry(entry: Entry) -> str:
    index = entry.index
    if not index:
        return entry.letter
    if entry.numbered:
        return f"{entry.letter}_{{{(',' if entry.separated else '').join(map(str, index))}}}"
    return f"{entry.letter}_{{{', '.join(str(at) if isinstance(at, int) else written(at) for at in index)}}}"


def _summation(total: Summation) -> str:
    if not total.over:
        return written(total.of)
    below = ",".join(map(written, total.over))
    if total.condition is not None:
        below = rf"\substack{{{below} \\ {written(total.condition)}}}"
    above = "" if total.upto is None else f"^{{{written(total.upto)}}}"
    return rf"\sum_{{{below}}}{above} {written(total.of)}"


def _named(call: Call) -> str:
    sign = OPERATORS.get(call.name, rf"\operatorname{{{call.name}}}")
    return sign + (f"_{{{','.join(map(written, call.options))}}}" if call.options else "")


def _size(size: Size) -> str:
    """A polynomial; a name with an underscore has an index."""
    found = ""
    for monomial, coefficient in terms(size):
        factors = []
        for atom in monomial:
            if isinstance(atom, Quotient):
                top, bottom = _size(atom.numerator), _size(atom.denominator)
                factors.append(rf"\left\lfloor \frac{{{top}}}{{{bottom}}} \right\rfloor")
            else:
                factors.append(_name(str(atom)))
        number = [] if abs(coefficient) == 1 and monomial else [str(abs(coefficient))]
        sign = ["-"] if coefficient < 0 else ["+"] if found else []
        found = " ".join([*([found] if found else []), *sign, *number, *factors])
    return found or "0"


def _name(name: str) -> str:
    """A name, which LaTeX would read as a product of its letters."""
    found = spelled(name)
    word = GREEK.get(found.word, found.word)
    word = rf"\mathit{{{word}}}" if len(word.rstrip("'")) > 1 and word == found.word else word
    # A letter as an index needs no braces.
    below = f"_{found.below}" if found.below.isalpha() and len(found.below) == 1 else f"_{{{found.below}}}"
    above = f"^{found.above}" if found.above else ""
    return GREEK.get(found.sign, found.sign) + word + (below if found.below else "") + above


def _matrix(matrix: Matrix) -> str:
    """Brackets around an array: unlike bmatrix it knows no largest number of columns, and has bars."""
    columns = "".join("c|" if at in matrix.bars else "c" for at in range(len(matrix.rows[0])))
    # Fractions in neighbouring rows would touch.
    apart = r" \\[3pt] " if any(map(stacked, chain(*matrix.rows))) else r" \\ "
    rows = apart.join(
        " & ".join(
            rf"\boxed{{\textstyle {written(cell)}}}" if (number, at) in matrix.marked else written(cell)
            for at, cell in enumerate(row)
        )
        for number, row in enumerate(matrix.rows)
    )
    if not matrix.bars and len(columns) <= 10:
        return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"
    return rf"\left[\begin{{array}}{{{columns}}} {rows} \end{{array}}\right]"
