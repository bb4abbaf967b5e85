"""How wide LaTeX sets a piece of mathematics, in points of 10 point type: a little more rather than less.

The widths of signs are those of Computer Modern. In an index letters are smaller, and signs between them have no
space around them; in a matrix so are the halves of a fraction.
"""

from __future__ import annotations

from functools import lru_cache
from typing import assert_never

from symconv.page import maths
from symconv.page.maths import Entry, Fraction, Maths, Separator, Sign, compound, stacked

# From a display to a row of text, to an index, and to an index of that: how large letters are.
SHRINKING = (1.0, 1.0, 0.86, 0.72)
IN_DISPLAY, IN_ROW, IN_INDEX = 0, 1, 2
LETTER_WIDTHS = dict.fromkeys("ijlt", 4.7) | {"m": 8.8, "w": 7.5, "α": 6.5, "W": 10.9}
CAPITAL, SMALL_LETTER, DIGIT_WIDTH, OF_A_WORD, WIDE_OF_A_WORD = 9.3, 6.0, 5.0, 4.9, 8.0
PREFIX_WIDTHS = {"∂": 5.9, "δ": 4.9, "Δ": 8.4}
AFTER_COMMA, THIN_SPACE = 4.5, 1.7
# Signs between two sides, their space included; without it in an index.
AROUND_PLUS, AROUND_RELATION, AROUND_STAR, TRANSPOSE = 12.3, 13.4, 9.5, 5.3
TIGHT = 7.8
BRACKET_WIDTH, TALL_BRACKET = 4.0, 8.0
BETWEEN_COLUMNS, AROUND_A_MATRIX, BAR_WIDTH = 10.0, 13.5, 0.5
SUM_SIGN = 14.5
AFTER_INDEX = 0.5


def width(tree: Maths, style: int = IN_DISPLAY) -> float:
    r"""The width of a tree, in a display, in a IN_ROW of text or of a matrix, or in an IN_INDEX.

    >>> fraction = maths.gradient(Entry("x", (1, 1)))
    >>> round(width(fraction)), round(width(fraction, IN_ROW))
    (24, 20)
    """
    size = SHRINKING[style]

    def side_by_side(trees: tuple[Maths, ...], apart: float) -> float:
        return sum(width(each, style) for each in trees) + apart * max(len(trees) - 1, 0)

    match tree:
        case Entry():
            return _entry(tree, style)
        case maths.Product(factors=trees):
            return sum([_operand(each, style) for each in trees]) + THIN_SPACE * len(trees)
        case Fraction():
            return _fraction(tree, style)
        case maths.Number(value=value):
            return DIGIT_WIDTH * size * len(str(abs(value))) + (TIGHT * size if value < 0 else 0)
        case maths.Letter():
            return _letter(tree, style)
        case maths.WholeArray(letter=name):
            return _word(name) * size
        case maths.Words(text=words):
            return _words(words)
        case maths.Arrow(words=words):
            return _words(words) * SHRINKING[IN_INDEX] + 10
        case maths.Sum(terms=trees):
            return side_by_side(trees, between("+", style))
        case maths.Listed(parts=trees, between=joint):
            return side_by_side(trees, between("+", style) if joint == "x" else AFTER_COMMA * size)
        case maths.Multiple(factor=factor, of=of):
            return DIGIT_WIDTH * size * len(str(factor)) + THIN_SPACE + _operand(of, style)
        case maths.Signed(sign=before, of=of):
            return PREFIX_WIDTHS.get(before, TIGHT) * size + _operand(of, style)
        case maths.Subtraction(left=left, right=right):
            return width(left, style) + between("+", style) + _operand(right, style)
        case maths.Relation(left=left, sign=sign, right=right):
            return width(left, style) + between(sign, style) + width(right, style)
        case maths.Indexed(array=array, place=place):
            return _letter(array, style) + 6 + side_by_side(place, AFTER_COMMA)
        case maths.Quantity(maths=of) | maths.Marked(of=of):
            return width(of, style)
        case maths.Dots():
            return 16.8 + (THIN_SPACE + _words(tree.counted) if tree.missing else 0)
        case maths.RoundedDown(of=of):
            return 2 * TALL_BRACKET + width(of, style)
        case maths.Derivative(by=by, of=of):
            return TIGHT + width(by, style) + 2 * TALL_BRACKET + width(of, style)
        case maths.Kronecker(one=one, other=other):
            return 5 + width(one, IN_INDEX) + width(other, IN_INDEX) + AFTER_COMMA
        case maths.Summation():
            return _summation(tree, style)
        case maths.Applied(arguments=arguments):
            brackets = 2 * (TALL_BRACKET if any(map(stacked, arguments)) else BRACKET_WIDTH)
            return named(tree) + THIN_SPACE + brackets + side_by_side(arguments, AFTER_COMMA)
        case maths.Qualifier(letter=letter, value=of):
            return _letter(letter, style) + between("=", style) + width(of, style)
        case maths.InfixOperator():
            return AROUND_STAR + TRANSPOSE * tree.sign.startswith("transposed") + _options(tree.options)
        case maths.Infix(left=left, operator=operator, right=right):
            return _operand(left, style) + width(operator, style) + _operand(right, style)
        case maths.Matrix():
            return matrix(column_widths(tree), len(tree.bars))
        case _:
            assert_never(tree)


def column_widths(of: maths.Matrix) -> list[float]:
    """How wide the columns of a matrix are."""
    return [max(width(row[at], IN_ROW) for row in of.rows) for at in range(len(of.rows[0]))]


def matrix(columns: list[float], bars: int = 0) -> float:
    """The width of a matrix of such columns."""
    return sum(columns) + BETWEEN_COLUMNS * len(columns) + AROUND_A_MATRIX + BAR_WIDTH * bars


def named(call: maths.Applied) -> float:
    """The width of a named operator with its options, without its arguments and their brackets."""
    if call.name == "sum":
        return SUM_SIGN + _options(call.options)
    degrees = 17 if call.name == "rot180" else 0
    return _words(call.name.removesuffix("180").replace("_", "")) + degrees + _options(call.options)


def between(sign: Sign | Separator | maths.Arrow, style: int = IN_DISPLAY) -> float:
    """The width of a sign between two sides, its space included."""
    if isinstance(sign, maths.Arrow):
        return width(sign) + 6
    if style >= IN_INDEX:
        return TIGHT * SHRINKING[style]
    return {"+": AROUND_PLUS, "-": AROUND_PLUS, ",": AFTER_COMMA, "<-": 15.7, "->": 21.8}.get(sign, AROUND_RELATION)


# Of a thousand terms most share their entries and derivatives with others.
@lru_cache(maxsize=2**14)
def _fraction(fraction: Fraction, style: int) -> float:
    halves = min(style + (style > IN_DISPLAY), len(SHRINKING) - 1)
    return max(width(fraction.top, halves), width(fraction.bottom, halves)) + 2.5


@lru_cache(maxsize=2**14)
def _entry(entry: Entry, style: int) -> float:
    letter = _word(entry.letter) * SHRINKING[style]
    if not entry.index:
        return letter
    deeper = min(max(style + 1, IN_INDEX), len(SHRINKING) - 1)
    size = SHRINKING[deeper]
    index = sum(
        DIGIT_WIDTH * size * len(str(at)) if isinstance(at, int) else width(at, deeper) for at in entry.index
    )
    commas = entry.separated or not entry.numbered
    return letter + index + commas * 2.8 * size * (len(entry.index) - 1) + AFTER_INDEX


def _letter(letter: maths.Letter, style: int) -> float:
    spelled = _word(letter.word or letter.name) + 9 * bool(letter.sign)
    beside = max(len(letter.below), len(letter.above)) * CAPITAL * SHRINKING[IN_INDEX]
    return (spelled + beside) * SHRINKING[style]


def _summation(total: maths.Summation, style: int) -> float:
    if not total.over:
        return width(total.of, style)
    where = [sum(width(each, IN_INDEX) + 2.5 for each in total.over)]
    if total.condition is not None:
        conditions = total.condition.parts if isinstance(total.condition, maths.Listed) else (total.condition,)
        where += [width(each, IN_INDEX) for each in conditions]
    if total.upto is not None:
        where.append(width(total.upto, IN_INDEX))
    # Beside a sum in a row of text its limits stand to its right.
    sign = max(SUM_SIGN, *where) if style == IN_DISPLAY else SUM_SIGN + max(where)
    return sign + THIN_SPACE + width(total.of, style)


def _options(options: tuple[Maths, ...]) -> float:
    return sum(width(each, IN_INDEX) + 3.4 for each in options)


def _operand(tree: Maths, style: int) -> float:
    # Nearly all factors are one of these two.
    if type(tree) is Entry:
        return _entry(tree, style)
    if type(tree) is Fraction:
        return _fraction(tree, style)
    return width(tree, style) + (2 * BRACKET_WIDTH if compound(tree) else 0)


def _word(name: str) -> float:
    return sum(LETTER_WIDTHS.get(each, CAPITAL if each.isupper() or each == "Δ" else SMALL_LETTER) for each in name)


def _words(text: str) -> float:
    return sum(WIDE_OF_A_WORD if each in "mwMW" else OF_A_WORD for each in text)
