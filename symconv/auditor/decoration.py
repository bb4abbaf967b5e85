"""What only changes how mathematics looks: closed lists, and how it is taken off a row of tokens.

What strikes out (`\\cancel`), defines (`\\def`) or is in no list stays a token, and the reader refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from symconv.auditor.grouping import after_group, written
from symconv.auditor.tokens import Token

# Look only: dropped wherever they stand.
SILENT = frozenset([
    r"\left", r"\right", r"\middle", r"\big", r"\Big", r"\bigg", r"\Bigg", r"\bigl", r"\bigr", r"\Bigl", r"\Bigr",
    r"\biggl", r"\biggr", r"\Biggl", r"\Biggr",
    r"\displaystyle", r"\textstyle", r"\scriptstyle", r"\limits", r"\nolimits", r"\nonumber", r"\notag", r"\hline",
    r"\small", r"\large", r"\Large", r"\normalsize", r"\bf", r"\it", r"\rm", r"\boldmath", r"\ensuremath",
    r"\,", r"\:", r"\;", r"\!", r"\>", r"\/", r"\strut", r"\mathstrut", r"\centering", r"\noindent", r"\allowbreak",
    r"\break",
])  # fmt: skip
# Look only: the group that follows is what counts.
UNWRAPPED = frozenset([
    r"\mathbf", r"\mathrm", r"\mathit", r"\mathsf", r"\mathtt", r"\mathcal", r"\mathscr", r"\mathbb", r"\mathfrak",
    r"\mathnormal", r"\boldsymbol", r"\bm", r"\pmb", r"\bold", r"\boxed", r"\fbox", r"\underline", r"\struck",
    r"\vec", r"\mathop",
])  # fmt: skip
# Letters in one of these types side by side are one name.
NAMING = frozenset([r"\mathit", r"\mathrm", r"\mathsf", r"\mathtt"])
# Dropped with the group that follows.
DROPPED = frozenset(
    [r"\label", r"\tag", r"\vphantom", r"\hphantom", r"\phantom", r"\color", r"\hspace", r"\vspace", r"\cline"]
)
# A colour and then the group that counts.
COLOURED = frozenset([r"\textcolor", r"\colorbox"])
# Signs put above a term to comment on it; anything else there is refused.
COMMENTS = frozenset([r"\checkmark", r"?", r"!", r"\surd"])


def undecorated(found: Sequence[Token]) -> list[Token]:
    """The tokens that count.

    What is dropped belongs to the place of the token next to it, so that no slice of the text between two tokens
    breaks a group. Raises ReadError where decoration is not followed by the group that it takes.

    >>> from symconv.auditor.tokens import tokens
    >>> source = r"\\underline{z_{1}} = \\left( \\mathbf{x} \\right)"
    >>> [each.text for each in undecorated(tokens(source, 0, len(source)))]
    ['{', 'z', '_', '{', '1', '}', '}', '=', '(', 'x', ')']
    """
    kept: list[Token] = []
    # The braces around a plain word that was only set in another type: they hold nothing together.
    loose: set[int] = set()
    # Words that are one name, rather than a product of letters.
    named: set[int] = set()
    since: int | None = None
    at = 0
    while at < len(found):
        token, number = found[at], at
        at += 1
        if number in loose:
            if token.text == "}" and kept:
                kept[-1] = replace(kept[-1], end=token.end)
            continue
        after = _decoration(found, number)
        if after is None:
            token = replace(token, quoted=True) if number in named else token
            kept.append(token if since is None else replace(token, start=since))
            since = None
            continue
        since = token.start if since is None else since
        at = after
        if token.text in UNWRAPPED and found[at : at + 1] and found[at].text == "{":
            closing = after_group(found, at) - 1
            if all(each.kind in ("word", "number") for each in found[at + 1 : closing]):
                loose |= {at, closing}
                if token.text in NAMING and closing == at + 2 and _is_name(found[at + 1]):
                    named.add(at + 1)
    return _primed(kept)


def _primed(found: Sequence[Token]) -> list[Token]:
    """`^\\prime` and `^{\\prime}` as the sign that they are."""
    kept: list[Token] = []
    at = 0
    while at < len(found):
        length = 1
        if found[at].text == "^":
            ahead = [token.text for token in found[at : at + 4]]
            length = 2 if ahead[:2] == ["^", r"\prime"] else 4 if ahead == ["^", "{", r"\prime", "}"] else 1
        kept.append(Token("sign", "'", found[at].start, found[at + length - 1].end) if length > 1 else found[at])
        at += length
    return kept


def _decoration(found: Sequence[Token], at: int) -> int | None:
    """The number of the token after the decoration that begins at `at`; None where none begins there."""
    token = found[at]
    if token.kind != "command":
        return None
    if token.text in SILENT:
        # `\\left.` and `\\right.` are an invisible bracket.
        invisible = token.text in (r"\left", r"\right") and at + 1 < len(found) and found[at + 1].text == "."
        return at + 2 if invisible else at + 1
    if token.text in UNWRAPPED:
        return at + 1
    if token.text in DROPPED or token.text in COLOURED:
        return after_group(found, at + 1)
    if token.text in (r"\overset", r"\stackrel", r"\underset"):
        after = after_group(found, at + 1)
        return after if written(found[at + 1 : after]) in COMMENTS else None
    return None


def _is_name(token: Token) -> bool:
    """Whether a word is one name: of several letters, and no differential such as `dx`."""
    return token.kind == "word" and len(token.text) > 1 and not re.fullmatch("d[A-Za-z]", token.text)
