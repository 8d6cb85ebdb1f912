"""A text message has room for two segments of the phones' own alphabet, and rooms get no link that opens a subscription."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

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
from tests.alerts.world import NOW, POSTAL, SITE, rendered, week
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
