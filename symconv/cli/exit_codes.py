"""What the command line's exit code says of what was found."""

from __future__ import annotations

from collections.abc import Iterable

from symconv.outcomes import Outcome

DONE, REFUTED, MISTAKE, UNDECIDED = range(4)
# As shells say it of other tools: ended by a signal, by the reader who left (SIGPIPE) or by the user (SIGINT).
LEFT, STOPPED = 128 + 13, 128 + 2
EXIT_CODES = "Exit codes: 0 proved or derived, 1 refuted, 2 a mistake in the call or no room for it, 3 undecided."
# With --strict, what no machine has decided is not passed over either.
STRICTLY_UNDECIDED: frozenset[Outcome] = frozenset({"agrees", "unreadable"})


def exit_code(outcomes: Iterable[Outcome], strict: bool = False) -> int:
    """1 where something is refuted, else 3 where something is left undecided, else 0.

    >>> exit_code(["proved", "undecided"]), exit_code(["undecided", "refuted"]), exit_code(["agrees"], strict=True)
    (3, 1, 3)
    """
    found = set(outcomes)
    if "refuted" in found:
        return REFUTED
    left = {"undecided", "ambiguous"} | (STRICTLY_UNDECIDED if strict else frozenset())
    return UNDECIDED if found & left else DONE
