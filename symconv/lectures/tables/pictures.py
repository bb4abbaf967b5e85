"""Where the pictures of a derivation belong: the steps of the layer itself and of each closed form."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.lectures.telling import Telling
from symconv.page.document import Block, Steps


def of_layer(telling: Telling) -> Iterator[Block]:
    """The window on the input, for every output."""
    yield _steps(telling, "forward")


def of_formula(telling: Telling, of: str) -> Iterator[Block]:
    """The steps of a closed form that slides something: those of dX and dK."""
    if of in ("dX", "dK"):
        yield _steps(telling, of)


def _steps(telling: Telling, what: str) -> Steps:
    derivation = telling.derivation
    notation = derivation.notation.name
    given = "" if notation == "xkz" else f" --notation {notation}"
    command = f"symconv draw {derivation.layer} --what {what}{given} --animate -o {what}.svg"
    return Steps(derivation.layer, what, notation, command)
