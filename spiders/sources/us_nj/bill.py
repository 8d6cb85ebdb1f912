"""Read a bill of New Jersey from the rows that its database has of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.classify import by_words
from spiders.kit.delimited import Row
from spiders.kit.select import PageChanged
from spiders.sources.us_nj import codes
from tracker.records.items import (
    Action,
    Chamber,
    Committee,
    Link,
    RelatedBill,
    ScrapedBill,
    Sponsorship,
    Title,
    Version,
    VoteCount,
    VoteEvent,
)
from tracker.records.text import line

PLACE: Final = "us-nj"
SITE: Final = "https://www.njleg.state.nj.us"
TEXTS: Final = "https://pub.njleg.state.nj.us/Bills"
ZONE: Final = ZoneInfo("America/New_York")
DATES: Final = ("%m/%d/%Y",)

_CHAMBERS: Final[dict[str, Chamber]] = {"A": "lower", "S": "upper", "G": "executive"}
_KINDS: Final = {"": "bill", "JR": "joint resolution", "CR": "concurrent resolution", "R": "resolution"}
_VERSIONS: Final = {
    "I": "Introduced Version",
    "R": "Reprint",
    "RS": "Reprint of Substitute",
    "RI": "Reprint of Introduced Version",
    "ACS": "Assembly Committee Substitute",
    "SCS": "Senate Committee Substitute",
    "AS": "Assembly Substitute",
    "SS": "Senate Substitute",
    "PL": "Pamphlet Law",
    "AL": "Advance Law",
}
_DOCUMENTS: Final = {
    "S": "Statement",
    "FE": "Legislative Fiscal Estimate",
    "FN": "Fiscal Note",
    "FS": "Floor Statement",
    "TR": "Technical Report",
    "V": "Veto",
}
_NUMBER: Final = re.compile(r"\b(A|S|AJR|SJR|ACR|SCR|AR|SR)(\d+)\b")
_FILE: Final = re.compile(r"\\(\d{4})BILL\\(\w+)\\([\w-]+)\.DOCX?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The tables beside the bills, by the number of a bill or by their own key."""

    session: str
    year: int
    committees: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Row] = field(default_factory=dict)
    """By the name that sponsors have: the last one, a comma, the others, no suffix."""
    history: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    sponsors: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    subjects: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    papers: Mapping[str, Sequence[Row]] = field(default_factory=dict)


def number(row: Row) -> str:
    """The number of a bill, such as A4 or SJR12; the type is padded in some tables."""
    return f"{line(row['BillType'])}{line(row['BillNumber'])}"


def reserved(row: Row) -> bool:
    """Whether a row holds a number free, for a bill that was not filed."""
    return not line(row["Synopsis"]) and line(row["FirstPrime"]).upper() in {"", "OPEN"}


def bill(row: Row, beside: Beside) -> ScrapedBill:
    """A bill with its history, sponsors, subjects and papers."""
    name = number(row)
    match = re.fullmatch(r"([AS])(JR|CR|R|)(\d+)", name)
    if match is None:
        raise PageChanged(f"BillType, BillNumber: wanted a bill such as A4, found {name[:20]!r}")
    short, status = line(row["Abstract"]), line(row["CurrentStatus"])
    history = sorted(beside.history.get(name, ()), key=lambda entry: int(entry["Sequence"] or 0))
    link = Link(url=f"{SITE}/bill-search/{beside.year}/{name}", note="New Jersey Legislature")
    return ScrapedBill(
        jurisdiction=PLACE,
        legislative_session=beside.session,
        identifier=name,
        title=line(row["Synopsis"]),
        classification=(_KINDS[match[2]],),
        from_organization=_CHAMBERS[match[1]],
        other_titles=(Title(title=short, note="abstract"),) if short else (),
        subject=tuple(dict.fromkeys(_heading(entry, beside) for entry in beside.subjects.get(name, ()))),
        actions=tuple(sorted((_action(entry, beside) for entry in history), key=lambda entry: entry.date)),
        sponsorships=tuple(_sponsorships(beside.sponsors.get(name, ()), beside)),
        committees=_committees(status, beside),
        versions=tuple(_papers(beside.papers.get(name, ()), _VERSIONS)),
        documents=tuple(_papers(beside.papers.get(name, ()), _DOCUMENTS)),
        related_bills=tuple(_related(row, beside.session)),
        votes=tuple(filter(None, (_vote(entry, beside) for entry in history))),
        sources=(link,),
    )


def _heading(row: Row, beside: Beside) -> str:
    key = line(row["SubjectKey"])
    return beside.headings.get(key, key)


def _action(row: Row, beside: Beside) -> Action:
    words = codes.words(row["Action"], row["Comment"], beside.committees)
    return Action(
        date=dates.date(row["DateAction"].split()[0] if row["DateAction"].strip() else "", *DATES),
        description=words,
        classification=by_words(PLACE, words),
        organization=_CHAMBERS.get(line(row["House"])),
    )


def _vote(row: Row, beside: Beside) -> VoteEvent | None:
    """A vote of the floor, as far as the history tells it: its counts, not who voted how."""
    vote_counts = codes.counts(row["Comment"])
    if vote_counts is None:
        return None
    action = _action(row, beside)
    yes, no, abstained = vote_counts
    counts = [VoteCount(option="yes", value=yes), VoteCount(option="no", value=no)]
    if abstained is not None:
        counts.append(VoteCount(option="abstain", value=abstained))
    chamber = action.organization
    return VoteEvent(
        date=action.date,
        motion=codes.words(row["Action"], "", beside.committees),
        organization="lower" if chamber == "lower" else "upper",
        counts=tuple(counts),
    )


def _sponsorships(rows: Sequence[Row], beside: Beside) -> Iterator[Sponsorship]:
    """Who stands behind it now, the prime sponsors first; who withdrew is left out."""
    standing = [sponsor for sponsor in rows if line(sponsor["Status"]) != "W"]
    for sponsor in sorted(standing, key=lambda row: (line(row["Type"]) != "P", int(row["Sequence"] or 0))):
        name, prime = line(sponsor["Sponsor"]), line(sponsor["Type"]) == "P"
        member = beside.members.get(name)
        day = sponsor["SponDate"].split()
        if name:
            yield Sponsorship(
                name=name,
                primary=prime,
                classification="primary" if prime else "cosponsor",
                person_id=line(member["Roster Key"]) if member else None,
                party=line(member["Party"]) or None if member else None,
                district=line(member["District"]) or None if member else None,
                date=dates.date(day[0], *DATES) if day else None,
            )


def _committees(status: str, beside: Beside) -> tuple[Committee, ...]:
    name = beside.committees.get(status)
    return (Committee(name=name, code=status, chamber=_CHAMBERS.get(status[0])),) if name else ()


def _papers(rows: Sequence[Row], kinds: Mapping[str, str]) -> Iterator[Version]:
    for row in rows:
        kind, match = kinds.get(line(row["DocType"])), _FILE.search(line(row["Document"]))
        if kind is None or match is None:
            continue
        place = f"{TEXTS}/{match[1]}/{match[2]}/{match[3]}"
        note = ", ".join(filter(None, (kind, line(row["Comment"]))))
        links = (
            Link(url=f"{place}.HTM", media_type="text/html"),
            Link(url=f"{place}.PDF", media_type="application/pdf"),
        )
        yield Version(note=note, links=links)


def _related(row: Row, session: str) -> Iterator[RelatedBill]:
    for letters, digits in _NUMBER.findall(row["IdenticalBillNumber"]):
        yield RelatedBill(identifier=f"{letters}{digits}", legislative_session=session, relation_type="companion")
    if session.isdecimal():
        for letters, digits in _NUMBER.findall(row["LastSessionFullBillNumber"]):
            before = str(int(session) - 1)
            yield RelatedBill(
                identifier=f"{letters}{digits}", legislative_session=before, relation_type="prior-session"
            )
