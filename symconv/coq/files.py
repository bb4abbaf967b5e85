"""The three files of a proof for Coq: what is said, why it holds, and that this is all."""

from __future__ import annotations

from symconv.coq.proof import proof_text
from symconv.coq.statement import proposition, statement_text
from symconv.layers.family import Family
from symconv.proof.kernel import Proved
from symconv.statements.grammar import Statement

CHECK = """From Certificate Require Import Statement Proof.
Check (Proof.proof : Statement.claim).
Print Assumptions Proof.proof.
"""


def coq_files(tree: Statement, family: Family, proved: Proved) -> dict[str, str]:
    """The files by name, in the order in which Coq reads them.

    >>> from symconv.proof.decide import decide
    >>> from symconv.statements.library import library
    >>> theorem = library()[0]
    >>> list(coq_files(theorem.tree, theorem.family, decide(theorem.tree, theorem.family).found))
    ['Statement.v', 'Proof.v', 'Check.v']
    """
    about = proposition(tree, family, proved.claim)
    return {"Statement.v": statement_text(about, proved), "Proof.v": proof_text(about, proved), "Check.v": CHECK}
