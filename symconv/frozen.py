"""For what is frozen all through: a mapping that nobody changes, and a hash that is kept."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

Named = TypeVar("Named", bound=Hashable)
Held = TypeVar("Held")


class Frozen(Mapping[Named, Held]):
    """A mapping as it was given, in its order; it has a hash where its values have, and can be pickled.

    >>> sizes = Frozen({"n": 3, "k": 2})
    >>> sizes["n"], list(sizes), sizes == {"k": 2, "n": 3}
    (3, ['n', 'k'], True)
    >>> sizes["n"] = 4
    Traceback (most recent call last):
    ...
    TypeError: 'Frozen' object does not support item assignment
    """

    __slots__ = ("_held",)
    _held: dict[Named, Held]

    def __init__(self, given: Mapping[Named, Held] | Iterable[tuple[Named, Held]] = ()) -> None:
        object.__setattr__(self, "_held", dict(given))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Frozen cannot be changed")

    def __getitem__(self, key: Named) -> Held:
        return self._held[key]

    def __iter__(self) -> Iterator[Named]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __hash__(self) -> int:
        return hash(frozenset(self._held.items()))

    def __repr__(self) -> str:
        return repr(self._held)

    def __reduce__(self) -> tuple[Any, ...]:
        return Frozen, (dict(self._held),)


class Hashed:
    """What keeps its hash once somebody has asked, which is no part of what it says: it is asked again and again.

    A dataclass of that kind says `__hash__ = Hashed.__hash__`, or it would get one of its own.
    """

    __slots__ = ("_hash",)
    _hash: int

    def said(self) -> object:
        """What the hash is of."""
        raise NotImplementedError

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            object.__setattr__(self, "_hash", hash(self.said()))
            return self._hash
