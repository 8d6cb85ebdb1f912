"""Know a town hall by its name, where its source says no more of an event than that it takes place.

At a town hall people ask and talk; nobody testifies. Many town halls stand in calendars of ordinary meetings, and many meetings are
held in a building of that name.
"""

from __future__ import annotations

import re
from typing import Final

TOWN_HALL: Final = "town-hall"
"""The classification of such an event."""
MEETING: Final = "committee-meeting"
"""The classification of an event of which its source tells no kind."""

_NAMED: Final = re.compile(
    r"(?<!\bat )(?<!\bin )(?<!\bthe )(?<!\bold )(?<!\bnew )(?<!, )(?<!@ )(?<!@)\b(?:tele-?)?town[- ]?halls?\b"
    r"(?! ?(?:,|\([^)]{0,60}\b(?:room|floor|level)\b|closed|closes|closing|holiday|rooms?\b|building|renovation|restoration|annex|steps|parking|hours|staff|auditorium"
    r"|committee|council|board|commission|meeting room|conference room))"
    r"|\bcommunity (?:conversation|forum)\b|\blistening (?:session|tour)\b|\bcabildo abierto\b"
    r"|\b(?:conversatorio|conversaci[oó]n|foro) (?:comunitari[oa]|con la comunidad)\b|\bsesi[oó]n de escucha\b",
    re.IGNORECASE,
)
_OTHERWISE: Final = re.compile(
    r"\bhearings?\b|\baudiencias?\b|\btestimony\b|\bmark-?up\b|\b(?:regular|special|annual|work|business|executive|budget) (?:meeting|session|workshop)"
    r"|\b(?:committee|council|board|commission|authority|selectmen|trustees)\b.{0,12}\bmeeting\b"
    r"|\btown[- ]?hall\W+.{0,40}\b(?:boards?|committee|council|commission|authority|selectmen|selectboard|trustees)\s*$",
    re.IGNORECASE,
)
"""What calls it something else: a hearing in a building of that name, a meeting of a board."""


def is_named_town_hall(name: str) -> bool:
    """Whether an event's name says that it is a town hall, and nothing else."""
    return _NAMED.search(name) is not None and _OTHERWISE.search(name) is None
