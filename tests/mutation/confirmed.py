"""Whether the solvers confirm an obligation, given the products that a certificate of it uses.

Written apart from `symconv.proof.smt`: there the products are guessed, here they are read off the certificate. What is
said of them is the rule PRODUCT and no more: where two rows are at least 0, so is their product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from proof.proved import SOLVERS

from symconv.arrays.sums import Guard
from symconv.proof.linear.checker import Branch, after, denials, rows_of
from symconv.proof.linear.steps import LinearProof, Multiply
from symconv.proof.smt import Answer, Obligation
from symconv.sizes import Monomial, Quotient, Size, symbol_of, terms


def answers(obligation: Obligation, certificate: Iterable[LinearProof]) -> tuple[Answer, ...]:
    """What each solver says of the obligation negated: unsatisfiable means that it holds."""
    text = _question(obligation, list(products(obligation, certificate)))
    return tuple(solver.ask(text, 5_000) for solver in SOLVERS)


def products(obligation: Obligation, certificate: Iterable[LinearProof]) -> Iterator[tuple[Size, Size]]:
    """The rows that a certificate which the checker accepts multiplies by each other."""
    rows = rows_of(obligation.assumptions)
    starts = denials(rows, obligation.goals)
    if obligation.counts is not None:
        left, right = (dict(enumerate(side)) for side in obligation.counts)
        starts = [Branch(rows, (left, right))]
    for start, proof in zip(starts, certificate, strict=True):
        waiting = [start]
        for step in proof:
            branch = waiting.pop()
            if isinstance(step, Multiply):
                yield branch.rows[step.one], branch.rows[step.other]
            waiting += reversed(after(branch, step))


def _question(obligation: Obligation, pairs: list[tuple[Size, Size]]) -> str:
    names: dict[Monomial, str] = {}

    def written(size: Size) -> str:
        found = ["0", "0"]
        for monomial, coefficient in terms(size):
            number = f"{coefficient}" if coefficient >= 0 else f"(- {-coefficient})"
            found.append(f"(* {number} {names.setdefault(monomial, f'm{len(names)}')})" if monomial else number)
        return f"(+ {' '.join(found)})"

    def all_of(guards: Iterable[Guard]) -> str:
        return f"(and true {' '.join(f'({guard.relation} {written(guard.value)} 0)' for guard in guards)})"

    def count(cases: Iterable[Iterable[Guard]]) -> str:
        return f"(+ 0 0 {' '.join(f'(ite {all_of(case)} 1 0)' for case in cases)})"

    wanted = all_of(obligation.goals)
    if obligation.counts is not None:
        wanted = f"(= {' '.join(map(count, obligation.counts))})"
    asserted = [all_of(obligation.assumptions), f"(not {wanted})"]
    for one, other in pairs:
        asserted.append(f"(=> (and (>= {written(one)} 0) (>= {written(other)} 0)) (>= {written(one * other)} 0))")
    seen: set[Quotient] = set()
    while news := {atom for monomial in names for atom in monomial if isinstance(atom, Quotient)} - seen:
        for quotient in sorted(news, key=str):
            q, a, b = symbol_of(quotient), quotient.numerator, quotient.denominator
            bounds = f"(and (>= {written(a - b * q)} 0) (>= {written(b * q + b - 1 - a)} 0))"
            asserted.append(f"(=> (>= {written(b)} 1) {bounds})")
        seen |= news
    declared = "".join(f"(declare-const {name} Int)" for name in names.values())
    return f"(set-logic QF_LIA){declared}{''.join(f'(assert {each})' for each in asserted)}(check-sat)"
