"""Decide whose rules a meeting follows: rules belong to a body, and a place has more bodies than the one its page is about.

Under a state's code meet its legislature, and boards, commissions and agencies that it never told how to hear anybody; under a
county's code meet its board of supervisors, and the hospital's directors. A rule names its body; without a name it is of the
place's own one (the legislature, the council) with its chambers and committees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from tracker.records.items import ScrapedHearing
from tracker.records.jurisdictions import jurisdiction

BodyKind = Literal["legislature", "council", "chamber", "committee", "board", "agency"]

_OF_LEGISLATURE: Final = re.compile(
    r"\b(?:house|senate|assembly|joint|legislat\w+|general court|unicameral|conference committee|(?:sub)?committee of the"
    r"|c[aá]mara|senado|fono|council committee)\b",
    re.IGNORECASE,
)
_OF_ANOTHER: Final = re.compile(
    r"\b(?:county|city|town|township|village|borough|parish|municipal|mayor\w*|supervisors|trustees|school district|authority"
    r"|board (?:of|meeting)|(?:health|mental health|behavioral health|hospital|advisory|planning|licensing|\w+'s) board"
    r"|[\w-]+ board\b(?! of)|(?<!house )(?<!senate )commission(?:ers)?|(?:advisory|planning|behavioral health|regional) council"
    r"|advisory (?:committee|group|panel)|governor's|interagency|department of|division of|agency)\b",
    re.IGNORECASE,
)
_GOVERNS: Final = re.compile(
    r"\b(?:(?:city|county|metro\w*|common|town|village|borough|general) council|council(?:man|member|or)?s?\b(?! (?:on|of|for)\b)"
    r"|supervisors|(?:city|county|town|board of county|county board of|board of) commission(?:ers)?|commissioners'? court"
    r"|aldermen|alders|select ?board|board of estimates)\b",
    re.IGNORECASE,
)
"""What governs a city or county; its committees stand under its name or under none."""
_BESIDE: Final = re.compile(
    r"\b(?:advisory|authority|districts?|trustees|directors|appeals|adjustment|task force|foundation|corporation|(?:health|hospitals?) system"
    r"|mayor(?:'s|\u2019s)|(?:youth|tribal|neighborhood|community|planning|regional|workforce) (?:advisory )?council"
    r"|council on|council of governments)\b",
    re.IGNORECASE,
)
"""What meets beside the governing body, whatever else its name says."""
_BESIDE_TOO: Final = re.compile(r"\b(?:department|division|agency|schools?|hospitals?)\b", re.IGNORECASE)
"""The same in a name without "committee": a council's committee on schools is no school board."""
_SOME_BOARD: Final = re.compile(r"\b(?:boards?|commissions?|commissioners|panel|tribunal|court)\b", re.IGNORECASE)
_COMMITTEE: Final = re.compile(r"\bcommittees?\b", re.IGNORECASE)
_SLUG: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body with rules of its own; `<place>/<slug>` is its address."""

    kind: BodyKind
    slug: str
    name: str


def follows_its_place(hearing: ScrapedHearing) -> bool:
    """Whether the body that meets is the one whose rules stand under its place: the legislature or council, or a part of it.

    A town hall follows no rules of testimony, whoever holds it, and an agency follows its own.
    """
    return (
        not hearing.is_town_hall
        and hearing.chamber != "executive"
        and _own(
            jurisdiction(hearing.jurisdiction) is not None,
            hearing.chamber is not None,
            f"{hearing.committee or ''} {hearing.name}",
        )
    )


@lru_cache(maxsize=8_192)
def _own(of_state: bool, has_chamber: bool, name: str) -> bool:
    if has_chamber:
        return True
    if of_state:
        return _OF_LEGISLATURE.search(name) is not None or _OF_ANOTHER.search(name) is None
    if _BESIDE.search(name):
        return False
    if _GOVERNS.search(name) or _COMMITTEE.search(name):
        return True
    return _SOME_BOARD.search(name) is None and _BESIDE_TOO.search(name) is None


def body_slug(name: str) -> str:
    """The name of a body as it stands in addresses."""
    return _SLUG.sub("-", name.casefold()).strip("-")[:80]


def is_named(hearing: ScrapedHearing, names: tuple[str, ...]) -> bool:
    """Whether the body that meets is one of these by name: its committee, or the whole of its name before a colon."""
    if hearing.is_town_hall:
        return False
    slugs = {body_slug(hearing.committee or ""), body_slug(hearing.name.partition(":")[0])}
    return any(body_slug(name) in slugs for name in names)
