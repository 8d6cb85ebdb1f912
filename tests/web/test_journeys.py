"""The three users' journeys, end to end, in a real browser against a real server on the demo's data."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import feedparser
import icalendar
import pyotp
import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.command import tracker
from tests.crawl.world import world
from tests.forks import begin
from tests.web.mailbox import Mailbox, link, mailbox
from tests.web.test_browser import FLAGS
from tests.web.world import play, serving
from tracker import clock
from tracker.demo.world import Day
from tracker.demo.world import federal as demo_pages

pytestmark = pytest.mark.slow

WITH_SCRIPTS_ON_A_PHONE = {"viewport": {"width": 390, "height": 844}, "java_script_enabled": True}
WITHOUT_ON_A_DESK = {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False}
LOOKS = [
    pytest.param(WITH_SCRIPTS_ON_A_PHONE, id="phone-with-scripts"),
    pytest.param(WITHOUT_ON_A_DESK, id="desk-without-scripts"),
]
LONGER_THAN_A_PROGRAM_TAKES_MS = 3_200


@dataclass
class Site:
    """A running server, its data and the mail server behind it."""

    address: str
    data: Path
    mailbox: Mailbox

    def run(self, *words: str) -> str:
        """What a command of the operator's says."""
        environment = {"TRACKER_DATA_DIR": str(self.data), "TRACKER_SITE_URL": self.address, **self.mailbox.relay}
        done = tracker(*words, **environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def mail_to(self, person: str) -> list:
        """What arrived at one address."""
        return [mail for mail in self.mailbox.mails if person in mail["To"]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data = play(tmp_path_factory, "journeys")
    with mailbox() as post, serving(data, **post.relay) as address:
        yield Site(address, data, post)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(**getattr(request, "param", WITHOUT_ON_A_DESK))
    yield context.new_page()
    context.close()


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def press(page: Page, name: str) -> None:
    follow(page, page.get_by_role("button", name=name, exact=True))


def follow(page: Page, way: Locator) -> None:
    """Take a link or button to the page it leads to, and wait for the whole of it: half a page says nothing yet."""
    with page.expect_navigation(wait_until="load"):
        way.click()


def subscribed(site: Site, page: Page, person: str) -> None:
    """Ask for mails as a person does: with a slip first, then rightly, then by the button of the mail's page."""
    page.goto(site.address)
    follow(page, page.get_by_role("link", name="Subscribe").first)
    page.fill("#address", "jo at example")
    page.check("input[name=topic] >> nth=0")
    page.check("input[name=cadence][value=daily]")
    press(page, "Subscribe")
    fault = page.locator("#fault-address")
    assert "does not look like an email address" in fault.inner_text()
    assert page.get_attribute("#address", "aria-describedby") == "fault-address"
    assert page.input_value("#address") == "jo at example"
    assert page.is_checked("input[name=topic] >> nth=0")
    assert page.is_checked("input[name=cadence][value=daily]")

    page.fill("#address", person)
    page.wait_for_timeout(LONGER_THAN_A_PROGRAM_TAKES_MS)
    press(page, "Subscribe")
    assert heading(page) == "Check your email"
    site.run("deliver")
    (asked,) = site.mail_to(person)
    page.goto(link(asked, "/confirm/"))
    page.reload()
    assert heading(page) == "One more click", "opening the link, as mail scanners do, confirms nothing"
    press(page, "Yes, send me these emails")
    assert heading(page) == "You are subscribed"


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_an_advocate_subscribes_changes_rests_mutes_and_leaves(site: Site, page: Page, request):
    person = f"jo-{request.node.callspec.id}@example.org"
    subscribed(site, page, person)

    site.run("digest", "send", "--to", person)
    digest = site.mail_to(person)[-1]
    assert len(site.mail_to(person)) == 2
    page.goto(link(digest, "/manage/"))
    manage = page.url
    page.check("input[name=cadence][value=weekly]")
    page.get_by_text("More choices").click()
    page.fill("#hour", "99")
    press(page, "Save")
    assert page.locator("#fault-hour").is_visible()
    assert page.input_value("#hour") == "99"
    page.fill("#hour", "7")
    press(page, "Save")
    page.goto(manage)
    assert page.is_checked("input[name=cadence][value=weekly]")

    press(page, "14 days")
    assert "paused until" in page.locator(".lead").inner_text()
    press(page, "End the pause")
    assert "paused" not in page.locator(".lead").inner_text()

    press(page, "Send me my data")
    assert heading(page) == "Check your email"
    site.run("deliver")
    page.goto(link(site.mail_to(person)[-1], "/my-data/"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my data (JSON)").click()
    mine = Path(download.value.path()).read_text()
    assert json.loads(mine)
    assert person in mine

    page.goto(link(digest, "/mute/"))
    follow(page, page.locator("form", has_text="The whole topic").get_by_role("button"))
    assert heading(page) == "Noted"
    page.goto(manage)
    hidden = page.get_by_role("listitem").filter(has=page.get_by_role("button", name="Show it again"))
    assert hidden.all_inner_texts() == ["988 and crisis care Show it again"]

    left_by_mail_program(digest)
    page.goto(manage)
    assert "stopped" in page.locator(".lead").inner_text()
    press(page, "Start again")
    page.goto(link(digest, "/unsubscribe/"))
    assert heading(page) == "Unsubscribe?"
    press(page, "Yes, unsubscribe me")
    assert heading(page) == "You are unsubscribed"

    page.goto(manage)
    page.get_by_text("Delete everything").click()
    press(page, "Delete it all")
    assert heading(page) == "Deleted"
    answer = page.goto(manage)
    assert answer is not None
    assert answer.status == 404


def left_by_mail_program(digest) -> None:
    """Do what a mail provider does for its "unsubscribe" button (RFC 8058)."""
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    target = next(
        each.strip().strip("<>") for each in digest["List-Unsubscribe"].split(",") if each.strip().startswith("<http")
    )
    body = urllib.parse.urlencode({"List-Unsubscribe": "One-Click"}).encode()
    with urllib.request.urlopen(urllib.request.Request(target, data=body), timeout=20) as answer:
        assert answer.status == 200


def until(event):
    """When the entry ends: of a deadline its moment; a hearing may have a start alone."""
    return event.decoded("dtend" if "dtend" in event else "dtstart")


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_a_volunteer_takes_the_right_deadline_into_a_calendar(site: Site, page: Page):
    told = [each for each in told_by_commands(site) if each["kind"] == "written-testimony"]
    page.goto(site.address)
    follow(page, page.get_by_role("link", name="Hearings and deadlines").first)
    page.select_option("#place", "us-ma")
    press(page, "Show")
    assert set(page.locator("main article .kicker").all_inner_texts()) > set()
    assert all("Massachusetts" in each for each in page.locator("main article .kicker").all_inner_texts())
    follow(page, page.locator("main article a").first)
    assert page.get_by_role("heading", name="What you can do").is_visible()
    due = dt.datetime.fromisoformat(told[0]["due"])
    assert f"{due:%b} {due.day}, {due.year}" in page.locator("main").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Put this hearing in my calendar (a file)").click()
    assert due in {until(each) for each in events(Path(download.value.path()).read_bytes())}


def test_the_calendar_of_a_narrowed_list_can_be_subscribed_to_and_downloaded(site: Site, page: Page):
    due = {each["due"] for each in told_by_commands(site) if each["jurisdiction"] == "us-ma"}
    page.goto(f"{site.address}/deadlines?place=us-ma")
    tapped = page.get_by_role("link", name="Add to my calendar").get_attribute("href")
    assert tapped is not None
    assert tapped.startswith(site.address.replace("http:", "webcal:"))
    subscribed_to = events(fetched(tapped.replace("webcal:", "http:")))
    assert {dt.datetime.fromisoformat(each) for each in due} <= {until(each) for each in subscribed_to}
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the file").click()
    downloaded = events(Path(download.value.path()).read_bytes())
    assert {str(each["uid"]) for each in downloaded} == {str(each["uid"]) for each in subscribed_to}
    page.select_option("#topic", "veterans")
    press(page, "Show")
    assert page.locator("main article").count() == 0


def test_the_feed_of_a_followed_search_holds_what_the_page_shows(site: Site, page: Page):
    page.goto(f"{site.address}/bills")
    page.select_option("#place", "us")
    page.select_option("#topic", "veterans")
    press(page, "Show")
    shown = set(page.locator("main article h3").all_inner_texts())
    assert shown
    address = page.get_by_role("link", name="By feed (Atom)").get_attribute("href")
    parsed = feedparser.parse(fetched(urllib.parse.urljoin(page.url, address)))
    assert not parsed.bozo
    assert len(parsed.entries) == len(shown)
    for title in shown:
        assert any(title in entry.title for entry in parsed.entries), title
    follow(page, page.get_by_role("link", name="By email"))
    assert page.is_checked("input[name=topic][value=veterans]")
    assert page.is_checked("input[name=place][value=us]")


def told_by_commands(site: Site) -> list[dict]:
    """Every deadline, as the command line tells it."""
    return json.loads(site.run("deadlines", "--format", "json"))


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read()


def events(calendar: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(calendar).walk("VEVENT"))


SENATE = "https://www.senate.gov/general/committee_schedules/hearings.xml"
BROKEN = b"<meeting><identifier>400199</identifier><matter>A hearing without a day</matter></meeting>"
PASSWORD = "a sentence that nobody guesses"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with its own worker, whose network is a server on loopback with one row that cannot be read."""
    data = play(tmp_path_factory, "desk")
    with mailbox() as post, world() as network:
        today = clock.today()
        good = demo_pages(Day(today))[SENATE].body
        network.page(SENATE, good.replace(b"</css_meetings_scheduled>", BROKEN + b"</css_meetings_scheduled>"))
        with serving(data) as address, working(data, TRACKER_DETOUR=network.address):
            site = Site(address, data, post)
            added(site, "ana", "--admin")
            added(site, "bo")
            yield site


@contextmanager
def working(data: Path, **environment: str) -> Iterator[None]:
    """A worker of its own process, which does the crawls that are asked for and nothing else."""
    with (data.parent / "worker.log").open("wb") as log:
        process = begin(
            "worker", environment={**os.environ, "TRACKER_DATA_DIR": str(data), **environment}, stdout=log, stderr=log
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=60)


def added(site: Site, name: str, *more: str) -> None:
    done = tracker("users", "add", name, *more, "--password-stdin", given=PASSWORD, TRACKER_DATA_DIR=str(site.data))
    assert done.returncode == 0, done.stderr


def log_in(site: Site, page: Page, name: str, password: str = PASSWORD, code: str = "") -> None:
    page.goto(f"{site.address}/desk")
    assert heading(page) == "For organizers"
    page.fill("#name", name)
    page.fill("#password", password)
    page.fill("#code", code)
    press(page, "Log in")


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_an_organizer_crawls_watches_reads_the_report_and_leaves(desk: Site, page: Page, request):
    log_in(desk, page, "ana", "not the password at all")
    assert page.get_by_role("alert").inner_text() == "Name, password or code do not match."
    assert page.input_value("#name") == "ana"
    assert page.input_value("#password") == ""
    log_in(desk, page, "ana")
    assert heading(page) == "Sources"

    press(page, "Crawl now: us-senate-hearings")
    assert heading(page) == "us-senate-hearings"
    watched_to_the_end(page, scripts="with-scripts" in request.node.callspec.id)
    assert "1 of 4 rows could not be read" in page.get_by_role("status").inner_text()
    assert int(page.locator("[data-count=unreadable]").inner_text()) == 1
    assert page.locator("#problems ~ ol li").count() == 1
    assert page.get_by_role("button", name="Read the one page again that could not be read").is_visible()

    follow(page, page.get_by_role("link", name="Audit log"))
    assert "ask for crawl" in page.locator("tbody tr").first.inner_text()
    assert "us-senate-hearings" in page.locator("tbody tr").first.inner_text()
    press(page, "Log out")
    page.goto(f"{desk.address}/desk/audit")
    assert heading(page) == "For organizers"


def watched_to_the_end(page: Page, *, scripts: bool) -> None:
    """Wait as a person does: the page tells by itself with scripts, and when it is looked at again without."""
    again = page.get_by_role("link", name="Look again")
    if scripts:
        again.wait_for(state="detached", timeout=60_000)
        return
    for _look in range(120):
        if again.count() == 0:
            return
        page.wait_for_timeout(500)
        follow(page, again)
    raise AssertionError(f"the crawl did not end: {page.locator('main').inner_text()}")


def test_an_organizer_who_is_no_admin_looks_after_no_others_and_strangers_start_nothing(desk: Site, page: Page):
    log_in(desk, page, "bo")
    assert page.get_by_role("link", name="Organizers", exact=True).count() == 0
    answer = page.goto(f"{desk.address}/desk/users")
    assert answer is not None
    assert answer.status == 403
    page.context.clear_cookies()
    refused = page.request.post(
        f"{desk.address}/desk/crawl", form={"source": "us-ma-bills"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert refused.status == 401


def test_a_one_time_code_is_asked_once_it_is_set_up(desk: Site, page: Page):
    added(desk, "cy")
    log_in(desk, page, "cy")
    page.goto(f"{desk.address}/desk/me")
    secret = page.get_attribute("input[name=secret]", "value")
    assert secret is not None
    page.fill("#code_old", PASSWORD)
    page.fill("#code", "000000")
    form = page.locator("form[action='/desk/me/code']")
    follow(page, form.get_by_role("button").first)
    assert page.locator("#fault-code").is_visible()
    assert page.get_attribute("input[name=secret]", "value") == secret, "the phone need not be set up again"
    page.fill("#code_old", PASSWORD)
    page.fill("#code", pyotp.TOTP(secret).now())
    follow(page, form.get_by_role("button").first)
    press(page, "Log out")

    log_in(desk, page, "cy")
    assert page.get_by_role("alert").is_visible(), "the password alone is not enough"
    log_in(desk, page, "cy", code=pyotp.TOTP(secret).at(int(time.time()) + 30))
    assert heading(page) == "Sources"
