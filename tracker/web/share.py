"""Write short texts to share, from facts of the record alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from tracker.records.place_names import place_name
from tracker.records.text import shown_number
from tracker.web.templating import short

LIMIT: Final = 280
_ADDRESS_COUNTS: Final = 23
"""An address counts as so many characters where posts are limited to 280."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A text to copy, and a mail that is only to be sent."""

    text: str
    mailto: str


def of_bill(row: Any, short_title: str | None, address: str, language: str) -> Share:
    """What can be said of a bill in one post."""
    head = f"{shown_number(row.id)} ({place_name(row.jurisdiction, language)})"
    room = LIMIT - _ADDRESS_COUNTS - len(head) - 4
    title = short(short_title or row.title, room - 1)
    subject = quote(f"{head}: {short(short_title or row.title, 90)}", safe="")
    body = quote(f"{head}: {row.title}\n\n{address}\n", safe="")
    return Share(text=f"{head}: {title} {address}", mailto=f"mailto:?subject={subject}&body={body}")
