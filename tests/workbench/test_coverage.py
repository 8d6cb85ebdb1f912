"""What a place has is said by what was read; nothing is called covered where nothing is."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from spiders import registry
from spiders.coverage import Coverage, coverage
from spiders.kit.errors import REFUSES_PROGRAMS
from spiders.platforms import govbot_seen
from spiders.tellers import covers
from tests.conftest import ROOT
from tests.records import CONGRESS, READER, bill, hearing
from tests.states.test_cases import CASES
from tests.states.visits import case
from tracker import clock
from tracker.db.engine import reading
from tracker.ingest.visit import Visit
from tracker.records.items import Action, Ballot, NothingHere, VoteEvent
from tracker.records.jurisdictions import jurisdiction
from tracker.settings import load

SITTING = dt.date(2026, 2, 10)


LATELY = (Action(date=SITTING - dt.timedelta(days=1), description="First reading"),)


def store(engine: Engine, *records: Any) -> None:
    with clock.as_of(SITTING), Visit(engine, "govbot", READER) as visit:
        for each in records:
            visit.take(each)
        visit.finish()


def told(engine: Engine, place: str, day: dt.date = SITTING) -> dict[str, Coverage]:
    with clock.as_of(day), reading(engine) as connection:
        return {each.thing: each for each in coverage(connection, [place], load())}


def of_washington(day: dt.date) -> Any:
    """A bill whose newest step is of this day; what was told of it before stays as it was."""
    first = dt.date(2026, 1, 20)
    vote = VoteEvent(date=first, motion="Second reading", ballots=(Ballot(option="yes", voter="Dhingra"),))
    steps = [Action(date=first, description="Second reading")]
    steps += [Action(date=day, description="Third reading")] if day > first else []
    return bill(
        jurisdiction="us-wa", legislative_session="2025-2026", actions=tuple(steps), votes=(vote,), text="Be it enacted"
    )


def test_what_is_stored_is_counted_thing_by_thing(sqlite_engine: Engine):
    day_alone = hearing(
        "b", jurisdiction="us-wa", start=dt.datetime(2026, 2, 20, tzinfo=CONGRESS.timezone), all_day=True
    )
    with_hour = hearing("a", jurisdiction="us-wa", start=dt.datetime(2026, 2, 20, 10, tzinfo=CONGRESS.timezone))
    store(sqlite_engine, of_washington(dt.date(2026, 2, 9)), day_alone, with_hour)
    found = told(sqlite_engine, "us-wa")

    assert {thing: each.stored for thing, each in found.items() if thing != "testimony"} == {
        "bills": 1, "hearings": 2, "hours": 1, "texts": 1, "votes": 1, "people": 0,
    }  # fmt: skip
    assert (found["bills"].state, found["bills"].newest, found["bills"].note) == (
        "without key",
        dt.date(2026, 2, 9),
        "",
    )
    assert "us-wa-bills" in found["bills"].sources
    assert (found["people"].note, found["testimony"].state) == ("nothing read yet", "known")


def test_hours_are_promised_by_the_sources_whose_pages_tell_them(sqlite_engine: Engine, tmp_path: Path):
    for folder in CASES:
        hearings, name = case(folder, tmp_path).hearings, folder.parent.name
        if hearings and "hearings" in registry.source(name).source.kind:
            promised = told(sqlite_engine, registry.source(name).source.jurisdiction)["hours"].sources
            named = any(each.partition(" ")[0] == name for each in promised)
            assert named == any(not each.all_day for each in hearings), name


IN_RECORDINGS_ALONE = {("us-sd-bills", "texts"), ("us-ut-bills", "texts")}
"""Old copies of their bills hold the text; what is asked live does not."""


def test_texts_and_votes_are_promised_by_the_sources_that_tell_them(sqlite_engine: Engine):
    tells = {
        (folder.parent.name, thing)
        for folder in CASES
        for record in json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        for thing, field in (("texts", "text"), ("votes", "votes"))
        if record.get(field)
    }
    promised = {
        (source.partition(" ")[0], thing)
        for place in {registry.source(name).source.jurisdiction for name, _thing in tells}
        for thing, found in told(sqlite_engine, place).items()
        for source in found.sources
    }
    assert len(tells) > 15
    assert tells - promised == IN_RECORDINGS_ALONE


def test_votes_and_texts_of_a_copy_are_promised_once_it_was_read_and_has_them(sqlite_engine: Engine):
    before = told(sqlite_engine, "us-fl")
    assert {each: before[each].state for each in ("bills", "votes", "texts")} == {
        "bills": "without key", "votes": "not known until first read", "texts": "not known until first read",
    }  # fmt: skip
    assert "govbot (not known until first read)" in before["votes"].sources

    here = load().data_dir / "govbot"
    here.mkdir(parents=True)
    govbot_seen.keep("us-fl", govbot_seen.Seen(sessions=("2026",), bills=9, votes=0, texts=4), load())
    assert told(sqlite_engine, "us-fl")["texts"].state == "missing", "a text that was not read is not promised"
    store(
        sqlite_engine,
        bill("HB1", jurisdiction="us-fl", legislative_session="2026", text="Be it enacted", actions=LATELY),
    )
    read = told(sqlite_engine, "us-fl")
    assert (read["votes"].state, read["texts"].state) == ("after a set-up", "without key")
    assert not any(each.startswith("govbot") for each in read["votes"].sources)
    assert "govbot" in read["texts"].sources


@pytest.mark.parametrize(("text", "state"), [(None, "not known until first read"), ("Be it enacted", "without key")])
def test_texts_that_no_source_carries_are_read_where_the_bills_say_that_they_are(
    sqlite_engine: Engine, text: str | None, state: str
):
    store(sqlite_engine, bill("HB1", jurisdiction="us-co", legislative_session="2026A", text=text, actions=LATELY))
    (load().data_dir / "govbot").mkdir(parents=True)
    govbot_seen.keep("us-co", govbot_seen.Seen(sessions=("2026A",), bills=1, votes=0, texts=0), load())
    texts = told(sqlite_engine, "us-co")["texts"]
    assert (texts.state, texts.sources) == (state, ())
    assert "one by one" in texts.note


def test_a_copy_without_the_session_of_today_is_told(sqlite_engine: Engine):
    assert "govbot held the special session 2026S1 alone" in told(sqlite_engine, "us-va")["bills"].note

    (load().data_dir / "govbot").mkdir(parents=True)
    for sessions, note in ((("2026S1",), "govbot holds 2026S1, not 2026"), (("2026", "2026S1"), "")):
        govbot_seen.keep("us-va", govbot_seen.Seen(sessions=sessions, bills=9, votes=9, texts=0), load())
        assert note in told(sqlite_engine, "us-va")["bills"].note
    assert "govbot" not in told(sqlite_engine, "us-va")["bills"].note


def test_a_copy_that_stands_still_is_called_old_while_the_place_sits_and_where_it_missed_the_end(sqlite_engine: Engine):
    store(sqlite_engine, of_washington(dt.date(2026, 1, 20)))
    fall = dt.date(2026, 9, 1)
    old = "old: newest action of 2026-01-20, while session 2025-2026 "

    assert told(sqlite_engine, "us-wa")["bills"].note == f"{old}sits"
    assert told(sqlite_engine, "us-wa")["bills"].state == "old", (
        "what stands still is not covered, whoever could read it"
    )
    assert told(sqlite_engine, "us-wa", fall)["bills"].note == f"{old}sat until 2026-03-12"
    store(sqlite_engine, of_washington(dt.date(2026, 2, 9)))
    assert told(sqlite_engine, "us-wa", fall)["bills"].note == ""
    assert told(sqlite_engine, "us-wa", fall)["bills"].state == "without key"


def test_a_copy_of_other_sessions_promises_no_bills_of_today(sqlite_engine: Engine):
    """The copy of Georgia held a special session alone, and no other source of it is read without a key."""
    guessed = told(sqlite_engine, "us-ga")["bills"]
    assert guessed.state == "not known until first read"
    (load().data_dir / "govbot").mkdir(parents=True)
    govbot_seen.keep("us-ga", govbot_seen.Seen(sessions=("2026S1",), bills=9, votes=9, texts=0), load())
    read = told(sqlite_engine, "us-ga")["bills"]
    assert (read.state, "govbot holds" in read.note) == ("after a set-up", True)
    here = jurisdiction("us-ga")
    assert here
    today = here.session(SITTING)
    govbot_seen.keep("us-ga", govbot_seen.Seen(sessions=(str(today),), bills=9, votes=9, texts=0), load())
    assert told(sqlite_engine, "us-ga")["bills"].state == "without key"


def visited(engine: Engine, name: str, scope: str, *records: Any, failed: bool = False) -> None:
    with clock.as_of(SITTING), Visit(engine, name, registry.source(name).source, scope=scope) as visit:
        for each in records:
            visit.take(each)
        if failed:
            visit.problem("http-503", "the server answered 503", "https://example.org/")
        visit.finish()


def test_what_failed_when_it_was_last_read_is_no_promise(sqlite_engine: Engine):
    assert told(sqlite_engine, "us-il")["hearings"].state == "without key"
    visited(sqlite_engine, "us-il-hearings", "", failed=True)
    found = told(sqlite_engine, "us-il")["hearings"]
    assert found.state == "after a set-up"
    assert "us-il-hearings (failing)" in found.sources
    assert "us-il-hearings: its last visit failed: the server answered 503" in found.note


def test_a_visit_to_one_place_says_nothing_of_another(sqlite_engine: Engine):
    here, there = (
        hearing(place, jurisdiction=place, start=dt.datetime(2026, 2, 20, 10, tzinfo=CONGRESS.timezone))
        for place in ("us-wa-lacey", "us-nd-mandan")
    )
    visited(sqlite_engine, "civicclerk", "jurisdiction us-wa-lacey", here)
    visited(sqlite_engine, "civicclerk", "jurisdiction us-nd-mandan", failed=True)
    store(sqlite_engine, there)

    lacey, mandan = (told(sqlite_engine, place)["hearings"] for place in ("us-wa-lacey", "us-nd-mandan"))
    assert (lacey.state, mandan.state) == ("without key", "failing")
    assert lacey.last_read is not None
    assert (mandan.stored, mandan.last_read) == (1, None)


def test_what_was_read_and_holds_nothing_ahead_is_not_called_unread(sqlite_engine: Engine):
    assert told(sqlite_engine, "us-wa-lacey")["hearings"].note == "nothing read yet"
    over = hearing("a", jurisdiction="us-wa-lacey", start=dt.datetime(2025, 2, 20, 10, tzinfo=CONGRESS.timezone))
    visited(sqlite_engine, "civicclerk", "jurisdiction us-wa-lacey", over)
    read = told(sqlite_engine, "us-wa-lacey")["hearings"]
    assert (read.stored, read.note, read.last_read is not None) == (0, "none found when read", True)
    assert told(sqlite_engine, "us-wa-lacey")["bills"].note == "", "what nobody tells was not forgotten"


def test_a_platform_that_met_nothing_has_read_no_place(sqlite_engine: Engine):
    store(sqlite_engine, of_washington(dt.date(2026, 2, 9)))
    before = told(sqlite_engine, "us-wa")["bills"].last_read
    with (
        clock.as_of(SITTING + dt.timedelta(days=1)),
        Visit(sqlite_engine, "govbot", registry.source("govbot").source) as visit,
    ):
        visit.take(NothingHere(reason="no place is chosen"))
        visit.finish()
    assert told(sqlite_engine, "us-wa")["bills"].last_read == before


def test_a_visit_of_chosen_places_has_read_no_other(sqlite_engine: Engine):
    """What the operator did not choose was not read, and nobody says that nothing was found there."""
    visited(sqlite_engine, "govbot", "", of_washington(dt.date(2026, 2, 9)))
    (load().data_dir / "govbot").mkdir(parents=True)
    govbot_seen.keep("us-wa", govbot_seen.Seen(sessions=("2025-2026",), bills=1, votes=1, texts=1), load())
    cells = [told(sqlite_engine, place)["bills"] for place in ("us-wa", "us-nd")]
    assert [(each.stored, each.last_read is not None, each.note) for each in cells] == [
        (1, True, ""), (0, False, "nothing read yet"),
    ]  # fmt: skip


def test_a_city_whose_own_page_failed_was_not_read_with_the_others(sqlite_engine: Engine):
    start = dt.datetime(2026, 2, 20, 10, tzinfo=CONGRESS.timezone)
    with (
        clock.as_of(SITTING),
        Visit(sqlite_engine, "legistar-calendar", registry.source("legistar-calendar").source) as visit,
    ):
        visit.take(hearing("a", jurisdiction="us-mn-hennepin", start=start))
        visit.problem("http-404", "the page is gone", "https://ramseycountymn.legistar.com/Calendar.aspx")
        visit.problem("old-page", "wanted a meeting", "https://hennepinmn.legistar.com/Calendar.aspx")
        visit.finish()
    hennepin, ramsey = (told(sqlite_engine, place)["hearings"] for place in ("us-mn-hennepin", "us-mn-ramsey"))
    assert (hennepin.state, hennepin.last_read is not None) == ("without key", True)
    assert (ramsey.state, ramsey.last_read, ramsey.sources) == ("failing", None, ("legistar-calendar (failing)",))
    assert "the page is gone" in ramsey.note


def test_a_place_that_a_visit_of_several_did_not_get_is_not_called_covered(sqlite_engine: Engine):
    """Until a visit of it alone got it; an old copy was read all the same."""
    govbot = registry.source("govbot").source
    with clock.as_of(SITTING), Visit(sqlite_engine, "govbot", govbot) as visit:
        visit.take(of_washington(dt.date(2026, 2, 9)))
        visit.problem("http-404", "us-ny: wanted a public repository, found none", "https://git.example/ny.git")
        visit.problem("disk-budget", "us-tx: the copies take 4000 MB of 4000")
        visit.problem("old-copy", "us-wa: the copy is old", "https://git.example/wa.git")
        visit.finish()
    york, texas = (told(sqlite_engine, place)["bills"] for place in ("us-ny", "us-tx"))
    assert (york.state, york.last_read, york.sources[0]) == ("after a set-up", None, "govbot (failing)")
    assert "govbot: its last visit failed: wanted a public repository, found none" in york.note
    assert "the copies take 4000 MB" in texas.note
    assert told(sqlite_engine, "us-ny")["votes"].sources[0] == "govbot (failing)"
    assert told(sqlite_engine, "us-wa")["bills"].state == "without key"

    visited(sqlite_engine, "govbot", "jurisdiction us-ny", bill(jurisdiction="us-ny", legislative_session="2025-2026"))
    assert told(sqlite_engine, "us-ny")["bills"].sources[0] == "govbot"


def test_votes_and_texts_are_as_old_as_their_bills(sqlite_engine: Engine):
    store(sqlite_engine, of_washington(dt.date(2026, 1, 20)))
    found = told(sqlite_engine, "us-wa")
    assert {each: found[each].state for each in ("bills", "votes", "texts")} == dict.fromkeys(
        ("bills", "votes", "texts"), "old"
    )


def test_a_step_to_come_makes_no_bills_fresh(sqlite_engine: Engine):
    store(sqlite_engine, of_washington(dt.date(2026, 1, 20)))
    ahead = replace(of_washington(dt.date(2027, 5, 1)), identifier="HB77")
    store(sqlite_engine, ahead)
    bills = told(sqlite_engine, "us-wa")["bills"]
    assert (bills.state, bills.newest) == ("old", dt.date(2026, 1, 20))


def test_where_nothing_is_nothing_is_claimed(sqlite_engine: Engine):
    found = told(sqlite_engine, "us-az-phoenix")
    assert {each.state for thing, each in found.items() if thing != "testimony"} == {"missing"}
    assert "legiscan (TRACKER_LEGISCAN_API_KEY)" not in told(sqlite_engine, "us-pr")["bills"].sources


@pytest.mark.parametrize(
    ("name", "place", "can"),
    [
        ("legistar-events", "us-wa-seattle", True),
        ("legistar-events", "us-pr", False),
        ("legistar-events", "us-mn-ramsey", False),
        ("civicplus", "us-wa-bremerton", True),
        ("civicplus", "us-wa", False),
        ("legiscan", "us-pr", False),
        ("legiscan", "us-gu", False),
        ("openstates-events", "us-gu", False),
        ("openstates-scrapers", "us-gu", True),
        ("govbot", "us-vi", True),
        ("legiscan", "us", True),
        ("openstates", "us-pr", True),
        ("openstates", "us", False),
        ("govbot", "us-ca", True),
        ("us-wa-bills", "us-wa", True),
        ("us-wa-bills", "us-or", False),
    ],
)
def test_a_source_covers_the_places_it_can_tell_of(name: str, place: str, can: bool):
    assert covers(registry.source(name), place, load()) is can


def test_a_server_that_refuses_programs_is_told_with_where_to_ask(sqlite_engine: Engine):
    spider = registry.source("us-wa-hearings")
    with Visit(sqlite_engine, spider.name, spider.source) as visit:
        visit.problem("forbidden-by-robots", REFUSES_PROGRAMS, spider.source.url)
        visit.finish()

    note = told(sqlite_engine, "us-wa")["hearings"].note
    assert f"us-wa-hearings: this server refuses programs; ask at {spider.source.url}" in note


def test_what_was_doubted_of_a_source_and_taken_as_true_is_a_note_for_a_week(sqlite_engine: Engine):
    spider = registry.source("us-wa-hearings")
    with Visit(sqlite_engine, spider.name, spider.source) as visit:
        visit.take(NothingHere(reason="none"))
        visit._agreed.gone(3)
        visit.finish()

    note = told(sqlite_engine, "us-wa")["hearings"].note
    assert "us-wa-hearings: taken as true on" in note
    assert "3 coming hearings are no longer listed" in note


def test_a_list_that_is_doubted_is_a_note_for_as_long_as_it_is(sqlite_engine: Engine):
    spider = registry.source("us-wa-hearings")
    begun = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    for day, shown in ((0, 9), (9, 9), (20, 4), (21, 4), (22, 9)):
        hearings = [
            hearing(f"h{n}", jurisdiction="us-wa", start=begun + dt.timedelta(days=n), timezone="America/Los_Angeles")
            for n in range(shown)
        ]
        with clock.as_of(begun + dt.timedelta(days=day)):
            with Visit(sqlite_engine, spider.name, spider.source) as visit:
                for each in hearings:
                    visit.take(each)
                visit.finish()
            note = told(sqlite_engine, "us-wa")["hearings"].note
        assert ("us-wa-hearings: not read whole since 2026-03-11: the list ends on 2026-03-05" in note) is (shown < 9)


def test_a_source_that_reads_recordings_only_covers_nothing_live(sqlite_engine: Engine):
    spider = registry.source("us-ga-bills")
    assert spider.source.recordings_only
    assert f"{spider.name} (recordings only)" in told(sqlite_engine, "us-ga")["bills"].sources


def test_what_a_place_has_is_said_without_importing_scrapy():
    asked = "import sys, spiders.coverage; from spiders import index; assert len(index.listed()) > 60; print('scrapy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"
