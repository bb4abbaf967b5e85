"""A true claim with a plan that proves it, which tests spoil in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from oracles.claims_by_hand import (
    Plan,
    claimed,
    family,
    planned,
)

from symconv.proof.kernel import Claim
from symconv.proof.plan import AxisPlan

FORWARD = "Z = correlate(X, K) + B"


def true_claim() -> tuple[Claim, Plan]:
    return claimed(FORWARD, family()), planned(FORWARD, family())


def on_axis(plans: Plan, pair: int, axis: str, changed: Callable[[AxisPlan], tuple[AxisPlan, ...]]) -> Plan:
    axes = tuple(each for old in plans[pair].axes for each in (changed(old) if old.axis == axis else (old,)))
    return tuple(replace(each, axes=axes) if at == pair else each for at, each in enumerate(plans))
