"""Write one batch of records inside one transaction: each with everything that belongs to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update

from tracker import clock
from tracker.db import mapping, sound
from tracker.db.models import Base, BillAction, BillSponsorship, BillText, Claim, HearingBill, PersonId, SourceRow
from tracker.db.upsert import upsert
from tracker.deadlines.compute import moved_deadlines
from tracker.deadlines.own_rules import own_rulebook
from tracker.ingest import aliases
from tracker.ingest.seats import of as seats_of
from tracker.ingest.source import AGGREGATOR
from tracker.ingest.text_versions import forget_unread, put_texts
from tracker.records import ocd_json, serialize, witnesses
from tracker.records.changes import Change, compare, quiet_reason, what_is
from tracker.records.items import Record, ScrapedBill, ScrapedHearing, ScrapedPerson
from tracker.records.merge import Claimed, merge, stale_claims, with_history

_JUDGED: Final = frozenset({"bill", "hearing", "notice"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """In whose name a batch is written."""

    source: str
    authority: int
    first_run: bool
    run_id: int | None
    today: dt.date
    lineage: str = ""


class Writer:
    """One batch's way into the database, inside one transaction."""

    def __init__(self, who: Claimant, connection: Connection) -> None:
        """Write in the name of `who`."""
        self.who = who
        self.connection = connection
        self.now = clock.now()
        self.changes: list[Change] = []
        self.mains: dict[type, list[dict[str, Any]]] = {}
        self.claims: list[dict[str, Any]] = []
        self.texts: list[dict[str, Any]] = []
        self.renewed: list[Record] = []
        self.fresh: list[Record] = []
        self.renamed: dict[str, str] = {}
        self.behind: dict[tuple[str, str], list[str]] = {}
        """For each source and one below it that knows a later action: the bills."""
        self.counted = {"new": 0, "changed": 0, "unchanged": 0}

    def write(self, records: Sequence[Record]) -> dict[str, int]:
        """Write the batch and say how many records were new, changed and unchanged."""
        records = self._under_one_name(records)
        known = self._claims_of([record.id for record in records])
        damaged = sound.noted(self.connection)
        touched: list[tuple[Record, bytes]] = []
        for record in records:
            cleaned, raw = serialize.encode_clean(record)
            mark = serialize.digest(raw)
            claims = known.get(record.id, {})
            mine = claims.get(self.who.source)
            if mine is not None and mine == mark and record.id not in damaged:
                self.counted["unchanged"] += 1
            elif not claims:
                self._add(cleaned, raw, mark)
            else:
                touched.append((cleaned, mark))
        if touched:
            self._renew(touched)
        self._save()
        sound.forget(self.connection, damaged.intersection(row["id"] for rows in self.mains.values() for row in rows))
        return self.counted

    def judge_again(self, records: Sequence[tuple[Record, bytes]]) -> int:
        """Put known records together anew, each with its claim's hash, as the days have gone on; returns what changed."""
        self._renew(records)
        self._save()
        return self.counted["changed"]

    def stored_as(self, key: str, record: Record) -> str:
        """The public id under which a record of this batch is kept."""
        return f"{record.jurisdiction}/{self.renamed[key]}" if key in self.renamed else key

    def _under_one_name(self, records: Sequence[Record]) -> Sequence[Record]:
        """The records, a hearing or a person that another source told of first under that source's id."""
        hearings = [record for record in records if isinstance(record, ScrapedHearing)]
        people = [record for record in records if isinstance(record, ScrapedPerson)]
        names = aliases.of(self.connection, self.who.source, hearings) if hearings else {}
        seats = seats_of(self.connection, self.who.source, people) if people else {}
        if not names and not seats:
            return records
        self.renamed = {**names, **{key: f"person/{known}" for key, known in seats.items()}}
        new = {**names, **seats}
        return [
            replace(record, key=new[record.id])
            if isinstance(record, (ScrapedHearing, ScrapedPerson)) and record.id in new
            else record
            for record in records
        ]

    def _claims_of(self, keys: list[str]) -> dict[str, dict[str, bytes]]:
        claims: dict[str, dict[str, bytes]] = {}
        for start in range(0, len(keys), 900):  # older SQLite takes at most 999 parameters
            part = keys[start : start + 900]
            query = select(Claim.record_id, Claim.source, Claim.hash).where(Claim.record_id.in_(part))
            for key, source, mark in self.connection.execute(query):
                claims.setdefault(key, {})[source] = mark
        return claims

    def _add(self, record: Record, raw: bytes, mark: bytes) -> None:
        """A record nobody claimed before."""
        stored, body = mapping.without_text(record)
        if body is not None:
            raw = serialize.encode(stored)
            self.texts.append({"bill_id": record.id, "text": body})
        self._main(stored, raw, source=self.who.source, provenance=None, revision=1, first_seen=self.now)
        self._claim(record, mark, None)
        self.fresh.append(stored)
        self._change(compare(None, stored, self.who.today))
        self.counted["new"] += 1

    def _renew(self, touched: Sequence[tuple[Record, bytes]]) -> None:
        """Records we know: compare what all their sources say now with what they said before."""
        kept_rows = self._kept([record for record, _mark in touched])
        others = self._other_claims([record.id for record, _mark in touched])
        texts = self._texts([record.id for record, _mark in touched if isinstance(record, ScrapedBill) and record.text])
        for record, mark in touched:
            row = kept_rows.get(record.id)
            if row is None:  # a claim whose record is gone; it begins anew
                self._add(record, serialize.encode(record), mark)
                continue
            other_records = [self._other(row, record, claim) for claim in others.get(record.id, ())]
            claims = [other for other in other_records if other is not None]
            bare, body = mapping.without_text(record)
            # Read back what will be stored: Python never finds a moment in a zone's changing hour equal to one with an
            # offset, so only two moments of the same making can be compared.
            stored = serialize.decode(type(bare), serialize.encode(bare))
            self._claim(record, mark, serialize.encode(stored).decode() if claims else None)
            new_text = body if body is not None and texts.get(record.id) != body else None
            if new_text is not None:
                self.texts.append({"bill_id": record.id, "text": new_text})
            own = Claimed(self.who.source, self.who.authority, stored, self.who.lineage)
            self._compare(row, [own, *claims], new_text=new_text is not None)

    def _compare(self, row: Any, claims: Sequence[Claimed], *, new_text: bool) -> None:
        """Store what all sources of a record say now, and what that changes; `row` is what they said before."""
        record = claims[0].record
        before = sound.value_of(type(record), row.record, record.id)
        for stale, fresh in stale_claims(claims):
            self.behind.setdefault((stale.source, fresh.source), []).append(record.id)
        claims, unconfirmed = witnesses.confirmed(claims, self.who.today)
        merged, provenance = merge(claims)
        if before is not None:
            merged = with_history(merged, before)
        # Of a damaged record nobody knows what changed; to call it new would be false.
        change = compare(before, merged, self.who.today) if before is not None else None
        held = serialize.encode(unconfirmed).decode() if unconfirmed else None
        as_before = ocd_json.parsed(held or "[]") == (getattr(row, "unconfirmed", None) or [])
        if change is None and merged == before and not new_text and as_before:
            self.counted["unchanged"] += 1
            return
        self._main(
            merged,
            serialize.encode(merged),
            source=provenance.get("*", self.who.source),
            provenance=serialize.encode(provenance).decode() if provenance else None,
            revision=row.revision + 1,
            first_seen=row.first_seen,
            unconfirmed=held,
        )
        self.renewed.append(merged)
        self._change(change)
        if isinstance(before, ScrapedHearing) and isinstance(merged, ScrapedHearing):
            for moved in moved_deadlines(before, merged, own_rulebook()):
                self._change(moved)
        self.counted["changed"] += 1

    def _kept(self, records: Sequence[Record]) -> dict[str, Any]:
        rows_by_id: dict[str, Any] = {}
        for kind, name in mapping.TABLES.items():
            keys = [record.id for record in records if type(record) is kind]
            if keys:
                table = Base.metadata.tables[name]
                names = ("id", "record", "source", "revision", "first_seen", "unconfirmed")
                columns = [table.c[column] for column in names if column in table.c]
                rows_by_id.update(
                    {row.id: row for row in self.connection.execute(select(*columns).where(table.c.id.in_(keys)))}
                )
        return rows_by_id

    def _texts(self, keys: list[str]) -> dict[str, str]:
        if not keys:
            return {}
        query = select(BillText.bill_id, BillText.text).where(BillText.bill_id.in_(keys))
        return {row.bill_id: row.text for row in self.connection.execute(query)}

    def _other_claims(self, keys: list[str]) -> dict[str, list[Any]]:
        query = (
            select(Claim.record_id, Claim.source, Claim.record, SourceRow.settings, Claim.what)
            .join(SourceRow, SourceRow.name == Claim.source)
            .where(Claim.record_id.in_(keys), Claim.source != self.who.source)
        )
        claims: dict[str, list[Any]] = {}
        for row in self.connection.execute(query):
            claims.setdefault(row.record_id, []).append(row)
        return claims

    def _other(self, row: Any, record: Record, claim: Any) -> Claimed | None:
        """Another source's claim; if it alone held the record so far, its words are kept from now on."""
        said = claim.record
        if said is None:
            said = row.record
            values = {"record": said}
            where = (Claim.record_id == record.id, Claim.source == claim.source)
            self.connection.execute(update(Claim).where(*where).values(values))
        authority = (claim.settings or {}).get("authority", AGGREGATOR)
        value = sound.value_of(type(record), said, f"{record.id} by {claim.source}")
        lineage = (claim.settings or {}).get("lineage", "")
        return Claimed(claim.source, int(authority), value, lineage) if value is not None else None

    def _main(
        self,
        record: Record,
        raw: bytes,
        *,
        source: str,
        provenance: str | None,
        revision: int,
        first_seen: dt.datetime,
        unconfirmed: str | None = None,
    ) -> None:
        row = mapping.main_columns(record, self.who.today)
        if isinstance(record, ScrapedBill):
            row["unconfirmed"] = unconfirmed
        row.update(
            id=record.id,
            jurisdiction=record.jurisdiction,
            record=raw.decode(),
            source=source,
            provenance=provenance,
            revision=revision,
            first_seen=first_seen,
            changed_at=self.now,
        )
        self.mains.setdefault(type(record), []).append(row)

    def _claim(self, record: Record, mark: bytes, said: str | None) -> None:
        self.claims.append(
            {
                "record_id": record.id,
                "source": self.who.source,
                "what": what_is(record),
                "hash": mark,
                "stamp": record.stamp,
                "record": said,
            },
        )

    def _change(self, change: Change | None) -> None:
        if change is not None:
            quiet = quiet_reason(change, first_run=self.who.first_run, today=self.who.today)
            self.changes.append(replace(change, quiet=quiet) if quiet else change)

    def _save(self) -> None:
        self._forget_children()
        for kind, rows in self.mains.items():
            self._put(mapping.TABLES[kind], rows)
        together = [*self.fresh, *self.renewed]
        bills = [record for record in together if isinstance(record, ScrapedBill)]
        hearings = [record for record in together if isinstance(record, ScrapedHearing)]
        people = [record for record in together if isinstance(record, ScrapedPerson)]
        self._put("bill_actions", (row for bill in bills for row in mapping.action_rows(bill)))
        self._put("bill_sponsorships", (row for bill in bills for row in mapping.sponsorship_rows(bill)))
        put_texts(self.connection, self.texts)
        forget_unread(self.connection, (text["bill_id"] for text in self.texts))
        self._put("hearing_bills", (row for hearing in hearings for row in mapping.heard_rows(hearing)))
        self._put("person_ids", (row for person in people for row in mapping.person_id_rows(person)))
        self._put("claims", self.claims)
        self._put("sessions", _sessions(bills), replace=False)
        self._put("pending", _pending(together), replace=False)
        save_changes(self.connection, self.changes, self.who.source, self.who.run_id)

    def _forget_children(self) -> None:
        """The child rows of renewed records are made anew."""
        for kind, column in (
            (ScrapedBill, BillAction.bill_id),
            (ScrapedBill, BillSponsorship.bill_id),
            (ScrapedHearing, HearingBill.hearing_id),
            (ScrapedPerson, PersonId.person_id),
        ):
            keys = [record.id for record in self.renewed if isinstance(record, kind)]
            if keys:
                self.connection.execute(delete(column.class_).where(column.in_(keys)))

    def _put(self, table: str, rows: Iterable[dict[str, Any]], *, replace: bool = True) -> None:
        upsert(Base.metadata.tables[table], self.connection.dialect.name, replace=replace)(self.connection, rows)


def _sessions(bills: Iterable[ScrapedBill]) -> list[dict[str, Any]]:
    empty = dict.fromkeys(("name", "classification", "start_date", "end_date"))
    named = {(bill.jurisdiction, bill.legislative_session) for bill in bills}
    return [{"jurisdiction": place, "identifier": session, **empty} for place, session in sorted(named)]


def _pending(records: Iterable[Record]) -> Iterable[dict[str, Any]]:
    for record in records:
        what = what_is(record)
        if what in _JUDGED:
            yield {"job": "judge", "record_id": record.id, "what": what}
            yield {"job": "index", "record_id": record.id, "what": what}


def save_changes(connection: Connection, changes: Sequence[Change], source: str, run_id: int | None) -> None:
    """Append changes; they are never edited afterwards."""
    now = clock.now()
    rows = (mapping.change_row(change, source=source, run_id=run_id, seen_at=now) for change in changes)
    upsert(Base.metadata.tables["changes"], connection.dialect.name, replace=False)(connection, rows)
