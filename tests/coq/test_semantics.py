"""What the semantics in Coq computes of a layer, against the exact engine, in every entry of Z, dX, dK and dB."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from quick import cases

from coq.asked import NEEDS_COQ, asked
from coq.meaning import LAYERS, arrays, by_coq, by_engine, text
from symconv.layers.layer import Layer

pytestmark = NEEDS_COQ


@pytest.mark.parametrize("layer", cases(LAYERS))
def test_every_entry_is_what_the_exact_engine_says(layer: Layer, tmp_path: Path) -> None:
    file = tmp_path / "Layer.v"
    file.write_text(text(layer), encoding="utf-8")
    command = ["coqc", "-Q", str(asked().library), "Symconv", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path)
    assert not done.returncode, done.stderr
    found = by_coq(done.stdout)
    assert len(found) == 3 * len(arrays(layer))
    for at, name in enumerate(arrays(layer)):
        sizes, expected, entries = found[3 * at : 3 * at + 3]
        assert sizes == expected
        assert entries == by_engine(layer, name)
        assert len({*entries}) > 1 or len(entries) == 1
