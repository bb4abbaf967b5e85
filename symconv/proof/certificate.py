"""Certificates: a proof as files that can be checked again without the search that found it.

A folder for each proof:

- `statement.txt`: what is proved; `family.json`: the layers it is about.
- `free.json`: whose batch and channels free tensors have, and their sizes; only where some have any.
- `sums.txt`: both sides as guarded sums, and the sizes and conditions that go with them.
- `example.json`: numbers for which the statement says something.
- `plan.json`: which terms go together, which equation eliminates which variable, and instances of the rule PRODUCT.
- `obligations/*.smt2`: what is left to show, as questions that any SMT-LIB solver can find unsatisfiable.
- `certificates/*.json`: for each obligation why it holds, step by step (`symconv.proof.linear`); none where it took
  a solver.
- `coq/*.v`: the statement and its proof for the Coq proof assistant, where that was asked for; whoever writes and
  reads certificates says what they are, since they are made from the proof and nothing here rests on them.
- `manifest.json`: the theorem's id, the statement, a hash of every file, and a hash of itself.

Beside the folders, `index.json` lists them, so that a missing one is noticed. Nothing else is written: who confirmed a
proof, and with which version, nobody could check later, so it is said by whoever checks.

`recheck` reads these alone. It builds the claim from the statement, lets the kernel carry out the plan and check
the certificates, and compares what comes out with the files, so a change that also mends the hashes is found all the
same. Solvers are asked where there is no certificate, and not loaded otherwise.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from symconv.errors import SymconvError
from symconv.layers.family import Family
from symconv.proof import kernel, smt
from symconv.proof.claim import claim
from symconv.proof.decision import Decision
from symconv.proof.free import free_tensors
from symconv.proof.kernel import Claim, KernelError, Proved, collected
from symconv.proof.linear.text import from_text, to_text
from symconv.proof.plan import Plan
from symconv.proof.plan_files import plan_data, plan_from_data
from symconv.proof.scope import scope_text
from symconv.proof.sides import Example
from symconv.proof.smt import Certificate, Obligation
from symconv.proof.solvers import Installed, NoSolverError
from symconv.statements.families import family_data, family_from_data
from symconv.statements.grammar import Statement, parse
from symconv.statements.library import library
from symconv.statements.write import read_as

CERTIFICATE_SCHEMA = "symconv.certificate/1"
INDEX_SCHEMA = "symconv.certificates/1"
MANIFEST = "manifest.json"
INDEX = "index.json"
COQ = "coq"
MILLISECONDS = 10_000
# Whatever a damaged file makes a reader stumble over.
DAMAGED = (
    SymconvError,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
# Of the name of a certificate: file systems have no longer ones.
MOST_LETTERS = 200


# The files for Coq that a proof leads to, by name.
ForCoq = Callable[[Statement, Family, Proved], Mapping[str, str]]
# Coq's word for these files; raises SymconvError where it does not accept them.
AskCoq = Callable[[Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What became of one certificate: `problem` is empty where it holds.

    `read_as` says how the statement was read where it was written another way, `scope` what it is proved for,
    `checkers` which solvers confirmed all `obligations` this time, and Coq where it was asked, `doubts` what one of
    them could not say.
    """

    folder: str
    statement: str = ""
    read_as: str = ""
    scope: str = ""
    obligations: int = 0
    checkers: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    problem: str = ""

    def __bool__(self) -> bool:
        return not self.problem

    def __str__(self) -> str:
        # Names and texts are somebody else's: none of them may look like another line of the report.
        folder = _in_a_line(self.folder)
        if self.problem:
            return f"fails  {folder}: {_in_a_line(self.problem)}"
        by = f", confirmed by {' and '.join(self.checkers)}" if self.checkers else ""
        first = f"holds  {folder}: {_in_a_line(self.statement)} ({self.obligations} obligations{by})"
        read = [f"read as: {self.read_as}"] if self.read_as else []
        return "\n  ".join([first, *read, *self.scope.splitlines(), *self.doubts])


def _in_a_line(text: str) -> str:
    """The text without line breaks, and with what cannot be printed written out.

    >>> print(_in_a_line("a\\nholds  b"))
    a\\nholds  b
    """
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)


class CertificateError(SymconvError):
    """What is wrong with a certificate."""


def write(decisions: Sequence[Decision], folder: Path, for_coq: ForCoq | None = None) -> list[Path]:
    """Write a folder for each proof among the decisions, list them in the index, and return their paths.

    Nothing that is there already is written over.
    """
    written: list[Path] = []
    for decision in decisions:
        if isinstance(decision.found, Proved):
            names = (folder / f"{decision.id or 'statement'}-{number}" for number in count(1))
            written.append(next(path for path in names if not path.exists()))
            _write_one(decision, decision.found, written[-1], for_coq)
    if written:
        there = _index(folder) if (folder / INDEX).exists() else {}
        _seal(folder / INDEX, INDEX_SCHEMA, {"certificates": there | {path.name: _digest(path) for path in written}})
    return written


def _write_one(proof: Decision, proved: Proved, folder: Path, for_coq: ForCoq | None) -> None:
    asked = {each.obligation: each.certificate for each in proved.confirmed if not smt.is_evident(each.obligation)}
    files = _files(proof.statement, proof.family, proved.claim, proved.example, proved.plan, asked)
    if for_coq is not None:
        files |= _in_folder(for_coq(proof.tree, proof.family, proved))
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    hashes = {name: _hash(text) for name, text in sorted(files.items())}
    _seal(folder / MANIFEST, CERTIFICATE_SCHEMA, {"id": proof.id, "statement": proof.statement, "files": hashes})


def _files(
    statement: str,
    family: Family,
    made: Claim,
    example: Example,
    plan: Plan,
    asked: Mapping[Obligation, Certificate | None],
) -> dict[str, str]:
    """Every file of a certificate but the manifest; `asked` are the obligations that are not evident."""
    found = {
        "statement.txt": statement + "\n",
        "family.json": _json(family_data(family)),
        "sums.txt": _claim_text(made),
        "example.json": _json(dict(example)),
        "plan.json": _json(plan_data(plan)),
    }
    if free := free_tensors(parse(statement), family).data():
        found["free.json"] = _json(free)
    for number, (obligation, certificate) in enumerate(asked.items(), start=1):
        found[f"obligations/{number:03}.smt2"] = smt.question(obligation)
        if certificate is not None:
            found[f"certificates/{number:03}.json"] = to_text(certificate, obligation)
    return found


def _in_folder(files: Mapping[str, str]) -> dict[str, str]:
    return {f"{COQ}/{name}": text for name, text in files.items()}


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


def recheck(folder: Path, for_coq: ForCoq | None = None, ask_coq: AskCoq | None = None) -> list[Rechecked]:
    """A report for every certificate in `folder`, or for `folder` itself.

    Files for Coq are made anew and compared, if `for_coq` can make them; `ask_coq` gets what was made, never a file.

    Raises SymconvError where there is none, or where one needs a solver and none is installed.
    """
    coq = _Coq(for_coq, ask_coq)
    if not folder.is_dir():
        raise SymconvError(f"there is no folder {folder}", text=str(folder))
    if (folder / MANIFEST).exists():
        return [_report(folder, coq)]
    here = {each.name: each for each in folder.iterdir() if each.is_dir()}
    if not here and not (folder / INDEX).exists():
        raise SymconvError(f"there is no certificate in {folder}", text=str(folder))
    try:
        listed = _index(folder)
    except CertificateError as error:
        return [Rechecked(folder.name, problem=str(error))]
    return [_listed(folder / name, listed.get(name), coq) for name in sorted(here.keys() | listed.keys())]


@dataclass(frozen=True, slots=True)
class _Coq:
    """Who makes files for Coq, and who asks it."""

    made: ForCoq | None
    asked: AskCoq | None

    def says(self, there: Mapping[str, str], tree: Statement, family: Family, proved: Proved) -> tuple[str, ...]:
        """Coq's word, if it is asked; raises for files that are not what the proof leads to."""
        if not there and self.asked is not None:
            raise CertificateError("it has no files for Coq: symconv prove --certificate DIR --coq writes them")
        if not there or self.made is None:
            return ()
        made = self.made(tree, family, proved)
        again = _in_folder(made)
        for name in sorted(there.keys() | again.keys()):
            if there.get(name) != again.get(name):
                raise CertificateError(f"{name} is not what the statement and the plan lead to")
        if self.asked is None:
            return ()
        try:
            return (self.asked(made),)
        except SymconvError as error:
            raise CertificateError(str(error)) from None


def _listed(folder: Path, digest: str | None, coq: _Coq) -> Rechecked:
    """The report of a certificate in a set; `digest` is what the index says of it."""
    if digest is None:
        return Rechecked(folder.name, problem=f"it is not listed in {INDEX}")
    if not folder.is_dir():
        return Rechecked(folder.name, problem=f"it is missing, but listed in {INDEX}")
    found = _report(folder, coq)
    if found and _digest(folder) != digest:
        return Rechecked(folder.name, problem=f"it is not the one that {INDEX} lists")
    return found


def _report(folder: Path, coq: _Coq) -> Rechecked:
    try:
        return _checked(folder, coq)
    except CertificateError as error:
        problem = str(error)
    except KernelError as error:
        problem = f"the kernel refuses a step: {error}"
    except NoSolverError as error:
        # It may hold or fail: nobody is there to say.
        raise SymconvError(f"{folder.name}: {error}", text=str(folder)) from None
    except DAMAGED as error:
        # The certificate does not hold.
        problem = f"it cannot be read: {type(error).__name__}: {error}"
    return Rechecked(folder.name, problem=problem)


def _checked(folder: Path, coq: _Coq) -> Rechecked:
    """The report of a certificate that holds; raises for one that does not."""
    texts = _read(folder)
    there = {name: texts.pop(name) for name in list(texts) if name.startswith(f"{COQ}/")}
    statement = texts["statement.txt"].removesuffix("\n")
    manifest = json.loads(texts.pop(MANIFEST))
    if manifest["statement"] != statement:
        raise CertificateError("the manifest is about another statement")
    family = family_from_data(json.loads(texts["family.json"]))
    known = [(each.id, each.statement, each.family) for each in library()]
    if manifest["id"] and (manifest["id"], statement, family) not in known:
        raise CertificateError(f"{manifest['id']} does not say this")
    tree = parse(statement)
    made = claim(tree, family)
    plan = plan_from_data(json.loads(texts["plan.json"]), made)
    example = tuple(json.loads(texts["example.json"]).items())
    obligations = [each for each in kernel.obligations(made, plan) if not smt.is_evident(each)]
    named = ((f"certificates/{number:03}.json", each) for number, each in enumerate(obligations, start=1))
    asked = {each: from_text(texts[name], each) if name in texts else None for name, each in named}
    again = _files(statement, family, made, example, plan, asked)
    for name in sorted(texts.keys() | again.keys()):
        if texts.get(name) != again.get(name):
            raise CertificateError(f"{name} is not what the statement and the plan lead to")
    proved = kernel.prove(made, plan, example, Installed(), lambda: MILLISECONDS, asked.get)
    if [each.obligation for each in proved.confirmed if each.certificate is not None or each.answers] != obligations:
        raise CertificateError("the obligations are not what was certified, or asked of solvers")
    said = coq.says(there, tree, family, proved)
    read, scope = read_as(tree, family.layer), scope_text(tree, family, proved.claim)
    by, unsure = (*smt.checkers(proved.confirmed), *said), smt.doubts(proved.confirmed)
    return Rechecked(folder.name, statement, read, scope, len(obligations), by, unsure)


def _read(folder: Path) -> dict[str, str]:
    """All files of a certificate by name, their hashes right and none missing or left over."""
    # A link is taken for what it leads to, and is no folder.
    found = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    here = {str(path.relative_to(folder).as_posix()): path for path in found}
    if MANIFEST not in here:
        raise CertificateError(f"{MANIFEST} is missing")
    for name, path in here.items():
        # A link to a pipe or to a device would never end.
        if path.exists() and not path.is_file():
            raise CertificateError(f"{name} is no file")
    texts = {name: path.read_bytes().decode("utf-8") for name, path in here.items()}
    listed = _sealed(MANIFEST, texts[MANIFEST], CERTIFICATE_SCHEMA, {"id", "statement", "files"})["files"]
    for name in sorted(listed.keys() | (here.keys() - {MANIFEST})):
        if name not in here:
            raise CertificateError(f"{name} is missing")
        if name not in listed:
            raise CertificateError(f"{name} is not listed")
        if _hash(texts[name]) != listed[name]:
            raise CertificateError(f"{name} has changed")
    return texts


def _index(folder: Path) -> dict[str, str]:
    """The certificates that the index lists, and the hash of each one's manifest."""
    if not (folder / INDEX).is_file():
        raise CertificateError(f"{INDEX} is missing")
    # What is no UTF-8 is not as it was written either.
    text = (folder / INDEX).read_bytes().decode("utf-8", errors="replace")
    found = _sealed(INDEX, text, INDEX_SCHEMA, {"certificates"})["certificates"]
    if not isinstance(found, dict):
        raise CertificateError(f"{INDEX} lists no certificates")
    for name in found:
        if not name.isprintable() or len(name) > MOST_LETTERS or name in ("", ".", "..") or {*name} & {*"/\\:"}:
            raise CertificateError(f"{INDEX} lists {name[:MOST_LETTERS]!r}, which is no name of a certificate")
    return found


def _digest(folder: Path) -> str:
    return _hash((folder / MANIFEST).read_text(encoding="utf-8"))


def _seal(path: Path, schema: str, body: dict[str, Any]) -> None:
    """Write a file that carries its own hash."""
    whole = {"schema": schema, **body}
    path.write_text(_json(whole | {"digest": _hash(_json(whole))}), encoding="utf-8", newline="\n")


def _sealed(name: str, text: str, schema: str, keys: set[str]) -> dict[str, Any]:
    """What such a file says, which is this and nothing more."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CertificateError(f"{name} cannot be read: {error}") from None
    if not isinstance(found, dict) or text != _json(found):
        raise CertificateError(f"{name} is not as it was written")
    body = {key: value for key, value in found.items() if key != "digest"}
    if body.get("schema") != schema or found.get("digest") != _hash(_json(body)):
        raise CertificateError(f"{name} does not carry its own hash")
    if body.keys() != {"schema", *keys}:
        raise CertificateError(f"{name} says something else than {', '.join(sorted(keys))}")
    return body


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, sort_keys=True) + "\n"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
