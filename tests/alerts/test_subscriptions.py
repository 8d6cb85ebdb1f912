"""Subscribing, confirming, changing, stopping, taking along, being forgotten; and when a mail is due."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select, text, update

from alerts.delivery.blame import came_back
from alerts.delivery.enqueue import queue_due
from alerts.delivery.retention import tidy
from alerts.delivery.send_times import due_slot, latest
from alerts.delivery.sender import deliver
from tests.records import CONGRESS, bill
from tracker import clock, migrations
from tracker.db.engine import connect, reading
from tracker.db.models import (
    Asked,
    ChangeRow,
    LinkRow,
    OutboxRow,
    Run,
    SourceRow,
    Subscriber,
    SubscriptionRow,
)
from tracker.errors import UsageProblem
from tracker.ingest.visit import Visit
from tracker.settings import load
from tracker.subscriptions import service
from tracker.subscriptions.names import mutable
from tracker.subscriptions.preferences import Wishes, checked, faults, from_json, in_quiet_hours
from tracker.subscriptions.suppressions import lift_address, suppressed_addresses

NOW = dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC)
WEEKLY = Wishes(topics=("mental-health",), places=("us",))


def rows(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as connection:
        return [
            (row.kind, row.state)
            for row in connection.execute(select(OutboxRow.kind, OutboxRow.state).order_by(OutboxRow.id))
        ]


def one(engine: Engine) -> service.Subscription:
    with reading(engine) as connection:
        (found,) = service.all_of(connection)
    return found


def test_nobody_gets_digests_before_confirming(engine: Engine):
    with clock.as_of(NOW):
        with service.changing(engine) as connection:
            assert service.subscribe(connection, "jane@example.org", WEEKLY) == "asked"
        assert queue_due(engine).queued == 0
        assert rows(engine) == [("confirm", "pending")]
        with service.changing(engine) as connection:
            assert service.confirm(connection, "wrong") is None
            assert service.confirm(connection, one(engine).link("manage")) is None
        token = one(engine).link("confirm")
        for _twice in range(2):
            with service.changing(engine) as connection:
                found = service.confirm(connection, token)
            assert found is not None
            assert found.state == "active"
        assert queue_due(engine).queued == 1


def test_a_confirmation_is_good_for_72_hours(engine: Engine):
    with clock.as_of(NOW), service.changing(engine) as connection:
        service.subscribe(connection, "jane@example.org", WEEKLY)
    token = one(engine).link("confirm")
    with clock.as_of(NOW + dt.timedelta(hours=73)), service.changing(engine) as connection:
        assert service.confirm(connection, token) is None
    with clock.as_of(NOW + dt.timedelta(hours=71)), service.changing(engine) as connection:
        assert service.confirm(connection, token) is not None


def test_strangers_cannot_have_us_flood_an_address(engine: Engine):
    said = []
    for minute in range(0, 120, 5):
        with clock.as_of(NOW + dt.timedelta(minutes=minute)), service.changing(engine) as connection:
            said.append(service.subscribe(connection, f"J.ane+{minute}@Example.org", WEEKLY))
    assert said.count("asked") == 3
    assert len(rows(engine)) == 3


def test_a_flood_of_sign_ups_is_held_until_somebody_looked(engine: Engine):
    with clock.as_of(NOW), service.changing(engine) as connection:
        said = [service.subscribe(connection, f"p{number}@example.org", WEEKLY) for number in range(210)]
        assert (said.count("asked"), said.count("held")) == (200, 10)
        assert service.release(connection) == 10


SPELLINGS = (
    "j.doe@clinic.example",
    "jdoe@clinic.example",
    "jdoe+ma@clinic.example",
    "jdoe+wa@clinic.example",
    "JDoe@clinic.example",
)


def test_an_address_is_itself_and_nobody_elses(engine: Engine):
    with clock.as_of(NOW), service.changing(engine) as connection:
        for number, address in enumerate(SPELLINGS):
            service.subscribe(connection, address, replace(WEEKLY, hour=number), confirmed=True)
        for number, address in enumerate(SPELLINGS):
            (found,) = service.of_address(connection, address.replace("clinic", "CLINIC"))
            assert (found.address, found.wishes.hour) == (address, number)
        (gone,) = service.of_address(connection, SPELLINGS[0])
        service.forget(connection, gone.subscriber_id)
        assert [found.address for found in service.all_of(connection)] == list(SPELLINGS[1:])
        assert service.suppressed(connection, SPELLINGS[0]) == "deleted"
        assert [service.suppressed(connection, address) for address in SPELLINGS[1:]] == [None] * 4


def test_a_second_sign_up_before_the_first_is_confirmed_is_a_second_subscription(engine: Engine):
    with clock.as_of(NOW), service.changing(engine) as connection:
        first, second = replace(WEEKLY, topics=("parity",)), replace(WEEKLY, topics=("youth",))
        said = [service.subscribe(connection, "jane@example.org", asked) for asked in (first, second, second)]
        assert said == ["asked"] * 3  # the later mails wait for the pause between two mails to a stranger's address
        mine = service.of_address(connection, "jane@example.org")
        assert [found.wishes.topics for found in mine] == [("parity",), ("youth",)]
        service.confirm(connection, mine[0].link("confirm"))
        mine = service.of_address(connection, "jane@example.org")
        assert [(found.state, found.wishes.topics) for found in mine] == [
            ("active", ("parity",)),
            ("pending", ("youth",)),
        ]


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("topic", "Parity", "parity"),
        ("record", "us/119/HR1", "us/119/HR1"),
        ("record", "hr 1", "us/119/HR1"),
        ("topic", "parityy", None),
        ("rule", "no-such-rule", None),
        ("record", "us/119/HR99999", None),
    ],
)
def test_what_is_muted_is_known_or_refused_with_the_nearest_name(
    sqlite_engine: Engine, kind: str, given: str, kept: str | None
):
    with clock.as_of(NOW), Visit(sqlite_engine, "us-test", CONGRESS) as visit:
        visit.take(bill(1))
        visit.finish()
    with reading(sqlite_engine) as connection:
        if kept is None:
            with pytest.raises(UsageProblem, match=r"no (topic|rule|stored bill) is"):
                mutable(connection, kind, given)
        else:
            assert mutable(connection, kind, given) == kept


def test_sign_ups_that_nobody_confirms_do_not_pile_up(engine: Engine):
    with clock.as_of(NOW), service.changing(engine) as connection:
        for hour in range(24):
            service.subscribe(connection, "jane@example.org", replace(WEEKLY, hour=hour))
        assert len(service.of_address(connection, "jane@example.org")) == service.WAITING


def test_addresses_that_were_one_before_stay_and_are_named(sqlite_url: str, capsys: pytest.CaptureFixture[str]):
    engine = connect(sqlite_url, migrate=False)
    migrations.upgrade(engine, "0002")
    with engine.begin() as connection:
        for number, address in ((1, "jane+ma@example.org"), (2, "sam@example.org")):
            connection.execute(
                text(
                    "INSERT INTO subscribers (id, address, address_key, channel, is_list, created_at) VALUES (:id, :a, :k, 'mail', false, :at)"
                ),
                {"id": number, "a": address, "k": b"folded%d" % number, "at": "2026-11-01 00:00:00"},
            )
        for key, owner in ((b"a", 1), (b"b", 1), (b"c", 2)):
            connection.execute(
                text(
                    "INSERT INTO subscriptions (subscriber_id, key, state, cadence, wishes, created_at) VALUES (:o, :k, 'active', 'weekly', '{}', :at)"
                ),
                {"o": owner, "k": key, "at": "2026-11-01 00:00:00"},
            )
    migrations.upgrade(engine)
    with reading(engine) as connection:
        assert [len(service.of_address(connection, each)) for each in ("jane+ma@example.org", "sam@example.org")] == [
            2,
            1,
        ]
    said = capsys.readouterr().err
    assert "subscriber 1 has several subscriptions" in said
    assert "subscriber 2" not in said
    engine.dispose()


@pytest.mark.parametrize("way", ["by the end of a pause", "by lifting"])
def test_what_stopped_a_subscription_is_named_and_undone_by_the_right_command(sqlite_engine: Engine, way: str):
    with clock.as_of(NOW), service.changing(sqlite_engine) as connection:
        service.subscribe(connection, "jane@example.org", WEEKLY, confirmed=True)
        came_back(connection, 1, hard=True, detail="550 5.1.1 user unknown")
        if way == "by lifting":
            assert [(each.address, each.detail) for each in suppressed_addresses(connection, since=NOW)] == [
                ("jane@example.org", "550 5.1.1 user unknown")
            ]
            assert suppressed_addresses(connection, before=NOW) == []
            assert not lift_address(connection, "jane@example.org", "complained")
            assert lift_address(connection, "jane@example.org", "bounced")
            assert service.of_address(connection, "jane@example.org")[0].state == "active"
            assert service.suppressed(connection, "jane@example.org") is None
        else:
            with pytest.raises(UsageProblem, match="is bounced: its mail came back"):
                service.resume(connection, 1)


def test_stopping_takes_back_what_is_queued_and_twice_is_as_good_as_once(engine: Engine):
    with clock.as_of(NOW):
        with service.changing(engine) as connection:
            service.subscribe(connection, "jane@example.org", WEEKLY, confirmed=True)
        queue_due(engine)
        for _twice in range(2):
            with service.changing(engine) as connection:
                service.stop(connection, one(engine).id)
        assert rows(engine) == [("digest", "cancelled")]
        assert queue_due(engine).queued == 0


def test_a_slot_is_told_once_however_often_it_is_queued(engine: Engine):
    with clock.as_of(NOW):
        with service.changing(engine) as connection:
            service.subscribe(connection, "jane@example.org", WEEKLY, confirmed=True)
        assert [queue_due(engine).queued for _again in range(3)] == [1, 0, 0]
    with clock.as_of(NOW + dt.timedelta(days=7)):
        assert [queue_due(engine).queued for _again in range(2)] == [1, 0]


def test_a_paused_reader_rests_and_gets_one_mail_afterwards(engine: Engine):
    with clock.as_of(NOW):
        with service.changing(engine) as connection:
            service.subscribe(connection, "jane@example.org", WEEKLY, confirmed=True)
            service.pause(connection, 1, dt.date(2026, 12, 20))
        assert (queue_due(engine).queued, queue_due(engine).resting) == (0, 1)
    with clock.as_of(dt.datetime(2026, 12, 21, 14, tzinfo=dt.UTC)):
        assert queue_due(engine).queued == 1


def test_deletion_reaches_the_mail_folder_and_time_empties_it(sqlite_engine: Engine):
    with clock.as_of(NOW), service.changing(sqlite_engine) as connection:
        for name in ("jane", "sam"):
            service.subscribe(connection, f"{name}@example.org", WEEKLY)
    with clock.as_of(NOW):
        assert deliver(sqlite_engine, load()).sent == 2
    folder = load().data_dir / "mail" / "new"
    with clock.as_of(NOW), service.changing(sqlite_engine) as connection:
        (jane,) = service.of_address(connection, "jane@example.org")
        service.forget(connection, jane.subscriber_id)
    assert [b"sam@example.org" in path.read_bytes() for path in folder.iterdir()] == [True]
    with clock.as_of(dt.datetime.now(dt.UTC) + dt.timedelta(days=91)):
        tidy(sqlite_engine)
    assert list(folder.iterdir()) == []


def test_visits_and_changes_go_when_their_time_is_over_but_not_before_readers_were_told(engine: Engine):
    for day in range(3):
        with clock.as_of(NOW + dt.timedelta(days=day)), Visit(engine, "us-test", CONGRESS) as visit:
            visit.take(replace(bill(1), title=f"Act {day}"))
            visit.finish()
    with clock.as_of(NOW), service.changing(engine) as connection:
        service.subscribe(connection, "jane@example.org", WEEKLY, confirmed=True)
        connection.execute(update(SubscriptionRow).values(told_upto=1, told_at=NOW))
    with clock.as_of(NOW + dt.timedelta(days=1_000)):
        done = tidy(engine)
    with reading(engine) as connection:
        assert list(connection.execute(select(ChangeRow.id).order_by(ChangeRow.id)).scalars()) == [2, 3]
        assert len(list(connection.execute(select(Run.id)))) == 1
    assert (done["runs"], done["changes"]) == (2, 1)


@pytest.mark.parametrize(
    ("cadence", "quiet_weeks", "dark", "mails"),
    [
        ("weekly", "say-so", False, 2), ("weekly", "send-nothing", False, 0), ("weekly", "send-nothing", True, 2),
        ("daily", "say-so", False, 2), ("daily", "send-nothing", False, 0), ("daily", "send-nothing", True, 2), ("daily", "say-so", True, 2),
    ],
)  # fmt: skip
def test_a_mail_with_nothing_to_tell_comes_once_a_week_at_most(
    sqlite_engine: Engine, cadence: str, quiet_weeks: str, dark: bool, mails: int
):
    with clock.as_of(NOW), Visit(sqlite_engine, "us-test", CONGRESS) as visit:
        visit.take(bill(1))
        visit.finish()
    begin = NOW + dt.timedelta(days=2)
    with clock.as_of(begin), service.changing(sqlite_engine) as connection:
        asked = replace(WEEKLY, cadence=cadence, quiet_weeks=quiet_weeks, topics=("telehealth",))
        service.subscribe(connection, "jane@example.org", asked, confirmed=True)
        connection.execute(update(SubscriptionRow).values(told_upto=1, told_at=begin))
    for day in range(1, 15):
        at = begin + dt.timedelta(days=day)
        with clock.as_of(at):
            if not dark:
                with sqlite_engine.begin() as connection:
                    connection.execute(update(SourceRow).values(last_good_at=at))
            queue_due(sqlite_engine)
    assert len(rows(sqlite_engine)) == mails


@pytest.mark.parametrize("weekday", ["sunday", "monday", "thursday"])
def test_a_daily_reader_is_told_nothing_only_after_a_week_without_any_mail(sqlite_engine: Engine, weekday: str):
    with clock.as_of(NOW), Visit(sqlite_engine, "us-test", CONGRESS) as visit:
        visit.take(bill(1))
        visit.finish()
    begin = NOW + dt.timedelta(days=30)  # so late that the source counts as unread, which is told once a week too
    with clock.as_of(begin), service.changing(sqlite_engine) as connection:
        asked = replace(WEEKLY, cadence="daily", weekday=weekday, topics=("telehealth",))
        service.subscribe(connection, "jane@example.org", asked, confirmed=True)
    for day in range(23):
        with clock.as_of(begin + dt.timedelta(days=day)):
            queue_due(sqlite_engine)
    with sqlite_engine.begin() as connection:
        sent = list(connection.execute(select(OutboxRow.queued_at).order_by(OutboxRow.queued_at)).scalars())
    assert [(each - begin).days for each in sent] == [0, 7, 14, 21]


def test_a_quiet_week_sends_a_line_or_nothing_as_the_reader_chose(engine: Engine):
    with clock.as_of(NOW):
        with Visit(engine, "us-test", CONGRESS) as visit:
            visit.take(bill(1, title="A bill on roads", subject=(), abstracts=()))
            visit.finish()
        with service.changing(engine) as connection:
            service.subscribe(connection, "jane@example.org", WEEKLY, confirmed=True)
            service.subscribe(
                connection, "joe@example.org", replace(WEEKLY, quiet_weeks="send-nothing"), confirmed=True
            )
            elsewhere = replace(WEEKLY, quiet_weeks="send-nothing", places=("us-wy",))
            service.subscribe(
                connection, "ann@example.org", elsewhere, confirmed=True
            )  # told once that we do not look there
        report = queue_due(engine)
        assert (report.queued, report.quiet) == (2, 1)


def test_a_digest_that_could_not_be_sent_is_told_by_the_next(engine: Engine):
    with clock.as_of(NOW):
        with service.changing(engine) as connection:
            service.subscribe(connection, "jane@example.org", WEEKLY, confirmed=True)
        queue_due(engine)
        before = one(engine).told_upto
        with Visit(engine, "us-test", CONGRESS) as visit:
            visit.take(bill(1))
            visit.finish()
    with clock.as_of(NOW + dt.timedelta(days=7)):
        queue_due(engine)
        with service.changing(engine) as connection:
            row = connection.execute(select(OutboxRow.__table__).order_by(OutboxRow.id.desc()).limit(1)).one()
            service.take_back(connection, [row])
    assert one(engine).told_upto == before


def test_all_that_is_kept_can_be_taken_along_and_is_gone_after_deletion(engine: Engine):
    with clock.as_of(NOW), service.changing(engine) as connection:
        service.subscribe(connection, "jane@example.org", WEEKLY)
        service.subscribe(connection, "jane@example.org", replace(WEEKLY, places=("us-ma",)), confirmed=True)
        service.mute(connection, 1, "topic", "parity")
        told = service.taken_along(connection, 1)
    assert told["address"] == "jane@example.org"
    assert told["subscriptions"][0]["muted"] == [{"kind": "topic", "value": "parity"}]
    assert "jane@example.org" in json.dumps(told, default=str)
    with clock.as_of(NOW), service.changing(engine) as connection:
        service.forget(connection, 1)
        for table in (Subscriber, SubscriptionRow, LinkRow, OutboxRow, Asked):
            assert connection.execute(select(table.__table__)).all() == []  # type: ignore[attr-defined]
        with pytest.raises(UsageProblem, match="deleted"):
            service.subscribe(connection, "jane@EXAMPLE.org", WEEKLY, confirmed=True)
        assert service.subscribe(connection, "jane@example.org", WEEKLY) == "asked"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "jane",
        "jane@",
        "@example.org",
        "a b@example.org",
        "a@b\r\nBcc: c@d.org",
        '"a"@example.org',
        "x" * 400 + "@example.org",
        "https://exa mple.org",
    ],
)
def test_a_bad_address_is_refused(sqlite_engine: Engine, address: str):
    with service.changing(sqlite_engine) as connection, pytest.raises(UsageProblem):
        service.subscribe(connection, address, WEEKLY)


def test_every_fault_of_a_wish_is_listed_at_once():
    bad = Wishes(
        topics=("UPPER",),
        places=("nowhere!",),
        bills=("x",),
        min_score=101,
        hour=24,
        timezone="Mars/One",
        most=0,
        quiet_from=3,
    )
    assert len(faults(bad)) == 8
    with pytest.raises(UsageProblem, match=r"topics.*places.*bills"):
        checked(bad)
    assert faults(Wishes(districts=("12 Main Street, Boston",)))


def test_wishes_of_an_older_or_newer_version_are_read():
    assert from_json({"topics": ["a"], "from_the_future": 1}).topics == ("a",)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-10-31T12:00Z", "2026-10-31T12:00Z"),  # 8 o'clock in summer time
        ("2026-11-01T12:59Z", "2026-10-31T12:00Z"),  # the clocks went back: 8 o'clock is an hour later
        ("2026-11-01T13:00Z", "2026-11-01T13:00Z"),
        ("2026-03-08T12:00Z", "2026-03-08T12:00Z"),  # and forward
        ("2026-03-08T11:59Z", "2026-03-07T13:00Z"),
    ],
)
def test_the_local_hour_stays_when_the_clocks_change(now: str, expected: str):
    wishes = Wishes(cadence="daily", hour=8)
    assert latest(wishes, dt.datetime.fromisoformat(now))[1] == dt.datetime.fromisoformat(expected)


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Honolulu", "America/St_Johns", "Pacific/Kiritimati"])
def test_every_day_of_a_year_has_exactly_one_slot(zone: str, hour: int):
    wishes, told = Wishes(cadence="daily", hour=hour, timezone=zone), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    slots = []
    for step in range(2 * 365):
        now = dt.datetime(2026, 1, 2, tzinfo=dt.UTC) + dt.timedelta(hours=12 * step, minutes=7)
        slot = due_slot(wishes, now=now, told_at=told, confirmed_at=told)
        if slot is not None:
            slots.append(slot.name)
            told = now
    assert len(set(slots)) == len(slots)
    assert 363 <= len(slots) <= 366


@pytest.mark.parametrize(
    ("cadence", "until", "sent"),
    [
        ("daily", 12, [1, 2, 3, 12, 13, 14, 15, 16, 17, 18, 19]),
        ("weekly", 12, [2, 12, 16]),  # Monday's turn fell into the pause; so the day after it, and next Monday
        ("weekly", 8, [2, 9, 16]),
        ("weekly", 9, [2, 9, 16]),
    ],
)
def test_what_fell_into_a_pause_comes_the_day_after_it_at_the_readers_hour(cadence: str, until: int, sent: list[int]):
    wishes, told = Wishes(cadence=cadence, hour=8, weekday="monday"), dt.datetime(2026, 2, 28, 13, tzinfo=dt.UTC)
    pause, came = dt.date(2026, 3, until), []
    for hour in range(24, 24 * 20):
        now = dt.datetime(2026, 2, 28, 5, tzinfo=dt.UTC) + dt.timedelta(hours=hour)
        local = now.astimezone(ZoneInfo("America/New_York"))
        if dt.date(2026, 3, 4) <= local.date() < pause:
            continue  # resting
        slot = due_slot(wishes, now=now, told_at=told, confirmed_at=told, paused_until=pause if local.day > 3 else None)
        if slot is not None:
            assert (local.hour, slot.late, slot.name) == (8, False, f"{cadence} {local.date()}")
            came.append(local.day)
            told = now
    assert came == sent


def test_a_slot_that_is_a_day_late_is_not_sent():
    told = NOW - dt.timedelta(days=9)
    monday = Wishes(weekday="monday", hour=8)
    on_time = due_slot(monday, now=NOW + dt.timedelta(hours=23), told_at=told, confirmed_at=told)
    late = due_slot(monday, now=NOW + dt.timedelta(hours=25), told_at=told, confirmed_at=told)
    assert on_time is not None
    assert late is not None
    assert (on_time.late, late.late) == (False, True)
    assert on_time.name == late.name == "weekly 2026-11-23"


@pytest.mark.parametrize(("hour", "quiet"), [(20, False), (21, True), (23, True), (0, True), (6, True), (7, False)])
def test_quiet_hours_reach_over_midnight(hour: int, quiet: bool):
    wishes = Wishes(cadence="deadlines", quiet_from=21, quiet_until=7, timezone="America/Chicago")
    now = dt.datetime(2026, 11, 23, hour, 30, tzinfo=ZoneInfo("America/Chicago"))
    assert in_quiet_hours(wishes, now) is quiet
