"""All tests of a run share a process, and what is collected for them stays to its end."""

from __future__ import annotations

import gc
import os

import pytest
from quick import QUICK

# So many things are made before circles are looked for among them: a tenth of the lectures' tests went into that.
LITTER = 50_000


def pytest_configure(config: pytest.Config) -> None:
    """A run that leaves the slow tests out tries every property on few examples."""
    if "not slow" in config.getoption("markexpr"):
        os.environ[QUICK] = "1"


def pytest_sessionstart() -> None:
    """Nothing of what is collected can be freed, so that it is not looked for: a third of the collection's time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """From here on only what tests make is looked through."""
    gc.freeze()
    gc.set_threshold(LITTER)
    gc.enable()
