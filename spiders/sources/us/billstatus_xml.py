"""Read one BILLSTATUS file of GovInfo, either generation of its schema; touch nothing.

Files before 3.0.0 say `billNumber`, wrap committees in `billCommittees` and summaries in `billSummaries`; newer ones do
not. A file is data from outside: a document type is refused, entities are never resolved, nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Final

from spiders.kit.select import PageChanged
from spiders.sources.us.bill_reader import BillReader, Fields, Reading, Refused
from spiders.sources.us.markup import Element, document, readable
from spiders.sources.us.plain import line

VERSION: Final = "bs1"
"""Raised whenever a file is read differently, so that files known by their stamp are read again."""

_OLD_NAMES: Final = {"summaries": "billSummaries", "committees": "billCommittees", "subjects": "billSubjects"}


def stamp(data: bytes) -> str:
    """The change stamp of a file: equal stamps mean equal bytes, read in the same way."""
    return f"{VERSION}:{blake2b(data, digest_size=16).hexdigest()}"


def read(data: bytes, stamp: str | None = None) -> Reading:
    """Everything one file says about one bill; `stamp` is passed on. Never raises for what a file may hold."""
    reading = Reading()
    try:
        reading.bill = _XmlReader(_bill(data, reading.faults), reading.faults).bill(stamp)
    except (Refused, PageChanged, ValueError) as problem:
        reading.faults.append(str(problem))
    return reading


def _bill(data: bytes, faults: list[str]) -> Element:
    """The `bill` element of a file. A file whose bytes are not the encoding it declares is read as Windows-1252."""
    try:
        root = document(data, "billStatus", "BILLSTATUS")
    except PageChanged:
        if readable(data) or b"<billStatus" not in data[:4096]:
            raise
        undeclared = re.sub(rb"\A\s*<\?xml[^>]*\?>", b"", data)
        root = document(undeclared.decode("cp1252", "replace").encode(), "billStatus", "BILLSTATUS")
        faults.append("BILLSTATUS: expected the encoding it declares, found other bytes; read as Windows-1252")
    bill = root.find("bill")
    if bill is None:
        raise Refused("BILLSTATUS: expected a bill element, found none")
    return bill


class _XmlReader(BillReader):
    where = "BILLSTATUS"

    def __init__(self, bill: Element, faults: list[str]) -> None:
        self._sections: dict[str, Element] = {child.tag: child for child in bill}
        super().__init__(faults)

    def text(self, *names: str) -> str:
        for name in names:
            section = self._sections.get(name)
            if section is not None and (found := line(section.text)):
                return found
        return ""

    def items(self, name: str) -> Iterator[Fields]:
        return ({child.tag: child.text for child in item} for item in self._elements(name))

    def _elements(self, name: str) -> Iterable[Element]:
        section = self._sections.get(name)
        if section is None:
            return ()
        if name in _OLD_NAMES and (inner := section.find(_OLD_NAMES[name])) is not None:
            section = inner
        children: Iterable[Element] = section.iterchildren("item", "summary", "committeeReport")
        return children

    def actions(self) -> Iterator[tuple[Fields, str | None, tuple[str, ...]]]:
        for item in self._elements("actions"):
            parts = {child.tag: child for child in item}
            source = parts["sourceSystem"].findtext("name") if "sourceSystem" in parts else None
            committees = parts.get("committees", parts.get("committee"))  # the oldest files name a single one
            names = () if committees is None or not len(committees) else tuple(_texts(committees, ".//name"))
            yield {tag: child.text for tag, child in parts.items()}, source, names

    def subjects(self) -> Iterator[str]:
        """A term's parent, which the oldest files add, is not the bill's."""
        area, subjects = self._sections.get("policyArea"), self._sections.get("subjects")
        if area is not None:
            yield from _texts(area, "name")
        if subjects is not None:
            yield from _texts(subjects, ".//policyArea/name")
            yield from _texts(subjects, ".//primarySubject/name")
            yield from _texts(subjects, ".//item/name")

    def committees(self) -> Iterator[tuple[Fields, Iterable[Fields]]]:
        for item in self._elements("committees"):
            inner = item.iterfind("subcommittees/item")
            yield _fields(item), [_fields(each) for each in inner]

    def versions(self) -> Iterator[tuple[Fields, Iterable[str]]]:
        for item in self._elements("textVersions"):
            yield _fields(item), [url.text for url in item.iterfind("formats/item/url") if url.text]

    def related(self) -> Iterator[tuple[Fields, Iterable[str]]]:
        for item in self._elements("relatedBills"):
            yield _fields(item), list(_texts(item, "relationshipDetails/item/type"))


def _fields(item: Element) -> Fields:
    return {child.tag: child.text for child in item}


def _texts(element: Element, path: str) -> Iterator[str]:
    return filter(None, (line(each.text) for each in element.iterfind(path)))
