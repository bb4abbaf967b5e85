"""Mathematics in MathML, as browsers draw it (MathML Core); see `Dialect`.

Written directly: the pieces are few, and converters from LaTeX know neither aligned equations nor marked cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from symconv.layers.notation import Notation
from symconv.page.document import Matrix

TOKEN = re.compile(r"[0-9]+|[A-Za-z]|≥|[^\sA-Za-z0-9]")
SIGNS = {"correlate": "⋆", "convolve": "∗", "transposed": "⋆", "transposed_convolution": "∗"}
NAMES = {"insert_zeros": "insert zeros", "pad_adjoint": "pad⊤"}
OPTIONS = {"stride": "s", "dilation": "d", "padding": "p", "output padding": "op"}
APART = '<mspace width="0.17em"></mspace>'


class MathmlDialect:
    """Mathematics in MathML; every piece is one element or a row of them."""

    dots = "<mo>⋯</mo>"
    gives = "<mo>⟶</mo>"
    becomes = "<mo>←</mo>"
    rate = "<mi>α</mi>"
    room = 90

    def width(self, text: str) -> int:
        """About how wide a piece is, in index letters: of a fraction half of what is in it."""
        letters = len(re.sub(r"<[^>]*>|\s", "", text))
        return letters // 2 + 1 if "<mfrac>" in text else letters

    def entry(self, letter: str, index: Sequence[str], separated: bool) -> str:
        """A letter with its index."""
        if not index:
            return f"<mi>{letter}</mi>"
        if separated:
            below = _row('<mo separator="true">,</mo>'.join(f"<mn>{at}</mn>" for at in index))
        else:
            below = f"<mn>{''.join(index)}</mn>"
        return f"<msub><mi>{letter}</mi>{below}</msub>"

    def at(self, letter: str, index: Sequence[str]) -> str:
        """A letter with an index that is not a number."""
        if not index:
            return f"<mi>{letter}</mi>"
        below = '<mo separator="true">,</mo>'.join(map(inline, index))
        return f"<msub><mi>{letter}</mi>{_row(below)}</msub>"

    def left_out(self, count: int) -> str:
        """Dots, and how many terms they stand for."""
        return f"<mo>⋯</mo><mtext>({count:,} more term{'s' if count > 1 else ''})</mtext>"

    def gradient(self, notation: Notation, of: str) -> str:
        """A fraction, or delta before the entry."""
        return _row(f"<mi>δ</mi>{of}") if notation.delta else self.partial(notation.loss, of)

    def partial(self, top: str, bottom: str) -> str:
        """A fraction of differentials."""
        return f"<mfrac>{_row('<mo>∂</mo>' + inline(top))}{_row('<mo>∂</mo>' + inline(bottom))}</mfrac>"

    def product(self, factors: Sequence[str]) -> str:
        """Factors side by side."""
        return APART.join(map(inline, factors))

    def sum_over(self, indices: Sequence[str], condition: str = "") -> str:
        """A large sigma with the indices below."""
        below = '<mo separator="true">,</mo>'.join(map(inline, indices))
        if condition:
            rows = "".join(f"<mtr><mtd>{each}</mtd></mtr>" for each in (below, inline(condition)))
            below = f"<mtable>{rows}</mtable>"
        return f'<munder><mo movablelimits="false">∑</mo>{_row(below)}</munder>'

    def operator(self, sign: str, options: Sequence[str]) -> str:
        """A sign with what it is qualified by below."""
        transposed = "<mo>⊤</mo>" if sign.startswith("transposed") else ""
        below = '<mo separator="true">,</mo>'.join(options)
        base = f"<mo>{SIGNS[sign]}</mo>"
        if transposed and below:
            return f"<msubsup>{base}{_row(below)}{transposed}</msubsup>"
        if transposed:
            return f"<msup>{base}{transposed}</msup>"
        return f"<msub>{base}{_row(below)}</msub>" if below else base

    def option(self, name: str, value: str) -> str:
        """`s = 2`."""
        return _row(f"<mi>{OPTIONS[name]}</mi><mo>=</mo>{_size(value)}")

    def call(self, name: str, arguments: Sequence[str], options: Sequence[str] = ()) -> str:
        """A named operator, its options below its name."""
        opening, closing = self.around(name, ",".join(options))
        return _row(opening + '<mo separator="true">,</mo>'.join(map(inline, arguments)) + closing)

    def around(self, name: str, option: str) -> tuple[str, str]:
        """A named operator's name and opening bracket, and the closing one."""
        word = "<mo>∑</mo>" if name == "sum" else f'<mi mathvariant="normal">{escape(NAMES.get(name, name))}</mi>'
        named = f"<msub>{word}{_size(option)}</msub>" if option else word
        return f'{named}<mo fence="true">(</mo>', '<mo fence="true">)</mo>'

    def flips(self, name: str) -> str:
        """A long arrow with words on it."""
        return f'<mover><mo stretchy="true">⟶</mo><mtext>{escape(name)}</mtext></mover>'

    def array(self, letter: str) -> str:
        """A whole array."""
        return f"<mi>{letter}</mi>"

    def array_gradient(self, notation: Notation, letter: str) -> str:
        """The gradient by a whole array."""
        return _row(f'<mi mathvariant="normal">Δ</mi><mi>{letter}</mi>') if notation.delta else self.partial(
            notation.loss, letter
        )

    def quotient(self, top: str, bottom: str) -> str:
        """The floor of a fraction."""
        return _row(f"<mo>⌊</mo><mfrac>{_row(inline(top))}{_row(inline(bottom))}</mfrac><mo>⌋</mo>")


def inline(text: str) -> str:
    """Letters, numbers and signs that are not elements yet made elements; elements stay as they are.

    >>> inline("2i")
    '<mn>2</mn><mi>i</mi>'
    """
    found, depth = "", 0
    for piece in re.split(r"(<[^>]*>)", text):
        if piece.startswith("<"):
            found += piece
            depth += 0 if piece.endswith("/>") else -1 if piece.startswith("</") else 1
        elif depth:
            found += piece
        else:
            found += "".join(map(_token, TOKEN.findall(piece)))
    return found


def matrix(block: Matrix) -> str:
    """Brackets around a table; bars and marked cells by class."""
    rows = []
    for number, row in enumerate(block.rows):
        cells = []
        for at, cell in enumerate(row):
            names = [name for name, here in (("bar", at in block.bars), ("mark", (number, at) in block.marked)) if here]
            given = f' class="{" ".join(names)}"' if names else ""
            cells.append(f"<mtd{given}>{_row(inline(cell))}</mtd>")
        rows.append(f"<mtr>{''.join(cells)}</mtr>")
    return _row(f'<mo fence="true">[</mo><mtable>{"".join(rows)}</mtable><mo fence="true">]</mo>')


def _row(inner: str) -> str:
    return f"<mrow>{inner}</mrow>"


def _token(token: str) -> str:
    if token.isdigit():
        return f"<mn>{token}</mn>"
    return f"<mi>{token}</mi>" if token.isalpha() else f"<mo>{escape(token)}</mo>"


def _size(text: str) -> str:
    """`2x3` as numbers with a multiplication sign."""
    return _row(inline(text.replace("x", "×"))) if any(each.isdigit() for each in text) else f"<mtext>{text}</mtext>"
