"""Whether monomials are in a product that is not written down, by their address, and how many the product has.

Of the two factors of a monomial one is the key: its place, and the entry that the monomial belongs to, determine where
the other factor has to stand. So every monomial is one look at one address, nothing is sorted, and nothing is as large
as the work. Distinct monomials that are all found, as many as the product has, are all of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from symconv.arrays.kinds import Rearrangement
from symconv.arrays.numbers import Cells
from symconv.exact.combined import BLOCK, Combined
from symconv.exact.lattices import Lattice
from symconv.exact.monomials import Integers
from symconv.exact.unlisted import Letters, ProductTerm, WrittenOnlyError

# Places of a view that are counted together, whatever the order of its axes.
COUNTED_TOGETHER = 2**14


@dataclass(frozen=True, slots=True)
class Lookup:
    """The addresses of a product, with entries of tensors counted from 0.

    `key` and `other` are the tensors of the two factors, `other` "" where there is one. The monomial that belongs to
    `entry` is in the product where `cells[by_entry[entry] + by_key[its key]]` is its other factor; an address beyond an
    end stands for that end, where nothing is (-1). `count` is how many monomials there are, `most` how many entries the
    other factor's tensor has.
    """

    key: str
    other: str
    by_entry: Integers
    by_key: Integers
    cells: Integers
    count: int
    most: int

    def is_all_of(self, term: Combined) -> bool:
        """Whether the product has the monomials of a term, and no others; these are distinct."""
        if term.count != self.count or sorted(term.factors) != sorted(filter(None, (self.key, self.other))):
            return False
        # A lone factor has nothing beside it: that has one entry.
        key, other = (1 + term.factors.index(name) if name else None for name in (self.key, self.other))
        found = term.lattices()
        if found is not None:
            return self._has_lattices(found, key, other)
        nothing = np.zeros(1, dtype=np.int64)
        return all(
            self._holds(block[0], *(nothing if at is None else block[at] for at in (key, other)))
            for block in term.blocks()
        )

    def _has_lattices(self, some: Iterable[Lattice], key: int | None, other: int | None) -> bool:
        """Whether all monomials of some lattices are in the product."""
        numbers = np.arange(self.most, dtype=self.cells.dtype)
        # Written to again and again, for memory that is new costs more than what is done in it.
        addresses, found = np.empty(BLOCK, dtype=np.int64), np.empty(BLOCK, dtype=self.cells.dtype)
        unlike = np.empty(BLOCK, dtype=np.bool_)
        for lattice in some:
            sizes = lattice.sizes
            rows = math.prod(sizes)
            here = found[:rows].reshape(sizes)
            np.add(
                lattice.view(0, self.by_entry),
                self.by_key if key is None else lattice.view(key, self.by_key),
                out=addresses[:rows].reshape(sizes),
            )
            self.cells.take(addresses[:rows], mode="clip", out=found[:rows])
            wanted = numbers if other is None else lattice.view(other, numbers)
            if np.not_equal(here, wanted, out=unlike[:rows].reshape(sizes)).any():
                return False
        return True

    def _holds(self, entries: Integers, keys: Integers, others: Integers) -> bool:
        """Whether all these monomials are in the product."""
        found = self.cells.take(self.by_entry.take(entries) + self.by_key.take(keys), mode="clip")
        return bool((found == others).all())


def lookup(piece: ProductTerm) -> Lookup:
    """The addresses of a product; raises WrittenOnlyError where neither factor determines where the other one stands.
    """
    left, right = (piece.left, piece.pairing.left), (piece.right, piece.pairing.right)
    try:
        return _keyed(piece, *right, *left)
    except WrittenOnlyError:
        return _keyed(piece, *left, *right)


def _keyed(
    piece: ProductTerm, key: Letters, seen_key: Rearrangement, other: Letters, seen_other: Rearrangement
) -> Lookup:
    kept, summed = piece.pairing.kept, piece.pairing.summed
    rank, sizes = len(kept), kept + summed
    key_steps, other_steps = _steps(key.slots, seen_key, sizes), _steps(other.slots, seen_other, sizes)
    if any(n > 1 and not step for n, step in zip(summed, key_steps[rank:], strict=True)):
        raise WrittenOnlyError("a product that adds up what its key does not tell apart")
    order = _in_memory(key_steps, sizes, key.slots.size)
    places, numbers = piece.slots.reshape(-1), key.slots.reshape(-1)
    all_places, all_numbers = _in_order(places, math.prod(kept)), _in_order(numbers, key.count)
    stands = numbers if all_numbers else _stands(key)
    # The key's place along axes that the product keeps has to fit the entry: where it does not, the address is moved
    # beyond all others.
    size = other.slots.size
    beyond = size + 2
    nowhere = -beyond * (key.slots.size + 1)
    steps = [-beyond * key_steps[axis] if axis < rank else other_steps[axis] for axis in order]
    of_key = _addresses([sizes[axis] for axis in order], steps) + 1
    of_entry = _addresses(kept, [a + beyond * b for a, b in zip(other_steps[:rank], key_steps[:rank], strict=True)])
    cells = np.empty(size + 2, dtype=other.slots.dtype)
    cells[0] = cells[-1] = -1
    np.subtract(other.slots.reshape(-1), 1, out=cells[1:-1])
    return Lookup(
        key.tensor,
        other.tensor,
        of_entry if all_places else _picked(of_entry, places, nowhere),
        of_key if all_numbers else _picked(of_key, stands, nowhere),
        cells,
        _count(piece, other, seen_other, all_places),
        other.count,
    )


def _picked(cells: Integers, places: Integers, nowhere: int) -> Integers:
    """Some of an array, by their places counted from 1; `nowhere` where there is none."""
    return np.concatenate(([nowhere], cells)).take(places)


def _in_order(places: Integers, count: int) -> bool:
    """Whether places are all that there are, in order."""
    return len(places) == count and bool((places == np.arange(1, count + 1, dtype=places.dtype)).all())


def _steps(cells: Cells, seen: Rearrangement, size: tuple[int, ...]) -> tuple[int, ...]:
    """How far apart in memory neighbours in a view of an array are."""
    memory = np.zeros(cells.shape, dtype=np.int8)
    memory[(0,) * memory.ndim] = 1
    view = seen(memory)
    if view.ndim != len(size):
        view = np.broadcast_to(view, size)
    # The one 1 is where both begin.
    if not view[(0,) * view.ndim] or not np.may_share_memory(view, memory):
        raise WrittenOnlyError("a factor that is seen as a copy")
    # Of the places along an axis that it lacks, all are the same.
    return tuple(step if n > 1 else 0 for step, n in zip(view.strides, view.shape, strict=True))


def _in_memory(steps: Sequence[int], sizes: Sequence[int], count: int) -> list[int]:
    """The axes with which a view goes through an array once, outermost first."""
    order = sorted((axis for axis, step in enumerate(steps) if step), key=lambda axis: -steps[axis])
    if [*(steps[axis] * sizes[axis] for axis in order), 1] != [count, *(steps[axis] for axis in order)]:
        raise WrittenOnlyError("a key that is not gone through once")
    return order


def _stands(key: Letters) -> Integers:
    """Where each entry of a tensor stands in an array, counted from 1 (0: nowhere)."""
    flat = key.slots.reshape(-1)
    found = np.zeros(key.count, dtype=np.int64)
    found[flat - 1] = np.arange(1, len(flat) + 1)
    if not flat.all() or np.count_nonzero(found) < len(flat):
        raise WrittenOnlyError("a key with zeros, or with an entry that stands twice")
    return found


def _addresses(sizes: Iterable[int], steps: Iterable[int]) -> Integers:
    """The address of every place, row by row."""
    found = np.zeros(1, dtype=np.int64)
    for n, step in zip(sizes, steps, strict=True):
        if step:
            found = (found[:, None] + np.arange(0, n * step, step, dtype=np.int64)).reshape(-1)
        elif n > 1:
            found = np.repeat(found, n)
    return found


def _count(piece: ProductTerm, other: Letters, seen: Rearrangement, all_places: bool) -> int:
    """How many monomials a product has whose key is nowhere 0: as many as places where the other factor is not.

    `all_places` is whether each place of the product is one of the array.
    """
    kept, summed = piece.pairing.kept, piece.pairing.summed
    there = other.slots != 0
    if there.all():
        return int(np.count_nonzero(piece.slots)) * math.prod(summed)
    view = np.broadcast_to(seen(there), kept + summed)
    # Along an axis that the other factor lacks, all places are alike.
    alike = tuple(slice(0, 1) if step == 0 else slice(None) for step in view.strides)
    times = math.prod(n for n, step in zip(summed, view.strides[len(kept) :], strict=True) if step == 0)
    view = view[alike]
    some, all_summed = view.shape[: len(kept)], view.shape[len(kept) :]
    places = piece.slots.reshape(-1)
    # Few long steps rather than many short ones.
    if math.prod(all_summed) > math.prod(some):
        counts = np.array([np.count_nonzero(view[place]) for place in np.ndindex(some)]).reshape(some)
    elif some == kept and all_places:
        if view.size <= COUNTED_TOGETHER:
            return times * int(np.count_nonzero(view))
        return times * sum(int(np.count_nonzero(view[(..., *place)])) for place in np.ndindex(all_summed))
    else:
        counts = np.zeros(some, dtype=np.min_scalar_type(math.prod(all_summed)))
        for place in np.ndindex(all_summed):
            counts += view[(..., *place)]
    of_kept = np.broadcast_to(counts, kept).reshape(-1)
    return times * int(np.concatenate(([0], of_kept)).take(places).sum())
