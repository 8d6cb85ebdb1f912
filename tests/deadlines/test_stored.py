"""From what a source said to what a person sees: stored, flagged, listed, exported, and told anew when it changes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from icalendar import Calendar
from sqlalchemy import Engine

from tests.command import process, tracker
from tests.core.test_ingest import changes, visit
from tests.deadlines.reading import by_icalendar
from tests.records import EASTERN, READER, bill, hearing, notice
from tracker import clock
from tracker.db.engine import connect
from tracker.db.queries import hearing_row, kept_hearing
from tracker.deadlines.compute import participation
from tracker.deadlines.model import ALONE
from tracker.deadlines.own_rules import own_rulebook
from tracker.deadlines.queries import beside_of
from tracker.matching.flagging import flag_changed
from tracker.records.items import HeardBill
from tracker.settings import load
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes

pytestmark = pytest.mark.slow
DAY = "2026-11-23"
RULES = """
place = "us"
name = "Congress"
timezone = "America/New_York"
holidays = "federal"
revision = {revision}

[[rule]]
id = "written"
who = "all committees"
channels = ["written"]
window = "{window}"
how = "Send it to the clerk"
url = "https://committee.example/upload"
confidence = "{confidence}"
again = "Send it anew."
"""
OTHER = hearing("senate-2", name="Highways", committee="Transportation", bills=(HeardBill(identifier="HR 2"),))
"""Nothing happens to it; a source that lists what is coming goes on listing it."""
FLAGGED = bill(1, title="A bill to pay for the 988 suicide and crisis lifeline and for mental health care")


def write_rules(window: str = "17:00 on P1BD before", revision: int = 1, confidence: str = "high") -> None:
    folder = load().data_dir / "testimony"
    folder.mkdir(parents=True, exist_ok=True)
    told = RULES.format(window=window, revision=revision, confidence=confidence)
    (folder / "us.toml").write_text(told, encoding="utf-8")


@pytest.fixture
def stored() -> Iterator[Engine]:
    """A flagged bill and its hearing, a hearing of something else, and a flagged rule-making; rules of the place."""
    write_rules()
    engine = connect(load().url)
    with clock.as_of(dt.date(2026, 11, 20)):
        records = [
            FLAGGED,
            bill(2, title="Highway Act", subject=(), abstracts=()),
            hearing(),
            OTHER,
            notice(comments_close=dt.date(2027, 1, 10), title="Mental health and opioid treatment programs"),
        ]
        visit(engine, records)
        flag_changed(engine)
    yield engine
    engine.dispose()


def tell(engine: Engine, *records, day: dt.date = dt.date(2026, 11, 23), **how) -> None:
    with clock.as_of(day):
        visit(engine, (*records, OTHER), **how)
        flag_changed(engine)


def listed(*words: str) -> list[dict]:
    done = tracker("deadlines", "--format", "json", "--as-of", DAY, *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def exported(*words: str, run: Callable = tracker) -> dict:
    done = run("export", "ics", "--as-of", DAY, *words)
    assert done.returncode == 0, done.stderr
    return by_icalendar(done.stdout.replace("\r\n", "\n").replace("\n", "\r\n").encode())


def test_deadlines_of_flagged_things_are_listed_soonest_first(stored):
    found = listed()
    assert [(each["hearing"], each["notice"], each["kind"]) for each in found] == [
        ("us/senate-1", None, "written-testimony"),
        (None, "us/fr-2026-1", "comment-period"),
    ]
    first = found[0]
    fields = "id kind opens due all_day timezone hearing notice bills how url basis confidence"
    assert list(first)[:13] == fields.split()
    assert first["due"] == "2026-11-30T17:00:00-05:00"
    assert first["bills"] == ["us/119/HR1"]
    assert found[1]["due"] == "2027-01-10"
    assert found[1]["all_day"] is True


def test_they_can_be_narrowed(stored):
    assert [each["kind"] for each in listed("--within", "14d")] == ["written-testimony"]
    assert [each["kind"] for each in listed("--kind", "comment-period")] == ["comment-period"]
    assert {each["hearing"] for each in listed("--all")} == {"us/senate-1", "us/senate-2", None}
    assert [each["hearing"] for each in listed("--bill", "us/119/HR2")] == ["us/senate-2"]
    assert listed("--topic", "housing") == []
    assert listed("--jurisdiction", "us-md") == []
    assert len(listed("--jurisdiction", "us", "--topic", "mental-health")) == 2


def test_the_table_counts_down_and_other_forms_keep_every_field(stored):
    table = tracker("deadlines", "--format", "table", "--as-of", DAY).stdout
    assert "due in 7 d 10 h" in table
    assert "due in 48 d" in table
    rows = list(csv.DictReader(io.StringIO(tracker("deadlines", "--format", "csv", "--as-of", DAY).stdout)))
    assert rows[0]["how"] == "Send it to the clerk"
    ics = tracker("deadlines", "--format", "ics", "--as-of", DAY).stdout
    assert [str(event["uid"]) for event in Calendar.from_ical(ics).walk("VEVENT")] == [
        "us~senate-1~written@mh-policy-tracker",
        "us~fr-2026-1@mh-policy-tracker",
    ]


def test_nothing_due_is_said(stored):
    done = tracker("deadlines", "--as-of", "2029-01-01", "--format", "table")
    assert done.returncode == 0
    assert "nothing is due" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("deadlines", "--within", "soon"),
        ("deadlines", "--bill", "HR 99"),
        ("deadlines", "--kind", "party"),
        ("export", "ics", "--alarms", "tomorrow"),
        ("export", "ics", "--subscription", "99"),
        ("export", "ics", "--list", "nowhere.txt"),
        ("export", "csv", "people"),
    ],
)
def test_wrong_use_is_one_sentence(stored, words):
    done = tracker(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_page_to_print_stands_alone_and_escapes_what_it_is_told(stored, tmp_path):
    tell(stored, hearing(name='<script>alert("x")</script> & crisis care'))
    page = tmp_path / "list.html"
    assert tracker("deadlines", "--print", str(page), "--as-of", DAY).returncode == 0
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "Monday, November 30, 2026, 5 p.m. EST" in text
    assert "due in 7 d 10 h" in text


def test_a_bill_shows_what_is_due(stored):
    (shown,) = json.loads(tracker("bill", "us/119/HR1", "--format", "json", "--as-of", DAY).stdout)
    assert [each["due"] for each in shown["deadlines"]] == ["2026-11-30T17:00:00-05:00"]
    text = tracker("bill", "us/119/HR1", "--as-of", DAY, "--format", "table").stdout
    assert "Written testimony until 2026-11-30 17:00 EST (due in 7 d 10 h)" in text


# -- calendars -------------------------------------------------------------------------------------------------------


def test_a_calendar_has_hearings_deadlines_and_comment_periods(stored):
    seen = exported()
    assert set(seen) == {
        "us~senate-1@mh-policy-tracker",
        "us~senate-1~written@mh-policy-tracker",
        "us~fr-2026-1@mh-policy-tracker",
    }
    said = seen["us~senate-1~written@mh-policy-tracker"].description
    (why,) = (part for part in said.splitlines() if part.startswith("Why you see this: "))
    assert "HR 1: " in why
    assert "crisis-988" not in why  # words, no slugs
    assert "A bill to pay for the 988" in said
    assert len(exported("--kind", "hearings")) == 1
    assert len(exported("--kind", "deadlines")) == 2
    assert len(exported("--chamber", "lower")) == 0
    assert len(exported("--chamber", "upper")) == 2
    assert exported("--alarms", "3d")["us~senate-1@mh-policy-tracker"].alarms == (-259_200,)


def test_hearings_can_be_had_as_a_calendar_too(stored):
    done = tracker("hearings", "--format", "ics", "--as-of", DAY)
    assert "us~senate-1~written@mh-policy-tracker" in done.stdout


def test_a_coalitions_list_is_a_file_of_bills(stored, tmp_path):
    named = tmp_path / "coalition.csv"
    named.write_text("id,why\nus/119/HR2,ours\n\n# a remark\nus/H.R. 1 # both forms\n", encoding="utf-8")
    assert {uid.split("@")[0] for uid in exported("--list", str(named), "--kind", "hearings")} == {
        "us~senate-1",
        "us~senate-2",
    }
    named.write_text("us/119/HR2\n=cmd()\nnothing at all\n", encoding="utf-8")
    done = tracker("export", "ics", "--list", str(named))
    assert done.returncode == 2
    assert "line 2" in done.stderr
    assert "line 3" in done.stderr


def test_a_subscription_has_a_calendar_of_what_it_asks_for(stored):
    with service.changing(stored) as connection:
        for name, wishes in {
            "both": Wishes(topics=("housing",), bills=("us/119/HR2",)),
            "topic": Wishes(topics=("mental-health",)),
            "alone": Wishes(bills=("us/119/HR2",), only_followed=True),
            "none": Wishes(follows=("search:harbors",), only_followed=True),
        }.items():
            service.subscribe(connection, f"{name}@example.org", wishes)
    first, second, alone, none = (exported("--subscription", number, "--kind", "hearings") for number in "1234")
    assert [uid.split("@")[0] for uid in alone] == ["us~senate-2"]
    assert none == {}
    assert [uid.split("@")[0] for uid in first] == ["us~senate-2"]
    assert [uid.split("@")[0] for uid in second] == ["us~senate-1"]


@pytest.mark.parametrize("what", ["bills", "hearings", "deadlines"])
def test_bills_hearings_and_deadlines_go_into_tables_json_and_feeds(stored, what, tmp_path):
    rows = json.loads(tracker("export", "json", what, "--as-of", DAY).stdout)
    assert rows
    out = tmp_path / "file.csv"
    assert tracker("export", "csv", what, "--as-of", DAY, "--out", str(out)).returncode == 0
    table = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert [row["id"] for row in table] == [row["id"] for row in rows]
    feed = tracker("export", "atom", what, "--as-of", DAY).stdout
    assert feed.count("<entry>") == len(rows)


# -- the story: moved, cancelled, told again -------------------------------------------------------------------------


def test_a_moved_hearing_moves_its_deadline_everywhere(stored):
    seen = exported()
    before = len(changes(stored))
    tell(stored, hearing(start=dt.datetime(2026, 12, 8, 10, tzinfo=EASTERN)))
    told = [change for change in changes(stored)[before:] if change.what == "hearing"]
    assert [change.kind for change in told] == ["hearing_moved", "deadline_moved"]
    moves = {move.aspect: (move.before, move.after) for move in told[1].moves}
    assert moves == {
        "written-testimony": ("2026-11-30T17:00-05:00", "2026-12-07T17:00-05:00"),
        "again": (None, "Send it anew."),
    }
    after = exported()
    assert after.keys() == seen.keys()
    for uid in ("us~senate-1@mh-policy-tracker", "us~senate-1~written@mh-policy-tracker"):
        assert after[uid].sequence > seen[uid].sequence
        assert after[uid].start - seen[uid].start == dt.timedelta(days=7)
    assert listed("--kind", "written-testimony")[0]["due"] == "2026-12-07T17:00:00-05:00"


def test_a_cancelled_hearing_has_nothing_due_and_stays_cancelled_in_calendars_for_a_month(stored):
    before = len(changes(stored))
    tell(stored, hearing(status="cancelled"))
    assert [change.kind for change in changes(stored)[before:] if change.what == "hearing"] == [
        "hearing_cancelled",
        "deadline_cancelled",
    ]
    assert [each["kind"] for each in listed()] == ["comment-period"]
    seen = exported()
    assert {entry.status for uid, entry in seen.items() if uid.startswith("us~senate-1")} == {"CANCELLED"}
    later = tracker("export", "ics", "--as-of", "2026-12-26").stdout
    assert "senate-1" not in later


def test_a_hearing_moved_into_the_past_is_still_moved_in_calendars(stored):
    tell(stored, hearing(start=dt.datetime(2026, 1, 13, 10, tzinfo=EASTERN)))
    assert exported()["us~senate-1@mh-policy-tracker"].start == dt.datetime(2026, 1, 13, 15, tzinfo=dt.UTC)
    assert [each["kind"] for each in listed()] == ["comment-period"]


def test_a_new_agenda_brings_the_hearing_into_the_calendar(stored):
    tell(
        stored, hearing("senate-2", name="Highways", committee="Transportation", bills=(HeardBill(identifier="HR 1"),))
    )
    assert "us~senate-2~written@mh-policy-tracker" in exported()
    assert "us/senate-2" in {each["hearing"] for each in listed()}


def test_the_same_story_told_again_changes_nothing(stored):
    before, seen = len(changes(stored)), exported()
    tell(stored, hearing(stamp="another"))
    assert len(changes(stored)) == before
    assert exported() == seen


def test_a_hearing_that_two_sources_list_stands_once(stored):
    other = replace(hearing("reader-77"), name="A hearing", chamber=None)
    tell(stored, other, name="us-reader", source=READER)
    assert len([uid for uid in exported() if uid.endswith("@mh-policy-tracker") and "~written" in uid]) == 1
    assert len(listed("--kind", "written-testimony")) == 1


def test_a_changed_rule_moves_the_entry_and_raises_its_number(stored):
    seen = exported()
    write_rules("17:00 on P2BD before", revision=2)
    after = exported(run=process)  # a process reads the rules once
    uid = "us~senate-1~written@mh-policy-tracker"
    assert after[uid].end == dt.datetime(2026, 11, 27, 22, tzinfo=dt.UTC)
    assert after[uid].sequence > seen[uid].sequence


def test_a_rule_nobody_confirmed_is_shown_as_such(stored):
    write_rules(confidence="unverified")
    first = listed()[0]
    assert first["confidence"] == "unverified"
    assert first["urgent_ok"] is False
    assert "unverified: check" in tracker("deadlines", "--as-of", DAY, "--format", "table").stdout
    assert "(check)" in exported()["us~senate-1~written@mh-policy-tracker"].title


def test_a_broken_rule_file_costs_itself_alone_and_its_fault_is_named(stored):
    write_rules("whenever you like")
    done = tracker("deadlines")
    assert done.returncode == 0
    assert "us.toml" in done.stderr
    assert "whenever you like" in done.stderr


def test_what_a_first_visit_tells_of_deadlines_is_no_news(stored):
    assert [change for change in changes(stored) if change.kind.startswith("deadline")] == []


def posted_anew(engine: Engine, **other) -> tuple[str, str]:
    """The old hearing is called off and another one with its bill is posted; the notes of the new one and of the old one's page."""
    old = hearing(status="cancelled")
    new = hearing("senate-9", **({"start": hearing().start + dt.timedelta(days=7)} | other))
    tell(engine, FLAGGED, old, new)
    found = [each for each in listed() if each["hearing"] == "us/senate-9"]
    assert found
    with engine.connect() as connection:
        kept = [kept_hearing(hearing_row(connection, key)) for key in ("us/senate-1", "us/senate-9")]
        beside = beside_of(connection, kept)
    before = participation(kept[0], own_rulebook(), beside=beside.get("us/senate-1", ALONE))
    return " ".join(found[0]["notes"]), " ".join(before.notes)


def test_a_hearing_that_is_posted_anew_under_another_id_says_that_what_was_filed_must_be_filed_again(stored):
    told, before = posted_anew(stored)
    assert "This hearing was posted anew: the one of Tuesday, December 1, 2026, 10 a.m. EST is off." in told
    assert "do it again" in told
    assert "for Tuesday, December 8, 2026, 10 a.m. EST" in before


@pytest.mark.parametrize(
    "other", [{"committee": "Committee on Ways and Means"}, {"start": hearing().start + dt.timedelta(days=60)}]
)
def test_another_committee_or_a_day_far_off_makes_another_hearing(stored, other):
    told, before = posted_anew(stored, **other)
    assert "posted anew" not in told + before
