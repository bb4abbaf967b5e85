"""The search for an example of a claim: whole numbers for all its parameters, preferably small ones.

Nothing here is trusted: the kernel tries the numbers itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from math import prod
from random import Random

from symconv.arrays.sums import Guard
from symconv.deadline import TimeUpError
from symconv.proof.sides import Claim, Example, conditions, holds, parameters
from symconv.proof.solvers import model
from symconv.sizes import Monomial, Quotient, Size, evaluate, symbols, terms

# No parameter goes beyond the first of these before all were tried up to it, and so on.
REACHES = [range(reach + 1) for reach in (1, 2, 3, 4, 6, 8)]
# Conditions that are tried with numbers, at each reach, before a solver is asked.
MOST_TRIED = 2_000
# So many examples are drawn at random, and so many of them are samples.
DRAWN, SAMPLES = 10, 2
# A variable that takes so many values is as good as one that takes more.
SEVERAL = 3
# Where the variables of a sum take more values together, others are counted sooner.
MOST_COUNTED = 5_000
# What a solver is first asked for: numbers up to these.
BOUNDS: tuple[int | None, ...] = (10, 100, 1_000, None)


def found_example(claim: Claim, milliseconds: Callable[[], int]) -> Example | None:
    """Numbers that satisfy the hypotheses of a claim and let both sides exist; None where none were found."""
    small = small_example(claim)
    if small is not None:
        return small
    names, wanted = parameters(claim), conditions(claim)
    if not all(holds(guard, {}) for guard in wanted if not set(symbols(guard.value))):
        return None
    for bound in BOUNDS:
        answer = model(_question(names, wanted, bound), names, milliseconds())
        if answer is not None:
            return tuple((name, answer[name]) for name in names)
    return None


def small_example(claim: Claim) -> Example | None:
    """The same as far as it takes no solver."""
    names, wanted = parameters(claim), conditions(claim)
    for numbers in (*REACHES, _near(wanted)):
        values = _tried(names, wanted, numbers)
        if values is not None:
            return tuple((name, values[name]) for name in names)
    return None


def small_numbers(names: tuple[str, ...], wanted: Sequence[Guard], most: int) -> dict[str, int] | None:
    """Numbers from 0 to `most` with which all that is wanted holds, a divisor before what it divides; None where none
    were found."""
    return _tried(names, wanted, range(most + 1))


def found_difference(claim: Claim, milliseconds: Callable[[], int]) -> dict[str, int] | None:
    """Numbers like those of an example at which sides that are sizes differ, the largest as small as it can be.

    None where a solver finds none, or none in time; those that it finds are for somebody else to check.
    """
    names, wanted = parameters(claim), conditions(claim)
    equal = (_guard(Guard(a - b, "=")) for (_, a), (_, b) in zip(claim.left.sizes, claim.right.sizes, strict=True))
    apart = f"(assert (not (and true {' '.join(equal)})))"
    found: dict[str, int] | None = None
    below = 0
    with suppress(TimeUpError):
        for bound in BOUNDS:
            found = model(_question(names, wanted, bound, apart), names, milliseconds())
            if found is not None or bound is None:
                break
            below = bound
        # Nothing up to `below` was found, and something up to the largest number of `found`.
        while found and max(found.values()) > below + 1:
            middle = (below + max(found.values())) // 2
            smaller = model(_question(names, wanted, middle, apart), names, milliseconds())
            found, below = (found, middle) if smaller is None else (smaller, below)
    return found


def samples(claim: Claim) -> Iterator[dict[str, int]]:
    """A few examples in which sums have several terms: where a variable takes one value, any two terms look alike."""
    names, wanted = parameters(claim), conditions(claim)
    cases = {
        tuple(variable.size for variable in case.bound)
        for side in (claim.left, claim.right)
        for term in (side.sum.terms if side.sum else ())
        for part in term.parts
        for case in part.cases
    }
    found: list[tuple[bool, int, dict[str, int]]] = []
    for seed in range(DRAWN):
        for numbers in REACHES[3:]:
            values = _tried(names, wanted, numbers, Random(seed))
            if values is not None:
                sizes = [[evaluate(size, values) for size in case] for case in cases]
                several = sum(min(SEVERAL, size) for case in sizes for size in case)
                found.append((any(prod(case) > MOST_COUNTED for case in sizes), -several, values))
    found.sort(key=lambda each: each[:2])
    yield from (values for *_, values in found[:SAMPLES])


def _tried(
    names: Sequence[str], wanted: Sequence[Guard], numbers: Sequence[int], random: Random | None = None
) -> dict[str, int] | None:
    """The first of these numbers for the names, in order or at random, with which all that is wanted holds; None where
    there are none within the number of trials."""
    # What is said of the first names alone can be looked at when these have numbers.
    ready: list[list[Guard]] = [[] for _ in range(len(names) + 1)]
    places = {name: number for number, name in enumerate(names, start=1)}
    for guard in wanted:
        named = {*symbols(guard.value)}
        if named <= places.keys():
            ready[max([places[name] for name in named], default=0)].append(guard)
    values: dict[str, int] = {}
    tried = 0

    def hold_from(at: int) -> bool:
        """Whether with the values of the first `at` names there are some of the others."""
        nonlocal tried
        tried += 1
        # The divisors come first: none is 0 by the time that something is divided by it.
        if not all(holds(guard, values) for guard in ready[at]):
            return False
        if at == len(names):
            return True
        order = list(numbers)
        if random is not None:
            random.shuffle(order)
        for number in order:
            values[names[at]] = number
            if hold_from(at + 1):
                return True
            if tried > MOST_TRIED:
                break
        return False

    return values if hold_from(0) else None


def _near(wanted: Sequence[Guard]) -> list[int]:
    """The numbers up to the first reach, and those that the conditions name and their next: where a kernel of 300 is
    given, inputs are as long as that."""
    named = sorted({abs(number) for guard in wanted for _, number in terms(guard.value)})
    return sorted({*REACHES[0], *(near for number in named for near in (number, number + 1))})


def _question(names: Sequence[str], wanted: Sequence[Guard], bound: int | None, *further: str) -> str:
    """All that is wanted, as integer arithmetic with products and quotients as what they are, with further assertions.
    """
    lines = ["(set-logic QF_NIA)", *(f"(declare-const |{name}| Int)" for name in names)]
    if bound is not None:
        lines += [f"(assert (<= |{name}| {bound}))" for name in names]
    lines += [f"(assert {_guard(guard)})" for guard in wanted]
    return "\n".join([*lines, *further, "(check-sat)"]) + "\n"


def _guard(guard: Guard) -> str:
    return f"({guard.relation} {_size(guard.value)} 0)"


def _size(value: Size) -> str:
    return f"(+ 0 0 {' '.join(_product(monomial, coefficient) for monomial, coefficient in terms(value))})"


def _product(monomial: Monomial, coefficient: int) -> str:
    number = str(coefficient) if coefficient >= 0 else f"(- {-coefficient})"
    atoms = (
        f"(div {_size(atom.numerator)} {_size(atom.denominator)})" if isinstance(atom, Quotient) else f"|{atom}|"
        for atom in monomial
    )
    return f"(* 1 {number} {' '.join(atoms)})"
