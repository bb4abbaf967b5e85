"""Statements as text: what is read, how it binds, and what every kind of bad text is told."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quick import examples

from symconv.errors import SymconvError
from symconv.statements.grammar import (
    DEEPEST,
    DIGITS,
    LONGEST,
    Call,
    Name,
    Node,
    NumberPerAxis,
    Numeral,
    Operation,
    Statement,
    StatementError,
    names,
    parse,
    parse_expression,
)


def shown(node: Node) -> str:
    """The tree with every operation in parentheses, options behind a semicolon, columns left out."""
    match node:
        case Numeral(value=value):
            return str(value)
        case NumberPerAxis(values=values):
            return f"<{', '.join(map(str, values))}>"
        case Name(text=text):
            return text
        case Operation(sign=sign, left=left, right=right):
            return f"({shown(left)} {sign} {shown(right)})"
        case Call(name=name, arguments=arguments, options=options):
            given_by_name = "".join(f"; {option}={shown(value)}" for option, value in options)
            return f"{name}({', '.join(map(shown, arguments))}{given_by_name})"


def inside(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    match node:
        case Operation(left=left, right=right):
            yield from inside(left)
            yield from inside(right)
        case Call(arguments=arguments, options=options):
            for each in (*arguments, *(value for _, value in options)):
                yield from inside(each)
        case _:
            pass


def mistake(text: str) -> StatementError:
    """The one error that a text gives, quickly, in one line that can be shown with a caret."""
    started = time.process_time()
    with pytest.raises(StatementError) as caught:
        parse(text)
    assert time.process_time() - started < 2
    error = caught.value
    assert isinstance(error, SymconvError)
    assert len(str(error).splitlines()) == 1
    assert len(str(error)) < 200
    assert error.__cause__ is None
    assert 0 <= error.column <= len(text)
    return error


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("7", "7"),
        ("007", "7"),
        ("999999999", "999999999"),
        ("dX", "dX"),
        ("x_1", "x_1"),
        ("a + b", "(a + b)"),
        ("a - b", "(a - b)"),
        ("a * b", "(a * b)"),
        ("a // b", "(a // b)"),
        ("a + b + c", "((a + b) + c)"),
        ("a - b - c", "((a - b) - c)"),
        ("a - b + c", "((a - b) + c)"),
        ("a - (b - c)", "(a - (b - c))"),
        ("a * b * c", "((a * b) * c)"),
        ("a // b // c", "((a // b) // c)"),
        ("a // b * c", "((a // b) * c)"),
        ("a * b // c", "((a * b) // c)"),
        ("a + b * c", "(a + (b * c))"),
        ("a - b // c", "(a - (b // c))"),
        ("a // b + c", "((a // b) + c)"),
        ("(a + b) * c", "((a + b) * c)"),
        ("a * (b + c)", "(a * (b + c))"),
        ("-a", "(0 - a)"),
        ("--a", "(0 - (0 - a))"),
        ("-a * b", "((0 - a) * b)"),
        ("-a // 2", "((0 - a) // 2)"),
        ("-a + b", "((0 - a) + b)"),
        ("a - -b", "(a - (0 - b))"),
        ("a * -b", "(a * (0 - b))"),
        ("a // -2", "(a // (0 - 2))"),
        ("-(a + b)", "(0 - (a + b))"),
        ("((a))", "a"),
        ("f()", "f()"),
        ("f(a)", "f(a)"),
        ("f(a, b, c)", "f(a, b, c)"),
        ("f(a, -1)", "f(a, (0 - 1))"),
        ("f(a, s=2)", "f(a; s=2)"),
        ("f(a, s=2, mode=full)", "f(a; s=2; mode=full)"),
        ("f(s=k - 1)", "f(; s=(k - 1))"),
        ("f(g(a, h(b)), (c))", "f(g(a, h(b)), c)"),
        ("f(a) * g(b) - 1", "((f(a) * g(b)) - 1)"),
        ("f (a)", "f(a)"),
        ("2x1", "<2, 1>"),
        ("f(a, -1×2, s=3x−4x5)", "f(a, <-1, 2>; s=<3, -4, 5>)"),
        ("a - 1x2", "(a - <1, 2>)"),
        ("a - -1x2", "(a - <-1, 2>)"),
        ("-(1x2)", "(0 - <1, 2>)"),
    ],
)
def test_an_expression_reads_as(text: str, tree: str) -> None:
    assert shown(parse_expression(text)) == tree


def test_a_statement_has_its_text_and_two_sides() -> None:
    text = "dX = correlate(pad(dZ, k-1), rot180(K), stride=s)"
    found = parse(text)
    assert found.text == text
    assert shown(found.left) == "dX"
    assert shown(found.right) == "correlate(pad(dZ, (k - 1)), rot180(K); stride=s)"


@pytest.mark.parametrize(
    "text",
    ["dX=pad(X,k-1,2)", "  dX =  pad( X , k - 1 ,\t2 )  ", "dX\n=\npad(X,\r\n k-1, 2)", "\tdX=pad (X,k-1,2)\n"],
)
def test_blanks_change_nothing(text: str) -> None:
    found = parse(text)
    assert (shown(found.left), shown(found.right)) == ("dX", "pad(X, (k - 1), 2)")


def test_columns_are_those_of_the_text() -> None:
    text = "dB = 2*pad( X, k-1 ) + correlate(dZ, K, stride=s)"
    places = {shown(node): node.column for side in (parse(text).left, parse(text).right) for node in inside(side)}
    for piece in ("dB", "2", "X", "k", "1", "dZ", "K"):
        assert places[piece] == text.index(piece)
    assert places["s"] == text.index("stride=s") + len("stride=")
    assert places["pad(X, (k - 1))"] == text.index("pad(")
    assert places["correlate(dZ, K; stride=s)"] == text.index("correlate(")
    # An operation begins where its left side does.
    assert places["(k - 1)"] == text.index("k-1")


def test_names_leave_out_operators_and_options() -> None:
    assert names(parse("dX = correlate(pad(dZ, k-1), rot180(K), stride=s, mode=full)")) == {
        *("dX", "dZ", "k", "K", "s", "full")
    }
    assert names(parse_expression("f(2)")) == set()


BAD = {
    "empty": ("", 0, "ends too early"),
    "blanks": ("   ", 3, "ends too early"),
    "one side": ("dX", 2, "ends too early"),
    "no right side": ("dX = ", 5, "ends too early"),
    "no left side": ("= dX", 0, "'='"),
    "only =": ("=", 0, "'='"),
    "==": ("dX == dX", 4, "one = stands between the two sides, not two"),
    "= apart": ("dX = = dX", 5, "'='"),
    "two equations": ("a = b = c", 6, "'='"),
    "assignment": ("dX := X", 3, "':'"),
    "unequal": ("dX != X", 3, "'!'"),
    "less": ("o < n", 2, "'<'"),
    "open parenthesis": ("dX = pad(dZ", 11, "')'"),
    "open parenthesis of a group": ("dX = (X", 7, "')'"),
    "closing parenthesis": ("dX = X)", 6, "')'"),
    "closing parenthesis on the left": ("dX) = X", 2, "')'"),
    "two closing parentheses": ("dX = pad(dZ, k-1))", 17, "')'"),
    "empty parentheses": ("dX = ()", 6, "')'"),
    "equation in parentheses": ("(dX = X)", 4, "'='"),
    "trailing comma": ("dX = pad(X,)", 11, "')'"),
    "leading comma": ("dX = pad(,X)", 9, "','"),
    "comma outside": ("dX = X, K", 6, "','"),
    "missing comma": ("dX = correlate(X K)", 17, "'K'"),
    "trailing name": ("dX = X K", 7, "'K'"),
    "trailing number": ("dX = X 2", 7, "'2'"),
    "trailing operator": ("dX = X +", 8, "ends too early"),
    "two operators": ("dX = X * * K", 9, "'*'"),
    "plus sign": ("dX = +X", 5, "'+'"),
    "product without a sign": ("dX = 2X", 6, "'X'"),
    "power": ("dX = X ** 2", 8, "'*'"),
    "caret": ("dX = X^2", 6, "'^'"),
    "division": ("o = n / s", 6, "'/'"),
    "remainder": ("o = n % s", 6, "'%'"),
    "decimal": ("o = 1.5", 5, "'.'"),
    "exponent": ("o = 1e3", 5, "'e3'"),
    "attribute": ("dX = X.T", 6, "'.'"),
    "index": ("dX = X[0]", 6, "'['"),
    "text": ("dX = 'X'", 5, '"\'"'),
    "underscore": ("dX = _X", 5, "'_'"),
    "double underscore": ("dX = __import__(os)", 5, "'_'"),
    "comment": ("dX = X # so", 7, "'#'"),
    "LaTeX": ("dX = \\frac{1}{2}", 5, "'\\\\'"),
    "call of a call": ("dX = pad(X)(1)", 11, "'('"),
    "call of a group": ("dX = (pad)(X)", 10, "'('"),
    "option of an option": ("dX = f(a=b=c)", 10, "'='"),
    "option in parentheses": ("dX = f((a=b))", 9, "'='"),
    "option without a name": ("dX = f(1=b)", 8, "'='"),
    "option without a value": ("dX = f(a=)", 9, "')'"),
    "Cyrillic К": ("dX = К", 5, "'К'"),
    "Cyrillic Х in a name": ("dХ = X", 1, "'Х'"),
    "Greek delta alone": ("δ = X", 0, "'δ'"),
    "Greek epsilon": ("εX = X", 0, "'ε'"),
    "accent": ("dX = Xé", 6, "'é'"),
    "full-width =": ("dX ＝ X", 3, "'＝'"),
    "full-width digit": ("o = ２", 4, "'２'"),
    "Arabic digit": ("o = n + ٣", 8, "'٣'"),
    "superscript": ("o = n²", 5, "'²'"),
    "plus or minus": ("o = n ± 1", 6, "'±'"),
    "times sign": ("o = n × 1", 6, "'×'"),
    "no-break space": ("dX\xa0= X", 2, r"'\xa0'"),
    "zero-width space": ("dX =\u200b X", 4, r"'\u200b'"),
    "byte order mark": ("\ufeffdX = X", 0, r"'\ufeff'"),
    "right-to-left mark": ("dX = \u202eX", 5, r"'\u202e'"),
    "null byte": ("dX = X\x00", 6, r"'\x00'"),
    "null byte at the start": ("\x00", 0, r"'\x00'"),
    "escape": ("dX = \x1b[31mX", 5, r"'\x1b'"),
    "bell": ("d\x07X = X", 1, r"'\x07'"),
    "delete": ("dX = X\x7f", 6, r"'\x7f'"),
    "form feed": ("dX = \fX", 5, r"'\x0c'"),
    "line separator": ("dX = X\u2028", 6, r"'\u2028'"),
    "half a letter": ("dX = \ud800", 5, r"'\ud800'"),
    "emoji": ("dX = 🙂", 5, "'🙂'"),
}


@pytest.mark.parametrize(("text", "column", "said"), BAD.values(), ids=BAD)
def test_bad_text_is_one_error_at_its_column(text: str, column: int, said: str) -> None:
    error = mistake(text)
    assert error.column == column
    assert error.text == text
    assert said in str(error)


@pytest.mark.parametrize(("text", "column"), [("", 0), ("X = X", 2), ("pad(X", 5), ("К", 0)])
def test_bad_expressions_too(text: str, column: int) -> None:
    with pytest.raises(StatementError) as caught:
        parse_expression(text)
    assert caught.value.column == column


@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "(" * 100_000, "X = " + "9" * 100_000, "\x00" * 100_000, " " * 100_000, "X = " + "X+" * 50_000],
    ids=["name", "parentheses", "digits", "null bytes", "blanks", "sum"],
)
def test_100_kb_are_refused_at_once(text: str) -> None:
    error = mistake(text)
    assert f"{len(text):,} characters" in str(error)
    assert f"{LONGEST:,}" in str(error)


def test_the_longest_statement_is_read_and_one_letter_more_is_not() -> None:
    longest = "X = " + "X".rjust(LONGEST - 4)
    assert shown(parse(longest).right) == "X"
    mistake(longest + " ")


TALL = {
    "3000 parentheses": "X = " + "(" * 3000 + "X" + ")" * 3000,
    "900-term sum": "o = " + "+".join(["1"] * 900),
    "900-term product": "o = " + "*".join(["n"] * 900),
    "900 quotients": "o = n" + "//2" * 600,
    "long minus chain": "o = " + "-" * 900 + "1",
    "minus chain of names": "o = n" + "-1" * 900,
    "nested calls": "X = " + "f(" * 600 + "X" + ")" * 600,
    "nested options": "X = " + "f(X,a=" * 200 + "X" + ")" * 200,
    "nested sums": "o = " + "(1+" * 400 + "1" + ")" * 400,
}


@pytest.mark.parametrize("text", TALL.values(), ids=TALL)
def test_tall_statements_are_refused_at_once(text: str) -> None:
    assert mistake(text).column <= len(text)


@pytest.mark.parametrize("text", ["X = " + "(" * 900 + "X" + ")" * 900], ids=["900 parentheses"])
def test_parentheses_alone_are_not_deep(text: str) -> None:
    assert shown(parse(text).right) == "X"


@pytest.mark.parametrize("text", ["X = " + "(" * 900 + "X", "X = " + "(" * 900 + ")" * 900])
def test_many_unbalanced_parentheses(text: str) -> None:
    assert mistake(text).column == 4 + 900 + (text[-1] == "X")


def test_the_deepest_statement_is_read_and_one_level_more_is_not() -> None:
    def nested(calls: int) -> str:
        return "X = " + "f(" * calls + "X" + ")" * calls

    assert len(list(inside(parse(nested(DEEPEST - 1)).right))) == DEEPEST
    assert f"more than {DEEPEST} deep" in str(mistake(nested(DEEPEST)))


def test_many_digits_are_refused_where_they_stand() -> None:
    assert parse_expression("9" * DIGITS) == Numeral(10**DIGITS - 1, 0)
    text = "o = n + " + "9" * (DIGITS + 1)
    error = mistake(text)
    assert f"{DIGITS + 1} digits" in str(error)
    assert error.text == text
    assert error.column == text.index("9")
    assert "1900 digits" in str(mistake("o = " + "1" * 1900))


def wanted(text: str) -> None:
    """A Statement with columns inside the text, or a StatementError; nothing else."""
    found: Statement | StatementError
    try:
        found = parse(text)
    except StatementError as error:
        found = error
    if isinstance(found, StatementError):
        assert 0 <= found.column <= len(text)
        assert len(str(found).splitlines()) == 1
        return
    assert "=" in text
    for side in (found.left, found.right):
        for node in inside(side):
            assert 0 <= node.column < len(text)
            if isinstance(node, Name):
                assert text.startswith(node.text, node.column)
            if isinstance(node, Call):
                assert text.startswith(node.name, node.column)


@settings(max_examples=examples(100))
@given(st.text(max_size=60))
def test_any_text_is_a_statement_or_a_mistake(text: str) -> None:
    wanted(text)


@settings(max_examples=examples(100))
@given(st.lists(st.sampled_from([*"XKkn012()=+-*,/ \n\tК＝\x00", "//", "dX", "pad(", "mode="]), max_size=25))
def test_any_soup_of_tokens_is_a_statement_or_a_mistake(pieces: list[str]) -> None:
    wanted("".join(pieces))


words = st.sampled_from(["X", "K", "dZ", "k", "n", "pad", "x_1"])
leaves: st.SearchStrategy[str] = words | st.integers(0, 10**DIGITS - 1).map(str)


def written(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions in the form that `shown` writes, but for options."""
    operations = st.builds(
        lambda left, sign, right: f"({left} {sign} {right})", inner, st.sampled_from(["+", "-", "*", "//"]), inner
    )
    calls = st.builds(lambda name, given_to: f"{name}({', '.join(given_to)})", words, st.lists(inner, max_size=3))
    return operations | calls


@settings(max_examples=examples(100))
@given(st.recursive(leaves, written, max_leaves=12), st.recursive(leaves, written, max_leaves=12))
def test_what_is_written_in_full_reads_back(left: str, right: str) -> None:
    found = parse(f"{left} = {right}")
    assert (shown(found.left), shown(found.right)) == (left, right)
