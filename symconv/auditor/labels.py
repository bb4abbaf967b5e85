"""Letters with a label above them: `x^{l}` and `x^{l+1}` are two arrays, `w^{l}` throughout is just `w`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from symconv.auditor.statements import EquationSide, NotedEquation
from symconv.auditor.tree import NODES, Expr, Lettered, nodes


def without_labels(found: Sequence[NotedEquation]) -> list[NotedEquation]:
    """The statements with every label made part of its letter where that letter has several, and dropped elsewhere."""
    labels: dict[str, set[str]] = {}
    for statement in found:
        for side in (statement.left, statement.right):
            for node in nodes(side.tree) if side.tree is not None else ():
                if isinstance(node, Lettered):
                    labels.setdefault(node.letter, set()).add(node.label)
    if not any(label for each in labels.values() for label in each):
        return list(found)
    return [_renamed(statement, labels) for statement in found]


def _renamed(statement: NotedEquation, labels: Mapping[str, set[str]]) -> NotedEquation:
    return replace(
        statement,
        left=_side(statement.left, labels),
        right=_side(statement.right, labels),
        above=None if statement.above is None else _side(statement.above, labels),
        first=None if statement.first is None else _side(statement.first, labels),
    )


def _side(side: EquationSide, labels: Mapping[str, set[str]]) -> EquationSide:
    return side if side.tree is None else replace(side, tree=_tree(side.tree, labels))


def _tree(expr: Expr, labels: Mapping[str, set[str]]) -> Expr:
    if isinstance(expr, Lettered):
        # Many notes leave the label out once it is plain.
        several = labels[expr.letter]
        alone = len(several) == 1 or (
            len(several) == 2 and "" in several and not any(each.isdecimal() for each in several)
        )
        letter = expr.letter if alone or not expr.label else f"{expr.letter}^{expr.label}"
        return replace(expr, letter=letter, label="")
    changed: dict[str, Any] = {each.name: _value(getattr(expr, each.name), labels) for each in fields(expr)}
    return replace(expr, **changed)


def _value(value: object, labels: Mapping[str, set[str]]) -> object:
    if isinstance(value, tuple):
        return tuple(_value(each, labels) for each in value)
    return _tree(value, labels) if isinstance(value, NODES) else value
