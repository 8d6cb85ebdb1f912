"""The three users' journeys, end to end, in a real browser against a real server on the demo's data."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.core.test_commands import tracker
from tests.web.mailbox import Mailbox, link, mailbox
from tests.web.test_browser import FLAGS
from tests.web.world import play, serving

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
    data = play(tmp_path_factory.mktemp("journeys"))
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
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def subscribed(site: Site, page: Page, person: str) -> None:
    """Ask for mails as a person does: with a slip first, then rightly, then by the button of the mail's page."""
    page.goto(site.address)
    page.get_by_role("link", name="Subscribe").first.click()
    page.fill("#address", "jo at example")
    page.check("input[name=topic] >> nth=0")
    page.check("input[name=cadence][value=daily]")
    press(page, "Subscribe")
    fault = page.locator("#fault-address")
    assert "does not look like a mail address" in fault.inner_text()
    assert page.get_attribute("#address", "aria-describedby") == "fault-address"
    assert page.input_value("#address") == "jo at example"
    assert page.is_checked("input[name=topic] >> nth=0")
    assert page.is_checked("input[name=cadence][value=daily]")

    page.fill("#address", person)
    page.wait_for_timeout(LONGER_THAN_A_PROGRAM_TAKES_MS)
    press(page, "Subscribe")
    assert heading(page) == "Look into your mail"
    site.run("deliver")
    (asked,) = site.mail_to(person)
    page.goto(link(asked, "/confirm/"))
    page.reload()
    assert heading(page) == "One more click", "opening the link, as mail scanners do, confirms nothing"
    press(page, "Yes, send me these mails")
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

    with page.expect_download() as download:
        page.get_by_role("link", name="Take it along (JSON)").click()
    mine = Path(download.value.path()).read_text()
    assert json.loads(mine)
    assert person in mine

    page.goto(link(digest, "/mute/"))
    page.locator("form", has_text="The whole topic").get_by_role("button").click()
    assert heading(page) == "Noted"
    page.goto(manage)
    assert page.get_by_role("button", name="Tell it again").count() == 1

    left_by_mail_program(digest)
    page.goto(manage)
    assert "stopped" in page.locator(".lead").inner_text()
    press(page, "Begin again")
    page.goto(link(digest, "/unsubscribe/"))
    assert heading(page) == "Stop these mails?"
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
    with urllib.request.urlopen(urllib.request.Request(target, data=body), timeout=20) as answer:  # noqa: S310
        assert answer.status == 200
