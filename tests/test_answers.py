"""What every command answers with --json is as the schema in the package says, no more and no less."""

from __future__ import annotations

import json
from copy import deepcopy
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cli.called import called
from quick import cases

import symconv
from symconv import Conv2d

SCHEMA: dict[str, Any] = json.loads((files(symconv) / "answers.schema.json").read_text(encoding="utf-8"))
LAYER = ["conv2d", "--input", "3", "--kernel", "2"]
CODE = "def backward(x, k, b, dz):\n    return x * 0, None, None\n\ndef forward(x, k, b):\n    return x[:, :, 1:] + b\n"
NOTES = "$$y_1 = w_1 x_1$$ $$y_2 = w_1 x_2$$ $$\\delta w_1 = \\delta y_1 x_2$$ $$y_1 = \\cancel{w_1}$$"
BEYOND = "n*n*n - n = 3*((n*n*n - n)//3)"

CALLS: dict[str, list[str]] = {
    "derive": ["derive", *LAYER],
    "derive with channels": ["derive", *LAYER, "--batch", "2", "--in-channels", "2"],
    "derive one gradient": ["derive", *LAYER, "--wrt", "X", "--notation", "delta"],
    "derive without a bias": ["derive", *LAYER, "--no-bias"],
    "derive a transposed layer": ["derive", "conv_transpose1d", "--input", "2", "--kernel", "2", "--stride", "2"],
    "verify": ["verify", *LAYER, "--padding", "1,2"],
    "verify in other letters": ["verify", *LAYER, "--notation", "xwy"],
    "prove": ["prove", "dX = correlate(pad(dZ, k-1), rot180(K))"],
    "prove a theorem": ["prove", "T2"],
    "prove as in class": ["prove", "∂L/∂X = pad(∂L/∂Z, k−1) ⋆ rot180(K)"],
    "prove along axes": ["prove", "flip(flip(X, 1), 1) = X", "--layer", "conv2d"],
    "prove of free arrays": ["prove", "rot180(rot180(A)) = A"],
    "prove of one layer": ["prove", "o = 2", "--layer", "conv1d", "--input", "3", "--kernel", "2"],
    "refute": ["prove", "dX = correlate(pad(dZ, k-1), K)"],
    "refute by shape": ["prove", "A = pad(A, 1)"],
    "refute a size": ["prove", "o = n", "--padding", "same", "--stride", "2", "--layer", "conv2d"],
    "undecided": ["prove", BEYOND, "--timeout", "0.5"],
    "audit": ["audit", "notes.md"],
    "audit nothing": ["audit", "empty.md"],
    "check what is wrong": ["check", "code.py:backward", *LAYER],
    "check a forward pass": ["check", "code.py:forward", "conv1d", "--input", "3", "--kernel", "2", "--forward"],
}


@pytest.mark.parametrize("arguments", cases(CALLS, quick=16))
def test_answers_are_as_the_schema_says(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("code.py").write_text(CODE, encoding="utf-8")
    Path("notes.md").write_text(NOTES, encoding="utf-8")
    Path("empty.md").write_text("", encoding="utf-8")
    _, out, err = called([*arguments, "--json"], capsys)
    assert err == ""
    answer = json.loads(out)
    assert answer["schema"] == f"symconv.{arguments[0]}/1"
    jsonschema.validate(answer, closed(SCHEMA))


def test_what_is_kept_is_as_the_schema_says(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    asked: list[Any] = ["dB = sum(dZ)", "o = n", {"statement": BEYOND, "timeout": 0.5}, "dX = Q"]
    symconv.prove_many(asked, jobs=1, resume=path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4
    for line in lines:
        jsonschema.validate(json.loads(line), closed(SCHEMA))


def closed(schema: Any) -> Any:
    """The schema without room for keys that it does not name: for others there may come more."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(each) for name, each in schema.items()}
    return found | {"additionalProperties": False} if "properties" in found and "type" in found else found


def test_the_schema_is_one_itself() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_command_that_answers_in_json_is_called() -> None:
    assert {each[0] for each in CALLS.values()} == {
        found["$ref"].removeprefix("#/$defs/") for found in SCHEMA["oneOf"]
    } - {"kept"}


ANSWER = symconv.verify(Conv2d(input=3, kernel=2)).json()


@pytest.mark.parametrize("name", ANSWER)
def test_an_answer_that_lacks_a_key_is_refused(name: str) -> None:
    lacking = {key: value for key, value in ANSWER.items() if key != name}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(lacking, SCHEMA)


WRONG: dict[str, tuple[str, Any]] = {
    "no word of ours": ("verdict", "true"),
    "a word of another command": ("verdict", "agrees"),
    "a number as text": ("monomials", "9"),
    "no layer": ("layer", None),
    "a command of nobody": ("schema", "symconv.solve/1"),
    "another number": ("schema", "symconv.verify/2"),
}


@pytest.mark.parametrize(("name", "value"), WRONG.values(), ids=WRONG)
def test_an_answer_with_a_wrong_value_is_refused(name: str, value: Any) -> None:
    jsonschema.validate(ANSWER, SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(deepcopy(ANSWER) | {name: value}, SCHEMA)


def test_others_may_get_more_keys_than_the_schema_names() -> None:
    jsonschema.validate(ANSWER | {"since": "later"}, SCHEMA)
