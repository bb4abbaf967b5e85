"""What symconv promises, and whether the measurements keep it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.parent import Measurement, Pace, Written

MEGABYTE = 10**6


@dataclass(frozen=True, slots=True)
class Target:
    """A promise and what was measured; `met` is None where that was left out or a library is missing."""

    promise: str
    measured: str
    met: bool | None


def targets(
    measurements: Sequence[Measurement], latex: Written | None, channels: Sequence[Pace]
) -> list[Target]:
    """All targets in order."""
    found = {(each.case.contestant, each.case.size): each for each in measurements}
    return [
        _faster(found, "sympy", "naive SymPy", 16, 1000),
        _faster(found, "symengine", "symengine", 64, 50),
        _memory(found.get(("symconv_enumerate", 1024))),
        _ratio(found.get(("symconv_enumerate", 1024)), found.get(("table", 1024))),
        _first(found.get(("symconv_enumerate", 1024))),
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
    promise = "H=1024, every monomial: at most 256 MB"
    if large is None:
        return Target(promise, "left out", None)
    return Target(promise, f"{large.peak / MEGABYTE:.0f} MB", large.peak <= 256 * MEGABYTE)


def _ratio(ours: Measurement | None, table: Measurement | None) -> Target:
    promise = "H=1024, every monomial: 100 million/s, or 2.5 times the address table"
    if ours is None or table is None:
        return Target(promise, "left out", None)
    rate, times = ours.monomials / ours.seconds / 10**6, ours.seconds / table.seconds
    return Target(promise, f"{rate:.0f} million/s, {times:.1f} times", rate >= 100 or times <= 2.5)


def _first(ours: Measurement | None) -> Target:
    promise = "H=1024, every monomial: the first run within 1.3 times"
    if ours is None:
        return Target(promise, "left out", None)
    return Target(promise, f"{ours.first / ours.seconds:.2f} times", ours.first <= 1.3 * ours.seconds)


def _latex(latex: Written | None) -> Target:
    promise = "LaTeX: at most 1.5 µs a character"
    if latex is None:
        return Target(promise, "left out", None)
    return Target(promise, f"{latex.microseconds:.2f} µs", latex.microseconds <= 1.5)


def _channels(most: Pace) -> Target:
    promise = f"derive, {most.size} channels: at most 150 µs a monomial"
    return Target(promise, f"{most.microseconds:.0f} µs", most.microseconds <= 150)
