"""Bills that an earlier version stored under another name of their session lose nothing when they take ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import Engine, insert, select, text, update
from starlette.testclient import TestClient

from tests.records import CONGRESS, READER, bill
from tracker import clock
from tracker.db import queries, search, search_index
from tracker.db.engine import reading, writing
from tracker.db.models import (
    Bill,
    ChangeRow,
    Claim,
    DoneRow,
    Match,
    Mute,
    Session,
    Subscriber,
    SubscriptionRow,
)
from tracker.ingest.rename_sessions import rename_sessions
from tracker.ingest.visit import Visit
from tracker.records import serialize, sessions
from tracker.records.items import ScrapedBill
from tracker.settings import load
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes
from tracker.vocabulary import check_bill
from tracker.web.app import create_app

TODAY = dt.date(2026, 7, 1)
NOW = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
ILLINOIS = replace(CONGRESS, jurisdiction="us-il", publisher="Illinois General Assembly")
OLD, NEW = "us-il/104th/HB1", "us-il/104/HB1"
FORMS = [("us-il", "104th", "104"), ("us-tx", "89R", "89"), ("us-wa", "2026", "2025-2026"), ("us-ma", "194th", "194")]


def kept(engine: Engine, name: str, source: object, record: ScrapedBill) -> None:
    with clock.as_of(TODAY), Visit(engine, name, source) as visit:  # type: ignore[arg-type]
        visit.take(record)
        assert visit.finish().verdict == "ok"


def as_it_was(engine: Engine, key: str, old: str) -> str:
    """Store a bill as the program did when it took a source's name of the session; returns that id."""
    place, _new, identifier = key.split("/")
    was = f"{place}/{old}/{identifier}"
    with writing(engine) as connection:
        row = dict(connection.execute(select(Bill.__table__).where(Bill.id == key)).mappings().one())
        record = {**serialize.orjson.loads(serialize.orjson.dumps(row["record"])), "legislative_session": old}
        connection.execute(
            insert(Bill).values({**row, "id": was, "legislative_session": old, "record": record, "provenance": None})
        )
        for name, column in (("bill_actions", "bill_id"), ("bill_sponsorships", "bill_id"), ("claims", "record_id"), ("changes", "record_id"), ("pending", "record_id")):  # fmt: skip
            connection.execute(
                text(f"UPDATE {name} SET {column} = :was WHERE {column} = :now"), {"was": was, "now": key}
            )
        connection.execute(text("DELETE FROM bills WHERE id = :now"), {"now": key})
        connection.execute(update(Session).where(Session.jurisdiction == place).values(identifier=old))
    return was


def illinois(**more: object) -> ScrapedBill:
    return replace(bill(**more), jurisdiction="us-il", legislative_session="104", identifier="HB1")  # type: ignore[arg-type]


@pytest.fixture
def old(engine: Engine) -> Engine:
    """A database of the old form, with everything that can hang on a bill."""
    kept(engine, "us-il-bills", ILLINOIS, illinois())
    assert as_it_was(engine, NEW, "104th") == OLD
    search_index.refresh(engine)
    wishes = serialize.orjson.loads(serialize.encode(Wishes(bills=(OLD,), positions=((OLD, "support"),))))
    with writing(engine) as connection:
        match = {"record_id": OLD, "topic": "mental-health", "what": "bill", "score": 90, "flagged": True, "tier": "flagged", "reasons": [], "judged_at": NOW, "first_flagged_at": NOW}  # fmt: skip
        connection.execute(insert(Match).values(match))
        person = {
            "address": "a@example.org",
            "address_key": b"a",
            "channel": "mail",
            "is_list": False,
            "created_at": NOW,
        }
        connection.execute(insert(Subscriber).values(id=1, **person))
        asked = {
            "id": 1,
            "subscriber_id": 1,
            "key": b"k",
            "state": "active",
            "cadence": "weekly",
            "wishes": wishes,
            "created_at": NOW,
        }
        connection.execute(insert(SubscriptionRow).values(asked))
        connection.execute(insert(Mute).values(subscription_id=1, kind="record", value=OLD, created_at=NOW))
        connection.execute(insert(DoneRow).values(subscription_id=1, record_id=OLD, kind="executive", done_at=NOW))
        heard = {"kind": "hearing_scheduled", "what": "hearing", "record_id": "us-il/h1", "moves": [], "bills": [OLD]}
        connection.execute(insert(ChangeRow).values(**heard, seen_at=NOW, source="x"))
        connection.execute(text("INSERT INTO bill_texts (bill_id, text) VALUES (:id, 'The text')"), {"id": OLD})
    return engine


def held(engine: Engine) -> dict[str, object]:
    with reading(engine) as connection:
        ask = lambda column: sorted(connection.execute(select(column)).scalars())  # noqa: E731
        return {
            "bills": ask(Bill.id),
            "matches": ask(Match.record_id),
            "claims": ask(Claim.record_id),
            "mutes": ask(Mute.value),
            "done": ask(DoneRow.record_id),
            "sessions": ask(Session.identifier),
            "changes": sorted({*ask(ChangeRow.record_id)}),
            "of hearings": [each for each in connection.execute(select(ChangeRow.bills)).scalars() if each],
            "wishes": [
                (each["bills"], each["positions"])
                for each in connection.execute(select(SubscriptionRow.wishes)).scalars()
            ],
            "texts": sorted(connection.execute(text("SELECT bill_id FROM bill_texts")).scalars()),
            "actions": len(connection.execute(text("SELECT bill_id FROM bill_actions")).all()),
        }


def test_everything_that_hangs_on_a_bill_moves_with_it(old: Engine):
    before = held(old)
    assert rename_sessions(old) == 1
    after = held(old)
    assert after == {
        **before,
        "bills": [NEW], "matches": [NEW], "claims": [NEW], "mutes": [NEW], "done": [NEW], "sessions": ["104"],
        "changes": sorted({"us-il/h1", NEW}), "of hearings": [[NEW]], "texts": [NEW],
        "wishes": [([NEW], [[NEW, "support"]])],
    }  # fmt: skip
    assert rename_sessions(old) == 0
    with reading(old) as connection:
        kinds = select(ChangeRow.moves, ChangeRow.quiet, ChangeRow.source).where(ChangeRow.kind == "bill_record")
        ((moves, quiet, source),) = connection.execute(kinds).all()
    told = serialize.orjson.loads(moves) if isinstance(moves, str) else moves
    assert told == [{"aspect": "id", "before": OLD, "after": NEW}]
    assert (quiet, source) == ("renamed", "sessions")
    search_index.refresh(old)
    with reading(old) as connection:
        row = queries.bill_row(connection, NEW)
        assert serialize.decode(ScrapedBill, row.record).id == NEW
        assert list(search.indexed_words(connection, [OLD, NEW])) == [NEW]


def test_the_next_visit_knows_the_bill_and_tells_nothing_new(old: Engine):
    kept(old, "us-il-bills", ILLINOIS, illinois())
    with reading(old) as connection:
        assert connection.execute(select(Bill.id)).scalars().all() == [NEW]
        kinds = connection.execute(select(ChangeRow.kind).where(ChangeRow.record_id == NEW)).scalars().all()
    assert sorted(kinds) == ["bill_introduced", "bill_record"]


def test_a_bill_that_stands_under_both_names_becomes_one(old: Engine):
    other = illinois(title="As another reader calls it")
    kept(old, "reader", replace(READER, jurisdiction="us-il"), replace(other, identifier="HB2"))
    with writing(old) as connection:  # the visit above brought everything to one name; make the old one again
        connection.execute(insert(Mute).values(subscription_id=1, kind="record", value=OLD, created_at=NOW))
    kept(old, "reader", replace(READER, jurisdiction="us-il"), other)
    as_it_was(old, "us-il/104/HB2", "104th")
    kept(old, "us-il-bills", ILLINOIS, replace(illinois(), identifier="HB2"))
    with reading(old) as connection:
        claims = connection.execute(select(Claim.source).where(Claim.record_id == "us-il/104/HB2")).scalars().all()
        row = queries.bill_row(connection, "us-il/104/HB2")
    assert sorted(claims) == ["reader", "us-il-bills"]
    assert (row.source, row.title) == ("us-il-bills", bill().title)
    assert all("104th" not in each for each in held(old)["bills"])  # type: ignore[union-attr]


@pytest.mark.parametrize(("place", "told", "ours"), FORMS)
def test_an_id_with_another_name_of_its_session_leads_to_the_bill(place: str, told: str, ours: str):
    assert sessions.current_id(f"{place}/{told}/HB1") == f"{place}/{ours}/HB1"
    assert sessions.current_id(f"{place}/{ours}/HB1") == f"{place}/{ours}/HB1"
    assert sessions.current_id("us-il/h1") == "us-il/h1"


def test_links_to_the_old_name_lead_to_the_new_one(old: Engine, tmp_path, monkeypatch: pytest.MonkeyPatch):
    rename_sessions(old)
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    with reading(old) as connection:
        assert check_bill(OLD, connection) == NEW
        assert queries.bill_row(connection, OLD).id == NEW
    with writing(old) as connection:
        service.mute(connection, 1, "record", OLD)
        assert connection.execute(select(Mute.value)).scalars().all() == [NEW]
    with TestClient(create_app(old, load()), base_url="http://127.0.0.1", follow_redirects=False) as client:
        for path in ("/bills/{}", "/api/v1/bills/{}"):
            answer = client.get(path.format(OLD))
            assert (answer.status_code, answer.headers["location"]) == (301, path.format(NEW))
            assert client.get(path.format(NEW)).status_code == 200


def test_a_name_that_no_table_knows_stays(engine: Engine):
    kept(engine, "us-il-bills", ILLINOIS, illinois())
    as_it_was(engine, NEW, "of nobody")
    assert rename_sessions(engine) == 0
    assert held(engine)["bills"] == ["us-il/of nobody/HB1"]
