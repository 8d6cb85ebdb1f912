"""A mail with many items stays small enough to be shown whole, and says what had no room."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from alerts.compose.selection import Selection
from tests.alerts.test_headers import mailer, order
from tests.alerts.world import World, matched, rendered, step
from tracker.subscriptions.preferences import MOST, Wishes


def crowded(title: str) -> World:
    world = World()
    for number in range(1, MOST + 1):
        bill = world.bill(number, matched(), title=f"{title} {number}")
        world.changed(world.hearing(f"h{number}", bill, name="Committee on Mental Health"), "hearing_scheduled")
        world.acted(bill, step(dt.date(2026, 11, 20), "Referred to the Committee on Mental Health"))
    return world


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "title", ["Crisis Care Act", "Ley de atención a la crisis " * 40, "危機ケア法" * 60, "= " * 200]
)
def test_fifty_items_stay_below_ninety_kilobytes_and_none_is_lost(title: str, language: str) -> None:
    digest = crowded(title).digest(Selection(most=MOST))
    assert len(digest.cards) == MOST
    found = rendered(digest, language)
    made = mailer().make(order(wishes=Wishes(language=language, most=MOST)), digest)
    assert len(made.raw) < 90_000
    whole, lines = found.html.count("<h3"), len(re.findall(r"^- HR \d+ ", found.text, re.MULTILINE))
    counted = re.search(r"^- (?:and|y) (\d+) ", found.text, re.MULTILINE)
    assert counted is not None
    assert whole + lines + int(counted[1]) == MOST
    assert whole >= 3
    assert "#more" in found.text
    in_html = set(re.findall(r'href="([^"]+)"', found.html.replace("&amp;", "&")))
    in_text = {link.rstrip(".,;:)") for link in re.findall(r"https?://[^\s<>“”]+", found.text)}
    assert in_html == in_text


def test_a_mail_that_has_room_is_not_cut() -> None:
    digest = crowded("Crisis Care Act").digest(Selection(most=8))
    assert rendered(digest).html.count("<h3") == 8
