"""General equations judged for all sizes: proved by the kernel, refuted at a small layer of the family.

The two ways are apart: an equation is proved only if the kernel shows it and every small layer agrees, and refuted
only where a layer disagrees. Anything else is left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from symconv.auditor.extents import axes_of, completed
from symconv.auditor.formulas import decided, is_formula
from symconv.auditor.general import settings
from symconv.auditor.indexed import shown
from symconv.auditor.judgement import Judgement, SizedReading, judge
from symconv.auditor.letters import Notes
from symconv.auditor.meanings import SignMeaning
from symconv.auditor.roles import roles
from symconv.auditor.setting import NotShownError, Setting
from symconv.auditor.signs import established_signs
from symconv.auditor.statements import NotedEquation, read_sides
from symconv.auditor.tree import Addition, Binary, Expr, Lettered
from symconv.auditor.world import World
from symconv.errors import TooLargeError
from symconv.layers.build import exists
from symconv.layers.family import LEAST, family_of
from symconv.layers.layer import Axis, Convention, Layer
from symconv.sizes import Size, concrete, evaluate, substitute, symbol
from symconv.unknown import Symbol, Unknown

# Small layers that an equation is tried at: sizes of input and kernel along each axis, all different where they can be.
TRIAL_SIZES = (((4, 2), (5, 3)), ((3, 2), (4, 1)), ((5, 3), (4, 2)), ((3, 3), (3, 2)), ((7, 2), (8, 3)))
OTHERS = ({"s": 1, "d": 1, "p": 0}, {"s": 2, "d": 1, "p": 1}, {"s": 3, "d": 2, "p": 2}, {"s": 2, "d": 2, "p": 0})
LEAD = ({"N": 1, "c": 2, "f": 3}, {"N": 2, "c": 3, "f": 2})
MOST_MEMBERS = 5


@dataclass(frozen=True, slots=True)
class General:
    """A reading of general equations, and how they are read at the small layers that they are tried at."""

    setting: Setting
    members: tuple[SizedReading, ...]

    def __str__(self) -> str:
        return str(self.setting.family.layer)


def general_readings(found: Sequence[NotedEquation], announced: bool) -> list[General]:
    """The readings that the general forward equations of a section define; none where there is none.

    Where several forward equations define different layers, nothing is known.
    """
    sides = read_sides(found)
    for assignment in roles(sides):
        defined = [each for left, right in sides if (each := list(settings(left, right, assignment)))]
        if defined:
            if len({tuple(str(setting.family) for setting in each) for each in defined}) > 1:
                return []
            every = [side for pair in sides for side in pair]
            read = [completed(setting, every) for setting in defined[0]]
        elif any(_is_whole_forward(left, right, assignment) for left, right in sides):
            read = list(_usual(assignment))
        else:
            continue
        established = established_signs(assignment, sides)
        made = (General(each, tuple(_members(each, announced, established))) for each in read)
        return [each for each in made if each.members]
    return []


def _is_whole_forward(left: Expr, right: Expr, assignment: Mapping[str, str]) -> bool:
    """Whether an equation says, in whole arrays, that the output is the input moved along the kernel."""
    for one, other in ((left, right), (right, left)):
        body = one.terms[0] if isinstance(one, Addition) else one
        operands = (body.left, body.right) if isinstance(body, Binary) else ()
        found = [assignment.get(each.letter.lower()) for each in (*operands, other) if isinstance(each, Lettered)]
        if found == ["X", "K", "Z"]:
            return True
    return False


def _usual(assignment: Mapping[str, str]) -> Iterator[Setting]:
    """Where only whole arrays are spoken of: the plain layers on two axes, of either convention."""
    conventions: tuple[Convention, ...] = ("cross-correlation", "convolution")
    for convention in conventions:
        sizes = tuple(Axis(symbol(f"n{at}"), symbol(f"k{at}")) for at in range(2))
        family = family_of(sizes, 2, convention=convention, bias="B" in assignment.values())
        yield Setting(family, axes_of(family.layer), assignment, 1, {})


def _members(setting: Setting, announced: bool, established: frozenset[str]) -> Iterator[SizedReading]:
    """Small layers of the family, the names of sizes as numbers; one at least has no stride or dilation of 1 that is a
    letter in the notes, where there is such a layer."""
    family = setting.family
    known = family.parameters()
    count, found_general = 0, False
    for (sizes, others), lead in zip(product(TRIAL_SIZES, OTHERS), LEAD * len(TRIAL_SIZES) * len(OTHERS), strict=False):
        values: dict[str, int] = {**others, **lead}
        for number, axis in enumerate(family.layer.axes):
            n, k = sizes[number % len(sizes)]
            # Where the notes say how large the kernel is, the input is larger by as much.
            more = max(0, axis.k - k) if isinstance(axis.k, int) else 0
            values[f"n{number}"], values[f"k{number}"] = n + more, k
        if any(name not in values for name in known) or (others != OTHERS[0] and not set(known) & {"s", "d", "p"}):
            continue
        layer = _at(family.layer, values)
        if layer is None:
            continue
        general = _is_general(layer, family.layer)
        if count >= MOST_MEMBERS and not general:
            continue
        try:
            world = World(layer)
        except TooLargeError:
            continue
        yield SizedReading(_notes(setting, layer, values), world, announced, established)
        count, found_general = count + 1, found_general or general
        if count >= MOST_MEMBERS and found_general:
            return


def _at(layer: Layer, values: Mapping[str, int]) -> Layer | None:
    """The layer with numbers for its symbols; None where there is no such layer.

    A padding may come out below 0, where notes count from 1: of such layers too their equations speak.
    """
    known: dict[Unknown, Size] = {Symbol(name): value for name, value in values.items()}
    axes = tuple(Axis(**{name: substitute(getattr(axis, name), known) for name in LEAST}) for axis in layer.axes)
    counts = ("batch", "groups", "in_channels", "out_channels")
    lead: dict[str, Any] = {name: substitute(getattr(layer, name), known) for name in counts}
    found = replace(layer, axes=axes, **lead)
    return found if exists(found) else None


def _is_general(layer: Layer, family: Layer) -> bool:
    """Whether a small layer has neither a stride nor a dilation of 1 where the notes have a letter for it.

    Where a forward equation has a padding such as 1 - d, the kernel's hypotheses leave only d = 1.
    """
    axes = zip(layer.axes, family.axes, strict=True)
    steps = [pair for at, said in axes for pair in ((at.s, said.s), (at.d, said.d))]
    return all(concrete(number) > 1 for number, letter in steps if not isinstance(letter, int))


def _notes(setting: Setting, layer: Layer, values: Mapping[str, int]) -> Notes:
    layout = {
        name: tuple(order.index(axis) for axis in setting.axes[name] if axis in order)
        for name, order in axes_of(layer).items()
    }
    sizes = {name: int(evaluate(size, values)) for name, size in setting.names.items()}
    meanings = {"": SignMeaning(layer.convention), "corr": SignMeaning("cross-correlation")}
    return Notes(dict(setting.roles), setting.base, meanings, layout, sizes)


def judge_general(statement: NotedEquation, reading: General) -> Judgement:
    """The verdict on an equation for every layer of the family."""
    doubtful: Judgement | None = None
    for at_size in reading.members:
        last = judge(statement, at_size)
        if last.outcome == "ambiguous":
            # What is true here under one convention may be false elsewhere under each.
            doubtful = doubtful or last
        elif last.outcome != "proved":
            where = f" (for {at_size.world.layer})" if last.outcome == "refuted" else ""
            return Judgement(last.outcome, f"{last.reason}{where}", "")
    if not any(_is_general(each.world.layer, reading.setting.family.layer) for each in reading.members):
        return Judgement("undecided", f"true at {len(reading.members)} sizes that were tried, with steps of 1 alone")
    if doubtful is not None:
        return Judgement(doubtful.outcome, doubtful.reason, "")
    left, right = statement.trees
    if is_formula(left, right):
        return _formula(left, right, reading, last)
    try:
        shown(statement, reading.setting)
    except NotShownError as error:
        return Judgement("undecided", f"true at {len(reading.members)} sizes that were tried; {error}")
    return Judgement("proved", last.reason, "for all sizes")


def _formula(left: Expr, right: Expr, reading: General, last: Judgement) -> Judgement:
    """The verdict on a formula in whole arrays that holds at the small layers."""
    found = decided(left, right, reading.members[0], reading.setting.family)
    if found is None:
        return Judgement("undecided", f"true at {len(reading.members)} sizes that were tried")
    if found.outcome == "proved":
        return Judgement("proved", last.reason, "for all sizes")
    return Judgement(found.outcome, found.said, "for all sizes")
