"""The theorem library, T1-T17: each a statement in the language that users type, about a family of layers.

The letters are those of `symconv.layers.layer`. Sizes are from Dumoulin and Visin, A guide to convolution arithmetic
for deep learning (2016). Nothing here is assumed: `symconv prove` proves every statement anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from symconv.arrays.sums import Guard
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis, Convention, Layer
from symconv.sizes import Size, floordiv, symbol
from symconv.statements import formulas
from symconv.statements.formulas import Formula

n, k, s, d, p, pl, pr, op, h = (symbol(name) for name in ("n", "k", "s", "d", "p", "pl", "pr", "op", "h"))
PLAIN = Axis(n, k)
GENERAL = Axis(n, k, s, d, pl, pr)
TRANSPOSED = Axis(n, k, s, d, pl, pr, op)


@dataclass(frozen=True, slots=True)
class Theorem:
    """A statement about the layers with this axis, any number of times over, where all of `given` hold."""

    id: str
    title: str
    statement: str
    axis: Axis = GENERAL
    transposed: bool = False
    convention: Convention = "cross-correlation"
    bias: bool = True
    given: tuple[Guard, ...] = ()

    @property
    def family(self) -> Family:
        """The layers that the theorem is about: any number of axes, groups, channels, examples."""
        return family_of(
            (self.axis,),
            transposed=self.transposed,
            convention=self.convention,
            bias=self.bias,
            batch=symbol("N"),
            groups=symbol("g"),
            ins=symbol("c"),
            outs=symbol("f"),
            given=self.given,
        )


def _below(left: Size, right: Size) -> Guard:
    return Guard(right - left - 1, ">=")


def library() -> tuple[Theorem, ...]:
    """All theorems in order.

    >>> [theorem.statement for theorem in library() if theorem.id == "T3"]
    ['dB = sum(dZ)']
    """
    return (*_gradients(), *_structure(), *_algebra(), *_sizes(), *_same(), *_second_order(), *_padding_modes())


def of_formula(formula: Formula, layer: Layer) -> tuple[Theorem, ...]:
    """The theorems of the library that say what a closed formula of `layer` says."""
    return tuple(
        theorem
        for theorem in library()
        if theorem.statement == formula.statement
        and theorem.id == formula.name
        and (theorem.transposed, theorem.convention) == (layer.transposed, layer.convention)
    )


def _gradients() -> tuple[Theorem, ...]:
    f = formulas
    turned: Convention = "convolution"
    return (
        Theorem("T1", "the input's gradient of a cross-correlation layer", f.T1.statement),
        Theorem("T1", "as the notes write it", f.T1_NOTES.statement, PLAIN),
        Theorem("T2", "the kernel's gradient", f.T2.statement),
        Theorem("T2", "cropped by padding", f.T2_UNCROPPED.statement),
        Theorem("T2", "its size without the crop", "(n + pl + pr - s*(o-1) - 1)//d + 1 = k + r//d"),
        Theorem("T3", "the bias' gradient", f.T3.statement),
        Theorem("T4", "the input's gradient of a true-convolution layer", f.T4.statement, convention=turned),
        Theorem("T4", "as a full convolution", f.T4_FULL.statement, PLAIN, convention=turned),
        Theorem("T5", "the kernel's gradient", f.T5.statement, convention=turned),
        Theorem("T5", "as a convolution", f.T5_CONVOLUTION.statement, PLAIN, convention=turned),
        Theorem("T6", "a transposed layer is a direct one", f.T6.statement, TRANSPOSED, transposed=True),
        Theorem(
            "T6",
            "implicit padding k-p-1",
            "Z = correlate(pad(X, k-p-1), rot180(K)) + B",
            Axis(n, k, pl=p, pr=p),
            transposed=True,
        ),
        Theorem("T7", "the input's gradient of a transposed layer", f.T7.statement, TRANSPOSED, transposed=True),
        Theorem(
            "T7",
            "the crop is idle for op < s",
            f.T7_UNCROPPED.statement,
            TRANSPOSED,
            transposed=True,
            given=(_below(op, s),),
        ),
        Theorem(
            "T7",
            "and only for op < s",
            "(o + pl + pr - D - 1)//s + 1 = n + op//s",
            TRANSPOSED,
            transposed=True,
        ),
        Theorem("T8", "the kernel's gradient", f.T8.statement, TRANSPOSED, transposed=True),
        Theorem("T9", "the bias' gradient", f.T9.statement, TRANSPOSED, transposed=True),
    )


CORRELATION = "correlate(pad(X, pl, pr), K, stride=s, dilation=d)"


def _structure() -> tuple[Theorem, ...]:
    adjoint = f"dot({CORRELATION}, dZ)"
    return (
        Theorem("T10", "adjoint of the transposed layer with op = r", f"{adjoint} = dot(X, {formulas.T1.text})"),
        Theorem("T10", "and of the kernel's gradient", f"{adjoint} = dot(K, {formulas.T2.text})"),
        Theorem("T10", "by definition", "dot(Z, dZ) = dot(X, dX)", bias=False),
        Theorem("T10", "by definition", "dot(Z, dZ) = dot(K, dK)", bias=False),
        Theorem(
            "T10",
            "a layer after its transpose restores the shape for op < s",
            "((n-1)*s + op)//s + 1 = n",
            TRANSPOSED,
            transposed=True,
            given=(_below(op, s),),
        ),
        Theorem(
            "T10",
            "and only for op < s",
            "((n-1)*s + op)//s + 1 = n + op//s",
            TRANSPOSED,
            transposed=True,
        ),
        Theorem("T11", "vec(Z) = C vec(X)", "Z = toeplitz(K, X)", bias=False),
        Theorem("T11", "vec(dX) = C^T vec(dZ)", "dX = toeplitz_transposed(K, dZ)"),
        Theorem("T11", "dK = dZ col^T", "dK = im2col(X, dZ)"),
        Theorem("T11", "dX = col2im(K^T dZ)", "dX = col2im(K, dZ)"),
        Theorem("T11", "fold is the transpose of unfold", "dot(K, im2col(X, dZ)) = dot(X, col2im(K, dZ))"),
        Theorem("T12", "the scatter loop is the gradient", "dX = scatter(dZ, K)"),
        Theorem("T12", "and the full convolution with rot180", f"scatter(dZ, K) = {formulas.T1.text}"),
    )


def _algebra() -> tuple[Theorem, ...]:
    return tuple(
        Theorem("T13", title, statement, PLAIN)
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


def _sizes() -> tuple[Theorem, ...]:
    padded = Axis(n, k, s, pl=p, pr=p)
    direct = (
        ("1: unit stride, no padding", "o = n - k + 1", PLAIN),
        ("2: unit stride, padding", "o = n - k + 2*p + 1", Axis(n, k, pl=p, pr=p)),
        ("3: half padding, k = 2h + 1, p = h", "o = n", Axis(n, 2 * h + 1, pl=h, pr=h)),
        ("4: full padding, p = k - 1", "o = n + k - 1", Axis(n, k, pl=k - 1, pr=k - 1)),
        ("5: no padding", "o = (n - k)//s + 1", Axis(n, k, s)),
        ("6: the general case", "o = (n + 2*p - k)//s + 1", padded),
        ("7: pooling, whose window is a kernel without padding", "o = (n - k)//s + 1", Axis(n, k, s)),
        ("15: dilation", "o = (n + 2*p - k - (k-1)*(d-1))//s + 1", Axis(n, k, s, d, p, p)),
    )
    transposed = (
        ("8: unit stride, no padding", "o = n + (k-1)", PLAIN),
        ("9: unit stride, padding", "o = n + (k-1) - 2*p", Axis(n, k, pl=p, pr=p)),
        ("10: half padding, k = 2h + 1, p = h", "o = n", Axis(n, 2 * h + 1, pl=h, pr=h)),
        ("11: full padding, p = k - 1", "o = n - (k-1)", Axis(n, k, pl=k - 1, pr=k - 1)),
        ("12: no padding", "o = s*(n-1) + k", Axis(n, k, s)),
        ("13: padding", "o = s*(n-1) + k - 2*p", padded),
        ("14: output padding", "o = s*(n-1) + op + k - 2*p", Axis(n, k, s, pl=p, pr=p, op=op)),
    )
    found = [Theorem("T14", f"relationship {title}", text, axis) for title, text, axis in direct]
    found += [Theorem("T14", f"relationship {title}", text, axis, transposed=True) for title, text, axis in transposed]
    found.append(
        Theorem(
            "T14",
            "a transposed layer with op = r undoes the size of a direct one",
            "(o-1)*s - pl - pr + D + 1 + r = n",
        )
    )
    return tuple(sorted(found, key=lambda theorem: int("".join(c for c in theorem.title[:16] if c.isdigit()) or 99)))


def _same() -> tuple[Theorem, ...]:
    """TensorFlow's SAME: the total padding is 0 where the kernel does not need any, so there are two cases."""
    reach = d * (k - 1)
    total = (floordiv(n + s - 1, s) - 1) * s + reach + 1 - n
    needed = Axis(n, k, s, d, floordiv(total, 2), total - floordiv(total, 2))
    enough = Axis(n, k, s, d)
    torch = Axis(n, k, 1, d, floordiv(reach, 2), reach - floordiv(reach, 2))
    cases = (
        ("padding needed", needed, (Guard(total, ">="),)),
        ("no padding needed", enough, (Guard(-total, ">="),)),
    )
    found = []
    for title, axis, given in cases:
        found.append(Theorem("T15", f"SAME keeps ceil(n/s), {title}", "o = (n + s - 1)//s", axis, given=given))
        for formula in (formulas.T1, formulas.T2, formulas.T3):
            found.append(Theorem("T15", f"{formula.name}, {title}", formula.statement, axis, given=given))
    found.append(Theorem("T15", "same with stride 1, as in PyTorch, keeps n", "o = n", torch))
    found += [
        Theorem("T15", f"{formula.name}, same with stride 1", formula.statement, torch)
        for formula in (formulas.T1, formulas.T2, formulas.T3)
    ]
    return tuple(found)


def _second_order() -> tuple[Theorem, ...]:
    phi = "dot(dX, vX) + dot(dK, vK)"
    along_x, along_k = CORRELATION.replace("X", "vX"), CORRELATION.replace("K", "vK")
    return (
        Theorem("T16", "double backward, by dZ", f"grad({phi}, dZ) = {along_x} + {along_k}"),
        Theorem("T16", "by X", f"grad({phi}, X) = {formulas.T1.text.replace('K', 'vK')}"),
        Theorem("T16", "by K", f"grad({phi}, K) = {formulas.T2.text.replace('X', 'vX')}"),
    )


def _padding_modes() -> tuple[Theorem, ...]:
    found = []
    inner = "correlate(pad(insert_zeros(dZ, s), D, D+r), rot180(K), dilation=d)"
    for mode in ("circular", "reflect", "replicate"):
        padded = f"pad(X, pl, pr, mode={mode})"
        loss = f"dot(correlate({padded}, K, stride=s, dilation=d), dZ)"
        found += [
            Theorem(
                "T17", f"{mode} padding, by X", f"grad({loss}, X) = pad_adjoint({inner}, pl, pr, mode={mode})"
            ),
            Theorem(
                "T17",
                f"{mode} padding, by K",
                f"grad({loss}, K) = crop(correlate({padded}, dZ, stride=d, dilation=s), k)",
            ),
        ]
    return tuple(found)
