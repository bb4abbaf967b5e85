"""Signs whose meaning the notes themselves fix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symconv.auditor.statements import NotedEquation
from symconv.auditor.tree import Addition, Binary, Expr, Lettered, WrittenMatrix, nodes


def signs_in(statement: NotedEquation) -> set[str]:
    """The signs of a statement that may move one array along another."""
    return {node.sign for side in statement.trees for node in nodes(side) if isinstance(node, Binary)}


def established_signs(assignment: Mapping[str, str], sides: Sequence[tuple[Expr, Expr]]) -> frozenset[str]:
    """The signs that stand between the input and the kernel in a forward equation."""
    found = set()
    for left, right in sides:
        for one, other in ((left, right), (right, left)):
            inner = one.terms[0] if isinstance(one, Addition) else one
            if (
                isinstance(inner, Binary)
                and _is_whole(other, "Z", assignment)
                and _is_whole(inner.left, "X", assignment)
                and _is_whole(inner.right, "K", assignment)
            ):
                found.add(inner.sign)
    return frozenset(found)


def _is_whole(expr: Expr, role: str, assignment: Mapping[str, str]) -> bool:
    """Whether an expression is a whole tensor, by its letter or as the matrix of its entries."""
    if isinstance(expr, Lettered):
        return not expr.index and assignment.get(expr.letter.lower()) == role
    if isinstance(expr, WrittenMatrix):
        cells = [cell for row in expr.rows for cell in row]
        return all(isinstance(cell, Lettered) and assignment.get(cell.letter.lower()) == role for cell in cells)
    return False
