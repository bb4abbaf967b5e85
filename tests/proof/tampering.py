"""How a certificate is tampered with: changes of its files, with the hashes left as they are or made right."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from symconv.arrays.sums import Guard
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis
from symconv.proof import kernel
from symconv.proof.certificate import write
from symconv.proof.claim import claim
from symconv.proof.example import found_example
from symconv.proof.kernel import KernelError
from symconv.proof.plan import PairPlan
from symconv.proof.search import completed, plans
from symconv.proof.sides import parameters
from symconv.proof.smt import Confirmed
from symconv.results import Proof
from symconv.sizes import symbol
from symconv.statements.grammar import parse
from symconv.statements.theorems import GENERAL

n, k = symbol("n"), symbol("k")
USERS = "rot180(insert_zeros(A, s)) = insert_zeros(rot180(A), s)"

Data = Any


def then(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        for each in changes:
            each(folder)

    return change


def renamed(old: str, new: str) -> Callable[[Path], None]:
    """Another name for a parameter, in every file, and all hashes made right."""

    def change(folder: Path) -> None:
        for path in folder.rglob("*"):
            if path.is_file() and path.name != "manifest.json":
                text = path.read_text(encoding="utf-8")
                path.write_bytes(re.sub(rf'\b{old}\b(?!":)', new, text).encode())
        assert new in (folder / "family.json").read_text(encoding="utf-8")
        reseal(folder)

    return change


def load(folder: Path, name: str) -> Data:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def dumped(value: Data) -> str:
    return json.dumps(value, indent=1, sort_keys=True) + "\n"


def store(folder: Path, name: str, value: Data) -> None:
    (folder / name).write_text(dumped(value), encoding="utf-8")


def digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def reseal(folder: Path) -> None:
    """All hashes and the digest made right, whatever the files are now."""
    manifest = load(folder, "manifest.json")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    manifest["files"] = {path.relative_to(folder).as_posix(): digest(path.read_bytes()) for path in files}
    seal(folder, manifest)


def listed(folder: Path, *names: str) -> None:
    """An index of these certificates, as if no others had ever been there."""
    body = {
        "schema": "symconv.certificates/1",
        "certificates": {name: digest((folder / name / "manifest.json").read_bytes()) for name in names},
    }
    store(folder, "index.json", body | {"digest": digest(dumped(body).encode())})


def seal(folder: Path, manifest: Data) -> None:
    body = {name: value for name, value in manifest.items() if name != "digest"}
    store(folder, "manifest.json", body | {"digest": digest(dumped(body).encode())})


def flip_byte(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(bytes(content))

    return change


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def put(name: str, content: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)

    return change


def append(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        path.write_bytes(path.read_bytes() + text.encode())

    return change


def manifest(changed: Callable[[Data], Any], sealed: bool = False) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        found = load(folder, "manifest.json")
        changed(found)
        if sealed:
            seal(folder, found)
        else:
            store(folder, "manifest.json", found)

    return change


def edited(name: str, changed: Callable[[Data], Any]) -> Callable[[Path], None]:
    """A JSON file changed, and all hashes made right."""

    def change(folder: Path) -> None:
        found = load(folder, name)
        changed(found)
        store(folder, name, found)
        reseal(folder)

    return change


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    """A piece of text changed, and all hashes made right."""

    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_bytes(text.replace(old, new, 1).encode())
        reseal(folder)

    return change


def resealed(change: Callable[[Path], None]) -> Callable[[Path], None]:
    def both(folder: Path) -> None:
        change(folder)
        reseal(folder)

    return both


def said(statement: str) -> Callable[[Path], None]:
    """Another statement, in the text and in the manifest."""

    def change(folder: Path) -> None:
        (folder / "statement.txt").write_bytes((statement + "\n").encode())
        found = load(folder, "manifest.json")
        found["statement"] = statement
        store(folder, "manifest.json", found)
        reseal(folder)

    return change


def step(axis: str, side: str, changed: Callable[[Data], Any]) -> Callable[[Path], None]:
    """The list of eliminations of the first case of one axis."""

    def change(plan: Data) -> None:
        (found,) = (each for each in plan["pairs"][0]["axes"] if each["axis"] == axis)
        changed(found[side][0])

    return edited("plan.json", change)


def plan(changed: Callable[[Data], Any]) -> Callable[[Path], None]:
    """The list of pairs."""
    return edited("plan.json", lambda found: changed(found["pairs"]))


def example(changed: Callable[[Data], Any]) -> Callable[[Path], None]:
    return edited("example.json", changed)


def family(changed: Callable[[Data], Any]) -> Callable[[Path], None]:
    return edited("family.json", changed)


def axis(**values: str) -> Callable[[Path], None]:
    return family(lambda found: found["axes"][0].update(values))


def now(**values: Data) -> Callable[[Path], None]:
    """Other values in the file about the family."""
    return family(lambda found: found.update(values))


def condition(relation: Data) -> Callable[[Path], None]:
    """The same condition with another relation."""
    return family(lambda found: found["given"][0].__setitem__(1, relation))


def replace_all_obligations(folder: Path) -> None:
    for path in (folder / "obligations").iterdir():
        path.write_bytes(UNSAT)
    reseal(folder)


def last_obligation(folder: Path) -> Path:
    return max((folder / "obligations").iterdir())


def obligation(changed: Callable[[str], str]) -> Callable[[Path], None]:
    """The last question to the solvers changed, which is about the entries."""

    def change(folder: Path) -> None:
        path = last_obligation(folder)
        text = path.read_text(encoding="utf-8")
        assert changed(text) != text
        path.write_bytes(changed(text).encode())
        reseal(folder)

    return change


def without_assertion(which: int) -> Callable[[str], str]:
    def changed(text: str) -> str:
        lines = text.splitlines(keepends=True)
        asserted = [at for at, line in enumerate(lines) if line.startswith("(assert ")]
        del lines[asserted[which]]
        return "".join(lines)

    return changed


UNSAT = b"; terms 0 and 0, axis 0: right where left\n(set-logic QF_LIA)\n(assert false)\n(check-sat)\n"


def swap_obligations(folder: Path) -> None:
    one, other = (folder / f"obligations/{number:03}.smt2" for number in (1, 2))
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    reseal(folder)


def pop_obligation(folder: Path) -> None:
    last_obligation(folder).unlink()
    reseal(folder)


def no_obligations(folder: Path) -> None:
    shutil.rmtree(folder / "obligations")
    reseal(folder)


def forged(
    statement: str, about: Family, name: str = "", change: Callable[[PairPlan], PairPlan] | None = None
) -> Callable[[Path], None]:
    """A certificate that the writer itself makes of a proof that there is none of: everything fits but the truth."""

    def make(folder: Path) -> None:
        made = claim(parse(statement), about)
        found = next(iter(plans(made)))
        with suppress(KernelError):
            found = completed(made, found, lambda: 1_000)
        if change is not None:
            found = replace(found, pairs=tuple(map(change, found.pairs)))
        example = found_example(made, lambda: 1_000) or tuple((name, 1) for name in parameters(made))
        pretended = object.__new__(kernel.Proved)
        confirmed = tuple(Confirmed(each, ()) for each in kernel.obligations(made, found))
        for part, value in (("claim", made), ("plan", found), ("example", example), ("confirmed", confirmed)):
            object.__setattr__(pretended, part, value)
        proof = Proof(name, parse(statement), about, pretended, 0.0)
        shutil.rmtree(folder)
        (path,) = write([proof], folder.parent.parent / "forged")
        shutil.move(path, folder)

    return make


def general(where: Axis = GENERAL, transposed: bool = False, given: tuple[Guard, ...] = (), **more: Any) -> Family:
    lead = {name: symbol(letter) for name, letter in zip(("batch", "groups", "ins", "outs"), "Ngcf", strict=True)}
    return family_of((where,), transposed=transposed, given=given, **(lead | more))
