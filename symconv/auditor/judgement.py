"""The verdict on one equation at a layer of one size."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product

from symconv.auditor.definitions import definition
from symconv.auditor.entrywise import Evaluation
from symconv.auditor.index_ranges import axis_range, free_indices
from symconv.auditor.indices import lone_name
from symconv.auditor.letters import Notes, NoValueError, OutsideError, SchematicError
from symconv.auditor.meanings import OperandOrder, SignMeaning
from symconv.auditor.polynomials import PolynomialArray, PolynomialValue
from symconv.auditor.signs import signs_in
from symconv.auditor.slopes import through_outputs
from symconv.auditor.statements import NotedEquation
from symconv.auditor.tree import (
    Addition,
    BigSum,
    Binary,
    Expr,
    Juxtaposition,
    Lettered,
    LocalRow,
    Negative,
    Partial,
    Range,
    added_terms,
    entries,
    factors_of,
    has_operation,
    nodes,
    rebuilt,
)
from symconv.auditor.world import World
from symconv.errors import ShapeError, TooLargeError
from symconv.outcomes import Outcome

MOST_CASES = 20_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, why, and for how much it holds: "at this size" or "for all sizes"; empty where nothing is claimed."""

    outcome: Outcome
    reason: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class SizedReading:
    """How notes are read at a layer of one size: its entries, what letters and signs mean, what was said in words.

    `einstein` says that repeated indices are summed over; `established` are the signs that the notes put between input
    and kernel: they mean what the layer does.
    """

    notes: Notes
    world: World
    einstein: bool = False
    established: frozenset[str] = frozenset()


def judge(statement: NotedEquation, reading: SizedReading, others: bool = True) -> Judgement:
    """The verdict on a statement where the layer, the letters and the signs of the notes are known.

    Signs that are not established may mean something else; unless `others` are left out, that is tried too.
    """
    if statement.problem:
        return Judgement("unreadable", statement.problem)
    left, right = statement.trees
    found = definition(left, right, reading.notes)
    if found is not None and found != "naming":
        return Judgement("definition", found)
    first = _judged(left, right, statement, reading)
    twice = _fixed_and_summed(left, right) if first.outcome == "refuted" and others else set()
    if twice:
        freed = _judged(left, _without_ranges(right, twice), statement, reading)
        if freed.outcome == "proved":
            names = ", ".join(sorted(twice))
            return Judgement(
                "ambiguous", f"{names} stands on the left and is summed over: true if it is only the first"
            )
    if first.outcome == "proved" and statement.relation == ":=":
        return Judgement("definition", "introduces a name")
    # In a longer chain the name is for what was computed before, which is a claim.
    if first.outcome == "proved" and found == "naming" and statement.sides == 2:
        return Judgement("definition", "names the entries of an array")
    if first.outcome != "refuted" or not others or first.reason.startswith("range"):
        return first
    return _other_readings(first, left, right, statement, reading)


def _fixed_and_summed(left: Expr, right: Expr) -> set[str]:
    """The indices that the left side fixes and a sum on the right runs over all the same."""
    summed = {each.name for node in nodes(right) if isinstance(node, BigSum) for each in node.ranges}
    return summed & set(free_indices(left))


def _without_ranges(expr: Expr, names: set[str]) -> Expr:
    """A side whose outer sum does not run over these indices."""
    if not isinstance(expr, BigSum):
        return expr
    body = _without_ranges(expr.body, names)
    kept = tuple(each for each in expr.ranges if each.name not in names)
    return replace(expr, ranges=kept, body=body) if kept else body


def _other_readings(
    first: Judgement, left: Expr, right: Expr, statement: NotedEquation, reading: SizedReading
) -> Judgement:
    """An equation that is false by the notes' usual reading may be true by another that nothing rules out."""
    signs, notes = signs_in(statement), reading.notes
    if not signs:
        return first
    usual = {sign: notes.meanings.get(sign) or notes.meanings[""] for sign in signs}
    orders: tuple[OperandOrder, ...] = ("exchanged", "kernel along input")
    by_size = orders if first.reason.startswith("sizes") else ()
    others = [{sign: replace(meaning, order=order) for sign, meaning in usual.items()} for order in by_size]
    # What is called a correlation is one.
    flipped = {sign: usual[sign].flipped for sign in signs - reading.established if sign != "corr"}
    others += [flipped] if flipped else []
    verdicts = []
    for each in others:
        changed = replace(notes, meanings={**notes.meanings, **each})
        verdicts.append(_judged(left, right, statement, replace(reading, notes=changed)))
    right_ones = [at for at, found in enumerate(verdicts) if found.outcome == "proved"]
    if not right_ones:
        return first
    if by_size and len(right_ones) == len(others):
        return verdicts[0]
    said = " or ".join(_told(others[at].values()) for at in right_ones)
    return Judgement("ambiguous", f"true if the sign means {said}, false if it means {_told(usual.values())}")


def _told(meanings: Iterable[SignMeaning]) -> str:
    return " and ".join(sorted(set(map(str, meanings))))


def _judged(left: Expr, right: Expr, statement: NotedEquation, reading: SizedReading) -> Judgement:
    try:
        one, other, assumed = _summed(left, right, reading.einstein, frozenset(reading.notes.sizes))
        verdict = _everywhere(one, other, statement, reading)
        if assumed and verdict.outcome == "proved":
            return Judgement("ambiguous", f"true if {assumed} summed over, which the notes do not say")
        return verdict
    except SchematicError as error:
        return Judgement("definition", f"the chain rule as a scheme: {error}")
    except OutsideError as error:
        return Judgement("refuted", str(error), "at this size")
    except ShapeError as error:
        return Judgement("refuted", f"sizes: {error}", "at this size")
    except TooLargeError as error:
        return Judgement("undecided", str(error))
    except NoValueError as error:
        return Judgement("unreadable", str(error))


def _summed(left: Expr, right: Expr, einstein: bool, sizes: frozenset[str]) -> tuple[Expr, Expr, str]:
    """The sides with every summation written out: indices that a sum leaves out, and repeated ones where announced.

    The third piece names indices whose sum is only assumed.
    """
    own, summed = _has_sum(left), _has_sum(right)
    if own and not summed:
        left, right, summed = right, left, True
    outer = frozenset(free_indices(left)) | sizes
    if summed:
        right = _completed(right, outer)
        left = _completed(left, outer)
    extra = [name for name in free_indices(right) if name not in outer]
    if not extra:
        return left, right, ""
    listed, are = ", ".join(extra), "is" if len(extra) == 1 else "are"
    if summed:
        if not set(extra) <= {lone_name(at) for entry in entries(right) for at in entry.index}:
            # It is never the index of an entry by itself: rather something that the notes say elsewhere.
            raise NoValueError(f"what {listed} {are} is not known")
        raise OutsideError(f"summation: {listed} {are} left free, no sum runs over {'it' if are == 'is' else 'them'}")
    return left, _wrapped(right, frozenset(extra)), "" if einstein else f"{listed} {are}"


def _has_sum(expr: Expr) -> bool:
    return any(isinstance(node, BigSum) for node in nodes(expr))


def _wrapped(expr: Expr, extra: frozenset[str]) -> Expr:
    """Each term summed over the indices that it repeats."""
    if isinstance(expr, Addition | Negative):
        return rebuilt(expr, lambda each: _wrapped(each, extra))
    here = [name for name in free_indices(expr) if name in extra]
    return BigSum(tuple(Range(name) for name in here), expr) if here else expr


def _completed(expr: Expr, outer: frozenset[str]) -> Expr:
    """Sums whose indices are left out run over those that nothing else gives a value."""
    if isinstance(expr, BigSum):
        names = frozenset(each.name for each in expr.ranges)
        body = _completed(expr.body, outer | names)
        if expr.ranges:
            return replace(expr, body=body)
        missing = tuple(Range(name) for name in free_indices(body) if name not in outer)
        return replace(expr, body=body, ranges=missing)
    if isinstance(expr, Addition | Negative | Juxtaposition | Binary):
        return rebuilt(expr, lambda each: _completed(each, outer))
    return expr


def _everywhere(left: Expr, right: Expr, statement: NotedEquation, reading: SizedReading) -> Judgement:
    """Whether the sides agree for every value of the indices that both leave free."""
    world, notes = reading.world, reading.notes
    free = dict.fromkeys([*free_indices(left), *free_indices(right)])
    names = [name for name in free if name not in notes.sizes]
    ranges = [axis_range(name, Addition((left, right)), world, notes) for name in names]
    if math.prod(map(len, ranges)) > MOST_CASES:
        raise TooLargeError("the equation says too much to be gone through at this size")
    order = chain_order(statement, world, notes)
    for numbers in product(*ranges):
        indices = dict(zip(names, numbers, strict=True))
        here = Evaluation(world, notes, {**notes.sizes, **indices}, order)
        reason = _difference(here, left, right)
        if reason is not None:
            at = ", ".join(f"{name} = {value}" for name, value in indices.items())
            return Judgement("refuted", f"{reason} at {at}" if at else reason, "at this size")
    return Judgement("proved", _remark(left, right), "at this size")


def _remark(left: Expr, right: Expr) -> str:
    """What a true chain-rule line says that it should not: a term that mixes outputs, and is 0 all the same."""
    for node in (*nodes(left), *nodes(right)):
        match [each for each in factors_of(node) if isinstance(each, Partial) and isinstance(each.top, Lettered)]:
            case [Partial(of_letter=letter, by=by), Partial(top=Lettered() as top)] if letter:
                if by.letter.lower() == top.letter.lower() and by.index != top.index and by.index and top.index:
                    return "true only because a term that mixes two outputs is 0"
    return ""


def _difference(here: Evaluation, left: Expr, right: Expr) -> str | None:
    """How two sides differ; None where they are equal."""
    ours, theirs = side_values(here, left, right)
    if "A" in here.notes.roles.values():
        ours, theirs = through_outputs(ours), through_outputs(theirs)
    return None if ours == theirs else "the two sides differ"


def side_values(here: Evaluation, left: Expr, right: Expr) -> tuple[PolynomialValue, PolynomialValue]:
    """The values of two sides, numbers or arrays of one shape; the side with the operation learns the other's shape.

    Raises NoValueError where a side has no value or only one is an array, ShapeError where their shapes differ.
    """
    if has_operation(left) and not has_operation(right):
        theirs = here.value(right)
        ours = replace(here, wanted=_shape(theirs)).value(left)
    else:
        ours = here.value(left)
        theirs = replace(here, wanted=_shape(ours)).value(right)
    if isinstance(ours, PolynomialArray) != isinstance(theirs, PolynomialArray):
        raise NoValueError("one side is an array, the other a number")
    if isinstance(ours, PolynomialArray) and isinstance(theirs, PolynomialArray) and ours.shape != theirs.shape:
        shapes = ["x".join(map(str, each.shape)) for each in (ours, theirs)]
        raise ShapeError(f"the left side is {shapes[0]}, the right side {shapes[1]}")
    return ours, theirs


def _shape(value: PolynomialValue) -> tuple[int, ...] | None:
    return value.shape if isinstance(value, PolynomialArray) else None


def chain_order(statement: NotedEquation, world: World, notes: Notes) -> tuple[tuple[int, ...], ...] | None:
    """The outputs whose derivatives a row of cells lists: in the order of the chain-rule line above it."""
    if not isinstance(statement.right.tree, LocalRow) or statement.above is None or statement.above.tree is None:
        return None
    above = statement.above.tree
    here = Evaluation(world, notes, {})
    found = []
    for term in added_terms(above):
        by = [each.by for each in factors_of(term) if isinstance(each, Partial) and each.of_letter]
        if len(by) != 1 or notes.role(by[0]) != "Z":
            return None
        place = here.place(by[0], "Z")
        if place is None:
            return None
        found.append(place)
    return tuple(found)
