"""JSON: nested lists of strings that Python can parse, in the order of the notes."""

from __future__ import annotations

import ast
import json

from symconv import Conv1d, Conv2d, ConvTranspose1d, derive


def test_two_dimensions_word_by_word() -> None:
    found = derive(Conv2d(input=(3, 3), kernel=(2, 2))).json()
    assert found["schema"] == "symconv.derive/1"
    assert found["Z"][0] == [
        "x11*k11 + x12*k12 + x21*k21 + x22*k22 + B",
        "x12*k11 + x13*k12 + x22*k21 + x23*k22 + B",
    ]
    assert found["dK"][1][1] == "dz11*x22 + dz12*x23 + dz21*x32 + dz22*x33"
    assert found["dX"] == [
        ["dz11*k11", "dz11*k12 + dz12*k11", "dz12*k12"],
        ["dz11*k21 + dz21*k11", "dz11*k22 + dz12*k21 + dz21*k12 + dz22*k11", "dz12*k22 + dz22*k12"],
        ["dz21*k21", "dz21*k22 + dz22*k21", "dz22*k22"],
    ]
    assert found["dB"] == ["dz11 + dz12 + dz21 + dz22"]
    assert found["verdict"] == "proved"
    assert found["layer"]["kernel"] == [2, 2]
    assert json.loads(json.dumps(found)) == found


def test_every_string_parses_as_python() -> None:
    found = derive(Conv2d(input=11, kernel=2, in_channels=2, batch=2)).json()
    assert found["Z"][1][0][9][9].startswith("x2_1_10_10*k1_1_1_1 + x2_1_10_11*k1_1_1_2")
    for row in found["dX"][1][1]:
        for text in row:
            ast.parse(text, mode="eval")


def test_beyond_nine_is_joined_by_underscores() -> None:
    found = derive(Conv2d(input=11, kernel=2)).json()
    assert found["Z"][9][9] == "x10_10*k11 + x10_11*k12 + x11_10*k21 + x11_11*k22 + B"
    assert found["Z"][0][9] == "x1_10*k11 + x1_11*k12 + x2_10*k21 + x2_11*k22 + B"
    assert found["Z"][0][0] == "x11*k11 + x12*k12 + x21*k21 + x22*k22 + B"


def test_one_dimension_has_one_index() -> None:
    found = derive(Conv1d(input=12, kernel=2, bias=False), notation="xwy").json()
    assert found["Z"][10] == "w1*x11 + w2*x12"
    assert found["dB"] is None


def test_unread_input_has_gradient_zero_and_what_was_not_asked_is_null() -> None:
    found = derive(Conv1d(input=4, kernel=1, stride=2), wrt=["X"]).json()
    assert found["dX"] == ["dz1*k1", "0", "dz2*k1", "0"]
    assert found["dK"] is None
    assert found["dB"] is None


def test_transposed_kernel_has_input_channels_first() -> None:
    found = derive(ConvTranspose1d(input=1, kernel=1, in_channels=2, out_channels=1)).json()
    assert found["Z"] == [[["x1_1_1*k1_1_1 + x1_2_1*k2_1_1 + B1"]]]
    assert found["dK"] == [[["dz1_1_1*x1_1_1"]], [["dz1_1_1*x1_2_1"]]]
