"""Nobody but the kernel makes a `Proved`, and it makes none where a question is not answered as it has to be."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace

import pytest
from oracles.claims_by_hand import (
    Plan,
    claimed,
    family,
    planned,
)

from proof.proved import SOLVERS, answering, prove
from proof.true_claim import on_axis, true_claim
from symconv.errors import SymconvError
from symconv.proof.kernel import Claim, KernelError, Proved
from symconv.proof.plan import Plan as Steps
from symconv.proof.smt import Answer, Confirmed, is_evident, question
from symconv.statements.theorems import GENERAL


def hard_claim() -> tuple[Claim, Plan]:
    """A true claim about which the solver is asked more than once."""
    text = "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"
    return claimed(text, family(GENERAL)), planned(text, family(GENERAL))


def test_a_solver_that_answers_no_proves_nothing() -> None:
    asked: list[str] = []

    def no(text: str) -> Answer:
        asked.append(text)
        return "sat"

    with pytest.raises(KernelError, match="not confirmed: "):
        prove(*hard_claim(), [answering(no)])
    assert len(asked) == 1


def test_every_answer_counts() -> None:
    """One question that is not confirmed is enough to refuse, whichever it is."""
    questions = [each for each in prove(*hard_claim(), SOLVERS).obligations if not is_evident(each)]
    assert len(questions) >= 2
    for wrong in map(question, questions):
        asked: list[str] = []

        def all_but_one(text: str, wrong: str = wrong, asked: list[str] = asked) -> Answer:
            asked.append(text)
            return "unknown" if text == wrong else "unsat"

        with pytest.raises(KernelError, match="not confirmed: "):
            prove(*hard_claim(), [answering(all_but_one)])
        assert asked[-1] == wrong


def test_every_question_that_is_not_evident_is_asked() -> None:
    asked: list[str] = []

    def yes(text: str) -> Answer:
        asked.append(text)
        return "unsat"

    found = prove(*hard_claim(), [answering(yes)])
    assert asked == [question(each) for each in found.obligations if not is_evident(each)]
    assert len(asked) >= 2


def test_a_solver_that_fails_proves_nothing() -> None:
    def broken(_: str) -> Answer:
        raise SymconvError("the solver is broken")

    with pytest.raises(SymconvError, match="broken"):
        prove(*hard_claim(), [answering(broken)])


def proved() -> Proved:
    return prove(*true_claim(), SOLVERS)


@pytest.mark.parametrize("key", [None, object(), True, "key"])
def test_nobody_else_makes_a_proved(key: object) -> None:
    with pytest.raises(KernelError, match="only the kernel"):
        Proved(true_claim()[0], Steps(), (), (), key)


def test_no_other_class_passes_for_it() -> None:
    """Its own `__init__` would ask for no key."""
    with pytest.raises(KernelError, match="only the kernel"):
        type("Another", (Proved,), {"__init__": lambda _: None})


@pytest.mark.parametrize("name", ["claim", "plan", "obligations", "confirmed", "another"])
def test_a_proved_is_not_changed(name: str) -> None:
    found = proved()
    with pytest.raises(KernelError, match="cannot be changed"):
        setattr(found, name, ())
    assert found.claim is true_claim()[0]


def test_a_copy_is_the_same() -> None:
    found = proved()
    assert copy.copy(found) is found
    assert copy.deepcopy([found])[0] is found


def stored(found: Proved, **changed: object) -> bytes:
    """What is written of it, with parts that are not its own."""
    names = ("claim", "plan", "example", "confirmed")
    make = type(found).__reduce__(found)[0]
    parts = tuple(changed.get(name, getattr(found, name)) for name in names)
    return pickle.dumps(Written(make, parts))


class Written:
    """An object that is stored as a call."""

    def __init__(self, make: object, parts: tuple[object, ...]) -> None:
        self.call = make, parts

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return self.call


def test_a_proved_that_was_stored_is_the_same() -> None:
    found = proved()
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert hash(again) == hash(found)
    assert isinstance(again, Proved)
    assert pickle.loads(stored(found)) == found


def test_what_is_stored_is_proved_again() -> None:
    """Another claim, plan or example with the same answers is no proof, nor are fewer answers, or other ones."""
    found = prove(*hard_claim(), SOLVERS)
    asked = next(at for at, each in enumerate(found.confirmed) if each.answers)
    z3, _ = SOLVERS

    def answered(*answers: Answer) -> tuple[Confirmed, ...]:
        said = tuple((z3, answer) for answer in answers)
        return (*found.confirmed[:asked], replace(found.confirmed[asked], answers=said), *found.confirmed[asked + 1 :])

    spoiled: dict[str, dict[str, object]] = {
        "not the obligations": {"claim": proved().claim, "plan": proved().plan, "example": proved().example},
        "not the obligations of": {"confirmed": found.confirmed[:-1]},
        "one value for each": {"example": found.example[1:]},
        "not confirmed": {"confirmed": answered()},
        "not confirmed: ": {"confirmed": answered("unknown", "unsat")},
        "disagree": {"confirmed": answered("unsat", "sat")},
        "does not cover": {"plan": replace(found.plan, pairs=on_axis(found.plan.pairs, 0, "0", lambda _: ()))},
    }
    for message, changed in spoiled.items():
        written = stored(found, **changed)
        with pytest.raises(KernelError, match=message):
            pickle.loads(written)
    assert pickle.loads(stored(found, confirmed=answered("unsat"))) != found
