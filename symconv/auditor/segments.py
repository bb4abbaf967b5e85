"""Where mathematics stands in a text: displays, inline pieces, environments and bare rows of arrows.

Code fences, verbatim environments and comments are left alone. A display that is not closed before a blank line
is no display: OCR and drafts lose closing marks, and one lost mark must not turn the rest of a text inside out.
Every search for a closing mark goes over a stretch of text once, so a long text takes time in proportion.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

ENVIRONMENTS = "equation|align|alignat|flalign|gather|multline|eqnarray|displaymath|math"
_CODE = r"(?P<code>^(?P<fence>`{3,}+|~{3,}+)[^\n]*\n|\\begin\{(?P<verbatim>verbatim|lstlisting|minted)\}|<!--)"
_OPENING = re.compile(
    rf"{_CODE}|(?P<escaped>\\\\(?!\[|\()|\\\$)|(?P<comment>^[ \t]*%[^\n]*)|(?P<tick>(?<!`)`(?!`)[^`\n]+`(?!`))"
    rf"|(?P<mark>\$\$|\$|\\\[|\\\()|\\begin\{{(?P<environment>(?:{ENVIRONMENTS})\*?)\}}"
    r"|(?P<arrows>^[ \t]*(?:\\(?:down|up)arrow|[↓↑])[^\n$]*)"
    r"|(?P<heading>^(?:\#{1,6}[ \t][^\n]*|\\(?:sub)*section\*?\{[^\n]*))",
    re.MULTILINE,
)
_BLANK = re.compile(r"\n[ \t\r]*\n")
_CLOSING = {"$$": "$$", "$": "$", r"\[": r"\]", r"\(": r"\)"}


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of mathematics by where its body begins and ends; `environment` is its LaTeX environment, if any.

    A heading is a segment of kind "heading": it is where one section ends and the next begins.
    """

    kind: str
    start: int
    end: int
    environment: str = ""


class TextPlaces:
    """Lines and columns, both from 1, of the places in a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def __call__(self, at: int) -> tuple[int, int]:
        """The line and column of place `at`.

        >>> TextPlaces("ab\\ncd")(4)
        (2, 2)
        """
        line = bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1


def segments(text: str) -> list[Segment]:
    """The mathematics of a text and its headings, in order.

    >>> [(each.kind, "a $x$ b $$y = 1$$"[each.start:each.end]) for each in segments("a $x$ b $$y = 1$$")]
    [('inline', 'x'), ('display', 'y = 1')]
    """
    return list(_found(text, _Closings(text)))


class _Closings:
    """Closing marks: each is looked for once over any stretch of text."""

    def __init__(self, text: str) -> None:
        self.text = text
        # For each mark, the next one known: (from where it was looked for, where it is or the end of the text).
        self._next: dict[str, tuple[int, int]] = {}
        self._blank = (0, -1)

    def mark(self, mark: str, at: int) -> int:
        """Where the next `mark` stands, the end of the text where there is none."""
        since, found = self._next.get(mark, (0, -1))
        if not since <= at <= found:
            found = self.text.find(mark, at)
            # An escaped dollar closes nothing.
            while found > 0 and mark[0] == "$" and self.text[found - 1] == "\\":
                found = self.text.find(mark, found + 1)
            found = len(self.text) if found < 0 else found
            self._next[mark] = at, found
        return found

    def blank(self, at: int) -> int:
        """Where the next blank line stands."""
        since, found = self._blank
        if not since <= at <= found:
            match = _BLANK.search(self.text, at)
            found = match.start() if match else len(self.text)
            self._blank = at, found
        return found


def _found(text: str, closings: _Closings) -> Iterator[Segment]:
    at = 0
    while match := _OPENING.search(text, at):
        at = match.end()
        if match["code"]:
            at = _after_code(text, match, closings)
        elif match["mark"]:
            closing = _CLOSING[match["mark"]]
            end = closings.mark(closing, at)
            if end < closings.blank(at) and (closing != "$" or _is_inline(text, at, end)):
                yield Segment("display" if match["mark"] in ("$$", r"\[") else "inline", at, end)
                at = end + len(closing)
        elif match["environment"]:
            closing = rf"\end{{{match['environment']}}}"
            end = closings.mark(closing, at)
            if end < len(text):
                yield Segment("display", at, end, match["environment"].rstrip("*"))
                at = end + len(closing)
        elif match["arrows"]:
            yield Segment("arrows", match.start(), match.end())
        elif match["heading"]:
            yield Segment("heading", match.start(), match.end())
            # A heading may hold mathematics of its own; what follows its mark is read on.
            at = match.start() + 1


def _after_code(text: str, match: re.Match[str], closings: _Closings) -> int:
    """Where the text goes on after code or a comment; one that is never closed goes to the end."""
    if match["fence"]:
        closing = "\n" + match["fence"][:3]
        return min(len(text), closings.mark(closing, match.end() - 1) + len(closing))
    closing = rf"\end{{{match['verbatim']}}}" if match["verbatim"] else "-->"
    return min(len(text), closings.mark(closing, match.end()) + len(closing))


def _is_inline(text: str, start: int, end: int) -> bool:
    """Whether two single dollars hold mathematics: an amount of money is no such thing."""
    body = text[start:end]
    if not body.strip():
        return False
    return bool(re.search(r"[\\_=^]", body)) or not (body[0].isspace() or body[-1].isspace() or body[0].isdecimal())
