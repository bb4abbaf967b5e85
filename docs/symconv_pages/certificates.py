"""The certificates of the theorem library, a zip file for each theorem, beside the pages."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from symconv.statements.library import library
from symconv_pages.commands import answer


def put_certificates(app: Sphinx, failed: Exception | None) -> None:
    """Write the zip files into the folder `certificates` of the built site; raises where one does not hold."""
    if failed is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir, "certificates")
    for number in dict.fromkeys(each.id for each in library()):
        with TemporaryDirectory() as work:
            for command in (f"prove {number} --certificate {work}/{number}", f"recheck {work}/{number}"):
                found = answer(command)
                if found.code:
                    raise ExtensionError(f"symconv {command}: {found.out}{found.err}")
            shutil.make_archive(str(folder / number), "zip", work)
