"""The words and signs that the reader knows, and what it calls them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from symconv.auditor.tree import WrittenMode

# Signs that multiply numbers and may mean anything for arrays.
_SIGNS = ("*", r"\otimes", r"\odot", r"\circledast", r"\star", r"\times", r"\circ", r"\bullet")
PRODUCT_SIGNS = {r"\ast": "*", **{sign: sign for sign in _SIGNS}}
OTHERWISE = frozenset(["otherwise", "else", "otherwise.", "else."])
CASES = frozenset(["cases", "dcases", "rcases"])
MATRICES = {"bmatrix", "pmatrix", "matrix", "array", "smallmatrix", "Bmatrix"}
OPERATOR_WORDS = {
    **dict.fromkeys(["conv", "convolution", "convolve", "convd"], "conv"),
    **dict.fromkeys(["fullconv", "convfull"], "conv full"),
    **dict.fromkeys(["corr", "correlate", "crosscorr"], "corr"),
    **dict.fromkeys(["rot", "rotate", "rotated", "flip", "flipped"], "rot180"),
    **dict.fromkeys(["pad", "padded", "padding"], "pad"),
    **{"sum": "sum", "crop": "crop", "insertzeros": "insert_zeros"},
}
# Words for the loss, L.
LOSSES = frozenset(["loss", "cost", "error"])
BEGINNINGS = frozenset(
    [r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\sum", r"\partial", r"\delta", r"\Delta", r"\nabla"]
)
TURNED_WORDS = re.compile(
    r"(?P<angle>180\s*(°|degrees?|deg)?\s*)?((?P<rotated>rotated)|flipped|turned)"
    r"(\s+(filter|kernel|weights?|version of))?(\s+(?P<letter>[A-Za-z]))?",
    re.IGNORECASE,
)
TAILS = {"rot180": r"|_?180(\^(0|o|O|\\circ|°))?|_?180°", "sum": ""}
# Names of operations that move one array along another; what they are called with stands between brackets.
MOVING = frozenset(["conv", "corr"])
# What is written at such an operation, or after it, to say how far it goes.
MODES: Mapping[str, WrittenMode] = {
    **dict.fromkeys(["full", "full convolution", "full mode"], "full"),
    **dict.fromkeys(["valid", "valid convolution", "valid mode"], "valid"),
}
# Letters that stand for a function where brackets follow, and words that do.
FUNCTION_LETTERS = frozenset(["f", "g", "sigma", "phi", "varphi", "psi"])
FUNCTION_WORDS = frozenset(["relu", "sigmoid", "tanh", "act", "activation"])
# Operators with an amount for each axis below their name.
AMOUNTED = frozenset(["pad", "crop", "insert_zeros"])
