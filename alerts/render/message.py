"""Hold a sentence that is still to be said in the reader's language.

Decisions name sentences in English with fields in braces; `alerts.render.translate` says them. What fills a field keeps its kind,
because a date, a chamber or a topic reads differently in each language.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from alerts.render.names import names_a_body


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with a name in each language: `kind` is place, chamber, body, legislator, people, executive, topic, stage or due."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence: its English text, which is also its key in the catalogues, and what fills its fields.

    `args` holds (name, kind, value) with the value as text, so that a sentence can be stored and compared.
    """

    text: str
    args: tuple[tuple[str, str, str], ...] = ()


Filling = str | int | dt.date | dt.datetime | Named


def say(text: str, /, **filling: Filling) -> Say:
    """A sentence with its fields filled; moments need a zone with a name, since readers are shown it."""
    return Say(text, tuple((name, *_told(value)) for name, value in filling.items()))


def _told(value: Filling) -> tuple[str, str]:
    if isinstance(value, Named):
        return value.kind, value.value
    if isinstance(value, dt.datetime):
        if not isinstance(value.tzinfo, ZoneInfo):
            raise ValueError(f"expected a moment in a named zone, found {value!r}")  # noqa: TRY004 - its value is wrong
        return "moment", f"{value.isoformat()}|{value.tzinfo.key}"
    if isinstance(value, dt.date):
        return "day", value.isoformat()
    return ("number" if isinstance(value, int) else "text"), str(value)


def chamber(place: str, which: str | None) -> Named:
    """A chamber of a place, such as the Senate of `us-ma`."""
    return Named("chamber", f"{place}/{which or 'legislature'}")


def body(place: str, committee: str | None, meeting: str | None = None) -> Named:
    """Who holds a hearing: a committee, or a board, council or commission as a whole.

    Where no source names the holder, the name of the meeting may: "Mental Health Board Regular Meeting".
    """
    holder = committee or (meeting if meeting and names_a_body(meeting) else "")
    return Named("body", f"{place}/{holder}")


def legislator(place: str, which: str | None) -> Named:
    """Whoever sits for a reader in a chamber."""
    return Named("legislator", f"{place}/{which or 'legislature'}")


def executive(place: str) -> Named:
    """Whoever signs or vetoes in a place."""
    return Named("executive", place)
