"""What other languages write where a statement says it otherwise, and what is to be written here."""

from __future__ import annotations

import re

_SIGNS = {
    "/": "a quotient of sizes is rounded down, and written with //",
    "\\": "LaTeX is read in notes that are audited; a statement has ∂L/∂X or dX",
    "^": "a power is written as a product, n*n, and there is no transpose",
    ":": "one = stands between the two sides, without a colon",
    ".": "an operator is called by its name alone, rot180(K), and numbers are whole",
}
_OPERATORS = {
    r"floor": "a // b rounds down",
    r"ceil(ing)?": "-(-a // b) rounds up",
    r"(full|valid|same)?_?(cross_?)?(conv|corr|convolution|correlation)(\dd)?_?(full|valid|same)?": (
        "correlate moves a kernel along an array as it is, convolve moves it turned, both with mode=full or valid"
    ),
    r"transposed?|[tT]": "rot180 turns a kernel, flip reverses one axis, and nothing exchanges axes",
}


def for_sign(text: str, column: int) -> str:
    """What to write instead of a sign that does not belong in a statement; nothing where that is not known.

    >>> for_sign("o = (n - k)/s + 1", 11)
    ': a quotient of sizes is rounded down, and written with //'
    >>> for_sign("dX = ?", 5)
    ''
    """
    said = _SIGNS.get(text[column])
    return f": {said}" if said else ""


def for_operator(name: str) -> str:
    """What to write instead of an operator of somewhere else; nothing where that is not known.

    >>> for_operator("floor")
    'a // b rounds down'
    >>> for_operator("zebra")
    ''
    """
    return next((said for pattern, said in _OPERATORS.items() if re.fullmatch(pattern, name)), "")


def for_name(text: str, column: int) -> str:
    """What to write where a name or a bracket follows a number or a bracket at once; nothing where it does not.

    >>> for_name("o = n + 2p", 9), for_name("o = (n - 1)(n + 1)", 11), for_name("o = n p", 6)
    (': a product needs its sign, as in 2*p', ': a product needs its sign, as in 2*p', '')
    """
    follows = re.search(r"[\d)]$", text[:column]) and re.match(r"[^\W\d]|\(", text[column:])
    return ": a product needs its sign, as in 2*p" if follows else ""
