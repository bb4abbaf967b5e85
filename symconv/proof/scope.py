"""What a proof holds for, said plainly."""

from __future__ import annotations

from symconv.arrays.sums import Guard
from symconv.layers.family import Family, lead_sizes
from symconv.proof.kernel import Claim
from symconv.sizes import Polynomial, Size, symbols, terms

LEAD_NAMES = ("N", "g", "c", "f")
LEADS = {"batch": "batch", "groups": "groups", "ins": "in_channels", "outs": "out_channels"}


def scope_list(family: Family, free: tuple[str, ...] = ()) -> list[str]:
    """What is symbolic: parameters of an axis, free tensors' sizes, lead axes as options call them, and `rank`."""
    axes = [name for name in family.parameters() if name not in LEAD_NAMES]
    leads = [LEADS[name] for name, size in lead_sizes(family.layer).items() if not isinstance(size, int)]
    return [*axes, *free, *leads, *(["rank"] if family.rank is None else [])]


def scope_text(family: Family, claim: Claim) -> str:
    """For all which sizes a claim is made, in one sentence."""
    least: dict[str, int] = {}
    conditions = []
    for guard in (*claim.hypotheses, *claim.left.exists):
        bound = _bound(guard)
        if bound is not None:
            least[bound[0]] = max(bound[1], least.get(bound[0], bound[1]))
        elif not isinstance(guard.value, int):
            conditions.append(inequality(guard))
    named: dict[int, list[str]] = {}
    for name, bound_value in least.items():
        if name not in LEAD_NAMES:
            named.setdefault(bound_value, []).append(name)
    parts = [f"{', '.join(each)} >= {bound_value}" for bound_value, each in named.items()]
    text = f"for all {'; '.join(parts)}" if parts else "for this layer"
    if conditions:
        text += f" with {', '.join(dict.fromkeys(conditions))}"
    if family.rank is None:
        text += "; any number of axes, each with its own"
    elif family.rank > 1:
        text += f"; {family.rank} axes" + (", each with its own" if len(family.layer.axes) < family.rank else "")
    leads = _leads(family) if set(least) & set(family.parameters()) else []
    return f"{text}; any {', '.join(leads[:-1]) + ' and ' if len(leads) > 1 else ''}{leads[-1]}" if leads else text


def _leads(family: Family) -> list[str]:
    """The lead axes of any size; both channels as one word."""
    sizes = lead_sizes(family.layer)
    found = [LEADS[name].replace("_", " ") for name, size in sizes.items() if not isinstance(size, int)]
    if {"in channels", "out channels"} <= set(found):
        return [each for each in found if not each.endswith("channels")] + ["channels"]
    return found


def _bound(guard: Guard) -> tuple[str, int] | None:
    """A guard `name >= number`, as those two."""
    found = list(symbols(guard.value))
    if guard.relation == "=" or len(found) != 1:
        return None
    rest = 0
    for monomial, coefficient in terms(guard.value):
        if not monomial:
            rest = coefficient
        elif coefficient != 1 or len(monomial) != 1 or str(monomial[0]) != found[0]:
            return None
    return found[0], -rest


def inequality(guard: Guard) -> str:
    """A guard with what is taken away on the other side: `n + pl + pr >= d*k - d + 1`."""
    more, less = sides(guard)
    return f"{more} {'=' if guard.relation == '=' else '>='} {less}"


def sides(guard: Guard) -> tuple[Size, Size]:
    """A guard's value as `more - less`, both without minus signs."""
    more: Size = 0
    less: Size = 0
    for monomial, coefficient in terms(guard.value):
        part: Size = Polynomial(((monomial, abs(coefficient)),)) if monomial else abs(coefficient)
        if coefficient > 0:
            more = more + part
        else:
            less = less + part
    return more, less
