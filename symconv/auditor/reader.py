"""One side of an equation, from tokens to a tree. Every token is used, or the side is refused.

Letters have no meaning here; `conv(..)` and its like are read as calls, every other word as its letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from symconv.auditor.calls import CallCursor, mode_in
from symconv.auditor.cursor import DEEPEST_GROUPS
from symconv.auditor.grouping import CLOSED_BY, after_group, depths, split_cells, split_rows
from symconv.auditor.inequalities import not_below_zero
from symconv.auditor.pieces import conditions, ranges, stacked
from symconv.auditor.size_reader import FRACTIONS, GREEK_COMMANDS
from symconv.auditor.tokens import ReadError, Token
from symconv.auditor.tree import (
    Addition,
    BigSum,
    Binary,
    Expr,
    Juxtaposition,
    Lettered,
    Negative,
    ShortGradient,
    Where,
    WholeNumber,
    WrittenMatrix,
)
from symconv.auditor.vocabulary import (
    BEGINNINGS,
    CASES,
    FUNCTION_WORDS,
    LOSSES,
    MATRICES,
    OPERATOR_WORDS,
    OTHERWISE,
)

MOST_TOKENS = 200_000
MOST_NUMBER_DIGITS = 9


def read(found: Sequence[Token]) -> Expr:
    """The tree of one side of an equation.

    Raises ReadError where a token is not understood.

    >>> from symconv.auditor.tokens import tokens
    >>> source = r"x_{11} k_{11} + B"
    >>> read(tokens(source, 0, len(source)))
    Addition(terms=(Juxtaposition(factors=(\
Lettered(letter='x', index=(1, 1), compact=True, label='', whole=(), start=0, end=6), \
Lettered(letter='k', index=(1, 1), compact=True, label='', whole=(), start=7, end=13))), \
Lettered(letter='B', index=(), compact=False, label='', whole=(), start=16, end=17)))
    """
    if not found:
        raise ReadError("one side of the equation is empty")
    if len(found) > MOST_TOKENS:
        raise ReadError(f"more than {MOST_TOKENS:,} signs in one expression are not read")
    reader = _Reader(found, 0)
    expr = reader.sum()
    if reader.at != len(found):
        reader.refuse()
    return expr


class _Reader(CallCursor):
    # --- sums and products

    def sum(self) -> Expr:
        terms: list[Expr] = []
        negative = False
        self.skip_space()
        if self.next() in ("+", "-"):
            negative = self.next() == "-"
            self.at += 1
        while True:
            term = self.product()
            terms.append(Negative(term) if negative else term)
            self.skip_space()
            if self.next() not in ("+", "-"):
                return terms[0] if len(terms) == 1 else Addition(tuple(terms))
            negative = self.next() == "-"
            self.at += 1

    def product(self) -> Expr:
        """Factors side by side bind closer than the signs that arrays give a meaning of their own."""
        self.skip_space()
        value = self.juxtaposed()
        while True:
            self.skip_space()
            sign = self.infix()
            if sign is None:
                return value
            start = self.found[self.at - 1].start
            options, mode = self.qualifications()
            self.skip_space()
            right = self.juxtaposed()
            value = Binary(sign, value, right, options, mode or self.mode(), start, self.end())

    def juxtaposed(self) -> Expr:
        factors = [self.factor()]
        while True:
            before = self.at
            self.skip_space()
            if self.next() == r"\cdot":
                self.at += 1
                self.skip_space()
                factors.append(self.factor())
            elif self.begins_factor():
                if self.at > before:
                    # What a wide space sets apart is no product.
                    self.refuse()
                factors.append(self.factor())
            else:
                return factors[0] if len(factors) == 1 else Juxtaposition(tuple(factors))

    def begins_factor(self) -> bool:
        if self.at >= len(self.found):
            return False
        token = self.found[self.at]
        if token.kind in ("word", "number"):
            # Words such as "(valid)" belong to the operation before them.
            return not (token.quoted and mode_in(token.text))
        if token.kind == "begin":
            return token.text in MATRICES or token.text in CASES
        if token.kind == "command":
            return token.text in GREEK_COMMANDS or token.text in BEGINNINGS
        return token.text in CLOSED_BY and not self.infix_ahead()

    # --- factors

    def factor(self) -> Expr:
        """One factor; sums and derivatives of sums of derivatives nest only so far."""
        self.depth += 1
        if self.depth > DEEPEST_GROUPS:
            raise ReadError("the expression is nested too deeply")
        found = self.single()
        self.depth -= 1
        return found

    def single(self) -> Expr:
        """One factor, by the token that it begins with."""
        if self.at >= len(self.found):
            self.refuse()
        token = self.found[self.at]
        turned = self.turned(token)
        if turned is not None:
            return turned
        if token.kind == "number":
            if len(token.text) > MOST_NUMBER_DIGITS:
                raise ReadError("the number is too large")
            self.at += 1
            if self.next() in ("_", "^"):
                self.refuse()
            return WholeNumber(int(token.text), token.start, token.end)
        if token.kind == "word":
            return self.word(token)
        if token.kind == "begin" and token.text in MATRICES:
            return self.matrix(token)
        if token.kind == "begin" and token.text in CASES:
            return self.cases(token)
        if token.kind == "command":
            if token.text in FRACTIONS:
                return self.fraction(token)
            if token.text == r"\sum":
                return self.big_sum(token)
            if token.text == r"\partial":
                return self.inline_partial(token)
            if token.text in (r"\delta", r"\Delta"):
                return self.delta(token)
            if token.text == r"\nabla":
                return self.nabla(token)
            if token.text in GREEK_COMMANDS:
                self.at += 1
                return self.entry(token.text[1:], token.start)
        if token.kind == "sign" and token.text in CLOSED_BY:
            return self.bracketed(token)
        return self.refuse()

    def bracketed(self, token: Token) -> Expr:
        inner = _Reader(self.inside(), self.depth + 1)
        if token.text == "{" and not inner.found:
            raise ReadError("a group in braces is empty")
        expr = _put_together(self.whole(inner), inner.found)
        if self.next() in ("_", "^", "'"):
            # A letter in braces, as `{w}_{11}`, is that letter.
            if token.text == "{" and isinstance(expr, Lettered) and not expr.index and not expr.label:
                return self.entry(expr.letter, token.start)
            self.refuse()
        return expr

    def word(self, token: Token) -> Expr:
        name = re.sub(r"[^a-z]", "", token.text.lower())
        if name in OPERATOR_WORDS and (len(name) > 1) and self.is_call():
            return self.call(OPERATOR_WORDS[name], token)
        if name in FUNCTION_WORDS and self.after_primes() == "(":
            self.at += 1
            primes = ""
            while self.next() == "'":
                self.at += 1
                primes += "'"
            return self.activation(name + primes, token.start)
        if token.quoted and name not in LOSSES and not re.fullmatch("[A-Za-z]", token.text):
            self.refuse()
        self.at += 1
        if name in LOSSES:
            return Lettered("L", start=token.start, end=token.end)
        if re.fullmatch("d[A-Za-z]", token.text):
            by = self.entry(token.text[1], token.start + 1)
            return ShortGradient("d", by, token.start, self.end()) if isinstance(by, Lettered) else self.refuse()
        if len(token.text) == 1:
            return self.entry(token.text, token.start)
        letters: list[Expr] = [
            Lettered(letter, start=token.start + at, end=token.start + at + 1)
            for at, letter in enumerate(token.text[:-1])
        ]
        if len(letters) > 3:
            raise ReadError(f"the word {token.text!r} is not understood")
        return Juxtaposition((*letters, self.entry(token.text[-1], token.end - 1)))

    def after_primes(self) -> str:
        """The sign that follows the word that comes next and its primes."""
        at = self.at + 1
        while at < len(self.found) and self.found[at].text == "'":
            at += 1
        return self.found[at].text if at < len(self.found) else ""

    # --- sums over indices, matrices

    def big_sum(self, token: Token) -> Expr:
        self.at += 1
        below: Sequence[Token] = ()
        above: Sequence[Token] = ()
        for _ in range(2):
            mark = self.next()
            if mark in ("_", "^"):
                self.at += 1
                group = self.group()
                if not group or (mark == "_" and below) or (mark == "^" and above):
                    raise ReadError("the range of a sum is not understood")
                below, above = (group, above) if mark == "_" else (below, group)
        rows = stacked(below)
        over = ranges(rows[0] if rows else below, above)
        self.skip_space()
        return BigSum(over, self.product(), conditions(rows[1:]), token.start, self.end())

    def cases(self, token: Token) -> Expr:
        """Something where a condition holds, and 0 otherwise: of two rows the second."""
        rows = [split_cells(row) for row in split_rows(self.environment(token))]
        rows = [row for row in rows if any(row)]
        if len(rows) != 2 or any(len(row) != 2 for row in rows):
            raise ReadError("only cases of a value and 0 are read")
        (first, condition), (last, otherwise) = rows
        words = [each.text for each in otherwise if each.kind != "space"]
        if [each.text for each in last if each.text != ","] != ["0"] or len(words) != 1 or words[0] not in OTHERWISE:
            raise ReadError("only cases of a value and 0 are read")
        kept = first[:-1] if first and first[-1].text == "," else first
        return Where(self.whole(_Reader(kept, self.depth + 1)), not_below_zero(condition))

    def environment(self, token: Token) -> Sequence[Token]:
        """What stands in the environment that comes next, which is passed."""
        depth, start = 0, self.at
        for end in range(start, len(self.found)):
            depth += {"begin": 1, "end": -1}.get(self.found[end].kind, 0)
            if depth == 0:
                break
        else:
            raise ReadError(f"the {token.text} is not closed")
        if self.found[end].text != token.text:
            raise ReadError(f"the {token.text} is closed as {self.found[end].text}")
        self.at = end + 1
        return self.found[start + 1 : end]

    def matrix(self, token: Token) -> Expr:
        inner = self.environment(token)
        slices = 1
        if token.text == "array" and inner and inner[0].text == "{":
            after = after_group(inner, 0)
            slices = _slices("".join(each.text for each in inner[1 : after - 1]))
            inner = inner[after:]
        rows = []
        for row in split_rows(inner):
            cells = split_cells(row)
            if any(cells):
                rows.append(tuple(map(self.cell, cells)))
        if not rows or len({len(row) for row in rows}) != 1:
            raise ReadError("the rows of the matrix are not of one length")
        if self.next() in ("_", "^"):
            self.refuse()
        return WrittenMatrix(tuple(rows), token.text != "matrix", slices, token.start, self.end())

    def cell(self, cell: Sequence[Token]) -> Expr:
        if all(each.kind == "space" for each in cell):
            raise ReadError("a cell of the matrix is empty")
        return self.whole(_Reader(cell, self.depth + 1))


def _slices(columns: str) -> int:
    """How many slices of one width the bars between the columns of an array set apart; 1 where they do not."""
    widths = {len(each) for each in columns.split("|")}
    return columns.count("|") + 1 if len(widths) == 1 and 0 not in widths else 1


def _put_together(expr: Expr, found: Sequence[Token]) -> Expr:
    """Arrays side by side in one bracket as the matrix that they are; anything else stays."""
    begun = [
        token.text for token, depth in zip(found, depths(found), strict=True) if not depth and token.kind == "begin"
    ]
    if not isinstance(expr, Juxtaposition) or set(begun) != {"array"} or len(begun) != len(expr.factors):
        return expr
    blocks = [each for each in expr.factors if isinstance(each, WrittenMatrix)]
    if len(blocks) != len(begun) or len({len(each.rows) for each in blocks}) != 1:
        return expr
    rows = tuple(
        tuple(cell for row in line for cell in row) for line in zip(*(each.rows for each in blocks), strict=True)
    )
    return WrittenMatrix(rows, True, sum(each.slices for each in blocks), blocks[0].start, blocks[-1].end)
