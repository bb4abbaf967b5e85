"""What is proved at once, and what comes after where it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from symconv.arrays.sums import Guard
from symconv.layers.family import Family
from symconv.proof import decide as deciding
from symconv.proof.decide import decide
from symconv.proof.decision import Decision
from symconv.proof.linear.search import certifier
from symconv.proof.linear.steps import Contradiction, LinearProof
from symconv.proof.smt import Certify, Obligation
from symconv.sizes import symbol
from symconv.statements.described import usual_family
from symconv.statements.grammar import Statement, parse

TRUE = "dX = correlate(pad(dZ, k-1), rot180(K))"
FALSE = "dX = correlate(pad(dZ, k-1), K)"
# Names alone do not say which factor of one side is which of the other.
SAMPLED = "correlate(A, A, mode=full) = rot180(correlate(A, A, mode=full))"


def decided(text: str, statement: Callable[[str], Statement] = parse) -> Decision:
    tree = statement(text)
    return decide(tree, usual_family(tree))


def hunts(monkeypatch: pytest.MonkeyPatch) -> list[Statement]:
    """The statements for which a counterexample is looked for from now on."""
    found: list[Statement] = []
    hunt = deciding._refuted_at_once

    def noted(tree: Statement, family: Family, *rest: object) -> object:
        found.append(tree)
        return hunt(tree, family, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(deciding, "_refuted_at_once", noted)
    return found


@pytest.mark.parametrize("text", [TRUE, "rot180(rot180(A)) = A", "o = n - k + 1"])
def test_what_is_proved_at_once_is_hunted_by_nobody(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hunted = hunts(monkeypatch)
    assert decided(text).outcome == "proved"
    assert hunted == []


@pytest.mark.parametrize("text", [FALSE, SAMPLED])
def test_what_is_not_is_hunted(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hunted = hunts(monkeypatch)
    assert decided(text).outcome == ("refuted" if text == FALSE else "proved")
    assert len(hunted) == 1


WRONG: dict[str, LinearProof] = {
    "nothing": (),
    "what contradicts nothing": (Contradiction(((0, 1),)),),
}


@pytest.mark.parametrize("text", [TRUE, FALSE])
@pytest.mark.parametrize("proof", WRONG)
def test_a_wrong_certificate_proves_nothing_at_once(
    proof: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel refuses it, and what takes longer is looked for; there is no certificate that nobody checks."""
    asked: list[Obligation] = []

    def certifying(until: float, thorough: bool = True) -> Certify:
        if thorough:
            return certifier(until)

        def wrong(obligation: Obligation) -> tuple[LinearProof, ...]:
            asked.append(obligation)
            return (WRONG[proof],)

        return wrong

    monkeypatch.setattr(deciding, "certifier", certifying)
    hunted = hunts(monkeypatch)
    assert decided(text).outcome == ("proved" if text == TRUE else "refuted")
    assert asked
    assert len(hunted) == 1


def test_what_says_nothing_is_not_proved_at_once() -> None:
    """Of no layer anything can be proved."""
    tree = parse(TRUE)
    none = replace(usual_family(tree), given=(Guard(-1 * symbol("n"), ">="),))
    found = decide(tree, none)
    assert found.outcome == "undecided"
    assert "no layer was found for which the statement says anything" in found.said
