"""What an ordinary day does to a hearing."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from tracker.records.items import AgendaItem, HeardBill, ScrapedHearing


def a_day_later(each: ScrapedHearing, chance: random.Random, day: int) -> ScrapedHearing:
    """Most stay, some move, are called off, change their room, or get bills, an agenda or a notice."""
    luck = chance.random()
    if luck < 0.04:
        return replace(each, start=each.start + dt.timedelta(days=chance.choice((1, 2, 7))))
    if luck < 0.08:
        return replace(each, status="cancelled")
    if luck < 0.14:
        return replace(each, location=f"Room {chance.randint(1, 20)}")
    if luck < 0.22:
        return replace(each, bills=(*each.bills, HeardBill(identifier=f"HR {chance.randint(1, 99)}")))
    if luck < 0.30:
        return replace(each, agenda=(*each.agenda, AgendaItem(description=f"Item {day}")), classification="hearing")
    if luck < 0.34:
        return replace(each, description=f"Notice of day {day}")
    return each
