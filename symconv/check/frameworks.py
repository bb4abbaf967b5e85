"""A framework's own convolutions and gradients against the definition: one layer, or a grid of geometries."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import product
from typing import Any, Literal

from symconv.check.by_framework import jax_conv, jax_vjp, torch_autograd, torch_conv, torch_nn_grad
from symconv.check.code import PARAMETERS, Code
from symconv.check.handed import Arrays, Dtype
from symconv.check.namespaces import Territory
from symconv.check.reference import OfLayer, Reference
from symconv.check.sweep import decisive, sweep
from symconv.check.verdict import CodeVerdict
from symconv.errors import GeometryError, SymconvError
from symconv.layers.build import build
from symconv.layers.layer import Layer

Framework = Literal["torch", "jax"]
TYPES: tuple[Dtype, ...] = ("float64", "float32")
MOST_AXES = 3
# Forward and backward; those that know direct layers with the same pads on both sides only.
FUNCTIONS: dict[Framework, dict[str, tuple[Callable[..., Any], ...]]] = {
    "torch": {"forward": (torch_conv,), "backward": (torch_autograd, torch_nn_grad)},
    "jax": {"forward": (jax_conv,), "backward": (jax_vjp,)},
}
EVERY: dict[Framework, int] = {"torch": 1, "jax": 7}
# What the grid goes through, in pairs before and after.
PADDINGS = ((0, 0), (1, 1), (2, 2), (0, 1))
DIRECT_ONLY = (torch_nn_grad,)


def check_framework(framework: Framework, layers: Sequence[Layer]) -> list[CodeVerdict]:
    """For each of the framework's functions and each type, the verdict on all layers: that of the worst of them.

    Raises SymconvError where the framework is not installed, and for layers that it does not have.
    """
    for layer in layers:
        _there(framework, layer)
    asked = [
        (direction, function, Arrays(framework, dtype))
        for direction, functions in FUNCTIONS[framework].items()
        for function in functions
        for dtype in TYPES
    ]
    # What is right of a layer is the same for all of them.
    reference = cache(OfLayer.of)
    return [_verdict(*each, layers, reference) for each in asked if any(_knows(each[1], layer) for layer in layers)]


def grid(framework: Framework) -> list[Layer]:
    """Layers of one to three axes, direct and transposed, with one group, two, and one a channel: strides up to 3,
    dilations up to 2, the PADDINGS, and output paddings. Sizes differ from axis to axis.

    jax compiles anew for each of them, so of these it is asked every so many-th.

    >>> len(grid("torch")), len(grid("jax"))
    (600, 86)
    """
    return list(_grid())[:: EVERY[framework]]


def _grid() -> Iterator[Layer]:
    kinds = product((False, True), (1, 2, 3), (1, 2, 3))
    for (transposed, rank, groups), s, p, d in product(kinds, (1, 2, 3), PADDINGS, (1, 2)):
        kernel = (3, 2, 2)[:rank]
        steps = (4, 3, 2)[:rank]
        # As many inputs as make so many steps; of direct layers the last ones are not reached.
        reach = [max(s * (m - 1) + d * (k - 1) + s - sum(p), 1) for m, k in zip(steps, kernel, strict=True)]
        for op in range(2 if transposed and max(s, d) > 1 else 1):
            try:
                yield build(
                    rank,
                    transposed=transposed,
                    input=steps if transposed else reach,
                    kernel=kernel,
                    stride=s,
                    padding=(p,) * rank,
                    dilation=d,
                    output_padding=op,
                    groups=groups,
                    in_channels=3 if groups == 3 else 2 * groups,
                    out_channels=3 * groups,
                    batch=2,
                )
            except GeometryError:
                continue


def _there(framework: Framework, layer: Layer) -> None:
    if layer.convention != "cross-correlation":
        raise SymconvError(f"{framework} computes cross-correlations: leave --convention out", text=layer.convention)
    if layer.rank > MOST_AXES:
        raise SymconvError(f"{framework} has convolutions of up to {MOST_AXES} axes", text=layer.name)


def _knows(function: Callable[..., Any], layer: Layer) -> bool:
    return function not in DIRECT_ONLY or not (layer.transposed or any(axis.pl != axis.pr for axis in layer.axes))


def _verdict(
    direction: str,
    function: Callable[..., Any],
    arrays: Arrays,
    layers: Sequence[Layer],
    reference: Callable[[Layer], Reference],
) -> CodeVerdict:
    started = time.perf_counter()
    found = []
    known = [layer for layer in layers if _knows(function, layer)]
    for transposed in (False, True):
        some = [layer for layer in known if layer.transposed == transposed]
        own = partial(function, transposed=transposed)
        # These functions keep nothing from call to call, so nothing of theirs has to be looked through.
        nothing = Territory(own, (), (), (), compiled=())
        swept = sweep(Code(own, direction, PARAMETERS, arrays), some, reference=reference, own=nothing)
        if swept is not None:
            found.append(swept)
    worst = decisive(found)
    worst = replace(worst, function=f"{worst.function} in {arrays.dtype}")
    about = "" if len(layers) == 1 else f"{len(known):,} layers"
    seconds = time.perf_counter() - started
    if about and worst.outcome == "agrees":
        return replace(worst, about=about, claim=f"each of them, {worst.claim}", layers=len(known), seconds=seconds)
    return replace(worst, layers=len(known), seconds=seconds)
