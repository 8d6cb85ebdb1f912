"""Read what a list's address asks for; say kindly what could not be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from sqlalchemy import Connection
from starlette.datastructures import QueryParams

from tracker.db import search
from tracker.db.search_query import OnlyExcludes
from tracker.errors import UsageProblem
from tracker.vocabulary import (
    UnknownName,
    check_place,
    check_session,
    check_stage,
    check_topic,
    check_word,
    check_yes,
)
from tracker.web.bill_lists import ORDERS, Wanted
from tracker.web.choices import topic_titles
from tracker.web.errors import unknown_name

T = TypeVar("T")
RECORDS: Final = ("place", "topic", "all")
"""Parameters that narrow every list of ours."""
BILLS: Final = ("q", *RECORDS, "session", "stage", "score", "since", "possible", "order")
"""Those that narrow the list of bills."""
WORDS_LIMIT: Final = 200


class Faults(dict[str, str]):
    """What is wrong with each field of a form, in the reader's language; nothing for the others."""

    def __init__(self, language: str = "en", **faults: str) -> None:
        super().__init__(faults)
        self.language = language

    def tell(self, field: str, problem: UsageProblem) -> None:
        """Say what a refusal says; of a name that is not known, the nearest one."""
        self[field] = unknown_name(self.language, problem) if isinstance(problem, UnknownName) else str(problem)

    def __missing__(self, name: str) -> str:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for, as far as it could be read, and what could not, by field."""

    wanted: Wanted
    faults: Faults


def bills(given: QueryParams, connection: Connection, language: str = "en") -> Asked:
    """The bills an address asks for; a part that makes no sense is told and left out."""
    faults = Faults(language)
    values = {name: _clean(value) for name, value in given.items()}
    words = values.get("q", "")
    if words and not any(letter.isalnum() for letter in words):
        faults["q"] = "Please give a word to look for."
        words = ""
    words = _asked_for(words, faults)
    places = _names(given, "place", lambda name: check_place(name, connection), faults)
    wanted = Wanted(
        words=words,
        topics=_names(given, "topic", lambda name: check_topic(name, topic_titles()), faults),
        places=places,
        sessions=_names(given, "session", lambda name: check_session(name, connection, places), faults),
        stages=_names(given, "stage", check_stage, faults),
        score=_score(values.get("score", ""), faults),
        since=date(values.get("since", ""), "since", faults),
        all_bills=_read("all", values, partial(check_yes, "all"), faults, default=False),
        possible=_read("possible", values, partial(check_yes, "possible"), faults, default=False),
        order=_read("order", values, _order, faults, default=""),
    )
    return Asked(wanted=wanted, faults=faults)


def _asked_for(words: str, faults: Faults) -> str:
    """The words of a search, where they can be asked for; else nothing, and why is told."""
    if words:
        try:
            search.asked_for(words)
        except OnlyExcludes:
            faults["q"] = "Please give a word that must be there, beside those to leave out."
        except UsageProblem:
            faults["q"] = "A filter such as stage: or after: has a value that there is not."
        else:
            return words
    return ""


def _read(name: str, values: Mapping[str, str], check: Callable[[str], T], faults: Faults, default: T) -> T:
    """The value of a field that stands once; one that is not known is told beside the field, and nothing is."""
    try:
        return check(values.get(name, ""))
    except UsageProblem as problem:
        faults.tell(name, problem)
        return default


def _clean(value: str) -> str:
    return value.replace("\x00", "").strip()[:WORDS_LIMIT]


def _names(given: QueryParams, field: str, check: Callable[[str], str], faults: Faults) -> tuple[str, ...]:
    """The names of a field as they are kept; one that is not known is told beside the field and left out."""
    names: dict[str, None] = {}
    for name in filter(None, map(_clean, given.getlist(field))):
        try:
            names[check(name)] = None
        except UsageProblem as problem:
            faults.tell(field, problem)
    return tuple(names)


def _order(text: str) -> str:
    return check_word("order", text, ORDERS) if text else ""


def _score(text: str, faults: Faults) -> int:
    if not text:
        return 0
    if text.isascii() and text.isdecimal() and int(text[:4]) <= 100:
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
