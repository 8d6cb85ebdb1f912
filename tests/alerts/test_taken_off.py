"""Who was told that a bill is heard is told that it is not; what came to an agenda and went again was never news."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from alerts.compose.facts import Period
from alerts.compose.load import Scope, gather
from alerts.compose.taken_off import taken_off
from alerts.stories import tell
from tests.alerts.test_stories import words
from tests.alerts.world import NOW
from tests.records import CONGRESS, bill, hearing
from tracker.clock import as_of
from tracker.db.engine import reading
from tracker.ingest.visit import Visit
from tracker.matching.flagging import flag_changed
from tracker.records.changes import Change, Move
from tracker.records.items import HeardBill

MEETING, ACT = hearing("m"), "us/119/HR1"
CAME, WENT = Move(aspect="bill-added", after=ACT), Move(aspect="bill-removed", before=ACT)


@pytest.mark.parametrize(
    ("moves", "heard", "start", "quiet", "missing"),
    [
        ((WENT,), (), MEETING.start, None, True),
        ((WENT, CAME, WENT), (), MEETING.start, None, True),
        ((CAME, WENT), (), MEETING.start, None, False),
        ((WENT, CAME), (ACT,), MEETING.start, None, False),
        ((WENT,), (), NOW, None, False),
        ((WENT,), (), MEETING.start, "old", False),
    ],
)
def test_a_bill_is_off_an_agenda_where_it_stood_on_it_before_and_the_hearing_is_ahead(
    moves: tuple[Move, ...], heard: tuple[str, ...], start: dt.datetime, quiet: str | None, missing: bool
):
    changes = [
        Change(kind="hearing_agenda", what="hearing", record=MEETING.id, moves=(move,), quiet=quiet) for move in moves
    ]
    gone = taken_off(changes, {MEETING.id: replace(MEETING, start=start)}, {MEETING.id: heard}, NOW)
    assert (ACT in gone) is missing


def test_the_only_bill_of_a_hearing_that_goes_from_its_agenda_is_told_as_its_own_news(engine: Engine):
    title, both = "Mental health beds act", (HeardBill(identifier="HR 1"), HeardBill(identifier="HR 9"))
    for hours, heard in ((48, both), (1, both[1:])):
        with as_of(NOW - dt.timedelta(hours=hours)), Visit(engine, "us-test", CONGRESS) as visit:
            visit.take(bill(1, title=title))
            visit.take(hearing("m", bills=heard, name="Business meeting"))
            assert visit.finish().verdict == "ok"
        flag_changed(engine)
    period = Period(now=NOW, since=NOW - dt.timedelta(days=1))
    with as_of(NOW), reading(engine) as connection:
        (story,) = tell(gather(connection, period, Scope(after=2)), period).stories
    assert (story.id, story.section, story.small) == (ACT, "moved", False)
    assert words(story.said)[0].startswith("No longer on the agenda of the hearing of 2026-12-01T10:00")
