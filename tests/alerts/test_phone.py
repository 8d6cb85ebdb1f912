"""A mail of a usual week fits three screens of a phone, and nothing in any mail is wider than the phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, sync_playwright

from alerts.compose.actions import Member, Reader
from alerts.compose.digest import Digest
from alerts.compose.facts import Due
from alerts.render.height import Measure, kept_short
from tests.alerts.test_words import random_world
from tests.alerts.world import rendered, week
from tests.web.test_browser import FLAGS

pytestmark = pytest.mark.slow
WIDTH, THREE_SCREENS = 375, 3 * 667
MEMBER = Member(
    id="us/person/X", name="Rep. Doe, Jane [D-MA-7]", place="us", chamber="lower", phone="202-225-0000", url="https://example.org/contact"
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield made
        made.close()


def sizes(browser: Browser, digests: list[Digest], language: str) -> list[tuple[int, int]]:
    """Width and height of each mail on a phone held upright."""
    context = browser.new_context(viewport={"width": WIDTH, "height": 667}, is_mobile=True)
    page, found = context.new_page(), []
    for digest in digests:
        page.set_content(rendered(digest, language).html)
        wide, high = page.evaluate(
            "[document.documentElement.scrollWidth, Math.ceil(document.body.getBoundingClientRect().height)]"
        )
        found.append((wide, high))
    context.close()
    return found


def busy() -> Digest:
    """A week with more to do than three screens hold: each hearing has its deadline with a long basis, and a gist."""
    world = week()
    for number in range(20, 24):
        key = world.bill(number, title=f"Crisis beds and peer respites of county number {number} and its neighbors act")
        due = Due(
            kind="written-testimony",
            due=dt.date(2026, 11, 30),
            timezone="America/New_York",
            basis="The notice of the hearing says: “" + "Written testimony may be submitted until noon. " * 4 + "”",
        )
        world.changed(world.hearing(f"busy-{number}", key, dues=(due,)), "hearing_scheduled")
    return world.digest()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_busy_week_is_kept_to_three_screens_and_says_how_much_more_there_is(browser: Browser, language: str):
    digest = busy()
    ((wide, high),) = sizes(browser, [digest], language)
    assert wide <= WIDTH
    assert high <= THREE_SCREENS
    assert [card.section for card in kept_short(digest, Measure(lambda _item: 400, lambda _card: 0), {}).cards] == [
        "decided",
        "act",
    ]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_usual_week_fits_three_screens_of_a_phone(browser: Browser, language: str):
    digests = [week().digest(), week().digest(reader=Reader(members=(MEMBER,)))]
    for wide, high in sizes(browser, digests, language):
        assert wide <= WIDTH
        assert high <= THREE_SCREENS


def test_nothing_is_wider_than_the_phone_however_long_a_word_or_address_is(browser: Browser):
    digests = [random_world(seed).digest() for seed in range(12)]
    long = "https://example.org/" + "x" * 100
    for digest in (week().digest(), week().digest(reader=Reader(members=(MEMBER,)))):
        sections = tuple(
            (name, tuple(replace(card, title="w" * 90, url=long, gist="g" * 120) for card in cards))
            for name, cards in digest.sections
        )
        digests.append(replace(digest, sections=sections))
    assert {wide for wide, _high in sizes(browser, digests, "en")} == {WIDTH}
