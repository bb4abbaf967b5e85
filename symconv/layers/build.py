"""`Conv2d(...)` and its like: from a user's options to a checked `Layer`.

Every mistake is found here, once, and said in the words of the options that the user typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Never, Unpack, get_args

from symconv.errors import GeometryError
from symconv.layers.layer import Axis, Convention, Layer
from symconv.layers.options import DEFAULTS, Options, Padding, PerAxis, named, no_positions, taking, truth
from symconv.sizes import concrete


@taking(Options, DEFAULTS)
def Conv(*unnamed: Never, **options: Unpack[Options]) -> Layer:  # noqa: N802 - the name users know from their frameworks
    """A convolution layer with as many axes as `input` has sizes.

    `input`, `kernel`, `stride`, `dilation`: one number for all axes, or one an axis. `padding`: the same, or
    a pair (before, after) an axis, or "same" (output `ceil(n/s)`, the odd zero after) or "valid" (none).
    `groups`, `in_channels`, `out_channels`, `batch`, `bias`; `convention` is "cross-correlation" (what
    frameworks compute) or "convolution" (the kernel rotated by 180 degrees).

    Raises GeometryError where the layer does not exist.

    >>> Conv(input=(3, 3), kernel=(2, 2)).output
    (2, 2)
    >>> Conv(input=(3, 3), kernel=(5, 2))
    Traceback (most recent call last):
    ...
    symconv.errors.GeometryError: the kernel reaches over 5 entries on axis 1, but the padded input has only 3: \
choose `kernel` of at most 3 there, or more `padding`
    """
    return build(None, *unnamed, transposed=False, **options)


@taking(Options, DEFAULTS)
def ConvTranspose(*unnamed: Never, **options: Unpack[Options]) -> Layer:  # noqa: N802
    """A transposed convolution layer with as many axes as `input` has sizes; the options are those of `Conv`.

    `output_padding` makes the output longer at its end and must be below the stride or the dilation;
    `padding="same"` makes the output `n*s`.

    >>> ConvTranspose(input=(2, 2), kernel=(2, 2), stride=2).output
    (4, 4)
    """
    return build(None, *unnamed, transposed=True, **options)


@taking(Options, DEFAULTS)
def Conv1d(*unnamed: Never, **options: Unpack[Options]) -> Layer:  # noqa: N802
    """A convolution layer over one axis; the options are those of `Conv`.

    >>> Conv1d(input=4, kernel=2).output
    (3,)
    """
    return build(1, *unnamed, transposed=False, **options)


@taking(Options, DEFAULTS)
def Conv2d(*unnamed: Never, **options: Unpack[Options]) -> Layer:  # noqa: N802
    """A convolution layer over two axes; the options are those of `Conv`.

    >>> print(Conv2d(input=(5, 4), kernel=3, padding="same"))
    conv2d --input 5x4 --kernel 3x3 --padding 1
    """
    return build(2, *unnamed, transposed=False, **options)


@taking(Options, DEFAULTS)
def Conv3d(*unnamed: Never, **options: Unpack[Options]) -> Layer:  # noqa: N802
    """A convolution layer over three axes; the options are those of `Conv`."""
    return build(3, *unnamed, transposed=False, **options)


@taking(Options, DEFAULTS)
def ConvTranspose1d(*unnamed: Never, **options: Unpack[Options]) -> Layer:  # noqa: N802
    """A transposed convolution layer over one axis; the options are those of `ConvTranspose`."""
    return build(1, *unnamed, transposed=True, **options)


@taking(Options, DEFAULTS)
def ConvTranspose2d(*unnamed: Never, **options: Unpack[Options]) -> Layer:  # noqa: N802
    """A transposed convolution layer over two axes; the options are those of `ConvTranspose`."""
    return build(2, *unnamed, transposed=True, **options)


@taking(Options, DEFAULTS)
def ConvTranspose3d(*unnamed: Never, **options: Unpack[Options]) -> Layer:  # noqa: N802
    """A transposed convolution layer over three axes; the options are those of `ConvTranspose`."""
    return build(3, *unnamed, transposed=True, **options)


def build(rank: int | None, *unnamed: Never, transposed: bool, **given: Unpack[Options]) -> Layer:
    """The checked layer with `rank` axes (None: as many as the input has sizes)."""
    no_positions(unnamed)
    own = named(given)
    for name in ("input", "kernel"):
        if name not in own:
            raise GeometryError(f"a layer needs its {name} size: `{name}=3` or `{name}=(3, 3)`")
    options: dict[str, Any] = {**DEFAULTS, **own}
    if rank is None:
        rank = len(options["input"]) if _is_several(options["input"]) else 1
    sizes = {
        name: _per_axis(name, options[name], rank, least)
        for name, least in (("input", 1), ("kernel", 1), ("stride", 1), ("dilation", 1), ("output_padding", 0))
    }
    counts = {
        name: _count(name, options[name], least=1) for name in ("groups", "in_channels", "out_channels", "batch")
    }
    if options["convention"] not in get_args(Convention):
        raise GeometryError(
            f"`convention` is cross-correlation or convolution, not {options['convention']!r}",
            text=str(options["convention"]),
        )
    rows = zip(sizes["input"], sizes["kernel"], sizes["stride"], sizes["dilation"], strict=True)
    bare = [Axis(n, k, s, d) for n, k, s, d in rows]
    axes = _padded(bare, options["padding"], sizes["output_padding"], transposed)
    layer = Layer(
        axes=tuple(axes),
        transposed=transposed,
        convention=options["convention"],
        bias=truth("bias", options["bias"]),
        **counts,
    )
    check(layer)
    return layer


def existing(layer: object) -> Layer:
    """A layer that somebody passed on, which exists and has a number for every size; raises GeometryError otherwise.

    >>> existing("conv2d")
    Traceback (most recent call last):
    ...
    symconv.errors.GeometryError: this is no layer: 'conv2d'; one is made by symconv.Conv2d(input=5, kernel=3) and its \
like
    """
    if not isinstance(layer, Layer):
        raise GeometryError(
            f"this is no layer: {layer!r:.60}; one is made by symconv.Conv2d(input=5, kernel=3) and its like"
        )
    if not layer.is_concrete:
        raise GeometryError(f"{layer} has symbols for sizes: symconv.prove is for these, here sizes are numbers")
    check(layer)
    return layer


def check(layer: Layer) -> None:
    """Raise GeometryError where a layer of concrete size does not exist."""
    _check_channels(layer)
    _check_axes(layer)


def exists(layer: Layer) -> bool:
    """Whether a layer of concrete size exists."""
    try:
        check(layer)
    except GeometryError:
        return False
    return True


def _count(name: str, value: object, least: int) -> int:
    # bool is an int to Python, but True is nobody's size; NumPy integers are welcome.
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise GeometryError(f"`{name}` must be a whole number, not {value!r}")
    number = int(value.__index__())
    if number < least:
        raise GeometryError(f"`{name}` must be {least} or more, not {number}", text=str(number))
    return number


def _is_several(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _per_axis(name: str, value: PerAxis, rank: int, least: int) -> tuple[int, ...]:
    sizes = _one_an_axis(value, rank)
    if len(sizes) != rank or not rank:
        raise GeometryError(
            f"`{name}` has {len(sizes)} sizes for {rank} ax{'i' if rank == 1 else 'e'}s: "
            f"give one number for all axes, or {rank}",
            text="x".join(map(str, sizes)),
        )
    return tuple(_count(name, each, least) for each in sizes)


def _one_an_axis(value: Any, rank: int) -> Sequence[Any]:
    """As many as were given; one is for all axes."""
    given = value if _is_several(value) else [value]
    return [*given] * rank if len(given) == 1 else given


def _padded(axes: list[Axis], padding: Padding, output_padding: tuple[int, ...], transposed: bool) -> list[Axis]:
    if padding == "same":
        if transposed and any(output_padding):
            raise GeometryError("`padding='same'` chooses the output padding itself: leave `output_padding` out")
        return [_same(axis, transposed) for axis in axes]
    if isinstance(padding, str) and padding != "valid":
        raise GeometryError(f"`padding` is a number, before and after, same or valid, not {padding!r}", text=padding)
    rank = len(axes)
    sides = _one_an_axis(0 if isinstance(padding, str) else padding, rank)
    if len(sides) != rank:
        raise GeometryError(
            f"`padding` has {len(sides)} sizes for {rank} ax{'i' if rank == 1 else 'e'}s: "
            f"give one for all axes, or {rank}; before and after are a pair, such as `padding=[(1, 2)]`"
        )
    return [
        Axis(a.n, a.k, a.s, a.d, *_sides(side), op) for a, side, op in zip(axes, sides, output_padding, strict=True)
    ]


def _sides(side: int | tuple[int, int]) -> tuple[int, int]:
    if isinstance(side, Sequence):
        if isinstance(side, str) or len(side) != 2:
            raise GeometryError(f"`padding` takes one number an axis, or a pair (before, after), not {side!r}")
        return _count("padding", side[0], 0), _count("padding", side[1], 0)
    return (_count("padding", side, 0),) * 2


def _same(axis: Axis, transposed: bool) -> Axis:
    """TensorFlow's SAME (for stride 1 also PyTorch's): the odd zero goes after.

    The transposed layer is the adjoint of the direct one that maps `n*s` to `n`.
    """
    n, k, s, d, reach = concrete(axis.n), concrete(axis.k), concrete(axis.s), concrete(axis.d), concrete(axis.D)
    if transposed:
        total, op = max(reach + 1 - s, 0), max(s - reach - 1, 0)
    else:
        total, op = max((-(-n // s) - 1) * s + reach + 1 - n, 0), 0
    return Axis(n, k, s, d, total // 2, total - total // 2, op)


def _check_channels(layer: Layer) -> None:
    for option, channels in (("in_channels", layer.in_channels), ("out_channels", layer.out_channels)):
        if concrete(channels) % concrete(layer.groups):
            raise GeometryError(
                f"`{option}={channels}` is not divisible by `groups={layer.groups}`: "
                f"each group needs the same number of channels"
            )


def _check_axes(layer: Layer) -> None:
    for number, (axis, size) in enumerate(zip(layer.axes, layer.output, strict=True), start=1):
        n, s, d, reach, op = concrete(axis.n), concrete(axis.s), concrete(axis.d), concrete(axis.D), concrete(axis.op)
        pads = concrete(axis.pl) + concrete(axis.pr)
        where = f"on axis {number}" if layer.rank > 1 else "along the axis"
        if layer.transposed:
            if op and op >= max(s, d):
                raise GeometryError(
                    f"`output_padding={op}` {where} is too large: it must be below the stride ({s}) "
                    f"or the dilation ({d})"
                )
            if concrete(size) < 1:
                raise GeometryError(
                    f"the output would have {size} entries {where}: "
                    f"`padding` takes away {pads} of {concrete(size) + pads}; choose less"
                )
        elif op:
            raise GeometryError("`output_padding` belongs to transposed layers: leave it out, or use conv_transpose")
        elif n + pads < reach + 1:
            dilated = f", with `dilation={d}`" if d > 1 else ""
            raise GeometryError(
                f"the kernel reaches over {reach + 1} entries {where}{dilated}, but the padded input has only "
                f"{n + pads}: choose `kernel` of at most {(n + pads - 1) // d + 1} there, or more `padding`"
            )
