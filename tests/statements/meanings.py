"""What an expression means on a small layer, as tests ask for it: the array, and all its entries written out."""

from __future__ import annotations

import math

from symconv import Conv1d, Conv2d, ConvTranspose2d, Layer
from symconv.exact.instance import Instance, definitions
from symconv.exact.monomials import FormEntries, monomials
from symconv.layers.defined import by_definition
from symconv.sizes import concrete
from symconv.statements.calls import Meaning
from symconv.statements.glossary import (
    Glossary,
)
from symconv.statements.grammar import parse, parse_expression
from symconv.statements.meaning import elaborate

LINE = Conv1d(input=3, kernel=2)
PLANE = Conv2d(input=(7, 9), kernel=(2, 3), stride=(2, 1), dilation=(1, 2), padding=((1, 2), (0, 3)))
UP = ConvTranspose2d(input=(3, 4), kernel=(2, 3), stride=(3, 2), output_padding=(2, 1), padding=(0, 1))


def meaning(text: str, layer: Layer = LINE, **free: tuple[int, ...]) -> Meaning:
    return elaborate(parse_expression(text), Glossary(layer, free, by_definition))


def entries(text: str, layer: Layer = LINE, **free: tuple[int, ...]) -> list[str]:
    """Every entry of an expression, row-major."""
    statement = parse(f"{text} = {text}")
    instance = Instance(layer, free)
    found = elaborate(statement.left, instance.glossary)
    assert not isinstance(found, tuple)
    engine = instance.engine(statement)
    table = monomials(found.value(engine.values(definitions(layer, statement)), FormEntries()))
    return [engine.text(table, place) for place in range(math.prod(map(concrete, found.shape.sizes)))]


def literal(text: str) -> list[list[str]]:
    """Entries as the terms that they are the sums of, whatever the order of terms and factors."""
    return [sorted("*".join(sorted(term.split("*"))) for term in entry.split(" + ")) for entry in text.split("; ")]


def sums(text: str, layer: Layer = LINE, **free: tuple[int, ...]) -> list[list[str]]:
    """Every entry of an expression, as `literal` writes it."""
    return literal("; ".join(entries(text, layer, **free)))
