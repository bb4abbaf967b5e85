"""LaTeX as tokens, each with its place in the text; the letters of Unicode mathematics as their commands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from symconv.errors import SymconvError

TokenKind = Literal["command", "word", "number", "sign", "space", "begin", "end", "row"]

# Spaces so wide that they set things apart.
SPACES = frozenset([r"\quad", r"\qquad", r"\hfill"])
NARROW_SPACES = frozenset(["\\ ", "~", r"\enspace", r"\enskip", r"\thinspace"])
UNICODE_LETTERS = {
    "∂": r"\partial", "∇": r"\nabla", "∑": r"\sum", "Σ": r"\sum", "Δ": r"\Delta", "∆": r"\Delta", "δ": r"\delta",
    "α": r"\alpha", "γ": r"\gamma", "η": r"\eta", "θ": r"\theta", "λ": r"\lambda", "μ": r"\mu", "σ": r"\sigma",
    "φ": r"\phi", "ω": r"\omega",
    "·": r"\cdot", "⋅": r"\cdot", "×": r"\times", "∗": "*", "⊗": r"\otimes", "⊙": r"\odot", "⊛": r"\circledast",
    "⋆": r"\star", "★": r"\star", "−": "-", "≤": r"\le", "≥": r"\ge", "∀": r"\forall", "∈": r"\in",
    "→": r"\rightarrow", "⇒": r"\Rightarrow", "↓": r"\downarrow", "↑": r"\uparrow", "⌊": r"\lfloor", "⌋": r"\rfloor",
    "…": r"\dots", "⋯": r"\cdots", "′": "'", "’": "'", "°": "°", "º": "°", "\u00a0": " ", "\u2009": " ",
}  # fmt: skip
_TOKEN = re.compile(
    r"(?P<blank>\s+|(?<!\\)%[^\n]*)"
    r"|(?P<begin>\\begin\s*\{(?P<opened>[A-Za-z]+)\*?\})|(?P<end>\\end\s*\{(?P<closed>[A-Za-z]+)\*?\})"
    r"|(?P<row>\\\\(?:\[[^\]\n]{0,12}\])?|\\cr\b|\\newline\b)"
    r"|(?P<command>\\[A-Za-z]+|\\[^A-Za-z\s]|\\\s)|(?P<word>[A-Za-z]+)|(?P<number>[0-9]+)|(?P<sign>.)",
    re.DOTALL,
)
_WORDS = frozenset([
    r"\text", r"\textrm", r"\textbf", r"\textit", r"\textnormal", r"\texttt", r"\textsf", r"\textsc", r"\emph",
    r"\mbox", r"\operatorname",
])  # fmt: skip


class ReadError(SymconvError):
    """Mathematics that is not understood."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token and where it begins and ends in the text.

    `\\text{..}` and its like are one token of kind "word" with `quoted`: what stands in them are words.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    quoted: bool = False


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The tokens of `text[start:end]`; comments and white space are none.

    >>> [each.text for each in tokens("z_{12} = x · y", 0, 14)]
    ['z', '_', '{', '12', '}', '=', 'x', '\\\\cdot', 'y']
    """
    found: list[Token] = []
    at = start
    while at < end:
        match = _TOKEN.match(text, at, end)
        assert match is not None, "some character always matches"
        at = match.end()
        kind = match.lastgroup
        if kind == "blank":
            continue
        if kind in ("begin", "end"):
            found.append(Token(kind, match["opened"] or match["closed"], match.start(), at))  # type: ignore[arg-type]
            continue
        written = match.group()
        if kind == "sign":
            written = UNICODE_LETTERS.get(written, written)
            if written.isspace():
                continue
            kind = "command" if written.startswith("\\") else "sign"
            # Unicode has letters of its own for mathematics; those not in the list are refused by the reader.
        if written in NARROW_SPACES or (kind == "command" and written[1:].isspace()):
            continue
        if written in SPACES:
            kind = "space"
        elif kind == "command" and written in _WORDS:
            quoted = re.compile(r"\s*\{([^{}$\\]*|[^{}]*)\}").match(text, at, end)
            if quoted:
                found.append(Token("word", quoted[1].strip(), match.start(), quoted.end(), quoted=True))
                at = quoted.end()
                continue
        found.append(Token(kind, written, match.start(), at))  # type: ignore[arg-type]
    return found
