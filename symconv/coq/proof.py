"""A proof in Coq, step by step as the kernel made it: `Proof.v`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from symconv.arrays.sums import Part
from symconv.coq.classes import Classed, members
from symconv.coq.counting import counting
from symconv.coq.divisions import QuotientNames, is_quotient, of_parameters
from symconv.coq.sizes import UnknownNames, parameter, size
from symconv.coq.solutions import Solution, Solved, solution
from symconv.coq.statement import LABELS, OPENED, REQUIRED, Proposition, commented
from symconv.coq.ways import Way, Ways, ways
from symconv.proof.coordinates import turned
from symconv.proof.kernel import Proved
from symconv.proof.plan import AxisPlan, PairPlan, Steps
from symconv.proof.smt import is_evident
from symconv.unknown import Coordinate, Symbol, Unknown

PREAMBLE = (
    REQUIRED.replace("ZArith", "ZArith Lia").replace("Layers.", "Layers Apart Rules Tactics.")
    + "From Certificate Require Import Statement.\n"
    + OPENED
)
SolvedWay = tuple[Way, Solution]


def proof_text(about: Proposition, proved: Proved) -> str:
    """The file `Proof.v`."""
    writer = _Writer(about, proved, of_parameters(about, _local()))
    lines = writer.of_arrays() if about.arrays else writer.of_sizes()
    return "\n".join([commented(about.tree.text), PREAMBLE, *lines]) + "\n"


def _local(factors: int = 0, met: Sequence[str] = ()) -> UnknownNames:
    """What unknowns are called in a proof: parameters as their fields, places t and u, what runs freely w, and v the
    variables in the order in which they are met."""
    variables = {name: f"v{number}" for number, name in enumerate(met)}

    def called(unknown: Unknown) -> str:
        if isinstance(unknown, Symbol):
            return parameter(unknown.name)
        if isinstance(unknown, Coordinate):
            return f"t{unknown.factor}" if unknown.factor < factors else f"w{unknown.factor - factors}"
        return variables.get(unknown.name, "u")

    return called


def _list(items: Iterable[str]) -> str:
    return f"[{'; '.join(items)}]"


def _apart(name: str, letter: str, count: int, length: str) -> str:
    """The tactic that takes a list of known length apart."""
    return f"destruct {name} as {_pattern(letter, count)}; try discriminate {length}; clear {length}"


def _pattern(letter: str, count: int) -> str:
    """The pattern of a list of so many entries."""
    pattern = "[|]"
    for number in reversed(range(count)):
        pattern = f"[|{letter}{number} {pattern}]"
    return pattern


@dataclass(frozen=True, slots=True)
class _Writer:
    about: Proposition
    proved: Proved
    naming: QuotientNames

    def of_sizes(self) -> Iterator[str]:
        """That two sizes are equal."""
        yield from self._exists("also_left q", "also_right q")
        yield "Lemma agree : forall i q, In i (seq 0 kinds) -> ok q -> also_left q -> left i q = right i q."
        yield f"Proof. intros i {self._axis} Hi Hok Hex. known Hok. known Hex. which Hi; computed."
        yield f"  all: {self._closed(self.naming, 'sizes agree', _local())}."
        yield "Qed."
        yield "Theorem proof : claim."
        yield "Proof. constructor; [exact exist_alike | exact agree | there_is]. Qed."

    def of_arrays(self) -> Iterator[str]:
        """That two arrays are equal."""
        yield from self._exists("exists_ kinds also_left left q", "exists_ kinds also_right right q")
        yield (
            "Lemma agree : forall l q, In l (labels kinds) -> ok q -> exists_ kinds also_left left q ->\n"
            "  long left l q = long right l q."
        )
        yield f"Proof. intros l {self._axis} Hl Hok Hex. known Hok. known Hex. which Hl; computed."
        yield f"  all: try reflexivity; {self._closed(self.naming, 'sizes agree', _local())}."
        yield "Qed."
        found = members(self.about.claim, self.proved.plan)
        assert self.about.arrays is not None
        met = [each for side in self.about.arrays for each in ways(side)]
        yield "Notation belongs_ := (belongs kinds ok also_left required left right)."
        yield "Notation term_number := (first left right)."
        for number, member in enumerate(found):
            if member.first is None:
                yield from self._nowhere(number, member, met[number])
            elif member.pair is None:
                yield _said(number, member.first)
                yield "Proof. hnf. apply alike_same; reflexivity. Qed."
            else:
                yield from self._pair(number, member, member.pair, found[member.first], met)
        classes = _list(_class(each.first) for each in found)
        yield "Theorem proof : claim."
        yield "Proof. constructor; [exact exist_alike | exact agree | | there_is]."
        yield f"  apply (@by_classes par kinds ok also_left required left right {classes}); [reflexivity|]."
        for number in range(len(found)):
            yield f"  apply Forall2_cons; [exact term_{number}|]."
        yield "  apply Forall2_nil."
        yield "Qed."

    @property
    def _axis(self) -> str:
        """The pattern that takes the description of an axis apart."""
        return f"[{' '.join(map(parameter, self.about.parameters))}]"

    def _exists(self, ours: str, theirs: str) -> Iterator[str]:
        yield f"Lemma exist_alike : forall q, ok q -> ({ours} <-> {theirs})."
        yield f"Proof. intros {self._axis} Hok. known Hok. split; intros Hex; known Hex; computed."
        for name in ("exists: right where left", "exists: left where right"):
            yield f"  - {self._closed(self.naming, name, _local())}."
        yield "Qed."

    def _closed(self, naming: QuotientNames, name: str, names: UnknownNames, last: str = "linear") -> str:
        """The tactic that shows what an obligation says: quotients by name, products posed, and the rest is linear."""
        found = [each for each in self.proved.obligations if each.name == name and not is_evident(each)]
        instances = [each for obligation in found for each in obligation.instances]
        values = [guard.value for obligation in found for guard in obligation.guards]
        naming = naming.more([*values, *(size for each in instances for size in (each.one, each.other))], names)
        posed = [f"pose proof (product_ {naming.texts([each.one, each.other], names)})" for each in instances]
        return "; ".join([*naming.tactics, *posed, last])

    def _pair(self, number: int, other: Classed, pair: PairPlan, one: Classed, met: Sequence[Ways]) -> Iterator[str]:
        """That a term is like the first of its class."""
        assert other.first is not None
        factors = len(pair.order)
        order = _list(f"{at}%nat" for at in pair.order)
        yield _said(number, other.first)
        yield f"Proof. hnf. apply (@alike_turned _ _ _ _ _ {order});"
        yield f"    [apply order_is; reflexivity | reflexivity |]. intros [l {self._axis}] u (Hl & Hok & Hex)."
        yield "  known Hok. known Hex. intros Hu t Ht."
        yield f"  {_apart('t', 't', factors, 'Ht')}. which Hl; known Hu; computed."
        for axis, label in self.about.labels.items():
            plan = next((each for each in pair.axes if each.axis == axis), AxisPlan(axis, ((),), ((),)))
            ours = _solved(met[other.first], one.term.part(axis), plan.left, factors)
            theirs = _solved(met[number], turned(other.term.part(axis), pair.order), plan.right, factors)
            yield f"  - (* {label} *)"
            name = f"terms {pair.left} and {pair.right}, axis {axis}"
            yield from (f"    {line}" for line in self._same(name, axis, factors, ours, theirs))
        yield "Qed."

    def _same(
        self, name: str, axis: str, factors: int, ours: Sequence[SolvedWay], theirs: Sequence[SolvedWay]
    ) -> Iterator[str]:
        """That two parts have as many rows at every place."""
        names = _local(factors)
        if axis not in LABELS:
            # Along batch and channels nothing is ever divided.
            yield from (f"{each}." for each in self.naming.tactics)
        count = len(ours[0][1].free)
        yield f"apply (@same_count _ _ _ {count}"
        yield f"  {_list(self._way(*each, names) for each in ours)}"
        yield f"  {_list(self._way(*each, names) for each in theirs)}); [ways_there | ways_there | | |]."
        for side in (ours, theirs):
            yield "+ repeat (apply Forall_cons || apply Forall_nil)."
            for _, solved in side:
                yield from self._determined(solved, factors, f"{name}: multipliers are positive")
        yield f"+ intros ws W. {_apart('ws', 'w', count, 'W')}. computed."
        naming = QuotientNames(self.naming.known)
        if len(ours) == len(theirs) == 1:
            yield "  apply ind_0_iff; intros C; apart."
            yield f"  * {self._closed(naming, f'{name}: right where left', names)}."
            yield f"  * {self._closed(naming, f'{name}: left where right', names)}."
        else:
            cases = [
                {way.case: f"{letter}{at}" for at, (way, _) in enumerate(side)}
                for letter, side in (("a", ours), ("b", theirs))
            ]
            yield f"  {self._counted(naming, f'{name}: as many on both sides', names, *cases)}."

    def _counted(
        self, naming: QuotientNames, name: str, names: UnknownNames, ours: Mapping[int, str], theirs: Mapping[int, str]
    ) -> str:
        """The tactic that shows that as many cases hold on both sides: by the certificate, where there is one.

        What the kernel collects, it asks nothing about: there each case goes with that of its own number.
        """
        found = next((each for each in self.proved.confirmed if each.obligation.name == name), None)
        if found is None:
            steps = "; ".join([*(f"same_cases {called} {theirs[case]}" for case, called in ours.items()), "lia"])
        elif found.certificate is None:
            return self._closed(naming, name, names, "counted")
        else:
            known = naming.more((guard.value for guard in found.obligation.guards), names)
            (proof,) = found.certificate
            steps = counting(found.obligation, proof, (ours, theirs), lambda row: known.texts([row], names))
        left, right = (_sum(f"ind ?{called}" for called in each.values()) for each in (ours, theirs))
        return self._closed(naming, name, names, f"lazymatch goal with |- {left} = {right} =>\n    {steps} end")

    def _way(self, way: Way, solved: Solution, names: UnknownNames) -> str:
        turns = _list(str(turn).lower() for turn in way.turns)
        free = [solved.names.index(variable.name) for variable in solved.free]
        values = _list(size(each, names, self.naming.known) for each in solved.values)
        common = _list(f"{at}%nat" for at in free)
        if not free:
            return f"Way {turns} {common} (fun _ => {values})"
        pattern = " :: ".join([*(f"w{number}" for number in range(len(free))), "_"])
        return f"Way {turns} {common} (fun ws => match ws with {pattern} => {values} | _ => [] end)"

    def _determined(self, solved: Solution, factors: int, positive: str) -> Iterator[str]:
        names = _local(factors, solved.names)
        yield f"  * split; [reflexivity|]. intros vs V. {_met_apart(len(solved.names))}."
        for step in solved.steps:
            yield f"    {self._equation(step, names, positive)}."
        yield "    computed; all_equal."

    def _equation(self, step: Solved, names: UnknownNames, positive: str) -> str:
        variable = names(step.variable.unknown)
        if step.multiplier in (1, -1):
            return f"solved {variable} {self.naming.texts([step.value], names)}"
        by = "divided" if is_quotient(step.value, -step.rest) else "divided_exactly"
        texts = self.naming.texts([step.multiplier, step.rest, step.value], names)
        shown = self._closed(QuotientNames(self.naming.known), positive, names)
        return f"{by} {variable} {texts} ltac:({shown})"

    def _nowhere(self, number: int, member: Classed, met: Ways) -> Iterator[str]:
        yield _said(number, None)
        yield f"Proof. hnf. exists ({self.about.labels[member.axis]}). split; [cbn; tauto|]."
        yield f"  intros [l {self._axis}] u (_ & Hok & Hex). known Hok. known Hex."
        yield "  intros Hu Hl t Ht. cbn in Hl. subst l."
        factors = len(member.term.factors)
        yield f"  {_apart('t', 't', factors, 'Ht')}. known Hu. computed."
        yield from (f"  {each}." for each in self.naming.tactics)
        along = met.along(member.axis)
        paths = _list(_list(str(turn).lower() for turn in way.turns) for way in along)
        yield f"  apply (@nowhere _ {paths}); [ways_there|]. repeat (apply Forall_cons || apply Forall_nil)."
        for way in along:
            case = member.term.part(member.axis).cases[way.case]
            called = [case.bound[at].name for at in way.variables]
            names = _local(factors, called)
            name = f"term {member.number}, axis {member.axis}: case {way.case} holds nowhere"
            yield f"  - intros vs. apply not_true_is_false; intros V. {_met_apart(len(called))}."
            yield f"    {self._closed(QuotientNames(self.naming.known), name, names)}."
        yield "Qed."


def _solved(ways: Ways, part: Part, plans: Sequence[Steps], factors: int) -> list[SolvedWay]:
    """Every way along the axis of a part, with what becomes of its case."""
    return [
        (way, solution(part.cases[way.case], plans[way.case], factors, way.variables))
        for way in ways.along(part.axis)
    ]


def _met_apart(count: int) -> str:
    return f"destruct vs as {_pattern('v', count)}; known V"


def _class(first: int | None) -> str:
    return "None" if first is None else f"(Some {first}%nat)"


def _said(number: int, first: int | None) -> str:
    """That a term is in a class."""
    return f"Lemma term_{number} : belongs_ {_class(first)} (term_number {number})."


def _sum(summands: Iterable[str]) -> str:
    """A sum as Coq computes it of a list."""
    found = [*summands]
    return " + (".join(found) + " + 0" + ")" * (len(found) - 1)
