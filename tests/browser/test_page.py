"""The page in a real browser: nothing fetched, nothing said on the console, every formula in view or in a box that
scrolls, the steps by keyboard, narrow and wide, and no serious barrier that an automated check finds.

Skipped, visibly, where there is no Chromium; SYMCONV_REQUIRE_BROWSER makes that a failure.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from browser.chromium import barriers, opened
from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose2d, Layer, derive, prove

WIDTHS = (375, 1440)

LAYERS: dict[str, tuple[Layer, str, list[str] | None]] = {
    "2D": (Conv2d(input=3, kernel=2), "xkz", None),
    "2D, every table": (Conv2d(input=3, kernel=2), "xkz", ["all"]),
    "2D transposed": (ConvTranspose2d(input=2, kernel=2, stride=2), "xwy", None),
    "1D, delta": (Conv1d(input=4, kernel=2, convention="convolution"), "delta", ["all"]),
    "channels": (Conv2d(input=3, kernel=2, in_channels=2, out_channels=2, batch=2), "xkz", None),
    "8x8, channels": (Conv2d(input=8, kernel=3, in_channels=4, out_channels=4, groups=2), "xkz", None),
    "8x8 transposed": (ConvTranspose2d(input=8, kernel=3, stride=2, padding=1), "xkz", None),
    "3D": (Conv3d(input=3, kernel=2), "xkz", None),
    "12x12": (Conv2d(input=12, kernel=3, stride=2, padding=1), "xkz", None),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    found: dict[str, Path] = {}
    for name, (layer, notation, tables) in LAYERS.items():
        found[name] = folder / f"{len(found)}.html"
        found[name].write_text(derive(layer, notation=notation).html(tables=tables), encoding="utf-8")
    found["proof"] = folder / "proof.html"
    found["proof"].write_text(prove("dX = correlate(pad(dZ, k-1), rot180(K))").explain("html"), encoding="utf-8")
    return found


NAMES = (*LAYERS, "proof")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_quiet_and_fits(name: str, width: int, browser: Any, pages: dict[str, Path]) -> None:
    page, complaints = opened(browser, pages[name], width)
    assert complaints == []
    # The page itself never scrolls sideways.
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = page.evaluate(
        """() => [...document.querySelectorAll('math')].filter(each => {
            const box = each.closest('.scroll'), here = each.getBoundingClientRect();
            const scrolls = box && getComputedStyle(box).overflowX === 'auto' && box.scrollWidth > box.clientWidth;
            if (box) return here.right > innerWidth && !scrolls;
            return here.right > innerWidth + 1 || here.left < 0;
        }).map(each => each.getAttribute('alttext'))"""
    )
    assert wide == []
    page.close()


@pytest.mark.parametrize("medium", ["screen", "print"])
@pytest.mark.parametrize("name", ["2D, every table", "3D", "1D, delta"])
def test_no_cell_of_a_matrix_is_lost(name: str, medium: Any, browser: Any, pages: dict[str, Path]) -> None:
    """Between slices stand bars; the buttons of the pictures, which paper does without, are in a bar too."""
    page, _ = opened(browser, pages[name], 1440)
    page.emulate_media(media=medium)
    shown = page.evaluate("() => [...document.querySelectorAll('mtd')].map(each => getComputedStyle(each).display)")
    assert len(shown) > 100
    assert {*shown} == {"table-cell"}
    page.close()


@pytest.mark.parametrize("what", ["forward", "dK", "dX"])
def test_the_steps_work_by_keyboard(what: str, browser: Any, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["2D"], 1440)
    shown = f"""() => [...document.querySelectorAll('input[name="{what}"] ~ .frames > .frame')]
        .map((each, at) => [getComputedStyle(each).display, at]).filter(([d]) => d !== 'none').map(([, at]) => at)"""
    (before,) = page.evaluate(shown)
    page.focus(f'input[name="{what}"]:checked')
    page.keyboard.press("ArrowRight")
    (after,) = page.evaluate(shown)
    steps = page.locator(f'input[name="{what}"]').count()
    assert after == (before + 1) % steps
    assert f"Step {after + 1} of {steps}" in page.locator(
        f'input[name="{what}"] ~ .frames > .frame:nth-child({after + 1}) title'
    ).inner_html()
    page.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["2D, every table", "1D, delta", "8x8, channels", "proof"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_serious_barrier_is_found(
    name: str, width: int, dark: bool, browser: Any, pages: dict[str, Path]
) -> None:
    page, _ = opened(browser, pages[name], width, dark)
    assert barriers(page) == []
    page.close()


def test_a_barrier_would_be_found(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "bad.html"
    path.write_text('<html><body><p style="color:#eee;background:#fff">unreadable</p><img src="data:,"></body></html>')
    page, _ = opened(browser, path, 1440)
    assert {each.split(":")[0] for each in barriers(page)} >= {"color-contrast", "image-alt"}
    page.close()


def test_a_small_page_is_light_and_quick(browser: Any, pages: dict[str, Path]) -> None:
    assert pages["2D"].stat().st_size < 200_000
    assert all(each.stat().st_size < 500_000 for each in pages.values())
    page, _ = opened(browser, pages["2D"], 1440)
    session = page.context.new_cdp_session(page)
    # Seconds of the processor, so that whatever else the machine does is not the page's.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.reload(wait_until="load")
    spent = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    assert 0 < spent["TaskDuration"] < 1
    page.close()


LIT = "() => [...document.querySelectorAll('.lit')].map(each => each.textContent)"


def test_choosing_an_entry_lights_up_everything_about_it(browser: Any, pages: dict[str, Path]) -> None:
    page, complaints = opened(browser, pages["2D"], 1440)
    assert page.evaluate(LIT) == []
    page.click('[data-choose="x12"]')
    lit = page.evaluate(LIT)
    # The terms of the outputs that contain it, its chain rule, its row of local derivatives, its formula, its cell.
    assert {"x12k11", "x12k12"} <= {each.replace("\u2062", "") for each in lit}
    assert sum(each.startswith("∂L∂x12") for each in lit) == 3
    assert "x12k12k1100" in lit
    assert page.locator('input[name="dX"]:checked').get_attribute("data-step") == "x12"
    assert page.inner_text("#status").startswith("x12:")
    page.keyboard.press("Escape")
    assert page.evaluate(LIT) == []
    assert complaints == []
    page.close()


def test_entries_are_chosen_by_keyboard(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["2D"], 1440)
    page.focus('[data-choose="x11"]')
    for key, chosen in (("Enter", "x11"), ("ArrowRight", "x12"), ("ArrowDown", "x22"), ("ArrowLeft", "x21")):
        page.keyboard.press(key)
        assert page.get_attribute('[aria-selected="true"]', "data-choose") == chosen
    page.close()


def test_arrow_keys_pass_over_what_is_left_out(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["8x8, channels"], 1440)
    page.focus('[data-choose="x1,1,1,1"]')
    row = "() => [...document.activeElement.parentElement.children].map(each => each.dataset.choose || null)"
    first, dots, second, *_ = page.evaluate(row)
    assert (first, dots) == ("x1,1,1,1", None)
    page.keyboard.press("ArrowRight")
    assert page.get_attribute('[aria-selected="true"]', "data-choose") == second
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.get_attribute('[aria-selected="true"]', "data-choose") == first
    page.close()


@pytest.mark.parametrize("name", ["2D", "8x8, channels"])
def test_letters_of_a_picture_are_not_tiny_on_a_phone(name: str, browser: Any, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages[name], 375)
    frames = page.locator(".frames").first
    assert frames.evaluate("each => each.scrollWidth > each.clientWidth && each.tabIndex === 0")
    heights = frames.locator(".frame").first.locator("text").evaluate_all(
        "each => each.map(text => text.getBoundingClientRect().height).filter(height => height)"
    )
    assert min(heights) > 6
    page.close()


def test_pictures_do_not_glare_in_the_dark(browser: Any, pages: dict[str, Path]) -> None:
    """A picture is drawn on white: in the dark its light and dark change places, and its hues stay."""
    filters = {}
    for dark in (False, True):
        page, _ = opened(browser, pages["2D"], 1440, dark)
        filters[dark] = page.locator(".frame").first.evaluate("each => getComputedStyle(each).filter")
        page.close()
    assert filters == {False: "none", True: "invert(0.9) hue-rotate(180deg)"}


def test_a_link_leads_to_the_plain_words_of_a_theorem(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["2D"], 375)
    page.get_by_role("link", name="T1", exact=True).first.click()
    assert page.evaluate("document.querySelector(':target').textContent").startswith("T1. The input's gradient is")
    box = page.locator(":target").bounding_box()
    assert 0 <= box["y"] < 900
    page.close()


def test_a_step_s_button_and_its_number_stay_together(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["12x12"], 375)
    apart = page.evaluate(
        """() => [...document.querySelectorAll('.steps > input')].map(
            each => each.nextElementSibling.getBoundingClientRect().top - each.getBoundingClientRect().top)"""
    )
    assert len(apart) > 30
    assert max(map(abs, apart)) < 12
    page.close()


def test_the_sum_of_a_wide_picture_is_in_view_on_a_phone(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["12x12"], 375)
    out = page.evaluate(
        """() => [...document.querySelectorAll('.frame p')].map(each => each.getBoundingClientRect())
            .filter(each => each.width && (each.left < 0 || each.right > innerWidth)).length"""
    )
    assert out == 0
    page.close()


def test_the_steps_play_from_the_first_to_the_last(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["2D"], 1440)
    steps = page.locator("fieldset.steps").first
    at = "() => [...document.querySelectorAll('input[name=forward]')].findIndex(each => each.checked)"
    assert page.evaluate(at) == 0
    steps.get_by_role("button", name="Next").click()
    assert page.evaluate(at) == 1
    steps.get_by_role("button", name="Previous").click()
    steps.get_by_role("button", name="Play").click()
    page.wait_for_function("document.querySelectorAll('input[name=forward]')[3].checked", timeout=20_000)
    assert steps.get_by_role("button", name="Play").count() == 1
    page.close()


def test_without_scripts_nothing_is_missing(browser: Any, pages: dict[str, Path]) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(pages["2D"].as_uri())
    assert page.locator("button").count() == 0
    page.get_by_label("3", exact=True).first.check()
    assert page.locator("fieldset.steps .frame:nth-child(3)").first.is_visible()
    assert page.locator('[data-choose="x22"]').is_visible()
    context.close()


class Strict(HTMLParser):
    """Every element is closed in order; nothing is left open, and there is one script at most."""

    VOID = frozenset({"meta", "input", "br", "hr", "img", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # One script of our own, in the page.
        assert tag != "script" or (attrs == [] and not self.scripts)
        self.scripts += tag == "script"
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "mrow", "mtd")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_page_parses_strictly(name: str, pages: dict[str, Path]) -> None:
    text = pages[name].read_text(encoding="utf-8")
    parser = Strict()
    parser.feed(text)
    assert parser.open == []
    assert len(parser.ids) == len({*parser.ids})
    assert "alttext=" in text
    assert "http://" not in text.replace("http://www.w3.org/", "")
    assert "https://" not in text
