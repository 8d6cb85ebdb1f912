"""Decide whose rules a meeting follows: a legislature's rules are not those of every body that meets in its state."""

from __future__ import annotations

import re
from typing import Final

from tracker.records.items import ScrapedHearing
from tracker.records.jurisdictions import jurisdiction

_OF_LEGISLATURE: Final = re.compile(
    r"\b(?:house|senate|assembly|joint|legislat\w+|general court|unicameral|conference committee|(?:sub)?committee of the)\b",
    re.IGNORECASE,
)
_OF_ANOTHER: Final = re.compile(
    r"\b(?:county|city|town|township|village|borough|parish|municipal|mayor\w*|supervisors|trustees|school district|authority"
    r"|board (?:of|meeting)|(?:health|mental health|behavioral health|hospital|advisory|planning|licensing|\w+'s) board"
    r"|[\w-]+ board\b(?! of)|(?<!house )(?<!senate )commission(?:ers)?|(?:advisory|planning|behavioral health|regional) council"
    r"|department of|division of|agency)\b",
    re.IGNORECASE,
)


def follows_its_place(hearing: ScrapedHearing) -> bool:
    """Whether the testimony rules of a hearing's place are the rules of the body that meets.

    A city's or county's place is the body's own. Under a state's code stand boards and commissions too, which a person may
    have added as a calendar: where neither a chamber nor a legislature's word is told, and the name is that of another
    body, the legislature's rules say nothing about it.
    """
    if jurisdiction(hearing.jurisdiction) is None or hearing.chamber is not None:
        return True
    told = f"{hearing.committee or ''} {hearing.name}"
    return _OF_LEGISLATURE.search(told) is not None or _OF_ANOTHER.search(told) is None
