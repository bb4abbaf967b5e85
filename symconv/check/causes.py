"""What a wrong answer is likely to come from: the fewest mistakes that explain it on layers that tell them apart.

On the smallest layer that shows something wrong, mistakes coincide; so the code is run on two that are lopsided in
every way, and whatever is given as a cause has to explain both, entry by entry.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations
from typing import Any

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.check.calls import Trial, on_numbers
from symconv.check.code import OF_AXIS, Code
from symconv.check.mistakes import Mistake, known, mistaken
from symconv.check.numbers import Sample
from symconv.check.products import Values
from symconv.check.reference import OfLayer
from symconv.check.stand_ins import guarded
from symconv.layers.build import exists
from symconv.layers.layer import Axis, Layer
from symconv.sizes import concrete

# Nothing but a name rests on these being equal, and a division rounds.
CLOSE = 1e-9
MOST_MISTAKES = 2


@dataclass(frozen=True, slots=True)
class Observation:
    """A layer with the numbers that the code was given, the answers in a type of so many bits, and the right ones."""

    layer: Layer
    values: Values
    got: Mapping[str, Cells]
    right: Mapping[str, Cells]
    bits: int

    def wrong(self, of: str) -> bool:
        """Whether the answer for dX, dK, dB or Z is wrong."""
        return of in self.got and not _equal(self.got[of], self.right[of])


def likely(trial: Trial) -> tuple[str, ...]:
    """The causes of what is wrong with a code for a layer: for each wrong answer, all with the fewest mistakes."""
    code, layer = trial.code, trial.reference.layer
    asked = _case(trial, layer)
    if asked is None:
        return ()
    if order := _order(asked):
        return (f"the answers are in the order ({', '.join(order)}), not {code.asked_for}",)
    # Code for a single channel does nothing that could be explained on several.
    ways = [[case for each in telling(layer, leads) if (case := _case(trial, each))] for leads in (True, False)]
    found = []
    for of in filter(asked.wrong, code.answers):
        computed = [[*(case for case in cases if of in case.got), asked] for cases in ways]
        _, texts = min((_explained(of, cases) for cases in computed), key=lambda each: each[0])
        # Some code has a size built in, and does on others what it was not made for.
        for cases in ([case for case in computed[0] if case.wrong(of)], [asked]):
            if not texts:
                _, some = _explained(of, cases)
                texts = [f"{text}, though not on every layer" for text in some]
        found += [f"{of}: {text}" for text in texts or _right_elsewhere(of, trial)]
    return tuple(found)


def telling(layer: Layer, leads: bool = True) -> Iterator[Layer]:
    """Two lopsided layers with the options of this one, on which mistakes differ; with `leads`, in batch and channels
    too.
    """
    groups = concrete(layer.groups)
    lead: dict[str, Any] = {"in_channels": 2 * groups, "out_channels": 3 * groups} if leads else {}
    lopsided = tuple(_axis(axis, 3 + number % 2, concrete(axis.k), 1) for number, axis in enumerate(layer.axes))
    general = tuple(_axis(axis, 4 - number % 2, 3 - number % 2, 0) for number, axis in enumerate(layer.axes))
    depthwise = concrete(layer.in_channels) == groups != 1
    # Two batches, since half of something is also that divided by a batch of two.
    for batch, axes in ((2, lopsided), (3, general)):
        if leads:
            lead |= {"batch": batch, "in_channels": groups if depthwise else 2 * groups}
        found = replace(layer, axes=axes, **lead)
        if exists(found):
            yield found


def _axis(axis: Axis, steps: int, kernel: int, left: int) -> Axis:
    """An axis with the options of this one, another kernel, about so many steps of it, and places that it leaves."""
    s, d, pl, pr = (concrete(each) for each in (axis.s, axis.d, axis.pl, axis.pr))
    reach = d * (kernel - 1) + 1
    # Also with much padding, the kernel stands wholly inside more than once.
    size = max(s * (steps - 1) + reach - pl - pr, s + reach) + min(left, s - 1)
    return replace(axis, n=size, k=kernel)


def _case(trial: Trial, layer: Layer) -> Observation | None:
    """What the code does with a layer; None where it raises, as it may on a layer that nobody asked about."""
    code, reference = trial.code, OfLayer.of(layer)
    # What is made for one size may leave its arrays at another, and would then write over somebody else's.
    call = on_numbers(replace(trial, reference=reference), Sample(1), instead=guarded())
    if call.raised is not None or call.wrong:
        return None
    right = {of: reference.numbers(of, call.given) for of in code.answers}
    return Observation(layer, call.given, call.answers, right, code.arrays.bits)


def _explained(of: str, cases: Sequence[Observation]) -> tuple[int, Sequence[str]]:
    """How many mistakes explain all cases, and every choice of so many that does; none where it takes too many."""
    # What a mistake does to the smallest is soonest seen, and mostly enough to rule it out.
    cases = sorted(cases, key=lambda case: case.got[of].size + case.values["X"].size)
    alone = [text for text in (_shaped(of, cases), _added(of, cases)) if text]
    # The mistakes that can be made are the same on all of these layers, in the same order.
    mistakes = list(zip(*(known(of, case.layer) for case in cases), strict=True))
    for count in range(1, MOST_MISTAKES + 1):
        found = [
            ", and ".join(each[0].text for each in chosen)
            for chosen in combinations(mistakes, count)
            if all(_explains(of, case, tuple(each[at] for each in chosen)) for at, case in enumerate(cases))
        ]
        if found or alone:
            return count, [*dict.fromkeys(alone + found)]
    return MOST_MISTAKES + 1, ()


def _explains(of: str, case: Observation, mistakes: tuple[Mistake, ...]) -> bool:
    try:
        return _equal(mistaken(of, case.layer, case.values, mistakes), case.got[of])
    except (ValueError, IndexError):
        # Swapped axes of other sizes: nobody gets an answer that way.
        return False


def _right_elsewhere(of: str, trial: Trial) -> Iterator[str]:
    """What no list of mistakes holds: the one thing without which the answer is right."""
    layer = trial.reference.layer
    for text, simpler in _simpler(trial.code, next(telling(layer), layer)):
        case = _case(trial, simpler)
        if case is not None and of in case.got and not case.wrong(of):
            yield f"right with {text}, and with nothing else made simpler"


def _simpler(code: Code, layer: Layer) -> Iterator[tuple[str, Layer]]:
    """The layer with one thing made simpler that the code can know of."""
    one_channel = {"in_channels": layer.groups, "out_channels": layer.groups}
    changes: dict[str, Any] = {"a batch of 1": {"batch": 1}, "one channel": one_channel, "one group": {"groups": 1}}
    for name, plain in (("stride", 1), ("padding", 0), ("dilation", 1)):
        if name not in code.baked:
            axes = tuple(replace(axis, **dict.fromkeys(OF_AXIS[name], plain)) for axis in layer.axes)
            changes[f"{name} {plain}"] = {"axes": axes}
    for text, change in changes.items():
        simpler = replace(layer, **change)
        if simpler != layer and exists(simpler):
            yield text, simpler


def _order(asked: Observation) -> tuple[str, ...]:
    """The order in which the answers are right, where it is another than that asked for."""
    names = tuple(asked.got)
    for order in permutations(names):
        if order != names and all(_equal(asked.got[at], asked.right[of]) for at, of in zip(names, order, strict=True)):
            return tuple(map(str.lower, order))
    return ()


def _shaped(of: str, cases: Sequence[Observation]) -> str:
    """The right values in another shape, or with the axes in another order."""
    got, right = cases[0].got[of], cases[0].right[of]
    if got.shape == right.shape:
        return ""
    if got.size == right.size and _equal(got.reshape(right.shape), right):
        return f"the values are right, but in the shape {got.shape}"
    if got.ndim == right.ndim == 4:
        for order in ((0, 2, 3, 1), (2, 3, 1, 0), (1, 0, 2, 3), (0, 1, 3, 2)):
            if _equal(got, right.transpose(order)):
                return f"the values are right, but the axes are in the order {order}"
    return ""


def _added(of: str, cases: Sequence[Observation]) -> str:
    """A multiple of an operand that is added to the right answer, such as a weight decay."""
    operand = {"dK": "K", "dX": "X", "dB": "B"}.get(of, "")
    factors = set()
    if sum(case.got[of].size for case in cases) < 2:
        # One number differs from another by a multiple of any third.
        return ""
    for case in cases:
        if operand not in case.values or case.got[of].shape != case.right[of].shape:
            return ""
        excess = (case.got[of] - case.right[of]) / case.values[operand]
        # What is added is rounded off as the sum is; its middle is nearer than any of it.
        rounding = 2.0 ** (2 - case.bits) * np.abs(case.got[of]).max() / np.abs(case.values[operand]).min()
        middle = float(np.median(excess))
        if not np.allclose(excess, middle, rtol=1e-6, atol=rounding) or abs(middle) < rounding:
            return ""
        digits = max(1, min(6, math.floor(math.log10(abs(middle) / rounding)))) if rounding > 0 else 6
        factors.add(float(f"{middle:.{digits}g}"))
    return f"{factors.pop():g}*{operand} is added" if len(factors) == 1 else ""


def _equal(one: Cells, other: Cells) -> bool:
    if one.shape != other.shape:
        return False
    # Code may answer in Python's numbers, of which NumPy does not know whether they are finite.
    plain = object not in (one.dtype, other.dtype)
    if not (plain and np.isfinite(one).all() and np.isfinite(other).all()):
        return bool(np.allclose(one, other, rtol=CLOSE, atol=0))
    # What NumPy does where all are finite, and does more slowly; it is asked of every choice of mistakes.
    right = other.astype(np.result_type(other, 1.0), copy=False)
    return bool((np.abs(one - right) <= CLOSE * np.abs(right)).all())
