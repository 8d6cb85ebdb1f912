"""What is due on all that is flagged, reckoned once for all readers: in a busy season that takes a second."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from tracker import clock
from tracker.db.models import Match
from tracker.deadlines.own_rules import own_rulebook
from tracker.deadlines.queries import Wanted, reckoned

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.deadlines.model import Deadline

WITHIN: Final = dt.timedelta(days=90)
_END: Final = attrgetter("end")


@dataclass(frozen=True, slots=True)
class Due:
    """What is due within ninety days, soonest first, at one state of the data."""

    deadlines: tuple[Deadline, ...] = ()
    topics: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For each hearing and notice, the topics that flag it or a bill it hears."""

    def fitting(
        self,
        now: dt.datetime,
        *,
        places: Collection[str] = (),
        topics: Collection[str] = (),
        within: dt.timedelta = WITHIN,
    ) -> list[Deadline]:
        """What is still due, of these places and topics where some are given."""
        first = bisect_left(self.deadlines, now, key=_END)
        return [
            due
            for due in self.deadlines[first : bisect_right(self.deadlines, now + within, first, key=_END)]
            if (not places or due.jurisdiction in places)
            and (not topics or not self.topics.get(due.record, frozenset()).isdisjoint(topics))
        ]


def read(connection: Connection) -> Due:
    """What is due as of now."""
    dues, gathered = reckoned(connection, Wanted(), own_rulebook(), now=clock.now(), within=WITHIN)
    flagging: dict[str, set[str]] = {}
    live = select(Match.record_id, Match.topic).where(Match.flagged, Match.gone_at.is_(None))
    for record, topic in connection.execute(live):
        flagging.setdefault(record, set()).add(topic)
    topics = {
        key: frozenset(
            topic
            for record_id in (key, *(bill for bill, _title in history.bills))
            for topic in flagging.get(record_id, ())
        )
        for key, history in gathered.told.items()
    }
    topics |= {request.due.record: frozenset(flagging.get(request.due.record, ())) for request in gathered.requests}
    return Due(tuple(dues), topics)
