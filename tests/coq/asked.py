"""Coq for tests, with the library compiled once, and proofs as it gets them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
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
    found = decide(tree, family).found
    assert isinstance(found, Proved), found
    return found
