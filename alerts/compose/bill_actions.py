"""Say what a person can do about one bill now: the action a digest would suggest, and what else fits."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import Connection, select

from alerts.compose.actions import Reader, fitting
from alerts.compose.digest import Card, card_of
from alerts.compose.facts import Facts, Period
from alerts.compose.letters import letter_of
from alerts.compose.load import due_of, matched_of
from alerts.render.translate import LANGUAGES, Words
from alerts.stories import tell
from alerts.stories.model import Story
from tracker import clock
from tracker.db import queries
from tracker.db.models import Match
from tracker.deadlines.own_rules import own_rulebook
from tracker.deadlines.queries import deadlines_of_all
from tracker.exports.suggestions import Suggestion

MOST: Final = 4
"""Suggestions for one bill; a longer list is a chore."""


def for_bill(connection: Connection, bill: str, language: str) -> list[Suggestion]:
    """What a person can do about the bill, the most useful first; empty where we do not hold it or it is decided."""
    now = clock.now()
    story = _story(connection, bill, now)
    if story is None:
        return []
    words = Words(language if language in LANGUAGES else "en", now.date())
    match = story.matches[0] if story.matches else None
    found = fitting(story, Reader())[:MOST]
    return [_suggestion(card_of(story, match, action), words, first=number == 0) for number, action in enumerate(found)]


def _story(connection: Connection, bill: str, now: dt.datetime) -> Story | None:
    row = queries.bill_row(connection, bill)
    if row is None:
        return None
    rows = list(queries.hearings(connection, queries.HearingQuery(bills=[bill], after=now - dt.timedelta(hours=12))))
    kept = {each.id: each for each in map(queries.kept_hearing, rows)}
    rows = [row for row in rows if row.id in kept]
    query = select(Match.__table__).where(Match.record_id == bill, Match.flagged, Match.gone_at.is_(None))
    matches = tuple(sorted(map(matched_of, connection.execute(query)), key=lambda each: (-each.score, each.topic)))
    dues = deadlines_of_all(connection, kept.values(), own_rulebook())
    facts = Facts(
        bills={row.id: queries.kept_bill(row)},
        hearings=kept,
        matches={row.id: matches},
        heard={key: tuple(heard) for key, heard in queries.heard_bills(connection, kept).items()},
        dues={key: tuple(map(due_of, each)) for key, each in dues.items()},
    )
    stories = tell(facts, Period(now=now, since=None, ahead=dt.timedelta(days=60))).stories
    return next((each for each in stories if each.id == row.id), None)


def _suggestion(card: Card, words: Words, *, first: bool) -> Suggestion:
    action, due = card.action, card.action.due
    letter = letter_of(card, words)
    return Suggestion(
        id=action.id,
        title=words.say(action.title),
        minutes=action.minutes,
        how=words.say(action.how) if action.how else None,
        url=action.url,
        due=due.due if due else None,
        due_words=words.when(due.due, due.timezone) if due else None,
        subject=letter.subject if letter else None,
        body=letter.body if letter else None,
        post=letter.share if letter else None,
        first=first,
    )
