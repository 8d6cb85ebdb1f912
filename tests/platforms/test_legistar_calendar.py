"""Legistar's HTML calendars: columns by heading, ids from links, old pages seen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spiders.platforms.legistar_clients import OWN
from tests.states.visits import pack, spider, visit
from tracker.records.items import NothingHere, Unreadable
from tracker.settings import Settings

NOW = "2026-11-23T12:00:00+00:00"
URL = "https://chicago.legistar.com/Calendar.aspx"
HEAD = "".join(
    f'<th class="rgHeader">{each}</th>'
    for each in ("Name", "Meeting Date", "", "Meeting Time", "Meeting Location", "Meeting&nbsp;Topic", "Agenda")
)


def row(
    date: str = "12/2/2026", time: str = "10:00 AM", number: str = "ID=658900&amp;GUID=A9", name: str = "Health"
) -> str:
    return f"""<tr class="rgRow"><td><a id="x_hypBody">{name}</a></td><td>{date}</td>
      <td><a id="x_hypiCal" href="View.ashx?M=IC&amp;{number}"><img></a></td><td><span>{time}</span></td>
      <td>City Hall<br>Room 201<br><em>Jointly with the Committee on Aging</em></td><td>Crisis response</td>
      <td><a id="x_hypAgenda" href="View.ashx?M=A&amp;{number}">Agenda</a></td></tr>"""


def calendar(*rows: str, head: str = HEAD) -> bytes:
    grid = "ctl00_ContentPlaceHolder1_gridCalendar_ctl00"
    table = (
        f'<table class="rgMasterTable" id="{grid}"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )
    return f"<!DOCTYPE html><html><body>{table}</body></html>".encode()


def read(*rows: str, **how: str):
    return visit(spider("legistar-calendar", NOW, jurisdiction="us-il-chicago"), {URL: calendar(*rows, **how)})


def test_a_row_is_a_meeting():
    seen = read(row())
    hearing = seen.hearings[0]

    assert (hearing.id, hearing.start.isoformat()) == (
        "us-il-chicago/legistar-calendar-658900",
        "2026-12-02T10:00:00-06:00",
    )
    assert (hearing.location, hearing.description) == (
        "City Hall Room 201",
        "Crisis response\nJointly with the Committee on Aging",
    )
    assert [each.note for each in hearing.documents] == ["Agenda"]
    assert seen.faults == []


def test_the_page_of_one_body_names_it_in_its_title_alone(tmp_path: Path):
    entry = '[[client]]\nplace = "us-mn-ramsey"\nname = "ramsey"\npage = "42190/AE0E-93"\npublisher = "Ramsey"\ntimezone = "America/Chicago"\n'
    (tmp_path / OWN).write_text(entry)
    url = "https://ramsey.legistar.com/DepartmentDetail.aspx?ID=42190&GUID=AE0E-93"
    people = '<table class="rgMasterTable"><tr><th class="rgHeader">Person Name</th></tr></table>'
    body = people + re.sub(r"<th[^>]*>Name</th>|<td><a id=.x_hypBody.*?</td>", "", calendar(row()).decode())
    made = spider("legistar-calendar", NOW, jurisdiction="us-mn-ramsey", settings=Settings(data_dir=tmp_path))
    seen = visit(made, {url: body.replace("<body>", "<title>Ramsey County - Board of Health</title><body>").encode()})

    assert [(each.name, f"{each.start:%m-%d %H:%M}") for each in seen.hearings] == [("Board of Health", "12-02 10:00")]
    assert seen.faults == []


@pytest.mark.parametrize(
    ("time", "status"), [("Deferred", "postponed"), ("Cancelled", "cancelled"), ("CANCELED", "cancelled")]
)
def test_a_meeting_that_is_off_stays_and_says_so(time: str, status: str):
    hearing = read(row(time=time)).hearings[0]

    assert (hearing.status, hearing.all_day) == (status, True)


@pytest.mark.parametrize(
    "bad", [row(date="soon"), row(number="M=1"), row(name=""), "<tr class='rgRow'><td>x</td></tr>"]
)
def test_a_bad_row_costs_a_row(bad: str):
    seen = read(bad, row())

    assert (len(seen.hearings), len(seen.of(Unreadable))) == (1, 1)


def test_an_empty_table_must_say_that_it_is_empty():
    said = read('<tr class="rgNoRecords"><td>No records to display.</td></tr>')
    assert said.of(NothingHere)

    silent = read("")
    assert [each.kind for each in silent.faults] == ["page-changed"]


@pytest.mark.parametrize(
    ("dates", "cut"),
    [
        (("12/2/2026", "12/9/2026"), True),
        (("12/9/2026", "12/2/2026"), True),
        (("12/9/2026", "11/2/2026"), False),
        (("11/2/2026", "12/9/2026"), True),
    ],
)
def test_the_first_page_of_several_is_told_unless_it_goes_back_to_meetings_gone_by(dates: tuple[str, ...], cut: bool):
    pager = '<tfoot><tr><td><div class="rgInfoPart">Page <b>1</b> of <b>3</b>, items 1 to 100 of 250.</div></td></tr></tfoot>'
    meetings = [row(date=date, number=f"ID={number}") for number, date in enumerate(dates, 7)]
    seen = visit(
        spider("legistar-calendar", NOW, jurisdiction="us-il-chicago"),
        {URL: calendar(*meetings).replace(b"</tbody>", b"</tbody>" + pager.encode())},
    )
    assert [each.kind for each in seen.faults] == (["cut-list"] if cut else [])
    assert len(seen.hearings) == 2


@pytest.mark.parametrize(
    "body", [calendar(row(), head="<th class='rgHeader'>What</th>"), b"<html><p>Moved.</p></html>"]
)
def test_a_changed_page_is_a_failed_page(body: bytes):
    seen = visit(spider("legistar-calendar", NOW, jurisdiction="us-il-chicago"), {URL: body})

    assert not seen.hearings
    assert [each.kind for each in seen.faults] == ["page-changed"]


def test_a_login_page_is_no_calendar():
    body = b"<!DOCTYPE html><html><form><input type='password'></form></html>"
    seen = visit(spider("legistar-calendar", NOW, jurisdiction="us-il-chicago"), {URL: body})

    assert [each.kind for each in seen.faults] == ["login-page"]


def test_last_years_page_is_a_problem():
    seen = read(row(date="1/5/2025"))

    assert [each.kind for each in seen.faults] == ["old-page"]


@pytest.mark.parametrize(("name", "count"), [("nyc", 40), ("chicago", 8)])
def test_recorded_calendars_are_read_whole(recordings: Path, tmp_path: Path, name: str, count: int):
    recording = pack(recordings / "local", tmp_path / "x.warc.gz", f"legistar-html/{name}/events")
    seen = visit(spider("legistar-calendar", "2019-01-07T12:00:00+00:00", recording=recording), recording)

    assert (len({each.key for each in seen.hearings}), seen.faults) == (count, [])
    assert sum(each.status == "postponed" for each in seen.hearings) == (2 if name == "nyc" else 0)
    assert not any("Jointly" in (each.location or "") for each in seen.hearings)


def test_the_recorded_page_of_one_body_is_read_whole(recordings: Path, tmp_path: Path):
    file = "local/legistar-html/minn_ramsey_lcw.html"
    address = "https://ramseycountymn.legistar.com/DepartmentDetail.aspx?ID=42190&GUID=AE0EDFEA"
    held = pack(recordings / "more", tmp_path / "x.warc.gz", file, rename={file: address})
    seen = visit(spider("legistar-calendar", "2025-10-10T12:00:00+00:00", recording=held), held)

    assert ({each.name for each in seen.hearings}, len(seen.hearings)) == ({"Legislative Committee of the Whole"}, 13)
    assert seen.faults == []
