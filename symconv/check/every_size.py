"""Is code the layer's backward pass (or the layer) at all sizes? Traced, proved by the kernel, and asked on numbers.

Code of torch is run on arrays that look like tensors; of jax's, `jax.make_jaxpr` says what it does. What comes out are
expressions of the array language, and the kernel proves them equal to what the layer's definition and the chain rule
give. And the code as it is has to be right on probes of small layers, on the way that it went as it was traced: that
ties what is proved to the code.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from symconv.arrays.sums import Guard
from symconv.check.bytecode import asks_identity
from symconv.check.calls import Trial, on_numbers, raised
from symconv.check.code import ASKED, OF_AXIS, AnswerError, Code
from symconv.check.jaxprs import traced_by_jax
from symconv.check.judge import judge
from symconv.check.ledger import Ledger
from symconv.check.namespaces import Territory, replaced, territory
from symconv.check.path import Path, followed
from symconv.check.reference import OfLayer
from symconv.check.shown import FIRST_SAMPLE
from symconv.check.sweep import members, sweep
from symconv.check.torch_tensors import TracedTensor, torch_names
from symconv.check.traced import Traced
from symconv.check.traced_sizes import Tracing
from symconv.check.verdict import CodeVerdict
from symconv.layers.defined import by_definition
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis, Layer
from symconv.layers.tensors import GRADIENT_OF, tensor
from symconv.proof.claim import side
from symconv.proof.decide import proof_of
from symconv.proof.kernel import Claim, Proved
from symconv.proof.scope import conditions
from symconv.proof.smt import checkers
from symconv.sizes import concrete, symbol

# Small layers on which the code as it is is asked.
MOST_ASKED, BOUND = 60, 3


class DoubtError(Exception):
    """Why nothing is proved for all sizes."""


def check_every_size(code: Code, layer: Layer) -> CodeVerdict:
    """The verdict on a code for layers of the kind of `layer` with any sizes, batch and channels.

    Parameters that code of torch takes are any numbers too, where that can be proved; else they are those of `layer`,
    as those are that are built in.
    """
    started = time.perf_counter()
    found = _decided(code, layer, territory(code.function))
    return replace(found, seconds=time.perf_counter() - started)


def _decided(code: Code, layer: Layer, own: Territory) -> CodeVerdict:
    def undecided(reason: str) -> CodeVerdict:
        return CodeVerdict("undecided", code.name, layer, reason=reason)

    if code.arrays.library == "numpy":
        return undecided("code of NumPy is checked size by size; all sizes are for --arrays torch and jax")
    if layer.groups != 1 or layer.convention != "cross-correlation":
        return undecided("all sizes are for cross-correlations with one group")
    own_verdict = judge(code, OfLayer.of(layer), own=own)
    if own_verdict.outcome != "agrees":
        return own_verdict
    small = members(layer, BOUND, code.baked)
    asked = small[:: -(-len(small) // MOST_ASKED)]
    numbers = sweep(code, asked)
    if numbers is not None and numbers.verdict.outcome != "agrees":
        return numbers.verdict
    reason = ""
    taken = tuple(name for name in _options_of(layer) if name not in code.baked)
    free = taken if code.arrays.library == "torch" else ()
    for symbolic in dict.fromkeys((free, ())):
        try:
            claim = _proved(code, layer, own, symbolic)
        except DoubtError as doubt:
            reason = reason or str(doubt)
        else:
            many = f"the code as it is agrees on exact probes of {len(asked) + 1} small layers"
            return CodeVerdict("proved", code.name, layer, claim=f"{claim}; {many}")
    return undecided(reason)


def _proved(code: Code, layer: Layer, own: Territory, symbolic: Sequence[str]) -> str:
    """What the kernel proves of the traced code, in words; raises DoubtError where it does not."""
    family = like(layer, symbolic)
    traced, path = read_sizes(code, own, family, _example(family, layer))
    ran = on_numbers(Trial(code, own, OfLayer.of(layer)), FIRST_SAMPLE, trace=True)
    place = ran.path.differs(path)
    if place is not None:
        raise DoubtError(f"on tensors the code goes another way than as it is traced ({place})")
    place = asks_identity(path)
    if place is not None:
        raise DoubtError(f"for all sizes, it is asked which object a value is ({place})")
    if not traced:
        raise DoubtError("nothing was computed: every answer is None")
    by: dict[str, None] = {}
    for name, found in traced.items():
        proof = proof_of(_claimed(name, found, family))
        if not isinstance(proof, Proved):
            raise DoubtError(f"{name}: {proof.reason}")
        by |= dict.fromkeys(checkers(proof.confirmed))
    answers, assumed = ", ".join(traced), ", ".join(conditions(family, None))
    fixed = [f"{name} {_shown(layer, name)}" for name in _options_of(layer) if name not in symbolic]
    rest = f", with {' and '.join(fixed)}" if fixed else ""
    trusted = f" (by {' and '.join(by)})" if by else ""
    return (
        f"{answers}: every entry, for all sizes, batches and channels{rest}, where {assumed}{trusted}; "
        f"{code.arrays.library}'s functions are taken at their word"
    )


def _options_of(layer: Layer) -> list[str]:
    """What the axes of a layer have: an output padding only where it is transposed."""
    return [name for name in OF_AXIS if name != "output_padding" or layer.transposed]


def _shown(layer: Layer, name: str) -> str:
    each = ["x".join(map(str, dict.fromkeys(getattr(axis, letter) for letter in OF_AXIS[name]))) for axis in layer.axes]
    return each[0] if len({*each}) == 1 else ", ".join(each)


def like(layer: Layer, symbolic: Sequence[str]) -> Family:
    """The family of a layer: symbols for sizes, batch and channels, and for the parameters in `symbolic`, one where the
    layer has the same on all axes.

    >>> from symconv import Conv2d
    >>> like(Conv2d(input=4, kernel=2, stride=2), ["padding"]).parameters()
    ('n0', 'n1', 'k0', 'k1', 'p', 'N', 'c', 'f')
    """
    axes = [_axis(layer, at, symbolic) for at in range(layer.rank)]
    # Frameworks refuse an output padding that is not below the stride.
    given = [Guard(axis.s - 1 - axis.op, ">=") for axis in axes if "output_padding" in symbolic]
    return family_of(
        tuple(axes),
        layer.rank,
        transposed=layer.transposed,
        bias=layer.bias,
        batch=symbol("N"),
        ins=symbol("c"),
        outs=symbol("f"),
        given=tuple(dict.fromkeys(given)),
    )


def _axis(layer: Layer, at: int, symbolic: Sequence[str]) -> Axis:
    found = replace(layer.axes[at], n=symbol(f"n{at}"), k=symbol(f"k{at}"))
    for name in symbolic:
        letters = OF_AXIS[name]
        alike = len({tuple(getattr(axis, letter) for letter in letters) for axis in layer.axes}) == 1
        suffix = "" if alike else str(at)
        both = len({getattr(layer.axes[at], letter) for letter in letters}) == 1
        shared = {letter: symbol(f"{letters[0][0] if both else letter}{suffix}") for letter in letters}
        if name == "output_padding":
            shared = {"op": symbol(f"op{suffix}")}
        found = replace(found, **shared)
    return found


def _example(family: Family, layer: Layer) -> Mapping[str, int]:
    """A member of the family by its symbols: what code looks at is mostly as it is on larger layers."""
    found: dict[str, int] = {"N": 2, "c": 3, "f": 4}
    for at, (axis, own) in enumerate(zip(family.layer.axes, layer.axes, strict=True)):
        for letter in ("n", "k", "s", "d", "pl", "pr", "op"):
            size, number = getattr(axis, letter), concrete(getattr(own, letter))
            if not isinstance(size, int):
                least = {"s": 2, "k": 2, "d": 1, "op": 0}.get(letter, 1)
                found[str(size)] = 20 + number + at if letter == "n" else max(number, least)
    return found


def read_sizes(
    code: Code, own: Territory, family: Family, example: Mapping[str, int]
) -> tuple[Mapping[str, Traced], Path]:
    """What the code computes on the arrays of a family of layers, as expressions of symbolic sizes, and on which way.

    Raises DoubtError where that cannot be said.
    """
    tracing = Tracing(Ledger(own.namespaces), example)
    layer = family.layer
    given = {name: None if name == "B" and not layer.bias else _operand(layer, name) for name in ASKED[code.direction]}
    options = {name: _wrapped(value, tracing) for name, value in code.arguments(layer).items()}

    def traced() -> Any:
        """What the code returns, traced by the means of its library."""
        if code.arrays.library == "torch":
            tensors = [None if each is None else TracedTensor(each, tracing) for each in given.values()]
            with replaced(own, torch_names(tracing)) as function:
                return function(*tensors, **options)
        with code.arrays.running():
            function = partial(code.function, **options)
            return traced_by_jax(function, given, family.hypotheses(), code.arrays.dtype, tracing.ledger)

    path = Path()
    try:
        answer = followed(own, path, traced)
    except Exception as error:  # the user's code, and whatever it calls, may raise anything
        said = tracing.ledger.refusals[0] if tracing.ledger.refusals else raised(error, own)
        raise DoubtError(f"for all sizes, {said}") from None
    if tracing.ledger.refusals:
        raise DoubtError(f"for all sizes, {tracing.ledger.refusals[0]}")
    try:
        found = code.split(answer, layer)
    except AnswerError as error:
        raise DoubtError(f"it answers {error}, not {code.asked_for}") from None
    answers = {}
    for name, value in found.items():
        array = value.traced if isinstance(value, TracedTensor) else value
        if not isinstance(array, Traced):
            raise DoubtError(f"{name} is nothing that was traced")
        answers[name] = array.among(*tracing.needs)
    return answers, path


def _operand(layer: Layer, name: str) -> Traced:
    return Traced(tensor(layer, name), _axes(layer, name))


def _axes(layer: Layer, name: str) -> tuple[str, ...]:
    """The axes by position, as users have them: with one group, without it."""
    space = tensor(layer, "X").shape.spatial_axes
    kernel = ("c", "f") if layer.transposed else ("f", "c")
    return {"X": ("N", "c", *space), "K": (*kernel, *space), "B": ("f",), "Z": ("N", "f", *space)}[
        GRADIENT_OF.get(name, name)
    ]


def _wrapped(value: Any, tracing: Tracing) -> Any:
    """A parameter, or one for each side or axis, for the code."""
    return tuple(_wrapped(each, tracing) for each in value) if isinstance(value, tuple) else tracing.wrapped(value)


def _claimed(name: str, found: Traced, family: Family) -> Claim:
    """What is to be proved of an answer; raises DoubtError where it is no array like the right one."""
    layer = family.layer
    if found.axes != _axes(layer, name):
        raise DoubtError(f"{name} has its axes in the order {found.axes}, not {_axes(layer, name)}")
    right = by_definition(layer, name)
    if sorted(right.shape.axes) != sorted(found.array.shape.axes):
        raise DoubtError(f"{name} has other axes than it should")
    hypotheses = family.hypotheses()
    return Claim(name, hypotheses, side(right), side(found.array, found.needs), hypotheses)
