"""What became of a statement: a proof, the smallest counterexample, or what remained undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Union

from symconv.layers.family import Family
from symconv.outcomes import Outcome
from symconv.proof.claim import claim
from symconv.proof.kernel import KernelError, Proved
from symconv.proof.scope import layers_text, scope_text
from symconv.proof.smt import checkers, doubts
from symconv.statements.grammar import Statement
from symconv.statements.write import read_as, turned

if TYPE_CHECKING:
    from symconv.exact.instance import Instance, Mismatch


@dataclass(frozen=True, slots=True)
class Remaining:
    """Why a statement was neither proved nor refuted."""

    reason: str


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A size at which a statement is wrong; `sizes` has a number for each parameter, a list for several axes."""

    sizes: Mapping[str, int | list[int]] = field(hash=False)
    mismatch: Mismatch
    instance: Instance

    def __str__(self) -> str:
        sizes = sizes_text(self.sizes)
        shapes = self.mismatch.shapes
        if shapes is not None:
            return f"at {sizes} the sizes differ: left {shapes[0]}, right {shapes[1]}"
        left, right = self.mismatch.told
        return f"at {sizes}, {self.mismatch.where} is {left}, but the right side is {right}"


Found = Union[Proved, Counterexample, Remaining]


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a statement about a family of layers; true in a condition when it is proved.

    `id` is the theorem's, empty for a statement of the reader's own.
    """

    id: str
    tree: Statement
    family: Family
    found: Found
    seconds: float

    @property
    def statement(self) -> str:
        """The statement as it was written."""
        return self.tree.text

    @property
    def outcome(self) -> Outcome:
        """One word for what was found."""
        match self.found:
            case Proved():
                return "proved"
            case Counterexample():
                return "refuted"
            case Remaining():
                return "undecided"

    @property
    def said(self) -> str:
        """What was found, in one line: what the statement holds for, where it fails, or what remained."""
        match self.found:
            case Proved():
                return "; ".join(self.scope.splitlines())
            case Counterexample():
                return str(self.found)
            case Remaining():
                return self.found.reason

    @property
    def checkers(self) -> tuple[str, ...]:
        """What a proof rests on besides the kernel: certificates that were checked, and solvers that were asked and
        agreed each time; nothing where all is evident, or where nothing is proved."""
        return checkers(self.found.confirmed) if isinstance(self.found, Proved) else ()

    @property
    def doubts(self) -> tuple[str, ...]:
        """What a second solver could not say of a proof, in words."""
        return doubts(self.found.confirmed) if isinstance(self.found, Proved) else ()

    @property
    def scope(self) -> str:
        """What a proof holds for, sizes and layers in a line each; of another decision, which layers it is about."""
        if isinstance(self.found, Proved):
            return scope_text(self.tree, self.family, self.found.claim)
        return layers_text(self.tree, self.family)

    @property
    def reading(self) -> str:
        """The statement as it was read, where it was written another way; empty where that is the same."""
        return read_as(self.tree, self.family.layer)

    def __bool__(self) -> bool:
        return isinstance(self.found, Proved)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), *(getattr(self, each.name) for each in fields(self)))

    def __str__(self) -> str:
        told = self.scope if self else f"{self.said}\n{self.scope}"
        read = [f"read as: {self.reading}"] if self.reading else []
        if not self and turned(self.tree, self.family.layer):
            read.append("* with a mode is a true convolution here; write ⋆ for cross-correlation")
        return "\n  ".join([f"{self.outcome}: {self.statement}", *read, *told.splitlines(), *self.doubts])


def sizes_text(sizes: Mapping[str, int | list[int]]) -> str:
    """The numbers of a member, each with its name."""
    along = {name: [value] if isinstance(value, int) else value for name, value in sizes.items()}
    return ", ".join(f"{name}={'x'.join(map(str, values))}" for name, values in along.items()) or "this size"


def _restored(
    kind: type[Decision], id: str, tree: Statement, family: Family, found: Found, seconds: float, *further: Any
) -> Decision:
    """A decision from another process or a file: what it is about has to be what was proved."""
    if isinstance(found, Proved) and found.claim != claim(tree, family):
        raise KernelError(f"what was proved is another statement than {tree.text!r}, or about other layers")
    return kind(id, tree, family, found, seconds, *further)
