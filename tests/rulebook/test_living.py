"""The rulebook lives: its pages are read again, a changed page waits on the desk, what a person decides counts at once."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from sqlalchemy import select
from starlette.testclient import TestClient

from tests.command import process
from tests.conftest import ROOT
from tests.crawl.world import World, world
from tracker import clock
from tracker.cli.main import tracker
from tracker.db.engine import connect, reading
from tracker.db.models import AuditRow, RulePage, RuleReview
from tracker.db.own_files import READINGS, REVISIONS, SET_ASIDE
from tracker.deadlines.own_rules import damage, keep_readings, own_rulebook, readings, revised
from tracker.rulebook import pages, published, reviews, sessions
from tracker.rulebook.words import mark
from tracker.settings import load
from tracker.testimony.parser import rulebook
from tracker.testimony.readings import Reading, applied, as_json, of_json
from tracker.web import accounts
from tracker.web.app import create_app
from tracker.web.pages.subscribe import LEAST_SECONDS, stamp

PAGE = "https://www.legislature.gov/testify"
PLACE = f"""
place = "us-xy"
name = "Made Legislature"
timezone = "America/New_York"
holidays = "NY"

[[rule]]
id = "written"
who = "all committees"
channels = ["written"]
window = "PT24H before start"
how = "Send it to the clerk."
confidence = "high"
sources = ["{PAGE}"]
as_of = "2026"

[[rule]]
id = "speak"
who = "all committees"
channels = ["oral"]
window = "PT1H before start"
how = "Sign the sheet."
confidence = "medium"
sources = ["https://www.landlordsolutionsinc.com/testify"]
as_of = "2024"
"""
BEFORE = "<html><body><nav>Home</nav><h1>How to testify</h1><p>Written testimony must be received 24 hours before the hearing.</p><p>Today is {day}.</p></body></html>"
AFTER = BEFORE.replace("24 hours", "48 hours")
SAYS = "How to testify\nWritten testimony must be received {hours} hours before the hearing."
FORM = {"sec-fetch-site": "same-origin"}
PASSWORD = "a sentence that nobody guesses"


@pytest.fixture
def rules() -> None:
    """A place of ours whose page is watched, and no other page."""
    folder = load().data_dir / "testimony"
    folder.mkdir(parents=True)
    for path in (ROOT / "tracker" / "testimony" / "places").glob("*.toml"):
        told = re.sub(r"(?ms)^sources\s*=\s*\[.*?\]\n", "", path.read_text())
        (folder / path.name).write_text(told.replace('"high"', '"low"'))
    (folder / "us-xy.toml").write_text(PLACE)


@pytest.fixture
def network(rules: None) -> Iterator[World]:
    with world() as made:
        yield made


def read(network: World, day: str) -> str:
    done = process("rulebook", "read", "--as-of", day, TRACKER_DETOUR=network.address)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stderr


def seen(day: str, text: str | None, problem: str | None = None) -> pages.Kept:
    """A visit of that day, without a network."""
    with clock.as_of(dt.date.fromisoformat(day)):
        answer = pages.Answer(url=PAGE, text=text, problem=problem)
        return pages.keep_pages(connect(load().url), own_rulebook(), [answer])


def page(network: World, body: str, **headers: str) -> None:
    network.page(PAGE, body, kind="text/html; charset=utf-8", **headers)


def waiting() -> list:
    with reading(connect(load().url)) as connection:
        return reviews.open_reviews(connection)


def test_a_page_that_says_otherwise_opens_a_review_and_one_with_another_date_does_not(network: World) -> None:
    page(network, BEFORE.format(day="Monday"), ETag='"one"')
    assert "1 read" in read(network, "2026-03-02")
    assert "0 pages were due" in read(network, "2026-03-03")  # once a week
    page(network, BEFORE.format(day="Tuesday"), ETag='"two"')
    assert "0 of them changed" in read(network, "2026-03-10")
    page(network, AFTER.format(day="Wednesday"))
    assert "1 review" in read(network, "2026-03-18")
    found = waiting()
    assert [(row.kind, row.place, row.rule) for row in found] == [("changed", "us-xy", "written")]
    assert "24 hours" in found[0].before
    assert "48 hours" in found[0].after
    asked = [headers.get("If-None-Match") for _at, url, headers in network.asked if url == PAGE]
    assert asked == [None, '"one"', '"two"']
    assert not [url for _at, url, _headers in network.asked if "landlord" in url]  # weak witnesses are not asked again


def test_a_page_that_is_gone_for_a_month_opens_a_review_and_one_that_fails_once_does_not(rules: None) -> None:
    seen("2026-03-02", SAYS.format(hours=24))
    for number in range(pages.GONE_AFTER):
        assert waiting() == []
        seen(str(dt.date(2026, 3, 10) + dt.timedelta(days=8 * number)), None, "404")
    assert [row.kind for row in waiting()] == ["gone"]


@pytest.fixture
def desk(rules: None) -> Iterator[TestClient]:
    seen("2026-03-02", SAYS.format(hours=24))
    seen("2026-03-10", SAYS.format(hours=48))
    engine = connect(load().url)
    accounts.add_user(engine, "ana", PASSWORD, "organizer", "a test")
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1", headers=FORM) as made:
        made.post("/login", data={"name": "ana", "password": PASSWORD})
        yield made


def decide(desk: TestClient, do: str, **fields: str) -> int:
    number = waiting()[0].id
    shown = desk.get(f"/desk/rules/{number}").text
    csrf = re.search(r'name="csrf" value="([^"]*)"', shown)
    assert csrf
    return desk.post(f"/desk/rules/{number}", data={"csrf": csrf[1], "do": do, **fields}).status_code


def test_the_desk_shows_the_difference_word_by_word_and_side_by_side(desk: TestClient) -> None:
    assert ": written</a>" in desk.get("/desk/rules").text
    (load().data_dir / "testimony" / "us-wa.toml").write_text("place = ")
    assert "us-wa.toml: expected readable TOML" in desk.get("/desk/rules").text
    shown = desk.get(f"/desk/rules/{waiting()[0].id}").text
    assert re.search(r"<del>24\s*</del><ins>48\s*</ins>", shown)
    assert shown.count("Written testimony must be received") == 3  # the difference, before, now


@pytest.mark.parametrize(
    ("do", "fields", "confidence", "window"),
    [
        ("right", {}, "high", "PT24H before start"),
        ("stale", {"why": "the page says 48 hours"}, "low", "PT24H before start"),
        ("corrected", {"window": "PT48H before start"}, "high", "PT48H before start"),
        ("dropped", {}, "high", "PT24H before start"),
    ],
)
def test_what_a_person_decides_counts_at_once_and_is_written_down(
    desk: TestClient, do: str, fields: dict[str, str], confidence: str, window: str
) -> None:
    before = own_rulebook().places["us-xy"].revision
    assert decide(desk, do, **fields) == 200
    place = own_rulebook().places["us-xy"]
    rule = next(rule for rule in place.rules if rule.id == "written")
    assert (rule.confidence, rule.window.text) == (confidence, window)
    assert (place.revision > before) is (do == "corrected")  # calendars move by themselves
    assert (rule.checked_by, rule.checked) == (("ana", clock.today()) if do in {"right", "corrected"} else (None, None))
    assert waiting() == []
    with reading(connect(load().url)) as connection:
        noted = connection.execute(select(AuditRow).where(AuditRow.action == f"rule {do}")).first()
    assert noted is not None


def test_reviews_are_listed_and_decided_on_the_command_line(rules: None) -> None:
    seen("2026-03-02", SAYS.format(hours=24))
    seen("2026-03-10", SAYS.format(hours=48))
    run = CliRunner().invoke
    listed = json.loads(run(tracker, ["testimony", "reviews", "--format", "json"]).stdout)
    assert [(row["kind"], row["place"], row["rule"]) for row in listed] == [("changed", "us-xy", "written")]
    number = str(listed[0]["id"])
    wrong = run(tracker, ["testimony", "decide", number, "corrected", "--window", "soon"])
    assert wrong.exit_code != 0
    assert len(waiting()) == 1
    done = run(tracker, ["testimony", "decide", number, "corrected", "--window", "PT48H before start"])
    assert done.exit_code == 0, done.output
    rule = next(rule for rule in own_rulebook().places["us-xy"].rules if rule.id == "written")
    assert (rule.window.text, rule.checked_by) == ("PT48H before start", "command line")
    assert "closed already" in str(run(tracker, ["testimony", "decide", number, "right"]).exception)
    assert "There is no review 999" in str(run(tracker, ["testimony", "decide", "999", "right"]).exception)


def test_a_correction_that_is_no_window_changes_nothing(desk: TestClient) -> None:
    assert decide(desk, "corrected", window="two days before") == 422
    assert len(waiting()) == 1
    assert next(rule for rule in own_rulebook().places["us-xy"].rules if rule.id == "written").checked is None


def test_a_reading_of_a_rule_whose_file_was_mended_since_counts_no_more() -> None:
    book = rulebook()
    rule = book.places["us-wa"].rules[0]
    old = Reading(
        place="us-wa", rule=rule.id, state="stale", day=dt.date(2026, 3, 2), by="ana", of="PT99H before start"
    )
    assert applied(book, [old]).places["us-wa"].rules[0] == rule
    fresh = of_json(as_json(old) | {"of": rule.window.text})
    assert fresh is not None
    assert applied(book, [fresh]).places["us-wa"].rules[0].confidence == "low"
    assert of_json({"place": "us-wa", "day": "soon"}) is None


def test_a_reading_survives_damage_beside_it() -> None:
    folder = load().data_dir
    rule = rulebook().places["us-wa"].rules[0]
    keep_readings(folder, [Reading(place="us-wa", rule=rule.id, state="right", day=dt.date(2026, 3, 2), by="ana")])
    file = folder / "rulebook-readings.json"
    file.write_text(file.read_text().replace('"readings": [', '"readings": [{"place": 1}, 7, '))
    assert own_rulebook().places["us-wa"].rules[0].checked_by == "ana"


def test_readings_that_cannot_be_read_are_set_aside_before_others_are_written(tmp_path: Path) -> None:
    (tmp_path / READINGS).write_text('{"readings": [')
    fresh = Reading(place="us-md", rule="house-oral", state="stale", day=dt.date(2027, 1, 4), by="ada")
    assert "cannot be read" in damage(tmp_path)[0]
    keep_readings(tmp_path, [fresh])
    assert (damage(tmp_path), readings(tmp_path)) == ([], [fresh])
    assert [file.read_text() for file in (tmp_path / SET_ASIDE).iterdir()] == ['{"readings": [']


@pytest.mark.parametrize("damaged", ["[]", '{"us-md": 3}', '{"us-md": {"revision": "x", "windows": "y"}}', "{"])
def test_damaged_revisions_stop_nothing(tmp_path: Path, damaged: str) -> None:
    file = tmp_path / REVISIONS
    file.write_text(damaged)
    assert len(damage(tmp_path)) == 1
    assert revised(rulebook(), file).places["us-md"].revision == rulebook().places["us-md"].revision


def test_only_what_a_page_says_of_being_heard_marks_it() -> None:
    told = "Welcome.\nWritten testimony is due by noon the day before the hearing.\n"
    assert mark(told) == mark("Good morning!\nWritten testimony  is due by noon the day before the hearing.")
    assert mark(told) != mark(told.replace("noon", "5 p.m."))
    assert mark("Nothing here.") != mark("Nothing there.")  # a page without such words counts whole


def test_pages_are_read_daily_before_a_session_opens() -> None:
    assert sessions.next_opening("us-wa", dt.date(2026, 12, 20)) == dt.date(2027, 1, 11)
    assert sessions.opens_soon("us-wa", dt.date(2026, 12, 20))
    assert not sessions.opens_soon("us-wa", dt.date(2026, 6, 1))
    assert sessions.next_opening("us-il-chicago", dt.date(2026, 12, 20)) is None
    assert {provenance for _day, provenance in sessions.leads().values()} == {"lead"}


@pytest.mark.parametrize(
    ("more", "day", "sure"),
    [
        ({"as_of": "2023"}, dt.date(2026, 11, 29), "medium"),
        ({"as_of": "2023"}, dt.date(2025, 12, 31), "high"),
        ({"as_of": "2023"}, dt.date(2034, 1, 1), "low"),
        ({"as_of": "undated"}, dt.date(2026, 11, 29), "medium"),
        ({"as_of": "2023", "checked": dt.date(2026, 3, 2)}, dt.date(2028, 3, 2), "high"),
        ({"as_of": "2023", "checked": dt.date(2026, 3, 2)}, dt.date(2028, 3, 3), "medium"),
        ({"as_of": "2026", "trust_ends": dt.date(2026, 12, 1)}, dt.date(2026, 12, 2), "medium"),
        ({"as_of": "2026", "sources": ("https://citizenportal.ai/articles/1",)}, dt.date(2026, 11, 29), "medium"),
    ],
)
def test_confidence_falls_by_itself(more: dict, day: dt.date, sure: str) -> None:
    from dataclasses import replace

    rule = next(rule for rule in rulebook().places["us-il"].rules if rule.confidence == "high")
    assert replace(rule, **{"checked": None, **more}).confidence_on(day) == sure


def test_weak_evidence_can_never_be_high(tmp_path: Path) -> None:
    from tracker.testimony.parser import read_files

    file = tmp_path / "us-xy.toml"
    file.write_text(PLACE.replace(PAGE, "https://www.landlordsolutionsinc.com/x"))
    _places, faults = read_files([file])
    assert [fault for fault in faults if "landlord's site" in fault and "at most medium" in fault]


def test_the_rulebook_is_published_as_its_schema_says() -> None:
    engine = connect(load().url)
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1", headers=FORM) as site:
        told, schema = site.get("/rulebook/rulebook.json").json(), site.get("/rulebook/schema.json").json()
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(told, schema)
        rows = list(csv.DictReader(io.StringIO(site.get("/rulebook/rulebook.csv").text)))
        assert len(rows) == sum(len(body["rules"]) for place in told["places"] for body in place["bodies"])
        assert len({(row["place"], row["rule"]) for row in rows}) == len(rows)
        for place in told["places"]:
            assert site.get(f"/rulebook/{place['place']}").status_code == 200
        for address in ("us-ca/upper-human-services", "us/agencies", "us-va/lower", "us-il-chicago/all"):
            assert "How sure" in site.get(f"/rulebook/{address}").text, address
        assert site.get("/rulebook/us-ca/no-such-body").status_code == 404
        assert site.get("/rulebook/due").text.count("/rulebook/report/") > 50
        assert site.get("/es/rulebook").status_code == 200


def test_what_changes_is_told_in_a_feed() -> None:
    from tracker.rulebook.versions import changes, keep_versions

    engine = connect(load().url)
    assert keep_versions(engine, own_rulebook()) > 150
    assert keep_versions(engine, own_rulebook()) == 0
    rule = rulebook().places["us-wa"].rules[0]
    shipped = rule.window.text
    keep_readings(
        load().data_dir,
        [
            Reading(
                place="us-wa",
                rule=rule.id,
                state="corrected",
                day=clock.today(),
                by="ana",
                of=shipped,
                window="PT2H before start",
            )
        ],
    )
    assert keep_versions(engine, own_rulebook()) == 1
    with reading(engine) as connection:
        newest = changes(connection, limit=1)[0]
    assert (newest.what, newest.told["window"]) == ("changed", "PT2H before start")
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1", headers=FORM) as site:
        feed = site.get("/rulebook/changes.atom").text
    assert "until 2 hours before the start" in feed


def test_a_stranger_reports_a_wrong_rule_in_one_form_and_machines_do_not() -> None:
    engine = connect(load().url)
    rule = rulebook().places["us-wa"].rules[0].id
    with TestClient(create_app(engine, load()), base_url="http://127.0.0.1", headers=FORM) as site:
        path = f"/rulebook/report/us-wa/{rule}"
        assert site.get(path).status_code == 200
        said = "It is two hours since January 2026."
        earlier = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=LEAST_SECONDS + 1)
        with clock.as_of(earlier):
            made = stamp()
        assert site.post(path, data={"stamp": stamp(), "said": said}).status_code == 422  # quicker than anybody reads
        assert site.post(path, data={"stamp": made, "said": "no"}).status_code == 422
        assert site.post(path, data={"stamp": made, "said": said, "where": "javascript:alert(1)"}).status_code == 422
        assert site.post(path, data={"stamp": made, "said": said, "website": "x"}).status_code == 200
        assert waiting() == []  # a machine filled in what people do not see
        answer = site.post(
            path, data={"stamp": made, "said": f"{said} <script>", "where": "https://leg.wa.gov/testify"}
        )
        assert answer.status_code == 200
        assert [(row.kind, row.rule, row.url) for row in waiting()] == [
            ("reported", rule, "https://leg.wa.gov/testify")
        ]
        for _each in range(10):
            last = site.post(path, data={"stamp": made, "said": said})
        assert last.status_code == 429
        assert len(waiting()) <= 5
        assert said not in site.get("/rulebook/us-wa").text


def test_a_page_that_changes_twice_waits_once(rules: None) -> None:
    for day, hours in (("2026-03-02", 24), ("2026-03-10", 48), ("2026-03-18", 72)):
        seen(day, SAYS.format(hours=hours))
    found = waiting()
    assert len(found) == 1
    assert "24 hours" in found[0].before
    assert "72 hours" in found[0].after
    with reading(connect(load().url)) as connection:
        assert connection.execute(select(RulePage.failures)).scalar_one() == 0
        assert connection.execute(select(RuleReview.closed_at)).scalar_one() is None


def test_every_rule_has_an_address_of_its_body() -> None:
    told = published.published(own_rulebook(), dt.date(2026, 11, 29))
    addresses = [body["address"] for place in told["places"] for body in place["bodies"]]
    assert len(set(addresses)) == len(addresses)
