"""Which sizes: all layers up to a bound, smallest first, until one shows something wrong."""

from __future__ import annotations

import math
import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

from symconv.check.code import Code
from symconv.check.judge import judge
from symconv.check.namespaces import ONE_VERDICT, Territory, territory
from symconv.check.reference import OfLayer, Reference
from symconv.check.verdict import CodeVerdict
from symconv.errors import GeometryError, SymconvError
from symconv.layers.build import exists
from symconv.layers.layer import Axis, Layer
from symconv.outcomes import Outcome
from symconv.sharing.batches import Lost
from symconv.sharing.shared import shared
from symconv.sizes import concrete

# Strides, dilations and paddings of a code that takes them: mistakes show with the smallest.
STEPS, ZEROS, MOST_LEAD = 3, 2, 2
# How many parts a sweep is shared out in: enough for any number of workers, and for who is done first to go on.
PARTS = 64


def members(layer: Layer, bound: int, baked: Sequence[str]) -> list[Layer]:
    """The layers of the kind of `layer` with inputs and kernels up to `bound`, fewest entries first.

    The options in `baked` are those of `layer`. The others go from their least to 3 (stride and dilation) or to 2
    (padding, groups), the same on all axes; batch and channels (of a group) are 1 and 2.

    >>> from symconv import Conv1d
    >>> options = ("stride", "padding", "dilation", "output_padding", "groups")
    >>> found = members(Conv1d(input=9, kernel=3), 2, options)
    >>> len(found), str(found[0])
    (24, 'conv1d --input 1 --kernel 1')
    """
    return sorted(_members(layer, bound, baked), key=_order)


def _members(layer: Layer, bound: int, baked: Sequence[str]) -> Iterator[Layer]:
    sizes = range(1, bound + 1)
    leads = range(1, MOST_LEAD + 1)
    groups = [concrete(layer.groups)] if "groups" in baked else list(leads)
    for options in _options(layer, bound, baked):
        for pairs in product(product(sizes, sizes), repeat=layer.rank):
            axes = tuple(replace(axis, n=n, k=k) for axis, (n, k) in zip(options, pairs, strict=True))
            for batch, g, ins, outs in product(leads, groups, leads, leads):
                found = replace(layer, axes=axes, batch=batch, groups=g, in_channels=g * ins, out_channels=g * outs)
                if exists(found):
                    yield found


def _options(layer: Layer, bound: int, baked: Sequence[str]) -> Iterator[tuple[Axis, ...]]:
    steps = range(1, min(bound, STEPS) + 1)
    changes = {
        "stride": [{"s": s} for s in steps],
        "dilation": [{"d": d} for d in steps],
        "padding": [{"pl": p, "pr": p} for p in range(min(bound - 1, ZEROS) + 1)],
    }
    for s, d, p in product(*([{}] if name in baked else each for name, each in changes.items())):
        yield tuple(replace(axis, **s, **d, **p) for axis in layer.axes)


def _order(layer: Layer) -> tuple[int, str]:
    """Entries of X, K and Z together; of as many, as the layers are written."""
    batch, ins, outs = map(concrete, (layer.batch, layer.in_channels, layer.out_channels))
    n, k = (math.prod(concrete(getattr(axis, name)) for axis in layer.axes) for name in "nk")
    z = math.prod(map(concrete, layer.output))
    return batch * ins * n + ins * concrete(layer.out_per_group) * k + batch * outs * z, str(layer)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep came to: the verdict that decides, and the number of its layer in the order of the sweep."""

    verdict: CodeVerdict
    number: int = 0


def sweep(
    code: Code,
    layers: Sequence[Layer],
    part: int = 0,
    parts: int = 1,
    reference: Callable[[Layer], Reference] = OfLayer.of,
    own: Territory | None = None,
    explain: bool = True,
) -> Swept | None:
    """The first layer that is refuted, else the first undecided, else that agrees, else is proved; None without any.

    Of several `parts`, each takes every so many-th layer. `reference` says what is right of one, and `own` what belongs
    to the code, where that is known. With `explain`, causes are looked for where a layer is refuted.
    """
    if own is None:
        with ONE_VERDICT:
            own = territory(code.function)
    least = None
    for number in range(part, len(layers), parts):
        found = Swept(judge(code, reference(layers[number]), explain, own), number)
        if found.verdict.outcome == "refuted":
            return found
        if least is None or _first_to_say(found) < _first_to_say(least):
            least = found
    return least


def sweep_by(executor: Executor, code: Code, layers: Sequence[Layer]) -> Swept | None:
    """The same as `sweep` of the whole, by an executor's workers.

    Raises SymconvError for a function that cannot be sent to them, and where one of them does not answer.
    """
    parts = min(PARTS, len(layers))
    work = partial(sweep, code, layers, parts=parts, explain=False)
    try:
        pickle.dumps(work)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        name = getattr(code.function, "__name__", "this function")
        words = f"{name} cannot be sent to other processes: it has to be one of a module"
        raise SymconvError(f"{words} ({error})") from None
    found = _swept(work, parts, executor)
    if not found:
        return None
    first = min(found, key=_first_to_say)
    if first.verdict.outcome != "refuted":
        return first
    # Causes take longer than all the rest, and only the first layer's are told.
    (again,) = _swept(partial(sweep, code, [layers[first.number]]), 1, executor)
    return Swept(explained(first.verdict, again.verdict), first.number)


def explained(refuted: CodeVerdict, again: CodeVerdict) -> CodeVerdict:
    """A refutation with its causes, which take another look; as it was, where the code is right this time."""
    return again if again.outcome == "refuted" else refuted


def _swept(work: Callable[[int], Swept | None], parts: int, executor: Executor) -> list[Swept]:
    """What so many parts of a sweep come to, of those that have a layer."""
    found = []
    for _, made in shared(work, range(parts), executor):
        if isinstance(made, Lost):
            raise SymconvError(f"a part of the sweep has no answer: {made.reason}")
        found += [made] if made is not None else []
    return found


# What one layer came to counts more the less it says for the code.
RANK: tuple[Outcome, ...] = ("refuted", "undecided", "agrees", "proved")


def decisive(found: Sequence[Swept]) -> CodeVerdict:
    """Of what the parts of a sweep came to: the first refuted layer, else the first undecided, and so on."""
    return min(found, key=_first_to_say).verdict


def _first_to_say(each: Swept) -> tuple[int, int]:
    return RANK.index(each.verdict.outcome), each.number


def summed_up(verdict: CodeVerdict, layer: Layer, layers: int, bound: int, seconds: float) -> CodeVerdict:
    """The verdict on all layers, from that on the one that decides."""
    beyond = f"layers with inputs or kernels beyond {bound} are not covered"
    if verdict.outcome in ("proved", "agrees"):
        claim = f"on each of {layers:,} layers with inputs and kernels up to {bound}: {verdict.claim}; {beyond}"
        return replace(verdict, layer=layer, claim=claim, layers=layers, seconds=seconds)
    claim = f"the smallest of {layers:,} layers with inputs and kernels up to {bound} on which it is {verdict.outcome}"
    return replace(verdict, layers=layers, seconds=seconds, claim=claim)


def check_sizes(code: Code, layer: Layer, bound: int, executor: Executor | None = None) -> CodeVerdict:
    """The verdict on a code for all layers of the kind of `layer` with inputs and kernels up to `bound`.

    They are looked at in this process, or by the workers of an `executor`. Raises GeometryError where there is no such
    layer.
    """
    started = time.perf_counter()
    layers = members(layer, bound, code.baked)
    found = sweep(code, layers) if executor is None else sweep_by(executor, code, layers)
    if found is None:
        raise nothing(bound)
    return summed_up(found.verdict, layer, len(layers), bound, time.perf_counter() - started)


def nothing(bound: int) -> GeometryError:
    """The mistake of a bound within which there is no layer."""
    return GeometryError(f"`sizes={bound}`: there is no layer with these options and sizes as small as that")
