"""Rules are held to notices: five that agree teach, two that disagree ask a person, three that contradict a rule mark it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from tests.command import process
from tests.crawl.world import world
from tests.records import CONGRESS
from tracker import clock
from tracker.db.engine import connect, reading
from tracker.db.models import NoticeText
from tracker.deadlines.compute import participation
from tracker.deadlines.own_rules import own_rulebook, readings
from tracker.deadlines.queries import deadlines_of_all
from tracker.ingest.visit import Visit
from tracker.records.items import Link, ScrapedHearing
from tracker.records.stored import Kept
from tracker.rulebook import reviews
from tracker.rulebook.lessons import hold_to_notices
from tracker.rulebook.words import unwrapped
from tracker.settings import load
from tracker.testimony.learning import Dispute, Example, earliest, fitting, learned
from tracker.testimony.windows import Occasion, computed, parse

ZONE = ZoneInfo("America/New_York")
NOW = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
WINDOWS = ("PT24H before start", "17:00 on P1BD before", "12:00 on FRI of previous week", "23:59 on hearing day",
           "until PT48H after start", "09:00 on P2D before", "until start")  # fmt: skip


def occasion(day: dt.date, hour: int = 10) -> Occasion:
    start = dt.datetime.combine(day, dt.time(hour), ZONE)
    return Occasion(start=start, zone=ZONE, day=day, subdivision="NY")


def example(window: str, day: dt.date, hour: int = 10, number: int = 0) -> Example:
    held = occasion(day, hour)
    times = computed(parse(window), held)
    assert times
    return Example(
        hearing=f"us-ny/{day}-{number}",
        place="us-ny",
        chamber="upper",
        committee="health",
        kind="written-testimony",
        occasion=held,
        due=times[1].at,
    )


days = st.dates(dt.date(2027, 1, 4), dt.date(2027, 5, 28)).filter(lambda day: day.weekday() < 5)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(WINDOWS), st.lists(days, min_size=6, max_size=9, unique=True), st.data())
def test_a_lesson_is_never_later_than_the_notice_that_was_left_out(
    window: str, met: list[dt.date], data: st.DataObject
) -> None:
    told = [example(window, day, data.draw(st.integers(8, 16)), number) for number, day in enumerate(met)]
    for left_out in told:
        lessons, disputes = learned(each for each in told if each is not left_out)
        assert not disputes
        assert len(lessons) == 1
        said = earliest(lessons[0], left_out.occasion)
        assert said is not None
        assert isinstance(said, dt.datetime)
        assert isinstance(left_out.due, dt.datetime)
        assert said <= left_out.due
        assert window in lessons[0].windows


def test_two_notices_that_say_otherwise_teach_nothing_and_ask_a_person() -> None:
    met = [dt.date(2027, 2, day) for day in (1, 2, 3, 4, 5, 8, 9)]
    told = [example("PT24H before start", day, 9 + n % 4, n) for n, day in enumerate(met[:5])]
    odd = [example("PT72H before start", day, 9, 9) for day in met[5:]]
    lessons, disputes = learned([*told, *odd])
    assert lessons == []
    assert [(each.window, len(each.otherwise)) for each in disputes] == [("PT24H before start", 2)]
    assert learned([*told, odd[0]]) == ([], [])  # one may be an exception: nothing is learned, nobody is troubled
    assert learned(told[:4]) == ([], [])
    assert isinstance(disputes[0], Dispute)


def test_every_window_that_fits_gives_exactly_the_moment() -> None:
    told = example("17:00 on P1BD before", dt.date(2027, 2, 16))
    for text in fitting(told):
        times = computed(parse(text), told.occasion)
        assert times is not None
        assert times[1].at == told.due


def hearing(number: int, place: str, says: str, *, day: int, hour: int = 15, **more: object) -> ScrapedHearing:
    start = dt.datetime(2027, 2, day, hour, tzinfo=dt.UTC)
    told = {
        "name": "Senate Committee on Health",
        "committee": "Senate Committee on Health",
        "chamber": "upper",
        "timezone": "America/New_York",
    }
    return ScrapedHearing(key=f"h{number}", jurisdiction=place, start=start, description=says, **(told | more))  # type: ignore[arg-type]


@pytest.fixture
def engine() -> Engine:
    return connect(load().url)


def store(engine: Engine, *items: ScrapedHearing) -> None:
    with Visit(engine, "us-test", replace(CONGRESS, jurisdiction="us-ct")) as visit:
        for item in items:
            visit.take(item)
        visit.finish()


def test_five_agreeing_notices_make_a_rule_of_their_committee_that_is_never_later_than_the_general_one(
    engine: Engine,
) -> None:
    says = "Written testimony must be submitted no later than 20 hours before the start of the hearing."
    store(engine, *(hearing(n, "us-ct", says, day=n, hour=15 + n % 3) for n in range(1, 7)))
    with clock.as_of(NOW):
        done = hold_to_notices(engine, load().data_dir, own_rulebook())
    assert (done.notices, done.lessons) == (6, 1)
    taught = [rule for rule in own_rulebook().places["us-ct"].rules if rule.learned_from]
    assert [(rule.window.text, rule.confidence, rule.who, len(rule.learned_from)) for rule in taught] == [
        ("PT20H before start", "medium", "Senate Committee on Health", 6)
    ]
    silent = hearing(40, "us-ct", "The committee hears bills.", day=23)
    kept = Kept(id=silent.id, item=silent, first_seen=NOW, changed_at=NOW)
    written = [each for each in participation(kept, own_rulebook()).deadlines if each.kind == "written-testimony"]
    assert [(each.due, each.confidence) for each in written] == [
        (silent.start.astimezone(ZONE) - dt.timedelta(hours=20), "medium")
    ]
    assert any("Learned from 6 notices" in note for note in written[0].notes)
    other = replace(kept, item=replace(silent, name="Senate Committee on Roads", committee="Senate Committee on Roads"))
    assert not [each for each in participation(other, own_rulebook()).deadlines if "learned" in each.id]
    with reading(engine) as connection:
        assert [row.kind for row in reviews.open_reviews(connection)] == ["learned"]
    with clock.as_of(NOW):
        assert (
            hold_to_notices(engine, load().data_dir, own_rulebook()).lessons == 0
        )  # the same notices teach nothing new


def test_a_lesson_is_one_review_however_many_windows_fit_and_is_refused_as_one(engine: Engine) -> None:
    says = "Written testimony must be submitted no later than 24 hours before the start of the hearing."
    folder = load().data_dir
    store(engine, *(hearing(n, "us-ct", says, day=day) for n, day in enumerate((2, 3, 4, 9, 10, 11), start=1)))
    with clock.as_of(NOW):
        assert hold_to_notices(engine, folder, own_rulebook()).lessons == 1
    taught = {rule.id: rule.window.text for rule in own_rulebook().places["us-ct"].rules if rule.learned_from}
    assert len(taught) > 1
    with reading(engine) as connection:
        (row,) = reviews.open_reviews(connection)
    assert set(row.after.split("\n")) == set(taught.values())
    with clock.as_of(NOW):
        reviews.close(engine, folder, own_rulebook(), row.id, "dropped", by="ada", correction=reviews.Correction())
        store(engine, hearing(7, "us-ct", says, day=12))
        assert hold_to_notices(engine, folder, own_rulebook()).lessons == 0
    assert not [rule for rule in own_rulebook().places["us-ct"].rules if rule.learned_from]


def test_of_a_lesson_and_a_general_rule_the_earlier_counts(engine: Engine) -> None:
    for place, hours, expected in (("us-hi", 30, 30), ("us-hi", 10, 24)):
        says = f"Written testimony must be submitted no later than {hours} hours before the start of the hearing."
        named = {
            "name": f"Senate Committee on Health {hours}",
            "committee": f"Senate Committee on Health {hours}",
            "timezone": "Pacific/Honolulu",
        }
        store(engine, *(hearing(hours * 100 + n, place, says, day=n, hour=20 + n % 3, **named) for n in range(1, 7)))
        with clock.as_of(NOW):
            hold_to_notices(engine, load().data_dir, own_rulebook())
        silent = hearing(99, place, "Bills.", day=23, hour=20, **named)
        kept = Kept(id=silent.id, item=silent, first_seen=NOW, changed_at=NOW)
        written = [each for each in participation(kept, own_rulebook()).deadlines if each.kind == "written-testimony"]
        assert [each.due for each in written] == [silent.start - dt.timedelta(hours=expected)], hours
        assert "otherwise" in " ".join(written[0].notes)


def test_three_notices_that_contradict_a_rule_mark_it_out_of_date(engine: Engine) -> None:
    says = "Written testimony must be submitted no later than 36 hours before the start of the hearing."
    names = ("Health", "Roads", "Schools")
    items = [
        hearing(
            n, "us-hi", says, day=10 + n, name=f"Senate Committee on {name}", committee=f"Senate Committee on {name}"
        )
        for n, name in enumerate(names)
    ]
    store(engine, *items[:2])
    with clock.as_of(NOW):
        assert hold_to_notices(engine, load().data_dir, own_rulebook()).stale == 0
        store(engine, items[2])
        assert hold_to_notices(engine, load().data_dir, own_rulebook()).stale == 1
        assert hold_to_notices(engine, load().data_dir, own_rulebook()).stale == 0
    marked = [each for each in readings(load().data_dir) if each.state == "stale"]
    assert [(each.place, each.by) for each in marked] == [("us-hi", "notices")]
    rule = next(rule for rule in own_rulebook().places["us-hi"].rules if rule.id == marked[0].rule)
    assert rule.confidence == "low"
    with reading(engine) as connection:
        opened = reviews.open_reviews(connection)
    assert [row.kind for row in opened] == ["notices"]
    assert opened[0].after.count("36 hours before") == 3


def pdf(*pages: str) -> bytes:
    """A small PDF with a text layer, written by hand."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects += [
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in enumerate(pages):
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body, places = b"%PDF-1.4\n", []
    for number, told in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{told}\nendobj\n".encode()
    begin = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    body += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return body + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{begin}\n%%EOF".encode()


def test_the_notice_behind_a_hearing_is_fetched_and_its_page_is_kept_as_evidence(engine: Engine) -> None:
    agenda, page, listing = "https://cga.example/agenda.pdf", "https://cga.example/hearing/1", "https://cga.example/all"
    bomb = "https://cga.example/bomb.pdf"
    own = {"documents": (Link(url=agenda, note="Agenda"),), "sources": (Link(url=listing),)}
    items = [
        hearing(1, "us-ct", "Bills are heard.", day=23, **own),
        hearing(2, "us-ct", "Bills are heard.", day=24, links=(Link(url=page),), sources=(Link(url=listing),)),
        hearing(3, "us-ct", "Bills are heard.", day=25, documents=(Link(url=bomb),)),
        hearing(4, "us-hi", "Bills are heard.", day=25, documents=(Link(url="https://hi.example/x.pdf"),)),
    ]  # fmt: skip
    store(engine, *items[:3])
    with Visit(engine, "us-test-2", replace(CONGRESS, jurisdiction="us-hi")) as visit:
        visit.take(items[3])
        visit.finish()
    with world() as network:
        network.page(
            agenda,
            pdf("Agenda of the day", "Written testimony must be received by noon on February 22, 2027."),
            kind="application/pdf",
        )
        network.page(
            page,
            "<html><body><p>The Committee on Health meets in Room 1A of the building.</p><p>Sign up to testify by 3 p.m. on February 23, 2027.</p></body></html>",
            kind="text/html",
        )
        network.page(bomb, b"%PDF-1.4\n" + b"<< /Length 1 >>" * 100, kind="application/pdf")
        done = process("rulebook", "notices", "--as-of", "2027-02-01", TRACKER_DETOUR=network.address)
        asked = {url for _at, url, _headers in network.asked if "robots" not in url}
    assert "2 say something of being heard, 1 could not be read" in done.stderr
    assert asked == {agenda, page, bomb}  # not the list that two hearings name, nor where a rule fixes the moment
    with reading(engine) as connection:
        kept = [Kept(id=each.id, item=each, first_seen=NOW, changed_at=NOW) for each in items]
        dues = deadlines_of_all(connection, kept, own_rulebook())
        problems = list(connection.execute(select(NoticeText.problem).where(NoticeText.url == bomb)).scalars())
    assert [(each.kind, each.due.isoformat()) for each in dues["us-ct/h1"] if "notice" in each.id] == [
        ("written-testimony", "2027-02-22T12:00:00-05:00")
    ]
    assert f"({agenda}#page=2)" in next(each.basis for each in dues["us-ct/h1"] if "notice" in each.id)
    assert [each.due.isoformat() for each in dues["us-ct/h2"] if each.kind == "oral-sign-up"] == [
        "2027-02-23T15:00:00-05:00"
    ]
    assert problems
    assert problems[0] is not None


def test_a_pdf_that_takes_too_long_costs_itself() -> None:
    from spiders.kit.pdf import pdf_pages
    from spiders.kit.select import PageChanged

    assert [text.strip() for text in pdf_pages(pdf("One", "Two", "Three"), pages=2)] == ["One", "Two"]
    for hostile in (
        b"",
        b"%PDF-1.7",
        b"%PDF-1.4\n" + b"[" * 200_000,
        pdf("x").replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"),
    ):
        with pytest.raises(PageChanged):
            pdf_pages(hostile, seconds=5)


RECORDED = [
    ("us-ca-sf-bos/bag031920_agenda.pdf", "2020-03-19 10:00", "America/Los_Angeles",
     [(2, "written-testimony", "2020-03-19 10:00"), (2, "accommodation", "2020-03-17 10:00"), (3, "accommodation", "2020-03-17 10:00")]),
    ("us-ca-sf-bos/bag112119_agenda.pdf", "2019-11-21 10:00", "America/Los_Angeles",
     [(2, "written-testimony", "2019-11-21 10:00"), (2, "accommodation", "2019-11-19 10:00"), (3, "accommodation", "2019-11-19 10:00")]),
    ("us-dc-council/performance_oversight_schedule_2024-01-09.pdf", "2024-01-25 09:30", "America/New_York",
     [(1, "accommodation", "2024-01-18")]),
]  # fmt: skip


@pytest.mark.recordings
@pytest.mark.parametrize(("name", "start", "zone", "said"), RECORDED, ids=[row[0][-22:] for row in RECORDED])
def test_recorded_agendas_are_read_to_the_moment_that_a_person_reads(
    recordings: Path, name: str, start: str, zone: str, said: list[tuple[int, str, str]]
) -> None:
    from spiders.kit.pdf import pdf_pages
    from tracker.rulebook.fetched_notices import sheets_of
    from tracker.testimony.notices import stated

    file = recordings / "more" / "hearings" / name
    if not file.is_file():
        pytest.skip(f"{name} was not recorded here")
    begins = dt.datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone))
    found = [
        (
            number,
            each.kind,
            each.due.strftime("%Y-%m-%d %H:%M") if isinstance(each.due, dt.datetime) else each.due.isoformat(),
        )
        for number, text in sheets_of(pdf_pages(file.read_bytes()))
        for each in stated(text, begins, ZoneInfo(zone)).deadlines
    ]
    assert found == said


def test_the_lines_of_a_page_are_joined_to_sentences_and_lists_are_not() -> None:
    told = "Requests for interpreters must be made to the Clerk of the Board no later than five \n(5) business days before the hearing.\nAgenda\n1. Roll call"
    assert unwrapped(told).split("\n") == [
        "Requests for interpreters must be made to the Clerk of the Board no later than five (5) business days before the hearing.",
        "Agenda",
        "1. Roll call",
    ]


def test_a_window_that_opens_after_the_previous_meeting_is_counted_from_the_stored_one(engine: Engine) -> None:
    named = {"name": "City Council", "committee": "City Council", "chamber": None, "timezone": "America/Chicago"}
    met = [hearing(n, "us-tx-dallas", "Agenda.", day=day, hour=15, **named) for n, day in enumerate((10, 24))]
    with Visit(engine, "us-test", replace(CONGRESS, jurisdiction="us-tx-dallas")) as visit:
        for each in met:
            visit.take(each)
        visit.finish()
    kept = [Kept(id=each.id, item=each, first_seen=NOW, changed_at=NOW) for each in met]
    with reading(engine) as connection:
        dues = deadlines_of_all(connection, kept, own_rulebook())
    chicago = ZoneInfo("America/Chicago")
    assert {each.opens for each in dues["us-tx-dallas/h1"]} == {dt.datetime(2027, 2, 11, 8, 15, tzinfo=chicago)}
    assert {each.opens for each in dues["us-tx-dallas/h0"]} == {None}
    assert all("not known here" in " ".join(each.notes) for each in dues["us-tx-dallas/h0"])


def test_every_list_counts_a_committees_second_hearing_of_the_day_from_its_first(engine: Engine) -> None:
    named = {"name": "Senate Health", "committee": "Senate Health", "chamber": "upper", "timezone": "America/New_York"}
    met = [hearing(n, "us-nh", "SB 10.", day=10, hour=hour, **named) for n, hour in enumerate((14, 16))]
    with Visit(engine, "us-test", replace(CONGRESS, jurisdiction="us-nh")) as visit:
        for each in met:
            visit.take(each)
        visit.finish()
    kept = [Kept(id=each.id, item=each, first_seen=NOW, changed_at=NOW) for each in met]
    with reading(engine) as connection:
        dues = deadlines_of_all(connection, kept, own_rulebook())
    assert {each.due for each in dues["us-nh/h1"]} == {dt.datetime(2027, 2, 10, 8, 30, tzinfo=ZONE)}
