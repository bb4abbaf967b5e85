"""How much memory `verify` takes, in a process of its own that is not given more."""

from __future__ import annotations

import subprocess
import sys

import pytest
from quick import cases

from symconv.exact.memory import MOST_MEGABYTES

# NumPy and Python map address space that they never use, so the limit is on data, and what was resident is asked too.
CHILD = """
import re, resource
limit = {megabytes} * 10**6
resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, verify
from symconv.errors import TooLargeError
try:
    print(verify({layer}, enumerate={every}).outcome)
except TooLargeError as error:
    print("refused" if "verify" in str(error) else error)
# Not getrusage: there a process starts with the most that the one had which started it.
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) // 1000)
"""
CALLS = {
    "a million by a million, along the axes": ("Conv2d(input=10**6, kernel=3)", False, "proved"),
    "64 to 64 channels, one by one": ("Conv2d(input=12, kernel=3, in_channels=64, out_channels=64)", True, "proved"),
    "a large picture, one by one": ("Conv2d(input=1100, kernel=3)", True, "proved"),
    "a transposed one": ("ConvTranspose2d(input=500, kernel=3, stride=2)", True, "proved"),
    "a long line, one by one": ("Conv1d(input=810_000, kernel=3)", True, "proved"),
    "a long transposed one": ("ConvTranspose1d(input=810_000, kernel=3)", True, "proved"),
    "a longer one, refused": ("ConvTranspose1d(input=1_110_000, kernel=3)", True, "refused"),
    "what is refused": ("Conv2d(input=20_000, kernel=3)", True, "refused"),
    "a long line, refused": ("Conv1d(input=10**9, kernel=5)", False, "refused"),
}


def run(layer: str, every: bool, megabytes: int) -> tuple[str, int]:
    code = CHILD.format(layer=layer, every=every, megabytes=megabytes)
    environment = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    outcome, resident = done.stdout.split()
    return outcome, int(resident)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is one that Linux knows")
@pytest.mark.parametrize(("layer", "every", "expected"), cases(CALLS))
def test_a_process_with_so_much_memory_is_enough(layer: str, every: bool, expected: str) -> None:
    outcome, resident = run(layer, every, MOST_MEGABYTES)
    assert (outcome, resident <= MOST_MEGABYTES) == (expected, True), f"{resident} MB"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is one that Linux knows")
def test_the_limit_of_this_test_is_one() -> None:
    """With less than the arrays take there is no answer."""
    with pytest.raises(AssertionError, match=r"MemoryError|memory"):
        run("Conv2d(input=1100, kernel=3)", True, 60)
