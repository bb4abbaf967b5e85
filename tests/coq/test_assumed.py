"""What a proof may not rest on, planted in it: coqc tells of what the proof uses, coqchk of what lies beside it too."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from quick import cases

from coq.asked import NEEDS_COQ, REQUIRED, asked
from symconv.coq.asking import CHECKED, SOUND, Coq, CoqError, doubts_of

NEEDS_COQCHK = pytest.mark.skipif(
    not REQUIRED and shutil.which("coqchk") is None, reason="coqchk is not installed: apt-get install coq"
)
# What is planted, a proof that uses it, what coqc says of that, and what coqchk says where no proof uses it.
PLANTED = {
    "an axiom": ("Axiom wrong : False.", "wrong", "wrong : False", "Axioms: Certificate.Planted.wrong"),
    "a fixpoint that does not end": (
        "Unset Guard Checking.\nFixpoint loop (n : nat) : False := loop n.\nSet Guard Checking.",
        "loop 0",
        "loop is assumed to be guarded",
        "unsafe (co)fixpoints: Certificate.Planted.loop",
    ),
    "a type that contains its own negation": (
        "Unset Positivity Checking.\nInductive bad := Bad (_ : bad -> False).\nSet Positivity Checking.\n"
        "Definition never (b : bad) : False := match b with Bad f => f b end.",
        "never (Bad never)",
        "bad is assumed to be positive",
        "positivity is assumed: Certificate.Planted.bad",
    ),
    "a type of all types": (
        "Unset Universe Checking.\nDefinition small (A : Type) : Set := A.\nDefinition set : Set := small Set.\n"
        "Set Universe Checking.",
        "set",
        "relies on an unsafe hierarchy",
        "type-in-type: Certificate.Planted.set Certificate.Planted.small",
    ),
}


def planted(text: str, proof: str) -> dict[str, str]:
    """A file with something in it, and a proof; it ends as the files of a certificate end."""
    return {"Planted.v": f"{text}\nDefinition proof := {proof}.\nPrint Assumptions proof.\n"}


@NEEDS_COQ
def test_with_nothing_planted_it_holds() -> None:
    assert asked()(planted("", "I")).startswith("Coq ")


@NEEDS_COQ
@pytest.mark.parametrize(("text", "proof", "said", "_"), PLANTED.values(), ids=PLANTED)
def test_what_a_proof_rests_on_is_told_by_coqc(text: str, proof: str, said: str, _: str) -> None:
    with pytest.raises(CoqError, match="the proof rests on axioms") as error:
        asked()(planted(text, proof))
    assert said in str(error.value)


@NEEDS_COQCHK
@pytest.mark.parametrize(("text", "_", "__", "said"), cases(PLANTED))
def test_what_lies_beside_a_proof_is_told_by_coqchk(text: str, _: str, __: str, said: str) -> None:
    independent = Coq("Coq", asked().library, independent=True)
    assert asked()(planted(text, "I")).startswith("Coq ")
    with pytest.raises(CoqError, match="coqchk does not accept the proof") as error:
        independent(planted(text, "I"))
    assert said in str(error.value)


@NEEDS_COQCHK
def test_with_nothing_planted_coqchk_is_content() -> None:
    assert Coq("Coq", asked().library, independent=True)(planted("", "I")) == "Coq and coqchk"


@pytest.mark.slow
@NEEDS_COQCHK
def test_another_theory_is_told(tmp_path: Path) -> None:
    """No file can ask for it, a call can; then Set is impredicative for all that is checked."""
    (tmp_path / "Planted.v").write_text(planted("", "I")["Planted.v"], encoding="utf-8")
    where = ["-R", str(tmp_path), "Certificate"]
    subprocess.run(["coqc", *where, str(tmp_path / "Planted.v")], check=True, capture_output=True, timeout=60)
    for options, doubts in (([], ""), (["-impredicative-set"], "* Theory: Set is impredicative")):
        command = ["coqchk", "-o", *options, *where, "Certificate.Planted"]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
        assert doubts_of(done.stdout + done.stderr) == doubts


GOOD = "\n  \n".join(["Modules were successfully checked", "\nCONTEXT SUMMARY\n===============", *SOUND, ""])


def test_a_sound_summary_has_every_line_and_no_other() -> None:
    assert doubts_of(GOOD) == ""
    for line in SOUND:
        assert doubts_of(GOOD.replace(line, "")), line
        assert doubts_of(GOOD.replace(line, line.replace("<none>", "\n    Certificate.it").replace(" pred", " impred")))
    assert doubts_of(GOOD + "* Something new: Certificate.it\n") == "* Something new: Certificate.it"
    assert doubts_of(GOOD.replace("successfully", "nearly"))
    for said in ("", CHECKED, GOOD.replace("CONTEXT SUMMARY", "")):
        assert doubts_of(said).startswith("its summary is not whole")
