"""Rows of tokens taken apart: by the braces and brackets in them, at commas, at row and column marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symconv.auditor.tokens import ReadError, Token

CLOSED_BY = {"(": ")", "[": "]", "{": "}"}


def after_group(found: Sequence[Token], at: int) -> int:
    """The number of the token after the group (or the single token) that begins at number `at`."""
    if at >= len(found):
        raise ReadError("the text ends where something in braces must follow")
    if found[at].text != "{":
        return at + 1
    depth = 0
    for number in range(at, len(found)):
        depth += {"{": 1, "}": -1}.get(found[number].text, 0) if found[number].kind == "sign" else 0
        if depth == 0:
            return number + 1
    raise ReadError("a brace is opened and not closed")


def ungrouped(group: Sequence[Token]) -> Sequence[Token]:
    """What stands in the braces of a group; a single token stays."""
    return group[1:-1] if group and group[0].text == "{" else group


def written(found: Sequence[Token]) -> str:
    """What tokens say, without the braces that hold them together."""
    return "".join(token.text for token in found if token.text not in "{}")


def counting(found: Sequence[Token]) -> list[Token]:
    """The tokens that are more than space."""
    return [token for token in found if token.kind != "space" and token.text != "&"]


def depths(found: Sequence[Token], brackets: str = "([{") -> list[int]:
    """For each token, how many of these brackets and how many environments it stands in."""
    opening = {"begin", *brackets}
    closing = {"end", *(CLOSED_BY[each] for each in brackets)}
    depth = 0
    kept = []
    for token in found:
        mark = token.text if token.kind == "sign" else token.kind
        depth -= mark in closing
        kept.append(depth)
        depth += mark in opening
    return kept


def split(found: Sequence[Token], parts: Callable[[Token], bool], brackets: str = "([{") -> list[Sequence[Token]]:
    """The tokens between those that set them apart, where no environment and none of these brackets is open."""
    if not any(map(parts, found)):
        # Most that is asked is whole.
        return [found]
    pieces: list[Sequence[Token]] = []
    since = 0
    for at, (token, depth) in enumerate(zip(found, depths(found, brackets), strict=True)):
        if depth == 0 and parts(token):
            pieces.append(found[since:at])
            since = at + 1
    return [*pieces, found[since:]]


def by_comma(found: Sequence[Token]) -> list[Sequence[Token]]:
    """Tokens between the commas that are not inside brackets."""
    return split(found, lambda token: token.text == ",")


def split_rows(found: Sequence[Token]) -> list[Sequence[Token]]:
    """Tokens between the row ends that are not inside an environment or braces of their own."""
    return split(found, lambda token: token.kind == "row", "{")


def split_cells(found: Sequence[Token]) -> list[Sequence[Token]]:
    """Tokens between the `&` that are not inside an environment or braces of their own."""
    return split(found, lambda token: token.text == "&" and token.kind == "sign", "{")
