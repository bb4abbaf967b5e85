"""The layer's linear maps of any arrays of the right shape, for layers of every kind."""

from __future__ import annotations

import pytest
from oracles.one_geometry import Axis, Geometry
from oracles.statement_values import differs
from quick import cases

from symconv import Conv1d, prove
from symconv.layers.family import Family, family_of, symbolic_axis
from symconv.layers.layer import Convention
from symconv.sizes import symbol
from symconv.statements.grammar import StatementError, parse

KINDS: dict[str, tuple[bool, Convention]] = {
    "cross-correlation": (False, "cross-correlation"),
    "true convolution": (False, "convolution"),
    "transposed": (True, "cross-correlation"),
    "transposed true convolution": (True, "convolution"),
}
# Of layers of every kind.
TRUE = (
    "Z = toeplitz(K, X)",
    "dX = toeplitz_transposed(K, dZ)",
    "toeplitz(K, X + X) = 2*toeplitz(K, X)",
    "toeplitz_transposed(K, 2*dZ) = 2*dX",
    "toeplitz_transposed(K + vK, dZ) = dX + toeplitz_transposed(vK, dZ)",
    "grad(dot(toeplitz(K, X), dZ), X) = toeplitz_transposed(K, dZ)",
    "toeplitz_transposed(K, toeplitz(vK, X)) = grad(dot(toeplitz(K, vX), toeplitz(vK, X)), vX)",
    "toeplitz(rot180(rot180(K)), X) = Z",
    "toeplitz_transposed(K, toeplitz(K, vX)) = grad(dot(Z, toeplitz(K, vX)), X)",
    "dot(vX, toeplitz_transposed(K, toeplitz(vK, X))) = dot(toeplitz(K, vX), toeplitz(vK, X))",
)
WRONG = (
    "toeplitz(K, X + X) = 3*toeplitz(K, X)",
    "toeplitz(rot180(K), X) = Z",
    "toeplitz(K, vX) = Z",
    "toeplitz_transposed(K, rot180(dZ)) = dX",
    "grad(dot(toeplitz(K, X), dZ), X) = toeplitz_transposed(vK, dZ)",
)
# The kernel slides over the input of a direct layer, over the output of a transposed one.
TRUE_OF = {
    False: (
        "dX = scatter(dZ, K)",
        "dX = col2im(K, dZ)",
        "dK = im2col(X, dZ)",
        "scatter(dZ - dZ, K) = 0*dX",
        "im2col(X + vX, dZ) = dK + im2col(vX, dZ)",
        "grad(dot(scatter(dZ, vK), vX), vK) = im2col(vX, dZ)",
        "dot(toeplitz(vK, vX), dZ) = dot(vK, im2col(vX, dZ))",
    ),
    True: (
        "Z = scatter(X, K)",
        "Z = col2im(K, X)",
        "dK = im2col(dZ, X)",
        "scatter(X - X, K) = 0*Z",
        "im2col(dZ, X + vX) = dK + im2col(dZ, vX)",
        "grad(dot(scatter(vX, vK), dZ), vK) = im2col(dZ, vX)",
        "dot(toeplitz(vK, vX), dZ) = dot(vK, im2col(dZ, vX))",
    ),
}
WRONG_OF = {
    False: (
        "dX = scatter(dZ, rot180(K))",
        "dX = col2im(vK, dZ)",
        "dK = rot180(im2col(X, dZ))",
        "dK = im2col(rot180(X), dZ)",
        "dX = 2*scatter(dZ, K)",
    ),
    True: (
        "Z = scatter(X, rot180(K))",
        "Z = col2im(K, vX)",
        "dK = rot180(im2col(dZ, X))",
        "dK = im2col(dZ, rot180(X))",
        "Z = 2*scatter(X, K)",
    ),
}
ILL_SHAPED = {
    False: ("scatter(X, K)", "scatter(K, dZ)", "im2col(dZ, X)", "toeplitz(K, dZ)", "toeplitz(K, pad(X, 1))"),
    True: ("scatter(dZ, K)", "scatter(K, X)", "im2col(X, dZ)", "toeplitz(K, dZ)", "col2im(pad(K, 1), X)"),
}
AXES = (Axis(5, 2), Axis(6, 3, 2, 1, 1, 2), Axis(7, 2, 3, 2, 2, 1), Axis(3, 3, 2, 2, 1, 3))


CASES = [(kind, text) for kind, (transposed, _) in KINDS.items() for text in (*TRUE, *TRUE_OF[transposed])]
MISTAKEN = [(kind, text) for kind, (transposed, _) in KINDS.items() for text in (*WRONG, *WRONG_OF[transposed])]
MISUSED = [(kind, text) for kind, (transposed, _) in KINDS.items() for text in ILL_SHAPED[transposed]]


def family(kind: str) -> Family:
    """The layers of a kind, with symbols for all but the output padding."""
    transposed, convention = KINDS[kind]
    batch, groups, ins, outs = (symbol(name) for name in "Ngcf")
    axes = (symbolic_axis(frozenset({"s", "d", "pl", "pr"})),)
    return family_of(
        axes,
        transposed=transposed,
        convention=convention,
        bias=False,
        batch=batch,
        groups=groups,
        ins=ins,
        outs=outs,
    )


def geometries(kind: str) -> list[Geometry]:
    transposed, convention = KINDS[kind]
    turned = convention == "convolution"
    found = [Geometry((axis,), transposed, turned, False, batch=2, groups=2, ins=2, outs=3) for axis in AXES]
    return [*found, Geometry(AXES[:2], transposed, turned, bias=False, ins=2)]


@pytest.mark.parametrize(("kind", "text"), cases(CASES, quick=20))
def test_it_is_true_by_plain_loops_and_proved(kind: str, text: str) -> None:
    assert not any(differs(parse(text), each) for each in geometries(kind))
    assert prove(text, family(kind)).outcome == "proved"


@pytest.mark.parametrize(("kind", "text"), cases(MISTAKEN, quick=6))
def test_a_wrong_one_is_refuted(kind: str, text: str) -> None:
    assert any(differs(parse(text), each) for each in geometries(kind))
    assert prove(text, family(kind)).outcome == "refuted"


@pytest.mark.parametrize(("kind", "text"), MISUSED)
def test_what_has_another_shape_is_a_mistake_that_says_what_would_fit(kind: str, text: str) -> None:
    with pytest.raises(StatementError, match=f"write {text[:text.index('(')]}.*is not shaped like") as caught:
        prove(f"X = {text}", family(kind))
    assert caught.value.column == 4


def test_the_kernel_may_miss_the_input_everywhere() -> None:
    found = prove("dX = scatter(dZ, rot180(K))", Conv1d(input=1, kernel=2, padding=[(2, 0)], dilation=2, bias=False))
    assert found.outcome == "refuted"
