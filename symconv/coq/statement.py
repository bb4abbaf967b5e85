"""A statement in Coq: the layers that it is about, both sides, an example, and the proposition that they are equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from symconv.arrays.array import Array, Defined, Grad, Tensor
from symconv.arrays.borders import ModePad, ModePadAdjoint
from symconv.arrays.moves import Crop, Flip, InsertZeros, Pad, Rot180, SumPool
from symconv.arrays.products import Correlate, Dot, Plus, Scaled, Sliding, Times, Total
from symconv.arrays.sums import Guard, spatial_axis
from symconv.coq.sizes import condition, of_axis, parameter, size
from symconv.layers.family import Family
from symconv.layers.layer import Layer
from symconv.layers.maps import Mapped
from symconv.proof.claim import divided_by
from symconv.proof.free import free_tensors
from symconv.proof.kernel import Claim, Proved
from symconv.proof.sides import Side, parameters
from symconv.sizes import Size, denominators
from symconv.statements.calls import Meaning
from symconv.statements.glossary import Glossary, free_names, lead_of, needs_layer
from symconv.statements.grammar import Node, Statement
from symconv.statements.meaning import elaborate

LABELS = {"N": "Batch", "g": "Groups", "f": "Outs", "c": "Ins"}
REQUIRED = "From Coq Require Import String ZArith List.\nFrom Symconv Require Import Sums Language Operators Layers.\n"
OPENED = "Import ListNotations.\nOpen Scope Z_scope.\n"
# What a layer's tensors are called in Coq, each a field of the layer.
OF_LAYER = ("X", "K", "B", "dZ", "vX", "vK")


@dataclass(frozen=True, slots=True)
class Proposition:
    """A statement with its meaning: what the names in it stand for, and both sides as expressions, or as sizes."""

    tree: Statement
    family: Family
    claim: Claim
    glossary: Glossary
    left: Meaning
    right: Meaning

    @property
    def parameters(self) -> tuple[str, ...]:
        """What the description of an axis consists of."""
        found = [*parameters(self.claim), *self.family.parameters()]
        return tuple(dict.fromkeys(found))

    @property
    def kinds(self) -> int:
        """How many kinds of spatial axes there are."""
        return len(self.family.layer.axes)

    @property
    def labels(self) -> dict[str, str]:
        """What each axis is called in Coq."""
        return {**LABELS, **{spatial_axis(kind): f"Space {kind}%nat" for kind in range(self.kinds)}}

    @property
    def arrays(self) -> tuple[Array, Array] | None:
        """Both sides where they are arrays."""
        if isinstance(self.left, tuple) or isinstance(self.right, tuple):
            return None
        return self.left, self.right


def proposition(tree: Statement, family: Family, claim: Claim) -> Proposition:
    """What a statement claims, as expressions."""
    # What names stand for, as the claim reads them: also whose batch and channels free tensors have.
    here = free_tensors(tree, family).glossary(family)
    return Proposition(tree, family, claim, here, elaborate(tree.left, here), elaborate(tree.right, here))


def commented(text: str) -> str:
    """A comment that says the text, whatever it is: nothing in it ends the comment, or begins a string or another.

    >>> commented('A *) "(* B')
    "(** A  * ) '( *  B *)"
    """
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return f"(** {plain.replace('*', ' * ').replace(chr(34), chr(39))} *)"


def statement_text(about: Proposition, proved: Proved) -> str:
    """The file `Statement.v`."""
    return "\n".join([commented(about.tree.text), REQUIRED + OPENED, *_definitions(about, proved)]) + "\n"


def _definitions(about: Proposition, proved: Proved) -> Iterator[str]:
    claim = about.claim
    fields = "; ".join(f"{parameter(name)} : Z" for name in about.parameters)
    yield "(** What describes an axis. *)"
    yield f"Record par := Par {{ {fields} }}." if fields else "Record par := Par {}."
    yield f"Definition kinds : nat := {about.kinds}."
    yield "(** What is assumed, what else holds of the layers, and what neither side divides by 0. *)"
    yield f"Definition ok (q : par) : Prop := {_all(claim.hypotheses)}."
    yield f"Definition domain (q : par) : Prop := {_all(claim.domain)}."
    for name, node, side in (("left", about.tree.left, claim.left), ("right", about.tree.right, claim.right)):
        yield f"Definition also_{name} (q : par) : Prop := {_all(_divisors(about, node, side))}."
    layer = about.family.layer
    if needs_layer(about.tree):
        yield layer_text(layer)
    for name in free_names(about.tree):
        yield _free(about, name)
    values = {**dict.fromkeys(about.parameters, 1), **dict(proved.example)}
    numbers = "".join(f" {_number(values[name])}" for name in about.parameters)
    yield f"Definition example : par := Par{numbers}."
    sorts, given = ("array", "required ") if about.arrays else ("vector", "")
    if about.arrays:
        yield "(** The axes that there are in any case. *)"
        required = "; ".join(label for axis, label in about.labels.items() if axis != claim.absent)
        yield f"Definition required : list label := [{required}]."
    for name, side_ in (("left", about.left), ("right", about.right)):
        yield f"Definition {name} : {sorts} par := {_meaning(side_, layer)}."
    equal = "equal" if about.arrays else "equal_sizes"
    yield f"Definition claim : Prop := {equal} kinds ok {given}domain also_left also_right example left right."


def _number(value: int) -> str:
    return str(value) if value >= 0 else f"({value})"


def _divisors(about: Proposition, node: Node, side: Side) -> list[Guard]:
    """That what a side's sizes divide by is at least 1, also what cancels: operators say all else themselves."""
    sizes = [*denominators(*(guard.value for guard in side.exists), *(size for _, size in side.sizes))]
    meaning = about.left if side is about.claim.left else about.right
    if not isinstance(meaning, tuple):
        # The sizes that operators were given.
        given = (each for expression in within(meaning) for each in getattr(expression, "parameters", ()))
        sizes += denominators(*(size for each in given if isinstance(each, tuple) for size in each))
    known = [*divided_by(node, about.glossary), *(Guard(divisor - 1, ">=") for divisor in sizes)]
    return [guard for guard in side.exists if guard in known]


def within(expression: Array) -> Iterator[Array]:
    """The expression and all that it is made of, the innermost first."""
    for each in expression.parts():
        yield from within(each)
    yield expression


def _all(guards: Iterable[Guard]) -> str:
    return " /\\ ".join(condition(guard, of_axis) for guard in dict.fromkeys(guards)) or "True"


def vector(sizes: Sequence[Size]) -> str:
    """A size for each kind of axis; that of the last is for all that are left."""
    texts = [size(each, of_axis) for each in sizes]
    if len(set(texts)) == 1:
        return f"(fun _ q => {texts[0]})"
    cases = " ".join(f"| {number}%nat => {text}" for number, text in enumerate(texts[:-1]))
    return f"(fun i q => match i with {cases} | _ => {texts[-1]} end)"


def layer_text(layer: Layer) -> str:
    """The definition of a layer, whose sizes are those of the axis `q`."""
    flags = " ".join(str(flag).lower() for flag in (layer.transposed, layer.convention == "convolution", layer.bias))
    leads = (layer.batch, layer.groups, layer.in_per_group, layer.out_per_group)
    counts = " ".join(f"(fun q => {size(each, of_axis)})" for each in leads)
    names = ("n", "k", "s", "d", "pl", "pr", "op")
    along = " ".join(vector([getattr(axis, name) for axis in layer.axes]) for name in names)
    return f"Definition the_layer : layer par :=\n  Layer {flags}\n    {counts}\n    {along}."


def _free(about: Proposition, name: str) -> str:
    here = about.glossary
    sizes, leads = vector(here.free[name]), lead_of(here.layer, here.like.get(name))
    cases = "".join(f"{LABELS[lead.label]} => Some (fun q => {size(lead.size, of_axis)}) | " for lead in leads)
    return (
        f"Definition free_{name} : named par :=\n"
        f'  ("{name}"%string, fun l => match l with {cases}Space i => Some ({sizes} i) | _ => None end).'
    )


def _meaning(meaning: Meaning, layer: Layer) -> str:
    return vector(meaning) if isinstance(meaning, tuple) else _expression(meaning, layer)


def _named(tensor: Tensor) -> str:
    return f"({tensor.name} the_layer)" if tensor.lead and tensor.name in OF_LAYER else f"free_{tensor.name}"


def _expression(e: Array, layer: Layer) -> str:
    def inner(array: Array) -> str:
        return _expression(array, layer)

    match e:
        case Tensor():
            return f"(tensor {_named(e)})"
        case Defined():
            return "(Z_ the_layer)"
        case Grad():
            return f"(grad {inner(e.scalar)} {_named(e.by)})"
        case ModePad() | ModePadAdjoint():
            name = "mode_pad" if isinstance(e, ModePad) else "mode_pad_adjoint"
            return f"({name} {e.mode.capitalize()} {vector(e.lo)} {vector(e.hi)} {inner(e.array)})"
        case Pad() | Crop() | InsertZeros() | Rot180() | SumPool() | Dot() | Times():
            given = [vector(each) for each in e.parameters if isinstance(each, tuple)]
            return f"({' '.join([e.name, *given, *map(inner, e.operands)])})"
        case Flip():
            return f"(flip {e.axis}%nat {inner(e.array)})"
        case Sliding():
            name = "correlate" if isinstance(e, Correlate) else "convolve"
            mode = "_full" if e.mode == "full" else ""
            return f"({name}{mode} {vector(e.stride)} {vector(e.dilation)} {inner(e.left)} {inner(e.right)})"
        case Plus():
            return f"(plus {inner(e.left)} {inner(e.right)})"
        case Scaled():
            return f"(scaled {_number(e.factor)} {inner(e.array)})"
        case Total():
            return f"(total {inner(e.array)})"
        case Mapped():
            return f"({e.name} the_layer {inner(e.left)} {inner(e.right)})"
    raise NotImplementedError(type(e).__name__)
