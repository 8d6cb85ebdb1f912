"""Every page by keyboard alone, enlarged, with fingers, without motion, and on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import missing
from tests.web.mailbox import Mailbox
from tests.web.test_browser import AXE, FLAGS, PAGES
from tests.web.test_journeys import PASSWORD, Site, added
from tests.web.world import play, serving

pytestmark = pytest.mark.slow

DESK = (
    "/desk", "/desk/runs", "/desk/runs/1", "/desk/topics", "/desk/topics/parity", "/desk/subscriptions", "/desk/outbox",
    "/desk/audit", "/desk/users", "/desk/me", "/desk/rules",
)  # fmt: skip
ALL = (
    *(path for path in PAGES if not path.startswith("/es")),
    "/topics/parity",
    "/login",
    "/links",
    "/rulebook/us-md",
    "/rulebook/report/us-md/sign-up",
    "/hearings/us-ma/hearing-5611",
    *DESK,
)
MOST_STOPS = 400
STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  window.walked = window.walked || [];
  const before = window.walked.at(-1);
  const again = before === at;  // the parts of a date
  const inOrder = again || !before || Boolean(before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
  window.walked.push(at);
  return {
    what: at.outerHTML.slice(0, 120),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0
      && box.left < innerWidth,
    inOrder, again,
  };
}"""
REACHABLE = """() => [...document.querySelectorAll(
    "a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex='0']")]
  .filter((each) => each.checkVisibility() && each.tabIndex >= 0 && !each.disabled)
  .filter((each) => each.type !== "radio" || each.checked).length"""
SMALL = """() => [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")]
  .filter((each) => each.checkVisibility() && each.tabIndex >= 0 && !each.closest(".skip"))
  .filter((each) => !(each.tagName === "A" && getComputedStyle(each).display === "inline" && inSentence(each)))
  .map((each) => {
    const field = each.type === "checkbox" || each.type === "radio" ? each.closest("label") || each : each;
    return [each, field.getBoundingClientRect()];
  })
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .filter(([each, box]) => !spaced(each, box))
  .map(([each, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${each.outerHTML.slice(0, 100)}`)"""
HELPERS = """
window.inSentence = (link) => [...link.parentElement.childNodes].some(
  (each) => each.nodeType === Node.TEXT_NODE && /\\p{L}{2}/u.test(each.textContent));
window.spaced = (small, box) => {
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  return [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")]
    .filter((each) => each !== small && each.checkVisibility() && !each.closest(".skip") && each.tabIndex >= 0)
    .every((each) => {
      const near = each.getBoundingClientRect();
      const dx = Math.max(near.left - x, 0, x - near.right), dy = Math.max(near.top - y, 0, y - near.bottom);
      return Math.hypot(dx, dy) >= 12;
    });
};
null"""
"""WCAG 2.2, 2.5.8: a link inside a sentence may be small, and so may what has 24 pixels around it for itself."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data = play(tmp_path_factory, "keyboard")
    with serving(data) as address:
        made = Site(address, data, Mailbox())
        added(made, "ana", "--admin")
        yield made


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield made
        made.close()


@pytest.fixture(scope="module")
def cookies(browser: Browser, site: Site) -> list:
    """The session of an organizer, by a log-in with keys alone."""
    context = browser.new_context()
    page = context.new_page()
    log_in_with_keys(page, site)
    kept = context.cookies()
    context.close()
    return kept


def log_in_with_keys(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/login")
    page.focus("#name")
    page.keyboard.type("ana")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")


def opened(browser: Browser, cookies: list, **look) -> tuple[BrowserContext, Page]:
    context = browser.new_context(**look)
    context.add_cookies(cookies)
    return context, context.new_page()


@pytest.mark.parametrize(("look", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_on_the_desk(browser: Browser, site: Site, cookies: list, look: str, width: int):
    if not AXE.is_file():
        missing("axe-core (npm install --prefix tests/web/axe)")
    context, page = opened(
        browser,
        cookies,
        viewport={"width": width, "height": 900},
        color_scheme=look,
        bypass_csp=True,
        reduced_motion="reduce",
    )
    found = []
    for path in DESK:
        page.goto(site.address + path)
        page.add_script_tag(path=AXE)
        faults = page.evaluate("async () => (await axe.run()).violations")
        found += [f"{path} {each['id']}: {[node['html'][:120] for node in each['nodes'][:3]]}" for each in faults]
    context.close()
    assert not found, "\n".join(found)


def test_tab_walks_every_page_in_order_with_visible_focus_and_out_again(browser: Browser, site: Site, cookies: list):
    context, page = opened(browser, cookies, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    found = []
    for path in ALL:
        page.goto(site.address + path)
        expected, stops = page.evaluate(REACHABLE), 0
        for _ in range(MOST_STOPS):
            page.keyboard.press("Tab")
            stop = page.evaluate(STOP)
            if stop is None:
                break
            if not stop["inOrder"]:  # the walk began anew
                break
            stops += not stop["again"]
            found += [f"{path} {fault}: {stop['what']}" for fault in ("outlined", "seen") if not stop[fault]]
        if stops != expected:
            found.append(f"{path}: {stops} stops, {expected} things to reach; the walk ended at {stop}")
    context.close()
    assert not found, "\n".join(found)


def test_enter_opens_and_closes_what_is_folded(browser: Browser, site: Site, cookies: list):
    context, page = opened(browser, cookies)
    for path in ("/bills", "/subscribe", "/charts", "/deadlines"):
        page.goto(site.address + path)
        folded = page.locator("details").first
        folded.locator("summary").focus()
        page.keyboard.press("Enter")
        assert folded.evaluate("each => each.open"), path
        page.keyboard.press("Enter")
        assert not folded.evaluate("each => each.open"), path
    context.close()


@pytest.mark.parametrize(
    "look",
    [
        pytest.param({"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}, id="enlarged"),
        pytest.param({"viewport": {"width": 390, "height": 844}}, id="phone"),
        pytest.param({"viewport": {"width": 1280, "height": 900}}, id="desk"),
    ],
)
def test_everything_fits_has_room_for_fingers_and_keeps_still(browser: Browser, site: Site, cookies: list, look: dict):
    context, page = opened(browser, cookies, **look, bypass_csp=True, reduced_motion="reduce")
    found = []
    for path in ALL:
        page.goto(site.address + path)
        page.evaluate(HELPERS)
        found += [f"{path} moves {each}" for each in page.evaluate(MOVING)]
        found += [f"{path} has little room for {each}" for each in page.evaluate(SMALL)]
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{path} is wider than {look['viewport']['width']}")
        found += [f"{path} cuts {each}" for each in page.evaluate(CUT)]
    context.close()
    assert not found, "\n".join(found)


CUT = """() => [...document.querySelectorAll("main *")]
  .filter((each) => each.checkVisibility() && !each.matches(".hidden, .trap, .trap *, textarea, input, pre, svg *"))
  .filter((each) => getComputedStyle(each).overflowX === "hidden" && each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.outerHTML.slice(0, 120))"""


MOVING = """() => [...document.querySelectorAll("*")].filter((each) => {
    const style = getComputedStyle(each);
    return style.scrollBehavior === "smooth" || parseFloat(style.animationDuration) > 0.01
      || parseFloat(style.transitionDuration) > 0.01;
  }).map((each) => each.outerHTML.slice(0, 100))"""


def test_paper_shows_the_facts_and_no_navigation(browser: Browser, site: Site, cookies: list):
    context, page = opened(browser, cookies)
    page.emulate_media(media="print")
    for path in ("/", "/hearings", "/deadlines", "/bills/us/119/HR4021", "/hearings/us-ma/hearing-5611"):
        page.goto(site.address + path)
        assert page.locator("h1").is_visible(), path
        assert not page.locator("nav").first.is_visible(), path
        assert not page.locator(".skip").first.is_visible(), path
        assert page.locator("main button:visible").count() == 0, path
    context.close()
