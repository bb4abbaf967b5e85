"""Our self-contained pages as pieces of the site's pages: their body, and their style sheet."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx

from symconv.page.html import MOST_PICTURES
from symconv.page.style import CSS, shown_steps

MAIN = re.compile(r'<main id="main">\n(.*)\n</main>', re.DOTALL)
TITLE = re.compile(r"<h1>.*?</h1>\n?")
SECTION = re.compile(r"<h2[^>]*>(.*?)</h2>")
# What ties a button to its label and to the other buttons of its control, and what leads to a name or draws it again.
TIED = re.compile(r'\b(id|for|name)="|\bhref="#')
# How the letters of pictures look, in a line each. What is drawn again does not see what it stands in, so these rules
# may not ask for it; they name the kinds of element instead, for the site has classes of one letter too.
LETTERS = re.compile(r"^\.(?P<name>[a-z]) (?P<rule>\{.*\})$", re.MULTILINE)
# The site's own colours, light and dark, under the names that our style sheet gives them.
COLOURS = """
  --ink: var(--color-foreground-primary); --paper: var(--color-background-primary);
  --soft: var(--color-background-secondary); --line: var(--color-background-border);
  --link: var(--color-link); --mark: var(--color-highlighted-background);
"""
# Boxes drawn with lines close up, and tables of formulas stand at the left.
OWN = """
.highlight pre, pre.literal-block { line-height: 1.3; font-family: "DejaVu Sans Mono", "Noto Sans Mono", monospace; }
.symconv svg { max-width: 100%; height: auto; display: block; }
.symconv .steps .frame svg { min-width: 0; }
.symconv .rubric { font-weight: 600; margin: 1.4rem 0 .4rem; }
article details { margin: .6rem 0; }
article details > summary { cursor: pointer; font-weight: 600; }
.symconv-command pre, .symconv-said pre { white-space: pre-wrap; }
.symconv-command span { white-space: nowrap; }
"""


def fragment(page: str, prefix: str) -> str:
    """What stands in the body of one of our pages, without its title; its sections have no level among the site's own.

    `prefix` keeps the names of its controls apart from those of others on the same page.

    >>> fragment('<main id="main">\\n<h1>T</h1>\\n<h2 id="part-1">A</h2>\\n<p>b</p>\\n</main>', "x")
    '<div class="symconv"><p class="rubric">A</p>\\n<p>b</p></div>'
    >>> fragment('<main id="main">\\n<a href="#T1">T1</a><p id="T1">b</p>\\n</main>', "x")
    '<div class="symconv"><a href="#x-T1">T1</a><p id="x-T1">b</p></div>'
    """
    found = MAIN.search(page)
    if found is None:
        raise ValueError("a page of symconv has a main part")
    body = SECTION.sub(r'<p class="rubric">\1</p>', TITLE.sub("", found[1]))
    tied = TIED.sub(lambda name: f"{name[0]}{prefix}-", body)
    return f'<div class="symconv">{tied}</div>'


def style_sheet() -> str:
    """The style sheet of our pages, for the pieces of them alone."""
    letters = "".join(f":is(g, text, tspan).{found['name']} {found['rule']}\n" for found in LETTERS.finditer(CSS))
    return f".symconv {{\n{CSS}{shown_steps(MOST_PICTURES)}\n{COLOURS}}}\n{OWN}{letters}"


def put_style_sheet(app: Sphinx, failed: Exception | None) -> None:
    """Write the style sheet where the built pages look for it."""
    if failed is None and app.builder.format == "html":
        Path(app.outdir, "_static", "symconv.css").write_text(style_sheet(), encoding="utf-8")
