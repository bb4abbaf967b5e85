"""The long run: random statements about random families, every verdict held against loops over all small geometries.

    PYTHONPATH=tests python -m mutation.long_run --count 20000 --seed 1

It prints how many statements had which verdict, and why true ones remained undecided; every wrong verdict; and it ends
with 1 where there was one. With `--outcomes FILE` every outcome is kept there, a line each, and a run that was stopped
goes on after the last. The tests run a sample.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import islice
from math import prod
from pathlib import Path
from random import Random
from string import digits
from typing import Any

from oracles import statement_values
from oracles.brute_force import far_geometries, geometries, geometry_at, larger_geometries
from oracles.free_readings import as_read, entries, fitted
from oracles.one_geometry import Geometry
from oracles.statement_values import differs, says_something
from strategies.statements import statement_text
from strategies.sums import sum_text

from symconv.errors import SymconvError
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis
from symconv.proving import prove
from symconv.results import Proof, Refutation, Result
from symconv.sizes import symbol
from symconv.statements.described import usual_family
from symconv.statements.glossary import free_names, needs_layer
from symconv.statements.grammar import Statement, parse, singled_out

TIMEOUT = 10.0
# Of the geometries of one axis, so many of the smallest and as many others; and of each larger rank.
SMALL = 120
LARGER = 5
# Where nothing exists at small sizes, so many larger ones are drawn, their numbers up to this and those in the text.
FARTHER, FARTHEST = 2_000, 14
# Where a kernel entry meets an input entry is kept for every output entry: of more of them the oracle makes no table.
MOST_PRODUCTS = 200_000
# Those that tell something are enough.
TELLING = 40
# Tensors with values that are kept, before they are drawn anew.
MOST_PLACES = 20_000
# Draws of values for one geometry: at a single one two polynomials may agree by chance.
DRAWS = 5
# How often it says how far it is.
REPORTED = 200
LEADS, LETTERS = ("batch", "groups", "ins", "outs"), "Ngcf"


@dataclass(frozen=True)
class Outcome:
    """What was said of a statement, why, whether a small geometry shows it to be false, and what is wrong with that."""

    text: str
    verdict: str
    reason: str = ""
    false: bool = False
    complaint: str = ""


@cache
def families() -> tuple[Family, ...]:
    """Cross-correlation layers with some parameters fixed and some not, of one rank or any, some with channels."""
    n, k, s, d, p, pl, pr = map(symbol, ("n", "k", "s", "d", "p", "pl", "pr"))
    axes = [
        Axis(n, k),
        Axis(n, k, s),
        Axis(n, k, 1, d, p, p),
        Axis(n, k, 2, 1, pl, pr),
        Axis(n, k, 3, 2),
        Axis(n, 3, s, d),
        Axis(n, 2, s, 1, p, p),
        Axis(n, 3, 2, 2, 1, 2),
        Axis(n, 1, s, d, pl),
    ]
    found = []
    for at, axis in enumerate(axes):
        leads: dict[str, Any] = {
            name: symbol(letter) if at % 2 else 1 for name, letter in zip(LEADS, LETTERS, strict=True)
        }
        found.append(family_of((axis,), (None, 1, 2, None, 3)[at % 5], **leads))
    return tuple(found)


def drawn(chance: Random) -> tuple[str, Family | None]:
    """A statement, and the family that it is about; None for the usual one."""
    kind = chance.choice(("any", "layer", "layer", "free"))
    if kind == "any":
        return statement_text(chance.choice), None
    text = sum_text(chance, kind == "layer")
    if kind == "free" or chance.random() < 0.3:
        return text, None
    return text, chance.choice(families())


def judged(text: str, family: Family | None) -> Outcome:
    """What is said of one statement, and whether that is right."""
    try:
        tree = parse(text)
        here = usual_family(tree) if family is None else family
        result = prove(text, family, timeout=TIMEOUT)
    except SymconvError as error:
        return Outcome(text, "nonsense", type(error).__name__)
    except Exception as error:
        # Said with the statement; which one it was would be lost otherwise.
        return Outcome(text, "no verdict", complaint=f"no verdict: {error!r}")
    return verdict_on(tree, here, result)


def verdict_on(tree: Statement, family: Family, result: Result) -> Outcome:
    """Whether a verdict is right, as far as small geometries tell."""
    text = tree.text
    if isinstance(result, Refutation):
        found = geometry_at(tree, family, result.counterexample.sizes)
        if found is None:
            return Outcome(text, "refuted", complaint=f"its counterexample is not in the family: {result}")
        if not differs(tree, found, DRAWS):
            return Outcome(text, "refuted", complaint=f"the sides agree at its counterexample: {result}")
        if smaller := sooner(tree, family, found):
            return Outcome(text, "refuted", complaint=f"{result}, but sooner at {smaller}")
        return Outcome(text, "refuted", false=True)
    if isinstance(result, Proof):
        example = example_at(result, family)
        if example is None or not says_something(tree, example):
            return Outcome(text, "proved", complaint=f"proved of nothing: {result.proved.example}")
    looked_at = [*small(tree, family)]
    if not any(says_something(tree, each) for each in looked_at):
        looked_at += telling(tree, family)
    wrong = next((each for each in looked_at if differs(tree, each)), None)
    if isinstance(result, Proof):
        return Outcome(text, "proved", complaint="" if wrong is None else f"proved, but wrong at {wrong}")
    if wrong is None and not any(says_something(tree, each) for each in looked_at):
        return Outcome(text, "about nothing", result.said)
    return Outcome(text, "undecided", result.said.split(":")[0].split(";")[0], wrong is not None)


def example_at(proof: Proof, family: Family) -> Geometry | None:
    """The example of a proof, one axis of each class, as a member of the family; None where it is none."""
    values = dict(proof.proved.example)
    kinds = len(family.layer.axes) if family.rank is None else family.rank
    sizes: dict[str, int | list[int]] = {}
    for name in dict.fromkeys(each if each in LETTERS else each.rstrip(digits) for each in values):
        along = [values.get(f"{name}{at}", values.get(name, 0)) for at in range(kinds)]
        sizes[name] = values[name] if name in LETTERS else along
    return geometry_at(proof.tree, family, sizes)


def telling(tree: Statement, family: Family) -> list[Geometry]:
    """Some geometries far beyond the small ones at which the left side exists."""
    numbers = sum(int(each) for each in re.findall("[0-9]+", tree.text))
    rank = family.rank or max(1, singled_out(tree))
    drawn_far = far_geometries(family, free_names(tree), needs_layer(tree), rank, FARTHEST + numbers)
    read = fitted(tree, (each for each in islice(drawn_far, FARTHER) if products(each) <= MOST_PRODUCTS))
    return list(islice((each for each in read if says_something(tree, each)), TELLING))


def products(geometry: Geometry) -> int:
    """How many pairs of an input and a kernel entry there are for all outputs, with one channel."""
    along = zip(geometry.axes, geometry.output, strict=True)
    return prod(axis.n * axis.k * length for axis, length in along)


def sooner(tree: Statement, family: Family, found: Geometry) -> Geometry | None:
    """A counterexample with fewer entries than the one that was found, where both have one axis and one channel."""
    if len(found.axes) > 1 or max(found.batch, found.groups, found.ins, found.outs) > 1:
        return None
    # Which of them have the lengths that are needed takes long to find, so larger ones are left out before.
    fewer = [each for each in of_one_axis(tree, family) if entries(each) < entries(found)]
    return next((each for each in as_read(tree, fewer) if differs(tree, each)), None)


def small(tree: Statement, family: Family) -> Iterator[Geometry]:
    """The small geometries of a family: of one axis the smallest and some more, then of more axes and channels."""
    free, of_layer = free_names(tree), needs_layer(tree)
    yield from as_read(tree, of_one_axis(tree, family))
    for rank in ranks_of(family):
        if rank > 1 and singled_out(tree) <= rank:
            yield from fitted(tree, larger(family, free, of_layer, rank))


def of_one_axis(tree: Statement, family: Family) -> list[Geometry]:
    """The smallest geometries of one axis and one channel, and some more of them."""
    if 1 not in ranks_of(family) or singled_out(tree) > 1:
        return []
    every = ordered(family, free_names(tree), needs_layer(tree))
    return [*every[:SMALL], *Random(0).sample(every[SMALL:], min(SMALL, len(every[SMALL:])))]


def ranks_of(family: Family) -> range:
    """The numbers of axes that are looked at."""
    return range(1, 4) if family.rank is None else range(family.rank, family.rank + 1)


@cache
def ordered(family: Family, free: tuple[str, ...], of_layer: bool) -> tuple[Geometry, ...]:
    """All geometries of one axis, the smallest first."""
    return tuple(sorted(geometries(family, free, of_layer), key=entries))


@cache
def larger(family: Family, free: tuple[str, ...], of_layer: bool, rank: int) -> tuple[Geometry, ...]:
    """The smallest geometries of more axes, with as many examples, groups and channels as the family may have."""
    layer = family.layer
    sizes = {"batch": layer.batch, "groups": layer.groups, "ins": layer.in_per_group, "outs": layer.out_per_group}
    fixed: dict[str, Any] = {name: size for name, size in sizes.items() if isinstance(size, int)}
    found = (replace(each, **fixed) for each in larger_geometries(family, free, of_layer, rank))
    return tuple(sorted(found, key=entries)[:LARGER])


def run(numbers: Iterable[int], seed: int) -> Iterator[Outcome]:
    """The outcomes of the statements with these numbers."""
    for number in numbers:
        yield judged(*drawn(Random(f"{seed} {number}")))
        if statement_values.place.cache_info().currsize > MOST_PLACES:
            statement_values.place.cache_clear()


def kept(path: Path) -> list[Outcome]:
    """The outcomes of an earlier run; none where there is no file."""
    return [Outcome(**json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []


def report(outcomes: Sequence[Outcome]) -> str:
    """The verdicts counted; the true statements that remained undecided by reason; the complaints."""
    verdicts = Counter(each.verdict for each in outcomes)
    undecided = [each for each in outcomes if each.verdict == "undecided" and not each.false]
    true = verdicts["proved"] + len(undecided)
    lines = [f"{count:6} {verdict}" for verdict, count in verdicts.most_common()]
    lines.append(f"{len(undecided):6} of {true} true ones undecided ({len(undecided) / max(1, true):.1%})")
    lines += [f"{count:8} {reason}" for reason, count in Counter(each.reason for each in undecided).most_common()]
    missed = Counter(each.reason for each in outcomes if each.verdict == "undecided" and each.false)
    lines.append(f"{missed.total():6} false ones undecided")
    lines += [f"{count:8} {reason}" for reason, count in missed.most_common()]
    wrong = [each for each in outcomes if each.complaint]
    lines.append(f"{len(wrong):6} wrong verdicts")
    return "\n".join([*lines, *(f"{each.text}\n    {each.complaint}" for each in wrong)])


def main() -> int:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(prog="mutation.long_run", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show-undecided", action="store_true", help="print what was left undecided")
    parser.add_argument("--outcomes", type=Path, help="keep every outcome in this file, and go on after the last")
    given = parser.parse_args()
    outcomes = kept(given.outcomes) if given.outcomes else []
    for outcome in run(range(len(outcomes), given.count), given.seed):
        outcomes.append(outcome)
        if given.outcomes:
            with given.outcomes.open("a") as file:
                file.write(json.dumps(asdict(outcome)) + "\n")
        if given.show_undecided and outcome.verdict == "undecided":
            print(f"undecided, {'false' if outcome.false else 'true'} ({outcome.reason}): {outcome.text}", flush=True)
        if len(outcomes) % REPORTED == 0:
            print(f"{len(outcomes):,} of {given.count:,}\n{report(outcomes)}", file=sys.stderr, flush=True)
    print(report(outcomes))
    return int(any(each.complaint for each in outcomes))


if __name__ == "__main__":
    sys.exit(main())
