"""Opaque code asked on whole numbers so small that its type holds every sum exactly.

Nobody knows the form of what such code computes, so however often it is right, that is no proof: a mask or a clip may
pass. What is said is on how many probes it was right, and how likely a wrong polynomial would have shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from symconv.check.calls import CallOutcome, Trial, on_numbers
from symconv.check.code import ASKED
from symconv.check.handed import SCALES
from symconv.check.numbers import SMALL, PartOfOperand, Sample
from symconv.check.shown import Shown, overwritten, wrong

# Bits that sums leave unused, for code that computes with larger numbers on the way, where the type has them.
SPARE = 8
# Entries beyond this show nothing that smaller ones do not: they show float32 inside of float64.
LARGEST = 2**16
# Where a wrong answer would pass by chance less often than this, there are probes enough; and the most there are.
RARE = 1e-6
MOST_ROUNDS, MOST_CALLS = 24, 200
PARTED = {"forward": "X", "backward": "dZ"}


@dataclass(frozen=True, slots=True)
class Probes:
    """Which numbers an opaque code is asked on: `rounds` with all entries, up to `largest`, or in as many `blocks` that
    one operand is parted into, of which `tried` are asked; and 1 and -1 times `factor` for one operand.

    A wrong answer passes a round with a probability of at most `missed`, if it is of the kind that `assumption` says.
    """

    direction: str
    largest: int
    rounds: int
    missed: float
    blocks: int = 1
    tried: int = 1
    factor: int = 1

    @classmethod
    def of(cls, trial: Trial) -> Probes:
        """Dense probes where the type holds sums of products of entries up to 2 and more, else sparse ones."""
        code = trial.code
        bits, terms = code.arrays.bits, _terms(trial)
        largest = min(LARGEST, math.isqrt(2 ** max(bits - SPARE, 0) // terms))
        if largest > 1:
            # Whatever the others are, at most 2 of the 2*largest values of an entry make a polynomial of degree 2 zero.
            factor = 2 ** (largest**2).bit_length() - 1
            return cls(code.direction, largest, _rounds(1 / largest, MOST_ROUNDS), 1 / largest, factor=factor)
        blocks = _blocks(trial, 2 ** (bits - min(SPARE, bits // 2)))
        tried = min(blocks, MOST_CALLS)
        missed = 1 - tried / blocks / 2
        return cls(code.direction, 2, _rounds(missed, MOST_CALLS // tried), missed, blocks, tried)

    @property
    def bound(self) -> float:
        """The probability with which a wrong answer of that kind passes all rounds, at most."""
        return self.missed**self.rounds

    @property
    def parted(self) -> str:
        """The operand that every term has a factor of, whose entries are parted into blocks."""
        return PARTED[self.direction]

    @property
    def assumption(self) -> str:
        """Of which kind each entry of the answers has to be."""
        *others, last = map(str.lower, ASKED[self.direction])
        kind = f"a polynomial of degree at most 2 in the entries of {', '.join(others)} and {last}"
        return kind if self.blocks == 1 else f"{kind}, linear in {self.parted.lower()}"

    def samples(self, names: tuple[str, ...], scales: tuple[int, ...]) -> Iterator[Sample]:
        """The numbers of each call: readable ones, larger ones, then with one operand 0, and far from 1.

        What is small beside other terms, such as a weight decay, is all there is where these are 0.
        """
        part = PartOfOperand(self.parted, 0, self.blocks) if self.blocks > 1 else None
        first = Sample(1, largest=min(SMALL, self.largest), block=part)
        yield first
        for seed in range(2, 2 + self.rounds):
            for number in range(self.tried):
                yield Sample(seed, largest=self.largest, block=part and replace(part, number=number))
        for name in (name for name in names if name != "B"):
            yield replace(first, zero=(name,))
            if self.factor > 1:
                yield Sample(1, largest=1, wide=(name, self.factor))
        for scale in scales:
            yield replace(first, scale=scale)
        # What is kept from call to call may change what was answered first.
        yield first


@dataclass(frozen=True, slots=True)
class Probed:
    """What probes came to: how many calls were made, the first and the last of them, on which numbers the first was,
    and the wrong answer that says most, if there is any.
    """

    probes: Probes
    calls: int
    sample: Sample
    first: CallOutcome
    last: CallOutcome
    shown: Shown | None


def probed(trial: Trial) -> Probed:
    """Ask the code until one call shows more than rounding."""
    probes = Probes.of(trial)
    calls: list[CallOutcome] = []
    samples = list(probes.samples(trial.names, SCALES[trial.code.arrays.dtype]))
    found: Shown | None = None
    for sample in samples:
        call = on_numbers(trial, sample)
        shown = wrong(trial, sample, call) or (overwritten(calls[-1], sample) if calls else None)
        calls.append(call)
        if shown is not None and not shown.rounding:
            found = shown
            break
        found = found or shown
    return Probed(probes, len(calls), samples[0], calls[0], calls[-1], found)


def _rounds(missed: float, most: int) -> int:
    """How often to ask until a wrong answer is rare enough."""
    return min(most, max(2, math.ceil(math.log(RARE) / math.log(missed))))


def _terms(trial: Trial) -> int:
    """The most products that an entry of the answers is the sum of."""
    reference = trial.reference
    ones = {name: np.ones(reference.shape(name)) for name in trial.names}
    answers = (name for name in trial.code.answers if name != "dB" or reference.layer.bias)
    return max(1, *(int(reference.room(name, ones).max(initial=0)) for name in answers))


def _blocks(trial: Trial, room: int) -> int:
    """How many blocks it takes until sums stay within `room`, tried on the first block."""
    code, reference = trial.code, trial.reference
    blocks = 2
    for blocks in (2**power for power in range(1, 31)):
        sample = Sample(1, largest=2, block=PartOfOperand(PARTED[code.direction], 0, blocks))
        values = sample.operands(reference, trial.names)
        if all(reference.room(of, values).max(initial=0) <= room for of in code.answers if of != "dB"):
            break
    return blocks
