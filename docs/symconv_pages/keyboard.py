"""What readers need who have no mouse, or hear the page: boxes that scroll can be reached, headings have a level."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

# What Sphinx and the theme write, and what it takes to be complete.
COMPLETED = (
    ("body", "<pre>", '<pre tabindex="0">'),
    ("body", '<div class="table-wrapper', '<div tabindex="0" class="table-wrapper'),
    ("furo_navigation_tree", 'role="heading"', 'role="heading" aria-level="2"'),
)


def make_reachable(_app: Sphinx, _name: str, _template: str, context: dict[str, Any], _document: object) -> None:
    """Complete the parts of a page before it is written."""
    for part, written, complete in COMPLETED:
        if part in context:
            context[part] = context[part].replace(written, complete)
