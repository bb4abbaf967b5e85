"""Coq for tests, with the library compiled once, and proofs as it gets them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache

import pytest

from symconv.coq.asking import Coq, coq
from symconv.coq.files import coq_files
from symconv.layers.family import Family
from symconv.proof.decide import decide
from symconv.proof.kernel import Proved
from symconv.statements.grammar import Statement

REQUIRED = "SYMCONV_REQUIRE_COQ" in os.environ
# For one proof, also on a machine that has much else to do.
SECONDS = 100
# Skipped, visibly, where there is no Coq; SYMCONV_REQUIRE_COQ makes that a failure.
NEEDS_COQ = pytest.mark.skipif(
    not REQUIRED and shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq"
)


@cache
def _open() -> tuple[Coq, ExitStack]:
    stack = ExitStack()
    return stack.enter_context(coq()), stack


def asked() -> Coq:
    """Coq, with the library compiled once in this process."""
    return _open()[0]


@contextmanager
def ready() -> Iterator[Coq]:
    """Coq for a long run, which tidies up after it."""
    with coq() as found:
        yield found


def files(tree: Statement, family: Family) -> dict[str, str]:
    """The files of a statement that is proved."""
    return coq_files(tree, family, proved(tree, family))


def proved(tree: Statement, family: Family) -> Proved:
    """The kernel's proof of a statement."""
    found = decide(tree, family, timeout=SECONDS).found
    assert isinstance(found, Proved), found
    return found


# The lines by which a file knows of the others: in one file they are modules.
OTHERS = (
    ("From Certificate Require Import Statement.", "Import Statement_{0}."),
    ("From Certificate Require Import Statement Proof.", ""),
    ("Proof.proof", "Proof_{0}.proof"),
    ("Statement.claim", "Statement_{0}.claim"),
)


def together(proofs: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """One file of several proofs, each as it is in a module of its own, so that Coq starts once and not for each file.

    What the proofs rest on is asked of all in one.
    """
    lines = []
    for number, made in enumerate(proofs):
        for name in ("Statement", "Proof"):
            text = _renamed(made[f"{name}.v"], number)
            lines.append(f"Module {name}_{number}.\n{text}End {name}_{number}.")
        lines += [line for line in _renamed(made["Check.v"], number).splitlines() if line.startswith("Check ")]
    names = ", ".join(f"Proof_{number}.proof" for number in range(len(proofs)))
    lines += [f"Definition all_of_them := ({names}).", "Print Assumptions all_of_them."]
    return {"All.v": "\n".join(lines) + "\n"}


def _renamed(text: str, number: int) -> str:
    for old, new in OTHERS:
        text = text.replace(old, new.format(number))
    return text
