"""A layer: its geometry, its conventions, and the sizes that follow from them.

The letters are those of the guides to convolution arithmetic, per spatial axis: input size `n`, kernel size
`k`, stride `s`, dilation `d`, padding `pl` before and `pr` after, output padding `op`, `D = d*(k-1)`.
Every number may be a `Size`, so the same class describes one concrete layer and a whole family of them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, ClassVar, Literal, get_args

from symconv.errors import GeometryError
from symconv.sizes import Polynomial, Size, concrete, floordiv, joined

Convention = Literal["cross-correlation", "convolution"]
# Conv1d, Conv2d and Conv3d have names of their own in Python.
LARGEST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Axis:
    """One spatial axis of a layer.

    >>> axis = Axis(n=7, k=3, s=2)
    >>> axis.D, axis.leftover
    (2, 0)
    """

    n: Size
    k: Size
    s: Size = 1
    d: Size = 1
    pl: Size = 0
    pr: Size = 0
    op: Size = 0

    @property
    def D(self) -> Size:  # noqa: N802 - the letter of the formulas
        """The reach of the dilated kernel: `d*(k-1)`."""
        return self.d * (self.k - 1)

    @property
    def steps(self) -> Size:
        """How far the dilated kernel can move along the padded input: `n + pl + pr - D - 1`."""
        return self.n + self.pl + self.pr - self.D - 1

    @property
    def leftover(self) -> Size:
        """`r`: how many padded input entries at the end the stride does not reach."""
        return self.steps - self.s * floordiv(self.steps, self.s)


class KeepsTensors:
    """What is worked out once of a layer, which never changes: its tensors, by name (`symconv.layers.tensors`)."""

    __slots__ = ("_tensors",)
    _tensors: dict[str, Any]

    @property
    def tensors(self) -> dict[str, Any]:
        """Those that somebody has asked for."""
        try:
            return self._tensors
        except AttributeError:
            object.__setattr__(self, "_tensors", {})
            return self._tensors


@dataclass(frozen=True, slots=True)
class Layer(KeepsTensors):
    """A convolution layer or a transposed one, of any number of axes; made by `Conv2d(...)` and its like.

    Forward, per axis and 0-based, with `K` read backwards under the convention "convolution":

    - direct: `Z[i] = sum_a X[s*i + d*a - pl] K[a] + B`
    - transposed: `Z[m] = sum of X[i] K[a] over s*i + d*a - pl = m, + B`
    """

    axes: tuple[Axis, ...]
    transposed: bool = False
    convention: Convention = "cross-correlation"
    batch: Size = 1
    groups: Size = 1
    in_channels: Size = 1
    out_channels: Size = 1
    bias: bool = True

    def __post_init__(self) -> None:
        if not isinstance(self.axes, tuple) or not self.axes or not all(isinstance(each, Axis) for each in self.axes):
            raise GeometryError(f"a layer has a tuple of one Axis or more, not {self.axes!r:.60}")
        if self.convention not in get_args(Convention):
            raise GeometryError(f"`convention` is cross-correlation or convolution, not {self.convention!r}")
        if not isinstance(self.transposed, bool) or not isinstance(self.bias, bool):
            raise GeometryError("whether a layer is transposed, and has a bias, is True or False")
        for size in self._sizes():
            if type(size) is not int and type(size) is not Polynomial:
                raise GeometryError(f"a size of a layer is a whole number or a symbol, not {size!r:.60}")

    # What Jupyter asks for. A layer knows no picture of itself: `symconv.display` gives it this method.
    _repr_html_: ClassVar[Callable[[Layer], str | None]]
    # How layers are made stands above this module: `symconv.layers.modules` gives it this one.
    from_torch: ClassVar[Callable[..., Layer]]

    @property
    def rank(self) -> int:
        """The number of spatial axes."""
        return len(self.axes)

    @property
    def input(self) -> tuple[Size, ...]:
        """The spatial size of X."""
        return tuple(axis.n for axis in self.axes)

    @property
    def kernel(self) -> tuple[Size, ...]:
        """The spatial size of K."""
        return tuple(axis.k for axis in self.axes)

    @property
    def stride(self) -> tuple[Size, ...]:
        """The stride along each axis."""
        return tuple(axis.s for axis in self.axes)

    @property
    def dilation(self) -> tuple[Size, ...]:
        """The dilation along each axis."""
        return tuple(axis.d for axis in self.axes)

    @property
    def padding(self) -> tuple[tuple[Size, Size], ...]:
        """The zeros before and after, along each axis."""
        return tuple((axis.pl, axis.pr) for axis in self.axes)

    @property
    def output_padding(self) -> tuple[Size, ...]:
        """The entries more at the end of a transposed layer's output, along each axis."""
        return tuple(axis.op for axis in self.axes)

    @property
    def is_concrete(self) -> bool:
        """Whether every size is a number."""
        return all(isinstance(size, int) for size in self._sizes())

    def _sizes(self) -> Iterator[Size]:
        yield from (self.batch, self.groups, self.in_channels, self.out_channels)
        for axis in self.axes:
            yield from (axis.n, axis.k, axis.s, axis.d, axis.pl, axis.pr, axis.op)

    @property
    def name(self) -> str:
        """The layer's name on the command line, such as `conv2d` or `conv_transpose1d`."""
        return f"conv{'_transpose' if self.transposed else ''}{self.rank}d"

    @property
    def shows_channels(self) -> bool:
        """Whether entries carry batch and channel indices: not with one channel and a batch of one."""
        return not self.batch == self.in_channels == self.out_channels == 1

    @property
    def output(self) -> tuple[Size, ...]:
        """The spatial size of Z.

        Direct: `(n+pl+pr-D-1)//s + 1`; transposed: `(n-1)*s - pl - pr + D + 1 + op`
        (Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016).
        """
        if self.transposed:
            return tuple((x.n - 1) * x.s - x.pl - x.pr + x.D + 1 + x.op for x in self.axes)
        return tuple(floordiv(x.steps, x.s) + 1 for x in self.axes)

    @property
    def in_per_group(self) -> Size:
        """Input channels a group: `C/g`."""
        return floordiv(self.in_channels, self.groups)

    @property
    def out_per_group(self) -> Size:
        """Output channels a group: `F/g`."""
        return floordiv(self.out_channels, self.groups)

    def products(self) -> int:
        """An upper bound for the number of products `x*k` in all entries of Z; needs concrete sizes."""
        moving = self.input if self.transposed else self.output
        places = (at * axis.k for at, axis in zip(moving, self.axes, strict=True))
        return math.prod(map(concrete, (self.batch, self.out_channels, self.in_per_group, *places)))

    def options(self) -> dict[str, str]:
        """The command line's options for this layer, those that are not at their default, in reading order.

        >>> from symconv import Conv1d
        >>> Conv1d(input=5, kernel=2, stride=2).options()
        {'--input': '5', '--kernel': '2', '--stride': '2'}
        """
        found = {"--input": "x".join(map(str, self.input)), "--kernel": "x".join(map(str, self.kernel))}
        unusual: tuple[tuple[str, tuple[Size, ...], Size], ...] = (
            ("--stride", self.stride, 1),
            ("--dilation", self.dilation, 1),
            ("--output-padding", self.output_padding, 0),
            ("--groups", (self.groups,), 1),
            ("--in-channels", (self.in_channels,), 1),
            ("--out-channels", (self.out_channels,), 1),
            ("--batch", (self.batch,), 1),
        )
        for option, values, default in unusual:
            if any(value != default for value in values):
                found[option] = joined(values)
        if any((a.pl, a.pr) != (0, 0) for a in self.axes):
            found["--padding"] = joined(a.pl if a.pl == a.pr else f"{a.pl},{a.pr}" for a in self.axes)
        if self.convention != "cross-correlation":
            found["--convention"] = self.convention
        if not self.bias:
            found["--no-bias"] = ""
        return found

    def __repr__(self) -> str:
        words = (name.removeprefix("--").replace("-", "_") for name in self.options())
        said = ("bias=False" if word == "no_bias" else f"{word}={_python(getattr(self, word))}" for word in words)
        numbered = f"{self.rank}d" if self.rank <= LARGEST_NAMED else ""
        return f"Conv{'Transpose' if self.transposed else ''}{numbered}({', '.join(said)})"

    def __str__(self) -> str:
        return " ".join([self.name, *(f"{key} {value}".strip() for key, value in self.options().items())])


def _python(value: object) -> str:
    """A value as Python says it; what holds a symbol is text."""
    if isinstance(value, tuple):
        return f"({', '.join(map(_python, value))}{',' if len(value) == 1 else ''})"
    return repr(str(value)) if isinstance(value, Polynomial) else repr(value)


USUAL_KINDS = [f"{kind}{rank}d" for kind in ("conv", "conv_transpose") for rank in (1, 2, 3)]


def kind_named(name: object) -> tuple[bool, int]:
    """Whether a layer's name is that of a transposed one, and its number of axes; raises GeometryError.

    >>> kind_named("conv_transpose2d")
    (True, 2)
    """
    found = re.fullmatch(r"conv(_transpose)?([1-9])d", name) if isinstance(name, str) else None
    if not found:
        close = get_close_matches(str(name).lower(), USUAL_KINDS, n=1, cutoff=0.8)
        meant = f", did you mean {close[0]}?" if close else ""
        raise GeometryError(
            f"there is no layer {name!r:.40}{meant}: choose {', '.join(USUAL_KINDS[:-1])} or {USUAL_KINDS[-1]} "
            "(others exist up to conv9d)",
            text=str(name),
        )
    return found.group(1) is not None, int(found.group(2))
