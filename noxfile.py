"""Sessions for nox: the tests under every Python, and with the oldest dependencies that are allowed.

`nox` runs them all where the interpreters are there; `nox -s tests-3.12` runs one.
"""

from __future__ import annotations

import re
import tarfile
import tomllib
from pathlib import Path

import nox

PYTHONS = ("3.11", "3.12", "3.13")
nox.options.error_on_missing_interpreters = False


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """All tests and doctests."""
    session.install(".[test]")
    session.run("python", "-m", "pytest", "-q", "-n", "auto", *session.posargs)


@nox.session(python=PYTHONS[0])
def oldest(session: nox.Session) -> None:
    """The tests with the oldest release of every dependency that pyproject.toml allows."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    allowed = [*project["dependencies"], *project["optional-dependencies"]["prove"]]
    session.install(".[test]", *map(oldest_release, allowed))
    session.run("python", "-m", "pytest", "-q", "-n", "auto", *session.posargs)


@nox.session(python=PYTHONS[0])
def sdist(session: nox.Session) -> None:
    """The tests as they stand in the source distribution, on the wheel that is built from it."""
    session.install("build")
    folder = Path(session.create_tmp())
    session.run("python", "-m", "build", "--outdir", str(folder), ".")
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    session.chdir(folder / archive.name.removesuffix(".tar.gz"))
    session.install(".[test]")
    session.run("python", "-m", "pytest", "-q", "-n", "auto", *session.posargs)


def oldest_release(requirement: str) -> str:
    """The requirement for the lower bound itself: of `sympy>=1.12`, `sympy==1.12`."""
    return re.sub(r">=(\S+)", r"==\1", requirement)
