"""A layer that false gradients happen to fit does not take the place of the one that the outputs define."""

from __future__ import annotations

import pytest

from symconv import audit

OUTPUTS = r"""
$$y_1 = k_1 x_1 + k_2 x_2$$
$$y_2 = k_1 x_3 + k_2 x_4$$
"""
RIGHT = [
    r"\frac{\partial L}{\partial k_1} = \frac{\partial L}{\partial y_1} x_1 + \frac{\partial L}{\partial y_2} x_3",
    r"\frac{\partial L}{\partial x_3} = \frac{\partial L}{\partial y_2} k_1",
]
# All of them true of a transposed layer of four inputs, of which only the first output is as it says above.
WRONG = [
    r"\frac{\partial L}{\partial k_2} = \frac{\partial L}{\partial y_1} x_2 + \frac{\partial L}{\partial y_2} x_3",
    r"\frac{\partial L}{\partial x_2} = \frac{\partial L}{\partial y_1} k_2 + \frac{\partial L}{\partial y_2} k_1",
    r"\frac{\partial y_2}{\partial x_3} = k_2",
]


def judged(*equations: str) -> dict[str, str]:
    notes = OUTPUTS + "\n".join(f"$${each}$$" for each in equations)
    return {each.equation: each.outcome for each in audit(notes).statements}


def test_outputs_and_right_gradients_have_the_lead() -> None:
    found = judged(*RIGHT, WRONG[0])
    assert [found[each] for each in (*RIGHT, WRONG[0])] == ["proved", "proved", "refuted"]


@pytest.mark.parametrize("said", [[], RIGHT[:1], RIGHT[1:], RIGHT], ids=["none", "first", "second", "both"])
def test_what_more_false_gradients_than_right_ones_fit_is_not_believed(said: list[str]) -> None:
    found = judged(*said, *WRONG)
    assert "proved" not in {found[each] for each in WRONG}
    assert "refuted" not in {found[each] for each in said}
    assert "refuted" not in {outcome for equation, outcome in found.items() if equation.startswith("y_")}


def test_a_slip_in_one_output_is_still_one_beside_many_right_gradients() -> None:
    forward = "$$y_1 = k_1 x_1 + k_2 x_2$$ $$y_2 = k_1 x_2 + k_2 x_3$$ $$y_3 = k_1 x_3 + k_2 x_5$$"
    gradients = [
        r"\delta k_1 = \delta y_1 x_1 + \delta y_2 x_2 + \delta y_3 x_3",
        r"\delta k_2 = \delta y_1 x_2 + \delta y_2 x_3 + \delta y_3 x_4",
        r"\delta x_4 = \delta y_3 k_2",
        r"\delta x_3 = \delta y_2 k_2 + \delta y_3 k_1",
    ]
    found = audit(forward + " ".join(f"$${each}$$" for each in gradients)).statements
    assert [each.outcome for each in found] == ["proved", "proved", "refuted", *["proved"] * 4]
