"""What one side of an equation says, and what is refused."""

from __future__ import annotations

import pytest

from symconv.auditor.decoration import undecorated
from symconv.auditor.reader import read
from symconv.auditor.tokens import ReadError, tokens
from symconv.auditor.tree import Addition, Binary, Expr, Juxtaposition, Lettered, Partial, ShortGradient, WholeNumber


def tree(source: str) -> Expr:
    return read(undecorated(tokens(source, 0, len(source))))


X12 = Lettered("x", (1, 2), compact=True)
K11 = Lettered("k", (1, 1), compact=True)
LOSS = Lettered("L")

SAME = {
    "x_{12} k_{11}": Juxtaposition((X12, K11)),
    r"x_{12} \cdot k_{11}": Juxtaposition((X12, K11)),
    r"\mathbf{x}_{12}\,k_{11}": Juxtaposition((X12, K11)),
    r"\underline{x_{12}} {k_{11}}": Juxtaposition((X12, K11)),
    r"\left( x_{12} \right) (k_{11})": Juxtaposition((X12, K11)),
    r"\textcolor{red}{x_{12}} k_{11}": Juxtaposition((X12, K11)),
    r"x_{12} * k_{11}": Binary("*", X12, K11),
    r"x_{12} \times k_{11}": Binary(r"\times", X12, K11),
    r"X (*) K": Binary("(*)", Lettered("X"), Lettered("K")),
    r"\frac{\partial L}{\partial x_{12}}": Partial(LOSS, X12),
    r"\dfrac{\partial \mathcal{L}}{\partial x_{12}}": Partial(LOSS, X12),
    r"\partial L / \partial x_{12}": Partial(LOSS, X12),
    r"\frac{dL}{dx_{12}}": Partial(LOSS, X12),
    r"∂L / ∂x_{12}": Partial(LOSS, X12),
    r"\nabla_{x_{12}} L": Partial(LOSS, X12),
    r"\delta x_{12}": ShortGradient("delta", X12),
    r"\delta_{12}": Lettered("delta", (1, 2), compact=True),
    "x_{12} + 0": Addition((X12, WholeNumber(0))),
    "x_{1,2}": Lettered("x", (1, 2)),
    "x[1,2]": Lettered("x", (1, 2)),
    "x(1,2)": Lettered("x", (1, 2)),
}


@pytest.mark.parametrize(("source", "said"), SAME.items(), ids=SAME)
def test_ways_to_write(source: str, said: Expr) -> None:
    assert tree(source) == said


REFUSED = [
    "",
    "x_{12} k_{11",
    "x_{12}} k",
    "x_{}",
    "x_{1",
    "x_{12}_{3}",
    "x^{2}^{3}",
    "2_{1}",
    r"\cancel{x_{12}} k_{11}",
    r"\def\x{y} \x",
    r"\newcommand{\x}{y}",
    r"\sqrt{x}",
    r"\frac{x}{k}",
    r"\frac{1}{2} x",
    r"\frac{\partial L}{\partial (x + k)}",
    "x !",
    "x | k",
    "x_{12}3_{4}",
    "x + ",
    "+",
    "x * * k",
    "x = k",
    r"x \oplus k",
    "ẋ",
    "x₁₂",
    r"\begin{bmatrix} x & k \\ x \end{bmatrix}",
    r"\begin{bmatrix} x & \\ x & k \end{bmatrix}",
    r"\begin{bmatrix} x & k \end{pmatrix}",
    r"\begin{bmatrix} x",
    r"\begin{tikzpicture} x \end{tikzpicture}",
    r"\text{not} x",
    r"\overset{2}{x}",
    r"(\,)",
    "(" * 60 + "x" + ")" * 60,
    "x_{" + "9" * 40 + "}",
    "9" * 40,
    r"x^{k(}_{12}",
    "x_{12}^2",
    "x_{12}^T",
    r"x_{12}^{-1}",
    r"x_{12}^{\top}",
]


@pytest.mark.parametrize("source", REFUSED, ids=lambda source: source[:24] or "nothing")
def test_what_is_not_understood_is_refused(source: str) -> None:
    with pytest.raises(ReadError):
        tree(source)


def test_no_token_is_passed_over() -> None:
    """Whatever one sign is added to a side that is read, the side says something else or is refused."""
    source = r"\frac{\partial L}{\partial z_{11}} x_{12} + k_{11} B"
    before = tree(source)
    for at in range(len(source) + 1):
        for sign in "3x!&_^'|:;~#@\\":
            changed = source[:at] + sign + source[at:]
            try:
                after = tree(changed)
            except ReadError:
                continue
            # A wide space is no sign.
            assert after != before or sign == "~" or changed[at : at + 2] == "\\ ", changed
