"""Equations that introduce something and claim nothing: updates, names for entries, values of sizes."""

from __future__ import annotations

from symconv.auditor.letters import Notes
from symconv.auditor.statements import NotedEquation
from symconv.auditor.tree import (
    Activation,
    Addition,
    Binary,
    Expr,
    Juxtaposition,
    Lettered,
    Negative,
    Partial,
    ShortGradient,
    WholeNumber,
    WrittenMatrix,
    nodes,
)


def definition(statement: NotedEquation, left: Expr, right: Expr, notes: Notes) -> str | None:
    """What an equation introduces, in words; "naming" for one that says the same thing in two ways; None for a claim.

    A naming is a definition only where both sides say the same: who calls has to find that out.
    """
    if _is_update(left, right):
        return "an update rule"
    if isinstance(left, Lettered) and isinstance(right, Activation) and _introduces(left, right, notes):
        return "introduces an activation"
    if _is_naming(left, right):
        return "naming"
    if isinstance(left, Lettered) and not left.index and isinstance(right, WholeNumber) and _is_unknown(left, notes):
        return "the value of a size"
    del statement
    return None


def _introduces(left: Lettered, right: Activation, notes: Notes) -> bool:
    """Whether an equation says of a letter that it is a function of another, place by place, as it is used here."""
    tied = notes.roles.get(left.letter.lower()), notes.roles.get(right.of.letter.lower())
    return not right.derived and left.index == right.of.index and tied in (("A", "Z"), ("X", "U"))


def _is_unknown(entry: Lettered, notes: Notes) -> bool:
    return entry.letter not in notes.roles and entry.letter.lower() not in notes.roles


def _is_update(left: Expr, right: Expr) -> bool:
    """`W = W - alpha dL/dW`: a tensor becomes itself minus a multiple of its own gradient."""
    if (
        not isinstance(left, Lettered)
        or not isinstance(right, Addition)
        or right.terms[0] != left
        or len(right.terms) != 2
    ):
        return False
    step = right.terms[1]
    if not isinstance(step, Negative):
        return False
    factors = (
        step.of.factors
        if isinstance(step.of, Juxtaposition)
        else ((step.of.left, step.of.right) if isinstance(step.of, Binary) else ())
    )
    gradients = [each for each in factors if isinstance(each, Partial | ShortGradient)]
    scalars = [each for each in factors if isinstance(each, Lettered | WholeNumber)]
    return len(gradients) == 1 and len(factors) == len(scalars) + 1 == 2 and gradients[0].by == left


def _is_naming(left: Expr, right: Expr) -> bool:
    """Whether both sides only name entries or arrays: no sum, no product, nothing but one letter at a time."""
    return _names(left) and _names(right) and left != right


def _names(expr: Expr) -> bool:
    if isinstance(expr, WrittenMatrix):
        return all(_names(cell) and not isinstance(cell, WrittenMatrix) for row in expr.rows for cell in row)
    if isinstance(expr, Partial):
        return isinstance(expr.top, Lettered) and not expr.top.index
    if isinstance(expr, ShortGradient):
        return True
    return isinstance(expr, Lettered) and not any(isinstance(node, WholeNumber) for node in nodes(expr))
