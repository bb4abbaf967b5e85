"""A formula with matrices taken apart: openings, matrices, signs, in the order in which they stand."""

from __future__ import annotations

from symconv.page.maths import (
    Applied,
    Arrow,
    Entry,
    Infix,
    InfixOperator,
    Matrix,
    Number,
    Product,
    Relation,
    Sum,
    WholeArray,
)
from symconv.page.pieces import Closing, Opening, pieces

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
