"""The options of a layer: their names, types and defaults, and what others call them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from inspect import Parameter, Signature, signature
from typing import Any, Literal, TypedDict, TypeVar, Union, get_type_hints

from symconv.errors import GeometryError, SymconvError
from symconv.layers.layer import Convention

PerAxis = Union[int, Sequence[int]]
Padding = Union[int, Sequence[Union[int, tuple[int, int]]], Literal["same", "valid"]]
Asking = TypeVar("Asking", bound=Callable[..., Any])


class Options(TypedDict, total=False):
    """The keyword arguments of every layer; `input` and `kernel` are required, and `kernel_size` is `kernel`."""

    input: PerAxis
    kernel: PerAxis
    stride: PerAxis
    padding: Padding
    dilation: PerAxis
    output_padding: PerAxis
    groups: int
    in_channels: int
    out_channels: int
    batch: int
    bias: bool
    convention: Convention
    kernel_size: PerAxis


DEFAULTS: Options = {
    "stride": 1,
    "padding": 0,
    "dilation": 1,
    "output_padding": 0,
    "groups": 1,
    "in_channels": 1,
    "out_channels": 1,
    "batch": 1,
    "bias": True,
    "convention": "cross-correlation",
}
# PyTorch's name for the kernel is understood; what else frameworks say is explained.
SAME_AS = {"kernel_size": "kernel"}
OPTION_NAMES = tuple(name for name in Options.__annotations__ if name not in SAME_AS)
ELSEWHERE = {
    "strides": "stride",
    "window_strides": "stride",
    "dilations": "dilation",
    "dilation_rate": "dilation",
    "rhs_dilation": "dilation",
    "pads": "padding",
    "pad": "padding",
    "group": "groups",
    "filters": "out_channels",
    "features": "out_channels",
    "kernel_shape": "kernel",
    "input_size": "input",
    "input_shape": "input",
    "batch_size": "batch",
    "use_bias": "bias",
}
NEEDLESS = {
    "padding_mode": "a layer is padded with zeros; a statement may say pad(X, pl, pr, mode=circular)",
    "device": "symconv computes with symbols and whole numbers",
    "dtype": "symconv computes with symbols and whole numbers",
}


def named(given: Mapping[str, Any], names: Sequence[str] = OPTION_NAMES) -> dict[str, Any]:
    """Options by the names that they have here; raises GeometryError for one that there is not.

    >>> named({"kernel_size": 3})
    {'kernel': 3}
    """
    found: dict[str, Any] = {}
    for name, value in given.items():
        own = SAME_AS.get(name, name)
        if own not in names:
            raise GeometryError(_unknown(name, names), text=name)
        if own in found:
            raise GeometryError(f"`{own}` and `{name}` are the same: give one of them")
        found[own] = value
    return found


def _unknown(name: str, names: Sequence[str]) -> str:
    if name in ELSEWHERE:
        return f"there is no option {name!r}: it is called `{ELSEWHERE[name]}` here"
    if name in NEEDLESS:
        return f"there is no option {name!r}, leave it out: {NEEDLESS[name]}"
    close = get_close_matches(name, names, n=1)
    meant = f", did you mean `{close[0]}`?" if close else f"; its options are {', '.join(names)}"
    return f"a layer has no option {name!r}{meant}"


def no_positions(unnamed: Sequence[object]) -> None:
    """Raise GeometryError where options were given by position: the frameworks' orders differ."""
    if unnamed:
        raise GeometryError(
            "a layer's options have names, such as `input=5`, `kernel=3`; PyTorch's first three are "
            "`in_channels`, `out_channels` and `kernel`"
        )


def truth(name: str, value: object) -> bool:
    """An option that is True or False; raises SymconvError for anything else."""
    if not isinstance(value, bool):
        raise SymconvError(f"`{name}` is True or False, not {value!r}", text=str(value))
    return value


def taking(options: type, defaults: Mapping[str, Any]) -> Callable[[Asking], Asking]:
    """Decorate a function of `**options` so that its signature, as help() and notebooks show it, names each of them.

    >>> from symconv import Conv2d
    >>> list(signature(Conv2d).parameters)[:3], signature(Conv2d).parameters["stride"].default
    (['input', 'kernel', 'stride'], 1)
    """
    hints = get_type_hints(options)

    def signed(function: Asking) -> Asking:
        own = signature(function)
        rest = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
        first = [each for each in own.parameters.values() if each.kind not in rest]
        keywords = [
            Parameter(name, Parameter.KEYWORD_ONLY, default=defaults.get(name, Parameter.empty), annotation=hints[name])
            for name in hints
            if name not in SAME_AS
        ]
        function.__dict__["__signature__"] = Signature(
            [*first, *keywords], return_annotation=own.return_annotation
        )
        return function

    return signed
