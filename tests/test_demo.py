"""`tracker demo` shows the whole way, and leaves something that every other command can use."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import json
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.command import process, tracker
from tracker.demo import places
from tracker.demo.world import Day, federal

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "out"
    done = process("demo", "--out", str(out), "--as-of", "2026-11-23")
    assert done.returncode == 0, done.stderr
    assert "failed" not in done.stdout
    return out


def test_the_digest_tells_what_changed_and_why(played: Path):
    (text,) = (played / "digest").glob("*.txt")
    told = text.read_text(encoding="utf-8")
    for expected in (
        "988 Crisis Response Improvement Act",
        "ACT THIS WEEK",
        "988lifeline",
        "S 902: Buddy Check",
        "It is now law.",
    ):
        assert expected in told
    for noise in ("Memorial Highway", "Grain Parity", "Office Furniture"):
        assert noise not in told
    (mail,) = (played / "digest").glob("*.eml")
    message = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    assert {part.get_content_type() for part in message.walk()} >= {"text/plain", "text/html"}


def test_the_calendar_holds_what_lies_ahead(played: Path):
    calendar = Calendar.from_ical((played / "testimony-deadlines.ics").read_bytes())
    told = [str(event["summary"]) for event in calendar.walk("VEVENT")]
    assert any("Health, Education, Labor" in each for each in told)
    assert any("Opioid" in each for each in told)


def test_every_other_command_can_use_what_it_leaves(played: Path):
    data = {"TRACKER_DATA_DIR": str(played / "data")}
    flagged = {json.loads(line)["id"] for line in tracker("bills", "--flagged", **data).stdout.splitlines()}
    assert {"us/119/HR4021", "us/119/S1555", "us-ma/194/H2197"} <= flagged
    assert not flagged & {"us/119/HR77", "us/119/HR3388"}
    (bill,) = json.loads(tracker("bill", "us/HR4021", "--format", "json", **data).stdout)
    assert bill["matches"][0]["reasons"]
    assert bill["hearings"][0]["id"] == "us/senate-400101"
    assert [change["kind"] for change in bill["changes"]] == ["bill_introduced", "bill_action"]
    assert tracker("status", **data).returncode == 0


def test_a_folder_with_other_files_is_not_emptied(tmp_path: Path):
    (tmp_path / "letter.txt").write_text("keep me")
    shown = tracker("demo", "--out", str(tmp_path))
    assert shown.returncode == 2
    assert (tmp_path / "letter.txt").exists()


@pytest.mark.parametrize(
    "today", [dt.date(2026, 1, 2), dt.date(2027, 1, 3), dt.date(2028, 2, 29), dt.date(2026, 12, 31)]
)
@pytest.mark.parametrize("offset", [-7, 0])
def test_the_world_can_be_asked_on_any_day(today: dt.date, offset: int):
    day = Day(today, offset)
    assert len({**federal(day), **places.pages(day)}) > 12
