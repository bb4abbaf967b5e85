"""What a formula says along each axis, put together again: all combinations are its monomials, and no others are."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose2d, Layer
from symconv.arrays.array import Array
from symconv.errors import ShapeError
from symconv.exact.combined import Combined
from symconv.exact.derived import axes_of
from symconv.exact.engine import Engine
from symconv.exact.expand import steps_of
from symconv.exact.monomials import (
    FormEntries,
    Forms,
    Integers,
    MonomialTable,
    concatenated,
    first_difference,
    monomials,
    variables,
)
from symconv.exact.one_axis import AxisTerm, EntangledError, OneAxis
from symconv.layers.tensors import GIVEN, tensor
from symconv.sizes import concrete
from symconv.statements.glossary import Glossary
from symconv.statements.grammar import StatementError, parse
from symconv.statements.meaning import elaborate

LAYERS = {
    "unlike axes": Conv2d(input=(4, 5), kernel=(2, 3), stride=(2, 1), padding=[(1, 0), (0, 2)], batch=2),
    "groups": Conv1d(input=5, kernel=2, groups=2, in_channels=4, out_channels=2, batch=2, dilation=2),
    "three axes": Conv3d(input=(2, 3, 2), kernel=(1, 2, 2), in_channels=2),
    "transposed": ConvTranspose2d(
        input=(2, 3), kernel=(3, 2), stride=(2, 3), output_padding=(1, 0), in_channels=2, out_channels=3
    ),
    "true convolution": Conv2d(input=(3, 4), kernel=(2, 2), convention="convolution", out_channels=2),
}
TEXTS = (
    "X",
    "B",
    "2*X - rot180(X) + flip(X, 0)",
    "dZ + B",
    "dZ + 3*B - B",
    "correlate(pad(insert_zeros(dZ, 2), 2, 3), rot180(K))",
    "correlate(pad(dZ, 4), K, stride=2, dilation=2)",
    "convolve(pad(X, 3), dZ, dilation=2)",
    "correlate(dZ, K, mode=full)",
    "rot180(correlate(X + rot180(X), dZ + dZ, mode=full))",
    "sum(dZ)",
    "sum(dZ + B)",
    "dot(X, rot180(X))",
    "dot(dZ, dZ + B)",
    "times(dZ, B)",
    "times(dZ, dot(X, rot180(X)))",
    "pad(X, 1, mode=circular)",
    "pad(X, 1, 0, mode=replicate)",
    "pad_adjoint(pad(X, 1, mode=circular), 1, mode=circular)",
    "pad_adjoint(pad(dZ, 1, 2, mode=replicate), 1, 2, mode=replicate)",
    "sum_pool(pad(X, 1), 2, 2)",
    "sum_pool(X + X, 2, 1)",
    "toeplitz(K, X)",
    "toeplitz_transposed(K + rot180(K), dZ)",
    "im2col(X, dZ)",
    "col2im(K, dZ)",
    "scatter(dZ, K)",
    "grad(dot(correlate(X, K), correlate(X, K)), B)",
    "grad(dot(toeplitz(K, X) + B, dZ), K)",
    "grad(dot(toeplitz(K, X) + B, dZ), B)",
    "grad(dot(X, pad(X, 0)), K) + K",
    "crop(X, 1)",
    "pad(X, -1, 2)",
)


def expression(layer: Layer, text: str) -> Array | None:
    """The expression; None where it is no array at this layer."""
    try:
        found = elaborate(parse(f"X = {text}").right, Glossary(layer, {}))
        assert isinstance(found, Array)
        _ = found.shape
    except (ShapeError, StatementError):
        return None
    return found


def put_together(layer: Layer, expr: Array) -> MonomialTable:
    """All combinations of what each term says along each axis, numbered as the engine does."""
    engine, along = Engine.of(layer), {}
    bases: dict[str, dict[str, int]] = {}
    for axis in axes_of(layer):
        base, bases[axis] = 1, {}
        for name in GIVEN:
            bases[axis][name] = base
            base += concrete(tensor(layer, name).shape.by_axis.get(axis, 1))
        along[axis] = OneAxis(layer, axis, FormEntries(), partial(numbered, bases[axis])).terms(expr)
    tables = [MonomialTable(np.zeros(0, dtype=np.int64), ())]
    for terms in zip(*along.values(), strict=True):
        factors, coefficient = terms[0].factors, terms[0].coefficient
        steps = [steps_of(expr.shape.by_axis), *(steps_of(tensor(layer, name).shape.by_axis) for name in factors)]
        columns = []
        for axis, term in zip(along, terms, strict=True):
            places = places_of(term, bases[axis])
            columns.append(tuple(at * step.get(axis, 0) for at, step in zip(places, steps, strict=True)))
        for entry, *numbers in Combined(factors, tuple(columns)).blocks():
            found = (at + engine.bases[name] for at, name in zip(numbers, factors, strict=True))
            tables.append(MonomialTable(entry.copy(), tuple(found), np.full(len(entry), coefficient)))
    return concatenated(tables)


def numbered(bases: dict[str, int], name: str, sizes: tuple[int, ...]) -> Forms:
    return variables(bases[name], sizes)


def places_of(term: AxisTerm[Forms], bases: dict[str, int]) -> list[Integers]:
    """The place of the entry and of each factor, row by row."""
    table = monomials(term.value)
    return [table.owners, *(column - bases[name] for name, column in zip(term.factors, table.variables, strict=True))]


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
@pytest.mark.parametrize("text", TEXTS)
def test_all_combinations_are_the_monomials_of_the_whole(text: str, layer: Layer) -> None:
    expr = expression(layer, text)
    if expr is None:
        pytest.skip("no array at this layer")
    engine = Engine.of(layer)
    try:
        together = put_together(layer, expr)
    except EntangledError:
        assert "grad" in text
        return
    whole = expr.value(engine.values(), FormEntries())
    assert first_difference(together, monomials(whole)) is None
