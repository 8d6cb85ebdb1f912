"""`tracker crawl legiscan` against the API as it answers, and as it refuses."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from spiders.platforms import legiscan, legiscan_bill
from spiders.platforms.legiscan_quota import Quota
from tests.command import tracker
from tests.crawl.world import world
from tests.platforms.legiscan_world import KEY, URL, Api, action, bill, event, packed, session, status
from tests.states.visits import Visit, spider, visit

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def api() -> Iterator[Api]:
    with world() as made:
        yield Api(made)


def crawl(api: Api, *words: str, place: str | None = "us-tx", **environment: str):
    where = ("--jurisdiction", place) if place else ()
    code, summaries, said = api.world.crawl("legiscan", *where, *words, **{**KEY, **environment})
    assert len(summaries) == 1, said
    (summary,) = summaries
    return code, summary, said


def kinds(summary: dict) -> list[str]:
    return [each["kind"] for each in summary["errors"]]


def stored(what: str, *words: str) -> list[dict]:
    shown = tracker(what, *words, "--format", "jsonl", "--as-of", "2026-11-23")
    return [json.loads(line) for line in shown.stdout.splitlines()]


def counted(tmp_path: Path) -> dict:
    return json.loads((tmp_path / "data" / "legiscan-calls.json").read_text())


# -- what changed ----------------------------------------------------------------------------------------------------------


def test_a_bill_is_stored_under_the_name_that_native_sources_use(api: Api):
    api.bills[2172] = [bill(1, "HB0012")]
    code, summary, _said = crawl(api)

    assert (code, summary["verdict"], summary["new"], summary["errors"]) == (0, "ok", 1, [])
    assert [each["id"] for each in stored("bills")] == ["us-tx/89/HB12"]


def test_only_bills_that_changed_are_asked_for(api: Api):
    api.bills[2172] = [bill(1, "HB1"), bill(2, "HB2", calendar=[event()])]
    crawl(api)
    api.bills[2172][0] = bill(1, "HB1", title="Relating to crisis services")
    code, summary, _said = crawl(api)

    assert api.asked[4:] == [("getSessionList", "TX"), ("getMasterListRaw", "2172"), ("getBill", "1")]
    assert (code, summary["verdict"], summary["changed"], summary["unchanged"]) == (0, "ok", 1, 2)


def test_a_bill_listed_twice_is_asked_for_once(api: Api):
    api.bills[2172] = [bill(1, "HB1"), bill(1, "HB1")]
    _code, summary, _said = crawl(api)

    assert api.asked.count(("getBill", "1")) == 1
    assert summary["items"] == 1


def test_past_sessions_are_read_when_they_are_asked_for(api: Api):
    past = session(2100, 2023, 2024, prior=1, session_name="88th Legislature Regular Session")
    api.sessions["TX"] = [session(), past]
    api.bills[2100] = [bill(5, "HB5", session=past)]
    crawl(api)
    assert ("getMasterListRaw", "2100") not in api.asked
    crawl(api, "--session", "88")

    assert [each["id"] for each in stored("bills")] == ["us-tx/88/HB5"]


def test_a_session_that_is_not_there_is_told_with_those_that_are(api: Api):
    code, summary, _said = crawl(api, "--session", "12")

    assert code == 1
    assert "wanted 12, found 89" in summary["errors"][0]["reason"]


def test_since_asks_for_bills_with_an_action_from_that_day_on(api: Api):
    late = [*bill(1, "HB1")["history"], action("2026-11-20", "Passed")]
    api.bills[2172] = [bill(1, "HB1", history=late), bill(2, "HB2")]
    _code, summary, _said = crawl(api, "--since", "2026-11-01")

    assert [what for what in api.asked if what[0] == "getBill"] == [("getBill", "1")]
    assert summary["items"] == 1


def test_limit_counts_bills(api: Api):
    api.bills[2172] = [bill(n, f"HB{n}") for n in range(1, 6)]
    _code, summary, _said = crawl(api, "--limit", "2")

    assert (summary["items"], len([each for each in api.asked if each[0] == "getBill"])) == (2, 2)


def test_a_session_without_bills_is_empty_not_broken(api: Api):
    code, summary, _said = crawl(api)

    assert (code, summary["verdict"]) == (0, "empty")


def test_without_a_place_the_search_comes_first_and_then_fifty_one_places(api: Api):
    api.found = [bill(77, "HB77", state="AK", session=session(9, 2025, 2026))]
    code, summary, _said = crawl(api, place=None)

    assert api.asked[:2] == [("getSearchRaw", "ALL"), ("getBill", "77")]
    assert len({what for operation, what in api.asked if operation == "getSessionList"}) == 51
    assert (code, summary["verdict"], summary["new"]) == (0, "ok", 1)
    assert [each["id"] for each in stored("bills")] == ["us-ak/34/HB77"]


def test_congress_is_read_when_it_is_named(api: Api):
    api.sessions["US"] = [session(2199, session_name="119th Congress")]
    api.bills[2199] = [bill(3, "HB7", state="US"), bill(4, "SJR8", state="US", bill_type="JR", body="S")]
    crawl(api, place="us")

    assert sorted(each["id"] for each in stored("bills")) == ["us/119/HR7", "us/119/SJRES8"]


def test_a_place_that_is_none_is_told(api: Api):
    code, summary, _said = crawl(api, place="us-pr")

    assert (code, kinds(summary), api.asked) == (1, ["wrong-jurisdiction"], [])


# -- datasets --------------------------------------------------------------------------------------------------------------


def many() -> list[dict]:
    return [bill(n, f"HB{n}") for n in range(1, legiscan.BULK + 3)]


def met(offline: Api, tmp_path: Path, instead: dict[tuple[str, str], str] | None = None, **asked) -> Visit:
    """A visit to Texas without a network."""
    answers = offline.answers()
    for (operation, what), text in (instead or {}).items():
        name = "state" if operation in {"getSessionList", "getDatasetList"} else "id"
        answers[f"{URL}?op={operation}&{name}={what}"] = text.encode()
    made = spider("legiscan", "2026-11-23T12:00:00+00:00", jurisdiction="us-tx", **asked)
    return visit(made, answers, tmp_path)


def operations(seen: Visit) -> list[str]:
    return [parse_qs(urlsplit(url).query)["op"][0] for url in seen.asked]


def test_a_session_met_for_the_first_time_is_read_from_its_dataset(tmp_path: Path):
    held = many()
    made = Api(dataset=packed(*held, vote__1='{"roll_call": {}}', people__1='{"person": {}}'))
    made.bills[2172] = [held[0], bill(2, "HB2", title="Relating to crisis lines"), *held[2:]]
    seen = met(made, tmp_path)

    assert operations(seen) == ["getSessionList", "getMasterListRaw", "getDatasetList", "getDatasetRaw", "getBill"]
    assert len({each.id for each in seen.bills}) == legiscan.BULK + 2
    assert (seen.bills[-1].title, seen.faults) == ("Relating to crisis lines", [])


def test_a_broken_dataset_costs_calls_and_no_bill_and_tells_no_key(tmp_path: Path):
    made = Api(bills={2172: many()}, dataset=packed(*many())[:500])
    seen = met(made, tmp_path)

    assert len(seen.bills) == legiscan.BULK + 2
    assert [(each.kind, each.reason.partition(":")[0]) for each in seen.faults] == [
        ("truncated-zip", "dataset of session 2172")
    ]


def test_a_broken_file_of_a_dataset_costs_itself(tmp_path: Path):
    made = Api(bills={2172: many()}, dataset=packed(*many()[1:], bill__HB1="{"))
    seen = met(made, tmp_path)

    assert len(seen.faults) == 1
    assert len(seen.bills) == legiscan.BULK + 2
    assert operations(seen)[-1] == "getBill"


def test_a_dataset_older_than_what_is_known_changes_nothing_back(tmp_path: Path):
    old = many()
    newest = bill(1, "HB1", title="The newest", history=[action("2026-11-20", "Passed House")])
    made = Api(bills={2172: [newest, *(bill(each["bill_id"], each["bill_number"], title="New") for each in old[1:])]})
    made.dataset = packed(*old)
    seen = met(made, tmp_path, stamps={"us-tx/89/HB1": legiscan_bill.stamp(newest)})

    assert "us-tx/89/HB1" not in {each.id for each in seen.bills}
    assert {each.title for each in seen.bills[-3:]} == {"New"}


def test_without_a_dataset_the_bills_are_asked_for_one_by_one(tmp_path: Path):
    seen = met(Api(bills={2172: many()}), tmp_path)

    assert (len(seen.bills), operations(seen)[2], seen.faults) == (legiscan.BULK + 2, "getDatasetList", [])


# -- hearings --------------------------------------------------------------------------------------------------------------


def test_a_hearing_of_several_bills_is_one_hearing(api: Api):
    api.bills[2172] = [bill(1, "HB1", calendar=[event()]), bill(2, "HB2", calendar=[event()])]
    crawl(api)
    (found,) = stored("hearings")

    assert found["id"] == "us-tx/legiscan-951c9966"
    assert [each["identifier"] for each in found["bills"]] == ["HB1", "HB2"]
    assert found["start"].startswith("2026-12-01T")


def test_a_bill_that_did_not_change_stays_on_the_agenda_when_another_joins(api: Api):
    api.bills[2172] = [bill(1, "HB1", calendar=[event()]), bill(2, "HB2")]
    crawl(api)
    api.bills[2172][1] = bill(2, "HB2", calendar=[event()])
    crawl(api)
    (found,) = stored("hearings")

    assert [each["identifier"] for each in found["bills"]] == ["HB1", "HB2"]


def test_a_hearing_without_a_day_costs_itself_and_is_told(api: Api):
    api.bills[2172] = [bill(n, f"HB{n}") for n in range(2, 30)]
    api.bills[2172].append(bill(1, "HB1", calendar=[event(date="0000-00-00")]))
    code, summary, _said = crawl(api)

    assert (code, summary["items"], summary["unreadable"]) == (3, 29, 1)
    assert "us-tx/89/HB1: date: wanted the day of a hearing" in summary["errors"][0]["reason"]


# -- the key and the quota -------------------------------------------------------------------------------------------------


def test_without_a_key_it_is_skipped_and_says_so(api: Api):
    code, summary, _said = crawl(api, TRACKER_LEGISCAN_API_KEY="")

    assert (code, summary["verdict"], api.asked) == (0, "skipped", [])
    assert "TRACKER_LEGISCAN_API_KEY" in summary["reason"]


def test_a_wrong_key_ends_the_visit_after_one_question(api: Api):
    code, summary, said = crawl(api, place=None, TRACKER_LEGISCAN_API_KEY="a-wrong-one")

    assert (code, summary["verdict"], kinds(summary), len(api.asked)) == (1, "failed", ["wrong-key"], 1)
    assert "TRACKER_LEGISCAN_API_KEY" in summary["errors"][0]["reason"]
    assert "a-wrong-one" not in json.dumps(summary) + said


def test_every_call_is_counted_by_month(api: Api, tmp_path: Path):
    api.bills[2172] = [bill(1, "HB1")]
    crawl(api)
    assert counted(tmp_path) == {"month": "2026-11", "calls": 3}
    crawl(api)
    assert counted(tmp_path) == {"month": "2026-11", "calls": 5}


def test_the_visit_stops_before_the_limit_and_says_when_it_goes_on(api: Api, tmp_path: Path):
    api.bills[2172] = [bill(n, f"HB{n}") for n in range(1, 6)]
    code, summary, _said = crawl(api, TRACKER_LEGISCAN_CALLS_PER_MONTH="4")

    assert (code, summary["verdict"], summary["items"], kinds(summary)) == (3, "degraded", 2, ["quota-used-up"])
    assert "4 of 4 calls of 2026-11 are made; it goes on from 2026-12-01, 3 bills" in summary["errors"][0]["reason"]
    assert (len(api.asked), counted(tmp_path)["calls"]) == (4, 4)


def test_the_next_visit_goes_on_with_what_was_not_reached(api: Api):
    api.bills[2172] = [bill(n, f"HB{n}") for n in range(1, 6)]
    crawl(api, TRACKER_LEGISCAN_CALLS_PER_MONTH="4")
    code, summary, _said = crawl(api)

    assert (code, summary["verdict"], summary["new"], summary["unchanged"]) == (0, "ok", 3, 2)


def test_a_used_up_month_asks_nothing_more(api: Api):
    code, summary, _said = crawl(api, TRACKER_LEGISCAN_CALLS_PER_MONTH="0")

    assert (code, kinds(summary), api.asked) == (1, ["quota-used-up"], [])


def test_a_new_month_counts_anew(api: Api, tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "legiscan-calls.json").write_text('{"month": "2026-10", "calls": 30000}')
    code, _summary, _said = crawl(api)

    assert (code, counted(tmp_path)) == (0, {"month": "2026-11", "calls": 2})


@pytest.mark.parametrize("damage", ["", "[]", '{"month": "2026-11"}', '{"month": "2026-11", "calls": "x"}'])
def test_a_damaged_count_is_taken_for_a_used_up_month(tmp_path: Path, damage: str):
    path = tmp_path / "legiscan-calls.json"
    path.write_text(damage)

    assert Quota(path, 30_000, NOW).left() == 0


def test_the_month_is_that_of_the_east_coast(tmp_path: Path):
    quota = Quota(tmp_path / "calls.json", 10, dt.datetime(2026, 12, 1, 3, tzinfo=dt.UTC))

    assert (quota.month, quota.goes_on) == ("2026-11", dt.date(2026, 12, 1))


def test_calls_of_processes_side_by_side_are_all_counted(tmp_path: Path):
    quota = Quota(tmp_path / "calls.json", 1_000, NOW)
    threads = [threading.Thread(target=lambda: [quota.count() for _ in range(20)]) for _ in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert quota.used() == 100


@pytest.mark.parametrize(
    "words",
    ["API query limit exceeded", "Monthly query quota reached", "Query limit exceeded for this key"],
)
def test_a_quota_that_legiscan_calls_used_up_ends_the_visit_and_the_month(tmp_path: Path, words: str):
    made = Api(bills={2172: [bill(n, f"HB{n}") for n in (1, 2, 3)]})
    refused = json.dumps({"status": "ERROR", "alert": {"message": words}})
    seen = met(made, tmp_path, {("getBill", "2"): refused})
    again = met(made, tmp_path)

    assert (len(seen.bills), [each.kind for each in seen.faults]) == (1, ["quota-used-up"])
    assert f"({words}); it goes on from 2026-12-01, 1 bill and 0 lists are left" in seen.faults[0].reason
    assert (again.asked, [each.kind for each in again.faults]) == ([], ["quota-used-up"])


# -- what goes wrong -------------------------------------------------------------------------------------------------------


def test_a_retry_after_is_waited_for(api: Api):
    api.bills[2172] = [bill(1, "HB1")]
    asked = []

    def busy_once(handler) -> None:
        asked.append(1)
        if len(asked) == 1:
            status(429, Retry_After="1")(handler)
        else:
            del api.instead["getBill", "1"]
            api._answer(handler)

    api.instead["getBill", "1"] = busy_once
    code, summary, _said = crawl(api)

    assert (code, summary["verdict"], summary["items"]) == (0, "ok", 1)


def test_a_long_retry_after_puts_the_rest_off(api: Api):
    api.bills[2172] = [bill(1, "HB1"), bill(2, "HB2"), bill(3, "HB3")]
    api.instead["getBill", "2"] = status(429, Retry_After="90000")
    code, summary, _said = crawl(api)

    assert (code, summary["items"], kinds(summary)) == (3, 1, ["slow-down"])
    assert "1 bill and 0 lists are left" in summary["errors"][0]["reason"]


def test_one_bill_that_fails_costs_itself_and_is_asked_for_again(api: Api):
    api.bills[2172] = [bill(n, f"HB{n}") for n in range(1, 31)]
    api.instead["getBill", "2"] = status(404)
    code, summary, _said = crawl(api)
    assert (code, summary["verdict"], summary["items"], kinds(summary)) == (3, "degraded", 29, ["http-404"])

    del api.instead["getBill", "2"]
    _code, summary, _said = crawl(api)
    assert (summary["new"], summary["unchanged"]) == (1, 29)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"status": "ERROR", "alert": {"message": "Unknown bill id"}}', "api-refusal"),
        ("<html><body>busy</body></html>", "html-page"),
        ("", "empty-page"),
        ('{"status": "OK", "bills": {}}', "page-changed"),
        ("[]", "page-changed"),
        ('{"status": "OK", "bill": ', "page-changed"),
        ('{"status": "OK", "bill": {"bill_id": 2}}', "Unreadable"),
        ('{"status": "OK", "bill": []}', "Unreadable"),
    ],
)
def test_an_answer_of_another_shape_costs_one_bill(tmp_path: Path, text: str, kind: str):
    made = Api(bills={2172: [bill(n, f"HB{n}") for n in (1, 2, 3)]})
    seen = met(made, tmp_path, {("getBill", "2"): text})

    assert [each.identifier for each in seen.bills] == ["HB1", "HB3"]
    assert [getattr(each, "kind", type(each).__name__) for each in seen.faults] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        '{"status": "OK", "masterlist": [["HB1", "abc"]]}',
        '{"status": "OK", "masterlist": {"session": {}, "0": {"bill_id": 1, "number": "HB1"}}}',
        '{"status": "OK", "bills": []}',
        '{"status": "OK", "masterlist": "none"}',
    ],
)
def test_a_list_of_another_shape_is_told(tmp_path: Path, text: str):
    seen = met(Api(bills={2172: [bill(1, "HB1")]}), tmp_path, {("getMasterListRaw", "2172"): text})

    assert ([each.kind for each in seen.faults], seen.bills) == (["page-changed"], [])


@pytest.mark.parametrize("text", ['{"status": "OK", "sessions": []}', '{"status": "OK", "sessions": {"0": 1}}', "{}"])
def test_sessions_of_another_shape_are_told(tmp_path: Path, text: str):
    seen = met(Api(), tmp_path, {("getSessionList", "TX"): text})

    assert [each.kind for each in seen.faults] == ["page-changed"]


def test_one_place_that_fails_does_not_cost_the_others(api: Api):
    api.bills[1] = [bill(1, "HB1")]
    api.instead["getSessionList", "AK"] = status(404)
    code, summary, _said = crawl(api, place=None)

    assert (code, kinds(summary), summary["items"]) == (3, ["http-404"], 1)
    assert len([each for each in api.asked if each[0] == "getSessionList"]) == 51


def test_a_host_that_hangs_up_is_told(api: Api):
    def hang_up(handler) -> None:
        handler.close_connection = True
        handler.connection.close()

    api.world.pages[URL] = hang_up
    code, summary, _said = crawl(api)

    assert (code, summary["verdict"]) == (1, "failed")
    assert "a-key-of-ours" not in json.dumps(summary)
