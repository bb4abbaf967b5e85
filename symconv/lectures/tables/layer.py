"""The first section: the layer in words, as a matrix equation and in index form."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.layers.layer import Axis, Layer
from symconv.layers.sentences import qualifications, sentence
from symconv.lectures.affine import affine
from symconv.lectures.lesson import Lesson
from symconv.lectures.ranges import ranges
from symconv.lectures.tables.closed import closed, operand, sliced
from symconv.lectures.vocabulary import Vocabulary
from symconv.page.document import Block, Equation, Equations, Heading, prose
from symconv.page.maths import (
    Entry,
    Fraction,
    Infixed,
    InfixOperator,
    Letter,
    Listed,
    Maths,
    Multiple,
    Number,
    Product,
    Relation,
    RoundedDown,
    Subtraction,
    Sum,
    Summation,
)
from symconv.sizes import concrete

# How many input channels come before the group of an output channel, and the place of that channel in its group.
GROUP_START = Entry("g", (Letter("f"),))
PLACE_IN_GROUP = Entry("q", (Letter("f"),))


def heading(lesson: Lesson) -> Iterator[Block]:
    """The title, and the layer in one sentence."""
    layer, vocabulary = lesson.derivation.layer, lesson.vocabulary
    kind = "Transposed convolution" if layer.transposed else "Convolution"
    yield Heading(f"{kind}, {layer.rank}D: back-propagation derived", level=1)
    said: list[str | Maths] = [sentence(layer)]
    if vocabulary.notation.delta:
        x = vocabulary.letter("X")
        said += [" ", vocabulary.gradient(x), " stands for ", vocabulary.partial(x), ", and ", vocabulary.whole("dX")]
        said += [" for the array of all of them."]
    yield prose(*said)


def equation(lesson: Lesson) -> Iterator[Block]:
    """The matrix equation."""
    layer = lesson.derivation.layer
    yield Heading("The layer")
    kind: Infixed = "transposed" if layer.transposed else "correlate"
    if layer.convention == "convolution":
        kind = "transposed_convolution" if layer.transposed else "convolve"
    operator = InfixOperator(kind, tuple(qualifications(layer)))
    yield from sliced(lesson, "Z", operand(lesson, "X"), operator, operand(lesson, "K"))


def index_form(lesson: Lesson) -> Iterator[Block]:
    """The definition of an output's entry."""
    layer, vocabulary = lesson.derivation.layer, lesson.vocabulary
    yield prose("In index form, every index from 1:")
    yield Equations((_index_form(layer, vocabulary),))
    run = dict(zip(vocabulary.general_indices("Z"), vocabulary.extents("Z"), strict=True))
    if layer.shows_channels and layer.groups == 1:
        run[Letter("c")] = concrete(layer.in_channels)
    if layer.transposed:
        run |= zip(vocabulary.spatial_indices("X"), (concrete(axis.n) for axis in layer.axes), strict=True)
    run |= zip(vocabulary.spatial_indices("K"), (concrete(axis.k) for axis in layer.axes), strict=True)
    yield prose("Here ", *ranges([*run], [*run.values()]), ".")
    yield from _ranges(layer)


def implicit_padding(lesson: Lesson) -> Iterator[Block]:
    """A transposed layer as a direct one: how many zeros go around and between its input's entries."""
    layer = lesson.derivation.layer
    if not layer.transposed or "Z" not in lesson.derivation.formulas:
        return
    yield Heading("The same as a direct layer")
    plain = all(axis.s == axis.d == 1 and axis.op == 0 and axis.pl == axis.pr for axis in layer.axes)
    said: list[str | Maths] = []
    for amount in dict.fromkeys(_implicit(axis, plain) for axis in layer.axes):
        said += [" and ", amount] if said else [amount]
    yield prose("The implicit padding is ", *said, f": {_zeros(layer)}.")
    yield from closed(lesson, "Z")


def _implicit(axis: Axis, plain: bool) -> Maths:
    """How many zeros go before and after the input along an axis, and where it is plain, why."""
    lo, hi = concrete(axis.D - axis.pl), concrete(axis.D - axis.pr + axis.op)
    if plain:
        letters = Subtraction(Subtraction(Letter("k"), Letter("p")), Number(1))
        numbers = Subtraction(Subtraction(Number(concrete(axis.k)), Number(concrete(axis.pl))), Number(1))
        return Relation(Relation(letters, "=", numbers), "=", Number(lo))
    return Number(lo) if lo == hi else Listed((Number(lo), Number(hi)))


def _zeros(layer: Layer) -> str:
    inserted = any(axis.s != 1 for axis in layer.axes)
    turned = "is turned" if layer.convention == "cross-correlation" else "stands as it is"
    return f"zeros go around the input{' and between its entries' if inserted else ''}, and the kernel {turned}"


def _index_form(layer: Layer, vocabulary: Vocabulary) -> Equation:
    notation = vocabulary.notation
    i, u, a = (vocabulary.spatial_indices(name) for name in "ZXK")
    reaches = tuple(
        affine(((concrete(axis.s), at), (concrete(axis.d), by)), concrete(1 - axis.s - axis.d - axis.pl))
        for axis, at, by in zip(layer.axes, u if layer.transposed else i, a, strict=True)
    )
    x_at = u if layer.transposed else reaches
    k_at = a
    if layer.convention == "convolution":
        k_at = tuple(Subtraction(Number(concrete(axis.k) + 1), by) for axis, by in zip(layer.axes, a, strict=True))
    lead_x, lead_k = _channels(layer, vocabulary)
    x, k = Entry(notation.letter("X"), lead_x + x_at), Entry(notation.letter("K"), lead_k + k_at)
    summed = ((Letter("c"),) if layer.shows_channels else ()) + (u + a if layer.transposed else a)
    condition = None
    if layer.transposed:
        condition = Listed(tuple(Relation(reach, "=", at) for reach, at in zip(reaches, i, strict=True)))
    product = Product((k, x) if notation.kernel_first else (x, k))
    terms: list[Maths] = [Summation(summed, product, condition)]
    if layer.bias:
        terms.append(Entry(notation.letter("B"), vocabulary.lead_indices("B")))
    return Equation(vocabulary.general("Z"), tuple(terms))


def _channels(layer: Layer, vocabulary: Vocabulary) -> tuple[tuple[Maths, ...], tuple[Maths, ...]]:
    """The batch and channel indices of the input's and the kernel's entry in the index form."""
    if not layer.shows_channels:
        return (), ()
    c = Letter("c")
    if layer.groups == 1:
        return (Letter("n"), c), vocabulary.lead_indices("K")
    # The channel counts on from where its group begins.
    channel = Sum((GROUP_START, c))
    return (Letter("n"), channel), (channel, PLACE_IN_GROUP) if layer.transposed else vocabulary.lead_indices("K")


def _ranges(layer: Layer) -> Iterator[Block]:
    said: list[str | Maths] = []
    if any(axis.pl or axis.pr for axis in layer.axes) and not layer.transposed:
        said.append("Entries outside the input are padding and count as 0.")
    if layer.shows_channels and layer.groups != 1:
        per_in, per_out = concrete(layer.in_per_group), concrete(layer.out_per_group)
        before: Maths = Subtraction(Letter("f"), Number(1))
        ratio = before if per_out == 1 else RoundedDown(Fraction(before, Number(per_out)))
        said += [
            " " if said else "",
            f"Each of the {layer.groups} groups joins {per_in} input and {per_out} output channels: ",
            *ranges((Letter("c"),), (per_in,)),
            ", and ",
            Relation(GROUP_START, "=", ratio if per_in == 1 else Multiple(per_in, ratio)),
            " of the input channels come before the group of ",
            Letter("f"),
            ".",
        ]
        if layer.transposed:
            said += [" ", PLACE_IN_GROUP, " is the place of ", Letter("f"), " in its group."]
    if said:
        yield prose(*said)
