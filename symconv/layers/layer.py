"""A layer: its geometry, its conventions, and the sizes that follow from them.

The letters are those of the guides to convolution arithmetic, per spatial axis: input size `n`, kernel size
`k`, stride `s`, dilation `d`, padding `pl` before and `pr` after, output padding `op`, `D = d*(k-1)`.
Every number may be a `Size`, so the same class describes one concrete layer and a whole family of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from symconv.sizes import Size, concrete, floordiv, joined

Convention = Literal["cross-correlation", "convolution"]


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


@dataclass(frozen=True, slots=True)
class Layer:
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

    # What Jupyter asks for. A layer knows no picture of itself: `symconv.display` gives it this method.
    _repr_html_: ClassVar[Callable[[Layer], str | None]]

    @property
    def rank(self) -> int:
        """The number of spatial axes."""
        return len(self.axes)

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
        moving = tuple(axis.n for axis in self.axes) if self.transposed else self.output
        places = (at * axis.k for at, axis in zip(moving, self.axes, strict=True))
        return math.prod(map(concrete, (self.batch, self.out_channels, self.in_per_group, *places)))

    def options(self) -> dict[str, str]:
        """The command line's options for this layer, those that are not at their default, in reading order.

        >>> from symconv import Conv1d
        >>> Conv1d(input=5, kernel=2, stride=2).options()
        {'--input': '5', '--kernel': '2', '--stride': '2'}
        """
        found = {"--input": "x".join(str(a.n) for a in self.axes), "--kernel": "x".join(str(a.k) for a in self.axes)}
        per_axis: tuple[tuple[str, list[Size], Size], ...] = (
            ("--stride", [a.s for a in self.axes], 1),
            ("--dilation", [a.d for a in self.axes], 1),
            ("--output-padding", [a.op for a in self.axes], 0),
            ("--groups", [self.groups], 1),
            ("--in-channels", [self.in_channels], 1),
            ("--out-channels", [self.out_channels], 1),
            ("--batch", [self.batch], 1),
        )
        for option, values, default in per_axis:
            if any(value != default for value in values):
                found[option] = joined(values)
        if any((a.pl, a.pr) != (0, 0) for a in self.axes):
            sides = [f"{a.pl}" if a.pl == a.pr else f"{a.pl},{a.pr}" for a in self.axes]
            found["--padding"] = sides[0] if len(set(sides)) == 1 else "x".join(sides)
        if self.convention != "cross-correlation":
            found["--convention"] = self.convention
        if not self.bias:
            found["--no-bias"] = ""
        return found

    def __str__(self) -> str:
        return " ".join([self.name, *(f"{key} {value}".strip() for key, value in self.options().items())])
