"""Two sources that tell the same bills, hearings and people in their own ways come to rest after each has spoken once."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.core.test_ingest import snapshot
from tests.records import CONGRESS, EASTERN, INTRODUCED, PASSED, READER, REFERRED, bill, hearing
from tracker import clock
from tracker.ingest.source import Source
from tracker.ingest.visit import Visit
from tracker.records.items import (
    Abstract,
    Action,
    Committee,
    HeardBill,
    Link,
    Record,
    ScrapedBill,
    ScrapedHearing,
    ScrapedPerson,
    Sponsorship,
    Title,
    Version,
)

TODAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SEATS = ("lower", "upper")


def steps(number: int) -> tuple[Action, ...]:
    later = (
        replace(PASSED, date=PASSED.date + dt.timedelta(days=n), description=f"Step {n}") for n in range(number % 5)
    )
    return INTRODUCED, REFERRED, *later


def told_of_bill(number: int, chance: random.Random) -> ScrapedBill:
    """What a source makes of a bill: fields that it has or has not, its own words, days and order."""
    whole: dict[str, Any] = {
        "title": f"Act number {number}",
        "subject": ("Health", "Mental health"),
        "abstracts": (Abstract(abstract=f"Pays for line {number}."),),
        "other_titles": (Title(title=f"Short {number}"), Title(title=f"SHORT {number}")),
        "actions": steps(number),
        "sponsorships": tuple(Sponsorship(name=f"Rep. {n}", primary=n == number) for n in range(number, number + 4)),
        "committees": (Committee(name="Health"), Committee(name="Judiciary")),
        "versions": tuple(
            Version(note=note, links=(Link(url=f"https://example.org/{number}/{note}"),)) for note in ("IH", "EH")
        ),
        "text": f"Section 1. Rule {number}.",
    }
    said = {name: value for name, value in whole.items() if name == "title" or chance.random() < 0.8}
    for name, value in said.items():
        if isinstance(value, tuple):
            kept = list(value[: chance.randint(1, len(value))])
            chance.shuffle(kept)
            said[name] = tuple(kept)
    moved = chance.choice((0, 0, 1, 2))
    said["actions"] = tuple(
        replace(
            each,
            date=each.date + dt.timedelta(days=moved),
            description=chance.choice((str.upper, str))(each.description),
        )
        for each in said.get("actions", ())
    )
    shout = chance.choice((str.upper, str))
    blank: dict[str, Any] = dict.fromkeys(
        ("subject", "abstracts", "actions", "sponsorships", "versions", "sources"), ()
    )
    return bill(number, **{**blank, **said, "title": shout(said["title"])})


def told_of_hearing(number: int, chance: random.Random, prefix: str) -> ScrapedHearing:
    """A hearing under the source's own id, with or without its hour, end, place and agenda."""
    start = dt.datetime(2026, 11, 25, 9 + number % 8, tzinfo=EASTERN) + dt.timedelta(days=number // 8)
    day_only = chance.random() < 0.3
    return hearing(
        f"{prefix}{number}" if chance.random() < 0.7 else f"shared-{number}",
        name=f"Committee on Matter {number}",
        committee=f"Committee on Matter {number}",
        start=start.replace(hour=0) if day_only else start.astimezone(chance.choice((EASTERN, dt.UTC))),
        all_day=day_only,
        time_qualifier="date-only" if day_only else "exact",
        end=None if day_only or chance.random() < 0.5 else start + dt.timedelta(hours=2),
        location=chance.choice((None, f"Room {number}", f"ROOM {number}")),
        description=chance.choice((None, f"Notice {number}")),
        status=chance.choice(("confirmed", "confirmed", "tentative", "cancelled")),
        bills=tuple(HeardBill(identifier=f"HR {n}") for n in range(1, chance.randint(1, 5))),
        links=(Link(url=f"https://example.org/{prefix}{number}"),),
    )


def told_of_person(number: int, chance: random.Random, prefix: str) -> ScrapedPerson:
    return ScrapedPerson(
        key=f"{prefix}{number}",
        jurisdiction="us",
        name=chance.choice((f"Pat Name{number}", f"Patricia Q. Name{number}")),
        chamber=SEATS[number % 2],  # type: ignore[arg-type]
        district=chance.choice((f"{number}", f"0{number}")),
        party=chance.choice((None, "Independent")),
        email=chance.choice((None, f"p{number}@example.org")),
    )


def told(seed: int, prefix: str) -> list[Record]:
    chance = random.Random(seed)
    makers: list[Callable[[int], Record]] = [
        lambda n: told_of_bill(n, chance),
        lambda n: told_of_hearing(n, chance, prefix),
        lambda n: told_of_person(n, chance, prefix),
    ]
    return [make(number) for make in makers for number in range(1, 21) if chance.random() < 0.9]


@pytest.mark.parametrize("second", [READER, CONGRESS], ids=["a lower rank", "the same rank"])
def test_alternating_rounds_of_two_sources_change_nothing_after_the_first(engine: Engine, second: Source):
    sources = {"us-one": (CONGRESS, told(1, "one-")), "us-two": (second, told(2, "two-"))}
    kept = None
    for turn in range(3):
        for name, (source, records) in sources.items():
            with clock.as_of(TODAY + dt.timedelta(hours=turn)):
                visit = Visit(engine, name, replace(source, kind="bills,hearings,people"))
                for record in records:
                    visit.take(record)
                summary = visit.finish()
            assert summary.verdict == "ok", summary
            assert turn == 0 or (summary.counts.new, summary.counts.changed, summary.counts.vanished) == (0, 0, 0), (
                summary
            )
        found = {table: rows for table, rows in snapshot(engine).items() if table != "listings"}
        assert kept in (None, found)
        kept = found
    assert kept is not None
    assert len(kept["aliases"]) > 10, "hearings and people that both number in their own way are one"
    assert len(kept["claims"]) > len(kept["bills"]) + len(kept["hearings"]) + len(kept["people"]) + 20
