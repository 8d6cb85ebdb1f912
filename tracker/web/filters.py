"""Read what a list's address asks for; say kindly what could not be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tracker.records.stages import STAGES
from tracker.web.bill_lists import ORDERS, Wanted

WORDS_LIMIT: Final = 200


class Faults(dict[str, str]):
    """What is wrong with each field of a form; nothing for the others."""

    def __missing__(self, name: str) -> str:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for, as far as it could be read, and what could not, by field."""

    wanted: Wanted
    faults: Faults


def bills(given: Mapping[str, str]) -> Asked:
    """The bills an address asks for; a part that makes no sense is told and left out."""
    faults = Faults()
    values = {name: value.replace("\x00", "").strip()[:WORDS_LIMIT] for name, value in given.items()}
    words = values.get("q", "")
    if words and not any(letter.isalnum() for letter in words):
        faults["q"] = "Please give a word to look for."
        words = ""
    stage = values.get("stage", "")
    if stage and stage not in STAGES:
        faults["stage"] = "This is not a stage we know."
        stage = ""
    order = values.get("order", "")
    wanted = Wanted(
        words=words,
        topic=values.get("topic", ""),
        place=values.get("place", ""),
        session=values.get("session", ""),
        stage=stage,
        score=_score(values.get("score", ""), faults),
        since=date(values.get("since", ""), "since", faults),
        all_bills=values.get("all", "") == "1",
        order=order if order in ORDERS else "",
    )
    return Asked(wanted=wanted, faults=faults)


def _score(text: str, faults: Faults) -> int:
    if not text:
        return 0
    if text.isascii() and text.isdigit() and int(text[:4]) <= 100:
        return int(text)
    faults["score"] = "Please give a number from 0 to 100."
    return 0


def date(text: str, name: str, faults: Faults) -> dt.date | None:
    """A date of a form, or None with a word about it."""
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        faults[name] = "Please give a date such as 2026-11-23."
        return None
