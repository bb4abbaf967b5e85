"""A formula with matrices taken apart: openings, matrices, signs, in the order in which they stand."""

from __future__ import annotations

import pytest

from symconv.page.maths import (
    Applied,
    Arrow,
    Entry,
    Infix,
    InfixOperator,
    Letter,
    Maths,
    Matrix,
    Multiple,
    Number,
    Product,
    Relation,
    Subtraction,
    Sum,
    Summation,
    WholeArray,
)
from symconv.page.pieces import Chunk, Closing, Opening, Piece, chunks, filled, measured, pieces

M, N = Matrix(((Entry("m"),),)), Matrix(((Entry("n"),),))
STAR, B = InfixOperator("correlate"), Entry("B")


def test_what_has_no_matrix_is_one_piece() -> None:
    tree = Relation(WholeArray("X"), "=", Applied("pad", (WholeArray("Y"),)))
    assert list(pieces(tree)) == [tree]


def test_a_product_of_matrices_with_a_bias() -> None:
    tree = Relation(Sum((Infix(M, STAR, N), B)), "=", M)
    assert list(pieces(tree)) == [M, STAR, N, "+", B, "=", M]


def test_calls_within_each_other_open_and_close_once() -> None:
    tree = Applied("crop", (Applied("rot180", (Infix(M, STAR, N),)),), (Number(2),))
    opening, *middle, closing = pieces(tree)
    assert middle == [M, STAR, N]
    assert isinstance(opening, Opening)
    assert isinstance(closing, Closing)
    assert [(call.name, call.options) for call in opening.calls] == [("crop", (Number(2),)), ("rot180", ())]
    assert closing.calls == opening.calls[::-1]


def test_arrows_and_matrices_side_by_side() -> None:
    assert list(pieces(Relation(M, Arrow("flip"), N))) == [M, Arrow("flip"), N]
    assert list(pieces(Relation(Product((M, N)), "->", B))) == [M, N, "->", B]


X, Y, Z = map(WholeArray, "XYZ")


def everything(_: Maths) -> bool:
    return True


SPLIT = {
    "brackets": (
        Infix(Sum((X, Y)), STAR, Z),
        [Opening, WholeArray, str, WholeArray, Closing, InfixOperator, WholeArray],
    ),
    "arguments": (Applied("dot", (X, Y)), [Opening, WholeArray, str, WholeArray, Closing]),
    "difference": (Subtraction(X, Sum((Y, Z))), [WholeArray, str, Opening, WholeArray, str, WholeArray, Closing]),
    "sum over an index": (Summation((Letter("i"),), Product((X, Y))), [Summation, WholeArray, WholeArray]),
    "multiple": (Multiple(2, Sum((X, Y))), [Number, Opening, WholeArray, str, WholeArray, Closing]),
}


@pytest.mark.parametrize(("tree", "kinds"), SPLIT.values(), ids=SPLIT)
def test_what_is_too_wide_is_split(tree: Maths, kinds: list[type]) -> None:
    assert [type(piece) for piece in pieces(tree, everything)] == kinds


def test_signs_and_brackets_stay_with_what_they_belong_to() -> None:
    tree = Relation(X, "=", Infix(Sum((X, Y)), STAR, Applied("pad", (Z, X))))
    found = ["".join(type(piece).__name__[0] for piece in chunk) for chunk in chunks(pieces(tree, everything))]
    # X; = (X; + Y); star pad(Z,; X).
    assert found == ["W", "sOW", "sWC", "IOWs", "WC"]


def test_lines_are_filled_and_what_fits_on_none_is_taken_apart() -> None:
    three: list[Chunk] = [(X,), ("+", Y), ("+", Z)]

    def lines(room: float, hanging: float) -> list[list[Piece]]:
        return filled(measured(three, lambda _: 1, room - hanging), room, hanging)

    assert lines(3, 1) == [[X, "+", Y], ["+", Z]]
    assert lines(9, 0) == [[X, "+", Y, "+", Z]]
    assert lines(2, 1) == [[X, "+"], [Y], ["+"], [Z]]
