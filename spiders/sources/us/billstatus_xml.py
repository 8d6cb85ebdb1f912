"""Read one BILLSTATUS file of GovInfo, either generation of its schema.

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

VERSION: Final = "bs3"
"""Raised whenever a file is read differently, so that files known by their stamp are read again."""

_ENTRIES: Final = frozenset({"item", "summary", "committeeReport"})
_PERSON: Final = ("item", "bioguideId", "fullName", "party", "state", "district")
_FLAT: Final = {
    "sponsors": (*_PERSON, "name", "firstName", "middleName", "lastName"),
    "cosponsors": (*_PERSON, "sponsorshipDate", "sponsorshipWithdrawnDate"),
    "titles": ("item", "titleType", "title"),
    # Some newer files wrap the text of a summary once more, in an element named cdata.
    "summaries": ("item", "summary", "actionDate", "actionDesc", "name", "text"),
    "cboCostEstimates": ("item", "pubDate", "title", "url", "rptPubDate", "rptTitle", "rptUrl"),
    "committeeReports": ("committeeReport", "citation"),
    "laws": ("item", "type", "number"),
}
"""What is wanted of each flat list; an entry begins with one of `_ENTRIES`, the first text of a name counts."""
_ACTION: Final = ("actionDate", "text", "type", "actionCode")
_SUBJECTS: Final = ("policyArea", "primarySubject", "legislativeSubjects", "otherSubjects")


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
            if section is not None and (text := line(section.text)):
                return text
        return ""

    def items(self, name: str) -> Iterator[Fields]:
        """The wanted fields of a flat list, in one walk: making an object of every element costs more than reading."""
        section = self._sections.get(name)
        if section is None:
            return
        fields: dict[str, str] | None = None
        for element in section.iter(*_FLAT[name]):
            tag = element.tag
            if tag in _ENTRIES:
                if fields is not None:
                    yield fields
                fields = {}
            elif fields is not None and tag not in fields and (text := element.text):
                fields[tag] = text
        if fields is not None:
            yield fields

    def _elements(self, name: str) -> Iterable[Element]:
        section = self._sections.get(name)
        if section is None:
            return ()
        if name == "committees" and (inner := section.find("billCommittees")) is not None:
            section = inner
        children: Iterable[Element] = section.iterchildren("item")
        return children

    def actions(self) -> Iterator[tuple[Fields, str | None, tuple[str, ...]]]:
        for item in self._elements("actions"):
            parts = {child.tag: child for child in item}
            source = parts["sourceSystem"].findtext("name") if "sourceSystem" in parts else None
            committees = parts.get("committees", parts.get("committee"))  # the oldest files name a single one
            names = () if committees is None or not len(committees) else _names(committees)
            yield {tag: parts[tag].text for tag in _ACTION if tag in parts}, source, names

    def subjects(self) -> Iterator[str]:
        """A term's parent, which the oldest files add, is not the bill's."""
        area, subjects = self._sections.get("policyArea"), self._sections.get("subjects")
        if area is not None:
            yield line(area.findtext("name"))
        if subjects is None:
            return
        groups = {child.tag: child for child in subjects.iter(*_SUBJECTS)}
        for tag in ("policyArea", "primarySubject"):
            if tag in groups:
                yield line(groups[tag].findtext("name"))
        if "legislativeSubjects" in groups:
            for name in groups["legislativeSubjects"].iter("name"):
                yield line(name.text)
        if "otherSubjects" in groups:
            for item in groups["otherSubjects"]:
                yield line(item.findtext("name"))

    def committees(self) -> Iterator[tuple[Fields, Iterable[Fields]]]:
        for item in self._elements("committees"):
            inner = item.find("subcommittees")
            yield _fields(item), () if inner is None else [_fields(activity) for activity in inner]

    def versions(self) -> Iterator[tuple[Fields, Iterable[str]]]:
        for item in self._elements("textVersions"):
            yield _fields(item), [url.text for url in item.iter("url") if url.text]

    def related(self) -> Iterator[tuple[Fields, Iterable[str]]]:
        for item in self._elements("relatedBills"):
            details = item.find("relationshipDetails")
            yield _fields(item), [] if details is None else [line(kind.text) for kind in details.iter("type")]

    def amendments(self) -> Iterator[Fields]:
        section = self._sections.get("amendments")
        for item in () if section is None else section.iterchildren("amendment"):
            sponsor = item.find("sponsors/item")
            came = item.findtext("latestAction/text") or item.findtext("actions/actions/item/text")
            who = None if sponsor is None else sponsor.findtext("fullName") or sponsor.findtext("name")
            yield {**_fields(item), "sponsor": who, "action": came}

    def notes(self) -> Iterator[str]:
        section = self._sections.get("notes")
        for item in () if section is None else section.iterchildren("item"):
            yield item.findtext("text") or ""


def _fields(item: Element) -> Fields:
    return {child.tag: child.text for child in item}


def _names(element: Element) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for element_named in element.iter("name") if (name := line(element_named.text))))
