"""What is shipped: types, the schema, every tested file in the source distribution, and the oldest dependencies."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import symconv

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MANIFEST = (ROOT / "MANIFEST.in").read_text(encoding="utf-8")


def test_types_and_the_schema_lie_beside_the_code() -> None:
    shipped = PROJECT["tool"]["setuptools"]["package-data"]["symconv"]
    for name, pattern in (("py.typed", "py.typed"), ("answers.schema.json", "*.schema.json")):
        assert (files(symconv) / name).is_file()
        assert pattern in shipped


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


def test_the_readmes_pictures_have_whole_addresses() -> None:
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]*)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert pictures
    assert all(address.startswith("https://") for address in pictures)
