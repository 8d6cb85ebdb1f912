"""A copy of last night that is put back does not undo what people decided since, and sends no mail once more."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from alerts.delivery.enqueue import queue_due
from tests.alerts.owing import deliver_to, owe_digest
from tests.alerts.smtp_peer import relay
from tests.alerts.world import NOW, week
from tests.core.test_backups import copied, file_of
from tracker import clock
from tracker.db.carry_over import carry_over
from tracker.db.engine import address, connect, reading
from tracker.db.maintenance import restore_from
from tracker.db.models import LinkRow, OutboxRow, Run, Subscriber, SubscriptionRow, Suppression
from tracker.subscriptions import people, service
from tracker.subscriptions.preferences import Wishes
from tracker.subscriptions.tokens import exact_key

LATER = NOW + dt.timedelta(hours=13)
DAY = dt.timedelta(days=1)
NAMES = ("stays", "stops", "rests", "deleted", "fewer", "mutes", "hears", "bounced")


def mail(name: str) -> str:
    return f"{name}@example.org"


def of(connection, name: str):
    found, *_others = service.of_address(connection, mail(name))
    return found


@pytest.fixture
def restored(sqlite_url: str, tmp_path: Path):
    """A database of eight readers, a copy of it, and a day later the copy in its place: the engine, and what was brought over."""
    engine = connect(sqlite_url)
    for name in NAMES:
        owe_digest(engine, week().digest(), mail(name), cadence="daily", quiet_weeks="say-so")
    with service.changing(engine) as connection:
        service.mute(connection, of(connection, "hears").id, "topic", "parity")
    copy = copied(sqlite_url, tmp_path / "copy.db")
    with relay() as peer:
        deliver_to(engine, peer.port, at=NOW)
        with clock.as_of(NOW + DAY):
            queue_due(engine)
        deliver_to(engine, peer.port, at=NOW + DAY)
        went = sorted(peer.accepted)
    with clock.as_of(LATER), service.changing(engine) as connection:
        service.stop(connection, of(connection, "stops").id)
        service.pause(connection, of(connection, "rests").id, dt.date(2027, 1, 31))
        people.forget(connection, of(connection, "deleted").subscriber_id)
        service.change(connection, of(connection, "fewer").id, Wishes(cadence="weekly"))
        service.mute(connection, of(connection, "mutes").id, "topic", "parity")
        service.unmute(connection, of(connection, "hears").id, "topic", "parity")
        people.suppress(connection, mail("bounced"), "bounced")
        service.subscribe(connection, mail("new"), Wishes(), confirmed=True)
        service.subscribe(connection, mail("stays"), Wishes(topics=("veterans",)), confirmed=True)
        service.subscribe(connection, mail("unsure"), Wishes())
        service.subscribe(connection, mail("leaves"), Wishes(), confirmed=True)
        service.mute(connection, of(connection, "new").id, "topic", "housing")
        service.stop(connection, of(connection, "leaves").id)
        links = set(connection.execute(select(LinkRow.token_hash)).scalars())
    engine.dispose()
    aside = restore_from(copy, address(sqlite_url), LATER)
    assert aside is not None
    engine = connect(sqlite_url)
    yield engine, carry_over(aside, file_of(sqlite_url), exact_key), went, links
    engine.dispose()


def test_who_stopped_rests_was_deleted_or_chose_otherwise_since_the_copy_stays_so(restored):
    engine, carried, _went, _links = restored
    with reading(engine) as connection:
        known = {name: of(connection, name) for name in NAMES if name != "deleted"}
        assert {name: found.state for name, found in known.items() if found.state != "active"} == {"stops": "stopped"}
        assert known["rests"].paused_until == dt.date(2027, 1, 31)
        assert known["fewer"].wishes.cadence == "weekly"
        assert set(service.mutes(connection)) == {known["mutes"].id, of(connection, "new").id}
        assert mail("deleted") not in connection.execute(select(Subscriber.address)).scalars().all()
        reasons = dict(connection.execute(select(Suppression.address_key, Suppression.reason)).all())
    assert {reasons[exact_key(mail(name))] for name in ("deleted", "bounced")} == {"deleted", "bounced"}
    assert (carried.people, carried.deleted, carried.fault) == (5, 1, "")


def test_who_subscribed_since_the_copy_is_brought_over_with_their_links_and_whoever_left_again_is_not(restored):
    engine, carried, _went, links = restored
    with reading(engine) as connection:
        assert of(connection, "new").state == "active"
        assert of(connection, "unsure").state == "pending"
        assert len(list(service.of_address(connection, mail("stays")))) == 2
        assert not list(service.of_address(connection, mail("leaves")))
        assert of(connection, "new").id in service.mutes(connection)
        assert set(connection.execute(select(LinkRow.token_hash)).scalars()) <= links
    assert carried.lost == 0
    assert f"{carried.came} later subscription" in carried.sentence


def test_mail_that_went_out_since_the_copy_does_not_go_out_once_more_and_the_next_turn_does(restored):
    engine, carried, went, _links = restored
    assert len(went) == 2 * len(NAMES)
    assert carried.mails >= 2 * (len(NAMES) - 1)
    with relay() as peer:
        for moment in (LATER, NOW + DAY + dt.timedelta(hours=1)):
            with clock.as_of(moment):
                queue_due(engine)
            deliver_to(engine, peer.port, at=moment)
        assert {to for to, _key in peer.accepted} <= {
            mail("new"),
            mail("stays"),
        }  # their second subscription is told now
        assert Counter(to for to, _key in peer.accepted).most_common(1)[0][1] == 1
        with clock.as_of(NOW + 9 * DAY):
            queue_due(engine)
        deliver_to(engine, peer.port, at=NOW + 9 * DAY)
        assert peer.of(mail("stays"))
        assert not {mail("stops"), mail("rests"), mail("deleted")} & {to for to, _key in peer.accepted}


def test_a_newer_copy_is_not_set_back_to_an_older_one_that_was_put_there_by_mistake(sqlite_url: str, tmp_path: Path):
    """What the older one learned later than the copy counts, and nothing else of it."""
    engine = connect(sqlite_url)
    names = ("stays", "stops", "rests", "fewer", "mutes", "suppressed", "leaves", "again")
    for name in names:
        owe_digest(engine, week().digest(), mail(name))
    with clock.as_of(NOW), service.changing(engine) as connection:
        people.forget(connection, of(connection, "again").subscriber_id)
    old = copied(sqlite_url, tmp_path / "old.db")
    with clock.as_of(LATER), service.changing(engine) as connection:
        run = {"source": "a", "scope": "", "state": "done", "started_at": LATER, "finished_at": LATER, "counts": {}}
        connection.execute(insert(Run).values(run))
        service.stop(connection, of(connection, "stops").id)
        service.pause(connection, of(connection, "rests").id, dt.date(2027, 1, 31))
        service.change(connection, of(connection, "fewer").id, Wishes(cadence="daily"))
        service.mute(connection, of(connection, "mutes").id, "topic", "parity")
        people.suppress(connection, mail("suppressed"), "complained")
        people.lift(connection, mail("again"))
        service.subscribe(connection, mail("again"), Wishes(), confirmed=True)
    engine.dispose()
    newer = copied(sqlite_url, tmp_path / "newer.db")
    restore_from(old, address(sqlite_url), LATER)
    engine = connect(sqlite_url)
    with clock.as_of(LATER + DAY), service.changing(engine) as connection:
        service.stop(connection, of(connection, "leaves").id)
    engine.dispose()
    aside = restore_from(newer, address(sqlite_url), LATER + DAY)
    assert aside is not None
    engine = connect(sqlite_url)
    carried = carry_over(aside, file_of(sqlite_url), exact_key)
    assert (carried.people, carried.deleted, carried.fault) == (1, 0, "")
    with reading(engine) as connection:
        known = {name: of(connection, name) for name in names}
        stopped = {name for name, found in known.items() if found.state != "active"}
        assert stopped == {"stops", "leaves"}
        assert known["rests"].paused_until == dt.date(2027, 1, 31)
        assert known["fewer"].wishes.cadence == "daily"
        assert set(service.mutes(connection)) == {known["mutes"].id}
        assert people.suppressed(connection, mail("suppressed")) == "complained"
        assert people.suppressed(connection, mail("again")) is None
    engine.dispose()


def test_another_trackers_database_and_a_damaged_one_give_nothing(sqlite_url: str, tmp_path: Path):
    engine = connect(sqlite_url)
    owe_digest(engine, week().digest(), mail("stays"))
    engine.dispose()
    other = connect(f"sqlite:///{tmp_path / 'other.db'}")
    owe_digest(other, week().digest(), mail("stays"))
    with service.changing(other) as connection:
        service.stop(connection, of(connection, "stays").id)
    other.dispose()
    (tmp_path / "garbage.db").write_bytes(b"no database at all " * 500)
    given = [carry_over(tmp_path / name, file_of(sqlite_url), exact_key) for name in ("other.db", "garbage.db")]
    assert [(carried.people, carried.mails) for carried in given] == [(0, 0), (0, 0)]
    assert "who subscribed, stopped, paused or was deleted" in given[1].sentence
    engine = connect(sqlite_url)
    assert states(engine) == {"active"}
    engine.dispose()


def states(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        assert connection.execute(select(OutboxRow.state)).scalars().all() == ["pending"]
        return set(connection.execute(select(SubscriptionRow.state)).scalars())
