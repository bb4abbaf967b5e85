"""The untouched code on numbers on which it computes exactly, and that anyone can make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from symconv.check.reference import Reference

Floats = NDArray[np.float64]
# Entries are whole numbers up to LARGEST times a power of two, so a sum of products is exact in float64 up to
# 2**53 / LARGEST**2 terms, which is more than any layer has that can be run here. Small ones can be read; between
# larger ones hardly two sums of products are the same by chance.
SMALL, LARGE = 9, 99


class Given(Protocol):
    """Numbers for the operands, whoever chooses them."""

    def operands(self, reference: Reference, names: tuple[str, ...]) -> dict[str, Floats]:
        """What the code is given."""


@dataclass(frozen=True, slots=True)
class PartOfOperand:
    """One block of a random partition of an operand's entries into `blocks`: the others are 0."""

    name: str
    number: int
    blocks: int


@dataclass(frozen=True, slots=True)
class Sample:
    """Numbers for the operands: random whole numbers up to `largest`, times `2**scale` (the bias: what suits Z).

    None of them is 0 but for the operands in `zero`, and what is not in `block`. With `wide`, those of one operand are
    times an odd number, which shows whether they are rounded to a narrower type.
    """

    seed: int
    scale: int = 0
    largest: int = SMALL
    zero: tuple[str, ...] = ()
    block: PartOfOperand | None = None
    wide: tuple[str, int] | None = None

    def operands(self, reference: Reference, names: tuple[str, ...]) -> dict[str, Floats]:
        """What the code is given."""
        rng = np.random.default_rng(self.seed)
        found = {}
        for name in names:
            size = reference.shape(name)
            # As the recipe draws them: `choice` asks for integers too, and takes longer.
            found[name] = rng.integers(1, self.largest + 1, size) * (2 * rng.integers(2, size=size) - 1)
        for name in self.zero:
            found[name][...] = 0
        if self.wide is not None:
            name, factor = self.wide
            found[name] *= factor
        if self.block is not None:
            whole = found[self.block.name]
            whole[rng.integers(self.block.blocks, size=whole.shape) != self.block.number] = 0
        return {name: np.ldexp(each.astype(float), self._power(name, names)) for name, each in found.items()}

    def _power(self, name: str, names: tuple[str, ...]) -> int:
        # The bias stands beside products of two operands.
        return 2 * self.scale if name == "B" and "dZ" not in names else self.scale

    def recipe(self, reference: Reference, names: tuple[str, ...]) -> str:
        """Python lines that make the same numbers."""
        rows = [
            f"draw{reference.shape(name)}{f' * 2.0**{power}' if (power := self._power(name, names)) else ''}"
            for name in names
        ]
        lines = [
            f"rng = np.random.default_rng({self.seed})",
            f"draw = lambda *size: rng.integers(1, {self.largest + 1}, size) * rng.choice([-1.0, 1.0], size)",
            f"{', '.join(map(str.lower, names))} = {', '.join(rows)}",
            *(f"{name.lower()}[...] = 0" for name in self.zero),
        ]
        if self.wide is not None:
            lines.append(f"{self.wide[0].lower()} *= {self.wide[1]}")
        if self.block is not None:
            name = self.block.name.lower()
            lines.append(f"{name}[rng.integers({self.block.blocks}, size={name}.shape) != {self.block.number}] = 0")
        return "\n".join(lines)


def first_wrong(got: Any, right: Floats, room: Floats | None = None) -> tuple[int, ...] | None:
    """The first entry that differs, by more than `room`; None where there is none. Whatever is no number differs."""
    with np.errstate(all="ignore"):
        close = np.asarray(got) == right if room is None else np.abs(np.asarray(got) - right) <= room
    found = np.argwhere(~close)
    return tuple(int(at) for at in found[0]) if len(found) else None
