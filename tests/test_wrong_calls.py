"""What people type wrong in Python: each mistake raises SymconvError, in one line, in the words of Python."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

import symconv
from symconv import Conv, Conv1d, Conv2d, Conv3d, ConvTranspose2d, Layer, SymconvError

# Nothing here is right for a type checker, and that is the point.
s: Any = symconv
make: Any = Conv2d
up: Any = ConvTranspose2d
LAYER = Conv2d(input=3, kernel=2)
SOLID = Conv3d(input=2, kernel=1)
NOTES = "dX = correlate(pad(dZ, k-1), rot180(K))"
OPEN = s.family("conv2d", stride="s")
AXES = LAYER.axes
CODE: Any = max

NAMED = re.compile(r"\bconv(_transpose)?(\dd)?( --[a-z-]+( [^-\s][^\s:]*)?)+")

WRONG: dict[str, Callable[[], Any]] = {
    # Layers.
    "torch's order": lambda: make(3, 6, 5),
    "the input by position": lambda: make(5, kernel=3),
    "nothing": lambda: make(),
    "no input": lambda: make(kernel=3),
    "no kernel": lambda: make(input=3),
    "two kernels": lambda: make(input=3, kernel=2, kernel_size=2),
    "a typing mistake": lambda: make(input=3, kernal=2),
    "keras' strides": lambda: make(input=3, kernel=2, strides=2),
    "keras' filters": lambda: make(input=3, kernel=2, filters=2),
    "keras' use_bias": lambda: make(input=3, kernel=2, use_bias=False),
    "torch's padding_mode": lambda: make(input=3, kernel=2, padding_mode="circular"),
    "torch's device": lambda: make(input=3, kernel=2, device="cpu"),
    "an option in the plural": lambda: make(input=3, kernel=2, inputs=3),
    "an option of nobody": lambda: make(input=3, kernel=2, zzz=3),
    "bias as a word": lambda: make(input=3, kernel=2, bias="no"),
    "bias as a number": lambda: make(input=3, kernel=2, bias=1),
    "bias as nothing": lambda: make(input=3, kernel=2, bias=None),
    "input as text": lambda: make(input="3x3", kernel=2),
    "input as a word": lambda: make(input="big", kernel=2),
    "input as a float": lambda: make(input=3.0, kernel=2),
    "input as nothing": lambda: make(input=None, kernel=2),
    "input as a set": lambda: make(input={3}, kernel=2),
    "input as a dict": lambda: make(input={}, kernel=2),
    "input of a shape of torch": lambda: make(input=(1, 1, 3, 3), kernel=2),
    "input of no sizes": lambda: Conv(input=(), kernel=2),
    "nested sizes": lambda: make(input=((3, 3), 3), kernel=2),
    "kernel too large": lambda: make(input=3, kernel=4),
    "kernel of three sizes": lambda: make(input=3, kernel=(1, 1, 1)),
    "kernel of 0": lambda: make(input=3, kernel=0),
    "stride of 0": lambda: make(input=3, kernel=2, stride=0),
    "stride as a symbol": lambda: make(input=3, kernel=2, stride="s"),
    "negative dilation": lambda: make(input=3, kernel=2, dilation=-1),
    "negative padding": lambda: make(input=3, kernel=2, padding=-1),
    "padding in capitals": lambda: make(input=3, kernel=2, padding="SAME"),
    "padding as text": lambda: make(input=3, kernel=2, padding="1"),
    "padding of three sides": lambda: make(input=3, kernel=2, padding=[(1, 2, 3), 1]),
    "padding as a dict": lambda: make(input=3, kernel=2, padding={1: 2}),
    "output padding of a direct layer": lambda: make(input=3, kernel=2, output_padding=1),
    "output padding too large": lambda: up(input=3, kernel=2, output_padding=1),
    "padding that takes all": lambda: up(input=1, kernel=2, padding=1),
    "channels that fall into no groups": lambda: make(input=3, kernel=2, groups=2, in_channels=3, out_channels=4),
    "channels a kernel": lambda: make(input=3, kernel=2, in_channels=(1, 2)),
    "batch as text": lambda: make(input=3, kernel=2, batch="many"),
    "a convention of nobody": lambda: make(input=3, kernel=2, convention="correlation"),
    "a convention as nothing": lambda: make(input=3, kernel=2, convention=None),
    "no axes": lambda: Layer(axes=()),
    "axes as numbers": lambda: s.Layer(axes=(3, 3)),
    "axes as a list": lambda: s.Layer(axes=[*AXES]),
    "axes as nothing": lambda: s.Layer(axes=None),
    "transposed by a word": lambda: s.Layer(axes=AXES, transposed="yes"),
    "groups by a word": lambda: s.Layer(axes=AXES, groups="two"),
    # Derivations.
    "derive a name": lambda: s.derive("conv2d"),
    "derive nothing": lambda: s.derive(None),
    "derive a class": lambda: s.derive(Conv2d),
    "derive a tuple": lambda: s.derive((3, 3)),
    "derive a family": lambda: s.derive(OPEN),
    "derive by Y": lambda: s.derive(LAYER, wrt="Y"),
    "derive by dX": lambda: s.derive(LAYER, wrt=["dX"]),
    "derive by letters that run together": lambda: s.derive(LAYER, wrt="KX"),
    "tables as one text": lambda: s.derive(LAYER, wrt="X").text(tables="chain"),
    "derive by nothing": lambda: s.derive(LAYER, wrt=()),
    "derive by None": lambda: s.derive(LAYER, wrt=None),
    "derive by a number": lambda: s.derive(LAYER, wrt=3),
    "derive by numbers": lambda: s.derive(LAYER, wrt=(1,)),
    "derive by a bias that is not there": lambda: s.derive(Conv1d(input=3, kernel=2, bias=False), wrt="B"),
    "derive in letters of nobody": lambda: s.derive(LAYER, notation="abc"),
    "derive in no letters": lambda: s.derive(LAYER, notation=None),
    "derive in a list": lambda: s.derive(LAYER, notation=["xkz"]),
    "derive what is too large": lambda: s.derive(Conv2d(input=300, kernel=3)),
    "a table of nobody": lambda: s.derive(LAYER).text(tables=["everything"]),
    "a table by its number": lambda: s.derive(LAYER).markdown(tables=[3]),
    # Formulas.
    "verify a name": lambda: s.verify("conv2d"),
    "verify a family": lambda: s.verify(OPEN),
    "verify nothing at all": lambda: s.verify(LAYER, {}),
    "formulas as text": lambda: s.verify(LAYER, "dX = dX"),
    "formulas as a list": lambda: s.verify(LAYER, ["dX = dX"]),
    "a formula of Y": lambda: s.verify(LAYER, {"Y": "correlate(X, K)"}),
    "a formula as a number": lambda: s.verify(LAYER, {"dX": 3}),
    "a formula as nothing": lambda: s.verify(LAYER, {"dX": None}),
    "a formula that cannot be read": lambda: s.verify(LAYER, {"dX": "correlate(pad(dZ, "}),
    "a formula of unknown names": lambda: s.verify(LAYER, {"dX": "correlate(Q, K)"}),
    "a formula by itself": lambda: s.verify(LAYER, {"dX": "dX"}),
    "a formula that is a size": lambda: s.verify(LAYER, {"dX": "n"}),
    "a formula of something else": lambda: s.verify(LAYER, {"dX": "dK = correlate(X, dZ)"}),
    "a formula in derive": lambda: s.derive(LAYER, formulas={"dX": "correlate(Q, K)"}),
    # Proofs.
    "prove a number": lambda: s.prove(1),
    "prove nothing": lambda: s.prove(None),
    "prove no text": lambda: s.prove(""),
    "prove a list": lambda: s.prove([NOTES]),
    "prove a word": lambda: s.prove("convolution"),
    "prove what has one side": lambda: s.prove("dX = "),
    "a theorem that there is not": lambda: s.prove("T99"),
    "a theorem in small letters": lambda: s.prove("t1"),
    "a theorem with a stride": lambda: s.prove("T1", stride=2),
    "a theorem with a layer": lambda: s.prove("T1", layer="conv2d"),
    "a layer of nobody": lambda: s.prove(NOTES, layer="conv99d"),
    "a layer as a number": lambda: s.prove(NOTES, layer=2),
    "a layer as a class": lambda: s.prove(NOTES, layer=Conv2d),
    "a layer and a stride": lambda: s.prove(NOTES, LAYER, stride=2),
    "a family and a stride": lambda: s.prove(NOTES, OPEN, stride=2),
    "a negative time": lambda: s.prove(NOTES, timeout=-1),
    "no time": lambda: s.prove(NOTES, timeout=0),
    "time as text": lambda: s.prove(NOTES, timeout="10"),
    "no number of seconds": lambda: s.prove(NOTES, timeout=float("nan")),
    "a stride as a float": lambda: s.prove(NOTES, stride=2.5),
    "a stride of 0 in a statement": lambda: s.prove(NOTES, stride=0),
    "a negative stride in a statement": lambda: s.prove(NOTES, stride=-1),
    "a stride that is arithmetic": lambda: s.prove(NOTES, stride="s+1"),
    "a stride True": lambda: s.prove(NOTES, stride=True),
    "two strides of any rank": lambda: s.prove(NOTES, stride=(1, 2)),
    "a padding of three sides": lambda: s.prove(NOTES, padding=[(1, 2, 3)]),
    "an output padding of a direct layer": lambda: s.prove(NOTES, output_padding="op"),
    "a bias by a word": lambda: s.prove(NOTES, bias="no"),
    "a convention by a word": lambda: s.prove(NOTES, convention="flipped"),
    "an option of keras": lambda: s.prove(NOTES, strides=2),
    "an option of nobody in a statement": lambda: s.prove(NOTES, zzz=2),
    "groups of 0": lambda: s.prove(NOTES, groups=0),
    "channels that fall into no groups of a family": lambda: s.prove(NOTES, groups=2, in_channels=3),
    "same padding of a transposed layer": lambda: s.prove("o = n", layer="conv_transpose1d", padding="same"),
    "an explanation as a film": lambda: s.prove("rot180(rot180(A)) = A").explain("film"),
    "a family of nobody": lambda: s.family("convolution"),
    "a family of a stride of 0": lambda: s.family("conv2d", stride=0),
    "a family of transposed layers that stay the same": lambda: s.family("conv_transpose2d", padding="same"),
    # Pictures, notes, code, the panel.
    "draw a name": lambda: s.draw("conv2d"),
    "draw dB": lambda: s.draw(LAYER, "dB"),
    "draw a number": lambda: s.draw(LAYER, 3),
    "draw as a photograph": lambda: s.draw(LAYER, "dX", "jpeg"),
    "draw no step": lambda: s.draw(LAYER, step=0),
    "draw a step by a word": lambda: s.draw(LAYER, step="last"),
    "draw a step and all": lambda: s.draw(LAYER, step=1, animate=True),
    "draw a moving png": lambda: s.draw(LAYER, "dX", "png", animate=True),
    "draw by a word": lambda: s.draw(LAYER, animate="yes"),
    "draw three axes": lambda: s.draw(SOLID),
    "draw a transposed picture": lambda: s.draw(LAYER, "transposed"),
    "draw in letters of nobody": lambda: s.draw(LAYER, notation="abc"),
    "audit nothing": lambda: s.audit(None),
    "audit the name of a file": lambda: s.audit("notes/week 3.md"),
    "audit bytes": lambda: s.audit(b"$$x = x$$"),
    "audit for a name": lambda: s.audit("$$x = x$$", "conv2d"),
    "explore a name": lambda: s.explore("conv2d"),
    "explore three axes": lambda: s.explore(SOLID),
    "check a number": lambda: s.testing.check_backward(3, LAYER),
    "check for a name": lambda: s.testing.check_backward(CODE, "conv2d"),
    "check a function of nothing": lambda: s.testing.check_forward(lambda: None, LAYER),
    "check sizes by a word": lambda: s.testing.check_forward(CODE, LAYER, sizes="many"),
    "check a pair of one": lambda: s.testing.check_pair(CODE, None, LAYER),
}


@pytest.mark.parametrize("call", WRONG.values(), ids=WRONG)
def test_a_mistake_raises_our_error_in_one_line(call: Callable[[], Any]) -> None:
    with pytest.raises(SymconvError) as caught:
        call()
    message = str(caught.value)
    assert message
    assert "\n" not in message
    # Options are named as Python has them: --stride is what the command line says, and what a layer is called by.
    assert not re.search(r"(?<![\w-])--[a-z]", NAMED.sub("", message))


def test_there_are_more_than_a_hundred() -> None:
    assert len(WRONG) > 100
