"""Pages of local boards: the recorded ones are read whole, and what is broken is said."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from spiders.kit.select import PageChanged
from spiders.kit.status_phrases import status
from spiders.platforms.civic import day
from tests.conftest import ROOT
from tests.states.visits import pack, spider, visit
from tracker.records.items import NothingHere, Unreadable

CASES = {
    "us-il-cook-hospitals": "2026-11-20-year",
    "us-il-chicago-health": "2026-11-20-year",
    "us-oh-summit-adm": "2026-11-20-calendar",
    "us-oh-cuyahoga-boards": "2026-11-20-board",
    "us-ga-fulton-hospital-authority": "2026-11-20-events",
}
EMPTIED = {
    "us-il-cook-hospitals": ("<tr><td>", "<div>"),
    "us-il-chicago-health": ("accordion-item", "folder"),
    "us-oh-summit-adm": ("eventon_list_event", "event_card"),
}
BROKEN = {
    "us-il-cook-hospitals": (" December 11, 2026 ", " to be announced "),
    "us-il-chicago-health": ("December 16", "Winter"),
    "us-oh-summit-adm": ("2027-1-26", "2027-13-26"),
    "us-ga-fulton-hospital-authority": ("2027-01-08 00:00:00", "0000-00-00 00:00:00"),
}
RECORDED = {
    "us-il-cook-hospitals": ("chi/cook_hospitals", "2019-06-07", 51),
    "us-il-chicago-health": ("chi/chi_pubhealth", "2024-07-24", 12),
    "us-oh-summit-adm": ("akr/summ_alcohol_drug_mental_health.html", "2024-05-07", 6),
    "us-ga-fulton-hospital-authority": ("atl/atl_fdha", "2022-10-18", 5),
}


def test_recorded_meetings_of_county_boards_are_read(recordings: Path, tmp_path: Path):
    recording = pack(recordings / "local", tmp_path / "x.warc.gz", "city-scrapers/cle/cuya_")
    made = spider("us-oh-cuyahoga-boards", "2023-12-01T12:00:00-05:00", recording=recording)
    made.start_urls = []  # the days of a board lead to few pages that were recorded
    seen = visit(made, recording)

    assert len({each.key for each in seen.hearings}) >= 13
    assert not any(each.all_day for each in seen.hearings)
    assert seen.faults == []


def test_a_board_without_coming_meetings_has_an_old_page():
    seen = read("us-oh-cuyahoga-boards", now="2027-11-20T12:00:00-05:00")

    assert "old-page" in [each.kind for each in seen.faults]


def read(name: str, *, change: tuple[str, str] | None = None, now: str | None = None, last: bytes | None = None):
    """Visit a source's case, its last page changed."""
    folder = ROOT / "tests" / "sources" / name / CASES[name]
    told = tomllib.loads((folder / "case.toml").read_text())
    pages = {each["url"]: (folder / each["file"]).read_bytes() for each in told["page"]}
    url = told["page"][-1]["url"]
    if change is not None:
        assert change[0].encode() in pages[url], "the change must meet something"
        pages[url] = pages[url].replace(*(each.encode() for each in change))
    if last is not None:
        pages[url] = last
    return visit(spider(name, now or told["recorded_at"]), pages)


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_pages_are_read_whole(recordings: Path, tmp_path: Path, name: str):
    folder, date, count = RECORDED[name]
    recording = pack(recordings / "local", tmp_path / "x.warc.gz", f"city-scrapers/{folder}")
    seen = visit(spider(name, f"{date}T12:00:00+00:00", recording=recording), recording)

    assert (len({each.key for each in seen.hearings}), seen.faults) == (count, [])
    assert not any(each.all_day for each in seen.hearings)


@pytest.mark.parametrize("name", BROKEN)
def test_a_bad_row_costs_a_row(name: str):
    whole, seen = read(name), read(name, change=BROKEN[name])

    assert len(seen.hearings) == len(whole.hearings) - 1
    assert len(seen.of(Unreadable)) == 1


@pytest.mark.parametrize(
    ("name", "change", "wanted"),
    [
        ("us-il-chicago-health", ("December 16 - 10:30 am", "December 16 - Noon"), ("12-16 12:00", "confirmed", None)),
        ("us-oh-summit-adm", ("EventCancelled", "EventScheduled"), ("11-24 17:30", "cancelled", None)),
        (
            "us-ga-fulton-hospital-authority",
            ("CANCELLED:", "POSTPONED:"),
            ("12-02 12:00", "postponed", "Investment Committee"),
        ),
    ],
)
def test_what_is_said_in_another_form_is_read(name: str, change: tuple[str, str], wanted: tuple[str, str, str | None]):
    told = {
        (f"{each.start:%m-%d %H:%M}", each.status, wanted[2] and each.name)
        for each in read(name, change=change).hearings
    }
    assert wanted in told


def test_a_calendar_of_several_pages_is_read_to_its_end():
    further = "https://thefdha.org/wp-json/tribe/events/v1/events?page=2"
    seen = read(
        "us-ga-fulton-hospital-authority",
        change=('"total_pages": 1', f'"total_pages": 2, "next_rest_url": "{further}"'),
    )
    assert further in seen.asked
    away = read(
        "us-ga-fulton-hospital-authority", change=('"total_pages": 1', '"next_rest_url": "https://elsewhere.example/"')
    )
    assert len(away.asked) == 1


@pytest.mark.parametrize("name", EMPTIED)
def test_a_page_of_another_build_is_a_changed_page(name: str):
    seen = read(name, change=EMPTIED[name])

    assert not seen.hearings
    assert [each.kind for each in seen.faults] == ["page-changed"]


@pytest.mark.parametrize("name", RECORDED)
def test_last_years_page_is_a_problem(name: str):
    seen = read(name, now="2027-11-20T12:00:00+00:00")

    assert [each.kind for each in seen.faults] == ["old-page"]


@pytest.mark.parametrize("name", CASES)
def test_a_login_page_is_no_page(name: str):
    seen = read(name, last=b"<!DOCTYPE html><html><form><input type='password'></form></html>")

    assert len(seen.hearings) == (2 if name == "us-oh-cuyahoga-boards" else 0)  # the other board has its own pages
    assert [each.kind for each in seen.faults] == ["login-page"]


def test_a_page_that_says_it_is_empty_is_believed():
    assert read("us-oh-summit-adm", last=b"<html><div id='evcal_list'><p>No Events</p></div></html>").of(NothingHere)
    assert read("us-ga-fulton-hospital-authority", last=b'{"events": [], "total": 0}').of(NothingHere)


def test_an_answer_without_events_is_a_changed_page():
    seen = read("us-ga-fulton-hospital-authority", last=b'{"code": "rest_no_route"}')

    assert [each.kind for each in seen.faults] == ["page-changed"]


def test_two_meetings_of_one_day_are_two():
    again = "<tr><td> December 11, 2026 - 2:00 PM<br> 1950 W. Polk </td><td></td></tr></tbody></table></div></div>\n</div></body>"
    seen = read("us-il-cook-hospitals", change=("</tbody></table></div></div>\n</div></body>", again))

    assert sorted(each.key for each in seen.hearings if "2026-12-11" in each.key) == [
        "cook-health-finance-committee-meetings-2026-12-11",
        "cook-health-finance-committee-meetings-2026-12-11-1400",
    ]


@pytest.mark.parametrize(
    "words", ["{} - CANCELED", "CANCELLED: {}", "{} (postponed)", "{} *Cancelado*", "{} –  CANCELLED"]
)
@pytest.mark.parametrize("written", ["January 31, 2026", "1/31/2026", "Saturday, Jan. 31, 2026"])
def test_a_day_is_read_beside_the_word_that_says_that_it_is_off(words: str, written: str):
    assert day(words.format(written)) == dt.date(2026, 1, 31)
    assert status(words.format(written), day=day(written)) != "confirmed"


@pytest.mark.parametrize(
    "text",
    [
        "1/5/2026",
        "01/05/26",
        "January 5, 2026",
        "Jan. 5, 2026",
        "Monday, January 5th, 2026",
        "Mon. Jan 5 2026",
        "2026-01-05",
        "5 January 2026",
    ],
)
def test_a_day_is_read_in_the_forms_boards_use(text: str):
    assert day(text) == dt.date(2026, 1, 5)


def test_a_day_without_a_year_is_the_nearest_one():
    assert day("January 5", near=dt.datetime(2026, 11, 23, tzinfo=dt.UTC)) == dt.date(2027, 1, 5)


@pytest.mark.parametrize("text", ["soon", "", "13/45/2026", "January", "5/1", "February 30, 2026"])
def test_what_is_no_day_is_refused(text: str):
    with pytest.raises(PageChanged):
        day(text)
