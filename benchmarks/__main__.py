"""`python -m benchmarks`: symconv and its rivals on the same work, one table; exit code 1 where a target is missed."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from benchmarks.parent import Case, check, measure, measure_channels, measure_latex
from benchmarks.report import TITLES, channels_line, comparison, growth, latex_line, machine, verdicts
from benchmarks.targets import targets

QUICK = [
    Case("symconv", 16, runs=200),
    Case("symconv", 64, runs=100),
    Case("symconv", 128, runs=30),
    Case("sympy", 16, runs=1, warm_ups=0),
    Case("symengine", 64, runs=3),
]
LARGE = [Case("symconv", 512, runs=3), Case("symconv", 1024, runs=3)]
FLINT = [Case("flint", 16, runs=3), Case("flint", 64, runs=1, warm_ups=0)]
CHANNELS = (8, 32, 128)
WORK = (
    "The work: for an HxH input and a 3x3 kernel with bias, derive every entry of dK, dX and dB from the\n"
    "expanded z, and compare each with the closed formula. Imports are not timed; times are the best run."
)
# A table is as wide in a file as in a terminal of this width.
WIDTH = 100


def main() -> int:
    """Measures, prints, and answers whether a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out H=512, H=1024, python-flint and LaTeX")
    parser.add_argument("--self-check", action="store_true", help="only check that wrong formulas are noticed")
    options = parser.parse_args()
    cases = QUICK if options.quick else [*QUICK[:3], *LARGE, *QUICK[3:], *FLINT]
    progress = Console(stderr=True)

    console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    for contestant in dict.fromkeys(case.contestant for case in cases):
        found = "notices every wrong formula at H=4" if check(contestant) else "NOT INSTALLED"
        console.print(f"{TITLES[contestant]}: {found}")
    if options.self_check:
        return 0
    measurements = []
    with progress.status("measuring") as status:
        for case in cases:
            status.update(f"measuring {TITLES[case.contestant]} at H={case.size}")
            measurements.append(measure(case))
        status.update("measuring LaTeX")
        latex = None if options.quick else measure_latex(64, runs=3)
        status.update("measuring derive")
        channels = [measure_channels(each, runs=3) for each in CHANNELS]

    console.print(f"\n{WORK}\n{machine()}\n", soft_wrap=True)
    console.print(comparison(measurements))
    if not options.quick:
        console.print(growth(measurements))
    if latex is not None:
        console.print(latex_line(latex) + "\n", soft_wrap=True)
    console.print(channels_line(channels) + "\n", soft_wrap=True)
    promised = targets(measurements, latex, channels)
    console.print(verdicts(promised))
    return 1 if any(each.met is False for each in promised) else 0


if __name__ == "__main__":
    sys.exit(main())
