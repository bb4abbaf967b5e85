"""Is a backward pass the gradient of the user's own forward pass? No layer and no formula is asked."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.check.calls import Trial
from symconv.check.code import Code
from symconv.check.expanded import valued
from symconv.check.forms import Expansion
from symconv.check.judge import judge
from symconv.check.namespaces import territory
from symconv.check.products import Values
from symconv.check.reference import Reference, numbered, operand_shapes
from symconv.check.state import state
from symconv.check.symbolic import read
from symconv.check.verdict import CodeVerdict
from symconv.layers.layer import Layer


@dataclass(frozen=True, slots=True)
class OfForward(Reference):
    """What is right by a forward pass: Z as it computes it, and the gradients of the sum of dZ*Z."""

    function: str
    output: list[Expansion]

    @property
    def claim(self) -> str:
        """What is proved of a backward pass that computes this."""
        return f"is the gradient of {self.function}, for all values at this size, in exact arithmetic"

    def forms(self, of: str) -> list[Expansion]:
        """What is left of each product when one factor is taken out, once for each."""
        if of == "Z":
            return self.output
        first, shape = self.first[of[1:]], self.shape(of)
        found: list[Expansion] = [{} for _ in range(math.prod(shape))]
        for place, form in enumerate(self.output, start=self.first["dZ"]):
            for monomial, coefficient in form.items():
                for at, variable in enumerate(monomial):
                    if first <= variable < first + len(found):
                        rest = (*monomial[:at], *monomial[at + 1 :], place)
                        entry = found[variable - first]
                        entry[rest] = entry.get(rest, 0) + coefficient
        return found

    def numbers(self, of: str, values: Values) -> Cells:
        known = self.by_variable(values)
        found = [float(valued(form, known)) for form in self.forms(of)]
        return np.array(found).reshape(self.shape(of))


def judge_pair(forward: Code, backward: Code, layer: Layer) -> CodeVerdict:
    """Whether `backward` computes the gradients of `forward` on operands of the layer's sizes."""
    shapes = operand_shapes(layer)
    bare = OfForward(layer, shapes, numbered(shapes), forward.name, [])
    own = territory(forward.function)
    symbolic = read(Trial(forward, own, bare), state(own))
    if symbolic.doubt:
        return CodeVerdict("undecided", backward.name, layer, reason=f"{forward.name}: {symbolic.doubt}")
    given = symbolic.call.answers["Z"].shape
    shapes = {**shapes, "Z": given, "dZ": given}
    reference = OfForward(layer, shapes, numbered(shapes), forward.name, symbolic.answers["Z"].forms)
    # The forms are those of the forward pass only if the code as it is agrees with them.
    held = judge(forward, reference, explain=False)
    if not held:
        return CodeVerdict("undecided", backward.name, layer, reason=f"{forward.name}: {held.reason or held.finding}")
    return judge(backward, reference, explain=False)
