"""Refuse at one gate what cannot be true of any record, whichever source tells it.

A bill belongs to a session of its place and has a number; meetings and steps happen on days that can be. Sources write
days such as 1900-01-01 and 9999-12-31 where they know none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tracker import clock
from tracker.records import sessions
from tracker.records.closings import is_closing
from tracker.records.items import OFF, Action, NothingHere, Record, ScrapedBill, ScrapedHearing
from tracker.records.off_names import plain_name

EARLIEST: Final = dt.date(1901, 1, 2)
"""Databases begin to count their days in 1753, 1899, 1900 or on the first of 1901,"""
ZERO_OF_COMPUTERS: Final = (dt.date(1969, 12, 31), dt.date(1970, 1, 1))
"""and the clocks of computers here."""
AHEAD: Final = dt.timedelta(days=3_653)
"""Laws take effect years after their last step is told, and never as long as this."""

_YEAR: Final = re.compile(r"(?:19|20)\d\d")


def refusal(record: Record) -> str:
    """Why a record is not taken at all; empty where it is."""
    if isinstance(record, ScrapedBill):
        if not record.knows_its_session:
            return f"{record.id}: no session of {record.jurisdiction} is called so"
        if _is_far_ahead(record):
            return f"{record.id}: {record.legislative_session} is the session of a year that is far ahead"
        if not record.is_numbered:
            return f"{record.id}: expected a bill's number, found {record.identifier!r}"
    if isinstance(record, ScrapedHearing) and not _can_be(record.start.date(), _latest()):
        return f"{record.id}: expected a day on which a hearing can be, found {record.start.date().isoformat()}"
    return ""


def _is_far_ahead(bill: ScrapedBill) -> bool:
    """Whether a legislature's session is called after a year for which nobody files bills yet; cities call theirs what they like."""
    year = _YEAR.match(bill.legislative_session)
    return year is not None and int(year[0]) > _latest().year and bill.jurisdiction in sessions.by_place()


def nothing_in(record: Record) -> NothingHere | None:
    """That an entry of a calendar is no meeting: offices are closed, or it is a holiday. What hears bills is one, whatever its name."""
    if not isinstance(record, ScrapedHearing) or record.bills or record.agenda:
        return None
    closed = is_closing(record.name, all_day=record.all_day)
    return NothingHere(reason=f"{record.name[:120]}: closed, nobody meets") if closed else None


def by_its_own_name(record: Record) -> Record:
    """The record of a meeting that is off without the word for it in its names: its state says so already."""
    if not isinstance(record, ScrapedHearing) or record.status not in OFF:
        return record
    committee = plain_name(record.committee) if record.committee else record.committee
    return replace(record, name=plain_name(record.name), committee=committee)


def on_possible_days(record: Record) -> tuple[Record, str]:
    """The record without days that cannot be, and what was wrong in words.

    A step of no known day happened when the one before it did, or the one after: it is kept, its day is not.
    """
    latest = _latest()
    if isinstance(record, ScrapedHearing) and record.end is not None and not _can_be(record.end.date(), latest):
        return replace(record, end=None), f"{record.id}: its end on {record.end.date().isoformat()} was left out"
    if not isinstance(record, ScrapedBill) or all(_can_be(action.date, latest) for action in record.actions):
        return record, ""
    wrong = sorted({action.date.isoformat() for action in record.actions if not _can_be(action.date, latest)})
    steps = _with_days_of_others(record.actions, latest)
    outcome = "its steps were left out" if not steps else "its steps got the day of those beside them"
    return replace(record, actions=steps), f"{record.id}: {', '.join(wrong[:3])} cannot be the day of a step; {outcome}"


def _with_days_of_others(actions: Sequence[Action], latest: dt.date) -> tuple[Action, ...]:
    last = next((dated.date for dated in actions if _can_be(dated.date, latest)), None)
    if last is None:
        return ()
    dated_actions = []
    for action in actions:
        last = action.date if _can_be(action.date, latest) else last
        dated_actions.append(replace(action, date=last))
    return tuple(dated_actions)


def _latest() -> dt.date:
    return clock.today() + AHEAD


def _can_be(day: dt.date, latest: dt.date) -> bool:
    return EARLIEST <= day <= latest and day not in ZERO_OF_COMPUTERS
