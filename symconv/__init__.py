"""symconv: derive, and prove, back-propagation through convolution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symconv import display
from symconv.errors import SymconvError
from symconv.layers.build import (
    Conv,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
)
from symconv.layers.layer import Layer
from symconv.version import VERSION

if TYPE_CHECKING:
    from symconv.auditing import audit
    from symconv.auditor.report import Report
    from symconv.derivation import Derivation, derive
    from symconv.exact.verdict import Verdict
    from symconv.exact.verify import verify
    from symconv.layers.family import Family
    from symconv.panel import explore
    from symconv.proving import prove
    from symconv.results import Proof, Refutation, Undecided

__version__ = VERSION
display.register()

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
    "Report",
    "SymconvError",
    "Undecided",
    "Verdict",
    "audit",
    "derive",
    "explore",
    "prove",
    "verify",
]

# SymPy and NumPy take a third of a second to import; whoever only builds a layer does not wait for them.
_LATE = {
    "Derivation": "symconv.derivation",
    "Family": "symconv.layers.family",
    "Proof": "symconv.results",
    "Refutation": "symconv.results",
    "Undecided": "symconv.results",
    "Report": "symconv.auditor.report",
    "audit": "symconv.auditing",
    "prove": "symconv.proving",
    "Verdict": "symconv.exact.verdict",
    "derive": "symconv.derivation",
    "explore": "symconv.panel",
    "verify": "symconv.exact.verify",
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module 'symconv' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_LATE[name]), name)
    globals()[name] = value
    return value
