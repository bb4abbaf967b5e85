"""Which letter of the notes is the input, which the kernel, the output, the bias, the loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from symconv.auditor.activated import activations, after, base, before, gradients
from symconv.auditor.tree import (
    Activation,
    Addition,
    BigSum,
    Binary,
    Expr,
    Lettered,
    NamedOperator,
    Negative,
    Partial,
    ShortGradient,
    added_terms,
    factors_of,
    nodes,
)

# The letters that people use, the likeliest first; capitals count as the same letter.
USUAL_LETTERS = {
    "X": ("x", "a", "i", "u", "v"),
    "K": ("k", "w", "f", "h", "theta", "g"),
    "Z": ("z", "y", "o", "s", "out", "c"),
    "B": ("b", "beta"),
    "L": ("l", "j", "e", "c", "ell"),
}
# A letter that scanners make of another one.
LOOKALIKE = {"omega": "w"}


def roles(sides: Iterable[tuple[Expr, Expr]], whole: bool = False) -> list[dict[str, str]]:
    """What the letters (in lower case) may stand for, the likeliest assignment first.

    With `whole` the output may be a letter that only stands for itself, in a formula in whole arrays: that fixes no
    layer, so it is of use where the layer is known.

    Roles are X, K, Z, B, L, U and A (what an activation function ties to X and Z), and dZ, dX, dU, dA for a letter
    such as delta that stands for a gradient.
    """
    equations = list(sides)
    everything = [node for left, right in equations for side in (left, right) for node in nodes(side)]
    losses = _losses(everything)
    counts = _letters(everything, losses)
    tied = activations(equations)
    outputs = _outputs(equations, everything, [*losses, *(letter for letter, _ in tied)], counts, whole)
    found: dict[str, str] = dict.fromkeys(losses, "L")
    if not outputs:
        return [found]
    found[outputs[0]] = "Z"
    biases = _biases(equations, found, counts)
    for letter in biases:
        found[letter] = "B"
    found |= {letter: role for letter, role in after(outputs[0], tied).items() if letter not in found}
    # What a function is taken of is neither input nor kernel, nor is a gradient.
    apart = {base(of) for _, of in tied} | {"delta"}
    rest = [
        letter
        for letter, _ in counts.most_common()
        if letter not in found and LOOKALIKE.get(letter) not in counts and base(letter) not in apart
    ]
    choices = [found | each for each in _pairs(rest)]
    choices = [each | before(each, tied) for each in choices]
    choices = [each | gradients(each, equations) for each in choices]
    return [_with_lookalikes(each, counts) for each in choices]


def _losses(everything: Sequence[Expr]) -> list[str]:
    """Letters without an index that are only ever derived; a lone `dL` beside many derivatives of L is a slip."""
    tops = Counter(node.of_letter.lower() for node in everything if isinstance(node, Partial) and node.of_letter)
    derived_by = {node.by.letter.lower() for node in everything if isinstance(node, Partial)}
    short = Counter(node.by.letter.lower() for node in everything if isinstance(node, ShortGradient))
    usual = [letter for letter in tops if letter in USUAL_LETTERS["L"] and letter not in derived_by]
    return [letter for letter in usual if short[letter] < tops[letter]]


def _letters(everything: Sequence[Expr], losses: Sequence[str]) -> Counter[str]:
    """How often each letter is used as an array: with an index, derived by, or moved along another."""
    found: Counter[str] = Counter()
    for node in everything:
        used: tuple[Expr, ...] = ()
        if isinstance(node, Lettered) and node.index:
            used = (node,)
        elif isinstance(node, Partial | ShortGradient):
            used = (node.by,)
        elif isinstance(node, Binary):
            used = (node.left, node.right)
        elif isinstance(node, NamedOperator):
            used = node.arguments
        elif isinstance(node, Activation):
            used = (node.of,)
        elif isinstance(node, Addition):
            # The bias alone.
            used = tuple(
                term for term in node.terms if isinstance(term, Lettered) and term.letter.lower() in USUAL_LETTERS["B"]
            )
        found.update(
            each.letter.lower()
            for each in used
            if isinstance(each, Lettered) and not each.label and each.letter.lower() not in losses
        )
    return found


def _outputs(
    equations: Sequence[tuple[Expr, Expr]],
    everything: Sequence[Expr],
    losses: Sequence[str],
    counts: Counter[str],
    whole: bool,
) -> list[str]:
    """The output: what is derived by other letters, or stands alone before a sum of products of two others."""
    votes: Counter[str] = Counter()
    alone: set[str] = set()
    for node in everything:
        if isinstance(node, Partial) and isinstance(node.top, Lettered) and node.top.letter.lower() not in losses:
            votes[node.top.letter.lower()] += 1
    for left, right in equations:
        if isinstance(left, Lettered):
            for one, other in _products(right):
                if left.letter.lower() not in (one.letter.lower(), other.letter.lower()):
                    votes[left.letter.lower()] += 1
        # `X * K (+ B) = Z`, in whole arrays.
        for output, moved in ((left, right), (right, left)):
            if isinstance(output, Lettered) and _moves_arrays(moved):
                votes[output.letter.lower()] += 1
                alone.add(output.letter.lower())
    known = counts.keys() | alone if whole else counts.keys()
    ordered = [letter for letter, _ in votes.most_common() if letter in known and base(letter) != "delta"]
    usual = [letter for letter in USUAL_LETTERS["Z"] if letter in counts and letter not in ordered]
    return ordered or usual


def _moves_arrays(expr: Expr) -> bool:
    """Whether an array is moved along another, perhaps with something added."""
    return any(isinstance(term, Binary) and isinstance(term.left, Lettered) for term in added_terms(expr))


def _products(expr: Expr) -> Iterator[tuple[Lettered, Lettered]]:
    for term in added_terms(expr):
        inner = term.of if isinstance(term, Negative) else term
        while isinstance(inner, BigSum):
            inner = inner.body
        match factors_of(inner):
            case (Lettered() as one, Lettered() as other):
                yield one, other


def _biases(equations: Sequence[tuple[Expr, Expr]], found: Mapping[str, str], counts: Counter[str]) -> list[str]:
    """The bias: a usual letter that stands alone in a sum, or that the loss or the output is derived by.

    A factor of what an output is a sum of is none.
    """
    votes: Counter[str] = Counter()
    factors: set[str] = set()
    for left, right in equations:
        if isinstance(left, Lettered) and found.get(left.letter.lower()) == "Z":
            factors |= {each.letter.lower() for pair in _products(right) for each in pair}
        for side in (left, right):
            for node in nodes(side):
                if isinstance(node, Addition):
                    votes.update(
                        term.letter.lower() for term in node.terms if isinstance(term, Lettered) and len(term.index) < 2
                    )
                elif isinstance(node, Partial | ShortGradient) and len(node.by.index) < 2:
                    votes[node.by.letter.lower()] += 1
    free = [letter for letter in USUAL_LETTERS["B"] if letter in counts and letter not in found]
    return [letter for letter in free if votes[letter] and letter not in factors][:1]


def _pairs(rest: Sequence[str]) -> list[dict[str, str]]:
    """Input and kernel: by their usual letters, either way round where those say nothing."""
    inputs = [letter for usual in USUAL_LETTERS["X"] for letter in rest if letter.split("^")[0] == usual]
    kernels = [letter for usual in USUAL_LETTERS["K"] for letter in rest if letter.split("^")[0] == usual]
    if inputs or kernels:
        others = [letter for letter in rest if letter not in (*inputs[:1], *kernels[:1])]
        return [dict.fromkeys((inputs or others)[:1], "X") | dict.fromkeys((kernels or others)[:1], "K")]
    if len(rest) < 2:
        return [{}]
    one, other = rest[:2]
    return [{one: "X", other: "K"}, {other: "X", one: "K"}]


def _with_lookalikes(found: dict[str, str], counts: Counter[str]) -> dict[str, str]:
    more = {letter: found[like] for letter, like in LOOKALIKE.items() if letter in counts and like in found}
    return found | more
