"""Say what we know about a publisher: the facts a spider carries and a health check needs."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

NATIVE = 90
"""Authority of a legislature's own system."""
ENTRIES = ("hearings", "town-halls", "bills", "notices")
"""What the entries of a feed that somebody adds may be taken for."""
VENDOR = 70
"""Authority of a vendor's system that the body itself fills, such as Legistar."""
AGGREGATOR = 30
"""Authority of someone who reads legislatures as we do, such as Open States."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who publishes, what, and how often something new may be expected."""

    jurisdiction: str
    """Short code such as `us-ma`; `us` for Congress and agencies; for a platform, the default place."""
    publisher: str
    timezone: ZoneInfo
    url: str
    """The page a person would open to see the same facts."""
    kind: str = "bills"
    """bills, hearings, notices, people, or several joined by a comma."""
    every_hours: int = 24
    """How often `tracker crawl --due` visits; 0 where it is read only when somebody imports its files."""
    expected_every_days: int = 2
    """In session, how long without any change is normal."""
    authority: int = NATIVE
    """Whose word counts when two sources disagree about one field: the higher."""
    key_setting: str | None = None
    """Name of the setting that holds the key; without it the source says so and is skipped."""
    recordings_only: bool = False
    """True when no list of its pages is known: a live visit says so and is skipped, a replay reads what was recorded."""
    proved: bool = True
    """False when it was built from documented facts alone, without a recorded answer: it is no part of a visit to all
    sources until a live visit has proved it (`spiders/proof.py`)."""
    megabytes: int = 0
    """What a visit fetches, where that is much: it is then made only when the source is asked for by its name."""
    lists_all_upcoming: bool = False
    """True when one clean run lists every coming hearing, so that absence means something."""
    lineage: str = ""
    """Whose reading it passes on, such as `openstates`: sources of one lineage are one witness where they agree."""
    changes_only: bool = False
    """True when a visit meets only what changed lately, so that a small number says nothing."""
    sound_ids: bool = True
    """False when its ids may be made anew at each visit, as those of calendars that a program exports."""
    note: str = ""
    """What a person who looks after this source should know."""
