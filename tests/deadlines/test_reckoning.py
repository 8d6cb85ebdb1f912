"""What is due when: each row was worked out by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from tests.deadlines.places import book, hearing, kept, notice, place, rule
from tracker.deadlines.compute import (
    IMPOSSIBLE,
    NO_RULE_HERE,
    NO_RULES,
    NOT_LISTED,
    deadlines_of_hearing,
    moved_deadlines,
    participation,
)
from tracker.deadlines.from_rules import end_of
from tracker.deadlines.model import (
    DAY_ONLY,
    Beside,
    Deadline,
    Posting,
    countdown,
    deadline_changes,
    deadlines_of_notice,
    plausible,
    reminders,
    spoken_moment,
)
from tracker.records.items import AgendaItem, Link, ScrapedHearing
from tracker.testimony.rulebook import CHECK
from tracker.testimony.windows import END_UNKNOWN, HOUR_UNKNOWN

NY, LA, AZ, HI = "America/New_York", "America/Los_Angeles", "America/Phoenix", "Pacific/Honolulu"
NF, LHI = "America/St_Johns", "Australia/Lord_Howe"


def due_of(window: str, start: str, zone: str = NY, **told):
    item = hearing(dt.datetime.fromisoformat(start), zone, **told)
    (found,) = deadlines_of_hearing(kept(item), book(place(rule(window), zone=zone)))
    return found


@pytest.mark.parametrize(
    ("window", "zone", "start", "due"),
    [
        # A day of 23 hours, a day of 25 hours: elapsed time counts, not the wall.
        ("PT24H before start", NY, "2026-03-08T13:00", "2026-03-07T12:00:00-05:00"),
        ("PT24H before start", NY, "2026-11-01T13:00", "2026-10-31T14:00:00-04:00"),
        ("until PT48H after start", LA, "2026-03-07T13:00", "2026-03-09T14:00:00-07:00"),
        ("until PT24H after start", LA, "2026-10-31T13:00", "2026-11-01T12:00:00-08:00"),
        # The wall counts where the rule names a clock time.
        ("17:00 on P1D before", NY, "2026-03-09T09:00", "2026-03-08T17:00:00-04:00"),
        ("17:00 on P1D before", NY, "2026-11-02T09:00", "2026-11-01T17:00:00-05:00"),
        # 02:30 does not exist on that day, 01:30 comes twice.
        ("02:30 on hearing day", NY, "2026-03-08T13:00", "2026-03-08T03:00:00-04:00"),
        ("01:30 on hearing day", NY, "2026-11-01T13:00", "2026-11-01T01:30:00-04:00"),
        # Zones without a change, and with half hours, half an hour of change included.
        ("PT24H before start", AZ, "2026-03-08T13:00", "2026-03-07T13:00:00-07:00"),
        ("PT24H before start", HI, "2026-11-01T13:00", "2026-10-31T13:00:00-10:00"),
        ("17:00 on P1BD before", NF, "2027-01-13T10:00", "2027-01-12T17:00:00-03:30"),
        ("PT24H before start", LHI, "2026-10-04T12:00", "2026-10-03T11:30:00+10:30"),
        # Business days of Maryland: Martin Luther King's day, and the Friday after Thanksgiving.
        ("10:00 on P2BD before", NY, "2027-01-19T13:00", "2027-01-14T10:00:00-05:00"),
        ("17:00 on P1BD before", NY, "2026-11-30T13:00", "2026-11-25T17:00:00-05:00"),
        ("12:00 on WED of previous week", LA, "2027-01-11T09:00", "2027-01-06T12:00:00-08:00"),
        ("17:00 on P1BD after", NY, "2026-12-31T09:00", "2027-01-04T17:00:00-05:00"),
        ("23:59 on hearing day", NY, "2026-12-31T09:00", "2026-12-31T23:59:00-05:00"),
        ("PT5M before start", "America/Anchorage", "2027-01-01T00:02", "2026-12-31T23:57:00-09:00"),
    ],
)
def test_each_rule_gives_the_moment_worked_out_by_hand(window, zone, start, due):
    found = due_of(window, start, zone)
    assert found.due.isoformat() == due
    assert found.timezone == zone
    assert not found.all_day


def test_a_hearing_in_the_hour_that_comes_twice_is_counted_from_the_moment_its_source_gave():
    second = dt.datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=ZoneInfo(NY))
    item = ScrapedHearing(key="x", jurisdiction="us-md", name="Health", start=second, timezone=NY)
    (found,) = deadlines_of_hearing(kept(item), book(place(rule("PT1H before start"))))
    assert found.due.isoformat() == "2026-11-01T01:30:00-04:00"


def test_a_window_has_its_opening_too():
    found = due_of("open 10:00 on P2BD before; close 15:00 on P2BD before", "2027-01-19T13:00")
    assert (found.opens.isoformat(), found.due.isoformat()) == (
        "2027-01-14T10:00:00-05:00",
        "2027-01-14T15:00:00-05:00",
    )


def test_without_an_hour_the_day_before_is_safe_and_said_to_be():
    found = due_of("PT24H before start", "2027-01-19T00:00", all_day=True, time_qualifier="date-only")
    assert found.due == dt.date(2027, 1, 17)
    assert found.all_day
    assert HOUR_UNKNOWN in found.notes


def test_a_clock_time_needs_no_hour_of_the_hearing():
    found = due_of("17:00 on P1BD before", "2027-01-19T00:00", all_day=True, time_qualifier="date-only")
    assert found.due.isoformat() == "2027-01-15T17:00:00-05:00"


def test_an_all_day_hearing_keeps_its_day_when_the_rules_clock_is_elsewhere():
    item = hearing(dt.datetime(2027, 1, 19), "America/Boise", code="us-id", all_day=True, time_qualifier="date-only")
    rules = book(place(rule("until start"), code="us-id", zone=LA))
    (found,) = deadlines_of_hearing(kept(item), rules)
    assert found.due == dt.date(2027, 1, 18)


@pytest.mark.parametrize(
    ("qualifier", "words"),
    [("upon-adjournment", "Upon adjournment of the floor"), ("not-before", "2 PM or upon recess")],
)
def test_a_fuzzy_start_counts_from_the_earliest_possible_moment_and_says_so(qualifier, words):
    found = due_of("PT24H before start", "2027-01-19T14:00", time_qualifier=qualifier, time_text=words)
    assert found.due.isoformat() == "2027-01-18T14:00:00-05:00"
    (note,) = found.notes
    assert words in note
    assert "earliest possible moment, Tuesday, January 19, 2027, 2 p.m. EST" in note


def test_an_end_that_is_not_published_is_taken_as_the_start():
    assert END_UNKNOWN in due_of("until PT72H after end", "2027-01-19T14:00").notes
    end = dt.datetime(2027, 1, 19, 16, tzinfo=ZoneInfo(NY))
    assert due_of("until PT72H after end", "2027-01-19T14:00", end=end).due.isoformat() == "2027-01-22T16:00:00-05:00"


@pytest.mark.parametrize(
    ("end", "believed"),
    [
        ("2027-01-19T16:00-05:00", True),
        ("2027-01-19T14:00:01-05:00", True),
        ("2027-01-19T11:30-08:00", True),  # half past two on the clock of the hearing
        ("2027-01-19T14:00-05:00", False),
        ("2027-01-19T13:00-05:00", False),
        ("2020-01-19T16:00-05:00", False),
        ("9999-01-19T16:00-05:00", False),
        (None, False),
    ],
)
def test_an_end_counts_where_it_is_after_the_start(end: str | None, believed: bool):
    told = dt.datetime.fromisoformat(end) if end else None
    item = hearing(dt.datetime(2027, 1, 19, 14), end=told)
    assert end_of(item) == (told if believed else None)
    due = due_of("until end", "2027-01-19T14:00", end=told).due
    assert due == (told if believed else item.start)


@pytest.mark.parametrize("year", [1, 1492, 2999, 9999])
def test_an_impossible_date_has_no_deadlines_and_says_why(year):
    item = hearing(dt.datetime(year, 1, 1, 1))
    part = participation(kept(item), book(place(rule("PT24H before start"))))
    assert part.deadlines == ()
    assert part.notes == (IMPOSSIBLE,)


def test_a_place_without_rules_says_whom_to_ask():
    part = participation(kept(hearing(dt.datetime(2027, 1, 19, 14), code="us-zz")), book())
    assert part.notes == (NO_RULES,)


def test_a_moment_told_in_utc_alone_is_of_the_day_of_its_place():
    item = hearing(dt.datetime(2027, 1, 20, 1), "UTC")  # the evening of the 19th in Maryland
    (found,) = deadlines_of_hearing(kept(item), book(place(rule("17:00 on P1BD before"))))
    assert found.due.isoformat() == "2027-01-15T17:00:00-05:00"


def test_a_hearing_that_is_no_longer_listed_says_so():
    item = kept(hearing(dt.datetime(2027, 1, 19, 14)), vanished_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    (found,) = deadlines_of_hearing(item, book(place(rule("PT24H before start"))))
    assert NOT_LISTED in found.notes


def test_where_no_rule_fits_a_person_is_told_whom_to_ask():
    rules = place(rule("PT24H before start", titled=("budget",)), about="Only budget hearings are known.")
    part = participation(kept(hearing(dt.datetime(2027, 1, 19, 14))), book(rules))
    assert part.notes == (NO_RULE_HERE, "Only budget hearings are known.")


def test_a_zone_nobody_knows_is_taken_from_the_place():
    item = hearing(dt.datetime(2027, 1, 19, 14))
    object.__setattr__(item, "timezone", "Mars/Olympus\r\nX")
    (found,) = deadlines_of_hearing(kept(item), book(place(rule("PT24H before start"))))
    assert found.timezone == NY


def test_a_rule_of_two_channels_makes_a_deadline_of_each_kind():
    rules = book(place(rule("PT30M before start", "oral", "remote", "video")))
    found = deadlines_of_hearing(kept(hearing(dt.datetime(2027, 1, 19, 14))), rules)
    assert sorted(each.kind for each in found) == ["oral-sign-up", "remote-sign-up", "written-testimony"]
    assert len({each.id for each in found}) == 3


def test_ids_do_not_change_when_the_hearing_moves():
    rules = book(place(rule("PT30M before start", "oral")))
    one, other = (deadlines_of_hearing(kept(hearing(dt.datetime(2027, 1, day, 14))), rules) for day in (19, 25))
    assert one[0].id == other[0].id
    assert one[0].due != other[0].due


@pytest.mark.parametrize("confidence", ["low", "unverified"])
def test_what_is_not_confirmed_says_so_and_never_alarms_alone(confidence):
    rules = book(place(rule("PT30M before start", "oral", confidence=confidence)))
    (found,) = deadlines_of_hearing(kept(hearing(dt.datetime(2027, 1, 19, 14))), rules)
    assert not found.urgent_ok
    assert CHECK in found.notes


def test_the_basis_names_the_rule_its_source_and_when_it_was_read():
    told = rule("PT24H before start", sources=("https://rules.example",), checked=dt.date(2026, 11, 20))
    (found,) = deadlines_of_hearing(kept(hearing(dt.datetime(2027, 1, 19, 14))), book(place(told)))
    assert "until 24 hours before the start" in found.basis
    assert "checked on 2026-11-20" in found.basis
    assert "https://rules.example" in found.basis


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"checked": dt.date(2026, 11, 20), "trust_ends": dt.date(2027, 12, 31)}, "(checked on 2026-11-20, trusted until the end of 2027)"),
        ({"checked": dt.date(2026, 11, 20), "trust_ends": dt.date(2027, 1, 31)}, "(checked on 2026-11-20, trusted until 2027-01-31)"),
        ({"checked": dt.date(2026, 11, 20), "trust_ends": dt.date(2027, 12, 30)}, "trusted until 2027-12-30)"),
        ({"as_of": "the 2026 session", "trust_ends": dt.date(2027, 1, 31)}, "(as of the 2026 session, trusted until 2027-01-31)"),
        ({}, "(never checked)"),
    ],
)  # fmt: skip
def test_the_basis_says_how_long_its_rule_is_trusted(told, words):
    rules = book(place(rule("PT24H before start", **told)))
    (found,) = deadlines_of_hearing(kept(hearing(dt.datetime(2027, 1, 19, 14))), rules)
    assert words in found.basis


@pytest.mark.parametrize(
    ("told", "note"),
    [
        ({"detail": "By video"}, "By video."),
        ({"limit": "two pages"}, "Limit: two pages"),
        ({"requires": ("a name", "a position")}, "You need: a name; a position"),
        ({"again": "sign up again"}, "If the hearing is moved or posted again: sign up again"),
        ({"note": "Ask the clerk."}, "Ask the clerk."),
        ({}, None),
    ],
)
def test_what_a_rule_asks_for_is_told_beside_its_deadline(told, note):
    rules = book(place(rule("PT24H before start", **told)))
    (found,) = deadlines_of_hearing(kept(hearing(dt.datetime(2027, 1, 19, 14))), rules)
    assert found.notes == ((note,) if note else ())


@pytest.mark.parametrize(
    ("learned", "due"),
    [("PT48H before start", "2027-01-17T14:00:00-05:00"), ("PT1H before start", "2027-01-18T14:00:00-05:00")],
)
def test_what_notices_taught_is_taken_where_it_is_earlier_than_the_rule(learned, due):
    taught = rule(learned, "written", id="taught", learned_from=("us-md/m-9",))
    item = kept(hearing(dt.datetime(2027, 1, 19, 14)))
    (found,) = deadlines_of_hearing(item, book(place(rule("PT24H before start", "written"), taught)))
    assert found.due.isoformat() == due


# -- openness --------------------------------------------------------------------------------------------------------


def test_where_only_witnesses_who_were_invited_speak_nobody_is_told_to_sign_up():
    rules = (rule("PT24H before start", "oral", "remote"), rule("17:00 on P10BD after", "written"))
    part = participation(
        kept(hearing(dt.datetime(2027, 1, 19, 14))),
        book(place(*rules, openness="invited", instead="Write to your own members.")),
    )
    assert [each.kind for each in part.deadlines] == ["written-testimony"]
    assert "Write to your own members." in part.notes


def test_where_no_testimony_is_taken_another_action_is_named():
    part = participation(
        kept(hearing(dt.datetime(2027, 1, 19, 14))),
        book(place(rule("PT24H before start", "written"), openness="none", instead="Call the members.")),
    )
    assert part.deadlines == ()
    assert "Call the members." in part.notes


def test_a_rule_for_invited_witnesses_is_nobody_elses_deadline():
    rules = book(place(rule("PT24H before start", "written", invited=True)))
    assert deadlines_of_hearing(kept(hearing(dt.datetime(2027, 1, 19, 14))), rules) == ()


def test_a_way_without_a_fixed_moment_is_told_in_words():
    part = participation(
        kept(hearing(dt.datetime(2027, 1, 19, 14))),
        book(place(rule("same day in person", "oral"), rule("not offered", "remote"))),
    )
    assert part.deadlines == ()
    (way,) = part.ways
    assert way.until == "in person on the day of the hearing"


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_nothing_is_due_for_a_hearing_that_does_not_take_place(status):
    rules = book(place(rule("PT24H before start")))
    assert deadlines_of_hearing(kept(hearing(dt.datetime(2027, 1, 19, 14), status=status)), rules) == ()


@pytest.mark.parametrize("status", ["confirmed", "tentative", "passed"])
def test_only_its_moment_closes_a_window(status):
    item = hearing(dt.datetime(2027, 1, 19, 14), status=status)
    (found,) = deadlines_of_hearing(kept(item), book(place(rule("until PT48H after start"))))
    assert found.due.isoformat() == "2027-01-21T14:00:00-05:00"


@pytest.mark.parametrize("window", ["PT24H before start", "until PT48H after start", "PT30M before start", "PT12H before start",
                                    "until start", "P2D before start", "until committee action"])  # fmt: skip
@pytest.mark.parametrize("hour", [6, 9, 14, 23])
def test_the_day_of_a_hearing_without_an_hour_is_over_before_the_window_closes(window, hour):
    day = due_of(window, "2027-03-14T00:00", all_day=True, time_qualifier="date-only")
    true = due_of(window, f"2027-03-14T{hour:02}:00")
    assert day.all_day
    assert day.end <= true.end


def test_a_sentence_that_could_not_be_read_is_shown_and_lowers_the_confidence():
    words = "Staff must receive testimony by 4 PM on Friday, February 6."  # that day is a Saturday
    item = hearing(dt.datetime(2027, 2, 10, 14), description=words)
    (found,) = deadlines_of_hearing(kept(item), book(place(rule("PT24H before start"))))
    assert found.confidence == "low"
    assert words.rstrip(".") in " ".join(found.notes)


# -- changes ---------------------------------------------------------------------------------------------------------


SLIP = rule("until start", "witness-slip", again="File the slip anew.")


def test_a_moved_hearing_moves_its_deadlines_and_says_what_must_be_done_again():
    before, after = (hearing(dt.datetime(2027, 1, day, 14)) for day in (19, 26))
    (change,) = moved_deadlines(before, after, book(place(SLIP)))
    assert (change.kind, change.what, change.record) == ("deadline_moved", "hearing", "us-md/m-1")
    moves = {move.aspect: (move.before, move.after) for move in change.moves}
    assert moves["position"] == ("2027-01-19T14:00-05:00", "2027-01-26T14:00-05:00")
    assert moves["again"] == (None, "File the slip anew.")
    assert change.bills == ("us-md/2027/HB12",)


def test_a_cancelled_hearing_cancels_its_deadlines():
    before = hearing(dt.datetime(2027, 1, 19, 14))
    after = hearing(dt.datetime(2027, 1, 19, 14), status="cancelled")
    (change,) = moved_deadlines(before, after, book(place(SLIP)))
    assert change.kind == "deadline_cancelled"
    assert moved_deadlines(after, after, book(place(SLIP))) == ()


def test_what_does_not_touch_a_deadline_is_no_change():
    before = hearing(dt.datetime(2027, 1, 19, 14))
    after = hearing(dt.datetime(2027, 1, 19, 14), location="Room 2")
    assert moved_deadlines(before, after, book(place(SLIP))) == ()


def test_the_earlier_of_two_is_the_one_to_remind_of():
    rules = book(place(rule("PT24H before start", id="a"), rule("PT48H before start", id="b")))
    found = deadlines_of_hearing(kept(hearing(dt.datetime(2027, 1, 19, 14))), rules)
    assert len(found) == 2
    (first,) = reminders(found).values()
    assert first.due.isoformat() == "2027-01-17T14:00:00-05:00"


# -- comment periods -------------------------------------------------------------------------------------------------


def test_a_comment_period_that_ends_on_a_day_stays_on_that_day():
    (found,) = deadlines_of_notice(kept(notice()))
    assert found.due == dt.date(2027, 1, 10)
    assert found.all_day
    assert DAY_ONLY in found.notes
    assert found.end.isoformat() == "2027-01-11T04:59:59+00:00"
    assert "SAMHSA-2026-1" in found.how


def test_a_comment_period_with_an_hour_is_a_moment():
    close = dt.datetime(2027, 1, 11, 4, 59, tzinfo=dt.UTC)
    (found,) = deadlines_of_notice(kept(notice(comments_close=close)))
    assert found.due.isoformat() == "2027-01-10T23:59:00-05:00"
    assert "11:59 p.m. EST" in found.basis


@pytest.mark.parametrize(
    "told", [{"comments_close": None}, {"status": "withdrawn"}, {"comments_close": dt.date(9999, 12, 31)}]
)
def test_without_a_comment_period_nothing_is_due(told):
    assert deadlines_of_notice(kept(notice(**told))) == ()


def test_an_extended_comment_period_moves():
    before, after = (deadlines_of_notice(kept(notice(comments_close=dt.date(2027, 1, day)))) for day in (10, 31))
    (change,) = deadline_changes(before, after)
    assert (change.kind, change.what) == ("deadline_moved", "notice")
    assert [(move.before, move.after) for move in change.moves] == [("2027-01-10", "2027-01-31")]


# -- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-11-25T16:00:00-05:00", "due in 2 d 4 h"),
        ("2026-11-23T17:30:00-05:00", "due in 5 h 30 min"),
        ("2026-11-23T12:05:00-05:00", "due in 5 min"),
        ("2026-11-23T11:59:00-05:00", "over"),
    ],
)
def test_a_countdown_has_two_units_at_most(due, said):
    now = dt.datetime.fromisoformat("2026-11-23T12:00:00-05:00")
    assert countdown(dt.datetime.fromisoformat(due), NY, now) == said


def test_a_countdown_of_a_day_counts_the_days_of_its_place():
    now = dt.datetime(2026, 11, 24, 3, tzinfo=dt.UTC)  # still the 23rd in Honolulu and in New York
    assert countdown(dt.date(2026, 11, 23), HI, now) == "due today"
    assert countdown(dt.date(2026, 11, 25), NY, now) == "due in 2 d"
    assert countdown(dt.date(2026, 11, 23), "Asia/Kolkata", now) == "over"


def test_moments_are_said_as_people_say_them():
    at = dt.datetime(2023, 9, 22, 17, tzinfo=ZoneInfo(NY))
    assert spoken_moment(at) == "Friday, September 22, 2023, 5 p.m. EDT"
    assert spoken_moment(at.date()) == "Friday, September 22, 2023"


def test_in_the_hour_that_comes_twice_the_later_half_is_later():
    """Python compares two moments of one zone by the wall."""
    first, second = (
        hearing(dt.datetime(2026, 11, 1, 1, minute, fold=fold), end=None) for minute, fold in ((45, 0), (15, 1))
    )
    rules = book(place(rule("until start", "oral")))
    (change,) = moved_deadlines(first, second, rules)
    assert change.kind == "deadline_moved"
    same_wall = [hearing(dt.datetime(2026, 11, 1, 1, 30, fold=fold)) for fold in (0, 1)]
    assert len(moved_deadlines(*same_wall, rules)) == 1
    both = [deadlines_of_hearing(kept(each), rules)[0] for each in (second, first)]
    assert next(iter(reminders(both).values())).due.minute == 45


def test_a_deadline_names_the_page_of_what_it_is_of():
    of = Deadline(id="x", kind="comment-period", due=dt.date(2027, 1, 10), timezone=NY)
    for told, record, page in (
        ({"hearing": "us-md/m-1", "bills": ("us-md/b-1",)}, "us-md/m-1", "/hearings/us-md/m-1"),
        ({"notice": "us/n-1"}, "us/n-1", "/notices/us/n-1"),
        ({"bills": ("us-md/b-1", "us-md/b-2")}, "us-md/b-1", "/bills/us-md/b-1"),
        ({}, "", "/bills/"),
    ):
        found = replace(of, **told)
        assert (found.record, found.page) == (record, page)


@pytest.mark.parametrize(
    ("told", "url", "how", "basis"),
    [
        ({}, "https://www.regulations.example/1", "Send your comment on the web page of the rule-making (docket SAMHSA-2026-1).", "2027."),
        ({"comment_url": None}, None, "As the notice says (docket SAMHSA-2026-1).", "2027."),
        (
            {"comment_url": None, "docket_ids": (), "links": (Link(url="https://a.example/api/1"), Link(url="https://a.example/1"))},
            "https://a.example/1", "As the notice says.", "2027 (https://a.example/1).",
        ),
        (
            {"links": (Link(url="https://a.example/1"),), "docket_ids": ("A", "B", "C", "D")},
            "https://www.regulations.example/1", "Send your comment on the web page of the rule-making (docket A, B, C).",
            "2027 (https://a.example/1).",
        ),
    ],
)  # fmt: skip
def test_a_comment_period_says_where_to_send_it_and_who_says_so(told, url, how, basis):
    (found,) = deadlines_of_notice(kept(notice(**told)))
    assert (found.url, found.how) == (url, how)
    assert found.basis == f"The notice says that comments close on Sunday, January 10, {basis}"


@pytest.mark.parametrize(("year", "sure"), [(1899, False), (1900, True), (2200, True), (2201, False)])
def test_only_moments_of_our_time_are_believed(year, sure):
    assert plausible(dt.date(year, 6, 1)) is sure


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (dt.timedelta(seconds=-1), "over"),
        (dt.timedelta(), "due in 0 min"),
        (dt.timedelta(minutes=59, seconds=59), "due in 59 min"),
        (dt.timedelta(hours=1), "due in 1 h 0 min"),
        (dt.timedelta(hours=23, minutes=59), "due in 23 h 59 min"),
        (dt.timedelta(days=1), "due in 1 d 0 h"),
        (dt.timedelta(days=1, hours=23, minutes=59), "due in 1 d 23 h"),
    ],
)
def test_a_countdown_is_over_when_its_moment_is(after, said):
    now = dt.datetime(2026, 11, 23, 17, tzinfo=dt.UTC)
    assert countdown(now + after, NY, now) == said


@pytest.mark.parametrize(("words", "instead"), [({}, False), ({"description": "Executive session on HB 12."}, True)])
def test_what_to_do_instead_is_told_only_where_nobody_is_heard(words, instead):
    told = participation(
        kept(hearing(dt.datetime(2027, 1, 19, 14), **words)),
        book(place(rule("PT24H before start"), instead="Write to the members.")),
    )
    assert ("Write to the members." in told.notes) is instead


def test_a_place_without_rules_has_no_revision_and_one_with_rules_has_its_own():
    rules = book(place(rule("PT24H before start"), revision=4))
    unknown = participation(kept(hearing(dt.datetime(2027, 1, 19, 14), code="us-xx", bills=())), rules)
    known = participation(kept(hearing(dt.datetime(2027, 1, 19, 14))), rules)
    assert (unknown.revision, unknown.checked, unknown.notes) == (0, None, (NO_RULES,))
    assert (known.revision, known.checked) == (4, None)


def test_what_an_agenda_says_of_being_heard_is_told_beside_the_rule():
    words = "HB 12. Written testimony must be received by noon on Friday, January 15, 2027."
    item = hearing(dt.datetime(2027, 1, 19, 14), agenda=(AgendaItem(description=words, bills=("HB12",)),))
    (found,) = deadlines_of_hearing(kept(item), book(place(rule("PT24H before start"))))
    assert any(
        "The agenda of this hearing says otherwise: until Friday, January 15, 2027, noon" in note
        for note in found.notes
    )


def test_who_is_heard_on_bills_that_nobody_resolved_takes_no_deadline_away():
    item = hearing(
        dt.datetime(2027, 1, 19, 14), bills=(), description="H.B. 1 Proponent Testimony; H.B. 2 Sponsor Testimony"
    )
    part = participation(kept(item), book(place(rule("PT24H before start"))))
    assert part.by_bill == (("HB1", "proponents"), ("HB2", "sponsor"))
    assert [(due.kind, due.bills) for due in part.deadlines] == [("written-testimony", ())]


def test_a_hearing_that_was_posted_anew_says_so_beside_each_deadline_and_one_alone_does_not():
    again = Posting(id="us-md/m-2", start=dt.datetime(2027, 1, 26, 14, tzinfo=ZoneInfo(NY)))
    item, rules = kept(hearing(dt.datetime(2027, 1, 19, 14))), book(place(rule("PT24H before start")))
    note = "This hearing was posted anew under another number, for Tuesday, January 26, 2027, 2 p.m. EST."
    found = participation(item, rules, beside=Beside(replaced_by=again))
    assert (note in found.notes, note in found.deadlines[0].notes) == (True, True)
    assert participation(item, rules).notes == ()
