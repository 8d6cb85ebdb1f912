"""A mailing list's issues can be read on the web and by feed; nobody's own links are in them."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from alerts.compose.preview import preview
from alerts.compose.selection import Selection
from alerts.delivery.enqueue import queue_due
from alerts.delivery.sender import deliver
from tests.records import CONGRESS, bill
from tracker.clock import as_of
from tracker.db.engine import reading
from tracker.ingest.visit import Visit
from tracker.matching.flagging import flag_changed
from tracker.settings import load
from tracker.subscriptions import service
from tracker.subscriptions.people import Subscription
from tracker.subscriptions.preferences import Wishes
from tracker.web.app import create_app

NOW = dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC)


@pytest.fixture
def sent(engine: Engine) -> Subscription:
    """A list that got its first issue, and a person who got theirs."""
    with as_of(NOW):
        with Visit(engine, "us-test", CONGRESS) as visit:
            visit.take(bill(1, title="Mental health parity act"))
            visit.finish()
        flag_changed(engine)
        with service.changing(engine) as connection:
            service.subscribe(connection, "list@example.org", Wishes(), is_list=True, confirmed=True)
            service.subscribe(connection, "jane@example.org", Wishes(), confirmed=True)
        queue_due(engine)
        deliver(engine, load())
    with reading(engine) as connection:
        (found,) = service.lists(connection)
    return found


def test_the_issues_of_a_list_can_be_read_and_followed(engine: Engine, sent: Subscription) -> None:
    token = sent.link("archive")
    with TestClient(create_app(engine, load())) as client:
        page = client.get(f"/archive/{token}").text
        (key,) = re.findall(rf'href="/archive/{token}/([0-9a-f]+)"', page)
        issue = client.get(f"/es/archive/{token}/{key}").text
        feed = client.get(f"/archive/{token}/feed.atom")
    assert "Mental health parity act" in issue
    assert "This issue went to a mailing list." in " ".join(issue.split())
    assert not re.search(r"Not for me|Pause|Get fewer emails|Change what you get|/mute", issue + feed.text)
    assert "Subscribe: " in issue
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert feed.text.count("<entry>") == 1
    for purpose in ("manage", "unsubscribe", "mute", "confirm"):
        assert sent.link(purpose) not in issue + feed.text


def test_an_archive_is_opened_by_its_own_key_alone(engine: Engine, sent: Subscription) -> None:
    with reading(engine) as connection:
        (jane,) = service.of_address(connection, "jane@example.org")
    wrong = (jane.link("archive"), sent.link("manage"), "x", "ñ", sent.link("archive")[:-1])
    with TestClient(create_app(engine, load())) as client:
        assert {client.get(f"/archive/{token}").status_code for token in wrong} == {404}
        assert client.get(f"/archive/{sent.link('archive')}/nothing").status_code == 404


def test_the_mail_of_a_list_leads_to_its_archive(engine: Engine, sent: Subscription) -> None:
    paths = (load().data_dir / "mail" / "new").iterdir()
    mails = [path.read_text("utf-8").replace("=\n", "") for path in paths]
    assert sorted("/archive/" in mail for mail in mails) == [False, True]


def test_every_address_of_ours_in_a_preview_answers(engine: Engine, sent: Subscription) -> None:
    settings = load()
    with as_of(NOW), reading(engine) as connection:
        made = preview(connection, Selection(), since=NOW - dt.timedelta(days=900), language="en", settings=settings)
    told = {html.unescape(each) for each in re.findall(r'href="([^"]+)"', made.rendered.html)}
    ours = sorted(each for each in told if each.startswith(settings.site_url))
    assert any("record=" in each for each in ours), "what is not for me is among them"
    with TestClient(create_app(engine, settings), base_url=settings.site_url) as client:
        assert {each: client.get(each).status_code for each in ours} == dict.fromkeys(ours, 200)
        assert 'id="fresh"' in client.get("/places").text, "mails lead there for how fresh the sources are"
