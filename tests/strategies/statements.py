"""Random statements of the language, as texts: two random sides, or a true statement with something changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from symconv.statements.library import library

Pick = Callable[[Sequence[str]], str]

SIZES = (
    "k-1",
    "k",
    "n",
    "D",
    "D-pl",
    "D-pr+r",
    "pl",
    "pr",
    "1",
    "2",
    "0",
    "s",
    "d",
    "r",
    "0-1",
    "n-k",
    "o",
    "s-1",
    "p",
    "A",
)
STEPS = ("1", "1", "1", "s", "d", "2")
PARTS = ("k-1", "n", "D-pl", "2*k-1", "(n-k)//s", "n//2", "s*(o-1)", "r//d", "o", "pl", "k", "1")
MODES = ("circular", "reflect", "replicate")
LAYER = ("X", "K", "dZ", "dZ", "K", "X", "Z", "dX", "dK", "vX")
FREE = ("A", "B", "A", "B", "C")
# The layer's linear maps by the shapes of what they take, and arrays of these shapes.
MAPS = {
    "toeplitz": ("K", "X"),
    "toeplitz_transposed": ("K", "dZ"),
    "im2col": ("X", "dZ"),
    "col2im": ("K", "dZ"),
    "scatter": ("dZ", "K"),
}
SHAPED = {
    "X": ("X", "X", "vX", "dX", "rot180(X)", "(X - vX)", "times(X, vX)", "toeplitz_transposed(K, dZ)"),
    "K": ("K", "K", "vK", "dK", "rot180(K)", "(K + vK)", "im2col(X, dZ)"),
    "dZ": ("dZ", "dZ", "Z", "rot180(dZ)", "(dZ + Z)", "times(dZ, dZ)", "toeplitz(K, X)", "toeplitz(K, vX)"),
}

TRUE = (
    *dict.fromkeys(theorem.statement for theorem in library()),
    "A + B = B + A",
    "correlate(A, B, mode=full) = rot180(correlate(B, A, mode=full))",
    "crop(pad(A, 0, k-1), A) = A",
    "pad(pad(A, k-1), 1) = pad(A, k)",
    "rot180(insert_zeros(A, s)) = insert_zeros(rot180(A), s)",
    "insert_zeros(insert_zeros(A, s), d) = insert_zeros(A, s*d)",
    "flip(flip(A, 0), 0) = A",
    "flip(rot180(A), 0) = rot180(flip(A, 0))",
    "dot(A, rot180(A)) = dot(rot180(A), A)",
    "grad(dot(A, A), A) = 2*A",
    "grad(dot(A, A), A) = A + A",
    "sum(A + B) = sum(A) + sum(B)",
    "sum(convolve(A, B, mode=full)) = sum(A)*sum(B)",
    "times(A, B) = times(B, A)",
    "grad(dot(times(A, B), B), B) = 2*times(A, B)",
    "dot(times(A, B), C) = dot(A, times(B, C))",
    "rot180(times(A, B)) = times(rot180(A), rot180(B))",
    "correlate(A + B, C) = correlate(A, C) + correlate(B, C)",
    "rot180(pad(A, k, n)) = pad(rot180(A), n, k)",
    "correlate(pad(A, k), B, dilation=d) = correlate(pad(A, k), rot180(rot180(B)), dilation=d)",
    "rot180(pad(A, pl, pl, mode=reflect)) = pad(rot180(A), pl, pl, mode=reflect)",
    "dot(pad(A, pl, pr, mode=circular), B) = dot(A, pad_adjoint(B, pl, pr, mode=circular))",
    "crop(crop(A, n), k) = crop(A, k)",
    "A - B = A + (0-1)*B",
    "n - k + 1 = 1 + n - k",
    "n//2 + (n+1)//2 = n",
)
# What one token may turn into.
ALIKE = (
    ("X", "K", "dZ", "A", "vX"),
    ("A", "B", "C"),
    ("s", "d", "k", "n", "pl", "pr"),
    ("D", "r", "op", "k", "o"),
    ("correlate", "convolve"),
    ("+", "-"),
    ("0", "1", "2"),
    MODES,
    ("valid", "full"),
)
TOKEN = re.compile(r"[A-Za-z_][A-Za-z_0-9]*|[0-9]+|//|\S")


def size_text(pick: Pick) -> str:
    text = pick(PARTS)
    while pick(("stop", "stop", "more")) == "more":
        text = f"{text} {pick(('+', '-', '*'))} {pick(PARTS)}"
    return text if pick(("as is", "as is", "as is", "halved")) == "as is" else f"({text})//{pick(('2', 's', 'd', 'k'))}"


def map_text(pick: Pick) -> str:
    """One of the layer's linear maps, of arrays of the right shapes; seldom of others."""
    name = pick([*MAPS])
    shapes = MAPS[name] if pick("1234567") != "1" else [pick([*SHAPED]) for _ in MAPS[name]]
    return f"{name}({', '.join(pick(SHAPED[each]) for each in shapes)})"


def array_text(pick: Pick, depth: int, leaves: Sequence[str]) -> str:
    """An array: operators nested up to `depth`."""

    def inner() -> str:
        return array_text(pick, depth - 1, leaves)

    if leaves is LAYER and pick("1234") == "1":
        return map_text(pick)
    if depth == 0:
        return pick(leaves)
    match pick(
        (
            "leaf",
            "pad",
            "pad",
            "crop",
            "zeros",
            "rot",
            "rot",
            "flip",
            "product",
            "product",
            "sum",
            "plus",
            "mode",
            "multiple",
            "times",
            "sums",
            "number",
        )
    ):
        case "pad":
            return (
                f"pad({inner()}, {pick(SIZES)})"
                if pick("12") == "1"
                else f"pad({inner()}, {pick(SIZES)}, {pick(SIZES)})"
            )
        case "crop":
            return f"crop({inner()}, {pick(SIZES)})"
        case "zeros":
            return f"insert_zeros({inner()}, {pick(STEPS)})"
        case "rot":
            return f"rot180({inner()})"
        case "flip":
            return f"flip({inner()}, 0)"
        case "product":
            name = pick(("correlate", "convolve"))
            options = pick(("", "", ", mode=full", ", stride=s", ", dilation=d", ", stride=d, dilation=s"))
            return f"{name}({inner()}, {inner()}{options})"
        case "sum":
            return f"sum({inner()})"
        case "plus":
            return f"({inner()} {pick('+-')} {inner()})"
        case "mode":
            name, before, after = pick(("pad", "pad_adjoint")), pick(("0", "1", "pl")), pick(("0", "1", "pr"))
            return f"{name}({inner()}, {before}, {after}, mode={pick(MODES)})"
        case "multiple":
            return f"{pick('023')}*{inner()}"
        case "times":
            return f"times({inner()}, {inner()})"
        case "sums":
            name = pick(("times", "correlate", "convolve"))
            return f"{name}({inner()} {pick('+-')} {inner()}, {inner()} {pick('+-')} {inner()})"
        case "number":
            return f"dot({inner()}, {inner()})*{inner()}"
    return pick(leaves)


def rewritten(pick: Pick, text: str) -> str:
    """A text that often means the same, another way."""
    return pick(
        (
            f"rot180(rot180({text}))",
            f"flip(flip({text}, 0), 0)",
            f"pad(pad({text}, k), 0-k)",
            f"rot180(flip({text}, 0))",
            f"pad({text}, 0)",
            f"insert_zeros({text}, 1)",
            f"({text} + {text}) - {text}",
            f"1*{text}",
            text,
        )
    )


def changed(pick: Pick, text: str) -> str:
    """The text with one token turned into another of its kind, or swapped with the next one of its kind."""
    tokens = TOKEN.findall(text)
    numbers = [str(at) for at, token in enumerate(tokens) if any(token in kind for kind in ALIKE)]
    if not numbers:
        return text
    at = int(pick(numbers))
    kinds = [kind for kind in ALIKE if tokens[at] in kind]
    tokens[at] = pick([each for each in kinds[0] if each != tokens[at]])
    return " ".join(tokens)


def statement_text(pick: Pick) -> str:
    """A statement, likely enough of one that is nearly true."""
    match pick(("changed", "changed", "twice", "random", "rewritten", "rewritten", "sizes")):
        case "changed":
            return changed(pick, pick(TRUE))
        case "twice":
            return changed(pick, changed(pick, pick(TRUE)))
        case "random":
            leaves = pick(("layer", "free"))
            chosen = LAYER if leaves == "layer" else FREE
            return f"{array_text(pick, 2, chosen)} = {array_text(pick, 2, chosen)}"
        case "rewritten":
            side = array_text(pick, 2, LAYER if pick("12") == "1" else FREE)
            return f"{side} = {rewritten(pick, side)}"
    return f"{size_text(pick)} = {size_text(pick)}"
