"""A statement decided: the search, the kernel, certificates, solvers and the hunt for a counterexample, in turn."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symconv.deadline import Deadline, TimeUpError
from symconv.errors import ShapeError, TooLargeError
from symconv.layers.family import Family
from symconv.proof import kernel
from symconv.proof.claim import claim
from symconv.proof.decision import Counterexample, Decision, Found, Remaining
from symconv.proof.example import found_difference, found_example, small_example
from symconv.proof.kernel import Claim, KernelError, Proved
from symconv.proof.linear.search import certifier
from symconv.proof.search import completed, plans
from symconv.proof.smt import Certify, DisagreementError, Solver
from symconv.proof.solvers import Installed, NoSolverError, SolverDisagreementError
from symconv.statements.grammar import Statement, StatementError

# The hunt for counterexamples, and NumPy with it, is imported where it begins: that takes as long as ten proofs.
if TYPE_CHECKING:
    from symconv.proof.refute import Seen

TIMEOUT = 10.0
# The part of the time that goes to a proof.
PROVING = 2 / 3
# The part of that which may go into the search for certificates; it takes milliseconds, or is not worth more.
CERTIFYING = 1 / 4
# Why there is no proof of what is false.
REASON = "a counterexample was found first"
# The seconds in which a proof is found at once, if it is, and the part of a short time that it may take.
BRIEF, PART = 0.2, 1 / 6
# The seconds in which a proof is usually found, and the part of a short time that it may take: the hunt needs some too.
MOMENT = 0.5
QUICK = 1 / 3
# The seconds, and the part of the time, in which the first members are looked at.
FEW_SECONDS, LOOKED = 0.3, 0.05
# The seconds of a hunt before a solver is asked again, and the part of what is left that it may take.
HUNTING = 1.0
HUNTED = 1 / 2
# The seconds in which a solver may look for sizes that differ far off.
FAR_OFF = 2.0
# The seconds more, once SymPy is there, in which a counterexample that was found in time is confirmed.
GRACE = 0.7


def decide(
    tree: Statement,
    family: Family,
    *,
    id: str = "",
    timeout: float = TIMEOUT,
    asked: Sequence[Solver] | None = None,
) -> Decision:
    """Whether a statement holds for every layer of a family.

    A proof is the kernel's, from a plan that the search proposes; a counterexample is the smallest there is, and
    SymPy confirms it. What a proof rests on is certified where the search finds a certificate, and left to the
    installed solvers where not; where `asked` names solvers, they alone are asked.

    Raises StatementError, with a column, for a statement that makes no sense.

    >>> from symconv.layers.family import family_of, symbolic_axis
    >>> from symconv.statements.grammar import parse
    >>> print(decide(parse("rot180(rot180(A)) = A"), family_of((symbolic_axis(frozenset()),))))
    proved: rot180(rot180(A)) = A
      for all A >= 1; any number of axes, each with its own
    """
    started = time.perf_counter()
    deadline = Deadline.after(timeout)
    until = deadline.share(PROVING * CERTIFYING)
    means = _Means(tuple(asked)) if asked is not None else _Means(Installed(), certifier(until.at), True)
    found = _found(tree, family, means, deadline)
    return Decision(id, tree, family, found, time.perf_counter() - started)


def proof_of(made: Claim, timeout: float = TIMEOUT) -> Proved | Remaining:
    """The kernel's proof of a claim that was made of something else than a statement, or what remained."""
    deadline = Deadline.after(timeout)
    return _proved(made, _Means(Installed(), certifier(deadline.share(CERTIFYING).at)), deadline)


@dataclass(frozen=True, slots=True)
class _Means:
    """How an obligation is confirmed."""

    solvers: Iterable[Solver]
    certify: Certify = lambda _: None
    # Whether what is quickly certified is looked for first.
    certified_first: bool = False


def _found(tree: Statement, family: Family, means: _Means, deadline: Deadline) -> Found:
    """The proof, the counterexample or neither: what takes a moment first, and what takes longer where it is needed.

    A solver may take whatever it is given for a statement that is false.
    """
    proving = deadline.share(PROVING)
    made: Claim | None = None
    seen: Seen | None = None
    try:
        made = claim(tree, family, proving)
        found: Found | None = _certified_at_once(made, deadline) if means.certified_first else None
        if found is not None:
            return found
        loading = time.perf_counter()
        from symconv.proof.refute import Seen

        # The first hunt of a process waits for NumPy, which is no part of the time for it.
        loading = time.perf_counter() - loading
        deadline, proving = deadline.later(loading), proving.later(loading)
        seen = Seen.by(made, tree, family)
        if means.certified_first:
            found = _refuted_at_once(tree, family, deadline, seen)
        quick = deadline.share(QUICK).within(MOMENT)
        if found is None:
            found = _proved(made, means, quick)
        if isinstance(found, Remaining) and quick.passed:
            soon = deadline.share(HUNTED).within(HUNTING)
            refuted = _refuted(tree, family, found.reason, deadline, soon, seen)
            found = _proved(made, means, proving) if isinstance(refuted, Remaining) else refuted
    except (StatementError, ShapeError) as error:
        # Numbers that fit nowhere are a mistake too: nothing is said that could be refuted.
        raise StatementError(str(error), text=tree.text, column=error.column) from None
    except TimeUpError:
        found = Remaining("there was no time to write both sides as sums")
    except TooLargeError as error:
        found = Remaining(str(error))
    if isinstance(found, Remaining):
        found = _refuted(tree, family, found.reason, deadline, seen=seen)
    if isinstance(found, Remaining) and made is not None and made.left.sum is None:
        return _far(tree, family, made, deadline) or found
    return found


def _certified_at_once(made: Claim, deadline: Deadline) -> Proved | None:
    """The proof by the likeliest plan, with certificates that are found at once: nearly every true statement has one.

    It is looked for before anything else: of a false one the first obligation that does not hold soon shows.
    """
    quick = deadline.share(PART).within(BRIEF)
    certify = certifier(quick.at, thorough=False)
    try:
        plan = next(plans(made, quick, sampling=False), None)
        if plan is None:
            return None
        whole = completed(made, plan, quick.milliseconds, certify, solving=False)
        example = small_example(made)
        return None if example is None else kernel.prove(made, whole, example, (), quick.milliseconds, certify)
    except (KernelError, TimeUpError):
        return None


def _refuted_at_once(
    tree: Statement, family: Family, deadline: Deadline, seen: Seen
) -> Counterexample | Remaining | None:
    """The counterexample where one of a few members is one: nearly every false statement has one there. None where
    this one has none."""
    from symconv.proof.refute import at_once

    some = None
    if not seen.is_false():
        some = at_once(tree, family, deadline.share(LOOKED).within(FEW_SECONDS), seen)
        if some is None:
            return None
    # It is false, so no proof needs to be looked for: all time is there to find the smallest.
    smallest = _refuted(tree, family, REASON, deadline, seen=seen)
    if isinstance(smallest, Counterexample):
        return smallest
    return None if some is None else _confirmed(tree, some, REASON, deadline)


def _far(tree: Statement, family: Family, made: Claim, deadline: Deadline) -> Counterexample | None:
    """A counterexample to a statement about sizes that lies beyond what is tried one by one: a solver knows where, and
    plain numbers say whether it is one."""
    from symconv.proof.refute import at_values

    try:
        values = found_difference(made, deadline.within(FAR_OFF).milliseconds)
    except NoSolverError:
        return None
    if values is None or (found := at_values(tree, family, values)) is None:
        return None
    # Its other numbers are as they happened to be: one after the other is 0 or 1, where it is more and can be that.
    for name, value in values.items():
        for least in range(min(value, 2)):
            simpler = at_values(tree, family, values | {name: least})
            if simpler is not None:
                values, found = values | {name: least}, simpler
                break
    return found


def _refuted(
    tree: Statement,
    family: Family,
    reason: str,
    deadline: Deadline,
    soon: Deadline | None = None,
    seen: Seen | None = None,
) -> Counterexample | Remaining:
    """The smallest counterexample, confirmed by SymPy; or what remained, and how far the hunt came where time ended."""
    from symconv.proof.refute import Tried, counterexample

    found = counterexample(tree, family, deadline, soon, seen)
    if isinstance(found, Tried):
        return Remaining(reason if found.in_time else f"{reason}; {found} in time")
    return _confirmed(tree, found, reason, deadline)


def _confirmed(
    tree: Statement, found: Counterexample, reason: str, deadline: Deadline
) -> Counterexample | Remaining:
    """A counterexample that SymPy sees too."""
    # SymPy takes a third of a second to import, and only a counterexample needs it.
    from symconv.calculus.replay import confirm

    try:
        confirm(tree, found.instance, found.mismatch, Deadline(max(deadline.at, time.perf_counter())).later(GRACE))
    except TimeUpError:
        return Remaining(f"{reason}; {found}; SymPy had no time to confirm that")
    return found


def _proved(made: Claim, means: _Means, deadline: Deadline) -> Proved | Remaining:
    """The kernel's proof by the first plan that it accepts."""
    reason = "a layer for which the statement says anything was still looked for"
    try:
        example = found_example(made, deadline.milliseconds)
        if example is None:
            # Where the time ended, a solver found nothing for want of it.
            deadline.check()
            return Remaining("no layer was found for which the statement says anything")
        reason = "no way was found to put the terms of the two sides together"
        for plan in deadline.watched(plans(made, deadline)):
            try:
                whole = completed(made, plan, deadline.milliseconds, means.certify)
                return kernel.prove(made, whole, example, means.solvers, deadline.milliseconds, means.certify)
            except DisagreementError as error:
                raise SolverDisagreementError(str(error)) from None
            except (KernelError, NoSolverError) as error:
                reason = str(error)
    except NoSolverError as error:
        reason = str(error)
    except TimeUpError:
        return Remaining(f"no proof was found in time: {reason}")
    return Remaining(reason)
