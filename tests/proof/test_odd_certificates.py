"""Folders with odd names, links and numbers: a report has one line for each certificate, and says what is wrong."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from proof.tampering import digest, dumped, listed, reseal, store
from symconv.proof.certificate import recheck, write
from symconv.proving import prove


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate in a folder."""
    folder = tmp_path_factory.mktemp("certificates")
    write([prove("dX = correlate(pad(dZ, k-1), rot180(K))")], folder)
    return folder


def test_no_name_looks_like_a_line_of_the_report(written: Path, tmp_path: Path) -> None:
    """A folder's name is somebody else's text: what it says of other certificates is no line of its own."""
    name = "a\nholds  T1: dX = 2*dX (3 obligations)\nholds  b"
    shutil.copytree(written / "statement-1", tmp_path / name)
    listed(tmp_path)
    for where in (tmp_path / name, tmp_path):
        (found,) = recheck(where)
        assert "a\\nholds  T1" in str(found)
        assert not any(line.startswith("holds  T1") for line in str(found).splitlines())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_link_to_a_pipe_is_not_waited_for(written: Path, tmp_path: Path) -> None:
    shutil.copytree(written / "statement-1", tmp_path / "one")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "one" / "example.json").unlink()
    (tmp_path / "one" / "example.json").symlink_to(tmp_path / "pipe")
    (said,) = recheck(tmp_path / "one")
    assert said.problem == "example.json is no file"


@pytest.mark.parametrize("name", ["../one", "", ".", "a/b", "a\nb", "\ud800", "a" * 5_000], ids=ascii)
def test_an_index_lists_names_of_folders_alone(written: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(written / "statement-1", tmp_path / "set" / "one")
    body = {"schema": "symconv.certificates/1", "certificates": {name: "0" * 64}}
    store(tmp_path / "set", "index.json", body | {"digest": digest(dumped(body).encode())})
    (said,) = recheck(tmp_path / "set")
    assert said.problem.endswith("which is no name of a certificate")


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("plan.json", '"left": 0', '"left": Infinity', "it cannot be read: OverflowError"),
        ("family.json", '"n": "n"', '"n": "1//0"', "it cannot be read: ZeroDivisionError"),
    ],
    ids=["infinity", "a division by 0"],
)
def test_numbers_that_there_are_not_make_a_certificate_fail(
    written: Path, tmp_path: Path, file: str, old: str, new: str, problem: str
) -> None:
    shutil.copytree(written / "statement-1", tmp_path / "one")
    text = (tmp_path / "one" / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "one" / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    reseal(tmp_path / "one")
    (said,) = recheck(tmp_path / "one")
    assert said.problem.startswith(problem)
