"""A mail is made ahead of its sending, and is the same mail; what was kept of it is never more than a copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete

from alerts.channels import Message
from alerts.channels.base import dot_stuffed
from alerts.channels.smtp import Smtp
from alerts.compose.digest import Digest
from alerts.delivery.orders import orders_of
from alerts.delivery.outbox import Tally
from alerts.delivery.prepared import prepare
from alerts.delivery.retention import tidy
from alerts.delivery.sender import deliver
from alerts.delivery.snapshots import Shelf
from alerts.render.mails import Mailer
from alerts.render.templates import made_by, mark_of
from tests.alerts.owing import owe_digest, settings_for
from tests.alerts.smtp_peer import relay
from tests.alerts.world import NOW, World, matched, step, week
from tracker import clock
from tracker.db.models import CardRow, Edition
from tracker.settings import Settings
from tracker.subscriptions import people, service


class _Listener(Smtp):
    """Takes down what would go to a relay."""

    taken: list[Message]

    def send_while(self, message: Message, meanwhile: Callable[[], None]) -> None:
        self.taken.append(message)
        meanwhile()


def sent(engine: Engine, settings: Settings) -> tuple[list[Message], Tally]:
    """What a delivery hands to the relay, and what it says."""
    taken: list[Message] = []

    def listener(_settings: Settings) -> Smtp:
        channel = _Listener.__new__(_Listener)
        channel.taken = taken
        channel._connection = None
        return channel

    with clock.as_of(NOW):
        return taken, deliver(engine, settings, channels={"mail": listener})


@pytest.fixture
def settings() -> Settings:
    return settings_for(25)


def owe(engine: Engine, *addresses: str) -> None:
    for address in addresses:
        owe_digest(engine, week().digest(), address)


def made(settings: Settings) -> list[Path]:
    return sorted((settings.data_dir / "prepared").iterdir())


def forget_what_mails_are_made_from(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(delete(Edition))
        connection.execute(delete(CardRow))


def test_a_mail_made_ahead_is_the_mail_that_would_have_been_made(sqlite_engine: Engine, settings: Settings):
    owe(sqlite_engine, "ada@example.org", "bo@example.org")
    prepare(sqlite_engine, settings)
    with service.changing(sqlite_engine) as connection:
        orders, shelf = orders_of(connection, [1, 2]), Shelf()
        shelf.fetch(connection, [order.edition for order in orders if order.edition])
        wanted = [Mailer(settings).make(order, shelf.digest(order.edition or b"")) for order in orders]
    forget_what_mails_are_made_from(sqlite_engine)
    taken, tally = sent(sqlite_engine, settings)
    assert tally.sent == 2
    assert [(mail.to, mail.sender, mail.key, mail.raw, mail.stuffed) for mail in taken] == [
        (mail.to, mail.sender, mail.key, dot_stuffed(mail.raw), True) for mail in wanted
    ]


def dotted() -> Digest:
    """A digest in whose mail some lines begin with a dot, wherever the encoder breaks them."""
    world = World()
    begun = step(dt.date(2026, 11, 18), "Introduced in House", "introduction")
    new = world.bill(2, matched("peer-support"), actions=(begun,), title="The " + "U. S. A. " * 30 + "Peer Support Act")
    world.acted(new, begun, kind="bill_introduced")
    return world.digest()


@pytest.mark.parametrize("ahead", [True, False])
def test_lines_that_begin_with_a_dot_arrive_as_they_were_written(sqlite_engine: Engine, ahead: bool):
    owe_digest(sqlite_engine, dotted(), "ada@example.org")
    with relay() as peer:
        settings = settings_for(peer.port)
        with service.changing(sqlite_engine) as connection:
            (order,), shelf = orders_of(connection, [1]), Shelf()
            shelf.fetch(connection, [order.edition or b""])
            wanted = Mailer(settings).make(order, shelf.digest(order.edition or b"")).raw
        if ahead:
            prepare(sqlite_engine, settings)
            forget_what_mails_are_made_from(sqlite_engine)
        with clock.as_of(NOW):
            assert deliver(sqlite_engine, settings).sent == 1
    assert b"\r\n." in wanted
    assert peer.raws == [wanted]


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def foreign(path: Path) -> None:
    path.write_bytes(b"\x00" * 400)


@pytest.mark.parametrize("damage", [cut_off, empty, foreign, Path.unlink])
def test_what_is_damaged_or_gone_is_made_anew(
    sqlite_engine: Engine, settings: Settings, damage: Callable[[Path], None]
):
    owe(sqlite_engine, "ada@example.org")
    prepare(sqlite_engine, settings)
    (path,) = made(settings)
    damage(path)
    (mail,), tally = sent(sqlite_engine, settings)
    assert (tally.sent, tally.told) == (1, [])
    assert b"HR 1" in mail.raw


def test_who_changed_a_wish_meanwhile_gets_the_mail_as_wished(sqlite_engine: Engine, settings: Settings):
    owe(sqlite_engine, "ada@example.org")
    prepare(sqlite_engine, settings)
    with service.changing(sqlite_engine) as connection:
        (found,) = service.of_address(connection, "ada@example.org")
        service.change(connection, found.id, replace(found.wishes, language="es"))
    (mail,), _tally = sent(sqlite_engine, settings)
    assert b"Content-Language: es" in mail.raw


def test_mails_made_ahead_are_gone_with_their_reader_and_once_they_were_sent(sqlite_engine: Engine, settings: Settings):
    owe(sqlite_engine, "ada@example.org", "bo@example.org")
    prepare(sqlite_engine, settings)
    assert len(made(settings)) == 2
    assert {path.stat().st_mode & 0o777 for path in made(settings)} == {0o600}
    with service.changing(sqlite_engine) as connection:
        (found,) = service.of_address(connection, "ada@example.org")
        people.forget(connection, found.subscriber_id)
    assert len(made(settings)) == 1
    sent(sqlite_engine, settings)
    with clock.as_of(NOW):
        tidy(sqlite_engine, settings)
    assert made(settings) == []


def test_a_folder_that_cannot_be_written_costs_no_mail(sqlite_engine: Engine, settings: Settings):
    owe(sqlite_engine, "ada@example.org")
    (settings.data_dir / "prepared").write_bytes(b"a file stands where the folder should be")
    prepare(sqlite_engine, settings)
    assert sent(sqlite_engine, settings)[1].sent == 1


def test_nothing_is_made_ahead_where_mails_go_into_a_folder(sqlite_engine: Engine, settings: Settings):
    owe(sqlite_engine, "ada@example.org")
    prepare(sqlite_engine, settings.model_copy(update={"smtp_host": ""}))
    assert not (settings.data_dir / "prepared").exists()


def test_a_mail_is_made_anew_when_anything_that_makes_its_words_changed(tmp_path: Path):
    folder = tmp_path / "email"
    folder.mkdir()
    (folder / "card.txt").write_text("one")
    (folder / "line.txt").write_text("two")
    marks = {mark_of([folder])}
    (folder / "line.txt").write_text("three")
    marks.add(mark_of([folder]))
    (folder / "line.txt").rename(folder / "other.txt")
    marks.add(mark_of([folder]))
    (folder / "card.txt").write_text("onethree")
    (folder / "other.txt").write_text("")
    marks.add(mark_of([folder]))
    assert len(marks) == 4
    assert len(made_by()) == 32
