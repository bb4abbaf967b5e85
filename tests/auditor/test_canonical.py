"""How a statement was read: what is shown reads back as the same tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from symconv import audit, derive
from symconv.auditor.canonical import canonical, typeset
from symconv.auditor.equation_sides import side_of
from symconv.auditor.labels import without_labels
from symconv.auditor.reading import einstein, sections
from symconv.auditor.statements import statements
from symconv.auditor.tree import LocalRow
from symconv.layers.build import Conv1d, Conv2d
from symconv.page import latex

NOTES = Path(__file__).parent / "notes"
GENERAL = r"""
$$y_{i,j} = \sum_{m=0}^{k_1-1}\sum_{n=0}^{k_2-1} x_{i+m,j+n} w_{m,n}$$
$$\frac{\partial L}{\partial x_{i',j'}} = \sum_{m,n} \delta_{i'-m,j'-n} w_{m,n}$$
$$\frac{\partial L}{\partial W} = X * \frac{\partial L}{\partial Y}$$
"""
TEXTS = {
    **{name: (NOTES / f"{name}.md").read_text(encoding="utf-8") for name in ("arrows", "bias", "rows")},
    "general": GENERAL,
    "derived": derive(Conv2d(input=3, kernel=2)).markdown(),
    "derived in deltas": derive(Conv1d(input=4, kernel=2), notation="delta").markdown(),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_written_reads_back_as_the_same_tree(text: str) -> None:
    count = 0
    for section in sections(without_labels(statements(text)), einstein(text)):
        notes = section.readings[0].notes if section.readings else section.general[0].members[0].notes
        for statement in section.statements:
            for side in (statement.left.tree, statement.right.tree):
                if side is None or isinstance(side, LocalRow):
                    continue
                tree = canonical(side, notes)
                maths = typeset(tree)
                if maths is None:
                    continue
                back = side_of(latex.written(maths)).tree
                assert back is not None, latex.written(maths)
                assert canonical(back, notes) == tree
                count += 1
    assert count > 4


@pytest.mark.parametrize(
    ("equation", "reading"),
    [
        (r"\mathbf{y}_{1} = w_1 \cdot x_1 + w_2 * x_2", r"y_{1} = w_{1} x_{1} + w_{2} x_{2}"),
        (
            r"\frac{\partial L}{\partial w_1} = \cdot x_1 \quad \cdot x_2",
            r"\frac{\partial L}{\partial w_{1}} = \begin{...}",
        ),
        (r"dW = X * \delta Y", r"\Delta W = X \star \Delta Y"),
    ],
)
def test_the_reading_is_shown(equation: str, reading: str) -> None:
    forward = "$$y_1 = w_1 x_1 + w_2 x_2$$ $$y_2 = w_1 x_2 + w_2 x_3$$"
    found = audit(f"{forward} $${equation}$$").statements[-1]
    # A row of cells by itself has no way to be written.
    assert found.reading == ("" if "..." in reading else reading)
    assert found.outcome == "proved"
