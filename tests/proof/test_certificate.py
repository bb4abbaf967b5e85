"""Certificates: they hold as written, and every tampering is found, also where all hashes are made right again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from quick import cases

from proof.linear.tampering_with_steps import STEPS
from proof.proved import THEOREMS
from proof.tampering import USERS, forged, general, listed, load, put, reseal, store
from proof.tamperings import EMPTY, FALSE_NOTES, HELD, NOTES, T1, TAMPERINGS
from symconv.errors import SymconvError
from symconv.layers.layer import Axis
from symconv.proof import kernel
from symconv.proof.certificate import recheck, write
from symconv.proof.plan import Elimination, PairPlan
from symconv.proof.smt import CERTIFICATES
from symconv.proof.solvers import solvers
from symconv.proving import prove
from symconv.sizes import symbol
from symconv.statements.theorems import PLAIN, Theorem

CHOSEN = ("T1", "T2", "T6", "T7", "T13", "T16", "T17")


def some_theorems() -> dict[str, Theorem]:
    """The first of each chosen theorem, one whose plan has several terms, and a statement about sizes."""
    found = {name: next(theorem for theorem in THEOREMS.values() if theorem.id == name) for name in CHOSEN}
    sizes = next(theorem for theorem in THEOREMS.values() if theorem.title.startswith("relationship 15"))
    return found | {"T14": sizes}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates of the chosen theorems and of a user's statement, in a folder each."""
    results = [prove(theorem.statement, theorem.family, name=theorem.id) for theorem in some_theorems().values()]
    results += [prove(USERS), prove("dX = correlate(pad(dZ, k-1), rot180(K))"), prove("n//s + n - n = n//s")]
    folder = tmp_path_factory.mktemp("certificates")
    paths = write(results, folder)
    assert len(paths) == len(results)
    return folder


NAMES = (
    "T1-1",
    "T2-1",
    "T6-1",
    "T7-1",
    "T13-1",
    "T16-1",
    "T17-1",
    "T14-1",
    "statement-1",
    "statement-2",
    "statement-3",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_certificate_holds(written: Path, name: str) -> None:
    (report,) = recheck(written / name)
    assert report.problem == ""
    assert bool(report)
    assert report.folder == name
    assert report.statement == (written / name / "statement.txt").read_text(encoding="utf-8").strip()
    assert report.obligations == len(list((written / name).glob("obligations/*.smt2")))
    assert report.obligations > 0 or name in ("T13-1", "T14-1", "statement-3")


def test_a_folder_of_certificates_holds(written: Path) -> None:
    reports = recheck(written)
    assert [report.folder for report in reports] == sorted(NAMES)
    assert all(reports)


def test_what_is_written_twice_is_the_same(written: Path, tmp_path: Path) -> None:
    theorem = some_theorems()["T1"]
    (again,) = write([prove(theorem.statement, theorem.family, name="T1")], tmp_path)
    for path in (written / "T1-1").rglob("*"):
        if path.is_file():
            assert (again / path.relative_to(written / "T1-1")).read_bytes() == path.read_bytes()


def test_there_are_many_tamperings() -> None:
    assert len(TAMPERINGS) >= 100


@pytest.mark.parametrize("kind", cases([*TAMPERINGS, *STEPS], quick=40))
def test_a_tampering_is_found(written: Path, tmp_path: Path, kind: str) -> None:
    name, tamper = (TAMPERINGS | STEPS)[kind]
    folder = tmp_path / "tampered" / name
    shutil.copytree(written / name, folder)
    tamper(folder)
    try:
        reports = recheck(folder)
    except SymconvError:
        return
    assert reports
    assert not any(reports), [str(report) for report in reports]
    assert all(report.problem and str(report).startswith("fails ") for report in reports)


def test_copying_and_resealing_alone_change_nothing(written: Path, tmp_path: Path) -> None:
    """So the tamperings above are found for what they change, not for how they are written."""
    for name in NAMES:
        shutil.copytree(written / name, tmp_path / name)
        reseal(tmp_path / name)
        for path in (written / name).rglob("*"):
            if path.is_file():
                assert (tmp_path / name / path.relative_to(written / name)).read_bytes() == path.read_bytes()
    shutil.copy(written / "index.json", tmp_path)
    listed(tmp_path, *NAMES)
    assert (tmp_path / "index.json").read_bytes() == (written / "index.json").read_bytes()
    assert all(recheck(tmp_path))


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("a byte of sums.txt changed", "sums.txt has changed"),
        ("sums.txt missing", "sums.txt is missing"),
        ("a file added", "notes.txt is not listed"),
        ("a false statement for a user's, resealed", "is not what the statement and the plan lead to"),
        ("a guard number out of range, resealed", "the kernel refuses a step: no such variable or guard"),
        ("an obligation weakened, resealed", ".smt2 is not what"),
        ("id of another theorem, resealed", "T2 does not say this"),
        ("versions added, resealed", "manifest.json says something else than files, id, statement"),
        ("checkers added, resealed", "manifest.json says something else than files, id, statement"),
        ("no example, resealed", "example.json"),
        ("an empty example, resealed", "an example has one value for each parameter"),
        ("an example of another family, resealed", "an example has one value for each parameter"),
        ("an example of size 0, resealed", "the example does not satisfy"),
        ("an example without channels, resealed", "the example does not satisfy"),
        ("an example whose kernel does not fit, resealed", "the example does not satisfy"),
        *((f"{kind}, forged", "the example does not satisfy") for kind in EMPTY),
        ("a false statement, all files fit, forged", "the kernel refuses a step: not confirmed"),
        ("a true theorem without its condition, forged", "the kernel refuses a step: not confirmed"),
        ("the manifest no JSON", "manifest.json cannot be read"),
        ("nothing satisfies the conditions, forged", "refuses a step: the example does not satisfy"),
        ("nothing satisfies the conditions on sizes, forged", "refuses a step: the example does not satisfy"),
        ("no size satisfies the conditions together, forged", "refuses a step: the example does not satisfy"),
        ("solver text in a condition, forged", "GeometryError: a condition says = 0 or >= 0"),
        ("solver text in a condition of a true statement, forged", "GeometryError: a condition says = 0 or >= 0"),
        ("a relation that is none, forged", "GeometryError: a condition says = 0 or >= 0"),
        ("one axis flipped for any number of axes, forged", "StatementError: the statement singles out axis 0"),
        ("one axis flipped for two axes, forged", "StatementError: the statement singles out axis 0"),
        (
            "a parameter named like a variable of the definition, forged",
            "GeometryError: 'm_0' is no name for a parameter",
        ),
        ("a parameter named like the kernel's own, forged", "GeometryError: 'place_0' is no name for a parameter"),
        ("a divisor that may be 0, forged", "the kernel refuses a step: not confirmed: exists"),
        ("a convention that is none, forged", "GeometryError: `convention` is cross-correlation"),
        ("transposed by a word, forged", "GeometryError: whether a layer is transposed"),
        ("transposed by a number, forged", "GeometryError: whether a layer is transposed"),
        ("a bias by a word, forged", "GeometryError: whether a layer is transposed"),
        ("a rank that is a word, forged", "GeometryError: a family of rank 'any'"),
        ("a rank below the number of axes, forged", "GeometryError: a family of rank 0"),
    ],
)
def test_a_tampering_is_found_for_what_it_is(written: Path, tmp_path: Path, kind: str, problem: str) -> None:
    name, tamper = TAMPERINGS[kind]
    shutil.copytree(written / name, tmp_path / name)
    tamper(tmp_path / name)
    (report,) = recheck(tmp_path / name)
    assert problem in report.problem


def test_a_forged_true_certificate_holds(written: Path, tmp_path: Path) -> None:
    """What the forger writes is read as any other: forgeries fail because they are false."""
    for name, statement, about in (
        ("T1", T1, general()),
        ("", NOTES, general(PLAIN)),
        ("", NOTES, HELD),
        ("", "rot180(A) = flip(A, 0)", general(PLAIN, rank=1)),
        ("", "dB = sum(dZ)", general(PLAIN, True)),
        ("", "n*s//s = n", general(Axis(symbol("n"), symbol("k"), symbol("s")))),
    ):
        folder = tmp_path / f"x{name}" / str(len([*tmp_path.rglob("manifest.json")]))
        shutil.copytree(written / "T1-1", folder)
        forged(statement, about, name)(folder)
        assert all(recheck(folder))


def test_a_forged_plan_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    def spoiled(pair: PairPlan) -> PairPlan:
        axes = tuple(replace(each, left=((Elimination("v_99", 0),),)) for each in pair.axes)
        return replace(pair, axes=axes)

    (tmp_path / "x").mkdir()
    with pytest.raises(kernel.KernelError):
        forged(NOTES, general(PLAIN), "", spoiled)(tmp_path / "x")


def test_one_bad_certificate_does_not_spoil_the_others(written: Path, tmp_path: Path) -> None:
    for name in NAMES[:3]:
        shutil.copytree(written / name, tmp_path / name)
    (tmp_path / "T2-1" / "sums.txt").unlink()
    listed(tmp_path, *NAMES[:3])
    assert {report.folder: bool(report) for report in recheck(tmp_path)} == {"T1-1": True, "T2-1": False, "T6-1": True}


def without_index(folder: Path) -> None:
    (folder / "index.json").unlink()


def exchanged(folder: Path) -> None:
    shutil.rmtree(folder / "T13-1")
    shutil.copytree(folder / "T14-1", folder / "T13-1")


def renamed(folder: Path) -> None:
    (folder / "T13-1").rename(folder / "T3-1")


def added(folder: Path) -> None:
    shutil.copytree(folder / "T13-1", folder / "T13-2")


def with_another_index(content: bytes) -> Callable[[Path], None]:
    return lambda folder: put("index.json", content)(folder)


SETS: dict[str, tuple[Callable[[Path], None], dict[str, str]]] = {
    "a certificate removed": (
        lambda folder: shutil.rmtree(folder / "T13-1"),
        {"T13-1": "it is missing, but listed in index.json"},
    ),
    "a certificate renamed": (
        renamed,
        {"T13-1": "it is missing, but listed in index.json", "T3-1": "it is not listed in index.json"},
    ),
    "a certificate added": (
        added,
        {"T13-2": "it is not listed in index.json"},
    ),
    "a certificate in another's place": (
        exchanged,
        {"T13-1": "it is not the one that index.json lists"},
    ),
    "the index removed": (without_index, {"set": "index.json is missing"}),
    "the index no JSON": (with_another_index(b"{"), {"set": "index.json cannot be read"}),
    "the index no UTF-8": (with_another_index(b"\xff"), {"set": "index.json cannot be read"}),
    "the index a list": (with_another_index(b"[]\n"), {"set": "index.json is not as it was written"}),
    "a certificate taken out of the index": (
        lambda folder: listed(folder, "T13-1"),
        {"T14-1": "it is not listed in index.json"},
    ),
    "a hash in the index": (
        lambda folder: store(folder, "index.json", load(folder, "index.json") | {"digest": "0" * 64}),
        {"set": "index.json does not carry its own hash"},
    ),
}


@pytest.mark.parametrize("kind", SETS)
def test_what_is_missing_in_a_set_is_noticed(written: Path, tmp_path: Path, kind: str) -> None:
    change, problems = SETS[kind]
    folder = tmp_path / "set"
    for name in ("T13-1", "T14-1"):
        shutil.copytree(written / name, folder / name)
    listed(folder, "T13-1", "T14-1")
    assert all(recheck(folder))
    change(folder)
    found = {report.folder: report.problem for report in recheck(folder) if not report}
    assert found.keys() == problems.keys()
    assert all(said in found[name] for name, said in problems.items())


def test_a_set_grows_and_nothing_is_written_over(tmp_path: Path) -> None:
    proof = prove("rot180(rot180(A)) = A")
    first, second = write([proof, proof], tmp_path)
    before = {path: path.read_bytes() for path in first.rglob("*") if path.is_file()}
    (third,) = write([proof], tmp_path)
    assert [path.name for path in (first, second, third)] == ["statement-1", "statement-2", "statement-3"]
    assert {path: path.read_bytes() for path in before} == before
    assert len(recheck(tmp_path)) == 3
    assert all(recheck(tmp_path))
    shutil.rmtree(second)
    write([proof], tmp_path)
    assert all(recheck(tmp_path)), "the free number is taken again, and it is the same proof"


def test_a_damaged_index_is_not_written_over(tmp_path: Path) -> None:
    put("index.json", b"{}\n")(tmp_path)
    with pytest.raises(SymconvError, match=r"index\.json does not carry its own hash"):
        write([prove("rot180(rot180(A)) = A")], tmp_path)


def test_a_recheck_says_what_is_proved_for_what_and_who_confirmed(written: Path) -> None:
    (report,) = recheck(written / "statement-2")
    proof = prove("dX = correlate(pad(dZ, k-1), rot180(K))")
    assert report.scope == proof.scope
    assert report.checkers == proof.checkers != ()
    by = " and ".join(proof.checkers)
    assert str(report).splitlines() == [
        f"holds  statement-2: {proof.statement} ({report.obligations} obligations, confirmed by {by})",
        *(f"  {line}" for line in proof.scope.splitlines()),
    ]
    (evident,) = recheck(written / "T13-1")
    assert "(0 obligations)" in str(evident)


@pytest.mark.parametrize("make", [Path.exists, Path.mkdir, lambda path: path.write_text("x")])
def test_where_there_is_no_certificate(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "nothing")
    with pytest.raises(SymconvError, match="there is no"):
        recheck(tmp_path / "nothing")


def test_a_refutation_has_no_certificate(tmp_path: Path) -> None:
    assert write([prove(FALSE_NOTES)], tmp_path) == []
    assert [*tmp_path.iterdir()] == []


# Where there is no certificate of an obligation, the solvers are asked.


def test_without_certificates_the_solvers_are_asked(written: Path, tmp_path: Path) -> None:
    shutil.copytree(written / "T1-1", tmp_path / "T1-1")
    shutil.rmtree(tmp_path / "T1-1" / "certificates")
    reseal(tmp_path / "T1-1")
    (report,) = recheck(tmp_path / "T1-1")
    assert report.problem == ""
    assert report.checkers[0].startswith("z3 ")


def test_certificates_are_said_to_have_confirmed(written: Path) -> None:
    (report,) = recheck(written / "T1-1")
    assert report.checkers == (CERTIFICATES,)


def test_a_proof_by_solvers_has_no_certificates(tmp_path: Path) -> None:
    (path,) = write([prove(USERS, asked=solvers())], tmp_path)
    assert not (path / "certificates").exists()
    assert len(list((path / "obligations").iterdir())) > 0
    assert all(recheck(path))


def test_every_obligation_has_a_certificate_beside_it(written: Path) -> None:
    for name in NAMES:
        questions = {path.stem for path in (written / name).glob("obligations/*.smt2")}
        assert {path.stem for path in (written / name).glob("certificates/*.json")} == questions


# Rechecking needs neither solvers nor SymPy nor the search for plans. That for linear certificates is loaded, since a
# scope leaves out conditions that follow from others; it believes nothing that the checker does not accept.

CODE = """
import sys
from pathlib import Path
from symconv.proof.certificate import recheck
reports = recheck(Path(sys.argv[1]))
assert len(reports) == {count} and all(reports), reports
wanted = ("z3", "cvc5", "sympy", "symconv.proof.search")
wanted += ("symconv.proving", "symconv.calculus.chain")
print("loaded:", *(name for name in wanted if name in sys.modules))
print("kernel:", "symconv.proof.kernel" in sys.modules)
"""


def test_a_recheck_loads_no_solver_no_sympy_and_no_search(written: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(count=len(NAMES)), str(written)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.splitlines() == ["loaded:", "kernel: True"]
