"""Mathematics in MathML, as browsers draw it (MathML Core).

Written directly: the pieces are few, and converters from LaTeX know neither aligned equations nor marked cells.
"""

from __future__ import annotations

import operator
from html import escape
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

INFIXED = {"correlate": "⋆", "convolve": "∗", "transposed": "⋆", "transposed_convolution": "∗"}
NAMES = {"insert_zeros": "insert zeros", "pad_adjoint": "pad⊤"}
OPTIONS = {"stride": "s", "dilation": "d", "padding": "p", "output padding": "op"}
RELATIONS = {"=": "=", ">=": "≥", "<-": "←", "->": "⟶"}
APART = '<mspace width="0.17em"></mspace>'
SEPARATOR = '<mo separator="true">,</mo>'


def written(tree: Maths) -> str:
    """A tree as elements for inside `<math>`.

    >>> written(Multiple(2, Letter("i")))
    '<mn>2</mn><mi>i</mi>'
    """
    match tree:
        case Entry():
            return _entry(tree)
        case Product(factors=factors):
            # Nearly all factors are entries, and there are many.
            return APART.join([_entry(each) if type(each) is Entry else operand(each) for each in factors])
        case Gradient(of=of, loss=loss, delta=delta):
            if not delta:
                return f"<mfrac><mrow><mo>∂</mo><mi>{loss}</mi></mrow><mrow><mo>∂</mo>{written(of)}</mrow></mfrac>"
            sign = '<mi mathvariant="normal">Δ</mi>' if isinstance(of, Array) else "<mi>δ</mi>"
            return _row(sign + written(of))
        case Partial(top=top, bottom=bottom):
            return f"<mfrac>{_row('<mo>∂</mo>' + written(top))}{_row('<mo>∂</mo>' + written(bottom))}</mfrac>"
        case Number(value=value):
            return _number(value)
        case Letter(name=name) | Array(letter=name):
            return _name(name)
        case Words(text=words):
            return f"<mtext>{escape(words)}</mtext>"
        case Sum(terms=parts):
            return "<mo>+</mo>".join(map(written, parts))
        case Multiple(factor=factor, of=of):
            return _number(factor) + operand(of)
        case Multiplier(of=of):
            return f"<mo>×</mo>{operand(of)}"
        case Difference(left=left, right=right):
            return f"{written(left)}<mo>-</mo>{operand(right)}"
        case Indexed(array=array, place=place):
            return f"{_name(array)}<mo>[</mo>{SEPARATOR.join(map(written, place))}<mo>]</mo>"
        case Quantity(value=size):
            return _size(size)
        case Dots():
            return "<mo>⋯</mo>"
        case LeftOut(count=count):
            return f"<mo>⋯</mo><mtext>({count:,} more term{'s' if count > 1 else ''})</mtext>"
        case Fraction(top=top, bottom=bottom):
            return f"<mfrac>{_row(written(top))}{_row(written(bottom))}</mfrac>"
        case Floor(of=of):
            return _row(f"<mo>⌊</mo>{written(of)}<mo>⌋</mo>")
        case Derivative(by=by, of=of):
            sign = f"<mfrac><mo>∂</mo>{_row('<mo>∂</mo>' + written(by))}</mfrac>"
            return f'{sign}<mo fence="true">(</mo>{written(of)}<mo fence="true">)</mo>'
        case Kronecker(one=one, other=other):
            return f"<msub><mi>δ</mi>{_row(written(one) + SEPARATOR + written(other))}</msub>"
        case Summation():
            return _summation(tree)
        case Call(arguments=arguments):
            opening, closing = around(tree)
            return _row(opening + SEPARATOR.join(map(written, arguments)) + closing)
        case Option(name=name, value=of):
            return _row(f"<mi>{OPTIONS[name]}</mi><mo>=</mo>{_row(written(of))}")
        case Operator():
            return _operator(tree)
        case Infix(left=left, operator=infix, right=right):
            return operand(left) + written(infix) + operand(right)
        case Extents(sizes=sizes):
            return "<mo>×</mo>".join(map(written, sizes))
        case Sides(before=left, after=right):
            return f"{written(left)}<mo>,</mo>{written(right)}"
        case Listed(parts=parts):
            return "<mo>,</mo>".join(map(written, parts))
        case Arrow(words=words):
            return f'<mover><mo stretchy="true">⟶</mo><mtext>{escape(words)}</mtext></mover>'
        case Relation(left=left, sign=sign, right=right):
            return written(left) + related(sign) + written(right)
        case Matrix():
            return _matrix(tree)
        case _:
            assert_never(tree)


def operand(tree: Maths) -> str:
    """A tree as a factor of something, in brackets where it needs them."""
    return f"<mo>(</mo>{written(tree)}<mo>)</mo>" if compound(tree) else written(tree)


def around(call: Call) -> tuple[str, str]:
    """A named operator with its options below and its opening bracket, and the closing one."""
    word = f'<mi mathvariant="normal">{escape(NAMES.get(call.name, call.name))}</mi>'
    word = "<mo>∑</mo>" if call.name == "sum" else word
    if call.options:
        word = f"<msub>{word}{_row('<mo>,</mo>'.join(map(written, call.options)))}</msub>"
    return f'{word}<mo fence="true">(</mo>', '<mo fence="true">)</mo>'


def related(sign: Sign | Arrow) -> str:
    """The sign of a relation."""
    return written(sign) if isinstance(sign, Arrow) else f"<mo>{RELATIONS[sign]}</mo>"


def _entry(entry: Entry) -> str:
    letter, index = f"<mi>{entry.letter}</mi>", entry.index
    if not index:
        return letter
    if not entry.separated and entry.numbered:
        return f"<msub>{letter}<mn>{''.join(map(str, index))}</mn></msub>"
    below = SEPARATOR.join(f"<mn>{at}</mn>" if isinstance(at, int) else written(at) for at in index)
    return f"<msub>{letter}{_row(below)}</msub>"


def _summation(total: Summation) -> str:
    if not total.over:
        return written(total.of)
    below = SEPARATOR.join(map(written, total.over))
    if total.condition is not None:
        rows = "".join(f"<mtr><mtd>{each}</mtd></mtr>" for each in (below, written(total.condition)))
        below = f"<mtable>{rows}</mtable>"
    sign = '<mo movablelimits="false">∑</mo>'
    if total.upto is not None:
        return f"<munderover>{sign}{_row(below)}{_row(written(total.upto))}</munderover>{written(total.of)}"
    return f"<munder>{sign}{_row(below)}</munder>{written(total.of)}"


def _operator(infix: Operator) -> str:
    base = f"<mo>{INFIXED[infix.sign]}</mo>"
    transposed = "<mo>⊤</mo>" if infix.sign.startswith("transposed") else ""
    below = SEPARATOR.join(map(written, infix.options))
    if transposed and below:
        return f"<msubsup>{base}{_row(below)}{transposed}</msubsup>"
    if transposed:
        return f"<msup>{base}{transposed}</msup>"
    return f"<msub>{base}{_row(below)}</msub>" if below else base


def _size(size: Size) -> str:
    """A polynomial, its factors side by side."""
    found = ""
    for monomial, coefficient in terms(size):
        factors = [] if abs(coefficient) == 1 and monomial else [f"<mn>{abs(coefficient)}</mn>"]
        for atom in monomial:
            if isinstance(atom, Quotient):
                fraction = f"<mfrac>{_row(_size(atom.numerator))}{_row(_size(atom.denominator))}</mfrac>"
                factors.append(_row(f"<mo>⌊</mo>{fraction}<mo>⌋</mo>"))
            else:
                factors.append(_name(str(atom)))
        sign = "<mo>-</mo>" if coefficient < 0 else "<mo>+</mo>" if found else ""
        found += sign + APART.join(factors)
    return found or "<mn>0</mn>"


def _name(name: str) -> str:
    """A name; one of several letters is one word."""
    found = spelled(name)
    sign = f'<mi mathvariant="normal">{found.sign}</mi>' if found.sign else ""
    word = f"<mi>{escape(found.word)}</mi>"
    if found.below:
        below = f"<mn>{found.below}</mn>" if found.below.isdigit() else f"<mi>{escape(found.below)}</mi>"
        word = f"<msub>{word}{below}</msub>"
    return sign + (f"<msup>{word}<mi>{escape(found.above)}</mi></msup>" if found.above else word)


def _matrix(matrix: Matrix) -> str:
    """Brackets around a table; bars and marked cells by class."""
    rows = []
    for number, row in enumerate(matrix.rows):
        cells = []
        for at, cell in enumerate(row):
            here = (("bar", at in matrix.bars), ("mark", (number, at) in matrix.marked))
            names = " ".join(name for name, given in here if given)
            given = f' class="{names}"' if names else ""
            cells.append(f"<mtd{given}>{_row(written(cell))}</mtd>")
        rows.append(f"<mtr>{''.join(cells)}</mtr>")
    return _row(f'<mo fence="true">[</mo><mtable>{"".join(rows)}</mtable><mo fence="true">]</mo>')


def _row(inner: str) -> str:
    return f"<mrow>{inner}</mrow>"


def _number(value: int) -> str:
    return f"<mn>{value}</mn>" if value >= 0 else f"<mo>-</mo><mn>{-value}</mn>"


def width(tree: Maths) -> int:
    """About how wide a tree is, in index letters: half of what is in it where there is a fraction."""
    found = letters(tree, operator.add)
    return found // 2 + 1 if stacked(tree) else found
