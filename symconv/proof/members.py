"""The members of a family of layers, from the smallest on: where examples and counterexamples are looked for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from symconv.arrays.sums import Guard
from symconv.layers.family import LEAST, Family, lead_sizes, plain_name
from symconv.layers.layer import Axis
from symconv.layers.order import LEAD_REACH, Choice, LeadSizes, in_order, layer_of, small
from symconv.proof.axis_kinds import Kind
from symconv.proof.free import FreeTensors, free_tensors
from symconv.proof.sides import holds
from symconv.sizes import denominators, evaluate, symbols, terms
from symconv.statements.glossary import needs_layer
from symconv.statements.grammar import Statement
from symconv.unknown import Symbol

if TYPE_CHECKING:
    from symconv.exact.instance import Instance

# How many channels are tried one by one.
MOST_CHANNELS = 32
# How many symbols of no axis a member is looked for by, and how far each goes.
MOST_OTHERS = 2
OTHERS_REACH = 40

NamedSizes = dict[str, int | list[int]]


@dataclass(frozen=True, slots=True, eq=False)
class FamilyMember:
    """One layer of a family, with the sizes of a statement's free tensors; what it is made of is worked out when asked.

    Of thousands that come by, most are known by their `key` already.
    """

    family: Family
    axes: tuple[Choice, ...]
    lead: LeadSizes
    free: FreeTensors

    @property
    def key(self) -> tuple[object, ...]:
        """What it is told by among the members for one statement: the values of all symbols, axis by axis."""
        return (*(each.values for each in self.axes), self.lead.counts)

    @property
    def sizes(self) -> NamedSizes:
        """A number for each symbol, a list of them for several axes."""
        return _said(self.axes, self.lead)

    @property
    def instance(self) -> Instance:
        """The layer, and the free tensors with their sizes."""
        # Whoever proves evaluates nothing, and does not wait for what evaluates.
        from symconv.exact.instance import Instance

        sizes = {name: tuple(each.free[at] for each in self.axes) for at, name in enumerate(self.free.sizes)}
        return Instance(layer_of(self.family.layer, self.axes, self.lead), sizes, self.free.like)


def members(
    statement: Statement,
    family: Family,
    exists: Sequence[Guard] = (),
    soon: bool = False,
    most: float = math.inf,
    single: bool = False,
) -> Iterator[FamilyMember]:
    """The members of the family within reach, at the lowest ranks, as `order.in_order` orders them.

    Within reach is, of each symbol, what REACH says, and as much further as the smallest member lies for which
    `exists` holds. With `soon`, no symbol goes beyond 2 there; `most` is a number of entries that no single axis alone
    may have more of; `single` ones have one example, group and channel. A statement that is wrong at some rank is
    nearly always wrong at the lowest, with no more entries.
    """
    of_layer = needs_layer(statement)
    leads = [each for each in _leads(family, of_layer) if each.is_single or not single]
    if not leads:
        return
    free, kinds = _kinds(statement, family, tuple(exists))
    classes = [kind.choices(soon, most) for kind in kinds]
    together = _together(family, kinds, leads) if of_layer else ()
    for rank in _ranks(family):
        chosen = [classes[min(at, len(classes) - 1)] for at in range(rank)]
        if rank < len(family.layer.axes):
            # Some axis that the statement singles out is missing here, so it says little: small axes will do.
            chosen = [small(each) for each in chosen]
        if all(chosen):
            for axes, lead in in_order(chosen, leads, of_layer, [free.like.get(name, "") for name in free.sizes]):
                if together and not _belong(together, kinds, axes, lead):
                    continue
                yield FamilyMember(family, axes, lead, free)


def axis_symbols(statement: Statement, family: Family, exists: Sequence[Guard] = ()) -> list[tuple[str, ...]]:
    """The symbols of each class of axes, in the order of the values of a member's axes."""
    return [tuple(kind.least) for kind in _kinds(statement, family, tuple(exists))[1]]


@lru_cache(maxsize=16)
def _kinds(statement: Statement, family: Family, exists: tuple[Guard, ...]) -> tuple[FreeTensors, tuple[Kind, ...]]:
    """The free tensors and the classes of axes: of one statement they are asked for several times."""
    free, of_layer = free_tensors(statement, family), needs_layer(statement)
    return free, tuple(Kind.of(family, at, free, of_layer, exists) for at in range(len(family.layer.axes)))


def member(family: Family, values: Mapping[str, int]) -> FamilyMember | None:
    """The member without free tensors, at the lowest rank with every class of axes, whose symbols have these values.

    None where they are not those of a member. A symbol without a value is as small as most sizes are: 1.
    """
    known = {name: 1 for guard in family.given for name in symbols(guard.value)}
    known |= {**dict.fromkeys(family.parameters(), 1), **values}
    if not all(_holds(guard, known) for guard in family.hypotheses()):
        return None
    kinds, axes = family.layer.axes, []
    for kind in (kinds[min(at, len(kinds) - 1)] for at in range(family.rank or len(kinds))):
        parameters = {name: getattr(kind, name) for name in LEAST}
        named = dict.fromkeys(name for size in parameters.values() for name in symbols(size))
        axis = Axis(**{name: evaluate(size, known) for name, size in parameters.items()})
        axes.append(Choice(axis, tuple((plain_name(name), known[name]) for name in named), (0, 0, 0)))
    lead = _lead(family, {name: known[name] for size in lead_sizes(family.layer).values() for name in symbols(size)})
    return FamilyMember(family, tuple(axes), lead, FreeTensors({}, {}))


def member_at(statement: Statement, family: Family, sizes: NamedSizes) -> FamilyMember | None:
    """The member that a counterexample to the statement with these `sizes` was found at; None where there is none."""
    of_layer = needs_layer(statement)
    free, kinds = _kinds(statement, family, ())
    counts = lead_sizes(family.layer).values()
    for rank in _ranks(family):
        numbered = [kinds[min(at, len(kinds) - 1)] for at in range(rank)]
        axes = [_choice_at(kind, at, rank, sizes) for at, kind in enumerate(numbered)]
        chosen = tuple(each for each in axes if each is not None)
        told = {name: sizes.get(name, 1) for size in counts for name in symbols(size)}
        values = {name: value for name, value in told.items() if isinstance(value, int)}
        if len(chosen) < rank or len(values) < len(told):
            continue
        lead = _lead(family, values)
        if min(lead.counts) < 1 or _said(chosen, lead) != sizes:
            continue
        together = (*family.given, *_together(family, kinds, [lead]))
        if not of_layer or _belong(together, kinds, chosen, lead):
            return FamilyMember(family, chosen, lead, free)
    return None


def _choice_at(kind: Kind, at: int, rank: int, sizes: NamedSizes) -> Choice | None:
    """Axis number `at` of a kind, by the sizes that `_said` says; None where they do not say it, or it is none."""
    values = {}
    for name in kind.least:
        plain = plain_name(name)
        said = sizes.get(plain, sizes.get(f"{plain}{at}", []))
        along = said if isinstance(said, list) else [said] * rank
        if len(along) != rank:
            return None
        values[name] = along[at]
    return kind.choice(values)


def _together(family: Family, kinds: Sequence[Kind], leads: Sequence[LeadSizes]) -> tuple[Guard, ...]:
    """What is known of a family that no class of axes and no lead meets by itself; of shared symbols, that they agree.

    A symbol that describes two classes of axes stands for one number, which `0 = 0` makes someone look at.
    """
    alone = [*({*kind.least} for kind in kinds), {name for lead in leads[:1] for name, _ in lead.values}]
    found = [guard for guard in family.given if not any(each >= {*symbols(guard.value)} for each in alone)]
    shared = any(one & other for at, one in enumerate(alone) for other in alone[:at])
    return (*found, *([Guard(0, "=")] if shared else []))


def _belong(together: Sequence[Guard], kinds: Sequence[Kind], axes: Sequence[Choice], lead: LeadSizes) -> bool:
    """Whether axes of the classes, with a lead, are of one member: whatever axis of each class is looked at.

    A symbol of no axis has to have one value for all of them; where none is found, nothing is said of the member.
    """
    by_class: dict[int, list[dict[str, int]]] = {}
    for at, axis in enumerate(axes):
        number = min(at, len(kinds) - 1)
        named = zip(kinds[number].least, (value for _, value in axis.values), strict=True)
        by_class.setdefault(number, []).append(dict(named))
    picks = []
    for pick in product(*by_class.values()):
        values: dict[str, int] = dict(lead.values)
        for each in pick:
            if any(values.setdefault(name, value) != value for name, value in each.items()):
                return False
        picks.append(values)
    others = {name for guard in together for name in symbols(guard.value)} - picks[0].keys()
    if len(others) > MOST_OTHERS:
        return False
    return any(
        all(_holds(guard, values | dict(zip(others, chosen, strict=True))) for values in picks for guard in together)
        for chosen in product(range(OTHERS_REACH + 1), repeat=len(others))
    )


def _holds(guard: Guard, values: Mapping[str, int]) -> bool:
    """Whether a condition holds and divides by nothing below 1."""
    return all(evaluate(divisor, values) >= 1 for divisor in denominators(guard.value)) and holds(guard, values)


def _ranks(family: Family) -> range:
    if family.rank is not None:
        return range(family.rank, family.rank + 1)
    least = max(1, len(family.layer.axes) - 1)
    return range(least, least + 2)


def _lead(family: Family, values: Mapping[str, int]) -> LeadSizes:
    """The lead whose symbols have these values."""
    numbers = {name: evaluate(size, values) for name, size in lead_sizes(family.layer).items()}
    return LeadSizes(**numbers, values=tuple(values.items()))


def _leads(family: Family, of_layer: bool) -> list[LeadSizes]:
    unknown = dict.fromkeys(name for size in lead_sizes(family.layer).values() for name in symbols(size))
    # A number of channels in all is shared out among the groups: what conditions say of these, members meet.
    given = [guard for guard in family.given if of_layer and unknown.keys() >= {*symbols(guard.value)}]
    every: list[dict[str, int]] = [{}]
    for name in unknown:
        numbers = _lead_values(name, given) if of_layer else (1,)
        every = [values | {name: number} for values in every for number in numbers]
        # As soon as it can be, a condition is looked at: channels may have many divisors.
        told = [guard for guard in given if name in symbols(guard.value) and every[0].keys() >= {*symbols(guard.value)}]
        every = [values for values in every if all(_holds(guard, values) for guard in told)]
        if not every:
            return []
    return [_lead(family, values) for values in every]


def _lead_values(name: str, given: Sequence[Guard]) -> Sequence[int]:
    """The numbers to try for a symbol of the lead: where a product of sizes is said to be a number, its divisors."""
    about = [guard for guard in given if name in symbols(guard.value)]
    products = [total for guard in about if (total := _product_total(guard)) is not None]
    if products:
        return _divisors(math.gcd(*products))
    constants = [abs(number) for guard in about for monomial, number in terms(guard.value) if not monomial]
    return range(1, min(max(constants, default=LEAD_REACH), MOST_CHANNELS) + 1)


def _divisors(number: int) -> list[int]:
    """The numbers that divide one of at least 1, in order."""
    below = [each for each in range(1, math.isqrt(number) + 1) if number % each == 0]
    return sorted({*below, *(number // each for each in below)})


def _product_total(guard: Guard) -> int | None:
    """What a product of symbols is, where a condition says no more than that."""
    match terms(guard.value):
        case (([*atoms], 1), ((), number)) if guard.relation == "=" and all(isinstance(each, Symbol) for each in atoms):
            return -number
    return None


def _said(axes: tuple[Choice, ...], lead: LeadSizes) -> NamedSizes:
    found: NamedSizes = {}
    given = [dict(each.values) for each in axes]
    for name in dict.fromkeys(name for each in given for name in each):
        values = [each[name] for each in given if name in each]
        if len(values) == len(axes):
            found[name] = values if len(axes) > 1 else values[0]
        else:
            # Fixed along other axes: then which axis it is of has to be said.
            found |= {f"{name}{at}": each[name] for at, each in enumerate(given) if name in each}
    if not lead.is_single:
        found |= dict(lead.values)
    return found
