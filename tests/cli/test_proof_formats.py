"""`symconv prove --from FILE` and `--format`: statements of files, and answers for continuous integration."""

from __future__ import annotations

import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli.called import called

LINES = """# Sizes of layers.
conv2d stride=2: o = (n - k)//2 + 1

T3
{"statement": "o = n - k", "id": "mine"}
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "sizes.symconv"
    path.write_text(LINES, encoding="utf-8")
    return str(path)


def test_a_file_asks_as_if_it_was_typed(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["prove", "dB = sum(dZ)", "--from", file, "--json"], capsys)
    assert code == 1
    rows = json.loads(out)["results"]
    assert [(each["id"], each["statement"], each["verdict"]) for each in rows] == [
        ("", "dB = sum(dZ)", "proved"),
        ("", "o = (n - k)//2 + 1", "proved"),
        ("T3", "dB = sum(dZ)", "proved"),
        ("mine", "o = n - k", "refuted"),
    ]
    assert rows[1]["layer"]["name"] == "conv2d"
    assert rows[1]["layer"]["stride"] == [2]


def test_a_file_is_known_by_its_name(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["prove", file, "T3", "--format", "github"], capsys)
    assert code == 1
    assert "3 proved, 1 refuted" in out


def test_the_standard_input_is_a_file(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"T3\n")))
    code, out, _ = called(["prove", "--from", "-"], capsys)
    assert (code, out.splitlines()[0]) == (0, "-:1: T3 proved: dB = sum(dZ)")


def test_github_annotations_have_the_place(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["prove", "--from", file, "--format", "github"], capsys)
    first, last = out.splitlines()
    assert code == 1
    assert first.startswith(f"::error file={file},line=5,col=1,endLine=5,title=refuted::refuted: o = n - k%0A  at n=")
    assert last == "2 proved, 1 refuted"


def test_sarif_has_the_place(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = called(["prove", "--from", file, "--format", "sarif"], capsys)
    (run,) = json.loads(out)["runs"]
    assert run["tool"]["driver"]["name"] == "symconv prove"
    (result,) = run["results"]
    assert result["ruleId"] == "refuted"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 5


def test_junit_has_a_case_for_each(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = called(["prove", "--from", file, "--format", "junit"], capsys)
    (suite,) = ElementTree.fromstring(out)
    assert [case.attrib["name"] for case in suite] == ["o = (n - k)//2 + 1", "dB = sum(dZ)", "o = n - k"]
    assert [len(case) for case in suite] == [0, 0, 1]


WRONG: dict[str, tuple[list[str], str]] = {
    "json and another format": (["T3", "--json", "--format", "sarif"], "--json and --format sarif say two things"),
    "an explanation as json": (["T3", "--json", "--explain", "text"], "--explain writes proofs to be read"),
    "a format of nobody": (["T3", "--format", "tap"], "'tap' is not one of"),
    "a file that is not there": (["--from", "nowhere.symconv"], "nowhere.symconv: cannot be read"),
    "a file where a statement stands": (["pyproject.toml"], "pyproject.toml is a file: --from reads statements, "),
    "a stride for a file": (["--from", "FILE", "--stride", "2"], "--stride is for statements: a line of a file says"),
    "derive: json and html": (
        ["derive", "conv1d", "--input", "3", "--kernel", "2", "--json", "--format", "html"],
        "--json and --format html say two things",
    ),
    "audit: json and html": (["audit", "FILE", "--json", "--format", "html"], "--json and --format html say two"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_one_line(
    arguments: list[str], said: str, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    verb = [] if arguments[0] in ("derive", "audit") else ["prove"]
    code, out, err = called([*verb, *(file if each == "FILE" else each for each in arguments)], capsys)
    assert (code, out) == (2, "")
    assert err.startswith(f"symconv: {said}") or said in err.splitlines()[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ": there is no statement in it"),
        ("# nothing\n", ": there is no statement in it"),
    ],
    ids=["empty", "remarks alone"],
)
def test_a_file_that_asks_nothing_is_a_mistake(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.symconv"
    path.write_text(text, encoding="utf-8")
    code, out, err = called(["prove", "--from", str(path)], capsys)
    assert (code, out) == (2, "")
    assert err.startswith(f"symconv: {path}{said}")


MISTAKEN: dict[str, tuple[str, str, str]] = {
    "an unknown name": ("dX = Q", "there is no 'Q'", "dX = Q\n       ^"),
    "no layer": ("conv99d: o = n", "there is no layer 'conv99d'", "conv99d: o = n\n  ^"),
    "a word": ("quick conv2d: o = n", "'quick' before the colon", "quick conv2d: o = n\n  ^"),
    "an option": ("conv2d stride=s9: o = n", "stride s9: write a number", "conv2d stride=s9: o = n\n                ^"),
    "no axes of one kind": ("dX = correlate(X, K)", "the sides do not have the same", "dX = correlate(X, K)\n       ^"),
    "json": ('{"statement": "dX = Q"}', "there is no 'Q'", '{"statement": "dX = Q"}\n                      ^'),
    "json that breaks off": ('{"statement": "dX', "this is no JSON object", ""),
    "json without a statement": ('{"layer": "conv2d"}', 'an object has its "statement" as text', ""),
    "no theorem": ("T99", "there is no theorem T99", "T99\n  ^"),
}


@pytest.mark.parametrize(("line", "said", "caret"), MISTAKEN.values(), ids=MISTAKEN)
def test_a_line_with_a_mistake_takes_nothing_from_the_others(
    line: str, said: str, caret: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.symconv"
    path.write_text(f"T3\n{line}\no = n - k\no = n - k + 1\n", encoding="utf-8")
    code, out, err = called(["prove", str(path)], capsys)
    heads = [each.removeprefix(str(path)).rsplit(":", 1)[0] for each in out.splitlines() if each.startswith(str(path))]
    assert heads == [":1: T3 proved", ":3: refuted", ":4: proved"]
    assert err.startswith(f"symconv: {path}:2: {said}")
    assert err.endswith(f"{caret}\n")
    assert err.count("symconv: ") == 1
    assert code == 2


@pytest.mark.parametrize("form", ["github", "sarif", "junit"])
def test_a_report_shows_the_lines_with_mistakes(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever reads the report alone would take a file for proved of which a line was passed over."""
    monkeypatch.chdir(tmp_path)
    Path("wrong.symconv").write_text("T3\n  dX = Q\nhello\n", encoding="utf-8")
    code, out, _ = called(["prove", "wrong.symconv", "--format", form], capsys)
    assert code == 2
    if form == "github":
        *lines, last = out.splitlines()
        assert [each.partition("::there is no")[0] for each in lines[:1]] == [
            "::error file=wrong.symconv,line=2,col=8,endLine=2,title=unreadable"
        ]
        assert lines[1].startswith("::error file=wrong.symconv,line=3,col=1,endLine=3,title=unreadable::'hello'")
        assert last == "1 proved, 2 unreadable"
    elif form == "sarif":
        (run,) = json.loads(out)["runs"]
        assert [each["ruleId"] for each in run["results"]] == ["unreadable", "unreadable"]
        assert {each["ruleId"] for each in run["results"]} <= {each["id"] for each in run["tool"]["driver"]["rules"]}
        region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
        assert region == {"startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 9}
    else:
        (suite,) = ElementTree.fromstring(out)
        assert (suite.attrib["tests"], suite.attrib["failures"]) == ("3", "2")
        assert [case.attrib["name"] for case in suite] == ["dB = sum(dZ)", "dX = Q", "hello"]
        assert [[each.attrib["type"] for each in case] for case in suite] == [[], ["unreadable"], ["unreadable"]]


def test_json_names_the_lines_with_mistakes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"dX = Q\nT3\nhello\n")))
    code, out, _ = called(["prove", "--from", "-", "--json"], capsys)
    found = json.loads(out)
    assert (code, [each["verdict"] for each in found["results"]]) == (2, ["proved"])
    assert [(each["path"], each["line"], each["column"]) for each in found["mistakes"]] == [("-", 1, 6), ("-", 3, 1)]


def test_json_is_a_format_and_twice_the_same_is_no_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["prove", "T3", "--format", "json", "--json"], capsys)
    assert (code, json.loads(out)["schema"]) == (0, "symconv.prove/1")
