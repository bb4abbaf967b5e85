"""The work by python-flint: integer polynomials in all entries, differentiated by the variables they contain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from flint import Ordering, fmpz_mpoly_ctx

from benchmarks.closed import Grid, closed_formulas
from benchmarks.work import KERNEL, Outcome, output_size


def run(size: int, wrong: str) -> Outcome:
    """See `work.Contestant`."""
    m = output_size(size)
    names = [*_names("x", size), *_names("k", KERNEL), "b", *_names("dz", m)]
    context = fmpz_mpoly_ctx.get(names, Ordering.lex)
    variables = context.gens()
    first_k = size**2
    first_b = first_k + KERNEL**2
    x = _grid(variables[:first_k], size)
    k = _grid(variables[first_k:first_b], KERNEL)
    b = variables[first_b]
    dz = _grid(variables[first_b + 1 :], m)
    window = [(p, q) for p in range(KERNEL) for q in range(KERNEL)]
    shares: defaultdict[int, list[Any]] = defaultdict(list)
    for i in range(m):
        for j in range(m):
            z = _total([b, *(x[i + p][j + q] * k[p][q] for p, q in window)])
            upstream = dz[i][j]
            own = [first_b, *((i + p) * size + j + q for p, q in window), *range(first_k, first_b)]
            for number in own:
                shares[number].append(upstream * z.derivative(number))
    derived = {
        of: [_total(shares[number]) for number in numbers]
        for of, numbers in (("dK", range(first_k, first_b)), ("dX", range(first_k)), ("dB", [first_b]))
    }
    claimed = closed_formulas(x, k, dz, context.constant(0), _total, wrong)
    return Outcome(
        tuple(of for of, values in derived.items() if values != claimed[of]),
        lambda: sum(len(value) for values in derived.values() for value in values),
    )


def _names(letter: str, size: int) -> list[str]:
    return [f"{letter}_{i}_{j}" for i in range(size) for j in range(size)]


def _grid(variables: tuple[Any, ...], size: int) -> Grid[Any]:
    return [list(variables[i * size : (i + 1) * size]) for i in range(size)]


def _total(terms: Iterable[Any]) -> Any:
    """The sum by halves: adding polynomials one by one would copy the sum each time."""
    found = list(terms)
    while len(found) > 1:
        odd = found[len(found) - len(found) % 2 :]
        found = [a + b for a, b in zip(found[::2], found[1::2], strict=False)] + odd
    return found[0]
