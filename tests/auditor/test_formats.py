"""Reports as Markdown, a page, SARIF and GitHub annotations; odd texts give none of them orders."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

from symconv import Report, audit
from symconv.auditor.formats.html import page
from symconv.auditor.formats.markdown import document
from symconv.auditor.report import placed
from symconv.reports import github, sarif

NOTES = r"""
$$y_1 = w_1 x_1 + w_2 x_2$$
$$y_2 = w_1 x_2 + w_2 x_3$$
$$\delta w_1 = \delta y_1 x_1 + \delta y_2 x_3$$
$$\frac{\partial L}{\partial w_1} = \frac{\partial L}{\partial y_i} \frac{\partial y_i}{\partial w_1}$$
$$y_1 = \cancel{w_1}$$
$$w_1 = w_1 - \alpha \delta w_1$$
"""


def report(path: str = "notes.md") -> Report:
    return audit(NOTES, path=path)


def test_the_verdicts_that_the_formats_show() -> None:
    found = [each.outcome for each in report().statements]
    assert found == ["proved", "proved", "refuted", "ambiguous", "unreadable", "definition"]


def test_markdown_has_a_row_for_every_statement() -> None:
    rows = [line for line in document([report()]).splitlines() if re.match(r"\| \d", line)]
    assert len(rows) == 6
    assert "**refuted**" in rows[2]
    assert r"` \delta w_1 = \delta y_1 x_1 + \delta y_2 x_2 `" in rows[2]


def test_markdown_cells_are_not_broken_by_bars_and_backticks() -> None:
    found = document([audit("$$a_1 = |b_1| ``c``$$", path="a|b.md")])
    (row,) = [line for line in found.splitlines() if line.startswith("| 1:3")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 7
    assert r"a\|b.md" in found


def test_the_page_is_well_formed_and_typeset() -> None:
    found = page([report()])
    body = found[found.index("<main>") : found.index("</main>") + len("</main>")]
    tree = ElementTree.fromstring(body.replace("&nbsp;", " "))
    assert len(tree.findall(".//tbody/tr")) == 6
    # What was read is typeset; what was not is shown as it stands.
    typeset = [row.find("./td[3]/{http://www.w3.org/1998/Math/MathML}math") is not None for row in tree.iter("tr")][1:]
    assert typeset == [True, True, True, True, False, True]


def test_the_page_runs_nothing_and_fetches_nothing() -> None:
    found = page([audit("$$x = </td><script>alert(1)</script>$$", path='"><img src=x>')])
    assert "<script" not in found
    assert "<img" not in found
    assert not re.search(r"<[^>]*(src|href)=", found)


def test_sarif_holds_what_is_not_settled_each_with_a_place() -> None:
    found = json.loads(sarif.log(placed([report("a b.md")]), "symconv audit"))
    assert found["version"] == "2.1.0"
    results = found["runs"][0]["results"]
    assert [(each["ruleId"], each["level"]) for each in results] == [("refuted", "error"), ("ambiguous", "warning")]
    place = results[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b.md"
    assert place["region"] == {"startLine": 4, "startColumn": 3, "endLine": 4, "endColumn": 47}
    assert {each["ruleId"] for each in results} <= {rule["id"] for rule in found["runs"][0]["tool"]["driver"]["rules"]}


def test_github_annotations_stand_on_one_line_each() -> None:
    lines = github.commands(placed([report("a,b:c.md")])).splitlines()
    assert lines[0].startswith("::error file=a%2Cb%3Ac.md,line=4,col=3,endLine=4,title=refuted::refuted: ")
    assert lines[1].startswith("::warning ")
    assert lines[2] == "2 proved, 1 refuted, 1 ambiguous, 1 unreadable, 1 definition"
    assert len(lines) == 3


def test_a_statement_gives_no_commands() -> None:
    found = github.commands(placed([audit(NOTES + "$$\\delta w_1 = \\delta y_1 x_1 \n::error::x%0A$$")]))
    assert len(found.splitlines()) == len(github.commands(placed([report()])).splitlines())


def test_what_is_wrong_is_marked() -> None:
    (wrong,) = [each for each in report().statements if each.outcome == "refuted"]
    assert wrong.pieces == ((r"\delta w_1 = \delta y_1 x_1 + \delta y_2 ", False), ("x_3", True))
    assert "\n    wrong: x_3\n" in str(report())
    assert r"` \delta w_1 = \delta y_1 x_1 + \delta y_2  ` **` x_3 `**" in document([report()])
    assert r"\delta w_1 = \delta y_1 x_1 + \delta y_2 <mark>x_3</mark></code>" in page([report()])


def test_json_says_where_what_is_wrong_stands() -> None:
    said = json.loads(json.dumps(report().json()))["files"][0]["statements"]
    (wrong,) = [each for each in said if each["verdict"] == "refuted"]
    assert [wrong["equation"][start:end] for start, end in wrong["wrong"]] == ["x_3"]
    assert {each["wrong"] is None for each in said if each is not wrong} == {True}


def test_what_is_wrong_is_marked_where_white_space_and_lines_come_between() -> None:
    before = "$$y_1 = w_1 x_1 + w_2 x_2$$\n$$y_2 = w_1 x_2 + w_2 x_3$$\n"
    found = audit(before + "$$\\delta w_1   =\n \\delta y_1 x_1\n   + \\delta y_2   x_3$$").statements[-1]
    assert [text for text, wrong in found.pieces if wrong] == ["x_3"]
    assert "".join(text for text, _ in found.pieces) == found.equation


def test_an_equation_that_is_written_anew_has_no_marks() -> None:
    before = "$$y_1 = w_1 x_1 + w_2 x_2$$\n$$y_2 = w_1 x_2 + w_2 x_3$$\n"
    found = audit(before + r"$$\delta w_1 = \delta y_2 w_2 + \delta y_1 w_1 + b$$").statements[-1]
    assert found.wrong == ()
    assert found.pieces == ((found.equation, False),)
