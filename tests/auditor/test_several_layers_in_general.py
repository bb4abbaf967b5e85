"""Notes that define one layer after another in general equations, each below a heading of its own."""

from __future__ import annotations

from symconv import audit

FIRST = r"""
# Stride one

$$y_i = \sum_{k=0}^{K-1} x_{i+k} w_k$$
"""
SECOND = r"""
# Stride two

$$y_i = \sum_{k=0}^{K-1} x_{2i+k} w_k$$
"""
BY_ONE = r"$$\frac{\partial L}{\partial x_j} = \sum_k \frac{\partial L}{\partial y_{j-k}} w_k$$"
BY_TWO = r"$$\frac{\partial L}{\partial x_j} = \sum_i \frac{\partial L}{\partial y_i} w_{j-2i}$$"
WRONG = r"$$\frac{\partial L}{\partial x_j} = \sum_i \frac{\partial L}{\partial y_i} w_{j-3i}$$"


def outcomes(text: str) -> list[str]:
    return [each.outcome for each in audit(text).statements]


def test_each_heading_has_its_layer() -> None:
    assert outcomes(f"{FIRST}\n{BY_ONE}\n{BY_TWO}\n{SECOND}\n{BY_TWO}\n{BY_ONE}\n") == [
        *("proved", "proved", "refuted"),
        *("proved", "proved", "refuted"),
    ]


def test_what_stands_below_another_heading_may_be_said_of_any_of_them() -> None:
    found = audit(f"{FIRST}\n{SECOND}\n# Summary\n\n{BY_TWO}\n\n{BY_ONE}\n\n{WRONG}\n").statements
    assert [each.outcome for each in found] == ["proved", "proved", "proved", "ambiguous", "refuted"]
    assert found[3].reason.startswith("true of conv1d --input n0 --kernel k0 --no-bias, false of ")


def test_two_layers_below_one_heading_define_nothing() -> None:
    assert set(outcomes((FIRST + SECOND).replace("# Stride two", ""))) == {"unreadable"}
