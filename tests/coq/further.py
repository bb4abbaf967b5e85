"""Provable statements that are not in the library, by what they try of the export to Coq."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symconv.layers.family import Family, family_of, symbolic_axis
from symconv.layers.layer import Axis, Convention
from symconv.sizes import symbol
from symconv.statements.described import usual_family
from symconv.statements.grammar import Statement, parse

DX = "correlate(pad(insert_zeros({z}, s), D-pl, D-pr+r), rot180({k}), dilation=d)"
DK = "crop(correlate(pad({x}, pl, pr), {z}, stride=d, dilation=s), k)"
Z = "correlate(pad({x}, pl, pr), {k}, stride=s, dilation=d)"

USUAL = {
    "coefficients": (
        "2*dX = correlate(pad(2*dZ, k-1), rot180(K))",
        "dX + dX = 2*correlate(pad(dZ, k-1), rot180(K))",
        "3*dX - dX = correlate(pad(dZ, k-1), 2*rot180(K))",
        "dK - dK = 0*dK",
        "correlate(A + B, C) = correlate(A, C) + correlate(B, C)",
        "correlate(2*A, 3*C) = 6*correlate(A, C)",
        "(-1)*rot180(A) + rot180(A) = A - A",
        "1000000*dB = sum(1000000*dZ)",
    ),
    "turned and flipped axes": (
        "flip(flip(X, 1), 1) = X",
        "flip(flip(A, 0), 1) = flip(flip(A, 1), 0)",
        "flip(rot180(A), 0) = rot180(flip(A, 0))",
        "flip(convolve(A, B, mode=full), 0) = convolve(flip(A, 0), flip(B, 0), mode=full)",
        "flip(correlate(A, B, mode=full), 1) = correlate(flip(A, 1), flip(B, 1), mode=full)",
        "sum(flip(A, 0)) = sum(A)",
        "dot(flip(A, 0), B) = dot(A, flip(B, 0))",
        "grad(dot(flip(X, 0), vX), X) = flip(vX, 0)",
    ),
    "divisions": (
        "insert_zeros(insert_zeros(A, 2), 3) = insert_zeros(A, 6)",
        "sum(insert_zeros(A, 2)) = sum(A)",
        "grad(dot(insert_zeros(A, 2), B), A) = grad(dot(B, insert_zeros(A, 2)), A)",
        "rot180(insert_zeros(A, 3)) = insert_zeros(rot180(A), 3)",
        "insert_zeros(crop(pad(A, 1), 1), 4) = crop(insert_zeros(pad(A, 1), 4), 1)",
        "dX = scatter(dZ, K)",
        "dX = toeplitz_transposed(K, dZ)",
        "dK = im2col(X, dZ)",
        "correlate(A, insert_zeros(B, 2)) = correlate(A, B, dilation=2)",
        "(2*n)//2 = n",
        "(n + 3)//2 = (n + 1)//2 + 1",
        "((n - 1)//2)//3 = (n - 1)//6",
        f"dX = {DX.format(z='dZ', k='K')}",
        f"dK = {DK.format(x='X', z='dZ')}",
    ),
    "padding": (
        "pad(pad(A, 1, 2), 3, 4) = pad(A, 4, 6)",
        "pad(A, 1, mode=replicate) = pad(A, 1, 1, mode=replicate)",
        "rot180(pad(A, 2, 1)) = pad(rot180(A), 1, 2)",
        "rot180(pad(A, 2, 1, mode=circular)) = pad(rot180(A), 1, 2, mode=circular)",
        "rot180(pad(A, 2, 1, mode=reflect)) = pad(rot180(A), 1, 2, mode=reflect)",
        "rot180(pad(A, 2, 1, mode=replicate)) = pad(rot180(A), 1, 2, mode=replicate)",
        "sum(pad_adjoint(A, 1, 2, mode=circular)) = sum(pad(pad_adjoint(A, 1, 2, mode=circular), 1))",
        *(
            f"grad(dot(pad(A, 1, 2, mode={mode}), pad(A, 1, 2, mode={mode})), A) = "
            f"2*pad_adjoint(pad(A, 1, 2, mode={mode}), 1, 2, mode={mode})"
            for mode in ("circular", "reflect")
        ),
        "crop(pad(A, 0, 3), 1) = crop(A, 1)",
        "pad(pad(A, 2), -2) = A",
        "sum(pad(A, 3)) = sum(A)",
    ),
    "repeated tensors": (
        "dot(A + B, A + B) = dot(A, A) + 2*dot(A, B) + dot(B, B)",
        "dot(X - vX, X + vX) = dot(X, X) - dot(vX, vX)",
        "convolve(A, A, mode=full) = convolve(A, A, mode=full)",
        "convolve(A, rot180(A), mode=full) = rot180(convolve(A, rot180(A), mode=full))",
        "correlate(A, A, mode=full) = rot180(correlate(A, A, mode=full))",
        "grad(dot(A, A), A) = 2*A",
        "times(A, times(A, B)) = times(times(A, A), B)",
        "grad(dot(times(A, A), A), A) = 3*times(A, A)",
    ),
    "squared losses": (
        "grad(dot(Z, Z), X) = 2*correlate(pad(Z, k-1), rot180(K))",
        "grad(dot(Z, Z), K) = 2*correlate(X, Z)",
        "grad(dot(Z, Z), B) = 2*sum(Z)",
        "grad(dot(Z - dZ, Z - dZ), X) = 2*correlate(pad(Z - dZ, k-1), rot180(K))",
        "grad(dot(Z - dZ, Z - dZ), B) = 2*sum(Z) - 2*sum(dZ)",
        f"grad(dot(Z, Z), X) = 2*{DX.format(z='Z', k='K')}",
        f"grad(dot(Z, Z), K) = 2*{DK.format(x='X', z='Z')}",
    ),
    "free tensors shaped like the layer's": (
        "grad(dot(Z, C), X) = correlate(pad(C, k-1), rot180(K))",
        "grad(dot(Z, times(C, C)), B) = sum(times(C, C))",
        "correlate(X + A, K) = correlate(X, K) + correlate(A, K)",
        "grad(dot(Z + C, Z + C), B) = 2*sum(Z + C)",
    ),
    "products and pools": (
        "times(A, B) = times(B, A)",
        "grad(dot(times(Z, dZ), dZ), B) = sum(times(dZ, dZ))",
        "sum_pool(A, 1, 1) = A",
        "dot(sum_pool(A, 2, 1), B) = dot(A, sum_pool(pad(B, 1), 2, 1))",
        "sum_pool(rot180(A), 2, 1) = rot180(sum_pool(A, 2, 1))",
        "sum(convolve(A, B, mode=full)) = sum(A)*sum(B)",
        "correlate(correlate(A, B), C) = correlate(A, convolve(B, C, mode=full))",
        "sum_pool(X, 2, 2) + sum_pool(vX, 2, 2) = sum_pool(X + vX, 2, 2)",
    ),
}


def _axes(*singled: Axis) -> tuple[Axis, ...]:
    return (*singled, symbolic_axis(frozenset({"s", "d", "pl", "pr"})))


def _any(
    axes: tuple[Axis, ...],
    rank: int | None = None,
    *,
    transposed: bool = False,
    turned: bool = False,
    bias: bool = True,
) -> Family:
    """The layers with these axes, of any batch, groups and channels."""
    convention: Convention = "convolution" if turned else "cross-correlation"
    many, g, c, f = (symbol(name) for name in ("N", "g", "c", "f"))
    return family_of(
        axes, rank, transposed=transposed, convention=convention, bias=bias, batch=many, groups=g, ins=c, outs=f
    )


FAMILIES = {
    "numbers": family_of((Axis(7, 3, 2, 1, 1, 0),), 1, batch=2, groups=1, ins=2, outs=3),
    "two kinds of axes": _any(_axes(Axis(symbol("m"), 3, 2))),
    "groups": family_of(_axes(), 2, batch=symbol("N"), groups=2, ins=3, outs=symbol("f")),
    "stride 2": _any((Axis(symbol("n"), symbol("k"), 2, 1, symbol("p"), symbol("p")),), 2),
    "no bias": _any(_axes(), bias=False),
}
TURNED = _any(_axes(), turned=True)
TRANSPOSED = _any((symbolic_axis(frozenset({"s", "d", "pl", "pr", "op"})),), transposed=True)
OF_FAMILIES = [
    *((name, family, f"dX = {DX.format(z='dZ', k='K')}") for name, family in FAMILIES.items()),
    *((name, family, f"dK = {DK.format(x='X', z='dZ')}") for name, family in FAMILIES.items()),
    ("no bias", FAMILIES["no bias"], f"Z = {Z.format(x='X', k='K')}"),
    ("no bias", FAMILIES["no bias"], f"dot({Z.format(x='X', k='K')}, dZ) = dot(X, {DX.format(z='dZ', k='K')})"),
    ("turned", TURNED, "Z = " + Z.format(x="X", k="rot180(K)") + " + B"),
    ("turned", TURNED, f"dK = rot180({DK.format(x='X', z='dZ')})"),
    ("transposed", TRANSPOSED, "dX = crop(correlate(pad(dZ, pl, pr), K, stride=s, dilation=d), n)"),
    ("transposed", TRANSPOSED, "dX = toeplitz_transposed(K, dZ)"),
    ("transposed", TRANSPOSED, "dK = im2col(dZ, X)"),
    ("transposed", TRANSPOSED, "dB = sum(dZ)"),
]


@dataclass(frozen=True, slots=True)
class Further:
    """A statement, what it is there for, and the layers that it is about."""

    kind: str
    tree: Statement
    family: Family


def further() -> Iterator[Further]:
    """All of them."""
    for kind, statements in USUAL.items():
        for text in statements:
            tree = parse(text)
            yield Further(kind, tree, usual_family(tree))
    for kind, family, text in OF_FAMILIES:
        yield Further(kind, parse(text), family)
