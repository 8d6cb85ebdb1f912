"""Say which rules are due to be read again at their source, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from tracker.testimony.rulebook import Place, Rule

COLUMNS: Final = ("place", "rule", "who", "confidence", "as_of", "checked", "reason", "source")
"""What CSV shows."""
TABLE_COLUMNS: Final = ("place", "rule", "confidence", "as_of", "checked", "reason")
"""What a table shows: as much as a terminal is wide."""
SOON: Final = dt.timedelta(days=60)
"""How long before a rule runs out it is listed."""
_URGENCY: Final = {"unverified": 0, "low": 1, "medium": 2, "high": 3}


def session_began(day: dt.date) -> dt.date:
    """When the session of that day began: legislatures convene in January, so the first of January is early enough."""
    return day.replace(month=1, day=1)


def reasons(rule: Rule, day: dt.date) -> list[str]:
    """Why somebody should read this rule at its source again; empty when nobody need."""
    sentences = []
    if rule.confidence == "unverified":
        sentences.append("no source has been read")
    elif rule.confidence == "low":
        sentences.append("its evidence is old or indirect")
    if rule.checked is None:
        sentences.append("never checked")
    elif rule.checked > day:
        sentences.append(f"checked on {rule.checked}, which is still to come")
    elif rule.checked < session_began(day):
        sentences.append(f"checked before the session of {day.year} began")
    if rule.valid_until is not None and rule.valid_until < day:
        sentences.append(f"ran out on {rule.valid_until}")
    elif rule.valid_until is not None and rule.valid_until - day <= SOON:
        sentences.append(f"runs out on {rule.valid_until}")
    return sentences


def due(
    places: Iterable[Place], day: dt.date, more: Callable[[Rule], list[str]] = lambda _rule: []
) -> Iterator[dict[str, Any]]:
    """The rules to read again, the least sure first; `more` says what else speaks for reading one."""
    overdue = [
        (place, rule, why) for place in places for rule in place.rules if (why := [*more(rule), *reasons(rule, day)])
    ]
    for place, rule, why in sorted(overdue, key=lambda entry: (_URGENCY[entry[1].confidence], entry[0].code)):
        yield {
            "place": place.code,
            "rule": rule.id,
            "who": rule.who,
            "confidence": rule.confidence,
            "as_of": rule.as_of,
            "checked": rule.checked,
            "reason": "; ".join(why),
            "source": rule.sources[0] if rule.sources else None,
        }
