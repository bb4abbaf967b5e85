"""A short hunt for a counterexample is cut off anywhere: it names the smallest there is, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from symconv.deadline import NEVER, Deadline, TimeUpError
from symconv.proof.refute import Counterexample, Tried, counterexample
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
