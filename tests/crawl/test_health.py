"""The health of sources, by what is stored of their runs."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from spiders.health import health
from tests.command import process, tracker
from tests.crawl.test_crawl import SENATE
from tests.crawl.world import world
from tracker.demo.world import Day
from tracker.demo.world import federal as pages
from tracker.ingest.source import Source

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
FACTS = Source(
    jurisdiction="us-tx", publisher="Assembly", timezone=ZoneInfo("America/Chicago"), url="https://a.example/"
)


def run(verdict: str = "ok", items: int = 60, reason: str = "", days: float = 0) -> Any:
    ended = NOW - dt.timedelta(days=days)
    counts = {"items": items}
    return SimpleNamespace(state="done", verdict=verdict, reason=reason, scope="", counts=counts, finished_at=ended)


def state(*runs: Any, changed_days: float = 0, in_session: bool = True) -> tuple[str, str]:
    changed = NOW - dt.timedelta(days=changed_days)
    found = health("a", FACTS, runs, changed=changed, now=NOW, in_session=in_session)
    return found.state, "; ".join(found.reasons)


def test_a_source_that_does_what_it_did_is_well():
    assert state(run(), run(), run()) == ("ok", "")


def test_a_sixth_of_the_usual_is_told_in_the_first_run():
    assert state(run(items=10), run(), run()) == ("warning", "10 records, where 60 are usual")


def test_what_was_doubted_and_taken_as_true_is_a_warning():
    found = health("a", FACTS, [run()], changed=NOW, now=NOW, in_session=True, agreed="taken as true")
    assert (found.state, found.reasons) == ("warning", ("taken as true",))


def test_runs_of_another_scope_or_that_failed_say_nothing_about_volume():
    assert state(run(items=10), run("failed", items=900))[0] == "ok"


@pytest.mark.parametrize(
    ("days", "in_session", "expected"), [(3, True, "warning"), (3, False, "ok"), (31, False, "warning")]
)
def test_freshness_follows_the_session(days: float, in_session: bool, expected: str):
    assert state(run(), changed_days=days, in_session=in_session)[0] == expected


def test_what_was_never_visited_failed_or_lacks_its_key_says_so():
    assert state()[0] == "never-run"
    assert state(run("failed", reason="a login page")) == ("broken", "a login page")
    assert state(run("skipped", reason="set TRACKER_KEY")) == ("skipped", "set TRACKER_KEY")


def test_a_source_that_is_no_longer_visited_says_so():
    assert "last visited 3 days ago" in state(run(days=3))[1]


def test_a_live_check_visits_tells_and_stores_nothing():
    with world() as network:
        network.page(SENATE, pages(Day(dt.date(2026, 11, 23)))[SENATE].body)
        environment = {"TRACKER_DETOUR": network.address}
        well = process("sources", "check", "us-senate-hearings", "--live", "--format", "json", **environment)
        network.page(SENATE, b"<html><title>Log in</title><form><input type=password></form></html>", "text/html")
        changed = process("sources", "check", "us-senate-hearings", "--live", "--format", "json", **environment)
    (good,), (bad,) = json.loads(well.stdout), json.loads(changed.stdout)

    assert (well.returncode, good["state"]) == (0, "ok")
    assert "3 records read" in good["reasons"]
    assert (changed.returncode, bad["state"]) == (1, "broken")
    assert bad["reasons"]
    assert tracker("hearings", "--format", "jsonl").stdout == ""
    assert "never visited" in tracker("sources", "check", "us-senate-hearings", "--format", "json").stdout
