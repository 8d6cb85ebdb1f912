"""Write a phrase of a topic in every way that laws write it, so that no list has to name them all.

"Telehealth", "tele-health" and "tele health" are one, "in-patient" is "inpatient", a phone is a telephone, and "co-responder"
has lost its hyphen somewhere. Hyphens are spaces to the reader of texts, so only what is written as one word needs a twin.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_SAME: Final = (
    ("phone", "telephone"),
    ("health care", "healthcare"),
    ("child care", "childcare"),
    ("day care", "daycare"),
    ("home care", "homecare"),
    ("well being", "wellbeing"),
    ("hot line", "hotline"),
    ("help line", "helpline"),
    ("life line", "lifeline"),
    ("tip line", "tipline"),
    ("in patient", "inpatient"),
    ("out patient", "outpatient"),
    ("after care", "aftercare"),
    ("follow up", "followup"),
    ("drop in", "dropin"),
    ("walk in", "walkin"),
    ("work force", "workforce"),
    ("life span", "lifespan"),
    ("wrap around", "wraparound"),
    ("smart phone", "smartphone"),
    ("cell phone", "cellphone", "mobile phone"),
    ("chat bot", "chatbot"),
    ("service member", "servicemember"),
    ("fire fighter", "firefighter"),
    ("half way", "halfway"),
    ("step down", "stepdown"),
    ("self harm", "selfharm", "self injury"),
    ("de escalation", "deescalation"),
    ("person", "people"),
)
_JOINED: Final = frozenset({"anti", "co", "multi", "neuro", "non", "post", "pre", "psycho", "tele"})
"""What stands before a hyphen that gets lost."""
_PARTED: Final = ("anti", "neuro", "post", "tele")
"""Beginnings of one word that some write as two."""
_WHOLE: Final = ("telephon", "telemarket", "telecomm", "telegra")
"""Words that nobody parts."""
_SHORTEST: Final = 5
"""Letters behind such a beginning, at least."""
_MOST: Final = 8
"""Ways to write one phrase, at most."""

_OTHERS: Final = {
    tuple(one.split()): tuple(tuple(other.split()) for other in group if other != one)
    for group in _SAME
    for one in group
}
_LONGEST: Final = max(map(len, _OTHERS))


@lru_cache(maxsize=16_384)
def twins(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Every way to write these words, as they are first."""
    ways = {words: None}
    for way in _changed(words):
        ways.setdefault(way)
        for further in _changed(way):
            ways.setdefault(further)
    return tuple(ways)[:_MOST]


def _changed(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words with one of them, or some that follow each other, written in another way."""
    for place, word in enumerate(words):
        before = words[:place]
        for length in range(1, _LONGEST + 1):
            for other in _OTHERS.get(words[place : place + length], ()) if place + length <= len(words) else ():
                yield before + other + words[place + length :]
        if word in _JOINED and place + 1 < len(words) and len(words[place + 1]) >= _SHORTEST:
            yield (*before, word + words[place + 1], *words[place + 2 :])
        for beginning in _PARTED:
            if word.startswith(beginning) and len(word) >= len(beginning) + _SHORTEST and not word.startswith(_WHOLE):
                yield (*before, beginning, word.removeprefix(beginning), *words[place + 1 :])
