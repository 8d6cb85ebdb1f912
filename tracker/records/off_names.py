"""Take the word that says that a meeting is off out of its name, where its state is known as a value.

Calendars write it into titles: `CANCELLED: Board`, `Board (POSTPONED)`. Everything that tells of the meeting says its
state by itself, and would say it twice.
"""

from __future__ import annotations

import re
from typing import Final

OFF_WORD: Final = (
    r"(?:cancell?ed|cancell?ation|canx|cncl'?d|cx'?ld|cxl'?d?|called off|postponed|tentative"
    r"|cancelad[ao]|suspendid[ao]|pospuest[ao]|aplazad[ao])"
)
"""One word, in English or Spanish, by which a calendar marks a meeting that is off or not sure."""
_BEFORE: Final = re.compile(
    rf"^\W*(?:(?i:{OFF_WORD}(?:\s+(?:meeting|hearing))?)\s*[*:;/\])}}.!|\u2013\u2014-]+|CANCELL?ED\b(?=\s+\S*[a-z])|POSTPONED\b(?=\s+\S*[a-z]))\W*"
)
"""At the beginning with a sign behind it, or in capitals before a name that is not: "Canceled debts" is a name."""
_BEHIND: Final = re.compile(rf"(?<!\W)\W++(?i:{OFF_WORD})\W*+$")
_LEAST: Final = 3
"""Letters that a name has at least."""


def plain_name(name: str) -> str:
    """The name without such words at its edges; as it is where nothing would be left of it."""
    plain = _BEHIND.sub("", _BEFORE.sub("", name)).strip()
    return plain if sum(sign.isalpha() for sign in plain) >= _LEAST else name
