"""The Legistar Web API: meetings and matters of any client in the table."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr

from spiders.platforms.legistar_clients import OWN, clients
from tests.states.visits import pack, spider, visit
from tracker.errors import SettingsError
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere, Unchanged, Unreadable
from tracker.settings import Settings

NOW = "2026-11-23T12:00:00+00:00"
API = "https://webapi.legistar.com/v1/seattle"
EVENTS = f"{API}/events?$filter=EventDate ge datetime'2026-11-09T00:00:00'&$orderby=EventDate&$top=1000&$skip=0"
MATTERS = (
    f"{API}/matters?$filter=MatterLastModifiedUtc ge datetime'2026-10-24T00:00:00'"
    "&$orderby=MatterLastModifiedUtc&$top=1000&$skip=0"
)
EVENT = {
    "EventId": 6001,
    "EventGuid": "4DBD7A40-0000-0000-0000-D12ADF9BBB8B",
    "EventLastModifiedUtc": "2026-11-20T13:28:35.073",
    "EventBodyId": 9,
    "EventBodyName": "Housing and Human Services Committee",
    "EventDate": "2026-12-02T00:00:00",
    "EventTime": "9:30 AM",
    "EventAgendaStatusId": 2,
    "EventAgendaStatusName": "Final",
    "EventMinutesStatusName": "Draft",
    "EventLocation": "Council Chamber, City Hall",
    "EventAgendaFile": "https://legistar2.granicus.com/seattle/meetings/6001_A.pdf",
    "EventMinutesFile": None,
    "EventComment": None,
    "EventVideoPath": None,
    "EventInSiteURL": "https://seattle.legistar.com/MeetingDetail.aspx?LEGID=6001&GID=393",
    "EventItems": [],
}
ITEMS = [
    {"EventItemAgendaSequence": 2, "EventItemTitle": "<p>CB 121000: Crisis care centers</p>", "EventItemMatterFile": "CB 121000"},
    {"EventItemAgendaSequence": 1, "EventItemTitle": "Public Comment", "EventItemMatterFile": None},
    {"EventItemAgendaSequence": 3, "EventItemTitle": "", "EventItemMatterFile": None},
]  # fmt: skip
MATTER = {
    "MatterId": 15000,
    "MatterLastModifiedUtc": "2026-11-19T22:11:07.167",
    "MatterFile": "CB 121000",
    "MatterName": "Crisis care centers",
    "MatterTitle": "AN ORDINANCE relating to behavioral health crisis care centers",
    "MatterTypeName": "Council Bill (CB)",
    "MatterIntroDate": "2026-11-17T00:00:00",
    "MatterAgendaDate": None,
}
HISTORY = {
    "MatterHistoryActionDate": "2026-11-18T00:00:00",
    "MatterHistoryActionName": "referred",
    "MatterHistoryActionBodyName": "City Council",
}
SPONSORS = [{"MatterSponsorName": n, "MatterSponsorNameId": i, "MatterSponsorSequence": i} for i, n in enumerate("AB")]
FILES = [{"MatterAttachmentName": "Summary", "MatterAttachmentHyperlink": "http://seattle.example/x.docx"}]


def events(*rows: Any, items: Any = None, **asked: Any):
    pages = {EVENTS: json.dumps(rows).encode()}
    if items is not None:
        pages[f"{API}/events/6001/eventitems"] = json.dumps(items).encode()
    return visit(spider("legistar-events", NOW, jurisdiction="us-wa-seattle", **asked), pages)


def matters(*rows: Any, **asked: Any):
    parts = {"histories": [HISTORY, HISTORY], "sponsors": SPONSORS, "attachments": FILES}
    pages = {f"{API}/matters/15000/{name}": json.dumps(body).encode() for name, body in parts.items()}
    return visit(
        spider("legistar", NOW, jurisdiction="us-wa-seattle", **asked), {MATTERS: json.dumps(rows).encode(), **pages}
    )


def test_a_meeting_is_told_with_its_agenda():
    seen = events(EVENT, items=ITEMS)
    hearing = seen.hearings[0]

    assert (hearing.id, hearing.status, hearing.start.isoformat()) == (
        "us-wa-seattle/legistar-6001",
        "confirmed",
        "2026-12-02T09:30:00-08:00",
    )
    assert [each.description for each in hearing.agenda] == ["Public Comment", "CB 121000: Crisis care centers"]
    assert [each.identifier for each in hearing.bills] == ["CB121000"]
    assert hearing.stamp == EVENT["EventLastModifiedUtc"]
    assert seen.faults == []


def test_a_meeting_that_did_not_change_is_not_asked_for_again():
    seen = events(EVENT, stamps={"us-wa-seattle/legistar-6001": EVENT["EventLastModifiedUtc"]})

    assert seen.found == [Unchanged(id="us-wa-seattle/legistar-6001")]
    assert len(seen.asked) == 1


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"EventAgendaStatusName": "Cancelled"}, "cancelled"),
        ({"EventComment": "Cancellation Notice"}, "cancelled"),
        ({"EventMinutesStatusName": "Deferred"}, "postponed"),
        ({"EventTime": "CANCELED"}, "cancelled"),
    ],
)
def test_a_cancelled_meeting_stays_and_says_so(changed: dict[str, str], status: str):
    assert events({**EVENT, **changed}, items=[]).hearings[0].status == status


@pytest.mark.parametrize("time", [None, "", "see notice", "12:00 AM", "00:00"])
def test_a_meeting_without_an_hour_is_one_of_the_whole_day(time: str | None):
    hearing = events({**EVENT, "EventTime": time}, items=[]).hearings[0]

    assert (hearing.all_day, hearing.time_qualifier, hearing.start.hour) == (True, "date-only", 0)


@pytest.mark.parametrize(
    "changed",
    [{"EventDate": "0000-00-00"}, {"EventDate": None}, {"EventId": None}, {"EventBodyName": ""}, {"EventDate": 7}],
)
def test_a_bad_row_costs_a_row(changed: dict[str, Any]):
    seen = events({**EVENT, **changed}, {**EVENT, "EventId": 6001}, items=[])

    assert len(seen.hearings) == 1
    assert len(seen.of(Unreadable)) == 1


@pytest.mark.parametrize(
    "body", [b"<html><form>Sign in <input type=password></form></html>", b'{"Message": "An error"}', b"[1]"]
)
def test_another_answer_is_a_failed_page(body: bytes):
    seen = visit(spider("legistar-events", NOW, jurisdiction="us-wa-seattle"), {EVENTS: body})

    assert not seen.hearings
    assert len(seen.faults) == 1


def test_no_meetings_are_said_to_be_none():
    assert events().of(NothingHere)


def test_an_agenda_that_cannot_be_fetched_keeps_the_meeting_for_the_next_visit():
    from twisted.python.failure import Failure

    made = spider("legistar-events", NOW, jurisdiction="us-wa-seattle")
    client = clients(made.asked.settings.data_dir)["us-wa-seattle"]
    failure = Failure(TimeoutError("silent"))
    failure.request = SimpleNamespace(url=API, meta={"record": EVENT, "client": client})  # type: ignore[attr-defined]
    problem, hearing = made.failed(failure)

    assert problem.reason
    assert (hearing.id, hearing.stamp) == ("us-wa-seattle/legistar-6001", None)


def test_a_matter_is_told_with_history_sponsors_and_files():
    seen = matters(MATTER)
    bill = seen.bills[0]

    assert bill.id == "us-wa-seattle/2026/CB121000"
    assert [(each.description, each.classification) for each in bill.actions] == [("referred", ("referral-committee",))]
    assert [(each.name, each.primary) for each in bill.sponsorships] == [("A", True), ("B", False)]
    assert bill.documents[0].note == "Summary"
    assert seen.faults == []


def test_what_was_not_listed_has_not_changed():
    seen = matters(MATTER, stamps={"us-wa-seattle/2024/CB1": "2020-01-01T00:00:00", "us-ca-oakland/2024/X": "2020"})

    assert not seen.of(Unchanged)  # the newest change known moved the question to another page
    made = spider(
        "legistar", NOW, jurisdiction="us-wa-seattle", stamps={"us-wa-seattle/2024/CB1": "2026-11-01T00:00:00"}
    )
    seen = visit(made, {MATTERS.replace("2026-10-24", "2026-11-01"): b"[]"})

    assert seen.of(Unchanged) == [Unchanged(id="us-wa-seattle/2024/CB1")]


def test_pages_follow_one_another_without_telling_a_row_twice():
    first = [{**MATTER, "MatterId": n, "MatterFile": f"CB {n}"} for n in range(1, 3)]
    made = spider("legistar", NOW, jurisdiction="us-wa-seattle")
    client = clients(made.asked.settings.data_dir)["us-wa-seattle"]
    asked = made.ask(client, "2026-10-24T00:00:00")
    asked.meta["size"] = 2
    page = SimpleNamespace(body=json.dumps(first).encode(), url=asked.url, meta=asked.meta)
    further = [each for each in made.listed(page) if "matters?" in getattr(each, "url", "")]

    assert [each.meta["after"] for each in further] == [MATTER["MatterLastModifiedUtc"]]
    page.meta = {**further[0].meta, "size": 2}
    again = [each for each in made.listed(page) if "matters?" in getattr(each, "url", "")]
    assert [each.meta["skip"] for each in again] == [2]
    assert len(made.met) == 2


def test_a_client_that_asks_for_a_token_is_left_out_without_one_and_gets_its_own():
    left = visit(spider("legistar-events", NOW, jurisdiction="us-ny-new-york"), {})
    assert (left.asked, "TRACKER_LEGISTAR_TOKEN" in left.of(NothingHere)[0].reason) == ([], True)

    settings = Settings(legistar_token=SecretStr("sesame"))
    shown = visit(spider("legistar-events", NOW, jurisdiction="us-ny-new-york", settings=settings), {})
    assert "token=sesame" in shown.asked[0]
    hidden = visit(spider("legistar-events", NOW, jurisdiction="us-wa-seattle", settings=settings), {})
    assert "sesame" not in hidden.asked[0]


def test_an_unknown_place_is_one_sentence():
    seen = visit(spider("legistar-events", NOW, jurisdiction="us-zz"), {})

    assert [each.kind for each in seen.faults] == ["wrong-jurisdiction"]


def test_an_organizer_adds_a_body(tmp_path: Path):
    (tmp_path / OWN).write_text(
        '[[client]]\nplace = "us-oh-columbus"\nname = "columbus"\npublisher = "City of Columbus"\n'
        'timezone = "America/New_York"\n'
    )
    assert clients(tmp_path)["us-oh-columbus"].calendar == "https://columbus.legistar.com/Calendar.aspx"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[client]]\nplace = 'us-oh-x'\nname = 'x'\n", "publisher is missing; client 1: timezone is missing"),
        ("[[client]]\nplace='us-x'\nname='x'\npublisher='X'\ntimezone='Mars/Base'\n", "timezone: expected a name"),
        ("[[client]]\nplace='us-x'\nname='../x'\npublisher='X'\ntimezone='UTC'\n", "name: expected a name"),
        ("[[client]]\nplace='us-x'\nname='x'\npublisher='X'\ntimezone='UTC'\nzone='y'\n", "unknown field 'zone'"),
        ("client = [", "expected TOML"),
        ("place = 'x'", "expected [[client]] entries"),
    ],
)
def test_a_faulty_list_of_bodies_is_refused_by_name(tmp_path: Path, text: str, fault: str):
    (tmp_path / OWN).write_text(text)
    with pytest.raises(SettingsError) as told:
        clients(tmp_path)
    assert fault in str(told.value)


def test_a_faulty_list_is_told_and_is_no_bug(tmp_path: Path):
    (tmp_path / OWN).write_text("client = [")
    for name in ("legistar", "legistar-events", "legistar-calendar"):
        first = list(spider(name, NOW, settings=Settings(data_dir=tmp_path)).first())
        assert [each.kind for each in first if isinstance(each, Problem)] == ["settings"]
        assert len(first) > 1  # what is shipped is visited all the same


@pytest.mark.parametrize("name", ["nyc", "oakland", "sanjose", "seattle"])
def test_recorded_meetings_are_read_whole(recordings: Path, tmp_path: Path, name: str):
    local = recordings / "local"
    recording = pack(local, tmp_path / "x.warc.gz", f"legistar-api/{name}/")
    listed = [json.loads(file.read_bytes()) for file in (local / "legistar-api" / name).glob("events_*.json")]
    seen = visit(spider("legistar-events", NOW, recording=recording), recording)

    assert {each.key for each in seen.hearings} == {f"legistar-{row['EventId']}" for page in listed for row in page}
    assert seen.faults == []


@pytest.mark.parametrize("moment", ["yesterday", "0000-00-00T00:00:00", "2026"])
def test_a_stamp_that_is_no_moment_is_a_bad_row(moment: str):
    assert events({**EVENT, "EventLastModifiedUtc": moment, "EventItems": ITEMS}).of(Unreadable)


def test_one_recorded_matter_is_read_by_its_own_address(tmp_path: Path):
    (tmp_path / "matter.json").write_text(json.dumps(MATTER))
    (tmp_path / "MANIFEST.tsv").write_text(f"path\turl\nmatter.json\t{API}/matters/15000\n")
    recording = pack(tmp_path, tmp_path / "x.warc.gz", "matter")
    seen = visit(spider("legistar", NOW, recording=recording), recording)

    assert [each.id for each in seen.bills] == ["us-wa-seattle/2026/CB121000"]
    assert seen.faults == []
