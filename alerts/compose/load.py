"""Load what there is to tell from the database; decide nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from alerts.compose.facts import Alone, Due, Facts, Matched, Office, Period, Reason, SourceState, office_key
from alerts.compose.questions import asks_at
from alerts.compose.taken_off import taken_off
from tracker.db import queries
from tracker.db.models import Bill, BillAction, ChangeRow, Match, Notice
from tracker.deadlines.from_rules import NEEDED
from tracker.deadlines.model import Deadline
from tracker.deadlines.own_rules import own_rulebook
from tracker.deadlines.queries import deadlines_of_all
from tracker.exports.bill_view import unconfirmed
from tracker.records import ocd_json
from tracker.records.changes import Change
from tracker.records.items import ScrapedBill, ScrapedHearing
from tracker.records.stored import Kept
from tracker.records.town_halls import TOWN_HALL
from tracker.rules.engine import POSSIBLE

_POSSIBLE: Final = and_(Match.tier == POSSIBLE, Match.what == "bill")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which changes to load: those after a sequence number, or those seen since a moment."""

    after: int = 0
    upto: int | None = None
    followed: frozenset[str] = frozenset()
    """Bills to load even if no topic flags them."""
    places: frozenset[str] = frozenset()
    """Only these places; empty means all."""
    possible: bool = False
    """Also bills that only an estimate calls possible, because a reader asks for them."""

    def wants(self, key: str) -> bool:
        """Whether a record is of these places."""
        return not self.places or key.partition("/")[0] in self.places


def _alone(connection: Connection, row: Any) -> tuple[Alone, ...]:
    """The steps of a bill that one witness alone tells."""
    return tuple(
        Alone(
            told_by=step["told_by_name"],
            told_url=step["told_url"],
            missing_from=step["missing_from_name"],
            missing_url=step["missing_url"],
            day=dt.date.fromisoformat(step["date"]),
            days=step["days"],
            words=step["description"],
            contradicted=bool(step["contradicted"]),
        )
        for step in unconfirmed(connection, row)
    )


def newest_change(connection: Connection) -> int:
    """The sequence number of the newest change; 0 when there is none."""
    return int(connection.execute(select(func.coalesce(func.max(ChangeRow.id), 0))).scalar_one())


def gather(connection: Connection, period: Period, scope: Scope) -> Facts:
    """Everything that a period may tell."""
    return Gatherer(connection, scope).facts(period)


class Gatherer:
    """Loads several periods of one state; what they share is read once."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self.connection = connection
        self.scope = scope
        self.matches = self._matches(Match.flagged.is_(True))
        self.possible = self._matches(_POSSIBLE) if scope.possible else {}
        self.sources = source_states(connection)

    def facts(self, period: Period, *, after: int | None = None) -> Facts:
        """What a period may tell; `after` is the last change its readers were told of."""
        scope = self.scope if after is None else replace(self.scope, after=after)
        return _Gathering(self.connection, period, scope, self.matches, self.possible, self.sources).facts()

    def _matches(self, tier: ColumnElement[bool]) -> dict[str, tuple[Matched, ...]]:
        """Every live match of a tier in the places asked for, best first."""
        statement = select(Match.__table__).where(tier, Match.gone_at.is_(None))
        by_key: dict[str, list[Matched]] = {}
        for row in self.connection.execute(statement):
            if self.scope.wants(row.record_id):
                by_key.setdefault(row.record_id, []).append(matched_of(row))
        return {
            key: tuple(sorted(matches, key=lambda match: (-match.score, match.topic)))
            for key, matches in by_key.items()
        }


class _Gathering:
    """Loads one period."""

    def __init__(
        self,
        connection: Connection,
        period: Period,
        scope: Scope,
        matches: Mapping[str, tuple[Matched, ...]],
        possible: Mapping[str, tuple[Matched, ...]],
        sources: tuple[SourceState, ...],
    ) -> None:
        self.connection = connection
        self.period = period
        self.scope = scope
        self.matches = matches
        self.possible = possible
        self.sources = sources
        self.wanted = matches.keys() | possible.keys() | scope.followed
        """Bills that some reader may be told of."""

    def facts(self) -> Facts:
        changes = self._changes()
        changed = {change.record for change in changes}
        hearings = self._hearings(changed)
        heard = {key: tuple(bills) for key, bills in queries.heard_bills(self.connection, hearings).items()}
        unheard = self._unheard(changes, hearings, heard)
        halls = {key: row.jurisdiction for key, row in hearings.items() if row.classification == TOWN_HALL}
        asks = asks_at(self.connection, set(halls.values()))
        relevant = {
            key
            for key in hearings
            if key in self.matches
            or any(b in self.matches or b in self.scope.followed for b in heard.get(key, ()))
            or asks.get(halls.get(key, ""))
        }
        hearings = {key: row for key, row in hearings.items() if key in relevant}
        keys = self._bill_ids(changed, hearings, heard) | unheard.keys()
        rows = queries.bills_by_id(self.connection, keys).values()
        bills = {bill.id: bill for bill in map(queries.kept_bill, rows)}
        notices = self._notices(changed)
        kept_hearings = {hearing.id: hearing for hearing in map(queries.kept_hearing, hearings.values())}
        dues = deadlines_of_all(self.connection, kept_hearings.values(), own_rulebook())
        return Facts(
            bills=bills,
            hearings=kept_hearings,
            notices=notices,
            changes=tuple(changes),
            matches=self.matches,
            possible=self.possible,
            heard=heard,
            taken_off=unheard,
            dues={key: tuple(map(due_of, deadlines)) for key, deadlines in dues.items()},
            asks=asks,
            contacts=self._contacts(bills.values()),
            offices=offices(self.connection, {key.partition("/")[0] for key in (*bills, *kept_hearings)}),
            sources=self.sources,
            alone={row.id: _alone(self.connection, row) for row in rows if row.unconfirmed},
        )

    def _unheard(
        self, changes: Iterable[Change], hearings: Mapping[str, Any], heard: Mapping[str, tuple[str, ...]]
    ) -> dict[str, ScrapedHearing]:
        """The bills that some reader may be told of and that coming hearings no longer hear."""
        poorer = {change.record for change in changes if any(move.aspect == "bill-removed" for move in change.moves)}
        records = {key: queries.kept_hearing(hearings[key]).item for key in poorer & hearings.keys()}
        gone = taken_off(changes, records, heard, self.period.now)
        return {bill: hearing for bill, hearing in gone.items() if bill in self.wanted}

    def _changes(self) -> list[Change]:
        since = self.period.since if self.period.by_date else None
        if self.period.since is None:
            return []
        return [
            change
            for change in queries.changes(self.connection, after=self.scope.after, since=since)
            if (self.scope.upto is None or change.sequence <= self.scope.upto)
            and self.scope.wants(change.record)
            and (change.record in self.wanted or change.what == "hearing")
        ]

    def _hearings(self, changed: set[str]) -> dict[str, Any]:
        """Hearings that changed or lie ahead."""
        by_key = queries.hearings_by_id(self.connection, (key for key in changed if self.scope.wants(key)))
        ahead = self.period.now + self.period.ahead
        reach = ahead + dt.timedelta(days=30) if self.period.since is None else ahead + dt.timedelta(days=7)
        query = queries.HearingQuery(after=self.period.now - dt.timedelta(days=1), before=reach)
        for row in queries.hearings(self.connection, query):
            if self.scope.wants(row.id):
                by_key.setdefault(row.id, row)
        return by_key

    def _bill_ids(
        self, changed: set[str], hearings: Mapping[str, Any], heard: Mapping[str, tuple[str, ...]]
    ) -> set[str]:
        wanted = self.wanted
        keys = changed & wanted
        keys |= {bill for key in hearings for bill in heard.get(key, ()) if bill in wanted}
        if self.period.since is None:
            return keys | {key for key in wanted if key in self._live_bills()}
        return keys | (wanted & self._dated_bills(self.period.since.date()))

    def _contacts(self, bills: Iterable[Kept[ScrapedBill]]) -> dict[str, str]:
        """Contact pages of the sponsors who still sit, by place and id: two places number their members alike."""
        ids: dict[str, set[str]] = {}
        for bill in bills:
            brought = (sponsor for sponsor in bill.item.sponsorships if sponsor.primary and sponsor.person_id)
            ids.setdefault(bill.item.jurisdiction, set()).update(sponsor.person_id or "" for sponsor in brought)
        today, contacts = self.period.now.date(), {}
        for place, named in ids.items():
            for key, row in queries.people_by_source_id(self.connection, place, named).items():
                url = queries.kept_person(row).item.contact_url
                if url and (row.ended is None or row.ended >= today):
                    contacts[f"{place}/{key}"] = url
        return contacts

    def _dated_bills(self, since: dt.date) -> set[str]:
        """Bills with an action dated in the period: those read late, and those announced for a day that has come."""
        today = self.period.now.date()
        statement = select(BillAction.bill_id).where(BillAction.date > since, BillAction.date <= today).distinct()
        return set(self.connection.execute(statement).scalars())

    def _live_bills(self) -> set[str]:
        """Bills of the last two years: older ones are history, whatever their last stage."""
        oldest = self.period.now.date() - dt.timedelta(days=730)
        statement = select(Bill.id).where(or_(Bill.latest_action_date.is_(None), Bill.latest_action_date >= oldest))
        return set(self.connection.execute(statement).scalars())

    def _notices(self, changed: set[str]) -> dict[str, Any]:
        today = self.period.now.date() - dt.timedelta(days=1)
        dated = [Notice.comments_close >= today]
        if self.period.since is not None:
            dated.append(Notice.published >= self.period.since.date())
        statement = select(Notice.id).where(or_(*dated))
        keys = {key for key in self.connection.execute(statement).scalars() if key in self.matches}
        keys |= {key for key in changed if key in self.matches}
        rows = queries.notices_by_id(self.connection, keys).values()
        return {notice.id: notice for notice in map(queries.kept_notice, rows)}


def offices(connection: Connection, places: Iterable[str]) -> dict[tuple[str, str | None, str], Office]:
    """The committees of some places, with their addresses and who sits on them; each under the name that notices use."""
    by_body: dict[tuple[str, str | None, str], Office] = {}
    for place in sorted(places):
        sitting = _sitting(connection, place)
        for row in queries.organizations_of(connection, place):
            organization = ocd_json.parsed(row.record)  # no values of all records: of thousands one office is asked for
            name, of = organization["name"], organization["chamber"]
            members = sitting.get(office_key(place, None, name)[2], [])
            there = [(key, called) for key, called, chamber in members if of in {None, "legislature", chamber}]
            by_body[office_key(place, of, name)] = Office(
                name=name,
                email=organization["email"],
                url=organization["url"],
                phone=organization["phone"],
                members=tuple(key for key, _called in there),
                names=tuple(called for _key, called in there),
            )
    return by_body


def _sitting(connection: Connection, place: str) -> dict[str, list[tuple[str, str, str | None]]]:
    """Who sits on which committee of a place, by the committee's plain name."""
    by_person: dict[str, list[tuple[str, str, str | None]]] = {}
    for row in queries.people_of(connection, place):
        person = ocd_json.parsed(row.record)
        for membership in person["memberships"]:
            sits_on = office_key(place, None, membership["organization"])[2]
            by_person.setdefault(sits_on, []).append((row.id, person["name"], person["chamber"]))
    return by_person


def due_of(deadline: Deadline) -> Due:
    """A deadline as a digest tells it."""
    return Due(
        kind=deadline.kind,
        due=deadline.due,
        timezone=deadline.timezone,
        opens=deadline.opens,
        how=deadline.how,
        url=deadline.url,
        basis=deadline.basis,
        confidence=deadline.confidence,
        needs=next((note for note in deadline.notes if note.startswith(NEEDED)), None),
    )


def matched_of(row: Any) -> Matched:
    """A row of `matches` as a digest tells it."""
    reasons = row.reasons if isinstance(row.reasons, list) else []
    return Matched(topic=row.topic, score=row.score, reasons=tuple(_reason(reason) for reason in reasons))


def _reason(stored: Mapping[str, Any]) -> Reason:
    return Reason(
        rule=str(stored.get("rule") or ""),
        field=str(stored.get("field") or ""),
        words=str(stored.get("words") or ""),
        excerpt=str(stored.get("excerpt") or ""),
        weight=float(stored.get("weight") or 0),
        against=bool(stored.get("against")),
    )


def source_states(connection: Connection) -> tuple[SourceState, ...]:
    """How fresh each source is that was ever visited; one of many places stands for each whose bills came from it."""
    known = tuple(
        SourceState(
            name=row.name,
            jurisdiction=row.jurisdiction,
            publisher=row.publisher,
            kind=row.kind,
            last_good_at=row.last_good_at,
            last_run_at=row.last_run_at,
            last_change_at=row.last_change_at,
            verdict=row.last_verdict,
            reason=row.last_reason,
            every_hours=24 if row.every_hours is None else row.every_hours,
        )
        for row in queries.sources(connection)
        if row.last_run_at is not None
    )
    by_name = {state.name: state for state in known}
    own = {state.jurisdiction for state in known}
    wide = select(Bill.jurisdiction, Bill.source).where(Bill.jurisdiction.not_in(own)).distinct()
    more = (
        replace(by_name[row.source], jurisdiction=row.jurisdiction)
        for row in connection.execute(wide)
        if row.source in by_name
    )
    return (*known, *more)
