"""The theorem library: each a statement in the language that users type, about a family of layers.

The letters are those of `symconv.layers.layer`. Sizes are from Dumoulin and Visin, A guide to convolution arithmetic
for deep learning (2016). Nothing here is assumed: `symconv prove` proves every statement anew.
"""

from __future__ import annotations

from functools import cache

from symconv.arrays.sums import Guard
from symconv.layers.layer import Axis
from symconv.sizes import floordiv, symbol
from symconv.statements import theorems as t
from symconv.statements.theorems import DK, DX, PLAIN, Theorem, below, d, k, n, op, s, theorem

p, h = symbol("p"), symbol("h")
PADDED = Axis(n, k, pl=p, pr=p)


@cache
def library() -> tuple[Theorem, ...]:
    """All theorems in order.

    >>> [each.statement for each in library() if each.id == "T3"]
    ['dB = sum(dZ)']
    """
    return (
        *_gradients(),
        *_structure(),
        *_algebra(),
        *_sizes(),
        *_same(),
        *_second_order(),
        *_padding_modes(),
        *_pooling(),
    )


def identifiers() -> str:
    """The theorems that there are, by their numbers, those in a row by the first and the last.

    >>> identifiers()
    'T1 to T17, T20'
    """
    numbers = sorted({int(each.id.removeprefix("T")) for each in library()})
    firsts = [number for number in numbers if number - 1 not in numbers]
    lasts = [number for number in numbers if number + 1 not in numbers]
    rows = (f"T{one}" if one == other else f"T{one} to T{other}" for one, other in zip(firsts, lasts, strict=True))
    return ", ".join(rows)


def _gradients() -> tuple[Theorem, ...]:
    return (
        t.T1,
        t.T1_NOTES,
        t.T2,
        t.T2_UNCROPPED,
        theorem("T2", "its size without the crop", "(n + pl + pr - s*(o-1) - 1)//d + 1 = k + r//d"),
        t.T3,
        t.T4,
        t.T4_FULL,
        t.T5,
        t.T5_CONVOLUTION,
        t.T6,
        theorem("T6", "implicit padding k-p-1", "Z = correlate(pad(X, k-p-1), rot180(K)) + B", PADDED, transposed=True),
        t.T7,
        t.T7_UNCROPPED,
        theorem("T7", "and only for op < s", "(o + pl + pr - D - 1)//s + 1 = n + op//s", transposed=True),
        t.T8,
        t.T9,
    )


CORRELATION = "correlate(pad(X, pl, pr), K, stride=s, dilation=d)"


def _structure() -> tuple[Theorem, ...]:
    adjoint = f"dot({CORRELATION}, dZ)"
    return (
        theorem("T10", "adjoint of the transposed layer with op = r", f"{adjoint} = dot(X, {DX})"),
        theorem("T10", "and of the kernel's gradient", f"{adjoint} = dot(K, {DK})"),
        theorem("T10", "by definition", "dot(Z, dZ) = dot(X, dX)", bias=False),
        theorem("T10", "by definition", "dot(Z, dZ) = dot(K, dK)", bias=False),
        theorem(
            "T10",
            "a layer after its transpose restores the shape for op < s",
            "((n-1)*s + op)//s + 1 = n",
            transposed=True,
            given=(below(op, s),),
        ),
        theorem("T10", "and only for op < s", "((n-1)*s + op)//s + 1 = n + op//s", transposed=True),
        theorem("T11", "vec(Z) = C vec(X)", "Z = toeplitz(K, X)", bias=False),
        theorem("T11", "vec(dX) = C^T vec(dZ)", "dX = toeplitz_transposed(K, dZ)"),
        theorem("T11", "dK = dZ col^T", "dK = im2col(X, dZ)"),
        theorem("T11", "dX = col2im(K^T dZ)", "dX = col2im(K, dZ)"),
        theorem("T11", "fold is the transpose of unfold", "dot(K, im2col(X, dZ)) = dot(X, col2im(K, dZ))"),
        theorem("T12", "the scatter loop is the gradient", "dX = scatter(dZ, K)"),
        theorem("T12", "and the full convolution with rot180", f"scatter(dZ, K) = {DX}"),
    )


def _algebra() -> tuple[Theorem, ...]:
    return tuple(
        theorem("T13", title, statement, PLAIN)
        for title, statement in (
            ("rot180 undoes itself", "rot180(rot180(A)) = A"),
            (
                "rot180 of a full convolution",
                "rot180(convolve(A, B, mode=full)) = convolve(rot180(A), rot180(B), mode=full)",
            ),
            ("full convolution commutes", "convolve(A, B, mode=full) = convolve(B, A, mode=full)"),
            ("full correlation turns", "correlate(A, B, mode=full) = rot180(correlate(B, A, mode=full))"),
            ("convolution is correlation with rot180", "convolve(A, B) = correlate(A, rot180(B))"),
        )
    )


# The guide's relationships of sizes, in its order; some of them are about transposed layers.
TRANSPOSED_SIZES = range(8, 15)


def _sizes() -> tuple[Theorem, ...]:
    half, full = Axis(n, 2 * h + 1, pl=h, pr=h), Axis(n, k, pl=k - 1, pr=k - 1)
    strided, padded = Axis(n, k, s), Axis(n, k, s, pl=p, pr=p)
    relationships = (
        ("unit stride, no padding", "o = n - k + 1", PLAIN),
        ("unit stride, padding", "o = n - k + 2*p + 1", PADDED),
        ("half padding, k = 2h + 1, p = h", "o = n", half),
        ("full padding, p = k - 1", "o = n + k - 1", full),
        ("no padding", "o = (n - k)//s + 1", strided),
        ("the general case", "o = (n + 2*p - k)//s + 1", padded),
        ("pooling, whose window is a kernel without padding", "o = (n - k)//s + 1", strided),
        ("unit stride, no padding", "o = n + (k-1)", PLAIN),
        ("unit stride, padding", "o = n + (k-1) - 2*p", PADDED),
        ("half padding, k = 2h + 1, p = h", "o = n", half),
        ("full padding, p = k - 1", "o = n - (k-1)", full),
        ("no padding", "o = s*(n-1) + k", strided),
        ("padding", "o = s*(n-1) + k - 2*p", padded),
        ("output padding", "o = s*(n-1) + op + k - 2*p", Axis(n, k, s, pl=p, pr=p, op=op)),
        ("dilation", "o = (n + 2*p - k - (k-1)*(d-1))//s + 1", Axis(n, k, s, d, p, p)),
    )
    return (
        *(
            theorem("T14", f"relationship {number}: {title}", text, axis, transposed=number in TRANSPOSED_SIZES)
            for number, (title, text, axis) in enumerate(relationships, start=1)
        ),
        theorem(
            "T14",
            "a transposed layer with op = r undoes the size of a direct one",
            "(o-1)*s - pl - pr + D + 1 + r = n",
        ),
    )


def _same() -> tuple[Theorem, ...]:
    """TensorFlow's SAME: the total padding is 0 where the kernel does not need any, so there are two cases."""
    reach = d * (k - 1)
    total = (floordiv(n + s - 1, s) - 1) * s + reach + 1 - n
    needed = Axis(n, k, s, d, floordiv(total, 2), total - floordiv(total, 2))
    enough = Axis(n, k, s, d)
    torch = Axis(n, k, 1, d, floordiv(reach, 2), reach - floordiv(reach, 2))
    keeps, kept = "SAME keeps ceil(n/s)", "o = (n + s - 1)//s"
    cases = (
        (f"{keeps}, padding needed", kept, "padding needed", needed, (Guard(total, ">="),)),
        (f"{keeps}, no padding needed", kept, "no padding needed", enough, (Guard(-total, ">="),)),
        ("same with stride 1, as in PyTorch, keeps n", "o = n", "same with stride 1", torch, ()),
    )
    found = []
    for title, size, case, axis, given in cases:
        found.append(theorem("T15", title, size, axis, given=given))
        for formula in (t.T1, t.T2, t.T3):
            found.append(theorem("T15", f"{formula.id}, {case}", formula.statement, axis, given=given))
    return tuple(found)


def _second_order() -> tuple[Theorem, ...]:
    phi = "dot(dX, vX) + dot(dK, vK)"
    along_x, along_k = CORRELATION.replace("X", "vX"), CORRELATION.replace("K", "vK")
    return (
        theorem("T16", "double backward, by dZ", f"grad({phi}, dZ) = {along_x} + {along_k}"),
        theorem("T16", "by X", f"grad({phi}, X) = {DX.replace('K', 'vK')}"),
        theorem("T16", "by K", f"grad({phi}, K) = {DK.replace('X', 'vX')}"),
    )


def _padding_modes() -> tuple[Theorem, ...]:
    found = []
    inner = "correlate(pad(insert_zeros(dZ, s), D, D+r), rot180(K), dilation=d)"
    for mode in ("circular", "reflect", "replicate"):
        padded = f"pad(X, pl, pr, mode={mode})"
        loss = f"dot(correlate({padded}, K, stride=s, dilation=d), dZ)"
        found += [
            theorem(
                "T17", f"{mode} padding, by X", f"grad({loss}, X) = pad_adjoint({inner}, pl, pr, mode={mode})"
            ),
            theorem(
                "T17",
                f"{mode} padding, by K",
                f"grad({loss}, K) = crop(correlate({padded}, dZ, stride=d, dilation=s), k)",
            ),
        ]
    return tuple(found)


def _pooling() -> tuple[Theorem, ...]:
    """A window is as long as a layer's kernel; A is as large as its input, and C as its output."""
    sizes = Guard(symbol("A") - n, "="), Guard(symbol("C") - (floordiv(n - k, s) + 1), "=")
    adjoint = "sum_pool(pad(insert_zeros(C, s), k-1, k-1+r), k, 1)"
    loss = "dot(sum_pool(A, k, s), C)"
    return (theorem("T20", "the adjoint of a sum pool", f"grad({loss}, A) = {adjoint}", Axis(n, k, s), given=sizes),)
