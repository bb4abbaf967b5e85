"""The closed form of a gradient: the formula in letters, then with its operands as matrices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from symconv.arrays.moves import Crop, Rot180
from symconv.arrays.numbers import Cells, objects
from symconv.arrays.products import Correlate
from symconv.arrays.shape import Lead, Shape, ints
from symconv.calculus.chain import Expressions, tensor_values
from symconv.layers.lettering import extents, formula, sign
from symconv.layers.tensors import tensor
from symconv.lectures.lesson import Lesson
from symconv.lectures.matrices import as_slices, matrix, shown_slices
from symconv.page.document import Block, Conclusion, Display, Equation, Equations, Link, prose
from symconv.page.maths import Applied, Infix, InfixOperator, Relation, total
from symconv.pictures.operands import forward_formula, wrapped
from symconv.statements.theorems import Theorem


@dataclass(frozen=True, slots=True)
class NamedArray:
    """An array of entries as mathematics, and its axes."""

    names: Cells
    shape: Shape

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes of its spatial axes."""
        return ints(self.shape.spatial)

    def at(self, place: Mapping[str, int]) -> Cells:
        """The spatial slice at a place of the lead axes."""
        found: Cells = self.names[tuple(place[label] for label in self.shape.labels)]
        return found


@dataclass(frozen=True, slots=True)
class InMatrices:
    """The correlation in a closed form, entry by entry; the calls in `around` stand around it, the outermost first."""

    expr: Correlate
    left: NamedArray
    right: NamedArray
    result: NamedArray
    around: tuple[Applied, ...]
    turned: bool
    turns_the_kernel: bool

    def steps(self) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Every place of the kernel, and the place of the entry that it gives (of those that are kept)."""
        sizes = self.result.sizes
        for entry in np.ndindex(sizes):
            turned = tuple(size - 1 - place for size, place in zip(sizes, entry, strict=True))
            yield entry, turned if self.turned else entry

    def places(self, entry: tuple[int, ...]) -> list[tuple[int, ...]]:
        """The places of the left side that the right side's entries meet, in its reading order."""
        stride, dilation = ints(self.expr.stride), ints(self.expr.dilation)
        return [
            tuple(s * i + d * a for s, i, d, a in zip(stride, entry, dilation, tap, strict=True))
            for tap in np.ndindex(self.right.sizes)
        ]

    def slices(self) -> list[Slice]:
        """One for each place of the result's batch and channels."""
        return slices(self.left, self.right, self.result)


@dataclass(frozen=True, slots=True)
class Slice:
    """The result at one place of its batch and channels, and the pairs of slices whose products add up to it."""

    result: Cells
    pairs: tuple[tuple[Cells, Cells], ...]


def slices(left: NamedArray, right: NamedArray, result: NamedArray) -> list[Slice]:
    """What each slice of the result is made of: axes that it lacks are summed over."""
    found = []
    for at in _places(result.shape.lead):
        places = [at | each for each in _places([axis for axis in left.shape.lead if axis.label not in at])]
        found.append(Slice(result.at(at), tuple((left.at(here), right.at(here)) for here in places)))
    return found


def _places(axes: Sequence[Lead]) -> Iterator[dict[str, int]]:
    for place in np.ndindex(ints(axis.size for axis in axes)):
        yield dict(zip((axis.label for axis in axes), place, strict=True))


def closed(lesson: Lesson, of: str) -> Iterator[Block]:
    """The closed form of gradient `of` (or of Z), operators that do nothing at this size left out."""
    derivation, vocabulary = lesson.derivation, lesson.vocabulary
    expr = derivation.formulas[of].build(derivation.layer).simplified()
    claim = derivation.formulas[of]
    about = f", {claim.title}" if isinstance(claim, Theorem) and claim.title != claim.name else ""
    yield prose("The closed form (", Link(claim.name, claim.name), f"{about}):")
    found_it = Equation(vocabulary.whole(of), (formula(expr, derivation.notation),))
    # What is refuted is no result.
    yield Conclusion(of, found_it) if derivation.verdict else Equations((found_it,))
    found = in_matrices(lesson, of)
    if found is not None:
        yield prose("In matrices:")
        yield from sliced(lesson, of, found.left, sign(found.expr), found.right, found.around)


def in_matrices(lesson: Lesson, of: str) -> InMatrices | None:
    """The product in the closed form of `of`, or in what a layer computes.

    None where there is none of single entries, or where a claim has another shape than what it is about.
    """
    derivation, vocabulary = lesson.derivation, lesson.vocabulary
    formula = derivation.formulas[of] if of in derivation.formulas else forward_formula(derivation.layer)
    expr = formula.build(derivation.layer).simplified()
    calls, core = wrapped(expr)
    fits = expr.shape.by_axis == tensor(derivation.layer, of).shape.by_axis
    if not isinstance(core, Correlate) or core.mode == "full" or not fits:
        return None
    values = tensor_values(derivation.layer, derivation.symbols)
    named = np.vectorize(vocabulary.of.get, otypes=[object])
    left, right = (NamedArray(named(each.value(values, Expressions())), each.shape) for each in core.parts())
    if any(name is None for side in (left, right) for name in side.names.flat):
        return None
    # As yet of nothing; the bias is added where the matrices are shown.
    around = tuple(Applied(each.name, (), (extents(each.sizes),) if isinstance(each, Crop) else ()) for each in calls)
    turned = isinstance(expr, Rot180)
    turns_the_kernel = Rot180(tensor(derivation.layer, "K")) in core.parts()
    return InMatrices(core, left, right, operand(lesson, of), around, turned, turns_the_kernel)


def operand(lesson: Lesson, name: str) -> NamedArray:
    """A tensor or a gradient as an array of its entries."""
    shape = tensor(lesson.derivation.layer, name).shape
    return NamedArray(objects(lesson.vocabulary.cells(name), ints(shape.sizes)), shape)


def sliced(
    lesson: Lesson,
    of: str,
    left: NamedArray,
    operator: InfixOperator,
    right: NamedArray,
    around: Sequence[Applied] = (),
) -> Iterator[Block]:
    """`left operator right = of` in matrices, for every batch and channel of the result (the first, unless full).

    Axes that the result lacks are summed over. To an output its channel's bias is added.
    """
    full, found = lesson.full, slices(left, right, operand(lesson, of))
    biases = lesson.vocabulary.entries("B") if of == "Z" and lesson.derivation.layer.bias else []
    for number, each in enumerate(found if full else found[:1]):
        whole = total([Infix(matrix(one, full), operator, matrix(other, full)) for one, other in each.pairs])
        for call in reversed(around):
            whole = Applied(call.name, (whole,), call.options)
        if biases:
            whole = total([whole, biases[number % len(biases)]])
        yield Display(Relation(whole, "=", matrix(each.result, full)))
    if not full:
        one, other = found[0].pairs[0]
        yield from _which_slices({"the left side": one, "the right side": other, "the result": found[0].result})
    yield from only_the_first(lesson, found)


def _which_slices(arrays: Mapping[str, Cells]) -> Iterator[Block]:
    """Which slices of arrays of more than two axes are shown, where not all are."""
    said = []
    for name, names in arrays.items():
        shown, count = shown_slices(names), len(as_slices(names))
        if len(shown) < count:
            first, last = shown[0] + 1, shown[-1] + 1
            which, shows = (f"slice {first}", "is") if first == last else (f"slices {first} to {last}", "are")
            zeros = " (before it all is 0)" if first > 1 else ""
            said.append(f"of {name} {which} of {count} {shows} shown{zeros}")
    if said:
        start = "Slices lie side by side, and dots stand for those left out: "
        yield prose(f"{start}{', '.join(said)}; --full (in Python, full=True) writes them all.")


def only_the_first(lesson: Lesson, found: Sequence[Slice]) -> Iterator[Block]:
    """That there are more slices, where there are and they are not shown."""
    if len(found) > 1 and not lesson.full:
        yield prose(
            f"This is the first of {len(found)} batch and channel slices; "
            f"--full (in Python, full=True) writes them all."
        )
