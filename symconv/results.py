"""What `prove` answers: a proof, a refutation, or neither."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, cast

from symconv.layers.listed import layers_data
from symconv.proof.decision import Decision, Remaining
from symconv.proof.kernel import Proved
from symconv.proof.refute import Counterexample
from symconv.proof.scope import conditions, scope_list
from symconv.statements.glossary import free_names, free_sizes


@dataclass(frozen=True, slots=True)
class Result(Decision):
    """A decision that can be written out to be read: a Proof, a Refutation, or Undecided."""

    def explain(self, form: str = "text") -> str:
        """The proof, the counterexample or what remained, as text, latex, markdown or html."""
        # The renderer, and SymPy with it, is imported only when somebody reads.
        from symconv.lectures.proof import explained

        return explained([self], form)

    def _repr_markdown_(self) -> str:
        return self.explain("markdown")


@dataclass(frozen=True, slots=True)
class Proof(Result):
    """A statement that holds for everything in its scope; true in a condition."""

    @property
    def proved(self) -> Proved:
        """What the kernel proved, and by which steps."""
        return cast(Proved, self.found)


@dataclass(frozen=True, slots=True)
class Refutation(Result):
    """A statement that is false, with the smallest counterexample; false in a condition."""

    @property
    def counterexample(self) -> Counterexample:
        """Where the statement fails."""
        return cast(Counterexample, self.found)


@dataclass(frozen=True, slots=True)
class Undecided(Result):
    """A statement that was neither proved nor refuted, and what remained; false in a condition."""

    @property
    def reason(self) -> str:
        """What remained."""
        return self.said


def result(decision: Decision) -> Result:
    """A decision as what `prove` returns."""
    kinds: dict[type, type[Result]] = {Proved: Proof, Counterexample: Refutation, Remaining: Undecided}
    return kinds[type(decision.found)](*(getattr(decision, each.name) for each in fields(Decision)))


def data(decision: Decision) -> dict[str, Any]:
    """A decision as one row of `symconv prove --json`."""
    proved = decision.found if isinstance(decision.found, Proved) else None
    row: dict[str, Any] = {
        "id": decision.id,
        "statement": decision.statement,
        "verdict": decision.verdict,
        "layer": layers_data(decision.family),
        "scope": scope_list(decision.family, tuple(free_sizes(decision.family, free_names(decision.tree)).values())),
        "conditions": conditions(decision.family, proved.claim if proved else None),
        "example": dict(proved.example) if proved else None,
        "seconds": decision.seconds,
        "checkers": list(decision.checkers),
        "counterexample": None,
    }
    match decision.found:
        case Counterexample(sizes=sizes, mismatch=mismatch):
            row["counterexample"] = {
                "sizes": dict(sizes),
                "entry": list(mismatch.entry),
                "left": mismatch.left,
                "right": mismatch.right,
            }
            if mismatch.shapes is not None:
                row["counterexample"]["shapes"] = list(mismatch.shapes)
        case Proved() if decision.doubts:
            row["unknown"] = list(decision.doubts)
        case Remaining(reason=reason):
            row["reason"] = reason
    return row
