"""`symconv help TOPIC`, what --help names, and the completion of shells."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from cli.called import called
from symconv.arrays.operators import OPERATORS
from symconv.cli.help import SHELLS, TABLE_NAMES, TOPICS
from symconv.cli.main import commands
from symconv.layers.layer import USUAL_KINDS
from symconv.lectures.lecture import TABLES, USUAL_TABLES
from symconv.outcomes import OUTCOMES
from symconv.statements.library import library

# These words are click's own, and older releases say them otherwise.
BY_CLICK = pytest.mark.skipif(
    tuple(map(int, version("click").split(".")[:2])) < (8, 4), reason="no guesses before click 8.4"
)
SAYS: dict[str, list[str]] = {
    "language": [f"{each.name}(" for each in OPERATORS],
    "theorems": [each.statement for each in library()],
    "tables": [*TABLES, f"Told without being asked: {', '.join(USUAL_TABLES)}"],
    "verdicts": [*OUTCOMES],
    "schema": ["symconv.prove/1"],
}


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_says_all_there_is(topic: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = called(["help", topic], capsys)
    assert (code, err) == (0, "")
    assert [words for words in SAYS[topic] if words not in out] == []


def test_the_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(called(["help", "schema"], capsys)[1])["$defs"]


@pytest.mark.parametrize("command", commands.commands)
def test_help_on_a_command_is_its_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["help", command], capsys)
    assert code == 0
    assert out == called([command, "--help"], capsys)[1]


def test_help_alone_lists_the_commands_whole(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = called(["help"], capsys)
    assert out == called(["--help"], capsys)[1]
    assert all(f"\n  {name} " in out for name in commands.commands)


def test_help_on_nothing_we_know_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = called(["help", "grammar"], capsys)
    assert (code, out) == (2, "")
    assert err.startswith("symconv: there is no help on 'grammar': topics are language, theorems")


def test_help_names_layers_tables_and_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines are broken anywhere, so words are compared."""
    for command in ("derive", "verify", "draw", "check"):
        words = called([command, "--help"], capsys)[1].replace(",", " ").split()
        assert {*USUAL_KINDS} <= {*words}
    assert TABLE_NAMES == TABLES
    said = " ".join(called(["derive", "--help"], capsys)[1].split())
    assert f"or all: {', '.join(TABLES)}." in said
    assert "symconv help language" in " ".join(called(["prove", "--help"], capsys)[1].split())


def completed(words: str, at: int) -> list[str]:
    """What a shell is offered for the word at a place of a command."""
    environment = os.environ | {"_SYMCONV_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(at)}
    done = subprocess.run(
        [sys.executable, "-m", "symconv"], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    return [line.removeprefix("plain,") for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "at", "offered"),
    [
        ("symconv ver", 1, ["verify"]),
        ("symconv derive conv_", 2, ["conv_transpose1d", "conv_transpose2d", "conv_transpose3d"]),
        ("symconv prove --layer conv1", 3, ["conv1d"]),
        ("symconv derive conv2d --not", 3, ["--notation"]),
        ("symconv derive conv2d --notation x", 4, ["xkz", "xwy"]),
    ],
    ids=["a command", "a layer", "the layer of a statement", "an option", "a word of an option"],
)
def test_a_shell_is_offered_what_may_follow(words: str, at: int, offered: list[str]) -> None:
    assert completed(words, at) == offered


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_for_each_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["completion", shell], capsys)
    assert code == 0
    assert f"_SYMCONV_COMPLETE={shell}_complete" in out
    assert "%(" not in out


def test_bash_takes_the_script_and_completes_by_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "symconv"
    path.write_text(called(["completion", "bash"], capsys)[1], encoding="utf-8")
    command = tmp_path / "bin" / "symconv"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m symconv "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    typed = """
        source "$1"
        [[ $(complete -p symconv) =~ -F\\ ([^\\ ]+) ]] || exit 9
        COMP_WORDS=(symconv derive conv_) COMP_CWORD=2
        "${BASH_REMATCH[1]}" symconv conv_ derive
        echo "${COMPREPLY[@]}"
    """
    said = subprocess.run(
        ["bash", "--norc", "-c", typed, "bash", str(path)],
        env=os.environ | {"PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (said.returncode, said.stdout.split()) == (0, ["conv_transpose1d", "conv_transpose2d", "conv_transpose3d"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["derive"], "Missing argument 'LAYER'. Example: symconv derive conv2d --input 3x3 --kernel 2x2"),
        (["recheck"], "Missing argument 'DIR'. Example: symconv recheck certificates"),
        (
            ["derive", "conv2d", "3x3", "2x2"],
            "Got unexpected extra arguments (3x3 2x2). Example: symconv derive conv2d --input 3x3 --kernel 2x2",
        ),
        (["completion"], "Missing argument '{bash|zsh|fish}'. Choose from: bash, zsh, fish. Example: symconv com"),
        (["derive", "Conv2d"], "there is no layer 'Conv2d', did you mean conv2d?: choose conv1d, "),
        (["derive", "conv_transposed2d"], "there is no layer 'conv_transposed2d', did you mean conv_transpose2d?: "),
        (["prove", "dX == K"], "one = stands between the two sides, not two"),
        (["explain", "conv2d"], "No such command 'explain'. The commands are derive, verify, prove, "),
        pytest.param(["version"], "No such command 'version'. Did you mean 'verify'? The commands are", marks=BY_CLICK),
        (["prove", "dX", "=", "X"], 'a statement stands in quotes, as one word: "dX = X"'),
        (["help", "langauge"], "there is no help on 'langauge', did you mean language?: topics are"),
    ],
    ids=[
        *("no layer", "no folder", "sizes without names", "no shell", "a layer of Python", "a layer mistyped"),
        *("two signs for one", "no command", "a command that is an option", "no quotes", "a topic mistyped"),
    ],
)
def test_a_mistake_says_what_would_be_right(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = called(arguments, capsys)
    assert (code, out) == (2, "")
    assert err.startswith(f"symconv: {said}")


@pytest.mark.parametrize("verb", ["derive", "verify", "draw"])
def test_a_layer_of_too_many_axes_is_one_line(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = called([verb, "conv99d", "--input", "3", "--kernel", "2"], capsys)
    assert (code, out) == (2, "")
    assert err.splitlines() == [err.splitlines()[0], "  conv99d", "  ^"]
    assert "others exist up to conv9d" in err


@pytest.mark.parametrize(("verb", "default"), [("prove", "any number"), ("derive", "1"), ("audit", "1")])
def test_the_help_says_what_is_counted_by_default(verb: str, default: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = called([verb, "--help"], capsys)
    said = " ".join(out.split())
    for text in ("Groups that the channels are split into", "Channels of the input", "Examples in the batch"):
        assert f"{text}. Default: {default}." in said
