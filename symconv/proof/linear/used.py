"""The products that a certificate uses: with these as instances of PRODUCT, any solver confirms what it certifies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.proof.linear.checker import Branch, after, denials, rows_of
from symconv.proof.linear.steps import LinearProof, Multiply
from symconv.proof.plan import ProductInstance
from symconv.proof.smt import Obligation


def instances_used(obligation: Obligation, certificate: Sequence[LinearProof]) -> tuple[ProductInstance, ...]:
    """The rows that are multiplied by each other in a certificate which the checker accepts, each pair once."""
    if not any(isinstance(step, Multiply) for proof in certificate for step in proof):
        return ()
    return tuple(dict.fromkeys(_multiplied(obligation, certificate)))


def _multiplied(obligation: Obligation, certificate: Sequence[LinearProof]) -> Iterator[ProductInstance]:
    rows = rows_of(obligation.assumptions)
    starts = denials(rows, obligation.goals)
    if obligation.counts is not None:
        left, right = (dict(enumerate(side)) for side in obligation.counts)
        starts = [Branch(rows, (left, right))]
    for start, proof in zip(starts, certificate, strict=True):
        waiting = [start]
        for step in proof:
            branch = waiting.pop()
            if isinstance(step, Multiply):
                yield ProductInstance(branch.rows[step.one], branch.rows[step.other])
            waiting += reversed(after(branch, step))
