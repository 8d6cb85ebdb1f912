"""What LegiScan says of a bill, and how it is called here."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from spiders.kit.select import PageChanged
from spiders.platforms import legiscan_actions, legiscan_bill, legiscan_names
from spiders.platforms.legiscan_hearing import hearings
from tests.conftest import ROOT
from tests.platforms.legiscan_world import action, bill, event, session
from tracker.records.items import RelatedBill, ScrapedHearing, Unreadable
from tracker.records.stages import STAGES, stage, stage_of

# -- sessions --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "first", "name", "ours"),
    [
        ("us", 2025, "119th Congress", "119"),
        ("us", 2011, "112th Congress", "112"),
        ("us-ma", 2023, "193rd General Court", "193"),
        ("us-il", 2023, "103rd General Assembly", "103"),
        ("us-tx", 2023, "88th Legislature Regular Session", "88"),
        ("us-tx", 2021, "87th Legislature Regular Session", "87"),
        ("us-nj", 2022, "2022-2023 Regular Session", "220"),
        ("us-ak", 2011, "27th Legislature", "27"),
        ("us-ny", 2023, "2023-2024 General Assembly", "2023-2024"),
        ("us-wa", 2025, "2025-2026 Regular Session", "2025-2026"),
        ("us-ia", 2025, "91st General Assembly", "2025-2026"),
        ("us-ga", 2023, "2023-2024 Regular Session", "2023_24"),
        ("us-ca", 2023, "2023-2024 Session", "20232024"),
        ("us-or", 2023, "2023 Legislative Measures", "2023R1"),
        ("us-va", 2026, "2026 Regular Session", "2026"),
        ("us-az", 2022, "Fifty-fifth Legislature - Second Regular Session (2022)", "55-2"),
        ("us-ar", 2022, "93rd General Assembly (2022 Fiscal)", "2022F"),
        ("us-ar", 2023, "94th General Assembly (2023 Regular)", "2023"),
        ("us-wi", 2023, "2023-2024 Regular Session", "2023"),
        ("us-ky", 2026, "2026 Regular Session", "2026RS"),
        ("us-hi", 2026, "2026 Regular Session", "2026"),
    ],
)
def test_a_session_has_the_name_that_native_sources_use(place: str, first: int, name: str, ours: str):
    assert legiscan_names.session(place, session(1, first, first, session_name=name)) == ours


@pytest.mark.parametrize(
    ("place", "title", "name", "ours"),
    [
        ("us-va", "2021 2nd Special Session", "2021 Special II", "2021S2"),
        ("us-va", "2021 1st Special Session", "2021 Special I", "2021S1"),
        ("us-or", "2021 2nd Special Session", "2021 2nd Special Session", "2021S2"),
        ("us-tx", "2021 3rd Special Session", "87th Legislature 3rd Special Session", "873"),
        ("us-ar", "2021 1st Special Session", "93rd General Assembly (2021 Special 2)", "2021S2"),
        ("us-nv", "2021 1st Special Session", "33rd Special Session (2021)", "2021S1"),
        ("us-nc", "2021 3rd Special Session", "2021 Extra Session 3", "2021S3"),
        ("us-mn", "2021 1st Special Session", "92nd Legislature 2021 1st Special Session", "2021S1"),
        ("us-wi", "2021 1st Special Session", "January 2021 Special Session", "2021S1"),
        ("us-az", "2021 1st Special Session", "Fifty-fifth Legislature - First Special Session (2021)", "2021S1"),
        ("us-ut", "2021 1st House Special Session", "2021 1st House Extraordinary Session", "2021S1H"),
        ("us-ut", "2021 1st Senate Special Session", "2021 1st Senate Extraordinary Session", "2021S1S"),
        ("us-al", "2021 Organizational Session", "Organizational Session 2021", "2021O"),
        ("us-wa", "2021 1st Special Session", "2021 1st Special Session", "2021-2022"),
    ],
)
def test_a_special_session_has_a_name_of_its_own(place: str, title: str, name: str, ours: str):
    told = session(1, 2021, 2021, special=1, session_tag="", session_title=title, session_name=name)

    assert legiscan_names.session(place, told) == ours


def test_every_session_that_we_know_of_is_met_by_its_first_year():
    """A session that begins in December before its year is listed by LegiScan under its year."""
    known = tomllib.loads((ROOT / "tracker" / "records" / "jurisdictions.toml").read_text(encoding="utf-8"))
    wrong = []
    for place in (*legiscan_names.PLACES, "us"):
        for name, sittings in known[place]["sessions"].items():
            first = dt.date.fromisoformat(sittings[0][0])
            told = session(1, first.year + (first.month == 12), 0)
            if legiscan_names.session(place, told) != name:
                wrong.append((place, name, legiscan_names.session(place, told)))
    assert wrong == []


@pytest.mark.parametrize("told", [{}, {"year_start": 0}, {"year_start": "soon"}, {"year_start": None}])
def test_a_session_without_a_year_is_refused(told: dict):
    with pytest.raises(PageChanged, match="year"):
        legiscan_names.session("us-ma", told)


@pytest.mark.parametrize("told", ["", "XX", "us-ma", None, 7, "USA"])
def test_a_state_that_is_none_is_refused(told: object):
    with pytest.raises(PageChanged, match="wanted a state"):
        legiscan_names.place(told)


def test_each_place_is_found_again_by_the_state_that_legiscan_writes():
    assert all(legiscan_names.place(legiscan_names.code(each)) == each for each in (*legiscan_names.PLACES, "us"))
    assert len(legiscan_names.PLACES) == 51


# -- numbers ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", ["H.B. 12", "HB0012", "HB 12 (2025)", " hb12 ", "H. B. 012"])
def test_an_oddly_written_number_is_the_same_bill(odd: str):
    assert legiscan_names.identifier("us-tx", odd) == "HB12"


@pytest.mark.parametrize(
    ("place", "told", "kind", "ours"),
    [
        ("us", "HB1109", "B", "HR1109"),
        ("us", "SB5", "B", "S5"),
        ("us", "HR9", "R", "HRES9"),
        ("us", "SJR4", "JR", "SJRES4"),
        ("us", "HCR3", "CR", "HCONRES3"),
        ("us-va", "HJR430", "JR", "HJ430"),
        ("us-va", "HB1", "B", "HB1"),
        ("us-fl", "H0001", "B", "HB1"),
        ("us-fl", "S0002", "B", "SB2"),
        ("us-fl", "H8001", "R", "HR8001"),
        ("us-ri", "H5001", "B", "HB5001"),
        ("us-ny", "A00123", "B", "A123"),
        ("us-ma", "H4743", "B", "H4743"),
        ("us-or", "HB2059", "B", "HB2059"),
        ("us-dc", "B26-0001", "B", "B260001"),
        ("us-ne", "LB12", "B", "LB12"),
    ],
)
def test_a_number_is_written_as_the_place_writes_it(place: str, told: str, kind: str, ours: str):
    assert legiscan_names.identifier(place, told, kind) == ours


# -- actions and stages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("House First Readers", "reading-1"),
        ("House Passed/Adopted By Substitute", "passage"),
        ("Senate Passed/Adopted As Amended", "passage"),
        ("Passed House, yeas 91, nays 0. H.J. 432.", "passage"),
        ("PASSED Y24 N16", "passage"),
        ("House Read the third time and passed and ordered transmitted to the Senate.", "reading-3 passage"),
        ("Resolution adopted. S.J. 206.", "passage"),
        ("Committee report, recommending amendment and passage. H.J. 921.", "committee-passage-favorable"),
        ("Senate Committee Favorably Reported By Substitute", "committee-passage-favorable"),
        ("House Returned by the Committee Do Pass", "committee-passage-favorable"),
        ("Subcommittee recommends passage.", ""),
        ("Read first time, passed on file. S.J. 554.", "reading-1"),
        ("Amendment H-1077 adopted. H.J. 664.", "amendment-passage"),
        ("Motion to suspend rules failed. H.J. 5.", ""),
        ("Senate Conference Committee Report Adopted", ""),
        ("House Returned From the Senate as passed.", ""),
        ("House TO BE ENROLLED", ""),
        ("Signed by Governor. H.J. 900.", "executive-signature"),
        ("House Date Signed by Governor", "executive-signature"),
        ("House Sent to Governor", "executive-receipt"),
        ("Veto V2", "executive-veto"),
        ("Act 12", "became-law"),
        ("House Notification that HB1 is now Act 4", "became-law"),
        ("Withdrawn. H.J. 772.", "withdrawal"),
        ("House Withdrawn, Recommitted", "referral-committee"),
        ("Died in House Committee", "committee-failure"),
        ("Indefinitely postponed", "failure"),
        ("Governor's veto overridden by the House", "veto-override-passage"),
        ("Motion to reconsider the vote by which the bill failed", ""),
    ],
)
def test_the_words_of_a_history_are_understood(text: str, words: str):
    assert legiscan_actions.ACTIONS.words(text) == tuple(words.split())


def told(history: list[dict], progress: list[tuple[str, int]], **more) -> str:
    """The stage of a bill with these."""
    row = bill(1, "HB1", history=history, progress=[{"date": day, "event": event} for day, event in progress], **more)
    read = legiscan_bill.bill(row)
    return stage_of(read, dt.date(2025, 3, 1))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([1], "introduced"),
        ([1, 9], "in-committee"),
        ([1, 9, 10, 2], "passed-one-chamber"),
        ([1, 9, 10, 2, 9, 10, 3], "passed-both"),
        ([1, 9, 10, 2, 3, 4], "law"),
        ([1, 2, 3, 8], "law"),
        ([1, 9, 2, 3, 5], "vetoed"),
        ([1, 9, 6], "failed"),
        ([12, 1], "introduced"),
    ],
)
def test_progress_alone_gives_the_stage_where_the_words_are_new(events: list[int], expected: str):
    days = [f"2025-02-{day:02d}" for day in range(1, len(events) + 1)]
    history = [action(day, "Xyzzy", "", 1) for day in days]

    assert told(history, list(zip(days, events, strict=True))) == expected
    assert told([], list(zip(days, events, strict=True))) == expected


@pytest.mark.parametrize(
    ("kind", "state", "expected"),
    [("B", "TX", "law"), ("R", "TX", "adopted"), ("CR", "TX", "adopted"), ("JR", "US", "law")],
)
def test_passed_means_what_it_means_for_that_kind_of_bill(kind: str, state: str, expected: str):
    assert told([], [("2025-02-01", 1), ("2025-02-02", 4)], bill_type=kind, state=state) == expected


def test_what_the_words_say_is_not_told_twice():
    history = [action("2025-02-01", "Passed House, yeas 83, nays 13.", importance=1)]
    read = legiscan_bill.bill(bill(1, "HB1", history=history, progress=[{"date": "2025-02-03", "event": 2}]))

    assert [each.classification for each in read.actions] == [("passage",)]


def test_an_action_without_a_day_happened_with_the_one_before_it():
    history = [action("0000-00-00", "Filed"), action("2025-02-01", "Xyzzy"), action("0000-00-00", "Passed House")]
    read = legiscan_bill.bill(bill(1, "HB1", history=history, progress=[{"date": "0000-00-00", "event": 6}]))

    assert {each.date for each in read.actions} == {dt.date(2025, 2, 1)}
    assert len(read.actions) == 3


# -- bills -----------------------------------------------------------------------------------------------------------------


def test_markup_in_titles_is_gone():
    row = bill(1, "HB1", title="An act &amp; <b>more</b><script>alert(1)</script>", description="<p>Said</p>")
    read = legiscan_bill.bill(row)

    assert (read.title, read.abstracts[0].abstract) == ("An act & more", "Said")


def test_related_bills_keep_their_relation_and_are_called_as_here():
    sasts = [
        {"type_id": kind, "type": "", "sast_bill_number": number, "sast_bill_id": kind}
        for kind, number in ((1, "SB0007"), (3, "HB 9"), (8, "HB1"), (9, "HB77"), (99, "HB5"))
    ]
    read = legiscan_bill.bill(bill(1, "HB1", sasts=sasts))

    assert read.related_bills == (
        RelatedBill(identifier="SB7", legislative_session="89", relation_type="companion"),
        RelatedBill(identifier="HB9", legislative_session="89", relation_type="replaced-by"),
        RelatedBill(identifier="HB5", legislative_session="89", relation_type="related"),
    )


def test_sponsors_committees_and_texts_are_read():
    read = legiscan_bill.bill(bill(1, "HB1", committee={"committee_id": 2, "chamber": "S", "name": "Health"}))

    assert [(each.name, each.primary, each.party, each.district) for each in read.sponsorships] == [
        ("Ann Smith", True, "D", "HD-046")
    ]
    assert [(each.name, each.chamber) for each in read.committees] == [("Public Health", "lower"), ("Health", "upper")]
    assert [each.media_type for each in read.versions[0].links] == ["application/pdf", None]


def test_addresses_that_are_none_are_left_out():
    read = legiscan_bill.bill(bill(1, "HB1", url="javascript:alert(1)", state_link=""))

    assert read.sources == ()


@pytest.mark.parametrize("missing", ["state", "session", "bill_number", "change_hash", "history"])
def test_a_bill_without_what_names_it_is_refused(missing: str):
    row = bill(1, "HB1")
    del row[missing]
    with pytest.raises(PageChanged, match=missing):
        legiscan_bill.bill(row)


@pytest.mark.parametrize("name", ["history", "sponsors", "texts", "sasts", "progress", "subjects", "referrals"])
def test_a_list_of_another_kind_is_refused(name: str):
    with pytest.raises(PageChanged, match=name):
        legiscan_bill.bill(bill(1, "HB1", **{name: "none"}))


@pytest.mark.parametrize("day", ["13/45/2025", "soon", "20225-01-01", "9999-01-01"])
def test_a_day_that_is_none_is_refused(day: str):
    with pytest.raises(PageChanged, match="wanted a"):
        legiscan_bill.bill(bill(1, "HB1", history=[action(day, "Filed")]))


def test_of_two_readings_the_one_with_the_later_day_or_more_rows_is_newer():
    first = legiscan_bill.stamp(bill(1, "HB1"))
    more = legiscan_bill.stamp(bill(1, "HB1", votes=[{"roll_call_id": 1}]))
    later = legiscan_bill.stamp(bill(1, "HB1", history=[action("2025-03-01", "Passed House")]))

    assert legiscan_bill.is_older(first, more)
    assert legiscan_bill.is_older(more, later)
    assert not legiscan_bill.is_older(first, first)


# -- hearings --------------------------------------------------------------------------------------------------------------


def heard(**more) -> ScrapedHearing | Unreadable:
    row = bill(1, "HB1", calendar=[event(**more)])
    (found,) = hearings(row, legiscan_bill.bill(row), {})
    return found


def test_a_hearing_begins_when_the_clock_of_the_place_says_so():
    found = heard()

    assert found.start.isoformat() == "2026-12-01T08:15:00-06:00"
    assert (found.chamber, found.committee, found.location) == ("lower", "Public Health Committee", "E2.028")


@pytest.mark.parametrize("time", ["", "00:00", None])
def test_a_hearing_without_a_time_is_a_day(time: str | None):
    found = heard(time=time)

    assert (found.all_day, found.time_qualifier) == (True, "date-only")


@pytest.mark.parametrize(
    ("time", "hour", "sure", "words"),
    [
        ("1:30 PM", "13:30", "exact", None),
        ("09:00:00 AM", "09:00", "exact", None),
        ("13:30", "13:30", "exact", None),
        ("noon", "12:00", "exact", None),
        ("9 a.m. or upon adjournment", "09:00", "not-before", "9 a.m. or upon adjournment"),
        ("upon recess of the House", "00:00", "upon-adjournment", "upon recess of the House"),
        ("TBA", "00:00", "date-only", "TBA"),
        ("99:00", "00:00", "date-only", "99:00"),
    ],
)
def test_a_time_in_words_is_read_as_everywhere_and_one_that_is_none_is_no_hour(time, hour, sure, words):
    found = heard(time=time)

    assert (f"{found.start:%H:%M}", found.time_qualifier, found.time_text) == (hour, sure, words)
    assert found.all_day is (hour == "00:00")


def test_a_hearing_upon_adjournment_is_not_before_its_time():
    found = heard(description="House Upon Adjournment Of State Affairs Subcommittee", time="14:30")
    bare = heard(description="House Upon Adjournment Of State Affairs Subcommittee", time="")

    assert (found.time_qualifier, bare.time_qualifier) == ("not-before", "upon-adjournment")


def test_a_cancelled_hearing_is_cancelled():
    assert heard(description="House Public Health Committee (Cancelled)").status == "cancelled"


@pytest.mark.parametrize("more", [{"date": "0000-00-00"}, {"time": "25:00 PM"}, {"key": ""}, {"key": "../../x"}])
def test_an_entry_that_cannot_be_read_costs_itself(more: dict):
    assert isinstance(heard(**more), Unreadable)


def test_recorded_bills_reach_the_stage_that_legiscan_gives_them(recordings: Path):
    """The words know more than the status (a withdrawal, an adoption), so a later stage than the status is no fault."""
    reached = {1: "introduced", 2: "passed-one-chamber", 3: "passed-both", 4: "law", 5: "vetoed", 6: "failed"}
    order = STAGES[: STAGES.index("law") + 1]
    wrong, read = [], 0
    for file in sorted((recordings / "state" / "legiscan").rglob("*.json")):
        if "/bill/" not in str(file) and "/getBill/" not in str(file):
            continue
        row = legiscan_bill.loaded(file.read_bytes())["bill"]
        found = legiscan_bill.bill(row)
        made = stage(found.actions, found.from_organization, place=found.jurisdiction, kinds=found.classification)
        status = reached[row["status"]]
        read += 1
        if made in {"failed", "substituted", "adopted"} and status == "introduced":
            continue
        if made != status and not (made in order and status in order and order.index(made) > order.index(status)):
            wrong.append((found.id, status, made))
    assert (read, wrong) == (339, [])
