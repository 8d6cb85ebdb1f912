"""Hold what a visit would change until the visit as a whole is judged; look up what the source said before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, select

from tracker import clock
from tracker.db import mapping
from tracker.db.models import Base, BillText, Claim, Hearing
from tracker.db.sound import lists, noted, value_of
from tracker.ingest import aliases
from tracker.ingest.doubt import SOME
from tracker.ingest.drift import Evidence, only_lost, poorer
from tracker.ingest.field_coverage import lost
from tracker.records import serialize
from tracker.records.changes import Move, compare, what_is
from tracker.records.items import Record, ScrapedBill, ScrapedHearing, ScrapedPerson

Group = tuple[str, str]
"""Place and kind of record: one platform reads many places, and only one of them may be broken."""
_PART: Final = 900
"""Older SQLite takes at most 999 parameters."""


@dataclass(frozen=True, slots=True)
class Held:
    """A record that is not written yet. `stored` is the mark of what the source said before, None when it is new."""

    record: Record
    size: int
    stored: bytes | None

    @property
    def group(self) -> Group:
        """Where it is judged."""
        return self.record.jurisdiction, what_is(self.record)


class Sift:
    """What one visit would change, and the evidence for judging it."""

    def __init__(self, source: str) -> None:
        """Begin with nothing; `source` is the name of the visited source."""
        self.source = source
        self.evidence: dict[Group, Evidence] = {}
        self.held: dict[str, Held] = {}
        self.poorer: set[str] = set()
        """Records that tell less than before in some field, by their own ids."""
        self.losses: dict[str, str] = {}
        """Hearings of which a visit says nothing new but that something is gone, by their own ids, in words."""
        self.moves: dict[str, tuple[Move, ...]] = {}
        """What a visit would change of hearings, by public id."""
        self.size = 0

    def add(self, connection: Connection, batch: Mapping[str, tuple[Record, bytes]]) -> tuple[dict[str, str], int]:
        """Hold what differs from what the source said before.

        Gives for each record of the batch the public id it is stored under, and the number of unchanged ones. A record
        comes with its encoding.
        """
        named = [
            key
            for key, (batch_record, _raw) in batch.items()
            if isinstance(batch_record, (ScrapedHearing, ScrapedPerson))
        ]
        names = aliases.known(connection, self.source, named)
        stored_ids = {key: names.get(key, key) for key in batch}
        claims = self._own_claims(connection, stored_ids.values())
        damaged = noted(connection)
        unchanged, changed = 0, []
        for key, (record, raw) in batch.items():
            mark = serialize.digest(_encoded_as(record, raw, names.get(key)))
            claim = claims.get(stored_ids[key])
            group = self.evidence.setdefault((record.jurisdiction, what_is(record)), Evidence(what_is(record)))
            if claim is not None and claim.hash == mark and claim.record_id not in damaged:
                group.same(record)
                unchanged += 1
                continue
            grown = self.drop(key)
            self.held[key] = Held(record, len(raw), claim.hash if claim is not None else None)
            self.size += len(raw)
            if grown:
                continue  # an agenda that is told in parts; it stands in the evidence already
            if claim is None:
                group.first_told(record)
            else:
                changed.append((group, record, claim))
        self._compare(connection, changed)
        return stored_ids, unchanged

    def take(self, groups: Iterable[Group]) -> dict[str, Record]:
        """Take the held records of these groups out, by their own ids."""
        wanted = set(groups)
        out = {key: held for key, held in self.held.items() if held.group in wanted}
        for key, held in out.items():
            del self.held[key]
            self.size -= held.size
        return {key: held.record for key, held in out.items()}

    def drop(self, key: str) -> bool:
        """Forget a held record; false when it is not held."""
        held = self.held.pop(key, None)
        if held is not None:
            self.size -= held.size
        return held is not None

    def losses_of_few(self) -> dict[str, str]:
        """The losses, by their own ids, of held hearings on short lists, which nothing beside them can explain."""
        few = {group for group, seen in self.evidence.items() if seen.met < SOME}
        return {key: words for key, words in self.losses.items() if key in self.held and self.held[key].group in few}

    def drop_poorer(self) -> int:
        """Forget the held records that tell less than before; gives their number."""
        keys, self.poorer = self.poorer, set()
        return sum(self.drop(key) for key in keys)

    def groups_that_lost_a_field(self, filled: Mapping[str, int], clean: Mapping[str, Any] | None) -> set[Group]:
        """Where a field is gone that records had in the last `clean` visit; `filled` counts those that have it now."""
        gone = lost(filled, (clean or {}).get("filled") or {})
        return {(place, what) for place, what in self.evidence if any(f" {what}s," in words for words in gone)}

    def examples(self) -> str:
        """Some of what changed, for people."""
        return " | ".join(example for seen in self.evidence.values() for example in seen.examples)[:500]

    def new_hearings(self) -> Iterator[ScrapedHearing]:
        """Held hearings that the source tells for the first time."""
        for held in self.held.values():
            if held.stored is None and isinstance(held.record, ScrapedHearing):
                yield held.record

    def _own_claims(self, connection: Connection, keys: Iterable[str]) -> dict[str, Any]:
        claims: dict[str, Any] = {}
        for part in _parts(keys):
            query = select(Claim.record_id, Claim.hash, Claim.record).where(
                Claim.record_id.in_(part), Claim.source == self.source
            )
            claims.update({row.record_id: row for row in connection.execute(query)})
        return claims

    def _compare(self, connection: Connection, changed: list[tuple[Evidence, Record, Any]]) -> None:
        """Add what known records change to the evidence; a source alone with a record said what the record says."""
        alone: dict[str, Any] = {}
        for kind, name in mapping.TABLES.items():
            keys = [claim.record_id for _group, fresh, claim in changed if type(fresh) is kind and claim.record is None]
            table = Base.metadata.tables[name]
            for part in _parts(keys):
                query = select(table.c.id, table.c.record).where(table.c.id.in_(part))
                alone.update({row.id: row.record for row in connection.execute(query)})
        texts = _texts_of(
            connection,
            (
                claim.record_id
                for _group, fresh, claim in changed
                if claim.record is None and isinstance(fresh, ScrapedBill) and fresh.text
            ),
        )
        for group, record, claim in changed:
            said = claim.record if claim.record is not None else alone.get(claim.record_id)
            if said is None:  # a claim whose record is gone; it begins anew
                group.first_told(record)
                continue
            before = value_of(type(record), said, claim.record_id)
            if isinstance(before, ScrapedBill):
                before = replace(before, text=texts.get(before.id))
            if before is None or before == record:  # damaged: it is written anew, and nobody knows of a change
                group.same(record)
            else:
                group.changed(before, record)
                self._note(claim.record_id, before, record)

    def _note(self, key: str, before: Record, record: Record) -> None:
        """Keep what one record would change; `key` is its public id."""
        if isinstance(record, ScrapedHearing) and (change := compare(before, record, clock.today())):
            self.moves[key] = change.moves
        if poorer(before, record):
            self.poorer.add(record.id)
        if gone := only_lost(before, record):
            self.losses[record.id] = f"{key} lost its {' and '.join(gone)}"


def _texts_of(connection: Connection, bills: Iterable[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for part in _parts(bills):
        query = select(BillText.bill_id, BillText.text).where(BillText.bill_id.in_(part))
        texts.update({row.bill_id: row.text for row in connection.execute(query)})
    return texts


def stamps(connection: Connection, source: str, prefix: str) -> dict[str, str]:
    """The stamp a source last gave each record whose public id begins with `prefix`; none of a damaged one."""
    mine = (Claim.source == source, Claim.stamp.is_not(None), lists(Claim.record_id))
    query = select(Claim.record_id, Claim.stamp).where(*mine)
    if prefix:
        query = query.where(Claim.record_id >= prefix, Claim.record_id < prefix + "\U0010ffff")
    return {record: stamp for record, stamp in connection.execute(query) if stamp is not None}


def starts_of(connection: Connection, source: str, keys: Iterable[str]) -> Iterator[tuple[str, str, Any]]:
    """Of records that this source told before, by public id: the kind, and the start of a hearing."""
    for part in _parts(keys):
        query = (
            select(Claim.record_id, Claim.what, Hearing.start)
            .outerjoin(Hearing, Hearing.id == Claim.record_id)
            .where(Claim.record_id.in_(part), Claim.source == source)
        )
        for row in connection.execute(query):
            yield row.record_id, row.what, row.start


def _encoded_as(record: Record, raw: bytes, alias: str | None) -> bytes:
    """The encoding of a record under the name it is stored by; claims keep the mark of that."""
    if alias is None or not isinstance(record, (ScrapedHearing, ScrapedPerson)):
        return raw
    mark = "/person/" if isinstance(record, ScrapedPerson) else "/"
    return serialize.encode_clean(replace(record, key=alias.partition(mark)[2]))[1]


def _parts(keys: Iterable[str]) -> Iterator[list[str]]:
    whole = list(keys)
    for start in range(0, len(whole), _PART):
        yield whole[start : start + _PART]
