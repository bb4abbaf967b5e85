"""Formulas in whole arrays, decided by the prover for all sizes.

A formula becomes a statement of the prover's own language; which mode a sign means where the sizes tell (valid or
full) is read off a small layer, as it is when the formula is judged at one size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symconv.auditor.entrywise import Evaluation, pads_somehow
from symconv.auditor.judgement import SizedReading
from symconv.auditor.letters import Notes, NoValueError
from symconv.auditor.polynomials import PolynomialArray, PolynomialValue
from symconv.auditor.slopes import ENTRYWISE, is_slope
from symconv.auditor.tree import (
    Activation,
    Addition,
    BigSum,
    Binary,
    Expr,
    Juxtaposition,
    Lettered,
    LocalRow,
    NamedOperator,
    Negative,
    Partial,
    ShortGradient,
    Where,
    WholeNumber,
    WrittenMatrix,
    has_operation,
    nodes,
)
from symconv.auditor.vocabulary import MOVING
from symconv.auditor.world import World
from symconv.errors import SymconvError
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis, Layer
from symconv.proof.decide import decide
from symconv.proof.decision import Decision
from symconv.sizes import symbol
from symconv.statements.grammar import parse

TENSORS = ("X", "K", "B", "Z")
FORMULA_SECONDS = 5.0


def is_formula(left: Expr, right: Expr) -> bool:
    """Whether an equation speaks of whole arrays only, and does something with them."""
    everything = [*nodes(left), *nodes(right)]
    return any(isinstance(node, Binary | NamedOperator | BigSum) for node in everything) and not any(
        isinstance(node, WrittenMatrix | LocalRow | Where)
        or (isinstance(node, Lettered) and node.index)
        or (isinstance(node, BigSum) and (node.ranges or node.conditions))
        for node in everything
    )


def family_around(layer: Layer) -> Family:
    """The layers of any size with the stride, dilation and padding of this one, channels where it shows them."""
    axes = tuple(
        Axis(symbol(f"n{at}"), symbol(f"k{at}"), axis.s, axis.d, axis.pl, axis.pr, axis.op)
        for at, axis in enumerate(layer.axes)
    )
    shown = layer.shows_channels
    return family_of(
        axes,
        layer.rank,
        transposed=layer.transposed,
        convention=layer.convention,
        bias=layer.bias,
        batch=symbol("N") if shown else 1,
        groups=symbol("g") if shown else 1,
        ins=symbol("c") if shown else 1,
        outs=symbol("f") if shown else 1,
    )


def decided(left: Expr, right: Expr, reading: SizedReading, family: Family) -> Decision | None:
    """What the prover says of a formula for every layer of a family; None for one that it has no words for.

    `reading` is that at a small layer of the family. With one channel and example it tells the modes: what the sizes
    of its arrays say is the same.
    """
    layer = reading.world.layer
    alone = replace(layer, batch=1, groups=1, in_channels=1, out_channels=1)
    here = Evaluation(World(alone) if layer.shows_channels else reading.world, reading.notes, {})
    try:
        left, right = _without_slopes(left, right, reading.notes)
        ours, theirs = _sides(here, left, right)
        return decide(parse(f"{ours} = {theirs}"), family, timeout=FORMULA_SECONDS)
    except (NoValueError, SymconvError):
        return None


def _sides(here: Evaluation, left: Expr, right: Expr) -> tuple[str, str]:
    """Both sides in the prover's language; the side with the operation learns the shape of the other."""
    if has_operation(left) and not has_operation(right):
        theirs, ours = _sides(here, right, left)
        return ours, theirs
    wanted = here.value(left)
    shape = wanted.shape if isinstance(wanted, PolynomialArray) else None
    return _text(here, left), _text(replace(here, wanted=shape), right)


def _without_slopes(left: Expr, right: Expr, notes: Notes) -> tuple[Expr, Expr]:
    """`dL/dU = R f'(U)`, entry by entry, as `dL/dX = R`: that says the same, whatever the slopes are."""
    inputs = [letter for letter, role in notes.roles.items() if role == "X"]
    by_input = ShortGradient("d", Lettered(inputs[0])) if inputs else None
    for one, other in ((left, right), (right, left)):
        inner = _beside_slope(other, "U", notes)
        if inner is not None and by_input is not None and _gradient_by(one, notes) == "U":
            return (by_input, inner) if one is left else (inner, by_input)
    return left, right


def _beside_slope(expr: Expr, of: str, notes: Notes) -> Expr | None:
    """What is multiplied, entry by entry, with the slope of a function at all places; None where nothing is."""
    if isinstance(expr, Binary) and expr.sign in ENTRYWISE and not expr.options:
        for one, other in ((expr.left, expr.right), (expr.right, expr.left)):
            if isinstance(one, Activation) and is_slope(one) and notes.role(one.of) == of:
                return other
    return None


def _gradient_by(expr: Expr, notes: Notes) -> str:
    """The array that an expression is the whole gradient by; empty where it is none."""
    match expr:
        case Lettered():
            role = notes.role(expr)
            return role[1:] if role.startswith("d") else ""
        case ShortGradient(by=by):
            return notes.role(by)
        case Partial(top=Lettered() as top, by=by) if notes.role(top) == "L":
            return notes.role(by)
    return ""


def _text(here: Evaluation, expr: Expr) -> str:
    inside = replace(here, wanted=None)
    match expr:
        case WholeNumber(value=value):
            return str(value)
        case Lettered() if here.notes.role(expr) in TENSORS:
            return here.notes.role(expr)
        case Lettered() | ShortGradient() | Partial() if _gradient_by(expr, here.notes) in TENSORS:
            return f"d{_gradient_by(expr, here.notes)}"
        case Binary() if _gradient_by(_beside_slope(expr, "Z", here.notes) or WholeNumber(0), here.notes) == "A":
            # The gradient by an activation times the slope there is that by the output.
            return "dZ"
        case Negative(of=of):
            return f"-({_text(here, of)})"
        case Addition(terms=terms):
            return " + ".join(
                f"({_text(here, each)})" if isinstance(each, Negative) else _text(here, each) for each in terms
            )
        case Juxtaposition(factors=factors) if all(isinstance(each, WholeNumber) for each in factors[:-1]):
            return " * ".join(_text(here, each) for each in factors)
        case Binary(sign=sign, left=NamedOperator(arguments=(one,)) as left) if sign in MOVING and pads_somehow(left):
            # `conv(padded(A), B)`: with as many zeros as a full convolution has.
            if expr.options or expr.mode:
                raise NoValueError("an array is padded, and what is done with it said as well")
            _check_full(here, one, expr.right)
            return _moved(here, expr, one)
        case Binary(left=left):
            return _moved(here, expr, left)
        case NamedOperator(name="rot180", arguments=(one,)):
            return f"rot180({_text(inside, one)})"
        case NamedOperator(name="sum", arguments=(one,)) | BigSum(ranges=(), body=one):
            return f"sum({_text(inside, one)})"
        case NamedOperator(name="pad", arguments=(one, WholeNumber(value=amount))):
            return f"pad({_text(inside, one)}, {amount})"
        case NamedOperator(name="pad" | "crop" | "insert_zeros" as name, arguments=(one,), amounts=((before, after),)):
            given = [before] if before == after else [before, after]
            return f"{name}({', '.join([_text(inside, one), *map(str, given)])})"
    raise NoValueError("a part of the formula has no words in the prover's language")


def _check_full(here: Evaluation, one: Expr, other: Expr) -> None:
    left, right = _block(here, one), _block(here, other)
    full = tuple(n + k - 1 for n, k in zip(left.shape, right.shape, strict=True))
    if here.wanted != full:
        raise NoValueError("how far the padding goes is not said")


def _block(here: Evaluation, expr: Expr) -> PolynomialArray:
    value: PolynomialValue = replace(here, wanted=None).value(expr)
    if not isinstance(value, PolynomialArray):
        raise NoValueError("a number stands where an array is needed")
    return value


def _moved(here: Evaluation, expr: Binary, left: Expr) -> str:
    """`left` moved along the right operand: the convention of the sign, the mode that is said or the sizes ask for."""
    right, options = expr.right, dict(expr.options)
    meaning = here.notes.meaning(expr)
    if meaning.order != "as written":
        raise NoValueError("the operands are not as written")
    inside = replace(here, wanted=None)
    operands = _text(inside, left), _text(inside, right)
    shapes = _block(here, left).shape, _block(here, right).shape
    operation = "correlate" if meaning.convention == "cross-correlation" else "convolve"
    named: Sequence[tuple[str, str]] = (("s", "stride"), ("d", "dilation"))
    if expr.sign.endswith("^T") or "p" in options or any(len(each) > 1 for each in options.values()):
        raise NoValueError("the options of a sign have no words in the prover's language")
    extra = [f"{word}={options[name][0][0]}" for name, word in named if name in options]
    if meaning.is_full(*shapes, options, here.wanted):
        extra.append("mode=full")
    return f"{operation}({', '.join([*operands, *extra])})"
