"""Equations between entries of a cross-correlation layer of one size, worked out by loops and nothing of the package's.

An equation is a left side and a sum of products on the right, as a derivation writes them: entries, derivatives of the
loss, derivatives of outputs. Its value is a sum of products of entries of x, k, b and of gradients by z.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import product

Place = tuple[int, ...]
Value = dict[tuple[str, ...], int]

_INDEX = r"_\{([0-9,]+)\}"
_LOSS = re.compile(r"\\frac\{\\partial L\}\{\\partial ([xkzB])(?:" + _INDEX + r")?\}")
_LOCAL = re.compile(r"\\frac\{\\partial z" + _INDEX + r"\}\{\\partial ([xkB])(?:" + _INDEX + r")?\}")
_ENTRY = re.compile(r"([xkzB])(?:" + _INDEX + r")?")


class NotThereError(Exception):
    """An entry that does not exist."""


@dataclass(frozen=True)
class Layer:
    """A cross-correlation layer with a bias: sizes along each axis, stride 1."""

    n: Place
    k: Place

    @property
    def o(self) -> Place:
        return tuple(n - k + 1 for n, k in zip(self.n, self.k, strict=True))

    def meetings(self) -> list[tuple[Place, Place, Place]]:
        """Which output, input and kernel entries meet, from 1."""
        return [
            (i, tuple(out + a - 1 for out, a in zip(i, inner, strict=True)), inner)
            for i in _places(self.o)
            for inner in _places(self.k)
        ]


def _places(sizes: Place) -> list[Place]:
    return list(product(*(range(1, size + 1) for size in sizes)))


def is_true(layer: Layer, equation: str) -> bool:
    """Whether an equation holds; one with an entry that does not exist does not."""
    # What a line underlines is marked, and otherwise what it is.
    left, right = re.sub(r"\\underline{((?:[^{}]|{[^{}]*})*)}", r"\1", equation).replace("&", "").split("=")
    try:
        return _side(layer, left) == _side(layer, right)
    except NotThereError:
        return False


def _side(layer: Layer, text: str) -> Value:
    total: Counter[tuple[str, ...]] = Counter()
    for sign, term in re.findall(r"([+-]?)\s*([^+-]+)", text.strip()):
        for factors, count in _product(layer, term.strip()).items():
            total[factors] += -count if sign == "-" else count
    return {factors: count for factors, count in total.items() if count}


def _product(layer: Layer, term: str) -> Value:
    value: Value = {(): 1}
    at = 0
    while at < len(term):
        if term[at].isspace():
            at += 1
            continue
        for pattern, read in ((_LOSS, _loss), (_LOCAL, _local), (_ENTRY, _entry), (re.compile("([0-9]+)"), _number)):
            found = pattern.match(term, at)
            if found:
                value = _times(value, read(layer, found))
                at = found.end()
                break
        else:
            raise ValueError(f"no factor: {term[at:]}")
    return value


def _times(one: Value, other: Value) -> Value:
    total: Counter[tuple[str, ...]] = Counter()
    for left, a in one.items():
        for right, b in other.items():
            total[tuple(sorted(left + right))] += a * b
    return dict(total)


def _place(text: str | None, sizes: Place) -> Place:
    if not sizes:
        return ()
    place = tuple(map(int, (text or "").split(",") if "," in (text or "") else text or ""))
    if len(place) != len(sizes) or not all(1 <= at <= size for at, size in zip(place, sizes, strict=True)):
        raise NotThereError(text)
    return place


def _sizes(layer: Layer, letter: str) -> Place:
    return {"x": layer.n, "k": layer.k, "z": layer.o, "B": ()}[letter]


def _name(letter: str, place: Place) -> str:
    return letter + ",".join(map(str, place))


def _number(layer: Layer, found: re.Match[str]) -> Value:
    del layer
    return {(): int(found[1])} if int(found[1]) else {}


def _entry(layer: Layer, found: re.Match[str]) -> Value:
    place = _place(found[2], _sizes(layer, found[1]))
    if found[1] != "z":
        return {(_name(found[1], place),): 1}
    sums: Value = {(_name("B", ()),): 1}
    for i, x, k in layer.meetings():
        if i == place:
            sums[tuple(sorted((_name("x", x), _name("k", k))))] = 1
    return sums


def _local(layer: Layer, found: re.Match[str]) -> Value:
    output, by = _place(found[1], layer.o), _place(found[3], _sizes(layer, found[2]))
    if found[2] == "B":
        return {(): 1}
    total: Value = {}
    for i, x, k in layer.meetings():
        if i == output and by == (x if found[2] == "x" else k):
            total[(_name("k", k) if found[2] == "x" else _name("x", x),)] = 1
    return total


def _loss(layer: Layer, found: re.Match[str]) -> Value:
    by = _place(found[2], _sizes(layer, found[1]))
    if found[1] == "z":
        return {(_name("dz", by),): 1}
    if found[1] == "B":
        return {(_name("dz", place),): 1 for place in _places(layer.o)}
    total: Value = {}
    for i, x, k in layer.meetings():
        if by == (x if found[1] == "x" else k):
            other = _name("k", k) if found[1] == "x" else _name("x", x)
            total[tuple(sorted((_name("dz", i), other)))] = 1
    return total
