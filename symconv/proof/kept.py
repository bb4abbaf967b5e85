"""What an answer rests on, as data that can be stored; and the answer again, found from it without a search.

Nothing that was stored is believed. A proof is carried out again by the kernel, from the statement that is asked about
and not from what the data say it was; its certificates are checked, and solvers are asked where there are none. A
counterexample is computed again, and confirmed by SymPy; that it is the smallest is what the data say. What does not
come out that way is as if it had not been stored. So the worst that wrong data can do is waste time, or hide that a
counterexample could be smaller.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from symconv.deadline import Deadline, TimeUpError
from symconv.errors import SymconvError
from symconv.frozen import Frozen
from symconv.layers.family import Family
from symconv.proof import kernel, smt
from symconv.proof.claim import claim
from symconv.proof.decision import Counterexample, Decision, Found
from symconv.proof.kernel import Claim, KernelError, Proved
from symconv.proof.linear.text import from_text, to_text
from symconv.proof.plan_files import plan_data, plan_from_data
from symconv.proof.solvers import Installed
from symconv.statements.grammar import Statement

if TYPE_CHECKING:
    from symconv.proof.members import NamedSizes

# No size of a counterexample is larger than what a solver may say, and far below what NumPy counts to.
LARGEST_SIZE = 10**9


def kept(decision: Decision) -> dict[str, Any] | None:
    """What a proof or a counterexample rests on, as numbers, texts and lists; None where nothing was decided.

    Of a proof that is its example, its plan and its certificates, of a counterexample its sizes.
    """
    match decision.found:
        case Proved() as proved:
            asked = [each for each in proved.confirmed if not smt.is_evident(each.obligation)]
            return {
                "example": dict(proved.example),
                "plan": plan_data(proved.plan),
                "certificates": [
                    None if each.certificate is None else to_text(each.certificate, each.obligation) for each in asked
                ],
            }
        case Counterexample(sizes=sizes):
            return {"sizes": dict(sizes)}
        case _:
            return None


def again(data: object, tree: Statement, family: Family, *, id: str = "", timeout: float) -> Decision | None:
    """The decision that rests on such data, if it does; None where the data lead to none, whatever they are."""
    started = time.perf_counter()
    deadline = Deadline.after(timeout)
    try:
        match data:
            case {"plan": dict(plan), "example": dict(example), "certificates": list(certificates)}:
                found: Found | None = _proved(claim(tree, family, deadline), plan, example, certificates, deadline)
            case {"sizes": dict(sizes)}:
                found = _refuted(tree, family, sizes, deadline)
            case _:
                return None
    except (KernelError, SymconvError, TimeUpError):
        return None
    except (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError):
        # Whatever damaged data make a reader stumble over, nothing is said by them.
        return None
    return None if found is None else Decision(id, tree, family, found, time.perf_counter() - started)


def _proved(
    made: Claim, written: dict[str, Any], example: dict[str, Any], certificates: list[Any], deadline: Deadline
) -> Proved:
    plan = plan_from_data(written, made)
    asked = [each for each in kernel.obligations(made, plan) if not smt.is_evident(each)]
    known = {
        obligation: from_text(text, obligation)
        for obligation, text in zip(asked, certificates, strict=True)
        if text is not None
    }
    return kernel.prove(made, plan, tuple(example.items()), Installed(), deadline.milliseconds, known.get)


def _refuted(
    tree: Statement, family: Family, sizes: Mapping[str, Any], deadline: Deadline
) -> Counterexample | None:
    said: NamedSizes = {str(name): size for name, size in sizes.items()}
    numbers = [number for size in said.values() for number in (size if isinstance(size, list) else [size])]
    if not all(type(number) is int and 0 <= number <= LARGEST_SIZE for number in numbers):
        return None
    # NumPy comes with it, and a proof needs none.
    from symconv.proof.members import member_at

    # A statement without sense is not refuted either.
    claim(tree, family, deadline)
    found = member_at(tree, family, said)
    if found is None:
        return None
    instance = found.instance
    mismatch = instance.mismatch(tree, deadline)
    if mismatch is None:
        return None
    # SymPy takes a third of a second to import, and only a counterexample needs it.
    from symconv.calculus.replay import confirm

    confirm(tree, instance, mismatch, deadline)
    return Counterexample(Frozen(said), mismatch, instance)
