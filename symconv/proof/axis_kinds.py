"""The axes that a class of a family's axes has within reach: which numbers its symbols may have."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from symconv.arrays.sums import Guard
from symconv.layers.family import LEAST, Family, plain_name
from symconv.layers.layer import Axis
from symconv.layers.order import MOST_TOGETHER, Choice
from symconv.proof.free import FreeTensors
from symconv.proof.sides import holds
from symconv.sizes import Size, denominators, evaluate, quotients, symbol, symbols, terms

# How far a symbol goes: the mistakes people make show up by here, and most of them much sooner.
REACH = {"n": 6, "k": 4, "s": 3, "d": 3, "pl": 3, "pr": 3, "p": 3, "op": 3}
OTHER_REACH = 6
SOON = 2
# A fixed stride shows in a third output, whether or not one is left over.
OUTPUTS = 3
# How far one symbol is looked for where the family's smallest member lies beyond REACH, and then, where nothing is
# found, farther and farther; and the most combinations.
FARTHEST = (64, 4_096, 262_144)
# How far all symbols together are raised where none alone does it.
RAISED = 2
# Up to here products of a number with a few sizes within reach stay within 64 bits.
LARGE_NUMBER = 1_000_000
MOST_CHOICES = 2_000_000

# Of a symbol a number, or an array of those that it is tried at.
Trials = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One class of a family's axes: its parameters, the sizes of free tensors along it, and what is known of them.

    `least` is where each of its symbols starts. `given` holds of every member, `exists` of those that matter most.
    `numbers` is the type to calculate with: Python's own whole numbers, which have no end, where a number is large.
    """

    parameters: Mapping[str, Size]
    lengths: tuple[Size, ...]
    transposed: bool
    of_layer: bool
    least: Mapping[str, int]
    given: tuple[Guard, ...]
    exists: tuple[Guard, ...]
    numbers: type[Any]

    @classmethod
    def of(cls, family: Family, at: int, free: FreeTensors, of_layer: bool, exists: Sequence[Guard]) -> Kind:
        """Class number `at`; without a layer, that of free tensors alone."""
        axis = family.layer.axes[at] if of_layer else Axis(1, 1)
        parameters: dict[str, Size] = {name: getattr(axis, name) for name in LEAST}
        lengths = tuple(sizes[at] for sizes in free.sizes.values())
        least = {name: 0 for size in parameters.values() for name in symbols(size)}
        # A parameter that is a symbol of its own starts where it may; others are checked once they have a value.
        least |= {name: LEAST[of] for of, size in parameters.items() for name in least if size == symbol(name)}
        least |= {name: 1 for size in lengths for name in symbols(size) if name not in least}

        def known(guards: Sequence[Guard]) -> tuple[Guard, ...]:
            return tuple(guard for guard in guards if {*symbols(guard.value)} <= least.keys())

        given, existing = known(family.given), known(exists)
        every = (*parameters.values(), *lengths, *(guard.value for guard in (*given, *existing)))
        numbers = object if _largest_number(every) > LARGE_NUMBER else np.int64
        return cls(parameters, lengths, family.layer.transposed, of_layer, least, given, existing, numbers)

    def choices(self, soon: bool, most: float) -> list[Choice]:
        """Every axis of the class within reach that its conditions allow, fewest entries first, then by values."""
        reach = self._reach(soon)
        ranges = [np.arange(least, reach[name] + 1).astype(self.numbers) for name, least in self.least.items()]
        # The first axis is of length 1: where nothing is a symbol, there is one choice.
        sizes = (1, *map(len, ranges))
        grid = dict(zip(self.least, np.meshgrid(range(1), *ranges, indexing="ij", sparse=True)[1:], strict=True))
        axis = self._axis(grid)
        lengths = [evaluate(size, grid) for size in self.lengths]
        columns = np.broadcast_arrays(np.empty(sizes, dtype=np.int8), *axis, *lengths, *grid.values())[1:]
        holds = np.logical_and.reduce(np.broadcast_arrays(*self._conditions(grid, self.given)))
        count = sum(lengths) + (axis[0] + axis[1] + axis[-1] if self.of_layer else 0)
        found = np.flatnonzero(np.broadcast_to(holds & (count <= most), sizes))
        # What is first by its values has the smallest place already.
        order = np.argsort(np.broadcast_to(count, sizes)[np.unravel_index(found, sizes)], kind="stable")
        places = np.unravel_index(found[order[:MOST_TOGETHER]], sizes)
        names, free = [plain_name(name) for name in self.least], 8 + len(lengths)
        return [
            Choice(Axis(*row[:7]), tuple(zip(names, row[free:], strict=True)), (*row[:2], row[7]), tuple(row[8:free]))
            for row in np.stack([column[places] for column in columns], axis=1).tolist()
        ]

    def choice(self, values: Mapping[str, int]) -> Choice | None:
        """The axis of the class with these values of its symbols; None where it has none."""
        if not all(self._conditions(values, self.given)):
            return None
        *numbers, output = map(int, self._axis(values))
        named = tuple((plain_name(name), value) for name, value in values.items())
        lengths = tuple(int(evaluate(size, values)) for size in self.lengths)
        return Choice(Axis(*numbers), named, (numbers[0], numbers[1], output), lengths)

    def _axis(self, values: Trials) -> list[Any]:
        """The seven parameters and the size of Z, below 1 where there is none."""
        with np.errstate(divide="ignore"):
            n, k, s, d, pl, pr, op = numbers = [evaluate(size, values) for size in self.parameters.values()]
        reach = d * (k - 1) + 1
        if self.transposed:
            return [*numbers, (n - 1) * s - pl - pr + reach + op]
        return [*numbers, (n + pl + pr - reach) // np.maximum(s, 1) + 1]

    def _conditions(self, values: Trials, given: Sequence[Guard], outputs: int = 1) -> list[Any]:
        """Whether each condition holds: of the axis to exist, with so many outputs, and the given ones."""
        # NumPy divides by 0 where Python does not, and a divisor is a condition of its own.
        values = {name: np.asarray(value, dtype=self.numbers) for name, value in values.items()}
        divisors = denominators(*self.parameters.values(), *self.lengths, *(guard.value for guard in given))
        with np.errstate(divide="ignore"):
            *numbers, output = self._axis(values)
            found = [number >= least for number, least in zip(numbers, LEAST.values(), strict=True)]
            found += [evaluate(size, values) >= 1 for size in (*self.lengths, *divisors)]
            found += [holds(guard, values) for guard in given]
        return [*map(np.asarray, found), np.asarray(output >= outputs)]

    def _reach(self, soon: bool) -> dict[str, int]:
        """How far each symbol goes: as REACH says, and as much further as the smallest member lies."""
        far, seen = _limits(self)
        usual = {name: REACH.get(plain_name(name), OTHER_REACH) for name in self.least}
        if soon:
            usual = {name: min(SOON, reach) for name, reach in usual.items()}
        found = {name: reach + far[name] - self.least[name] for name, reach in usual.items()}
        if not soon:
            found = {name: max(reach, seen[name]) for name, reach in found.items()}
        while math.prod(found[name] - least + 1 for name, least in self.least.items()) > MOST_CHOICES:
            found[max(found, key=lambda name: found[name] - self.least[name])] -= 1
        return found

    def met(self, values: Mapping[str, int], outputs: int) -> tuple[dict[str, int], dict[str, int]]:
        """What `_grown` finds, as near as all conditions are met."""
        for farthest in FARTHEST:
            found = self._grown(values, outputs, farthest)
            if all(self._conditions(found[0], (*self.given, *self.exists), outputs)):
                return found
            together = self._raised_together(values, outputs) if farthest == FARTHEST[0] else None
            if together is not None:
                return together, together
        return found

    def _raised_together(self, values: Mapping[str, int], outputs: int) -> dict[str, int] | None:
        """Values at which all conditions hold, every symbol raised by a little and all of them by the least; None where
        there are none."""
        if not values or (RAISED + 1) ** len(values) > MOST_CHOICES:
            return None
        raised = np.indices((RAISED + 1,) * len(values)).reshape(len(values), -1)
        columns = {name: value + row for (name, value), row in zip(values.items(), raised, strict=True)}
        held = np.logical_and.reduce(
            np.broadcast_arrays(raised[0] >= 0, *self._conditions(columns, (*self.given, *self.exists), outputs))
        )
        places = np.flatnonzero(held)
        if not places.size:
            return None
        least = places[raised[:, places].sum(axis=0).argmin()]
        return {name: int(column[least]) for name, column in columns.items()}

    def _grown(self, values: Mapping[str, int], outputs: int, farthest: int) -> tuple[dict[str, int], dict[str, int]]:
        """Values at which all conditions hold: in turn the symbol is raised, as little as it takes, that meets most.

        Also how far each symbol goes that would have met as many.
        """
        found, far = dict(values), dict(values)
        given = (*self.given, *self.exists)
        while True:
            unmet = sum(not each for each in self._conditions(found, given, outputs))
            if not unmet:
                return found, far
            raised = {}
            for name, value in found.items():
                line = np.arange(value, max(farthest, value + 1))
                two = self._conditions(found | {name: line[:2]}, given, outputs)
                if not any(each.ndim and not each[0] for each in two):
                    # Nothing that is unmet speaks of this symbol.
                    continue
                left = np.zeros(line.shape, dtype=np.int8)
                for each in self._conditions(found | {name: line}, given, outputs):
                    left += ~each
                raised[name] = int(left.min()), value + int(left.argmin())
            fewest = min((left for left, _ in raised.values()), default=unmet)
            if fewest >= unmet:
                return found, far
            best = {name: value for name, (left, value) in raised.items() if left == fewest}
            far |= {name: max(far[name], value) for name, value in best.items()}
            least = min(best, key=lambda name: best[name] - found[name])
            found[least] = best[least]


@lru_cache(maxsize=16)
def _limits(kind: Kind) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """How far symbols go until a first member is met, and until it has several outputs."""
    first, far = kind.met(kind.least, 1)
    return far, kind.met(first, OUTPUTS)[0]


def _largest_number(sizes: Sequence[Size]) -> int:
    """The largest number in some sizes, signs left out."""
    divided = [each for quotient in quotients(*sizes) for each in (quotient.numerator, quotient.denominator)]
    return max((abs(number) for size in (*sizes, *divided) for _, number in terms(size)), default=0)
