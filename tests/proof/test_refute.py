"""A short hunt for a counterexample is cut off anywhere: it names the smallest there is, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

from symconv import prove
from symconv.deadline import NEVER, Deadline, TimeUpError
from symconv.proof.decision import Counterexample
from symconv.proof.refute import Tried, counterexample
from symconv.statements.described import usual_family
from symconv.statements.grammar import parse

Each = TypeVar("Each")


@dataclass(frozen=True)
class Cut(Deadline):
    """Passed once `most` items were looked at, whatever the clock says."""

    most: int = 0
    seen: list[object] = field(default_factory=list)

    def watched(self, items: Iterable[Each]) -> Iterator[Each]:
        for each in items:
            if len(self.seen) >= self.most:
                raise TimeUpError
            self.seen.append(each)
            yield each


@pytest.mark.slow
def test_a_short_hunt_that_is_cut_off_names_none_but_the_smallest() -> None:
    # Wrong for an input of 2 with padding 1, which is looked at first, and with as many entries for one of 1.
    tree = parse("pl*(pl - 1)*(pl - 2) + pr*(n - 1) = 0")
    family = usual_family(tree)
    smallest = counterexample(tree, family)
    assert isinstance(smallest, Counterexample)
    answers = [counterexample(tree, family, soon=Cut(most=most)) for most in range(120)]
    assert any(isinstance(each, Tried) and not each.in_time for each in answers)
    assert [each for each in answers if isinstance(each, Counterexample) and each != smallest] == []
    assert counterexample(tree, family, soon=NEVER) == smallest


def test_a_size_has_no_entries_but_may_have_several_axes() -> None:
    assert "at n=2, k=1, the left side is 2, but the right side is 1\n" in str(prove("o = 1", layer="conv1d"))
    found = prove("o = 1", layer="conv2d")
    assert "at n=1x2, k=1x1, along axis 1 the left side is 2, but the right side is 1\n" in str(found)


def test_a_group_is_a_part_of_the_channels_where_sizes_are_said() -> None:
    found = prove("X = pad(X, 1)", layer="conv2d", in_channels=6, out_channels=4, groups=2)
    assert "the sizes differ: left 1x6x1x1, right 1x6x3x3\n" in str(found)


def test_of_a_long_entry_a_part_is_told_what_is_wrong_first() -> None:
    right = "dX = convolve(dZ, K, mode=full)"
    found = prove(f"{right} + times(X, X)", layer="conv1d", in_channels=1, out_channels=12, groups=1, kernel=1)
    said = str(found).splitlines()[1]
    left, other = said.split("but the right side is")
    assert left.count("*") == other.count("*") == 8
    assert left.endswith("dz1_8_1*k8_1_1 + ... (4 more), ")
    assert other.startswith(" x1_1_1*x1_1_1 + dz1_1_1*k1_1_1")
    assert other.endswith(" + ... (5 more)")
