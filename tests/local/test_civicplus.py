"""Agenda centers of CivicPlus: boards by section, days and numbers from the agenda's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.states.visits import pack, spider, visit
from tracker.records.items import Unreadable

URL = "https://wa-bremerton.civicplus.com/AgendaCenter"
NOW = "2026-11-23T12:00:00+00:00"


def row(name: str = "_12092026-230", title: str = "Human Services Board Agenda") -> str:
    return f"""<tr class="catAgendaRow"><td><h4><a href="/AgendaCenter/ViewFile/Agenda/{name}"><strong>Dec 9, 2026</strong></a></h4>
      <p>{title}</p></td><td class="minutes"><a href="/AgendaCenter/ViewFile/Minutes/{name}"><img></a></td></tr>"""


def read(*rows: str):
    body = f"<html><div class='listing' id='cat6'><h2><span>▼</span>Human Services Board</h2><table>{''.join(rows)}</table></div></html>"
    return visit(spider("civicplus", NOW, jurisdiction="us-wa-bremerton"), {URL: body.encode()})


def test_a_row_is_a_meeting():
    seen = read(row(), row())
    hearing = seen.hearings[0]

    assert len(seen.hearings) == 1
    assert (hearing.id, hearing.name) == ("us-wa-bremerton/agenda-center-230", "Human Services Board")
    assert (hearing.start.isoformat(), hearing.all_day) == ("2026-12-09T00:00:00-08:00", True)
    assert [each.note for each in hearing.documents] == ["Agenda", "Minutes"]
    assert seen.faults == []


def test_a_committee_of_a_group_is_the_board_and_files_and_links_are_told_apart():
    more = """<td class="media"><a href="https://teams.example/meet/29">Videos</a></td><td class="downloads">
      <a href="/AgendaCenter/ViewFile/Agenda/_12092026-230?html=true">HTML</a>
      <a href="/AgendaCenter/ViewFile/Agenda/_12092026-230?packet=true">Packet</a>
      <a href="/AgendaCenter/PreviousVersions/_12092026-230">Previous Versions</a></td></tr>"""
    one = row(title="Regular meeting, via Zoom: https://zoom.us/j/123").replace("</tr>", more)
    body = f"""<html><div class="listing" id="cat6"><h2>Human Services</h2><div class="category"><h3>▼ Mental Health Board</h3>
      <table>{one}</table></div></div></html>"""
    seen = visit(spider("civicplus", NOW, jurisdiction="us-wa-bremerton"), {URL: body.encode()})
    (hearing,) = seen.hearings

    assert (hearing.name, hearing.virtual, hearing.video) == (
        "Mental Health Board",
        True,
        "https://teams.example/meet/29",
    )
    assert [each.note for each in hearing.documents] == ["Agenda", "Minutes", "Agenda (page)", "Agenda packet"]


def test_a_cancelled_meeting_stays_and_says_so():
    assert read(row(title="CANCELLED - Human Services Board")).hearings[0].status == "cancelled"


@pytest.mark.parametrize(
    ("title", "hour"),
    [("Regular Meeting 6:00 PM", "18:00"), ("Agenda, amended 12/8 at 4:00 PM", None), ("Item 6:00", None)],
)
def test_an_hour_is_read_where_the_title_says_it_of_the_meeting(title: str, hour: str | None):
    held = read(row(title=title)).hearings[0]
    assert (None if held.all_day else f"{held.start:%H:%M}") == hour


@pytest.mark.parametrize("name", ["latest", "_13452026-1", ""])
def test_a_bad_row_costs_a_row(name: str):
    seen = read(row(name), row())

    assert (len(seen.hearings), len(seen.of(Unreadable))) == (1, 1)


def test_a_page_without_rows_is_a_changed_page_and_an_old_one_is_told():
    assert [each.kind for each in read().faults] == ["page-changed"]
    assert [each.kind for each in read(row("_12092025-230")).faults] == ["old-page"]


@pytest.mark.parametrize(("name", "date"), [("wa-bremerton", "2020-12-12"), ("ks-liberal", "2020-06-01")])
def test_recorded_agenda_centers_are_read_whole(recordings: Path, tmp_path: Path, name: str, date: str):
    folder = recordings / "local" / "civic-platforms" / f"{name}.civicplus.com"
    recording = pack(recordings / "local", tmp_path / "x.warc.gz", f"civic-platforms/{name}.civicplus.com/")
    seen = visit(spider("civicplus", f"{date}T12:00:00+00:00", recording=recording), recording)

    assert folder.exists()
    assert len({each.key for each in seen.hearings}) > 10
    assert seen.faults == []
    assert len({each.key for each in seen.hearings}) == len(seen.hearings), "an agenda belongs to one board"


def test_the_board_of_an_agenda_does_not_depend_on_which_page_came_first(tmp_path: Path):
    heading = "<div class='listing' id='cat6'><h2><span>▼</span>Human Services Board</h2><table>{}</table></div>"
    bare = "<table>{}</table>"
    pages = {
        URL: heading.format(row()),
        f"{URL}/UpdateCategoryList?year=2026&catID=6": bare.format(row() + row("_12162026-231")),
        f"{URL}/UpdateCategoryList?year=2026&catID=9": bare.format(row("_12172026-232")),
    }
    for turn, order in enumerate((list(pages), list(pages)[::-1])):
        with (tmp_path / "MANIFEST.tsv").open("w") as manifest:
            manifest.write("path\turl\n")
            for number, url in enumerate(order):
                (tmp_path / f"{turn}-{number}.html").write_text(f"<html>{pages[url]}</html>")
                manifest.write(f"{turn}-{number}.html\t{url}\n")
        held = pack(tmp_path, tmp_path / f"{turn}.warc.gz", f"{turn}-")
        seen = visit(spider("civicplus", NOW, recording=held), held)
        assert {each.key.rpartition("-")[2]: each.name for each in seen.hearings} == {
            "230": "Human Services Board",
            "231": "Human Services Board",
            "232": "City of Bremerton",
        }
