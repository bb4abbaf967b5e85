"""General index equations for all sizes: each side an array by its guarded sum, compared by the kernel.

The left side is an entry of Z or of a gradient by X, K or B at indices that stand for all of their axes.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from symconv.arrays.sums import GuardedSum
from symconv.auditor.index_ranges import free_indices
from symconv.auditor.setting import NotShownError, Setting, single
from symconv.auditor.statements import NotedEquation
from symconv.auditor.summand import Summand, without_slope
from symconv.auditor.summands import MOST_SUMMED, Summing
from symconv.auditor.tree import Expr, Lettered, Partial, ShortGradient
from symconv.layers.defined import by_definition
from symconv.proof.claim import side
from symconv.proof.example import found_example
from symconv.proof.kernel import Proved, prove
from symconv.proof.linear.search import certifier
from symconv.proof.search import completed, plans
from symconv.proof.sides import Claim, Side
from symconv.proof.smt import KernelError
from symconv.proof.solvers import Installed, NoSolverError
from symconv.sizes import Size, symbol_of
from symconv.unknown import Index

# How long a solver may take in a search.
SOLVER_MILLISECONDS = 1_000


def shown(statement: NotedEquation, setting: Setting) -> tuple[Proved, ...]:
    """The kernel's proofs that the two sides of a statement agree for every size in the family.

    None are needed where both sides have the same summands, as `dL/dz` and `dL/da f'(z)` have.
    Within a chain neither side need be an entry of an array; then each is shown to be what the chain begins with.
    Raises NotShownError where no proof is found, which does not say that the sides differ.
    """
    left, right = statement.left.tree, statement.right.tree
    if left is None or right is None:
        raise NotShownError(statement.problem)
    if _same_summands(left, right, setting):
        return ()
    reason = ""
    for one, other in ((left, right), (right, left)):
        try:
            return (_proved(_claim(statement.text, one, other, setting)),)
        except NotShownError as error:
            reason = reason or str(error)
    first = statement.first.tree if statement.first is not None else None
    if first is None or first in (left, right):
        raise NotShownError(reason)
    return tuple(_proved(_claim(statement.text, first, side, setting)) for side in (left, right))


def _same_summands(left: Expr, right: Expr, setting: Setting) -> bool:
    """Whether both sides are the same products of entries at the same places, without a sum."""
    names = dict.fromkeys([*free_indices(left), *free_indices(right)])
    values: dict[str, Size] = {name: symbol_of(Index(f"m_{name}")) for name in names if name not in setting.names}
    summing = Summing(setting, count())
    try:
        ours, theirs = summing.sides(left, values), summing.sides(right, values)
    except NotShownError:
        return False
    return ours == theirs and bool(ours) and not any(each.bound for each in ours)


def _proved(made: Claim) -> Proved:
    reason = "no plan for a proof was found"
    try:
        example = found_example(made, lambda: SOLVER_MILLISECONDS)
    except NoSolverError as error:
        raise NotShownError(str(error)) from None
    if example is None:
        raise NotShownError("no layer was found for which the equation says anything")
    certify = certifier()
    for plan in plans(made):
        try:
            whole = completed(made, plan, lambda: SOLVER_MILLISECONDS, certify)
            return prove(made, whole, example, Installed(), certify=certify)
        except (KernelError, NoSolverError) as error:
            reason = str(error)
    raise NotShownError(reason)


def _claim(text: str, left: Expr, right: Expr, setting: Setting) -> Claim:
    layer = setting.family.layer
    name, at, contracted = _head(left, setting)
    # The gradient by what the input is the activation of is that by the input, times the slope there.
    ours = side(by_definition(layer, "dX" if name == "dU" else name))
    assert ours.sum is not None
    values: dict[str, Size] = {}
    places = {place.axis: place.variable for place in ours.sum.index}
    for axis, given in at.items():
        values[single(given)] = places[axis].at + setting.base
    summing = Summing(setting, count())
    start = Summand(1)
    if contracted is not None:
        activated = isinstance(left, Partial) and isinstance(left.top, Lettered) and setting.role(left.top) == "A"
        start = summing.over_output("dA" if activated else "dZ", contracted, values)
    found = [start.times(each) for each in summing.sides(right, values)]
    if name == "dU":
        head = {axis: places[axis].at for axis in at}
        found = [without_slope(each, head) for each in found]
    if not found or len(found) > MOST_SUMMED:
        raise NotShownError("the equation has no terms, or too many, to be compared for all sizes")
    terms = tuple(summing.term(each, places) for each in found)
    return Claim(text, setting.family.hypotheses(), ours, Side((), ours.sizes, GuardedSum(ours.sum.index, terms)))


def _head(left: Expr, setting: Setting) -> tuple[str, Mapping[str, Size], Mapping[str, Size] | None]:
    """The array that the left side is an entry of, its index by axis, and the output's for a local derivative."""
    if isinstance(left, Lettered) and left.index and (role := setting.role(left)) in ("Z", "dX", "dU"):
        return role, setting.places(left, role), None
    if not isinstance(left, ShortGradient | Partial):
        raise NotShownError("the left side is neither an output nor a derivative")
    role = setting.role(left.by)
    if role not in ("X", "K", "B", "U"):
        raise NotShownError("the left side is no derivative by an input, a kernel or a bias")
    at = setting.places(left.by, role)
    if isinstance(left, ShortGradient) or setting.is_loss(left.top):
        return f"d{role}", at, None
    if not isinstance(left.top, Lettered) or setting.role(left.top) not in ("Z", "A"):
        raise NotShownError("the left side is no derivative of an output")
    output = setting.places(left.top, "Z")
    if {single(each) for each in output.values()} & {single(each) for each in at.values()}:
        raise NotShownError("one index stands for two places on the left")
    return f"d{role}", at, output
