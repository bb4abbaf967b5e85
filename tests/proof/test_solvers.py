"""The solvers: they agree, a disagreement is an error, and only "unsat" of the first is a proof."""

from __future__ import annotations

import pytest

from proof.proved import solve
from symconv.arrays.sums import Guard
from symconv.errors import SymconvError
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis
from symconv.proof import kernel
from symconv.proof.kernel import Claim, KernelError, Proved, Side
from symconv.proof.plan import Plan
from symconv.proof.smt import Answer, DisagreementError, Solver, checkers, is_evident
from symconv.proof.solvers import SolverDisagreementError, solvers
from symconv.proving import prove
from symconv.results import Proof, Undecided, data
from symconv.sizes import symbol

QUESTIONS: dict[str, tuple[str, Answer]] = {
    "nothing": ("", "sat"),
    "false": ("(assert false)", "unsat"),
    "a number between": ("(declare-const |x| Int)(assert (> |x| 0))(assert (< |x| 1))", "unsat"),
    "a number at the border": ("(declare-const |x| Int)(assert (>= |x| 0))(assert (< |x| 1))", "sat"),
    "parity": ("(declare-const |x| Int)(declare-const |y| Int)(assert (= (* 2 |x|) (+ (* 2 |y|) 1)))", "unsat"),
    "two linear equations": (
        "(declare-const |x| Int)(declare-const |y| Int)(assert (= (+ |x| |y|) 3))(assert (= (+ |x| (* (- 1) |y|)) 1))",
        "sat",
    ),
    "counting": ("(declare-const |x| Int)(assert (not (= (+ (ite (>= |x| 0) 1 0) (ite (< |x| 0) 1 0)) 1)))", "unsat"),
    "odd names": ("(declare-const |(n - 1)//s*s| Int)(assert (not (= |(n - 1)//s*s| |(n - 1)//s*s|)))", "unsat"),
    "an implication": (
        "(declare-const |p| Int)(declare-const |p*e| Int)(assert (=> (>= |p| 0) (>= |p*e| 0)))(assert (= |p| 2))"
        "(assert (< |p*e| 0))",
        "unsat",
    ),
}
BY_NAME = {solver.name: solver for solver in solvers()}


def question(body: str) -> str:
    return f"; a comment\n(set-logic QF_LIA)\n{body}\n(check-sat)\n"


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("kind", QUESTIONS)
def test_every_solver_answers(kind: str, name: str) -> None:
    body, expected = QUESTIONS[kind]
    assert BY_NAME[name].ask(question(body), 5_000) == expected


@pytest.mark.parametrize("kind", QUESTIONS)
def test_they_agree(kind: str) -> None:
    body, expected = QUESTIONS[kind]
    assert solve(question(body)) is (expected == "unsat")


def test_both_solvers_are_installed_here() -> None:
    assert [*BY_NAME] == ["z3", "cvc5"]
    assert all(solver.version[0].isdigit() for solver in BY_NAME.values())


HARD = question(
    "(declare-const |x| Int)(declare-const |y| Int)(declare-const |z| Int)"
    "(assert (= (+ (* |x| |x| |x|) (* |y| |y| |y|) (* |z| |z| |z|)) 114))"
).replace("QF_LIA", "QF_NIA")


@pytest.mark.parametrize("name", BY_NAME)
def test_a_solver_gives_up_in_time(name: str) -> None:
    """Whatever it says of a question that it cannot decide, it does not say "unsat"."""
    assert BY_NAME[name].ask(HARD, 100) == "unknown"


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("body", ["(assert", "(assert (> |unheard_of| 0))", "(assert 5)"])
def test_what_is_no_question_has_no_answer(name: str, body: str) -> None:
    with pytest.raises(Exception, match=r".") as raised:
        BY_NAME[name].ask(question(body), 1_000)
    assert not isinstance(raised.value, AssertionError)


def fake(name: str, answer: Answer) -> Solver:
    def ask(text: str, milliseconds: int) -> Answer:
        assert text.endswith("(check-sat)\n")
        assert milliseconds == 7
        return answer

    return Solver(name, "1", ask)


def asked(*solvers: Solver) -> Proved:
    """The kernel's proof of a claim that leaves one question."""
    n, m = symbol("n"), symbol("m")
    one, other = (Side((), (("0", size),), None) for size in (n, m))
    made = Claim("n = m", (Guard(n - m, ">="), Guard(m - n, ">=")), one, other)
    return kernel.prove(made, Plan(), (("n", 1), ("m", 1)), solvers, lambda: 7)


ANSWERS: tuple[Answer, ...] = ("unsat", "sat", "unknown")


@pytest.mark.parametrize("first", ANSWERS)
@pytest.mark.parametrize("second", ANSWERS)
def test_what_two_answers_mean(first: Answer, second: Answer) -> None:
    one, two = fake("one", first), fake("two", second)
    if {first, second} == {"unsat", "sat"}:
        with pytest.raises(DisagreementError, match=r"disagree.*one.*two"):
            asked(one, two)
    elif first == "unsat":
        (found,) = (each for each in asked(one, two).confirmed if not is_evident(each.obligation))
        assert found.answers == ((one, first), (two, second))
        assert checkers((found,)) == ((str(one), str(two)) if second == "unsat" else (str(one),))
    else:
        with pytest.raises(KernelError, match="not confirmed: sizes agree"):
            asked(one, two)


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_one_answer_means(answer: Answer) -> None:
    one = fake("one", answer)
    if answer == "unsat":
        assert [each.answers for each in asked(one).confirmed] == [(), (), ((one, "unsat"),)]
    else:
        with pytest.raises(KernelError, match="not confirmed"):
            asked(one)


def test_without_a_solver_nothing_but_the_evident_is_confirmed() -> None:
    with pytest.raises(KernelError, match="not confirmed"):
        asked()
    n = symbol("n")
    same = Side((), (("0", n),), None)
    proved = kernel.prove(Claim("n = n", (), same, same), Plan(), (("n", 1),), ())
    assert [each.answers for each in proved.confirmed] == [()] * 3


def test_who_is_recorded_is_who_was_asked() -> None:
    """A solver of another making is not z3, whatever it calls itself."""
    z3 = BY_NAME["z3"]
    liar = Solver(z3.name, z3.version, lambda _text, _milliseconds: "unsat")
    (found,) = (each for each in asked_with(liar).confirmed if each.answers)
    assert found.answers == ((liar, "unsat"),)
    assert found.answers != ((z3, "unsat"),)
    assert z3 == solvers()[0]


def asked_with(solver: Solver) -> Proved:
    n = symbol("n")
    one, other = (Side((), (("0", size),), None) for size in (n, n + 1))
    return kernel.prove(Claim("n = n + 1", (), one, other), Plan(), (("n", 1),), [solver])


def saying(name: str, answer: Answer) -> Solver:
    return Solver(name, "1", lambda _text, _milliseconds: answer)


TRUE = "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"


@pytest.mark.parametrize("second", ANSWERS[1:])
def test_a_statement_is_not_proved_by_what_is_unknown(second: Answer) -> None:
    """T1 is true, but nobody says so: there is no counterexample either."""
    asked = [saying("one", "unknown"), saying("two", second)]
    result = prove(TRUE, small(), timeout=2, asked=asked)
    assert isinstance(result, Undecided)
    assert "not confirmed" in result.reason
    assert result.checkers == ()
    assert isinstance(prove(TRUE, small(), timeout=2), Proof)


def test_who_is_listed_was_asked_and_agreed_each_time() -> None:
    """The second says "unknown" once: the proof holds, it is not among the checkers, and that is said."""
    said: list[Answer] = ["unsat", "unknown"]

    def now_and_then(_text: str, _milliseconds: int) -> Answer:
        said.append("unsat")
        return said[len(said) % 3] if len(said) < 5 else "unsat"

    z3 = BY_NAME["z3"]
    result = prove(TRUE, small(), asked=[z3, Solver("two", "1", now_and_then)])
    assert isinstance(result, Proof)
    assert result.checkers == (str(z3),)
    (doubt,) = result.doubts
    assert doubt == f"two 1: unknown on 1 of {len(said) - 2}"
    assert str(result).endswith(f"\n  {doubt}")
    assert data(result)["unknown"] == [doubt]
    assert f"z3 {z3.version} and two 1 ({doubt})" in " ".join(result.explain().split())
    agreed = prove(TRUE, small(), asked=[z3, saying("two", "unsat")])
    assert agreed.checkers == (str(z3), "two 1")
    assert "unknown" not in data(agreed)


def test_what_is_evident_lists_nobody() -> None:
    result = prove("rot180(rot180(A)) = A")
    assert isinstance(result, Proof)
    assert result.checkers == ()
    assert "Nothing was left for a solver to decide." in result.explain()


def small() -> Family:
    """A family with few members within reach of the hunt for a counterexample."""
    n = symbol("n")
    return family_of((Axis(n, 2, 2, 2, 1, 1),), 1)


def test_a_disagreement_stops_a_proof() -> None:
    with pytest.raises(SolverDisagreementError):
        prove(TRUE, small(), timeout=2, asked=[saying("one", "unsat"), saying("two", "sat")])
    assert issubclass(SolverDisagreementError, SymconvError)
