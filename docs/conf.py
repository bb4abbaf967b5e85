"""How Sphinx builds the site: `python -m sphinx -W docs site`, with the extra `docs` installed."""

from __future__ import annotations

import sys
from pathlib import Path

# The extension beside this file, and the package above it: what is documented is what stands here.
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from symconv.version import VERSION  # noqa: E402 - it is found only now

project = "symconv"
author = "the symconv authors"
version = release = VERSION
extensions = ["myst_parser", "sphinx.ext.autodoc", "symconv_pages"]

# Every reference has to lead somewhere.
nitpicky = True
myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]
# Docstrings have code between single backticks.
default_role = "literal"
autodoc_member_order = "bysource"
autodoc_typehints = "none"

html_theme = "furo"
html_title = "symconv"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
exclude_patterns = ["symconv_pages"]
