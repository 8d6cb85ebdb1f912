"""Answer a search as a person means it: in English, in the nearest spelling, or with what comes closest, and say so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Final

from sqlalchemy import Connection, select

from tracker.db import search, search_rank, search_spanish, search_words
from tracker.db.models import Bill, Match
from tracker.web.bill_lists import Found, Wanted, counted, find
from tracker.web.flagged_cache import Flagged

_TITLES: Final = 20_000
_WORD: Final = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A list as a person gets it: what was asked for, or the nearest that there is, and why it is that."""

    found: Found
    shown: Wanted
    """What the list shows."""
    instead: str = ""
    """`translated`, `unflagged`, `respelled`, `some-words` or `no-number` where nothing fits what was asked for."""


def answer(connection: Connection, flagged: Flagged, wanted: Wanted, *, cursor: str = "") -> Answer:
    """The bills that fit; where none does, those that no topic flags, another spelling, or some of the words.

    Bills are in English, so Spanish words are asked in English first.
    """
    if not cursor and (english := search_spanish.in_english(wanted.words)):
        for scope in (wanted.all_bills, True):
            other = replace(wanted, words=english, all_bills=scope)
            if (said := find(connection, flagged, other)).rows:
                return Answer(found=said, shown=other, instead="translated")
        wanted = replace(wanted, words=english)
    found = find(connection, flagged, wanted, cursor=cursor)
    if found.rows or not wanted.words or cursor:
        return Answer(found=found, shown=wanted)
    if search.names_no_bill(connection, wanted.words):
        return Answer(found=found, shown=wanted, instead="no-number")
    for instead, other in _nearest(connection, flagged, wanted, found.hidden):
        nearest = find(connection, flagged, other)
        if nearest.rows:
            return Answer(found=nearest, shown=other, instead=instead)
    return Answer(found=found, shown=wanted)


def _nearest(connection: Connection, flagged: Flagged, wanted: Wanted, hidden: int) -> Iterator[tuple[str, Wanted]]:
    if hidden and not (wanted.topics or wanted.score):
        yield "unflagged", replace(wanted, all_bills=True)
    often = partial(_often, connection)
    spelled = list(search_words.respellings(wanted.words, _words_in_titles(connection, flagged), often))
    for told in spelled:
        yield "respelled", replace(wanted, words=told)
        yield "respelled", replace(wanted, words=told, all_bills=True)
    nearest = spelled[0] if spelled else wanted.words
    whole = search_words.spelled_out(nearest, often)
    for some in chain(search_rank.shortened(whole) if whole else (), search_rank.loosely(nearest)):
        yield "some-words", replace(wanted, words=some)
        yield "some-words", replace(wanted, words=some, all_bills=True)


def _often(connection: Connection, word: str) -> int:
    """How many bills have this word, or what else it is called; counted up to a cap."""
    return counted(connection, search.keys(connection, search.asked_for(word)))[0]


def _words_in_titles(connection: Connection, flagged: Flagged) -> Counter[str]:
    """Words of the titles of flagged bills, with how often they stand there; read where nothing fits, once for what is flagged."""
    if not flagged.title_words:
        live = select(Match.record_id).where(Match.what == "bill", Match.flagged, Match.gone_at.is_(None))
        titles = connection.execute(select(Bill.title).where(Bill.id.in_(live)).limit(_TITLES)).scalars()
        flagged.title_words.update(word for title in titles for word in _WORD.findall(title.casefold()))
    return flagged.title_words
