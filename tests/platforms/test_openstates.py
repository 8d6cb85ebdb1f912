"""`tracker crawl openstates` against the API as it answers, and as it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from scrapy.settings import Settings

from spiders.platforms.openstates import OpenStatesBills
from tests.command import tracker
from tests.crawl.world import world
from tests.platforms.openstates_world import HOST, KEY, Api, bill, event, refuse, send
from tests.states.visits import spider, visit


@pytest.fixture
def api() -> Iterator[Api]:
    with world() as made:
        yield Api(made)


def crawl(api: Api, *words: str, **environment: str):
    code, summaries, said = api.world.crawl(*words, **{**KEY, **environment})
    assert len(summaries) == 1, said
    (summary,) = summaries
    return code, summary, said


def stored(what: str, *words: str) -> list[dict]:
    shown = tracker(what, *words, "--format", "jsonl", "--as-of", "2026-11-23")
    return [json.loads(line) for line in shown.stdout.splitlines()]


def test_a_bill_is_stored_under_the_name_that_native_sources_use(api: Api):
    api.pages["bills", "ma"] = [[bill("ma", "194th", "H 1")]]
    code, summary, _said = crawl(api, "openstates", "--jurisdiction", "us-ma")

    assert (code, summary["verdict"], summary["new"], summary["errors"]) == (0, "ok", 1, [])
    assert [each["id"] for each in stored("bills")] == ["us-ma/194/H1"]


def test_without_a_place_all_fifty_two_are_asked_from_thirty_days_back(api: Api):
    api.pages["bills", "pr"] = [
        [bill("pr", "2025-2028", "PS0001", jurisdiction={"id": "ocd-jurisdiction/country:us/territory:pr/government"})]
    ]
    code, summary, _said = crawl(api, "openstates")

    assert (code, summary["verdict"], summary["items"]) == (0, "ok", 1)
    assert len({each["jurisdiction"] for each in api.asked}) == len(api.asked) == 52
    assert {each["updated_since"] for each in api.asked} == {"2026-10-24"}
    assert {(each["sort"], each["per_page"]) for each in api.asked} == {("updated_asc", "20")}


def test_the_next_visit_asks_from_the_newest_change_on_and_reads_nothing_twice(api: Api):
    api.pages["bills", "wa"] = [
        [bill("wa", "2025-2026", "HB 1", updated_at="2026-11-01T01:02:03+00:00")],
        [bill("wa", "2025-2026", "HB 2")],
    ]
    crawl(api, "openstates", "--jurisdiction", "us-wa")
    api.pages["bills", "wa"] = [[bill("wa", "2025-2026", "HB 2")]]
    code, summary, _said = crawl(api, "openstates", "--jurisdiction", "us-wa")

    assert [each["page"] for each in api.asked] == ["1", "2", "1"]
    assert api.asked[-1]["updated_since"] == "2026-11-20"
    assert (code, summary["verdict"], summary["unchanged"], summary["changed"]) == (0, "ok", 2, 0)


def test_a_change_dated_in_the_future_hides_no_later_one():
    made = spider(
        "openstates", "2026-11-23T12:00:00+00:00", jurisdiction="us-ma", stamps={"us-ma/194/H1": "2099-01-01T00:00:00"}
    )
    (asked,) = made.first()

    assert "updated_since=2026-11-23" in asked.url


def test_places_read_longest_ago_come_first(api: Api):
    api.pages["bills", "al"] = [[bill("al", "2026rs", "HB 1")]]
    api.pages["bills", "wy"] = [[bill("wy", "2026", "HB 1", updated_at="2026-11-02T00:00:00+00:00")]]
    crawl(api, "openstates")
    before = len(api.asked)
    crawl(api, "openstates")

    order = [each["jurisdiction"].split(":")[-1][:2] for each in api.asked[before:]]
    assert order[-2:] == ["wy", "al"]


def test_a_session_is_asked_for_by_its_name_there(api: Api):
    crawl(api, "openstates", "--jurisdiction", "us-ma", "--session", "193")

    assert api.asked[0]["session"] == "193rd"
    assert "updated_since" not in api.asked[0]


def test_since_and_limit_are_honored(api: Api):
    api.pages["bills", "ny"] = [
        [bill("ny", "2025-2026", f"A {n}") for n in (1, 2, 3)],
        [bill("ny", "2025-2026", "A 4")],
    ]
    _code, summary, _said = crawl(api, "openstates", "--jurisdiction", "us-ny", "--since", "2026-11-01", "--limit", "2")

    assert (summary["items"], len(api.asked), api.asked[0]["updated_since"]) == (2, 1, "2026-11-01")


def test_without_a_key_it_is_skipped_and_says_so(api: Api):
    code, summary, _said = crawl(api, "openstates", TRACKER_OPENSTATES_API_KEY="")

    assert (code, summary["verdict"], api.asked) == (0, "skipped", [])
    assert "TRACKER_OPENSTATES_API_KEY" in summary["reason"]


def test_a_wrong_key_ends_the_visit_after_one_question(api: Api):
    code, summary, _said = crawl(api, "openstates", TRACKER_OPENSTATES_API_KEY="wrong")

    assert (code, summary["verdict"], len(api.asked)) == (1, "failed", 1)
    assert [each["kind"] for each in summary["errors"]] == ["wrong-key"]
    assert "wrong" not in summary["errors"][0]["url"]


def test_a_forbidden_key_ends_the_visit(api: Api):
    api.pages["bills", "ma"] = [refuse(403, "Must provide API Key as ?apikey or X-API-KEY.")]
    code, summary, _said = crawl(api, "openstates", "--jurisdiction", "us-ma")

    assert (code, [each["kind"] for each in summary["errors"]]) == (1, ["wrong-key"])


def test_a_question_that_is_no_longer_understood_is_asked_once(api: Api):
    api.world.page(f"{HOST}/bills", '{"detail": [{"loc": ["query", "include"]}]}', "application/json", status=422)
    code, summary, _said = crawl(api, "openstates")

    assert (code, len(api.asked), [each["kind"] for each in summary["errors"]]) == (1, 1, ["page-changed"])


@pytest.mark.parametrize(("given", "used"), [(1.0, 6.5), (0.0, 0.0)])
def test_ten_calls_a_minute_are_kept_wherever_anyone_is_spared(given: float, used: float):
    settings = Settings({"DOWNLOAD_DELAY": given}, priority="project")
    OpenStatesBills.update_settings(settings)

    assert settings.getfloat("DOWNLOAD_DELAY") == used


def test_a_used_up_quota_keeps_what_was_read_and_ends_the_visit(api: Api):
    codes = ("ak", "al", "ma", "wa")
    for code in codes:
        api.pages["bills", code] = [[bill(code, "2026", "HB 1")], refuse(429, "exceeded limit of 250/day: 251")]
    code, summary, _said = crawl(api, "openstates")

    assert (code, summary["verdict"], summary["items"]) == (3, "degraded", 1)
    (problem,) = summary["errors"]
    assert problem["kind"] == "quota-used-up"
    assert "places left" in problem["reason"]
    assert len({each["jurisdiction"] for each in api.asked if each["page"] == "2"}) == 1


def test_retry_after_is_waited_for(api: Api):
    turns: list[int] = []

    def busy_once(handler):
        turns.append(1)
        if len(turns) == 1:
            send(handler, 429, '{"detail": "exceeded limit of 10/min: 11"}', Retry_After="1")
        else:
            page = {
                "results": [bill("ma", "194th", "H1")],
                "pagination": {"per_page": 20, "page": 1, "max_page": 1, "total_items": 1},
            }
            send(handler, 200, json.dumps(page))

    api.pages["bills", "ma"] = [busy_once]
    code, summary, _said = crawl(api, "openstates", "--jurisdiction", "us-ma")

    assert (code, summary["verdict"], summary["items"], len(turns)) == (0, "ok", 1, 2)


def test_a_second_page_that_fails_is_a_problem_and_the_next_visit_closes_the_gap(api: Api):
    first, second = bill("ma", "194th", "H1", updated_at="2026-11-10T00:00:00+00:00"), bill("ma", "194th", "H2")
    api.pages["bills", "ma"] = [[first], refuse(404, "gone")]
    code, summary, _said = crawl(api, "openstates", "--jurisdiction", "us-ma")
    assert (code, summary["verdict"], summary["items"]) == (3, "degraded", 1)

    api.pages["bills", "ma"] = [[first, second]]
    code, summary, _said = crawl(api, "openstates", "--jurisdiction", "us-ma")
    assert (api.asked[-1]["updated_since"], summary["verdict"], summary["new"]) == ("2026-11-10", "ok", 1)


@pytest.mark.parametrize(
    "body",
    [
        '{"bills": []}',
        '{"results": [], "pagination": {}}',
        '{"results": {}, "pagination": {"max_page": 1}}',
        '{"results": [], "pagination": {"max_page": "many"}}',
        '{"results": [], "pagination": {"max_page": 100000000}}',
        '{"results": [], "pagination": {"max_page": 3}}',
        "[]",
        "null",
        "not JSON",
    ],
)
def test_a_changed_schema_is_never_an_empty_state(body: str):
    made = spider("openstates", "2026-11-23T12:00:00+00:00", jurisdiction="us-ma")
    (asked,) = made.first()
    seen = visit(made, {asked.url: body.encode()})

    assert [each.kind for each in seen.found] == ["page-changed"]


def test_a_changed_row_costs_itself(api: Api):
    broken = bill("ma", "194th", "H2")
    del broken["title"]
    api.pages["bills", "ma"] = [[bill("ma", "194th", f"H{n}") for n in range(10, 30)], [broken, "nonsense"]]
    _code, summary, _said = crawl(api, "openstates", "--jurisdiction", "us-ma")
    assert (summary["verdict"], summary["items"]) == ("degraded", 20)

    api.pages["bills", "ma"] = [[bill("ma", "194th", f"H{n}") for n in range(30, 50)], [broken]]
    _code, summary, _said = crawl(api, "openstates", "--jurisdiction", "us-ma")
    assert (summary["new"], summary["unreadable"]) == (20, 1)


def test_one_bill_on_two_pages_is_one_bill(api: Api):
    rows = [bill("oh", "136", name) for name in ("H.B. 12", "HB0012", "HB 12 (2025)", "hb 12")]
    api.pages["bills", "oh"] = [rows[:2], rows[2:]]
    _code, summary, _said = crawl(api, "openstates", "--jurisdiction", "us-oh")

    assert (summary["items"], [each["id"] for each in stored("bills")]) == (1, ["us-oh/136/HB12"])


def test_no_changes_are_said_to_be_none(api: Api):
    code, summary, _said = crawl(api, "openstates", "--jurisdiction", "us-vt")

    assert (code, summary["verdict"], summary["items"]) == (0, "empty", 0)


def test_a_place_it_does_not_have_is_a_problem(api: Api):
    code, summary, _said = crawl(api, "openstates", "--jurisdiction", "us")

    assert (code, api.asked) == (1, [])
    assert summary["errors"][0]["kind"] == "wrong-jurisdiction"


@pytest.mark.parametrize("name", ["us-zz", "Massachusets", "../etc"])
def test_a_place_that_is_none_is_refused_before_anything_is_asked(api: Api, name: str):
    code, summaries, said = api.world.crawl("openstates", "--jurisdiction", name, **KEY)

    assert (code, summaries, api.asked) == (2, [], [])
    assert f"no place is named {name!r}" in said


def test_hearings_are_stored_with_their_bills(api: Api):
    api.pages["events", "wa"] = [[event("wa", "11111111-2222"), event("wa", "11111111-3333", deleted=True)]]
    code, summary, _said = crawl(api, "openstates-events", "--jurisdiction", "us-wa")

    assert (code, summary["verdict"], summary["items"]) == (0, "ok", 1)
    assert (api.asked[0]["after"], api.asked[0]["deleted"]) == ("2026-11-21", "false")
    (hearing,) = stored("hearings")
    assert hearing["id"] == "us-wa/os-11111111-2222"


def test_a_hearing_is_gone_after_a_clean_visit_to_all_places_only(api: Api):
    first, second = event("wa", "11111111-2222"), event("wa", "11111111-3333", start_date="2026-12-02T18:30:00+00:00")
    api.pages["events", "wa"] = [[first], [second]]
    crawl(api, "openstates-events")
    api.pages["events", "wa"] = [[first], refuse(404, "gone")]
    _code, summary, _said = crawl(api, "openstates-events")
    assert (summary["verdict"], summary["vanished"]) == ("degraded", 0)

    api.pages["events", "wa"] = [[first]]
    assert crawl(api, "openstates-events", "--jurisdiction", "us-or")[1]["vanished"] == 0
    assert crawl(api, "openstates-events")[1]["vanished"] == 1


PERSON = {
    "id": "ocd-person/adb58f21-f2fd-4830-85b6-f490b0867d14",
    "name": "Ann Smith",
    "party": "Democratic",
    "current_role": {"title": "Senator", "org_classification": "upper", "district": 3, "division_id": ""},
    "email": "ann@legislature.example",
    "links": [{"url": "https://legislature.example/smith", "note": "homepage"}],
    "offices": [
        {"name": "District Office", "voice": "1"},
        {"name": "Capitol Office", "classification": "capitol", "voice": "2", "address": "Room 7"},
    ],
}
COMMITTEE = {
    "id": "ocd-organization/aaaaaaaa-0000",
    "name": "Health",
    "classification": "committee",
    "memberships": [{"person_name": "Ann Smith", "role": "chair", "person": PERSON}],
    "links": [],
}


def test_people_come_with_their_committees(api: Api):
    api.pages["committees", "or"] = [[COMMITTEE]]
    api.pages["people", "or"] = [[PERSON | {"jurisdiction": {"id": "ocd-jurisdiction/country:us/state:or/government"}}]]
    code, summary, _said = crawl(api, "openstates-people", "--jurisdiction", "us-or")

    assert (code, summary["verdict"], summary["items"]) == (0, "ok", 2)
    assert [each["path"] for each in api.asked] == ["committees", "people"]


def test_without_committees_the_people_of_a_place_wait(api: Api):
    api.pages["committees", "or"] = [refuse(404, "gone")]
    code, _summary, _said = crawl(api, "openstates-people", "--jurisdiction", "us-or")

    assert (code, [each["path"] for each in api.asked]) == (1, ["committees"])
