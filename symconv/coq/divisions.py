"""The divisions in what Coq computes of a statement, and the names that quotients have in a proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from symconv.arrays.moves import SumPool
from symconv.arrays.products import Sliding
from symconv.coq.sizes import UnknownNames, size
from symconv.coq.statement import Proposition, within
from symconv.proof.sides import Side
from symconv.sizes import Atom, Quotient, Size, floordiv, quotients, symbol_of, terms, unknowns
from symconv.statements.glossary import needs_layer
from symconv.unknown import Symbol


@dataclass(frozen=True, slots=True)
class QuotientNames:
    """How quotients are called, and the tactics after which they are."""

    known: Mapping[Atom, str] = field(default_factory=dict)
    tactics: tuple[str, ...] = ()

    def more(self, values: Iterable[Size], names: UnknownNames) -> QuotientNames:
        """With names for the quotients in some values."""
        known, tactics = dict(self.known), list(self.tactics)
        for quotient in dict.fromkeys(quotients(*values)):
            if quotient not in known:
                texts = QuotientNames(known).texts((quotient.numerator, quotient.denominator), names)
                known[quotient] = f"Q{len(known)}"
                tactics.append(f"named {texts} {known[quotient]}")
        return QuotientNames(known, tuple(tactics))

    def texts(self, values: Iterable[Size], names: UnknownNames) -> str:
        """Some sizes as arguments of a tactic, those that are known by their names."""
        found = (size(each, names, self.known) for each in values)
        return " ".join(
            text if text.startswith("(") or text.replace("_", "").isalnum() else f"({text})" for text in found
        )

    def worked_out(self, above: Size, below: Size, names: UnknownNames) -> QuotientNames:
        """With a division that leaves a polynomial carried out; where it leaves a quotient, that has a name."""
        whole = floordiv(above, below)
        if is_quotient(whole, above):
            return self.more([whole], names)
        found = self.more([above, below, whole], names)
        if below == 1:
            return found
        rest = above - below * whole
        texts = found.texts((above, below, whole, rest), names)
        return QuotientNames(found.known, (*found.tactics, f"worked_out {texts}"))


def of_parameters(about: Proposition, names: UnknownNames) -> QuotientNames:
    """The divisions in the sizes of a statement, which speak of parameters alone."""
    found = QuotientNames()
    for above, below in dict.fromkeys(_divisions(about)):
        found = found.worked_out(above, below, names)
    claim = about.claim
    values = [guard.value for guard in claim.hypotheses]
    for side in (claim.left, claim.right):
        values += _of_side(side)
    every = map(symbol_of, quotients(*values))
    return found.more((each for each in every if all(isinstance(of, Symbol) for of in unknowns(each))), names)


def _of_side(side: Side) -> Iterator[Size]:
    """The sizes that a side speaks of."""
    yield from (guard.value for guard in side.exists)
    yield from (length for _, length in side.sizes)
    for case in (case for term in (side.sum.terms if side.sum else ()) for part in term.parts for case in part.cases):
        yield from (variable.size for variable in case.bound)
        yield from (guard.value for guard in case.guards)
        yield from (at for at in case.index if at is not None)


def is_quotient(whole: Size, above: Size) -> bool:
    """Whether dividing `above` has left nothing but a quotient of it."""
    match terms(whole):
        case [((Quotient(numerator=numerator),), 1)]:
            return numerator == above
    return False


def _divisions(about: Proposition) -> Iterator[tuple[Size, Size]]:
    """What Coq divides where it computes sizes, and by what."""
    layer = about.family.layer
    if needs_layer(about.tree) and not layer.transposed:
        yield from ((axis.steps, axis.s) for axis in layer.axes)
    for expression in (each for side in about.arrays or () for each in within(side)):
        match expression:
            case Sliding():
                left, right = (each.shape.spatial for each in expression.parts())
                for n, k, s, d in zip(left, right, expression.stride, expression.dilation, strict=True):
                    yield n - d * (k - 1) - 1, s
            case SumPool():
                yield from ((n - k, s) for n, k, s in expression.along())
