"""What `prove` answers: a proof, a refutation, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Union, cast

from symconv.layers.family import Family
from symconv.proof.kernel import Proved
from symconv.proof.refute import Counterexample
from symconv.proof.scope import scope_list, scope_text
from symconv.statements.glossary import free_names
from symconv.statements.grammar import parse


class Explained:
    """A result that can be written out to be read."""

    __slots__ = ()

    def explain(self, form: str = "text") -> str:
        """The proof, the counterexample or what remained, as text, latex, markdown or html."""
        # The renderer is imported only when somebody reads.
        from symconv.lectures.proof import explained

        return explained([cast("Result", self)], form)

    def _repr_markdown_(self) -> str:
        return self.explain("markdown")


@dataclass(frozen=True, slots=True)
class Proof(Explained):
    """A statement that holds for everything in its scope; true in a condition."""

    id: str
    statement: str
    family: Family
    proved: Proved
    checkers: tuple[str, ...]
    seconds: float
    verdict: ClassVar[str] = "proved"

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        return f"proved: {self.statement}\n  {self.scope}"

    @property
    def scope(self) -> str:
        """What the statement holds for, in words."""
        return scope_text(self.family, self.proved.claim)


@dataclass(frozen=True, slots=True)
class Refutation(Explained):
    """A statement that is false, with the smallest counterexample; false in a condition."""

    id: str
    statement: str
    family: Family
    counterexample: Counterexample
    checkers: tuple[str, ...]
    seconds: float
    verdict: ClassVar[str] = "refuted"

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"refuted: {self.statement}\n  {counterexample_text(self.counterexample)}"


@dataclass(frozen=True, slots=True)
class Undecided(Explained):
    """A statement that was neither proved nor refuted, and what remained; false in a condition."""

    id: str
    statement: str
    family: Family
    reason: str
    checkers: tuple[str, ...]
    seconds: float
    verdict: ClassVar[str] = "undecided"

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"undecided: {self.statement}\n  {self.reason}"


Result = Union[Proof, Refutation, Undecided]


def counterexample_text(found: Counterexample) -> str:
    """A counterexample in one line."""
    sizes = ", ".join(f"{name}={_size(value)}" for name, value in found.sizes.items()) or "this layer"
    mismatch = found.mismatch
    if mismatch.shapes is not None:
        return f"at {sizes} the sizes differ: left {mismatch.shapes[0]}, right {mismatch.shapes[1]}"
    where = f"entry {','.join(map(str, mismatch.entry))} of " if mismatch.entry else ""
    return f"at {sizes}, {where}the left side is {mismatch.left}, but the right side is {mismatch.right}"


def _size(value: int | list[int]) -> str:
    return str(value) if isinstance(value, int) else "x".join(map(str, value))


def data(result: Result) -> dict[str, Any]:
    """A result as one row of `symconv prove --json`."""
    found: dict[str, Any] = {
        "id": result.id,
        "statement": result.statement,
        "verdict": result.verdict,
        "scope": scope_list(result.family, free_names(parse(result.statement))),
        "seconds": result.seconds,
        "checkers": list(result.checkers),
        "counterexample": None,
    }
    if isinstance(result, Refutation):
        mismatch = result.counterexample.mismatch
        found["counterexample"] = {
            "sizes": dict(result.counterexample.sizes),
            "entry": list(mismatch.entry),
            "left": mismatch.left,
            "right": mismatch.right,
        }
        if mismatch.shapes is not None:
            found["counterexample"]["shapes"] = list(mismatch.shapes)
    if isinstance(result, Undecided):
        found["reason"] = result.reason
    return found
