"""A text message has room for two segments of the phones' own alphabet, and rooms get no link that opens a subscription."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from apprise.manager_plugins import NotificationManager
from apprise.plugins import NotifyBase
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from alerts.channels.base import Message
from alerts.channels.chat import Chat
from alerts.delivery.sender import deliver
from alerts.render.digest import Renderer
from alerts.render.phone_text import MOST, in_phone_letters, phone_text, room
from tests.alerts.owing import settings_for
from tests.alerts.test_channels import hook
from tests.alerts.world import EASTERN, FRESH, NOW, POSTAL, SITE, WEEK_AGO, World, rendered, week
from tracker import clock
from tracker.db.engine import reading
from tracker.settings import load
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes

LINK = "https://tracker.example.org/bills"


@given(st.lists(st.text(max_size=400), max_size=6))
def test_a_text_fits_two_segments_and_ends_with_its_link(parts: list[str]):
    told = phone_text(parts, LINK)
    assert room(told) <= MOST
    assert told.endswith(LINK)
    assert in_phone_letters(told) == told


@given(st.text())
def test_letters_of_phones_stay_as_they_are(text: str):
    once = in_phone_letters(text)
    assert in_phone_letters(once) == once


def test_spanish_loses_accents_that_phones_do_not_have_and_keeps_the_others():
    assert in_phone_letters("¿Audiencia? Opinión, niñez: “sí”… – é ü") == '¿Audiencia? Opinion, niñez: "si"... - é ü'


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_digest_on_a_phone_leads_with_the_news_and_names_what_is_due(language: str):
    digest = week().digest()
    text = Renderer(language, digest.now.date(), SITE, POSTAL).text_message(digest, rendered(digest, language).subject)
    first, *others = text.split("\n")
    assert "Veterans Care Act" in first
    assert any(line.startswith("HR 4: ") for line in others)
    assert room(text) <= MOST


class Phone(NotifyBase):
    """A service of Apprise that carries text messages, and remembers them."""

    service_name = "A phone"
    protocol = "phone"
    body_maxlen = 160
    title_maxlen = 0
    got: list[str]

    def send(self, body: str, title: str = "", **_more: object) -> bool:
        """Take one message."""
        type(self).got.append(f"{title}{body}")
        return True

    def url(self, *_args: object, **_more: object) -> str:
        """Its address."""
        return "phone://example"


@pytest.fixture
def phone() -> Iterator[list[str]]:
    manager = NotificationManager()
    Phone.got = []
    manager.add(Phone, schemas="phone")
    yield Phone.got
    manager.remove("phone")


def message(short: str) -> Message:
    return Message(to="phone://1.1.1.1", sender="", key="k", subject="s", text="a long text", raw=b"", short=short)


def test_a_service_of_text_messages_gets_the_short_text_and_others_the_long_one(phone: list[str]):
    Chat(inside=True).send(message("short"))
    Phone.body_maxlen = 7_800
    try:
        Chat(inside=True).send(message("short"))
    finally:
        Phone.body_maxlen = 160
    assert phone[0] == "short"
    assert "a long text" in phone[1]


@pytest.mark.parametrize("kind", ["manage", "data"])
def test_links_that_open_a_subscription_are_not_posted_in_a_room(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch, kind: str
):
    monkeypatch.setenv("TRACKER_WEBHOOK_INSIDE", "true")
    load.cache_clear()
    with hook() as (address, got), clock.as_of(NOW):
        with service.changing(sqlite_engine) as connection:
            service.subscribe(connection, address, Wishes(), confirmed=True)
            (found,) = service.of_address(connection, address)
            service.queue(connection, found, kind=kind, slot=f"{kind} 1", within=dt.timedelta(days=1))
        assert deliver(sqlite_engine, settings_for(1)).sent == 1
    ((_headers, body),) = got
    assert b"not posted where others read" in body
    assert re.search(r"/[a-z2-7]{32}", body.decode()) is None
    with reading(sqlite_engine) as connection:
        (found,) = service.all_of(connection)
    assert found.link("manage") not in body.decode()


def told(world: World, since: dt.datetime = WEEK_AGO) -> tuple[str, str]:
    """What a room and a phone get."""
    digest = world.digest(since=since)
    renderer = Renderer("en", digest.now.date(), SITE, POSTAL)
    subject = rendered(digest).subject
    return renderer.chat(digest, subject), renderer.text_message(digest, subject)


def test_a_room_and_a_phone_are_told_when_the_hearing_is_and_which_one_is_off():
    world = week()
    for number in range(20, 26):
        start = dt.datetime(2026, 12, 2, 10, tzinfo=EASTERN)
        world.changed(world.hearing(f"h{number}", world.bill(number), start=start), "hearing_scheduled")
    off = world.hearing("off", name="Beds", status="cancelled", start=dt.datetime(2026, 12, 4, 9, tzinfo=EASTERN))
    world.matches[off] = world.matches[world.bill(9)]
    world.changed(off, "hearing_cancelled")
    room_text, phone_words = told(world)
    assert "Hearing Tue, Dec 1, 10 a.m. EST" in room_text
    assert "https://example.org/testify" in room_text
    for text in (room_text, phone_words):
        assert "This hearing is canceled. You do not need to go." in text
    assert room(phone_words) <= MOST


def test_a_hearing_that_is_off_and_told_in_full_is_said_to_be_off_on_a_phone_too():
    world = week()
    off = world.hearing("off", world.bill(20), status="cancelled", start=dt.datetime(2026, 12, 4, 9, tzinfo=EASTERN))
    world.changed(off, "hearing_cancelled")
    assert all("This hearing is canceled." in text for text in told(world))


def test_a_room_and_a_phone_are_reminded_of_what_is_still_open():
    world = World()
    world.hearing("h", world.bill(1), start=dt.datetime(2026, 11, 25, 10, tzinfo=EASTERN))
    for text in told(world):
        assert "Hearing: Wed, Nov 25, 10 a.m. EST" in text


def test_a_room_is_told_when_we_could_not_look():
    world = World()
    world.sources = (replace(FRESH, verdict="failed", last_good_at=NOW - dt.timedelta(days=5)),)
    assert "We could not read any source of your places" in told(world)[0]
