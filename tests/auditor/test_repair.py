"""The nearest true equation, in the notes' own letters, and what was wrong in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from quick import cases

from symconv import Conv2d, audit

FORWARD = r"""
$$Z_{11} = X_{11}K_{11} + X_{12}K_{12} + X_{21}K_{21} + X_{22}K_{22}$$
$$Z_{12} = X_{12}K_{11} + X_{13}K_{12} + X_{22}K_{21} + X_{23}K_{22}$$
$$Z_{21} = X_{21}K_{11} + X_{22}K_{12} + X_{31}K_{21} + X_{32}K_{22}$$
$$Z_{22} = X_{22}K_{11} + X_{23}K_{12} + X_{32}K_{21} + X_{33}K_{22}$$
$$X * K = Z$$
"""
SLIDES = r"""
$$y_1 = w_1 x_1 + w_2 x_2$$
$$y_2 = w_1 x_2 + w_2 x_3$$
"""
BLOG = r"""
$$y_{i,j} = \sum_{m=0}^{k_1-1}\sum_{n=0}^{k_2-1} x_{i+m,j+n} w_{m,n}$$
"""

REPAIRS = [
    (
        FORWARD,
        r"\frac{\partial L}{\partial X_{12}}"
        r" = \frac{\partial L}{\partial Z_{12}} K_{12} + \frac{\partial L}{\partial Z_{12}} K_{11}",
        r"\frac{\partial L}{\partial X_{12}}"
        r" = \frac{\partial L}{\partial Z_{11}} K_{12} + \frac{\partial L}{\partial Z_{12}} K_{11}",
        "index: Z_{11} for Z_{12}",
    ),
    (
        FORWARD,
        r"\frac{\partial L}{\partial K_{11}} = \frac{\partial L}{\partial Z_{22}} K_{22}",
        r"\frac{\partial L}{\partial X_{33}} = \frac{\partial L}{\partial Z_{22}} K_{22}",
        None,
    ),
    (
        FORWARD,
        r"\frac{\partial L}{\partial X} = X * \frac{\partial L}{\partial Z}",
        r"\frac{\partial L}{\partial K} = X * \frac{\partial L}{\partial Z}",
        "label: this is dL/dK",
    ),
    (
        FORWARD,
        r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Z} * K",
        r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Z} * \operatorname{rot180}(K)",
        "convention: K has to be turned by 180 degrees",
    ),
    (
        SLIDES,
        r"\delta x_2 = \delta y_1 w_2 - \delta y_2 w_1",
        r"\delta x_2 = \delta y_1 w_2 + \delta y_2 w_1",
        "sign: + for -",
    ),
    (
        SLIDES,
        r"\delta x_1 = \delta y_1 w_1 + \delta y_2 w_2",
        r"\delta x_1 = \delta y_1 w_1",
        "a term too many: \\delta y_2 w_2",
    ),
    (
        SLIDES,
        r"\delta x_2 = \delta y_1 w_2",
        r"\delta x_2 = \delta y_1 w_2 + \delta y_2 w_1",
        "a term is missing: \\delta y_2 w_1",
    ),
    (
        BLOG,
        r"\frac{\partial L}{\partial x_{u,v}} = \sum_{m,n} \frac{\partial L}{\partial y_{u+m,v-n}} w_{m,n}",
        r"\frac{\partial L}{\partial x_{u,v}} = \sum_{m,n} \frac{\partial L}{\partial y_{u-m,v-n}} w_{m,n}",
        "index: y_{u-m,v-n} for y_{u+m,v-n}",
    ),
    (
        BLOG,
        r"\frac{\partial L}{\partial w_{m,n}} = \sum_i \frac{\partial L}{\partial y_{i,j}} x_{i+m,j+n}",
        r"\frac{\partial L}{\partial w_{m,n}} = \sum_{i,j} \frac{\partial L}{\partial y_{i,j}} x_{i+m,j+n}",
        "summation: over i and j",
    ),
    (
        FORWARD,
        r"Z_{12} = X_{12}K_{11} + X_{13}X_{12} + X_{22}K_{21} + X_{23}K_{22}",
        r"Z_{12} = X_{12}K_{11} + X_{13}K_{12} + X_{22}K_{21} + X_{23}K_{22}",
        "letter: K_{12} for X_{12}",
    ),
    (
        FORWARD,
        r"Z_{12} = X_{12}K_{11} + K_{22}K_{21} + X_{23}K_{22}",
        r"Z_{12} = X_{12}K_{11} + X_{13}K_{12} + X_{22}K_{21} + X_{23}K_{22}",
        "the right side is another",
    ),
    (
        FORWARD,
        r"Z_{12} = X_{12}K_{11} + X_{22}K_{21} + X_{23}K_{22}",
        r"Z_{12} = X_{12}K_{11} + X_{13}K_{12} + X_{22}K_{21} + X_{23}K_{22}",
        "a term is missing: X_{13}K_{12}",
    ),
    (
        SLIDES,
        r"\delta x_2 = \delta y_2 w_1",
        r"\delta x_2 = \delta y_1 w_2 + \delta y_2 w_1",
        "a term is missing: \\delta y_1 w_2",
    ),
    (
        FORWARD,
        r"\frac{\partial L}{\partial X_{12}}"
        r" = \frac{\partial L}{\partial Z_{12}} \frac{\partial Z_{12}}{\partial X_{12}}",
        r"\frac{\partial L}{\partial X_{12}}"
        r" = \frac{\partial L}{\partial Z_{11}} \frac{\partial Z_{11}}{\partial X_{12}}"
        r" + \frac{\partial L}{\partial Z_{12}} \frac{\partial Z_{12}}{\partial X_{12}}",
        r"a term is missing: \frac{\partial L}{\partial Z_{11}} \frac{\partial Z_{11}}{\partial X_{12}}",
    ),
    (
        SLIDES,
        r"\delta w_2 = \delta y_1 \frac{\partial y_1}{\partial w_2} + \delta y_1 \frac{\partial y_1}{\partial w_2}",
        r"\delta w_2 = \delta y_1 \frac{\partial y_1}{\partial w_2} + \delta y_2 \frac{\partial y_2}{\partial w_2}",
        "index: y_2 for y_1",
    ),
    (
        SLIDES,
        r"\delta w_2 = \delta y_1 \frac{\partial y_1}{\partial w_2} + \delta y_2 \frac{\partial y_2}{\partial w_1}",
        r"\delta w_2 = \delta y_1 \frac{\partial y_1}{\partial w_2} + \delta y_2 \frac{\partial y_2}{\partial w_2}",
        "index: w_2 for w_1",
    ),
    (
        r"$$y_1 = \omega_1 x_1 + \omega_2 x_2 + b$$" "\n" r"$$y_2 = \omega_1 x_2 + \omega_2 x_3 + b$$",
        r"y_1 = \omega_1 x_1 + \omega_2 x_2",
        r"y_1 = \omega_1 x_1 + \omega_2 x_2 + b",
        "a term is missing: b",
    ),
    (
        r"$$y_1 = \omega_1 x_1 + \omega_2 x_2$$" "\n" r"$$y_2 = \omega_1 x_2 + \omega_2 x_3$$",
        r"\frac{\partial L}{\partial x_1} = \frac{\partial L}{\partial y_1} x_1 + \frac{\partial L}{\partial y_2} x_2",
        r"\frac{\partial L}{\partial \omega_1}"
        r" = \frac{\partial L}{\partial y_1} x_1 + \frac{\partial L}{\partial y_2} x_2",
        "label: this is dL/dK",
    ),
    (
        r"$$y_1 = \omega_1 x_1 + \omega_2 x_2$$" "\n" r"$$y_2 = \omega_1 x_2 + \omega_2 x_3$$",
        r"y_2 = \omega_1 \omega_2 + \omega_2 x_3",
        r"y_2 = \omega_1 x_2 + \omega_2 x_3",
        "letter: x_2 for \\omega_2",
    ),
    (
        FORWARD,
        r"\frac{\partial L}{\partial X_{22}}"
        r" = \frac{\partial L}{\partial Z_{11}} K_{11} + \frac{\partial L}{\partial Z_{12}} K_{12}"
        r" + \frac{\partial L}{\partial Z_{21}} K_{21} + \frac{\partial L}{\partial Z_{22}} K_{22}",
        r"\frac{\partial L}{\partial X_{22}}"
        r" = \frac{\partial L}{\partial Z_{11}} K_{22} + \frac{\partial L}{\partial Z_{12}} K_{21}"
        r" + \frac{\partial L}{\partial Z_{21}} K_{12} + \frac{\partial L}{\partial Z_{22}} K_{11}",
        "the right side is another",
    ),
    (
        SLIDES,
        r"\delta x_2 = \delta y_1 w_1 + \delta y_2 w_2",
        r"\delta x_2 = \delta y_1 w_2 + \delta y_2 w_1",
        "exchanged: w_1 and w_2",
    ),
    (
        SLIDES,
        r"\delta w_2 = \delta y_1 x_2 + \delta y_2 w_1",
        r"\delta w_2 = \delta y_1 x_2 + \delta y_2 x_3",
        "entry: x_3 for w_1",
    ),
    (
        SLIDES,
        r"\delta x_3 = - \delta y_2 w_2",
        r"\delta x_3 = \delta y_2 w_2",
        "sign: + for -",
    ),
    (
        # Of two equal terms the one that is out of place.
        SLIDES,
        r"\delta w_2 = \delta y_2 \frac{\partial y_2}{\partial w_2} + \delta y_2 \frac{\partial y_2}{\partial w_2}",
        r"\delta w_2 = \delta y_1 \frac{\partial y_1}{\partial w_2} + \delta y_2 \frac{\partial y_2}{\partial w_2}",
        "index: y_1 for y_2",
    ),
    (
        # A sum over rows, and over two displays, with a remark in the source.
        SLIDES,
        "\\delta x_2 = \\delta y_1 w_2 % first\n \\\\[2pt] & \\quad + \\delta y_2 w_2",
        r"\delta x_2 = \delta y_1 w_2 + \delta y_2 w_1",
        "index: w_1 for w_2",
    ),
    (
        SLIDES,
        "\\delta x_2 = \\delta y_1 w_2 $$\n\n$$ + \\delta y_2 w_2",
        r"\delta x_2 = \delta y_1 w_2 + \delta y_2 w_1",
        "index: w_1 for w_2",
    ),
    (
        # A bias that is one number has no index.
        r"$$y_1 = w_1 x_1 + w_2 x_2 + \beta$$" "\n" r"$$y_2 = w_1 x_2 + w_2 x_3 + \beta$$",
        r"\frac{\partial L}{\partial w_2} = \frac{\partial L}{\partial y_1} + \frac{\partial L}{\partial y_2}",
        r"\frac{\partial L}{\partial \beta} = \frac{\partial L}{\partial y_1} + \frac{\partial L}{\partial y_2}",
        "label: this is dL/dB",
    ),
    (
        r"$$y_1 = ω_1 x_1 + ω_2 x_2$$" "\n" r"$$y_2 = ω_1 x_2 + ω_2 x_3$$",
        r"y_2 = ω_1 ω_2 + ω_2 x_3",
        r"y_2 = ω_1 x_2 + ω_2 x_3",
        "letter: x_2 for ω_2",
    ),
    (
        # Not the b of the command.
        r"$$y_1 = \mathbf{b}_1 x_1 + \mathbf{b}_2 x_2$$" "\n" r"$$y_2 = \mathbf{b}_1 x_2 + \mathbf{b}_2 x_3$$",
        r"y_2 = \mathbf{b}_1 \mathbf{b}_2 + \mathbf{b}_2 x_3",
        r"y_2 = \mathbf{b}_1 \mathbf{x}_2 + \mathbf{b}_2 x_3",
        r"letter: \mathbf{x}_2 for \mathbf{b}_2",
    ),
    (
        r"$$y_1 = \theta_1 x_1 + \theta_2 x_2$$" "\n" r"$$y_2 = \theta_1 x_2 + \theta_2 x_3$$",
        r"\frac{\partial L}{\partial x_2} = \frac{\partial L}{\partial y_1}",
        r"\frac{\partial L}{\partial x_2}"
        r" = \frac{\partial L}{\partial y_1} \theta_2 + \frac{\partial L}{\partial y_2} \theta_1",
        "the right side is another",
    ),
    (
        SLIDES,
        r"\frac{\partial L}{\partial x_2} = \sum_{i=1}^{3} \frac{\partial L}{\partial y_i} w_{3-i}",
        r"\frac{\partial L}{\partial x_2} = \sum_{i=1}^2 \frac{\partial L}{\partial y_i} w_{3-i}",
        None,
    ),
    (
        BLOG,
        r"\frac{\partial L}{\partial x_{u,v}}"
        r" = \sum_{m=1}^{k_1-1}\sum_{n=0}^{k_2-1} \frac{\partial L}{\partial y_{u-m,v-n}} w_{m,n}",
        r"\frac{\partial L}{\partial x_{u,v}}"
        r" = \sum_{m=0}^{k_1-1}\sum_{n=0}^{k_2-1} \frac{\partial L}{\partial y_{u-m,v-n}} w_{m,n}",
        "range: the sum begins one too late",
    ),
    (
        BLOG,
        r"\frac{\partial L}{\partial x_{u,v}} = \sum_{m=0}^{k_1}\sum_{n=0}^{k_2-1}"
        r" \frac{\partial L}{\partial y_{u-m,v-n}} w_{m,n}",
        r"\frac{\partial L}{\partial x_{u,v}} = \sum_{m=0}^{k_1 - 1}\sum_{n=0}^{k_2-1}"
        r" \frac{\partial L}{\partial y_{u-m,v-n}} w_{m,n}",
        None,
    ),
    (
        BLOG,
        r"\frac{\partial L}{\partial x_{u,v}} = \sum_{m=0}^{k_1-1}\sum_{n=0}^{k_2-1}"
        r" \frac{\partial L}{\partial y_{u-m,v-n}} w_{k_1-1-m,k_2-1-n}",
        r"\frac{\partial L}{\partial x_{u,v}} = \sum_{m=0}^{k_1-1}\sum_{n=0}^{k_2-1}"
        r" \frac{\partial L}{\partial y_{u-m,v-n}} w_{m,n}",
        "index: w_{m,n} for w_{k_1-1-m,k_2-1-n}",
    ),
    (
        BLOG,
        r"\frac{\partial y_{i,j}}{\partial x_{u,v}} = w_{i-u,j-v}",
        r"\frac{\partial y_{i,j}}{\partial x_{u,v}} = w_{u-i,v-j}",
        "index: w_{u-i,v-j} for w_{i-u,j-v}",
    ),
    (
        r"$$y_i = \sum_{k=0}^{K-1} w_k x_{s i + k - p}$$",
        r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} \, x_{s i + k + p}",
        r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} \, x_{s i + k - p}",
        "index: x_{s i + k - p} for x_{s i + k + p}",
    ),
    (
        r"$$y_{f,i} = \sum_{c}\sum_{m=0}^{M-1} x_{c,i+m} w_{f,c,m}$$",
        r"\frac{\partial L}{\partial w_{f,c,m}} = \sum_{i} \frac{\partial L}{\partial y_{f,i}} x_{c,i-m}",
        r"\frac{\partial L}{\partial w_{f,c,m}} = \sum_{i} \frac{\partial L}{\partial y_{f,i}} x_{c,i+m}",
        "index: x_{c,i+m} for x_{c,i-m}",
    ),
]


@pytest.mark.parametrize(("forward", "wrong", "right", "reason"), REPAIRS, ids=[str(at) for at in range(len(REPAIRS))])
def test_the_nearest_true_equation(forward: str, wrong: str, right: str, reason: str | None) -> None:
    last = audit(f"{forward}\n$${wrong}$$\n").statements[-1]
    assert last.outcome == "refuted"
    assert audit(f"{forward}\n$${last.corrected}$$\n").statements[-1].outcome == "proved"
    if reason is not None:
        assert (last.corrected, last.reason) == (right, reason)


NOTES = Path(__file__).parent / "notes"


@pytest.mark.parametrize("name", cases(["bias", "rows", "arrows"]))
def test_notes_with_their_corrections_in_place_are_true(name: str) -> None:
    """Every correction, put where the false equation stands, is proved there."""
    text = (NOTES / f"{name}.md").read_text(encoding="utf-8")
    for each in audit(text).statements:
        if each.outcome != "refuted":
            continue
        assert each.corrected, each.equation
        lines = text.split("\n")
        # The line of the false equation as a display of its own.
        lines[each.line - 1] = f"$${each.corrected}$$"
        found = [other for other in audit("\n".join(lines)).statements if other.line == each.line]
        assert "refuted" not in {other.outcome for other in found}, each.corrected


def test_an_entry_that_does_not_exist_has_its_label_corrected() -> None:
    last = audit(SLIDES + r"$$\delta w_3 = \delta y_2 w_2$$").statements[-1]
    assert last.corrected == r"\delta x_3 = \delta y_2 w_2"
    assert last.reason == "range: w has no entry 3, it is 2; label: this is dL/dX"


def test_two_cells_of_a_matrix_may_be_in_each_others_place() -> None:
    def matrix(*places: int) -> str:
        one, two, three, four = (rf"\frac{{\partial L}}{{\partial Z_{{{at}}}}}" for at in places)
        return rf"\begin{{bmatrix}}{one} & {two} \\ {three} & {four}\end{{bmatrix}}"

    z, turned = matrix(11, 12, 21, 22), matrix(11, 21, 12, 22)
    last = audit(rf"{FORWARD}$$\frac{{\partial L}}{{\partial K}} = X * {turned}$$").statements[-1]
    assert last.outcome == "refuted"
    assert last.corrected == rf"\frac{{\partial L}}{{\partial K}} = X * {z}"
    assert last.reason == "exchanged: Z_{21} and Z_{12}"


def test_a_row_below_a_line_about_an_output_that_does_not_exist() -> None:
    """The order of its cells is that of a line that has none."""
    notes = r"""
$$y_{11} = w_{11} x_{11} + w_{12} x_{12} + w_{21} x_{21} + w_{22} x_{22}$$
$$\begin{aligned}
\frac{\partial L}{\partial w_{12}} &= \frac{\partial L}{\partial y_{11}} \frac{\partial y_{11}}{\partial w_{12}}
 + \frac{\partial L}{\partial y_{12}} \frac{\partial y_{12}}{\partial w_{12}} \\
&= \begin{matrix} \downarrow & & \downarrow \\ 0 & & w_{11} \end{matrix}
\end{aligned}$$
"""
    assert "proved" not in {each.outcome for each in audit(notes, Conv2d(input=(2, 2), kernel=(2, 2))).statements[-2:]}


def test_what_is_written_alike_is_put_right_alike_wherever_it_stands() -> None:
    wrong = r"$$Z_{12} = X_{12}K_{11} + X_{13}K_{12} + X_{22}K_{21} + X_{23}K_{21}$$"
    first, second = audit(f"{FORWARD}\n{wrong}\n\nOnce more:\n\n{wrong}\n").statements[-2:]
    assert first.outcome == second.outcome == "refuted"
    assert (first.corrected, first.reason, first.wrong) == (second.corrected, second.reason, second.wrong)
    assert [first.equation[begin:end] for begin, end in first.wrong] == ["K_{21}"]
    assert second.line == first.line + 4
