"""Equations between sizes: `H_{out} = \\lfloor (H + 2p - k) / s \\rfloor + 1`, `k - 1 = 2 - 1`.

A formula for the output is decided by the prover for every layer that has what the formula speaks of; an equation that
puts numbers in is judged at the size of the notes. What says of sizes how they are chosen claims nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from symconv.auditor.indices import lone_name
from symconv.auditor.judgement import Judgement
from symconv.auditor.size_names import array_letters, entry_letters, halved_names, index_names, meanings
from symconv.auditor.size_reader import WholeDivision
from symconv.auditor.statements import NotedEquation
from symconv.errors import SymconvError
from symconv.layers.family import family_of, symbolic_axis
from symconv.layers.layer import Layer
from symconv.proof.decide import decide
from symconv.sizes import Size, concrete, evaluate, substitute, symbol, symbols, terms
from symconv.statements.grammar import parse
from symconv.unknown import Symbol, Unknown

SIZE_SECONDS = 3.0
# What the sizes of a layer are when the others are known.
DETERMINED = frozenset(["o", "D", "r"])


@dataclass(frozen=True, slots=True)
class NotedSizes:
    """What a section says of names: which are indices, which letters are arrays, and which names have a number."""

    indices: frozenset[str] = frozenset()
    arrays: frozenset[str] = frozenset()
    entries: frozenset[str] = frozenset()
    values: Mapping[str, frozenset[int]] = field(default_factory=dict)


def noted_sizes(statements: Sequence[NotedEquation]) -> NotedSizes:
    """What the statements of a section say of the names in its equations between sizes."""
    others = [each for each in statements if each.left.size is None or each.right.size is None]
    sides = [side for each in others for side in each.trees]
    values: dict[str, set[int]] = {}
    for each in statements:
        if each.left.size is not None and each.right.size is not None:
            name, number = lone_name(each.left.size[0]), each.right.size[0]
            if name is not None and isinstance(number, int):
                values.setdefault(name, set()).add(number)
    known = {name: frozenset(each) for name, each in values.items()}
    indices = index_names(sides) | halved_names(sides)
    return NotedSizes(frozenset(indices), frozenset(array_letters(sides)), frozenset(entry_letters(sides)), known)


def judge_sizes(statement: NotedEquation, said: NotedSizes, layer: Layer | None, transposed: bool) -> Judgement | None:
    """The verdict on an equation between sizes; None for an equation that is none, or whose names are not known.

    `layer` is that of the notes where its sizes are numbers; `transposed` says of which kind it is.
    """
    one, other = statement.left.size, statement.right.size
    if one is None or other is None or statement.relation == "+=" or _speaks_of_arrays(statement, said):
        return None
    (left, of_left), (right, of_right) = one, other
    names = list(dict.fromkeys([*symbols(left), *symbols(right)]))
    if not names:
        return _numbers(statement, left, right)
    whole = (*of_left, *of_right)
    if len(set(names) & said.indices) > 1:
        return Judgement("definition", "says how indices are tied to each other")
    if not all(meanings(name)[0] for name in names):
        return None
    indices = sorted(set(names) & said.indices)
    if indices:
        return Judgement("unreadable", f"{indices[0]} is an index in these notes, and here a size") if whole else None
    lone = [name for name in (lone_name(left), lone_name(right)) if name is not None]
    numeric = isinstance(left, int) or isinstance(right, int)
    if lone and (numeric or any(not set(meanings(name)[0]) & DETERMINED for name in lone)):
        return Judgement("definition", "the value of a size")
    if numeric:
        return None if layer is None else _at_layer(left, right, whole, names, said, layer, statement.axis)
    if not any(set(meanings(name)[0]) & DETERMINED for name in names):
        return Judgement("definition", "says how sizes are chosen")
    if not whole and len(terms(left)) < 2 and len(terms(right)) < 2 and "//" not in f"{left}{right}":
        # A product of letters may be one of matrices.
        return None
    return _for_all(left, right, whole, names, transposed)


def _speaks_of_arrays(statement: NotedEquation, said: NotedSizes) -> bool:
    """Whether the names of an equation stand for arrays or entries rather than for sizes.

    To an array no number is added, and none is divided: then the letters mean sizes, whatever else they mean.
    """
    sizes = [side.size for side in (statement.left, statement.right) if side.size is not None]
    names = {name for size, _ in sizes for name in symbols(size)}
    if any("_" in name and name.split("_")[0] in said.entries and name.split("_")[1].isdecimal() for name in names):
        return True
    reckons = any(whole or _reckons(size) for size, whole in sizes)
    return not reckons and bool(names & said.arrays)


def _reckons(size: Size) -> bool:
    """Whether a number is added, or something is rounded."""
    found = terms(size)
    return (len(found) > 1 and any(not monomial for monomial, _ in found)) or "//" in str(size)


def _numbers(statement: NotedEquation, left: Size, right: Size) -> Judgement | None:
    """An equation between numbers; one that is plain arithmetic is judged as any other is."""
    if statement.left.tree is not None and statement.right.tree is not None:
        return None
    if left == right:
        return Judgement("proved", "", "at this size")
    return Judgement("refuted", f"{left} is not {right}", "at this size")


# --- at the size of the notes


def _at_layer(
    left: Size,
    right: Size,
    whole: Sequence[WholeDivision],
    names: Sequence[str],
    said: NotedSizes,
    layer: Layer,
    axis: int | None,
) -> Judgement | None:
    """The verdict where numbers are put in; other numbers than those of the notes' layer may be another's."""
    found: dict[bool, list[int]] = {True: [], False: []}
    along = range(layer.rank) if axis is None else [axis] if axis < layer.rank else []
    for at in along:
        for values in _readings(names, said, layer, at):
            holds = all(_divides(each, values) for each in whole)
            found[holds and evaluate(left, values) == evaluate(right, values)].append(at)
    if found[True] and not found[False]:
        return Judgement("proved", "", "at this size")
    if not found[True]:
        return Judgement("undecided", "these are not the numbers of the layer of the notes") if found[False] else None
    here, there = (", ".join(str(at + 1) for at in dict.fromkeys(found[each])) for each in (True, False))
    return Judgement("ambiguous", f"true along axis {here}, false along axis {there}")


def _readings(names: Sequence[str], said: NotedSizes, layer: Layer, at: int) -> Iterator[dict[str, int]]:
    """The numbers of names along an axis, in every reading that agrees with what the notes say of them."""
    numbers = _sizes(layer, at)
    choices = []
    for name in names:
        possible, axis = meanings(name)
        if axis is not None and axis % layer.rank != at:
            return
        kept = [numbers[each] for each in possible if numbers[each] in said.values.get(name, {numbers[each]})]
        if not kept:
            return
        choices.append(dict.fromkeys(kept))
    for chosen in product(*choices):
        yield dict(zip(names, chosen, strict=True))


def _sizes(layer: Layer, at: int) -> dict[str, int]:
    """The sizes of a layer along one axis by the prover's names."""
    axis = layer.axes[at]
    found: dict[str, Size] = {each: getattr(axis, each) for each in ("n", "k", "s", "d", "pl", "pr", "op", "D")}
    found |= {"p": axis.pl, "o": layer.output[at], "r": 0 if layer.transposed else axis.leftover}
    return {name: concrete(size) for name, size in found.items()}


def _divides(division: WholeDivision, values: Mapping[str, int]) -> bool:
    top, bottom = (int(evaluate(each, values)) for each in division)
    return bottom > 0 and top % bottom == 0


# --- for all sizes


def _for_all(
    left: Size, right: Size, whole: Sequence[WholeDivision], names: Sequence[str], transposed: bool
) -> Judgement | None:
    """The verdict of the prover in every reading of the names; of the other kind of layer where this one says no."""

    def said(transposed: bool, padding: Size) -> list[tuple[str, str]]:
        return [_decided(left, right, reading, transposed) for reading in _named(names, padding)]

    found = said(transposed, symbol("p"))
    outcomes = {outcome for outcome, _ in found}
    if outcomes == {"proved"}:
        divisors = {str(bottom) for _, bottom in whole if not isinstance(bottom, int)}
        if divisors:
            return Judgement("ambiguous", f"true if what is divided by {', '.join(sorted(divisors))} is rounded down")
        return Judgement("proved", "", "for all sizes")
    if outcomes != {"refuted"}:
        return Judgement("ambiguous" if "refuted" in outcomes else "undecided", found[0][1])
    if any(outcome != "refuted" for outcome, _ in said(not transposed, symbol("p"))):
        kind = "an ordinary" if transposed else "a transposed"
        return Judgement("ambiguous", f"true of {kind} layer, but not of the one of these notes")
    if any(outcome != "refuted" for outcome, _ in said(transposed, symbol("pl") + symbol("pr"))):
        return Judgement("ambiguous", "true if the padding on both sides together is meant")
    if whole:
        # Where nothing is left over it may still be true; that is not looked into.
        return Judgement("undecided", "what is divided may be rounded down or not")
    return Judgement("refuted", found[0][1], "for all sizes")


def _named(names: Sequence[str], padding: Size) -> Iterator[dict[Unknown, Size]]:
    """What the names are in the prover's, in every reading; `padding` is what a padding is."""
    for chosen in product(*(meanings(name)[0] for name in names)):
        yield {
            Symbol(name): padding if meaning == "p" else symbol(meaning)
            for name, meaning in zip(names, chosen, strict=True)
        }


def _decided(left: Size, right: Size, reading: Mapping[Unknown, Size], transposed: bool) -> tuple[str, str]:
    """What the prover says, and its words."""
    text = f"{substitute(left, reading)} = {substitute(right, reading)}"
    axis = symbolic_axis(frozenset(name for size in reading.values() for name in symbols(size)))
    try:
        found = decide(parse(text), family_of((axis,), transposed=transposed), timeout=SIZE_SECONDS)
    except SymconvError as error:
        return "undecided", str(error)
    return found.outcome, found.said
