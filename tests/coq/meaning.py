"""Entries of a layer of concrete size by the semantics in Coq, which computes them, and by the exact engine."""

from __future__ import annotations

import re
from itertools import product
from math import prod

import symconv
from symconv.arrays.shape import Shape
from symconv.coq.statement import OPENED, REQUIRED, layer_text
from symconv.exact.engine import Engine
from symconv.exact.monomials import MonomialTable, terms
from symconv.layers.layer import Layer
from symconv.layers.tensors import GRADIENT_OF, tensor
from symconv.sizes import concrete

ARRAYS = ("Z", "dX", "dK", "dB")
LAYERS = {
    "1D, strided and dilated": symconv.Conv1d(input=8, kernel=3, stride=2, dilation=2, padding=1, in_channels=2),
    "1D, uneven padding": symconv.Conv1d(input=5, kernel=2, padding=((0, 2),), batch=2, out_channels=2),
    "1D, true convolution": symconv.Conv1d(input=6, kernel=3, stride=2, padding=2, convention="convolution"),
    "2D, groups": symconv.Conv2d(
        input=(4, 3), kernel=(2, 2), stride=(2, 1), dilation=(1, 2), groups=2, in_channels=4, out_channels=2, batch=2
    ),
    "2D, true convolution": symconv.Conv2d(input=(3, 4), kernel=(2, 3), padding=1, convention="convolution"),
    "3D": symconv.Conv3d(input=(2, 3, 2), kernel=(2, 1, 2), stride=(1, 2, 1), padding=(0, 1, 1)),
    "1D, transposed": symconv.ConvTranspose1d(input=3, kernel=3, stride=3, padding=1, output_padding=2, batch=2),
    "2D, transposed, groups": symconv.ConvTranspose2d(
        input=(2, 3), kernel=(2, 2), stride=(2, 1), dilation=(2, 1), groups=2, in_channels=2, out_channels=4
    ),
    "1D, transposed, true convolution": symconv.ConvTranspose1d(
        input=4, kernel=2, stride=2, in_channels=2, convention="convolution"
    ),
    "3D, transposed": symconv.ConvTranspose3d(input=(1, 2, 2), kernel=(2, 2, 1), stride=2),
}
# The axes of an array in Coq, by their names.
LABELS = {"N": "Batch", "g": "Groups", "f": "Outs", "c": "Ins"}


def value(number: int) -> int:
    """What entry number so and so of all tensors is: small and not regular."""
    return (number * number * 7 + number * 3) % 101 - 50


def text(layer: Layer) -> str:
    """A file for Coq that computes all entries of Z, dX, dK and dB."""
    engine = Engine.of(layer)
    axes = [*LABELS, *map(str, range(layer.rank))]
    labels = [*LABELS.values(), *(f"Space {at}" for at in range(layer.rank))]
    lines = [REQUIRED + OPENED, "Record par := Par {}.", layer_text(layer)]
    lines.append("Definition value (n : BinNums.Z) : BinNums.Z := (n * n * 7 + n * 3) mod 101 - 50.")
    lines.append("Definition at_place (l : list (nat * BinNums.Z)) (us : list BinNums.Z) : BinNums.Z :=")
    lines.append("  fold_left (fun n x => n * snd x + nth (fst x) us 0) l 0.")
    cases = ""
    for name, shape in engine.shapes.items():
        listed = "; ".join(f"({axes.index(axis)}%nat, {size})" for axis, size in shape.by_axis.items())
        cases += f'if String.eqb t "{name}" then value ({engine.bases[name]} + at_place [{listed}] us) else '
    lines.append(f"Definition rho : values ZR := fun t us => {cases}0.")
    lines.append(f"Definition axes : list (axis par) := map (fun l => (l, Par)) [{'; '.join(labels)}].")
    for name in arrays(layer):
        lengths = _shape(layer, name).by_axis
        sizes = "; ".join(str(lengths.get(axis, 1)) for axis in axes)
        lines.append(f"Definition places_{name} := [{'; '.join(map(_place, _places(layer, name)))}].")
        lines.append(f"Eval vm_compute in (map (fun p => size (body ({_coq(name)} the_layer)) p) axes, [{sizes}]).")
        entry = f"entry rho (body ({_coq(name)} the_layer)) (combine axes us)"
        lines.append(f"Eval vm_compute in map (fun us => {entry}) places_{name}.")
    return "\n".join(lines) + "\n"


def arrays(layer: Layer) -> tuple[str, ...]:
    """The arrays that a layer has."""
    return ARRAYS if layer.bias else ARRAYS[:-1]


def _coq(name: str) -> str:
    return "Z_" if name == "Z" else name


def _shape(layer: Layer, name: str) -> Shape:
    return tensor(layer, GRADIENT_OF.get(name, name)).shape


def _places(layer: Layer, name: str) -> list[tuple[int, ...]]:
    """The places of an array's entries, row by row, with 0 along the axes that it lacks."""
    shape = _shape(layer, name)
    axes = [*LABELS, *map(str, range(layer.rank))]
    found = []
    for at in product(*(range(concrete(size)) for size in shape.sizes)):
        there = dict(zip(shape.axes, at, strict=True))
        found.append(tuple(there.get(axis, 0) for axis in axes))
    return found


def _place(at: tuple[int, ...]) -> str:
    return f"[{'; '.join(map(str, at))}]"


def by_coq(said: str) -> list[list[int]]:
    """The lists of whole numbers that Coq has printed: the sizes, the expected sizes, the entries, and so on."""
    return [[int(number) for number in re.findall(r"-?\d+", found)] for found in re.findall(r"\[([^\]]*)\]", said)]


def by_engine(layer: Layer, name: str) -> list[int]:
    """The entries of an array, row by row, from the expanded Z and the chain rule."""
    engine = Engine.of(layer)
    table = engine.derived(name, engine.output())
    count = prod(concrete(size) for size in _shape(layer, name).sizes)
    return [_sum(table, entry) for entry in range(count)]


def _sum(table: MonomialTable, entry: int) -> int:
    return sum(coefficient * prod(value(number) for number in numbers) for coefficient, numbers in terms(table, entry))
