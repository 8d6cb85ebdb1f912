"""What a notice says stands beside what the rule says; the earlier one is the one to keep."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from tracker.deadline_notices import combined, numbered
from tracker.deadlines import Deadline, reminders

NY = ZoneInfo("America/New_York")


def due(at: dt.datetime | dt.date, key: str, **told) -> Deadline:
    known = {"kind": "written-testimony", "timezone": NY.key, "hearing": "us-md/m-1", "basis": f"{key} says so."}
    return Deadline(id=f"us-md/m-1/written-testimony/{key}", due=at, **(known | told))


RULE = due(dt.datetime(2027, 1, 18, 17, tzinfo=NY), "rule", how="Upload it", url="https://a.example", again="Again.")


def test_where_both_say_the_same_one_rests_on_both():
    said = due(dt.datetime(2027, 1, 18, 22, tzinfo=dt.UTC), "notice")
    (found,) = combined([RULE], [said])
    assert found.id == said.id
    assert found.basis == "notice says so. rule says so."
    assert (found.how, found.url, found.again) == ("Upload it", "https://a.example", "Again.")


def test_a_notice_that_names_the_day_only_takes_the_hour_from_the_rule():
    (found,) = combined([RULE], [due(dt.date(2027, 1, 18), "notice")])
    assert found.due == RULE.due
    assert not found.all_day


def test_where_they_disagree_both_are_shown_and_the_earlier_one_reminds():
    for day in (15, 25):
        said = due(dt.datetime(2027, 1, day, 12, tzinfo=NY), "notice")
        notice, rule = combined([RULE], [said])
        assert (notice.due, rule.due) == (said.due, RULE.due)
        assert f"Monday, January {18}, 2027, 5 p.m. EST" in notice.notes[-1]
        assert f"January {day}, 2027, noon EST" in rule.notes[-1]
        assert notice.how == "Upload it"
        (first,) = reminders([notice, rule]).values()
        assert first.due == min(said.due, RULE.due)


def test_a_notice_says_nothing_about_another_kind():
    said = due(dt.datetime(2027, 1, 15, 12, tzinfo=NY), "notice", kind="oral-sign-up")
    assert combined([RULE], [said]) == [said, RULE]
    assert combined([RULE], []) == [RULE]


def test_two_of_one_kind_have_ids_of_their_own():
    later, first = (due(dt.datetime(2027, 1, day, 12, tzinfo=NY), "notice") for day in (15, 14))
    assert [each.id.rsplit("/", 1)[-1] for each in numbered([later, first])] == ["notice", "notice-2"]
    assert numbered([later, first])[0].due == first.due
