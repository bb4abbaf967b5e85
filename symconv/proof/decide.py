"""A statement decided: the search, the kernel, the solvers and the hunt for a counterexample, in turn."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

from symconv.errors import ShapeError
from symconv.layers.family import Family
from symconv.proof import kernel
from symconv.proof.claim import claim
from symconv.proof.decision import Decision, Found, Remaining
from symconv.proof.example import found_example
from symconv.proof.kernel import KernelError, Proved
from symconv.proof.refute import counterexample
from symconv.proof.search import plans
from symconv.proof.smt import DisagreementError, Solver
from symconv.proof.solvers import SolverDisagreementError, solvers
from symconv.statements.grammar import Statement, StatementError

TIMEOUT = 10.0
# A solver's least time for one obligation, whatever was spent before.
LEAST_MILLISECONDS = 50


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
    SymPy confirms it. `asked` are the solvers (default: the installed ones).

    Raises StatementError, with a column, for a statement that makes no sense.

    >>> from symconv.layers.family import family_of, symbolic_axis
    >>> from symconv.statements.grammar import parse
    >>> print(decide(parse("rot180(rot180(A)) = A"), family_of((symbolic_axis(frozenset()),))))
    proved: rot180(rot180(A)) = A
      for all A >= 1; any number of axes, each with its own
    """
    started = time.perf_counter()
    solvers_asked = solvers() if asked is None else tuple(asked)

    def left() -> int:
        spent = time.perf_counter() - started
        return max(LEAST_MILLISECONDS, int(1000 * (timeout - spent))) if timeout < math.inf else 10**9

    found: Found = _proved(tree, family, solvers_asked, left)
    if isinstance(found, Remaining):
        example = counterexample(tree, family, started + timeout)
        if example is not None:
            # SymPy takes a third of a second to import, and only a counterexample needs it.
            from symconv.calculus.replay import confirm

            confirm(tree, example.instance, example.mismatch)
            found = example
    return Decision(id, tree, family, found, time.perf_counter() - started)


def _proved(
    tree: Statement, family: Family, asked: Sequence[Solver], milliseconds: Callable[[], int]
) -> Proved | Remaining:
    """The kernel's proof by the first plan that it accepts."""
    try:
        made = claim(tree, family)
    except StatementError as error:
        raise StatementError(str(error), text=tree.text, column=error.column) from None
    except ShapeError as error:
        return Remaining(str(error))
    example = found_example(made, milliseconds)
    if example is None:
        return Remaining("no layer was found for which the statement says anything")
    reason = "no equation determines some variable"
    for plan in plans(made):
        try:
            return kernel.prove(made, plan, example, asked, milliseconds)
        except DisagreementError as error:
            raise SolverDisagreementError(str(error)) from None
        except KernelError as error:
            reason = str(error)
    return Remaining(reason)
