"""Pieces of a text: what may follow what, and the order in which whoever builds is given them."""

from __future__ import annotations

import pytest

from symconv.statements.syntax import TEXT_END, Lexeme, UnexpectedError, read


class Noted:
    """Builds texts with every bracket, and notes what it was asked, in order."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def noted(self, text: str) -> str:
        self.asked.append(text)
        return text

    def number(self, piece: Lexeme) -> str:
        return self.noted(piece.text)

    def per_axis(self, piece: Lexeme) -> str:
        return self.noted(f"<{piece.text}>")

    def name(self, piece: Lexeme) -> str:
        return self.noted(piece.text)

    def word(self, piece: Lexeme) -> str:
        return self.noted(f"'{piece.text}'")

    def negative(self, only: str) -> str:
        return self.noted(f"(-{only})")

    def joined(self, kind: str, left: str, right: str) -> str:
        return self.noted(f"({left} {kind} {right})")

    def slid(self, sign: Lexeme, left: str, right: str, steps: list[tuple[str, str]]) -> str:
        return self.noted(f"({left} {sign.text}{dict(steps) or ''} {right})")

    def call(self, name: Lexeme, arguments: list[str], options: list[tuple[str, str]]) -> str:
        return self.noted(f"{name.text}({', '.join([*arguments, *(f'{key}={value}' for key, value in options)])})")


READ = {
    "a - b*c - d": "((a - (b * c)) - d)",
    "-a*b": "((-a) * b)",
    "a*-b + c": "((a * (-b)) + c)",
    "--a": "(-(-a))",
    "a//b*c": "((a // b) * c)",
    "(a + b)*(c)": "((a + b) * c)",
    "a ⊙ b ⋆ c": "((a ⊙ b) ⋆ c)",
    "a *[stride s+1, full] b": "(a *{'stride': '(s + 1)', 'mode': \"'full'\"} b)",
    "a ⋆[] b + c": "((a ⋆ b) + c)",
    "f()": "f()",
    "f(a, b=c - d, stride 2)": "f(a, b=(c - d), stride=2)",
    "f(a) (valid)": "f(a, mode='valid')",
    "f(stride)": "f(stride)",
    "f(-stride)": "f((-stride))",
    "stride - 2x-1": "(stride - <2x-1>)",
    "f(g(a)*b, (c))": "f((g(a) * b), c)",
    "a -1x2": "(a - <1x2>)",
    "f(-1x2)": "f(<-1x2>)",
}


@pytest.mark.parametrize("text", READ)
def test_a_text_is_built_in_brackets(text: str) -> None:
    assert read(text, "expression", Noted()) == [READ[text]]


def test_a_statement_has_two_sides() -> None:
    assert read("a + b = c", "statement", Noted()) == ["(a + b)", "c"]


def test_inner_values_are_built_first_and_each_as_soon_as_it_has_ended() -> None:
    noted = Noted()
    read("f(a + 1*b, -c)", "expression", noted)
    assert noted.asked == ["a", "1", "b", "(1 * b)", "(a + (1 * b))", "c", "(-c)", "f((a + (1 * b)), (-c))"]


REFUSED: dict[str, tuple[str, int, set[str]]] = {
    "": (TEXT_END, 0, {"name", "number", "("}),
    "a +": (TEXT_END, 3, {"name", "number", "("}),
    "(a": (TEXT_END, 2, {")"}),
    "f(": (TEXT_END, 2, {"name", "number", "(", ")"}),
    "f(a": (TEXT_END, 3, {")", ",", "=", "("}),
    "f(1": (TEXT_END, 3, {")", ","}),
    "f(a,": (TEXT_END, 4, {"name", "number", "("}),
    "f(a=b": (TEXT_END, 5, {")", ","}),
    "a = b": ("=", 2, set()),
    "a b": ("name", 2, {"("}),
    "(a b)": ("name", 3, {"(", ")"}),
    "(a, b)": (",", 2, {")"}),
    "1 2": ("number", 2, set()),
    "a ⋆[stride 2 b": ("name", 13, {","}),
    "a ⋆[": (TEXT_END, 4, {"name"}),
    "a ⋆[full,": (TEXT_END, 9, {"name"}),
    "a ⋆[full": (TEXT_END, 8, {"name", "number", "(", ","}),
    "f(a) (b)": ("(", 5, set()),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_unexpected_comes_with_what_would_not_be(text: str) -> None:
    kind, column, expected = REFUSED[text]
    with pytest.raises(UnexpectedError) as caught:
        read(text, "expression", Noted())
    assert caught.value.piece is not None
    assert (caught.value.piece.kind, caught.value.column) == (kind, column)
    assert caught.value.expected & {"name", "number", "(", ")", ",", "="} == expected


@pytest.mark.parametrize(("text", "column"), [("a $ b", 2), ("'a'", 0), ("f(a; b)", 3), ("[a]", 0)])
def test_a_sign_that_belongs_nowhere_is_no_piece(text: str, column: int) -> None:
    with pytest.raises(UnexpectedError) as caught:
        read(text, "expression", Noted())
    assert caught.value.column == column
    assert (caught.value.piece is None) == (text[column] != "[")


def test_what_does_not_belong_is_said_before_anything_is_made_of_what_stands_before_it() -> None:
    noted = Noted()
    with pytest.raises(UnexpectedError):
        read("a + 1 $", "expression", noted)
    assert noted.asked == ["a"]


def test_no_nesting_is_too_deep_to_be_read() -> None:
    assert read("(" * 5_000 + "a" + ")" * 5_000, "expression", Noted()) == ["a"]
    with pytest.raises(UnexpectedError):
        read("f(" * 5_000, "expression", Noted())
