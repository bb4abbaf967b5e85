"""Proofs that Coq accepts, each closed under the global context: every theorem, and some further statements.

`python -m coq.whole` in `tests` takes all of those too, and says how long Coq takes.
"""

from __future__ import annotations

import pytest
from quick import cases

from coq.asked import NEEDS_COQ, asked, files
from coq.further import further
from coq.whole import Asked, problems
from symconv.coq.asking import CoqError
from symconv.layers.family import Family
from symconv.statements.described import usual_family
from symconv.statements.grammar import Statement, parse
from symconv.statements.library import library

pytestmark = NEEDS_COQ
UNIT_STRIDE = "relationship 1: unit stride, no padding"
# As users get them, three files a proof: a size, and a gradient.
FEW = (
    *((each.id, each.tree, each.family) for each in library() if each.title == UNIT_STRIDE),
    *((each.id, each.tree, each.family) for each in library()[:1]),
)
# One of each sort: what is counted in cases, what runs together, classes of terms, and a zero.
SORTS = [(each.kind, each.tree, each.family) for each in [*further()][::12]]
SMALL = [(text, parse(text)) for text in ("(2*n)//2 = n", "(n + 3)//2 = (n + 1)//2 + 1")]
# So many runs of Coq for all other theorems, and one of each sort.
RUNS = 8


@pytest.mark.parametrize(("tree", "family"), cases({f"{kind}: {tree.text}": (tree, of) for kind, tree, of in FEW}))
def test_a_proof_is_accepted(tree: Statement, family: Family) -> None:
    assert asked()(files(tree, family)).startswith("Coq ")


@pytest.mark.slow
@pytest.mark.parametrize("run", range(RUNS))
def test_every_theorem_is_accepted_and_one_of_each_sort(run: int) -> None:
    theorems = [(f"{each.id} {each.title}", each.tree, each.family) for each in library()]
    others = [each for each in [*theorems, *SORTS] if each[1:] not in [few[1:] for few in FEW]]
    assert len(others) == len(library()) + len(SORTS) - len(FEW)
    some = [Asked(name, files(tree, family)) for name, tree, family in others[run::RUNS]]
    assert problems(asked(), some) == []


@pytest.mark.slow
def test_of_several_the_one_that_is_refused_is_named() -> None:
    one, other = (Asked(text, files(tree, usual_family(tree))) for text, tree in SMALL)
    broken = other.files | {"Proof.v": other.files["Proof.v"].replace("linear.", "idtac.")}
    (problem,) = problems(asked(), [one, Asked(other.name, broken)])
    assert problem.startswith(f"{SMALL[1][0]}: Proof.v is refused")


def test_there_are_sixty_further_statements() -> None:
    assert len({(each.tree.text, each.family) for each in further()}) >= 60


PROOF = "Theorem proof : claim.\nProof."
THEOREM = library()[0].tree
# Where the statement does not matter it is one that Coq is done with soon.
CHANGED = {
    "an axiom": (
        SMALL[1][1],
        "Proof.v",
        PROOF,
        "Axiom wrong : claim.\nTheorem proof : claim.\nProof. exact wrong. Qed.\nGoal claim.\nProof.",
        "rests on axioms: .* wrong : claim",
    ),
    "a step left out": (SMALL[1][1], "Proof.v", "linear.", "idtac.", "Proof.v is refused"),
    "a check left out": (SMALL[1][1], "Check.v", "Print Assumptions", "Print", "rests on axioms"),
    "another statement": (
        THEOREM,
        "Statement.v",
        "(rot180 (tensor (K the_layer)))",
        "(tensor (K the_layer))",
        "Proof.v is refused",
    ),
}


@pytest.mark.parametrize(("tree", "name", "old", "new", "said"), cases(CHANGED))
def test_what_is_changed_is_refused(tree: Statement, name: str, old: str, new: str, said: str) -> None:
    made = files(tree, library()[0].family if tree is THEOREM else usual_family(tree))
    assert old in made[name]
    made[name] = made[name].replace(old, new)
    with pytest.raises(CoqError, match=said):
        asked()(made)
