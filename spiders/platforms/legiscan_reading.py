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

    def file(self, found: Found) -> Iterator[Read]:
        """What one file says; one that cannot be read is one `Unreadable`."""
        if found.fault is not None:
            yield Unreadable(reason=found.fault)
        elif found.data is None or not found.name.lower().endswith(".json"):
            self.left_out[_kind(found.name)] += 1
        else:
            try:
                yield from self._rows(legiscan_bill.loaded(found.data), found.name)
            except ROW_FAULTS as problem:
                yield _unreadable(found.name, problem, found.data[:500].decode("utf-8", "replace"))
        if len(self._hearings) > _GATHERED:
            yield from self.finish()

    def finish(self) -> Iterator[ScrapedHearing]:
        """The hearings gathered so far."""
        gathered, self._hearings = self._hearings, {}
        yield from gathered.values()

    def _rows(self, told: Any, name: str) -> Iterator[Read]:
        """One answer of the API, or a list of them as people save them."""
        for each in told if isinstance(told, list) else [told]:
            try:
                yield from self._row(each, name)
            except ROW_FAULTS as problem:
                yield _unreadable(name, problem, str(each)[:500])

    def _row(self, told: Any, name: str) -> Iterator[Read]:
        if not isinstance(told, dict):
            raise PageChanged(f"wanted an object, found {type(told).__name__}")
        if isinstance(told.get("bill"), dict):
            yield from self._bill(told["bill"])
        elif isinstance(told.get("dataset"), dict) and "zip" in told["dataset"]:
            yield from self._dataset(told["dataset"], name)
        elif "bill_id" in told and "bill_number" in told and "history" in told:
            yield from self._bill(told)
        elif str(told.get("status")).upper() == "ERROR":
            raise PageChanged(f"wanted an answer, found a refusal: {str(told.get('alert'))[:200]}")
        else:
            kind = next((words for key, words in _LEFT_OUT.items() if key in told), None)
            if kind is None:
                raise PageChanged(f"wanted a bill, found {', '.join(map(str, told))[:80] or 'nothing'}")
            self.left_out[kind] += 1

    def _bill(self, row: Json) -> Iterator[Read]:
        bill = legiscan_bill.bill(row)
        yield bill
        for found in hearings(row, bill, self._agendas):
            if isinstance(found, Unreadable):
                yield found
            else:
                self._agendas[found.id] = found.stamp or ""
                self._hearings[found.id] = found

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
