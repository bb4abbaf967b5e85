"""Letters with what is written at them, and signs with what qualifies them: what a reader reads without nesting."""

from __future__ import annotations

from symconv.auditor.cursor import Cursor
from symconv.auditor.grouping import after_group, written
from symconv.auditor.indices import read_divided_index
from symconv.auditor.pieces import label, options
from symconv.auditor.size_reader import GREEK_COMMANDS, WholeDivision
from symconv.auditor.tokens import ReadError, Token
from symconv.auditor.tree import Activation, Amounts, Expr, Lettered, WrittenMode
from symconv.auditor.vocabulary import FUNCTION_LETTERS, MODES, PRODUCT_SIGNS
from symconv.sizes import Size


class LetterCursor(Cursor):
    """Reads entries such as `x_{12}` and signs such as `\\star_{s=2}`."""

    def infix(self) -> str | None:
        """The sign between two operands, if one comes next; a sign in brackets, `(*)`, is one."""
        if self.next() in PRODUCT_SIGNS:
            self.at += 1
            sign = PRODUCT_SIGNS[self.found[self.at - 1].text]
            above = [token.text for token in self.found[self.at : self.at + 4]]
            if above == ["^", "{", r"\top", "}"]:
                self.at += 4
                return f"{sign}^T"
            return sign
        ahead = [token.text for token in self.found[self.at : self.at + 3]]
        if len(ahead) == 3 and ahead[0] == "(" and ahead[2] == ")" and ahead[1] in PRODUCT_SIGNS:
            self.at += 3
            return f"({PRODUCT_SIGNS[ahead[1]]})"
        return None

    def infix_ahead(self) -> bool:
        """Whether a sign between two pieces comes next; nothing is read."""
        before = self.at
        sign = self.infix()
        self.at = before
        return sign is not None

    def qualifications(self) -> tuple[tuple[tuple[str, Amounts], ...], WrittenMode]:
        """`_{s=2, d=1}` below a sign: a stride, a dilation and so on; or `_{\\text{full}}`, or both."""
        if self.next() not in ("_", "^"):
            return (), ""
        self.at += 1
        after = after_group(self.found, self.at)
        *given, last = written(self.found[self.at : after]).rsplit(",", 1)
        mode = MODES.get(last.lower(), "")
        amounted = ",".join([*given, *([] if mode else [last])])
        found = options(amounted) if amounted else ()
        if found is None:
            return self.refuse()
        self.at = after
        return found, mode

    def operator_tail(self) -> str:
        """What is written at an operator's name: `180`, `_{180}`, `^\\circ`, `^0`."""
        start = self.at
        while self.at < len(self.found):
            if self.found[self.at].kind == "number":
                self.at += 1
            elif self.next() in ("_", "^"):
                self.at = after_group(self.found, self.at + 1)
            else:
                break
        return written(self.found[start : self.at])

    def entry(self, letter: str, start: int) -> Expr:
        """A letter with what is written at it: primes, an index below or in brackets, a label above."""
        index: tuple[Size, ...] = ()
        compact = False
        whole: tuple[WholeDivision, ...] = ()
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
            if mark == "_":
                index, compact, whole = read_divided_index(self.group())
            else:
                above = label(self.group())
        if not index and self.next() in ("[", "(") and self.is_index():
            index, compact, whole = read_divided_index(self.inside())
        elif self.next() == "(" and letter.rstrip("'") in FUNCTION_LETTERS and not index and not above:
            return self.activation(letter, start)
        return Lettered(letter, index, compact, above, whole, start, self.end())

    def activation(self, function: str, start: int) -> Activation:
        """A function of one entry or array: what stands in the brackets that come next must be a letter."""
        of = type(self)(self.inside(), self.depth + 1).lone()
        if of is None or function.count("'") > 1:
            raise ReadError("a function of anything but one entry is not read")
        if self.next() in ("_", "^", "'"):
            self.refuse()
        return Activation(function.rstrip("'"), function.endswith("'"), of, start, self.end())

    def lone(self) -> Lettered | None:
        """The letter that is all there is; None where there is more or something else."""
        if not self.found:
            return None
        token = self.found[0]
        if not is_letter(token):
            return None
        self.at = 1
        found = self.entry(token.text.lstrip("\\"), token.start)
        return found if isinstance(found, Lettered) and self.at == len(self.found) else None

    def is_index(self) -> bool:
        """Whether brackets after a letter hold an index: several pieces, or one in square brackets."""
        before, opening = self.at, self.next()
        inner = self.inside()
        self.at = before
        if not inner:
            return False
        try:
            index, compact, _ = read_divided_index(inner)
        except ReadError:
            return False
        return not compact and (opening == "[" or len(index) > 1)


def is_letter(token: Token) -> bool:
    """Whether a token is a letter of the notes, a Greek one by its command."""
    return token.text in GREEK_COMMANDS or (token.kind == "word" and len(token.text) == 1 and not token.quoted)
