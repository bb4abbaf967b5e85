"""What the kernel has worked out of one claim is never taken for what it would work out of another, however alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from oracles.claims_by_hand import claimed, family, planned

from symconv import sizes
from symconv.arrays import reading, sums
from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Place, Term, Variable
from symconv.proof import coordinates, kernel, sides
from symconv.proof.kernel import Claim, KernelError
from symconv.proof.plan import Plan
from symconv.proof.sides import Side
from symconv.proof.smt import Obligation
from symconv.sizes import Polynomial, Quotient, Size, symbol, symbol_of, unknowns
from symconv.statements.theorems import GENERAL
from symconv.unknown import Index, Symbol

T1 = "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"


def forget() -> None:
    for module in (kernel, coordinates, sides, sizes, sums, reading):
        for remembering in vars(module).values():
            if hasattr(remembering, "cache_clear"):
                remembering.cache_clear()


def worked_out(made: Claim, plan: Plan) -> list[Obligation] | str:
    try:
        return list(kernel.obligations(made, plan))
    except KernelError as error:
        return str(error)


def other_guard(found: Any) -> Any:
    return Guard(found.value, "=" if found.relation == ">=" else ">=") if isinstance(found, Guard) else None


def one_less(found: Any) -> Any:
    return found - 1 if isinstance(found, Polynomial) else None


def longer_box(found: Any) -> Any:
    return Variable(found.name, found.size + 1) if isinstance(found, Variable) else None


def index_for_symbol(found: Any) -> Any:
    return Index(found.name) if isinstance(found, Symbol) and found.name == "s" else None


def other_divisor(found: Any) -> Any:
    return Quotient(found.numerator, found.denominator * 2) if isinstance(found, Quotient) else None


CHANGES: dict[str, Callable[[Any], Any]] = {
    "a relation": other_guard,
    "one less": one_less,
    "a longer box": longer_box,
    "an index called as a symbol": index_for_symbol,
    "another divisor": other_divisor,
}


def changed(whole: Any, change: Callable[[Any], Any]) -> Iterator[Any]:
    """The whole with the change made in one place, for every place where it can be made."""
    here = change(whole)
    if here is not None:
        yield here
    elif isinstance(whole, tuple):
        for at, part in enumerate(whole):
            for other in changed(part, change):
                pieces = (*whole[:at], other, *whole[at + 1 :])
                yield pieces if type(whole) is tuple else type(whole)(*pieces)
    elif is_dataclass(whole):
        for field in fields(whole):
            if field.init:
                for other in changed(getattr(whole, field.name), change):
                    yield replace(whole, **{field.name: other})  # type: ignore[type-var]


@pytest.mark.parametrize("kind", CHANGES)
def test_a_claim_that_differs_in_one_place_has_obligations_of_its_own(kind: str) -> None:
    made, plan = claimed(T1, family(GENERAL)), Plan(planned(T1, family(GENERAL)))
    others = [replace(made, left=each) for each in changed(made.left, CHANGES[kind])][::5]
    others += [replace(made, right=each) for each in changed(made.right, CHANGES[kind])][::5]
    others += [replace(made, hypotheses=each) for each in changed(made.hypotheses, CHANGES[kind])][::5]
    alone = []
    for each in others:
        forget()
        alone.append(worked_out(each, plan))
    forget()
    truth = worked_out(made, plan)
    assert [worked_out(each, plan) for each in others] == alone
    assert worked_out(made, plan) == truth
    assert others
    # Of some the plan is refused; but nothing that is changed has the obligations of what it was.
    assert truth not in alone


def test_every_plan_has_obligations_of_its_own() -> None:
    made, (pair,) = claimed(T1, family(GENERAL)), planned(T1, family(GENERAL))
    without = [Plan((replace(pair, axes=pair.axes[:at] + pair.axes[at + 1 :]),)) for at in range(len(pair.axes))]
    worked_out(made, Plan((pair,)))
    assert [worked_out(made, each) for each in without] == ["the plan does not cover every axis once"] * len(without)


def test_an_absent_axis_is_part_of_a_claim() -> None:
    """Along it nothing is 0, whatever was found out of the claim in which it is always there."""
    made = claimed("X - X = 0*X", family())
    other = replace(made, absent="0")
    assert made != other
    assert (sides.parameters(made), worked_out(made, Plan())) == (sides.parameters(other), worked_out(other, Plan()))


def test_an_unknown_that_is_equal_to_an_index_is_taken_for_that_and_for_no_parameter() -> None:
    """Whichever of the two is looked at first: `b` is bound along axis 1, and what axis 0 says of it is refused."""
    n = symbol("n")
    i, j, b = Variable("i", n), Variable("j", n), Variable("b", n)

    def side(at: Size) -> Side:
        one = Part("0", (Case((), (Guard(b.at, "="),), (i.at,)),))
        other = Part("1", (Case((b,), (Guard(b.at - at, "="),), (j.at,)),))
        term = Term(1, ("A",), (one, other))
        return Side((), (("0", n), ("1", n)), GuardedSum((Place("0", i), Place("1", j)), (term,)))

    made = Claim("A = 0", (Guard(n - 2, ">="),), side(0), side(1))
    disguised = symbol_of(Symbol("b", "index"))  # type: ignore[arg-type]
    assert disguised == b.at
    refusals = []
    for looked_at_first in (b.at, disguised):
        forget()
        list(unknowns(looked_at_first))
        refusals.append(worked_out(made, Plan()))
        refusals.append(worked_out(made, Plan()))
    assert refusals == ["axis 0 mentions b"] * 4
