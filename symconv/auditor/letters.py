"""What the letters and signs of the notes mean, and what to say where they mean nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from symconv.auditor.meanings import SignMeaning
from symconv.auditor.tree import Binary, Lettered


class NoValueError(Exception):
    """What has no value here, and why: the statement cannot be read."""


class SchematicError(NoValueError):
    """A derivative of an array by an array: the chain rule as a scheme, which says nothing of entries."""


class OutsideError(NoValueError):
    """An entry that does not exist: the statement is false."""


# The tensor whose places an array has that is not one of the layer's own: a gradient, what is activated, what comes of
# that. U is what the input is the activation of, A the activation of the output.
CARRIERS = {"dZ": "Z", "dX": "X", "A": "Z", "dA": "Z", "U": "X", "dU": "X", "f'(U)": "X", "f'(Z)": "Z"}


def carrier(role: str) -> str:
    """The tensor of the layer whose places an array has.

    >>> carrier("dZ"), carrier("K")
    ('Z', 'K')
    """
    return CARRIERS.get(role, role)


def letter_told(letter: str) -> str:
    """A letter in words: one of another layer carries how far that is, as `delta^+1`, and other labels as they stand.

    >>> letter_told("delta^+1"), letter_told("a^-2"), letter_told("x^in"), letter_told("x")
    ('delta of the layer after', 'a of 2 layers before', 'x with in above it', 'x')
    """
    name, _, above = letter.partition("^")
    found = re.fullmatch("([+-])([0-9]+)", above)
    if found is None:
        return f"{name} with {above} above it" if above else name
    where = "after" if found[1] == "+" else "before"
    return f"{name} of {'the layer' if found[2] == '1' else f'{found[2]} layers'} {where}"


@dataclass(frozen=True, slots=True)
class Notes:
    """What the letters and signs of the notes mean.

    `roles` gives the tensor of a letter, `base` the first index, `meanings` the operation of a sign. `layout` says
    which axes of a tensor the notes' indices stand for, in their order; an axis that they leave out has one place.
    `sizes` are the numbers of names that stand for sizes.
    """

    roles: Mapping[str, str]
    base: int
    meanings: Mapping[str, SignMeaning]
    layout: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)

    def role(self, entry: Lettered) -> str:
        """The tensor that a letter stands for; raises NoValueError where it is not known."""
        letter = entry.letter if not entry.label else f"{entry.letter}^{entry.label}"
        found = self.roles.get(letter) or self.roles.get(letter.lower())
        if found is None:
            above = f" with {entry.label} above it" if entry.label else ""
            raise NoValueError(f"what {letter_told(entry.letter)}{above} stands for is not known")
        return found

    def meaning(self, expr: Binary) -> SignMeaning:
        """What a sign between two arrays means here, with the mode that is written at it."""
        return (self.meanings.get(expr.sign) or self.meanings[""]).at(expr.mode)

    def shown(self, role: str, sizes: Sequence[int]) -> tuple[int, ...]:
        """The sizes of a tensor along the axes that its indices in the notes stand for."""
        if role not in self.layout:
            return tuple(sizes)
        return tuple(sizes[axis] for axis in self.layout[role])

    def placed(self, role: str, place: Sequence[int], rank: int) -> tuple[int, ...]:
        """A place along those axes as one along all axes."""
        if role not in self.layout:
            return tuple(place)
        found = [0] * rank
        for axis, at in zip(self.layout[role], place, strict=True):
            found[axis] = at
        return tuple(found)
