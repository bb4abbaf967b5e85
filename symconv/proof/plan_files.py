"""A plan as JSON, and back."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from symconv.proof.kernel import Claim, obligations
from symconv.proof.plan import AxisPlan, Elimination, PairPlan, Plan, ProductInstance, Steps, Together, Zero
from symconv.proof.smt import Obligation
from symconv.sizes import Size, substitute, symbol_of, unknowns
from symconv.statements.families import size_from_text
from symconv.unknown import Symbol, Unknown


def plan_data(plan: Plan) -> dict[str, Any]:
    """The plan as lists, numbers and texts."""
    return {
        "pairs": [_pair_data(pair) for pair in plan.pairs],
        "zeros": [[zero.term, zero.axis] for zero in plan.zeros],
        "instances": {
            name: [[str(each.one), str(each.other)] for each in instances] for name, instances in plan.instances
        },
    }


def plan_from_data(found: dict[str, Any], claim: Claim) -> Plan:
    """The plan that was written, for this claim: what its sizes are made of is what the obligations are.

    Raises KernelError, or what a damaged file makes Python raise.
    """
    pairs = tuple(map(_pair_from_data, found["pairs"]))
    plan = Plan(pairs, tuple(Zero(int(term), str(axis)) for term, axis in found["zeros"]))
    written: dict[str, list[list[str]]] = found["instances"]
    asked = {each.name: each for each in obligations(claim, plan)}
    instances = tuple(
        (name, tuple(ProductInstance(*(_size(text, asked[name]) for text in texts)) for texts in written[name]))
        for name in asked
        if name in written
    )
    return Plan(plan.pairs, plan.zeros, instances)


def _size(text: str, obligation: Obligation) -> Size:
    """The size that a text says of the unknowns of an obligation."""
    named: dict[Unknown, Size] = {
        Symbol(each.name): symbol_of(each) for guard in obligation.guards for each in unknowns(guard.value)
    }
    return substitute(size_from_text(text), named)


def _steps_data(cases: tuple[Steps, ...]) -> list[list[list[Any]]]:
    return [[[*astuple(step)] for step in case] for case in cases]


def _steps_from_data(cases: list[list[list[Any]]]) -> tuple[Steps, ...]:
    return tuple(
        tuple(Together(str(step[0])) if len(step) == 1 else Elimination(str(step[0]), int(step[1])) for step in case)
        for case in cases
    )


def _pair_data(pair: PairPlan) -> dict[str, Any]:
    return {
        "left": pair.left,
        "right": pair.right,
        "order": list(pair.order),
        "axes": [
            {"axis": each.axis, "left": _steps_data(each.left), "right": _steps_data(each.right)} for each in pair.axes
        ],
    }


def _pair_from_data(found: dict[str, Any]) -> PairPlan:
    axes = (
        AxisPlan(each["axis"], _steps_from_data(each["left"]), _steps_from_data(each["right"]))
        for each in found["axes"]
    )
    return PairPlan(int(found["left"]), int(found["right"]), tuple(map(int, found["order"])), tuple(axes))
