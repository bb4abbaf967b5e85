"""`python -m benchmarks`: symconv and its rivals on the same work, one table; exit code 1 where a target is missed."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from benchmarks.parent import LAYERS, Case, check, measure, measure_channels, measure_growth, measure_latex
from benchmarks.report import TITLES, channels_line, comparison, growth, latex_line, machine, verdicts
from benchmarks.targets import targets

# Every contestant is run once cold and so many times warm.
RUNS, QUICK_RUNS = 3, 1
SIZES = {
    "symconv": (16, 64, 128, 512, 1024),
    "symconv_enumerate": (16, 64, 128, 512, 1024),
    "table": (16, 64, 128, 512, 1024),
    "coo": (16, 64, 128, 512, 1024),
    "dict": (16, 64, 128),
    "symengine": (16, 64),
    "flint": (16, 64),
    "sympy_own": (16, 64),
    "sympy": (16,),
}
QUICK = {
    "symconv": (16, 64, 128),
    "symconv_enumerate": (16, 64, 128),
    "table": (16, 64, 128),
    "coo": (16, 64, 128),
    "dict": (16,),
    "symengine": (16, 64),
    "sympy_own": (16,),
    "sympy": (16,),
}
CHANNELS = (8, 32, 128)
WORK = (
    "The work: for an HxH input and a 3x3 kernel with bias, derive every entry of dK, dX and dB from the\n"
    "expanded z, and compare each with the closed formula. Imports are not timed; all contestants are run equally\n"
    "often: cold is the first run in a process, warm the best of the others."
)
# What the widest table takes; a narrower terminal breaks its lines.
WIDTH = 160


def main() -> int:
    """Measures, prints, and answers whether a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="leave out large sizes, python-flint, growth and LaTeX; one warm run"
    )
    parser.add_argument("--self-check", action="store_true", help="only check that wrong formulas are noticed")
    options = parser.parse_args()
    runs = QUICK_RUNS if options.quick else RUNS
    cases = [Case(each, n, runs) for each, sizes in (QUICK if options.quick else SIZES).items() for n in sizes]
    progress = Console(stderr=True)

    console = Console(width=WIDTH, highlight=False)
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
        latex = None if options.quick else measure_latex(64, runs)
        status.update("measuring derive")
        channels = [measure_channels(each, runs) for each in CHANNELS]
        status.update("measuring growth")
        grown = [] if options.quick else [measure_growth(number, runs) for number in range(LAYERS)]

    console.print(f"\n{WORK}\n{machine()}\n", soft_wrap=True)
    console.print(comparison(measurements))
    if not options.quick:
        console.print(growth(grown))
    if latex is not None:
        console.print(latex_line(latex) + "\n", soft_wrap=True)
    console.print(channels_line(channels) + "\n", soft_wrap=True)
    promised = targets(measurements, latex, channels)
    console.print(verdicts(promised))
    return 1 if any(each.met is False for each in promised) else 0


if __name__ == "__main__":
    sys.exit(main())
