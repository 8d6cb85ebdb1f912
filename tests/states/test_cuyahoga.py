"""Cuyahoga County: its recorded pages, and pages that are not as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.states.visits import pack, spider, visit
from tracker.records.items import NothingHere, Unreadable

MHRAC = "https://www.adamhscc.org/about-us/current-initiatives/task-forces-and-coalitions/mental-health-response-advisory-committee-mhrac"
PAGE = (ROOT / "tests/sources/us-oh-cuyahoga-adamhs/2026-11-20-listing/page.html").read_text()
NOW = "2022-05-26T12:00:00-04:00"


def changed(old: str, new: str):
    assert old in PAGE
    return visit(spider("us-oh-cuyahoga-adamhs", NOW), {MHRAC: PAGE.replace(old, new).encode()})


def test_every_recorded_mental_health_response_meeting_is_read(recordings: Path, tmp_path: Path):
    held = pack(recordings / "local", tmp_path / "page.warc.gz", "city-scrapers/cle/cuya_mental_health_response")
    seen = visit(spider("us-oh-cuyahoga-adamhs", NOW, recording=held), held)

    assert (len(seen.hearings), seen.faults) == (17, [])
    assert seen.hearings[0].id == "us-oh-cuyahoga/adamhs-854"
    assert seen.hearings[0].start.isoformat() == "2022-05-17T09:00:00-04:00"
    assert seen.hearings[-1].start.utcoffset() != seen.hearings[0].start.utcoffset(), "November is winter time"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/Calendar/Event/2110/110", "/Calendar/2110/110"),
        ('datetime="2026-12-14T14:00+00:00"', 'datetime="next Monday"'),
        ('datetime="2026-12-14T14:00+00:00"', 'datetime="0026-12-14T14:00+00:00"'),
        ("<span>Mental Health Response Advisory Committee (MHRAC) Meeting</span>", "<span></span>"),
    ],
)
def test_a_bad_row_costs_itself_and_is_counted(old: str, new: str):
    seen = changed(old, new)

    assert len(seen.hearings) == 3
    assert len(seen.of(Unreadable)) == 1


@pytest.mark.parametrize(
    ("old", "new"), [('listtable"', 'grid"'), ("events_widget ", "events "), ("<tr><td", "<tr><th")]
)
def test_a_changed_page_is_never_an_empty_one(old: str, new: str):
    seen = changed(old, new)

    assert seen.faults
    assert not seen.hearings
    assert not seen.of(NothingHere)


def test_the_words_for_nothing_count_only_where_the_table_should_be():
    seen = changed("<h2>Meeting Schedule</h2>", "<h2>Meeting Schedule</h2><p>There are no events.</p>")

    assert len(seen.hearings) == 4


def test_the_recorded_board_of_homeless_services_is_read(recordings: Path, tmp_path: Path):
    page, site = "local/us-oh-cuyahoga/cuya_homeless_services.html", "https://cuyahogacounty.gov/boards-and-commissions"
    url = f"{site}/board-details/external/cleveland-cuyahoga-office-of-homeless-services-advisory-board"
    held = pack(recordings / "more", tmp_path / "page.warc.gz", page, rename={page: url})
    seen = visit(spider("us-oh-cuyahoga-boards", "2023-11-01T12:00:00-04:00", recording=held), held)

    assert seen.faults == []
    assert [(each.name, each.start.date().isoformat()) for each in seen.hearings] == [
        ("OHS Advisory Board", day) for day in ("2023-11-16", "2023-09-21", "2023-07-20", "2023-05-18", "2023-01-19")
    ]
    assert [[file.note for file in each.documents] for each in seen.hearings][:2] == [
        ["Agendas"],
        ["Agendas", "Minutes"],
    ]
