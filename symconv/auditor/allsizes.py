"""General equations judged for all sizes: proved by the kernel, refuted at a small layer of the family.

The two ways are apart: an equation is proved only if the kernel shows it and every small layer agrees, and refuted
only where a layer disagrees. Anything else is left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from symconv.auditor.extents import completed, of_forward
from symconv.auditor.formulas import decided, is_formula, without_channels
from symconv.auditor.general import forward_equation, settings
from symconv.auditor.indexed import shown
from symconv.auditor.judgement import Judgement, judge
from symconv.auditor.letters import Notes
from symconv.auditor.meanings import SignMeaning
from symconv.auditor.roles import roles
from symconv.auditor.setting import NotShownError, Setting
from symconv.auditor.signs import established_signs
from symconv.auditor.statements import NotedEquation
from symconv.auditor.tree import Addition, Binary, Expr, Lettered
from symconv.auditor.world import World
from symconv.errors import GeometryError, TooLargeError
from symconv.layers.build import check
from symconv.layers.family import family_of
from symconv.layers.layer import Axis, Convention, Layer
from symconv.sizes import Size, evaluate, substitute, symbol
from symconv.unknown import Symbol

# Small layers that an equation is tried at: sizes of input and kernel along each axis, all different where they can be.
TRIAL_SIZES = (((4, 2), (5, 3)), ((3, 2), (4, 1)), ((5, 3), (4, 2)), ((3, 3), (3, 2)))
OTHERS = ({"s": 1, "d": 1, "p": 0}, {"s": 2, "d": 1, "p": 1}, {"s": 3, "d": 2, "p": 2}, {"s": 2, "d": 2, "p": 0})
LEAD = ({"N": 1, "c": 2, "f": 3}, {"N": 2, "c": 3, "f": 2})
MOST_MEMBERS = 5


@dataclass(frozen=True, slots=True)
class Member:
    """One small layer of a family, and the notes read at its sizes."""

    world: World
    notes: Notes


@dataclass(frozen=True, slots=True)
class General:
    """A reading of general equations, with the small layers that they are tried at."""

    setting: Setting
    members: tuple[Member, ...]
    einstein: bool
    established: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return str(self.setting.family.layer)


def general_readings(found: Sequence[NotedEquation], base: int | None, announced: bool) -> list[General]:
    """The readings that the general forward equations of a section define; none where there is none.

    Where several forward equations define different layers, nothing is known.
    """
    sides = [(s.left.tree, s.right.tree) for s in found if s.left.tree is not None and s.right.tree is not None]
    for assignment in roles(sides):
        defined = [_defined(left, right, assignment, base) for left, right in sides]
        kept = [each for each in defined if each]
        if kept:
            first = kept[0]
            if any([str(one.family) for one in each] != [str(one.family) for one in first] for each in kept[1:]):
                return []
            every = [side for pair in sides for side in pair]
            completer = [_completed(setting, every) for setting in first]
            return _readings(completer, announced, established_signs(assignment, sides))
        if any(_is_whole_forward(left, right, assignment) for left, right in sides):
            return _readings(list(_usual(assignment)), announced, established_signs(assignment, sides))
    return []


def _readings(found: Sequence[Setting], announced: bool, established: frozenset[str]) -> list[General]:
    made = [General(setting, tuple(_members(setting)), announced, established) for setting in found]
    return [each for each in made if each.members]


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
    axes = {"X": ("0", "1"), "K": ("0", "1"), "Z": ("0", "1"), "B": ()}
    conventions: tuple[Convention, ...] = ("cross-correlation", "convolution")
    for convention in conventions:
        sizes = tuple(Axis(symbol(f"n{at}"), symbol(f"k{at}")) for at in range(2))
        family = family_of(sizes, 2, convention=convention, bias="B" in assignment.values())
        yield Setting(family, axes, assignment, 1, {})


def _defined(left: Expr, right: Expr, assignment: Mapping[str, str], base: int | None) -> list[Setting]:
    """The families that an equation defines; none where it is no forward equation."""
    found = forward_equation(left, right, assignment)
    return [] if found is None else list(settings(found, assignment, base, of_forward(found.ranges)))


def _completed(setting: Setting, every: Sequence[Expr]) -> Setting:
    """The setting with what the other sums of the notes say of the names of sizes."""
    names = completed(setting.names, every, setting.family.layer, setting.axes, setting.roles)
    return replace(setting, names=names)


def _members(setting: Setting) -> Iterator[Member]:
    """Small layers of the family, the names of sizes as numbers."""
    family = setting.family
    known = family.parameters()
    count = 0
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
        try:
            world = World(layer)
        except TooLargeError:
            continue
        yield Member(world, _notes(setting, world, values))
        count += 1
        if count == MOST_MEMBERS:
            return


def _at(layer: Layer, values: Mapping[str, int]) -> Layer | None:
    """The layer with numbers for its symbols; None where there is no such layer."""

    def number(size: Size) -> Size:
        return substitute(size, {Symbol(name): value for name, value in values.items()})

    axes = tuple(
        Axis(*(number(getattr(axis, name)) for name in ("n", "k", "s", "d", "pl", "pr", "op"))) for axis in layer.axes
    )
    found = Layer(
        axes,
        layer.transposed,
        layer.convention,
        number(layer.batch),
        number(layer.groups),
        number(layer.in_channels),
        number(layer.out_channels),
        layer.bias,
    )
    try:
        check(found)
    except GeometryError:
        return None
    return found


def _notes(setting: Setting, world: World, values: Mapping[str, int]) -> Notes:
    layer = world.layer
    rank = [str(number) for number in range(layer.rank)]
    lead = {"X": ["N", "c"], "K": ["f", "c"], "Z": ["N", "f"], "B": ["f"]}
    layout = {}
    for name, axes in setting.axes.items():
        order = [*(lead[name] if layer.shows_channels else []), *(rank if name != "B" else [])]
        layout[name] = tuple(order.index(axis) for axis in axes if axis in order)
    sizes = {name: int(evaluate(size, values)) for name, size in setting.names.items()}
    meanings = {"": SignMeaning(layer.convention), "corr": SignMeaning("cross-correlation")}
    return Notes(dict(setting.roles), setting.base, meanings, layout, sizes)


def judge_general(statement: NotedEquation, reading: General) -> Judgement:
    """The verdict on an equation for every layer of the family."""
    last = Judgement("unreadable", "there is no layer to try the equation at")
    for member in reading.members:
        last = judge(statement, member.world, member.notes, reading.einstein, reading.established)
        if last.outcome != "proved":
            where = f" (for {member.world.layer})" if last.outcome == "refuted" else ""
            return Judgement(last.outcome, f"{last.reason}{where}", "")
    if last.outcome != "proved":
        return last
    left, right = statement.left.tree, statement.right.tree
    assert left is not None
    assert right is not None
    if is_formula(left, right):
        return _formula(left, right, reading, last)
    try:
        shown(statement, reading.setting)
    except NotShownError as error:
        return Judgement("undecided", f"true at {len(reading.members)} sizes that were tried; {error}")
    return Judgement("proved", last.reason, "for all sizes")


def _formula(left: Expr, right: Expr, reading: General, last: Judgement) -> Judgement:
    """The verdict on a formula in whole arrays that holds at the small layers."""
    member = reading.members[0]
    plain = World(without_channels(member.world.layer))
    found = decided(left, right, plain, member.notes, reading.setting.family)
    if found is None:
        return Judgement("undecided", f"true at {len(reading.members)} sizes that were tried")
    if found.outcome == "proved":
        return Judgement("proved", last.reason, "for all sizes")
    return Judgement(found.outcome, found.said, "for all sizes")
