"""What a verdict is about, all of it: the sizes, the axes, and the layers with everything that is fixed in them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from symconv.arrays.sums import Guard
from symconv.layers.family import LEAST, Family, lead_sizes, plain_name
from symconv.proof.free import described
from symconv.proof.implied import implied, without_implied
from symconv.proof.kernel import Claim
from symconv.proof.linear.known import rounded
from symconv.sizes import Size, floordiv, size_of, symbol, symbols, terms
from symconv.statements.glossary import free_names, free_sizes, needs_layer
from symconv.statements.grammar import Statement

# What options and people call the lead axes.
LEAD_WORDS = {"batch": "batch", "groups": "groups", "ins": "in channels", "outs": "out channels"}
PARAMETER_WORDS = {"n": "input", "k": "kernel", "s": "stride", "d": "dilation", "pl": "padding", "op": "output padding"}


def scope_list(family: Family, free: tuple[str, ...] = ()) -> list[str]:
    """What is symbolic: parameters of an axis, free tensors' sizes, lead axes as options call them, and `rank`."""
    sizes = lead_sizes(family.layer)
    leads = [words.replace(" ", "_") for name, words in LEAD_WORDS.items() if not isinstance(sizes[name], int)]
    return [*_of_axes(family), *free, *leads, *(["rank"] if family.rank is None else [])]


def scope_text(tree: Statement, family: Family, claim: Claim) -> str:
    """For all which sizes, ranks and counts a claim is made, and of which layers, each in a line."""
    layers = layers_text(tree, family)
    parts = [*_ranges(tree, family, claim)]
    if not layers or not _is_one(family):
        parts.append(_axes(family))
    if layers and (leads := _any(family)):
        parts.append(f"any {_listed(leads)}")
    return "\n".join([f"for {'; '.join(parts)}"] * bool(parts) + [layers] * bool(layers))


def layers_text(tree: Statement, family: Family) -> str:
    """Which layers a statement is about: the kind, the convention, the bias and all that is fixed; one by its options.

    What is any number is not said. Then the free tensors that have channels. Empty for a statement that needs no layer.
    """
    if not needs_layer(tree):
        return ""
    return ", ".join([_layers(family), *described(tree, family)])


def _layers(family: Family) -> str:
    layer = family.layer
    if _is_one(family):
        return f"for {layer}"
    kind = "cross-correlation" if layer.convention == "cross-correlation" else "true-convolution"
    said = [f"{words} {value}" for words, value in _fixed(family)] + ["a bias" if layer.bias else "no bias"]
    return f"in {'transposed ' if layer.transposed else ''}{kind} layers with {_listed(said)}"


def conditions(family: Family, claim: Claim | None) -> list[str]:
    """Everything that is assumed of the symbols, an inequality or an equation each; of a claim, what it assumes."""
    assumed = family.hypotheses() if claim is None else _assumed(claim)
    return list(dict.fromkeys(map(inequality, assumed)))


def _assumed(claim: Claim) -> list[Guard]:
    return [each for each in (*claim.hypotheses, *claim.left.exists) if not isinstance(each.value, int)]


def _ranges(tree: Statement, family: Family, claim: Claim) -> Iterator[str]:
    """The symbols by their least values, and the conditions that say more than that, without what follows from others.
    """
    least: dict[str, int] = {}
    further, assumed = [], list(dict.fromkeys(_assumed(claim)))
    for each in assumed:
        # An inequality of whole numbers in its lowest terms: `5*A >= 5` is `A >= 1`.
        guard = Guard(rounded(each.value), ">=") if each.relation == ">=" else each
        bound = _bound(guard)
        if bound is None:
            further.append(guard)
        else:
            least[bound[0]] = max(bound[1], least.get(bound[0], bound[1]))
    named: dict[int, list[str]] = {}
    # A size is called as its tensor, if nothing else is: otherwise it is said whose it is.
    called = free_sizes(family, free_names(tree))
    sizes_of = {other: f" (the size of {name})" for name, other in called.items() if other != name}
    in_words = {str(size) for name, size in lead_sizes(family.layer).items() if _is_any(family, name)}
    for name, value in least.items():
        # Any batch, groups and channels are said in words.
        if value > 1 or name not in in_words:
            named.setdefault(value, []).append(f"{name}{sizes_of.get(plain_name(name), '')}")
    found = "; ".join(f"{', '.join(each)} >= {value}" for value, each in named.items())
    further = [guard for guard in further if not _follows(guard, least)]
    known = [Guard(symbol(name) - value, ">=") for name, value in least.items()]
    maxima = [pair for pair in (_larger(guard, assumed) for guard in further) if pair]
    said = dict.fromkeys(f"{one} = max({other}, 0)" for one, other in maxima)
    told = [guard for one, other in maxima for guard in _of_larger(one, other)]
    rest = without_implied([guard for guard in further if guard not in told], [*known, *told])
    said |= dict.fromkeys(map(inequality, rest))
    also = f" with {', '.join(said)}" if said else ""
    if found:
        yield f"all {found}{also}"


def _larger(guard: Guard, assumed: Sequence[Guard]) -> tuple[Size, Size] | None:
    """A symbol and a size of which an equation `symbol*(symbol - size) = 0` is the last of what says that the symbol is
    the size or 0, whichever is more."""
    for name in symbols(guard.value) if guard.relation == "=" else ():
        one = symbol(name)
        other = one - floordiv(guard.value, one)
        if name in symbols(other):
            continue
        if (one * (one - other)) == guard.value and all(implied(each, assumed) for each in _of_larger(one, other)):
            return one, other
    return None


def _of_larger(one: Size, other: Size) -> tuple[Guard, ...]:
    """What says that `one` is `other` or 0, whichever is more."""
    return Guard(one, ">="), Guard(one - other, ">="), Guard(one * (one - other), "=")


def _axes(family: Family) -> str:
    """How many axes there are, and which of them have a description of their own."""
    kinds, rank = len(family.layer.axes), family.rank
    if rank == kinds:
        return f"{rank} axes" if rank > 1 else "1 axis"
    least = kinds - 1 if rank is None else rank
    count = f"{rank} axes" if rank is not None else f"at least {least} axes" if least > 1 else "any number of axes"
    apart = [str(at) for at in range(kinds - 1)]
    singled = f", {'axis' if len(apart) == 1 else 'axes'} {' and '.join(apart)} singled out" if apart else ""
    return f"{count}{singled}, {_own(family)}"


def _own(family: Family) -> str:
    """What axes have to themselves, and what a symbol that describes several makes the same along them all."""
    classes = [{name for size in LEAST for name in symbols(getattr(axis, size))} for axis in family.layer.axes]
    shared = [name for name in _of_axes(family) if sum(name in each for each in classes) > 1]
    if not shared:
        return "each with its own"
    rest = ", and each with its own of the others" if set.union(*classes) - {*shared} else ""
    return f"all with the same {_listed(shared)}{rest}"


def _is_one(family: Family) -> bool:
    """Whether there is one layer in the family."""
    return not family.parameters() and family.rank == len(family.layer.axes)


def _of_axes(family: Family) -> list[str]:
    """The symbols that describe an axis, in order."""
    sizes = [getattr(axis, name) for name in LEAST for axis in family.layer.axes]
    return list(dict.fromkeys(name for size in sizes for name in symbols(size)))


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])}{' and ' if len(words) > 1 else ''}{words[-1]}"


def _any(family: Family) -> list[str]:
    """The lead axes of any size; both channels as one word."""
    found = [words for name, words in LEAD_WORDS.items() if _is_any(family, name)]
    if {"in channels", "out channels"} <= set(found):
        return [each for each in found if not each.endswith("channels")] + ["channels"]
    return found


def _fixed(family: Family) -> Iterator[tuple[str, str]]:
    """Every parameter that is not simply its usual symbol, and what it is on every axis."""
    layer = family.layer
    for name, words in PARAMETER_WORDS.items():
        names = ("pl", "pr") if name == "pl" else (name,)
        values = [tuple(getattr(axis, each) for each in names) for axis in layer.axes]
        idle = name == "op" and not layer.transposed and set(values) == {(0,)}
        if not idle and values not in _usual(family, names):
            yield words, _along_axes(values, family.rank)
    numbers = {"batch": layer.batch, "groups": layer.groups, "ins": layer.in_channels, "outs": layer.out_channels}
    for name, words in LEAD_WORDS.items():
        if not _is_any(family, name):
            yield words, str(numbers[name])


def _is_any(family: Family, name: str) -> bool:
    """Whether a lead axis is of any size: a symbol that nothing else is said of."""
    sizes = lead_sizes(family.layer)
    size = sizes.pop(name)
    others = [*sizes.values(), *(guard.value for guard in family.given), *map(symbol, _of_axes(family))]
    return size == symbol(str(size)) and all(str(size) not in symbols(other) for other in others)


def _usual(family: Family, names: Sequence[str]) -> list[list[tuple[Size, ...]]]:
    """A parameter as its usual symbol on every axis: numbered where axes are told apart, but for all that are left."""
    kinds = len(family.layer.axes)
    numbered = [*map(str, range(kinds))]
    suffixes = [[*numbered[:-1], ""]] if family.rank != kinds else [numbered] if kinds > 1 else [[""], numbered]
    return [[tuple(symbol(f"{each}{suffix}") for each in names) for suffix in each_axis] for each_axis in suffixes]


def _along_axes(values: Sequence[tuple[Size, ...]], rank: int | None) -> str:
    """One value where all axes agree; else one an axis, and dots where the last is that of any number of axes."""
    sides = [str(each[0]) if each[0] == each[-1] else ",".join(map(str, each)) for each in values]
    if len(set(sides)) == 1:
        return sides[0]
    return "x".join(sides) + "x..." if rank is None else "x".join(sides + sides[-1:] * (rank - len(sides)))


def _follows(guard: Guard, least: Mapping[str, int]) -> bool:
    """Whether an inequality holds at the least values of its symbols and can only rise with them."""
    total = 0
    for monomial, coefficient in terms(guard.value):
        lows = [least.get(str(atom), -1) for atom in monomial]
        if monomial and (coefficient < 0 or min(lows) < 0):
            return False
        total += coefficient * math.prod(lows)
    return guard.relation == ">=" and total >= 0


def _bound(guard: Guard) -> tuple[str, int] | None:
    """A guard `name >= number`, as those two."""
    for name in symbols(guard.value) if guard.relation == ">=" else ():
        rest = guard.value - symbol(name)
        if isinstance(rest, int):
            return name, -rest
    return None


def inequality(guard: Guard) -> str:
    """A guard with what is taken away on the other side: `n + pl + pr >= d*k - d + 1`."""
    more, less = sides(guard)
    return f"{more} {'=' if guard.relation == '=' else '>='} {less}"


def sides(guard: Guard) -> tuple[Size, Size]:
    """A guard's value as `more - less`, both without minus signs."""
    more = size_of((monomial, coefficient) for monomial, coefficient in terms(guard.value) if coefficient > 0)
    return more, more - guard.value
