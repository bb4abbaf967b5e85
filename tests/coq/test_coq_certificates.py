"""Certificates with files for Coq: written, made anew and compared, and only then given to Coq."""

from __future__ import annotations

import re
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest
from cli.called import called
from proof.tampering import reseal

from coq.asked import NEEDS_COQ, REQUIRED, asked
from symconv.coq import asking

STATEMENT = "dB = sum(dZ)"


def written(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> Path:
    code, _, _ = called(["prove", STATEMENT, "--certificate", str(folder), *options], capsys)
    assert code == 0
    return folder / "statement-1"


def test_the_three_files_are_in_the_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path, capsys, "--coq")
    assert {path.name for path in (folder / "coq").iterdir()} == {"Statement.v", "Proof.v", "Check.v"}


def test_without_a_folder_there_is_nothing_to_write(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = called(["prove", STATEMENT, "--coq"], capsys)
    assert code == 2
    assert "add --certificate DIR" in said


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Coq, with the library as it was compiled for other tests."""
    monkeypatch.setattr(asking, "coq", lambda _: nullcontext(asked()))


@pytest.mark.slow
@NEEDS_COQ
@pytest.mark.usefixtures("compiled")
def test_a_certificate_holds_for_coq_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, capsys, "--coq")
    code, said, _ = called(["recheck", str(tmp_path), "--coq"], capsys)
    assert code == 0
    assert "confirmed by Coq 8." in said


@pytest.mark.slow
@pytest.mark.skipif(
    not REQUIRED and shutil.which("coqchk") is None, reason="coqchk is not installed: apt-get install coq"
)
def test_a_certificate_holds_for_the_independent_checker_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, capsys, "--coq")
    code, said, _ = called(["recheck", str(tmp_path), "--coqchk"], capsys)
    assert code == 0
    assert re.search(r"confirmed by Coq 8\S+ and coqchk", said)


EVIL = 'Declare ML Module "evil".\n'


@pytest.mark.parametrize("name", ["Statement.v", "Proof.v", "Check.v"])
def test_a_changed_file_is_found_without_coq(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All hashes are made right again: what is compared is what the proof leads to."""
    folder = written(tmp_path, capsys, "--coq")
    path = folder / "coq" / name
    path.write_text(EVIL + path.read_text(encoding="utf-8"), encoding="utf-8")
    reseal(folder)
    code, said, _ = called(["recheck", str(folder)], capsys)
    assert code == 1
    assert f"coq/{name} is not what the statement and the plan lead to" in said


@pytest.mark.parametrize(("name", "text"), [("Evil.v", EVIL), ("Statement.vo", "compiled"), ("Proof.v", None)])
def test_a_file_too_many_or_too_few_is_found(
    name: str, text: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(tmp_path, capsys, "--coq")
    path = folder / "coq" / name
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")
    reseal(folder)
    code, said, _ = called(["recheck", str(folder)], capsys)
    assert code == 1
    assert f"coq/{name}" in said


@pytest.mark.slow
@NEEDS_COQ
@pytest.mark.usefixtures("compiled")
def test_a_certificate_without_files_for_coq_says_how_to_write_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, capsys)
    code, said, _ = called(["recheck", str(tmp_path), "--coq"], capsys)
    assert code == 1
    assert "symconv prove --certificate DIR --coq writes them" in said


def test_without_coq_it_says_how_to_install_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, capsys, "--coq")
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _, said = called(["recheck", str(tmp_path), "--coq"], capsys)
    assert code == 2
    assert "apt-get install coq" in said
