"""Tell what a file of LegiScan holds, and read it: bills of datasets and saved answers of the API.

Files are told apart by what they say, not by their names. Roll calls, texts and people are left out, each under a name of
its own, so that the sum of files is whole: LegiScan's people have no address to write to, and stand with the bills they
sponsor.
"""

from __future__ import annotations

import base64
import binascii
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from spiders.kit.archive import zip_members
from spiders.kit.fields import Json
from spiders.kit.select import PageChanged
from spiders.kit.spiders import ROW_FAULTS, why
from spiders.platforms import legiscan_bill
from spiders.platforms.legiscan_hearing import hearings
from spiders.platforms.openstates_files import FILE_LIMIT, Found
from tracker.records.items import ScrapedBill, ScrapedHearing, Unreadable

_LEFT_OUT: Final = {
    "roll_call": "roll calls",
    "person": "people, who are told with their bills",
    "text": "texts",
    "amendment": "texts of amendments",
    "supplement": "texts of supplements",
    "masterlist": "lists",
    "sessions": "lists",
    "datasetlist": "lists",
    "searchresult": "lists",
}
_GATHERED: Final = 20_000
"""Hearings that wait for more bills on their agendas."""

Read = ScrapedBill | ScrapedHearing | Unreadable


class Reading:
    """Reads file after file; `finish` gives the hearings, whose agendas are whole only then."""

    def __init__(self, agendas: dict[str, str]) -> None:
        """`agendas` has the bills known of each hearing, by public id."""
        self.left_out: Counter[str] = Counter()
        self._agendas = agendas
        self._hearings: dict[str, ScrapedHearing] = {}

    def file(self, file: Found) -> Iterator[Read]:
        """What one file says; one that cannot be read is one `Unreadable`."""
        if file.fault is not None:
            yield Unreadable(reason=file.fault)
        elif file.data is None or not file.name.lower().endswith(".json"):
            self.left_out[_kind(file.name)] += 1
        else:
            try:
                yield from self._rows(legiscan_bill.loaded(file.data), file.name)
            except ROW_FAULTS as problem:
                yield _unreadable(file.name, problem, file.data[:500].decode("utf-8", "replace"))
        if len(self._hearings) > _GATHERED:
            yield from self.finish()

    def finish(self) -> Iterator[ScrapedHearing]:
        """The hearings gathered so far."""
        gathered, self._hearings = self._hearings, {}
        yield from gathered.values()

    def _rows(self, body: Any, name: str) -> Iterator[Read]:
        """One answer of the API, or a list of them as people save them."""
        for entry in body if isinstance(body, list) else [body]:
            try:
                yield from self._row(entry, name)
            except ROW_FAULTS as problem:
                yield _unreadable(name, problem, str(entry)[:500])

    def _row(self, body: Any, name: str) -> Iterator[Read]:
        if not isinstance(body, dict):
            raise PageChanged(f"wanted an object, found {type(body).__name__}")
        if isinstance(body.get("bill"), dict):
            yield from self._bill(body["bill"])
        elif isinstance(body.get("dataset"), dict) and "zip" in body["dataset"]:
            yield from self._dataset(body["dataset"], name)
        elif "bill_id" in body and "bill_number" in body and "history" in body:
            yield from self._bill(body)
        elif str(body.get("status")).upper() == "ERROR":
            raise PageChanged(f"wanted an answer, found a refusal: {str(body.get('alert'))[:200]}")
        else:
            kind = next((words for key, words in _LEFT_OUT.items() if key in body), None)
            if kind is None:
                raise PageChanged(f"wanted a bill, found {', '.join(map(str, body))[:80] or 'nothing'}")
            self.left_out[kind] += 1

    def _bill(self, row: Json) -> Iterator[Read]:
        bill = legiscan_bill.bill(row)
        yield bill
        for hearing in hearings(row, bill, self._agendas):
            if isinstance(hearing, Unreadable):
                yield hearing
            else:
                self._agendas[hearing.id] = hearing.stamp or ""
                self._hearings[hearing.id] = hearing

    def _dataset(self, entry: Json, name: str) -> Iterator[Read]:
        """The ZIP that an answer to getDataset carries as text; a bomb is refused like any other."""
        packed = entry["zip"]
        if not isinstance(packed, str):
            raise PageChanged(f"dataset.zip: wanted a text, found {type(packed).__name__}")
        try:
            data = base64.b64decode(packed, validate=False)
        except (binascii.Error, ValueError) as problem:
            raise PageChanged(f"dataset.zip: wanted base64, found: {problem}") from problem
        for member in zip_members(io.BytesIO(data), what=name, limit=FILE_LIMIT):
            inner = f"{name}/{member.name}"
            if not member.name.lower().endswith(".json") and member.data is not None:
                self.left_out[_kind(inner)] += 1
            elif member.data is not None and b'"dataset"' in member.data[:200]:
                yield Unreadable(reason=f"{inner}: wanted no dataset within a dataset")
            else:
                yield from self.file(Found(inner, member.data, fault=member.fault))


def _kind(name: str) -> str:
    return "tables (the JSON dataset has the same)" if name.lower().endswith(".csv") else "files of other kinds"


def _unreadable(name: str, problem: Exception, excerpt: str) -> Unreadable:
    return Unreadable(reason=f"{name}: {why(problem)}", excerpt=excerpt)
