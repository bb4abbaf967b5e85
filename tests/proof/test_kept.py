"""What an answer rests on, stored: found again by it, and by nothing else; no data make a proof of what is false."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from mutation.statement_mutants import mutants, theorems
from quick import cases

from symconv import SymconvError
from symconv.layers.family import Family
from symconv.proof.decide import decide
from symconv.proof.decision import Counterexample, Decision
from symconv.proof.kept import again, kept
from symconv.proof.kernel import Proved
from symconv.questions import questions
from symconv.statements.grammar import Statement, parse
from symconv.statements.library import library

WRONG = "dX = correlate(pad(dZ, k-1), K)"
# Of every kind: by entries, by sizes, along several axes, of channels, with free tensors, with fixed sizes, far off.
REFUTED: dict[str, tuple[str, str | None, dict[str, Any]]] = {
    "entries": (WRONG, None, {}),
    "shapes": ("dX = correlate(pad(dZ, k), rot180(K))", None, {}),
    "a size": ("o = n - k", None, {}),
    "two axes": (WRONG, "conv2d", {}),
    "axes with parameters of their own": (WRONG, "conv2d", {"stride": (1, 2), "kernel": ["k", 3]}),
    "one axis turned": ("dX = correlate(pad(dZ, k-1), flip(K, 0))", None, {}),
    "channels": ("dX = correlate(pad(dZ, k-1), rot180(K))", None, {"padding": 1, "groups": 2, "in_channels": 4}),
    "symbols for channels": ("dB = sum(dZ) + sum(dZ)", None, {"batch": "N"}),
    "free tensors": ("convolve(A, B, mode=full) = correlate(A, B, mode=full)", None, {}),
    "free tensors with channels": ("correlate(X + C, K) = correlate(X, K) - correlate(C, K)", None, {}),
    "all fixed": (WRONG, "conv1d", {"input": 4, "kernel": 2}),
    "transposed": ("o = s*(n-1) + k", "conv_transpose2d", {"stride": 2, "padding": "p"}),
    "far off": ("n//1000 = k//1000", None, {}),
    "everything": ("dK = correlate(X, dZ)", "conv_transpose", {"stride": "s", "dilation": "d", "padding": "p"}),
}


def stored(decision: Decision) -> Any:
    return json.loads(json.dumps(kept(decision)))


def found_again(data: Any, tree: Statement, family: Family) -> Decision | None:
    return again(data, tree, family, timeout=60)


@pytest.mark.parametrize(("text", "layer", "options"), REFUTED.values(), ids=REFUTED)
def test_a_counterexample_is_found_again(text: str, layer: str | None, options: dict[str, Any]) -> None:
    (question,) = questions(text, layer, options)
    decision = decide(question.tree, question.family)
    assert isinstance(decision.found, Counterexample)
    found = found_again(stored(decision), question.tree, question.family)
    assert found is not None
    assert found.found == decision.found
    assert str(found) == str(decision)


PROVED = {theorem.id: theorem for theorem in reversed(library())}


@pytest.mark.parametrize("theorem", PROVED.values(), ids=PROVED)
def test_a_proof_is_found_again(theorem: Any) -> None:
    decision = decide(theorem.tree, theorem.family)
    found = found_again(stored(decision), theorem.tree, theorem.family)
    assert found is not None
    assert found.found == decision.found


def test_what_solvers_confirmed_they_are_asked_again() -> None:
    (question,) = questions("o = n - k + 1")
    decision = decide(question.tree, question.family)
    data = stored(decision)
    data["certificates"] = [None for _ in data["certificates"]]
    found = found_again(data, question.tree, question.family)
    assert found is not None
    assert isinstance(found.found, Proved)
    assert all(each.certificate is None for each in found.found.confirmed)


def test_what_was_not_decided_rests_on_nothing() -> None:
    (question,) = questions("n*n*n - n = 3*((n*n*n - n)//3)")
    assert kept(decide(question.tree, question.family, timeout=0.5)) is None


NOTHING: dict[str, Any] = {
    "nothing": None,
    "a number": 3,
    "a text": "proved",
    "an empty object": {},
    "an empty plan": {"plan": {}, "example": {}, "certificates": []},
    "a plan without an example": {"plan": {"pairs": [], "zeros": [], "instances": {}}, "certificates": []},
    "no sizes": {"sizes": {}},
    "other sizes": {"sizes": {"q": 1}},
    "sizes below 1": {"sizes": {"n": 0, "k": 0}},
    "sizes of no layer": {"sizes": {"n": 1, "k": 2}},
    "sizes in words": {"sizes": {"n": "2", "k": "2"}},
    "fractions": {"sizes": {"n": 2.0, "k": 2.0}},
    "truths": {"sizes": {"n": True, "k": True}},
    "huge sizes": {"sizes": {"n": 10**30, "k": 2}},
    "large sizes": {"sizes": {"n": 10**8, "k": 10**4}},
    "lists in lists": {"sizes": {"n": [[2]], "k": [2]}},
    "a size of one of two axes": {"sizes": {"n": [2, 2], "k": [2]}},
    "more than there is": {"sizes": {"n": 2, "k": 2, "s": 1}},
}


@pytest.mark.parametrize("data", NOTHING.values(), ids=NOTHING)
@pytest.mark.parametrize("text", [WRONG, "dX = correlate(pad(dZ, k-1), rot180(K))"], ids=["false", "true"])
def test_data_that_say_nothing_lead_to_nothing(data: Any, text: str) -> None:
    (question,) = questions(text)
    assert found_again(data, question.tree, question.family) is None


def test_a_true_statement_has_no_counterexample_whatever_the_data_say() -> None:
    (question,) = questions("dX = correlate(pad(dZ, k-1), rot180(K))")
    for n in range(1, 5):
        for k in range(1, n + 1):
            assert found_again({"sizes": {"n": n, "k": k}}, question.tree, question.family) is None


def false_statements() -> list[tuple[Statement, Family, Any]]:
    """Mutants that are false, each with what the theorem that it was made of rests on."""
    found = []
    for number, theorem in enumerate(theorems().values()):
        data = stored(decide(theorem.tree, theorem.family))
        for mutant in Random(number).sample(mutants(theorem), 2):
            found.append((parse(mutant.text), mutant.family, data))
    return found


@pytest.mark.slow
def test_the_proof_of_another_statement_proves_nothing_false() -> None:
    believed = 0
    for tree, family, data in false_statements():
        found = found_again(data, tree, family)
        if found is not None:
            # The change may have left it true: then it is found without these data too.
            assert isinstance(found.found, Proved)
            assert decide(tree, family)
            believed += 1
    assert believed < 20


def pieces(data: Any, *path: Any) -> Iterator[tuple[Any, ...]]:
    """Where something stands in data."""
    yield path
    for at, each in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from pieces(each, *path, at)


def changed(data: Any, path: tuple[Any, ...], chance: Random) -> Any:
    """The data with one piece changed, left out or doubled."""
    whole = json.loads(json.dumps(data))
    *outer, last = path
    inside = whole
    for at in outer:
        inside = inside[at]
    match inside[last], chance.randrange(3):
        case bool() | None, _:
            inside[last] = 1
        case int() as number, way:
            inside[last] = number + (1, -1, 10**9)[way]
        case str() as text, _:
            inside[last] = text.replace("1", "2", 1) if "1" in text else text[::-1]
        case list() as many, 0:
            inside[last] = many[1:]
        case list() as many, 1:
            inside[last] = many + many
        case list() as many, _:
            inside[last] = many[::-1]
        case _:
            del inside[last]
    return whole


@pytest.mark.parametrize("id", cases(["T14", "T1", "T5", "T16", "T20"]))
def test_a_proof_that_was_changed_anywhere_proves_at_most_what_is_true(id: str) -> None:
    """And nobody stumbles over it."""
    theorem = next(each for each in library() if each.id == id)
    decision = decide(theorem.tree, theorem.family)
    data = stored(decision)
    chance = Random(id)
    every = [path for path in pieces(data) if path]
    refused = 0
    for path in chance.sample(every, min(60, len(every))):
        found = found_again(changed(data, path, chance), theorem.tree, theorem.family)
        refused += found is None
        assert found is None or (isinstance(found.found, Proved) and found.found.claim == decision.found.claim)  # type: ignore[union-attr]
    assert refused > 3


@pytest.mark.parametrize(("text", "layer", "options"), REFUTED.values(), ids=REFUTED)
def test_sizes_that_were_changed_are_those_of_another_counterexample_or_of_none(
    text: str, layer: str | None, options: dict[str, Any]
) -> None:
    (question,) = questions(text, layer, options)
    data = stored(decide(question.tree, question.family))
    chance = Random(text)
    for path in [path for path in pieces(data) if len(path) > 1]:
        found = found_again(changed(data, path, chance), question.tree, question.family)
        if found is not None:
            assert isinstance(found.found, Counterexample)
            assert found.found.instance.mismatch(question.tree) == found.found.mismatch


def test_a_statement_without_sense_is_no_proof_and_no_refutation() -> None:
    tree = parse("dX = dK")
    (question,) = questions("dX = dX")
    with pytest.raises(SymconvError):
        decide(tree, question.family)
    assert found_again({"sizes": {"n": 2, "k": 1}}, tree, question.family) is None
