"""All tests of a run share a process, and what is collected for them stays to its end."""

from __future__ import annotations

import gc


def pytest_sessionstart() -> None:
    """Nothing of what is collected can be freed, so that it is not looked for: a third of the collection's time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """From here on only what tests make is looked through."""
    gc.freeze()
    gc.enable()
