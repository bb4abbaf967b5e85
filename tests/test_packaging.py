"""What is shipped: types, the schema, every tested file in the source distribution, and the oldest dependencies."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

import symconv

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MANIFEST = (ROOT / "MANIFEST.in").read_text(encoding="utf-8")


def test_types_and_the_schema_lie_beside_the_code() -> None:
    shipped = PROJECT["tool"]["setuptools"]["package-data"]["symconv"]
    for name, pattern in (("py.typed", "py.typed"), ("answers.schema.json", "*.schema.json")):
        assert (files(symconv) / name).is_file()
        assert pattern in shipped


def test_every_file_beside_the_code_is_in_the_wheel() -> None:
    beside = [path for path in (ROOT / "symconv").rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")]
    shipped = {
        path
        for package, patterns in PROJECT["tool"]["setuptools"]["package-data"].items()
        for pattern in patterns
        for path in ROOT.joinpath(*package.split(".")).glob(pattern)
    }
    assert {path.name for path in beside} >= {"py.typed", "answers.schema.json", "Language.v", "Operators.v"}
    assert {*beside} == shipped
    folders = {path.parent for path in (ROOT / "symconv").rglob("*.py")}
    assert all((folder / "__init__.py").is_file() for folder in folders), "a folder that no wheel has"


def test_every_file_of_the_repository_is_in_the_source_distribution() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("this is no clone of the repository")
    found = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = found.stdout.splitlines()
    grafted = re.findall(r"^graft (\S+)$", MANIFEST, re.MULTILINE)
    included = [name for line in re.findall(r"^include (.+)$", MANIFEST, re.MULTILINE) for name in line.split()]
    # Setuptools adds these by itself.
    included += ["pyproject.toml", "README.md", "LICENSE", "MANIFEST.in"]
    left_out = {
        name for name in listed if name not in included and name.split("/")[0] not in (*grafted, "symconv")
    }
    assert left_out == set()


def test_every_dependency_has_a_lower_bound() -> None:
    extras = PROJECT["project"]["optional-dependencies"].values()
    every = [*PROJECT["project"]["dependencies"], *(each for extra in extras for each in extra)]
    assert [each for each in every if ">=" not in each and not each.startswith("symconv[")] == []


def test_the_pythons_that_are_named_are_those_that_nox_runs() -> None:
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["project"]["classifiers"]))
    assert f"PYTHONS = ({', '.join(map(repr, named))})".replace("'", '"') in (ROOT / "noxfile.py").read_text("utf-8")
    assert PROJECT["project"]["requires-python"] == f">={named[0]}"


# An index shows the README without the repository around it.
README = (ROOT / "README.md").read_text(encoding="utf-8")
TEXT = re.sub(r"^```.*?^```$|`[^`]*`", "", README, flags=re.MULTILINE | re.DOTALL)
ADDRESSES = [
    *re.findall(r"\]\(([^)]*)\)", TEXT),
    *re.findall(r"^\[[^\]]*\]: (\S+)$", TEXT, re.MULTILINE),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_readmes_links_and_pictures_are_whole_and_lead_to_files(address: str) -> None:
    home = PROJECT["project"]["urls"]["Homepage"]
    folders = (f"{home}/blob/main/", f"{home}/main/".replace("github.com", "raw.githubusercontent.com"))
    (folder,) = [each for each in folders if address.startswith(each)]
    assert (ROOT / address.removeprefix(folder)).is_file()


def test_the_readmes_links_are_all_seen() -> None:
    named = {" ".join(name.split()) for name in re.findall(r"\[([^\]]+)\](?![(:])", TEXT)}
    assert named == set(re.findall(r"^\[([^\]]*)\]: ", TEXT, re.MULTILINE))
    assert len(named) > 20


TEMPLATES = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").iterdir())


def test_there_are_templates_for_issues() -> None:
    assert [path.stem for path in TEMPLATES] == ["misread_note", "new_operator", "wrong_verdict"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_is_a_form(path: Path) -> None:
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert form.keys() == {"name", "description", "labels", "body"}
    assert len({field["id"] for field in form["body"]}) == len(form["body"])
    for field in form["body"]:
        assert field.keys() <= {"type", "id", "attributes", "validations"}
        assert field["type"] in ("textarea", "input")
        assert field["attributes"]["label"]
    assert any(field.get("validations", {}).get("required") for field in form["body"])


def test_the_hooks_for_pre_commit_are_commands_that_there_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [each["entry"].split() for each in hooks] == [["symconv", verb] for verb in ("audit", "prove")]
    assert all(each["language"] == "python" and each.keys() & {"files", "types_or"} for each in hooks)
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    assert {each["id"] for each in hooks} == set(re.findall(r"\{id: ([\w-]+)\}", page))
