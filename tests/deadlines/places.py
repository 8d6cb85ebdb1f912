"""Places with hand-made rules, and hearings in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from tracker.records.items import HeardBill, Link, ScrapedHearing, ScrapedNotice
from tracker.records.stored import Kept
from tracker.testimony.rulebook import Place, Rule, Rulebook
from tracker.testimony.windows import parse

SEEN = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


def rule(window: str, *channels: str, **told: Any) -> Rule:
    known = {
        "id": "-".join(channels) or "written",
        "who": "all committees",
        "channels": channels or ("written",),
        "window": parse(window),
        "how": "On the web page of the committee",
        "confidence": "high",
        "timezone": "America/New_York",
    }
    return Rule(**(known | told))


def place(*rules: Rule, code: str = "us-md", zone: str = "America/New_York", **told: Any) -> Place:
    told.setdefault("subdivision", "MD")
    zoned = tuple(replace(each, timezone=zone) for each in rules)
    return Place(code=code, name="Somewhere", timezone=zone, rules=zoned, **told)


def book(*places: Place) -> Rulebook:
    return Rulebook(places={each.code: each for each in places})


def hearing(
    start: dt.datetime, zone: str = "America/New_York", *, key: str = "m-1", code: str = "us-md", **told: Any
) -> ScrapedHearing:
    """A hearing whose `start` is the time on the wall."""
    known: dict[str, Any] = {
        "name": "Health Committee",
        "committee": "Committee on Health",
        "bills": (HeardBill(identifier="HB 12", legislative_session="2027"),),
        "location": "Room 1",
        "sources": (Link(url="https://legislature.example/m/1"),),
    }
    aware = start.replace(tzinfo=ZoneInfo(zone))
    return ScrapedHearing(key=key, jurisdiction=code, start=aware, timezone=zone, **(known | told))


def kept(item: Any, **told: Any) -> Kept[Any]:
    return Kept(id=item.id, item=item, **({"first_seen": SEEN, "changed_at": SEEN} | told))


def notice(**told: Any) -> ScrapedNotice:
    known: dict[str, Any] = {
        "key": "fr-1",
        "jurisdiction": "us",
        "title": "Opioid Treatment Programs",
        "comments_close": dt.date(2027, 1, 10),
        "comment_url": "https://www.regulations.example/1",
        "docket_ids": ("SAMHSA-2026-1",),
    }
    return ScrapedNotice(**(known | told))
