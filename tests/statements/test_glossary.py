"""What names stand for, and that a closed formula does not know what it is about."""

from __future__ import annotations

import pytest

from symconv import Conv1d
from symconv.layers.defined import by_definition
from symconv.layers.family import family_of
from symconv.layers.layer import Axis
from symconv.sizes import symbol
from symconv.statements.families import family_data, family_from_data
from symconv.statements.glossary import ALIASES, DEFINED, Glossary
from symconv.statements.grammar import StatementError, parse_expression
from symconv.statements.meaning import elaborate

LAYER = Conv1d(input=3, kernel=2)
NAMES = [*DEFINED, *(name for name, of in ALIASES.items() if of in DEFINED)]


@pytest.mark.parametrize("name", NAMES)
def test_a_closed_formula_does_not_know_what_it_is_about(name: str) -> None:
    assert Glossary(LAYER, {}).tensor(name) is None
    assert Glossary(LAYER, {}, by_definition).tensor(name) is not None
    with pytest.raises(StatementError, match="what closed formulas are about"):
        elaborate(parse_expression(f"rot180({name})"), Glossary(LAYER, {}))


@pytest.mark.parametrize("name", ["vX", "vK", "A", "C"])
def test_directions_and_free_tensors_stand_in_no_closed_formula(name: str) -> None:
    assert Glossary(LAYER, {}).tensor(name) is None
    with pytest.raises(StatementError, match=f"{name} does not stand in a closed formula"):
        elaborate(parse_expression(f"rot180({name})"), Glossary(LAYER, {}))


@pytest.mark.parametrize("groups", [1, 2, symbol("g")], ids=str)
@pytest.mark.parametrize("ins", [1, 3, symbol("c")], ids=str)
def test_channels_in_a_group_are_read_back_as_they_were(groups: int, ins: int) -> None:
    family = family_of((Axis(symbol("n"), 2),), 1, groups=groups, ins=ins, outs=symbol("f"))
    assert (family.layer.in_per_group, family.layer.out_per_group) == (ins, symbol("f"))
    assert family_from_data(family_data(family)) == family
