"""The user's function: which options of the layer it takes, how it is called, and what it answers."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from symconv.check.handed import NUMPY, Arrays
from symconv.errors import SymconvError
from symconv.layers.layer import Axis, Layer
from symconv.sizes import concrete

# What is said of an axis, by what those who write backward passes call it; and what else they call it.
OF_AXIS = {"stride": ("s",), "padding": ("pl", "pr"), "dilation": ("d",), "output_padding": ("op",)}
ALSO_CALLED = {"strides": "stride", "pad": "padding"}
PARAMETERS = (*OF_AXIS, "groups")
ASKED = {"forward": ("X", "K", "B"), "backward": ("X", "K", "B", "dZ")}
ANSWERS = {"forward": ("Z",), "backward": ("dX", "dK", "dB")}


@dataclass(frozen=True, slots=True)
class Code:
    """A function `f(x, k, b) -> z` or `f(x, k, b, dz) -> (dx, dk, db)`; `options` are the parameters of the layer that
    it takes besides, by its names for them, and `arrays` what it takes its operands as.
    """

    function: Callable[..., Any]
    direction: str
    options: tuple[str, ...]
    arrays: Arrays = NUMPY

    @classmethod
    def of(cls, function: Callable[..., Any], direction: str, arrays: Arrays = NUMPY) -> Code:
        """The code of a function; raises SymconvError for one that cannot be called so."""
        if not callable(function):
            raise SymconvError(f"{function!r} is no function: check takes f(x, k, b, dz) or f(x, k, b)")
        given = ASKED[direction]
        try:
            parameters = inspect.signature(function).parameters.values()
        except (TypeError, ValueError):
            return cls(function, direction, (), arrays)
        positional = [each for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
        several = any(each.kind is each.VAR_POSITIONAL for each in parameters)
        rest = [*positional[len(given) :], *(each for each in parameters if each.kind is each.KEYWORD_ONLY)]
        known = [each.name for each in rest if each.name in (*PARAMETERS, *ALSO_CALLED)]
        needed = [each.name for each in rest if each.name not in known and each.default is each.empty]
        if needed or (len(positional) < len(given) and not several):
            wanted = ", ".join(name.lower() for name in given)
            raise SymconvError(
                f"{name_of(function)}{inspect.signature(function)} cannot be called as f({wanted}): write a function "
                f"of these arguments that calls yours"
            )
        return cls(function, direction, tuple(known), arrays)

    @property
    def name(self) -> str:
        """What the function is called."""
        return name_of(self.function)

    @property
    def answers(self) -> tuple[str, ...]:
        """What it answers: Z, or dX, dK and dB."""
        return ANSWERS[self.direction]

    @property
    def baked(self) -> tuple[str, ...]:
        """The parameters of the layer that it does not take, and so has built in."""
        taken = {ALSO_CALLED.get(name, name) for name in self.options}
        return tuple(name for name in PARAMETERS if name not in taken)

    def arguments(self, layer: Layer) -> dict[str, Any]:
        """The parameters of the layer that the function takes: one number where all axes have the same."""
        found: dict[str, Any] = {}
        for name in self.options:
            if name == "groups":
                found[name] = concrete(layer.groups)
            else:
                each = tuple(_of_axis(axis, name) for axis in layer.axes)
                found[name] = each[0] if len({*each}) == 1 and not isinstance(each[0], tuple) else each
        return found

    @property
    def asked_for(self) -> str:
        """What it has to answer, in words: `z`, or `(dx, dk, db)`."""
        names = ", ".join(map(str.lower, self.answers))
        return names if len(self.answers) == 1 else f"({names})"

    def split(self, answer: Any, layer: Layer) -> Mapping[str, Any]:
        """The answer by name, without what was not computed; raises AnswerError where it is none."""
        if self.direction == "forward":
            return {"Z": answer}
        if not isinstance(answer, tuple | list) or len(answer) not in (2, 3):
            raise AnswerError(_kind(answer))
        found = dict(zip(self.answers, answer, strict=False))
        if not layer.bias:
            found.pop("dB", None)
        return {name: value for name, value in found.items() if value is not None}


class AnswerError(Exception):
    """What the function returned is not what it is asked for."""


def name_of(function: Any) -> str:
    """A function's name, as good as there is one."""
    inner = getattr(function, "func", function)
    return str(getattr(inner, "__name__", type(inner).__name__))


def _of_axis(axis: Axis, name: str) -> Any:
    """A parameter on one axis; before and after, where these differ."""
    sides = tuple(getattr(axis, letter) for letter in OF_AXIS[ALSO_CALLED.get(name, name)])
    return sides[0] if len({*sides}) == 1 else sides


def _kind(answer: Any) -> str:
    if isinstance(answer, tuple | list):
        return f"{len(answer)} values"
    if answer is None:
        return "None"
    return "one array" if hasattr(answer, "shape") else f"a {type(answer).__name__}"
