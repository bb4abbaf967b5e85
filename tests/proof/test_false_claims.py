"""False claims for which the search finds a plan: the kernel does not prove them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from oracles.claims_by_hand import (
    claimed,
    family,
    n,
    planned,
)

from proof.proved import SOLVERS, prove
from symconv.arrays.sums import Case, Guard, Part, Variable
from symconv.layers.family import Family
from symconv.layers.layer import Axis
from symconv.proof.kernel import KernelError
from symconv.proof.search import plans
from symconv.sizes import Size, evaluate, symbol
from symconv.statements.theorems import GENERAL, TRANSPOSED

# False statements for which the search finds a plan: the solver has to say no.

s, op, pl, pr = (symbol(name) for name in ("s", "op", "pl", "pr"))
FALSE: dict[str, tuple[str, Family]] = {
    "rot180 forgotten": ("dX = correlate(pad(dZ, k-1), K)", family()),
    "rot180 too many": ("dK = correlate(X, rot180(dZ))", family()),
    "padding one too large": ("dX = correlate(pad(dZ, k), rot180(K))", family()),
    "padding one too large, cropped": ("dX = crop(correlate(pad(dZ, k), rot180(K)), n)", family()),
    "padding one too small, padded again": ("dX = pad(correlate(pad(dZ, k-2), rot180(K)), 1)", family()),
    "padding on the wrong side": ("dX = correlate(pad(dZ, 2*k-2, 0), rot180(K))", family()),
    "shifted by one": ("dX = correlate(pad(dZ, k, k-2), rot180(K))", family()),
    "r forgotten": (
        "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr), rot180(K), dilation=d)",
        family(GENERAL),
    ),
    "padding swapped": (
        "dX = correlate(pad(insert_zeros(dZ, s), D-pr, D-pl+r), rot180(K), dilation=d)",
        family(GENERAL),
    ),
    "r on the wrong side": (
        "dX = correlate(pad(insert_zeros(dZ, s), D-pl+r, D-pr), rot180(K), dilation=d)",
        family(GENERAL),
    ),
    "stride and dilation swapped": (
        "dK = crop(correlate(pad(X, pl, pr), dZ, stride=s, dilation=d), k)",
        family(GENERAL),
    ),
    "not cropped": ("dK = correlate(pad(X, pl, pr), dZ, stride=d, dilation=s)", family(GENERAL)),
    "without zero insertion": ("Z = correlate(pad(X, D-pl, D-pr+op), rot180(K)) + B", family(TRANSPOSED, True)),
    "output padding on the wrong side": (
        "Z = correlate(pad(insert_zeros(X, s), D-pl+op, D-pr), rot180(K), dilation=d) + B",
        family(TRANSPOSED, True),
    ),
    "op < s weakened to op <= s": (
        "dX = correlate(pad(dZ, pl, pr), K, stride=s, dilation=d)",
        family(TRANSPOSED, True, (Guard(s - op, ">="),)),
    ),
    "op < s left out": ("((n-1)*s + op)//s + 1 = n", family(TRANSPOSED, True)),
    "a size off by one": ("o = n - k", family()),
    "a floor for a ceiling": ("o = (n - k + s - 1)//s + 1", family(Axis(n, symbol("k"), s))),
    "the bias twice": ("Z = correlate(X, K) + B + B", family()),
    "the bias taken away": ("Z = correlate(X, K) - B", family()),
    "one of two equal products left out": ("grad(dot(X, X), X) = X + rot180(X)", family()),
    "a gradient with the wrong factor": ("grad(dot(X, X), X) = X + 2*X", family()),
    "a correlation that commutes": ("correlate(A, B, mode=full) = correlate(B, A, mode=full)", family()),
    "reflection that repeats the edge": (
        "rot180(pad(X, pl, pr, mode=reflect)) = pad(rot180(X), pl, pr, mode=reflect)",
        family(GENERAL),
    ),
    "circular for reflect": ("pad(X, pl, pr, mode=circular) = pad(X, pl, pr, mode=reflect)", family(GENERAL)),
    "the adjoint without its copies": (
        "pad_adjoint(pad(X, pl, pr), pl, pr, mode=replicate) = pad_adjoint(pad(X, pl, pr, mode=replicate), pl, pr,"
        " mode=replicate)",
        family(GENERAL),
    ),
}


@pytest.mark.parametrize("kind", FALSE)
def test_a_false_statement_is_not_proved_by_any_plan(kind: str) -> None:
    made = claimed(*FALSE[kind])
    for found in plans(made):
        with pytest.raises(KernelError):
            prove(made, found, SOLVERS)


def test_most_false_statements_have_a_plan() -> None:
    """So the test above asks the solver, and is not about statements without a plan."""
    with_plan = [kind for kind in FALSE if list(plans(claimed(*FALSE[kind])))]
    assert len(with_plan) >= len(FALSE) - 5, sorted(FALSE.keys() - {*with_plan})


# A true claim with one guard, bound or place changed: where the kernel proves it, every small size agrees.

SITES = {
    "T1": ("dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)", family(GENERAL)),
    "T2": ("dK = crop(correlate(pad(X, pl, pr), dZ, stride=d, dilation=s), k)", family(GENERAL)),
    "T13": ("correlate(A, B, mode=full) = rot180(correlate(B, A, mode=full))", family()),
    "circular": ("rot180(pad(A, pl, pr, mode=circular)) = pad(rot180(A), pr, pl, mode=circular)", family(GENERAL)),
}
SIZES = [
    dict(zip(("n", "k", "s", "d", "pl", "pr", "A", "B"), each, strict=True))
    for each in product((1, 2, 4), (1, 2), (1, 2), (1, 2), (0, 1), (0, 2), (2, 3), (1, 2))
]


def mutants(case: Case) -> Iterator[Case]:
    for at, guard in enumerate(case.guards):
        for value in (guard.value + 1, guard.value - 1):
            yield replace(case, guards=(*case.guards[:at], Guard(value, guard.relation), *case.guards[at + 1 :]))
        yield replace(case, guards=case.guards[:at] + case.guards[at + 1 :])
    for at, variable in enumerate(case.bound):
        for size in (variable.size + 1, variable.size - 1):
            bound = (*case.bound[:at], Variable(variable.name, size), *case.bound[at + 1 :])
            yield replace(case, bound=bound)
    for at, place in enumerate(case.index):
        if place is not None:
            for moved in (place + 1, place - 1):
                yield replace(case, index=(*case.index[:at], moved, *case.index[at + 1 :]))


def mutated(part: Part) -> Iterator[Part]:
    for at, case in enumerate(part.cases):
        for mutant in mutants(case):
            yield Part(part.axis, (*part.cases[:at], mutant, *part.cases[at + 1 :]))
        if len(part.cases) > 1:
            yield Part(part.axis, part.cases[:at] + part.cases[at + 1 :])


def function(part: Part, order: tuple[int, ...], size: Size, values: dict[str, int]) -> Counter[tuple[int | None, ...]]:
    """How often each choice of places is met, by running through the boxes."""
    found: Counter[tuple[int | None, ...]] = Counter()
    for at in range(evaluate(size, values)):
        for case in part.cases:
            for bound in product(*(range(evaluate(variable.size, values)) for variable in case.bound)):
                names = (variable.name for variable in case.bound)
                here = {**values, "u_0": at, **dict(zip(names, bound, strict=True))}
                tested = ((evaluate(guard.value, here), guard.relation) for guard in case.guards)
                if all(value == 0 if relation == "=" else value >= 0 for value, relation in tested):
                    places = [None if each is None else evaluate(each, here) for each in case.index]
                    found[(at, *(places[each] for each in order))] += 1
    return found


def holds(guards: tuple[Guard, ...], values: dict[str, int]) -> bool:
    tested = ((evaluate(guard.value, values), guard.relation) for guard in guards)
    return all(value == 0 if relation == "=" else value >= 0 for value, relation in tested)


@pytest.mark.slow
@pytest.mark.parametrize("name", SITES)
def test_a_claim_with_one_change_is_proved_only_where_it_still_holds(name: str) -> None:
    made, (pair,) = claimed(*SITES[name]), planned(*SITES[name])
    assert made.left.sum is not None
    assert made.right.sum is not None
    (ours,), (theirs,) = made.left.sum.terms, made.right.sum.terms
    part, other = theirs.part("0"), ours.part("0")
    (size,) = (place.variable.size for place in made.left.sum.index if place.axis == "0")
    bare = dict.fromkeys("Ngcf", 1)
    inside = [
        values for values in ({**bare, **each} for each in SIZES) if holds(made.hypotheses + made.left.exists, values)
    ][::7]
    wanted = [function(other, tuple(range(len(ours.factors))), size, values) for values in inside]
    wrong = confirmed = 0
    for changed in mutated(part):
        different = any(
            function(changed, pair.order, size, values) != found for values, found in zip(inside, wanted, strict=True)
        )
        parts = tuple(changed if each.axis == "0" else each for each in theirs.parts)
        spoiled = replace(
            made, right=replace(made.right, sum=replace(made.right.sum, terms=(replace(theirs, parts=parts),)))
        )
        again = list(plans(spoiled))
        wrong += different
        for steps in again:
            try:
                prove(spoiled, steps, SOLVERS, lambda: 300)
            except KernelError:
                continue
            assert not different, changed
            confirmed += 1
    assert wrong >= 8
    assert confirmed >= 1
