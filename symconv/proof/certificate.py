"""Certificates: a proof as files that can be checked again without the search that found it.

A folder for each proof:

- `statement.txt`: what is proved; `family.json`: the layers it is about.
- `sums.txt`: both sides as guarded sums, and the sizes and conditions that go with them.
- `example.json`: numbers for which the statement says something.
- `plan.json`: which terms are paired, and which equation eliminates which variable.
- `obligations/*.smt2`: what a solver has to find unsatisfiable; any SMT-LIB solver can.
- `manifest.json`: a hash of every file, the versions that made them, and a hash of itself.

`recheck` reads these alone. It builds the claim from the statement, lets the kernel carry out the plan, and
compares what comes out with the files, so a change that also mends the hashes is found all the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symconv.errors import SymconvError
from symconv.layers.family import Family
from symconv.proof import kernel, smt
from symconv.proof.claim import claim
from symconv.proof.decision import Decision
from symconv.proof.kernel import AxisPlan, Claim, Elimination, KernelError, PairPlan, Proved, collected
from symconv.proof.sides import Example
from symconv.proof.smt import Obligation
from symconv.proof.solvers import solvers
from symconv.statements.families import family_data, family_from_data
from symconv.statements.grammar import parse
from symconv.statements.library import library
from symconv.version import VERSION

SCHEMA = "symconv.certificate/1"
MANIFEST = "manifest.json"
MILLISECONDS = 10_000


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one certificate: `problem` is empty where it holds."""

    folder: str
    statement: str
    obligations: int
    problem: str = ""

    def __bool__(self) -> bool:
        return not self.problem

    def __str__(self) -> str:
        if self.problem:
            return f"fails  {self.folder}: {self.problem}"
        return f"holds  {self.folder}: {self.statement} ({self.obligations} obligations)"


class CertificateError(Exception):
    """What is wrong with a certificate."""


def write(decisions: Sequence[Decision], folder: Path) -> list[Path]:
    """Write a folder for each proof among the decisions and return their paths."""
    written: list[Path] = []
    for decision in decisions:
        if isinstance(decision.found, Proved):
            base = decision.id or "statement"
            number = sum(path.name.startswith(f"{base}-") for path in written) + 1
            written.append(folder / f"{base}-{number}")
            _write_one(decision, decision.found, written[-1])
    return written


def _write_one(proof: Decision, proved: Proved, folder: Path) -> None:
    files = _files(proof.statement, proof.family, proved.claim, proved.example, proved.plan, proved.obligations)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    body = {
        "schema": SCHEMA,
        "id": proof.id,
        "statement": proof.statement,
        "versions": {"symconv": VERSION, "checkers": list(proof.checkers)},
        "files": {name: _hash(text) for name, text in sorted(files.items())},
    }
    (folder / MANIFEST).write_text(_json(body | {"digest": _hash(_json(body))}), encoding="utf-8", newline="\n")


def _files(
    statement: str,
    family: Family,
    made: Claim,
    example: Example,
    plan: Sequence[PairPlan],
    obligations: Iterable[Obligation],
) -> dict[str, str]:
    """Every file of a certificate but the manifest."""
    found = {
        "statement.txt": statement + "\n",
        "family.json": _json(family_data(family)),
        "sums.txt": _claim_text(made),
        "example.json": _json(dict(example)),
        "plan.json": _json([_pair_data(pair) for pair in plan]),
    }
    asked = [obligation for obligation in obligations if not smt.is_evident(obligation)]
    for number, obligation in enumerate(asked, start=1):
        found[f"obligations/{number:03}.smt2"] = smt.question(obligation)
    return found


def _claim_text(made: Claim) -> str:
    lines = ["under", *(f"  {guard}" for guard in made.hypotheses)]
    for name, side in (("left", made.left), ("right", made.right)):
        lines.append(name)
        lines += [f"  exists: {guard}" for guard in side.exists]
        lines += [f"  size {axis}: {size}" for axis, size in side.sizes]
        if side.sum is not None:
            lines += [f"  index: {place.axis}: {place}" for place in side.sum.index]
            lines += [f"  term: {term}" for term in collected(side.sum).terms]
    return "\n".join(lines) + "\n"


def _pair_data(pair: PairPlan) -> dict[str, Any]:
    def steps(cases: tuple[tuple[Elimination, ...], ...]) -> list[list[list[Any]]]:
        return [[[step.variable, step.guard] for step in case] for case in cases]

    return {
        "left": pair.left,
        "right": pair.right,
        "order": list(pair.order),
        "axes": [{"axis": each.axis, "left": steps(each.left), "right": steps(each.right)} for each in pair.axes],
    }


def _pair_from_data(found: dict[str, Any]) -> PairPlan:
    def steps(cases: list[list[list[Any]]]) -> tuple[tuple[Elimination, ...], ...]:
        return tuple(tuple(Elimination(str(name), int(guard)) for name, guard in case) for case in cases)

    axes = tuple(AxisPlan(each["axis"], steps(each["left"]), steps(each["right"])) for each in found["axes"])
    return PairPlan(int(found["left"]), int(found["right"]), tuple(map(int, found["order"])), axes)


def recheck(folder: Path) -> list[Report]:
    """A report for every certificate in `folder`, or for `folder` itself.

    Raises SymconvError where there is none.
    """
    if not folder.is_dir():
        raise SymconvError(f"there is no folder {folder}", text=str(folder))
    found = [folder] if (folder / MANIFEST).exists() else sorted(each for each in folder.iterdir() if each.is_dir())
    if not found:
        raise SymconvError(f"there is no certificate in {folder}", text=str(folder))
    return [_report(each) for each in found]


def _report(folder: Path) -> Report:
    try:
        statement, count = _checked(folder)
    except CertificateError as error:
        return Report(folder.name, "", 0, str(error))
    except KernelError as error:
        return Report(folder.name, "", 0, f"the kernel refuses a step: {error}")
    except (SymconvError, OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        # Whatever a damaged file makes the reader stumble over, the certificate does not hold.
        return Report(folder.name, "", 0, f"it cannot be read: {type(error).__name__}: {error}")
    return Report(folder.name, statement, count)


def _checked(folder: Path) -> tuple[str, int]:
    """The statement of a certificate that holds, and its number of obligations; raises for one that does not."""
    texts = _read(folder)
    statement = texts["statement.txt"].removesuffix("\n")
    manifest = json.loads(texts.pop(MANIFEST))
    if manifest["statement"] != statement:
        raise CertificateError("the manifest is about another statement")
    family = family_from_data(json.loads(texts["family.json"]))
    named = [theorem for theorem in library() if theorem.id == manifest["id"]]
    if manifest["id"] and not any(each.statement == statement and each.family == family for each in named):
        raise CertificateError(f"{manifest['id']} does not say this")
    made = claim(parse(statement), family)
    plan = tuple(_pair_from_data(each) for each in json.loads(texts["plan.json"]))
    example = tuple(json.loads(texts["example.json"]).items())
    again = _files(statement, family, made, example, plan, kernel.obligations(made, plan))
    for name in sorted(texts.keys() | again.keys()):
        if texts.get(name) != again.get(name):
            raise CertificateError(f"{name} is not what the statement and the plan lead to")
    proved = kernel.prove(made, plan, example, solvers(), lambda: MILLISECONDS)
    asked = [smt.question(each.obligation) for each in proved.confirmed if each.answers]
    if asked != [text for name, text in again.items() if name.startswith("obligations/")]:
        raise CertificateError("the obligations are not what the solvers were asked")
    return statement, len(asked)


def _read(folder: Path) -> dict[str, str]:
    """All files of a certificate by name, their hashes right and none missing or left over."""
    here = {str(path.relative_to(folder).as_posix()): path for path in folder.rglob("*") if path.is_file()}
    if MANIFEST not in here:
        raise CertificateError(f"{MANIFEST} is missing")
    texts = {name: path.read_bytes().decode("utf-8") for name, path in here.items()}
    manifest = json.loads(texts[MANIFEST])
    if texts[MANIFEST] != _json(manifest):
        raise CertificateError(f"{MANIFEST} is not as it was written")
    body = {name: value for name, value in manifest.items() if name != "digest"}
    if manifest.get("schema") != SCHEMA or manifest.get("digest") != _hash(_json(body)):
        raise CertificateError(f"{MANIFEST} does not carry its own hash")
    listed = manifest["files"]
    for name in sorted(listed.keys() | (here.keys() - {MANIFEST})):
        if name not in here:
            raise CertificateError(f"{name} is missing")
        if name not in listed:
            raise CertificateError(f"{name} is not listed")
        if _hash(texts[name]) != listed[name]:
            raise CertificateError(f"{name} has changed")
    return texts


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, sort_keys=True) + "\n"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
