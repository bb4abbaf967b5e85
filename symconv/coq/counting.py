"""That as many cases hold on both sides, as a certificate says: which go together, which never hold, where to split."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from symconv.proof.linear.checker import Branch, after, rows_of
from symconv.proof.linear.steps import Contradiction, Counted, LinearProof, Never, Same, Split, Step
from symconv.proof.smt import Obligation
from symconv.sizes import Size

# What the cases of both sides are called, by their numbers.
CaseNames = tuple[Mapping[int, str], Mapping[int, str]]


def counting(obligation: Obligation, proof: LinearProof, called: CaseNames, text: Callable[[Size], str]) -> str:
    """The tactic that follows a certificate; what cases say, and contradictions, are shown by linear arithmetic."""
    assert obligation.counts is not None
    left, right = (dict(enumerate(side)) for side in obligation.counts)
    steps = iter(proof)
    return _followed(Branch(rows_of(obligation.assumptions), (left, right)), steps, called, text)


def _followed(branch: Branch, steps: Iterator[Step], called: CaseNames, text: Callable[[Size], str]) -> str:
    """The tactic for a branch in which cases are counted."""
    step = next(steps)
    found = after(branch, step)
    match step:
        case Counted():
            return "lia"
        case Contradiction():
            return "exfalso; linear"
        case Split(row):
            ways = [_followed(each, steps, called, text) for each in found]
            return f"destruct (Z_le_gt_dec 0 {text(row)}); [{ways[0]} | {ways[1]}]"
        case Same(left, right):
            said = f"same_cases {called[0][left]} {called[1][right]}; "
        case Never(side, number):
            said = f"never {called[side][number]}; "
        case _:
            said = ""
    # What a step about cases asks of numbers alone comes first, and the branch that goes on comes last.
    for each in found[:-1]:
        _skip(each, steps)
    return said + _followed(found[-1], steps, called, text)


def _skip(branch: Branch, steps: Iterator[Step]) -> None:
    """The steps of a branch passed over."""
    for each in after(branch, next(steps)):
        _skip(each, steps)
