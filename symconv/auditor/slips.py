"""An index of letters a slip away from one that is written, in the notes' own order of what is added in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from symconv.auditor.indices import lone_name
from symconv.auditor.tree import Lettered
from symconv.sizes import Size

# What is longer is no index that somebody slipped in.
MOST_INDEX_SIGNS = 60

# What is added along one axis: each with its sign.
Summands = tuple[tuple[str, str], ...]
# Another sum for one axis; None where it does not apply.
Slip = Callable[[Summands], Summands | None]


def slips(entry: Lettered, written: str, others: Iterable[Lettered]) -> Iterator[list[str]]:
    """An index that is written so, along each axis in text, with one slip that people make; the likeliest first.

    A step further or back, a sign, two axes exchanged; then a part left out, the whole turned round, the index of one
    of the `others` not added or taken away. A slip is made along one axis, and along all of them.

    >>> from symconv.sizes import symbol
    >>> x = Lettered("x", (symbol("s") * symbol("i") + symbol("k"),))
    >>> [made for (made,) in slips(x, "s i + k", [Lettered("w", (symbol("k"),))])]
    ['s i + k + 1', 's i + k - 1', '-s i + k', 's i - k', 'k', 's i', '-s i - k']
    """
    pieces = _pieces(entry, written)
    read = [_summands(piece) or _summands(_told(at)) for piece, at in zip(pieces, entry.index, strict=True)]
    longest = max(map(len, read), default=0)
    turned = [_sign_of(position) for position in range(longest)]
    shortened = [_without(position) for position in range(longest)]
    yield from _one_by_one(pieces, read, [_further(1), _further(-1), *turned])
    for one, other in combinations(range(len(pieces)), 2):
        exchanged = list(pieces)
        exchanged[one], exchanged[other] = pieces[other], pieces[one]
        yield exchanged
    yield from _along_all(pieces, read, turned)
    last = [*shortened, *(_only(position) for position in range(longest)), _turned_round]
    yield from _one_by_one(pieces, read, [each for each in last if longest > 1])
    yield from _along_all(pieces, read, [each for each in last if longest > 1])
    yield from _moved(entry, pieces, read, others)


def stepped(written: str, step: int) -> str | None:
    """What is written of letters and numbers, a step further or back; None where it is more than a sum.

    >>> stepped("M-1", 1), stepped("3", -1), stepped("K", -1)
    ('M', '2', 'K - 1')
    """
    read = _summands(written.strip())
    if len(read) == 1 and read[0][1].isdigit():
        number = int(read[0][1]) * (-1 if read[0][0] == "-" else 1) + step
        return str(number)
    made = _further(step)(read) if read else None
    return None if made is None else _text(made, written.strip())


def _pieces(entry: Lettered, written: str) -> list[str]:
    """What is written along each axis."""
    found = [" ".join(piece.split()) for piece in written.split(",")]
    if len(found) == len(entry.index):
        return found
    return list(map(_told, entry.index))


def _told(at: Size) -> str:
    return str(at).replace("*", " ")


def _summands(piece: str) -> Summands:
    """What is added along one axis; nothing where it is more than a sum."""
    if len(piece) > MOST_INDEX_SIGNS or not re.fullmatch(r"[-+]?[\w\\'^ ]+([-+][\w\\'^ ]+)*", piece):
        return ()
    parts = re.findall(r"([-+]?)([^-+]+)", piece)
    return tuple((sign or "+", body.strip()) for sign, body in parts) if all(body.strip() for _, body in parts) else ()


def _text(found: Summands, like: str) -> str:
    """A sum along one axis, with blanks where what it comes from has them."""
    blank = " " if re.search(r"\s[-+]|[-+]\s", like) or not re.search("[-+]", like[1:]) else ""
    first, *more = found
    said = ("-" if first[0] == "-" else "") + first[1]
    return said + "".join(f"{blank}{sign}{blank}{body}" for sign, body in more)


def _one_by_one(pieces: Sequence[str], read: Sequence[Summands], ways: Iterable[Slip]) -> Iterator[list[str]]:
    """Each slip along each axis by itself."""
    every = list(ways)
    for number, summands in enumerate(read):
        for way in every:
            made = way(summands) if summands else None
            if made:
                yield [_text(made, each) if at == number else each for at, each in enumerate(pieces)]


def _along_all(pieces: Sequence[str], read: Sequence[Summands], ways: Iterable[Slip]) -> Iterator[list[str]]:
    """Each slip along all axes where it applies, if there are several."""
    for way in ways:
        made = [way(summands) if len(summands) > 1 else None for summands in read]
        if sum(map(bool, made)) > 1:
            yield [_text(new, old) if new else old for new, old in zip(made, pieces, strict=True)]


def _further(step: int) -> Slip:
    def made(found: Summands) -> Summands | None:
        *most, (sign, body) = found
        if body.isdigit() and most:
            number = int(body) * (-1 if sign == "-" else 1) + step
        elif body.isdigit():
            return None
        else:
            most, number = list(found), step
        return (*most, ("-" if number < 0 else "+", str(abs(number)))) if number else tuple(most)

    return made


def _sign_of(position: int) -> Slip:
    def made(found: Summands) -> Summands | None:
        if position >= len(found) or len(found) < 2 or found[position][1].isdigit():
            return None
        sign, body = found[position]
        return (*found[:position], ("-" if sign == "+" else "+", body), *found[position + 1 :])

    return made


def _without(position: int) -> Slip:
    def made(found: Summands) -> Summands | None:
        return (*found[:position], *found[position + 1 :]) if position < len(found) > 1 else None

    return made


def _only(position: int) -> Slip:
    def made(found: Summands) -> Summands | None:
        return (("+", found[position][1]),) if position < len(found) > 2 else None

    return made


def _turned_round(found: Summands) -> Summands | None:
    if len(found) < 2:
        return None
    turned: list[tuple[str, str]] = [("-" if sign == "+" else "+", body) for sign, body in found]
    # What is added comes before what is taken away.
    return tuple(sorted(turned, key=lambda each: each[0] == "-"))


def _moved(
    entry: Lettered, pieces: Sequence[str], read: Sequence[Summands], others: Iterable[Lettered]
) -> Iterator[list[str]]:
    """The index with that of another entry added or taken away."""
    if any(len(summands) != 1 for summands in read):
        return
    for index in dict.fromkeys(each.index for each in others):
        if len(index) != len(entry.index) or set(index) & set(entry.index):
            continue
        names = list(map(lone_name, index))
        if all(names):
            for sign in "+-":
                yield [f"{piece} {sign} {name}" for piece, name in zip(pieces, names, strict=True)]
