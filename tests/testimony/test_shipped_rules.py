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
from tracker.testimony.rulebook import Place, Rule
from tracker.testimony.windows import Occasion, computed, parse, spoken

EVIDENCE = SHARED / "design" / "testimony_rules.tsv"
CHANNEL_WORDS = {
    "written": ("written", "comment", "prepared statement"),
    "oral": ("oral", "in person", "in-person", "intent to speak"),
    "remote": ("remote", "zoom", "phone"),
    "position": ("position",),
    "witness-slip": ("witness slip",),
    "accommodation": ("accommodation",),
    "comment": ("regulatory comment",),
    "video": ("recorded video",),
}
REWORDED = {"per notice (window about 12 hours, from about P2.5D before)"}
"""An example in the language of durations that people would not understand."""


def places() -> dict[str, Place]:
    return {place.code: place for place in rulebook().places.values()}


def evidence() -> list[dict[str, str]]:
    if not EVIDENCE.exists():
        pytest.skip("the evidence is missing")
    with EVIDENCE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_row_of_the_evidence_is_a_rule_of_the_same_meaning() -> None:
    rows = evidence()
    assert len(rows) == 119
    left = {code: list(place.rules) for code, place in places().items()}
    for row in rows:
        code = row["jurisdiction"].lower().replace(" ", "-")
        found = next((rule for rule in left[code] if same(row, rule)), None)
        assert found is not None, row
        left[code].remove(found)
    assert [rule.id for rules in left.values() for rule in rules] == ["communications-oversight"]  # it stood in a note


def same(row: dict[str, str], rule: Rule) -> bool:
    window = rule.window == parse(row["deadline_rule"]) or (
        row["deadline_rule"] in REWORDED and rule.window.unfixed == "per notice"
    )
    sources = [part.strip() for part in row["source"].split(" ; ") if part.strip() != "own knowledge"]
    year = set(re.findall(r"\b(?:20)?\d\d\b", row["as_of"]))
    told_year = set(re.findall(r"\b(?:20)?\d\d\b", f"{rule.as_of} {rule.valid_from}"))
    return (
        window
        and rule.confidence == row["confidence"]
        and rule.timezone == row["timezone"]
        and list(rule.sources) == sources
        and year <= told_year
        and chambers(row["chamber"]) in {"", "".join(rule.chambers)}
        and any(word in row["channel"].casefold() for channel in rule.channels for word in CHANNEL_WORDS[channel])
        and limits(row) <= limits_of(rule)
        and address(row) in {None, *addresses(rule)}
    )


def chambers(who: str) -> str:
    lower = bool(re.search(r"\b(House|Assembly)\b", who))
    upper = bool(re.search(r"\bSenate\b", who))
    return "lower" if lower and not upper else "upper" if upper and not lower else ""


def limits(row: dict[str, str]) -> set[str]:
    """Numbers that limit what a person may hand in."""
    return set(re.findall(r"(\d+) (?:characters|paper copies|copies|minutes\))", f"{row['notes']} {row['channel']}"))


def limits_of(rule: Rule) -> set[str]:
    return set(re.findall(r"\d+", (rule.limit or "").replace(",", "")))


def address(row: dict[str, str]) -> str | None:
    """What the row gives to go to, but for patterns such as `{committee}@…` and words such as "per committee"."""
    found = re.search(r"(?:https?://|tel:)\S+|[\w.]+@[\w.]+", row["signup_url"])
    return found[0] if found and "{" not in row["signup_url"] else None


def addresses(rule: Rule) -> list[str]:
    return re.findall(r"(?:https?://|tel:)\S+|[\w.]+@[\w.]+", rule.url or "")


def test_all_states_congress_and_cities_are_there() -> None:
    found = places()
    assert len(found) == 59
    assert sum(code.count("-") == 1 for code in found) == 51  # fifty states and the District of Columbia
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
