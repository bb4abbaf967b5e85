"""The first section: the layer in words, as a matrix equation and in index form."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.layers.layer import Axis, Layer
from symconv.lectures.names import Names
from symconv.lectures.tables.closed import closed, operand, sliced
from symconv.lectures.telling import Telling
from symconv.page.document import Block, Equation, Equations, Heading, Prose, math
from symconv.sizes import Size, concrete


def heading(telling: Telling) -> Iterator[Block]:
    """The title, and the layer in one sentence."""
    layer = telling.derivation.layer
    yield Heading(title(layer), level=1)
    yield Prose(sentence(layer, telling.names))


def equation(telling: Telling) -> Iterator[Block]:
    """The matrix equation."""
    layer, names, dialect = telling.derivation.layer, telling.names, telling.dialect
    yield Heading("The layer")
    kind = "transposed" if layer.transposed else "correlate"
    if layer.convention == "convolution":
        kind = "transposed_convolution" if layer.transposed else "convolve"
    operator = dialect.operator(kind, [dialect.option(name, value) for name, value in qualifications(layer)])
    x, k, z = (operand(layer, name, names.entries(name)) for name in "XKZ")
    yield from sliced(x, k, operator, z, dialect, telling.full, added=names.entries("B") if layer.bias else None)


def index_form(telling: Telling) -> Iterator[Block]:
    """The definition of an output's entry."""
    layer = telling.derivation.layer
    yield Prose("In index form, every index from 1:")
    yield Equations((_index_form(layer, telling.names),))
    yield from _ranges(layer, telling.names)


def implicit_padding(telling: Telling) -> Iterator[Block]:
    """A transposed layer as a direct one: how many zeros go around and between its input's entries."""
    layer = telling.derivation.layer
    if not layer.transposed or "Z" not in telling.derivation.formulas:
        return
    yield Heading("The same as a direct layer")
    amounts = [(concrete(axis.D - axis.pl), concrete(axis.D - axis.pr + axis.op)) for axis in layer.axes]
    plain = all(axis.s == axis.d == 1 and axis.op == 0 and axis.pl == axis.pr for axis in layer.axes)
    said = []
    for axis, (lo, hi) in dict.fromkeys(zip(layer.axes, amounts, strict=True)):
        if plain:
            said.append(math(f"k - p - 1 = {axis.k} - {axis.pl} - 1 = {lo}"))
        else:
            said.append(math(f"{lo}" if lo == hi else f"{lo}, {hi}"))
    yield Prose(f"The implicit padding is {' and '.join(dict.fromkeys(said))}: {_zeros(layer)}.")
    yield from closed(telling, "Z")


def _zeros(layer: Layer) -> str:
    inserted = any(axis.s != 1 for axis in layer.axes)
    return f"zeros go around the input{' and between its entries' if inserted else ''}, and the kernel is turned"


def title(layer: Layer) -> str:
    """One line that names the layer."""
    kind = "Transposed convolution" if layer.transposed else "Convolution"
    return f"{kind}, {layer.rank}D: back-propagation derived"


def sentence(layer: Layer, names: Names) -> str:
    """The layer in one sentence, and what its sign means."""
    sizes = {
        "input": "x".join(str(axis.n) for axis in layer.axes),
        "kernel": "x".join(str(axis.k) for axis in layer.axes),
        "output": "x".join(map(str, layer.output)),
    }
    parts = [f"{name} {value}" for name, value in sizes.items()]
    parts += [f"{name} {value}" for name, value in qualifications(layer)]
    if layer.shows_channels:
        parts.append(
            f"batch {layer.batch}, channels {layer.in_channels} to {layer.out_channels} in {layer.groups} "
            f"group{'s' if layer.groups != 1 else ''}"
        )
    parts.append("with bias" if layer.bias else "without bias")
    convention = {
        "cross-correlation": "cross-correlation (the kernel is not turned)",
        "convolution": "true convolution (the kernel is turned by 180 degrees)",
    }[layer.convention]
    text = f"A layer with {', '.join(parts)}, under {convention}."
    if names.notation.delta:
        delta = names.gradient(names.letter("X"))
        text += f" {math(delta)} stands for {math(names.dialect.partial(names.notation.loss, names.letter('X')))}."
    return text


def qualifications(layer: Layer) -> list[tuple[str, str]]:
    """Stride, padding and so on, where they are not the usual ones, as (name, value)."""
    found = []
    for name, values in (
        ("stride", [axis.s for axis in layer.axes]),
        ("dilation", [axis.d for axis in layer.axes]),
        ("padding", [_sides(axis) for axis in layer.axes]),
        ("output padding", [axis.op for axis in layer.axes]),
    ):
        texts = [str(value) for value in values]
        usual = "1" if name in ("stride", "dilation") else "0"
        if any(text != usual for text in texts):
            found.append((name, texts[0] if len(set(texts)) == 1 else "x".join(texts)))
    return found


def _sides(axis: Axis) -> str:
    return str(axis.pl) if axis.pl == axis.pr else f"{axis.pl},{axis.pr}"


def _index_form(layer: Layer, names: Names) -> Equation:
    dialect, notation = names.dialect, names.notation
    i, u, a = (names.spatial_indices(name) for name in "ZXK")
    reaches = [
        affine(((axis.s, at if not layer.transposed else from_), (axis.d, by)), 1 - axis.s - axis.d - axis.pl)
        for axis, at, from_, by in zip(layer.axes, i, u, a, strict=True)
    ]
    x_at = u if layer.transposed else reaches
    k_at = (
        [f"{concrete(axis.k) + 1} - {by}" for axis, by in zip(layer.axes, a, strict=True)]
        if layer.convention == "convolution"
        else a
    )
    channel = dialect.at("c", ["f"]) if layer.shows_channels and layer.groups != 1 else "c"
    lead_x = ["n", f"{channel} + c" if channel != "c" else "c"] if layer.shows_channels else []
    if layer.transposed and channel != "c":
        lead_k = [f"{channel} + c", dialect.at("f", ["g"])]
    else:
        lead_k = names.lead_indices("K")
    x, k = dialect.at(notation.letter("X"), lead_x + x_at), dialect.at(notation.letter("K"), lead_k + k_at)
    summed = (["c"] if layer.shows_channels else []) + (u + a if layer.transposed else a)
    condition = ""
    if layer.transposed:
        condition = ", ".join(f"{reach} = {at}" for reach, at in zip(reaches, i, strict=True))
    factors = [k, x] if notation.kernel_first else [x, k]
    terms = [f"{dialect.sum_over(summed, condition)} {dialect.product(factors)}"]
    if layer.bias:
        terms.append(dialect.at(notation.letter("B"), names.lead_indices("B")))
    return Equation(names.general("Z"), tuple(terms))


def affine(terms: tuple[tuple[Size, str], ...], constant: Size) -> str:
    """`2i + a - 3`, in the order given."""
    text = " + ".join(name if factor == 1 else f"{factor}{name}" for factor, name in terms)
    if constant == 0:
        return text
    return f"{text} {'-' if concrete(constant) < 0 else '+'} {abs(concrete(constant))}"


def _ranges(layer: Layer, names: Names) -> Iterator[Block]:
    said = []
    if any(axis.pl or axis.pr for axis in layer.axes) and not layer.transposed:
        said.append("Entries outside the input are padding and count as 0.")
    if layer.shows_channels and layer.groups != 1:
        per_in, per_out = layer.in_per_group, layer.out_per_group
        start = names.dialect.at("c", ["f"])
        ratio = names.dialect.quotient("f - 1", str(per_out))
        said.append(
            f"Each of the {layer.groups} groups joins {per_in} input and {per_out} output channels: c runs from 1 to "
            f"{per_in}, and {math(f'{start} = {per_in} {ratio}')} is where the group of f begins."
        )
        if layer.transposed:
            inner = names.dialect.at("f", ["g"])
            said.append(f"{math(inner)} is the place of f in its group.")
    if said:
        yield Prose(" ".join(said))

