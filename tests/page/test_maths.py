"""Every kind of node in the three notations, and how wide the writers take it to be."""

from __future__ import annotations

from typing import get_args

import pytest

from symconv.layers.lettering import letter, option, quantity
from symconv.page import latex, mathml, text
from symconv.page.maths import (
    Applied,
    Arrow,
    Derivative,
    Dots,
    Entry,
    Fraction,
    Indexed,
    Infix,
    InfixOperator,
    Kronecker,
    Letter,
    Listed,
    Marked,
    Maths,
    Matrix,
    Multiple,
    Number,
    Product,
    Relation,
    RoundedDown,
    Signed,
    Subtraction,
    Sum,
    Summation,
    WholeArray,
    Words,
    gradient,
    partial,
    stacked,
)
from symconv.sizes import symbol

X, K = Entry("x", (1, 2)), Entry("k", (2, 1))
J, A = Letter("i"), Letter("a")
N, S, T, P = (symbol(name) for name in ("n", "s", "t", "pl"))
APART = '<mspace width=".17em"/>'
OPENS, SHUTS = '<mo stretchy="false">[</mo>', '<mo stretchy="false">]</mo>'
COMMA = '<mo separator="true">,</mo>'


CASES: dict[str, tuple[Maths, str, str, str]] = {
    "entry": (X, "x12", "x_{12}", "<msub><mi>x</mi><mn>12</mn></msub>"),
    "multiplier": (Signed("×", K), "×k21", r"\times k_{21}", "<mo>×</mo><msub><mi>k</mi><mn>21</mn></msub>"),
    "entry, separated": (
        Entry("x", (1, 12), separated=True),
        "x1,12",
        "x_{1,12}",
        "<msub><mi>x</mi><mn>1,12</mn></msub>",
    ),
    "entry without an index": (Entry("B"), "B", "B", "<mi>B</mi>"),
    "entry in general": (
        Entry("x", (J, Sum((J, A)))),
        "x[i, i + a]",
        "x_{i, i + a}",
        f"<msub><mi>x</mi><mrow><mi>i</mi>{COMMA}<mi>i</mi><mo>+</mo><mi>a</mi></mrow></msub>",
    ),
    "letter with a prime": (Letter("n'"), "n'", "n'", "<msup><mi>n</mi><mo>′</mo></msup>"),
    "array": (WholeArray("X"), "X", "X", "<mi>X</mi>"),
    "number": (Number(-3), "-3", "-3", "<mo>−</mo><mn>3</mn>"),
    "letter": (Letter("α"), "α", r"\alpha", "<mi>α</mi>"),
    "letter of two letters": (letter("pl"), "pl", "p_l", "<msub><mi>p</mi><mi>l</mi></msub>"),
    "word as a name": (Letter("op"), "op", r"\mathit{op}", "<mi>op</mi>"),
    "product": (
        Product((X, K)),
        "x12·k21",
        "x_{12} k_{21}",
        f"<msub><mi>x</mi><mn>12</mn></msub>{APART}<msub><mi>k</mi><mn>21</mn></msub>",
    ),
    "product with a sum": (
        Product((A, Sum((J, A)))),
        "a·(i + a)",
        "a (i + a)",
        f"<mi>a</mi>{APART}<mo>(</mo><mi>i</mi><mo>+</mo><mi>a</mi><mo>)</mo>",
    ),
    "multiple of a letter": (Multiple(2, J), "2i", "2i", "<mn>2</mn><mi>i</mi>"),
    "multiple of an array": (Multiple(-2, WholeArray("X")), "-2 X", "-2 X", "<mo>−</mo><mn>2</mn><mi>X</mi>"),
    "sum": (Sum((J, A)), "i + a", "i + a", "<mi>i</mi><mo>+</mo><mi>a</mi>"),
    "difference": (
        Subtraction(J, Subtraction(A, Number(1))),
        "i - (a - 1)",
        "i - (a - 1)",
        "<mi>i</mi><mo>−</mo><mo>(</mo><mi>a</mi><mo>−</mo><mn>1</mn><mo>)</mo>",
    ),
    "fraction in a floor": (
        RoundedDown(Fraction(Subtraction(J, Number(1)), Number(2))),
        "⌊(i - 1)/2⌋",
        r"\left\lfloor \frac{i - 1}{2} \right\rfloor",
        "<mrow><mo>⌊</mo><mfrac><mrow><mi>i</mi><mo>−</mo><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>"
        "<mo>⌋</mo></mrow>",
    ),
    "gradient": (
        gradient(X, "J"),
        "∂J/∂x12",
        r"\frac{\partial J}{\partial x_{12}}",
        "<mfrac><mrow><mo>∂</mo><mi>J</mi></mrow><mrow><mo>∂</mo><msub><mi>x</mi><mn>12</mn></msub></mrow></mfrac>",
    ),
    "gradient, delta": (
        gradient(X, delta=True),
        "δx12",
        r"\delta x_{12}",
        "<mrow><mi>δ</mi><msub><mi>x</mi><mn>12</mn></msub></mrow>",
    ),
    "gradient of an array, delta": (
        gradient(WholeArray("X"), delta=True),
        "ΔX",
        r"\Delta X",
        '<mrow><mi mathvariant="normal">Δ</mi><mi>X</mi></mrow>',
    ),
    "partial derivative": (
        partial(X, K),
        "∂x12/∂k21",
        r"\frac{\partial x_{12}}{\partial k_{21}}",
        "<mfrac><mrow><mo>∂</mo><msub><mi>x</mi><mn>12</mn></msub></mrow>"
        "<mrow><mo>∂</mo><msub><mi>k</mi><mn>21</mn></msub></mrow></mfrac>",
    ),
    "derivative not taken": (
        Derivative(A, Product((J, A))),
        "∂/∂a (i·a)",
        r"\frac{\partial}{\partial a} \left( i a \right)",
        f'<mfrac><mo>∂</mo><mrow><mo>∂</mo><mi>a</mi></mrow></mfrac><mo fence="true">(</mo><mi>i</mi>{APART}'
        '<mi>a</mi><mo fence="true">)</mo>',
    ),
    "Kronecker delta": (
        Kronecker(J, A),
        "δ(i, a)",
        r"\delta_{i,\, a}",
        f"<msub><mi>δ</mi><mrow><mi>i</mi>{COMMA}<mi>a</mi></mrow></msub>",
    ),
    "summation": (
        Summation((J, A), X),
        "Σ(i, a) x12",
        r"\sum_{i,a} x_{12}",
        f'<munder><mo movablelimits="false">∑</mo><mrow><mi>i</mi>{COMMA}<mi>a</mi></mrow></munder>'
        "<msub><mi>x</mi><mn>12</mn></msub>",
    ),
    "summation with a condition": (
        Summation((J,), A, Relation(J, ">=", A)),
        "Σ(i: i >= a) a",
        r"\sum_{\substack{i \\ i \ge a}} a",
        '<munder><mo movablelimits="false">∑</mo><mrow><mtable><mtr><mtd><mi>i</mi></mtd></mtr>'
        "<mtr><mtd><mi>i</mi><mo>≥</mo><mi>a</mi></mtd></mtr></mtable></mrow></munder><mi>a</mi>",
    ),
    "summation over nothing": (Summation((), A), "a", "a", "<mi>a</mi>"),
    "indexed": (
        Indexed(letter("dZ"), (quantity(2 * T - 1),)),
        "dZ[2*t - 1]",
        r"\Delta Z[2 t - 1]",
        f'<mi mathvariant="normal">Δ</mi><mi>Z</mi>{OPENS}<mn>2</mn>{APART}<mi>t</mi><mo>−</mo><mn>1</mn>{SHUTS}',
    ),
    "product of the indexed": (
        Product((Indexed(letter("X"), (A,)), Indexed(letter("vK"), (J,)))),
        "X[a] vK[i]",
        "X[a] v^K[i]",
        f"<mi>X</mi>{OPENS}<mi>a</mi>{SHUTS}{APART}<msup><mi>v</mi><mi>K</mi></msup>{OPENS}<mi>i</mi>"
        f"{SHUTS}",
    ),
    "size": (
        quantity((N - 1) // S - P),
        "(n - 1)//s - pl",
        r"\left\lfloor \frac{n - 1}{s} \right\rfloor - p_l",
        "<mrow><mo>⌊</mo><mfrac><mrow><mi>n</mi><mo>−</mo><mn>1</mn></mrow><mrow><mi>s</mi></mrow></mfrac><mo>⌋</mo>"
        "</mrow><mo>−</mo><msub><mi>p</mi><mi>l</mi></msub>",
    ),
    "size that is negative": (
        quantity(-1 * symbol("n_0")),
        "-n_0",
        "- n_{0}",
        "<mo>−</mo><msub><mi>n</mi><mn>0</mn></msub>",
    ),
    "size of a known number": (quantity(0), "0", "0", "<mn>0</mn>"),
    "words": (Words("left side"), "left side", r"\text{left side}", "<mtext>left side</mtext>"),
    "dots": (Dots(), "…", r"\cdots", "<mo>⋯</mo>"),
    "left out": (
        Dots(1234),
        "… (1,234 more terms)",
        r"\cdots\ \text{(1,234 more terms)}",
        "<mo>⋯</mo><mtext>(1,234 more terms)</mtext>",
    ),
    "one left out": (
        Dots(1), "… (1 more term)", r"\cdots\ \text{(1 more term)}", "<mo>⋯</mo><mtext>(1 more term)</mtext>"
    ),
    "call": (
        Applied("crop", (Applied("rot180", (WholeArray("K"),)),), (Listed((Number(2), Number(3)), "x"),)),
        "crop(rot180(K), 2×3)",
        r"\operatorname{crop}_{2 \times 3}\left(\operatorname{rot}_{180^\circ}\left(K\right)\right)",
        '<mrow><msub><mi mathvariant="normal">crop</mi><mrow><mn>2</mn><mo>×</mo><mn>3</mn></mrow></msub>'
        '<mo fence="true">(</mo><mrow><mi mathvariant="normal">rot180</mi><mo fence="true">(</mo><mi>K</mi>'
        '<mo fence="true">)</mo></mrow><mo fence="true">)</mo></mrow>',
    ),
    "sum of an array": (
        Applied("sum", (WholeArray("X"),)),
        "sum(X)",
        r"\sum\left(X\right)",
        '<mrow><mo>∑</mo><mo fence="true">(</mo><mi>X</mi><mo fence="true">)</mo></mrow>',
    ),
    "infix": (
        Infix(
            Infix(J, InfixOperator("convolve"), A),
            InfixOperator("correlate", (option("stride", Number(2)), Words("full"))),
            J,
        ),
        "(i * a) ⋆[stride 2, full] i",
        r"(i \ast a) \star_{s=2,\, \text{full}} i",
        "<mo>(</mo><mi>i</mi><mo>∗</mo><mi>a</mi><mo>)</mo><msub><mo>⋆</mo><mrow><mrow><mi>s</mi><mo>=</mo>"
        f"<mrow><mn>2</mn></mrow></mrow>{COMMA}<mtext>full</mtext></mrow></msub><mi>i</mi>",
    ),
    "operator": (InfixOperator("transposed"), "⋆ᵀ", r"\star^{\top}", "<msup><mo>⋆</mo><mo>⊤</mo></msup>"),
    "operator with its sides": (
        InfixOperator("transposed_convolution", (option("output padding", Listed((Number(1), Number(2)), ",")),)),
        "*ᵀ[output padding 1,2]",
        r"\ast^{\top}_{\mathit{op}=1,2}",
        "<msubsup><mo>∗</mo><mrow><mrow><mi>op</mi><mo>=</mo><mrow><mn>1</mn><mo>,</mo><mn>2</mn></mrow></mrow></mrow>"
        "<mo>⊤</mo></msubsup>",
    ),
    "option": (
        option("dilation", Number(2)), "dilation 2", "d=2", "<mrow><mi>d</mi><mo>=</mo><mrow><mn>2</mn></mrow></mrow>"
    ),
    "extents": (Listed((Number(2), Number(3)), "x"), "2×3", r"2 \times 3", "<mn>2</mn><mo>×</mo><mn>3</mn>"),
    "sides": (Listed((Number(1), Number(2)), ","), "1,2", "1,2", "<mn>1</mn><mo>,</mo><mn>2</mn>"),
    "listed": (Listed((J, A)), "i, a", "i, a", "<mi>i</mi><mo>,</mo><mi>a</mi>"),
    "arrow": (
        Relation(J, Arrow("a < b"), A),
        "i ─a < b→ a",
        r"i \xrightarrow{\text{a \textless{} b}} a",
        '<mi>i</mi><mover><mo stretchy="true">⟶</mo><mtext>a &lt; b</mtext></mover><mi>a</mi>',
    ),
    "arrow alone": (
        Arrow("rot180"), "─rot180→", r"\xrightarrow{\text{rot180}}",
        '<mover><mo stretchy="true">⟶</mo><mtext>rot180</mtext></mover>',
    ),
    "marked": (Marked(J), "‹i›", r"\underline{i}", '<mrow class="marked"><mi>i</mi></mrow>'),
    "becomes": (Relation(J, "<-", A), "i ← a", r"i \leftarrow a", "<mi>i</mi><mo>←</mo><mi>a</mi>"),
    "gives": (Relation(J, "->", A), "i → a", r"i \longrightarrow a", "<mi>i</mi><mo>⟶</mo><mi>a</mi>"),
    "matrix": (
        Matrix(((J, A), (Number(0), X)), marked=frozenset({(1, 1)})),
        "[i a; 0 x12]",
        r"\begin{bmatrix} i & a \\ 0 & \boxed{\textstyle x_{12}} \end{bmatrix}",
        '<mrow><mo fence="true">[</mo><mtable><mtr><mtd><mi>i</mi></mtd><mtd><mi>a</mi></mtd>'
        '</mtr><mtr><mtd><mn>0</mn></mtd><mtd class="mark"><msub><mi>x</mi><mn>12</mn></msub>'
        '</mtd></mtr></mtable><mo fence="true">]</mo></mrow>',
    ),
    "matrix with a bar": (
        Matrix(((gradient(J), A), (A, A)), bars=(0,)),
        "[∂L/∂i a; a a]",
        r"\left[\begin{array}{c|c} \frac{\partial L}{\partial i} & a \\[7pt] a & a \end{array}\right]",
        '<mrow><mo fence="true">[</mo><mtable><mtr><mtd class="bar"><mfrac><mrow><mo>∂</mo><mi>L</mi></mrow>'
        "<mrow><mo>∂</mo><mi>i</mi></mrow></mfrac></mtd><mtd><mi>a</mi></mtd></mtr><mtr>"
        '<mtd class="bar"><mi>a</mi></mtd><mtd><mi>a</mi></mtd></mtr></mtable>'
        '<mo fence="true">]</mo></mrow>',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("tree", "plain", "tex", "elements"), CASES.values(), ids=CASES)
def test_written(tree: Maths, plain: str, tex: str, elements: str) -> None:
    assert text.written(tree) == plain
    assert latex.written(tree) == tex
    assert mathml.written(tree) == elements


def test_every_kind_of_node_is_among_them() -> None:
    assert {type(tree) for tree, *_ in CASES.values()} == {*get_args(Maths)}


@pytest.mark.parametrize("tree", [tree for tree, *_ in CASES.values()], ids=CASES)
def test_wide_is_what_it_shows(tree: Maths) -> None:
    """About as wide as the text without its spaces, but for the signs that only one of the notations has."""
    shown = len(text.written(tree).replace(" ", ""))
    assert 0 < mathml.width(mathml.written(tree)) <= shown + 1
    assert text.width(tree) == len(text.written(tree))


@pytest.mark.parametrize(
    ("tree", "high"),
    [
        (Product((X, gradient(K))), True),
        (Product((X, gradient(K, delta=True))), False),
        (Relation(A, "=", RoundedDown(quantity(N // S))), True),
        (Relation(A, "=", quantity(N - S)), False),
        (Multiple(2, partial(A, J)), True),
    ],
    ids=["gradient", "delta", "quotient", "size", "partial"],
)
def test_stacked_is_what_has_a_fraction(tree: Maths, high: bool) -> None:
    assert stacked(tree) is high


def test_what_stands_around_matrices() -> None:
    call = Applied("crop", (), (Number(2),))
    assert text.around(call) == ("crop(", ", 2)")
    assert text.around(Applied("rot180", ())) == ("rot180(", ")")
    assert latex.around(call, tall=True) == (r"\operatorname{crop}_{2}\Biggl(", r"\Biggr)")
    assert latex.around(Applied("", ()), tall=False) == ("(", ")")
    opening, closing = mathml.around(call)
    assert opening == '<msub><mi mathvariant="normal">crop</mi><mrow><mn>2</mn></mrow></msub><mo fence="true">(</mo>'
    assert closing == '<mo fence="true">)</mo>'
