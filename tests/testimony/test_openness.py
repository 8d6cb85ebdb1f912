"""Who may be heard, from everything a source says, and per bill where it differs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.deadlines.places import book, hearing, kept, place, rule
from tracker.deadlines.compute import participation
from tracker.records.items import AgendaItem, HeardBill
from tracker.testimony.openness import heard

RULES = book(place(rule("PT24H before start", "written"), rule("PT1H before start", "oral")))
START = dt.datetime(2027, 2, 10, 14)


def told(**words):
    return participation(kept(hearing(START, **words)), RULES)


def items(*rows: tuple[str, str]) -> tuple[AgendaItem, ...]:
    return tuple(AgendaItem(description=words, bills=(bill,) if bill else ()) for words, bill in rows)


@pytest.mark.parametrize(
    "words",
    [
        {"agenda": items(("Executive Session: HB 1", "HB1"), ("Executive Session: HB 2", "HB2"))},
        {"agenda": items(("Work Session: HB 1", "HB1"))},
        {"agenda": items(("Exec Session - HB 1", "HB1"))},
        {"agenda": items(("Possible Executive Session: HB 1", "HB1"))},
        {"agenda": items(("Third Reading HB 1", "HB1"))},
        {"description": "Executive session on HB 1 and HB 2."},
        {"description": "Exec Session: HB 1"},
        {"description": "Work session on HB 1"},
        {"description": "Bills for vote only"},
        {"description": "Floor session"},
        {"description": "Budget mark-up"},
        {"description": "Voting meeting on HB 1"},
        {"description": "Executive action on HB 20"},
        {"description": "Final action on: HB 2001"},
        {"description": "Bills will be voted; no public input at this meeting."},
        {"description": "Mark-up of the omnibus bill; no testimony."},
        {"description": "S.B. 4 Possible vote"},
        {"description": "HB27-1001 For action only"},
        {"description": "The committee will meet to consider pending business."},
        {"description": "Reunión ejecutiva para considerar informes"},
        {"description": "Vista en el Centro Médico. No se recibirán ponencias."},
        {"name": "Conference Committee on HB 1010"},
        {"name": "Committee of Conference on HB 541"},
        {"name": "SB 12, relative to crisis lines", "committee": "Committee of Conference"},
        {"name": "Reunión Ejecutiva"},
        {"name": "Public Health Committee JFS Meeting"},
        {"name": "Senate Floor Session"},
        {"name": "Committee on Health: Work Session"},
        {"classification": "floor-session"},
        {"classification": "executive session"},
    ],
)
def test_nothing_is_suggested_where_nobody_is_heard(words):
    found = told(**words)
    assert (found.openness, found.deadlines) == ("none", ())


@pytest.mark.parametrize(
    "words",
    [
        {"description": "-- Testimony <Invitation Only> --"},
        {"agenda": items(("HB 1 Invited testimony only", "HB1"))},
        {
            "description": "Sponsor testimony on S.B. 5; sponsor testimony on S.B. 6; S.B. 5 Sponsor Testimony; S.B. 6 Sponsor Testimony"
        },
    ],
)
def test_only_writing_is_left_where_invited_people_speak(words):
    assert [due.kind for due in told(**words).deadlines] == ["written-testimony"]


@pytest.mark.parametrize(
    "words",
    [
        {"agenda": items(("Public Hearing: HB 1", "HB1"))},
        {"description": "Public hearing on HB 1. The committee may go into executive session."},
        {"description": "The board will meet; executive session if needed."},
        {"description": "A bill on floor debate rules <b>of</b> the House"},
        {"name": "Committee on Veterans: session planning hearing"},
        {"name": "Vista Pública y Reunión Ejecutiva"},
        {"name": "Committee on Aging, Conference Committee Room 2"},
        {"description": "The committee will hear testimony and vote on pending bills."},
        {"description": "The committee will hear HB 12 and consider pending legislation."},
        {"description": "Witnesses will be heard, then the committee will act on pending bills."},
        {"description": "Vista pública sobre el P. de la C. 1; luego, reunión ejecutiva."},
    ],
)
def test_an_ordinary_hearing_stays_open(words):
    assert len(told(**words).deadlines) == 2


def test_each_bill_has_its_own_side():
    bills = tuple(HeardBill(identifier=each, legislative_session="137") for each in ("HB1", "HB2", "HB3"))
    found = told(bills=bills, description="H.B. 1 Sponsor Testimony; H.B. 2 Proponent Testimony; H.B. 3 All Testimony")
    by_kind = {due.kind: due.bills for due in found.deadlines}
    assert [each.rpartition("/")[2] for each in by_kind["written-testimony"]] == ["HB1", "HB2", "HB3"]
    assert [each.rpartition("/")[2] for each in by_kind["oral-sign-up"]] == ["HB2", "HB3"]
    assert "HB 2: only those who support it are heard at this hearing." in found.deadlines[0].notes


def test_a_bill_in_executive_session_beside_a_public_hearing_is_left_out():
    bills = tuple(HeardBill(identifier=each, legislative_session="137") for each in ("HB1", "HB2"))
    found = told(bills=bills, agenda=items(("Public Hearing: HB 1", "HB1"), ("Executive Session: HB 2", "HB2")))
    assert {bill.rpartition("/")[2] for due in found.deadlines for bill in due.bills} == {"HB1"}


@pytest.mark.parametrize(
    "words",
    [
        {"description": "Public Hearing. Public and invited testimony will be taken."},
        {"description": "H.B. 1 Third Hearing, all testimony, possible vote"},
        {"description": "Mark-up at noon; public comment before it."},
        {"description": "HB 1010 (vote only); HB 1011 (testimony)"},
        {"description": "H.B. 1 Proponent testimony; H.B. 2 for possible action only. Anyone may testify."},
    ],
)
def test_the_public_is_heard_where_a_vote_or_invited_people_stand_beside_it(words):
    assert told(**words).openness in {"public", "proponents"}
    assert "oral-sign-up" in [due.kind for due in told(**words).deadlines]


def test_a_side_that_is_heard_on_one_bill_is_not_said_of_the_hearing():
    found = told(description="H.B. 1 Proponent Testimony; H.B. 2 Sponsor Testimony")
    assert (found.openness, found.by_bill) == ("public", (("HB1", "proponents"), ("HB2", "sponsor")))


def test_a_hearing_of_one_bill_beside_the_vote_on_another_hears_the_public():
    found = told(description="Hearing on: HB 2200, crisis centers. Final action on: HB 2150.")
    assert "oral-sign-up" in [due.kind for due in found.deadlines]


def test_where_the_notice_has_the_public_sign_up_it_is_heard_whatever_is_usual_there():
    usual = replace(place(rule("PT24H before start", "written")), openness="invited")
    asked = hearing(START, description="Members of the public who wish to speak must register by noon the day before.")
    found = participation(kept(asked), book(usual))
    assert (found.openness, [due.kind for due in found.deadlines]) == ("public", ["oral-sign-up", "written-testimony"])
    assert participation(kept(hearing(START)), book(usual)).openness == "invited"


@pytest.mark.parametrize(
    ("place", "name", "openness"),
    [
        ("us-tx-travis-county", "Commissioners Court Voting Session", "public"),
        ("us-md-baltimore-county", "County Council Work Session", "public"),
        ("us-tx-travis-county", "Executive Session", "none"),
        ("us-wa", "Senate Human Services Work Session", "none"),
    ],
)
def test_a_voting_session_of_a_county_hears_those_whom_its_notice_has_sign_up(place, name, openness):
    words = "To speak, sign up with the clerk by noon on February 9."
    met = hearing(START, code=place, name=name, committee=None, chamber=None, description=words)
    assert participation(kept(met), RULES).openness == openness


def test_items_from_the_public_beside_an_executive_session_are_heard():
    said = told(description="Executive session at 11 a.m. Items from the public are heard at 9:15.")
    assert said.openness == "public"


def test_an_agency_follows_none_of_the_rules_of_the_legislature():
    rules = book(place(rule("PT24H before start", "written")))
    assert participation(kept(hearing(START, chamber="executive")), rules).deadlines == ()


def test_what_is_said_of_the_only_bill_holds_for_the_hearing():
    found = told(description="H.B. 1 Sponsor Testimony")
    assert (found.openness, [due.kind for due in found.deadlines]) == ("sponsor", ["written-testimony"])


@pytest.mark.parametrize(
    ("words", "openness", "by_bill", "why"),
    [
        ({"agenda": items(("Proponent testimony on HB 1", "HB1"))}, "proponents", (), "Proponent testimony on HB 1"),
        ({"agenda": items(("Opponent testimony on HB 1", "HB1"))}, "opponents", (), "Opponent testimony on HB 1"),
        ({"agenda": items(("Public hearing on HB 1", "HB1"))}, "public", (), "Public hearing on HB 1"),
        ({"agenda": items(("A report about proponents of HB 1", "HB1"))}, None, (), None),
        ({"agenda": items(("Work session: HB 1", "HB1"), ("Public hearing", ""))}, "none", (), "Work session: HB 1"),
        ({"agenda": items(("Work session", ""), ("HB 1", "HB1"))}, None, (), None),
        (
            {"agenda": items(("Work session: HB 1", "HB1"), ("Public hearing on HB 2", "HB2"))},
            None, (("HB1", "none"), ("HB2", "public")), None,
        ),
        (
            {"agenda": items(("Work session", "HB 0001"), ("Public hearing", "H.B. 2"))},
            None, (("HB1", "none"), ("HB2", "public")), None,
        ),
        (
            {"agenda": items(("Work session: HB 1", "HB1"), ("Invited testimony only: HB 2", "HB2"))},
            None, (("HB1", "none"), ("HB2", "invited")), None,
        ),
        (
            {"agenda": items(("HB 1", "HB1"), ("Work session: HB 1", "HB1"), ("Work session: HB 2", "HB2"))},
            None, (("HB1", "public"), ("HB2", "none")), None,
        ),
        ({}, None, (), None),
    ],
)  # fmt: skip
def test_an_agenda_says_who_is_heard_and_on_which_bill(words, openness, by_bill, why):
    found = heard(hearing(START, **words))
    assert (found.openness, found.by_bill, found.why) == (openness, by_bill, why)


@pytest.mark.parametrize(
    ("words", "openness"),
    [
        ({"agenda": items(("Work session: HB 1", "HB1"), ("Invited testimony only: HB 2", "HB2"))}, "invited"),
        ({"agenda": items(("Work session: HB 1", "HB1"), ("Floor session: HB 2", "HB2"))}, "none"),
        ({"agenda": items(("Work session: HB 1", "HB1"), ("Public hearing on HB 2", "HB2"))}, "public"),
    ],
)
def test_where_nobody_is_heard_on_any_bill_nobody_is_heard(words, openness):
    assert told(**words).openness == openness


def test_a_voting_meeting_hears_nobody_and_one_with_a_hearing_does():
    assert told(classification="voting-meeting", name="Committee Meeting").openness == "none"
    assert told(classification="hearing", name="Public Hearing").openness == "public"


def test_a_chambers_rule_is_unsure_where_both_chambers_meet():
    lower = book(place(rule("PT24H before start", "written", chambers=("lower",))))
    (sure,) = participation(kept(hearing(START, chamber="lower")), lower).deadlines
    (doubted,) = participation(kept(hearing(START, chamber="legislature")), lower).deadlines
    assert (sure.due, sure.confidence) == (doubted.due, "medium")
    assert doubted.confidence == "low"
    assert any(note.startswith("Both chambers meet here") for note in doubted.notes)


@pytest.mark.parametrize(
    ("words", "openness"),
    [
        ({"agenda": items(("Invited testimony only: HB 1", "HB1"), ("Work session: HB 1", "HB1"))}, "none"),
        ({"agenda": items(("Work session: HB 1", "HB1"), ("Invited testimony only: HB 1", "HB1"))}, "invited"),
        ({"description": "Proponents only will be heard."}, "proponents"),
        ({"description": "Opponents only will be heard."}, "opponents"),
    ],
)
def test_what_is_said_last_of_a_bill_and_what_a_notice_says_of_all_decide_who_is_heard(words, openness):
    assert told(**words).openness == openness


def test_a_way_that_a_notice_gives_a_moment_to_is_told_once():
    rules = book(place(rule("same day in person", "oral")))
    at_the_door = participation(kept(hearing(START)), rules)
    assert ([way.kinds for way in at_the_door.ways], at_the_door.deadlines) == ([("oral-sign-up",)], ())
    words = "Persons wishing to testify must sign up by noon on February 9, 2027."
    stated = participation(kept(hearing(START, description=words)), rules)
    assert (stated.ways, [due.kind for due in stated.deadlines]) == ((), ["oral-sign-up"])
