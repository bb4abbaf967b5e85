"""How single pieces of mathematics are written: one `Dialect` for the terminal, one for LaTeX."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from symconv.layers.notation import Notation


class Dialect(Protocol):
    """The pieces that a derivation is made of."""

    dots: str
    gives: str
    becomes: str
    rate: str
    room: int

    def width(self, text: str) -> int:
        """How wide a piece is, in the unit of `room`, the width of the page."""

    def entry(self, letter: str, index: Sequence[str], separated: bool) -> str:
        """An entry of an array, such as x_11."""

    def at(self, letter: str, index: Sequence[str]) -> str:
        """An entry at an index that is not a number, such as x_(i+a-1)."""

    def left_out(self, count: int) -> str:
        """In place of so many terms."""

    def gradient(self, notation: Notation, of: str) -> str:
        """The derivative of the loss by an entry or an array: dL/dx or, in delta notation, delta x."""

    def partial(self, top: str, bottom: str) -> str:
        """A partial derivative."""

    def product(self, factors: Sequence[str]) -> str:
        """A product of entries or derivatives."""

    def sum_over(self, indices: Sequence[str], condition: str = "") -> str:
        """A summation sign."""

    def operator(self, sign: str, options: Sequence[str]) -> str:
        """An infix sign: `correlate`, `convolve` or `transposed`, with what it is qualified by."""

    def call(self, name: str, arguments: Sequence[str], options: Sequence[str] = ()) -> str:
        """A named operator applied to an array."""

    def around(self, name: str, option: str) -> tuple[str, str]:
        """What stands before and after matrices that a named operator is applied to."""

    def flips(self, name: str) -> str:
        """An arrow with what is done written on it."""

    def option(self, name: str, value: str) -> str:
        """One qualification of an operator, such as a stride of 2."""

    def array(self, letter: str) -> str:
        """A whole array."""

    def array_gradient(self, notation: Notation, letter: str) -> str:
        """The gradient by a whole array."""

    def quotient(self, top: str, bottom: str) -> str:
        """The floor of a fraction."""
