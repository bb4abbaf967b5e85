"""How long it takes to check a backward pass: `python -m benchmarks.check`.

The styles are those of tests/check/styles. Each is timed in a process of its own, in seconds of the processor, imports
left out, the best of three; exits with code 1 where a limit is missed. Where torch is installed, its own convolution of
that size and its grid of geometries are timed too, and code of it at all sizes.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
STYLES = ROOT / "tests" / "check" / "styles"
SMALL = ("naive_loops", "in_channels=2, out_channels=2, input=8, kernel=3", 0.2)
LARGE, LARGE_LIMIT = "in_channels=4, out_channels=4, input=32, kernel=3", 3.0
# The whole layer as one matrix: of the large layer it has 15 million entries, each of which is a form.
DENSE, DENSE_LAYER = "matrix_form", "in_channels=2, out_channels=2, input=12, kernel=3"
SWEEP = "naive_loops", "input=3, kernel=2", 2
CODE = """
import sys, time
sys.path.insert(0, "tests")
from importlib import import_module
import symconv
from symconv.testing import check_backward

function = import_module("check.styles.{style}").backward
layer = symconv.Conv2d({layer})
check_backward(function, symconv.Conv2d(input=3, kernel=2))  # what compiles, compiles now
best = float("inf")
for _ in range(3):
    started = time.process_time()
    verdict = check_backward(function, layer{more})
    best = min(best, time.process_time() - started)
    assert verdict, verdict
print(best, verdict.layers)
"""

FRAMEWORK_CODE = """
import sys, time
sys.path.insert(0, "tests")
import torch
import symconv
from check.traced_by_torch import with_options
from symconv.check.frameworks import check_framework, grid
from symconv.testing import check_backward

large = symconv.Conv2d({large})
strided = symconv.Conv2d(input=7, kernel=3, stride=2, padding=1)
started = time.process_time()
found = {asked}
print(time.process_time() - started, found[0].layers)
assert {{each.outcome for each in found}} == {{"{outcome}"}}, found
"""
OF_TORCH = (
    ("torch itself", LARGE, 2.0, "check_framework('torch', [large])", "agrees"),
    ("torch, the grid", "each geometry, in two types", 10.0, "check_framework('torch', grid('torch'))", "agrees"),
    ("torch, all sizes", "", None, "[check_backward(with_options, strided, 'all', arrays='torch')]", "proved"),
)


@dataclass(frozen=True, slots=True)
class Time:
    """A style, the layer it was checked for, how long that took, and how long it may take."""

    style: str
    layer: str
    seconds: float
    layers: int
    limit: float | None

    def __str__(self) -> str:
        verdict = "" if self.limit is None else "met" if self.seconds <= self.limit else "MISSED"
        what = self.layer if self.layers == 1 else f"{self.layers:,} layers"
        limit = "" if self.limit is None else f"{self.limit:.1f} s"
        return f"{self.style:<18} {what:<52} {self.seconds:>7.2f} s  {limit:>6}  {verdict}".rstrip()


def timed(style: str, layer: str, limit: float | None, more: str = "") -> Time:
    """The best of three checks."""
    return _measured(style, layer, limit, CODE.format(style=style, layer=layer, more=more))


def timed_of_torch(what: str, layer: str, limit: float | None, asked: str, outcome: str) -> Time:
    """One check of torch, or of code of it."""
    return _measured(what, layer, limit, FRAMEWORK_CODE.format(large=LARGE, asked=asked, outcome=outcome))


def _measured(what: str, layer: str, limit: float | None, code: str) -> Time:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, layers = done.stdout.split()
    return Time(what, layer, float(seconds), int(layers), limit)


def measured() -> Iterator[Time]:
    """All times, one after the other."""
    style, layer, bound = SWEEP
    yield timed(*SMALL)
    yield timed(style, layer, None, f", sizes={bound}")
    for path in sorted(STYLES.glob("[!_]*.py")):
        yield timed(path.stem, *((DENSE_LAYER, None) if path.stem == DENSE else (LARGE, LARGE_LIMIT)))
    if importlib.util.find_spec("torch") is not None:
        for each in OF_TORCH:
            yield timed_of_torch(*each)


def main() -> int:
    """Print the times; 1 where a limit is missed."""
    missed = False
    for found in measured():
        missed |= found.limit is not None and found.seconds > found.limit
        print(found, flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
