"""How a name of several letters is spelled in mathematics, where letters side by side would be a product."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name's word, with a sign before it and what stands below and above it, where there is something."""

    word: str
    sign: str = ""
    below: str = ""
    above: str = ""


# The two sides of a padding, the upstream gradient, and the directions of a change.
SPELLED = {
    "pl": Spelled("p", below="l"),
    "pr": Spelled("p", below="r"),
    "dZ": Spelled("Z", sign="Δ"),
    "vX": Spelled("v", above="X"),
    "vK": Spelled("v", above="K"),
}


def spelled(name: str) -> Spelled:
    """The parts of a name; what follows an underscore stands below.

    >>> spelled("n_0")
    Spelled(word='n', sign='', below='0', above='')
    """
    if name in SPELLED:
        return SPELLED[name]
    word, _, below = name.partition("_")
    return Spelled(word, below=below)
