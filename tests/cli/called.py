"""The command line called in this process: its exit code, and what it says on both streams."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from symconv.cli.main import run


def called(arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = run([*arguments])
    out, err = capsys.readouterr()
    return code, out, err
