"""Whatever the checker accepts, both solvers confirm: certificates of obligations with a mistake made in them."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest
from proof.proved import SOLVERS

from mutation.obligation_mutants import accepted, judged, library_obligations, mutants
from symconv.proof.instances import instances
from symconv.proof.linear.search import certificate
from symconv.proof.smt import question

# Every so many mutants; `python -m mutation.obligation_mutants` takes them all.
EVERY = 61


@pytest.mark.slow
def test_every_obligation_of_the_library_has_a_certificate() -> None:
    for name, obligation in library_obligations():
        found = certificate(obligation)
        assert found is not None, name
        assert accepted(obligation, found), name


@pytest.mark.slow
def test_no_mutant_is_wrongly_accepted() -> None:
    judgements = list(judged(library_obligations(), EVERY))
    assert [each for each in judgements if each.wrong] == []
    assert sum(each.accepted for each in judgements) >= 10
    assert sum(not each.accepted for each in judgements) >= 30


def test_there_are_thousands_of_mutants() -> None:
    assert sum(1 for _, obligation in library_obligations() for _ in mutants(obligation)) >= 2_000


@pytest.mark.slow
def test_most_refused_mutants_are_false() -> None:
    """The search misses little: what it finds no certificate for, the solvers hardly ever confirm."""
    missed = refused = 0
    every = (mutant for _, obligation in library_obligations() for mutant in mutants(obligation))
    for mutant in islice(every, 0, None, 3 * EVERY):
        if certificate(mutant.obligation) is None:
            refused += 1
            chosen = instances(mutant.obligation, 5_000)
            asked = replace(mutant.obligation, instances=chosen or ())
            missed += chosen is not None and SOLVERS[0].ask(question(asked), 5_000) == "unsat"
    assert refused >= 10
    assert missed <= refused // 10
