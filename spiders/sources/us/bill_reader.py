"""Make a bill of what a system of Congress says, whatever its wire format.

GovInfo's XML and the JSON of Congress.gov carry the same facts under the same names, so both are read here, from plain
fields. What cannot be read is told as a fault and never guessed at: no title at all or no actions at all make a record
unusable, a date that is none costs that one action. Whoever stores a reading with faults must not let it replace a
whole one.

Actions come newest first; a bill's history here is oldest first, so that its last action is the source's
`latestAction`. The Library of Congress repeats floor actions in its own words: both are what the source says, both stay.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from spiders.sources.us.actions import classification, organization
from spiders.sources.us.amendments import amendments, note
from spiders.sources.us.measures import CHAMBERS, KINDS, Kind, page
from spiders.sources.us.plain import day, line, plain
from spiders.sources.us.roll_calls import votes
from tracker.records.items import (
    Abstract,
    Action,
    Committee,
    Link,
    RelatedBill,
    ScrapedBill,
    Sponsorship,
    Title,
    Version,
)

Fields = Mapping[str, Any]
"""One item of a list, by the source's names. Texts are texts or None."""

FILE: Final = "https://www.govinfo.gov/bulkdata/BILLSTATUS/{congress}/{kind}/BILLSTATUS-{congress}{kind}{number}.xml"

_RELATIONS: Final = {"identical bill": "companion", "companion bill": "companion", "companion measure": "companion"}
_MEDIA: Final = {"xml": "application/xml", "pdf": "application/pdf", "htm": "text/html", "html": "text/html"}
_REPORT: Final = re.compile(r"\s*(H|S|Ex)\.?\s*Rept\.?\s*(\d+)-(\d+)", re.IGNORECASE)
_LAW: Final = re.compile(r"\s*(\d+)-(\d+)\s*\Z")


class Refused(Exception):
    """The record is not a bill that can be used; the message says why."""


@dataclasses.dataclass(slots=True)
class Reading:
    """What a record says: a bill where one can be made of it, and every fault on the way, in words."""

    bill: ScrapedBill | None = None
    faults: list[str] = dataclasses.field(default_factory=list)


class BillReader(ABC):
    """One walk over one record. A subclass says where the source keeps each list; the meaning is the same for all."""

    where: str
    """What kind of record this is, for messages."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        self.congress, self.kind, self.number = self._identity()
        self.name = f"{self.kind.code}{self.number}"

    @abstractmethod
    def text(self, *names: str) -> str:
        """The first single value among `names` that is there, as one clean line."""

    @abstractmethod
    def items(self, name: str) -> Iterable[Fields]:
        """A list by the name that GovInfo 3.0.0 gives it, empty where there is none."""

    @abstractmethod
    def actions(self) -> Iterable[tuple[Fields, str | None, tuple[str, ...]]]:
        """Every action with the name of its source system and the names of its committees, in the source's order."""

    @abstractmethod
    def subjects(self) -> Iterable[str]:
        """The policy area, then the subject terms."""

    @abstractmethod
    def committees(self) -> Iterable[tuple[Fields, Iterable[Fields]]]:
        """Every committee with its subcommittees."""

    @abstractmethod
    def versions(self) -> Iterable[tuple[Fields, Iterable[str]]]:
        """Every text with its addresses."""

    @abstractmethod
    def related(self) -> Iterable[tuple[Fields, Iterable[str]]]:
        """Every related measure with the kinds of its relation."""

    def amendments(self) -> Iterable[Fields]:
        """Every amendment with its sponsor's name and its newest action; none where the source does not list them."""
        return ()

    def notes(self) -> Iterable[str]:
        """What the Library of Congress notes beside the record, with its links."""
        return ()

    def bill(self, stamp: str | None) -> ScrapedBill:
        """The whole bill; raises Refused."""
        title = self._title()
        actions = tuple(self._actions())
        if not actions and not title.casefold().startswith("reserved for"):
            raise Refused(f"{self.where} {self.congress} {self.name}: expected actions, found none that can be used")
        return ScrapedBill(
            jurisdiction="us",
            legislative_session=self.congress,
            identifier=self.name,
            title=title,
            classification=(self.kind.classification,),
            from_organization=self.kind.chamber,
            subject=tuple(dict.fromkeys(filter(None, self.subjects()))),
            abstracts=tuple(self._abstracts()),
            other_titles=tuple(self._other_titles()),
            actions=actions,
            sponsorships=(*self._sponsors(), *self._cosponsors()),
            committees=tuple(dict.fromkeys(self._committees())),
            versions=tuple(self._versions()),
            documents=tuple(dict.fromkeys((*self._documents(), *amendments(self.amendments())))),
            related_bills=tuple(self._related()),
            sources=self.sources(),
            votes=votes(actions, self.congress),
            stamp=stamp,
        )

    def sources(self) -> tuple[Link, ...]:
        """The page for people, then the record itself."""
        return (Link(url=page(self.congress, self.kind, self.number), note="Congress.gov"), self.record())

    def record(self) -> Link:
        """Where this record can be fetched."""
        url = FILE.format(congress=self.congress, kind=self.kind.code.lower(), number=self.number)
        return Link(url=url, note="GovInfo bill status", media_type="application/xml")

    def _identity(self) -> tuple[str, Kind, str]:
        congress, number = self.text("congress"), self.text("number", "billNumber")
        kind = KINDS.get(self.text("type", "billType").upper())
        if kind is None or not congress.isdecimal() or not number.isdecimal():
            raise Refused(
                f"{self.where}: expected congress, type and number, found "
                f"{congress[:20]!r}, {self.text('type', 'billType')[:20]!r}, {number[:20]!r}",
            )
        return str(int(congress)), kind, str(int(number))

    def _title(self) -> str:
        if title := self.text("title"):
            return title
        titles = [
            (line(title_row.get("titleType")), line(title_row.get("title"))) for title_row in self.items("titles")
        ]
        for wanted in ("display title", "official title", "short title", ""):
            for kind, other in titles:
                if other and wanted in kind.casefold():
                    self._fault(f"expected a title, found none; took its {kind or 'first other title'}")
                    return other
        raise Refused(f"{self.where} {self.congress} {self.name}: expected a title, found none of any type")

    def _fault(self, reason: str) -> None:
        self.faults.append(f"{self.where} {self.congress} {self.name}: {reason}")

    def _day(self, raw: str | None, what: str, *, needed: bool = False) -> dt.date | None:
        try:
            when = day(raw)
        except ValueError:
            when, needed = None, True
        if when is None and needed:
            self._fault(f"expected a date for {what}, found {(raw or '')[:40]!r}")
        return when

    def _actions(self) -> list[Action]:
        """Oldest first. The source lists newest first, so the reverse also keeps its order within a day."""
        read = [action for entry in self.actions() if (action := self._action(*entry)) is not None]
        read.reverse()
        read.sort(key=_date_of)
        return read

    def _action(self, fields: Fields, source: str | None, committees: tuple[str, ...]) -> Action | None:
        code, kind = fields.get("actionCode"), fields.get("type")
        # An action without words, as the Library of Congress sometimes leaves one, still happened: its type names it.
        words = line(fields.get("text")) or line(kind) or "(no description given)"
        when = self._day(fields.get("actionDate"), f"an action ({words[:60]})", needed=True)
        if when is None:
            return None
        meaning = classification(code, kind, words)
        return Action(
            date=when,
            description=words,
            classification=meaning,
            organization=organization(meaning, code, source, words, committees),
        )

    def _sponsors(self) -> Iterable[Sponsorship]:
        # A measure "by request" of two lists its one sponsor twice.
        people = dict.fromkeys(person for sponsor in self.items("sponsors") if (person := _who(sponsor)) is not None)
        return (Sponsorship(primary=True, classification="primary", **person._asdict()) for person in people)

    def _cosponsors(self) -> Iterator[Sponsorship]:
        for cosponsor in self.items("cosponsors"):
            if cosponsor.get("sponsorshipWithdrawnDate"):
                continue  # who withdrew is no longer a sponsor, and naming them as one would misstate their position
            if (person := _who(cosponsor)) is not None:
                name, person_id, party, district = person
                when = self._day(cosponsor.get("sponsorshipDate"), "a cosponsor")
                yield Sponsorship(name=name, person_id=person_id, party=party, district=district, date=when)

    def _abstracts(self) -> Iterator[Abstract]:
        for summary in self.items("summaries"):
            if words := plain(summary.get("text") or ""):
                yield Abstract(
                    abstract=words,
                    note=line(summary.get("actionDesc")) or line(summary.get("name")) or None,
                    date=self._day(summary.get("actionDate"), "a summary"),
                )

    def _other_titles(self) -> Iterator[Title]:
        for title in self.items("titles"):
            if words := line(title.get("title")):
                yield Title(title=words, note=line(title.get("titleType")) or None)

    def _committees(self) -> Iterator[Committee]:
        for committee, parts in self.committees():
            chamber = CHAMBERS.get(line(committee.get("chamber")).casefold())
            for one in (committee, *parts):
                if name := line(one.get("name")):
                    yield Committee(name=name, code=one.get("systemCode"), chamber=chamber)

    def _versions(self) -> Iterator[Version]:
        for version, urls in self.versions():
            links = tuple(_link(url) for raw in urls if (url := raw.strip()).startswith("http"))
            name = line(version.get("type"))
            if name or links:  # newer files list an empty version while the text is at the printer
                yield Version(note=name or "Text", date=self._day(version.get("date"), "a text"), links=links)

    def _documents(self) -> Iterator[Version]:
        yield from filter(None, map(note, self.notes()))
        for paper in self.items("cboCostEstimates"):
            url = line(paper.get("url") or paper.get("rptUrl"))
            title = line(paper.get("title") or paper.get("rptTitle"))
            if title or url:
                yield Version(
                    note=f"CBO cost estimate: {title}" if title else "CBO cost estimate",
                    date=self._day(paper.get("pubDate") or paper.get("rptPubDate"), "a cost estimate"),
                    links=(Link(url=url, media_type="text/html"),) if url.startswith("http") else (),
                )
        for paper in self.items("committeeReports"):
            if citation := line(paper.get("citation")):
                yield Version(note=citation, links=_report_links(citation))
        for paper in self.items("laws"):
            if number := line(paper.get("number")):
                yield Version(note=f"{line(paper.get('type'))} {number}".strip(), links=_law_links(paper))

    def _related(self) -> Iterator[RelatedBill]:
        for bill, kinds in self.related():
            identifier = line(bill.get("type")) + line(str(bill.get("number") or ""))
            session = line(str(bill.get("congress") or ""))
            if not identifier or not session:
                self._fault(f"expected type, number and congress of a related bill, found {dict(bill)!s:.120}")
                continue
            relation = next((_RELATIONS[kind] for kind in map(str.casefold, kinds) if kind in _RELATIONS), "related")
            yield RelatedBill(
                identifier=identifier, legislative_session=session, relation_type=relation, jurisdiction="us"
            )


def _date_of(action: Action) -> dt.date:
    return action.date


class _Person(NamedTuple):
    name: str
    person_id: str | None
    party: str | None
    district: str | None


def _who(fields: Fields) -> _Person | None:
    name = fields.get("fullName") or fields.get("name")
    if not name:
        name = " ".join(filter(None, (fields.get("firstName"), fields.get("middleName"), fields.get("lastName"))))
    return _person(name, fields.get("bioguideId"), fields.get("party"), fields.get("state"), fields.get("district"))


@lru_cache(maxsize=4_096)
def _person(name: str, person: str | None, party: str | None, state: str | None, seat: str | None) -> _Person | None:
    """A member signs hundreds of bills: one value serves them all. Seat 0 is a state's only one."""
    place = f"{state}-{seat}" if state and seat else state or None
    return _Person(clean, person or None, party or None, place) if (clean := line(name)) else None


def _link(url: str) -> Link:
    return Link(url=url, media_type=_MEDIA.get(url.rpartition(".")[2].lower()))


def _report_links(citation: str) -> tuple[Link, ...]:
    """Where GovInfo keeps a committee report; its link service takes congress, type and number."""
    match = _REPORT.match(citation)
    if not match:
        return ()
    kind = {"h": "hrpt", "s": "srpt", "ex": "erpt"}[match[1].lower()]
    return (Link(url=f"https://www.govinfo.gov/link/crpt/{match[2]}/{kind}/{match[3]}"),)


def _law_links(fields: Fields) -> tuple[Link, ...]:
    match = _LAW.match(fields.get("number") or "")
    if not match:
        return ()
    kind = "private" if line(fields.get("type")).casefold().startswith("private") else "public"
    return (Link(url=f"https://www.govinfo.gov/link/plaw/{match[1]}/{kind}/{match[2]}"),)
