"""Proofs from several threads and processes at once, and results that travel between them."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context

import pytest

from symconv import Conv1d, derive, verify
from symconv.proof.kernel import KernelError
from symconv.proving import prove
from symconv.results import Proof, Refutation, Result, Undecided

STATEMENTS = {
    "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)": Proof,
    "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), K, dilation=d)": Refutation,
    "dK = crop(correlate(pad(X, pl, pr), dZ, stride=d, dilation=s), k)": Proof,
    "o = (n + 2*p - k)//s + 1": Proof,
}
# Time enough on any machine: who confirmed a proof depends on how long the search for certificates may take.
ENOUGH = 600.0
BEYOND = "n*n*n - n = 3*((n*n*n - n)//3)"


@contextmanager
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


@contextmanager
def processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        yield pool


def unhurried(statement: str) -> Result:
    return prove(statement, timeout=ENOUGH)


def said(result: Result) -> tuple[object, ...]:
    return type(result), str(result), result.found


@pytest.mark.slow
@pytest.mark.parametrize("pool", [threads, processes], ids=lambda pool: pool.__name__)
def test_results_from_a_pool_are_those_from_one_thread(pool: object) -> None:
    assert callable(pool)
    with pool() as many:
        found = [*many.map(unhurried, [*STATEMENTS] * 3)]
    assert [type(each) for each in found] == [*STATEMENTS.values()] * 3
    alone = [*map(unhurried, STATEMENTS)] * 3
    assert [*map(said, found)] == [*map(said, alone)]


def again(result: Result) -> str:
    """In another process: what has arrived there, told from the start."""
    return result.explain()


@pytest.mark.slow
def test_a_result_is_sent_to_another_process() -> None:
    results = [*map(prove, STATEMENTS)]
    with processes() as pool:
        assert [*pool.map(again, results)] == [each.explain() for each in results]


def answers() -> dict[str, object]:
    layer = Conv1d(input=3, kernel=2)
    proof, refutation, *_ = map(prove, STATEMENTS)
    assert isinstance(proof, Proof)
    undecided = prove(BEYOND, timeout=1)
    assert isinstance(undecided, Undecided)
    return {
        "proof": proof,
        "refutation": refutation,
        "undecided": undecided,
        "several": prove("T1"),
        "proved": proof.proved,
        "verdict": verify(layer),
        "derivation": derive(layer),
    }


def test_whatever_is_answered_is_copied_and_stored() -> None:
    for kind, answer in answers().items():
        for other in (copy.copy(answer), copy.deepcopy(answer), pickle.loads(pickle.dumps(answer))):
            assert other == answer, kind
            assert str(other) == str(answer) or kind == "proved"
            if isinstance(answer, Result):
                assert {other} == {answer}
                assert isinstance(other, Result)
                assert len(other.others) == (kind == "several")


def test_a_stored_proof_with_another_text_is_refused() -> None:
    """The text is read anew, and what was proved is not what it says."""
    text = "dX = correlate(pad(dZ, k-1), rot180(K))"
    stored = pickle.dumps(prove(text))
    assert str(pickle.loads(stored)).startswith(f"proved: {text}")
    with pytest.raises(KernelError, match="what was proved is another statement"):
        pickle.loads(stored.replace(b"k-1", b"k+1"))


def test_a_stored_proof_is_of_the_layers_that_it_was_made_for() -> None:
    text = "dX = correlate(pad(dZ, k-1), rot180(K))"
    restored, (*kind, family, found, seconds, _) = prove(text).__reduce__()
    axis = replace(family.layer.axes[0], s=2)
    others = replace(family, layer=replace(family.layer, axes=(axis,)))
    assert restored(*kind, family, found, seconds).found == found
    with pytest.raises(KernelError, match="about other layers"):
        restored(*kind, others, found, seconds)
