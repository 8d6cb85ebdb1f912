"""The shipped rules: whole, honest about what is not known, and the same in meaning as the evidence they came from."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import SHARED
from tracker.testimony.parser import SHIPPED, rulebook
from tracker.testimony.rulebook import Place
from tracker.testimony.window_words import spoken
from tracker.testimony.windows import Occasion, computed, parse

EVIDENCE = SHARED / "design" / "testimony_rules_2026.tsv"


def places() -> dict[str, Place]:
    return {place.code: place for place in rulebook().places.values()}


def evidence() -> list[dict[str, str]]:
    if not EVIDENCE.exists():
        pytest.skip("the evidence is missing")
    with EVIDENCE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


RANK = ("unverified", "low", "medium", "high")
OTHERWISE = {
    ("us", "23:59 on closing day"),  # comment periods close at the notice's own moment
    ("us-az", "none"),
    ("us-ma", "per notice (hearings announced 10 days ahead since 2025)"),  # when hearings are announced
    ("us-md", "per notice (window about 12 hours, from about P2.5D before)"),  # worded for people
    ("us-dc", "per notice (e.g. 17:00 on P2BD before)"),  # an example beside an earlier one
    ("us-nh", "PT30M before start"),  # of the committee's first hearing of the day, which is a window of its own
    ("us-tx-dallas", "17:00 on P1BD before"),  # with its opening after the previous meeting
    ("us-tx", "until end"),  # Texas, position only: no rule of its own
}
"""Rows that say nothing of when the public is heard, or that another rule of the place says better."""


def test_every_row_of_the_evidence_is_a_rule_that_claims_no_more() -> None:
    """The window stands word for word in the place's rules, and no rule is surer than its evidence."""
    rows = evidence()
    assert len(rows) == 160
    known = places()
    for row in rows:
        code = row["jurisdiction"].lower().replace(" ", "-").replace("é", "e")
        if (code, row["deadline_rule"]) in OTHERWISE:
            continue
        window = parse(
            re.sub(
                r"\bauthori.ed\b", "authorized", row["deadline_rule"].replace("(form opens", "(the online form opens")
            )
        )
        fitting = [
            rule
            for rule in known[code].rules
            if rule.window == window and RANK.index(rule.confidence) <= RANK.index(row["confidence"])
        ]
        assert fitting, row


def test_all_states_congress_and_cities_are_there() -> None:
    found = places()
    assert len(found) == 98
    assert sum(code.count("-") == 1 for code in found) == 56  # fifty states, the District of Columbia, five territories
    assert {"us", "us-ny-new-york-city", "us-ca-los-angeles-county"} <= found.keys()


@pytest.mark.parametrize("code", sorted(path.stem for path in SHIPPED.glob("*.toml")))
def test_a_place_is_whole(code: str) -> None:
    place = places()[code]
    assert place.name
    ZoneInfo(place.timezone)
    assert place.subdivision == (code.split("-")[1].upper() if "-" in code else None)
    assert place.openness == "public" or place.instead
    assert place.rules
    for rule in place.rules:
        assert spoken(rule.window)
        assert rule.confidence == "unverified" or rule.sources, "whoever claims to know names a source"
        assert rule.sources or rule.confidence == "unverified"
        assert rule.how.endswith(".")
        assert not re.search(r"own knowledge|the tool|rule engine|alert latency", f"{rule.note} {rule.how}")


def test_nobody_is_asked_to_do_what_is_not_possible() -> None:
    found = places()
    assert (found["us-ok"].openness, found["us"].openness) == ("none", "invited")
    assert [rule.id for rule in found["us"].rules if rule.invited] == ["invited-statement"]


@pytest.mark.parametrize("start", [dt.datetime(2027, month, 2, hour) for month in range(1, 13) for hour in (0, 9, 23)])
def test_every_rule_computes_for_every_hour(start: dt.datetime) -> None:
    for place in places().values():
        zone = ZoneInfo(place.timezone)
        aware = start.replace(tzinfo=zone)
        when = Occasion(start=aware, zone=zone, day=aware.date(), subdivision=place.subdivision)
        for rule in place.rules:
            found = computed(rule.window, when)
            assert found is None or found[1].at.tzinfo == zone


def test_files_are_plain_text_that_a_person_can_edit() -> None:
    for path in Path(SHIPPED).glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# How the public is heard by the ")
        assert text.endswith("\n")
        assert "\t" not in text
