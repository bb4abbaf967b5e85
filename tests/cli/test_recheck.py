"""`symconv recheck` as a user meets it: a certificate holds, and one that was changed does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.asked_to_prove import NOTES, USUAL, WRONG, asked
from symconv.cli.main import run


def rechecked(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = run(["recheck", str(folder)])
    out, err = capsys.readouterr()
    return code, out, err


def certified(arguments: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[Path]]:
    code, _, err = asked([*arguments, "--certificate", str(folder)], capsys)
    found = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.exists() else []
    assert err.count("certificate: ") == len(found)
    return code, found


def test_a_certificate_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, folders = certified(["T1", NOTES], tmp_path / "new" / "certificates", capsys)
    assert code == 0
    assert len(folders) == 3
    assert sorted({path.name for path in folders[0].iterdir()}) == [
        *("certificates", "example.json", "family.json", "manifest.json", "obligations", "plan.json", "statement.txt"),
        "sums.txt",
    ]
    code, out, err = rechecked(tmp_path / "new" / "certificates", capsys)
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines() if line[0] != " "] == ["holds"] * 3
    assert out.endswith(f"each with its own; any batch, groups and channels\n{USUAL}\n")
    assert NOTES in out
    assert rechecked(folders[0], capsys)[0] == 0


@pytest.mark.parametrize(
    "name", ["statement.txt", "example.json", "family.json", "sums.txt", "plan.json", "manifest.json", "001.smt2"]
)
def test_a_changed_certificate_does_not_hold(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, (first, *_) = certified(["T1"], tmp_path, capsys)
    (path,) = first.rglob(name)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    code, out, err = rechecked(tmp_path, capsys)
    assert (code, err) == (1, "")
    assert [line.split()[0] for line in out.splitlines() if line[0] != " "] == ["fails", "holds"]


@pytest.mark.parametrize("name", ["statement.txt", "plan.json", "manifest.json", "001.smt2"])
def test_a_missing_file_is_noticed(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, (first, *_) = certified(["T1"], tmp_path, capsys)
    next(first.rglob(name)).unlink()
    code, out, _ = rechecked(tmp_path, capsys)
    assert code == 1
    assert out.startswith(f"fails  {first.name}")


def test_a_certificate_of_something_else_does_not_pass_for_a_theorem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, (first, *_) = certified(["T3"], tmp_path, capsys)
    (first / "statement.txt").write_text("dB = sum(dY)\n", encoding="utf-8")
    assert rechecked(tmp_path, capsys)[0] == 1


def test_what_is_refuted_has_no_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, folders = certified([WRONG], tmp_path / "none", capsys)
    assert (code, folders) == (1, [])


def test_recheck_needs_a_folder_with_certificates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder, said in ((tmp_path / "nowhere", "there is no folder"), (tmp_path, "there is no certificate")):
        code, out, err = rechecked(folder, capsys)
        assert (code, out) == (2, "")
        assert err.splitlines()[0].startswith(f"symconv: {said}")
