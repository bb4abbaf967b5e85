"""The kernel refuses every kind of false step, and nobody else makes a `Proved`."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import replace

import pytest
from oracles.claims_by_hand import (
    SIZED,
    Plan,
    beside,
    by_hand,
    claimed,
    family,
    n,
    p,
    plan,
    planned,
    side,
    step,
    term,
    u,
    v,
)

from proof.proved import SOLVERS, answering, prove
from symconv.arrays.sums import Case, Guard, GuardedSum, Place, Term, Variable
from symconv.errors import SymconvError
from symconv.proof.kernel import Claim, KernelError, Proved, Side
from symconv.proof.plan import AxisPlan, Elimination
from symconv.proof.plan import Plan as Steps
from symconv.proof.smt import Answer, Confirmed, is_evident, question
from symconv.sizes import Size, floordiv
from symconv.statements.theorems import GENERAL

FORWARD = "Z = correlate(X, K) + B"


def true_claim() -> tuple[Claim, Plan]:
    return claimed(FORWARD, family()), planned(FORWARD, family())


def test_the_true_claim_is_proved() -> None:
    made, steps = true_claim()
    proved = prove(made, steps, SOLVERS)
    assert proved.claim is made
    assert proved.plan.pairs == steps
    assert len(proved.obligations) == 3 + 3 * len(steps[0].axes) + 3 * len(steps[1].axes)


def on_axis(plans: Plan, pair: int, axis: str, changed: Callable[[AxisPlan], tuple[AxisPlan, ...]]) -> Plan:
    axes = tuple(each for old in plans[pair].axes for each in (changed(old) if old.axis == axis else (old,)))
    return tuple(replace(each, axes=axes) if at == pair else each for at, each in enumerate(plans))


def with_step(variable: str | None, guard: int | None) -> Callable[[AxisPlan], tuple[AxisPlan, ...]]:
    """The plan of an axis with the first step of its left side changed."""

    def changed(old: AxisPlan) -> tuple[AxisPlan, ...]:
        first, *rest = old.left[0]
        assert isinstance(first, Elimination)
        new = Elimination(first.variable if variable is None else variable, first.guard if guard is None else guard)
        return (replace(old, left=((new, *rest), *old.left[1:])),)

    return changed


SPOILED: dict[str, tuple[Callable[[Plan], Plan], str]] = {
    "elimination by an inequality": (lambda q: on_axis(q, 0, "0", with_step(None, 0)), "only an equation"),
    "guard number too large": (lambda q: on_axis(q, 0, "0", with_step(None, 99)), "no such variable or guard"),
    "guard number negative": (lambda q: on_axis(q, 0, "0", with_step(None, -1)), "no such variable or guard"),
    "unknown variable": (lambda q: on_axis(q, 0, "0", with_step("v_99", None)), "no such variable or guard"),
    "the entry's own variable": (lambda q: on_axis(q, 0, "0", with_step("u_0", None)), "no such variable or guard"),
    "a parameter as variable": (lambda q: on_axis(q, 0, "0", with_step("n", None)), "no such variable or guard"),
    "elimination left out on the left": (
        lambda q: on_axis(q, 0, "0", lambda old: (replace(old, left=((),)),)),
        "is not eliminated",
    ),
    "elimination left out on the right": (
        lambda q: on_axis(q, 0, "c", lambda old: (replace(old, right=((),)),)),
        "is not eliminated",
    ),
    "variable eliminated twice": (
        lambda q: on_axis(q, 0, "0", lambda old: (replace(old, left=(old.left[0] * 2,)),)),
        "no such variable or guard",
    ),
    "axis missing": (lambda q: on_axis(q, 0, "N", lambda _: ()), "does not cover every axis once"),
    "axis missing in the second pair": (lambda q: on_axis(q, 1, "0", lambda _: ()), "does not cover every axis once"),
    "axis named twice": (lambda q: on_axis(q, 0, "N", lambda old: (old, old)), "does not cover every axis once"),
    "axis that is not there": (
        lambda q: on_axis(q, 0, "N", lambda old: (old, replace(old, axis="7"))),
        "does not cover every axis once",
    ),
    "axis instead of another": (
        lambda q: on_axis(q, 0, "N", lambda old: (replace(old, axis="7"),)),
        "does not cover every axis once",
    ),
    "no axes": (lambda q: (replace(q[0], axes=()), q[1]), "does not cover every axis once"),
    "case missing on the left": (
        lambda q: on_axis(q, 0, "0", lambda old: (replace(old, left=()),)),
        "does not cover every case once",
    ),
    "case missing on the right": (
        lambda q: on_axis(q, 0, "0", lambda old: (replace(old, right=()),)),
        "does not cover every case once",
    ),
    "case too many": (
        lambda q: on_axis(q, 0, "0", lambda old: (replace(old, right=(*old.right, ())),)),
        "does not cover every case once",
    ),
    "no pairs": (lambda _: (), "do not add up to 0"),
    "term left out": (lambda q: q[:1], "do not add up to 0"),
    "pair twice": (lambda q: (q[0], q[0], q[1]), "does not put each term into one class"),
    "left term paired twice": (lambda q: (q[0], replace(q[1], left=0)), "do not add up to 0"),
    "right term paired twice": (
        lambda q: (q[0], replace(q[1], right=q[0].right)),
        "does not put each term into one class",
    ),
    "term counted from the end": (lambda q: (q[0], replace(q[1], left=-1)), "not the first of its class"),
    "term out of range": (lambda q: (q[0], replace(q[1], right=4)), "does not put each term into one class"),
    "terms of other factors paired": (
        lambda q: (replace(q[0], right=q[1].right), replace(q[1], right=q[0].right)),
        "order of the factors is no permutation|other factors",
    ),
    "factors in another order": (lambda q: (replace(q[0], order=q[0].order[::-1]), q[1]), "other factors"),
    "factor used twice": (lambda q: (replace(q[0], order=(0, 0)), q[1]), "no permutation"),
    "factor left out": (lambda q: (replace(q[0], order=(0,)), q[1]), "no permutation"),
    "factor too many": (lambda q: (replace(q[0], order=(0, 1, 2)), q[1]), "no permutation"),
    "factor counted from the end": (lambda q: (replace(q[0], order=(0, -1)), q[1]), "no permutation"),
}


@pytest.mark.parametrize("kind", SPOILED)
def test_a_spoiled_plan_is_refused(kind: str) -> None:
    made, steps = true_claim()
    spoil, message = SPOILED[kind]
    spoiled = spoil(steps)
    assert spoiled != steps
    with pytest.raises(KernelError, match=message):
        prove(made, spoiled, SOLVERS)


def changed_right(changed: Callable[[GuardedSum], GuardedSum]) -> Claim:
    made, _ = true_claim()
    assert made.right.sum is not None
    return replace(made, right=replace(made.right, sum=changed(made.right.sum)))


def indexed(changed: Callable[[tuple[Place, ...]], tuple[Place, ...]]) -> Claim:
    """The right side with other axes, or boxes: entries and sizes alike, in the order of its sizes."""
    right = true_claim()[0].right
    assert right.sum is not None
    order = [axis for axis, _ in right.sizes]
    index = changed(tuple(sorted(right.sum.index, key=lambda each: order.index(each.axis))))
    sizes = tuple((each.axis, each.variable.size) for each in index)
    return replace(true_claim()[0], right=replace(right, sizes=sizes, sum=replace(right.sum, index=index)))


def boxed(place: Place, size: Size) -> Place:
    return Place(place.axis, Variable(place.variable.name, size))


def in_first(array: GuardedSum, changed: Callable[[Term], Term]) -> GuardedSum:
    return replace(array, terms=(changed(array.terms[0]), *array.terms[1:]))


def twice_the_first_factor(array: GuardedSum) -> Term:
    """The first term with another factor in place of its second: like no other."""
    first = array.terms[0]
    return replace(first, factors=first.factors[:1] * 2)


SPOILED_CLAIMS: dict[str, tuple[Callable[[], Claim], str]] = {
    "coefficient 2 for 1": (
        lambda: changed_right(lambda found: in_first(found, lambda each: replace(each, coefficient=2))),
        "do not add up to 0",
    ),
    "coefficient -1 for 1": (
        lambda: changed_right(lambda found: in_first(found, lambda each: replace(each, coefficient=-1))),
        "do not add up to 0",
    ),
    "another factor": (
        lambda: changed_right(lambda found: in_first(found, lambda each: replace(each, factors=("X", "X")))),
        "other factors",
    ),
    "a term less": (
        lambda: changed_right(lambda found: replace(found, terms=found.terms[:1])),
        "does not put each term into one class",
    ),
    "a term more": (
        lambda: changed_right(lambda found: replace(found, terms=(*found.terms, twice_the_first_factor(found)))),
        "do not add up to 0",
    ),
    "a like term more": (
        lambda: changed_right(lambda found: replace(found, terms=found.terms + found.terms[:1])),
        "do not add up to 0",
    ),
    "entries without an axis": (
        lambda: changed_right(lambda found: replace(found, index=found.index[1:])),
        "not indexed as its sizes say",
    ),
    "entries and sizes without an axis": (lambda: indexed(lambda found: found[1:]), "different axes"),
    "entries with an axis more": (
        lambda: changed_right(lambda found: replace(found, index=(*found.index, Place("1", Variable("u_1", n))))),
        "not indexed as its sizes say",
    ),
    "entries and sizes with an axis more": (
        lambda: indexed(lambda found: (*found, Place("1", Variable("u_1", n)))),
        "different axes",
    ),
    "entries with an axis twice": (
        lambda: changed_right(lambda found: replace(found, index=found.index + found.index[:1])),
        "not indexed as its sizes say",
    ),
    "entries by other variables": (
        lambda: changed_right(
            lambda found: replace(
                found,
                index=tuple(
                    Place(each.axis, Variable(f"{each.variable.name}x", each.variable.size)) for each in found.index
                ),
            )
        ),
        "different variables",
    ),
    "sizes of other axes": (
        lambda: replace(true_claim()[0], right=replace(true_claim()[0].right, sizes=(("0", n),))),
        "not indexed as its sizes say",
    ),
    "sizes and entries of other axes": (
        lambda: indexed(lambda found: (*found[:-1], Place("7", found[-1].variable))),
        "different axes",
    ),
    "sizes in another order": (
        lambda: replace(true_claim()[0], right=replace(true_claim()[0].right, sizes=true_claim()[0].right.sizes[::-1])),
        "different axes",
    ),
    "a size of another value": (
        lambda: replace(
            true_claim()[0],
            right=replace(true_claim()[0].right, sizes=((("0", n), *true_claim()[0].right.sizes[1:]))),
        ),
        "not indexed as its sizes say",
    ),
    "a size and a box of another value": (
        lambda: indexed(lambda found: tuple(boxed(each, n) if each.axis == "0" else each for each in found)),
        "not confirmed: sizes agree",
    ),
    "a box of another value": (
        lambda: changed_right(
            lambda found: replace(
                found, index=tuple(boxed(each, n) if each.axis == "0" else each for each in found.index)
            )
        ),
        "not indexed as its sizes say",
    ),
    "an array and a size": (
        lambda: replace(true_claim()[0], right=replace(true_claim()[0].right, sum=None)),
        "an array is no size",
    ),
    "a size and an array": (
        lambda: replace(true_claim()[0], left=replace(true_claim()[0].left, sum=None)),
        "an array is no size",
    ),
    "an existence that the other side lacks": (
        lambda: replace(
            true_claim()[0],
            right=replace(true_claim()[0].right, exists=(*true_claim()[0].right.exists, Guard(n - 2, ">="))),
        ),
        "not confirmed: exists: right where left",
    ),
    "an existence on the left alone": (
        lambda: replace(
            true_claim()[0],
            left=replace(true_claim()[0].left, exists=(*true_claim()[0].left.exists, Guard(n - 2, ">="))),
        ),
        "not confirmed: exists: left where right",
    ),
}


@pytest.mark.parametrize("kind", SPOILED_CLAIMS)
def test_a_spoiled_claim_is_refused(kind: str) -> None:
    make, message = SPOILED_CLAIMS[kind]
    assert make() != true_claim()[0]
    with pytest.raises(KernelError, match=message):
        prove(make(), true_claim()[1], SOLVERS)


def summed(*guards: Guard, at: Size | None = u, bound: tuple[Variable, ...] = (Variable("v_0", n),)) -> Side:
    return side(term(Case(bound, guards, (at,))))


# A bound variable that no equation of the right form determines; both sides are the same, so only the rule refuses.
NOT_DETERMINED: dict[str, tuple[Guard, ...]] = {
    "the square of the variable": (Guard(v * v - u, "="),),
    "the variable beside its square": (Guard(v * v + v - u, "="),),
    "the variable in a dividend": (Guard(floordiv(v, p) - u, "="),),
    "the variable in a divisor": (Guard(floordiv(u, v) - u, "="),),
    "the variable beside a quotient of it": (Guard(v + floordiv(v, p) - u, "="),),
    "the variable times a quotient of it": (Guard(v * floordiv(v, p) - u, "="),),
    "an equation without the variable": (Guard(u - p, "="),),
    "an inequality": (Guard(v - u, ">="),),
}


@pytest.mark.parametrize("kind", NOT_DETERMINED)
def test_an_equation_of_the_wrong_form_eliminates_nothing(kind: str) -> None:
    both = summed(*NOT_DETERMINED[kind])
    with pytest.raises(KernelError, match=r"no equation for v_0|only an equation"):
        prove(by_hand(both, beside(both), (*SIZED, Guard(p - 1, ">="))), plan(step("v_0", 0), step("v_0", 0)), SOLVERS)


@pytest.mark.parametrize("least", [-1, 0])
def test_a_multiplier_must_be_positive(least: int) -> None:
    both = summed(Guard(p * v - u, "="))
    steps = plan(step("v_0", 0), step("v_0", 0))
    with pytest.raises(KernelError, match="multipliers are positive"):
        prove(by_hand(both, beside(both), (*SIZED, Guard(p - least, ">="))), steps, SOLVERS)
    assert prove(by_hand(both, beside(both), (*SIZED, Guard(p - 1, ">="))), steps, SOLVERS).obligations


@pytest.mark.parametrize("value", [p * v - u, -p * v - u, (1 - p) * v - u, -2 * p * v + p - u])
def test_a_multiplier_of_unknown_sign_is_no_multiplier(value: Size) -> None:
    both = summed(Guard(value, "="))
    with pytest.raises(KernelError, match="multipliers are positive"):
        prove(by_hand(both, beside(both)), plan(step("v_0", 0), step("v_0", 0)), SOLVERS)


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
