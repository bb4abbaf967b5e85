"""One side of a general index equation as summands: a summation index is a bound variable, an entry a factor.

A shifted index reads zeros outside; one that stands alone must run over all of its axis, or nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from symconv.arrays.sums import Case, Guard, Part, Term, Variable, replaced, within
from symconv.auditor import tree
from symconv.auditor.extents import axis_sizes
from symconv.auditor.indices import lone_name
from symconv.auditor.letters import carrier
from symconv.auditor.setting import NotShownError, Setting, single
from symconv.auditor.slopes import SLOPES
from symconv.auditor.summand import Summand
from symconv.auditor.vocabulary import MOVING
from symconv.layers.definition import forward
from symconv.layers.tensors import tensor
from symconv.sizes import Size, floordiv, substitute, symbol, symbols, terms, unknowns
from symconv.unknown import Index, Symbol, Unknown

# More summands than this are not compared.
MOST_SUMMED = 8


class Summing:
    """From expressions to summands; every bound variable gets a name of its own."""

    def __init__(self, setting: Setting, fresh: Iterator[int]) -> None:
        self.setting = setting
        self.fresh = fresh
        self.sizes = axis_sizes(setting.family.layer)

    def variable(self, size: Size) -> Variable:
        """A bound variable that nothing else is called."""
        return Variable(f"v_{next(self.fresh)}", size)

    def over_output(self, name: str, output: Mapping[str, Size], values: dict[str, Size]) -> Summand:
        """Times the gradient `name` at every output: derivatives are equal when these sums are, whatever it is."""
        bound = []
        place: dict[str, Size] = {}
        for axis, at in output.items():
            variable = self.variable(self.sizes["Z"][axis])
            bound.append(variable)
            place[axis] = variable.at
            values[single(at)] = variable.at + self.setting.base
        return Summand(1, ((name, place),), tuple(bound))

    # --- expressions

    def sides(self, expr: tree.Expr, values: Mapping[str, Size]) -> list[Summand]:
        """The summands of an expression; `values` are the places that its indices stand for."""
        match expr:
            case tree.WholeNumber(value=value):
                return [Summand(value)] if value else []
            case tree.Negative(of=of):
                return [replace(each, coefficient=-each.coefficient) for each in self.sides(of, values)]
            case tree.Addition(terms=terms):
                return [each for term in terms for each in self.sides(term, values)]
            case tree.Juxtaposition(factors=factors):
                return self.product(factors, values)
            case tree.Binary(left=left, right=right) if expr.sign not in MOVING and not expr.options and not expr.mode:
                return self.product((left, right), values)
            case tree.BigSum():
                return self.big_sum(expr, values)
            case tree.Lettered():
                return self.entry(expr, values)
            case tree.ShortGradient(by=by):
                return [self.gradient(by, values)]
            case tree.Partial(top=top, by=by) if self.setting.is_loss(top):
                return [self.gradient(by, values)]
            case tree.Partial(top=tree.Lettered() | tree.Activation() as top, by=by):
                return self.through(top, by, values)
            case tree.Where(body=body, holds=holds):
                guards = tuple(Guard(self.known(each, values), ">=") for each in holds)
                return [Summand(1, (), (), guards).times(each) for each in self.sides(body, values)]
            case tree.Activation():
                return [self.factor(self.setting.function(expr), expr.of, values)]
        raise NotShownError("a part of the right side is not compared for all sizes")

    def product(self, factors: Sequence[tree.Expr], values: Mapping[str, Size]) -> list[Summand]:
        """The summands of a product, multiplied out."""
        found = [Summand(1)]
        for factor in factors:
            found = [one.times(other) for one in found for other in self.sides(factor, values)]
            if len(found) > MOST_SUMMED:
                raise NotShownError("the equation has too many terms to be compared for all sizes")
        return found

    def big_sum(self, expr: tree.BigSum, values: Mapping[str, Size]) -> list[Summand]:
        """The summands of a sum over indices, each of which becomes a bound variable."""
        bound = []
        holds: list[Size] = []
        inner = dict(values)
        for each in expr.ranges:
            size = self.extent(each.name, expr.body)
            if each.low is not None and each.high is not None:
                begins, size, also = self.ends(each, size, inner)
                holds += also
            elif size is None or each.low is not None or each.high is not None:
                raise NotShownError(f"what {each.name} runs over is not evident")
            else:
                begins = self.setting.base
            variable = self.variable(size)
            bound.append(variable)
            inner[each.name] = variable.at + begins
        where = [Guard(self.known(each, inner), "=") for each in expr.conditions]
        where += [Guard(self.known(each, inner), ">=") for each in holds]
        start = Summand(1, (), tuple(bound), tuple(where))
        return [start.times(each) for each in self.sides(expr.body, inner)]

    def ends(self, over: tree.Range, size: Size | None, values: Mapping[str, Size]) -> tuple[Size, Size, list[Size]]:
        """Where a range begins, how many values it has, and what is not below 0 where its other ends are kept.

        Of several ends one has to be that of the axis; an index that is of no axis by itself has one of each.
        """
        assert over.low is not None
        assert over.high is not None
        lows, highs = (over.low, *over.lows), (over.high, *over.highs)
        if size is None and len(lows) == len(highs) == 1:
            begins = self.known(over.low, {})
            return begins, self.known(over.high, {}) - begins + 1, []
        for low, high in product(lows, highs):
            begins, ends = self.known(low, values), self.known(high, values)
            if begins == self.setting.base and size is not None and ends == begins + size - 1:
                others = [symbol(over.name) - each for each in lows if each is not low]
                others += [each - symbol(over.name) for each in highs if each is not high]
                return begins, size, others
        raise NotShownError(f"the sum over {over.name} is not evidently over all of its axis")

    def known(self, size: Size, values: Mapping[str, Size], question: str = "what {} is") -> Size:
        """A size with the notes' names and indices replaced; `question` is what is said not to be known of one."""
        names = {**self.setting.names, **values}
        for name in symbols(size):
            if name not in names:
                raise NotShownError(f"{question.format(name)} is not known")
        return substitute(size, {Symbol(name): value for name, value in names.items()})

    def extent(self, name: str, body: tree.Expr) -> Size | None:
        """The size of the axis that an index is by itself the index of; None where it is of none."""
        found = set()
        for entry in tree.entries(body):
            role = carrier(self.setting.roles.get(entry.letter.lower(), ""))
            if role in self.setting.axes and entry.index:
                for axis, at in self.setting.places(entry, role).items():
                    if at == symbol(name):
                        found.add(self.sizes[role][axis])
        if len(found) > 1:
            raise NotShownError(f"{name} is the index of axes of different sizes")
        return found.pop() if found else None

    def place(
        self, entry: tree.Lettered, role: str, values: Mapping[str, Size]
    ) -> tuple[dict[str, Size], tuple[Guard, ...]]:
        """Where an entry stands by axis, from 0, and that this is inside where the index is shifted."""
        if entry.whole:
            raise NotShownError("a divided index stands where it is not compared")
        found: dict[str, Size] = {}
        guards: list[Guard] = []
        for axis, at in self.setting.places(entry, role).items():
            place = self.known(at, values, "what the index {} runs over") - self.setting.base
            found[axis] = place
            if lone_name(at) is None:
                guards += within(place, self.sizes[carrier(role)][axis])
        return found, tuple(guards)

    def factor(self, role: str, entry: tree.Lettered, values: Mapping[str, Size]) -> Summand:
        """One entry of a tensor."""
        if entry.whole:
            return self.divided(role, entry, values)
        place, guards = self.place(entry, role, values)
        return Summand(1, ((role, place),), (), guards)

    def divided(self, role: str, entry: tree.Lettered, values: Mapping[str, Size]) -> Summand:
        """An entry at `(i - m)/s`: the sum over the places v of its axis with `s v = i - m`, of which there is one."""
        found: dict[str, Size] = {}
        bound: list[Variable] = []
        guards: list[Guard] = []
        divisions = [(floordiv(top, bottom), top, bottom) for top, bottom in entry.whole]
        for axis, at in self.setting.places(entry, role).items():
            size = self.sizes[carrier(role)][axis]
            here = [(at - quotient, top, bottom) for quotient, top, bottom in divisions if _has(at, quotient)]
            if len(here) > 1 or any(_has(rest, floordiv(top, bottom)) for rest, top, bottom in here):
                raise NotShownError("an index is divided more than once")
            if not here:
                place = self.known(at, values) - self.setting.base
                guards += within(place, size)
            else:
                ((rest, top, bottom),) = here
                variable = self.variable(size)
                bound.append(variable)
                place = variable.at
                shift = self.setting.base - self.known(rest, values)
                met = self.known(bottom, values) * (place + shift) - self.known(top, values)
                guards.append(Guard(met, "="))
            found[axis] = place
        return Summand(1, ((role, found),), tuple(bound), tuple(guards))

    def entry(self, entry: tree.Lettered, values: Mapping[str, Size]) -> list[Summand]:
        """An entry by itself; one of the output is what the definition says."""
        role = self.setting.role(entry)
        if role in ("X", "K", "B", "A", "dZ", "dA"):
            return [self.factor(role, entry, values)]
        if role == "Z":
            return [found for _, found in self.output(entry, values)]
        raise NotShownError(f"{entry.letter} by itself is not compared for all sizes")

    def gradient(self, by: tree.Lettered, values: Mapping[str, Size]) -> Summand:
        """The gradient by an output or its activation."""
        role = self.setting.role(by)
        if role not in ("Z", "A"):
            raise NotShownError("a gradient that is not one by an output stands on the right")
        return self.factor(f"d{role}", by, values)

    def through(
        self, top: tree.Lettered | tree.Activation, by: tree.Lettered, values: Mapping[str, Size]
    ) -> list[Summand]:
        """A local derivative: of an output, and where an activation lies before or after it with the slope there."""
        entry = top.of if isinstance(top, tree.Activation) else top
        role, before = self.setting.role(entry), self.setting.role(by)
        if isinstance(top, tree.Activation):
            if top.derived:
                raise NotShownError("a derivative of a slope is not compared")
            role = self.setting.function(top)
        slopes = [Summand(1)]
        if before == "U":
            slopes.append(self.factor(SLOPES["U"], by, values))
        if role == "A":
            slopes.append(self.factor(SLOPES["Z"], entry, values))
        if (role, before) in (("A", "Z"), ("X", "U")):
            if entry.index != by.index:
                raise NotShownError("a derivative of one entry by another of the same place")
            found = [Summand(1)]
        elif role in ("Z", "A") and before in ("X", "K", "B", "U"):
            found = self.local(entry, by, {"U": "X"}.get(before, before), values)
        else:
            raise NotShownError("a derivative is not that of an output")
        for slope in slopes:
            found = [each.times(slope) for each in found]
        return found

    # --- outputs and their derivatives, by the layer's definition

    def output(self, entry: tree.Lettered, values: Mapping[str, Size]) -> list[tuple[Term, Summand]]:
        """The terms of the definition at the place of an output."""
        place, guards = self.place(entry, "Z", values)
        return [(term, self.at(term, place, guards)) for term in forward(self.setting.family.layer).terms]

    def at(self, term: Term, place: Mapping[str, Size], guards: tuple[Guard, ...]) -> Summand:
        """A term of the definition with its variables renamed and the output's place put in; an axis that the notes
        do not show has one place, 0."""
        values: dict[Unknown, Size] = {Index(f"m_{axis}"): place.get(axis, 0) for axis in ("N", "g", "f", *place)}
        bound: list[Variable] = []
        found: list[Guard] = list(guards)
        factors: list[tuple[str, dict[str, Size]]] = [(name, {}) for name in term.factors]
        for part in term.parts:
            (case,) = part.cases
            names = {each.unknown: self.variable(each.size) for each in case.bound}
            moved = replaced(case, {**values, **{old: new.at for old, new in names.items()}})
            bound += names.values()
            found += moved.guards
            for (_, where), index in zip(factors, moved.index, strict=True):
                if index is not None:
                    where[part.axis] = index
        return Summand(term.coefficient, tuple(factors), tuple(bound), tuple(found))

    def local(self, top: tree.Lettered, by: tree.Lettered, role: str, values: Mapping[str, Size]) -> list[Summand]:
        """The derivative of an output by an entry: each factor in turn taken out, where it stands at that place."""
        place, guards = self.place(by, role, values)
        found = []
        for term, summand in self.output(top, values):
            for number, name in enumerate(term.factors):
                if name == role:
                    where = summand.factors[number][1]
                    meets = tuple(Guard(where[axis] - place.get(axis, 0), "=") for axis in where)
                    rest = summand.factors[:number] + summand.factors[number + 1 :]
                    found.append(replace(summand, factors=rest, guards=summand.guards + guards + meets))
        return found

    # --- from summands to terms of a guarded sum

    def term(self, summand: Summand, places: Mapping[str, Variable]) -> Term:
        """The term of a guarded sum: what the summand says, axis by axis."""
        layer = self.setting.family.layer
        along: dict[str, list[Size | None]] = {}
        extra: dict[str, Variable] = {}
        for number, (name, place) in enumerate(summand.factors):
            for axis, size in tensor(layer, name).shape.by_axis.items():
                at = place.get(axis)
                if at is None:
                    # An axis with one place that the notes do not show.
                    at = places[axis].at if axis in places else extra.setdefault(axis, self.variable(size)).at
                along.setdefault(axis, [None] * len(summand.factors))[number] = at
        owners = self.owners(summand, along, places, extra)
        parts = []
        for axis in dict.fromkeys([*along, *owners.values()]):
            bound = tuple(each for each in (*summand.bound, *extra.values()) if owners.get(each.name) == axis)
            guards = tuple(each for each in summand.guards if self.axis_of(each.value, owners, places) == axis)
            index = along.get(axis, [None] * len(summand.factors))
            parts.append(Part(axis, (Case(bound, guards, tuple(index)),)))
        left = {each.name for each in summand.bound} - owners.keys()
        if left:
            raise NotShownError("a summation index occurs in no entry")
        return Term(summand.coefficient, tuple(name for name, _ in summand.factors), tuple(parts))

    def owners(
        self,
        summand: Summand,
        along: Mapping[str, Sequence[Size | None]],
        places: Mapping[str, Variable],
        extra: Mapping[str, Variable],
    ) -> dict[str, str]:
        """The axis of each bound variable: that of the places and guards that mention it."""
        found: dict[str, str] = {variable.name: axis for axis, variable in extra.items()}
        outer = {variable.name: axis for axis, variable in places.items()}

        def put(values: Sequence[Size | None], axis: str) -> None:
            for value in values:
                for each in unknowns(value) if value is not None else ():
                    if isinstance(each, Index) and (
                        outer.get(each.name, axis) != axis or found.setdefault(each.name, axis) != axis
                    ):
                        raise NotShownError("an index of one axis stands in a place along another")

        for axis, values in along.items():
            put(values, axis)
        for variable in outer:
            found.pop(variable, None)
        # Variables that only guards mention belong where the other variables of the guard do.
        for _ in summand.guards:
            for guard in summand.guards:
                axes = {found.get(each.name) or outer.get(each.name) for each in _indices(guard.value)} - {None}
                if len(axes) > 1:
                    raise NotShownError("a condition ties two axes together")
                if axes:
                    (owner,) = axes
                    for inside in _indices(guard.value):
                        if inside.name not in outer:
                            found.setdefault(inside.name, str(owner))
        return found

    def axis_of(self, value: Size, owners: Mapping[str, str], places: Mapping[str, Variable]) -> str | None:
        """The axis that a guard belongs to; one that speaks of sizes only goes with the first axis."""
        outer = {variable.name: axis for axis, variable in places.items()}
        inside = _indices(value)
        if not inside:
            return "0"
        return owners.get(inside[0].name) or outer[inside[0].name]


def _has(at: Size, quotient: Size) -> bool:
    """Whether a quotient is a term of an index."""
    return set(terms(quotient)) <= set(terms(at))


def _indices(value: Size) -> list[Index]:
    return [each for each in unknowns(value) if isinstance(each, Index)]
