"""The readings of a section: what its letters and signs mean and which layers it may be about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from symconv.auditor.allsizes import General, general_readings
from symconv.auditor.evidence import Ground, candidates, ground
from symconv.auditor.judgement import SizedReading, judge
from symconv.auditor.letters import Notes
from symconv.auditor.meanings import SignMeaning
from symconv.auditor.roles import roles
from symconv.auditor.signs import established_signs, signs_in
from symconv.auditor.size_equations import NotedSizes, noted_sizes
from symconv.auditor.statements import NotedEquation, read_sides
from symconv.auditor.tree import Addition, BigSum, Expr, Juxtaposition, Lettered, Partial, entries, nodes
from symconv.auditor.world import World
from symconv.errors import TooLargeError
from symconv.layers.layer import Layer

# What fixes the layer stands in any part of long notes; so many equations are enough to score a candidate by.
MOST_SCORED = 150
MOST_READINGS = 24
# So many gradients, and few that do not fit, say what the layer is where no output is written out.
ENOUGH_GRADIENTS = 4
# How long, in the text, an equation is that candidates are scored by.
MOST_LENGTH = 5_000


@dataclass(frozen=True, slots=True)
class SectionReading(SizedReading):
    """How a section is read, and how well that fits.

    `support` counts the equations that are true in this reading and not in every one, `against` those that are false
    in it, `forward` those among the true ones that say what an output is, `expanded` those of them that expand it.
    """

    support: int = 0
    against: int = 0
    forward: int = 0
    expanded: int = 0

    @property
    def score(self) -> int:
        """How many more equations are true in it than false."""
        return self.support - self.against

    @property
    def layer(self) -> Layer:
        """The layer that the section is about."""
        return self.world.layer

    def __str__(self) -> str:
        return str(self.layer)


@dataclass(frozen=True, slots=True)
class Section:
    """Statements about one layer and their readings, all equally good; none, and the reason, where none is.

    Where no layer of one size is spoken of, `general` are the families of layers that it may be.
    """

    statements: tuple[NotedEquation, ...]
    readings: tuple[SectionReading, ...]
    general: tuple[General, ...] = ()
    reason: str = ""
    sizes: NotedSizes = field(default_factory=NotedSizes)

    @property
    def first(self) -> SizedReading | None:
        """The reading in which anything is written that is said of the section; None where it has none."""
        if self.readings:
            return self.readings[0]
        return self.general[0].members[0] if self.general else None


def einstein(text: str) -> bool:
    """Whether the notes announce that repeated indices are summed over.

    >>> einstein("Einstein Notation"), einstein("Albert Einstein was born in Ulm")
    (True, False)
    """
    return bool(re.search(r"einstein(['’]s)?\\?\s+(summation|notation|convention|sum)", text, re.IGNORECASE))


def sections(found: Sequence[NotedEquation], announced: bool, given: Layer | None = None) -> list[Section]:
    """The statements by the layer that they are about, each with its readings.

    A heading begins a new section only where what follows is about another layer.
    """
    groups: list[list[NotedEquation]] = []
    # The same few equations may stand below many headings, and all of them below one.
    known: dict[object, Section] = {}
    worlds: dict[Layer, World] = {}

    def read(statements: Sequence[NotedEquation]) -> Section:
        key = tuple((each.left.tree, each.right.tree, each.problem) for each in statements)
        if key not in known:
            known[key] = section_of(statements, announced, given, worlds)
        return replace(known[key], statements=tuple(statements))

    current: Section | None = None
    for _, below in groupby(found, lambda each: each.heading):
        statements = list(below)
        section = None
        if any(map(looks_forward, statements)):
            section = read(statements)
        if not groups or (section is not None and _contradicts(groups[-1], section, read)):
            groups.append(statements)
        elif section is None or not section.readings or current is None or _explains(current, section):
            groups[-1] += statements
        else:
            groups.append(statements)
            current = section
        if current is None and section is not None and section.readings:
            current = section
    return [replace(read(group), sizes=noted_sizes(group)) for group in groups]


def _contradicts(
    above: Sequence[NotedEquation], after: Section, read: Callable[[Sequence[NotedEquation]], Section]
) -> bool:
    """Whether what is said below a heading defines other layers than what stands above, so that both define none."""
    if after.readings or not after.general:
        return False
    # What stands above grows with every heading, so it is read again only now.
    before = read(above)
    if before.readings or not before.general:
        return False
    both = read([*above, *after.statements])
    return not both.readings and not both.general


def _shared(one: SectionReading, other: SectionReading) -> bool:
    """Whether input, kernel and output are the same letters."""
    own = {letter: role for letter, role in other.notes.roles.items() if role in ("X", "K", "Z")}
    return all(one.notes.roles.get(letter) == role for letter, role in own.items())


def looks_forward(statement: NotedEquation) -> bool:
    """Whether one letter is said to be a sum of products, as where a layer is introduced."""
    return isinstance(statement.left.tree, Lettered) and isinstance(
        statement.right.tree, Addition | Juxtaposition | BigSum
    )


def _explains(before: Section, after: Section) -> bool:
    """Whether what is said below a heading is true of the layer above it, as much as of any other.

    One equation in the same letters is no other layer: a wrong one fits some layer too.
    """
    reading = replace(before.readings[0], support=0, against=0)
    best = after.readings[0]
    if _shared(reading, best) and (best.forward < 2 or best.world.layer == reading.world.layer):
        return True
    scored = _scored(reading, _scorable(after.statements, reading.notes.roles))
    return scored is not None and scored.score >= best.score


def section_of(
    statements: Sequence[NotedEquation], announced: bool, given: Layer | None, worlds: dict[Layer, World]
) -> Section:
    """The statements as one section: the readings that its equations support best, all that are equally good.

    With `given`, the layer is known; `worlds` are layers that were expanded before. A reading needs an equation that
    is true in it and not in every one, and the equations that expand an output mostly true.
    """
    sides = read_sides(statements)
    found: list[SectionReading] = []
    for assignment in roles(sides, whole=given is not None):
        at = ground(assignment, sides)
        if at is None and given is not None:
            # Formulas in whole arrays alone: no entry says from where indices count, and none has to.
            at = Ground(given.rank, 1, given.shows_channels)
        if at is None or at.rank < 1:
            continue
        layers = [_as_noted(given, assignment)] if given is not None else candidates(assignment, sides, at)
        equations = _scorable(statements, assignment)
        for reading in _worlds(assignment, at, layers, sides, announced, worlds):
            scored = _scored(reading, equations)
            if scored is not None and (_is_supported(scored) or given is not None):
                found.append(scored)
            elif given is not None:
                found.append(reading)
    if not found:
        general = tuple(general_readings(statements, announced))
        reason = "" if general else "no equation here says what the layer is, and none is given"
        return Section(tuple(statements), (), general, reason)
    return Section(tuple(statements), _leading(found))


def _leading(found: Sequence[SectionReading]) -> tuple[SectionReading, ...]:
    """The readings that more equations support than any other, and those that they have no clear lead over.

    What expands an output defines the layer: a reading in which more of these are true is only left behind where
    more than three times as many gradients speak against it. False gradients fit some layer too.
    """
    best = max(reading.score for reading in found)
    first = [reading for reading in found if reading.score == best]
    defined = min(reading.expanded for reading in first)
    close = [each for each in found if each.score < best <= each.score + 4 * (each.expanded - defined)]
    return (*first, *sorted(close, key=lambda each: -each.score))


def _as_noted(given: Layer, assignment: Mapping[str, str]) -> Layer:
    """The layer that was given, without its bias where the notes never speak of one."""
    return given if "B" in assignment.values() else replace(given, bias=False)


def _worlds(
    assignment: Mapping[str, str],
    at: Ground,
    layers: Sequence[Layer],
    sides: Sequence[tuple[Expr, Expr]],
    announced: bool,
    worlds: dict[Layer, World],
) -> Iterator[SectionReading]:
    """A reading for each layer; of layers that compute the same only the plainest, which comes first."""
    seen: set[object] = set()
    for layer in layers:
        try:
            world = worlds[layer] = worlds.get(layer) or World(layer)
        except TooLargeError:
            continue
        outputs = tuple(frozenset(each.items()) for each in world.outputs.values())
        function = outputs, world.sizes["X"], world.sizes["K"]
        if function in seen or len(seen) >= MOST_READINGS:
            continue
        seen.add(function)
        meanings = {"": SignMeaning(layer.convention), "corr": SignMeaning("cross-correlation")}
        established = established_signs(assignment, sides)
        # A star with the mark of the transpose means what the star alone does, turned round.
        plain = {sign.removesuffix("^T") for sign in established}
        if established and r"\star" not in plain:
            # Notes that have another sign for what the layer does mean by the star what it usually means.
            meanings[r"\star"] = SignMeaning("cross-correlation")
            established |= {r"\star"}
        elif r"\star" in plain and "*" not in plain and layer.convention == "cross-correlation":
            # And by the asterisk, beside a star that correlates.
            established |= {r"\star"}
            meanings["*"] = SignMeaning("convolution")
        notes = Notes(dict(assignment), at.base, meanings)
        yield SectionReading(notes, world, announced, established)


def _scorable(statements: Sequence[NotedEquation], assignment: Mapping[str, str]) -> list[tuple[NotedEquation, bool]]:
    """The equations whose truth depends on the layer, once each, and whether they expand an output."""
    found: dict[object, tuple[NotedEquation, bool]] = {}
    for statement in statements:
        if not statement.problem and _depends_on_the_layer(statement, assignment):
            key = statement.left.tree, statement.right.tree
            if key not in found:
                found[key] = statement, _is_forward(statement, assignment)
    kept = list(found.values())
    # A very long equation says no more of the layer than short ones do.
    kept = [each for each in kept if each[0].end - each[0].start <= MOST_LENGTH] or kept
    # The equations that expand an output count wherever they stand.
    return [each for at, each in enumerate(kept) if each[1] or at < MOST_SCORED]


def _is_supported(reading: SectionReading) -> bool:
    """Whether the notes say what the layer is: by an output, or by so many gradients that no other fits them.

    A lone gradient fits some layer whatever it says, so it must not be what it is judged by.
    """
    return reading.forward > 0 or reading.support >= ENOUGH_GRADIENTS > 3 * reading.against


def _scored(reading: SectionReading, equations: Sequence[tuple[NotedEquation, bool]]) -> SectionReading | None:
    """The reading with how many equations are true and false in it; None where the outputs are mostly others."""
    support = against = forward = said = expanded = 0
    for statement, expands in equations:
        found = judge(statement, reading, others=False).outcome
        support += found == "proved"
        against += found == "refuted"
        said += found == "proved" and (expands or bool(reading.established & signs_in(statement)))
        expanded += found == "proved" and expands
        forward += expands * {"proved": 1, "refuted": -1}.get(found, 0)
    if forward < 0:
        return None
    return replace(reading, support=support, against=against, forward=said, expanded=expanded)


def _depends_on_the_layer(statement: NotedEquation, assignment: Mapping[str, str]) -> bool:
    """Whether an entry of the input or the kernel stands in it for itself, rather than to be derived by."""
    by = {id(node.by) for side in statement.trees for node in nodes(side) if isinstance(node, Partial)}
    themselves = (entry for side in statement.trees for entry in entries(side) if id(entry) not in by)
    return any(assignment.get(entry.letter.lower()) in ("X", "K") for entry in themselves)


def _is_forward(statement: NotedEquation, assignment: Mapping[str, str]) -> bool:
    """Whether an equation, on its own, expands one output in entries of input and kernel."""
    left, right = statement.left.tree, statement.right.tree
    if statement.sides != 2 or not isinstance(left, Lettered) or assignment.get(left.letter.lower()) != "Z":
        return False
    return all(assignment.get(entry.letter.lower()) != "Z" for entry in entries(right))
