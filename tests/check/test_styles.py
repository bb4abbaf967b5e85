"""Backward passes by hand, one style each: right ones are proved, planted bugs are refuted and named."""

from __future__ import annotations

import pytest

from check.planted import BUGS, FOLDER, Bug, spoilt, style
from symconv import Conv2d, Layer
from symconv.testing import check_backward

NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
NEEDS = {"scipy_signal": "scipy", "numba_loops": "numba"}


def needed(name: str) -> None:
    if name in NEEDS:
        pytest.importorskip(NEEDS[name])


def layers(name: str) -> list[Layer]:
    stride = 1 if name == "scipy_signal" else 2
    return [
        Conv2d(input=(7, 6), kernel=(3, 2), in_channels=2, out_channels=3, batch=2, stride=stride, padding=1),
        Conv2d(input=(4, 5), kernel=(2, 3), in_channels=2, out_channels=2),
        Conv2d(input=(4, 4), kernel=1, stride=stride),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_right_code_is_proved(name: str) -> None:
    needed(name)
    for layer in layers(name):
        verdict = check_backward(style(name), layer)
        assert verdict, verdict


@pytest.mark.parametrize("bug", BUGS, ids=str)
def test_a_planted_bug_is_refuted_and_named(bug: Bug) -> None:
    needed(bug.style)
    verdict = check_backward(spoilt(bug), layers(bug.style)[0])
    assert verdict.outcome == "refuted", verdict
    assert any(bug.cause in cause for cause in verdict.causes), verdict


def test_there_are_twelve_styles_with_four_bugs_each() -> None:
    assert len(NAMES) >= 12
    for name in NAMES:
        assert sum(bug.style == name for bug in BUGS) >= 4, name
