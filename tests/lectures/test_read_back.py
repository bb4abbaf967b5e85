"""What a derivation says in short, also as notes write it, is a statement: `prove` reads it as it was meant."""

from __future__ import annotations

import pytest
from quick import cases

from symconv import Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d, Layer, derive, prove

LAYERS = {
    "conv1d": Conv1d(input=5, kernel=2),
    "conv2d": Conv2d(input=3, kernel=2),
    "strided": Conv1d(input=7, kernel=3, stride=2),
    "strided with a leftover": Conv1d(input=5, kernel=2, stride=2),
    "dilated": Conv1d(input=7, kernel=3, dilation=2),
    "padded": Conv2d(input=3, kernel=2, padding=1),
    "channels": Conv1d(input=3, kernel=2, in_channels=2, out_channels=3),
    "a kernel of 1": Conv1d(input=3, kernel=1),
    "turned": Conv2d(input=3, kernel=2, convention="convolution"),
    "turned and strided": Conv1d(input=5, kernel=2, stride=2, convention="convolution"),
    "turned, a kernel of 1": Conv1d(input=3, kernel=1, convention="convolution"),
    "one step down, two across": Conv2d(input=(4, 5), kernel=(2, 3), stride=(2, 1), padding=(1, 0)),
    "axis by axis": Conv2d(input=(5, 4), kernel=(2, 2), dilation=(1, 2), padding=[(0, 1), (2, 0)]),
    "cut off along one axis": Conv2d(input=3, kernel=(1, 2), padding=(1, 0)),
    "transposed, axis by axis": ConvTranspose2d(input=(2, 3), kernel=(3, 2), stride=(1, 2), padding=(1, 0)),
    "transposed": ConvTranspose1d(input=3, kernel=2),
    "transposed and strided": ConvTranspose2d(input=2, kernel=2, stride=2),
    "everything at once": Conv1d(input=7, kernel=3, stride=2, dilation=2, padding=((1, 2),)),
    "everything at once, turned": Conv1d(
        input=7, kernel=3, stride=2, dilation=2, padding=((1, 2),), convention="convolution"
    ),
    "transposed, everything at once": ConvTranspose1d(
        input=3, kernel=2, stride=3, dilation=2, padding=((1, 0),), output_padding=1
    ),
    "transposed, everything at once, turned": ConvTranspose1d(
        input=3, kernel=2, stride=3, dilation=2, padding=((1, 0),), output_padding=1, convention="convolution"
    ),
    "transposed and turned": ConvTranspose1d(input=3, kernel=3, convention="convolution"),
}


def in_short(text: str) -> list[str]:
    """The equations from the heading on, each on one line; an update is no equation."""
    lines = text.splitlines()
    found: list[str] = []
    for line in lines[lines.index("In short") :]:
        if "←" in line:
            break
        if line.startswith("  ") and " = " in line:
            found.append(line.strip())
        elif line.startswith("  "):
            found[-1] += f" {line.strip()}"
    return found


@pytest.mark.parametrize("notation", cases(["xkz", "xwy", "delta", "capitals"]))
@pytest.mark.parametrize("layer", cases(LAYERS, quick=8))
def test_every_line_in_short_is_proved_of_its_layer(layer: Layer, notation: str) -> None:
    lines = in_short(derive(layer, notation=notation).text())
    assert len(lines) >= 3
    assert {each: prove(each, layer).outcome for each in lines} == dict.fromkeys(lines, "proved")
