"""What `prove` answers: a proof, a refutation, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, cast

from symconv.errors import SymconvError
from symconv.layers.listed import layers_data
from symconv.proof.decision import Counterexample, Decision, Remaining
from symconv.proof.free import free_tensors, open_sizes
from symconv.proof.kernel import Proved
from symconv.proof.scope import conditions, scope_list

SCHEMA = "symconv.prove/1"
FORMS = ("text", "latex", "markdown", "html")


@dataclass(frozen=True, slots=True, repr=False)
class Result(Decision):
    """A decision that can be written out to be read: a Proof, a Refutation, or Undecided.

    `others` was decided with it: further statements of a theorem.
    """

    others: tuple[Result, ...] = ()

    def explain(self, form: str = "text") -> str:
        """The proof, the counterexample or what remained, as text, latex, markdown or html."""
        if form not in FORMS:
            raise SymconvError(f"`form` is one of {', '.join(FORMS)}, not {form!r:.40}", text=str(form))
        return self._explained(form)

    def json(self) -> dict[str, Any]:
        """What `symconv prove --json` prints of it."""
        return answers([self, *self.others])

    def __repr__(self) -> str:
        more = f", and {len(self.others)} more" if self.others else ""
        return f"<{type(self).__name__} of {self.statement}: {self.said}{more}>"

    def __str__(self) -> str:
        # A class with slots is made anew by its decorator, which super() without arguments does not know.
        return "\n".join([Decision.__str__(self), *map(str, self.others)])

    def _repr_html_(self) -> str:
        return self._explained("inset")

    def _explained(self, form: str) -> str:
        # The renderer, and SymPy with it, is imported only when somebody reads.
        from symconv.lectures.proof import explained

        return explained([self, *self.others], form)


@dataclass(frozen=True, slots=True, repr=False)
class Proof(Result):
    """A statement that holds for everything in its scope, and all `others` too; true in a condition."""

    @property
    def proved(self) -> Proved:
        """What the kernel proved, and by which steps."""
        return cast(Proved, self.found)


@dataclass(frozen=True, slots=True, repr=False)
class Refutation(Result):
    """A statement that is false, with the smallest counterexample; false in a condition."""

    @property
    def counterexample(self) -> Counterexample:
        """Where the statement fails."""
        return cast(Counterexample, self.found)


@dataclass(frozen=True, slots=True, repr=False)
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


def together(results: Sequence[Result]) -> Result:
    """Several results as one: the first that is refuted, else the first undecided, else the first, and the others.

    So it is a Proof only where every one of them is.
    """
    worst = min(results, key=lambda each: (Refutation, Undecided, Proof).index(type(each)))
    return replace(worst, others=tuple(each for each in results if each is not worst))


def answers(decisions: Sequence[Decision]) -> dict[str, Any]:
    """Decisions as the object that `symconv prove --json` prints."""
    return {"schema": SCHEMA, "results": [data(each) for each in decisions]}


def data(decision: Decision) -> dict[str, Any]:
    """A decision as one row of `symconv prove --json`."""
    proved = decision.found if isinstance(decision.found, Proved) else None
    row: dict[str, Any] = {
        "id": decision.id,
        "statement": decision.statement,
        "verdict": decision.outcome,
        "layer": layers_data(decision.family),
        "scope": scope_list(decision.family, open_sizes(decision.tree, decision.family)),
        "conditions": conditions(decision.family, proved.claim if proved else None),
        "example": dict(proved.example) if proved else None,
        "seconds": decision.seconds,
        "checkers": list(decision.checkers),
        "counterexample": None,
    }
    if decision.reading:
        row["read_as"] = decision.reading
    if free := free_tensors(decision.tree, decision.family).data():
        row["free"] = free
    match decision.found:
        case Counterexample(sizes=sizes, mismatch=mismatch):
            row["counterexample"] = {
                "sizes": dict(sizes),
                "entry": list(mismatch.entry),
                "left": mismatch.left,
                "right": mismatch.right,
            }
            if mismatch.along is not None:
                row["counterexample"]["axis"] = mismatch.along
            if mismatch.shapes is not None:
                row["counterexample"]["shapes"] = list(mismatch.shapes)
        case Proved() if decision.doubts:
            row["unknown"] = list(decision.doubts)
        case Remaining(reason=reason):
            row["reason"] = reason
    return row
