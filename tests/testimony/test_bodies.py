"""A legislature's rules are for its own bodies, not for every board of its state."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from tracker.deadlines.compute import NO_RULES_OF_BODY, participation
from tracker.records.items import ScrapedHearing
from tracker.records.stored import Kept
from tracker.testimony.bodies import follows_its_place
from tracker.testimony.parser import rulebook
from tracker.testimony.rulebook import Place, Rule, Rulebook, chosen
from tracker.testimony.window_words import spoken
from tracker.testimony.windows import Occasion, computed, parse

START = dt.datetime(2026, 12, 10, 18, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("place", "name", "more", "expected"),
    [
        ("us-il", "Community Mental Health Board", {}, False),
        ("us-il", "708 Mental Health Board of Directors Meeting", {}, False),
        ("us-il", "Cook County Board of Commissioners", {}, False),
        ("us-tx", "Local Mental Health Authority", {}, False),
        ("us-ca", "Behavioral Health Commission", {}, False),
        ("us-wa", "City Council of Spokane", {}, False),
        ("us-il", "Mental Health & Addiction Committee", {}, True),
        ("us-il", "House Board and Commission Oversight", {}, True),
        ("us-il", "Licensing Board Oversight", {"chamber": "lower"}, True),
        ("us-va", "Health, Welfare and Institutions", {}, True),
        ("us-ma", "Joint Committee on Mental Health", {}, True),
        ("us-il", "Public Health", {"committee": "Senate Public Health"}, True),
        ("us-il", "Mental Health Advisory Committee", {}, False),
        ("us-tx", "Governor's Committee on People with Disabilities", {}, False),
        ("us-pr", "Comisi\u00f3n de Salud del Senado", {}, True),
        ("us-il-cook", "Board of Health", {}, False),
        ("us-il-cook", "Cook County Health and Hospitals System Board of Directors", {}, False),
        ("us-il-cook", "Finance Committee of the Hospital System", {}, False),
        ("us-il-cook", "Board of Commissioners", {}, True),
        ("us-il-cook", "Health & Hospitals Committee", {}, True),
        ("us-ga-fulton", "Fulton-DeKalb Hospital Authority", {}, False),
        ("us-ca-los-angeles-county", "Board of Supervisors", {}, True),
        ("us-ca-los-angeles-county", "Mental Health Commission", {}, False),
        ("us-ca-los-angeles", "City Planning Commission", {}, False),
        ("us-ca-san-jose", "Youth Advisory Council", {}, False),
        ("us-tx-harris", "Commissioners Court", {}, True),
        ("us-fl-miami-dade", "Board of County Commissioners", {}, True),
        ("us-wa-seattle", "Council Briefing", {}, True),
        ("us-wa-seattle", "Public Safety", {}, True),
        ("us-ny-new-york", "Committee on Mental Health, Disabilities and Addiction", {}, True),
        ("us-pa-philadelphia", "Regular Meeting", {}, True),
        ("us-ny-new-york", "Committee on Hospitals", {}, True),
        ("us-oh-columbus", "Council on Aging", {}, False),
    ],
)
def test_a_body_gets_no_rules_of_another_body_under_its_places_code(place, name, more, expected):
    hearing = ScrapedHearing(key="1", jurisdiction=place, name=name, start=START, timezone="America/Chicago", **more)
    assert follows_its_place(hearing) is expected


COUNTY = Place(
    code="us-xx-made",
    name="Made County",
    timezone="America/Chicago",
    subdivision="IL",
    rules=(
        Rule(id="own", who="Board of Commissioners", channels=("oral",), window=parse("PT24H before start"), how="Call.",
             confidence="high", timezone="America/Chicago"),
        Rule(id="health", who="Board of Health", bodies=("Board of Health",), channels=("oral",),
             window=parse("PT48H before start"), how="Write.", confidence="high", timezone="America/Chicago"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "rules"),
    [("Board of Commissioners", ["own"]), ("Board of Health: Regular Meeting", ["health"]), ("Hospital Authority", [])],
)
def test_a_rule_that_names_its_body_holds_for_that_body_alone(name, rules):
    hearing = ScrapedHearing(key="1", jurisdiction="us-xx-made", name=name, start=START, timezone="America/Chicago")
    assert [each.rule.id for each in chosen(COUNTY, hearing, START.date(), None)] == rules


def test_a_body_without_rules_keeps_the_clock_and_the_holidays_of_its_place():
    hearing = ScrapedHearing(
        key="1", jurisdiction="us-xx-made", name="Hospital Authority", start=dt.datetime(2027, 2, 16, 16, tzinfo=dt.UTC),
        timezone="UTC", description="Requests for interpreters must be made one business day before the hearing.",
    )  # fmt: skip
    kept = Kept(id=hearing.id, item=hearing, first_seen=START, changed_at=START)
    found = participation(kept, Rulebook(places={"us-xx-made": COUNTY}))
    assert [(each.due, each.timezone) for each in found.deadlines] == [(dt.date(2027, 2, 11), "America/Chicago")]
    assert NO_RULES_OF_BODY not in found.notes  # its own notice says how
    silent = replace(kept, item=replace(hearing, description=None))
    assert participation(silent, Rulebook(places={"us-xx-made": COUNTY})).notes == (NO_RULES_OF_BODY,)


def test_a_newer_description_demotes_the_older_one():
    rules = {rule.id: rule for rule in rulebook().places["us-md"].rules}
    assert rules["sign-up"].confidence == "low"
    assert "2024-02" in (rules["sign-up"].note or "")


@pytest.mark.parametrize(
    ("previous", "opens"),
    [(dt.date(2026, 12, 4), dt.datetime(2026, 12, 7, 8, 15)), (dt.date(2026, 11, 25), dt.datetime(2026, 11, 27, 8, 15)), (None, None)],
)  # fmt: skip
def test_a_window_may_open_on_the_business_day_after_the_previous_meeting(previous, opens):
    window = parse("open 08:15 on P1BD after previous meeting; close 17:00 on P1BD before")
    zone = ZoneInfo("America/Chicago")
    day = dt.date(2026, 12, 10)
    occasion = Occasion(start=START, zone=zone, day=day, subdivision=None, previous=previous)
    times = computed(window, occasion)
    assert times is not None
    assert times[1].at == dt.datetime(2026, 12, 9, 17, tzinfo=zone)
    assert (times[0].at if times[0] else None) == (opens.replace(tzinfo=zone) if opens else None)
    assert ("not known here" in " ".join(times[1].notes)) is (previous is None)
    assert spoken(window).startswith("from 8:15 a.m. on the business day after the previous meeting until")
