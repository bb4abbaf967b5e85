"""Pages of the built site in a real browser, where SYMCONV_SITE says it is: quiet, in view, and open to everybody."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from browser.chromium import barriers, opened

SITE = os.environ.get("SYMCONV_SITE")
PAGES = ("index", "first_steps/student", "questions/leftover", "theorems/T2", "notes/true_convolution", "trust", "api")


@pytest.mark.skipif(SITE is None, reason="SYMCONV_SITE is the folder into which the site is built")
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "dark"), [(375, True), (1440, False)], ids=["narrow and dark", "wide and light"])
def test_a_page_is_quiet_and_fits_and_has_no_serious_barrier(name: str, width: int, dark: bool, browser: Any) -> None:
    site = Path(SITE or "").resolve()
    page, complaints = opened(browser, site / f"{name}.html", width, dark, beside=site)
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page) == []
    page.close()
