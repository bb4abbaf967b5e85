"""General index equations as plain data: written in LaTeX for the auditor, computed by loops for the test.

Nothing here is shared with the package. An equation says what an entry of Z or of a gradient is: a sum over indices of
one or two entries at affine places. Arrays are read as 0 outside where an index is more than a letter.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

Affine = tuple[tuple[tuple[str, int], ...], int]
Array = Mapping[tuple[int, ...], int]


def affine(constant: int = 0, **names: int) -> Affine:
    """`constant + sum of coefficient * name`."""
    return tuple(names.items()), constant


@dataclass(frozen=True)
class Index:
    """A summation index: the axis that it runs over (None: its own tensor's, unsaid), and how far its end is moved."""

    name: str
    said: str | None = None
    moved: int = 0


@dataclass(frozen=True)
class Equation:
    """`target[free] = sum over indices of sign * product of factors`."""

    target: str
    free: tuple[str, ...]
    over: tuple[Index, ...]
    factors: tuple[tuple[str, tuple[Affine, ...]], ...]
    sign: int = 1

    def latex(self) -> str:
        """The equation as a blog writes it."""
        left = entry(self.target, [affine(**{name: 1}) for name in self.free])
        sums = "".join(_sum(each) for each in self.over)
        body = " ".join(entry(name, place) for name, place in self.factors)
        return f"{left} = {'-' if self.sign < 0 else ''}{sums} {body}"


def _sum(each: Index) -> str:
    if each.said is None:
        return rf"\sum_{{{each.name}}}"
    end = f"{each.said} - 1" if not each.moved else f"{each.said} - {1 - each.moved}" if each.moved < 1 else each.said
    return rf"\sum_{{{each.name}=0}}^{{{end}}}"


WRITTEN = {"X": "x", "K": "w", "Z": "y"}


def entry(name: str, place: Sequence[Affine]) -> str:
    """An entry in LaTeX."""
    index = ",".join(map(_affine, place))
    if name.startswith("d"):
        return rf"\frac{{\partial L}}{{\partial {WRITTEN[name[1:]]}_{{{index}}}}}"
    return f"{WRITTEN[name]}_{{{index}}}"


def _affine(at: Affine) -> str:
    found = ""
    for name, coefficient in at[0]:
        if coefficient:
            sign = "-" if coefficient < 0 else "+" if found else ""
            found += f"{sign}{abs(coefficient) if abs(coefficient) != 1 else ''}{name}"
    if at[1] or not found:
        found += f"{'+' if at[1] > 0 and found else ''}{at[1]}"
    return found


# --- by loops


@dataclass(frozen=True)
class Layer:
    """A cross-correlation layer by its numbers, along each axis."""

    n: tuple[int, ...]
    k: tuple[int, ...]
    s: int

    @property
    def o(self) -> tuple[int, ...]:
        return tuple((n - k) // self.s + 1 for n, k in zip(self.n, self.k, strict=True))

    def sizes(self, name: str) -> tuple[int, ...]:
        return {"X": self.n, "K": self.k, "Z": self.o}[name.removeprefix("d")]


def filled(sizes: tuple[int, ...], seed: int) -> dict[tuple[int, ...], int]:
    """An array of odd numbers, no two alike."""
    numbers = random.Random(seed).sample(range(1, 100_000), len(list(product(*map(range, sizes)))))
    return dict(zip(product(*map(range, sizes)), numbers, strict=True))


def arrays(layer: Layer) -> dict[str, Array]:
    """X, K, dZ at random; Z and the gradients from the definition, by loops."""
    x, k, dz = filled(layer.n, 1), filled(layer.k, 2), filled(layer.o, 3)
    z = dict.fromkeys(product(*map(range, layer.o)), 0)
    dx, dk = dict.fromkeys(x, 0), dict.fromkeys(k, 0)
    for i in z:
        for a in k:
            at = tuple(layer.s * out + inner for out, inner in zip(i, a, strict=True))
            z[i] += x[at] * k[a]
            dk[a] += dz[i] * x[at]
            dx[at] += dz[i] * k[a]
    return {"X": x, "K": k, "Z": z, "dZ": dz, "dX": dx, "dK": dk}


class OutsideError(Exception):
    """An index that stands alone points outside its array."""


def holds(equation: Equation, layer: Layer) -> bool:
    """Whether an equation is true of a layer, entry by entry."""
    known = arrays(layer)
    try:
        return all(_value(equation, layer, known, place) == value for place, value in known[equation.target].items())
    except OutsideError:
        return False


def _value(equation: Equation, layer: Layer, known: Mapping[str, Array], place: tuple[int, ...]) -> int:
    fixed = dict(zip(equation.free, place, strict=True))
    total = 0
    for numbers in product(*(_range(each, equation, layer) for each in equation.over)):
        here = fixed | {each.name: number for each, number in zip(equation.over, numbers, strict=True)}
        term = equation.sign
        for name, where in equation.factors:
            at = tuple(constant + sum(c * here[letter] for letter, c in names) for names, constant in where)
            if at not in known[name] and all(is_letter(each) for each in where):
                raise OutsideError
            term *= known[name].get(at, 0)
        total += term
    return total


def is_letter(at: Affine) -> bool:
    """Whether an index is one letter by itself."""
    kept = [(name, c) for name, c in at[0] if c]
    return len(kept) == 1 and kept[0][1] == 1 and at[1] == 0


def _range(each: Index, equation: Equation, layer: Layer) -> range:
    if each.said is not None:
        axis = int(each.said[1]) if each.said[1:].isdigit() else 0
        return range({"K": layer.k, "H": layer.n}[each.said[0]][axis] + each.moved)
    found = {
        layer.sizes(name)[axis]
        for name, where in equation.factors
        for axis, at in enumerate(where)
        if is_letter(at) and at[0][0][0] == each.name
    }
    return range(max(found)) if len(found) == 1 else range(0)


# --- changes


def mutants(equation: Equation) -> Iterator[Equation]:
    """Every equation that one change makes of another."""
    for number, (name, where) in enumerate(equation.factors):
        for axis, (names, constant) in enumerate(where):
            options: list[Affine] = [(names, constant + 1), (names, constant - 1)]
            options += [(tuple((n, -c if n == each else c) for n, c in names), constant) for each, _ in names]
            letters = [*equation.free, *(each.name for each in equation.over)]
            options += [
                (tuple((other if n == each else n, c) for n, c in names), constant)
                for each, _ in names
                for other in letters
            ]
            for option in options:
                if len({n for n, _ in option[0]}) == len(option[0]):
                    changed = (*where[:axis], option, *where[axis + 1 :])
                    yield _with_factor(equation, number, (name, changed))
        if len(where) == 2:
            yield _with_factor(equation, number, (name, where[::-1]))
        for other in ("X", "K", "dZ"):
            if other != name:
                yield _with_factor(equation, number, (other, where))
    for number, each in enumerate(equation.over):
        if each.said is not None:
            for moved in (-1, 1):
                yield replace(
                    equation, over=(*equation.over[:number], replace(each, moved=moved), *equation.over[number + 1 :])
                )
    yield replace(equation, sign=-equation.sign)


def _with_factor(equation: Equation, number: int, factor: tuple[str, tuple[Affine, ...]]) -> Equation:
    return replace(equation, factors=(*equation.factors[:number], factor, *equation.factors[number + 1 :]))
