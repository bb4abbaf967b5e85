"""What somebody puts into a certificate's folder for Coq: Coq is given nothing of it, nor asked where it differs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from proof.tampering import reseal

from symconv.coq.files import coq_files
from symconv.proof.certificate import recheck, write
from symconv.proof.decide import decide
from symconv.proof.kernel import Proved
from symconv.questions import questions

PLUGIN = 'Declare ML Module "evil".\n'


@dataclass(frozen=True, slots=True)
class Asked:
    """In the place of Coq: remembers what it is given."""

    given: list[Mapping[str, str]] = field(default_factory=list)

    def __call__(self, files: Mapping[str, str]) -> str:
        self.given.append(files)
        return "Coq"


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (question,) = questions("dB = sum(dZ)")
    (path,) = write([decide(question.tree, question.family)], tmp_path_factory.mktemp("honest"), coq_files)
    return path


def added(name: str, content: bytes = PLUGIN.encode()) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

    return change


def changed(name: str, new: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).write_bytes(new((folder / name).read_bytes()))

    return change


def linked(name: str, target: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(target)

    return change


def led_elsewhere(folder: Path) -> None:
    other = folder.parent / "elsewhere.v"
    other.write_text(PLUGIN + (folder / "coq/Proof.v").read_text(encoding="utf-8"), encoding="utf-8")
    linked("coq/Proof.v", str(other))(folder)


def no_folder(folder: Path) -> None:
    shutil.rmtree(folder / "coq")
    added("coq")(folder)


BAD: dict[str, Callable[[Path], None]] = {
    "a plugin": added("coq/evil.cmxs"),
    "a compiled file": added("coq/Statement.vo"),
    "settings": added("coq/.coqrc"),
    "a project": added("coq/_CoqProject"),
    "a folder in the folder": added("coq/sub/Statement.v"),
    "the same in other letters": added("coq/statement.v"),
    "a name with a new line": added("coq/Proof.v\n"),
    "a plugin is loaded": changed("coq/Proof.v", lambda text: PLUGIN.encode() + text),
    "a comment that loads one": changed("coq/Proof.v", lambda text: b"(* *) " + PLUGIN.encode() + b"(* *)" + text),
    "a mark at the beginning": changed("coq/Statement.v", lambda text: b"\xef\xbb\xbf" + text),
    "other ends of lines": changed("coq/Check.v", lambda text: text.replace(b"\n", b"\r\n")),
    "a zero at the end": changed("coq/Check.v", lambda text: text + b"\0"),
    "no text": changed("coq/Check.v", lambda _: b"\xff\xfe"),
    "an empty file": changed("coq/Check.v", lambda _: b""),
    "a link to another file": led_elsewhere,
    "a link to a folder": linked("coq/more", ".."),
    "a link to nothing": linked("coq/more.v", "nothing.v"),
    "a file in place of the folder": no_folder,
}


@pytest.mark.parametrize("change", BAD.values(), ids=BAD)
def test_coq_is_not_asked(change: Callable[[Path], None], honest: Path, tmp_path: Path) -> None:
    """All hashes are made right again."""
    folder = tmp_path / "forged"
    shutil.copytree(honest, folder)
    change(folder)
    reseal(folder)
    asked = Asked()
    (report,) = recheck(folder, coq_files, asked)
    assert not report
    assert asked.given == []


def test_coq_is_given_what_the_proof_leads_to(honest: Path) -> None:
    asked = Asked()
    (report,) = recheck(honest, coq_files, asked)
    assert report.checkers[-1] == "Coq"
    (question,) = questions("dB = sum(dZ)")
    found = decide(question.tree, question.family).found
    assert isinstance(found, Proved)
    assert asked.given == [coq_files(question.tree, question.family, found)]
