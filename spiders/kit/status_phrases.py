"""Read the phrases that all publishers share: is it off, is it online, what does this markup say? Touch nothing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from tracker.records.items import Status

_WORD: Final = r"(?:cancell?ed|cancell?ation|cx'?ld|postponed|rescheduled|deferred)"
_ABOUT: Final = r"(?:meeting|hearing|session|event|public comment|workshop|this|it)"
_PART: Final = re.compile(
    r"\s*(?:[\n;|]|(?<=[a-z)])\.(?=\s|$)| [-\u2013\u2014*]+ |[-\u2013\u2014]{2,})\s*", re.IGNORECASE
)
_ON: Final = re.compile(
    r"\bnot\s+(?:been\s+|be\s+)?(?:cancel|postpon)"
    r"|\b(?:rescheduled|moved|postponed|deferred|continued) from\b"
    r"|\b(?:in lieu|in place|instead) of\b|\b(?:replac(?:es|ing)|makes? up for|make-?up)\b|\boriginally\b",
    re.IGNORECASE,
)
"""What stands at the new date of a meeting that was called off: it is on."""
_LABEL: Final = re.compile(
    rf"\W*(?:(?:the )?{_ABOUT} )?(?:is |was |has been |have been |been )?(?P<off>{_WORD})\b"
    rf"(?:\W*$|\W+(?:due|by|per|until|to|for lack|for want|because|at the|meeting|notice|as of|will)\b.*|\W*[(:\[].*)",
    re.IGNORECASE,
)
"""A text, or a part of one, that is nothing but the state of the meeting."""
_SENTENCE: Final = re.compile(
    rf"\b{_ABOUT}\b(?:[^.;]{{0,60}}?)\b(?:is|are|was|were|has been|have been|had been|will be|being)\b"
    rf"(?: hereby| now| also| being)? (?P<off>{_WORD})\b(?! by the)"
    rf"|\b(?:notice of|{_ABOUT}) (?P<noun>cancell?ation|postponement)\b|\bcancell?ation notice\b"
    r"|\b(?P<never>will not (?:meet|be held)|no meeting\b(?! minutes| agenda| materials))",
    re.IGNORECASE,
)
_TENTATIVE: Final = re.compile(
    r"^\W*tentative\W*$|\btentatively scheduled\b|[(\[*]\s*tentative\s*[)\]*]|^tentative(?: meeting| date)?\b(?! agenda)|\btentative$",
    re.IGNORECASE,
)
_OFF: Final = r"(?P<off>cancell?ed|cancell?ation|cx'?ld|postponed|tentative)"
_NAME_EDGES: Final = (
    re.compile(rf"^\W{{0,4}}{_OFF}(?:\s*[*:\])}}.!|–—-]|\s*$|$)", re.IGNORECASE),
    re.compile(rf"(?:^|[*:\[({{|–—-])\s*(?:meeting\s+)?{_OFF}\W{{0,4}}$", re.IGNORECASE),
    re.compile(r"^\W{0,4}(?P<off>CANCELL?ED|POSTPONED)\b"),
    re.compile(r"\b(?P<off>CANCELL?ED|POSTPONED)\W{0,4}$"),
)
"""A name tells of a meeting at its edges only: "Canceled: Board", "Board (POSTPONED)", never inside running words."""
_VIRTUAL: Final = re.compile(
    r"\bvirtual(?:ly)?\b|\bremote(?:ly)?\b|\bonline\b|\bzoom\b|\bwebex\b|\bmicrosoft teams\b|\bvideo ?conference\b|\bhybrid\b|\blive ?stream",
    re.IGNORECASE,
)


def status(*texts: str | None, usual: Status = "confirmed") -> Status:
    """What the words say of a meeting: cancelled, postponed (also: rescheduled), tentative, or as usual.

    The words count as a label, as a sentence about the meeting, or at the edge of a name: never where they stand in the
    title of a bill or in running text about something else ("Deferred adjudication and mental health courts").
    """
    return next((meant for text in texts if text and (meant := _status(text))), usual)


@lru_cache(maxsize=4096)
def _status(text: str) -> Status | None:
    """What one text says; the same few words stand in thousands of rows."""
    if _ON.search(text):
        return None
    for part in (text, *_PART.split(text)):
        if meant := _status_of_part(part.strip()):
            return meant
    return "tentative" if _TENTATIVE.search(text) else None


def _status_of_part(part: str) -> Status | None:
    if hit := _LABEL.fullmatch(part) or _SENTENCE.search(part):
        told = hit.groupdict()
        word = (told.get("off") or told.get("noun") or "cancelled").lower()
        return "postponed" if word.startswith(("postpon", "resched", "defer")) else "cancelled"
    return status_of_name(part)


def status_of_name(name: str) -> Status | None:
    """What the name of a meeting says at its edges; None for a name that says nothing of it."""
    found = next((hit["off"].lower() for edge in _NAME_EDGES if (hit := edge.search(name.strip()))), None)
    if found is None:
        return None
    return "postponed" if found == "postponed" else "tentative" if found == "tentative" else "cancelled"


def virtual(*texts: str | None) -> bool:
    """Whether the words say that one may take part, or watch, from afar."""
    return any(text and _virtual(text) for text in texts)


@lru_cache(maxsize=4096)
def _virtual(text: str) -> bool:
    return _VIRTUAL.search(text) is not None
