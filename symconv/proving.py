"""`prove`: from what a person writes to a statement and the layers that it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symconv.layers.family import Family, family_of, symbolic_axis
from symconv.layers.layer import Layer
from symconv.proof.decide import TIMEOUT, decide
from symconv.proof.smt import Solver
from symconv.results import Result, result
from symconv.sizes import symbol
from symconv.statements.grammar import Statement, StatementError, names, parse, singled_out

SYMBOLIC = ("s", "d", "p", "pl", "pr", "op")


def prove(
    statement: str,
    layer: Layer | Family | None = None,
    *,
    timeout: float = TIMEOUT,
    name: str = "",
    asked: Sequence[Solver] | None = None,
) -> Result:
    """Whether `statement` holds: a Proof for all sizes, a Refutation with the smallest counterexample, or Undecided.

    The statement is about `layer`: a family of layers, one layer, or, by default, the cross-correlation layers of
    any rank with symbols for every size and for the parameters (s, d, p, pl, pr, op) that the statement names.
    A layer with symbols for n and k but a given stride is a `Family`; the command line makes one of its options.

    Raises StatementError (a SymconvError) for what is no statement, with the column of the offending piece.

    >>> print(prove("dX = correlate(pad(dZ, k-1), rot180(K))"))
    proved: dX = correlate(pad(dZ, k-1), rot180(K))
      for all n, k >= 1 with n >= k; any number of axes, each with its own; any batch, groups and channels
      in cross-correlation layers with stride 1, dilation 1, padding 0 and a bias
    >>> print(prove("dX = correlate(pad(dZ, k-1), K)"))
    refuted: dX = correlate(pad(dZ, k-1), K)
      at n=2, k=2, entry 1 of the left side is dz1*k1, but the right side is dz1*k2
      in cross-correlation layers with stride 1, dilation 1, padding 0 and a bias
    """
    tree = _parsed(statement)
    family = layer if isinstance(layer, Family) else of_layer(layer) if layer else usual_family(tree)
    return result(decide(tree, family, id=name, timeout=timeout, asked=asked))


def _parsed(statement: str) -> Statement:
    try:
        return parse(statement)
    except StatementError as error:
        raise StatementError(str(error), text=statement, column=error.column) from None


def usual_family(tree: Statement) -> Family:
    """Cross-correlation layers of any rank; symbols for what the statement names, a class for each axis it flips."""
    symbolic = symbolic_parameters(tree)
    explicit = singled_out(tree)
    suffixes = [*(str(at) for at in range(explicit)), ""] if explicit else [""]
    axes = tuple(symbolic_axis(symbolic, suffix) for suffix in suffixes)
    return family_of(axes, batch=symbol("N"), groups=symbol("g"), ins=symbol("c"), outs=symbol("f"))


def symbolic_parameters(tree: Statement) -> frozenset[str]:
    """The parameters that a statement names, which makes them symbols."""
    found = names(tree) & set(SYMBOLIC)
    if "p" in found and found & {"pl", "pr"}:
        raise StatementError(
            "p stands for equal padding on both sides: use it, or pl and pr, not both",
            text=tree.text,
            column=re.search(r"\bp\b", tree.text).start(),  # type: ignore[union-attr]
        )
    return frozenset(found)


def of_layer(layer: Layer) -> Family:
    """The family with one member."""
    return Family(layer, layer.rank)

