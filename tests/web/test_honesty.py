"""Sixty questions of every surface: what it answers stands in a stored record with its address, and a gap is never told as none.

Pages, files, feeds, calendars, the API, the assistants' tools, the mail and the draft are rendered from one small world. Each bill,
name, hour, day and larger number in an answer must occur in what is stored, or in a deadline computed from it and the rules.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Engine, text
from starlette.testclient import TestClient

from alerts.compose.preview import preview
from alerts.compose.selection import Selection
from alerts.render.digest import Renderer
from tests.records import CONGRESS, EASTERN, bill, hearing, notice
from tracker.cli import assistants
from tracker.clock import as_of
from tracker.db import search_index
from tracker.db.engine import connect, reading
from tracker.deadlines import queries as deadline_queries
from tracker.deadlines.own_rules import own_rulebook
from tracker.errors import TrackerError
from tracker.ingest.visit import Visit
from tracker.matching.flagging import flag_changed
from tracker.records.items import HeardBill, Membership, ScrapedPerson, VoteCount, VoteEvent
from tracker.records.jurisdictions import jurisdiction
from tracker.settings import load
from tracker.testimony_kit.draft import blocks, gathered
from tracker.web.app import create_app

NOW = dt.datetime(2026, 11, 23, 15, 7, tzinfo=dt.UTC)
PAGES = (
    "/", "/bills", "/bills?q=parity", "/bills?q=HR+1", "/bills?q=sucide", "/bills/us/119/HR1", "/bills/us/119/HR2", "/receipt/us/119/HR1",
    "/hearings", "/hearings/us/senate-1", "/hearings/month?month=2026-12", "/deadlines", "/notices", "/places/us", "/places", "/charts",
    "/people/us/D000001", "/legislators?place=us-oh", "/committees/us", "/embed/us", "/es/", "/es/bills/us/119/HR1",
    "/es/hearings/us/senate-1", "/es/deadlines", "/notices/us/fr-2026-1", "/es/notices", "/es/hearings/month?month=2026-12", "/es/places/us",
    "/topics/parity", "/deadlines/ledger", "/coverage?place=us", "/hearings/us/senate-1/draft.html?bill=us/119/HR1", "/es/charts",
    "/es/hearings/us/senate-1/draft.html?bill=us/119/HR1&for=write", "/es/people/us/D000001",
)  # fmt: skip
FILES = (
    "/bills.csv", "/bills.json", "/bills.atom", "/bills.feed.json", "/hearings.csv", "/hearings.json", "/deadlines.csv",
    "/deadlines.json", "/deadlines.atom", "/notices.json", "/changes.feed.json", "/hearings.atom", "/hearings.feed.json",
    "/deadlines.feed.json", "/notices.csv", "/notices.atom", "/notices.feed.json", "/changes.csv", "/changes.json", "/changes.atom",
    "/charts/map.csv", "/charts/stages.csv", "/charts/weeks.csv", "/coverage.csv?place=us", "/coverage.json?place=us",
    "/deadlines/ledger.csv", "/deadlines/ledger.json", "/deadlines/notice.csv", "/deadlines/notice.json",
    "/hearings/us/senate-1/draft.md?bill=us/119/HR1", "/hearings/us/senate-1/draft.md?bill=us/119/HR1&for=write&position=oppose",
)  # fmt: skip
CALENDARS = (
    "/calendar.ics",
    "/calendar.ics?place=us",
    "/calendar.ics?bill=us/119/HR1",
    "/hearings/us/senate-1/calendar.ics",
)
API = (
    "/api/v1/bills", "/api/v1/bills?q=parity", "/api/v1/bills/us/119/HR1", "/api/v1/hearings", "/api/v1/hearings/us/senate-1",
    "/api/v1/deadlines", "/api/v1/notices", "/api/v1/changes", "/api/v1/sources",
)  # fmt: skip
TOOLS = (
    ("search", {"query": "parity"}),
    ("search", {"query": "HR 1"}),
    ("bill", {"number": "HR 1"}),
    ("bill", {"number": "us/119/HR2"}),
    ("open_windows", {}),
    ("open_windows", {"place": "us"}),
    ("why_flagged", {"number": "HR 1"}),
    ("how_to_testify", {"place": "us"}),
)
WORD = (
    "/hearings/us/senate-1/draft.docx?bill=us/119/HR1&for=speak",
    "/hearings/us/senate-1/draft.docx?bill=us/119/HR1&for=write",
    "/es/hearings/us/senate-1/draft.docx?bill=us/119/HR1&for=write",
)
CHAT = ("en", "es")  # fmt: skip
MAILS = ("en", "es")
DRAFTS = ("us/119/HR1", "us/119/HR2", "us/HR1")
QUESTIONS = [
    *(("page", each) for each in PAGES),
    *(("file", each) for each in FILES),
    *(("calendar", each) for each in CALENDARS),
    *(("api", each) for each in API),
    *(("tool", each) for each in TOOLS),
    *(("mail", each) for each in MAILS),
    *(("draft", each) for each in DRAFTS),
    *(("word", each) for each in WORD),
    *(("chat", each) for each in CHAT),
]
OWN_NUMBERS = {"988", "100", "119", "1109", "480", "250", "390", "130"}
"""Numbers of the surfaces' own words: the crisis line, the scale of scores, the example in the search box, sizes of embeds and drafts."""
HEDGES = re.compile(
    r"as far as we have read|have not read|no hemos leído|hasta donde hemos leído|not_collected|has not been read|not been read|No source of ours|None read yet"
    r"|has been read yet|no bill .* is stored|We do not hold|not read|did you mean|no leíd",
    re.IGNORECASE,
)
NONE = re.compile(
    r"\b(?:no|none|nothing|zero|0|ningún|ningun[ao]?|nada)\b[^.<]{0,60}\b(?:hearings?|bills?|deadlines?|scheduled|due|open|rule-making\w*|proyectos?|audiencias?|plazos?)\b",
    re.IGNORECASE,
)


_MONTHS = {
    **{
        name: number
        for number, name in enumerate(
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
        )
    },
    **{
        name: number
        for number, name in enumerate(
            ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"], 1
        )
    },
}
_CLOCK = re.compile(
    r"\b(1[0-2]|[1-9])(?::([0-5]\d))?\s?([ap])\.?\s?m\b|\b(noon|mediodía|midnight|medianoche)\b", re.IGNORECASE
)
_WEEKDAY = r"(?P<weekday>mon|tue|wed|thu|fri|sat|sun|lun|mar|mié|jue|vie|sáb|dom)[a-záéíóú]*,? (?:el )?"
_DAY = re.compile(
    rf"(?:\b{_WEEKDAY})?(?:\b(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? (?P<day>\d{{1,2}})\b(?!:)(?:, (?P<year>20\d\d))?"
    r"|\b(?P<day2>\d{1,2})(?: de)? (?P<month2>ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic)[a-z]*\b\.?(?:,? (?:de )?(?P<year2>20\d\d))?)",
    re.IGNORECASE,
)
_WEEKDAYS = {
    name: number % 7
    for number, name in enumerate(
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mar", "mié", "jue", "vie", "sáb", "dom"]
    )
}


def clocks(said: str) -> set[str]:
    """The hours of a text, however they are written, as 24 hours."""
    found = {f"{hour}:{minute}" for hour, minute in re.findall(r"20\d\d-\d\d-\d\dT(\d\d):(\d\d)", said)}
    for hit in _CLOCK.finditer(said.replace("\u202f", " ").replace("\xa0", " ")):
        if hit[4]:
            found.add("12:00" if hit[4].casefold() in {"noon", "mediodía"} else "00:00")
        else:
            found.add(f"{int(hit[1]) % 12 + (12 if hit[3] in 'pP' else 0):02d}:{hit[2] or '00'}")
    return found


def wrong_days(said: str, known: frozenset[str]) -> list[str]:
    """Days in words that are none of the known ones, or have another weekday than they have."""
    wrong = []
    for hit in _DAY.finditer(said.replace("\u202f", " ").replace("\xa0", " ")):
        month = _MONTHS[(hit["month"] or hit["month2"]).casefold()[:3]]
        day, year = int(hit["day"] or hit["day2"]), hit["year"] or hit["year2"]
        same = [
            known_day
            for known_day in known
            if known_day[5:] == f"{month:02d}-{day:02d}" and known_day[:4] == (year or known_day[:4])
        ]
        weekday = hit["weekday"] and _WEEKDAYS[hit["weekday"].casefold()]
        if not same or (weekday is not None and all(dt.date.fromisoformat(one).weekday() != weekday for one in same)):
            wrong.append(hit[0])
    return wrong


@dataclass(frozen=True, slots=True)
class World:
    """A small record with a page over it."""

    engine: Engine
    client: TestClient

    def ask(self, surface: str, question: Any) -> str:
        """What a surface answers, as text."""
        if surface == "word":
            with zipfile.ZipFile(BytesIO(self.client.get(question).content)) as document:
                return "\n".join(
                    document.read(part).decode() for part in document.namelist() if part.startswith("word/document")
                )
        if surface in {"page", "file", "calendar", "api", "feed", "table"}:
            answer = self.client.get(question)
            assert answer.status_code < 500, question
            return answer.headers.get("X-Not-Collected", "") if surface == "table" else answer.text
        with reading(self.engine) as connection:
            return _inside(connection, surface, question)


def _inside(connection: Connection, surface: str, question: Any) -> str:
    if surface == "tool":
        name, arguments = question
        try:
            return json.dumps(getattr(assistants, name)(connection, **arguments), default=str)
        except TrackerError as problem:
            return str(problem)
    if surface in {"mail", "chat"}:
        places = question[3:].split()
        selection = Selection(places=frozenset(places))
        made = preview(connection, selection, since=NOW - dt.timedelta(days=30), language=question[:2], settings=load())
        if surface == "chat":
            renderer = Renderer(question[:2], NOW.date(), "https://tracker.example")
            return renderer.chat(made.digest, made.rendered.subject)
        return made.rendered.text + made.rendered.html
    try:
        return "\n".join(
            each.text
            for each in blocks(gathered(connection, own_rulebook(), question, hearing=None, position=None, now=NOW))
        )
    except TrackerError as problem:
        return str(problem)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two bills, a hearing, a rule-making, a legislator and a vote, and everything that is told of them."""
    folder = tmp_path_factory.mktemp("honesty")
    engine = connect(f"sqlite:///{folder / 'tracker.db'}")
    vote = VoteEvent(
        date=dt.date(2026, 11, 20), motion="On passage", result="pass", organization="lower",
        counts=(VoteCount(option="yes", value=247), VoteCount(option="no", value=183)),
    )  # fmt: skip
    heard = (HeardBill(identifier="HR1", legislative_session="119"),)
    with as_of(NOW):
        visit = Visit(engine, "us-test", CONGRESS)
        visit.take(bill(1, title="Mental health parity act", votes=(vote,)))
        visit.take(bill(2, title="Suicide prevention lifeline act"))
        visit.take(hearing(start=dt.datetime(2026, 12, 2, 10, 35, tzinfo=EASTERN), bills=heard))
        visit.take(notice())
        seat = (Membership(organization="Health"),)
        visit.take(
            ScrapedPerson(
                key="D000001", jurisdiction="us", name="Jane Doe", chamber="lower", district="OH-3", memberships=seat
            )
        )
        visit.finish()
        people = Visit(engine, "us-vt-people", replace(CONGRESS, jurisdiction="us-vt", kind="people"))
        people.take(
            ScrapedPerson(key="1", jurisdiction="us-vt", name="Ira Allen", chamber="lower", district="Addison-1")
        )
        people.finish()
        flag_changed(engine)
        search_index.refresh(engine)
        with TestClient(create_app(engine, load()), base_url="http://127.0.0.1") as client:
            yield World(engine, client)
    engine.dispose()


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored, in the forms in which it may be told."""

    words: str
    bills: frozenset[str]
    hours: frozenset[str]
    days: frozenset[str]

    @classmethod
    def of(cls, connection: Connection) -> Known:
        """Everything in the database and the rules, and the deadlines computed from them."""
        tables = (
            "bills",
            "hearings",
            "notices",
            "people",
            "organizations",
            "sources",
            "matches",
            "changes",
            "companions",
            "runs",
        )
        rows = [str(tuple(row)) for table in tables for row in connection.execute(text(f"SELECT * FROM {table}"))]
        dues = deadline_queries.deadlines(connection, deadline_queries.Wanted(everything=True), own_rulebook(), now=NOW)
        tracker_folder = Path(str(own_rulebook.__code__.co_filename)).parents[1]
        rules, topic = (
            (tracker_folder / path).read_text(encoding="utf-8")
            for path in ("testimony/places/us.toml", "rules/topics/parity.toml")
        )
        said = "\n".join([*rows, *map(str, dues), rules])
        moments = [due.due for due in dues] + [NOW]
        found = re.findall(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?", said)
        moments += [
            moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
            for moment in map(dt.datetime.fromisoformat, found)
        ]
        local = [
            moment.astimezone(zone)
            for moment in moments
            if isinstance(moment, dt.datetime)
            for zone in (EASTERN, ZoneInfo("UTC"))
        ]
        days = {moment.date().isoformat() for moment in local} | set(re.findall(r"20\d\d-\d\d-\d\d", said))
        days |= {due.isoformat() for due in moments if not isinstance(due, dt.datetime)}
        hours = {moment.strftime("%H:%M") for moment in local} | {
            (moment + dt.timedelta(hours=1)).strftime("%H:%M") for moment in local
        }
        bills = {re.sub(r"\W", "", each).upper() for each in re.findall(r"\b(?:HR|H\.R\.|S|HB|HRES)\s?\d{1,5}\b", said)}
        for code in ("us", "us-oh"):  # when they sit, and what weeks a chart counts
            known_place = jurisdiction(code)
            assert known_place is not None
            days |= {day.isoformat() for sitting in known_place.sittings for day in (sitting.first, sitting.last)}
        monday = NOW.date() - dt.timedelta(days=NOW.weekday())
        days |= {(monday - dt.timedelta(weeks=weeks)).isoformat() for weeks in range(12)}
        return cls(
            f"{said}\n{topic}",
            frozenset(bills),
            frozenset(hours) | clocks(said) | frozenset(re.findall(r"\b\d\d:\d\d\b", rules)),
            frozenset(days),
        )


def told(answer: str) -> str:
    """What a reader reads: no markup, no style, no addresses of our own, and not when a feed was read that has no entry to say so."""
    bare = re.sub(r'<updated>[^<]*</updated>(?=<link [^>]*rel="self")', " ", answer)
    bare = re.sub(r"(?s)<(style|script|svg)\b.*?</\1>|<!--.*?-->|<[^>]*>", " ", bare)
    bare = html.unescape(bare)
    return re.sub(
        r"(?:https?|webcal)://\S+|tag:\S+|/static/\S+|\d{8}T\d{6}Z?|(?m:^UID:.*$)|height=\S+|[0-9a-f]{16,}|\"next\":\s*\"[^\"]*\"",
        " ",
        bare,
    )


def invented(answer: str, known: Known) -> list[str]:
    """What an answer tells that is not stored."""
    said = told(answer)
    found = [
        f"bill {each}"
        for each in re.findall(r"\b(?:HR|H\.R\.|HB|HRES)\s?\d{1,5}\b", said)
        if re.sub(r"\W", "", each) not in known.bills
    ]
    found += [f"hour {each}" for each in sorted(clocks(said) - known.hours)]
    found += [f"day {each}" for each in wrong_days(said, known.days)]
    found += [f"day {each}" for each in re.findall(r"\b20\d\d-\d\d-\d\d\b", said) if each not in known.days]
    found += [f"name {each}" for each in re.findall(r"\b(?:Rep|Sen)\. [A-Z][\w-]+", said) if each not in known.words]
    tokens = set(re.findall(r"\d+", known.words)) | OWN_NUMBERS
    numbers = re.findall(r"(?<![\d.,:-])\d{3,6}(?![\d:-])", said)
    return found + [f"number {each}" for each in numbers if each not in tokens and not each.startswith(("20", "202"))]


@pytest.fixture(scope="module")
def known(world: World) -> Known:
    """What is stored in that world."""
    with as_of(NOW), reading(world.engine) as connection:
        return Known.of(connection)


def test_there_are_sixty_questions_of_every_surface():
    assert len(QUESTIONS) >= 60
    surfaces = {"page", "file", "calendar", "api", "tool", "mail", "draft", "word", "chat"}
    assert {surface for surface, _question in QUESTIONS} == surfaces


@pytest.mark.parametrize(("surface", "question"), QUESTIONS, ids=str)
def test_every_fact_in_an_answer_is_stored(world: World, known: Known, surface: str, question: Any):
    with as_of(NOW):
        answer = world.ask(surface, question)
    assert answer
    if "month=2026-12" in str(question):  # a month has all its days, and those of its first and last week
        days = {(dt.date(2026, 11, 29) + dt.timedelta(days=number)).isoformat() for number in range(35)}
        known = replace(known, days=known.days | days)
    assert invented(answer, known) == []


@pytest.mark.parametrize(
    "lie",
    [
        "HR 77 is heard.",
        "at 11:48 AM",
        "at 4 p.m.",
        "until midnight",
        "a las 4:20 p.m.",
        "2026-12-02T03:11",
        "on 2026-12-09",
        "on Dec 9, 2026",
        "on Thursday, December 2",
        "el jueves 2 de diciembre de 2026",
        "hasta el 9 dic 2026",
        "says Sen. Nobody",
        "passed with 246 votes",
    ],
)
def test_a_fact_that_is_not_stored_is_found_out(known: Known, lie: str):
    assert invented(f"<p>{lie}</p>", known)


@pytest.mark.parametrize(
    ("surface", "question"),
    [
        ("page", "/bills/us/119/HR1"),
        ("api", "/api/v1/bills/us/119/HR1"),
        ("tool", ("bill", {"number": "HR 1"})),
        ("mail", "en"),
    ],
    ids=str,
)
def test_an_answer_about_a_record_gives_its_address(world: World, surface: str, question: Any):
    with as_of(NOW):
        answer = html.unescape(world.ask(surface, question))
    assert "https://www.congress.gov" in answer


UNREAD = [
    *(
        ("page", f"{path}{'&' if '?' in path else '?'}place=us-wy")
        for path in (
            "/bills",
            "/bills?q=parity",
            "/hearings",
            "/deadlines",
            "/notices",
            "/legislators",
            "/es/bills",
            "/es/hearings",
            "/es/deadlines",
            "/es/notices",
            "/es/legislators",
            "/hearings/month",
            "/es/hearings/month",
        )
    ),
    ("page", "/es/places/us-wy"),
    ("page", "/es/embed/us-wy"),
    ("page", "/es/committees/us-wy"),
    ("page", "/es/bills?q=crisis+wyoming"),
    ("mail", "es us-wy"),
    ("chat", "en us-wy"),
    ("chat", "es us-wy"),
    ("tool", ("how_to_testify", {"place": "us-wy"})),
    ("page", "/bills?place=Wyoming"),
    ("page", "/hearings?place=WY"),
    *(("calendar", f"/calendar.ics?place=us-wy{more}") for more in ("", "&kind=hearings", "&all=1")),
    *(
        ("feed", f"/{name}?place=us-wy")
        for form in ("atom", "feed.json")
        for name in (f"bills.{form}", f"hearings.{form}", f"deadlines.{form}", f"notices.{form}")
    ),
    *(
        ("table", f"/{name}?place=us-wy")
        for form in ("csv", "json")
        for name in (f"bills.{form}", f"hearings.{form}", f"deadlines.{form}", f"notices.{form}")
    ),
    ("page", "/places/us-wy"),
    ("page", "/committees/us-wy"),
    ("page", "/embed/us-wy"),
    *(("api", f"/api/v1/{name}?place=us-wy") for name in ("bills", "hearings", "deadlines", "notices")),
    ("tool", ("open_windows", {"place": "us-wy"})),
    ("tool", ("search", {"query": "parity", "place": "us-wy"})),
    ("tool", ("bill", {"number": "us-wy/2026/HB1"})),
    ("tool", ("why_flagged", {"number": "us-wy/2026/HB1"})),
    ("page", "/bills?q=crisis+wyoming"),
    *(("feed", f"/bills.{form}?q=crisis+wyoming") for form in ("atom", "feed.json")),
    *(("table", f"/bills.{form}?q=crisis+wyoming") for form in ("csv", "json")),
    ("tool", ("search", {"query": "crisis wyoming"})),
    ("mail", "en us-wy"),
    ("draft", "us-wy/2026/HB1"),
]


def test_of_the_weeks_before_the_first_reading_no_chart_says_that_nothing_moved(world: World):
    with as_of(NOW):
        page, table = told(world.ask("page", "/charts")), world.ask("file", "/charts/weeks.csv")
    assert "We have been reading since the week of Nov 23, 2026." in page
    weeks = list(csv.DictReader(StringIO(table)))
    assert [week["reached_a_new_stage"] != "" for week in weeks] == [False] * 11 + [True]


@pytest.mark.parametrize(("surface", "question"), UNREAD, ids=str)
def test_of_a_place_without_a_source_no_surface_says_none(world: World, surface: str, question: Any):
    with as_of(NOW):
        answer = told(world.ask(surface, question)) if surface == "page" else world.ask(surface, question)
    if surface == "api" or (surface == "tool" and question[0] != "how_to_testify"):
        assert re.search(r"not_collected\W+us-wy|did you mean|no stored bill is named", answer)
    of_people = "committees" in question or "legislators" in question
    if surface in {"calendar", "feed"} or (surface == "page" and not of_people):
        assert (
            "Todavía no hemos leído Wyoming." if question.startswith("/es") else "We have not read Wyoming yet."
        ) in answer
    if surface == "table":
        assert answer == "us-wy"
    assert HEDGES.search(answer) or not NONE.search(answer)


@pytest.mark.parametrize(
    ("surface", "question", "says"),
    [
        ("page", "/bills?place=us-vt", "We have not read Vermont yet."),
        ("page", "/hearings?place=us-vt", "We have not read Vermont yet."),
        ("feed", "/deadlines.atom?place=us-vt", "We have not read Vermont yet."),
        ("table", "/bills.csv?place=us-vt", "us-vt"),
        ("api", "/api/v1/hearings?place=us-vt", '"not_collected":["us-vt"]'),
        ("tool", ("search", {"query": "crisis vermont"}), '"not_collected": ["us-vt"]'),
        ("tool", ("open_windows", {"place": "us-vt"}), '"not_collected": ["us-vt"]'),
        ("page", "/legislators?place=us-vt", "Ira Allen"),
    ],
    ids=str,
)
def test_a_place_whose_legislators_alone_were_read_counts_as_not_read_but_for_them(
    world: World, surface: str, question: Any, says: str
):
    with as_of(NOW):
        answer = world.ask(surface, question)
        assert says in (told(answer) if surface == "page" else answer)


def test_assistants_are_told_of_publishers_that_could_not_be_read(world: World):
    later = NOW + dt.timedelta(days=40)
    with as_of(later):
        answer = json.loads(world.ask("tool", ("open_windows", {"place": "us"})))
    assert answer["not_readable"] == [{"publisher": "Congress", "since": NOW.isoformat(timespec="seconds")}]
    with as_of(NOW):
        assert "not_readable" not in world.ask("tool", ("open_windows", {"place": "us"}))


NEVER = [
    *(
        ("page", path)
        for path in (
            "/", "/bills", "/bills?q=parity", "/hearings", "/hearings/month", "/deadlines", "/deadlines/ledger", "/notices", "/charts", "/places",
            "/topics/parity", "/es/", "/es/bills", "/es/hearings", "/es/hearings/month", "/es/deadlines", "/es/deadlines/ledger",
            "/es/notices", "/es/charts", "/es/topics/parity",
        )
    ),
    *(("feed", f"/{name}.{form}") for name in ("bills", "hearings", "deadlines", "notices") for form in ("atom", "feed.json")),
    *(("table", f"/{name}.{form}") for name in ("bills", "hearings", "deadlines", "notices") for form in ("csv", "json")),
    ("calendar", "/calendar.ics"),
    *(("api", f"/api/v1/{name}") for name in ("bills", "hearings", "deadlines", "notices")),
    ("tool", ("open_windows", {})),
    ("tool", ("search", {"query": "parity"})),
    ("mail", "en"),
    ("mail", "es"),
]  # fmt: skip


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A new installation: no source was read yet."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('nothing') / 'tracker.db'}")
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1") as client:
        yield World(engine, client)
    engine.dispose()


@pytest.mark.parametrize(("surface", "question"), NEVER, ids=str)
def test_before_anything_was_read_every_surface_says_that_it_was_not(nothing: World, surface: str, question: Any):
    with as_of(NOW):
        answer = nothing.ask(surface, question)
    if surface in {"api", "tool", "table"}:
        assert "us-wy" in answer
        assert surface == "table" or "not_collected" in answer
    else:
        assert re.search(
            r"No source (?:of these places )?has been read yet|no se ha leído ninguna fuente", told(answer)
        )


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A hearing that was postponed, one that its source lists no more, and a rule-making that was withdrawn."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('troubled') / 'tracker.db'}")
    put_off, gone = (
        hearing(
            f"senate-{day}",
            name=f"Mental health parity {day}",
            start=dt.datetime(2026, 12, day, 10, 35, tzinfo=EASTERN),
        )
        for day in (1, 2)
    )
    told_at_first = [bill(1, title="Mental health parity act"), put_off, gone, notice()]
    told_later = [told_at_first[0], replace(put_off, status="postponed"), replace(notice(), status="withdrawn")]
    for days_ago, items in ((3, told_at_first), (2, told_later), (1, told_later)):
        with as_of(NOW - dt.timedelta(days=days_ago)):
            visit = Visit(engine, "us-test", CONGRESS)
            for item in items:
                visit.take(item)
            visit.finish()
            flag_changed(engine)
    with as_of(NOW), TestClient(create_app(engine, load()), base_url="http://127.0.0.1") as client:
        yield World(engine, client)
    engine.dispose()


@pytest.mark.parametrize(
    ("question", "says", "hides"),
    [
        ("/hearings.csv?all=1", r"us/senate-2,.*,True\s", None),
        ("/hearings.json?all=1", r'"no_longer_listed":\s*true', None),
        ("/hearings.atom?all=1", r"senate-2(?s:.)*no longer listed by the source", None),
        ("/hearings.feed.json?all=1", r"no longer listed by the source: check before you go", None),
        ("/hearings/us/senate-2", r"No longer listed by the source", None),
        ("/hearings/us/senate-2/calendar.ics", r"Hearing \(check\)(?s:.)*no longer lists", None),
        ("/hearings/us/senate-1", r"Postponed(?s:.)*What changed(?s:.)*Postponed", r"Canceled"),
        ("/hearings/us/senate-1/calendar.ics", r"SUMMARY:Postponed", r"VALARM"),
        ("/notices?all=1", r"Withdrawn: no comment is asked for any more", r"Comments close"),
        ("/es/notices?all=1", r"Retirado: ya no se piden comentarios", r"cierra"),
        ("/notices/us/fr-2026-1", r"This rulemaking is withdrawn", r"Send a comment|Comments are closed"),
        ("/notices.csv?all=1", r",withdrawn,", None),
        ("/notices.atom?all=1", r"Withdrawn: no comment", r"Comments close"),
        ("/deadlines.json?all=1", r"\[", r"comment-period"),
        (("bill", {"number": "HR 1"}), r'"postponed"(?s:.)*"no_longer_listed": true', None),
        (("open_windows", {}), r'"windows": \[', r"comment-period|senate-1"),
    ],
    ids=str,
)
def test_what_was_put_off_dropped_or_withdrawn_is_told_as_that_everywhere(
    troubled: World, question: Any, says: str, hides: str | None
):
    with as_of(NOW):
        answer = troubled.ask("page" if isinstance(question, str) else "tool", question)
    assert re.search(says, answer)
    assert hides is None or not re.search(hides, answer)
