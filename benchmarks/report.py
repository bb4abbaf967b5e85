"""The tables that are printed."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from rich import box
from rich.table import Table

from benchmarks.parent import Latex, ManyChannels, Measurement
from benchmarks.targets import Target

TITLES = {
    "symconv": "symconv",
    "sympy": "SymPy, naive",
    "symengine": "symengine, own symbols",
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
    """Every contestant at every size."""
    table = _table("engine", "H", "monomials", "seconds", "ns/monomial", "peak MB", "x symconv")
    ours = {each.case.size: each for each in measurements if each.case.contestant == "symconv"}
    for each in measurements:
        title, size = TITLES[each.case.contestant], each.case.size
        if each.missing:
            table.add_row(title, str(size), f"{each.monomials:,}", "NOT INSTALLED", "-", "-", "-")
            continue
        times = each.seconds / ours[size].seconds
        table.add_row(
            title,
            f"{size}",
            f"{each.monomials:,}",
            f"{each.seconds:.4f}",
            f"{each.seconds / each.monomials * 1e9:,.0f}",
            f"{each.peak / 1e6:,.0f}",
            "1" if each.case.contestant == "symconv" else f"{times:,.0f}",
        )
    return table


def growth(measurements: Sequence[Measurement]) -> Table:
    """How symconv's time grows with the monomials, between the larger sizes."""
    table = _table("symconv, H", "monomials", "seconds", "first run", "monomials grow", "time grows")
    sizes = [each for each in measurements if each.case.contestant == "symconv" and each.case.size >= 128]
    for each in sizes:
        table.add_row(
            str(each.case.size),
            f"{each.monomials:,}",
            f"{each.seconds:.4f}",
            f"{each.first:.4f}",
            f"x {each.monomials / sizes[0].monomials:.1f}",
            f"x {each.seconds / sizes[0].seconds:.1f}",
        )
    return table


def latex_line(latex: Latex) -> str:
    """How fast LaTeX is written, in one line."""
    return (
        f"LaTeX of the whole derivation at H={latex.size}: {latex.monomials:,} monomials "
        f"in {latex.seconds:.2f} s, {latex.microseconds:.1f} µs a monomial"
    )


def channels_line(found: Sequence[ManyChannels]) -> str:
    """How long `derive` takes at several numbers of channels, in one line."""
    rows = (f"{each.channels} channels {each.seconds:.2f} s ({each.microseconds:.0f} µs a monomial)" for each in found)
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
