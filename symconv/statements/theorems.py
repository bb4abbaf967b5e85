"""What a theorem is, and the closed formulas of the backward pass, T1-T9.

A theorem is written once, in the language that users type, and read as everything else is: evaluated at a concrete
layer, proved for all sizes, shown. A closed formula is a theorem that gives Z or a gradient by other tensors.
`D = d*(k-1)`, and `r` is the leftover that the stride does not reach.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from symconv.arrays.array import Array
from symconv.arrays.sums import Guard
from symconv.errors import SymconvError
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis, Convention, Layer
from symconv.sizes import Size, symbol
from symconv.statements.glossary import ALIASES, DEFINED, Glossary
from symconv.statements.grammar import Name, Statement, parse
from symconv.statements.meaning import elaborate

n, k, s, d, pl, pr, op = (symbol(name) for name in ("n", "k", "s", "d", "pl", "pr", "op"))
PLAIN = Axis(n, k)
GENERAL = Axis(n, k, s, d, pl, pr)
TRANSPOSED = Axis(n, k, s, d, pl, pr, op)


class Formula(Protocol):
    """What can be compared with Z or a gradient: a theorem, or anything else with a name and an expression."""

    @property
    def name(self) -> str:
        """What a verdict calls it."""

    def build(self, layer: Layer, /) -> Array:
        """Its expression for a layer."""


@dataclass(frozen=True, slots=True)
class Theorem:
    """A statement about a family of layers.

    `form` says which other form of the theorem it is, empty for the one that tables show.
    """

    id: str
    title: str
    statement: str
    family: Family
    form: str = ""

    @property
    def tree(self) -> Statement:
        """The statement, read."""
        return _read(self.statement)

    @property
    def name(self) -> str:
        """What a verdict calls it."""
        return f"{self.id}, {self.form}" if self.form else self.id

    @property
    def of(self) -> str:
        """What a closed formula is equal to: Z, dX, dK or dB. Raises TypeError where the left side is no name."""
        if not isinstance(self.tree.left, Name):
            raise TypeError(f"{self.statement} is no closed formula")
        return self.tree.left.text

    def build(self, layer: Layer) -> Array:
        """The right side for a layer, whose definition it does not know.

        >>> from symconv import Conv1d
        >>> print(T1_NOTES.build(Conv1d(input=5, kernel=2)).shape)
        5
        """
        found = elaborate(self.tree.right, Glossary(layer, {}))
        if isinstance(found, tuple):
            raise SymconvError(f"the right side of {self.statement} is a size, not an array")
        return found


# Each once, and only when somebody needs it: the reader of statements takes longer to load than a layer to build.
_read = cache(parse)


def theorem(
    id: str,
    title: str,
    statement: str,
    axis: Axis | None = None,
    *,
    transposed: bool = False,
    convention: Convention = "cross-correlation",
    bias: bool = True,
    given: tuple[Guard, ...] = (),
    form: str = "",
) -> Theorem:
    """A theorem about the layers with this axis, any number of times over: any batch, groups and channels.

    Without an axis it is about all that such layers have.
    """
    if axis is None:
        axis = TRANSPOSED if transposed else GENERAL
    family = family_of(
        (axis,),
        transposed=transposed,
        convention=convention,
        bias=bias,
        batch=symbol("N"),
        groups=symbol("g"),
        ins=symbol("c"),
        outs=symbol("f"),
        given=given,
    )
    return Theorem(id, title, statement, family, form)


def written(name: str, statement: str) -> Theorem:
    """A formula of the reader's own under a name; whether it is a theorem, `verify` and `prove` say.

    >>> from symconv import Conv1d, verify
    >>> print(verify(Conv1d(input=3, kernel=2), {"dX": written("no rot180", "dX = correlate(pad(dZ, k-1), K)")}))
    refuted: no rot180: dx1 is dz1*k1, but the formula gives dz1*k2; smallest layer: conv1d --input 2 --kernel 2
    """
    return theorem(name, name, statement)


def claimed(formulas: Mapping[str, Formula | str]) -> dict[str, Formula]:
    """What somebody claims of Z, dX, dK or dB: formulas, or text, which is read, and is its own name.

    Raises SymconvError for what is no claim, StatementError for text that cannot be read.

    >>> claimed({"dX": "correlate(pad(dZ, k-1), K)"})["dX"].name
    'dX = correlate(pad(dZ, k-1), K)'
    """
    if not isinstance(formulas, Mapping):
        raise SymconvError(f"`formulas` maps dX and so on to what is claimed of it, and is not {formulas!r:.40}")
    for of, formula in formulas.items():
        if of not in DEFINED:
            raise SymconvError(f"formulas are of {', '.join(DEFINED)}, not {of!r:.40}")
        if not isinstance(formula, str) and not callable(getattr(formula, "build", None)):
            raise SymconvError(f"a formula is text, such as 'correlate(pad(dZ, k-1), K)', not {formula!r:.40}")
    return {of: _from_text(of, each) if isinstance(each, str) else each for of, each in formulas.items()}


def _from_text(of: str, text: str) -> Theorem:
    # An option's "=" stands within brackets; before that of "dX = ..." there are none.
    name, equals, _ = text.partition("=")
    statement = text if equals and not {*name} & {*"(["} else f"{of} = {text}"
    found = written(statement, statement)
    left = found.tree.left
    if not isinstance(left, Name) or ALIASES.get(left.text, left.text) != of:
        raise SymconvError(f"the formula of {of} says what something else is: {text}", text=text)
    return found


def below(left: Size, right: Size) -> Guard:
    """The condition `left < right`."""
    return Guard(right - left - 1, ">=")


# A. Cross-correlation layers
DX = "correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"
DK = "crop(correlate(pad(X, pl, pr), dZ, stride=d, dilation=s), k)"
T1 = theorem("T1", "the input's gradient of a cross-correlation layer", f"dX = {DX}")
NOTES = "as the notes write it"
T1_NOTES = theorem("T1", NOTES, "dX = correlate(pad(dZ, k-1), rot180(K))", PLAIN, form=NOTES)
T2 = theorem("T2", "the kernel's gradient", f"dK = {DK}")
CROPPED = "cropped by padding"
T2_UNCROPPED = theorem("T2", CROPPED, "dK = correlate(pad(X, pl, pr-r), dZ, stride=d, dilation=s)", form=CROPPED)
T3 = theorem("T3", "the bias' gradient", "dB = sum(dZ)")

# B. True-convolution layers
TURNED: Convention = "convolution"
T4 = theorem(
    "T4",
    "the input's gradient of a true-convolution layer",
    "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), K, dilation=d)",
    convention=TURNED,
)
FULL = "as a full convolution"
T4_FULL = theorem("T4", FULL, "dX = convolve(rot180(K), dZ, mode=full)", PLAIN, convention=TURNED, form=FULL)
T5 = theorem("T5", "the kernel's gradient", f"dK = rot180({DK})", convention=TURNED)
CONVOLUTION = "as a convolution"
T5_CONVOLUTION = theorem(
    "T5", CONVOLUTION, "dK = convolve(rot180(X), dZ)", PLAIN, convention=TURNED, form=CONVOLUTION
)


# C. Transposed layers; under true convolution the kernel is read the other way round
def _transposed(id: str, title: str, statement: str, turned: bool = False, bias: bool = True) -> Theorem:
    convention: Convention = "convolution" if turned else "cross-correlation"
    return theorem(id, title, statement, transposed=True, convention=convention, bias=bias)


def _direct(turned: bool, bias: bool) -> Theorem:
    """T6, for each convention, with and without a bias."""
    kernel, added = "K" if turned else "rot180(K)", " + B" if bias else ""
    text = f"Z = correlate(pad(insert_zeros(X, s), D-pl, D-pr+op), {kernel}, dilation=d){added}"
    return _transposed("T6", "a transposed layer is a direct one", text, turned, bias)


T6_BY_KIND = {(turned, bias): _direct(turned, bias) for turned in (False, True) for bias in (False, True)}
T6 = T6_BY_KIND[False, True]
INPUT_GRADIENT = "the input's gradient of a transposed layer"
T7 = _transposed("T7", INPUT_GRADIENT, "dX = crop(correlate(pad(dZ, pl, pr), K, stride=s, dilation=d), n)")
T7_TURNED = _transposed(
    "T7", INPUT_GRADIENT, "dX = crop(correlate(pad(dZ, pl, pr), rot180(K), stride=s, dilation=d), n)", turned=True
)
T7_UNCROPPED = theorem(
    "T7",
    "the crop is idle for op < s",
    "dX = correlate(pad(dZ, pl, pr), K, stride=s, dilation=d)",
    transposed=True,
    given=(below(op, s),),
    form="where the crop is idle",
)
DK_TRANSPOSED = "crop(correlate(pad(dZ, pl, pr), X, stride=d, dilation=s), k)"
T8 = _transposed("T8", "the kernel's gradient", f"dK = {DK_TRANSPOSED}")
T8_TURNED = _transposed("T8", "the kernel's gradient", f"dK = rot180({DK_TRANSPOSED})", turned=True)
T9 = _transposed("T9", "the bias' gradient", "dB = sum(dZ)")


def closed_forms(layer: Layer) -> dict[str, Theorem]:
    """The closed formula for every gradient that `layer` has, by what it is equal to; for a transposed layer also Z.

    >>> from symconv import Conv2d
    >>> {of: formula.name for of, formula in closed_forms(Conv2d(input=3, kernel=2)).items()}
    {'dK': 'T2', 'dX': 'T1', 'dB': 'T3'}
    """
    turned = layer.convention == "convolution"
    if layer.transposed:
        dk, dx = (T8_TURNED, T7_TURNED) if turned else (T8, T7)
        found = [T6_BY_KIND[turned, layer.bias], dk, dx, T9]
    else:
        found = [T5, T4, T3] if turned else [T2, T1, T3]
    return {formula.of: formula for formula in found if layer.bias or formula.of != "dB"}
