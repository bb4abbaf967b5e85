"""The files for Coq as text: what they say, and that nothing in a statement gets out of a comment."""

from __future__ import annotations

import re

import pytest

from coq.asked import files
from symconv.coq.asking import LIBRARY, MODULES
from symconv.coq.statement import commented
from symconv.statements.described import usual_family
from symconv.statements.grammar import parse
from symconv.statements.library import library

HOSTILE = ("*)", "(*", '"', "*) Require Import Evil. (*", '"*)', "(*)", "**))", "\n*)", "\u2028*)")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_ends_its_comment(text: str) -> None:
    found = commented(f"a {text} b")
    assert found.startswith("(** ")
    assert found.endswith(" *)")
    inside = found[4:-3]
    assert "*)" not in inside
    assert "(*" not in inside
    assert '"' not in inside
    assert inside.isprintable()


def test_the_first_theorem_reads_as_it_is_written() -> None:
    theorem = library()[0]
    said = files(theorem.tree, theorem.family)["Statement.v"]
    assert "Definition left : array par := (grad (dot (Z_ the_layer) (tensor (dZ the_layer))) (X the_layer))." in said
    assert "(rot180 (tensor (K the_layer)))" in said
    assert "Definition claim : Prop := equal kinds ok required domain also_left also_right example left right." in said


def test_a_statement_has_its_own_definition_of_free_tensors() -> None:
    tree = parse("rot180(rot180(A)) = A")
    said = files(tree, usual_family(tree))["Statement.v"]
    assert 'Definition free_A : named par :=\n  ("A"%string, ' in said
    assert "the_layer" not in said


def test_a_free_tensor_has_the_batch_and_channels_that_the_claim_gives_it() -> None:
    """It was once written without, whatever it met, and no file could be made of some proofs."""
    tree = parse("grad(dot(Z, C), X) = correlate(pad(C, k-1), rot180(K))")
    said = files(tree, usual_family(tree))["Statement.v"]
    like_z = "Batch => Some (fun q => (N_ q)) | Groups => Some (fun q => (g_ q)) | Outs => Some (fun q => (f_ q))"
    assert f'("C"%string, fun l => match l with {like_z} | Space i => Some ((fun _ q => (n_ q - k_ q + 1)) i)' in said


def test_what_is_checked_is_the_claim_and_its_assumptions() -> None:
    theorem = library()[0]
    assert files(theorem.tree, theorem.family)["Check.v"].splitlines()[1:] == [
        "Check (Proof.proof : Statement.claim).",
        "Print Assumptions Proof.proof.",
    ]


def library_text() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in LIBRARY.glob("*.v")}


def test_every_module_is_compiled() -> None:
    assert {*MODULES} == {*library_text()}


def test_each_module_requires_those_before_it_alone() -> None:
    for module, text in library_text().items():
        (required,) = re.findall(r"^From Symconv Require Import ([\w ]+)\.$", text, re.MULTILINE) or [""]
        assert {*required.split()} <= {*MODULES[: MODULES.index(module)]}


@pytest.mark.parametrize("word", ["Axiom", "Admitted", "admit", "Parameter", "Declare ML", "Unset", "bypass_check"])
def test_nothing_is_assumed(word: str) -> None:
    """Coq says so of every proof; here it is said of the text."""
    assert not [name for name, text in library_text().items() if re.search(rf"\b{word}\b", text)]


# What has to be read to know what a statement says; the rest Coq checks.
READ = ("Language", "Operators", "Layers")


def test_the_library_can_be_read() -> None:
    lines = {name: text.splitlines() for name, text in library_text().items()}
    assert sum(len(lines[name]) for name in READ) < 300
    assert sum(map(len, lines.values())) < 1_000
    assert max(len(line) for each in lines.values() for line in each) <= 120
