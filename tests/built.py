"""A formula as a test writes it: a name, what it is claimed to equal, and a function that builds its expression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from symconv.arrays.array import Array
from symconv.layers.layer import Layer


@dataclass(frozen=True, slots=True)
class Built:
    """What `symconv.statements.theorems.Formula` asks for, from any Python function."""

    name: str
    of: str
    build: Callable[[Layer], Array]
