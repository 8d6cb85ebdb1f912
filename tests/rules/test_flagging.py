"""Judging what is stored: only what changed, on both databases; what no longer matches is marked, not deleted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select, update

from tests.records import CONGRESS, bill
from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import Bill, Match, Salt
from tracker.db.sound import forget, noted
from tracker.ingest.visit import Visit
from tracker.matching.flagging import document_by_id, flag_all, flag_changed, stored_documents
from tracker.matching.near_misses import hardly_read, nearly_flagged
from tracker.rules import load_rules
from tracker.rules.parser import read_topic
from tracker.web.cache import Remembered
from tracker.web.db_version import DataVersion

PLAIN = {"subject": (), "abstracts": (), "related_bills": ()}


def a_bill(number: int, title: str):
    return bill(number, title=title, **PLAIN)


def visit(engine: Engine, *bills) -> None:
    """Store some of a source's bills; those that are not named are neither gone nor replaced."""
    made = Visit(engine, "us-test", CONGRESS, partial=True)
    for each in bills:
        made.take(each)
    made.finish()


TOPIC = """
topic = "{slug}"
title = "T"
why = "For a test."
threshold = 30

[[rule]]
id = "words"
any_of = {words}
weight = 2
flags = ["x"]
ignores = ["y"]
"""


def rules(tmp_path: Path, **topics: str):
    from tracker.rules import RuleSet

    found = []
    for slug, words in topics.items():
        path = tmp_path / f"{slug}.toml"
        path.write_text(TOPIC.format(slug=slug, words=words))
        found.append(read_topic(path))
    return RuleSet(found)


def matches(engine: Engine) -> dict[tuple[str, str], tuple[int, bool, bool]]:
    with reading(engine) as connection:
        rows = connection.execute(select(Match.record_id, Match.topic, Match.score, Match.flagged, Match.gone_at))
        return {(row.record_id, row.topic): (row.score, row.flagged, row.gone_at is not None) for row in rows}


def live(connection: Connection) -> list[str]:
    return list(connection.execute(select(Match.record_id).where(Match.flagged, Match.gone_at.is_(None))).scalars())


@pytest.fixture
def stored(engine: Engine) -> Engine:
    visit(
        engine,
        a_bill(1, "Parity in mental health coverage"),
        a_bill(2, "Roads and bridges"),
        a_bill(3, "Suicide prevention"),
    )
    return engine


def test_what_is_new_is_judged_once(stored: Engine, tmp_path: Path) -> None:
    chosen = rules(tmp_path, parity='["parity"]')
    first, second = flag_changed(stored, chosen), flag_changed(stored, chosen)
    assert (first.judged, first.flagged, first.new) == (3, 1, 1)
    assert (second.judged, second.flagged, second.topics) == (0, 0, [])
    assert matches(stored) == {("us/119/HR1", "parity"): (39, True, False)}


def test_a_changed_bill_is_judged_again_and_its_old_match_is_gone_not_deleted(stored: Engine, tmp_path: Path) -> None:
    chosen = rules(tmp_path, parity='["parity"]')
    flag_changed(stored, chosen)
    visit(stored, a_bill(1, "An act about roads"), a_bill(2, "Roads and bridges"))
    done = flag_changed(stored, chosen)
    assert (done.judged, done.gone) == (1, 1)
    assert matches(stored)["us/119/HR1", "parity"][2] is True


def test_a_changed_topic_judges_everything_by_itself_alone(stored: Engine, tmp_path: Path) -> None:
    flag_changed(stored, rules(tmp_path, parity='["parity"]', roads='["roads"]'))
    done = flag_changed(stored, rules(tmp_path, parity='["suicide"]', roads='["roads"]'))
    assert done.topics == ["parity"]
    found = matches(stored)
    assert found["us/119/HR1", "parity"][2] is True
    assert found["us/119/HR3", "parity"][1:] == (True, False)
    assert found["us/119/HR2", "roads"][1:] == (True, False)


def test_the_matches_of_a_removed_topic_are_gone(stored: Engine, tmp_path: Path) -> None:
    flag_changed(stored, rules(tmp_path, parity='["parity"]', roads='["roads"]'))
    done = flag_changed(stored, rules(tmp_path, parity='["parity"]'))
    assert done.gone == 1
    assert matches(stored)["us/119/HR2", "roads"][2] is True


def test_the_matches_of_a_topic_that_cannot_be_read_stand_until_it_is_mended(stored: Engine, tmp_path: Path) -> None:
    own = tmp_path / "topics"
    own.mkdir()
    path = own / "bridges.toml"
    good = TOPIC.format(slug="bridges", words=["bridge"]).replace('"x"', '"A bridge"')
    path.write_text(good)
    visit(stored, a_bill(7, "Repair of a bridge"))
    assert flag_changed(stored, load_rules(tmp_path)).left_out == []
    before = matches(stored)[("us/119/HR7", "bridges")]

    path.write_text(good + "weight = = 2")
    visit(stored, a_bill(8, "Paint for a bridge"))
    told = flag_changed(stored, load_rules(tmp_path)).left_out
    assert len(told) == 1
    assert told[0].startswith("bridges.toml:")
    assert matches(stored)[("us/119/HR7", "bridges")] == before

    path.write_text(good)
    flag_changed(stored, load_rules(tmp_path))
    assert ("us/119/HR8", "bridges") in matches(stored)


def test_a_match_that_comes_back_keeps_its_first_day(stored: Engine, tmp_path: Path) -> None:
    one, other = rules(tmp_path, parity='["parity"]'), None
    flag_changed(stored, one)
    with reading(stored) as connection:
        first = connection.execute(select(Match.first_flagged_at)).scalar_one()
    other = rules(tmp_path, parity='["zebra"]')
    flag_changed(stored, other)
    done = flag_changed(stored, rules(tmp_path, parity='["parity"]'))
    assert (done.flagged, done.new) == (1, 0)
    with reading(stored) as connection:
        row = connection.execute(select(Match.first_flagged_at, Match.gone_at)).one()
    assert (row.first_flagged_at, row.gone_at) == (first, None)


def test_all_judges_everything_again(stored: Engine) -> None:
    shipped = load_rules()
    flag_changed(stored, shipped)
    before = matches(stored)
    done = flag_all(stored, shipped)
    assert done.judged == 3
    assert done.new == done.gone == 0
    assert matches(stored) == before


@pytest.mark.parametrize("after", [{"one": '["nothing"]'}, {}], ids=["the rule matches less", "the topic is gone"])
def test_what_pages_keep_in_memory_follows_a_bill_that_matters_no_longer_and_nothing_else(
    stored: Engine, tmp_path: Path, after: dict[str, str]
) -> None:
    flag_all(stored, rules(tmp_path, one='["roads"]'))
    read: list[int] = []
    kept = Remembered(
        stored, DataVersion(stored), lambda connection: read.append(1) or len(live(connection)), 0, free=60
    )
    assert kept.now() == 1
    with writing(stored) as connection:
        connection.execute(insert(Salt).values(day=clock.today(), value=b"salt"))
    assert (kept.now(), len(read)) == (1, 1)
    flag_changed(stored, rules(tmp_path, one='["roads"]'))
    assert (kept.now(), len(read)) == (1, 1)
    flag_all(stored, rules(tmp_path, **after))
    assert (kept.now(), len(read)) == (0, 2)


def test_near_misses_name_what_scored_a_little_less_and_what_could_hardly_be_judged(
    stored: Engine, tmp_path: Path
) -> None:
    chosen = rules(tmp_path, low='["roads"]')
    topic = chosen.topics[0]
    from dataclasses import replace

    from tracker.rules import RuleSet

    flag_changed(stored, RuleSet([replace(topic, threshold=45, version="other")]))
    with reading(stored) as connection:
        near = list(nearly_flagged(connection, {"low": 45}))
        unread, total = hardly_read(connection)
    assert [(each["id"], each["score"], each["threshold"]) for each in near] == [("us/119/HR2", 39, 45)]
    assert "words (Roads)" in near[0]["reason"]
    assert "us/119/HR3" in {each["id"] for each in unread}
    assert total >= 1


def test_documents_of_stored_records_can_be_read_one_and_all(stored: Engine) -> None:
    assert [each.id for each in stored_documents(stored, "bill")] == ["us/119/HR1", "us/119/HR2", "us/119/HR3"]
    found = document_by_id(stored, "us/119/HR1")
    assert found is not None
    assert found.fields["title"][0] == "Parity in mental health coverage"
    assert isinstance(found.date, dt.date)
    assert document_by_id(stored, "us/119/HR999") is None


def test_a_damaged_record_costs_itself_and_is_told(sqlite_engine: Engine) -> None:
    visit(sqlite_engine, a_bill(1, "Parity in mental health coverage"), a_bill(2, "Mental health of students"))
    mine = Bill.id == "us/119/HR1"
    with reading(sqlite_engine) as connection:
        record = connection.execute(select(Bill.record).where(mine)).scalar_one()
    damages = {
        "title": 5,
        "jurisdiction": ["us"],
        "subject": [None],
        "abstracts": [5],
        "sponsorships": [{"name": 5}],
        "actions": [{}],
    }
    for part, damage in damages.items():
        with sqlite_engine.begin() as connection:
            connection.execute(update(Bill).where(mine).values(record={**record, part: damage}))
            forget(connection, ["us/119/HR1"])
        assert [each.id for each in stored_documents(sqlite_engine, "bill")] == ["us/119/HR2"], part
        with reading(sqlite_engine) as connection:
            assert noted(connection) == {"us/119/HR1"}, part


def test_many_near_misses_of_one_place_hide_neither_what_is_possible_nor_another_place(sqlite_engine: Engine) -> None:
    def match(key: str, score: int, tier: str) -> dict[str, Any]:
        reasons = [{"rule": "estimate", "share": 0.72, "words": "beds"}] if tier == "possible" else []
        return {
            "record_id": key, "topic": "low", "what": "bill", "score": score, "flagged": False, "tier": tier,
            "reasons": reasons, "judged_at": clock.now(),
        }  # fmt: skip

    rows = [match(f"us/119/HR{number}", 44, "near") for number in range(1, 60)]
    rows += [
        match("us/119/HR90", 3, "possible"),
        match("us-ma/194/H1", 40, "near"),
        match("us-ma/194/H2", 2, "possible"),
    ]
    with sqlite_engine.begin() as connection:
        connection.execute(insert(Match), rows)
    with reading(sqlite_engine) as connection:
        told = list(nearly_flagged(connection, {"low": 45}, limit=5))
        there = list(nearly_flagged(connection, {"low": 45}, jurisdictions=["us-ma"], limit=5))
    assert [each["kind"] for each in told] == ["possible", "possible", *["near"] * 5]
    assert told[0]["reason"] == "analysts saw it in 7 of 10 bills with such words: beds"
    assert [each["id"] for each in there] == ["us-ma/194/H2", "us-ma/194/H1"]
