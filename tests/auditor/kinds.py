"""What audit says of every kind of equation, as a page: `python -m tests.auditor.kinds` writes docs/audit_kinds.md."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from symconv import audit

PAGE = Path(__file__).parents[2] / "docs" / "audit_kinds.md"

SIZED = """
$$z_1 = x_1 k_1 + x_2 k_2 + b$$
$$z_2 = x_2 k_1 + x_3 k_2 + b$$
$$Z = X * K + b$$
"""
GENERAL = r"""
$$y_{i,j} = \sum_{m=0}^{M-1}\sum_{n=0}^{N-1} x_{i+m,j+n} w_{m,n} + b$$
"""
STRIDE_1 = r"""
$$y_i = \sum_{k=0}^{K-1} x_{i+k} w_k$$
"""
ACTIVATED = (
    GENERAL
    + r"""
$$a_{i,j} = f(y_{i,j})$$
"""
)
LAYERS = r"""
$$z_{i,j}^l = \sum_{m,n} a_{i+m,j+n}^{l-1} w_{m,n}^l + b^l$$
$$a_{i,j}^l = f(z_{i,j}^l)$$
"""
STRIDED = r"""
$$y_i = \sum_{k=0}^{K-1} x_{s i + k} w_k$$
"""


@dataclass(frozen=True)
class Kind:
    """A kind of equation: its name, the notes before it, and examples."""

    name: str
    before: str
    examples: tuple[str, ...]


KINDS = (
    Kind("Forward expansion", SIZED, (r"z_2 = x_2 k_1 + x_3 k_2 + b", r"z_2 = x_1 k_1 + x_3 k_2 + b")),
    Kind(
        "Local derivative",
        SIZED,
        (r"\frac{\partial z_1}{\partial k_2} = x_2", r"\frac{\partial z_1}{\partial k_2} = x_3"),
    ),
    Kind(
        "Chain-rule line",
        SIZED,
        (
            r"\frac{\partial L}{\partial k_1}"
            r" = \sum_i \frac{\partial L}{\partial z_i} \frac{\partial z_i}{\partial k_1}",
            r"\frac{\partial L}{\partial k_1} = \frac{\partial L}{\partial z_1} \frac{\partial z_1}{\partial k_1}",
        ),
    ),
    Kind(
        "Gradient, entry by entry",
        SIZED,
        (r"\delta x_2 = \delta z_1 k_2 + \delta z_2 k_1", r"\delta x_2 = \delta z_1 k_1 + \delta z_2 k_2"),
    ),
    Kind(
        "Row of local derivatives",
        SIZED,
        (r"\delta k_1 = \cdot x_1 \quad \cdot x_2", r"\delta k_1 = \cdot x_2 \quad \cdot x_1"),
    ),
    Kind(
        "Matrices",
        SIZED,
        (
            r"\begin{bmatrix} x_1 & x_2 & x_3 \end{bmatrix} * \begin{bmatrix} \delta z_1 & \delta z_2 \end{bmatrix}"
            r" = \begin{bmatrix} \delta k_1 & \delta k_2 \end{bmatrix}",
            r"\begin{bmatrix} x_1 & x_2 & x_3 \end{bmatrix} * \begin{bmatrix} \delta z_2 & \delta z_1 \end{bmatrix}"
            r" = \begin{bmatrix} \delta k_1 & \delta k_2 \end{bmatrix}",
        ),
    ),
    Kind(
        "Array formula",
        SIZED,
        (
            r"\frac{\partial L}{\partial K} = X * \frac{\partial L}{\partial Z}",
            r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Z} * \text{rot180}(K)",
            r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Z} * K",
        ),
    ),
    Kind(
        "With a mode",
        SIZED,
        (
            r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Z} *_{\text{full}} \text{rot180}(K)",
            r"\frac{\partial L}{\partial K} = \text{conv}(X, \frac{\partial L}{\partial Z}) \text{ (full)}",
        ),
    ),
    Kind("Numbers put in", SIZED, (r"k - 1 = 2 - 1", r"k - 1 = 3 - 1")),
    Kind(
        "General index equation",
        GENERAL,
        (
            r"\frac{\partial L}{\partial w_{m,n}} = \sum_{i,j} \frac{\partial L}{\partial y_{i,j}} x_{i+m,j+n}",
            r"\frac{\partial L}{\partial x_{u,v}} = \sum_{m,n} \frac{\partial L}{\partial y_{u-m,v-n}} w_{m,n}",
            r"\frac{\partial L}{\partial x_{u,v}} = \sum_{m,n} \frac{\partial L}{\partial y_{u+m,v+n}} w_{m,n}",
        ),
    ),
    Kind(
        "With a stride",
        STRIDED,
        (
            r"\frac{\partial L}{\partial x_j} = \sum_i \frac{\partial L}{\partial y_i} w_{j - s i}",
            r"\frac{\partial L}{\partial x_j} = \sum_i \frac{\partial L}{\partial y_i} w_{j - i}",
        ),
    ),
    Kind(
        "Divided indices",
        STRIDED,
        (
            r"\frac{\partial L}{\partial x_j} = \sum_k \frac{\partial L}{\partial y_{(j-k)/s}} w_k",
            r"\frac{\partial L}{\partial x_j} = \sum_k \frac{\partial L}{\partial y_{\lfloor (j-k)/s \rfloor}} w_k",
        ),
    ),
    Kind(
        "Formula for a size",
        "",
        (
            r"o = \left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1",
            r"o = \left\lfloor \frac{n + 2p - k}{s} \right\rfloor",
            r"o = \frac{n + 2p - k}{s} + 1",
            r"p = \frac{k - 1}{2}",
        ),
    ),
    Kind(
        "Ends by the smaller of two",
        STRIDE_1,
        (
            r"\frac{\partial L}{\partial x_j} = \sum_{k=0}^{\min(j, K-1)} \frac{\partial L}{\partial y_{j-k}} w_k",
            r"\frac{\partial L}{\partial x_j} = \sum_{k=0}^{\min(j, K-2)} \frac{\partial L}{\partial y_{j-k}} w_k",
        ),
    ),
    Kind(
        "Cases",
        STRIDE_1,
        (
            r"\frac{\partial y_i}{\partial x_j}"
            r" = \begin{cases} w_{j-i} & 0 \le j - i < K \\ 0 & \text{otherwise} \end{cases}",
            r"\frac{\partial y_i}{\partial x_j}"
            r" = \begin{cases} w_{i-j} & 0 \le i - j < K \\ 0 & \text{otherwise} \end{cases}",
        ),
    ),
    Kind(
        "What loops add up",
        STRIDE_1,
        (r"\delta x_{i+k} += \delta y_i w_k", r"\delta x_{i-k} += \delta y_i w_k", r"w_k += \delta y_i x_{i+k}"),
    ),
    Kind("Update rule", SIZED, (r"K = K - \alpha \frac{\partial L}{\partial K}",)),
    Kind(
        "Name for entries",
        SIZED,
        (r"\delta x_i = \frac{\partial L}{\partial x_i}", r"\delta x_i = \frac{\partial L}{\partial x_1}"),
    ),
    Kind(
        "The chain rule as a scheme",
        SIZED,
        (r"\frac{\partial L}{\partial K} = \frac{\partial L}{\partial Z} \frac{\partial Z}{\partial K}",),
    ),
    Kind(
        "A convention that is not said",
        SIZED,
        (r"\frac{\partial L}{\partial b} = \frac{\partial L}{\partial z_i} \frac{\partial z_i}{\partial b}",),
    ),
    Kind("A function that is not introduced", GENERAL, (r"\delta_{i,j} = f'(y_{i,j})",)),
    Kind(
        "An activation",
        ACTIVATED,
        (
            r"\delta_{i,j} = \frac{\partial L}{\partial a_{i,j}} f'(y_{i,j})",
            r"\frac{\partial L}{\partial w_{m,n}}"
            r" = \sum_{i,j} \frac{\partial L}{\partial a_{i,j}} f'(y_{i,j}) x_{i+m,j+n}",
            r"\frac{\partial L}{\partial w_{m,n}} = \sum_{i,j} \frac{\partial L}{\partial a_{i,j}} x_{i+m,j+n}",
        ),
    ),
    Kind(
        "Several layers",
        LAYERS,
        (
            r"\delta_{i,j}^l = f'(z_{i,j}^l) \sum_{m,n} \delta_{i-m,j-n}^{l+1} w_{m,n}^{l+1}",
            r"\delta_{i,j}^l = \sum_{m,n} \delta_{i-m,j-n}^{l+1} w_{m,n}^{l+1}",
            r"\delta_{i,j}^l = f'(z_{i,j}^l) \sum_{m,n} \delta_{i-m,j-n}^{l+1} w_{m,n}^l",
        ),
    ),
    Kind("Struck out", SIZED, (r"\cancel{z_1} = x_1 k_1",)),
    Kind("A fraction that is no derivative", SIZED, (r"b = \frac{1}{2} z_1",)),
    Kind("Powers and transposes", SIZED, (r"Z = X^T K", r"z_1 = x_1^2")),
    Kind("Relations other than equals", SIZED, (r"z_1 \approx x_1 k_1", r"z_1 \le x_1")),
    Kind("A name that nothing explains", SIZED, (r"z_1 = q_1 k_1 + q_2 k_2 + b",)),
    Kind("No layer in sight", "", (r"\frac{\partial L}{\partial w_1} = \frac{\partial L}{\partial y_1} x_1",)),
)


def page() -> str:
    """The page: a table for every kind."""
    lines = [
        "# What audit says of every kind of equation",
        "",
        "Made by `python -m tests.auditor.kinds`; a test holds it to what the program says today. Above each group",
        "stand the notes that say what the layer is.",
        "",
    ]
    before = None
    for kind in KINDS:
        if kind.before != before:
            lines += ["```latex", kind.before.strip() or "(nothing)", "```", ""]
            before = kind.before
        lines += [f"## {kind.name}", ""]
        for example in kind.examples:
            found = audit(f"{kind.before}\n$${example}$$\n").statements[-1]
            scope = f" {found.scope}" if found.scope else ""
            reason = f": {found.reason}" if found.reason else ""
            lines += ["```latex", example, "```", "", f"**{found.outcome}**{scope}{reason}", ""]
            if found.corrected:
                lines += ["```latex", found.corrected, "```", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
