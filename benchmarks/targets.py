"""What symconv promises, and whether the measurements keep it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.parent import Latex, ManyChannels, Measurement

GIGABYTE = 10**9


@dataclass(frozen=True, slots=True)
class Target:
    """A promise and what was measured; `met` is None where that was left out or a library is missing."""

    promise: str
    measured: str
    met: bool | None


def targets(
    measurements: Sequence[Measurement], latex: Latex | None, channels: Sequence[ManyChannels]
) -> list[Target]:
    """All targets in order."""
    found = {(each.case.contestant, each.case.size): each for each in measurements}
    return [
        _faster(found, "sympy", "naive SymPy", 16, 1000),
        _faster(found, "symengine", "symengine", 64, 50),
        _memory(found.get(("symconv", 1024))),
        _growth(found.get(("symconv", 128)), found.get(("symconv", 1024))),
        _latex(latex),
        *map(_channels, channels[-1:]),
    ]


def _faster(found: dict[tuple[str, int], Measurement], contestant: str, title: str, size: int, least: int) -> Target:
    promise = f"H={size}: at least {least:,} times faster than {title}"
    other = found[contestant, size]
    if other.missing:
        return Target(promise, f"{other.missing} is not installed", None)
    times = other.seconds / found["symconv", size].seconds
    return Target(promise, f"{times:,.0f} times", times >= least)


def _memory(large: Measurement | None) -> Target:
    promise = "H=1024: under 2 GB"
    if large is None:
        return Target(promise, "left out", None)
    return Target(promise, f"{large.peak / GIGABYTE:.2f} GB", large.peak < 2 * GIGABYTE)


def _growth(small: Measurement | None, large: Measurement | None) -> Target:
    promise = "H=128 to 1024: time grows no faster than monomials"
    if small is None or large is None:
        return Target(promise, "left out", None)
    slower, more = large.seconds / small.seconds, large.monomials / small.monomials
    return Target(promise, f"{slower:.1f} against {more:.1f}", slower <= more)


def _latex(latex: Latex | None) -> Target:
    promise = "LaTeX: at most 10 µs a monomial"
    if latex is None:
        return Target(promise, "left out", None)
    return Target(promise, f"{latex.microseconds:.1f} µs", latex.microseconds <= 10)


def _channels(most: ManyChannels) -> Target:
    promise = f"derive, {most.channels} channels: at most 150 µs a monomial"
    return Target(promise, f"{most.microseconds:.0f} µs", most.microseconds <= 150)
