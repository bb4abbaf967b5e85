"""Why a table that was asked for by its name has nothing to show of a layer."""

from __future__ import annotations

from symconv.lectures.lesson import Lesson
from symconv.lectures.tables.closed import in_matrices

# Of all layers: where nothing is there, this is why.
WHY_ABSENT = {
    "padding": "only a transposed layer has an implicit padding",
    "reasons": "there is no closed form whose reasons could be given",
    "grid": "all entries have equally many terms, so none is a corner or a middle",
    "rotation": "no formula here turns anything",
    "sliding": "nothing slides here: what there is to compute is a plain sum",
    "strip": "nothing slides here: what there is to compute is a plain sum",
    "toeplitz": "the matrix is too large to be read; --full (in Python, full=True) writes it all the same",
    "updates": "neither the kernel's gradient nor the bias' is derived, and a step is one of these",
    "pictures": "there is nothing here that can be drawn",
    "proof": "no theorem is about formulas such as these",
}


def absent(lesson: Lesson, table: str) -> str:
    """One sentence that says why a table shows nothing."""
    layer = lesson.derivation.layer
    why = WHY_ABSENT.get(table, "there is nothing to show")
    if table in ("rotation", "sliding", "strip", "pictures") and layer.rank > 2:
        why = f"the layer has {layer.rank} axes, and a page has two"
    elif table == "strip" and layer.rank == 2:
        why = "a strip is a layer of one axis, and this one has two"
    elif table in ("sliding", "strip") and any(in_matrices(lesson, of) for of in lesson.derivation.gradients):
        why = "the arrays are too large to be read; --full (in Python, full=True) writes them all the same"
    elif table in ("sliding", "strip") and {*lesson.derivation.gradients} != {"dB"}:
        why = "no formula here is one product of two arrays of single entries with the shape of its gradient"
    return f"There is no table \"{table}\": {why}."
