"""Rhode Island: what was recorded of its commissions' calendar, and what the table may do wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.states.visits import Visit, pack, spider, visit
from tracker.records.items import NothingHere, Unreadable

NOW = "2025-12-20T12:00:00-05:00"
CALENDAR = ROOT / "tests/sources/us-ri-commissions/2025-12-20-calendar/calendar.html"


def read(body: bytes) -> Visit:
    return visit(
        spider("us-ri-commissions", NOW), {"https://status.rilegislature.gov/commission_board_calendar.aspx": body}
    )


def test_every_recorded_meeting_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "state", tmp_path / "ri.warc.gz", "hearing-calendars-html/ri/")
    seen = visit(spider("us-ri-commissions", NOW, recording=held), held)
    markup = (recordings / "state/hearing-calendars-html/ri/temp-ri.html").read_text(encoding="utf-8")

    assert seen.faults == []
    assert len(seen.hearings) == len(re.findall(r"Posted: ", markup)) == 2
    care = seen.hearings[1]
    assert (care.name, care.start.isoformat()) == ("Child Care in Rhode Island", "2026-01-20T14:30:00-05:00")
    assert care.location == "Room 135 - State House"
    assert len({each.key for each in seen.hearings}) == 2


def test_only_the_head_is_nothing_yet_and_another_table_is_not():
    head, rows = CALENDAR.read_bytes().split(b"</tr>", 1)
    empty = head + b"</tr></table></form></body></html>"

    assert rows
    assert len(read(empty).of(NothingHere)) == 1
    assert [each.kind for each in read(empty.replace(b">Place<", b">Where<")).faults] == ["page-changed"]
    assert [each.kind for each in read(b"<html><body>Maintenance</body></html>").faults] == ["page-changed"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<b>Thursday, January 8, 2026</b>", b"<b>soon</b>"),
        (b'<td class="leg_committee_td_center">01:30 PM</td>', b""),
        (b"Commission on Overdose Prevention &amp; Care", b""),
    ],
)
def test_a_bad_row_costs_itself(old: bytes, new: bytes):
    body = CALENDAR.read_bytes()
    assert old in body
    seen = read(body.replace(old, new))

    assert (len(seen.hearings), len(seen.of(Unreadable))) == (2, 1)


@pytest.mark.parametrize("new", [b'name="', b'href="javascript:'])
def test_a_meeting_whose_agenda_is_not_there_yet_is_read_without_it(new: bytes):
    body = CALENDAR.read_bytes()
    seen = read(body.replace(b'href="http://status.rilegislature.gov/documents/OVERDOSE', new))
    meeting = seen.hearings[0]

    assert (len(seen.hearings), seen.faults, meeting.links) == (3, [], ())
    assert meeting.key == "commission-commission-on-overdose-prevention-care-2026-01-08-13-30-00"
    assert (meeting.start.isoformat(), meeting.location) == ("2026-01-08T13:30:00-05:00", "Room 135 - State House")
