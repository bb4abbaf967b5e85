"""symconv: derive, and prove, back-propagation through convolution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symconv.build import (
    Conv,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
)
from symconv.errors import SymconvError
from symconv.layer import Layer
from symconv.version import VERSION

if TYPE_CHECKING:
    from symconv.derivation import Derivation, derive
    from symconv.panel import explore
    from symconv.proof.families import Family
    from symconv.proof.proving import prove
    from symconv.proof.results import Proof, Refutation, Undecided
    from symconv.verdict import Verdict
    from symconv.verification import verify

__version__ = VERSION

__all__ = [
    "Conv",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "ConvTranspose",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "ConvTranspose3d",
    "Derivation",
    "Family",
    "Layer",
    "Proof",
    "Refutation",
    "SymconvError",
    "Undecided",
    "Verdict",
    "derive",
    "explore",
    "prove",
    "verify",
]

# SymPy and NumPy take a third of a second to import; whoever only builds a layer does not wait for them.
_LATE = {
    "Derivation": "symconv.derivation",
    "Family": "symconv.proof.families",
    "Proof": "symconv.proof.results",
    "Refutation": "symconv.proof.results",
    "Undecided": "symconv.proof.results",
    "prove": "symconv.proof.proving",
    "Verdict": "symconv.verdict",
    "derive": "symconv.derivation",
    "explore": "symconv.panel",
    "verify": "symconv.verification",
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module 'symconv' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_LATE[name]), name)
    globals()[name] = value
    return value
