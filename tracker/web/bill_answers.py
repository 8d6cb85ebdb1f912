"""Answer a search as a person means it: in English, in the nearest spelling, or with what comes closest, and say so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain
from typing import Final

from sqlalchemy import Connection, select

from tracker.db import search, search_rank, search_spanish, search_words
from tracker.db.models import Bill, Match
from tracker.records.jurisdictions import all_jurisdictions
from tracker.records.place_names import place_name
from tracker.web.bill_lists import Found, Wanted, counted, find
from tracker.web.flagged_cache import Flagged

_TITLES: Final = 20_000
_FEW: Final = 3
"""So few bills that fit may do so by chance."""
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_PLAIN: Final = re.compile(r"(?!.*(?:\b(?:AND|OR|NOT|SENT|NEAR|PRE)\b|(?:\A|\s)-))[\w\s',.&/-]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A list as a person gets it: what was asked for, or the nearest that there is, and why it is that."""

    found: Found
    shown: Wanted
    """What the list shows."""
    instead: str = ""
    """`translated`, `placed`, or, where nothing fits what was asked for, `unflagged`, `respelled`, `some-words`, `no-number`;
    `apart` where the few bills that fit have the words far from each other, which is chance, and others have some together."""


def answer(connection: Connection, flagged: Flagged, wanted: Wanted, *, cursor: str = "") -> Answer:
    """The bills that fit; where none does, those that no topic flags, another spelling, or some of the words.

    Bills are in English, so Spanish words are asked in English first; and bills seldom name their own state, so the name of
    one among the words says where first.
    """
    if not cursor:
        for instead, other in _meant(wanted):
            said = find(connection, flagged, other)
            if said.rows:
                return Answer(found=said, shown=other, instead=instead)
        wanted = _in_english(wanted)
    page = find(connection, flagged, wanted, cursor=cursor)
    if not wanted.words or cursor:
        return Answer(found=page, shown=wanted)
    if search.names_no_bill(connection, wanted.words):  # what speaks of it is shown, and is not taken for it
        return Answer(found=page, shown=wanted, instead="no-number")
    apart = _is_chance(connection, wanted, page)
    if page.rows and not apart:
        return Answer(found=page, shown=wanted)
    ways = _some_of(wanted, wanted.words, "apart") if apart else _nearest(connection, flagged, wanted, page.hidden)
    for instead, other in ways:
        nearest = find(connection, flagged, other)
        if nearest.total > page.total:
            return Answer(found=nearest, shown=other, instead=instead)
    return Answer(found=page, shown=wanted)


def _is_chance(connection: Connection, wanted: Wanted, page: Found) -> bool:
    """Whether the few bills that fit have the words far from each other; a number that is among them is none of chance."""
    if not 0 < page.total <= _FEW or search.numbered(connection, wanted.words) != ([], wanted.words):
        return False
    return search_rank.far_apart(connection, wanted.words, [row.id for row in page.rows])


def meant(connection: Connection, flagged: Flagged, wanted: Wanted) -> Wanted:
    """What a file of the list holds: the words as the page takes them, with a state's name for the place and Spanish in English.

    Another spelling or some of the words would be a guess, and a file has no place to say so.
    """
    readings = (other for _instead, other in _meant(wanted))
    return next(
        (reading for reading in readings if find(connection, flagged, reading, limit=1).rows), _in_english(wanted)
    )


def _in_english(wanted: Wanted) -> Wanted:
    return replace(wanted, words=search_spanish.in_english(wanted.words) or wanted.words)


def _meant(wanted: Wanted) -> Iterator[tuple[str, Wanted]]:
    """What the words say that is not found by them as they stand, each among what is flagged before all else."""
    english = search_spanish.in_english(wanted.words)
    for instead, other in (("placed", _placed(wanted)), ("translated", english and replace(wanted, words=english))):
        if other:
            yield instead, other
            yield instead, replace(other, all_bills=True)


def states_named(wanted: Wanted) -> Sequence[str]:
    """The state that the words name; what was never read of it must be said, whatever else is found."""
    placed = _placed(wanted)
    return placed.places if placed else ()


def _placed(wanted: Wanted) -> Wanted | None:
    """The other words in the state whose name begins or ends them; None where there is none, or signs say how words go together."""
    named = None if wanted.places or not _PLAIN.match(wanted.words) else _with_a_state().match(wanted.words.strip())
    if named is None or not search.has_words(words := named["after"] or named["before"]):
        return None
    words = search_spanish.in_english(words) or words
    return replace(wanted, words=words, places=(_states()[(named["first"] or named["last"]).casefold()],))


@cache
def _with_a_state() -> re.Pattern[str]:
    """The longest name first: West Virginia is not Virginia; and neither Kansas City nor Washington County is a state."""
    name = "|".join(map(re.escape, sorted(_states(), key=len, reverse=True)))
    return re.compile(
        rf"(?P<first>{name})(?! (?:city|county)\b)[\s,]+(?P<after>.+)|(?P<before>.+?)(?:[\s,]+in)?[\s,]+(?P<last>{name})\Z",
        re.IGNORECASE,
    )


@cache
def _states() -> dict[str, str]:
    """The code of each state by its name."""
    return {place_name(code).casefold(): code for code in all_jurisdictions() if code != "us"}


def _nearest(connection: Connection, flagged: Flagged, wanted: Wanted, hidden: int) -> Iterator[tuple[str, Wanted]]:
    if hidden and not (wanted.topics or wanted.score):
        yield "unflagged", replace(wanted, all_bills=True)
    often = partial(_often, connection)
    spelled = list(search_words.respellings(wanted.words, _words_in_titles(connection, flagged), often))
    for spelling in spelled:
        yield "respelled", replace(wanted, words=spelling)
        yield "respelled", replace(wanted, words=spelling, all_bills=True)
    nearest = spelled[0] if spelled else wanted.words
    whole = search_words.spelled_out(nearest, often)
    yield from _some_of(wanted, nearest, "some-words", search_rank.shortened(whole) if whole else ())


def _some_of(wanted: Wanted, words: str, instead: str, before: Iterable[str] = ()) -> Iterator[tuple[str, Wanted]]:
    for some in chain(before, search_rank.loosely(words)):
        yield instead, replace(wanted, words=some)
        yield instead, replace(wanted, words=some, all_bills=True)


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
