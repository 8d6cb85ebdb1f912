"""Collect what a visit lists: the ids it met, the starts of hearings, the number of bills of each session."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from tracker.ingest.listing import OTHERS, Listing
from tracker.ingest.sift import starts_of
from tracker.records.items import Record, ScrapedBill, ScrapedHearing


class Listed:
    """What one visit lists, by public ids."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.seen: set[str] = set()
        self.starts: dict[str, dt.datetime] = {}
        self.bills: Counter[str] = Counter()

    def note(self, records: Mapping[str, Record]) -> None:
        """Note records under the ids they are stored by."""
        for key, record in records.items():
            if key not in self.seen:
                self.seen.add(key)
                if isinstance(record, ScrapedBill):
                    self.bills[key.rpartition("/")[0]] += 1
            if isinstance(record, ScrapedHearing):
                self.starts[key] = record.start

    def note_unread(self, connection: Connection, source: str, keys: Iterable[str]) -> None:
        """Note records that are listed and were not read again."""
        for key, what, start in starts_of(connection, source, keys):
            if what == "hearing" and start is not None:
                self.starts[key] = start
            elif what == "bill":
                self.bills[key.rpartition("/")[0]] += 1

    def forget(self, keys: Iterable[str]) -> None:
        """Take ids out that turned out to be other names of something."""
        for key in keys:
            self.seen.discard(key)
            self.starts.pop(key, None)

    def rename(self, again: Mapping[str, str]) -> None:
        """Note hearings by the ids of the records that they are, instead of their own."""
        for own, record in again.items():
            start = self.starts.pop(own, None)
            self.seen.discard(own)
            self.seen.add(record)
            if start is not None:
                self.starts[record] = start

    def listing(self, at: dt.datetime, reader: str) -> Listing:
        """What is kept of it, and held against the next visit."""
        parts = (key.split("/") for key in self.seen)
        others = Counter(f"{place}/{kind}" for place, kind, *_key in parts if kind in OTHERS)
        return Listing(at=at, hearings=self.starts, bills=dict(self.bills), others=dict(others), reader=reader)
