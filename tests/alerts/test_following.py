"""A person, a committee, a search and an idea can be followed; what they bring is told whatever its topic."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, insert

from alerts.delivery.enqueue import queue_due
from tests.alerts.world import rendered
from tests.records import CONGRESS, EASTERN, bill, hearing
from tracker.clock import as_of
from tracker.db.engine import reading
from tracker.db.models import CompanionRow
from tracker.db.search_index import refresh
from tracker.errors import UsageProblem
from tracker.ingest.visit import Visit
from tracker.records.items import Action, Committee, HeardBill, ScrapedPerson, Sponsorship
from tracker.settings import load
from tracker.subscriptions import following, service
from tracker.subscriptions.preferences import Wishes

NOW = dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC)
PLAIN = {"abstracts": (), "subject": ()}
OWN = Sponsorship(name="Rep. Roe, Ann", primary=True, classification="primary", person_id="R000001")
IDEA = "A bill to keep the county bridges open at night"


def stored(engine: Engine) -> None:
    """Five bills that no topic flags, each of which one wish means."""
    visit = Visit(engine, "us-test", CONGRESS)
    visit.take(ScrapedPerson(key="R000001", jurisdiction="us", name="Rep. Roe, Ann", chamber="lower"))
    visit.take(bill(1, title="Bridges act", sponsorships=(OWN,), **PLAIN))
    roads = Committee(name="Committee on “Roads” & Rail", chamber="lower")
    visit.take(bill(2, title="Roads act", committees=(roads,), **PLAIN))
    visit.take(bill(3, title="Harbors and lighthouses act", **PLAIN))
    visit.take(bill(4, title=IDEA, **PLAIN))
    visit.take(bill(5, title=IDEA, **PLAIN))
    visit.take(bill(6, title="Canals act", **PLAIN))
    heard = (HeardBill(identifier="HR6", legislative_session="119"),)
    at = dt.datetime(2026, 12, 3, 10, tzinfo=EASTERN)
    visit.take(hearing("roads", committee=roads.name, start=at, bills=heard))
    visit.finish()
    refresh(engine)
    (load().data_dir / "lists").mkdir(parents=True)
    (load().data_dir / "lists" / "bridges.txt").write_text(
        "# ours\nus/119/HR1 Bridges  # the first\n\nno bill\nus/119/HR6\n"
    )


@pytest.mark.parametrize(
    ("follow", "bills"),
    [
        ("person:us/person/R000001", {"us/119/HR1"}),
        ("committee:us/Committee on “Roads” & Rail", {"us/119/HR2", "us/119/HR6"}),
        ("search:harbors lighthouses", {"us/119/HR3"}),
        ("list:bridges", {"us/119/HR1", "us/119/HR6"}),
        ("again:us/119/HR4", {"us/119/HR5"}),
        ("again:us/119/HR1", set()),
    ],
)
def test_each_wish_stands_for_its_bills(engine: Engine, follow: str, bills: set[str]) -> None:
    with as_of(NOW):
        stored(engine)
        with reading(engine) as connection:
            assert following.checked(follow, connection) == follow
            assert following.Following(connection).bills((follow,)) == bills


def test_a_companion_found_by_its_text_brings_the_idea_back(engine: Engine) -> None:
    with as_of(NOW):
        stored(engine)
        with engine.begin() as connection:
            row = {"bill_id": "us/119/HR6", "other_id": "us/119/HR1", "basis": "alike", "likeness": 0.9}
            connection.execute(insert(CompanionRow).values(row))
        with reading(engine) as connection:
            assert following.Following(connection).bills(("again:us/119/HR1",)) == {"us/119/HR6"}


def test_what_a_followed_person_does_is_told_though_no_topic_flags_it(engine: Engine) -> None:
    with as_of(NOW - dt.timedelta(days=7)):
        stored(engine)
        with service.changing(engine) as connection:
            wishes = Wishes(topics=("parity",), follows=("person:us/person/R000001",))
            service.subscribe(connection, "jane@example.org", wishes, confirmed=True)
        queue_due(engine)
    passed = Action(
        date=dt.date(2026, 11, 20), description="Passed House.", classification=("passage",), organization="lower"
    )
    with as_of(NOW):
        visit = Visit(engine, "us-test", CONGRESS)
        visit.take(
            bill(1, title="Bridges act", sponsorships=(OWN,), actions=(*bill().actions, passed), stamp="v2", **PLAIN)
        )
        visit.finish()
        ((_subscription, _slot, digest),) = queue_due(engine, dry_run=True).digests
    assert [card.id for card in digest.cards] == ["us/119/HR1"]
    assert digest.cards[0].origin == ("person", "Rep. Roe, Ann")
    text = " ".join(rendered(digest).text.split())
    assert "You follow Rep. Ann Roe." in text
    assert "You follow this bill." not in text


@pytest.mark.parametrize("only", [True, False])
def test_who_follows_one_bill_alone_gets_nothing_besides(engine: Engine, only: bool) -> None:
    with as_of(NOW - dt.timedelta(days=7)):
        stored(engine)
        with service.changing(engine) as connection:
            wishes = Wishes(bills=("us/119/HR1",), only_followed=only, possible=True)
            service.subscribe(connection, "jane@example.org", wishes, confirmed=True)
        queue_due(engine)
    with as_of(NOW):
        visit = Visit(engine, "us-test", CONGRESS)
        step = Action(
            date=dt.date(2026, 11, 20), description="Passed House.", classification=("passage",), organization="lower"
        )
        visit.take(
            bill(1, title="Bridges act", sponsorships=(OWN,), actions=(*bill().actions, step), stamp="v2", **PLAIN)
        )
        visit.take(bill(7))
        visit.finish()
        ((_subscription, _slot, digest),) = queue_due(engine, dry_run=True).digests
    told = {item.id for item in (*digest.cards, *digest.also, *digest.reminders, *digest.possible)}
    assert "us/119/HR1" in told
    assert (told == {"us/119/HR1"}) is only


@pytest.mark.parametrize(
    ("own", "asked"),
    [((), "veto"), ((("us/119/HR1", "support"),), "sign")],
)
def test_what_a_followed_list_asks_for_is_suggested_and_the_readers_own_position_counts_before_it(
    engine: Engine, own: tuple[tuple[str, str], ...], asked: str
) -> None:
    with as_of(NOW - dt.timedelta(days=7)):
        stored(engine)
        (load().data_dir / "lists" / "bridges.txt").write_text("us/119/HR1 oppose\n")
        with service.changing(engine) as connection:
            wishes = Wishes(topics=("parity",), follows=("list:bridges",), positions=own)
            service.subscribe(connection, "jane@example.org", wishes, confirmed=True)
        queue_due(engine)
    sent = Action(
        date=dt.date(2026, 11, 20), description="Presented to President.", classification=("executive-receipt",)
    )
    with as_of(NOW):
        visit = Visit(engine, "us-test", CONGRESS)
        visit.take(
            bill(1, title="Bridges act", sponsorships=(OWN,), actions=(*bill().actions, sent), stamp="v2", **PLAIN)
        )
        visit.finish()
        ((_subscription, _slot, digest),) = queue_due(engine, dry_run=True).digests
    text = rendered(digest).text.casefold()
    assert [word for word in ("veto", "sign") if f"to {word}" in text] == [asked]


@pytest.mark.parametrize(
    ("follow", "bill_id", "kind", "name"),
    [
        ("committee:us/Committee on “Roads” & Rail", "us/119/HR2", "committee", "Committee on “Roads” & Rail"),
        ("search:harbors lighthouses", "us/119/HR3", "search", "harbors lighthouses"),
        ("list:bridges", "us/119/HR6", "list", "bridges"),
        ("again:us/119/HR4", "us/119/HR5", "again", "us/119/HR4"),
    ],
)
def test_a_reason_names_what_is_followed(engine: Engine, follow: str, bill_id: str, kind: str, name: str) -> None:
    with as_of(NOW):
        stored(engine)
        with reading(engine) as connection:
            known = following.Following(connection)
            assert known.origin(("search:nothing of this", follow), (bill_id,)) == (kind, name)
            assert known.origin((follow,), ("us/119/HR999",)) is None


@pytest.mark.parametrize(
    "wrong",
    [
        "persons:x",
        "person:us/person/NOBODY1",
        "again:us/119/HR99999",
        "committee:Health",
        "committee:us/Comittee on “Roads” & Rail",
        "search:",
        "again:x",
        "list:x",
        "list:../x",
    ],
)
def test_a_wish_that_names_nothing_is_refused(engine: Engine, wrong: str) -> None:
    with as_of(NOW):
        stored(engine)
        with reading(engine) as connection, pytest.raises(UsageProblem):
            following.checked(wrong, connection)
