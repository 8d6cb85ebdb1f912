"""Say in Open Civic Data's words what an action did, from a small table of patterns for each state.

A table is rows of a pattern and the words it stands for. All rows that match count, since "Reported favorably and
referred to Ways and Means" is two things; a row whose words are `STOP` ends the reading, for phrases that look like
another ("Motion to reconsider the passage"). What no row knows gets no word: a wrong stage is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from tracker.records.action_words import steps

STOP: Final = "stop"

WORDS: Final = frozenset(
    {
        "filing",
        "introduction",
        "reading-1",
        "reading-2",
        "reading-3",
        "referral",
        "referral-committee",
        "receipt",
        "deferral",
        "hearing-held",
        "work-session",
        "committee-passage",
        "committee-passage-favorable",
        "committee-passage-unfavorable",
        "committee-failure",
        "amendment-introduction",
        "amendment-passage",
        "amendment-failure",
        "amendment-withdrawal",
        "amendment-amendment",
        "amendment-deferral",
        "substitution",
        "concurrence",
        "passage",
        "failure",
        "withdrawal",
        "carried-over",
        "enrolled",
        "executive-receipt",
        "executive-signature",
        "executive-veto",
        "executive-veto-line-item",
        "veto-override-passage",
        "veto-override-failure",
        "became-law",
    },
)
"""Open Civic Data's words for actions. Add one only when Open Civic Data has it."""


class Actions:
    """One state's table. Patterns are read without regard to case, anywhere in the text."""

    def __init__(self, *rows: tuple[str, str]) -> None:
        self._rows = tuple((re.compile(pattern, re.IGNORECASE), _known(words)) for pattern, words in rows)
        self._cached = lru_cache(maxsize=16_384)(self._read)

    def words(self, text: str) -> tuple[str, ...]:
        """The words for one action, each once, in the table's order."""
        return self._cached(text)

    def _read(self, text: str) -> tuple[str, ...]:
        classes: dict[str, None] = {}
        for pattern, words in self._rows:
            if pattern.search(text):
                if STOP in words:
                    classes.update(dict.fromkeys(word for word in words if word != STOP))
                    break
                classes.update(dict.fromkeys(words))
        return tuple(classes)


_MEANT: Final = MappingProxyType(
    {
        "committee": "referral-committee",
        "reported": "committee-passage",
        "pass": "passage",
        "adopt": "passage",
        "repass": "passage",
        "concur": "concurrence",
        "enrolled": "enrolled",
        "sent": "executive-receipt",
        "law": "became-law",
        "veto": "executive-veto",
        "override": "veto-override-passage",
        "fail": "failure",
        "carried": "carried-over",
        "substituted": "substitution",
    }
)
_REPORTED: Final = re.compile(r"\breport(?:ed|s)?\b(?! filed)|\bfavorabl|\bdo pass|\bfrom committee", re.IGNORECASE)
_BEGINS: Final = re.compile(r"^(?:pre-?filed|introduced)\b", re.IGNORECASE)


def by_words(place: str, text: str) -> tuple[str, ...]:
    """The words for an action of a place by the table that all sources of it share (`tracker/records/action_phrases.toml`)."""
    begins = ("introduction",) if _BEGINS.search(text) else ()
    meanings = [step.meaning for step in steps(place, text) if step.meaning in _MEANT]
    # "reported" is also what a committee did without deciding: it met, or it heard the bill.
    meant = (_MEANT[meaning] for meaning in meanings if meaning != "reported" or _REPORTED.search(text))
    return tuple(dict.fromkeys((*begins, *meant)))


def _known(words: str) -> tuple[str, ...]:
    split = tuple(words.split())
    _refuse(word for word in split if word not in WORDS and word != STOP)
    return split


def _refuse(unknown: Iterable[str]) -> None:
    if names := sorted(unknown):
        raise ValueError(f"classification: wanted Open Civic Data's words, found {', '.join(names)}")
