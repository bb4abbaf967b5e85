"""`prove`: from what a person writes to a verdict about all the layers that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from symconv.layers.family import Family
from symconv.layers.layer import Layer
from symconv.layers.options import taking
from symconv.proof.decide import TIMEOUT, decide
from symconv.proof.smt import Solver
from symconv.questions import Question, checked_timeout, questions
from symconv.results import Result, result, together
from symconv.statements.described import OpenOptions, family_about

NOT_GIVEN = dict.fromkeys(OpenOptions.__annotations__)


@taking(OpenOptions, NOT_GIVEN)
def prove(
    statement: str,
    layer: Layer | Family | str | None = None,
    *,
    timeout: float = TIMEOUT,
    name: str = "",
    asked: Sequence[Solver] | None = None,
    **options: Unpack[OpenOptions],
) -> Result:
    """Whether `statement` holds: a Proof for all sizes, a Refutation with the smallest counterexample, or Undecided.

    `statement` is text in the language of `symconv help language`, or a theorem's number such as "T1". It is about
    `layer`: the name of a kind such as "conv_transpose2d" (without a rank, "conv_transpose", of any), a `Family`, one
    layer, or by default the cross-correlation layers of any rank. The options are those of a layer, each a number or a
    symbol in quotes (`stride=2`, `stride="s"`, `padding=[("pl", "pr")]`); what is not given is a symbol if the
    statement names it, and usual otherwise.

    Where several statements are decided, those of a theorem, the answer is a Proof if all are proved, the first that is
    refuted or else undecided if not, and `others` has the rest.

    Raises SymconvError for what is no statement or no layer, with the column of the offending piece.

    >>> print(prove("dX = correlate(pad(dZ, k-1), rot180(K))"))
    proved: dX = correlate(pad(dZ, k-1), rot180(K))
      for all n, k >= 1 with n >= k; any number of axes, each with its own; any batch, groups and channels
      in cross-correlation layers with stride 1, dilation 1, padding 0 and a bias
    >>> print(prove("dX = correlate(pad(dZ, k-1), K)"))
    refuted: dX = correlate(pad(dZ, k-1), K)
      at n=2, k=2, entry 1 of the left side is dz1*k1, but the right side is dz1*k2
      in cross-correlation layers with stride 1, dilation 1, padding 0 and a bias
    >>> bool(prove("o = s*(n-1) + k - 2*p", layer="conv_transpose2d", stride=2, padding="p"))
    True
    """
    return answered(questions(statement, layer, options, name), checked_timeout(timeout), asked)


def answered(
    asked: Sequence[Question], timeout: float = TIMEOUT, solvers: Sequence[Solver] | None = None
) -> Result:
    """The answers to several questions as one: a Proof only where every answer is."""
    return together([
        result(decide(each.tree, each.family, id=each.id, timeout=timeout, asked=solvers)) for each in asked
    ])


@taking(OpenOptions, NOT_GIVEN)
def family(layer: str = "conv", **options: Unpack[OpenOptions]) -> Family:
    """The family of layers that a kind's name and options describe, each a number or a symbol in quotes.

    Sizes that are not given are symbols; stride and dilation are 1, padding is 0.

    >>> family("conv_transpose2d", stride="s", padding="p")
    <Family: conv_transpose2d --input n --kernel k --stride s --padding p>
    """
    return family_about(None, layer, options)
