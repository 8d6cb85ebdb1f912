"""Decide what happened to a rule-making, and until when the public can comment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from alerts.compose.facts import Due
from alerts.render.message import Filling, Say, say
from tracker.records.changes import Change, Move
from tracker.records.items import ScrapedNotice


def comment_due(notice: ScrapedNotice) -> Due | None:
    """The end of the comment period as the document itself gives it."""
    if notice.comments_close is None or notice.status == "withdrawn":
        return None
    return Due(
        kind="comment-period",
        due=notice.comments_close,
        opens=notice.comments_open,
        timezone=notice.timezone,
        url=notice.comment_url or address_of(notice),
    )


def address_of(notice: ScrapedNotice) -> str | None:
    """Where a person reads it."""
    links = [link.url for link in (*notice.links, *notice.sources)]
    return links[0] if links else None


def sentences(notice: ScrapedNotice, changes: Iterable[Change], due: Due | None) -> tuple[Say, ...]:
    """What happened to it, the most important first."""
    changes = list(changes)
    kinds = {change.kind for change in changes}
    moves = [move for change in changes for move in change.moves]
    turns = [move.aspect for move in moves if move.aspect in {"withdrawn", "reopened"}]
    is_back = turns[-1:] == ["reopened"]
    if "notice_withdrawn" in kinds and not is_back:
        return (say("The agency withdrew it. There is nothing left to comment on."),)
    if is_back and due is not None:
        return (say("It is not withdrawn any more. The public can comment until {due}.", due=_end(due)),)
    if "notice_extended" in kinds and "notice_published" not in kinds and due is not None:
        return (_until(due, [move for move in moves if move.aspect == "comments-close"]),)
    return tuple(_published(notice))


def _published(notice: ScrapedNotice) -> Iterable[Say]:
    agency = notice.agencies[-1] if notice.agencies else None
    if agency and notice.classification == "proposed-rule":
        yield say("{agency} proposes this rule.", agency=agency)
    elif agency and notice.classification == "rule":
        yield say("{agency} has made this rule.", agency=agency)
    elif agency:
        yield say("{agency} published this.", agency=agency)


def _end(due: Due) -> Filling:
    return due.end if isinstance(due.due, dt.datetime) else due.due


def _until(due: Due, moves: list[Move]) -> Say:
    before = next((move.before for move in moves), None)
    now = _end(due)
    if before is None:
        return say("The public can now comment until {due}.", due=now)
    old = _day(before, due)
    if old < due.end.date():
        return say("There is more time to comment: until {due}. Before, it was {day}.", due=now, day=old)
    return say("There is less time to comment: until {due}. Before, it was {day}.", due=now, day=old)


def _day(text: str, due: Due) -> dt.date:
    """The day of a moment as changes keep it, where the agency is."""
    if "T" not in text:
        return dt.date.fromisoformat(text)
    return dt.datetime.fromisoformat(text).astimezone(due.end.tzinfo).date()
