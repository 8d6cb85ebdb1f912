"""Read until when the public can comment, from the words of a rule-making's notice, as hearings' notices are read."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from tracker.testimony.notices import stated

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_LIKELY: Final = dt.timedelta(days=45)
"""Dates of comment periods are looked for around the day that lies so far behind the publication."""
_CITED: Final = re.compile(
    r",? ?\b(?:that |which )?(?:was |were )?published (?:in the federal register )?(?:at \d+ FR \d+,? )?(?:on |of )?"
    r"[a-z]{3,9}\.? \d{1,2}, \d{4}(?:,? (?:at |\()\d+ FR \d+\)?)?,?|,? ?\(?\b\d+ FR \d+\)?,?",
    re.IGNORECASE,
)
"""The earlier document that this one speaks of, whose day is not the one to be found."""
_UNTIL: Final = re.compile(r"(?<=extended)(?: (?:by|for) (?:an additional )?\d+ days)?,? (?:to|until)\b", re.IGNORECASE)
_RESPONSES: Final = re.compile(
    r"\b(?:responses|submissions)\b(?: to (?:this|the) (?:RFI|request for information))?", re.IGNORECASE
)
_SPAN: Final = re.compile(
    r"\bcomments?\b[^.]{0,200}?\b(?:within|(?:not?|no) later than|for|by) (?P<days>\d{1,3}) (?:calendar )?days (?:of|after|from|following)"
    r" (?:the )?(?:date of )?(?:its |the |this )?publication",
    re.IGNORECASE,
)
"""How notices about forms give their time: in days from the publication."""


def end_of(date: dt.date | None, zone: ZoneInfo) -> dt.datetime | None:
    """The last minute of a comment period that ends on `date`: 11:59 p.m. by the agency's clock, as agencies announce it."""
    return None if date is None else dt.datetime.combine(date, dt.time(23, 59), zone)


def closes(text: str, published: dt.date | None, zone: ZoneInfo) -> dt.datetime | None:
    """The end of the comment period as a notice of that day says it; the earliest of several. Without its day nothing is read."""
    text = _RESPONSES.sub("Comments", _UNTIL.sub(" until", _CITED.sub("", text)))
    if not text or published is None:
        return None
    if spans := [int(hit["days"]) for hit in _SPAN.finditer(text)]:
        return end_of(published + dt.timedelta(days=min(spans)), zone)
    middle = dt.datetime.combine(published + _LIKELY, dt.time(12), zone)
    deadlines = stated(text, middle, zone, published=published).deadlines
    ends = [
        deadline.due.astimezone(zone) if isinstance(deadline.due, dt.datetime) else end_of(deadline.due, zone)
        for deadline in deadlines
        if deadline.kind in {"comment-period", "written-testimony"}
    ]
    return min((end for end in ends if end is not None and end.date() >= published), default=None)
