"""How an operator is written and read: neutral descriptions, which text and mathematics are made of elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Generic, Literal, TypeVar, Union

from symconv.sizes import Size

Operand = TypeVar("Operand")
# One size for each axis, a plain number, or a word such as `full`.
Parameter = Union[tuple[Size, ...], int, str]
# A letter alone; a name with its arguments in parentheses; a product, which mathematics writes with a sign between
# its operands and text as a call; a sum; a whole number times an array.
SpellingForm = Literal["letter", "call", "product", "sum", "multiple"]


@dataclass(frozen=True, slots=True)
class Spelling(Generic[Operand]):
    """How an expression is written: its form and name, its operands, then parameters in order and by name."""

    form: SpellingForm
    name: str
    operands: tuple[Operand, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    options: Mapping[str, Parameter] = field(default_factory=dict)


class Argument(Enum):
    """What an operator takes at one place of a call."""

    ARRAY = auto()
    # An array that has the spatial axes, which a bias or a sum lacks.
    SPATIAL = auto()
    # A tensor itself, not an expression of it.
    TENSOR = auto()
    SIZE = auto()
    # The number of a spatial axis, counted from 0.
    AXIS = auto()


@dataclass(frozen=True, slots=True)
class Option:
    """What an operator takes by name: one of a few words, or a size where there are none."""

    words: tuple[str, ...] = ()
    required: bool = False
