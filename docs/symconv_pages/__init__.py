"""What the pages of the documentation show: outputs of symconv's commands, made while the site is built."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from symconv_pages.certificates import put_certificates
from symconv_pages.fragments import put_style_sheet
from symconv_pages.keyboard import make_reachable
from symconv_pages.outputs import CommandOutput
from symconv_pages.theorems import TheoremStatements, TheoremTable


def setup(app: Sphinx) -> dict[str, Any]:
    """Sphinx's entry to an extension."""
    app.add_directive("symconv", CommandOutput)
    app.add_directive("theorem", TheoremStatements)
    app.add_directive("theorem-table", TheoremTable)
    app.add_css_file("symconv.css")
    # After the theme, which has put the list of pages together by then.
    app.connect("html-page-context", make_reachable, priority=900)
    app.connect("build-finished", put_style_sheet)
    app.connect("build-finished", put_certificates)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
