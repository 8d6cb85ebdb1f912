"""A real browser on a real server: accessible in every look, narrow enough for every phone, usable without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import missing
from tests.web.world import play, serving

pytestmark = pytest.mark.slow

AXE = Path(__file__).parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-extensions", "--disable-default-apps", "--mute-audio", "--disable-breakpad",
    "--disable-features=IsolateOrigins,site-per-process,Translate,MediaRouter,OptimizationHints",
)  # fmt: skip
PAGES = (
    "/", "/bills", "/bills/us/119/HR4021", "/hearings", "/hearings/month", "/deadlines", "/deadlines/ledger", "/notices", "/topics",
    "/places", "/places/us", "/charts", "/subscribe", "/about", "/bot", "/privacy", "/accessibility", "/feeds", "/api",
    "/embed/us", "/es/", "/es/bills", "/es/subscribe", "/receipt/us/119/HR4021", "/legislators", "/legislators?place=us-ma",
    "/committees/us", "/data", "/health-data", "/bills?q=sucide", "/bills?place=us-wy", "/places/us-ma", "/login",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(play(tmp_path_factory, "world")) as made:
        yield made


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield made
        made.close()


@pytest.mark.parametrize(("look", "width"), [
    ("dark", 390), ("light", 1280),
    pytest.param("light", 390, marks=pytest.mark.long), pytest.param("dark", 1280, marks=pytest.mark.long),
])  # fmt: skip
def test_axe_finds_nothing_on_any_page(browser: Browser, address: str, look: str, width: int):
    if not AXE.is_file():
        missing("axe-core (npm install --prefix tests/web/axe)")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=look, bypass_csp=True, reduced_motion="reduce"
    )
    page, found = context.new_page(), []
    for path in PAGES:
        answer = page.goto(address + path)
        assert answer is not None, path
        assert answer.status == 200, path
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        page.add_script_tag(path=AXE)
        faults = page.evaluate("async () => (await axe.run()).violations")
        found += [f"{path} {each['id']}: {[node['html'][:120] for node in each['nodes'][:3]]}" for each in faults]
    context.close()
    assert not found, "\n".join(found)


FACES = ("DejaVu Sans", "DejaVu Sans Mono")
"""Wide letters as a phone shows until our own have come, or for good where its reader chose them."""


def test_nothing_scrolls_sideways_at_320_pixels_in_our_letters_and_in_wide_ones(browser: Browser, address: str):
    context = browser.new_context(viewport={"width": 320, "height": 800}, bypass_csp=True)
    page, wide = context.new_page(), []
    for path in PAGES:
        page.goto(address + path)
        page.evaluate("document.fonts.ready.then(() => true)")
        for face in ("ours", *FACES):
            if face != "ours":
                page.add_style_tag(content=f'* {{ font-family: "{face}" !important }}')
            if page.evaluate("document.documentElement.scrollWidth") > 320:
                wide.append((path, face))
    context.close()
    assert not wide


def test_search_and_try_out_work_without_scripts(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/bills?q=crisis")
    assert "988" in page.locator("main article").first.inner_text()
    assert page.locator("main article mark").count() >= 1
    page.goto(f"{address}/topics?query=parity&text=A+bill+on+parity")
    assert "<mark>parity</mark>" in page.content()
    context.close()


def test_the_first_stop_of_the_keyboard_is_the_skip_link(browser: Browser, address: str):
    context = browser.new_context()
    page = context.new_page()
    for path in PAGES:
        if path.startswith("/embed"):
            continue
        page.goto(address + path)
        page.keyboard.press("Tab")
        target = page.evaluate("document.activeElement.getAttribute('href')")
        assert (target or "").startswith("#"), path
        assert page.locator(target).count() == 1, path
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", path
    context.close()
