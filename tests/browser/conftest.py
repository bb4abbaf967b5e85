"""Chromium, where it is there; SYMCONV_REQUIRE_BROWSER makes it a failure where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from browser.chromium import CHROMIUM, FLAGS, REQUIRED


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if REQUIRED:
        assert CHROMIUM is not None, "Chromium is required here"
        playwright = import_module("playwright.sync_api")
    else:
        playwright = pytest.importorskip("playwright.sync_api")
        if CHROMIUM is None:
            pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()
