"""Count what was watched, told, done and changed in a span of time, from stored records alone.

The four stand side by side. That a law followed on many mails proves no cause, and what could not be read is told as such.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, or_, select

from tracker import clock
from tracker.db import queries, sound
from tracker.db.models import Bill, BillAction, DoneRow, Match, OutboxRow, Run, TextRead, WindowRow
from tracker.deadlines.ledger import Window, promise
from tracker.deadlines.ledger_store import windows
from tracker.deadlines.model import KINDS
from tracker.deadlines.queries import AHEAD, BACK
from tracker.records.items import OFF, ScrapedBill
from tracker.records.place_names import place_name
from tracker.records.stages import Standing, standing_of, step
from tracker.records.text import shown_number
from tracker.settings import load
from tracker.subscriptions import bill_lists
from tracker.subscriptions.done import FEW

OUTCOMES: Final[Mapping[str, str]] = {
    "law": "became law",
    "adopted": "was adopted",
    "passed": "passed a chamber",
    "vetoed": "was vetoed",
    "failed": "failed",
    "died": "died with its session",
}
"""What can become of a bill that a report tells of."""
CAUTION: Final = (
    "These numbers stand side by side: what was watched, told and done, and what legislatures decided. They show no cause. A bill may "
    "have passed or failed for reasons that nothing here records."
)
_PASSAGE: Final = frozenset({"passed-one-chamber", "chambers-differ", "passed-both", "sent-to-executive"})
_DAY: Final = dt.timedelta(days=1)
SPAN: Final = dt.timedelta(days=90)
"""How far a report looks back that names no first day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Of which days, topics and places, and of which list, a report is."""

    since: dt.date
    until: dt.date
    """The last day."""
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    list: str = ""

    @property
    def begin(self) -> dt.datetime:
        """The first moment, by the clock of whoever runs the program."""
        return dt.datetime.combine(self.since, dt.time(), ZoneInfo(load().time_zone))

    @property
    def end(self) -> dt.datetime:
        """The moment after the last."""
        return dt.datetime.combine(self.until + _DAY, dt.time(), ZoneInfo(load().time_zone))

    @property
    def narrowed(self) -> bool:
        """Whether topics or a list narrow it, and not places alone."""
        return bool(self.topics or self.list)

    def of_place(self, record: str) -> bool:
        """Whether a record is of one of the places."""
        return not self.places or record.partition("/")[0] in self.places


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a bill, with the words that say so."""

    kind: str
    """A key of OUTCOMES."""
    id: str
    title: str
    date: dt.date | None
    """None of a bill that died: no step says so, its session ended."""
    words: str
    url: str | None
    position: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """A report."""

    scope: Scope
    watched: Mapping[str, int]
    told: Mapping[str, int | float | None]
    verdicts: Mapping[str, int]
    """What became of the windows that closed, as the ledger judges them."""
    did: Mapping[str, int]
    """Ticks by kind of deadline; kinds of fewer than five are counted together."""
    did_few: bool
    """Whether there were other ticks too, so few that their number could mean somebody."""
    changed: Sequence[Outcome]
    missing: Sequence[str]
    """What was not captured or could not be read, in sentences."""

    @property
    def counts(self) -> dict[tuple[str, str], int]:
        """Bills by position, which is empty without a list, and by outcome."""
        counted = Counter((outcome.position, outcome.kind) for outcome in self.changed)
        return {key: counted[key] for key in sorted(counted, key=lambda key: (key[0], [*OUTCOMES].index(key[1])))}


def as_json(impact: Impact) -> dict[str, Any]:
    """A report as one JSON value."""
    scope = impact.scope
    return {
        "since": scope.since,
        "until": scope.until,
        "topics": scope.topics,
        "jurisdictions": scope.places,
        "list": scope.list or None,
        "watched": impact.watched,
        "told": {**impact.told, "verdicts": impact.verdicts},
        "did": impact.did,
        "did_few": impact.did_few,
        "changed": [asdict(outcome) for outcome in impact.changed],
        "missing": impact.missing,
        "caution": CAUTION,
    }


def measure(connection: Connection, scope: Scope) -> Impact:
    """The report of a span. Raises UsageProblem for a list that is not kept."""
    listed = bill_lists.read(bill_lists.checked(scope.list)) if scope.list else bill_lists.BillList()
    positions = {
        listed_bill.bill: listed_bill.position for listed_bill in listed.bills if scope.of_place(listed_bill.bill)
    }
    held = queries.bills_by_id(connection, positions)
    bills = _bills(connection, scope, held)
    around, during, off = _hearings(connection, scope, bills)
    notices = _notices(connection, scope)
    records = {*around, *notices, *bills}
    closed = [
        window
        for window in windows(connection, since=scope.begin, until=scope.end, places=scope.places)
        if not scope.narrowed or window.record in records
    ]
    changed, unknown = _changed(connection, scope, bills, positions)
    did, few = _did(connection, scope, records)
    promised = promise(closed, clock.now())
    return Impact(
        scope=scope,
        watched={"bills": len(bills), "hearings": during, "hearings_off": off, "rule_makings": len(notices)},
        told={
            "mails": _mails(connection, scope),
            **_lead(closed),
            "promised": promised.promised,
            "kept": promised.kept,
        },
        verdicts=promised.verdicts,
        did=did,
        did_few=few,
        changed=changed,
        missing=tuple(
            _missing(connection, scope, bills, listed, [key for key in positions if key not in held], unknown)
        ),
    )


def _bills(connection: Connection, scope: Scope, held: Collection[str]) -> frozenset[str]:
    """What was flagged at some moment of the span; of a list, what stands on it, flagged by these topics where some are named."""
    if scope.list and not scope.topics:
        return frozenset(held)
    known = func.coalesce(Match.first_flagged_at, Match.judged_at)
    there = (Match.what == "bill", Match.flagged, known < scope.end)
    query = select(Match.record_id).where(*there, or_(Match.gone_at.is_(None), Match.gone_at >= scope.begin)).distinct()
    if scope.topics:
        query = query.where(Match.topic.in_(scope.topics))
    rows = connection.execute(query).scalars()
    return frozenset(key for key in rows if scope.of_place(key) and (not scope.list or key in held))


def _hearings(connection: Connection, scope: Scope, bills: Collection[str]) -> tuple[set[str], int, int]:
    """Hearings around the span, how many began within it, and how many of those were off."""
    query = queries.HearingQuery(
        jurisdictions=scope.places,
        topics=() if scope.list else scope.topics,
        flagged=not scope.list,
        after=scope.begin - BACK,
        before=scope.end + AHEAD,
    )
    rows = list(queries.hearings(connection, query))
    if scope.list:
        heard = queries.heard_bills(connection, [row.id for row in rows])
        rows = [row for row in rows if not set(heard.get(row.id, ())).isdisjoint(bills)]
    within = [row for row in rows if scope.begin <= row.start < scope.end]
    return {row.id for row in rows}, len(within), sum(row.status in OFF for row in within)


def _notices(connection: Connection, scope: Scope) -> frozenset[str]:
    """Rule-makings published in the span, or open for comments in it; a list holds none."""
    if scope.list:
        return frozenset()
    rows = queries.notices(connection, jurisdictions=scope.places, topics=scope.topics, flagged=True)
    return frozenset(
        row.id
        for row in rows
        if (row.published is None or row.published <= scope.until)
        and max(filter(None, (row.published, row.comments_close)), default=dt.date.min) >= scope.since
    )


def _mails(connection: Connection, scope: Scope) -> int:
    """Digests that went out, whatever they told of."""
    sent = (OutboxRow.kind == "digest", OutboxRow.state == "sent", OutboxRow.sent_at >= scope.begin)
    query = select(func.count()).where(*sent, OutboxRow.sent_at < scope.end)
    return int(connection.execute(query).scalar_one())


def _lead(closed: Sequence[Window]) -> dict[str, int | float | None]:
    """How many windows closed, how many of them were told before, and how long ahead."""
    ahead = [
        (window.closes - window.told_at).total_seconds() / 3600 for window in closed if window.told_at and window.told
    ]
    return {
        "windows": len(closed),
        "windows_told": len(ahead),
        "median_hours_ahead": round(median(ahead), 1) if ahead else None,
    }


def _did(connection: Connection, scope: Scope, records: Collection[str]) -> tuple[dict[str, int], bool]:
    """What people ticked, by kind; kinds of fewer than FEW together, and no number where those together are so few too."""
    query = select(DoneRow.record_id, DoneRow.kind).where(DoneRow.done_at >= scope.begin, DoneRow.done_at < scope.end)
    counted = Counter(
        kind
        for record, kind in connection.execute(query)
        if scope.of_place(record) and (not scope.narrowed or record in records)
    )
    numbers = {kind: counted[kind] for kind in KINDS if counted[kind] >= FEW}
    rest = counted.total() - sum(numbers.values())
    return (numbers | {"other": rest}, False) if rest >= FEW else (numbers, rest > 0)


def _changed(
    connection: Connection, scope: Scope, bills: Collection[str], positions: Mapping[str, str]
) -> tuple[list[Outcome], int]:
    """What became of the bills in the span, the weightiest first; and of how many the outcome is not known."""
    moved = select(BillAction.bill_id).where(BillAction.date >= scope.since, BillAction.date <= scope.until).distinct()
    ended = select(Bill.id).where(Bill.stage.in_(("died", "not-captured")))
    keys = {key for query in (moved, ended) for key in connection.execute(query).scalars() if key in bills}
    outcomes: list[Outcome] = []
    unknown = 0
    for key, row in queries.bills_by_id(connection, sorted(keys)).items():
        item = queries.kept_bill(row).item
        unknown += row.stage == "not-captured"
        outcomes += _outcomes(key, item, scope, positions.get(key, ""))
    order = [*OUTCOMES]
    return sorted(
        outcomes, key=lambda outcome: (order.index(outcome.kind), outcome.date or dt.date.max, outcome.id)
    ), unknown


def _outcomes(key: str, bill: ScrapedBill, scope: Scope, position: str) -> Iterator[Outcome]:
    """Each outcome of a bill once, by the day of the step that brought it."""
    url = next((link.url for link in bill.sources), None)
    before = standing_of(bill, scope.since - _DAY)
    days = sorted({action.date for action in bill.actions if scope.since <= action.date <= scope.until} | {scope.until})
    by_kind: dict[str, Outcome] = {}
    for day in days:
        now = standing_of(bill, day)
        kind = _kind(before, now)
        if kind and (now.evidence or kind == "died"):
            words = now.evidence.description if now.evidence else "Its session ended."
            on = now.evidence.date if now.evidence else None
            by_kind[kind] = Outcome(
                kind=kind, id=key, title=bill.title, date=on, words=words, url=url, position=position
            )
        before = now
    yield from by_kind.values()


def _kind(before: Standing, now: Standing) -> str:
    """What a bill came to between two days; empty where nothing that a report tells of."""
    if now.stage == before.stage and len(now.passed) <= len(before.passed):
        return ""
    if now.stage in OUTCOMES:
        return now.stage if now.stage != before.stage else ""
    further = len(now.passed) > len(before.passed) or step(now.stage) > step(before.stage)
    return (
        "passed"
        if now.stage in _PASSAGE and further and before.stage not in {"passed-both", "sent-to-executive"}
        else ""
    )


def bill_words(key: str) -> str:
    """What members call a bill of this id: HR 1109 (Congress) for us/119/HR1109."""
    return f"{shown_number(key)} ({place_name(key.partition('/')[0])})"


def day_words(day: dt.date) -> str:
    """A day as a letter writes it: November 27, 2026."""
    return f"{day:%B} {day.day}, {day.year}"


def _missing(
    connection: Connection,
    scope: Scope,
    bills: Collection[str],
    listed: bill_lists.BillList,
    absent: Sequence[str],
    unknown: int,
) -> Iterator[str]:
    """What the numbers do not hold."""
    if unknown:
        yield f"Bills whose outcome was not captured, since the executive's time is over and no source told what came of them: {unknown}."
    if absent:
        yield f"Bills of the list that are not held here: {', '.join(map(bill_words, absent[:10]))}{' and others' if absent[10:] else ''}."
    if listed.unread:
        yield f"Lines of the list that could not be read: {len(listed.unread)}."
    yield from _unread_sources(connection, scope)
    unread = select(TextRead.bill_id).where(TextRead.problem.is_not(None)).distinct()
    texts = sum(key in bills for key in connection.execute(unread).scalars())
    if texts:
        yield f"Bills whose text could not be read, so that they are judged by what else their sources say: {texts}."
    damaged = len(sound.damaged(connection))
    if damaged:
        yield f"Stored records that are damaged and left out: {damaged}."


def _unread_sources(connection: Connection, scope: Scope) -> Iterator[str]:
    first = connection.execute(select(func.min(Run.started_at))).scalar_one()
    if first is None or first >= scope.begin:
        since = f"before {day_words(first)}" if first else "yet"
        yield f"Nothing was read {since}; what happened earlier is known only as far as sources told it later."
    ledger = connection.execute(select(func.min(WindowRow.posted_at))).scalar_one()
    if ledger is None or ledger >= scope.begin:
        yield (
            f"Chances to be heard are counted since {day_words(ledger)}."
            if ledger
            else "No chance to be heard was counted yet."
        )
    query = select(Run.source, Run.verdict, func.count().label("number")).group_by(Run.source, Run.verdict)
    visits: dict[str, Counter[str]] = {}
    for row in connection.execute(query.where(Run.started_at >= scope.begin, Run.started_at < scope.end)):
        visits.setdefault(row.source, Counter())[row.verdict or "unfinished"] += row.number
    for source in queries.sources(connection):
        if scope.places and source.jurisdiction not in scope.places:
            continue
        met = visits.get(source.name, Counter())
        bad = sum(met[verdict] for verdict in queries.FAILED)
        if not met:
            yield f"{source.name} was not read in this time."
        elif bad:
            yield f"{source.name} could not be read at {bad} of {met.total()} visits."
