"""Mathematics in one line of Unicode letters."""

from __future__ import annotations

from typing import assert_never

from symconv.page import maths
from symconv.page.maths import Entry, Maths, Separator, Sign, compound

INFIXED = {"correlate": "⋆", "convolve": "*", "transposed": "⋆ᵀ", "transposed_convolution": "*ᵀ", "times": "⊙"}
RELATIONS = {"+": "+", "-": "-", ",": ",", "=": "=", ">=": ">=", "<-": "←", "->": "→"}
# Factors that are told apart without a dot.
BRACKETED = (maths.Indexed, maths.Summation)


def written(tree: Maths) -> str:
    """A tree as one line.

    >>> cropped = maths.Applied("crop", (maths.WholeArray("X"),), (maths.Number(2),))
    >>> written(maths.Relation(maths.WholeArray("Y"), "=", cropped))
    'Y = crop(X, 2)'
    """
    match tree:
        case maths.Entry():
            return _entry(tree)
        case maths.Product(factors=factors):
            dot = " " if any(isinstance(each, BRACKETED) for each in factors) else "·"
            # Nearly all factors are entries, and there are many.
            return dot.join([_entry(each) if type(each) is Entry else operand(each) for each in factors])
        case maths.Fraction(top=top, bottom=bottom):
            return f"{operand(top)}/{operand(bottom)}"
        case maths.Signed(of=of):
            return tree.sign + operand(of)
        case maths.Number(value=value):
            return str(value)
        case maths.Letter(name=name) | maths.WholeArray(letter=name):
            return name
        case maths.Words(text=said) | maths.Quantity(code=said):
            return said
        case maths.Sum(terms=terms):
            return " + ".join(map(written, terms))
        case maths.Multiple(factor=factor, of=of):
            return f"{factor}{'' if isinstance(of, maths.Letter | maths.Entry) else ' '}{operand(of)}"
        case maths.Subtraction(left=left, right=right):
            return f"{written(left)} - {operand(right)}"
        case maths.Indexed(array=array, place=place):
            return f"{array.name}[{', '.join(map(written, place))}]"
        case maths.Dots():
            return f"… {tree.counted}".rstrip()
        case maths.RoundedDown(of=of):
            return f"⌊{written(of)}⌋"
        case maths.Derivative(by=by, of=of):
            return f"∂/∂{written(by)} ({written(of)})"
        case maths.Kronecker(one=one, other=other):
            return f"δ({written(one)}, {written(other)})"
        case maths.Summation(over=over, of=of, condition=condition, upto=upto):
            where = f"..{written(upto)}" if upto is not None else ""
            where += "" if condition is None else f": {written(condition)}"
            return f"Σ({', '.join(map(written, over))}{where}) {written(of)}" if over else written(of)
        case maths.Applied(arguments=arguments):
            before, after = around(tree)
            return f"{before}{', '.join(map(written, arguments))}{after}"
        case maths.Qualifier(name=name, value=of):
            return f"{name} {written(of)}"
        case maths.InfixOperator(sign=infixed, options=options):
            return INFIXED[infixed] + (f"[{', '.join(map(written, options))}]" if options else "")
        case maths.Infix(left=left, operator=operator, right=right):
            return f"{operand(left)} {written(operator)} {operand(right)}"
        case maths.Listed(parts=parts, between=between):
            return ("×" if between == "x" else between).join(map(written, parts))
        case maths.Marked(of=of):
            return f"‹{written(of)}›"
        case maths.Arrow(words=words, back=back):
            return f"←{words}─" if back else f"─{words}→"
        case maths.Relation(left=left, sign=sign, right=right):
            return f"{written(left)} {related(sign)} {written(right)}"
        case maths.Matrix(rows=rows):
            return f"[{'; '.join(' '.join(map(written, row)) for row in rows)}]"
        case _:
            assert_never(tree)


def operand(tree: Maths) -> str:
    """A tree as a factor of something, in brackets where it needs them."""
    return f"({written(tree)})" if compound(tree) else written(tree)


def around(call: maths.Applied) -> tuple[str, str]:
    """What stands before and after the arguments of a named operator, which may be matrices of several lines."""
    return f"{call.name}(", "".join(f", {written(option)}" for option in call.options) + ")"


def related(sign: Sign | Separator | maths.Arrow | maths.InfixOperator) -> str:
    """What stands between two sides."""
    return written(sign) if not isinstance(sign, str) else RELATIONS[sign]


def width(tree: Maths) -> int:
    """The number of characters."""
    return len(written(tree))


def _entry(entry: maths.Entry) -> str:
    index = entry.index
    if not index:
        return entry.letter
    if entry.numbered:
        return entry.letter + ("," if entry.separated else "").join(map(str, index))
    return f"{entry.letter}[{', '.join(str(at) if isinstance(at, int) else written(at) for at in index)}]"
