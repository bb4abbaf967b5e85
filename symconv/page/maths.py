"""A piece of mathematics as a tree: what it says, not how any format or notation writes it.

A tree is built from the classes below and nothing else; `symconv.page.text`, `latex` and `mathml` each have one
function `written` that makes a string of it, and no other code makes strings of mathematics.

>>> from symconv.page import latex, mathml, text
>>> x, k = Entry("x", (1, 1)), Entry("k", (2, 2))
>>> term = Product((gradient(Entry("z", (1, 2))), k))
>>> text.written(term), latex.written(Product((x, k)))
('∂L/∂z12·k22', 'x_{11} k_{22}')

An index is a number or itself mathematics; several numbers run together unless the entry says otherwise.

>>> i, a = Letter("i"), Letter("a")
>>> place = Subtraction(Sum((Multiple(2, i), a)), Number(1))
>>> text.written(Entry("x", (place,))), text.written(Entry("x", (3, 12), separated=True))
('x[2i + a - 1]', 'x3,12')

A sum over indices, an operator by name, and an infix one with what qualifies it:

>>> text.written(Relation(Entry("z", (i,)), "=", Summation((a,), Product((Entry("k", (a,)), Entry("x", (place,)))))))
'z[i] = Σ(a) k[a]·x[2i + a - 1]'
>>> star = InfixOperator("correlate", (Qualifier("stride", Letter("s"), Number(2)),))
>>> text.written(Infix(Applied("pad", (WholeArray("X"),), (Number(1),)), star, Applied("rot180", (WholeArray("K"),))))
'pad(X, 1) ⋆[stride 2] rot180(K)'

A symbolic size says how code writes it; an entry as code writes it counts from 0.

>>> here = Indexed(Letter("X"), (Quantity("2*t", Product((Number(2), Letter("t")))),))
>>> text.written(here), latex.written(here)
('X[2*t]', 'X[2 t]')
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Union

Sign = Literal["=", ">=", "<-", "->"]
# What stands between terms and between arguments.
Separator = Literal["+", "-", ","]
Prefix = Literal["×", "-", "∂", "δ", "Δ"]
Between = Literal[", ", ",", " ", "x"]
# The infix operators, by name; the transposed ones stand for the layer that goes the other way.
Infixed = Literal["correlate", "convolve", "transposed", "transposed_convolution", "times"]


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    value: int


@dataclass(frozen=True, slots=True)
class Letter:
    """An index, a parameter or a number by its letter: i, L, α; or by a name of several letters: pl.

    Letters side by side would be a product, so a name may say how it is spelled where there is room for indices:
    the `word` that stands for it, a sign before that, and what stands below and above.
    """

    name: str
    word: str = ""
    sign: Literal["", "Δ"] = ""
    below: str = ""
    above: str = ""


@dataclass(frozen=True, slots=True)
class WholeArray:
    """A whole array by its letter: X."""

    letter: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of an array, its index below the letter; without an index the letter alone.

    Numbers in an index that is nothing but numbers run together (x11) unless they are `separated` (x1,12).
    """

    letter: str
    index: tuple[int | Maths, ...] = ()
    separated: bool = False

    @property
    def numbered(self) -> bool:
        """Whether its index is nothing but numbers."""
        return set(map(type, self.index)) <= {int}


@dataclass(frozen=True, slots=True)
class Indexed:
    """An entry of an array as code writes it, its place in brackets: X[2*t + u]."""

    array: Letter
    place: tuple[Maths, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A symbolic size: as code writes it, n//s + 1, and as mathematics."""

    code: str
    maths: Maths


@dataclass(frozen=True, slots=True)
class Words:
    """Words in the midst of mathematics."""

    text: str


@dataclass(frozen=True, slots=True)
class Dots:
    """In place of what is not written out: of `missing` terms, where they are counted."""

    missing: int = 0

    @property
    def counted(self) -> str:
        """How many there are in words, where that is said."""
        return f"({self.missing:,} more term{'s' if self.missing > 1 else ''})" if self.missing else ""


@dataclass(frozen=True, slots=True)
class Product:
    """Factors side by side."""

    factors: tuple[Maths, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A sign and what stands behind it: the factor ×k, the change ∂x, -k."""

    sign: Prefix
    of: Maths


@dataclass(frozen=True, slots=True)
class Multiple:
    """A whole number of something: 2i, 2 rot180(K)."""

    factor: int
    of: Maths


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms with plus signs between them."""

    terms: tuple[Maths, ...]


@dataclass(frozen=True, slots=True)
class Subtraction:
    """What is left after something is taken away."""

    left: Maths
    right: Maths


@dataclass(frozen=True, slots=True)
class Fraction:
    """One piece over another."""

    top: Maths
    bottom: Maths


@dataclass(frozen=True, slots=True)
class RoundedDown:
    """The whole number below."""

    of: Maths


@dataclass(frozen=True, slots=True)
class Derivative:
    """The derivative, not taken yet, of what stands behind the sign: ∂/∂x (x y)."""

    by: Maths
    of: Maths


@dataclass(frozen=True, slots=True)
class Kronecker:
    """1 where two places are equal, 0 elsewhere."""

    one: Maths
    other: Maths


@dataclass(frozen=True, slots=True)
class Summation:
    """The sum of `of` over indices, those for which the condition holds; over no index just `of`.

    What it runs over may say where it begins, as a relation; `upto` is where it ends.
    """

    over: tuple[Maths, ...]
    of: Maths
    condition: Maths | None = None
    upto: Maths | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """A named operator applied to arrays: pad(X, 1), its options after the arguments or below its name."""

    name: str
    arguments: tuple[Maths, ...]
    options: tuple[Maths, ...] = ()


@dataclass(frozen=True, slots=True)
class Qualifier:
    """What an infix operator is qualified by, such as a stride of 2, and the letter of that."""

    name: str
    letter: Letter
    value: Maths


@dataclass(frozen=True, slots=True)
class InfixOperator:
    """An infix operator by itself; a qualification without a name is words."""

    sign: Infixed
    options: tuple[Qualifier | Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Infix:
    """Two arrays with an operator between them."""

    left: Maths
    operator: InfixOperator
    right: Maths


@dataclass(frozen=True, slots=True)
class Listed:
    """Pieces one after the other: i, a; before and after an array 1,2; for each axis 2x3."""

    parts: tuple[Maths, ...]
    between: Between = ", "


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece that stands out among others of its kind: underlined, in plain text between ‹ and ›."""

    of: Maths


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow with words on it, between what was and what it became; `back` points to the left."""

    words: str
    back: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """Two sides with a sign between them: equals, at least, becomes (<-), gives (->), or an arrow with words."""

    left: Maths
    sign: Sign | Arrow
    right: Maths


@dataclass(frozen=True, slots=True)
class Matrix:
    """A bracketed array; a bar stands after each column in `bars` (slices of an array with more axes).

    The cells in `marked`, by row and column, stand out. Of a matrix that need not be shown `whole`, the middle is
    left out where it is large or too wide for the page. A part of one that goes on from the line above, or on the
    line below, lacks that bracket.
    """

    rows: tuple[tuple[Maths, ...], ...]
    bars: tuple[int, ...] = ()
    marked: frozenset[tuple[int, int]] = frozenset()
    whole: bool = True
    goes_on: tuple[bool, bool] = (False, False)


Maths = Union[
    Entry, Product, Fraction, Signed, Number, Letter, WholeArray, Sum, Multiple, Subtraction, Indexed, Quantity, Words,
    Dots, RoundedDown, Derivative, Kronecker, Summation, Applied, InfixOperator, Qualifier, Infix, Listed, Marked,
    Arrow, Relation, Matrix,
]  # fmt: skip


def product(factors: Sequence[Maths]) -> Maths:
    """Factors side by side, or the one that there is."""
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def total(terms: Sequence[Maths]) -> Maths:
    """Terms added up, or the one that there is."""
    return terms[0] if len(terms) == 1 else Sum(tuple(terms))


def partial(top: Maths, bottom: Maths) -> Fraction:
    """The derivative of one entry by another."""
    return Fraction(Signed("∂", top), Signed("∂", bottom))


def gradient(of: Maths, loss: str = "L", delta: bool = False) -> Fraction | Signed:
    """The derivative of the loss by an entry or a whole array: ∂L/∂x, or in `delta` notation δx and ΔX."""
    if delta:
        return Signed("Δ" if isinstance(of, WholeArray) else "δ", of)
    return partial(Letter(loss), of)


def parts(tree: Maths) -> tuple[Maths, ...]:
    """The pieces that stand side by side in a tree; what is small (an index) or above something else is none.

    >>> parts(Multiple(2, Letter("i"))) == (Letter("i"),), parts(Entry("x", (1,)))
    (True, ())
    """
    match tree:
        case Product(factors=found) | Sum(terms=found) | Listed(parts=found) | Applied(arguments=found):
            return found
        case Multiple(of=of) | Signed(of=of) | RoundedDown(of=of) | Summation(of=of) | Marked(of=of):
            return (of,)
        case Quantity(maths=of):
            return (of,)
        case Subtraction(left=left, right=right) | Relation(left=left, right=right) | Infix(left=left, right=right):
            return left, right
        case _:
            return ()


def entries(tree: Maths) -> Iterator[Entry]:
    """The entries with a number that a tree names, from left to right, those in fractions too.

    >>> [each.index for each in entries(gradient(Entry("x", (1, 2))))]
    [(1, 2)]
    """
    if isinstance(tree, Entry):
        if tree.numbered:
            yield tree
        return
    halves = (tree.top, tree.bottom) if isinstance(tree, Fraction) else parts(tree)
    for each in halves:
        yield from entries(each)


def stacked(tree: Maths) -> bool:
    """Whether there is a fraction in a tree, which makes it higher than one line."""
    return isinstance(tree, Fraction | Derivative) or any(map(stacked, parts(tree)))


# Made once: they are asked for at every factor.
COMPOUND = (Sum, Subtraction, Infix)


def compound(tree: Maths) -> bool:
    """Whether a piece needs brackets as an operand: a sum, a difference or an infix product.

    >>> compound(Sum((Letter("a"), Letter("b")))), compound(Letter("a"))
    (True, False)
    """
    return isinstance(tree, COMPOUND)
