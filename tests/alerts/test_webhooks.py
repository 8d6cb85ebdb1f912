"""Webhooks fail each for its own host, and a chat room gets nothing that belongs to one person."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import sys
import threading
import time

import pytest
from sqlalchemy import Engine, select

from alerts.channels import DeliveryError
from alerts.channels.webhook import Webhook
from tests.alerts.owing import owe_digest, settings_for
from tests.alerts.test_channels import hook, message
from tests.alerts.world import NOW, week
from tracker import clock
from tracker.db.engine import reading
from tracker.db.models import OutboxRow, Relay, Subscriber, SubscriptionRow
from tracker.errors import UsageProblem
from tracker.settings import load
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Webhooks may lead to this machine."""
    monkeypatch.setenv("TRACKER_WEBHOOK_INSIDE", "true")
    load.cache_clear()


def dead() -> str:
    """An address at which nobody answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/x"


def delivered_states(engine: Engine) -> dict[str, str]:
    with reading(engine) as connection:
        query = (
            select(Subscriber.address, OutboxRow.state)
            .join(SubscriptionRow, SubscriptionRow.id == OutboxRow.subscription_id)
            .join(Subscriber, Subscriber.id == SubscriptionRow.subscriber_id)
        )
        return {row.address: row.state for row in connection.execute(query)}


@pytest.mark.usefixtures("inside")
def test_dead_webhooks_stop_none_of_the_others(sqlite_engine: Engine):
    from alerts.delivery.sender import deliver

    gone = [dead() for _each in range(3)]
    crowded = dead()
    gone += [f"{crowded}{number}" for number in range(5)]
    with clock.as_of(NOW), service.changing(sqlite_engine) as connection:
        for address in gone[:4]:
            service.subscribe(connection, address, Wishes())  # a stranger's: it waits for a confirmation
    for address in gone[4:]:
        owe_digest(sqlite_engine, week().digest(), address)
    with hook() as (one, got), hook() as (two, more):
        owe_digest(sqlite_engine, week().digest(), one)
        owe_digest(sqlite_engine, week().digest(), two)
        with clock.as_of(NOW):
            tally = deliver(sqlite_engine, settings_for(1))
    assert (len(got), len(more), tally.sent) == (1, 1, 2)
    assert {delivered_states(sqlite_engine)[address] for address in (one, two)} == {"sent"}
    assert {delivered_states(sqlite_engine)[address] for address in gone} == {"pending"}
    with reading(sqlite_engine) as connection:
        paused = list(connection.execute(select(Relay.channel)).scalars())
    assert paused == [f"webhook {crowded.split('/')[2]}"]


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("wait", ["²", "¹²", "1e9", "-5", "nan", "inf", "9" * 300])
def test_a_webhook_that_answers_nonsense_stops_none_of_the_others(wait: str, sqlite_engine: Engine):
    from alerts.delivery.sender import deliver

    with hook(429, Retry_After=wait) as (odd, _got), hook() as (one, got):
        owe_digest(sqlite_engine, week().digest(), odd)
        owe_digest(sqlite_engine, week().digest(), one)
        with clock.as_of(NOW):
            assert deliver(sqlite_engine, settings_for(1)).sent == 1
    assert len(got) == 1
    assert delivered_states(sqlite_engine) == {odd: "pending", one: "sent"}


class Breaks:
    """A channel that runs into what it did not foresee."""

    name = "webhook"

    def send(self, _message: object) -> None:
        raise ValueError("could not convert")

    def close(self) -> None:
        """Nothing is open."""


def test_a_channel_that_breaks_or_lacks_its_package_stops_no_mail_and_is_told(sqlite_engine: Engine, monkeypatch):
    from alerts.channels import CHANNELS
    from alerts.delivery.sender import deliver

    monkeypatch.setenv("TRACKER_CHAT_SERVICES", "discord")
    load.cache_clear()
    chat, hooked = f"discord://{'4' * 18}/{'a' * 68}", "https://hooks.example.org/x"
    for address in (chat, hooked, "ana@example.org"):
        owe_digest(sqlite_engine, week().digest(), address)
    monkeypatch.setitem(sys.modules, "apprise", None)
    with clock.as_of(NOW):
        tally = deliver(sqlite_engine, load(), channels={**CHANNELS, "webhook": lambda _settings: Breaks()})
    assert delivered_states(sqlite_engine) == {chat: "pending", hooked: "uncertain", "ana@example.org": "sent"}
    assert any("ValueError: could not convert" in line for line in tally.told)
    assert any("need Apprise" in why for why in tally.paused.values())


@pytest.mark.usefixtures("inside")
def test_a_chat_room_is_told_the_news_and_no_token(sqlite_engine: Engine):
    from alerts.delivery.sender import deliver

    with hook() as (address, got):
        owe_digest(sqlite_engine, week().digest(), address)
        with clock.as_of(NOW):
            assert deliver(sqlite_engine, settings_for(1)).sent == 1
    ((_headers, body),) = got
    told = json.loads(body)
    assert "988 Lines Act" in told["text"]
    assert "====" not in told["text"]
    assert re.search(r"[a-z2-7]{32}", body.decode()) is None
    with reading(sqlite_engine) as connection:
        (found,) = service.all_of(connection)
    for purpose in ("manage", "unsubscribe", "mute"):
        assert found.link(purpose) not in body.decode()


@pytest.mark.parametrize("address", ["http://example.org/x", "https://user:pw@example.org/x", "https:///x"])
def test_a_webhook_that_could_never_be_used_is_refused_at_sign_up(sqlite_engine: Engine, address: str):
    with service.changing(sqlite_engine) as connection, pytest.raises(UsageProblem, match="https address"):
        service.subscribe(connection, address, Wishes())


@pytest.mark.parametrize("unit", [b"H", b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"], ids=["head", "body"])
def test_a_webhook_that_answers_byte_by_byte_is_left_when_its_time_is_over(unit: bytes):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            with server.accept()[0] as caller, contextlib.suppress(OSError):
                while True:
                    caller.sendall(unit)
                    time.sleep(0.02)

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        channel = Webhook(lambda _address: b"key", inside=True, timeout=0.2)
        with pytest.raises(DeliveryError, match="no answer: timed out") as problem:
            channel.send(message(f"http://127.0.0.1:{server.getsockname()[1]}/x"))
        thread.join(5)
    assert problem.value.uncertain == (unit == b"H")
