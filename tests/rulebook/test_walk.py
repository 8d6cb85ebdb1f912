"""The rulebook over nine months, through the real commands with a moved clock: pages change, vanish and come back, notices disagree."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, replace

import pytest
from starlette.testclient import TestClient

from spiders.addresses import Asked, Told
from spiders.rulebook_pages import _heard
from tests.command import tracker
from tests.records import CONGRESS
from tests.rulebook.test_living import FORM, PAGE, PLACE, waiting
from tracker import clock
from tracker.db.engine import connect
from tracker.deadlines.own_rules import own_rulebook
from tracker.ingest.visit import Visit
from tracker.records.items import HeardBill, ScrapedHearing
from tracker.rulebook import pages
from tracker.rulebook.words import hollow, leads_away, same
from tracker.settings import load
from tracker.web.app import create_app

RULE = "<p>Written testimony must be received {hours} hours before the hearing.</p>"
ASK = "<p>Ask for an interpreter no later than five days in advance.</p>"
LAYOUT = "<html><body><nav>Home</nav><h1>How to testify</h1>{0}{1}</body></html>"
OTHER_LAYOUT = "<html><body><div>Welcome! Today is {day}.</div><table><tr><td>{1}</td></tr><tr><td>{0}</td></tr></table><h1>How to testify</h1></body></html>"
SOFT = "<html><body><h1>Page Not Found</h1><p>Sorry, the page you requested could not be found.</p><p>E-mail the webmaster, or sign up for news.</p></body></html>"
SHELL = "<html><body><noscript>You need to enable JavaScript to run this app, in any of the browsers that are in use today.</noscript><div id='root'></div></body></html>"
HOME = "<html><body><h1>The Legislature</h1><p>Offices are open from 8 a.m. to 5 p.m. Sign up for e-mail. Watch hearings here.</p></body></html>"
ZONE = dt.timezone(dt.timedelta(hours=-5))


def page(hours: int, layout: str = LAYOUT, day: str = "") -> str:
    return layout.format(RULE.format(hours=hours), ASK, day=day)


@dataclass
class Walk:
    """Months of the rulebook; every step happens on a day of its own."""

    day: dt.date = dt.date(2026, 3, 2)

    def visit(self, body: str = "", came: str = PAGE, problem: str | None = None) -> pages.Kept:
        """The page is asked for, a week after the last time, if it is due then."""
        self.day += dt.timedelta(days=7)
        with clock.as_of(self.day):
            book, engine = own_rulebook(), connect(load().url)
            answers: list[pages.Answer] = []
            for wanted in pages.due_pages(engine, book):
                asked = Asked(wanted.url, None, wanted.etag, wanted.modified)
                told = Told(asked=asked, url=came, body=body.encode(), kind="text/html", problem=problem)
                _heard(answers)(told)
            assert [answer.url for answer in answers] == [PAGE]
            return pages.keep_pages(engine, book, answers)

    def run(self, *words: str) -> str:
        done = tracker(*words, "--as-of", self.day.isoformat())
        assert done.returncode == 0, done.stderr
        return done.stdout

    def due(self, rule: str = "written") -> str:
        """Why somebody should read the rule again, by command; the contributors' page says the same."""
        rows = json.loads(self.run("testimony", "check", "--format", "json"))
        why = next((str(row["reason"]) for row in rows if (row["place"], row["rule"]) == ("us-xy", rule)), "")
        with clock.as_of(self.day), TestClient(create_app(connect(load().url), load()), headers=FORM) as site:
            shown = re.sub(r"\s+", " ", site.get("/rulebook/due").text)
        assert why.split(" (")[0] in shown
        return why

    def entry(self) -> tuple[str, int]:
        """When the calendar's entry of the deadline ends, and how often it moved."""
        shown = self.run("export", "ics", "--all", "--jurisdiction", "us-xy").replace("\r\n ", "")
        entry = next(part for part in shown.split("BEGIN:VEVENT") if "Written testimony" in part)
        ends = re.search(r"DTEND[^:]*:(\S+)", entry)
        moved = re.search(r"SEQUENCE:(\d+)", entry)
        assert ends
        assert moved
        return ends[1], int(moved[1])

    def learn(self, *hearings: ScrapedHearing) -> str:
        """A week later these notices are known too, and the rules are held to them."""
        self.day += dt.timedelta(days=7)
        with clock.as_of(self.day):
            store(*hearings)
        done = tracker("rulebook", "learn", "--as-of", self.day.isoformat())
        assert done.returncode == 0, done.stderr
        return done.stderr

    def sure(self, day: dt.date) -> str:
        """How sure the written rule is on that day."""
        done = tracker("testimony", "show", "us-xy", "--as-of", day.isoformat(), "--format", "json")
        return next(str(rule["confidence"]) for rule in json.loads(done.stdout)["rules"] if rule["id"] == "written")


def hearing(number: int, day: dt.date, says: str = "") -> ScrapedHearing:
    start = dt.datetime.combine(day, dt.time(10), ZONE)
    return ScrapedHearing(
        key=f"h{number}", jurisdiction="us-xy", name="Committee on Health", committee="Committee on Health", start=start,
        timezone="America/New_York", description=says or None, bills=(HeardBill(identifier="HB 1", legislative_session="2026"),),
    )  # fmt: skip


def store(*items: ScrapedHearing) -> None:
    with Visit(connect(load().url), "us-test", replace(CONGRESS, jurisdiction="us-xy")) as visit:
        for item in items:
            visit.take(item)
        visit.finish()


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    shipped = tmp_path_factory.mktemp("places")
    (shipped / "us-xy.toml").write_text(PLACE)
    monkeypatch.setattr("tracker.testimony.parser.SHIPPED", shipped)
    from tracker.testimony import parser

    parser._read.cache_clear()
    return Walk()


def test_nine_months_of_a_rule(walk: Walk) -> None:
    assert walk.visit(page(24)).reviews == 0
    store(hearing(1, dt.date(2026, 12, 10)))
    assert walk.visit(page(24, OTHER_LAYOUT, "Tuesday")).changed == 0  # another layout and another day say the same
    assert "page" not in walk.due()

    assert walk.visit(page(48)).reviews == 1
    changed = walk.day
    assert walk.visit(page(48)).reviews == 0
    assert [(row.kind, row.rule) for row in waiting()] == [("changed", "written")]
    assert f"its page changed on {changed}" in walk.due()
    assert walk.visit(page(24)).reviews == 0
    assert waiting() == []  # a slip of theirs: the page is again as it was
    walk.visit(page(48))

    before = walk.entry()
    walk.run("testimony", "decide", str(waiting()[0].id), "corrected", "--window", "PT48H before start")
    assert "page changed" not in walk.due()
    after = walk.entry()
    assert (before[0] > after[0], after[1] > before[1]) == (True, True)  # nobody had to raise a number

    for body, came, problem in ((SOFT, PAGE, None), (SHELL, PAGE, None), (HOME, "https://www.legislature.gov/", None)):
        assert walk.visit(body, came, problem).failed == 1
    assert waiting() == []
    assert "could not be read since" in walk.due()
    assert walk.visit(problem="HTTP 404").reviews == 1
    assert walk.visit(problem="HTTP 404").reviews == 0
    assert [row.kind for row in waiting()] == ["gone"]
    assert walk.visit(page(48)).failed == 0
    assert waiting() == []  # it came back, as it was
    assert "could not be read" not in walk.due()

    assert [walk.sure(dt.date(year, 12, 1)) for year in (2026, 2029, 2036)] == ["high", "medium", "low"]

    says = "Written testimony must be submitted no later than 72 hours before the start of the hearing."
    told = [hearing(number, walk.day + dt.timedelta(days=20), says) for number in range(10, 20)]
    assert "0 rules marked" in walk.learn(*told[:2])
    assert "1 rule marked" in walk.learn(told[2])
    assert walk.sure(walk.day) == "low"
    walk.learn()
    assert [(row.kind, row.rule) for row in waiting()] == [("notices", "written")]
    walk.run("testimony", "decide", str(waiting()[0].id), "dropped")
    walk.learn(told[3])
    assert waiting() == []  # a person has looked at the first three: one more is no news
    walk.learn(*told[4:6])
    assert [row.kind for row in waiting()].count("notices") == 1


@pytest.mark.parametrize(
    ("text", "before", "why"),
    [
        ("404 Not Found\nGo back or e-mail us.", "", "no such page"),
        ("How to testify\nSign up by noon.\nThe page you are looking for cannot be found.", "", "no such page"),
        ("P\u00e1gina no encontrada\nEscriba a la secretar\u00eda.", "", "no such page"),
        ("Please enable JavaScript to continue.", "", "JavaScript"),
        ("Welcome to the legislature.", "Testimony is due by noon the day before.", "says nothing"),
        ("Testimony is due by 5 p.m. the day before.", "Testimony is due by noon the day before.", None),
        ("Testimony is due by noon.\nPlease enable JavaScript.", "Testimony is due by noon.", None),
        ("Testimony is due by noon.\nPage not found? Tell us.", "Testimony is due by noon.", None),
        ("Our page on pages that are not found in the archive is long, and how to ask for a copy no later than noon stands there.", "", None),
        ("Room 404, State House. Testimony is due by noon.", "", None),
    ],
)  # fmt: skip
def test_what_came_in_place_of_a_page(text: str, before: str, why: str | None) -> None:
    found = hollow(text, before)
    assert (found is None) if why is None else why in str(found)


@pytest.mark.parametrize(
    ("wanted", "came", "away"),
    [
        ("https://leg.gov/testify", "https://leg.gov/", True),
        ("https://leg.gov/testify", "https://www.leg.gov", True),
        ("https://leg.gov/testify", "https://www.leg.gov/index.html", True),
        ("https://leg.gov/testify", "https://leg.gov/en/", True),
        ("https://leg.gov/testify", "https://leg.gov/error404.aspx", True),
        ("https://leg.gov/testify", "https://leg.gov/testify/", False),
        ("https://leg.gov/testify", "https://www.leg.gov/how-to-testify", False),
        ("https://leg.gov/", "https://www.leg.gov/", False),
        ("https://leg.gov/?page=testify", "https://leg.gov/", True),
        ("https://leg.gov/a", "https://leg.gov/?page=a", False),
    ],
)
def test_an_address_that_leads_to_a_home_page(wanted: str, came: str, *, away: bool) -> None:
    assert leads_away(wanted, came) is away


PAGE_SAYS = (
    "How to be heard\nWritten testimony must be received by 5:00 p.m. on the day before the hearing.\nWhoever wishes to speak must register at least 24 hours"
    " ahead of the hearing.\nHealth, noon the day before\nHuman Services, 3:00 p.m. the day before\nLast updated: January 3, 2027."
)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("January 3, 2027", "February 9, 2027 at 4:15 p.m."),
        ("How to be heard", "Testifying before a committee"),
        ("How to be heard", "This site uses cookies.\nSubmit your choices; your consent ends after 365 days."),
        ("How to be heard", "43 days until session"),
        ("How to be heard", "Juneau 32\u00b0F, 10:30 a.m."),
        ("How to be heard", "Watch live: House floor, 10:00 a.m."),
        ("How to be heard", "The Capitol is closed on Monday, February 15, all day."),
        ("How to be heard", "Sign up for our newsletter"),
        ("5:00 p.m.", "5 PM"),
        ("Whoever wishes to speak", "WHOEVER WISHES TO SPEAK"),
        (" ahead of", "\u00a0ahead\tof"),
        ("Health, noon the day before\nHuman Services, 3:00 p.m. the day before", "Human Services, 3:00 p.m. the day before\nHealth, noon the day before"),
    ],
)  # fmt: skip
def test_what_stands_around_the_words_of_a_page_is_no_change(was: str, becomes: str) -> None:
    changed = PAGE_SAYS.replace(was, becomes)
    assert changed != PAGE_SAYS
    assert (same(PAGE_SAYS, changed), hollow(changed, PAGE_SAYS)) == (True, None)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("5:00 p.m.", "5:00 a.m."),
        ("5:00 p.m.", "5:30 p.m."),
        ("24 hours", "48 hours"),
        ("must be", "need not be"),
        ("noon", "10 a.m."),
        ("the day before the", "the second day before the"),
        (
            "Health, noon the day before\nHuman Services, 3:00 p.m.",
            "Health, 3:00 p.m. the day before\nHuman Services, noon",
        ),
        ("Last updated", "Comments of the public are no longer heard.\nLast updated"),
        ("How to be heard", "The office is closed; testimony is due two days ahead of the hearing."),
        ("How to be heard", "Remote testimony available"),
        ("How to be heard", "Testimony limited to two minutes"),
        ("How to be heard", "Sign-up to testify at the door"),
        ("How to be heard", "Witness registration: kiosk"),
        ("How to be heard", "The office is open from 9 to 3 for letters to the committee."),
    ],
)
def test_no_change_of_a_deadline_is_taken_for_another_layout(was: str, becomes: str) -> None:
    assert not same(PAGE_SAYS, PAGE_SAYS.replace(was, becomes))


def test_a_page_that_comes_in_another_language_is_not_the_page() -> None:
    spanish = "El testimonio escrito debe recibirse antes de las 5:00 p.m. del d\u00eda antes de la audiencia. Quien desee hablar ante la comisi\u00f3n debe inscribirse antes."
    assert hollow(spanish, PAGE_SAYS * 2) == "it came in another language"
    assert hollow(spanish, spanish.replace("5:00", "4:00")) is None


@pytest.mark.parametrize(
    ("before", "after", "alike"),
    [
        ("Testimony is due by noon.\nSpeak at 1 p.m.", "Speak at 1 p.m.\nTestimony is due by noon.", True),
        ("Testimony is due by noon. Speak at 1 p.m.", "Testimony is due by noon.\n\nSpeak at 1 p.m.", True),
        ("Testimony: noon.\nSpeakers: 1 p.m.", "Testimony: 1 p.m.\nSpeakers: noon.", False),
        ("Testimony is due by noon.", "Testimony is due by noon.\nSpeak at 1 p.m.", False),
    ],
)
def test_another_layout_says_the_same(before: str, after: str, *, alike: bool) -> None:
    assert same(before, after) is alike
