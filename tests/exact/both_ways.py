"""Random layers and formulas, right and wrong, compared along the axes, by looking up, and by writing everything down.

    PYTHONPATH=tests python -m exact.both_ways --count 5000 --seed 1

The oracle is the comparison of all monomials, written down and sorted, from the formula's value as a whole. What is
called right along each axis has to be right; what is decided by looking up has to be decided as there. It prints how
often each way decided, and ends with 1 where two ways said two things. The tests run a sample.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from random import Random

from symconv import Conv, ConvTranspose, Layer
from symconv.arrays.array import Array
from symconv.errors import GeometryError, SymconvError
from symconv.exact.agreement import agree_by_axes, agree_by_monomials
from symconv.exact.comparison import claimed_array, claimed_monomials
from symconv.exact.derived import derived_terms, output_terms
from symconv.exact.engine import Engine
from symconv.exact.monomials import first_difference
from symconv.exact.one_axis import EntangledError
from symconv.statements.theorems import claimed, closed_forms

# What a right formula is turned into something else by, or into the same said otherwise: a piece of it, and another.
EDITS = (
    ("rot180(K)", "K"),
    ("rot180(K)", "flip(K, 0)"),
    ("rot180(K)", "rot180(rot180(rot180(K)))"),
    ("dZ", "rot180(dZ)"),
    ("dZ", "flip(dZ, 0)"),
    ("dZ", "2*dZ"),
    ("dZ", "(dZ + dZ - dZ)"),
    ("dZ", "(dZ - dZ)"),
    ("X", "rot180(X)"),
    ("X", "flip(flip(X, 0), 0)"),
    ("D-pl", "D"),
    ("D-pl", "D-pr"),
    ("D-pr+r", "D-pr"),
    ("D-pr+op", "D-pr"),
    ("pl, pr", "pr, pl"),
    ("stride=d, dilation=s", "stride=s, dilation=d"),
    ("stride=d, dilation=s", "dilation=s"),
    ("dilation=d", "dilation=1"),
    (" + B", ""),
    (" + B", " + B + B - B"),
    ("insert_zeros(dZ, s)", "dZ"),
    ("correlate(", "convolve("),
    ("crop(", "rot180("),
)
# What a whole formula is put into.
FRAMES = (
    "{0}",
    "rot180({0})",
    "flip({0}, 0)",
    "rot180(rot180({0}))",
    "2*{0}",
    "{0} + {0} - {0}",
    "2*{0} - {0}",
    "2*{0} - rot180({0})",
    "{0} + flip({0}, 0) - rot180({0})",
    "{0} + pad(crop({0}, 1), 0, {1}-1)",
    "{0} + {2} - {2}",
    "grad(dot({0}, {2}), {2})",
    "grad(dot({2}, {2}), {2}) - {2} - {2} + {0}",
)
SIZES = {"dX": "n", "dK": "k", "Z": "o", "dB": "1"}


@dataclass(frozen=True, slots=True)
class Found:
    """What each way said: None where it does not decide."""

    right: bool
    along_axes: bool | None
    looked_up: bool | None

    @property
    def contradictory(self) -> bool:
        """Whether two ways say two things: along the axes only "right" says something."""
        return (self.along_axes is True and not self.right) or self.looked_up not in (None, self.right)


def random_layer(draw: Random) -> Layer:
    """A small layer of any kind, its axes unlike each other."""
    rank = draw.choice((1, 1, 2, 2, 2, 3))
    most = {1: 8, 2: 5, 3: 3}[rank]
    while True:
        transposed = draw.random() < 0.4
        groups = draw.choice((1, 1, 2, 3))

        def sizes(least: int, largest: int, rank: int = rank) -> tuple[int, ...]:
            return tuple(draw.randint(least, largest) for _ in range(rank))

        options = {
            "input": sizes(1, most),
            "kernel": sizes(1, 3),
            "stride": sizes(1, 3),
            "dilation": sizes(1, 2),
            "padding": [(draw.randint(0, 2), draw.randint(0, 2)) for _ in range(rank)],
            "groups": groups,
            "in_channels": groups * draw.randint(1, 2),
            "out_channels": groups * draw.randint(1, 2),
            "batch": draw.randint(1, 2),
            "convention": draw.choice(("cross-correlation", "convolution")),
            "bias": draw.random() < 0.7,
        }
        try:
            return (ConvTranspose if transposed else Conv)(**options)  # type: ignore[arg-type]
        except GeometryError:
            continue


def random_formula(draw: Random, layer: Layer) -> tuple[str, str]:
    """What something is claimed to be equal to, and the claim: a closed formula of the layer, more or less changed."""
    of, formula = draw.choice([*closed_forms(layer).items()])
    text = formula.statement.partition(" = ")[2]
    for _ in range(draw.choice((0, 0, 1, 1, 2))):
        fitting = [edit for edit in EDITS if edit[0] in text]
        if fitting:
            text = text.replace(*draw.choice(fitting), 1)
    if " + " in text:
        text = f"({text})"
    if draw.random() < 0.5:
        text = draw.choice(FRAMES).format(text, SIZES[of], {"dX": "X", "dK": "K", "Z": "Z", "dB": "B"}[of])
    return of, text


def in_all_ways(layer: Layer, of: str, text: str) -> Found | None:
    """What each way says of a formula; None where it is no array of the right shape at this size."""
    try:
        expr = claimed_array(layer, of, claimed({of: f"{of} = {text}"})[of])
    except SymconvError:
        return None
    return compared_in_all_ways(layer, of, expr)


def compared_in_all_ways(layer: Layer, of: str, expr: Array) -> Found:
    """What each way says of an expression."""
    engine = Engine.of(layer)
    right = first_difference(engine.derived(of, engine.output()), claimed_monomials(engine, of, expr)) is None
    derived = derived_terms(of, output_terms(layer))
    try:
        along_axes = agree_by_axes(layer, expr, derived)
    except EntangledError:
        along_axes = None
    return Found(right, along_axes, agree_by_monomials(layer, of, expr, derived))


def main() -> int:
    """Draws, compares, counts."""
    parser = argparse.ArgumentParser(prog="python -m exact.both_ways", description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    draw = Random(options.seed)
    seen: Counter[tuple[str, str, str]] = Counter()
    wrong = done = 0
    while done < options.count:
        layer = random_layer(draw)
        of, text = random_formula(draw, layer)
        found = in_all_ways(layer, of, text)
        if found is None:
            continue
        done += 1
        seen[("right" if found.right else "wrong", f"axes: {found.along_axes}", f"looked up: {found.looked_up}")] += 1
        if found.contradictory:
            wrong += 1
            print(f"CONTRADICTION: {layer}: {of} = {text}: {found}")
    for kind, count in sorted(seen.items()):
        print(f"{count:6,}  {', '.join(kind)}")
    print(f"{done:,} formulas, {wrong} contradictions")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
