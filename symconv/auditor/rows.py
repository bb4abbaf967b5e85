"""The rows of a display: environments opened, rows that belong together joined, decoration at their ends taken off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from symconv.auditor.grouping import after_group, depths, split_cells, split_rows, written
from symconv.auditor.tokens import ReadError, Token
from symconv.auditor.vocabulary import CASES

# Environments that set rows below each other, rather than make a matrix of them.
STACKS = frozenset([
    "align", "aligned", "alignat", "alignedat", "flalign", "split", "gather", "gathered", "cases", "dcases", "rcases",
    "eqnarray", "multline", "equation",
])  # fmt: skip
# Environments and braces around all of a display are opened so many times.
DEEPEST_ENVIRONMENTS = 12
EQUALITIES = {
    "=": "=", r"\equiv": "=", "+=": "+=",
    **dict.fromkeys([":=", r"\triangleq", r"\coloneqq", r"\doteq", r"\leftarrow", r"\gets"], ":="),
}  # fmt: skip
OTHER_RELATIONS = frozenset(
    [r"\approx", r"\neq", r"\ne", r"\le", r"\leq", r"\ge", r"\geq", "<", ">", r"\propto", r"\sim", r"\simeq", r"\cong"]
)
JOINING_SIGNS = frozenset(["+", "-", "*", r"\cdot", r"\times", r"\odot", r"\otimes", r"\star", r"\circledast"])
LEADING_ARROWS = frozenset([
    r"\rightarrow", r"\to", r"\longrightarrow", r"\hookrightarrow", r"\Rightarrow", r"\Longrightarrow",
    r"\Leftrightarrow", r"\Downarrow", r"\implies", r"\iff", r"\therefore",
])  # fmt: skip
VERTICAL_ARROWS = frozenset([r"\downarrow", r"\uparrow", r"\Downarrow", r"\Uparrow"])
# What a sign of several tokens, such as `:=`, begins with.
_BEGINNINGS = frozenset([r"\stackrel", r"\overset", r"\mathrel", "+", ":"])


@dataclass(frozen=True, slots=True)
class Row:
    """A row of tokens; `after_gap` says that something else than white space stands before it."""

    tokens: tuple[Token, ...]
    after_gap: bool
    arrows: bool = False


def rows_of(found: Sequence[Token], environment: str, after_gap: bool) -> list[Row]:
    """The rows of one display."""
    kept = []
    for number, row in enumerate(_unbroken([stripped(row) for row in _opened(found, environment)])):
        if row:
            kept.append(Row(tuple(row), after_gap and number == 0))
    return kept


def _unbroken(rows: Sequence[Sequence[Token]]) -> list[Sequence[Token]]:
    """Rows in which a sum goes on that was broken off below its arrows, and below what stands under these."""
    found: list[Sequence[Token]] = []
    for row in rows:
        if len(found) > 2 and row and row[0].text in JOINING_SIGNS and _only_arrows(found[-2]):
            *found, begun, arrows, under = found
            goes_on = has_relation(begun) and not has_relation(under)
            found += [[*begun, *row]] if goes_on else [begun, arrows, under, row]
        else:
            found.append(row)
    return found


def _only_arrows(row: Sequence[Token]) -> bool:
    return bool(row) and all(token.text in (*VERTICAL_ARROWS, "&") or token.kind == "space" for token in row)


def _opened(found: Sequence[Token], environment: str, depth: int = 0) -> list[Sequence[Token]]:
    """Rows, with stacking environments around all of them opened."""
    found = stripped(_without_columns(found) if environment == "alignat" else found)
    for _ in range(DEEPEST_ENVIRONMENTS):
        inner = _inside(found) if found else None
        if inner is None:
            break
        found = stripped(inner)
    pieces = split_rows(found)
    if len(pieces) == 1:
        return pieces
    rows: list[Sequence[Token]] = []
    for piece in pieces:
        piece = stripped(piece)
        nested = piece and depth < DEEPEST_ENVIRONMENTS and _inside(piece) is not None
        rows.extend(_opened(piece, "", depth + 1) if nested else [piece])
    return rows


def _inside(found: Sequence[Token]) -> Sequence[Token] | None:
    """What stands inside braces, or a stacking environment, that is all there is."""
    first = found[0]
    if first.text == "{" and first.kind == "sign":
        return found[1:-1] if after_group(found, 0) == len(found) else None
    if first.kind != "begin" or first.text not in (*STACKS, "array"):
        return None
    closing = next((at for at, depth in enumerate(depths(found)) if at and depth == 0), None)
    if closing is None:
        raise ReadError(f"the {first.text} environment is not closed")
    if closing != len(found) - 1 or found[closing].text != first.text:
        return None
    inner = found[1:closing]
    if first.text in ("array", "alignedat"):
        inner = _without_columns(inner)
    if first.text == "array" and not any(map(has_relation, split_rows(inner))):
        return None
    return inner


def _without_columns(inner: Sequence[Token]) -> Sequence[Token]:
    """What stands in an environment, without the columns that it may begin with."""
    return inner[after_group(inner, 0) :] if inner and inner[0].text == "{" else inner


def stripped(found: Sequence[Token]) -> Sequence[Token]:
    """A row without spaces, leading arrows, the braces of a drawn bracket and full stops at its ends."""
    start, end = 0, len(found)
    while start < end and (
        found[start].kind == "space"
        or found[start].text in LEADING_ARROWS
        or found[start].text in (r"\{", "&", ",", ";", ".")
    ):
        start += 1
    while end > start and (
        found[end - 1].kind == "space" or found[end - 1].text in (r"\}", "&", ".", ",", ";", r"\{", ":")
    ):
        end -= 1
    return found[start:end]


def is_relation(token: Token) -> bool:
    """Whether a token is an equals sign or its like."""
    return not token.quoted and (token.text in EQUALITIES or token.text in OTHER_RELATIONS)


def relations_in(found: Sequence[Token]) -> list[Token]:
    """The equals signs and their like that stand in the row itself."""
    if not any(map(is_relation, found)):
        return []
    return [token for token, depth in zip(found, depths(found), strict=True) if depth == 0 and is_relation(token)]


def has_relation(found: Sequence[Token]) -> bool:
    """Whether an equals sign or its like stands in the row itself."""
    return bool(relations_in(found))


def defined_as(found: Sequence[Token]) -> list[Token]:
    """`\\stackrel{\\Delta}{=}`, `:=` and `+=` as one sign."""
    kept: list[Token] = []
    at = 0
    while at < len(found):
        sign, after = _defining(found, at) if found[at].text in _BEGINNINGS else ("", at + 1)
        kept.append(Token("sign", sign, found[at].start, found[after - 1].end) if sign else found[at])
        at = after
    return kept


def _defining(found: Sequence[Token], at: int) -> tuple[str, int]:
    """The sign of several tokens that begins at one, and the number of the token after it; no sign for any other."""
    token = found[at]
    ahead = [each.text for each in found[at : at + 5]]
    if token.text in (r"\stackrel", r"\overset"):
        after = after_group(found, at + 1)
        last = after_group(found, after) if after < len(found) else after
        above = written(found[at + 1 : after])
        if written(found[after:last]) == "=" and re.fullmatch(r"\\Delta|\\triangle|def|\\text|!|[0-9()]*", above):
            return r"\triangleq", last
    if ahead == [r"\mathrel", "{", "+", "}", "="]:
        return "+=", at + 5
    # Else a row ends with a plus before one that begins with an equals sign.
    if ahead[:2] == ["+", "="] and token.end == found[at + 1].start:
        return "+=", at + 2
    return (":=", at + 2) if ahead[:2] == [":", "="] else ("", at + 1)


def joined(rows: Sequence[Row]) -> list[Row]:
    """Rows with those put together of which one ends, or the next begins, with an operator."""
    found: list[Row] = []
    run: list[Token] = []
    related = False

    def finish() -> None:
        if run:
            found[-1] = Row(tuple(run), found[-1].after_gap)

    for row in rows:
        own = has_relation(row.tokens)
        goes_on = run and not row.after_gap and not row.arrows
        if goes_on and (_is_open(run) or _belongs(run[-1].text, row.tokens[0].text, related, own)):
            run += row.tokens
            related = related or own
            continue
        finish()
        found.append(row)
        run, related = ([] if row.arrows else list(row.tokens)), own
    finish()
    return found


def _is_open(run: Sequence[Token]) -> bool:
    """Whether a matrix is broken off: an array stands last behind a bracket that nothing closes."""
    signs = [token.text for token in run if token.kind == "sign"]
    return run[-1].kind == "end" and sum(map(signs.count, "[(")) > sum(map(signs.count, "])"))


def _belongs(last: str, first: str, related: bool, own: bool) -> bool:
    """Whether a row that begins with `first` goes on with the one that ends with `last`.

    `related` and `own` say whether the one before and the row itself have a relation.
    """
    if last in JOINING_SIGNS or last in EQUALITIES:
        return True
    if first in EQUALITIES:
        return not related
    return first in JOINING_SIGNS and (first != "-" or not own)


def cells_with_equations(found: Sequence[Token]) -> list[list[Token]] | None:
    """The equations that stand in the cells of a matrix, each with what goes on in the cell below it."""
    depth = 0
    start = None
    for at, token in enumerate(found):
        if token.kind == "begin":
            start = (None if token.text in CASES and has_relation(found) else at) if depth == 0 else start
            depth += 1
        elif token.kind == "end":
            depth -= 1
            if depth == 0 and start is not None:
                inner = found[start + 1 : at]
                inner = _without_columns(inner) if found[start].text == "array" else inner
                grid = [split_cells(row) for row in split_rows(inner)]
                if any(has_relation(cell) for row in grid for cell in row):
                    return _by_column(grid)
    return None


def _by_column(grid: Sequence[Sequence[Sequence[Token]]]) -> list[list[Token]]:
    columns: dict[int, list[list[Token]]] = {}
    for row in grid:
        for number, cell in enumerate(row):
            kept = list(stripped(cell))
            column = columns.setdefault(number, [])
            if not kept:
                continue
            before = column[-1][-1].text if column else ""
            goes_on = before in JOINING_SIGNS or before in EQUALITIES or kept[0].text in JOINING_SIGNS
            if column and goes_on and not has_relation(kept):
                column[-1] += kept
            else:
                column.append(kept)
    return [each for column in columns.values() for each in column if has_relation(each)]
