"""`derive`: the worked derivation of a layer's backward pass, and its verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import sympy

from symconv.calculus.derive import ALL, Derived, derived
from symconv.calculus.work_done import StepReport
from symconv.layers.layer import Layer
from symconv.layers.tensors import shown_shape
from symconv.lectures.as_json import derivation_data
from symconv.lectures.lecture import lecture
from symconv.lectures.lesson import length_of
from symconv.outcomes import Outcome
from symconv.page import article, html, markdown, terminal
from symconv.page.document import Document
from symconv.page.inset import inset
from symconv.page.paper import paper
from symconv.sizes import concrete
from symconv.statements.theorems import Formula


@dataclass(frozen=True, slots=True, repr=False)
class Derivation(Derived):
    """A layer's backward pass, derived: what `derive` returns.

    `Z`, `dK`, `dX` and `dB` are SymPy arrays with the axes that users see (a gradient that was not asked for,
    and dB without a bias, is None); `verdict` compares them with the closed formulas in `formulas`.
    """

    @property
    def Z(self) -> sympy.Array:  # noqa: N802 - the letter of the notes
        """Every output entry, expanded."""
        return sympy.Array(self.z, tuple(map(concrete, shown_shape(self.layer, "Z"))))

    @property
    def dK(self) -> sympy.Array | None:  # noqa: N802
        """The gradient with respect to the kernel."""
        return self._array("dK")

    @property
    def dX(self) -> sympy.Array | None:  # noqa: N802
        """The gradient with respect to the input."""
        return self._array("dX")

    @property
    def dB(self) -> sympy.Array | None:  # noqa: N802
        """The gradient with respect to the bias: one entry an output channel."""
        return self._array("dB")

    def _array(self, of: str) -> sympy.Array | None:
        if of not in self.gradients:
            return None
        return sympy.Array(self.gradients[of].values, tuple(map(concrete, shown_shape(self.layer, of))))

    def text(self, full: bool = False, tables: Sequence[str] | None = None, brief: bool = False) -> str:
        """The derivation for a terminal of 80 columns; `full` leaves nothing out, `brief` keeps what teaches something.

        `tables` names the tables to show, as `symconv.lectures.lecture.TABLES` lists them; None: the usual ones.
        """
        return terminal.lay_out(self._told(tables, brief, full))

    def latex(
        self,
        full: bool = False,
        standalone: bool = False,
        tables: Sequence[str] | None = None,
        width: str = "one-column",
        brief: bool = False,
    ) -> str:
        """The derivation in LaTeX (amsmath): a fragment, or with `standalone` a whole document.

        `width` is that of a line: one-column, two-column or a length such as 8.4cm.
        """
        on = paper(width)
        body = article.lay_out(self._told(tables, brief, full), on)
        return article.whole(body, on) if standalone else body

    def markdown(self, full: bool = False, tables: Sequence[str] | None = None, brief: bool = False) -> str:
        """The derivation in Markdown with formulas between `$$`."""
        return markdown.lay_out(self._told(tables, brief, full))

    def html(
        self, full: bool = False, tables: Sequence[str] | None = None, brief: bool = False, standalone: bool = True
    ) -> str:
        """The derivation as one self-contained page, the pictures with it; or a piece for somebody else's page."""
        if standalone:
            return html.page(self._told(tables, brief, full, also=("pictures",)))
        return inset(self._told(tables, brief, full))

    def _told(self, tables: Sequence[str] | None, brief: bool, full: bool, also: Sequence[str] = ()) -> Document:
        return lecture(self, length_of(brief, full), tables, also)

    def json(self) -> dict[str, Any]:
        """The derivation as nested lists of strings that Python can parse."""
        return derivation_data(self)

    @property
    def outcome(self) -> Outcome:
        """One word for what was found: that of the verdict."""
        return self.verdict.outcome

    def __bool__(self) -> bool:
        return bool(self.verdict)

    def __repr__(self) -> str:
        return f"<Derivation of {self.layer}: {', '.join(self.gradients)} {self.outcome}>"

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html(standalone=False)


def derive(
    layer: Layer,
    wrt: Sequence[str] = ALL,
    notation: str = "xkz",
    formulas: Mapping[str, Formula | str] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Derivation:
    """The derivation of `layer`: every z expanded, differentiated by SymPy, and compared with the closed formulas.

    `wrt` says which gradients to derive, in which order, out of K, X and B; `notation` is xkz, xwy, delta or capitals;
    `formulas` (default: the closed formulas of the layer) maps dK, dX, dB or Z to what is claimed of it, a formula or
    text such as "correlate(pad(dZ, k-1), K)"; `progress` is called with the name of each step as it begins.

    Raises TooLargeError where SymPy would take longer than a person waits: `symconv.verify` decides those.

    >>> from symconv import Conv1d
    >>> d = derive(Conv1d(input=3, kernel=2))
    >>> print(d.dX[1], "|", d.dK[0], "|", d.dB)
    dz1*k2 + dz2*k1 | dz1*x1 + dz2*x2 | [dz1 + dz2]
    >>> d.verdict.outcome
    'proved'
    """
    told = ""

    def begun(step: str, _: float) -> None:
        nonlocal told
        if progress is not None and step != told:
            told = step
            progress(step)

    return derive_in_parts(layer, wrt, notation, formulas, begun)


def derive_in_parts(
    layer: Layer,
    wrt: Sequence[str] = ALL,
    notation: str = "xkz",
    formulas: Mapping[str, Formula | str] | None = None,
    report: StepReport | None = None,
) -> Derivation:
    """The same, for who shows how far it has come: `report` is told the step, and the part of the whole that is done.

    >>> from symconv import Conv1d
    >>> said = []
    >>> d = derive_in_parts(Conv1d(input=3, kernel=2), report=lambda step, done: said.append(round(done, 2)))
    >>> said[0], said[-1], said == sorted(said)
    (0.0, 1.0, True)
    """
    found = derived(layer, wrt, notation, formulas, report)
    return Derivation(*(getattr(found, each.name) for each in fields(Derived)))
