"""One side of an equation, from tokens to a tree. Every token is used, or the side is refused.

Letters have no meaning here; `conv(..)` and its like are read as calls, every other word as its letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from symconv.auditor.cursor import DEEPEST, Cursor
from symconv.auditor.indices import GREEK, read_index
from symconv.auditor.pieces import (
    amounts,
    by_comma,
    conditions,
    label,
    options,
    ranges,
    split_cells,
    split_rows,
    stacked,
)
from symconv.auditor.tokens import ReadError, Token, after_group
from symconv.auditor.tree import (
    Amounts,
    BigSum,
    Call,
    Entry,
    Expr,
    Gradient,
    Infix,
    Matrix,
    Negative,
    Number,
    Partial,
    Product,
    Sum,
)
from symconv.auditor.vocabulary import (
    AMOUNTED,
    BEGINNINGS,
    FUNCTIONS,
    LOSSES,
    MATRICES,
    OPERATORS,
    SIGNS,
    TAILS,
    TURNED,
)
from symconv.sizes import Size

MOST_TOKENS = 200_000
MOST_DIGITS = 9


def read(found: Sequence[Token]) -> Expr:
    """The tree of one side of an equation.

    Raises ReadError, with the place, where a token is not understood.

    >>> from symconv.auditor.tokens import tokens
    >>> source = r"x_{11} k_{11} + B"
    >>> read(tokens(source, 0, len(source)))
    Sum(terms=(Product(factors=(Entry(letter='x', index=(1, 1), compact=True, label='', start=0, end=6), \
Entry(letter='k', index=(1, 1), compact=True, label='', start=7, end=13))), \
Entry(letter='B', index=(), compact=False, label='', start=16, end=17)))
    """
    if not found:
        raise ReadError("one side of the equation is empty", 0)
    if len(found) > MOST_TOKENS:
        raise ReadError(f"more than {MOST_TOKENS:,} signs in one expression are not read", found[0].start)
    reader = _Reader(found, 0)
    expr = reader.sum()
    if reader.at != len(found):
        reader.refuse()
    return expr


class _Reader(Cursor):
    def inner(self, after: int) -> _Reader:
        """A reader of the group (or single token) up to token `after`, which this one then has passed."""
        group = self.found[self.at : after]
        if group and group[0].text == "{" and group[0].kind == "sign":
            group = group[1:-1]
        self.at = after
        return _Reader(group, self.depth + 1)

    def whole(self, reader: _Reader) -> Expr:
        """All of what an inner reader has."""
        expr = reader.sum()
        if reader.at != len(reader.found):
            reader.refuse()
        return expr

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
                return terms[0] if len(terms) == 1 else Sum(tuple(terms))
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
            options = self.qualifications()
            self.skip_space()
            right = self.juxtaposed()
            value = Infix(sign, value, right, options, start, self.end())

    def infix(self) -> str | None:
        """The sign between two operands, if one comes next; a sign in brackets, `(*)`, is one."""
        if self.next() in SIGNS:
            self.at += 1
            sign = SIGNS[self.found[self.at - 1].text]
            above = [token.text for token in self.found[self.at : self.at + 4]]
            if above == ["^", "{", r"\top", "}"]:
                self.at += 4
                return f"{sign}^T"
            return sign
        ahead = [token.text for token in self.found[self.at : self.at + 3]]
        if len(ahead) == 3 and ahead[0] == "(" and ahead[2] == ")" and ahead[1] in SIGNS:
            self.at += 3
            return f"({SIGNS[ahead[1]]})"
        return None

    def qualifications(self) -> tuple[tuple[str, Amounts], ...]:
        """`_{s=2, d=1}` below a sign: a stride, a dilation and so on."""
        if self.next() != "_":
            return ()
        self.at += 1
        after = after_group(self.found, self.at)
        written = "".join(token.text for token in self.found[self.at : after] if token.text not in "{}")
        found = options(written)
        if found is None:
            return self.refuse()
        self.at = after
        return found

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
                return factors[0] if len(factors) == 1 else Product(tuple(factors))

    def begins_factor(self) -> bool:
        if self.at >= len(self.found):
            return False
        token = self.found[self.at]
        if token.kind in ("word", "number"):
            return True
        if token.kind == "begin":
            return token.text in MATRICES
        if token.kind == "command":
            return token.text in GREEK or token.text in BEGINNINGS
        return token.text in ("(", "[", "{") and self.infix_ahead() is False

    def infix_ahead(self) -> bool:
        before = self.at
        sign = self.infix()
        self.at = before
        return sign is not None

    # --- factors

    def factor(self) -> Expr:
        """One factor; sums and derivatives of sums of derivatives nest only so far."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise ReadError("the expression is nested too deeply", self.found[0].start)
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
            if len(token.text) > MOST_DIGITS:
                raise ReadError("the number is too large", token.start)
            self.at += 1
            if self.next() in ("_", "^"):
                self.refuse()
            return Number(int(token.text), token.start, token.end)
        if token.kind == "word":
            return self.word(token)
        if token.kind == "begin" and token.text in MATRICES:
            return self.matrix(token)
        if token.kind == "command":
            if token.text in (r"\frac", r"\dfrac", r"\tfrac", r"\cfrac"):
                return self.fraction(token)
            if token.text == r"\sum":
                return self.big_sum(token)
            if token.text == r"\partial":
                return self.inline_partial(token)
            if token.text in (r"\delta", r"\Delta"):
                return self.delta(token)
            if token.text == r"\nabla":
                return self.nabla(token)
            if token.text in GREEK:
                self.at += 1
                return self.entry(token.text[1:], token.start)
        if token.kind == "sign" and token.text in ("(", "[", "{"):
            return self.bracketed(token)
        return self.refuse()

    def turned(self, token: Token) -> Expr | None:
        """`180^\\circ rotated filter K`: words for a kernel turned by 180 degrees; None for anything else."""
        at = self.at
        if token.text == "180" and token.kind in ("number", "word"):
            at += 1
            above = [each.text for each in self.found[at : at + 2]]
            at += 2 if above in (["^", r"\circ"], ["^", "°"], ["^", "o"]) else 1 if above[:1] == ["°"] else 0
        if at >= len(self.found) or not self.found[at].quoted:
            return None
        words = TURNED.fullmatch(self.found[at].text.strip())
        if not words or (at == self.at) != bool(words["angle"] or not words["rotated"]):
            return None
        self.at = at + 1
        if words["letter"]:
            of: Expr = Entry(words["letter"], start=self.found[at].end - 2, end=self.found[at].end - 1)
        else:
            self.skip_space()
            of = self.factor()
        return Call("rot180", (of,), (), token.start, self.end())

    def bracketed(self, token: Token) -> Expr:
        closing = {"(": ")", "[": "]", "{": "}"}[token.text]
        after = self.matching(token.text, closing)
        inner = _Reader(self.found[self.at + 1 : after - 1], self.depth + 1)
        if token.text == "{" and not inner.found:
            raise ReadError("a group in braces is empty", token.start)
        expr = self.whole(inner)
        self.at = after
        if self.next() in ("_", "^", "'"):
            # A letter in braces, as `{w}_{11}`, is that letter.
            if token.text == "{" and isinstance(expr, Entry) and not expr.index and not expr.label:
                return self.entry(expr.letter, token.start)
            self.refuse()
        return expr

    def word(self, token: Token) -> Expr:
        name = re.sub(r"[^a-z]", "", token.text.lower())
        if name in OPERATORS and (len(name) > 1) and self.is_call():
            return self.call(OPERATORS[name], token)
        if token.quoted:
            if name in LOSSES:
                self.at += 1
                return Entry("L", start=token.start, end=token.end)
            if re.fullmatch("[A-Za-z]", token.text):
                self.at += 1
                return self.entry(token.text, token.start)
            self.refuse()
        if name in LOSSES and len(token.text) > 1:
            self.at += 1
            return Entry("L", start=token.start, end=token.end)
        self.at += 1
        if re.fullmatch("d[A-Za-z]", token.text):
            by = self.entry(token.text[1], token.start + 1)
            return Gradient("d", by, token.start, self.end()) if isinstance(by, Entry) else self.refuse()
        if len(token.text) == 1:
            return self.entry(token.text, token.start)
        letters: list[Expr] = [
            Entry(letter, start=token.start + at, end=token.start + at + 1) for at, letter in enumerate(token.text[:-1])
        ]
        if len(letters) > 3:
            raise ReadError(f"the word {token.text!r} is not understood", token.start)
        return Product((*letters, self.entry(token.text[-1], token.end - 1)))

    def is_call(self) -> bool:
        """Whether the word that comes next is applied to something in brackets, after what is written below it."""
        before = self.at
        self.at += 1
        self.operator_tail()
        found = self.next() in ("(", "[") or (self.next() == "{" and self.found[self.at - 1].kind != "word")
        self.at = before
        return found

    def operator_tail(self) -> str:
        """What is written at an operator's name: `180`, `_{180}`, `^\\circ`, `^0`."""
        written = ""
        while self.at < len(self.found):
            if self.found[self.at].kind == "number":
                written += self.found[self.at].text
                self.at += 1
            elif self.next() in ("_", "^"):
                after = after_group(self.found, self.at + 1)
                written += "".join(token.text for token in self.found[self.at : after] if token.text not in "{}")
                self.at = after
            else:
                return written
        return written

    def call(self, name: str, token: Token) -> Expr:
        self.at += 1
        tail = self.operator_tail()
        if name not in AMOUNTED and not re.fullmatch(TAILS.get(name, ""), tail):
            raise ReadError(f"{tail!r} at {token.text!r} is not understood", token.start)
        opening = self.next()
        closing = {"(": ")", "[": "]", "{": "}"}[opening]
        after = self.matching(opening, closing)
        inner = self.found[self.at + 1 : after - 1]
        arguments = []
        for piece in by_comma(inner):
            if not piece:
                raise ReadError("an argument is missing", token.start)
            arguments.append(self.whole(_Reader(piece, self.depth + 1)))
        self.at = after
        below = amounts(tail[1:]) if name in AMOUNTED and tail else ()
        if below is None or (name == "rot180" and below):
            raise ReadError(f"{tail!r} at {token.text!r} is not understood", token.start)
        return Call(name, tuple(arguments), below, token.start, self.end())

    def entry(self, letter: str, start: int) -> Expr:
        """A letter with what is written at it: primes, an index below or in brackets, a label above."""
        index: tuple[Size, ...] = ()
        compact = False
        above = ""
        while self.next() in ("_", "^", "'"):
            mark = self.next()
            self.at += 1
            if mark == "'":
                if index or above:
                    self.refuse()
                letter += "'"
                continue
            if self.at >= len(self.found) or (index if mark == "_" else above):
                self.refuse()
            after = after_group(self.found, self.at)
            group = self.found[self.at : after]
            if group[0].text == "{" and group[0].kind == "sign":
                group = group[1:-1]
            self.at = after
            if mark == "_":
                index, compact = read_index(group)
            else:
                above = label(group)
        if not index and self.next() in ("[", "(") and self.is_index():
            after = self.matching(self.next(), "]" if self.next() == "[" else ")")
            index, compact = read_index(self.found[self.at + 1 : after - 1])
            self.at = after
        elif self.next() == "(" and letter.rstrip("'") in FUNCTIONS and not index:
            raise ReadError("a function of entries is not read here", start)
        return Entry(letter, index, compact, above, start, self.end())

    def is_index(self) -> bool:
        """Whether brackets after a letter hold an index: several pieces, or one in square brackets."""
        opening = self.next()
        after = self.matching(opening, {"(": ")", "[": "]"}[opening])
        inner = self.found[self.at + 1 : after - 1]
        if not inner:
            return False
        try:
            index, compact = read_index(inner)
        except ReadError:
            return False
        return not compact and (opening == "[" or len(index) > 1)

    # --- derivatives

    def fraction(self, token: Token) -> Expr:
        """A derivative; no other fraction occurs in what is judged."""
        self.at += 1
        top = self.inner(after_group(self.found, self.at))
        bottom = self.inner(after_group(self.found, self.at))
        if not _drops_differential(top) or not _drops_differential(bottom):
            raise ReadError("a fraction that is no derivative is not read", token.start)
        by = self.whole(bottom) if bottom.at < len(bottom.found) else None
        if not isinstance(by, Entry):
            raise ReadError("what a derivative is taken by is not one letter", token.start)
        if top.at < len(top.found):
            return Partial(self.whole(top), by, token.start, self.end())
        self.skip_space()
        # The operator alone is applied to the factor after it.
        applied = self.factor()
        return Partial(applied, by, token.start, self.end())

    def inline_partial(self, token: Token) -> Expr:
        """`\\partial L / \\partial x`."""
        self.at += 1
        top = self.factor()
        self.expect("/")
        self.expect(r"\partial")
        by = self.factor()
        if not isinstance(top, Entry) or not isinstance(by, Entry):
            raise ReadError("the derivative is not understood", token.start)
        return Partial(top, by, token.start, self.end())

    def delta(self, token: Token) -> Expr:
        """`\\delta x_{11}` is a gradient, `\\delta_{11}` an entry of an array called delta."""
        self.at += 1
        if self.next() in ("_", "^", "[", "(", "'", ""):
            return self.entry("delta" if token.text == r"\delta" else "Delta", token.start)
        before = self.at
        following = self.found[self.at]
        if following.kind == "word" and len(following.text) == 1 and not following.quoted:
            self.at += 1
            by: Expr = self.entry(following.text, following.start)
        elif following.text in GREEK:
            self.at += 1
            by = self.entry(following.text[1:], following.start)
        elif following.text == "{":
            by = self.bracketed(following)
        elif following.kind == "word" and not following.quoted:
            # `\delta yx`: the gradient by y, times x.
            self.at += 1
            by = Entry(following.text[0], start=following.start, end=following.start + 1)
            rest = [Entry(letter) for letter in following.text[1:-1]]
            last = self.entry(following.text[-1], following.end - 1)
            return Product((Gradient(token.text[1:], by, token.start, following.start + 1), *rest, last))
        else:
            return self.entry("delta" if token.text == r"\delta" else "Delta", token.start)
        if not isinstance(by, Entry):
            self.at = before
            self.refuse()
        return Gradient(token.text[1:], by, token.start, self.end())

    def nabla(self, token: Token) -> Expr:
        """`\\nabla_{K} L`."""
        self.at += 1
        self.expect("_")
        by = self.whole(self.inner(after_group(self.found, self.at)))
        top = self.factor()
        if not isinstance(by, Entry) or not isinstance(top, Entry):
            raise ReadError("the gradient is not understood", token.start)
        return Partial(top, by, token.start, self.end())

    # --- sums over indices, matrices

    def big_sum(self, token: Token) -> Expr:
        self.at += 1
        below: Sequence[Token] = ()
        above: Sequence[Token] = ()
        for _ in range(2):
            mark = self.next()
            if mark in ("_", "^"):
                self.at += 1
                after = after_group(self.found, self.at)
                group = self.found[self.at : after]
                group = group[1:-1] if group[0].text == "{" else group
                if not group or (mark == "_" and below) or (mark == "^" and above):
                    raise ReadError("the range of a sum is not understood", token.start)
                below, above = (group, above) if mark == "_" else (below, group)
                self.at = after
        rows = stacked(below)
        over = ranges(rows[0] if rows else below, above, token)
        self.skip_space()
        return BigSum(over, self.product(), conditions(rows[1:]), token.start, self.end())

    def matrix(self, token: Token) -> Expr:
        depth = 0
        after = self.at
        while True:
            if after >= len(self.found):
                raise ReadError(f"the {token.text} is not closed", token.start)
            depth += {"begin": 1, "end": -1}.get(self.found[after].kind, 0)
            after += 1
            if depth == 0:
                break
        inner = self.found[self.at + 1 : after - 1]
        if self.found[after - 1].text != token.text:
            raise ReadError(f"the {token.text} is closed as {self.found[after - 1].text}", token.start)
        if token.text == "array" and inner and inner[0].text == "{":
            inner = inner[after_group(inner, 0) :]
        rows = []
        for row in split_rows(inner):
            cells = split_cells(row)
            if any(cells):
                rows.append(tuple(self.cell(cell, token) for cell in cells))
        self.at = after
        if not rows or len({len(row) for row in rows}) != 1:
            raise ReadError("the rows of the matrix are not of one length", token.start)
        if self.next() in ("_", "^"):
            self.refuse()
        return Matrix(tuple(rows), token.text != "matrix", token.start, self.end())

    def cell(self, cell: Sequence[Token], token: Token) -> Expr:
        if not [each for each in cell if each.kind != "space"]:
            raise ReadError("a cell of the matrix is empty", token.start)
        return self.whole(_Reader(cell, self.depth + 1))


def _drops_differential(reader: _Reader) -> bool:
    """Pass the sign of a derivative, \\partial or d."""
    if not reader.found:
        return False
    token = reader.found[0]
    if token.text == r"\partial" or (token.text == "d" and not token.quoted):
        reader.at = 1
        return True
    if token.kind == "word" and not token.quoted and re.fullmatch("d[A-Za-z]", token.text):
        # `dL` is one word.
        rest = Token("word", token.text[1:], token.start + 1, token.end)
        reader.found = [rest, *reader.found[1:]]
        return True
    return False
