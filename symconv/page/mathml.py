"""Mathematics in MathML, as browsers draw it (MathML Core).

Written directly: the pieces are few, and converters from LaTeX know neither aligned equations nor marked cells.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import assert_never

from symconv.page import maths
from symconv.page.maths import Entry, Maths, Separator, Sign, compound

INFIXED = {"correlate": "⋆", "convolve": "∗", "transposed": "⋆", "transposed_convolution": "∗", "times": "⊙"}
NAMES = {"insert_zeros": "insert zeros", "pad_adjoint": "pad⊤"}
PREFIXES = {
    "×": "<mo>×</mo>",
    "-": "<mo>−</mo>",
    "∂": "<mo>∂</mo>",
    "δ": "<mi>δ</mi>",
    "Δ": '<mi mathvariant="normal">Δ</mi>',
}
RELATIONS = {"+": "+", "-": "−", ",": ",", "=": "=", ">=": "≥", "<-": "←", "->": "⟶"}
BETWEEN_FACTORS = '<mspace width=".17em"/>'
SEPARATOR = '<mo separator="true">,</mo>'


def written(tree: Maths) -> str:
    """A tree as elements for inside `<math>`.

    >>> written(maths.Multiple(2, maths.Letter("i")))
    '<mn>2</mn><mi>i</mi>'
    """
    match tree:
        case maths.Entry():
            return _entry(tree)
        case maths.Product(factors=factors):
            # Nearly all factors are entries, and there are many.
            return BETWEEN_FACTORS.join([_entry(each) if type(each) is Entry else operand(each) for each in factors])
        case maths.Fraction(top=top, bottom=bottom):
            return f"<mfrac>{_row(written(top))}{_row(written(bottom))}</mfrac>"
        case maths.Signed(sign=before, of=of):
            found = PREFIXES[before] + operand(of)
            return _row(found) if before in "δΔ" else found
        case maths.Number(value=value):
            return _number(value)
        case maths.Letter():
            return _letter(tree)
        case maths.WholeArray(letter=name):
            return f"<mi>{escape(name)}</mi>"
        case maths.Words(text=words):
            return f"<mtext>{escape(words)}</mtext>"
        case maths.Sum(terms=parts):
            return "<mo>+</mo>".join(map(written, parts))
        case maths.Multiple(factor=factor, of=of):
            return _number(factor) + operand(of)
        case maths.Subtraction(left=left, right=right):
            return f"{written(left)}<mo>−</mo>{operand(right)}"
        case maths.Indexed(array=array, place=place):
            # As high as the letters in it, also beside a sum.
            inner = SEPARATOR.join(map(written, place))
            return f'{_letter(array)}<mo stretchy="false">[</mo>{inner}<mo stretchy="false">]</mo>'
        case maths.Quantity(maths=of):
            return written(of)
        case maths.Dots():
            return "<mo>⋯</mo>" + (f"<mtext>{tree.counted}</mtext>" if tree.missing else "")
        case maths.RoundedDown(of=of):
            return _row(f"<mo>⌊</mo>{written(of)}<mo>⌋</mo>")
        case maths.Derivative(by=by, of=of):
            sign = f"<mfrac><mo>∂</mo>{_row('<mo>∂</mo>' + written(by))}</mfrac>"
            return f'{sign}<mo fence="true">(</mo>{written(of)}<mo fence="true">)</mo>'
        case maths.Kronecker(one=one, other=other):
            return f"<msub><mi>δ</mi>{_row(written(one) + SEPARATOR + written(other))}</msub>"
        case maths.Summation():
            return _summation(tree)
        case maths.Applied(arguments=arguments):
            opening, closing = around(tree)
            return _row(opening + SEPARATOR.join(map(written, arguments)) + closing)
        case maths.Qualifier(letter=letter, value=of):
            return _row(f"{_letter(letter)}<mo>=</mo>{_row(written(of))}")
        case maths.InfixOperator():
            return _operator(tree)
        case maths.Infix(left=left, operator=infix, right=right):
            return operand(left) + written(infix) + operand(right)
        case maths.Listed(parts=parts, between=between):
            sign = '<mspace width="0.5em"></mspace>' if between == " " else f"<mo>{'×' if between == 'x' else ','}</mo>"
            return sign.join(map(written, parts))
        case maths.Marked(of=of):
            return f'<mrow class="marked">{written(of)}</mrow>'
        case maths.Arrow(words=words, back=back):
            return f'<mover><mo stretchy="true">{"⟵" if back else "⟶"}</mo><mtext>{escape(words)}</mtext></mover>'
        case maths.Relation(left=left, sign=sign, right=right):
            return written(left) + related(sign) + written(right)
        case maths.Matrix():
            return _matrix(tree)
        case _:
            assert_never(tree)


def operand(tree: Maths) -> str:
    """A tree as a factor of something, in brackets where it needs them."""
    return f"<mo>(</mo>{written(tree)}<mo>)</mo>" if compound(tree) else written(tree)


def around(call: maths.Applied) -> tuple[str, str]:
    """A named operator with its options below and its opening bracket, and the closing one."""
    word = f'<mi mathvariant="normal">{escape(NAMES.get(call.name, call.name))}</mi>'
    word = "<mo>∑</mo>" if call.name == "sum" else word
    if call.options:
        word = f"<msub>{word}{_row('<mo>,</mo>'.join(map(written, call.options)))}</msub>"
    return f'{word}<mo fence="true">(</mo>', '<mo fence="true">)</mo>'


def related(sign: Sign | Separator | maths.Arrow) -> str:
    """What stands between two sides."""
    return written(sign) if not isinstance(sign, str) else f"<mo>{RELATIONS[sign]}</mo>"


def _entry(entry: maths.Entry) -> str:
    letter, index = f"<mi>{entry.letter}</mi>", entry.index
    if not index:
        return letter
    if entry.numbered:
        # One number, commas and all: entries are what most of a page is made of.
        return f"<msub>{letter}<mn>{(',' if entry.separated else '').join(map(str, index))}</mn></msub>"
    below = SEPARATOR.join(f"<mn>{at}</mn>" if isinstance(at, int) else written(at) for at in index)
    return f"<msub>{letter}{_row(below)}</msub>"


def _summation(total: maths.Summation) -> str:
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


def _operator(infix: maths.InfixOperator) -> str:
    base = f"<mo>{INFIXED[infix.sign]}</mo>"
    transposed = "<mo>⊤</mo>" if infix.sign.startswith("transposed") else ""
    below = SEPARATOR.join(map(written, infix.options))
    if transposed and below:
        return f"<msubsup>{base}{_row(below)}{transposed}</msubsup>"
    if transposed:
        return f"<msup>{base}{transposed}</msup>"
    return f"<msub>{base}{_row(below)}</msub>" if below else base


def _letter(letter: maths.Letter) -> str:
    """A letter, with what its spelling says; a name of several letters is one word."""
    word = letter.word or letter.name
    name = word.rstrip("'")
    found = f"<mi>{escape(name)}</mi>"
    if primes := len(word) - len(name):
        found = f"<msup>{found}<mo>{'′' * primes}</mo></msup>"
    if letter.below:
        kind = "mn" if letter.below.isdigit() else "mi"
        found = f"<msub>{found}<{kind}>{escape(letter.below)}</{kind}></msub>"
    if letter.above:
        found = f"<msup>{found}<mi>{escape(letter.above)}</mi></msup>"
    return PREFIXES.get(letter.sign, "") + found


def _matrix(matrix: maths.Matrix) -> str:
    """Brackets around a table; bars and marked cells by class."""
    rows = []
    for number, row in enumerate(matrix.rows):
        cells = []
        for at, cell in enumerate(row):
            here = (("bar", at in matrix.bars), ("mark", (number, at) in matrix.marked))
            names = " ".join(name for name, given in here if given)
            given = f' class="{names}"' if names else ""
            cells.append(f"<mtd{given}>{written(cell)}</mtd>")
        rows.append(f"<mtr>{''.join(cells)}</mtr>")
    return _row(f'<mo fence="true">[</mo><mtable>{"".join(rows)}</mtable><mo fence="true">]</mo>')


def _row(inner: str) -> str:
    return f"<mrow>{inner}</mrow>"


def _number(value: int) -> str:
    return f"<mn>{value}</mn>" if value >= 0 else f"<mo>−</mo><mn>{-value}</mn>"


def width(elements: str) -> int:
    """About how wide a tree is as it is written here, in index letters: half of what is in it where it has a fraction.

    >>> width(written(maths.gradient(maths.Entry("x", (1, 12), separated=True))))
    5
    """
    found = len(unescape(re.sub(r"<[^>]*>|\s", "", elements)))
    return found // 2 + 1 if "<mfrac>" in elements else found
