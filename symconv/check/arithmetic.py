"""Sums and products of whole arrays of forms.

NumPy would call a method of every entry, which takes several times as long as what the method does, and more where the
code's lines are followed. What is not two forms of one call is left to the methods all the same, and so is everything
that is asked for in a way not foreseen here.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.exceptions import AxisError

from symconv.arrays.numbers import Cells
from symconv.check.forms import ADDITION, DOT, KEPT, PRODUCT, SUMMED, Form, formed

LEDGER = operator.attrgetter("ledger")
OF_NUMPY = (np.int64, np.float64)
NUMBERS = (int, float, *OF_NUMPY)
# Where the second operand of `dot` is summed over: before its last axis.
BEFORE_LAST = -2


def multiplied(one: Any, other: Any) -> Any:
    """np.multiply."""
    return _paired(one, other, PRODUCT, operator.mul)


def added(one: Any, other: Any) -> Any:
    """np.add."""
    return _paired(one, other, ADDITION, operator.add)


def _paired(one: Any, other: Any, kind: int, method: Callable[[Any, Any], Any]) -> Any:
    shape = np.shape(one)
    if shape == np.shape(other) != ():
        pairs: Iterable[tuple[Any, Any]] = zip(one.reshape(-1).tolist(), other.reshape(-1).tolist(), strict=True)
    else:
        pairs = both = np.broadcast(one, other)
        shape = both.shape
    found = []
    for u, v in pairs:
        if type(u) is Form and type(v) is Form and u.ledger is v.ledger:
            form = Form()
            form.kind, form.a, form.b, form.ledger = kind, u, v, u.ledger
            found.append(form)
        else:
            # NumPy's own numbers ask a form for a dozen things before they leave it to the form.
            u, v = u.item() if type(u) in OF_NUMPY else u, v.item() if type(v) in OF_NUMPY else v
            found.append(method(u, v))
    return shaped(found, shape)


def shaped(entries: Sequence[Any], shape: tuple[int, ...]) -> Any:
    """The entries as an array of objects; the entry itself where there are no axes."""
    found = np.fromiter(entries, dtype=object, count=len(entries)).reshape(shape)
    return found if shape else found[()]


def added_at(out: Cells, index: Any, values: Any) -> None:
    """np.add.at."""
    places = np.arange(out.size).reshape(out.shape)[index]
    if places.size < out.size:
        # Every entry is written anew below.
        np.add.at(out, index, values)
        return
    given = np.broadcast_to(np.asarray(values), places.shape).reshape(-1).tolist()
    flat = out.reshape(-1).tolist()
    for place, v in zip(places.reshape(-1).tolist(), given, strict=True):
        u = flat[place]
        if type(u) is Form and type(v) is Form and u.ledger is v.ledger:
            form = Form()
            form.kind, form.a, form.b, form.ledger = ADDITION, u, v, u.ledger
            flat[place] = form
        else:
            flat[place] = u + v
    out[...] = shaped(flat, out.shape)


def summed(array: Cells, axis: Any = None, keepdims: bool = False) -> Any:
    """np.sum."""
    axes = range(array.ndim) if axis is None else np.atleast_1d(axis).tolist()
    gone = sorted(counted(axes, array.ndim))
    kept = [each for each in range(array.ndim) if each not in gone]
    shape, width = tuple(array.shape[each] for each in kept), math.prod(array.shape[each] for each in gone)
    rows = array.transpose(*kept, *gone).reshape(math.prod(shape), width).tolist()
    with_all = tuple(1 if each in gone else size for each, size in enumerate(array.shape))
    return shaped([total(row) for row in rows], with_all if keepdims else shape)


def counted(axes: Any, rank: int) -> tuple[int, ...]:
    """One axis or several as NumPy takes them, each counted from the first; raises the errors that NumPy raises.

    >>> counted(-1, 3), counted((0, -1), 2)
    ((2,), (0, 1))
    """
    given = [operator.index(each) for each in (axes if isinstance(axes, Iterable) else (axes,))]
    for each in given:
        if not -rank <= each < rank:
            raise AxisError(each, rank)
    found = tuple(each % rank for each in given)
    if len({*found}) < len(found):
        raise ValueError("repeated axis")
    return found


def total(values: list[Any]) -> Any:
    """The sum of a row of entries: of forms in one step, of anything else one after the other."""
    if len(values) > 1 and _of_one_call(values):
        return formed(SUMMED, values, None, values[0].ledger)
    found: Any = values[0] if values else 0
    for each in values[1:]:
        found = found + each
    return found


def _of_one_call(values: list[Any]) -> bool:
    """Whether a row holds forms and nothing else; refuses those of two calls."""
    if {*map(type, values)} != {Form}:
        return False
    if len({*map(LEDGER, values)}) > 1:
        values[0].ledger.refuse(KEPT)
    return True


def dots(one: Cells, other: Cells) -> Cells:
    """The sums of products of each row of `one` with each row of `other`."""
    if one.shape[1] == 1:
        product: Cells = multiplied(one, other.T)
        return product
    left, right = one.tolist(), other.tolist()
    # What the rows hold is looked at once, and not once for each product; mostly it is the same everywhere.
    alike = _of_one_call([*chain.from_iterable(left), *chain.from_iterable(right)])
    of_left, of_right = ([True] * len(rows) if alike else [*map(_of_one_call, rows)] for rows in (left, right))
    found: list[Any] = []
    for u, forms in zip(left, of_left, strict=True):
        for v, others in zip(right, of_right, strict=True):
            if forms and others and u[0].ledger is v[0].ledger:
                form = Form()
                form.kind, form.a, form.b, form.ledger = DOT, u, v, u[0].ledger
                found.append(form)
            else:
                found.append(_dot(u, v))
    whole: Cells = shaped(found, (len(left), len(right)))
    return whole


def _dot(left: list[Any], right: list[Any]) -> Any:
    """One sum of products, where not all factors are forms: most others are zeros, which take everything away."""
    one: list[Form] = []
    other: list[Form] = []
    rest = []
    for u, v in zip(left, right, strict=True):
        if type(u) is Form and type(v) is Form and u.ledger is v.ledger:
            one.append(u)
            other.append(v)
        elif not (_takes_away(u, v) or _takes_away(v, u)):
            rest.append(u * v)
    if not _of_one_call(one):
        return total(rest)
    found: Any = formed(DOT, one, other, one[0].ledger)
    return found + total(rest) if rest else found


def _takes_away(one: Any, other: Any) -> bool:
    """Whether `one` is a zero and `other` a form: of what is never written, no zero makes anything."""
    return type(one) in NUMBERS and type(other) is Form and not one


def matmul(one: Any, other: Any) -> Any:
    """np.matmul."""
    a, b = np.asarray(one), np.asarray(other)
    if 0 in (a.ndim, b.ndim, a.size, b.size) or a.shape[-1] != b.shape[max(BEFORE_LAST, -b.ndim)]:
        return np.matmul(a, b)
    rows, columns = np.atleast_2d(a), (b[:, None] if b.ndim == 1 else b)
    lead = np.broadcast_shapes(rows.shape[:-2], columns.shape[:-2])
    left = np.broadcast_to(rows, (*lead, *rows.shape[-2:])).reshape(-1, *rows.shape[-2:])
    right = np.broadcast_to(columns, (*lead, *columns.shape[-2:])).reshape(-1, *columns.shape[-2:])
    entries = chain.from_iterable(dots(u, v.T).reshape(-1).tolist() for u, v in zip(left, right, strict=True))
    ends = (*(rows.shape[-2:-1] if a.ndim > 1 else ()), *(columns.shape[-1:] if b.ndim > 1 else ()))
    return shaped(list(entries), (*lead, *ends))


def dot(one: Any, other: Any) -> Any:
    """np.dot."""
    a, b = np.asarray(one), np.asarray(other)
    if 0 in (a.ndim, b.ndim):
        return multiplied(a, b)
    return tensordot(a, b, ((-1,), (max(BEFORE_LAST, -b.ndim),)))


def tensordot(one: Any, other: Any, axes: Any = 2) -> Any:
    """np.tensordot."""
    a, b = np.asarray(one), np.asarray(other)
    if not isinstance(axes, Sequence):
        axes = (range(a.ndim - int(axes), a.ndim), range(int(axes)))
    over_a, over_b = (counted(side, array.ndim) for side, array in zip(axes, (a, b), strict=True))
    sizes = [a.shape[each] for each in over_a]
    if sizes != [b.shape[each] for each in over_b]:
        return np.tensordot(a, b, (over_a, over_b))
    free_a = [each for each in range(a.ndim) if each not in over_a]
    free_b = [each for each in range(b.ndim) if each not in over_b]
    shape = (*(a.shape[each] for each in free_a), *(b.shape[each] for each in free_b))
    width = math.prod(sizes)
    left = a.transpose(*free_a, *over_a).reshape(math.prod(shape[: len(free_a)]), width)
    right = b.transpose(*free_b, *over_b).reshape(math.prod(shape[len(free_a) :]), width)
    return shaped(dots(left, right).reshape(-1).tolist(), shape)


def einsum(*operands: Any, **options: Any) -> Any:
    """np.einsum."""
    parts = operands[0].replace(" ", "") if operands and isinstance(operands[0], str) else ""
    written = all(map(str.isalpha, parts.replace("->", ",").split(",")))
    if not written or len(operands) != 3 or not {*options} <= {"optimize"}:
        return np.einsum(*operands, **options)
    given, _, out = parts.partition("->")
    of_a, _, of_b = given.partition(",")
    a, b = map(np.asarray, operands[1:])
    once = all(len({*each}) == len(each) for each in (of_a, of_b, out))
    alone = {*of_a} ^ {*of_b}
    if not (out and once and alone <= {*out} <= {*of_a, *of_b} and (a.ndim, b.ndim) == (len(of_a), len(of_b))):
        return np.einsum(*operands, **options)
    sizes = dict(zip(of_a, a.shape, strict=True))
    if any(sizes.get(letter, size) != size for letter, size in zip(of_b, b.shape, strict=True)):
        return np.einsum(*operands, **options)
    sizes |= dict(zip(of_b, b.shape, strict=True))
    both = [each for each in out if each in of_a and each in of_b]
    over = [each for each in of_a if each in of_b and each not in out]
    free_a, free_b = ([each for each in out if each in mine and each not in both] for mine in (of_a, of_b))

    def rows(array: Cells, names: str, free: list[str]) -> Cells:
        moved = array.transpose([names.index(each) for each in (*both, *free, *over)])
        lengths = (math.prod(sizes[each] for each in group) for group in (both, free, over))
        return moved.reshape(*lengths)

    entries = chain.from_iterable(
        dots(u, v).reshape(-1).tolist() for u, v in zip(rows(a, of_a, free_a), rows(b, of_b, free_b), strict=True)
    )
    order = [*both, *free_a, *free_b]
    found = np.asarray(shaped(list(entries), tuple(sizes[each] for each in order)))
    return found.transpose([order.index(each) for each in out])
