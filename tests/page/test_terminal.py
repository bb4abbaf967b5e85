"""The terminal's text: golden for a small layer, 80 columns for all, and what is cut is said."""

from __future__ import annotations

import re

import pytest

from symconv import Conv1d, Conv2d, ConvTranspose2d, Layer, derive
from symconv.lectures.lecture import TABLES
from symconv.page.document import Display, Equation, Equations, Heading, Table, prose
from symconv.page.maths import Letter, Matrix, Number, Relation
from symconv.page.terminal import WIDTH, lay_out

ONE_D = """\
Convolution, 1D: back-propagation derived
=========================================

A layer with input 3, kernel 2, output 2, without bias, under cross-correlation
(the kernel is not turned).

The layer
---------

  [x1 x2 x3] ⋆ [w1 w2] = [y1 y2]

In index form, every index from 1:

  y[i] = Σ(a) w[a]·x[i + a - 1]

Here i and a run from 1 to 2.

What is given, and what is wanted
---------------------------------

L is the loss: one number, which the layer's output Y decides through all that
comes after it. In a network the layer has its place forwards and backwards:

  … ─layers before→ X ─this layer: W→ Y ─layers after→ L

  … ←layers before─ ∂L/∂X ←this layer─ ∂L/∂Y ←layers after─ L

Given is how the loss changes with every output entry, an array like Y:

  ∂L/∂Y = [∂L/∂y1 ∂L/∂y2]

Wanted is the same for X, an array like what it is taken by:

  ∂L/∂X = [∂L/∂x1 ∂L/∂x2 ∂L/∂x3]

∂L/∂X goes to the layer before: its output is our X, so there it is what ∂L/∂Y
is here.

For that the layer keeps W from its forward pass; Y it need not keep.

Every output entry, expanded
----------------------------

The sum, written out:

  y1 = w1·x1 + w2·x2
  y2 = w1·x2 + w2·x3

The gradient with respect to the input
--------------------------------------

The loss changes with the input through the outputs and in no other way:

  ∂L/∂X = ∂L/∂Y·∂Y/∂X

Said of one entry, this is the chain rule: every output that contains it passes
its share on, and the shares add up. i runs from 1 to 2, over all outputs:

  ∂L/∂x[u] = Σ(i) ∂L/∂y[i]·∂y[i]/∂x[u]

Of every share one factor is given and one is wanted:

  ∂L/∂y[i] · ∂y[i]/∂x[u]
     ↓            ↓
   given        wanted

For instance x2, wherever it stands in the outputs:

  y1 = w1·x1 + w2·‹x2›
  y2 = w1·‹x2› + w2·x3

One of these derivatives in full, ∂y1/∂x2, under each term of y1 its own: w2·x2
contains x2, and all others do not:

  y1 = w1·x1 + w2·x2
         ↓       ↓
         0       w2

So ∂y1/∂x2 = w2.

Term by term. An output that does not contain the entry does not change with it:
the derivative is 0, and the term is left out. So x1, for instance, is in y1 and
in no other:

  ∂L/∂x1 = ∂L/∂y1·∂y1/∂x1
  ∂L/∂x2 = ∂L/∂y1·∂y1/∂x2 + ∂L/∂y2·∂y2/∂x2
  ∂L/∂x3 = ∂L/∂y2·∂y2/∂x3

The local derivatives, one row an entry and one column an output: ∂y/∂x.

     │ y1  y2
  ───┼───────
  x1 │ w1  0
  x2 │ w2  w1
  x3 │ 0   w2

So, entry by entry:

  ∂L/∂x1 = ∂L/∂y1·w1
  ∂L/∂x2 = ∂L/∂y1·w2 + ∂L/∂y2·w1
  ∂L/∂x3 = ∂L/∂y2·w2

As a grid, which fills up from both ends to the middle:

  ┌─────────────┬─────────────┬─────────────┐
  │ ∂L/∂x1      │ ∂L/∂x2      │ ∂L/∂x3      │
  │ = ∂L/∂y1·w1 │ = ∂L/∂y1·w2 │ = ∂L/∂y2·w2 │
  │             │ + ∂L/∂y2·w1 │             │
  └─────────────┴─────────────┴─────────────┘

The kernel turned:

  [w1 w2] ─rot180→ [w2 w1]

The closed form (T1, the input's gradient of a cross-correlation layer):

  ┌───────────────────────────────────┐
  │ ∂L/∂X = pad(∂L/∂Y, 1) ⋆ rot180(W) │
  └───────────────────────────────────┘

In matrices:

  [0 ∂L/∂y1 ∂L/∂y2 0] ⋆ [w2 w1] = [∂L/∂x1 ∂L/∂x2 ∂L/∂x3]

Why:

Turned: y[i] contains w[u - i + 1]·x[u]. As i rises by 1, the kernel's index
falls by 1: the kernel is read backwards.

For instance y1 contains w2·x2, and y2 contains w1·x2.

Padded: x[u] meets the outputs from u - 1 to u. At x[1] this begins 1 place
before the first and at x[3] it ends 1 place after the last, so 1 zero stands at
each end: k - 1 = 2 - 1 = 1.

In words: the input's gradient is the output's gradient with zeros around it,
correlated with the kernel turned by 180 degrees.

In short
--------

All closed forms; under ⋆ the right side slides over the left one as it is:

  ∂L/∂X = pad(∂L/∂Y, 1) ⋆ rot180(W)

Here, along each axis, pad(A, p) puts p zeros at each end of A.

∂L/∂X as notes write it:

  ∂L/∂X = ∂L/∂Y *[full] W

Zeros around the left side, at each end one fewer than what slides is long, are
what "full" means; and a correlation with a turned kernel is a true convolution
with the kernel.

Under * the right side slides turned.

The verdict
-----------

Proved: every entry derived above equals the closed form, the 3 of ∂L/∂X (T1); 4
monomials compared, for all values of the entries at this size.

The theorems in plain words
---------------------------

Each is about all sizes; symconv prove T1 (in Python, prove('T1')) proves it
anew.

T1. The input's gradient is a correlation over the output's gradient. Where the
layer has a stride, zeros go between the entries of the output's gradient, and
around it go zeros for the outputs that do not exist. Over that slides the
kernel, turned by 180 degrees, its entries as far apart as the layer's dilation
says.
"""


def test_one_dimension_word_by_word() -> None:
    assert derive(Conv1d(input=3, kernel=2, bias=False), wrt=["X"], notation="xwy").text() == ONE_D


@pytest.mark.parametrize(
    "layer",
    [
        Conv2d(input=3, kernel=2),
        Conv2d(input=14, kernel=3, stride=2, padding=1, in_channels=2),
        ConvTranspose2d(
            input=3, kernel=3, stride=2, padding=1, output_padding=1, groups=2, in_channels=2, out_channels=4
        ),
    ],
    ids=str,
)
def test_no_line_is_longer_than_a_terminal(layer: Layer) -> None:
    text = derive(layer).text()
    assert [line for line in text.splitlines() if len(line) > WIDTH] == []


def test_what_is_cut_is_said_and_full_has_it() -> None:
    d = derive(Conv2d(input=7, kernel=2))
    cut, full = d.text(), d.text(full=True)
    assert "30 more of the 36 outputs are left out here; --full" in cut
    assert "z66" not in cut.split("The gradient")[0].split("Every output")[1]
    assert "z66 = x66·k11 + x67·k12 + x76·k21 + x77·k22 + B" in full
    assert "left out here" not in full
    assert "more term" in cut
    assert "more term" not in full


def test_entries_are_not_cut_where_a_person_reads_them() -> None:
    text = derive(Conv2d(input=5, kernel=2)).text()
    assert "outputs are left out" not in text
    assert "z44 = x44·k11 + x45·k12 + x54·k21 + x55·k22 + B" in text


def test_every_block_is_laid_out() -> None:
    x, a, b, c, p, q = map(Letter, "xabcpq")
    one = Number(1)
    document = (
        Heading("Title", 1),
        prose("A sentence with ", x, " in it."),
        Equations((Equation(a, (b, c)), Equation(Letter("long"), (Number(0),)))),
        Display(Relation(Matrix(((one, Number(2)), (Number(3), Number(44))), bars=(0,)), "=", Matrix(((Number(5),),)))),
        Table((None, p), ((q, Number(0)),)),
    )
    assert lay_out(document) == (
        "Title\n=====\n\nA sentence with x in it.\n\n     a = b + c\n  long = 0\n\n"
        "  ⎡1 │ 2 ⎤ = [5]\n  ⎣3 │ 44⎦\n\n    │ p\n  ──┼──\n  q │ 0\n"
    )


def test_padding_by_zero_and_zero_insertion_are_shown() -> None:
    text = derive(Conv2d(input=5, kernel=3, stride=2), wrt=["X"]).text()
    assert "∂L/∂X = pad(insert_zeros(∂L/∂Z, 2), 2) ⋆ rot180(K)" in text
    assert "⎢0 0 ∂L/∂z11 0 ∂L/∂z12 0 0⎥" in text


@pytest.mark.parametrize("full", [False, True], ids=["usual", "full"])
@pytest.mark.parametrize(
    "layer",
    [
        Conv2d(input=3, kernel=2),
        Conv2d(input=5, kernel=3, padding=1),
        Conv2d(input=4, kernel=2, stride=2, in_channels=2, out_channels=2, batch=2),
        ConvTranspose2d(input=3, kernel=2, stride=2, dilation=2, convention="convolution"),
    ],
    ids=str,
)
def test_no_table_is_wider_than_a_terminal(layer: Layer, full: bool) -> None:
    tables = [name for name in TABLES if name != "proof"]
    text = derive(layer, notation="xwy").text(full=full, tables=tables)
    assert [line for line in text.splitlines() if len(line) > WIDTH] == []


@pytest.mark.parametrize("layer", [
    Conv2d(input=5, kernel=(3, 2), stride=2, padding=(1, 2), dilation=(2, 1)),
    Conv1d(input=5, kernel=2, in_channels=4, out_channels=4, groups=2, batch=2),
], ids=str)  # fmt: skip
def test_no_line_breaks_within_an_index(layer: Layer) -> None:
    lines = derive(layer).text(tables=["index", "reasons", "summary", "chain"]).splitlines()
    assert [line for line in lines if line.count("[") != line.count("]")] == []
    assert not any(re.search(r"[-·(]$", line) for line in lines if not line.startswith("--"))


def test_a_command_goes_on_where_a_line_ends_in_a_backslash() -> None:
    layer = ConvTranspose2d(input=3, kernel=2, stride=2, dilation=2, output_padding=1, convention="convolution")
    text = derive(layer).text(tables=["pictures"])
    lines = text.split("step:\n")[1].split("\n\n")[0].splitlines()
    command = " ".join(line.strip().rstrip("\\").strip() for line in lines)
    assert command == f"symconv draw {layer} --what forward --animate -o forward.svg"


def test_a_grid_of_sums_shows_a_corner_an_edge_and_a_middle() -> None:
    text = derive(Conv2d(input=7, kernel=3), wrt=["X"]).text(tables=["grid"])
    assert re.findall(r"│ (∂L/∂x\d\d) ", text) == [f"∂L/∂x{row}{column}" for row in (1, 4, 7) for column in (1, 4, 7)]
    # A corner is reached by 1 window, an edge by 3, the middle by 9.
    assert text.count("·") == 4 * 1 + 4 * 3 + 9
