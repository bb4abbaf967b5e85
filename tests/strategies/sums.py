"""Random sums of up to six terms of one shape, and the same sum said another way: products, multiples, tensors twice.

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
        ("X", "rot180(rot180(X))", "crop(pad(X, 0, k), n)"),
        ("vX", "pad(pad(vX, k), 0-k)", "grad(dot(vX, X), X)"),
        ("scatter(dZ, K)", "col2im(K, dZ)", "toeplitz_transposed(K, dZ)", "dX"),
        ("rot180(X)",),
    ),
    "kernel": (
        ("dK", "crop(correlate(pad(X, pl, pr), dZ, stride=d, dilation=s), k)", "im2col(X, dZ)", "grad(dot(dZ, Z), K)"),
        ("crop(correlate(pad(vX, pl, pr), dZ, stride=d, dilation=s), k)", "grad(dot(dX, vX), K)"),
        ("K", "rot180(rot180(K))", "insert_zeros(K, 1)"),
        ("vK", "crop(pad(vK, 0, 2), k)", "rot180(rot180(vK))"),
    ),
    "output": (
        ("dZ", "rot180(rot180(dZ))", "crop(dZ, o)"),
        ("correlate(pad(X, pl, pr), K, stride=s, dilation=d)", "toeplitz(K, X)"),
        (
            "correlate(pad(X, pl, pr), vK, stride=s, dilation=d)",
            "convolve(pad(X, pl, pr), rot180(vK), stride=s, dilation=d)",
        ),
        (
            "correlate(pad(vX, pl, pr), K, stride=s, dilation=d)",
            "crop(correlate(pad(vX, pl, pr), K, stride=s, dilation=d), o)",
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


@dataclass(frozen=True)
class Summand:
    """A term of one shape, said in two ways."""

    factor: int
    left: str
    right: str


def sum_text(chance: Random, of_layer: bool) -> str:
    """A statement that two sums are equal; about a layer of cross-correlation, or about free tensors alone."""
    shapes = CROSS_CORRELATION if of_layer else FREE
    terms = shapes[chance.choice([*shapes])]
    make = chance.choice((_plain, _plain, _scalar))
    summands = [make(chance, terms) for _ in range(chance.randint(1, MOST_TERMS))]
    left = _sum([(each.factor, each.left) for each in summands])
    others = [piece for each in summands for piece in _pieces(chance, each)]
    chance.shuffle(others)
    text = f"{left} = {_sum(others)}"
    return text if chance.random() < 0.5 else changed(chance.choice, text)


def _plain(chance: Random, terms: Sequence[Sequence[str]]) -> Summand:
    alike = chance.choice(terms)
    return Summand(chance.choice((1, 1, 1, -1, 2, 3)), chance.choice(alike), chance.choice(alike))


def _scalar(chance: Random, terms: Sequence[Sequence[str]]) -> Summand:
    """An inner product, its sides swapped or not; with itself as often as not."""
    one = _plain(chance, terms)
    other = one if chance.random() < 0.4 else _plain(chance, terms)
    left, right = (one.left, other.left), (one.right, other.right)
    factor = chance.choice((1, 1, -1, 2))
    return Summand(factor, f"dot({', '.join(left)})", f"dot({', '.join(chance.choice((right, right[::-1])))})")


def _pieces(chance: Random, summand: Summand) -> list[tuple[int, str]]:
    """The summand on the other side: whole, or in two."""
    if chance.random() < 0.3:
        return [(summand.factor - 1, summand.right), (1, summand.left)]
    return [(summand.factor, summand.right)]


def _sum(pieces: Sequence[tuple[int, str]]) -> str:
    text = ""
    for factor, each in pieces:
        size = f"{abs(factor)}*" if abs(factor) != 1 else ""
        whole = f"({each})" if " + " in each or " - " in each else each
        sign = ("-" if factor < 0 else "+") if text else ("0 -" if factor < 0 else "")
        text = f"{text} {sign} {size}{whole}".strip()
    return text
