"""Which way a line went that branches within itself is part of the path; what cannot tell it says so."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from operator import call
from typing import Any

import pytest

from symconv import Conv1d
from symconv.check.namespaces import territory
from symconv.check.path import LONGEST_FILE, Path, followed
from symconv.testing import check_backward

LAYER = Conv1d(input=3, kernel=2)
SINCE_3_12 = pytest.mark.skipif(sys.version_info < (3, 12), reason="Python tells of branches from 3.12 on")
OWN: dict[str, Any] = {}


def one_or_another(n: int) -> int:
    return 2 * n if n > 0 else -n


def both(n: int) -> bool:
    return n > 0 and n < 5


def none_but_once(n: int) -> list[int]:
    return [each if each else -1 for each in (n, 1, 2)]


def without_branches(n: int) -> int:
    return 2 * n


def backward(x: Any, k: Any, _: Any, dz: Any) -> tuple[Any, ...]:
    dx, dk = x * 0, k * 0
    for m in range(dz.shape[2]):
        for a in range(k.shape[2]):
            dx[:, :, m + a] += dz[:, :, m] @ k[:, :, a] if m >= 0 and a >= 0 else 0
            dk[:, :, a] += dz[:, :, m].T @ x[:, :, m + a] if m >= 0 else 0
    return dx, dk, dz.sum(axis=(0, 2))


def path(function: Callable[[int], Any], *numbers: int) -> Path:
    found = Path()
    # Nothing of this module but the function runs meanwhile.
    followed(territory(function), found, partial(list, map(function, numbers)))
    return found


@pytest.mark.parametrize(
    ("function", "one", "other"),
    [(one_or_another, 1, -1), (both, 1, -1), (none_but_once, 3, 0)],
    ids=["if else", "and", "in a comprehension"],
)
def test_another_way_is_another_path(function: Any, one: int, other: int) -> None:
    assert path(function, one).differs(path(function, one)) is None
    found = path(function, one).differs(path(function, other))
    assert found is not None
    assert found.line == function.__code__.co_firstlineno + 1


def test_what_does_not_branch_goes_one_way() -> None:
    assert path(without_branches, 1).differs(path(without_branches, -1)) is None


def a_thousand(n: int) -> int:
    total = 0
    for each in range(1000):
        total += each if each < n else 0
        if each == n:
            total = 0
    return total


@pytest.mark.parametrize("function", [a_thousand, without_branches], ids=["closely", "by lines"])
def test_every_line_is_counted(function: Any) -> None:
    first = function.__code__.co_firstlineno
    found = {line - first: times for (_, line, kind), times in path(function, 998).steps.items() if not kind}
    wanted = {1: 1, 2: 1001, 3: 1000, 4: 1000, 5: 1, 6: 1} if function is a_thousand else {1: 1}
    assert found == wanted


def test_a_line_is_followed_closely_whenever_it_runs_for_the_first_times() -> None:
    """Also where the lines around it have run often."""

    def late(n: int) -> None:
        for each in range(1000):
            _ = each if each < 0 else n
            if each >= 998:
                _ = each if n else -each

    assert path(late, 1).differs(path(late, 1)) is None
    found = path(late, 1).differs(path(late, 0))
    assert found is not None
    assert found.line == late.__code__.co_firstlineno + 4


def test_a_generator_goes_on_within_its_line() -> None:
    def two(n: int) -> Any:
        yield (yield n) if n > 0 else 1, 2 if n > 1 else 3

    def used(n: int) -> None:
        list(two(n))

    assert path(used, 2).differs(path(used, 2)) is None
    assert path(used, 1).differs(path(used, 2)) is not None


def test_lines_beyond_all_files_are_counted() -> None:
    text = "\n" * (LONGEST_FILE + 1) + "for _ in range(n):\n    _ = n if n else 1"

    def far(n: int) -> None:
        exec(compile(text, "far", "exec"), OWN | {"n": n})

    assert path(far, 3).differs(path(far, 3)) is None
    assert path(far, 3).differs(path(far, 4)) is not None
    found = {line: times for (_, line, kind), times in path(far, 3).steps.items() if line > LONGEST_FILE and not kind}
    assert found == {LONGEST_FILE + 2: 4, LONGEST_FILE + 3: 3}


def test_functions_made_anew_are_followed_each() -> None:
    """Two functions that were made from one text are equal, and not the same."""

    def made(n: int) -> None:
        exec("def chosen(n): return n if n else -1", OWN)
        OWN["chosen"](n)

    def one_after_another(n: int) -> None:
        made(1)
        made(n)

    assert path(one_after_another, 1).differs(path(one_after_another, 1)) is None
    assert path(one_after_another, 1).differs(path(one_after_another, 0)) is not None


def test_ways_in_a_thread_of_ours_count() -> None:
    def in_a_thread(n: int) -> None:
        thread = threading.Thread(target=one_or_another, args=(n,))
        thread.start()
        thread.join()

    assert path(in_a_thread, 1).differs(path(in_a_thread, 1)) is None
    assert path(in_a_thread, 1).differs(path(in_a_thread, -1)) is not None


def test_lines_in_a_thread_of_ours_are_counted() -> None:
    def in_a_thread(n: int) -> None:
        thread = threading.Thread(target=a_thousand, args=(n,))
        thread.start()
        thread.join()

    first = a_thousand.__code__.co_firstlineno
    steps = path(in_a_thread, 998).steps
    assert [steps[a_thousand.__code__, first + at, ""] for at in range(1, 7)] == [1, 1001, 1000, 1000, 1, 1]


def test_ways_in_a_thread_of_somebody_else_do_not() -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(one_or_another, 1).result()
        calls: Any = [partial(map, one_or_another, [1]), partial(pool.map, one_or_another, [-1])]
        both: Any = chain.from_iterable(map(call, calls))
        busy = Path()
        followed(territory(one_or_another), busy, partial(list, both))
    assert busy.differs(path(one_or_another, 1)) is None


def test_one_call_is_followed_at_a_time() -> None:
    done: list[str] = []
    own = territory(without_branches)
    other = threading.Thread(target=followed, args=(own, Path(), partial(done.append, "second")))

    def first() -> None:
        other.start()
        other.join(0.2)
        done.append("first")

    followed(own, Path(), first)
    other.join()
    assert done == ["first", "second"]


def test_sweeps_by_threads_are_followed() -> None:
    with ThreadPoolExecutor(2) as pool:
        assert check_backward(backward, LAYER, 2, executor=pool).outcome == "proved"


@SINCE_3_12
def test_where_no_number_is_left_nothing_is_proved() -> None:
    told: Any = sys.monitoring  # type: ignore[attr-defined, unused-ignore]
    taken = [each for each in range(6) if told.get_tool(each) is None]
    assert check_backward(backward, LAYER).outcome == "proved"
    for each in taken:
        told.use_tool_id(each, "somebody else")
    try:
        verdict = check_backward(backward, LAYER)
    finally:
        for each in taken:
            told.free_tool_id(each)
    assert (verdict.outcome, "another way" in verdict.reason) == ("undecided", True)
    assert check_backward(backward, LAYER).outcome == "proved"


@SINCE_3_12
@pytest.mark.parametrize("how", ["given back", "asked for no more"])
def test_what_somebody_has_changed_is_never_proved(how: str) -> None:
    told: Any = sys.monitoring  # type: ignore[attr-defined, unused-ignore]

    def meddling(n: int) -> int:
        ours = next(each for each in range(6) if str(told.get_tool(each)).startswith("symconv"))
        if how == "given back":
            told.free_tool_id(ours)
        else:
            told.set_local_events(ours, meddling.__code__, 0)
        return n if n else -1

    assert path(meddling, 1).differs(path(meddling, 1)) is not None
    assert not [each for each in range(6) if str(told.get_tool(each)).startswith("symconv")]
