"""Pages opened in Chromium: what they say and ask for that they should not, and what an automated check finds."""

from __future__ import annotations

import os
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
REQUIRED = "SYMCONV_REQUIRE_BROWSER" in os.environ


def opened(
    browser: Any, path: Path, width: int, dark: bool = False, beside: Path | None = None
) -> tuple[Any, list[str]]:
    """The page at a width, and everything that it said or asked for that it should not.

    It may ask for itself, and for files of the folder `beside`.
    """
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
    )
    allowed = path.as_uri() if beside is None else f"{beside.as_uri()}/"
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: None if request.url.startswith(allowed) else complaints.append(f"request: {request.url}"),
    )
    page.goto(path.as_uri())
    return page, complaints


def barriers(page: Any) -> list[str]:
    """What is a serious barrier to somebody, each with the place where it was found first.

    Every rule looks at everything; only where it found no fault, which takes most of the time, is not written down.
    """
    axe = import_module("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in serious]
