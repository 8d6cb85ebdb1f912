"""Answer a search as a person means it: in English, in the nearest spelling, or with what comes closest, and say so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain
from typing import Final

from sqlalchemy import Connection, select

from tracker.db import search, search_coverage, search_rank, search_spanish, search_words
from tracker.db.models import Bill, Match
from tracker.records.jurisdictions import all_jurisdictions
from tracker.records.place_names import place_name
from tracker.web.bill_lists import Found, Wanted, counted, find
from tracker.web.flagged_cache import Flagged

_TITLES: Final = 20_000
_FEW: Final = 10
"""So few bills that fit may do so by chance."""
_MOST_MEANT: Final = 2
"""Of so many words and one more, an omnibus has each somewhere."""
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
    `apart` where few bills have all words, and others say most of them more plainly: in their names, or together."""


def answer(connection: Connection, flagged: Flagged, wanted: Wanted, *, cursor: str = "") -> Answer:
    """The bills that fit; where none does, those that no topic flags, another spelling, or some of the words.

    Bills are in English, so Spanish words are asked in English first; and bills seldom name their own state, so the name of
    one among the words says where first.
    """
    wanted = replace(wanted, words=search_coverage.name_alone(wanted.words))
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
    if page.rows:
        return _unless_by_chance(connection, flagged, Answer(found=page, shown=wanted))
    nearest = next((near for near in _nearest(connection, flagged, wanted, page.hidden) if near.found.rows), None)
    return _unless_by_chance(connection, flagged, nearest) if nearest else Answer(found=page, shown=wanted)


def _unless_by_chance(connection: Connection, flagged: Flagged, answer: Answer) -> Answer:
    """The answer, or another where few bills fit and none of them is the one that says most: an omnibus has whatever is asked for."""
    page, shown = answer.found, answer.shown
    if (
        page.total > _FEW
        or shown.ordered != "relevance"
        or search.numbered(connection, shown.words) != ([], shown.words)
    ):
        return answer
    any_of = next((words for words in search_rank.loosely(shown.words) if search_coverage.is_any_of(words)), "")
    keys = [row.id for row in page.rows]
    if search_rank.is_named(connection, shown.words, keys):
        return answer
    if (outside := _named_outside(connection, flagged, answer)) is not None:
        return outside
    if any_of.count(" OR ") < _MOST_MEANT:
        return answer
    nearer = _of_any(connection, flagged, replace(shown, words=any_of), "apart")
    if nearer.found.rows[0].id in keys:
        return answer
    return nearer


def _named_outside(connection: Connection, flagged: Flagged, answer: Answer) -> Answer | None:
    """All bills, where one that no topic flags has all the words in its names, and none that is shown has."""
    if not answer.found.hidden:
        return None
    shown = replace(answer.shown, all_bills=True)
    page = find(connection, flagged, shown)
    if not page.rows or not search_rank.is_named(connection, shown.words, [page.rows[0].id]):
        return None
    return Answer(found=page, shown=shown, instead="apart")


def _of_any(connection: Connection, flagged: Flagged, wanted: Wanted, instead: str) -> Answer:
    """The bills that say most of some words: of all that we know where none that a topic flags says most."""
    everything = replace(wanted, all_bills=True)
    page = find(connection, flagged, everything)
    if wanted.all_bills or not page.rows or not page.matches.get(page.rows[0].id):
        return Answer(found=page, shown=everything, instead=instead)
    return Answer(found=find(connection, flagged, wanted), shown=wanted, instead=instead)


def meant(connection: Connection, flagged: Flagged, wanted: Wanted) -> Wanted:
    """What a file of the list holds: the words as the page takes them, with a state's name for the place and Spanish in English.

    Another spelling or some of the words would be a guess, and a file has no place to say so.
    """
    wanted = replace(wanted, words=search_coverage.name_alone(wanted.words))
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


def _nearest(connection: Connection, flagged: Flagged, wanted: Wanted, hidden: int) -> Iterator[Answer]:
    """What may have been meant where nothing fits, the likeliest first; some of these are empty, too."""

    def listed(instead: str, words: str) -> Iterator[Answer]:
        for shown in (replace(wanted, words=words), replace(wanted, words=words, all_bills=True)):
            yield Answer(found=find(connection, flagged, shown), shown=shown, instead=instead)

    if hidden and not (wanted.topics or wanted.score):
        everything = replace(wanted, all_bills=True)
        yield Answer(found=find(connection, flagged, everything), shown=everything, instead="unflagged")
    often = partial(_often, connection)
    if placed := _placed(wanted):
        yield from _mostly_there(connection, flagged, placed)
    spelled = list(search_words.respellings(wanted.words, _words_in_titles(connection, flagged), often))
    for spelling in spelled:
        yield from listed("respelled", spelling)
    nearest = spelled[0] if spelled else wanted.words
    whole = search_words.spelled_out(nearest, often)
    for words in chain(search_rank.shortened(whole) if whole else (), search_rank.loosely(nearest)):
        if search_coverage.is_any_of(words):
            yield _of_any(connection, flagged, replace(wanted, words=words), "some-words")
        else:
            yield from listed("some-words", words)


def _mostly_there(connection: Connection, flagged: Flagged, placed: Wanted) -> Iterator[Answer]:
    """The bills of a place that was named that say most of the other words, where the first of them says half at least."""
    for words in search_rank.loosely(placed.words):
        if search_coverage.is_any_of(words):
            answer = _of_any(connection, flagged, replace(placed, words=words), "some-words")
            if answer.found.rows and search_coverage.says_most(connection, words, answer.found.rows[0].id):
                yield answer


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
