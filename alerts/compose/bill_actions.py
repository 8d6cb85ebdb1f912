"""Say what a person can do about one bill or hearing now: the action a digest would suggest, and what else fits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Connection

from alerts.compose.actions import Reader, fitting
from alerts.compose.digest import Card, card_of
from alerts.compose.facts import BEFORE, Due, Facts, Matched, Office, Period
from alerts.compose.letters import letter_of
from alerts.compose.load import due_of, matched_of, offices
from alerts.compose.questions import asks_at
from alerts.render.translate import LANGUAGES, Words
from alerts.stories import tell
from alerts.stories.model import Story
from alerts.stories.people import person_name
from tracker import clock
from tracker.db import queries
from tracker.deadlines.own_rules import own_rulebook
from tracker.deadlines.queries import deadlines_of_all
from tracker.exports.suggestions import Suggestion
from tracker.records.place_names import language_of

MOST: Final = 4
"""Suggestions for one bill; a longer list is a chore."""


def for_record(
    connection: Connection, record: str, language: str, around: queries.AroundBill | None = None
) -> list[Suggestion]:
    """What a person can do about a bill or hearing, the most useful first; empty where we do not hold it or it is decided."""
    now = clock.now()
    story = _story(connection, record, around or _around(connection, record), now)
    if story is None:
        return []
    words = Words(language if language in LANGUAGES else "en", now.date())
    match = story.matches[0] if story.matches else None
    choices = fitting(story, Reader())[:MOST]
    who = story.office.names if story.office else ()
    return [
        _suggestion(card_of(story, match, action), words, who, first=number == 0)
        for number, action in enumerate(choices)
    ]


def _in_english(card: Card, words: Words) -> str | None:
    """The letter as an office reads it that works in English, where the reader has another language."""
    if words.language == "en" or language_of(card.place) != "en":
        return None
    letter = letter_of(card, Words("en", words.today))
    return letter.body if letter else None


def _until(due: Due, words: Words) -> str:
    """Until when, or before when: what is sent as a hearing begins is read by nobody."""
    said = "before {when}" if due.kind in BEFORE else "until {when}"
    return words.gettext(said).format(when=words.when(due.due, due.timezone))


def _around(connection: Connection, record: str) -> queries.AroundBill | None:
    row = queries.bill_row(connection, record)
    return None if row is None else queries.around_bill(connection, row)


def _story(connection: Connection, record: str, around: queries.AroundBill | None, now: dt.datetime) -> Story | None:
    """What there is to tell of a bill with all that is around it, or of the hearing of that id."""
    if around is not None:
        rows = around.hearings_after(now - dt.timedelta(hours=12))
    else:
        rows = list(queries.hearings_by_id(connection, [record]).values())
    hearings = {hearing.id: hearing for hearing in map(queries.kept_hearing, rows)}
    agendas = around.heard if around is not None else queries.heard_bills(connection, hearings)
    heard = {key: tuple(agendas[key]) for key in hearings if key in agendas}
    bills = [around.row] if around is not None else list(_heard_rows(connection, heard.values()))
    dues = deadlines_of_all(connection, hearings.values(), own_rulebook())
    facts = Facts(
        bills={bill.id: queries.kept_bill(bill) for bill in bills},
        hearings=hearings,
        matches=_matches(connection, around, [record, *(bill.id for bill in bills)]),
        heard=heard,
        dues={key: tuple(map(due_of, deadlines)) for key, deadlines in dues.items()},
        asks=asks_at(
            connection, {hearing.item.jurisdiction for hearing in hearings.values() if hearing.item.is_town_hall}
        ),
        offices=_Offices(connection, record.partition("/")[0]),
    )
    stories = tell(facts, Period(now=now, since=None, ahead=dt.timedelta(days=60))).stories
    return next((story for story in stories if record in {story.id, story.event.id if story.event else None}), None)


class _Offices(Mapping[tuple[str, str | None, str], Office]):
    """The committees of a place, read where one of them is asked for: most bills lie with none."""

    def __init__(self, connection: Connection, place: str) -> None:
        self._connection, self._place = connection, place

    @cached_property
    def _known(self) -> dict[tuple[str, str | None, str], Office]:
        return offices(self._connection, [self._place])

    def __getitem__(self, key: tuple[str, str | None, str]) -> Office:
        return self._known[key]

    def __iter__(self) -> Iterator[tuple[str, str | None, str]]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _heard_rows(connection: Connection, heard: Iterable[tuple[str, ...]]) -> Iterable[Any]:
    return queries.bills_by_id(connection, {bill for bills in heard for bill in bills}).values()


def _matches(
    connection: Connection, around: queries.AroundBill | None, records: Iterable[str]
) -> dict[str, tuple[Matched, ...]]:
    """The topics that flag each of these, best first."""
    if around is not None:
        rows = {around.row.id: [row for row in around.matches if row.flagged]}
    else:
        rows = queries.match_rows(connection, records)
    return {key: tuple(map(matched_of, matches)) for key, matches in rows.items() if matches}


def _suggestion(card: Card, words: Words, who: tuple[str, ...], *, first: bool) -> Suggestion:
    action, due = card.action, card.action.due
    letter = letter_of(card, words)
    return Suggestion(
        id=action.id,
        title=words.say(action.title),
        minutes=action.minutes,
        how=words.say(action.how) if action.how else None,
        url=action.url,
        due=due.due if due else None,
        due_words=_until(due, words) if due else None,
        subject=letter.subject if letter else None,
        body=letter.body if letter else None,
        english=_in_english(card, words),
        post=letter.share if letter else None,
        first=first,
        email=action.email,
        who=tuple(map(person_name, who)) if action.letter in {"committee", "testimony"} else (),
    )
