"""The nearest true equation, in the notes' own letters, and what was wrong in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from symconv import audit

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
        r"\frac{\partial L}{\partial x_{u,v}} = \sum_{m,n} \frac{\partial L}{\partial y_{u - m,v - n}} w_{m,n}",
        "index: y_{u - m,v - n} for y_{u+m,v-n}",
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
        "Z_{12} = K_{11} X_{12} + K_{12} X_{13} + K_{21} X_{22} + K_{22} X_{23}",
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
        r"\delta w_2 = \delta y_2 \frac{\partial y_2}{\partial w_2} + \delta y_1 \frac{\partial y_1}{\partial w_2}",
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
]


@pytest.mark.parametrize(("forward", "wrong", "right", "reason"), REPAIRS, ids=[str(at) for at in range(len(REPAIRS))])
def test_the_nearest_true_equation(forward: str, wrong: str, right: str, reason: str | None) -> None:
    last = audit(f"{forward}\n$${wrong}$$\n").statements[-1]
    assert last.outcome == "refuted"
    assert audit(f"{forward}\n$${last.corrected}$$\n").statements[-1].outcome == "proved"
    if reason is not None:
        assert (last.corrected, last.reason) == (right, reason)


NOTES = Path(__file__).parent / "notes"


@pytest.mark.parametrize("name", ["bias", "rows", "arrows"])
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
