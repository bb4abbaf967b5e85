"""Letters with a label above them: `x^{l}` and `x^{l+1}` are two arrays, `w^{l}` throughout is just `w`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symconv.auditor.equation_sides import EquationSide
from symconv.auditor.layers_apart import LetterNaming, anchor
from symconv.auditor.statements import NotedEquation
from symconv.auditor.tree import Expr, Lettered, entries, rebuilt


def without_labels(found: Sequence[NotedEquation]) -> list[NotedEquation]:
    """The statements with every label made part of its letter, and dropped where it says nothing.

    Where a forward equation says which labels belong together, they are counted from there; elsewhere a letter loses
    the only label that it has.
    """
    counted = anchor(found)
    if counted is not None:
        return [_renamed(statement, counted.naming(statement)) for statement in found]
    labels: dict[str, set[str]] = {}
    for statement in found:
        for entry in (*entries(statement.left.tree), *entries(statement.right.tree)):
            labels.setdefault(entry.letter, set()).add(entry.label)
    if not any(label for each in labels.values() for label in each):
        return list(found)

    def name(entry: Lettered) -> str:
        # Many notes leave the label out once it is plain.
        several = labels.get(entry.letter, {entry.label})
        alone = len(several) == 1 or (
            len(several) == 2 and "" in several and not any(each.isdecimal() for each in several)
        )
        return entry.letter if alone or not entry.label else f"{entry.letter}^{entry.label}"

    return [_renamed(statement, name) for statement in found]


def _renamed(statement: NotedEquation, name: LetterNaming) -> NotedEquation:
    return replace(
        statement,
        left=_side(statement.left, name),
        right=_side(statement.right, name),
        above=None if statement.above is None else _side(statement.above, name),
        first=None if statement.first is None else _side(statement.first, name),
    )


def _side(side: EquationSide, name: LetterNaming) -> EquationSide:
    return side if side.tree is None else replace(side, tree=_tree(side.tree, name))


def _tree(expr: Expr, name: LetterNaming) -> Expr:
    if isinstance(expr, Lettered):
        return replace(expr, letter=name(expr), label="")
    return rebuilt(expr, lambda each: _tree(each, name))
