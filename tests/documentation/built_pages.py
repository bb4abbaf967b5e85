"""The built pages read as a browser would: where their links lead, and what they fetch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

# What a browser fetches by itself, tag by tag; a link that nobody has clicked is not among it.
FETCHED = {
    "audio": "src",
    "embed": "src",
    "iframe": "src",
    "img": "src",
    "image": "href",
    "input": "src",
    "link": "href",
    "object": "data",
    "script": "src",
    "source": "src",
    "track": "src",
    "use": "href",
    "video": "src",
}
IN_STYLES = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(slots=True)
class Page(HTMLParser):
    """One page: what its links say, the names that can be linked to, and what it fetches."""

    links: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    fetched: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.names.add(given["id"])
        # What a drawing has again it names as a link does.
        if tag in ("a", "use") and "href" in given:
            self.links.append(given["href"])
        if tag in FETCHED and FETCHED[tag] in given:
            self.fetched.append(given[FETCHED[tag]])
        if "style" in given:
            self.fetched += in_styles(given["style"])


def read(text: str) -> Page:
    """A page from its text."""
    page = Page()
    page.feed(text)
    for style in re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL):
        page.fetched += in_styles(style)
    return page


def in_styles(text: str) -> list[str]:
    """What a style sheet fetches."""
    return [one or other for one, other in IN_STYLES.findall(text)]


def broken(site: Path) -> Iterator[str]:
    """The links within a site that lead nowhere: no such file, or no such place in it."""
    pages = {path.resolve(): read(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    for path, page in pages.items():
        for link in page.links:
            if ELSEWHERE.match(link) or SCHEME.match(link):
                continue
            file, _, name = link.partition("#")
            target = (path.parent / unquote(file)).resolve() if file else path
            if not target.is_file() or (name and target in pages and unquote(name) not in pages[target].names):
                yield f"{path.relative_to(site.resolve())}: {link}"


def from_elsewhere(site: Path) -> Iterator[str]:
    """What pages and style sheets of a site would fetch from another place when they are read."""
    for path in [*site.rglob("*.html"), *site.rglob("*.css")]:
        text = path.read_text(encoding="utf-8")
        fetched = in_styles(text) if path.suffix == ".css" else read(text).fetched
        yield from (f"{path.relative_to(site)}: {each}" for each in fetched if ELSEWHERE.match(each))
