"""Wrong formulas that people really write, true but for one mistake, and layers on which it matters or does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from built import Built
from shorthand import convolve, correlate, crop, flip, insert_zeros, pad, plus, rot180, total

from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, Layer
from symconv.arrays.array import Array
from symconv.arrays.shape import Lead
from symconv.layers.layer import Axis
from symconv.layers.tensors import tensor
from symconv.sizes import Size, concrete
from symconv.statements.theorems import T1, T2, Formula

Vector = tuple[Size, ...]


@dataclass(frozen=True)
class Mutant:
    """A wrong formula, layers on which it is wrong, and layers on which the mistake does no harm."""

    name: str
    of: str
    build: Callable[[Layer], Array]
    wrong: Sequence[Layer]
    harmless: Sequence[Layer]

    @property
    def formulas(self) -> dict[str, Built]:
        return {self.of: Built(self.name, self.of, self.build)}


def each(layer: Layer, value: Callable[[Axis], Size]) -> Vector:
    return tuple(value(axis) for axis in layer.axes)


def d_x(
    layer: Layer,
    kernel: Array | None = None,
    before: Callable[[Axis], Size] = lambda a: a.D - a.pl,
    after: Callable[[Axis], Size] = lambda a: a.D - a.pr + a.leftover,
    strides: Callable[[Axis], Size] = lambda a: a.s,
) -> Array:
    """The input gradient of a direct layer under cross-correlation, with its parts exchangeable."""
    spread = insert_zeros(tensor(layer, "dZ"), each(layer, strides))
    return correlate(
        pad(spread, each(layer, before), each(layer, after)),
        rot180(tensor(layer, "K")) if kernel is None else kernel,
        dilation=each(layer, lambda a: a.d),
    )


def padded(layer: Layer, name: str, lo: Callable[[Axis], Size], hi: Callable[[Axis], Size]) -> Array:
    return pad(tensor(layer, name), each(layer, lo), each(layer, hi))


def d_k(layer: Layer, stride: Callable[[Axis], Size], dilation: Callable[[Axis], Size]) -> Array:
    """The kernel gradient of a direct layer under cross-correlation, not yet cropped."""
    x = padded(layer, "X", lambda a: a.pl, lambda a: a.pr)
    return correlate(x, tensor(layer, "dZ"), stride=each(layer, stride), dilation=each(layer, dilation))


def cropped(layer: Layer, array: Array, letter: str) -> Array:
    return crop(array, each(layer, lambda a: a.n if letter == "n" else a.k))


def transposed_d_x(
    layer: Layer,
    kernel: Array | None = None,
    lo: Callable[[Axis], Size] = lambda a: a.pl,
    hi: Callable[[Axis], Size] = lambda a: a.pr,
) -> Array:
    """The input gradient of a transposed layer under cross-correlation, not yet cropped."""
    return correlate(
        padded(layer, "dZ", lo, hi),
        tensor(layer, "K") if kernel is None else kernel,
        stride=each(layer, lambda a: a.s),
        dilation=each(layer, lambda a: a.d),
    )


def transposed_forward_with_output_padding_in_front(layer: Layer) -> Array:
    x = pad(
        insert_zeros(tensor(layer, "X"), each(layer, lambda a: a.s)),
        each(layer, lambda a: a.D - a.pl + a.op),
        each(layer, lambda a: a.D - a.pr),
    )
    z = correlate(x, rot180(tensor(layer, "K")), dilation=each(layer, lambda a: a.d))
    return plus(z, tensor(layer, "B")) if layer.bias else z


def true_d_k(layer: Layer) -> Array:
    """rot180(dK) of a true-convolution layer."""
    return cropped(layer, d_k(layer, lambda a: a.d, lambda a: a.s), "k")


def summed_over_space_alone(layer: Layer) -> Array:
    dz = tensor(layer, "dZ")
    if layer.batch == 1:
        return total(dz)
    return total(replace(dz, lead=tuple(replace(a, label="M") if a.label == "N" else a for a in dz.lead)))


def times_the_batch(layer: Layer) -> Array:
    """The batch times the kernel gradient: what is claimed to be "dK divided by the batch", multiplied out.

    The array language has no division. `dK = T2 / N` and `dK = N * T2` are wrong on the same layers, those with
    a batch of more than one; `test_the_mean_over_the_batch_is_not_the_kernel_gradient` does the division.
    """
    one = T2.build(layer)
    found = one
    for _ in range(concrete(layer.batch) - 1):
        found = plus(found, one)
    return found


def as_one_group(formula: Formula) -> Callable[[Layer], Array]:
    """The formula of the layer without groups: every filter meets every channel."""
    return lambda layer: formula.build(replace(layer, groups=1))


def groups_dealt_in_turn(layer: Layer) -> Array:
    """The filters dealt out to the groups in turn (0 1 0 1) where they stand in blocks (0 0 1 1).

    Expressible where a group has as many filters as there are groups; elsewhere it is the true formula.
    """
    if layer.out_per_group != layer.groups:
        return T1.build(layer)
    batch, group, f = tensor(layer, "dZ").lead
    exchanged = replace(tensor(layer, "dZ"), lead=(batch, Lead("f", f.size), Lead("g", group.size)))
    spread = insert_zeros(exchanged, each(layer, lambda a: a.s))
    around = pad(spread, each(layer, lambda a: a.D - a.pl), each(layer, lambda a: a.D - a.pr + a.leftover))
    return correlate(around, rot180(tensor(layer, "K")), dilation=each(layer, lambda a: a.d))


PLAIN = Conv1d(input=4, kernel=2)
POINT = Conv1d(input=3, kernel=1, stride=2, padding=1)
TRUE = Conv1d(input=4, kernel=2, convention="convolution")
GROUPED = Conv2d(input=3, kernel=2, batch=2, groups=2, in_channels=2, out_channels=2)
UPWARD = ConvTranspose1d(input=2, kernel=2, stride=3, output_padding=2)

MUTANTS = [
    Mutant(
        "no rot180",
        "dX",
        lambda layer: d_x(layer, tensor(layer, "K")),
        [
            PLAIN,
            Conv1d(input=5, kernel=3, stride=2, dilation=2, padding=1),
            Conv2d(input=3, kernel=2),
            Conv2d(input=4, kernel=(1, 2), stride=2, in_channels=2, out_channels=2, batch=2),
            Conv3d(input=2, kernel=(1, 1, 2)),
        ],
        [POINT, Conv2d(input=4, kernel=1, padding=2), Conv1d(input=1, kernel=3, padding=1)],
    ),
    Mutant(
        "flip of one axis only",
        "dX",
        lambda layer: d_x(layer, flip(tensor(layer, "K"), 0)),
        [Conv2d(input=3, kernel=2), Conv2d(input=(2, 3), kernel=(1, 3)), Conv3d(input=2, kernel=(1, 1, 2))],
        [PLAIN, Conv2d(input=3, kernel=(2, 1))],
    ),
    Mutant(
        "pad(dZ, k) for k-1",
        "dX",
        lambda layer: d_x(layer, before=lambda a: a.D - a.pl + 1, after=lambda a: a.D - a.pr + a.leftover + 1),
        [PLAIN, POINT, Conv2d(input=3, kernel=2)],
        [],
    ),
    Mutant(
        "pad(dZ, k) for k-1, cut to the input's size",
        "dX",
        lambda layer: cropped(
            layer,
            d_x(layer, before=lambda a: a.D - a.pl + 1, after=lambda a: a.D - a.pr + a.leftover + 1),
            "n",
        ),
        [PLAIN, POINT, Conv2d(input=3, kernel=2)],
        [],
    ),
    Mutant(
        "D without the dilation",
        "dX",
        lambda layer: d_x(
            layer, before=lambda a: a.k - 1 - a.pl, after=lambda a: a.k - 1 - a.pr + a.leftover
        ),
        [Conv1d(input=4, kernel=2, dilation=2), Conv2d(input=(3, 2), kernel=2, dilation=(2, 1))],
        [PLAIN, POINT, Conv1d(input=4, kernel=1, dilation=3)],
    ),
    Mutant(
        "D without the dilation, made to fit",
        "dX",
        lambda layer: d_x(
            layer,
            before=lambda a: a.k - 1 - a.pl,
            after=lambda a: 2 * a.D - (a.k - 1) - a.pr + a.leftover,
        ),
        [Conv1d(input=4, kernel=2, dilation=2), Conv2d(input=(3, 2), kernel=2, dilation=(2, 1))],
        [PLAIN, POINT, Conv1d(input=4, kernel=1, dilation=3)],
    ),
    Mutant(
        "padding not subtracted",
        "dX",
        lambda layer: d_x(layer, before=lambda a: a.D, after=lambda a: a.D + a.leftover),
        [Conv1d(input=3, kernel=2, padding=1), Conv2d(input=2, kernel=2, padding=[(0, 1), (0, 0)])],
        [PLAIN, Conv2d(input=5, kernel=3, stride=3)],
    ),
    Mutant(
        "padding not subtracted, cut to the input's size",
        "dX",
        lambda layer: cropped(layer, d_x(layer, before=lambda a: a.D, after=lambda a: a.D + a.leftover), "n"),
        [Conv1d(input=3, kernel=2, padding=1), Conv2d(input=2, kernel=2, padding=[(1, 0), (0, 0)])],
        [PLAIN, Conv1d(input=3, kernel=2, padding=[(0, 2)])],
    ),
    Mutant(
        "r forgotten",
        "dX",
        lambda layer: d_x(layer, after=lambda a: a.D - a.pr),
        [
            Conv1d(input=4, kernel=1, stride=2),
            Conv1d(input=4, kernel=3, stride=2),
            Conv2d(input=(3, 4), kernel=1, stride=2),
        ],
        [PLAIN, Conv1d(input=5, kernel=3, stride=2)],
    ),
    Mutant(
        "no zero insertion",
        "dX",
        lambda layer: d_x(layer, strides=lambda _: 1),
        [
            Conv1d(input=4, kernel=2, stride=2),
            Conv2d(input=3, kernel=2, stride=(1, 2), padding=[(0, 0), (1, 0)]),
        ],
        [PLAIN, Conv1d(input=3, kernel=2, stride=3)],
    ),
    Mutant(
        "stride and dilation swapped in dK",
        "dK",
        lambda layer: cropped(layer, d_k(layer, lambda a: a.s, lambda a: a.d), "k"),
        [
            Conv1d(input=4, kernel=2, stride=2),
            Conv1d(input=4, kernel=2, dilation=2),
            Conv2d(input=(4, 2), kernel=2, stride=(2, 1)),
        ],
        [PLAIN, Conv1d(input=7, kernel=2, stride=2, dilation=2)],
    ),
    Mutant(
        "dK not cropped",
        "dK",
        lambda layer: d_k(layer, lambda a: a.d, lambda a: a.s),
        [Conv1d(input=4, kernel=1, stride=2), Conv2d(input=(2, 4), kernel=2, stride=3, padding=1)],
        [PLAIN, Conv1d(input=4, kernel=1, stride=3), Conv1d(input=6, kernel=2, stride=3, dilation=3)],
    ),
    Mutant(
        "bias summed over one axis only",
        "dB",
        lambda layer: total(
            crop(tensor(layer, "dZ"), [size if at == 0 else 1 for at, size in enumerate(layer.output)])
        ),
        [Conv2d(input=3, kernel=2), Conv2d(input=(1, 2), kernel=1, batch=2)],
        [PLAIN, Conv2d(input=(4, 2), kernel=2)],
    ),
    Mutant(
        "bias not summed over the batch",
        "dB",
        summed_over_space_alone,
        [Conv1d(input=2, kernel=1, batch=2), Conv2d(input=3, kernel=2, batch=2)],
        [PLAIN, Conv2d(input=3, kernel=2, out_channels=2)],
    ),
    Mutant(
        "dK divided by the batch",
        "dK",
        times_the_batch,
        [Conv1d(input=3, kernel=2, batch=2), GROUPED],
        [PLAIN, Conv1d(input=3, kernel=2, in_channels=2, out_channels=2)],
    ),
    Mutant(
        "groups ignored in dX",
        "dX",
        as_one_group(T1),
        [Conv1d(input=2, kernel=2, groups=2, in_channels=2, out_channels=2)],
        [PLAIN, Conv1d(input=2, kernel=2, in_channels=2, out_channels=2)],
    ),
    Mutant(
        "groups ignored in dK",
        "dK",
        as_one_group(T2),
        [Conv1d(input=2, kernel=2, groups=2, in_channels=2, out_channels=2)],
        [PLAIN, Conv1d(input=2, kernel=2, in_channels=2, out_channels=2)],
    ),
    Mutant(
        "groups dealt out in turn",
        "dX",
        groups_dealt_in_turn,
        [Conv1d(input=1, kernel=1, groups=2, in_channels=2, out_channels=4)],
        [PLAIN, Conv1d(input=2, kernel=2, groups=2, in_channels=2, out_channels=2)],
    ),
    Mutant(
        "output_padding on the wrong side",
        "Z",
        transposed_forward_with_output_padding_in_front,
        [UPWARD, ConvTranspose2d(input=(1, 2), kernel=1, stride=(1, 2), output_padding=(0, 1))],
        [ConvTranspose1d(input=2, kernel=2, stride=2), ConvTranspose2d(input=2, kernel=2, padding=1)],
    ),
    Mutant(
        "output_padding on the wrong side in dX",
        "dX",
        lambda layer: cropped(layer, transposed_d_x(layer, lo=lambda a: a.pl - a.op, hi=lambda a: a.pr + a.op), "n"),
        [UPWARD, ConvTranspose2d(input=(1, 2), kernel=1, stride=(1, 2), output_padding=(0, 1))],
        [ConvTranspose1d(input=2, kernel=2, stride=2), ConvTranspose2d(input=2, kernel=2, padding=1)],
    ),
    Mutant(
        "rot180 in the dX of a transposed layer",
        "dX",
        lambda layer: cropped(layer, transposed_d_x(layer, rot180(tensor(layer, "K"))), "n"),
        [ConvTranspose1d(input=2, kernel=2), ConvTranspose2d(input=1, kernel=(1, 2), dilation=2)],
        [ConvTranspose1d(input=3, kernel=1, stride=2), ConvTranspose2d(input=2, kernel=1)],
    ),
    Mutant(
        "crop forgotten where op >= s",
        "dX",
        transposed_d_x,
        [ConvTranspose1d(input=1, kernel=1, stride=1, dilation=2, output_padding=1)],
        [UPWARD, ConvTranspose1d(input=2, kernel=2)],
    ),
    Mutant(
        "dW = convolve(rot180(dY), X) for true convolution",
        "dK",
        lambda layer: convolve(rot180(tensor(layer, "dZ")), tensor(layer, "X")),
        [TRUE, Conv2d(input=2, kernel=(1, 2), convention="convolution")],
        [Conv1d(input=3, kernel=1, convention="convolution")],
    ),
    Mutant(
        "dW = convolve(X, rot180(dY)) for true convolution",
        "dK",
        true_d_k,
        [
            TRUE,
            Conv2d(input=3, kernel=2, convention="convolution"),
            Conv1d(input=4, kernel=2, stride=2, padding=1, convention="convolution"),
        ],
        [Conv1d(input=3, kernel=1, convention="convolution")],
    ),
    Mutant(
        "dX of cross-correlation for true convolution",
        "dX",
        lambda layer: d_x(layer),
        [TRUE, Conv2d(input=3, kernel=(2, 1), convention="convolution")],
        [Conv1d(input=3, kernel=1, convention="convolution"), PLAIN],
    ),
]
