"""A proof for all sizes, or a counterexample, written to be read: text, LaTeX, Markdown.

Everything is told along one generic axis; the last step says why that settles every rank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from symconv.arrays.array import Grad
from symconv.arrays.products import Dot
from symconv.arrays.shape import LEAD_LABELS
from symconv.arrays.sums import Case, Guard, GuardedSum, Term
from symconv.calculus.delta import derivative, kernel_step
from symconv.layers.definition import forward
from symconv.layers.layer import Layer
from symconv.lectures.wording import OWN_PLACE, Wording, coordinates_of, renaming
from symconv.page import article, html, markdown, terminal
from symconv.page.document import Block, Document, Equation, Equations, Heading, prose
from symconv.page.inset import inset
from symconv.page.maths import Derivative, Kronecker, Listed, Maths, Multiple, WholeArray, Words, product
from symconv.page.paper import paper
from symconv.proof.coordinates import coordinates, eliminate, together, turned
from symconv.proof.decision import Counterexample, Decision
from symconv.proof.free import free_tensors
from symconv.proof.kernel import Claim, Proved, collected
from symconv.proof.plan import PairPlan, Steps, Together, Zero
from symconv.proof.sides import parameters
from symconv.proof.smt import doubts
from symconv.sizes import Size, substitute, symbol
from symconv.statements.calls import Meaning
from symconv.statements.glossary import is_about_a_layer
from symconv.statements.library import library
from symconv.statements.meaning import elaborate
from symconv.statements.plain_words import PLAIN_WORDS
from symconv.unknown import Coordinate, Index, Unknown


def explained(decisions: Sequence[Decision], form: str) -> str:
    """The decisions as short lectures, one after the other, in `form`.

    That is text, latex, markdown, html for a whole page, or inset for a piece of somebody else's.
    """
    document: Document = tuple(
        block
        for at, each in enumerate(decisions)
        for block in _told(each, Wording(each.family.layer), each.id not in {before.id for before in decisions[:at]})
    )
    match form:
        case "text":
            return terminal.lay_out(document)
        case "latex":
            return article.lay_out(document, paper("one-column"))
        case "markdown":
            return markdown.lay_out(document)
        case "inset":
            return inset(document)
        case _:
            return html.page(document)


def _told(decision: Decision, wording: Wording, first: bool) -> Iterator[Block]:
    yield Heading(f"{decision.id or 'A statement'}, {decision.outcome}", level=1)
    if first and any((decision.id, decision.statement) == (each.id, each.statement) for each in library()):
        yield prose(PLAIN_WORDS[decision.id])
    yield prose(decision.statement)
    if decision.reading:
        yield prose(f"It is read as {decision.reading}.")
    match decision.found:
        case Proved():
            yield from _proof(decision, decision.found, wording)
        case Counterexample():
            yield prose(f"Refuted {decision.said}. It is the smallest, and SymPy confirms it.")
        case _:
            yield prose(f"Undecided: neither a proof nor a counterexample was found. What remained: {decision.said}.")


def _proof(proof: Decision, proved: Proved, wording: Wording) -> Iterator[Block]:
    claim, tree = proved.claim, proof.tree
    yield prose(f"The statement is proved {proof.said}.")
    mentioned = parameters(replace(claim, domain=()))
    example = ", ".join(f"{name} = {value}" for name, value in proved.example if name in mentioned)
    if example:
        yield prose(f"It says something, for instance, at {example}.")
    here = free_tensors(tree, proof.family).glossary(proof.family)
    if claim.left.sum is None or claim.right.sum is None:
        yield from _of_sizes(claim, wording)
    else:
        yield prose(
            "Everything is said along one spatial axis, with every index from 0. Entries out of range count as 0. "
            "The result's own place is u."
        )
        if is_about_a_layer(tree):
            yield from _definition(proof.family.layer, wording)
        for node in (tree.left, tree.right):
            yield from _chain_rule(elaborate(node, here), wording)
        left, right = collected(claim.left.sum), collected(claim.right.sum)
        # As a plan numbers them.
        found = [("left", term) for term in left.terms] + [("right", term) for term in right.terms]
        for zero in proved.plan.zeros:
            yield from _nowhere(zero, found)
        for pair in proved.plan.pairs:
            yield from _pair(pair, found, wording)
        if left == right:
            yield from _same(left, wording)
    yield from _side_conditions(proved, wording)
    if claim.left.sum is not None:
        yield Heading("Any number of axes")
        yield prose(
            "Along another axis the same holds with that axis' own sizes. The factor of a product of entries is the "
            "product of what every axis gives, batch, group and channels among them, so equal along each axis is "
            "equal, at any rank. The entries of the tensors are independent, so nothing else is left to compare."
        )


def _of_sizes(claim: Claim, wording: Wording) -> Iterator[Block]:
    yield Heading("Both sides as sizes")
    pairs = zip(claim.left.sizes, claim.right.sizes, strict=True)
    yield Equations(tuple(Equation(wording.size(a), (wording.size(b),)) for (_, a), (_, b) in pairs))


def _definition(layer: Layer, wording: Wording) -> Iterator[Block]:
    """What an output's entry is, along one axis."""
    products = forward(layer).terms[0]
    names: dict[Unknown, Size] = {Index(f"{name}_0"): symbol(name) for name in "mai"}
    total, conditions = _summed(products, products.part("0").cases[0], names, wording)
    yield Heading("The definition")
    yield Equations((Equation(wording.entry("Z", symbol("m")), (total, WholeArray("B")) if layer.bias else (total,)),))
    if conditions:
        yield prose("over the places where ", *conditions, ".")


def _chain_rule(meaning: Meaning, wording: Wording) -> Iterator[Block]:
    """The definition of Z, and SymPy's derivative of one of its products."""
    if not isinstance(meaning, Grad) or not isinstance(meaning.scalar, Dot):
        return
    place = symbol("u")
    equations: dict[Equation, None] = {}
    for term in meaning.scalar.guarded_sum().terms:
        if meaning.by.name not in term.factors or not meaning.by.shape.spatial:
            continue
        for case in term.part("0").cases:
            factors = _factors(term, case, renaming(case))
            if derivative(factors, meaning.by.name, place) != kernel_step(factors, meaning.by.name, place):
                raise AssertionError("SymPy and the kernel differentiate differently")
            taken = [out for out, (name, _) in enumerate(factors) if name == meaning.by.name]
            equations |= dict.fromkeys(_derivative(factors, out, place, wording) for out in taken)
    if equations:
        yield Heading("The chain rule")
        yield prose(
            "The loss changes by the sum of every output's change times its upstream gradient, ",
            wording.entry("dZ", symbol("m")),
            ". SymPy differentiates each product by ",
            wording.entry(meaning.by.name, place),
            ", which leaves a Kronecker delta, and the kernel takes the same step:",
        )
        yield Equations(tuple(equations))
        yield prose("Collapsing the delta leaves the condition that its two places are equal.")


def _derivative(factors: list[tuple[str, Size]], out: int, place: Size, wording: Wording) -> Equation:
    every = tuple(wording.entry(name, at) for name, at in factors)
    by = wording.entry(factors[out][0], place)
    delta = Kronecker(wording.size(place), wording.size(factors[out][1]))
    return Equation(Derivative(by, product(every)), (product((delta, *every[:out], *every[out + 1 :])),))


def _pair(pair: PairPlan, found: Sequence[tuple[str, Term]], wording: Wording) -> Iterator[Block]:
    (first, ours), (second, theirs) = found[pair.left], found[pair.right]
    # Each side is one term, or this pair is one of several, or of one side.
    whole = len(found) == 2 and first != second
    said = [f"{side} side" if whole else f"the term of the {side} side" for side in (first, second)]
    titles = (f"A term of the {first} side", f"{'Another' if first == second else 'A'} term of the {second} side")
    names = OWN_PLACE | coordinates_of(ours.factors)
    factors = product([wording.entry(name, names[Coordinate(at)]) for at, name in enumerate(ours.factors)])
    spatial = [plan for plan in pair.axes if plan.axis not in LEAD_LABELS]
    for plan in spatial:
        where = f", axis {plan.axis}" if len(spatial) > 1 else ""
        conditions: list[tuple[Guard, ...]] = []
        for title, name, coefficient, cases, each_steps in (
            (titles[0], said[0], ours.coefficient, ours.part(plan.axis).cases, plan.left),
            (titles[1], said[1], theirs.coefficient, turned(theirs.part(plan.axis), pair.order).cases, plan.right),
        ):
            yield Heading(f"{f'The {name}' if whole else title}{where}")
            for case, steps in zip(cases, each_steps, strict=True):
                yield from _side(name, replace(ours, coefficient=coefficient), case, wording)
                found_case, substitutions = _eliminated(case, steps, names)
                yield from _substituted(substitutions, names, case, wording)
                conditions.append(found_case.guards)
        if len(conditions) == 2:
            yield Heading(f"The same conditions{where}")
            one, other = ("on the left", "on the right") if first != second else ("in the one", "in the other")
            yield prose("So the factor of ", factors, f" is 1 {one} exactly where")
            yield _conditions(conditions[0], names, wording)
            yield prose(f"and {other} exactly where")
            yield _conditions(conditions[1], names, wording)
            yield prose("Each of these conditions follows from the others' list, for all sizes in question.")


def _eliminated(case: Case, steps: Steps, names: dict[Unknown, Size]) -> tuple[Case, list[tuple[str, Size]]]:
    """The case at given places, and what stands for each variable; those that run together get a common letter."""
    at, common = coordinates(case), 0
    substitutions: list[tuple[str, Size]] = []
    for step in steps:
        if isinstance(step, Together):
            coordinate, letter = Coordinate(len(case.index) + common), symbol("w" + "'" * common)
            at, common = together(at, step, coordinate), common + 1
            names[coordinate] = letter
            substitutions.append((step.variable, letter))
        else:
            done = eliminate(at, step)
            substitutions.append((step.variable, done.value))
            at = done.case
    return at, substitutions


def _nowhere(zero: Zero, found: Sequence[tuple[str, Term]]) -> Iterator[Block]:
    side, term = found[zero.term]
    yield Heading(f"A term of the {side} side that is 0")
    yield prose(
        f"Of the products {' '.join(term.factors)} none is left: along an axis, no values of the variables satisfy all "
        f"conditions."
    )


def _same(both: GuardedSum, wording: Wording) -> Iterator[Block]:
    """Two sides that are one and the same sum as soon as their operators are read."""
    yield Heading("Both sides")
    yield prose("Read entry by entry, both sides are the very same sum:")
    for term in both.terms:
        for case in term.part("0").cases:
            yield from _side("both sides", term, case, wording)


def _side(name: str, term: Term, case: Case, wording: Wording) -> Iterator[Block]:
    total, conditions = _summed(term, case, renaming(case), wording)
    if term.coefficient != 1:
        total = Multiple(term.coefficient, total)
    yield Equations((Equation(Words(name), (total,)),))
    if conditions:
        yield prose("over the places where ", *conditions, ", and every place is in range.")


def _summed(
    term: Term, case: Case, letters: Mapping[Unknown, Size], wording: Wording
) -> tuple[Maths, list[str | Maths]]:
    """The sum of a term's products along one axis, and the equations that hold where it is summed."""
    factors = product([wording.entry(name, at) for name, at in _factors(term, case, letters)])
    conditions: list[str | Maths] = []
    for guard in case.guards:
        if guard.relation == "=":
            conditions += [", " if conditions else "", wording.guard(guard, letters)]
    return wording.total([letters[variable.unknown] for variable in case.bound], factors), conditions


def _factors(term: Term, case: Case, letters: Mapping[Unknown, Size]) -> list[tuple[str, Size]]:
    """The factors that have the axis, each with its place there."""
    return [
        (name, substitute(at, letters)) for name, at in zip(term.factors, case.index, strict=True) if at is not None
    ]


def _substituted(
    steps: list[tuple[str, Size]], names: Mapping[Unknown, Size], case: Case, wording: Wording
) -> Iterator[Block]:
    if not steps:
        return
    letters = renaming(case)
    places = [wording.size(names[Coordinate(at)]) for at, place in enumerate(case.index) if place is not None]
    equations = []
    for variable, value in steps:
        said = substitute(value, {**names, **letters})
        equations.append(Equation(wording.size(letters[Index(variable)]), (wording.size(said),)))
    yield prose(
        "Take the places ",
        Listed(tuple(places)),
        " of the tensors' own entries as coordinates. Each variable of the sum is then determined, and by no other "
        "value:",
    )
    yield Equations(tuple(equations))


def _conditions(guards: Sequence[Guard], names: Mapping[Unknown, Size], wording: Wording) -> Equations:
    distinct = dict.fromkeys(guard for guard in guards if not isinstance(guard.value, int))
    return Equations(tuple(wording.condition(guard, names) for guard in distinct))


def _side_conditions(proved: Proved, wording: Wording) -> Iterator[Block]:
    claim = proved.claim
    yield Heading("Side conditions")
    pairs = zip(claim.left.sizes, claim.right.sizes, strict=True)
    sizes = [Equation(wording.size(a), (wording.size(b),)) for (_, a), (_, b) in pairs if a != b]
    yield prose("Where one side exists, so does the other.")
    if sizes and claim.left.sum is not None:
        yield prose("Their sizes agree:")
        yield Equations(tuple(sizes))
    certified = sum(each.certificate is not None for each in proved.confirmed)
    asked = sum(bool(each.answers) for each in proved.confirmed)
    if not certified and not asked:
        yield prose("Nothing was left for a solver to decide.")
    unknowns = "without quantifiers, products of a parameter and an index as unknowns of their own."
    if certified:
        answers = "has a certificate that was checked" if certified == 1 else "have certificates that were checked"
        yield prose(f"{_questions(certified)} {answers}, {unknowns}")
    if asked:
        solvers = dict.fromkeys(str(solver) for each in proved.confirmed for solver, _ in each.answers)
        unsure = "".join(f" ({each})" for each in doubts(proved.confirmed))
        yield prose(f"{_questions(asked)} went to {' and '.join(solvers)}{unsure}, {unknowns}")


def _questions(count: int) -> str:
    return f"{count} question{'s' if count != 1 else ''} of linear integer arithmetic"
