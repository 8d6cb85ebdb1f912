"""Say a time of day one way, in English and Spanish, wherever people read it: mails, pages, calendars, the rulebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt

_WHOLE: Final = {
    "en": {0: "midnight", 12: "noon"},
    "es": {0: "12:00 de la medianoche", 12: "12:00 del mediodía"},
}
"""The two hours at which a.m. and p.m. mislead."""


def clock_words(at: dt.time | dt.datetime, language: str = "en") -> str:
    """A time of day as people write it: noon, midnight, 5 p.m., 9:30 a.m.; in Spanish always with its minutes."""
    if not at.minute and at.hour in _WHOLE[language]:
        return _WHOLE[language][at.hour]
    minutes = f":{at.minute:02}" if at.minute or language == "es" else ""
    return f"{at.hour % 12 or 12}{minutes} {'p.m.' if at.hour >= 12 else 'a.m.'}"
