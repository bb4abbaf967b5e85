"""Random sizes: sums of a few products of parameters, variables and quotients of them."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from symconv.sizes import Size, floordiv, index, symbol

NUMBERS = st.integers(-3, 3)
PARAMETERS = ("n", "k", "p")


def called(name: str) -> Size:
    """The parameter of that name, or the variable."""
    return symbol(name) if name in PARAMETERS else index(name)


@st.composite
def polynomials(draw: st.DrawFn, names: Sequence[str], quotients: bool = True) -> Size:
    """A sum of a few products of at most two names or quotients."""
    found: Size = draw(NUMBERS)
    for _ in range(draw(st.integers(1, 3))):
        product: Size = draw(NUMBERS)
        for _ in range(draw(st.integers(1, 2))):
            if quotients and draw(st.integers(0, 4)) == 0:
                one, other = (called(draw(st.sampled_from(names))) for _ in range(2))
                factor = floordiv(one + draw(NUMBERS), other + draw(st.integers(0, 1)))
            else:
                factor = called(draw(st.sampled_from(names)))
            product = product * factor
        found = found + product
    return found
