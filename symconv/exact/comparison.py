"""A closed formula against what was derived: where they differ first, and the smallest layer that shows it.

The derived side starts from the layer's definition and knows no formula; the claimed side evaluates the formula's
expression. They meet only in the comparison of their monomials.
"""

from __future__ import annotations

from dataclasses import replace

from symconv.arrays.array import Array
from symconv.arrays.numbers import aligned
from symconv.arrays.shape import ints
from symconv.errors import ShapeError
from symconv.exact.engine import Engine, unraveled
from symconv.exact.monomials import FormEntries, Forms, MonomialTable, first_difference, monomials
from symconv.exact.verdict import Difference
from symconv.layers.layer import Layer
from symconv.layers.notation import Notation, entry_name
from symconv.layers.order import smaller_layers
from symconv.layers.tensors import shown_shape, tensor
from symconv.statements.theorems import Formula
from symconv.statements.write import statement

# Terms of a wrong entry that are shown.
TERMS_SHOWN = 20
# Products of a layer whose monomials are written down to tell the first that differs.
MOST_WRITTEN = 2_000_000


def claimed_monomials(engine: Engine, of: str, expr: Array) -> MonomialTable:
    """The monomials of an expression that has the axes of `of`."""
    value: Forms = expr.value(engine.values(), FormEntries())
    labels = expr.shape.labels, tensor(engine.layer, of).shape.labels
    return monomials(replace(value, slots=aligned(value.slots, *labels)))


def claimed_array(layer: Layer, of: str, formula: Formula) -> Array:
    """The formula for a layer; raises ShapeError where its shape is not that of `of`, but for the order of axes."""
    expr = formula.build(layer)
    found, wanted = expr.shape, tensor(layer, of).shape
    if {*found.lead} != {*wanted.lead} or found.spatial != wanted.spatial:
        raise ShapeError(f"{statement(expr)}, of size {found}")
    return expr


def difference(
    engine: Engine, of: str, derived: MonomialTable, formula: Formula, notation: Notation
) -> tuple[str, str, str] | None:
    """The first wrong entry's name, derived value and claimed value, None where there is none."""
    try:
        other = claimed_monomials(engine, of, claimed_array(engine.layer, of, formula))
    except ShapeError as error:
        return of, f"of size {tensor(engine.layer, of).shape}", str(error)
    entry = first_difference(derived, other)
    if entry is None:
        return None
    place = unraveled(entry, ints(shown_shape(engine.layer, of)))
    return (
        entry_name(engine.layer, notation, of, place),
        engine.text(derived, entry, notation, TERMS_SHOWN),
        engine.text(other, entry, notation, TERMS_SHOWN),
    )


def smallest_difference(layer: Layer, of: str, formula: Formula, notation: Notation) -> Difference:
    """The difference on the smallest layer of the same kind, at most as large as `layer`, that shows one.

    Where only `layer` itself does, and is too large to be written down, it is said without the entry.
    """
    for candidate in smaller_layers(layer):
        if candidate == layer and layer.products() > MOST_WRITTEN:
            return Difference(formula.name, of, "what was derived", "something else", layer)
        engine = Engine.of(candidate)
        found = difference(engine, of, engine.derived(of, engine.output()), formula, notation)
        if found is not None:
            return Difference(formula.name, *found, candidate)
    raise AssertionError("the layer itself is among the candidates and shows the difference")
