"""Equations that introduce something and claim nothing: updates, names for entries, values of sizes."""

from __future__ import annotations

from symconv.auditor.letters import Notes
from symconv.auditor.tree import (
    Activation,
    Addition,
    Expr,
    Lettered,
    Negative,
    Partial,
    ShortGradient,
    WholeNumber,
    WrittenMatrix,
    factors_of,
)


def definition(left: Expr, right: Expr, notes: Notes) -> str | None:
    """What an equation introduces, in words; "naming" for one that says the same thing in two ways; None for a claim.

    A naming is a definition only where both sides say the same: who calls has to find that out.
    """
    if _is_update(left, right):
        return "an update rule"
    if isinstance(left, Lettered) and isinstance(right, Activation) and _introduces(left, right, notes):
        return "introduces an activation"
    if _names(left) and _names(right) and left != right:
        return "naming"
    if isinstance(left, Lettered) and not left.index and isinstance(right, WholeNumber):
        return None if {left.letter, left.letter.lower()} & notes.roles.keys() else "the value of a size"
    return None


def _introduces(left: Lettered, right: Activation, notes: Notes) -> bool:
    """Whether an equation says of a letter that it is a function of another, place by place, as it is used here."""
    tied = notes.roles.get(left.letter.lower()), notes.roles.get(right.of.letter.lower())
    return not right.derived and left.index == right.of.index and tied in (("A", "Z"), ("X", "U"))


def _is_update(left: Expr, right: Expr) -> bool:
    """`W = W - alpha dL/dW`: a tensor becomes itself minus a multiple of its own gradient."""
    match right:
        case Addition(terms=(Lettered() as before, Negative(of=step))) if before == left:
            factors = factors_of(step)
            gradients = [each.by for each in factors if isinstance(each, Partial | ShortGradient)]
            scalars = [each for each in factors if isinstance(each, Lettered | WholeNumber)]
            return gradients == [left] and len(factors) == len(scalars) + 1 == 2
    return False


def _names(expr: Expr) -> bool:
    """Whether a side only names entries or arrays: no sum, no product, nothing but one letter at a time."""
    if isinstance(expr, WrittenMatrix):
        return all(_names(cell) and not isinstance(cell, WrittenMatrix) for row in expr.rows for cell in row)
    return bool(expr.of_letter) if isinstance(expr, Partial) else isinstance(expr, Lettered | ShortGradient)
