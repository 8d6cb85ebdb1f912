"""Know what govbot's copy of a place holds: what the last visit here saw in it, and what was seen of it before anybody copied it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tracker.records.sessions import canonical
from tracker.settings import Settings
from tracker.system import write_private

SPECIAL_ALONE: Final = {"us-ga": "2026S1", "us-la": "2025S1", "us-tx": "892", "us-va": "2026S1"}
"""Places whose copy held nothing but this special session in July and August of 2026."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a copy holds, by the files in it."""

    sessions: tuple[str, ...]
    """As the place's sessions are named here."""
    bills: int
    votes: int
    """Bills that votes stand beside."""
    texts: int
    """Bills that an extracted text stands beside."""


def seen(place: str, settings: Settings) -> Seen | None:
    """What the last visit here saw; None where none was made."""
    file = _file(place, settings)
    if not file.exists():
        return None
    try:
        body = json.loads(file.read_bytes())
        return Seen(**{**body, "sessions": tuple(body["sessions"])})
    except (ValueError, TypeError, KeyError):  # written by another version: as if nobody had looked
        return None


def keep(place: str, facts: Seen, settings: Settings) -> None:
    """Keep what a visit saw."""
    write_private(_file(place, settings), json.dumps(asdict(facts)))


def named(place: str, sessions: set[str]) -> tuple[str, ...]:
    """The sessions as they are named here."""
    return tuple(sorted(canonical(place, session) or session for session in sessions))


def limits(place: str, current: str | None, settings: Settings) -> str:
    """What a reader should know of the copy's sessions, where the one of today is not among them; empty where it is."""
    facts = seen(place, settings)
    if facts is None:
        special = SPECIAL_ALONE.get(place)
        return f"govbot held the special session {special} alone in summer 2026" if special else ""
    if current is None or current in facts.sessions:
        return ""
    return f"govbot holds {', '.join(facts.sessions[-4:]) or 'no session'}, not {current}"


def _file(place: str, settings: Settings) -> Path:
    return settings.data_dir / "govbot" / f"{place}.seen.json"
