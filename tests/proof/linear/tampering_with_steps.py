"""Tamperings with the linear certificates in a certificate's folder, each by a name that says what is done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from proof.tampering import Data, load, put, replaced, reseal, resealed
from proof.tamperings import Tampering

# The second obligation of T1 is about entries; T17's counts cases.
COUNT = "certificates/002.json"
NOTHING = b'{"unknowns": [],\n "proofs": [\n]}\n'


def laid_out(found: Data) -> str:
    """The data of a linear certificate in its layout, a step a line."""
    proofs = ",\n".join("  [" + ",\n   ".join(map(json.dumps, proof)) + "]" for proof in found.get("proofs", []))
    rest = "".join(f', "{key}": {json.dumps(each)}' for key, each in found.items() if key not in ("unknowns", "proofs"))
    unknowns = f'"unknowns": {json.dumps(found["unknowns"])},\n ' if "unknowns" in found else ""
    shown = f'"proofs": [\n{proofs}]' if "proofs" in found else '"none": 0'
    return f"{{{unknowns}{shown}{rest}}}\n"


def certified(changed: Callable[[Data], Any], name: str = "certificates/002.json") -> Callable[[Path], None]:
    """The proofs of a linear certificate changed."""

    def change(folder: Path) -> None:
        found = load(folder, name)
        before = laid_out(found)
        changed(found["proofs"])
        assert laid_out(found) != before
        (folder / name).write_text(laid_out(found), encoding="utf-8")
        reseal(folder)

    return change


def swap_certificates(folder: Path) -> None:
    one, other = (folder / f"certificates/{number:03}.json" for number in (2, 3))
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    reseal(folder)


STEPS: dict[str, Tampering] = {
    "a weight": ("T1-1", certified(lambda proofs: proofs[0][-1][1][0].__setitem__(1, 7))),
    "a negative weight": ("T1-1", certified(lambda proofs: proofs[0][-1][1][0].__setitem__(1, -1))),
    "a fractional weight": ("T1-1", certified(lambda proofs: proofs[0][-1][1][0].__setitem__(1, 0.5))),
    "a row": ("T1-1", certified(lambda proofs: proofs[0][-1][1][0].__setitem__(0, 0))),
    "a row from the end": ("T1-1", certified(lambda proofs: proofs[0][-1][1][0].__setitem__(0, -1))),
    "a step dropped": ("T1-1", certified(lambda proofs: proofs[1].pop(0))),
    "the last step dropped": ("T1-1", certified(lambda proofs: proofs[0].pop())),
    "a step twice": ("T1-1", certified(lambda proofs: proofs[0].append(proofs[0][-1]))),
    "squares of squares": (
        "T1-1",
        certified(lambda proofs: proofs[0].__setitem__(slice(0, 0), [["times", at, at] for at in range(60)])),
    ),
    "a step that is none": ("T1-1", certified(lambda proofs: proofs[0].insert(0, ["believe", 0]))),
    "a proof dropped": ("T1-1", certified(lambda proofs: proofs.pop())),
    "all proofs dropped": ("T1-1", certified(lambda proofs: proofs.clear())),
    "a proof twice": ("T1-1", certified(lambda proofs: proofs.append(proofs[-1]))),
    "proofs in another order": ("T1-1", certified(lambda proofs: proofs.reverse())),
    "a count cut short": ("T17-1", certified(lambda proofs: proofs[0].__setitem__(slice(None), [["counted"]]), COUNT)),
    "a count of other cases": ("T17-1", certified(lambda proofs: proofs[0][0].__setitem__(2, 1), COUNT)),
    "the certificates of two obligations swapped": ("T1-1", swap_certificates),
    "another name for an unknown": ("T1-1", replaced("certificates/002.json", '"n"', '"m"')),
    "another layout": ("T1-1", replaced("certificates/002.json", '"times", ', '"times",')),
    "a certificate that is no JSON": ("T1-1", resealed(put("certificates/002.json", b"true,\n"))),
    "a certificate that is too deep": ("T1-1", resealed(put("certificates/002.json", b"[" * 100_000))),
    "a certificate of nothing": ("T1-1", resealed(put("certificates/099.json", NOTHING))),
    "a certificate where nothing is left to show": ("T13-1", resealed(put("certificates/001.json", NOTHING))),
}
