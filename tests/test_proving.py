"""`symconv.prove` in Python: a proof, a refutation, what is undecided, and whom a statement is about."""

from __future__ import annotations

import pytest
from cli.asked_to_prove import BEYOND, NOTES, USUAL, WRONG

import symconv
from symconv import Conv1d, Conv2d, ConvTranspose1d, Proof, Refutation, SymconvError, Undecided
from symconv.layers.family import family_of, symbolic_axis
from symconv.statements.grammar import StatementError


def test_a_proof_in_python() -> None:
    found = symconv.prove(NOTES)
    assert isinstance(found, Proof)
    assert found
    assert found.outcome == "proved"
    assert str(found).splitlines() == [f"proved: {NOTES}", *(f"  {line}" for line in found.scope.splitlines())]
    assert found.statement == NOTES


def test_a_refutation_in_python() -> None:
    found = symconv.prove(WRONG)
    assert isinstance(found, Refutation)
    assert not found
    assert found.outcome == "refuted"
    assert str(found) == (
        f"refuted: {WRONG}\n  at n=2, k=2, entry 1 of the left side is dz1*k1, but the right side is dz1*k2\n{USUAL}"
    )
    assert found.counterexample.sizes == {"n": 2, "k": 2}
    assert found.counterexample.mismatch.entry == (1,)


@pytest.mark.slow
def test_undecided_in_python() -> None:
    found = symconv.prove(BEYOND)
    assert isinstance(found, Undecided)
    assert not found
    assert found.outcome == "undecided"
    assert str(found) == f"undecided: {BEYOND}\n  {found.reason}\n{USUAL}"


def test_a_blank_before_a_parenthesis() -> None:
    assert symconv.prove("Z = toeplitz (K, X)", Conv1d(input=5, kernel=2, bias=False))
    assert not symconv.prove("Z = 2*toeplitz (K, X)", Conv1d(input=5, kernel=2, bias=False))


def test_one_layer() -> None:
    found = symconv.prove("o = 4", Conv1d(input=5, kernel=2))
    assert isinstance(found, Proof)
    assert found.scope == "for conv1d --input 5 --kernel 2"
    assert not symconv.prove("o = 4", Conv1d(input=6, kernel=2))
    strided = "dX = correlate(pad(insert_zeros(dZ, 2), 1), rot180(K))"
    assert symconv.prove(strided, Conv2d(input=4, kernel=2, stride=2))
    # One entry is left over.
    assert not symconv.prove(strided, Conv2d(input=5, kernel=2, stride=2))
    refuted = symconv.prove(WRONG, Conv2d(input=3, kernel=2))
    assert isinstance(refuted, Refutation)
    assert refuted.counterexample.mismatch.left == "dz11*k11"
    assert refuted.counterexample.mismatch.right == "dz11*k22"
    assert "at this size" in str(refuted)
    assert "for conv2d --input 3x3 --kernel 2x2" in str(refuted)


def test_one_transposed_layer() -> None:
    layer = ConvTranspose1d(input=3, kernel=2, stride=2)
    assert symconv.prove("dX = correlate(dZ, K, stride=2)", layer)
    assert not symconv.prove("dX = correlate(dZ, rot180(K), stride=2)", layer)


def test_a_family() -> None:
    family = family_of((symbolic_axis(frozenset({"d"}), s=2),), rank=2)
    found = symconv.prove("o = (n - D - 1)//2 + 1", family)
    assert isinstance(found, Proof)
    assert found.scope == (
        "for all n, k, d >= 1 with d + n >= d*k + 1; 2 axes, each with its own\n"
        "in cross-correlation layers with stride 2, padding 0, batch 1, groups 1, in channels 1, out channels 1 "
        "and a bias"
    )
    assert not symconv.prove("o = n - D", family)


@pytest.mark.parametrize(
    "statement",
    [
        "(2*n)//(2*s) = n//s",
        "(2*n)//(2*k) = n//k",
        "(n//2)//k = n//(2*k)",
        "((n-k)//s+1-2)//2+1 = (n-k-s)//(2*s)+1",
    ],
)
def test_a_quotient_by_a_multiple(statement: str) -> None:
    assert symconv.prove(statement, family_of((symbolic_axis(frozenset({"s"})),)))


def test_a_mistake_in_python() -> None:
    with pytest.raises(StatementError, match="there is no 'Q'") as caught:
        symconv.prove("dX = pad(Q, 1)")
    assert isinstance(caught.value, SymconvError)
    assert (caught.value.text, caught.value.column) == ("dX = pad(Q, 1)", 9)
    with pytest.raises(SymconvError):
        symconv.prove("dX = (")
    with pytest.raises(SymconvError):
        symconv.prove("")


def test_a_constant_entry_is_shown() -> None:
    found = symconv.prove("grad(sum(A), A) = A")
    assert isinstance(found, Refutation)
    assert (found.counterexample.mismatch.left, found.counterexample.mismatch.right) == ("1", "a1")
