"""The GitHub action: its file is read as GitHub reads it, and its last step is run on files that are proved or not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from quick import cases

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "action.yml").read_text(encoding="utf-8")
ACTION: dict[str, Any] = yaml.safe_load(TEXT)
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
TRUE = "o = n - k + 1\n"
FALSE = "# wrong\no = n - k\n"


def test_it_is_a_composite_action_that_says_what_it_does() -> None:
    assert ACTION.keys() == {"name", "description", "author", "branding", "inputs", "runs"}
    assert ACTION["runs"]["using"] == "composite"
    assert all(each["description"] and "default" in each for each in ACTION["inputs"].values())
    # Where a step runs a command, GitHub asks which shell runs it.
    assert all(("uses" in step) != ("run" in step and step["shell"] == "bash") for step in STEPS)


def test_every_input_is_used_and_there_is_no_other() -> None:
    assert set(re.findall(r"inputs\.([\w-]+)", TEXT)) == ACTION["inputs"].keys()
    assert ACTION["inputs"].keys() == {"files", "timeout", "python-version"}
    for name in ACTION["inputs"]:
        assert f"`{name}`" in PAGE


def test_nothing_that_is_given_becomes_a_part_of_a_command() -> None:
    assert not [step["run"] for step in STEPS if "${{" in step.get("run", "")]


def test_it_installs_the_action_itself_with_a_solver() -> None:
    (install,) = [step["run"] for step in STEPS if step.get("name") == "Install symconv"]
    assert '"$GITHUB_ACTION_PATH[prove]"' in install
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "prove" in project["optional-dependencies"]


def test_the_page_uses_it_as_it_is() -> None:
    blocks = [yaml.safe_load(each) for each in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]
    (workflow,) = [block for block in blocks if isinstance(block, dict) and "jobs" in block]
    steps = workflow["jobs"]["prove"]["steps"]
    (used,) = [step for step in steps if step["uses"].startswith("symconv/symconv@")]
    assert used["with"].keys() <= ACTION["inputs"].keys()


def proved(folder: Path, files: str | None = None, timeout: str = "10") -> subprocess.CompletedProcess[str]:
    """What the last step comes to in a folder, run by bash with GitHub's options."""
    (step,) = [each for each in STEPS if each.get("name") == "Prove"]
    given = {"files": ACTION["inputs"]["files"]["default"] if files is None else files, "timeout": timeout}
    written = re.compile(r"\$\{\{ inputs\.(\w+) \}\}")
    filled = {name: written.sub(lambda found: given[found[1]], text) for name, text in step["env"].items()}
    path = os.pathsep.join(each for each in (str(ROOT), os.environ.get("PYTHONPATH", "")) if each)
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env={**os.environ, **filled, "SYMCONV": sys.executable, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two files of statements in two folders, one with a space in its name."""
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "top.symconv").write_text(TRUE, encoding="utf-8")
    (tmp_path / "deep" / "er" / "a b.symconv").write_text(FALSE, encoding="utf-8")
    return tmp_path


def test_every_file_of_the_repository_is_proved_where_none_is_named(repository: Path) -> None:
    done = proved(repository)
    assert done.returncode == 1
    assert re.findall(r"^::error file=([^,]*),line=(\d+)", done.stdout, re.MULTILINE) == [("deep/er/a b.symconv", "2")]


@pytest.mark.parametrize(
    "files", cases(["top.symconv  top.symconv", "top.symconv", "*.symconv", "top.symconv\ntop.symconv"])
)
def test_the_files_that_are_named_are_proved_and_no_other(repository: Path, files: str) -> None:
    done = proved(repository, files)
    assert (done.returncode, done.stderr) == (0, "")


def test_where_there_is_no_file_it_says_so(tmp_path: Path) -> None:
    done = proved(tmp_path)
    assert done.returncode == 2
    assert "**/*.symconv" in done.stderr


@pytest.mark.parametrize(
    "typed",
    cases(["; touch made", "$(touch made)", "`touch made`", "top.symconv && touch made", "--certificate made"], 2),
)
def test_what_is_typed_is_no_command(repository: Path, typed: str) -> None:
    done = proved(repository, typed)
    assert done.returncode == 2
    assert not (repository / "made").exists()


def test_a_time_that_is_none_is_a_mistake(repository: Path) -> None:
    assert proved(repository, "top.symconv", timeout="soon").returncode == 2
