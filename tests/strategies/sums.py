"""Random sums of about six terms at most, and the same said another way: products of sums, multiples, tensors twice.

Half of the statements are true by construction; in the others something is changed, and some of those are true too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from strategies.statements import changed

MOST_TERMS = 6
# Texts that mean the same for every layer, by the shape that they have; the first is the plainest.
CROSS_CORRELATION: Mapping[str, Sequence[Sequence[str]]] = {
    "input": (
        ("dX", "correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)", "grad(dot(Z, dZ), X)"),
        ("correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(vK), dilation=d)", "grad(dot(dK, vK), X)"),
        ("times(X, vX)", "times(vX, X)"),
        ("scatter(dZ, vK)", "col2im(vK, dZ)", "toeplitz_transposed(vK, dZ)", "grad(dot(toeplitz(vK, X), dZ), X)"),
        ("X", "rot180(rot180(X))", "crop(pad(X, 0, k), n)"),
        ("vX", "pad(pad(vX, k), 0-k)", "grad(dot(vX, X), X)"),
        ("scatter(dZ, K)", "col2im(K, dZ)", "toeplitz_transposed(K, dZ)", "dX"),
        ("rot180(X)",),
    ),
    "kernel": (
        ("dK", "crop(correlate(pad(X, pl, pr), dZ, stride=d, dilation=s), k)", "im2col(X, dZ)", "grad(dot(dZ, Z), K)"),
        ("crop(correlate(pad(vX, pl, pr), dZ, stride=d, dilation=s), k)", "grad(dot(dX, vX), K)"),
        ("im2col(vX, dZ)", "grad(dot(toeplitz(K, vX), dZ), K)", "grad(dot(scatter(dZ, K), vX), K)"),
        ("K", "rot180(rot180(K))", "insert_zeros(K, 1)"),
        ("vK", "crop(pad(vK, 0, 2), k)", "rot180(rot180(vK))"),
    ),
    "output": (
        ("dZ", "rot180(rot180(dZ))", "crop(dZ, o)"),
        ("correlate(pad(X, pl, pr), K, stride=s, dilation=d)", "toeplitz(K, X)"),
        (
            "correlate(pad(X, pl, pr), vK, stride=s, dilation=d)",
            "convolve(pad(X, pl, pr), rot180(vK), stride=s, dilation=d)",
            "toeplitz(vK, X)",
        ),
        (
            "correlate(pad(vX, pl, pr), K, stride=s, dilation=d)",
            "crop(correlate(pad(vX, pl, pr), K, stride=s, dilation=d), o)",
            "toeplitz(K, vX)",
        ),
    ),
}
FREE: Mapping[str, Sequence[Sequence[str]]] = {
    "A": (
        ("A", "rot180(rot180(A))", "pad(pad(A, 2), 0-2)"),
        ("rot180(A)", "rot180(pad(A, 0))"),
        ("times(A, rot180(A))", "times(rot180(A), A)", "rot180(times(A, rot180(A)))"),
        ("2*A", "grad(dot(A, A), A)", "A + A"),
    ),
    "full": (
        ("convolve(A, B, mode=full)", "convolve(B, A, mode=full)", "correlate(A, rot180(B), mode=full)"),
        ("correlate(A, B, mode=full)", "rot180(correlate(B, A, mode=full))", "convolve(A, rot180(B), mode=full)"),
        ("correlate(rot180(A), B, mode=full)", "convolve(rot180(A), rot180(B), mode=full)"),
    ),
    "square": (
        ("convolve(A, A, mode=full)", "rot180(convolve(rot180(A), rot180(A), mode=full))"),
        ("correlate(A, A, mode=full)", "rot180(correlate(A, A, mode=full))", "convolve(A, rot180(A), mode=full)"),
    ),
}


# The same number by a map and by its transposes.
ADJOINT: Sequence[Sequence[str]] = (
    ("dot(toeplitz(K, X), dZ)", "dot(X, toeplitz_transposed(K, dZ))", "dot(K, im2col(X, dZ))"),
    ("dot(toeplitz(vK, vX), dZ)", "dot(vX, col2im(vK, dZ))", "dot(im2col(vX, dZ), vK)"),
    ("dot(toeplitz(K, vX), Z)", "dot(vX, scatter(Z, K))", "dot(toeplitz_transposed(K, Z), vX)"),
    ("dot(dK, vK)", "dot(dZ, toeplitz(vK, X))", "dot(X, col2im(vK, dZ))"),
)
Terms = Sequence[Sequence[str]]
Pieces = Sequence[tuple[int, str]]


@dataclass(frozen=True)
class Summand:
    """Part of a sum said in two ways, each as multiples of texts."""

    left: Pieces
    right: Pieces


def sum_text(chance: Random, of_layer: bool) -> str:
    """A statement that two sums are equal; about a layer of cross-correlation, or about free tensors alone."""
    shapes = CROSS_CORRELATION if of_layer else FREE
    terms = shapes[chance.choice([*shapes])]
    arrays, numbers = (_plain, _plain, _plain, _product), (_dot, _dot, _dot_of_sums, *[_adjoint] * of_layer)
    kinds = chance.choice((arrays, arrays, numbers))
    most, summands = chance.randint(1, MOST_TERMS), list[Summand]()
    while sum(len(each.right) for each in summands) < most:
        summands.append(chance.choice(kinds)(chance, terms))
    left = _sum([piece for each in summands for piece in each.left])
    others = [piece for each in summands for piece in _pieces(chance, each)]
    chance.shuffle(others)
    text = f"{left} = {_sum(others)}"
    return text if chance.random() < 0.5 else changed(chance.choice, text)


def _alike(chance: Random, terms: Terms) -> tuple[str, str]:
    alike = chance.choice(terms)
    return chance.choice(alike), chance.choice(alike)


def _said(factor: int, left: str, right: str) -> Summand:
    return Summand([(factor, left)], [(factor, right)])


def _plain(chance: Random, terms: Terms) -> Summand:
    return _said(chance.choice((1, 1, 1, -1, 2, 3)), *_alike(chance, terms))


def _product(chance: Random, terms: Terms) -> Summand:
    """An entrywise product of two sums, multiplied out."""
    return _of_sums(chance, terms, "times")


def _dot_of_sums(chance: Random, terms: Terms) -> Summand:
    """An inner product of two sums, multiplied out."""
    return _of_sums(chance, terms, "dot")


def _of_sums(chance: Random, terms: Terms, name: str) -> Summand:
    one, other, third, fourth = (_alike(chance, terms) for _ in range(4))
    if chance.random() < 0.3:
        third, fourth = one, other
    sign = chance.choice((1, -1))
    joined = "+" if sign == 1 else "-"
    whole = f"{name}({one[0]} + {other[0]}, {third[0]} {joined} {fourth[0]})"
    parts = [
        (factor, f"{name}({', '.join(chance.choice((pair, pair[::-1])))})")
        for factor, pair in (
            (1, (one[1], third[1])),
            (sign, (one[1], fourth[1])),
            (1, (other[1], third[1])),
            (sign, (other[1], fourth[1])),
        )
    ]
    return Summand([(1, whole)], parts)


def _dot(chance: Random, terms: Terms) -> Summand:
    """An inner product, its sides swapped or not; with itself as often as not."""
    one = _alike(chance, terms)
    other = one if chance.random() < 0.4 else _alike(chance, terms)
    left, right = (one[0], other[0]), (one[1], other[1])
    swapped = chance.choice((right, right[::-1]))
    return _said(chance.choice((1, 1, -1, 2)), f"dot({', '.join(left)})", f"dot({', '.join(swapped)})")


def _adjoint(chance: Random, terms: Terms) -> Summand:
    """An inner product with a linear map of the layer, and with one of its transposes."""
    del terms
    return _said(chance.choice((1, 1, -1, 2)), *_alike(chance, ADJOINT))


def _pieces(chance: Random, summand: Summand) -> Pieces:
    """The summand on the other side: whole, or in two."""
    if len(summand.right) == 1 and chance.random() < 0.3:
        ((factor, right),), ((_, left),) = summand.right, summand.left
        return [(factor - 1, right), (1, left)]
    return summand.right


def _sum(pieces: Sequence[tuple[int, str]]) -> str:
    text = ""
    for factor, each in pieces:
        size = f"{abs(factor)}*" if abs(factor) != 1 else ""
        whole = f"({each})" if " + " in each or " - " in each else each
        sign = ("-" if factor < 0 else "+") if text else ("0 -" if factor < 0 else "")
        text = f"{text} {sign} {size}{whole}".strip()
    return text
