"""One value as one line or one cell, for people and spreadsheets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_cell(value: Any) -> str:
    """One cell of CSV that no spreadsheet takes for a formula: such a text gets an apostrophe in front."""
    text = shown(value)
    return "'" + text if _is_formula(text) and not isinstance(value, (int, float)) else text


def plain_cell(text: str) -> str:
    """What `csv_cell` made a cell of, without the apostrophe that it put in front."""
    return text[1:] if text[:1] == "'" and _is_formula(text[1:]) else text


def _is_formula(text: str) -> bool:
    """Whether a spreadsheet takes a text for a formula, with apostrophes in front of it or without."""
    return text.lstrip("'").startswith(_FORMULA)


def moment(at: dt.datetime, zone: dt.tzinfo) -> str:
    """A moment for people, the same in every listing: `2026-12-07 12:00 EST`."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def match_cell(match: Mapping[str, Any]) -> str:
    """A topic with its score; a question mark says that an estimate calls it possible and no rule flags it."""
    return f"{match['topic']} {match['score']}{'?' if match['tier'] == 'possible' else ''}"


def shown(value: Any) -> str:
    """A value as one line for people."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, (list, tuple)):
        return "; ".join(shown(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(part)}" for key, part in value.items())
    return str(value)
