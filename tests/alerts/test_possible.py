"""What an estimate calls possible is told in one line each, to those who asked for it, and to nobody else."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, update
from starlette.testclient import TestClient

from alerts.compose.selection import POSSIBLE, Selection
from alerts.delivery.enqueue import queue_due
from tests.alerts.world import World, bill, matched, rendered, step
from tests.records import CONGRESS
from tracker.cli.main import tracker
from tracker.clock import as_of
from tracker.db.engine import writing
from tracker.db.models import Match
from tracker.ingest.visit import Visit
from tracker.matching.flagging import flag_changed
from tracker.records.items import Action
from tracker.settings import load
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes, as_json, from_json
from tracker.web.app import create_app

ASKED = Selection(possible=True)
MOVED = step(dt.date(2026, 11, 20), "Passed House.", "passage")


def moving(numbers: range, topic: str = "mental-health", score: int = 12) -> World:
    """Bills that passed a chamber this week and of which no rule says anything."""
    world = World()
    for number in numbers:
        key = world.bill(number, matched(), actions=(*bill().actions, MOVED))
        world.possible[key] = world.matches.pop(key)
        world.possible[key] = (matched(topic, score),)
        world.acted(key, MOVED, kind="bill_stage")
    return world


def test_only_who_asked_is_told_and_in_one_line_each() -> None:
    world = moving(range(1, 4))
    assert world.digest().quiet
    digest = world.digest(ASKED)
    assert (digest.cards, digest.also, digest.rest) == ((), (), 0)
    assert [line.id for line in digest.possible] == ["us/119/HR1", "us/119/HR2", "us/119/HR3"]
    text = rendered(digest).text
    assert "What may matter".upper() in text
    assert "No rule names these bills." in " ".join(text.split())
    assert text.splitlines()[2] == "Only what may matter"
    assert "3 that may matter." in text
    assert all(f"<b>HR {number}</b>" in rendered(digest).html for number in (1, 2, 3))
    assert "LO QUE PODRÍA IMPORTAR" in rendered(digest, "es").text


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        (replace(ASKED, topics=frozenset({"mental-health"})), 3),
        (replace(ASKED, topics=frozenset({"telehealth"})), 0),
        (replace(ASKED, places=frozenset({"us-ma"})), 0),
        (replace(ASKED, kinds=frozenset({"hearings"})), 0),
        (replace(ASKED, kinds=frozenset({"bills"})), 3),
        (replace(ASKED, min_score=60), 3),  # the score of rules says nothing of an estimate
        (replace(ASKED, only_dues=True), 0),
        (replace(ASKED, muted_records=frozenset({"us/119/HR2"})), 2),
        (replace(ASKED, muted_topics=frozenset({"mental-health"})), 0),
    ],
)
def test_the_other_wishes_hold_for_what_is_possible_too(selection: Selection, told: int) -> None:
    digest = moving(range(1, 4)).digest(selection)
    assert len(digest.possible) == told
    assert digest.quiet == (told == 0)


def test_what_is_flagged_or_followed_stands_there_and_not_among_the_possible() -> None:
    world = moving(range(1, 4))
    world.matches["us/119/HR1"] = (matched("veterans"),)
    digest = world.digest(replace(ASKED, bills=frozenset({"us/119/HR2"})))
    assert {card.id for card in digest.cards} == {"us/119/HR1", "us/119/HR2"}
    assert [line.id for line in digest.possible] == ["us/119/HR3"]
    only = world.digest(replace(ASKED, topics=frozenset({"mental-health"})))
    assert "us/119/HR1" in {line.id for line in only.possible}


def test_beyond_ten_they_are_counted() -> None:
    digest = moving(range(1, POSSIBLE + 5)).digest(ASKED)
    assert (len(digest.possible), digest.possible_rest) == (POSSIBLE, 4)
    assert "and 4 more" in rendered(digest).text


def test_a_subscription_that_asks_is_told_of_a_stored_bill_and_another_is_not(engine: Engine) -> None:
    begun = dt.datetime(2026, 11, 16, 14, tzinfo=dt.UTC)
    plain = {"title": "Bridges act", "abstracts": (), "subject": ()}
    with as_of(begun):
        visit = Visit(engine, "us-test", CONGRESS)
        visit.take(bill(1, **plain))
        visit.take(bill(2, title="A mental health act", abstracts=(), subject=()))
        visit.finish()
        flag_changed(engine)
        with writing(engine) as connection:
            called = {"flagged": False, "tier": "possible", "score": 12}
            connection.execute(
                update(Match)
                .where(Match.record_id == "us/119/HR2", Match.topic == "mental-health")
                .values(record_id="us/119/HR1", **called)
            )
            connection.execute(update(Match).where(Match.record_id == "us/119/HR2").values(flagged=False, tier="near"))
        with service.changing(engine) as connection:
            service.subscribe(connection, "asks@example.org", Wishes(possible=True, min_score=40), confirmed=True)
            service.subscribe(connection, "silent@example.org", Wishes(), confirmed=True)
        queue_due(engine)
    passed = Action(
        date=dt.date(2026, 11, 20), description="Passed House.", classification=("passage",), organization="lower"
    )
    with as_of(begun + dt.timedelta(days=7)):
        visit = Visit(engine, "us-test", CONGRESS)
        visit.take(bill(1, actions=(*bill().actions, passed), stamp="v2", **plain))
        visit.finish()
        told = {
            subscription.address: [line.id for line in digest.possible]
            for subscription, _slot, digest in queue_due(engine, dry_run=True).digests
        }
    assert told["asks@example.org"] == ["us/119/HR1"]
    assert told.get("silent@example.org", []) == []


def test_the_wish_is_given_and_taken_back_by_the_command() -> None:
    def run(*words: str) -> str:
        done = CliRunner().invoke(tracker, [*words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    run("subscribe", "jane@example.org", "--confirmed", "--possible")
    assert '"possible":true' in run("subscriptions", "show", "jane@example.org", "--format", "json").replace(" ", "")
    run("subscriptions", "change", "jane@example.org", "--weekday", "friday")
    assert '"possible":true' in run("subscriptions", "show", "jane@example.org", "--format", "json").replace(" ", "")
    run("subscriptions", "change", "jane@example.org", "--no-possible")
    assert '"possible":false' in run("subscriptions", "show", "jane@example.org", "--format", "json").replace(" ", "")


def test_the_form_for_subscribing_and_the_one_for_changes_ask_it(engine: Engine) -> None:
    with service.changing(engine) as connection:
        service.subscribe(connection, "jane@example.org", Wishes(possible=True), confirmed=True)
        (known,) = service.of_address(connection, "jane@example.org")
    box = re.compile(r'<input type="checkbox" name="possible" value="yes"( checked)?>')
    site = load().site_url
    with TestClient(create_app(engine, load()), base_url=site, headers={"Origin": site}) as client:
        plain, asked = client.get("/subscribe").text, client.get("/subscribe?possible=yes").text
        assert [box.findall(page) for page in (plain, asked)] == [[""], [" checked"]]
        manage = f"/manage/{known.link('manage')}"
        assert box.findall(client.get(manage).text) == [" checked"]
        kept = client.post(manage, data={"do": "save", "cadence": "daily"})
        assert kept.status_code == 200, kept.text
    with service.changing(engine) as connection:
        (now,) = service.of_address(connection, "jane@example.org")
    assert (now.wishes.cadence, now.wishes.possible) == ("daily", False)


def test_wishes_from_before_there_was_this_one_ask_for_nothing_possible() -> None:
    older = as_json(Wishes())
    del older["possible"]
    assert from_json(older) == Wishes()
