"""Know what the card of a hearing shows, apart from its record: cards that are the same are drawn once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracker.records import ocd_json

_SHOWN: Final = 4
"""Bills that a card names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingCard:
    """When, where and what is heard."""

    id: str
    jurisdiction: str
    name: str
    start: dt.datetime
    status: str
    vanished_at: dt.datetime | None
    timezone: str
    all_day: bool
    time_qualifier: str
    time_text: str | None
    classification: str
    committee: str | None
    location: str | None
    bills: tuple[tuple[str, str | None], ...]
    """Public ids, each with its title where it is to be told."""
    more: int
    """Bills that it hears besides."""


def hearing_card(hearing: Any, bills: Sequence[str], titles: Mapping[str, str]) -> HearingCard:
    """The card of a row of `hearings`, with the bills it hears."""
    record = ocd_json.parsed(hearing.record)
    return HearingCard(
        id=hearing.id,
        jurisdiction=hearing.jurisdiction,
        name=hearing.name,
        start=hearing.start,
        status=hearing.status,
        vanished_at=hearing.vanished_at,
        timezone=record["timezone"],
        all_day=record["all_day"],
        time_qualifier=record["time_qualifier"],
        time_text=record["time_text"],
        classification=record["classification"],
        committee=record["committee"],
        location=record["location"],
        bills=tuple((key, titles.get(key)) for key in bills[:_SHOWN]),
        more=max(len(bills) - _SHOWN, 0),
    )
