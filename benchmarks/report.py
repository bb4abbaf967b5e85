"""The tables that are printed."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from rich import box
from rich.table import Table

from benchmarks.parent import Grown, Measurement, Pace, Written
from benchmarks.targets import Target

TITLES = {
    "symconv": "symconv verify",
    "symconv_enumerate": "symconv verify --enumerate",
    "table": "NumPy address table",
    "coo": "NumPy coordinates, sorted",
    "dict": "Python dictionaries",
    "sympy_own": "SymPy, own symbols",
    "sympy": "SymPy, naive",
    "symengine": "symengine, walking args",
    "flint": "python-flint, own symbols",
}
PACKAGES = ("numpy", "sympy", "symengine", "python-flint")


def machine() -> str:
    """Cores and versions, which the figures depend on."""
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def comparison(measurements: Sequence[Measurement]) -> Table:
    """Every contestant at every size; below 1, the last columns say that it is faster than symconv."""
    table = _table("engine", "H", "monomials", "cold s", "warm s", "ns/mono.", "peak MB", "x verify", "x enumerate")
    found = {(each.case.contestant, each.case.size): each for each in measurements}
    for each in measurements:
        title, size = TITLES[each.case.contestant], each.case.size
        if each.missing:
            table.add_row(title, str(size), f"{each.monomials:,}", "NOT INSTALLED", *["-"] * 5)
            continue
        table.add_row(
            title,
            f"{size}",
            f"{each.monomials:,}",
            f"{each.first:.4f}",
            f"{each.seconds:.4f}",
            f"{each.seconds / each.monomials * 1e9:,.0f}",
            f"{each.peak / 1e6:,.0f}",
            _times(each.seconds / found["symconv", size].seconds),
            _times(each.seconds / found["symconv_enumerate", size].seconds),
        )
    return table


def _times(ratio: float) -> str:
    """How many times as long; of what is faster, with two digits."""
    return f"{ratio:,.2f} faster" if ratio < 1 else f"{ratio:,.0f}" if ratio > 10 else f"{ratio:,.1f}"


def growth(found: Sequence[Grown]) -> Table:
    """How the time grows with one thing at a time, along the axes and monomial by monomial."""
    table = _table("grows", "layer", "monomials", "axes cold", "warm", "all cold", "warm", "ns/mono.", left=2)
    for each in found:
        seconds = [f"{one:.4f}" for one in (*each.axes, *(each.one_by_one or ()))]
        pace = [f"{each.one_by_one[1] / each.monomials * 1e9:,.0f}"] if each.one_by_one else ["-"] * 3
        table.add_row(each.what, each.layer, f"{each.monomials:,}", *seconds, *pace)
    return table


def latex_line(latex: Written) -> str:
    """How fast LaTeX is written, in one line."""
    return (
        f"LaTeX of the whole derivation at H={latex.size}: {latex.monomials:,} monomials, told in "
        f"{latex.characters:,} characters, in {latex.seconds:.2f} s, {latex.microseconds:.2f} µs a character"
    )


def channels_line(found: Sequence[Pace]) -> str:
    """How long `derive` takes at several numbers of channels, in one line."""
    rows = (f"{each.size} channels {each.seconds:.2f} s ({each.microseconds:.0f} µs a monomial)" for each in found)
    return f"derive, by SymPy, one z of {', '.join(rows)}"


def verdicts(found: Sequence[Target]) -> Table:
    """The targets and whether each is met."""
    table = _table("target", "measured", "", left=2)
    for each in found:
        table.add_row(each.promise, each.measured, "-" if each.met is None else "met" if each.met else "MISSED")
    return table


def _table(*columns: str, left: int = 1) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for at, column in enumerate(columns):
        table.add_column(column, justify="left" if at < left else "right", no_wrap=True)
    return table
