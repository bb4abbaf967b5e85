"""One equation at a time, in notes whose layer the equations before it fix."""

from __future__ import annotations

import pytest

from symconv import audit

FORWARD = r"""
$$z_1 = x_1 k_1 + x_2 k_2 + b$$
$$z_2 = x_2 k_1 + x_3 k_2 + b$$
$$z_3 = x_3 k_1 + x_4 k_2 + b$$
"""


def verdict(equation: str, forward: str = FORWARD) -> str:
    report = audit(f"{forward}\n$${equation}$$\n")
    return report.statements[-1].outcome


PROVED = [
    r"\frac{\partial L}{\partial k_1} = \frac{\partial L}{\partial z_1} x_1 + \frac{\partial L}{\partial z_2} x_2"
    r" + \frac{\partial L}{\partial z_3} x_3",
    r"\delta k_2 = \delta z_1 x_2 + \delta z_2 x_3 + \delta z_3 x_4",
    r"\frac{\partial z_1}{\partial k_2} = x_2",
    r"\frac{\partial z_1}{\partial k_2} = \frac{\partial}{\partial k_2} (x_1 k_1 + x_2 k_2 + b)",
    r"\frac{\partial z_1}{\partial x_3} = 0",
    r"\frac{\partial z_i}{\partial b} = 1 \quad \forall i",
    r"\frac{\partial L}{\partial b} = \sum_i \frac{\partial L}{\partial z_i}",
    r"\frac{\partial L}{\partial b} = \sum_{i=1}^{3} \frac{\partial L}{\partial z_i}",
    r"\frac{\partial L}{\partial k_m} = \sum_i \frac{\partial L}{\partial z_i} \frac{\partial z_i}{\partial k_m}",
    r"\frac{\partial L}{\partial K} = X * \frac{\partial L}{\partial Z}",
    r"\begin{bmatrix} x_1 & x_2 & x_3 & x_4 \end{bmatrix} * \begin{bmatrix} k_1 & k_2 \end{bmatrix} + b = Z",
    r"\frac{\partial L}{\partial k_1} = \cdot x_1 \quad \cdot x_2 \quad \cdot x_3",
    r"\frac{\partial L}{\partial K} = X *_{\text{valid}} \frac{\partial L}{\partial Z}",
    r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Z} *_{full} \text{rot180}(K)",
    r"\frac{\partial L}{\partial X} = \text{conv}(\frac{\partial L}{\partial Z}, \text{rot180}(K), \text{'full'})",
    r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Z} * \text{rot180}(K) \text{ (full)}",
    r"\frac{\partial L}{\partial K} = \text{conv}(X, \frac{\partial L}{\partial Z}, stride=1)",
]
REFUTED = [
    r"\frac{\partial L}{\partial k_1} = \frac{\partial L}{\partial z_1} x_1 + \frac{\partial L}{\partial z_2} x_2",
    r"\delta k_2 = \delta z_1 x_2 + \delta z_2 x_3 - \delta z_3 x_4",
    r"\delta k_2 = \delta z_1 x_2 + \delta z_2 x_3 + \delta z_3 x_4 + 0 + 1",
    r"\frac{\partial z_1}{\partial k_2} = x_1",
    r"\frac{\partial z_i}{\partial b} = 0 \quad \forall i",
    r"\frac{\partial L}{\partial b} = \sum_{i=1}^{2} \frac{\partial L}{\partial z_i}",
    r"\frac{\partial L}{\partial k_3} = 0",
    r"\delta z_i = \frac{\partial L}{\partial z_1}",
    r"z_1 = x_1 k_1 + x_2 k_2",
    r"\frac{\partial L}{\partial k_1} = \cdot x_1 \quad \cdot x_3 \quad \cdot x_2",
    r"\frac{\partial L}{\partial K} = X *_{\text{full}} \frac{\partial L}{\partial Z}",
    r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Z} *_{\text{valid}} \text{rot180}(K)",
    r"\frac{\partial L}{\partial X} = \text{conv}(\frac{\partial L}{\partial Z}, \text{rot180}(K), \text{'valid'})",
    r"\frac{\partial L}{\partial X} = \text{corr}_{\text{full}}(\frac{\partial L}{\partial Z}, K)",
    r"\frac{\partial L}{\partial K} = \text{conv}(X, \frac{\partial L}{\partial Z}, stride=2)",
    r"\frac{\partial L}{\partial K} = \begin{bmatrix}"
    r" \frac{\partial L}{\partial k_2} & \frac{\partial L}{\partial k_1} \end{bmatrix}",
]
DEFINITION = [
    r"k_1 = k_1 - \alpha \frac{\partial L}{\partial k_1}",
    r"K = K - \eta \delta K",
    r"\frac{\partial L}{\partial K} = \frac{\partial L}{\partial Z} \frac{\partial Z}{\partial K}",
    r"\frac{\partial L}{\partial K} = \begin{bmatrix}"
    r" \frac{\partial L}{\partial k_1} & \frac{\partial L}{\partial k_2} \end{bmatrix}",
    r"\delta x_i = \frac{\partial L}{\partial x_i}",
    r"s = 1",
]
UNREADABLE = [
    r"\cancel{z_1} = x_1 k_1 + x_2 k_2 + b",
    r"z_1 = x_1 k_1 + x_2 k_2 + c",
    r"z_1 = x_1 k_1 + x_2 k_2 + b \text{ if } s = 1",
    r"z_1 = x_1 k_1 + x_2 k_2 + b \text{ and } + x_1",
    r"z_1 = x_1 k_1 + x_2 k_2 + b \quad x_1",
    r"z_{12} = x_1 k_1 + x_2 k_2 + b_{3,4}",
    r"z_1 \approx x_1 k_1 + x_2 k_2 + b",
    r"\frac{\partial L}{\partial k_1} = \cdot x_1 \quad \cdot x_2",
    r"z_1^{2} = x_1 k_1 + x_2 k_2 + b",
    r"K = \gamma K",
    r"x_1 *_{\text{full}} k_1 = x_1 k_1",
    r"\frac{\partial L}{\partial K} = X *_{\text{same}} \frac{\partial L}{\partial Z}",
    r"\frac{\partial L}{\partial K} = \text{conv}(X, \frac{\partial L}{\partial Z}, \text{'full'}, \text{'valid'})",
]
AMBIGUOUS = [
    # No sum is written, and no convention was announced.
    r"\frac{\partial L}{\partial b} = \frac{\partial L}{\partial z_i} \frac{\partial z_i}{\partial b}",
    # The sign is not the one of the forward pass; only as true convolution is this right.
    r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Z} \circledast K",
    r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Z} \circledast_{\text{full}} K",
]


@pytest.mark.parametrize("equation", PROVED)
def test_what_is_true_is_proved(equation: str) -> None:
    assert verdict(equation) == "proved"


@pytest.mark.parametrize("equation", REFUTED)
def test_what_is_false_is_refuted(equation: str) -> None:
    assert verdict(equation) == "refuted"


@pytest.mark.parametrize("equation", DEFINITION)
def test_what_introduces_something_claims_nothing(equation: str) -> None:
    assert verdict(equation) == "definition"


@pytest.mark.parametrize("equation", UNREADABLE)
def test_what_is_not_understood_is_unreadable(equation: str) -> None:
    assert verdict(equation) == "unreadable"


@pytest.mark.parametrize("equation", AMBIGUOUS)
def test_what_depends_on_a_convention_that_is_not_said_is_ambiguous(equation: str) -> None:
    assert verdict(equation) == "ambiguous"


def test_an_announced_convention_is_used() -> None:
    equation = AMBIGUOUS[0]
    assert verdict(equation, f"We use the Einstein summation convention.\n{FORWARD}") == "proved"


def test_without_an_equation_that_fixes_the_layer_nothing_is_said() -> None:
    report = audit(
        r"$$\frac{\partial L}{\partial k_1} = \frac{\partial L}{\partial z_1} \frac{\partial z_1}{\partial k_1}$$"
    )
    assert [each.outcome for each in report.statements] == ["unreadable"]
    assert report.layers == ()


def test_a_text_without_mathematics_has_no_statements() -> None:
    report = audit("Nothing to see.")
    assert report.statements == ()
    assert report


def test_one_wrong_output_below_a_heading_of_its_own_makes_no_other_layer() -> None:
    outputs = "".join(f"$$z_{{{i}}} = x_{{{i}}} k_{{1}} + x_{{{i + 1}}} k_{{2}} + b$$\n" for i in (1, 2, 3))
    again = audit(f"# The layer\n\n{outputs}\n# Its bias\n\n$$z_{{1}} = x_{{3}} k_{{1}} + x_{{2}} k_{{2}} + b$$\n")
    assert [each.outcome for each in again.statements] == ["proved"] * 3 + ["refuted"]
    assert again.layers == ("conv1d --input 4 --kernel 2",)


@pytest.mark.parametrize("slip", [r"{dL}{dx_3} = \frac{dL}{dy_2} w_2", r"dL = \frac{dL}{dy_2} w_2"])
def test_a_fraction_that_lost_its_command_takes_the_loss_from_no_other_equation(slip: str) -> None:
    notes = r"$$y_1 = w_1 x_1 + w_2 x_2$$ $$y_2 = w_1 x_2 + w_2 x_3$$"
    right = r"$$\frac{dL}{dw_1} = \frac{dL}{dy_1} x_1 + \frac{dL}{dy_2} x_2$$"
    found = [each.outcome for each in audit(f"{notes} {right} $${slip}$$").statements]
    assert found[:3] == ["proved"] * 3
    assert found[3] in ("unreadable", "refuted")
