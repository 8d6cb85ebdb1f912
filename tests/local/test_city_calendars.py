"""Calendars of cities: PrimeGov, CivicClerk, Municode, BoardBook, BoardDocs, Granicus, IQM2, eScribe, NovusAgenda; no code per place."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from scrapy.http import Request

from spiders import registry
from spiders.platforms.boarddocs import hour_of
from spiders.platforms.city_calendars import CityCalendar
from spiders.platforms.legistar_clients import clients
from spiders.tellers import covers
from tests.states.visits import pack, spider, visit
from tracker.records.items import NothingHere, Unreadable
from tracker.settings import Settings

NOW = "2026-11-23T12:00:00+00:00"
PLATFORMS = (
    "boardbook",
    "boarddocs",
    "civicclerk",
    "civicplus-calendar",
    "escribe",
    "granicus",
    "iqm2",
    "municode",
    "novusagenda",
    "primegov",
)
WITHOUT_HOURS = {"novusagenda"}


def html(rows: str) -> str:
    return f"<html><body><div>{rows}</div></body></html>"


def primegov(title: str = "Health Committee", moment: str = "2026-12-09T18:00:00", **more) -> str:
    files = [
        {"templateId": 9, "compileOutputType": 1, "templateName": "Agenda"},
        {"templateId": 9, "compileOutputType": 3, "templateName": "HTML Agenda"},
    ]
    return json.dumps([{"id": 7, "title": title, "dateTime": moment, "documentList": files} | more])


def civicclerk(title: str = "Health Committee", moment: str = "2026-12-09T18:00:00Z", **more) -> str:
    place = {"address1": "City Hall", "address2": "City Hall", "city": "Lacey", "state": None, "zipCode": None}
    files = [{"fileId": 4, "type": "Agenda"}]
    row = {"id": 7, "eventName": title, "startDateTime": moment, "eventLocation": place, "publishedFiles": files}
    return json.dumps({"value": [row | more]})


def municode(title: str = "Health Committee", moment: str = "2026-12-09T18:00:00-08:00") -> str:
    return html(
        f"""<table class="views-table"><tbody><tr><td data-th="Date"><span property="dc:date" content="{moment}">12/09/2026 6:00 pm</span>
        </td><td data-th="Meeting">{title}</td><td data-th="Agenda"><a href="/a.pdf"><img></a></td><td data-th="View">
        <a href="/bc/page/health-7">View Details</a></td></tr></tbody></table>"""
    )


def boardbook(title: str = "Health Committee", moment: str = "December 9, 2026 at 6:00 PM", *, more: str = "") -> str:
    return html(
        f"""<table id="PublicMeetingsTable"><tr class=" row-for-board"><td><div>{moment} - {title}</div>
        <div><b>Meeting Type:</b> Regular</div></td><td><div><span id='location1-7-line1'>City Hall</span>
        <span class='nowrap'>[<a href='https://maps.example/?q=City+Hall'>map it</a>]</span></div>{more}</td>
        <td><ul><li><a href="/Public/Agenda/1810?meeting=7">Agenda</a></li></ul></td></tr></table>"""
    )


def boarddocs(title: str = "Health Committee", moment: str = "2026-12-09") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><meetings><meeting bodyname="Board" id="7"><name>{title}</name>
        <start><date format="yyyy-mm-dd">{moment}</date></start>
        <description>The meeting will take place on Wednesday, December 9, 2026, at 6:00 p.m. in City Hall.
        The next one is on Monday, December 21, 2026, at 5:30 p.m.</description>
        <link>https://go.boarddocs.com/oh/akron/Board.nsf/goto?open&amp;id=7</link></meeting></meetings>"""


def granicus(title: str = "Health Committee", moment: str = "December&nbsp; 9,&nbsp;2026 - 6:00&nbsp;PM") -> str:
    return html(
        f"""<table><tr class="listingRow"><td headers="Name" id="x">{title}</td><td headers="Date x">{moment}</td>
        <td><a href="//tulsa-ok.granicus.com/AgendaViewer.php?view_id=4&amp;event_id=7">Agenda</a></td></tr></table>"""
    )


def iqm2(title: str = "Health Committee", moment: str = "Dec 9, 2026 6:00 PM", status: str = "Scheduled") -> str:
    told = f"{moment}&#13;&#13;Board:&#09;{title}&#13;Type:&#09;Regular Meeting&#13;Status:&#09;{status}&#13;&#13;&#09;City Hall"
    return html(
        f"""<div class="Row MeetingRow"><div class="RowLink"><a href="/Citizens/Detail_Meeting.aspx?ID=7" title="{told}">{moment} </a>
        </div></div>"""
    )


def escribe(title: str = "Health Committee", moment: str = "2026/12/09 18:00:00", **more) -> str:
    files = [
        {"Type": "Agenda", "Format": "HTML", "Title": "Agenda", "Url": "Meeting.aspx?Id=7&Agenda=Agenda&lang=English"},
        {"Type": "Video", "Format": "", "Title": "Video", "Url": "Players/ISIStandAlonePlayer.aspx?Id=7"},
    ]
    row = {"ID": "7", "MeetingName": title, "MeetingType": "Health", "StartDate": moment, "Location": "City Hall",
           "MeetingDocumentLink": files, "TimeOverride": "", "Url": None}  # fmt: skip
    return json.dumps({"d": [row | more]})


def novusagenda(title: str = "Health Committee", moment: str = "12/09/26") -> str:
    return html(
        f"""<table id="ctl00_SearchAgendasMeetings_radGridMeetings_ctl00"><tr><th>Meeting Date</th><th>Meeting Type</th>
        <th>Meeting Location</th><th></th></tr><tr class="rgRow"><td>{moment}</td><td>{title}</td><td>City Hall</td><td><a href="#"
        onclick="window.open('MeetingView.aspx?MeetingID=7&amp;MinutesMeetingID=-1&amp;doctype=Agenda')"></a></td></tr></table>"""
    )


def civicplus_calendar(
    title: str = "Health Committee", moment: str = "2026-12-09T18:00:00", shown: str = "6:00 PM"
) -> str:
    return html(
        f"""<div class="calendars"><ol><li><h3><a id="eventTitle_7" href="/Calendar.aspx?EID=7&month=3&day=4"><span>{title}</span></a></h3>
        <div class="subHeader"><div class="date">December&nbsp;9,&nbsp;2026,&nbsp;{shown}</div><div class="eventLocation">@ <div
        class="name"><p>Baker Room</p><p>City Hall</p></div></div></div><div class="hidden" itemscope itemtype="http://schema.org/Event">
        <span itemprop="name">{title}</span><span itemprop="startDate">{moment}</span><p itemprop="description">Public welcome.</p>
        <span itemprop="location" itemscope><span itemprop="name"><p>Baker Room</p></span></span></div></li></ol></div>"""
    )


PAGES = {
    "civicplus-calendar": ("us-nd-bismarck", civicplus_calendar, "soon"),
    "escribe": ("us-fl-gainesville", escribe, "soon"),
    "novusagenda": ("us-tx-plano", novusagenda, "soon"),
    "primegov": ("us-ca-los-angeles", primegov, "2026-13-45T00:00:00"),
    "civicclerk": ("us-wa-lacey", civicclerk, "1900-01-01T00:00:00Z"),
    "municode": ("us-wa-tumwater", municode, "soon"),
    "boardbook": ("us-mn-saint-paul-schools", boardbook, "Smarch 9, 2026 at 6:00 PM"),
    "boarddocs": ("us-oh-akron-schools", boarddocs, "2026-00-00"),
    "granicus": ("us-ok-tulsa", granicus, "soon"),
    "iqm2": ("us-ga-norcross", iqm2, "soon"),
}


def read(platform: str, body: str, now: str = NOW):
    place = PAGES[platform][0]
    made = spider(platform, now, jurisdiction=place)
    assert isinstance(made, CityCalendar)
    client = clients(Path("/nowhere"), made.clients_file)[place]
    asked = made.asking(client)
    assert isinstance(asked, Request)
    return visit(made, {asked.url: body.encode()})


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_row_is_a_meeting_with_its_local_hour_and_its_papers(platform: str):
    seen = read(platform, PAGES[platform][1]())
    hearing = seen.hearings[0]

    assert seen.faults == []
    assert len(seen.hearings) == 1
    assert hearing.key.endswith("-7")
    assert "Health Committee" in hearing.name
    assert hearing.start.replace(tzinfo=None) == dt.datetime(2026, 12, 9, 0 if platform in WITHOUT_HOURS else 18)
    assert hearing.start.tzinfo is not None
    assert (hearing.all_day, hearing.status) == (platform in WITHOUT_HOURS, "confirmed")
    assert hearing.jurisdiction == PAGES[platform][0]
    assert all(each.url.startswith("https://") for each in (*hearing.documents, *hearing.links, *hearing.sources))
    if platform not in {"boarddocs", "civicplus-calendar", "iqm2"}:
        assert [each.note for each in hearing.documents] == ["Agenda"]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_meeting_that_is_called_off_stays_and_says_so(platform: str):
    assert read(platform, PAGES[platform][1]("CANCELLED - Health Committee")).hearings[0].status == "cancelled"


def test_a_recording_and_the_page_of_the_meeting_itself_are_linked():
    (held,) = read("primegov", primegov(videoUrl="https://youtube.com/watch?v=1")).hearings
    assert held.video == "https://youtube.com/watch?v=1"
    papers = [{"templateId": 5, "templateName": "HTML Agenda", "compileOutputType": 3}]
    (held,) = read("primegov", primegov(documentList=papers, videoUrl="soon")).hearings
    assert (held.links[0].url, held.documents, held.video) == (
        "https://lacity.primegov.com/Portal/Meeting?meetingTemplateId=5", (), None,
    )  # fmt: skip
    player = "window.open('//tulsa-ok.granicus.com/MediaPlayer.php?view_id=4&amp;clip_id=7','player')"
    row = granicus().replace("</tr>", f'<td><a href="#" onclick="{player}">Video</a></td></tr>')
    assert (
        read("granicus", row).hearings[0].video == "https://tulsa-ok.granicus.com/MediaPlayer.php?view_id=4&clip_id=7"
    )
    (held,) = read("civicclerk", civicclerk(externalMediaUrl="https://example.org/show/1")).hearings
    assert held.video == "https://example.org/show/1"


@pytest.mark.parametrize(
    ("platform", "body", "hour", "sure"),
    [
        ("primegov", primegov("Health Committee - Upon Adjournment of Council"), "18:00", "not-before"),
        ("primegov", primegov(documentList=[None]), "18:00", "exact"),
        ("municode", municode("Health Committee (immediately following Council)"), "18:00", "not-before"),
        ("escribe", escribe(moment="2026-12-09 18:00"), "18:00", "exact"),
        ("escribe", escribe(TimeOverride="Immediately following the Council Meeting"), "00:00", "upon-adjournment"),
        ("granicus", granicus(moment="12/09/26 6:00 PM"), "18:00", "exact"),
        ("granicus", granicus(moment="December 9, 2026 - 6 p.m."), "18:00", "exact"),
        ("granicus", granicus(moment="December 9, 2026 - Immediately following Council"), "00:00", "upon-adjournment"),
        ("novusagenda", novusagenda(moment="12/09/26 6:00 PM"), "18:00", "exact"),
        ("boardbook", boardbook(moment="December 9, 2026 at 6 PM"), "18:00", "exact"),
        ("boardbook", boardbook(moment="December 9, 2026 at TBD"), "00:00", "date-only"),
        ("boarddocs", boarddocs("Board Meeting - 6 p.m.").replace("at 6:00 p.m.", ""), "18:00", "exact"),
    ],
)
def test_hours_are_read_in_the_forms_that_places_write(platform: str, body: str, hour: str, sure: str):
    (held,) = read(platform, body).hearings
    assert (f"{held.start:%d %H:%M}", held.time_qualifier) == (f"09 {hour}", sure)


def test_a_word_that_a_meeting_is_off_does_not_stay_in_its_name():
    (held,) = read("boardbook", boardbook("Regular Meeting - CANCELLED")).hearings
    assert (held.name, held.status) == ("Saint Paul Public Schools: Regular Meeting", "cancelled")


def test_an_event_of_a_whole_day_has_no_hour_and_a_place_is_one_line():
    [hearing] = read("civicplus-calendar", civicplus_calendar(moment="2026-12-09T00:00:00", shown="All Day")).hearings

    assert (hearing.all_day, hearing.time_qualifier) == (True, "date-only")
    assert (hearing.location, hearing.description) == ("Baker Room, City Hall", "Public welcome.")
    assert [each.url for each in (*hearing.links, *hearing.sources)] == [
        "https://www.bismarcknd.gov/Calendar.aspx?EID=7", "https://www.bismarcknd.gov/calendar.aspx?CID=52",
    ]  # fmt: skip


def test_systems_say_by_other_ways_that_a_meeting_is_off():
    notice = [{"templateId": 1, "compileOutputType": 1, "templateName": "Notice of Cancellation"}]
    assert read("primegov", primegov(documentList=notice)).hearings[0].status == "cancelled"
    assert read("civicclerk", civicclerk(isDeleted=True)).hearings[0].status == "cancelled"
    assert read("iqm2", iqm2(status="Cancelled")).hearings[0].status == "cancelled"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_day_that_cannot_be_read_costs_the_row(platform: str):
    seen = read(platform, PAGES[platform][1](moment=PAGES[platform][2]))

    assert seen.hearings == []
    assert len(seen.of(Unreadable)) == 1


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    "body", ["<html><body>Request Rejected</body></html>", "", '{"error": 1}', "<?xml version='1.0'?><x/>"]
)
def test_another_page_is_never_an_empty_calendar(platform: str, body: str):
    seen = read(platform, body)

    assert seen.hearings == []
    assert seen.faults or (platform == "boarddocs" and seen.of(NothingHere))


@pytest.mark.parametrize("platform", sorted(set(PLATFORMS) - {"primegov", "escribe"}))
def test_a_page_of_last_year_is_told(platform: str):
    assert "old-page" in {
        each.kind for each in read(platform, PAGES[platform][1](), "2027-11-23T12:00:00+00:00").faults
    }


def test_an_empty_list_of_what_is_coming_says_that_nothing_is():
    assert read("primegov", "[]").of(NothingHere)
    assert read("escribe", '{"d": []}').of(NothingHere)
    assert read("novusagenda", html("<table id='radGridMeetings'><tr><td>No records to display.</td></tr></table>")).of(
        NothingHere
    )


def test_columns_of_a_grid_are_known_by_their_heads_or_not_at_all():
    page = novusagenda()
    moved = page.replace("<th>Meeting Type</th>", "<th>Meeting Location</th>", 1).replace(
        "<th>Meeting Location</th><th></th>", "<th>Meeting Type</th><th></th>", 1
    )
    assert [(each.name, each.location) for each in read("novusagenda", moved).hearings] == [
        ("City Hall", "Health Committee")
    ]

    renamed = read("novusagenda", page.replace("Meeting Type", "Venue"))
    assert (renamed.hearings, [each.kind for each in renamed.faults]) == ([], ["page-changed"])
    assert "wanted a column type, found meeting date, venue, meeting location" in renamed.faults[0].reason


def test_where_the_public_may_ask_to_speak_the_meeting_carries_the_form():
    (meeting,) = read("escribe", escribe(DelegationRequestLink="DelegationRequest.aspx?Id=7")).hearings
    form = next(each for each in meeting.documents if each.note == "Ask to speak")
    assert form.url == "https://pub-cityofgainesville.escribemeetings.com/DelegationRequest.aspx?Id=7"
    assert meeting.links[0].url == "https://pub-cityofgainesville.escribemeetings.com/Meeting.aspx?Id=7&lang=English"


def test_words_in_place_of_an_hour_stay_words():
    (meeting,) = read("escribe", escribe(TimeOverride="Immediately following the Council")).hearings
    assert (meeting.time_text, meeting.time_qualifier == "exact") == ("Immediately following the Council", False)


def test_what_was_never_seen_of_a_platform_says_so():
    unproved = {name for name in PLATFORMS if not registry.source(name).source.proved}
    assert unproved == {"escribe", "novusagenda"}


def test_the_next_page_of_events_is_read_where_it_is_the_place_s_own():
    own = "https://laceywa.api.civicclerk.com/v1/Events?$skip=15"
    made = spider("civicclerk", NOW, jurisdiction="us-wa-lacey")
    first = made.address(clients(Path("/nowhere"), made.clients_file)["us-wa-lacey"])
    head = json.loads(civicclerk()) | {"@odata.nextLink": own}
    seen = visit(made, {first: json.dumps(head).encode(), own: civicclerk(id=8).encode()})
    assert [each.key for each in seen.hearings] == ["civicclerk-7", "civicclerk-8"]

    foreign = head | {"@odata.nextLink": "https://elsewhere.example/v1/Events"}
    seen = visit(spider("civicclerk", NOW, jurisdiction="us-wa-lacey"), {first: json.dumps(foreign).encode()})
    assert len(seen.hearings) == 1


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("We meet on August 12, 2019, at 5:30 p.m. in the Board Room. Next: August 26, 2019, at 7:00 p.m.", "5:30 PM"),
        ("Next: August 26, 2019, at 7:00 p.m.", None),
        ("August 12, 2019 at 5:30 p.m. for the board. August 12, 2019 at 6:30 p.m. for the public.", None),
        ("", None),
    ],
)
def test_an_hour_counts_where_it_stands_with_its_own_day(words: str, hour: str | None):
    found = hour_of(words, dt.date(2019, 8, 12))
    assert (hour in found) if hour and found else found is None


@pytest.mark.parametrize(
    ("platform", "folder", "names", "date", "least"),
    [
        ("primegov", "more", "local/primegov/losca", "2024-09-14", 10),
        ("primegov", "more", "local/primegov/newbnj", "2025-01-02", 12),
        ("primegov", "local", "city-scrapers/ca/la_city_government", "2021-10-20", 5),
        ("primegov", "local", "city-scrapers/ca/ccta.html", "2022-07-22", 2),
        ("civicclerk", "more", "local/civicclerk/olympia_lacey_civicclerk_events", "2026-08-16", 5),
        ("civicclerk", "more", "local/civicclerk/bisnd", "2024-03-11", 5),
        ("civicclerk", "local", "city-scrapers/atl/atl_south_fulton", "2026-04-16", 16),
        ("civicclerk", "local", "city-scrapers/kancit/kancit_board", "2026-01-01", 7),
        ("civicplus-calendar", "more", "local/civicplus-calendar/", "2024-02-05", 33),
        ("boardbook", "more", "local/boardbook/", "2026-06-04", 40),
        ("boarddocs", "local", "city-scrapers/akr/akr_public_schools", "2019-08-20", 1),
        ("boarddocs", "local", "city-scrapers/coloh/colum_boe_meetings", "2026-02-20", 20),
        ("boarddocs", "local", "city-scrapers/spokane/spo_cvsd", "2024-01-20", 20),
        ("granicus", "local", "city-scrapers/tulsa/tulok_citycouncil", "2025-11-20", 10),
        ("iqm2", "local", "city-scrapers/atl/atl_norcross", "2022-08-30", 5),
    ],
)
def test_recorded_calendars_are_read_whole(
    recordings: Path, tmp_path: Path, platform: str, folder: str, names: str, date: str, least: int
):
    held = pack(recordings / folder, tmp_path / "x.warc.gz", names)
    seen = visit(spider(platform, f"{date}T12:00:00+00:00", recording=held), held)

    assert len(seen.faults) == 0
    assert len(seen.hearings) >= least
    assert len({each.key for each in seen.hearings}) == len(seen.hearings)
    assert any(not each.all_day for each in seen.hearings) or platform == "boarddocs"


def test_the_recorded_directory_of_a_town_is_read_whole(recordings: Path):
    file = next((recordings / "more" / "local" / "municode").glob("*.html"))
    seen = read("municode", file.read_text(), "2026-08-16T12:00:00+00:00")
    assert seen.faults == []
    assert [f"{each.start:%m-%d %H:%M}" for each in seen.hearings] == [
        "08-20 11:00",
        "08-18 19:00",
        "08-13 17:30",
        "08-10 18:00",
        "07-28 18:00",
    ]


def test_recorded_pages_of_single_meetings_are_read_with_their_agendas(recordings: Path, tmp_path: Path):
    held = pack(recordings / "local", tmp_path / "x.warc.gz", "city-scrapers/stl/cc_")
    seen = visit(spider("iqm2", "2019-03-01T12:00:00-06:00", recording=held), held)
    told = {each.key: each for each in seen.hearings}

    assert (len(told), [each for each in seen.faults if each.kind != "old-page"]) == (10, [])
    adjustment = told["iqm2-5040"]
    assert (adjustment.name, adjustment.committee) == ("Board of Adjustment: Board Meeting", "Board of Adjustment")
    assert adjustment.start.isoformat() == "2019-03-21T16:00:00-05:00"
    assert adjustment.location == (
        "City Council Chamber, 300 North New Ballas Rd, City of Creve Coeur Government Center, Creve Coeur, MO 63141"
    )
    assert [each.description for each in adjustment.agenda][:3] == [
        "Call to Order", "Roll Call", "Additions to-Acceptance of the Agenda",
    ]  # fmt: skip
    assert [each.note for each in adjustment.documents] == ["Agenda", "Agenda Packet", "Summary", "Minutes"]
    assert sum(bool(each.agenda) for each in told.values()) == 9
    assert (told["iqm2-5745"].location, told["iqm2-5745"].virtual) == (None, True)
    assert told["iqm2-5011"].status == "cancelled"


def test_a_place_is_covered_by_the_platforms_that_list_it(tmp_path: Path):
    settings = Settings(data_dir=tmp_path)
    assert [name for name in PLATFORMS if covers(registry.source(name), "us-wa-lacey", settings)] == ["civicclerk"]
    entry = '[[client]]\nplace = "us-wa-olympia"\nname = "olympia"\npublisher = "Olympia"\ntimezone = "America/Los_Angeles"\n'
    (tmp_path / "primegov-clients.toml").write_text(entry)
    assert covers(registry.source("primegov"), "us-wa-olympia", settings)
