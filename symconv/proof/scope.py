"""What a proof holds for, said plainly."""

from __future__ import annotations

from symconv.proof.families import Family
from symconv.proof.kernel import Claim
from symconv.sizes import Polynomial, Size, symbols, terms
from symconv.sums import Guard

LEADS = {"batch": "batch", "groups": "groups", "ins": "in_channels", "outs": "out_channels"}


def scope_list(family: Family) -> list[str]:
    """What is symbolic: the parameters of an axis, the lead axes by their names in options, and `rank`."""
    axes = [name for name in family.parameters() if name not in ("N", "g", "c", "f")]
    leads = [said for name, said in LEADS.items() if not isinstance(getattr(family, name), int)]
    return [*axes, *leads, *(["rank"] if family.rank is None else [])]


def scope_text(family: Family, claim: Claim) -> str:
    """For all which sizes a claim is made, in one sentence."""
    bounds: dict[str, list[str]] = {}
    conditions = []
    for guard in (*claim.hypotheses, *claim.left.exists):
        named = _bound(guard)
        if named is not None and named[0] in ("N", "g", "c", "f"):
            continue
        if named is not None:
            bounds.setdefault(named[1], []).append(named[0])
        else:
            conditions.append(inequality(guard))
    parts = [f"{', '.join(dict.fromkeys(each))} >= {least}" for least, each in bounds.items()]
    text = f"for all {'; '.join(parts)}" if parts else "for this layer"
    if conditions:
        text += f" with {', '.join(dict.fromkeys(conditions))}"
    leads = [LEADS[name].replace("_", " ") for name in LEADS if not isinstance(getattr(family, name), int)]
    if "in channels" in leads and "out channels" in leads:
        leads = [each for each in leads if not each.endswith("channels")] + ["channels"]
    if family.rank is None:
        text += "; any number of axes, each with its own"
    elif family.rank > 1:
        text += f"; {family.rank} axes" + (", each with its own" if len(family.axes) < family.rank else "")
    if leads:
        text += f"; any {', '.join(leads[:-1]) + ' and ' if len(leads) > 1 else ''}{leads[-1]}"
    return text


def _bound(guard: Guard) -> tuple[str, str] | None:
    """A guard `name >= number`, as those two."""
    found = list(symbols(guard.value))
    if guard.relation == "=" or len(found) != 1:
        return None
    rest: Size = 0
    for monomial, coefficient in terms(guard.value):
        if not monomial:
            rest = coefficient
        elif coefficient != 1 or len(monomial) != 1 or str(monomial[0]) != found[0]:
            return None
    return found[0], str(-rest)


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
