"""Tell what a file of Open States holds, and read it: bills, events, legislators, committees.

Files are told apart by what they say, not by their names: scrapers, the API, the people project and the bulk downloads
each name theirs in their own way. Votes, organizations that are no committees and other things we keep no record of are
left out, each under a name of its own, so that the sum of files is whole.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any, Final

import yaml

from spiders.kit.fields import Json, maybe_said
from spiders.kit.select import PageChanged
from spiders.kit.spiders import ROW_FAULTS, why
from spiders.platforms import (
    openstates_bill,
    openstates_bulk,
    openstates_event,
    openstates_parts,
    openstates_person,
    openstates_v1,
)
from spiders.platforms.openstates_files import Found
from spiders.platforms.openstates_places import zone
from tracker.records.items import Membership, Record, Unreadable

# People files hold no anchors. A document of aliases to aliases is a bomb once someone walks over it.
_ANCHOR: Final = re.compile(rb"(?:\A|[\s\[{,])[&*][^\s&*]")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Reading:
    """Reads file after file; `finish` gives what can be told only when all are read."""

    def __init__(self, now: dt.datetime, place: str | None = None) -> None:
        """`place` is where records are that do not say so; without it their file or folder tells."""
        self.place = place
        self.left_out: Counter[str] = Counter()
        self._now = now
        self._members: dict[str, list[Membership]] = defaultdict(list)
        self._people: list[tuple[Json, Found]] = []
        self._tables: dict[tuple[str, str], dict[str, list[openstates_bulk.Row]]] = defaultdict(dict)
        self._broken: dict[tuple[str, str], str] = {}

    def file(self, file: Found) -> Iterator[Record | Unreadable]:
        """What one file says; one that cannot be read is one `Unreadable`, as is each bad record in it."""
        if file.fault is not None:
            yield Unreadable(reason=file.fault, url=None)
            return
        if file.data is None:
            self.left_out["files of other kinds"] += 1
            return
        try:
            if file.name.lower().endswith(".csv"):
                self._table(file, file.data)
            else:
                for row in _rows(file.name, file.data):
                    yield from self._row(row, file)
        except ROW_FAULTS as problem:
            yield _unreadable(file, problem, file.data[:500].decode("utf-8", "replace"))

    def finish(self) -> Iterator[Record | Unreadable]:
        """Legislators, who are told with their committees, and bills, which are told with their tables."""
        for row, file in self._people:
            yield from self._guarded(file, row, self._person)
        for (folder, prefix), tables in self._tables.items():
            file = Found(f"{folder}{prefix}_bills.csv")
            if problem := self._broken.get((folder, prefix)):
                yield Unreadable(reason=f"{file.name}: its bills are left out, since a table is broken: {problem}")
            elif "bills" not in tables:
                self.left_out["tables without bills"] += len(tables)
            else:
                bills = openstates_bulk.bills_of_tables(tables)
                yield from self._tabled(file, bills)

    # -- one record ----------------------------------------------------------------------------------------------------

    def _row(self, row: Any, file: Found) -> Iterator[Record | Unreadable]:
        if not isinstance(row, dict):
            raise PageChanged(f"wanted an object, found {type(row).__name__}")
        key = str(row.get("id") or "")
        if "votes" in row and "motion_text" in row:
            self.left_out["votes"] += 1
        elif openstates_v1.is_bill(row) or (row.get("identifier") and "title" in row):
            yield from self._guarded(file, row, self._bill)
        elif openstates_v1.is_person(row):
            self.left_out["legislators of years ago"] += 1
        elif "start_date" in row and "name" in row and not key.startswith(("ocd-person/", "ocd-organization/")):
            yield from self._guarded(file, row, self._event)
        elif key.startswith("ocd-person/") and "name" in row:
            self._people.append((row, file))
        elif row.get("classification") in openstates_person.COMMITTEES and key.startswith("ocd-organization/"):
            yield from self._guarded(file, row, self._committee)
        else:
            self.left_out[_kind(row, file)] += 1

    def _guarded(
        self, file: Found, row: Json, reader: Callable[[Json, Found], Record]
    ) -> Iterator[Record | Unreadable]:
        try:
            yield reader(row, file)
        except ROW_FAULTS as problem:
            yield _unreadable(file, problem, str(row)[:500])

    def _bill(self, row: Json, file: Found) -> Record:
        made = openstates_v1.bill(row) if openstates_v1.is_bill(row) else openstates_bulk.bill_of_json(row)
        return openstates_bill.bill(made, place=self.place or file.place, seal=_moment(made))

    def _event(self, row: Json, file: Found) -> Record:
        return openstates_event.event(row, place=self.place or file.place, seal=_moment(row))

    def _committee(self, row: Json, file: Found) -> Record:
        for key, place in openstates_person.members(row):
            self._members[key].append(place)
        return openstates_person.committee(row, place=self.place or file.place)

    def _person(self, row: Json, file: Found) -> Record:
        today = self._now.astimezone(zone(self.place or file.place or "us")).date()
        return openstates_person.person(row, self._members, today, place=self.place or file.place)

    # -- tables --------------------------------------------------------------------------------------------------------

    def _table(self, file: Found, data: bytes) -> None:
        folder, slash, name = file.name.rpartition("/")
        table = openstates_bulk.table_of(name)
        if table is None:
            self.left_out["tables that are not read"] += 1
            return
        group = (folder + slash, table[0])
        try:
            self._tables[group][table[1]] = openstates_bulk.rows(data)
        except PageChanged as problem:
            self._broken[group] = str(problem)
            raise

    def _tabled(self, file: Found, bills: Iterator[Json]) -> Iterator[Record | Unreadable]:
        while True:
            try:
                row = next(bills, None)
            except ROW_FAULTS as problem:  # a table that lacks a column: no bill of it can be told
                yield _unreadable(file, problem, "")
                return
            if row is None:
                return
            yield from self._guarded(file, row, self._bill)


def _rows(name: str, data: bytes) -> list[Any]:
    """The records of a JSON or YAML file: one, a list of them, or a page of the API."""
    loaded = _yaml(data) if name.lower().endswith((".yml", ".yaml")) else _json(data)
    if isinstance(loaded, dict):
        for key in ("results", "bills", "events"):
            if isinstance(loaded.get(key), list):
                entries: list[Any] = loaded[key]
                return entries
    return loaded if isinstance(loaded, list) else [loaded]


def _json(data: bytes) -> Any:
    try:
        return json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as problem:
        raise PageChanged(f"wanted JSON, found {data[:60].decode('utf-8', 'replace')!r}: {problem}") from problem


def _yaml(data: bytes) -> Any:
    if _ANCHOR.search(data):
        raise PageChanged("wanted plain YAML, found anchors or aliases")
    try:
        return yaml.load(data, Loader=_LOADER)  # noqa: S506 - the loader is the safe one, in C where there is one
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise PageChanged(f"wanted YAML, found: {str(problem)[:200]}") from problem


def _moment(row: Json) -> str | None:
    """When a record was made, as far as it says, so that an older file never replaces a newer one."""
    if text := openstates_parts.stamp(row):
        return text
    text = maybe_said(row, "scraped_at") or maybe_said(row, "_processing.logs_latest_update")
    return openstates_parts.stamp({"updated_at": text}) if text else None


def _kind(row: Json, file: Found) -> str:
    last = file.name.rpartition("/")[2]
    for word, meant in (
        ("jurisdiction", "jurisdictions"),
        ("organization", "organizations"),
        ("membership", "memberships"),
    ):
        if last.startswith(word):
            return meant
    if last.startswith(("person", "post")):
        return "people of scrapers, whose ids change with every run"
    return "other records" if row else "empty records"


def _unreadable(file: Found, problem: Exception, excerpt: str) -> Unreadable:
    return Unreadable(reason=f"{file.name}: {why(problem)}", excerpt=excerpt)
