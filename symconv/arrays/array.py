"""The array language: what every expression can be asked, and the expressions that no operator makes.

An expression is written once and read several ways, each a method here:

- `shape`, and `existence`: the conditions on sizes under which it makes sense;
- `guarded_sum`: its entries at a symbolic place, which proofs compare;
- `value`: all of its entries at a concrete size, whatever kind of entries these are;
- `spelling`: how it is written, of which text and mathematics are made.

Every operator is one class, and everything about it stands there. Its symbolic reading and its numeric one are two
texts on purpose: the one is what is proved, the other finds counterexamples, and tests hold them against each other.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, replace
from itertools import count
from typing import Any, ClassVar, Union

from symconv.arrays.kinds import Entries, Value
from symconv.arrays.reading import Location, at, gradient, guarded, index_of, placed
from symconv.arrays.shape import Lead, Shape, ints
from symconv.arrays.spelling import Argument, Option, Parameter, Spelling
from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Term
from symconv.errors import AxesError, ShapeError
from symconv.sizes import Size, denominators

Sizes = tuple[Size, ...]
# What is said of an expression that does not exist.
Misfit = Union[str, Callable[[Any], str]]


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to hold for an expression to exist, and what is said where it does not, if need be of the expression.

    `known` is whether it is about numbers alone: of symbols nothing is refused, they are for a proof to decide.
    """

    guard: Guard
    words: Misfit
    known: bool

    @property
    def fails(self) -> bool:
        """Whether it is known not to hold."""
        value = self.guard.value
        return self.known and isinstance(value, int) and (value != 0 if self.guard.relation == "=" else value < 0)


def at_least(size: Size, least: Size, words: Misfit) -> Condition:
    """The condition `size >= least`."""
    return Condition(Guard(size - least, ">="), words, isinstance(size, int) and isinstance(least, int))


def equal(one: Size, other: Size, words: str) -> Condition:
    """The condition that two sizes are the same."""
    return Condition(Guard(one - other, "="), words, isinstance(one, int) and isinstance(other, int))


class Array(ABC):
    """An expression of the array language."""

    __slots__ = ("_shape",)
    _shape: Shape
    # Every expression is a dataclass; said here, so that its fields are known.
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    __match_args__: ClassVar[tuple[str, ...]]

    @property
    def shape(self) -> Shape:
        """The shape of the expression.

        Raises ShapeError where known sizes do not fit: a correlation whose right side is longer than the left,
        a crop to more entries than there are, a padding that crops everything away.
        """
        # Asked very often, by everything that contains this expression: so it is worked out once.
        try:
            return self._shape
        except AttributeError:
            pass
        for condition in self.conditions():
            if condition.fails:
                said = condition.words
                raise ShapeError(said if isinstance(said, str) else said(self))
        object.__setattr__(self, "_shape", self.measured())
        return self._shape

    def guarded_sum(self, fresh: Iterator[int] | None = None) -> GuardedSum:
        """The entries, indexed along each axis by a variable `u_<axis>`; bound variables are numbered by `fresh`.

        >>> from symconv.sizes import symbol
        >>> print(Tensor("A", (), (symbol("n"),)).guarded_sum().terms[0].parts[0])
        0: [u_0 >= 0; n - u_0 - 1 >= 0] at u_0
        """
        index = index_of(self.shape)
        place = at({each.axis: each.variable for each in index})
        return GuardedSum(index, tuple(self.entry(place, count() if fresh is None else fresh)))

    def value(self, tensors: Mapping[str, Value], kind: Entries[Value]) -> Value:
        """All entries, with a value for each tensor and each defined array; the sizes must be concrete.

        Raises ShapeError where the sizes do not fit, KeyError for a tensor without a value.

        >>> import numpy as np
        >>> from symconv.arrays.numbers import Numbers
        >>> Tensor("A", (), (2,)).value({"A": np.array([1, 2])}, Numbers())
        array([1, 2])
        """
        ints(self.shape.sizes)
        return self.computed(tensors, kind)

    def largest(self) -> int:
        """The most entries that an array has on the way to the value, for concrete sizes."""
        return max([self.shape.count, *(each.largest() for each in self.parts())])

    def conditions(self) -> Iterator[Condition]:
        """When it exists, if what it is made of does.

        Raises ShapeError for what fits at no size, AxesError where that is so because of its axes.
        """
        yield from ()

    def parts(self) -> tuple[Array, ...]:
        """The expressions whose entries its own are made of."""
        return ()

    def existence(self) -> list[Guard]:
        """The conditions on sizes under which it exists, those of its parts first."""
        return []

    def simplified(self) -> Array:
        """The same array without operators that do nothing at its size: for showing it, never for deciding."""
        return self

    @abstractmethod
    def measured(self) -> Shape:
        """Its shape where its conditions hold."""

    @abstractmethod
    def entry(self, place: Location, fresh: Iterator[int]) -> list[Term]:
        """Its entry at a place, in bound variables that are numbered by `fresh`; 0 where the place is out of range."""

    @abstractmethod
    def computed(self, tensors: Mapping[str, Value], kind: Entries[Value]) -> Value:
        """Its value, where it has a shape and all sizes are numbers."""

    @abstractmethod
    def spelling(self) -> Spelling[Array]:
        """How it is written."""


@dataclass(frozen=True, slots=True)
class Tensor(Array):
    """A named array of independent entries."""

    name: str
    lead: tuple[Lead, ...]
    spatial: Sizes

    def measured(self) -> Shape:
        return Shape(self.lead, self.spatial)

    def entry(self, place: Location, fresh: Iterator[int]) -> list[Term]:
        parts = tuple(Part(axis, (Case((), (), (where,)),)) for axis, where in place.items())
        return guarded([Term(1, (self.name,), parts)], self.shape, place)

    def computed(self, tensors: Mapping[str, Value], kind: Entries[Value]) -> Value:
        # Windows are views into memory: a value of another size would be read beyond its end.
        given, declared = kind.sizes(tensors[self.name]), ints(self.shape.sizes)
        if given != declared:
            raise ShapeError(f"{self.name} has the sizes {declared}, not {given}")
        return tensors[self.name]

    def spelling(self) -> Spelling[Array]:
        return Spelling("letter", self.name)


@dataclass(frozen=True, slots=True)
class Defined(Array):
    """An array that is given by its entries, such as Z by the layer's definition."""

    name: str
    lead: tuple[Lead, ...]
    spatial: Sizes
    entries: GuardedSum

    def measured(self) -> Shape:
        return Shape(self.lead, self.spatial)

    def entry(self, place: Location, fresh: Iterator[int]) -> list[Term]:
        return placed(self.entries, self.shape, place, fresh)

    def computed(self, tensors: Mapping[str, Value], kind: Entries[Value]) -> Value:
        """Whoever evaluates knows what the definition gives."""
        return Tensor(self.name, self.lead, self.spatial).computed(tensors, kind)

    def spelling(self) -> Spelling[Array]:
        return Spelling("letter", self.name)


class Operator(Array):
    """What is made of other expressions, its operands, with parameters: each a field of its class."""

    __slots__ = ()

    @property
    def operands(self) -> tuple[Array, ...]:
        """The expressions that it is applied to."""
        return tuple(each for each in self._given() if isinstance(each, Array))

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What else it is given, in order."""
        return tuple(each for each in self._given() if not isinstance(each, Array))

    def _given(self) -> list[Any]:
        return [getattr(self, name) for name in self.__match_args__]

    def parts(self) -> tuple[Array, ...]:
        return self.operands

    def existence(self) -> list[Guard]:
        """Of its parts, its own, and that no parameter divides by 0."""
        found = [guard for each in self.parts() for guard in each.existence()]
        found += [condition.guard for condition in self.conditions()]
        sizes = [size for each in self.parameters if isinstance(each, tuple) for size in each]
        return found + [Guard(divisor - 1, ">=") for divisor in denominators(*sizes)]

    def simplified(self) -> Array:
        given = zip(self.__match_args__, self._given(), strict=True)
        return replace(self, **{name: each.simplified() for name, each in given if isinstance(each, Array)})


class Called(Operator):
    """An operator that is written as a call: its name, and what it takes there."""

    __slots__ = ()
    name: ClassVar[str]
    # What stands in the parentheses, in order; the last `optional` of them may be left out.
    arguments: ClassVar[tuple[Argument, ...]]
    optional: ClassVar[int] = 0
    options: ClassVar[Mapping[str, Option]] = {}

    @classmethod
    def called(cls, arguments: Sequence[Any], options: Mapping[str, Any]) -> Array:
        """The expression that a call means, its arguments and options of the right kinds."""
        return cls(*arguments, **options)

    def spelling(self) -> Spelling[Array]:
        return Spelling("call", self.name, self.operands, self.parameters)


@dataclass(frozen=True, slots=True)
class Grad(Called):
    """The derivative of a scalar by every entry of a tensor."""

    name = "grad"
    arguments = (Argument.ARRAY, Argument.TENSOR)
    scalar: Array
    by: Tensor

    def conditions(self) -> Iterator[Condition]:
        found = self.scalar.shape
        if found.sizes:
            raise AxesError(f"only a single number is differentiated, not {found.kind}")
        yield from ()

    def measured(self) -> Shape:
        return self.by.shape

    def entry(self, place: Location, fresh: Iterator[int]) -> list[Term]:
        scalar = GuardedSum((), tuple(self.scalar.entry({}, fresh)))
        return placed(gradient(scalar, self.by.name, self.shape), self.shape, place, fresh)

    def computed(self, tensors: Mapping[str, Value], kind: Entries[Value]) -> Value:
        return kind.gradient(self.scalar.value(tensors, kind), tensors[self.by.name])
