"""How the time of `verify` grows: layers that differ in one thing each, along the axes and every monomial."""

from __future__ import annotations

import time
from typing import Any

from symconv import Conv1d, Conv2d, Conv3d, Layer, verify

# Above so many monomials they are not looked at one by one.
MOST = 10**9
# What grows, and the layers.
GROWING: tuple[tuple[str, tuple[Layer, ...]], ...] = (
    ("size", tuple(Conv2d(input=n, kernel=3) for n in (64, 256, 1024, 10**6))),
    ("channels", tuple(Conv2d(input=32, kernel=3, in_channels=c, out_channels=c) for c in (4, 16, 64))),
    ("batch", tuple(Conv2d(input=64, kernel=3, batch=n) for n in (1, 8, 64))),
    ("stride", tuple(Conv2d(input=512, kernel=3, stride=s) for s in (1, 2, 4))),
    ("axes", (Conv1d(input=4096, kernel=3), Conv2d(input=64, kernel=3), Conv3d(input=16, kernel=3))),
)


def measured(number: int, runs: int) -> dict[str, Any]:
    """One of the layers: what grows, the layer, its monomials; cold and warm seconds along the axes and one by one."""
    what, layer = [(what, layer) for what, layers in GROWING for layer in layers][number]
    found: dict[str, Any] = {"grows": what, "layer": str(layer), "monomials": verify(layer).monomials}
    ways = {"axes": False, "one by one": True} if found["monomials"] <= MOST else {"axes": False}
    for name, every in ways.items():
        seconds = []
        for _ in range(1 + runs):
            started = time.perf_counter()
            if not verify(layer, enumerate=every):
                raise AssertionError(f"{layer} is refuted")
            seconds.append(time.perf_counter() - started)
        found[name] = {"cold": seconds[0], "warm": min(seconds[1:])}
    return found
