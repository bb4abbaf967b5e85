"""What the letters of a sum run over, in words."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.page.maths import Maths


def ranges(letters: Sequence[Maths], sizes: Sequence[int]) -> list[str | Maths]:
    """Each index letter and its range, letters of one range together; nothing for no letters.

    >>> from symconv.page.maths import Letter
    >>> i, j, c = map(Letter, "ijc")
    >>> "".join(each if isinstance(each, str) else each.name for each in ranges((c, i, j), (3, 2, 2)))
    'c runs from 1 to 3; i and j run from 1 to 2'
    """
    groups: dict[int, list[Maths]] = {}
    for letter, size in zip(letters, sizes, strict=True):
        groups.setdefault(size, []).append(letter)
    said: list[str | Maths] = []
    for size, alike in groups.items():
        said += ["; "] if said else []
        for number, letter in enumerate(alike):
            said += [" and " if number == len(alike) - 1 else ", "] if number else []
            said.append(letter)
        verb = "run" if len(alike) > 1 else "runs"
        said.append(f" {verb} from 1 to {size}" if size > 1 else f" {'are' if len(alike) > 1 else 'is'} always 1")
    return said
