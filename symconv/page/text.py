"""Mathematics in one line of Unicode letters."""

from __future__ import annotations

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

INFIXED = {"correlate": "⋆", "convolve": "*", "transposed": "⋆ᵀ", "transposed_convolution": "*ᵀ"}
RELATIONS = {"=": "=", ">=": ">=", "<-": "←", "->": "→"}
# Factors that are told apart without a dot.
BRACKETED = (Indexed, Summation)


def written(tree: Maths) -> str:
    """A tree as one line.

    >>> written(Relation(Array("Y"), "=", Call("crop", (Array("X"),), (Number(2),))))
    'Y = crop(X, 2)'
    """
    match tree:
        case Entry():
            return _entry(tree)
        case Product(factors=factors):
            dot = " " if any(isinstance(each, BRACKETED) for each in factors) else "·"
            # Nearly all factors are entries, and there are many.
            return dot.join([_entry(each) if type(each) is Entry else operand(each) for each in factors])
        case Gradient(of=of, loss=loss, delta=delta):
            if delta:
                return f"{'Δ' if isinstance(of, Array) else 'δ'}{written(of)}"
            return f"∂{loss}/∂{written(of)}"
        case Partial(top=top, bottom=bottom):
            return f"∂{written(top)}/∂{written(bottom)}"
        case Number(value=value) | Quantity(value=value):
            return str(value)
        case Letter(name=name) | Array(letter=name) | Words(text=name):
            return name
        case Sum(terms=terms):
            return " + ".join(map(written, terms))
        case Multiple(factor=factor, of=of):
            return f"{factor}{'' if isinstance(of, Letter | Entry) else ' '}{operand(of)}"
        case Multiplier(of=of):
            return f"×{operand(of)}"
        case Difference(left=left, right=right):
            return f"{written(left)} - {operand(right)}"
        case Indexed(array=array, place=place):
            return f"{array}[{', '.join(map(written, place))}]"
        case Dots():
            return "…"
        case LeftOut(count=count):
            return f"… ({count:,} more term{'s' if count > 1 else ''})"
        case Fraction(top=top, bottom=bottom):
            return f"{operand(top)}/{operand(bottom)}"
        case Floor(of=of):
            return f"⌊{written(of)}⌋"
        case Derivative(by=by, of=of):
            return f"∂/∂{written(by)} ({written(of)})"
        case Kronecker(one=one, other=other):
            return f"δ({written(one)}, {written(other)})"
        case Summation(over=over, of=of, condition=condition, upto=upto):
            where = f"..{written(upto)}" if upto is not None else ""
            where += "" if condition is None else f": {written(condition)}"
            return f"Σ({', '.join(map(written, over))}{where}) {written(of)}" if over else written(of)
        case Call(arguments=arguments):
            before, after = around(tree)
            return f"{before}{', '.join(map(written, arguments))}{after}"
        case Option(name=name, value=of):
            return f"{name} {written(of)}"
        case Operator(sign=infixed, options=options):
            return INFIXED[infixed] + (f"[{', '.join(map(written, options))}]" if options else "")
        case Infix(left=left, operator=operator, right=right):
            return f"{operand(left)} {written(operator)} {operand(right)}"
        case Extents(sizes=sizes):
            return "x".join(map(written, sizes))
        case Sides(before=left, after=right):
            return f"{written(left)},{written(right)}"
        case Listed(parts=parts):
            return ", ".join(map(written, parts))
        case Arrow(words=words):
            return f"─{words}→"
        case Relation(left=left, sign=sign, right=right):
            return f"{written(left)} {related(sign)} {written(right)}"
        case Matrix(rows=rows):
            return f"[{'; '.join(' '.join(map(written, row)) for row in rows)}]"
        case _:
            assert_never(tree)


def operand(tree: Maths) -> str:
    """A tree as a factor of something, in brackets where it needs them."""
    return f"({written(tree)})" if compound(tree) else written(tree)


def around(call: Call) -> tuple[str, str]:
    """What stands before and after the arguments of a named operator, which may be matrices of several lines."""
    return f"{call.name}(", "".join(f", {written(option)}" for option in call.options) + ")"


def related(sign: Sign | Arrow) -> str:
    """The sign of a relation."""
    return written(sign) if isinstance(sign, Arrow) else RELATIONS[sign]


def width(tree: Maths) -> int:
    """The number of characters."""
    return len(written(tree))


def _entry(entry: Entry) -> str:
    index = entry.index
    if not index:
        return entry.letter
    if entry.numbered:
        return entry.letter + ("," if entry.separated else "").join(map(str, index))
    return f"{entry.letter}[{', '.join(str(at) if isinstance(at, int) else written(at) for at in index)}]"
