"""The built site, where SYMCONV_SITE says it is: no link is broken, nothing is fetched, every theorem has its page."""

from __future__ import annotations

import os
import re
from html import unescape
from pathlib import Path

import pytest

from documentation.built_pages import broken, from_elsewhere
from symconv.statements.library import library

SITE = os.environ.get("SYMCONV_SITE")
LARGEST = 40_000_000


@pytest.fixture
def site() -> Path:
    if SITE is None:
        pytest.skip("build the site (python -m sphinx -W docs site) and set SYMCONV_SITE to its folder")
    return Path(SITE)


def test_no_link_is_broken(site: Path) -> None:
    assert [*broken(site)] == []


def test_nothing_is_fetched_when_it_is_read(site: Path) -> None:
    assert [*from_elsewhere(site)] == []


DRAWN = re.compile(r'<svg class="drawn".*?</svg>', re.DOTALL)


def test_pictures_find_what_they_draw_again_and_its_letters_look_like_letters(site: Path) -> None:
    """What is drawn again matches no rule that asks for something around it."""
    style = (site / "_static" / "symconv.css").read_text(encoding="utf-8")
    ruled = {*re.findall(r"^:is\(g, text, tspan\)\.(\w+) \{", style, re.MULTILINE)}
    used: set[str] = set()
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert {*re.findall(r'<use href="#([^"]+)"', text)} <= {*re.findall(r'\bid="([^"]+)"', text)}, path
        used |= {name for drawn in DRAWN.findall(text) for name in re.findall(r' class="(\w+)"', drawn)}
    assert {"i", "l", "h"} <= used - {"drawn"} <= ruled


def test_every_theorem_has_its_statement_its_proof_and_its_certificates(site: Path) -> None:
    for number in {each.id for each in library()}:
        page = (site / "theorems" / f"{number}.html").read_text(encoding="utf-8")
        statements = sum(each.id == number for each in library())
        assert page.count("<summary>The proof</summary>") == statements
        assert (site / "certificates" / f"{number}.zip").stat().st_size > 0


def test_the_table_of_theorems_is_that_of_the_library(site: Path) -> None:
    page = (site / "theorems" / "index.html").read_text(encoding="utf-8")
    rows = [row for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if "<td>" in row]
    cells = [
        [unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)]
        for row in rows
    ]
    shown = [tuple(" ".join(cell.replace("\u2019", "'").split()) for cell in row) for row in cells]
    assert shown == [(each.id, each.title, each.statement) for each in library()]


def test_it_can_be_carried_about(site: Path) -> None:
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < LARGEST


PAGE = '<a href="other.html#there"></a><a href="#here"></a><a href="https://elsewhere.org"></a><p id="here"></p>'
OTHER = '<p id="there"></p>'


def test_links_that_lead_somewhere_are_not_broken(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "other.html").write_text(OTHER)
    assert [*broken(tmp_path)] == []


@pytest.mark.parametrize(
    ("page", "other"),
    [
        pytest.param(PAGE, None, id="no such file"),
        pytest.param(PAGE, "<p></p>", id="no such place in the file"),
        pytest.param('<a href="#nowhere"></a>', OTHER, id="no such place on the page"),
        pytest.param('<svg><use href="#nowhere"/></svg>', OTHER, id="nothing of that name to draw again"),
    ],
)
def test_a_broken_link_is_found(page: str, other: str | None, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page)
    if other is not None:
        (tmp_path / "other.html").write_text(other)
    assert len([*broken(tmp_path)]) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("script.html", '<script src="https://elsewhere.org/a.js"></script>'),
        ("no_scheme.html", '<img src="//elsewhere.org/a.png">'),
        ("link.html", '<link rel="stylesheet" href="http://elsewhere.org/a.css">'),
        ("in_an_attribute.html", '<p style="background: url(https://elsewhere.org/a.png)"></p>'),
        ("in_a_style.html", "<style>@import 'https://elsewhere.org/a.css';</style>"),
        ("font.css", "@font-face { src: url('https://elsewhere.org/a.woff2') }"),
    ],
)
def test_what_is_fetched_from_elsewhere_is_found(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert len([*from_elsewhere(tmp_path)]) == 1


def test_what_lies_beside_the_page_is_not_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text('<img src="a.png"><a href="https://elsewhere.org">a link</a>')
    (tmp_path / "style.css").write_text("p { background: url(a.png) }")
    assert [*from_elsewhere(tmp_path)] == []
