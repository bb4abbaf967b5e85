"""Verdicts as JUnit XML, which most systems of continuous integration show: a test case for each statement."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from symconv.outcomes import Outcome
from symconv.reports.reported import Reported

# What is false fails; what nobody decided is no pass.
FAILING: frozenset[Outcome] = frozenset({"refuted", "ambiguous", "undecided"})


def suite(found: Sequence[Reported], tool: str, strict: bool = False) -> str:
    """The verdicts as one test suite, named for the tool that found them; if `strict`, what is unreadable fails too.

    >>> print(suite([Reported("proved", "o = n", "proved: o = n")], "symconv prove").splitlines()[1][:65])
    <testsuites><testsuite name="symconv prove" tests="1" failures="0
    """
    failing = FAILING | {"unreadable"} if strict else FAILING
    failed = sum(each.outcome in failing for each in found)
    whole = ElementTree.Element("testsuites")
    one = ElementTree.SubElement(
        whole,
        "testsuite",
        name=tool,
        tests=str(len(found)),
        failures=str(failed),
        errors="0",
        skipped="0",
        time=f"{sum(each.seconds for each in found):.3f}",
    )
    for each in found:
        said = {"classname": each.path or tool, "name": each.statement, "time": f"{each.seconds:.3f}"}
        if each.path:
            said |= {"file": each.path, "line": str(each.line)}
        case = ElementTree.SubElement(one, "testcase", {name: _shown(value) for name, value in said.items()})
        if each.outcome in failing:
            failure = ElementTree.SubElement(case, "failure", type=each.outcome, message=_shown(each.message))
            failure.text = _shown(each.message)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(whole, encoding="unicode")}\n'


def _shown(text: str) -> str:
    """A text without the signs that XML cannot hold."""
    return "".join(each if each.isprintable() or each in "\n\t" else "�" for each in text)
