"""What stands in for torch's tensors and functions where code is traced for all sizes.

What a function of torch computes is said here in the words of the array language; probes of the code as it is hold that
against torch itself. Everything that is not here raises, and nothing is said of the code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symconv.check.stand_ins import Names
from symconv.check.traced import Traced
from symconv.check.traced_sizes import Tracing
from symconv.sizes import Size


class TracedTensor:
    """A traced array that looks like a tensor, as far as that goes."""

    __slots__ = ("traced", "tracing")

    def __init__(self, traced: Traced, tracing: Tracing) -> None:
        self.traced, self.tracing = traced, tracing

    def _made(self, traced: Traced) -> TracedTensor:
        return TracedTensor(traced, self.tracing)

    @property
    def shape(self) -> tuple[Any, ...]:
        """The sizes."""
        return tuple(map(self.tracing.wrapped, self.traced.shape))

    def size(self, dim: int | None = None) -> Any:
        """The sizes, or one of them."""
        return self.shape if dim is None else self.shape[dim]

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.traced.axes)

    def dim(self) -> int:
        """The number of axes."""
        return self.ndim

    def permute(self, *dims: Any) -> TracedTensor:
        """The axes in another order."""
        return self._made(self.traced.permuted(_listed(dims)))

    def transpose(self, dim0: int, dim1: int) -> TracedTensor:
        """Two axes exchanged."""
        order = list(range(self.ndim))
        order[dim0], order[dim1] = order[dim1], order[dim0]
        return self.permute(order)

    swapaxes = swapdims = transpose

    def flip(self, *dims: Any) -> TracedTensor:
        """Axes reversed."""
        return self._made(self.traced.flipped(_listed(dims)))

    def sum(self, dim: Any = None) -> TracedTensor:
        """The sum over axes."""
        return self._made(self.traced.summed(range(self.ndim) if dim is None else _listed((dim,))))

    def contiguous(self) -> TracedTensor:
        """Itself."""
        return self

    clone = detach = contiguous

    def __add__(self, other: object) -> Any:
        return self._made(self.traced.plus(other.traced)) if isinstance(other, TracedTensor) else NotImplemented

    def __sub__(self, other: object) -> Any:
        return self + -other if isinstance(other, TracedTensor) else NotImplemented

    def __neg__(self) -> TracedTensor:
        return self._made(self.traced.times(-1))

    def __mul__(self, other: object) -> Any:
        return self._made(self.traced.times(other)) if type(other) is int else NotImplemented

    __rmul__ = __mul__

    def __getitem__(self, key: Any) -> TracedTensor:
        keys = list(key) if isinstance(key, tuple) else [key]
        if ... in keys:
            at = keys.index(...)
            keys[at : at + 1] = [slice(None)] * (self.ndim - len(keys) + 1)
        if not all(isinstance(each, slice) for each in keys) or len(keys) > self.ndim:
            self.tracing.ledger.refuse("a tensor is indexed with something else than slices")
        keys += [slice(None)] * (self.ndim - len(keys))
        cuts = [_cut(self.tracing, n, each) for n, each in zip(self.traced.shape, keys, strict=True)]
        steps = [1 if each.step is None else self.tracing.size(each.step) for each in keys]
        return self._made(self.traced.padded(cuts).strided(steps))

    def __eq__(self, other: object) -> bool:
        self.tracing.ledger.refuse("a tensor is compared")

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        self.tracing.ledger.refuse("a truth value of a tensor is asked for")


def _listed(dims: Sequence[Any]) -> list[int]:
    inner = dims[0] if len(dims) == 1 and isinstance(dims[0], tuple | list) else dims
    return list(inner)


def _cut(tracing: Tracing, n: Size, key: slice) -> tuple[Size, Size]:
    """What a slice cuts off before and after, as negative pads.

    A number below 0 counts from the end, and one beyond the end is the end: which case it is, the example shows, and
    has to be proved. What begins behind its end is empty, which no array here is.
    """
    return -_bound(tracing, n, key.start, 0), _bound(tracing, n, key.stop, n) - n


def _bound(tracing: Tracing, n: Size, given: Any, otherwise: Size) -> Size:
    if given is None:
        return otherwise
    value = tracing.size(given)
    if not tracing.looks_at_least(value, 0):
        tracing.at_least(-1, value)
        tracing.at_least(n + value, 0)
        return n + value
    tracing.at_least(value, 0)
    if tracing.looks_at_least(n, value):
        tracing.at_least(n, value)
        return value
    tracing.at_least(value, n)
    return n


def torch_names(tracing: Tracing) -> dict[int, Any]:
    """What is put in place of what, by the identity of the real object."""
    import torch

    functional = torch.nn.functional
    inside: dict[str, Callable[..., Any]] = {"pad": _pad(tracing)}
    for rank in (1, 2, 3):
        inside[f"conv{rank}d"] = _conv(tracing, rank)
        inside[f"conv_transpose{rank}d"] = _conv_transpose(tracing, rank)
    outside: dict[str, Callable[..., Any]] = {
        name: _method(name) for name in ("permute", "transpose", "swapaxes", "swapdims", "flip", "sum", "clone")
    }
    outside |= {name: call for name, call in inside.items() if name != "pad"}
    found = {id(getattr(functional, name)): call for name, call in inside.items()}
    found |= {id(getattr(torch, name)): call for name, call in outside.items()}
    names = Names(functional, inside)
    package = Names(torch.nn, {"functional": names})
    return found | {id(functional): names, id(torch.nn): package, id(torch): Names(torch, {**outside, "nn": package})}


def _method(name: str) -> Callable[..., Any]:
    def call(input: TracedTensor, *args: Any, **options: Any) -> Any:
        return getattr(input, name)(*args, **options)

    return call


def _pad(tracing: Tracing) -> Callable[..., Any]:
    def pad(input: TracedTensor, pad: Sequence[Any], mode: str = "constant", value: Any = None) -> TracedTensor:
        if mode != "constant" or value not in (None, 0):
            tracing.ledger.refuse("a padding with anything but zeros")
        sizes = list(map(tracing.size, pad))
        # The last axis comes first.
        pairs = list(zip(sizes[::2], sizes[1::2], strict=True))[::-1]
        sides = [*[(0, 0)] * (input.ndim - len(pairs)), *pairs]
        for n, (before, after) in zip(input.traced.shape, sides, strict=True):
            # What is cut off has to be there.
            tracing.at_least(n + before, 0)
            tracing.at_least(n + after, 0)
        return TracedTensor(input.traced.padded(sides), tracing)

    return pad


def _conv(tracing: Tracing, rank: int) -> Callable[..., Any]:
    def conv(
        input: TracedTensor,
        weight: TracedTensor,
        bias: TracedTensor | None = None,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: Any = 1,
    ) -> TracedTensor:
        pads = _along(tracing, rank, padding, least=0)
        _one_group(tracing, groups)
        found = input.traced.padded([(0, 0), (0, 0), *((p, p) for p in pads)])
        steps, gaps = (_along(tracing, rank, each, least=1) for each in (stride, dilation))
        return _biased(found.correlated(weight.traced, steps, gaps), bias, tracing)

    return conv


def _conv_transpose(tracing: Tracing, rank: int) -> Callable[..., Any]:
    def conv_transpose(
        input: TracedTensor,
        weight: TracedTensor,
        bias: TracedTensor | None = None,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: Any = 1,
        dilation: Any = 1,
    ) -> TracedTensor:
        steps, gaps = (_along(tracing, rank, each, least=1) for each in (stride, dilation))
        pads, more = (_along(tracing, rank, each, least=0) for each in (padding, output_padding))
        _one_group(tracing, groups)
        for s, d, op in zip(steps, gaps, more, strict=True):
            # Below one of them, torch says; which of them, the example shows.
            tracing.at_least(s if tracing.looks_at_least(s, op + 1) else d, op + 1)
        # Weights are (in, out, space), and the array language contracts what both have.
        kernel = weight.traced.permuted([1, 0, *range(2, 2 + rank)]).flipped(range(2, 2 + rank))
        reach = [d * (n - 1) for d, n in zip(gaps, weight.traced.shape[2:], strict=True)]
        sides = [(r - p, r - p + op) for r, p, op in zip(reach, pads, more, strict=True)]
        spread = input.traced.spread([1, 1, *steps]).padded([(0, 0), (0, 0), *sides])
        return _biased(spread.correlated(kernel, [1] * rank, gaps), bias, tracing)

    return conv_transpose


def _along(tracing: Tracing, rank: int, given: Any, least: int) -> list[Size]:
    """A parameter on each axis, none of them below the least."""
    if isinstance(given, str):
        if given != "valid":
            tracing.ledger.refuse(f"padding={given!r} is not traced")
        given = 0
    each = list(given) if isinstance(given, tuple | list) else [given]
    sizes = [tracing.size(value) for value in each] * (rank if len(each) == 1 else 1)
    if len(sizes) != rank:
        tracing.ledger.refuse(f"{len(sizes)} numbers for {rank} axes")
    for size in sizes:
        tracing.at_least(size, least)
    return sizes


def _one_group(tracing: Tracing, groups: Any) -> None:
    if type(groups) is not int or groups != 1:
        tracing.ledger.refuse("groups are not traced")


def _biased(found: Traced, bias: TracedTensor | None, tracing: Tracing) -> TracedTensor:
    return TracedTensor(found if bias is None else found.biased(bias.traced), tracing)
