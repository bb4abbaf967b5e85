"""Hypothesis strategies for small expressions of the array language, well-shaped or not."""

from __future__ import annotations

from hypothesis import strategies as st

from symconv.arrays.array import Array, Tensor
from symconv.arrays.borders import ModePad, ModePadAdjoint, PadMode
from symconv.arrays.moves import Crop, Flip, InsertZeros, Pad, Rot180, SumPool
from symconv.arrays.products import Convolve, Correlate, Dot, Plus, Scaled, Times, Total
from symconv.arrays.shape import Lead

EXTENTS = {"N": 2, "g": 2, "c": 2, "f": 3}
MODES: tuple[PadMode, ...] = ("circular", "reflect", "replicate")
Leads = tuple[tuple[str, ...], ...]
LEADS: Leads = ((), ("N",), ("g", "c"), ("c", "g"), ("N", "g", "c"), ("g", "f", "c"), ("N", "c"))


def lead_axes(labels: tuple[str, ...]) -> tuple[Lead, ...]:
    return tuple(Lead(label, EXTENTS[label]) for label in labels)


@st.composite
def tensors(draw: st.DrawFn, name: str, rank: int, most: int = 4, leads: Leads = LEADS) -> Tensor:
    spatial = tuple(draw(st.integers(1, most)) for _ in range(rank))
    return Tensor(name, lead_axes(draw(st.sampled_from(leads))), spatial)


# What moves entries, or adds up some that are near.
KINDS = ("pad", "pad", "crop", "insert_zeros", "sum_pool", "rot180", "flip", "mode", "fold", "scaled")


@st.composite
def moved(draw: st.DrawFn, inner: Array, rank: int, most: int) -> Array:
    """`inner` under up to `most` operators that only move entries."""

    def each(lo: int, hi: int) -> tuple[int, ...]:
        return tuple(draw(st.integers(lo, hi)) for _ in range(rank))

    for _ in range(draw(st.integers(0, most))):
        match draw(st.sampled_from(KINDS)):
            case "pad":
                inner = Pad(inner, each(-2, 2), each(-2, 2))
            case "crop":
                inner = Crop(inner, each(1, 3))
            case "insert_zeros":
                inner = InsertZeros(inner, each(1, 3))
            case "sum_pool":
                inner = SumPool(inner, each(1, 3), each(1, 3))
            case "rot180":
                inner = Rot180(inner)
            case "mode":
                inner = ModePad(inner, each(0, 2), each(0, 2), draw(st.sampled_from(MODES)))
            case "fold":
                inner = ModePadAdjoint(inner, each(0, 1), each(0, 2), draw(st.sampled_from(MODES)))
            case "scaled":
                inner = Scaled(draw(st.integers(-2, 2)), inner)
            case _:
                inner = Flip(inner, draw(st.integers(0, rank - 1)))
    return inner


@st.composite
def expressions(draw: st.DrawFn, ranks: tuple[int, int] = (1, 2), leads: Leads = LEADS) -> Array:
    """An expression in tensors A and B: something moved, a product, a sum or a total of such.

    A bias has no spatial axes, which a free tensor cannot be without: with no lead axes there is none.
    """
    rank = draw(st.integers(*ranks))
    left = draw(moved(draw(tensors("A", rank, leads=leads)), rank, 2))
    more = ("bias", "scale") if any(leads) else ()
    kinds = ("one", "correlate", "correlate", "convolve", "plus", "times", "dot", *more)
    kind = draw(st.sampled_from(kinds))
    if kind == "one":
        found = left
    elif kind in ("plus", "times"):
        make_entrywise = Plus if kind == "plus" else Times
        found = make_entrywise(left, draw(moved(draw(tensors("B", rank, leads=leads)), rank, 1)))
    elif kind == "dot":
        return Dot(left, draw(moved(draw(tensors("B", rank, leads=leads)), rank, 1)))
    elif kind in ("bias", "scale"):
        found = (Plus if kind == "bias" else Times)(left, draw(tensors("B", 0, leads=leads)))
    else:
        right = draw(moved(draw(tensors("B", rank, most=3, leads=leads)), rank, 1))
        stride, dilation = (tuple(draw(st.integers(1, 3)) for _ in range(rank)) for _ in range(2))
        make = Correlate if kind == "correlate" else Convolve
        found = make(left, right, stride, dilation, draw(st.sampled_from(("valid", "full"))))
    found = draw(moved(found, rank, 1))
    return Total(found) if draw(st.integers(0, 4)) == 0 else found
