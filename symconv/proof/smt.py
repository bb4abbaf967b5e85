"""What is left to show: an obligation, the text of it in SMT-LIB that any solver reads, and when it is confirmed.

A question is linear integer arithmetic without quantifiers. Products and quotients are unknowns of their own in it,
about which these two rules alone say anything:

- PRODUCT: for integers, p >= 0 and e >= 0 give p*e >= 0. The plan says for which p and e, polynomials both.
- QUOTIENT: for q = a // b with b >= 1, b*q <= a <= b*q + b - 1.

So an answer "unsat" means that the obligation holds, and an answer "sat" means nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from symconv.arrays.sums import Guard
from symconv.proof.linear.checker import StepError, check_count, check_goals
from symconv.proof.linear.steps import LinearProof
from symconv.proof.plan import ProductInstance
from symconv.sizes import Monomial, Size, factor_text, quotients, symbol_of, terms, unknowns
from symconv.unknown import Unknown

Answer = Literal["unsat", "sat", "unknown"]


class KernelError(Exception):
    """A step of a plan that does not hold, or that no solver confirmed."""


@dataclass(frozen=True, slots=True)
class Solver:
    """A solver by name and version: `ask(text, milliseconds)` gives its answer."""

    name: str
    version: str
    ask: Callable[[str, int], Answer]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class Obligation:
    """Under the assumptions, all goals hold; or, with `counts`, as many left cases hold as right ones.

    `instances` are those of the rule PRODUCT that a question about it may rest on.
    """

    name: str
    assumptions: tuple[Guard, ...]
    goals: tuple[Guard, ...] = ()
    counts: tuple[tuple[tuple[Guard, ...], ...], tuple[tuple[Guard, ...], ...]] | None = None
    instances: tuple[ProductInstance, ...] = ()

    @property
    def guards(self) -> tuple[Guard, ...]:
        """All that it speaks of: what is assumed, the goals, and what its cases say."""
        cases = (guard for side in self.counts or () for case in side for guard in case)
        return (*self.assumptions, *self.goals, *cases)


# What certificates are called among those who confirmed something.
CERTIFICATES = "linear certificates"
# A proof for each goal that is not assumed, or one for a count; and whoever finds such, or nothing.
Certificate = tuple[LinearProof, ...]
Certify = Callable[[Obligation], Certificate | None]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An obligation that holds, and why: a certificate, or what every solver said that was asked. Where it is evident,
    there is neither."""

    obligation: Obligation
    answers: tuple[tuple[Solver, Answer], ...] = ()
    certificate: Certificate | None = None


class DisagreementError(KernelError):
    """One solver finds a question satisfiable and another does not: neither is believed."""


def is_evident(obligation: Obligation) -> bool:
    """Whether every goal stands among the assumptions, or is a true statement about numbers."""
    if obligation.counts is not None:
        return False
    known = {*obligation.assumptions}
    return all(goal in known or is_true(goal) for goal in obligation.goals)


def is_true(guard: Guard) -> bool:
    """Whether it is a true statement about numbers."""
    return isinstance(guard.value, int) and (guard.value == 0 if guard.relation == "=" else guard.value >= 0)


def confirm(
    obligation: Obligation, solvers: Iterable[Solver], milliseconds: Callable[[], int], certify: Certify
) -> Confirmed:
    """The obligation with a certificate, or with what every solver says of it in turn; neither where it is evident.

    Raises KernelError where that confirms nothing, DisagreementError where the solvers disagree.
    """
    if is_evident(obligation):
        return Confirmed(obligation)
    certificate = certify(obligation)
    if certificate is not None:
        return agreed(Confirmed(obligation, certificate=certificate))
    text = question(obligation)
    return agreed(Confirmed(obligation, tuple((solver, solver.ask(text, milliseconds())) for solver in solvers)))


def agreed(confirmed: Confirmed) -> Confirmed:
    """The rules CERTIFICATE and AGREE: the same, where the certificate or the answers on record confirm the obligation;
    raises as `confirm` does."""
    if confirmed.certificate is not None:
        _check(confirmed.obligation, confirmed.certificate)
        return confirmed
    said = [answer for _, answer in confirmed.answers]
    if "unsat" in said and "sat" in said:
        answers = {solver.name: answer for solver, answer in confirmed.answers}
        raise DisagreementError(f"the solvers disagree: {answers}")
    if not is_evident(confirmed.obligation) and said[:1] != ["unsat"]:
        raise KernelError(f"not confirmed: {confirmed.obligation.name}")
    return confirmed


def _check(obligation: Obligation, certificate: Certificate) -> None:
    try:
        if obligation.counts is None:
            check_goals(obligation.assumptions, obligation.goals, certificate)
        else:
            check_count(obligation.assumptions, *obligation.counts, certificate)
    except StepError as error:
        raise KernelError(f"no certificate of {obligation.name}: {error}") from None


def checkers(confirmed: Sequence[Confirmed]) -> tuple[str, ...]:
    """By name, certificates where there are any, and the solvers that were asked and said "unsat" each time that they
    were: nobody, where all was evident."""
    answers = [pair for each in confirmed for pair in each.answers]
    doubting = {solver for solver, answer in answers if answer != "unsat"}
    solvers = tuple(dict.fromkeys(str(solver) for solver, _ in answers if solver not in doubting))
    return (CERTIFICATES, *solvers) if any(each.certificate is not None for each in confirmed) else solvers


def doubts(confirmed: Iterable[Confirmed]) -> tuple[str, ...]:
    """What solvers could not say, each in words: `cvc5 1.3: unknown on 1 of 12`."""
    asked = Counter(solver for each in confirmed for solver, _ in each.answers)
    said = Counter(solver for each in confirmed for solver, answer in each.answers if answer == "unknown")
    return tuple(f"{solver}: unknown on {number} of {asked[solver]}" for solver, number in said.items())


def question(obligation: Obligation) -> str:
    """The obligation negated, for a solver: unsatisfiable means that it holds.

    Raises KernelError where a name would get into the text as something else than a name.
    """
    assumptions = list(dict.fromkeys(obligation.assumptions))
    goals = [goal for goal in dict.fromkeys(obligation.goals) if goal not in assumptions and not is_true(goal)]
    if obligation.counts is None:
        negated = f"(not (and true {' '.join(map(_guard, goals))}))"
    else:
        left, right = (" ".join(map(_counted, side)) for side in obligation.counts)
        negated = f"(not (= (+ 0 0 {left}) (+ 0 0 {right})))"
    values = [guard.value for guard in obligation.guards]
    values += [size for each in obligation.instances for size in (each.one, each.other)]
    _check_names(obligation.name, values)
    body = [*map(_guard, assumptions), *facts(values), *map(product_fact, obligation.instances), negated]
    lines = [f"; {obligation.name}", "(set-logic QF_LIA)"]
    words = {word for line in body for word in re.findall(r"\|[^|]*\|", line)}
    lines += [f"(declare-const {each} Int)" for each in sorted(words)]
    lines += [f"(assert {each})" for each in body]
    return "\n".join([*lines, "(check-sat)"]) + "\n"


def facts(values: Iterable[Size]) -> dict[str, list[Guard]]:
    """The instances of QUOTIENT for the quotients that occur in some sizes, each with what it says of the quotient."""
    found: dict[str, list[Guard]] = {}
    for quotient in dict.fromkeys(quotients(*values)):
        q, a, b = symbol_of(quotient), quotient.numerator, quotient.denominator
        bounds = [Guard(a - b * q, ">="), Guard(b * q + b - 1 - a, ">=")]
        found[f"(=> {_guard(Guard(b - 1, '>='))} (and {' '.join(map(_guard, bounds))}))"] = bounds
    return found


def product_fact(instance: ProductInstance) -> str:
    """The rule PRODUCT for one instance."""
    p, e = instance.one, instance.other
    return f"(=> (and {_guard(Guard(p, '>='))} {_guard(Guard(e, '>='))}) {_guard(Guard(p * e, '>='))})"


def _check_names(title: str, values: Iterable[Size]) -> None:
    """The title is one line; every unknown is written as a word, and no two are written alike."""
    if not title.isprintable():
        raise KernelError("the name of an obligation is no line")
    called: dict[str, Unknown] = {}
    for unknown in dict.fromkeys(each for value in values for each in unknowns(value)):
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", unknown.name, re.ASCII):
            raise KernelError("the name of a symbol is no word")
        if called.setdefault(unknown.name, unknown) != unknown:
            raise KernelError(f"two unknowns are called {unknown.name}")


def _counted(case: Sequence[Guard]) -> str:
    return f"(ite (and true {' '.join(map(_guard, case))}) 1 0)"


def _guard(guard: Guard) -> str:
    if guard.relation not in ("=", ">="):
        raise KernelError("a guard says = 0 or >= 0")
    return f"({guard.relation} {_polynomial(guard.value)} 0)"


def _polynomial(value: Size) -> str:
    summands = [_summand(monomial, coefficient) for monomial, coefficient in terms(value)]
    return summands[0] if len(summands) == 1 else f"(+ {' '.join(summands)})" if summands else "0"


def _summand(monomial: Monomial, coefficient: int) -> str:
    number = str(coefficient) if coefficient >= 0 else f"(- {-coefficient})"
    if not monomial:
        return number
    unknown = f"|{'*'.join(map(factor_text, monomial))}|"
    return unknown if coefficient == 1 else f"(* {number} {unknown})"
