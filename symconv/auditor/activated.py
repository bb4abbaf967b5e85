"""Which letters an activation function ties to the layer's own: U where the input is f(U), A where it is f(output).

Letters of other layers say how far they are from the layer that is spoken of (`z^-1`), and what is said of one layer is
said of all: where `a^+1 = f(z)`, also `a = f(z^-1)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from symconv.auditor.tree import Activation, Expr, Lettered, Partial, entries, nodes

_AWAY = re.compile(r"(?P<letter>[^^]+)(\^(?P<far>[+-][0-9]+))?")


def base(name: str) -> str:
    """A letter without how far its layer is.

    >>> base("z^-1"), moved("z", -1), moved("z^-1", 1)
    ('z', 'z^-1', 'z')
    """
    return name.split("^")[0]


def moved(name: str, by: int) -> str:
    """The letter of the same array in a layer `by` further; a name with another label stays."""
    found = _AWAY.fullmatch(name)
    if found is None:
        return name
    far = int(found["far"] or 0) + by
    return found["letter"] if not far else f"{found['letter']}^{far:+d}"


def _far(name: str) -> int:
    found = _AWAY.fullmatch(name)
    return int(found["far"] or 0) if found else 0


def _alike(one: str, other: str) -> bool:
    """Whether two names are those of one array, in layers of which each says how far it is."""
    return one == other or (base(one) == base(other) and all(_AWAY.fullmatch(each) for each in (one, other)))


def activations(equations: Sequence[tuple[Expr, Expr]]) -> list[tuple[str, str]]:
    """Each letter that is said to be a function of another, entry by entry, with that; none where functions differ."""
    used = [node for sides in equations for side in sides for node in nodes(side) if isinstance(node, Activation)]
    if len({node.function for node in used}) != 1:
        return []
    found = []
    for left, right in equations:
        if not isinstance(left, Lettered) or not isinstance(right, Activation) or right.derived:
            continue
        if left.index == right.of.index and left.letter.lower() != right.of.letter.lower():
            found.append((left.letter.lower(), right.of.letter.lower()))
    return list(dict.fromkeys(found))


def after(output: str, known: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The letters that are the activation of the output."""
    return {moved(to, _far(output) - _far(of)): "A" for to, of in known if _alike(of, output)}


def before(roles: Mapping[str, str], known: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The letters that the input is the activation of."""
    inputs = [letter for letter, role in roles.items() if role == "X"]
    found = {moved(of, _far(each) - _far(to)) for each in inputs for to, of in known if _alike(to, each)}
    return {letter: "U" for letter in found if letter not in roles}


def gradients(roles: Mapping[str, str], equations: Sequence[tuple[Expr, Expr]]) -> dict[str, str]:
    """What a letter delta is the gradient by, in this layer and in others: the output, unless the notes name another.

    The first equation that says what delta is defines it; without one, those that say what equals it have to agree.
    """
    defined = [_named(left, right, roles) for left, right in equations]
    said = [_named(right, left, roles) for left, right in equations]
    outputs = [letter for letter, role in roles.items() if role == "Z"]
    first = next((each for each in defined if each), "")
    others = {each for each in said if each}
    usual = outputs[0] if outputs and not others else ""
    of = first or (others.pop() if len(others) == 1 else usual)
    letters = {entry.letter for sides in equations for side in sides for entry in entries(side)}
    found = {letter: roles.get(moved(of, _far(letter)), "") for letter in letters if base(letter) == "delta"}
    return {letter: f"d{role}" for letter, role in found.items() if role in ("Z", "X", "U", "A")}


def _named(one: Expr, other: Expr, roles: Mapping[str, str]) -> str:
    """The letter that delta is said to be the gradient by, as far from its own layer; empty where nothing is said."""
    if not isinstance(one, Lettered) or base(one.letter) != "delta" or not isinstance(other, Partial):
        return ""
    is_named = roles.get(other.of_letter.lower()) == "L" and one.index == other.by.index
    return moved(other.by.letter.lower(), -_far(one.letter)) if is_named else ""
