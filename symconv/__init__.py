"""symconv: derive, and prove, back-propagation through convolution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symconv import display
from symconv.errors import SymconvError
from symconv.layers import modules
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
    from symconv.auditing import audit, audit_many
    from symconv.auditor.report import Report
    from symconv.derivation import Derivation, derive
    from symconv.drawing import draw
    from symconv.exact.verdict import Verdict
    from symconv.exact.verify import verify
    from symconv.layers.family import Family
    from symconv.many import Unreadable, prove_many
    from symconv.panel import explore
    from symconv.proving import family, prove
    from symconv.results import Proof, Refutation, Undecided

__version__ = VERSION
display.register()
modules.register()

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
    "Unreadable",
    "Verdict",
    "audit",
    "audit_many",
    "derive",
    "draw",
    "explore",
    "family",
    "prove",
    "prove_many",
    "verify",
]

# SymPy and NumPy take a third of a second to import; whoever only builds a layer does not wait for them.
_LATE = {
    "symconv.auditing": ("audit", "audit_many"),
    "symconv.auditor.report": ("Report",),
    "symconv.derivation": ("Derivation", "derive"),
    "symconv.drawing": ("draw",),
    "symconv.exact.verdict": ("Verdict",),
    "symconv.exact.verify": ("verify",),
    "symconv.layers.family": ("Family",),
    "symconv.many": ("Unreadable", "prove_many"),
    "symconv.panel": ("explore",),
    "symconv.proving": ("family", "prove"),
    "symconv.results": ("Proof", "Refutation", "Undecided"),
}


def __dir__() -> list[str]:
    return sorted({*__all__, "testing", "__doc__", "__version__"})


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "testing":
        return import_module("symconv.testing")
    for module, names in _LATE.items():
        if name in names:
            value = globals()[name] = getattr(import_module(module), name)
            return value
    raise AttributeError(f"module 'symconv' has no attribute {name!r}")
