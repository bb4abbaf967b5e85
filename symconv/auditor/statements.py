"""From a text to its statements: every equals sign on its own, with both sides read where they can be."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from symconv.auditor.accumulation import accumulated
from symconv.auditor.decoration import undecorated
from symconv.auditor.equation_sides import EquationSide, atom_in, side_in
from symconv.auditor.grouping import by_comma, counting, depths, split
from symconv.auditor.rows import (
    EQUALITIES,
    VERTICAL_ARROWS,
    Row,
    cells_with_equations,
    defined_as,
    has_relation,
    is_relation,
    joined,
    relations_in,
    rows_of,
    stripped,
)
from symconv.auditor.segments import Segment, segments
from symconv.auditor.tokens import ReadError, Token, tokens
from symconv.auditor.tree import Expr, LocalRow

# Words that only lead from one equation to the next.
REMARKS = re.compile(
    r"(for (all|every|each|any)|and|so|thus|hence|therefore|similarly|where|with|i\.?e\.?|since|because|but|then"
    r"|chain rule|\(?(eq|equation)\.?\s*\(?[0-9.]*\)?|\([0-9.]+\)|we have|likewise|etc)[:,.]?",
    re.IGNORECASE,
)


# How notes say which axis they speak of, and how far before an equation that is looked for.
_ALONG = re.compile(r"[Aa]long (?:axis|axes) ([0-9])\b")
MOST_BEFORE = 600
# `a, b, c = 0` says three things; nobody says more than so many at once.
MOST_LEFT_SIDES = 20


@dataclass(frozen=True, slots=True)
class NotedEquation:
    """One equals sign: its two sides, its place in the text, and what it belongs to.

    `sides` is how many sides the whole chain has, `first` the one that it begins with, `above` the chain-rule line
    that a row of cells belongs to; `heading` numbers the section of the text. `axis` is the axis, from 0,
    that the words before it speak of.
    """

    left: EquationSide
    right: EquationSide
    relation: str
    start: int
    end: int
    text: str
    heading: int
    sides: int = 2
    above: EquationSide | None = None
    first: EquationSide | None = None
    axis: int | None = None

    @property
    def problem(self) -> str:
        """Why the statement cannot be read; empty where it can."""
        if self.relation not in ("=", ":=", "+="):
            return f"{self.relation} is not judged, only equations are"
        return self.left.problem or self.right.problem

    @property
    def trees(self) -> tuple[Expr, ...]:
        """The sides that could be read, as expressions."""
        return tuple(side.tree for side in (self.left, self.right) if side.tree is not None)


def statements(text: str) -> list[NotedEquation]:
    """All statements of a text, in order.

    >>> [each.text for each in statements("$$a = b = c$$ and $d$")]
    ['a = b', '= c']
    """
    found: list[NotedEquation] = []
    heading = 0
    run: list[Row] = []
    before: Segment | None = None
    for segment in segments(text):
        if segment.kind == "heading":
            found += _stated(text, run, heading)
            run, before = [], None
            heading += 1
            continue
        gap = before is None or bool(re.search(r"[^\s$\\\[\]()]", _between(text, before, segment)))
        try:
            inside = undecorated(tokens(text, segment.start, segment.end))
            rows = rows_of(defined_as(inside), segment.environment, gap)
        except ReadError as error:
            if "=" in text[segment.start : segment.end]:
                found += _stated(text, run, heading)
                run = []
                said = text[segment.start : segment.end].lstrip()
                start = segment.end - len(said)
                found.append(_unreadable(start, segment.end, _squeezed(said), heading, str(error)))
            before = segment
            continue
        if segment.kind == "arrows":
            rows = [replace(row, arrows=True, after_gap=gap) for row in rows]
        run += rows
        before = segment
    return [replace(_added_up(each), axis=_axis(text, each)) for each in found + _stated(text, run, heading)]


def read_sides(found: Iterable[NotedEquation]) -> list[tuple[Expr, Expr]]:
    """Both sides of every statement of which both could be read."""
    return [(trees[0], trees[1]) for each in found if len(trees := each.trees) == 2]


def _axis(text: str, statement: NotedEquation) -> int | None:
    """The axis that the line or paragraph of a statement says before it that it is about."""
    if statement.left.size is None or statement.right.size is None:
        return None
    before = text[max(0, statement.start - MOST_BEFORE) : statement.start]
    found = _ALONG.findall(before.rpartition("\n\n")[2])
    return int(found[-1]) - 1 if found and found[-1] != "0" else None


def _added_up(statement: NotedEquation) -> NotedEquation:
    """What `+=` says when its loops are done; a statement with another relation stays."""
    if statement.relation != "+=" or statement.problem:
        return statement
    left, right = statement.left, statement.right
    found = accumulated(*statement.trees) if statement.sides == 2 else None
    if found is None:
        return replace(statement, left=replace(left, tree=None, problem="what is added to is no entry of a gradient"))
    return replace(statement, left=replace(left, tree=found[0]), right=replace(right, tree=found[1]), first=None)


def _between(text: str, one: Segment, other: Segment) -> str:
    """What stands between two pieces of mathematics, without the marks that close and open them."""
    between = re.sub(r"<!--.*?-->|(?<!\\)%[^\n]*", "", text[one.end : other.start], flags=re.DOTALL)
    return re.sub(r"\\(begin|end)\{[a-z]+\*?\}", "", between)


def _unreadable(start: int, end: int, said: str, heading: int, problem: str) -> NotedEquation:
    """What stands in this place and cannot be read."""
    side = EquationSide(start, end, None, problem)
    return NotedEquation(side, side, "=", start, end, said, heading)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _stated(text: str, rows: Sequence[Row], heading: int) -> list[NotedEquation]:
    found: list[NotedEquation] = []
    # The last side that was read, for rows that go on with an equals sign; None where there is none to go on from.
    head: EquationSide | None = None
    first: EquationSide | None = None
    for row in joined(rows):
        if row.after_gap and not row.arrows:
            head = None
        if row.arrows or (row.tokens[0].text in VERTICAL_ARROWS and not has_relation(row.tokens)):
            if first is not None and head is not None:
                found += _arrow_row(text, row, first, head, heading)
            continue
        inner = cells_with_equations(row.tokens)
        for part in inner if inner is not None else _parts(row.tokens):
            if not has_relation(part):
                continue
            made = list(_chain(text, part, head, first, heading))
            found += made
            if made:
                head = made[-1].right
                first = made[0].left if part[0].text not in EQUALITIES else first
    return found


def _arrow_row(text: str, row: Row, first: EquationSide, head: EquationSide, heading: int) -> Iterator[NotedEquation]:
    """The local derivatives that stand below a chain-rule line, each under an arrow."""
    pieces: list[list[Token]] = []
    for token in row.tokens:
        if token.text in VERTICAL_ARROWS:
            pieces.append([])
        elif pieces and token.kind != "space" and token.text != "&":
            pieces[-1].append(token)
    if not pieces or not all(pieces):
        return
    start, end = row.tokens[0].start, row.tokens[-1].end
    try:
        side = EquationSide(start, end, LocalRow(tuple(atom_in(piece) for piece in pieces)))
    except ReadError as error:
        side = EquationSide(start, end, None, str(error))
    yield NotedEquation(first, side, "=", start, end, _squeezed(text[start:end]), heading, above=head)


def _parts(row: Sequence[Token]) -> list[Sequence[Token]]:
    """The equations of a row that holds several, one beside the other."""
    pieces = split(row, lambda token: token.kind == "space" or token.text in (",", ";", "&") or _is_remark(token))
    # A piece with a relation of its own begins a new equation where the one before is complete.
    begins = _beginnings(row, pieces)
    found = [stripped(row[begin:end]) for begin, end in zip(begins, [*begins[1:], len(row)], strict=True)]
    return [each for each in found if each]


def _beginnings(row: Sequence[Token], pieces: Sequence[Sequence[Token]]) -> list[int]:
    """Where each equation of a row begins, by token number."""
    at = 0
    begins: list[int] = []
    complete = False
    for piece in pieces:
        kept = stripped(piece)
        begin = at
        at += len(piece) + 1
        if not kept:
            continue
        own = has_relation(kept)
        fresh = own and kept[0].text not in EQUALITIES and not _ends_open(row[:begin])
        if not begins or (complete and fresh):
            begins.append(begin)
            complete = own
        else:
            complete = complete or own
    return begins


def _ends_open(before: Sequence[Token]) -> bool:
    kept = counting(before)
    return bool(kept) and (kept[-1].text in EQUALITIES or kept[-1].text in ("+", "-", "*", r"\cdot", r"\times"))


def _is_remark(token: Token) -> bool:
    return token.quoted and bool(REMARKS.fullmatch(token.text.strip()))


def _chain(
    text: str, part: Sequence[Token], head: EquationSide | None, first: EquationSide | None, heading: int
) -> Iterator[NotedEquation]:
    """The statements of a chain `a = b = c`; one without its beginning goes on from `head`, in a chain from `first`."""
    sides, relations = split(part, is_relation), relations_in(part)
    # Of `a, b, c = 0` the left sides.
    lefts = [each for each in by_comma(sides[0]) if counting(each)]
    if len(lefts) > MOST_LEFT_SIDES or (not lefts and head is None):
        problem = (
            f"more than {MOST_LEFT_SIDES} equations in one are not read"
            if lefts
            else "nothing stands before the equals sign"
        )
        yield _unreadable(part[0].start, part[-1].end, _text(text, part), heading, problem)
        return
    starts = [token.start for token in part]
    made = [side_in(each, relations[0].start) for each in lefts] if lefts else [head]
    above: EquationSide | None = made[0] if not lefts else None
    start = made[0] if lefts else first
    for number, (relation, each) in enumerate(zip(relations, sides[1:], strict=True)):
        right = side_in(_without_remark(each), relation.end, cells=True)
        for left in made:
            assert left is not None
            begins = left.start if number == 0 and lefts else relation.start
            ends = max(right.end, relation.end)
            here = part[bisect_left(starts, begins) : bisect_right(starts, ends)]
            said = _text(text, [token for token in here if token.end <= ends])
            sign = EQUALITIES.get(relation.text, relation.text)
            yield NotedEquation(left, right, sign, begins, ends, said, heading, len(sides), above, start)
        made, above = [right], right


def _text(text: str, found: Sequence[Token]) -> str:
    """The source of tokens as it stands; where they come from two displays, piece by piece."""
    pieces: list[str] = []
    start = end = -1
    for token in found:
        if start < 0:
            start, end = token.start, token.end
        elif "$$" in text[end : token.start]:
            pieces.append(text[start:end])
            start, end = token.start, token.end
        else:
            end = token.end
    if start >= 0:
        pieces.append(text[start:end])
    return _squeezed(" ".join(pieces))


def _without_remark(found: Sequence[Token]) -> Sequence[Token]:
    """A side without a remark at its end: for which indices it holds, or dots and what they lead to."""
    for at, (token, depth) in enumerate(zip(found, depths(found), strict=True)):
        if depth:
            continue
        if token.text == r"\forall" and all(
            each.text in (",", r"\in", r"\mathbb") or each.kind in ("word", "space") for each in found[at + 1 :]
        ):
            return stripped(found[:at])
        if token.kind == "space" and at + 1 < len(found) and found[at + 1].text in (r"\dots", r"\cdots", r"\ldots"):
            return stripped(found[:at])
        if _is_remark(token) and _only_indices(found[at + 1 :], token):
            return stripped(found[:at])
    return found


def _only_indices(rest: Sequence[Token], remark: Token) -> bool:
    """Whether nothing stands after a remark, or after "for all" nothing but indices."""
    if not remark.text.lower().startswith("for "):
        return all(token.kind == "space" for token in rest)
    return all(token.kind in ("word", "space") or token.text in (",", r"\in") for token in rest)
