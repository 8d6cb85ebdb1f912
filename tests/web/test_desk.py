"""The organizers' desk: topics are tried before they count, nothing is overwritten, everything is written down."""

from __future__ import annotations

import datetime as dt
import html
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select, update
from starlette.testclient import TestClient

from spiders import added_feeds
from tests.records import CONGRESS, bill
from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import AuditRow, Match, Slot, SubscriptionRow
from tracker.exports import impact, impact_text
from tracker.ingest.visit import Visit
from tracker.matching.flagging import flag_changed
from tracker.matching.labels import stored_labels
from tracker.settings import load
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes
from tracker.web import accounts
from tracker.web.app import create_app
from tracker.web.desk import topic_rows

FORM = {"sec-fetch-site": "same-origin"}
PASSWORD = "a sentence that nobody guesses"
LLAMAS = """
topic = "llamas"
title = "Llamas in care"
why = "Animals help some people."
threshold = 30

[[rule]]
id = "llamas"
any_of = ["therapy llama"]
weight = 6
flags = ["Permits a therapy llama in hospitals"]
ignores = ["Farming of llamas"]
"""


@pytest.fixture
def desk(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    with Visit(sqlite_engine, "us-test", CONGRESS) as visit:
        visit.take(bill(1))
        visit.take(replace(bill(2), title="Therapy Llama Access Act", abstracts=(), subject=()))
        visit.finish()
    flag_changed(sqlite_engine)
    accounts.add_user(sqlite_engine, "ana", PASSWORD, "organizer", "a test")
    with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1", headers=FORM) as made:
        made.post("/login", data={"name": "ana", "password": PASSWORD})
        yield made
        for thread in threading.enumerate():
            if thread.name.startswith("judge "):
                thread.join()


def test_a_job_that_fails_is_told_on_the_desk_and_to_machines(desk, sqlite_engine):
    assert desk.get("/readyz").json() == {"status": "ok", "wrong": []}
    now = clock.now()
    row = {"job": "forget", "slot": "2026-11-23", "claimed_at": now, "claimed_by": "a scheduler", "finished_at": now}
    with writing(sqlite_engine) as connection:
        connection.execute(insert(Slot).values(row | {"outcome": "failed", "told": "no such command: purge"}))
    assert "no such command: purge" in desk.get("/desk").text
    ready = desk.get("/readyz")
    assert (ready.status_code, ready.json()["wrong"]) == (503, ["job forget"])


def send(desk: TestClient, path: str, **fields: str) -> Any:
    """Fill in the form of a page and send it."""
    page = desk.get(path).text
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf|seen)" value="([^"]*)"', page))
    return desk.post(path, data={**hidden, **fields})


def flagged(engine: Engine) -> set[tuple[str, str]]:
    with reading(engine) as connection:
        rows = connection.execute(select(Match.record_id, Match.topic).where(Match.flagged, Match.gone_at.is_(None)))
        return {(row.record_id, row.topic) for row in rows}


def judged(engine: Engine) -> list[Any]:
    for thread in threading.enumerate():
        if thread.name.startswith("judge "):
            thread.join()
    with reading(engine) as connection:
        return list(connection.execute(select(AuditRow.actor, AuditRow.action, AuditRow.details).order_by(AuditRow.id)))


def test_a_draft_shows_what_would_change_and_changes_nothing(desk: TestClient, sqlite_engine: Engine, tmp_path: Path):
    before = flagged(sqlite_engine)
    page = send(desk, "/desk/topics/llamas", text=LLAMAS, sample="On therapy llamas", do="check")

    assert page.status_code == 200
    assert "Therapy Llama Access Act" in page.text
    assert "2 stored records were looked at." in page.text
    assert "<mark>therapy llamas</mark>" in page.text
    assert flagged(sqlite_engine) == before
    assert not (tmp_path / "topics").exists()


def test_a_text_can_be_tried_on_the_wording_that_counts_now(desk: TestClient):
    send(desk, "/desk/topics/llamas", text=LLAMAS, do="save")
    page = send(desk, "/desk/topics/llamas", text=LLAMAS, sample="On therapy llamas", do="check")
    assert "it says the same as the wording that counts now" in page.text
    assert "<mark>therapy llamas</mark>" in page.text


def test_a_saved_topic_is_in_force_and_written_down(desk: TestClient, sqlite_engine: Engine, tmp_path: Path):
    done = send(desk, "/desk/topics/llamas", text=LLAMAS, do="save")

    assert done.url.path == "/desk/topics/llamas"
    assert "Your own wording counts." in done.text
    assert (tmp_path / "topics" / "llamas.toml").read_text().strip() == LLAMAS.strip()
    log = judged(sqlite_engine)
    assert [(row.actor, row.action) for row in log[-2:]] == [("ana", "save topic"), ("tracker", "judge anew")]
    assert log[-1].details["new"] == 1
    assert ("us/119/HR2", "llamas") in flagged(sqlite_engine)
    assert "Llamas in care" in desk.get("/topics").text


def test_a_faulty_wording_is_never_saved_and_names_each_fault_with_its_line(desk: TestClient, tmp_path: Path):
    broken = LLAMAS.replace('ignores = ["Farming of llamas"]', 'ignores = ["A therapy llama farm"]')
    page = send(desk, "/desk/topics/llamas", text=broken, do="save")

    assert page.status_code == 422
    assert "expected it to ignore its example" in page.text
    assert "Line 8" in page.text
    assert "therapy llama farm" in page.text
    assert not (tmp_path / "topics" / "llamas.toml").exists()
    assert send(desk, "/desk/topics/llamas", text="topic = ", do="save").status_code == 422
    assert send(desk, "/desk/topics/llamas", text=LLAMAS.replace("llamas", "alpacas", 1), do="save").status_code == 422
    assert send(desk, "/desk/topics/llamas", text=LLAMAS + "#" * 300_000, do="save").status_code == 422


def test_a_second_person_cannot_overwrite_what_the_first_saved(desk: TestClient, tmp_path: Path):
    stale = re.findall(r'name="(csrf|seen)" value="([^"]*)"', desk.get("/desk/topics/llamas").text)
    send(desk, "/desk/topics/llamas", text=LLAMAS, do="save")
    late = desk.post(
        "/desk/topics/llamas", data={**dict(stale), "text": LLAMAS.replace("weight = 6", "weight = 5"), "do": "save"}
    )

    assert late.status_code == 409
    assert "somebody else changed this topic" in late.text
    assert "weight = 5" in late.text  # what was typed is kept on the page
    assert "weight = 6" in (tmp_path / "topics" / "llamas.toml").read_text()


def test_an_own_wording_of_a_shipped_topic_can_be_taken_back(desk: TestClient, sqlite_engine: Engine, tmp_path: Path):
    shipped = flagged(sqlite_engine)
    none = LLAMAS.replace("llamas", "crisis-988", 1)
    assert "no longer flagged" in send(desk, "/desk/topics/crisis-988", text=none, do="check").text
    send(desk, "/desk/topics/crisis-988", text=none, do="save")
    judged(sqlite_engine)
    assert ("us/119/HR1", "crisis-988") not in flagged(sqlite_engine)

    send(desk, "/desk/topics/crisis-988", do="shipped")
    judged(sqlite_engine)
    assert flagged(sqlite_engine) == shipped
    assert len(list((tmp_path / "topics" / "earlier").iterdir())) == 1


def test_a_wording_is_text_on_the_page(desk: TestClient):
    hostile = LLAMAS.replace("Llamas in care", "</textarea><script>alert(1)</script>")
    page = send(desk, "/desk/topics/llamas", text=hostile, sample="</textarea><img src=x onerror=alert(1)>", do="check")
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text


def test_a_topic_has_a_plain_name(desk: TestClient):
    for slug in ("lists", "a", "Ä", "x" * 50, "a/b", "a.b", "A"):
        assert desk.get(f"/desk/topics/{slug}").status_code == 404, slug
        answer = send(desk, "/desk/topics", slug=slug)
        assert answer.status_code == 422, slug
        assert "small letters" in answer.text, slug


def test_a_visitor_reaches_no_page_of_the_desk(sqlite_engine: Engine, desk: TestClient):
    with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1", headers=FORM) as stranger:
        for path in ("/desk", "/desk/topics", "/desk/topics/parity", "/desk/runs", "/desk/outbox", "/desk/audit"):
            assert stranger.get(path, follow_redirects=False).status_code == 303, path
        assert stranger.post("/desk/topics/parity", data={"text": LLAMAS, "do": "save"}).status_code == 401


def test_the_runs_of_a_source_that_there_is_not_are_refused_with_the_nearest(desk: TestClient):
    assert "us-test" in desk.get("/desk/runs?source=us-test").text
    answer = desk.get("/desk/runs?source=us-tset")
    assert (answer.status_code, "us-test" in answer.text) == (422, True)


def test_an_organizer_lifts_what_a_fault_of_the_relay_stopped(desk: TestClient, sqlite_engine: Engine):
    with clock.as_of(dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC)), writing(sqlite_engine) as connection:
        for number in range(3):
            service.subscribe(connection, f"reader{number}@example.org", Wishes(), confirmed=True)
        for reason, owner in (("bounced", 0), ("bounced", 1), ("complained", 2)):
            service.suppress(connection, f"reader{owner}@example.org", reason)
        service.suppress(connection, "deleted@example.org", "bounced")
        connection.execute(update(SubscriptionRow).values(state="bounced"))
    page = desk.get("/desk/subscriptions").text
    assert "reader0" not in page
    assert '<td class="n">2</td>' in page  # the deleted one cannot be written to again
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf is not None
    form = {"csrf": csrf[1], "reason": "bounced", "day": "2026-11-23"}
    assert desk.post("/desk/subscriptions/lift", data={**form, "reason": "complained"}).status_code == 400
    assert desk.post("/desk/subscriptions/lift", data={**form, "day": "2026-99-99"}).status_code == 400
    assert desk.post("/desk/subscriptions/lift", data=form).status_code == 200
    with reading(sqlite_engine) as connection:
        assert [found.state for found in service.all_of(connection)] == ["active", "active", "bounced"]
        assert "lift suppressions" in set(connection.execute(select(AuditRow.action)).scalars())
    assert "Write to them again" not in desk.get("/desk/subscriptions").text


def csrf(desk: TestClient, path: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', desk.get(path).text)
    assert found is not None
    return found[1]


def test_a_label_is_kept_listed_and_written_down(desk: TestClient, sqlite_engine: Engine):
    sent = {"csrf": csrf(desk, "/desk/labels"), "record": "us/119/HR1", "topic": "parity", "belongs": "no"}
    page = desk.post("/desk/labels", data=sent)
    assert page.status_code == 200
    assert "does not belong" in page.text
    assert [(each["record_id"], each["belongs"]) for each in stored_labels(sqlite_engine)] == [("us/119/HR1", False)]
    assert "label" in desk.get("/desk/audit").text
    assert desk.post("/desk/labels", data={**sent, "record": "us/119/HR404"}).status_code == 422


def test_a_feed_that_cannot_be_visited_is_refused_beside_its_field(desk: TestClient):
    sent = {"csrf": csrf(desk, "/desk/feeds"), "url": "http://127.0.0.1:9/x.ics", "place": "us-il", "kind": "hearings"}
    page = desk.post("/desk/feeds", data=sent)
    assert page.status_code == 422
    assert 'id="fault-url"' in page.text
    assert desk.post("/desk/feeds", data={**sent, "kind": "gossip"}).status_code == 422
    assert desk.post("/desk/feeds", data={**sent, "url": "--help"}).status_code == 422


def test_an_added_feed_stands_on_its_page(desk: TestClient, sqlite_engine: Engine):
    told = {"jurisdiction": "us-il", "kind": "town-halls", "publisher": "A board", "timezone": "America/Chicago"}
    added_feeds.add(sqlite_engine, "https://board.example/halls.ics", name="us-il-halls", **told)
    page = desk.get("/desk/feeds").text
    assert "https://board.example/halls.ics" in page
    assert '<option value="town-halls"' in page


def test_times_on_the_desk_are_local_and_the_secret_of_codes_is_a_picture_too(desk: TestClient):
    assert "UTC" not in desk.get("/desk/audit").text
    drawn = desk.get("/desk/me").text.partition('class="qr"')[2][:200]
    assert "<svg viewBox=" in drawn, "a drawing without a view box is cut off at the width of the page"


def test_a_rule_is_added_by_a_form_tried_at_once_and_saved_only_when_asked(desk: TestClient):
    path = "/desk/topics/llamas"
    page = desk.get(path).text
    sent = {"csrf": csrf(desk, path), "seen": "", "text": LLAMAS, "do": "add", "sample": "A bill on comfort alpacas"}
    rule = {
        "rule_words": 'comfort alpaca*\n"calm\\camel',
        "rule_weight": "5",
        "rule_flags": "Permits a comfort alpaca",
        "rule_ignores": "Wool",
    }
    added = desk.post(path, data={**sent, **rule})
    assert "alpaca" not in page
    assert '<th scope="row" class="mono">comfort-alpaca</th>' in added.text
    assert "Permits a comfort alpaca" in added.text
    assert not (load().data_dir / "topics" / "llamas.toml").exists()


@given(st.text(max_size=60), st.text(max_size=8), st.text(max_size=40))
def test_whatever_is_typed_into_the_form_becomes_a_rule_that_can_be_read(words, weight, title):
    told = topic_rows.as_rule(words=words, weight=weight, flags=title, ignores="", known=["rule"])
    (row,) = topic_rows.rows_of(told)
    assert row.id
    assert row.id != "rule"
    assert list(row.words) == [line.strip() for line in words.replace("\x00", "").splitlines() if line.strip()][:40]


def test_an_organizer_keeps_a_list_that_no_visitor_sees(desk: TestClient, sqlite_engine: Engine, tmp_path: Path):
    assert send(desk, "/desk/lists", name="Ours 2027").status_code == 422
    assert send(desk, "/desk/lists", name="ours").url.path == "/desk/lists/ours"
    page = send(desk, "/desk/lists/ours", bill="hr 2", position="oppose", note="<b>=ours</b>")
    assert "Therapy Llama Access Act" in page.text
    assert "&lt;b&gt;=ours" in page.text
    assert (tmp_path / "lists" / "ours.txt").read_text() == "us/119/HR2 oppose # <b>=ours</b>\n"
    taken = desk.get("/desk/lists/ours/table.csv")
    assert "us/119/HR2" in taken.text
    assert taken.headers["Cache-Control"] == "no-store"
    assert send(desk, "/desk/lists/ours", bill="HR 999").status_code == 422
    assert send(desk, "/desk/lists/ours", bill="hr2", position="love").status_code == 422
    assert desk.get("/desk/lists/a.b").status_code == 404
    assert "Nos oponemos" in desk.get("/es/desk/lists/ours").text
    assert "Nothing yet." in send(desk, "/desk/lists/ours", bill="us/119/HR2", do="remove").text
    assert [(row.actor, row.action) for row in judged(sqlite_engine)[-2:]] == [("ana", "change list")] * 2
    with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1", headers=FORM) as stranger:
        for path in ("/desk/lists", "/desk/lists/ours", "/desk/lists/ours/table.csv"):
            assert stranger.get(path, follow_redirects=False).status_code == 303, path


def test_an_organizer_reads_the_report_of_a_list_in_the_words_of_the_command(desk: TestClient, sqlite_engine: Engine):
    send(desk, "/desk/lists/ours", bill="hr 2", position="support")
    asked = "?list=ours&since=2020-01-01&until=2099-12-31"
    page = desk.get(f"/desk/report{asked}")
    told = html.unescape(re.sub(r"<[^>]*>", " ", page.text))
    with reading(sqlite_engine) as connection:
        scope = impact.Scope(since=dt.date(2020, 1, 1), until=dt.date(2099, 12, 31), list="ours")
        found = impact.measure(connection, scope)
    for title, lines in impact_text.sections(found, impact_text.flowing):
        assert title in told
        assert all(text in told for text, _url in lines)
    assert impact.CAUTION in told
    table = desk.get(f"/desk/report.csv{asked}")
    assert (table.headers["Cache-Control"], table.text.splitlines()[0]) == ("no-store", ",".join(impact_text.COLUMNS))
    for wrong in ("list=theirs", "since=soon", "since=2026-02-01&until=2026-01-01", "lists=ours"):
        assert desk.get(f"/desk/report?{wrong}").status_code == 422, wrong
        assert desk.get(f"/desk/report.csv?{wrong}").status_code == 422, wrong
    with TestClient(create_app(sqlite_engine, load()), base_url="http://127.0.0.1", headers=FORM) as stranger:
        assert stranger.get(f"/desk/report{asked}", follow_redirects=False).status_code == 303


def test_a_stranger_neither_follows_a_list_nor_learns_its_name(desk: TestClient, tmp_path: Path):
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "housing.txt").write_text("us/119/HR2 oppose\n")
    for asked in ("list:housing", "list:housin"):
        page = desk.post("/subscribe", data={"address": "jane@example.org", "follow": asked})
        assert page.status_code == 422
        assert "Please ask the organizers of a list" in page.text
        assert "did you mean" not in page.text
