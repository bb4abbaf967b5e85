"""Many statements and many notes: each answered by itself, in order, whoever works, and gone on with after any end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import symconv
from symconv import (
    Proof,
    Refutation,
    SymconvError,
    Undecided,
    Unreadable,
    answering,
    audit,
    audit_many,
    prove,
    prove_many,
)
from symconv.answer_records import versions
from symconv.proof.decide import decide
from symconv.statements.grammar import Statement

NOTES = "dX = correlate(pad(dZ, k-1), rot180(K))"
WRONG = "dX = correlate(pad(dZ, k-1), K)"
BEYOND = "n*n*n - n = 3*((n*n*n - n)//3)"
STATEMENTS: list[Any] = [
    NOTES,
    {"statement": WRONG, "layer": "conv2d", "stride": 2},
    "T14",
    "dX = Q",
    {"statement": BEYOND, "timeout": 0.5},
    {"layer": "conv2d"},
    NOTES,
    {"statement": "o = n", "colour": "red"},
    {"statement": NOTES, "id": "mine"},
    3,
]
KINDS = [Proof, Refutation, Proof, Unreadable, Undecided, Unreadable, Proof, Unreadable, Proof, Unreadable]


def said(answers: list[Any]) -> list[str]:
    return [str(each) for each in answers]


@contextmanager
def nobody() -> Iterator[None]:
    yield None


@contextmanager
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.mark.parametrize(
    ("who", "jobs"),
    [(nobody, 1), pytest.param(nobody, 2, marks=pytest.mark.slow), (threads, None)],
    ids=["in this process", "two processes", "threads"],
)
def test_each_is_answered_as_by_itself(who: Any, jobs: int | None) -> None:
    with who() as pool:
        # Time enough on any machine.
        found = prove_many(STATEMENTS, pool, jobs=jobs, timeout=600)
    assert [type(each) for each in found] == KINDS
    assert [bool(each) for each in found] == [kind is Proof for kind in KINDS]
    for asked, answer in zip(STATEMENTS, found, strict=True):
        if isinstance(asked, str) and not isinstance(answer, Unreadable):
            assert str(answer) == str(prove(asked))
    assert found[1].json()["results"][0]["layer"]["stride"] == [2]
    assert len(found[2].others) > 3  # type: ignore[union-attr]
    assert (found[0].id, found[8].id) == ("", "mine")  # type: ignore[union-attr]
    assert found[0].found == found[8].found  # type: ignore[union-attr]


def test_a_mistake_is_the_answer_to_its_statement() -> None:
    found = [each for each in prove_many(STATEMENTS, jobs=1) if isinstance(each, Unreadable)]
    assert [(each.number, each.statement, each.reason[:30]) for each in found] == [
        (4, "dX = Q", "there is no 'Q': tensors are X"),
        (6, "None", "a statement is text, such as '"),
        (8, "o = n", "a layer has no option 'colour'"),
        (10, "3", "a statement is text, such as '"),
    ]
    assert all(each.outcome == "unreadable" for each in found)
    assert found[0].json()["mistakes"][0]["line"] == 4


def test_the_same_is_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    def counted(tree: Any, *given: Any, **options: Any) -> Any:
        asked.append(tree.text)
        return decide(tree, *given, **options)

    monkeypatch.setattr(answering, "decide", counted)
    found = prove_many([NOTES, {"statement": NOTES, "id": "a"}, NOTES, {"statement": NOTES, "stride": 2}], jobs=1)
    assert asked == [NOTES, NOTES]
    assert [each.id for each in found] == ["", "a", "", ""]  # type: ignore[union-attr]
    assert found[3].outcome == "refuted"


def test_options_are_those_of_texts_and_a_mapping_says_its_own() -> None:
    found = prove_many(["o = n", {"statement": "o = n"}], layer="conv2d", kernel=1, jobs=1)
    assert [each.outcome for each in found] == ["proved", "refuted"]


def test_nothing_is_asked_and_nothing_answered(tmp_path: Path) -> None:
    assert prove_many([], jobs=1) == prove_many(iter([]), jobs=2, resume=tmp_path / "a", cache=tmp_path / "b") == []
    assert audit_many([]) == audit_many({}) == []


WRONG_CALLS: dict[str, tuple[Any, dict[str, Any], str]] = {
    "one statement": (NOTES, {}, "prove_many takes several statements"),
    "one mapping": ({"statement": NOTES}, {}, "prove_many takes several statements"),
    "no jobs": ([NOTES], {"jobs": 0}, "`jobs` is a whole number of 1 or more, not 0"),
    "no time": ([NOTES], {"timeout": -1}, "`timeout` is a number of seconds above 0"),
    "no executor": ([NOTES], {"executor": "mine"}, "`executor` is one of concurrent.futures"),
}


@pytest.mark.parametrize(("statements", "given", "words"), WRONG_CALLS.values(), ids=WRONG_CALLS)
def test_a_wrong_call_is_one_line(statements: Any, given: dict[str, Any], words: str) -> None:
    with pytest.raises(SymconvError, match=words):
        prove_many(statements, **given)


def senseless_alone(tree: Statement, *given: Any, **options: Any) -> Any:
    """Only what makes no sense is looked at again."""
    assert tree.text == "dX = Q", "this is not to be asked"
    return decide(tree, *given, **options)


def test_a_run_goes_on_from_its_file_and_asks_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "results.jsonl"
    first = prove_many(STATEMENTS, jobs=1, resume=path)
    written = path.read_bytes()
    monkeypatch.setattr(answering, "decide", senseless_alone)
    assert said(prove_many(STATEMENTS, jobs=1, resume=path)) == said(first)
    assert path.read_bytes() == written
    rows = [json.loads(line) for line in written.splitlines()]
    assert len({row["key"] for row in rows}) == len(rows)
    assert [row["result"]["verdict"] for row in rows if "result" in row].count("refuted") == 1
    assert sum("mistake" in row for row in rows) == 4


def test_a_file_of_other_statements_grows(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    prove_many(["o = n - k"], jobs=1, resume=path)
    prove_many([NOTES], jobs=1, resume=path)
    assert [json.loads(line)["result"]["statement"] for line in path.read_text().splitlines()] == ["o = n - k", NOTES]


def test_answers_of_another_version_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, folder = tmp_path / "results.jsonl", tmp_path / "cache"
    prove_many([NOTES], jobs=1, resume=path, cache=folder)
    older = {**versions(), "symconv": "0.0.1"}
    monkeypatch.setattr("symconv.answer_records.versions", lambda: older)
    prove_many([NOTES], jobs=1, resume=path, cache=folder)
    assert len(path.read_text().splitlines()) == 2
    assert len([*folder.rglob("*.json")]) == 2


def test_with_more_time_what_was_undecided_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "results.jsonl"
    prove_many([BEYOND], jobs=1, resume=path, timeout=0.3)
    prove_many([BEYOND], jobs=1, resume=path, timeout=0.6)
    assert [json.loads(line)["timeout"] for line in path.read_text().splitlines()] == [0.3, 0.6]
    monkeypatch.setattr(answering, "decide", senseless_alone)
    for timeout in (0.3, 0.6):
        (found,) = prove_many([BEYOND], jobs=1, resume=path, timeout=timeout)
        assert isinstance(found, Undecided)


def test_a_folder_answers_later_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = prove_many(STATEMENTS, jobs=1, cache=tmp_path)
    monkeypatch.setattr(answering, "decide", senseless_alone)
    decided = [each for each in STATEMENTS if each != STATEMENTS[4]]
    again = prove_many(decided, jobs=1, cache=tmp_path, resume=tmp_path / "results.jsonl")
    assert said(again)[:4] == said(first)[:4]
    # What was undecided is not kept there: another day it may be decided.
    assert isinstance(prove_many([STATEMENTS[4]], jobs=1, cache=tmp_path)[0], Unreadable)


@pytest.mark.parametrize("statement", [WRONG, NOTES], ids=["false", "true"])
@pytest.mark.parametrize("basis", ["proof of another", "counterexample of another", "mistake"])
@pytest.mark.parametrize("store", ["resume", "cache"])
def test_whatever_is_kept_a_verdict_is_found_again(statement: str, basis: str, store: str, tmp_path: Path) -> None:
    places: dict[str, Any] = {"resume": tmp_path / "file", "cache": tmp_path / "folder"}
    right = prove_many([statement], jobs=1, **{store: places[store]})
    prove_many(["dB = sum(dZ)" if basis.startswith("proof") else "o = n - k"], jobs=1, resume=tmp_path / "other")
    lent = json.loads((tmp_path / "other").read_text().splitlines()[0])
    files = [places["resume"]] if store == "resume" else [*places["cache"].rglob("*.json")]
    for file in files:
        kept = json.loads(file.read_text().splitlines()[0])
        forged = kept | {"result": lent["result"] | {"verdict": "proved"}, "basis": lent["basis"]}
        if basis == "mistake":
            forged = {"schema": kept["schema"], "key": kept["key"], "mistake": {"statement": "x", "reason": "bad"}}
        file.write_text(json.dumps(forged) + "\n")
    assert said(prove_many([statement], jobs=1, **{store: places[store]})) == said(right)


def test_a_defect_is_the_answer_to_its_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    def crashing(tree: Any, *given: Any, **options: Any) -> Any:
        if tree.text == WRONG:
            raise KeyError("x")
        return decide(tree, *given, **options)

    monkeypatch.setattr(answering, "decide", crashing)
    found = prove_many([NOTES, WRONG, NOTES], jobs=1)
    assert [each.outcome for each in found] == ["proved", "unreadable", "proved"]
    assert "a defect of symconv itself (KeyError: 'x')" in str(found[1])


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[str, float | None]] = []
    prove_many([NOTES, "o = n - k"], jobs=1, progress=lambda name, done=None: told.append((name, done)))
    assert told == [("1/2", 0.5), ("2/2", 1.0)]


FORWARD = "$$y_1 = w_1 x_1 + w_2 x_2$$ $$y_2 = w_1 x_2 + w_2 x_3$$"
TEXTS = {
    "right.md": rf"{FORWARD} $$\delta w_1 = \delta y_1 x_1 + \delta y_2 x_2$$",
    "wrong.md": rf"{FORWARD} $$\delta w_1 = \delta y_1 x_1$$",
    "empty.md": "",
    "broken.ipynb": "no notebook",
}


def test_every_text_has_its_report() -> None:
    with threads() as pool:
        found = audit_many(TEXTS, pool)
    assert [each.path for each in found] == [*TEXTS]
    for report, (path, text) in zip(found[:3], TEXTS.items(), strict=False):
        assert report == audit(text, path=path)
    assert [each.outcome for each in found[3].statements] == ["unreadable"]
    assert not found[1]
    assert str(found[3]).startswith("broken.ipynb:1:1: unreadable: ")


def test_texts_without_paths_are_numbered() -> None:
    found = audit_many([TEXTS["wrong.md"], 3], jobs=1)  # type: ignore[list-item]
    assert [each.path for each in found] == ["notes 1", "notes 2"]
    assert "notes are text, not 3" in str(found[1])
    with pytest.raises(SymconvError, match="audit_many takes several texts"):
        audit_many("$x = y$")


def test_dask_answers_the_same() -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        found = prove_many(STATEMENTS, client.get_executor())
        notes = audit_many(TEXTS, client.get_executor())
    assert [type(each) for each in found] == KINDS
    assert said(found[:4]) == said(prove_many(STATEMENTS[:4], jobs=1))
    assert notes == audit_many(TEXTS, jobs=1)


def test_they_are_there_to_be_called() -> None:
    assert {"prove_many", "audit_many", "Unreadable"} <= {*dir(symconv)}
