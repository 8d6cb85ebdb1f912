"""Legislators, committees and rule-makings are found by what people type of their names, and by nothing that asks for something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from tests.core.test_ingest import visit
from tests.records import CONGRESS, notice
from tracker.clock import as_of
from tracker.db.engine import reading
from tracker.ingest.visit import Visit
from tracker.records.items import ScrapedOrganization, ScrapedPerson
from tracker.web import name_search

PEOPLE = {
    "L1": ("us", "Ben Ray Luján", "upper", "NM"),
    "S1": ("us", "Tina Smith", "upper", "MN"),
    "S2": ("us", "Adam Smith", "lower", "WA-9"),
    "G1": ("us", 'Jesús G. "Chuy" García', "lower", "IL-4"),
    "T1": ("us", "Mary O'Rourke-Hill", "lower", "TX-14"),
    "K1": ("us-wa", "Andrew Kim", "lower", "9"),
    "C1": ("us-ma", "John Velis", "upper", "Hampden and Hampshire"),
}
BODIES = {
    "HSIF00": ("us", "House Committee on Energy and Commerce", "lower"),
    "HSIF14": ("us", "House Committee on Energy and Commerce, Subcommittee on Health", "lower"),
    "HSVR00": ("us", "House Committee on Veterans' Affairs", "lower"),
    "SSVA00": ("us", "Senate Committee on Veterans' Affairs", "upper"),
    "HSAP01": (
        "us",
        "House Committee on Appropriations, Subcommittee on Military Construction, Veterans Affairs",
        "lower",
    ),
    "HSAP07": ("us", "House Committee on Appropriations, Subcommittee on Labor, Health and Human Services", "lower"),
    "SSHR00": ("us", "Senate Committee on Health, Education, Labor, and Pensions", "upper"),
    "HLIG00": ("us", "House Permanent Select Committee on Intelligence", "lower"),
    "J1": ("us-ma", "Mental Health, Substance Use and Recovery", "legislature"),
    "A1": ("us-ny", "Mental Health", "lower"),
    "A2": ("us-ny", "Mental Health", "upper"),
}


@pytest.fixture(scope="module")
def directory(module_engine: Callable[[], Engine]) -> Engine:
    """Some people, committees and rule-makings, which no test changes."""
    engine = module_engine()
    with as_of(dt.date(2026, 11, 23)):
        for place in sorted({row[0] for row in (*PEOPLE.values(), *BODIES.values())}):
            stored = Visit(engine, f"{place}-people", replace(CONGRESS, jurisdiction=place, kind="people"))
            for key, (home, name, chamber, district) in PEOPLE.items():
                if home == place:
                    stored.take(
                        ScrapedPerson(key=key, jurisdiction=place, name=name, chamber=chamber, district=district)
                    )
            for key, (home, name, chamber) in BODIES.items():
                if home == place:
                    stored.take(ScrapedOrganization(key=key, jurisdiction=place, name=name, chamber=chamber))
            stored.finish()
        visit(engine, [notice("fr-2026-04567", docket_ids=("CMS-2026-0131", "RIN 0938-AV12"))])
    return engine


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("Sen. Lujan", "L1"),
        ("ben ray luján", "L1"),
        ("Smith", "S1 S2"),
        ("senator smith's phone number", "S1"),
        ("Smith (D-MN)", "S1"),
        ("Rep. Smith of Washington", "S2"),
        ("smith minnesota", "S1"),
        ("chuy garcia", "G1"),
        ("congressman Garcia", "G1"),
        ("o'rourke hill", "T1"),
        ("how did Tina Smith vote", "S1"),
        ("Andy Kim", "K1"),
        ("dr. kim", "K1"),
        ("Senadora Smith", "S1"),
        ("minnesota senators", "S1"),
        ("who represents WA-9", "S2 K1"),
        ("velis", "C1"),
        ("Senator Veliz", "C1"),
        ("sen. tina smyth", "S1"),
        ("veliz", ""),
        ("senator kym", ""),
        ("smith oregon", ""),
        ("Smith committee", ""),
        ("mental health", ""),
        ("title:smith", ""),
        ("smith OR lujan", ""),
        ("HB 12", ""),
        ("Illinois House Bill 4", ""),
        ("tx", ""),
        ("&", ""),
        (" ".join(["smith"] * 40), ""),
    ],
)
def test_a_legislator_is_found_by_what_people_call_them(directory, typed, people):
    assert _keys(directory, typed)[0] == people.split()


@pytest.mark.parametrize(
    ("typed", "bodies"),
    [
        ("energy and commerce health subcommittee", "HSIF14"),
        ("Energy & Commerce", "HSIF00 HSIF14"),
        ("E&C", "HSIF00"),
        ("house veterans affairs", "HSVR00 HSAP01"),
        ("Senate VA committee", "SSVA00"),
        ("senate help committee", "SSHR00"),
        ("HELP", "SSHR00"),
        ("help", ""),
        ("HPSCI", "HLIG00"),
        ("Labor-HHS approps", "HSAP07"),
        ("ny assembly mental health committee", "A1"),
        ("New York Senate mental health", "A2"),
        ("joint committee on mental health substance use and recovery", "J1"),
        ("comité de mental health del senado", "A2"),
        ("comité de salud mental de Massachusetts", "J1"),
        ("veterans", ""),
        ("committee", ""),
        ("senator intelligence", ""),
        ("substance use crisis", ""),
    ],
)
def test_a_committee_is_found_by_some_of_its_words_or_by_initials(directory, typed, bodies):
    assert _keys(directory, typed)[1] == bodies.split()


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("2026-04567", 1),
        ("FR Doc. 2026-04567", 1),
        ("CMS-2026-0131", 1),
        ("docket cms\u20112026\u20110131", 1),
        ("RIN 0938-AV12", 1),
        ("0938-AV13", 0),
        ("CMS-2026-013%", 0),
        ("HB26-1305", 0),
        ("mental health", 0),
    ],
)
def test_a_rule_making_is_found_by_its_numbers(directory, typed, count):
    with reading(directory) as connection:
        assert len(name_search.notices(connection, typed)) == count


def _keys(engine: Engine, typed: str) -> tuple[list[str], ...]:
    with as_of(dt.date(2026, 11, 23)), reading(engine) as connection:
        people, bodies = name_search.named(connection, name_search.read(connection), typed)
    return tuple([row.id.rpartition("/")[2] for row in rows] for rows in (people, bodies))
