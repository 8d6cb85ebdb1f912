"""Read what Maryland's master list of legislation says of a bill, and the hearings that its bills name together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.classify import by_words
from spiders.kit.fields import Json, maybe_many, maybe_said, said, yes
from spiders.kit.select import PageChanged
from tracker.records.items import (
    Abstract,
    Action,
    Chamber,
    Committee,
    HeardBill,
    Link,
    RelatedBill,
    ScrapedBill,
    ScrapedHearing,
    Sponsorship,
    Version,
)

PLACE: Final = "us-md"
SITE: Final = "https://mgaleg.maryland.gov"
ZONE: Final = ZoneInfo("America/New_York")

_KINDS: Final = {"B": "bill", "J": "joint resolution"}
_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper"}
_HOUSES: Final = {"lower": "House", "upper": "Senate"}
_OTHER: Final[dict[Chamber, Chamber]] = {"lower": "upper", "upper": "lower"}
_TEXTS: Final = {"F": "First Reader", "T": "Third Reader", "E": "Enrolled"}
_GOVERNOR: Final = re.compile(r"\bby the Governor\b|\bGovernor's signature\b", re.IGNORECASE)
_PLACES: Final = (("HouseOfOrigin", "Origin"), ("OppositeHouse", "Opposite"))
"""How the fields of one house end, and those of its committees."""
_HEARINGS: Final = tuple(
    (f"HearingDateTime{rank}{house}", f"Committee{rank}{side}", house == "OppositeHouse")
    for house, side in _PLACES
    for rank in ("Primary", "Secondary")
)


def bill(row: Json) -> ScrapedBill:
    """One bill. The list has a day for each step of each house, but none for what its status says last."""
    number, session = said(row, "BillNumber"), said(row, "YearAndSession")
    match = re.fullmatch(r"([HS])([BJ])(\d{4})", number)
    if match is None:
        raise PageChanged(f"BillNumber: wanted one such as HB0001, found {number[:20]!r}")
    chamber = _CHAMBERS[match[1]]
    crossfile = maybe_said(row, "CrossfileBillNumber")
    primary = maybe_said(row, "SponsorPrimary")
    folder = f"{SITE}/{session[:4]}RS" if "Regular" in session else None
    synopsis = maybe_said(row, "Synopsis")
    page = f"{SITE}/mgawebsite/Legislation/Details/{number.lower()}?ys={session[:4]}RS"
    return ScrapedBill(
        jurisdiction=PLACE,
        legislative_session=session,
        identifier=number,
        title=said(row, "Title"),
        classification=("constitutional amendment" if yes(row, "ConstitutionalAmendment") else _KINDS[match[2]],),
        from_organization=chamber,
        subject=tuple(
            dict.fromkeys((
                *(said(entry, "Name") for name in ("BroadSubjects", "NarrowSubjects") for entry in maybe_many(row, name)),
                *_statutes(row),
            ))
        ),
        abstracts=(Abstract(abstract=synopsis, note="synopsis"),) if synopsis else (),
        actions=tuple(_actions(row, chamber)),
        sponsorships=tuple(
            Sponsorship(
                name=said(entry, "Name"),
                primary=said(entry, "Name") == primary,
                classification="primary" if said(entry, "Name") == primary else "cosponsor",
                entity_type="person" if said(entry, "Name").startswith(("Senator", "Delegate", "The ", "Speaker", "President")) else "organization",
            )
            for entry in maybe_many(row, "Sponsors")
        ),
        committees=tuple(_committees(row, chamber)),
        versions=tuple(_versions(row, folder, number)),
        documents=tuple(_fiscal_note(folder, number)),
        related_bills=(
            RelatedBill(identifier=crossfile, legislative_session=session, relation_type="companion"),
        ) if crossfile else (),
        sources=(Link(url=page, note="Maryland General Assembly"),),
    )  # fmt: skip


def _statutes(row: Json) -> Iterator[str]:
    """The sections of law that a bill changes, cited as Maryland's bills do: `Article – Education, § 7-424`."""
    for statute in maybe_many(row, "Statutes"):
        title = maybe_said(statute, "Article.Title")
        numbers = [number for entry in maybe_many(statute, "Sections") if (number := maybe_said(entry, "Section"))]
        yield from (f"Article – {title}, § {number}" for number in numbers if title)


def _actions(row: Json, chamber: Chamber) -> list[Action]:
    actions: list[Action] = []
    for house, side in _PLACES:
        here = chamber if side == "Origin" else _OTHER[chamber]
        committee = maybe_said(row, f"CommitteePrimary{side}")
        referred = f", referred to {committee}" if committee else ""
        steps = (
            (f"FirstReadingDate{house}", f"First Reading{referred}"),
            (f"ReportDate{house}", _report(maybe_said(row, f"ReportAction{house}"), committee)),
            (f"SecondReadingDate{house}", _reading("Second", maybe_said(row, f"SecondReadingAction{house}"))),
            (f"ThirdReadingDate{house}", _reading("Third", maybe_said(row, f"ThirdReadingAction{house}"))),
        )
        for name, words in steps:
            if day := maybe_said(row, name):
                actions.append(_action(dates.date(day[:10]), words, here))
    actions.sort(key=lambda action: action.date)
    status, between = maybe_said(row, "Status"), maybe_said(row, "InteractionBetweenChambers")
    more = re.sub(r"^In the (?:House|Senate) - ", "", status) if status and _says_more(status) else None
    if actions:
        last = actions[-1].date
        actions += (_action(last, f"{words} (the day is not told)", None) for words in (between, more) if words)
    return actions


_ENDS: Final = frozenset({"became-law", "executive-veto", "veto-override-passage", "failure", "enrolled"})


def _says_more(status: str) -> bool:
    """Whether a status tells of an end that no dated step tells of."""
    return bool(_ENDS & set(by_words(PLACE, status)))


def _report(action: str | None, committee: str | None) -> str:
    return f"{action or 'Committee'} Report{f' by {committee}' if committee else ''}"


def _reading(which: str, action: str | None) -> str:
    return f"{which} Reading {action}" if action else f"{which} Reading"


def _action(day: dt.date, words: str, chamber: Chamber | None) -> Action:
    actor = "executive" if _GOVERNOR.search(words) else chamber
    return Action(date=day, description=words, classification=by_words(PLACE, words), organization=actor)


def _committees(row: Json, chamber: Chamber) -> Iterator[Committee]:
    for _house, side in _PLACES:
        for rank in ("Primary", "Secondary"):
            if name := maybe_said(row, f"Committee{rank}{side}"):
                yield Committee(name=name, chamber=chamber if side == "Origin" else _OTHER[chamber])


def _versions(row: Json, folder: str | None, number: str) -> Iterator[Version]:
    """The versions up to the newest: a bill is read first, then third, then enrolled."""
    newest = maybe_said(row, "BillVersion")
    if folder is None or newest not in _TEXTS:
        return
    for letter, note in _TEXTS.items():
        link = Link(
            url=f"{folder}/bills/{number[:2].lower()}/{number.lower()}{letter}.pdf", media_type="application/pdf"
        )
        if letter in {"F", newest}:
            yield Version(note=note, links=(link,))


def _fiscal_note(folder: str | None, number: str) -> Iterator[Version]:
    if folder is not None:
        url = f"{folder}/fnotes/bil_000{number[-1]}/{number.lower()}.pdf"
        yield Version(note="Fiscal and Policy Note", links=(Link(url=url, media_type="application/pdf"),))


# -- hearings --------------------------------------------------------------------------------------------------------------


def heard(row: Json) -> Iterator[tuple[dt.datetime, str, Chamber, str]]:
    """Every hearing of a bill: its moment, committee, chamber, and the bill's number."""
    number = said(row, "BillNumber")
    chamber = _CHAMBERS.get(number[0])
    if chamber is None:
        raise PageChanged(f"BillNumber: wanted one such as HB0001, found {number[:20]!r}")
    for moment, committee, opposite in _HEARINGS:
        moment_text, name = maybe_said(row, moment), maybe_said(row, committee)
        if moment_text and name:
            yield dates.local(moment_text, ZONE), name, _OTHER[chamber] if opposite else chamber, number


def hearings(rows: Iterable[tuple[dt.datetime, str, Chamber, str]], session: str) -> Iterator[ScrapedHearing]:
    """The hearings of all bills by committee and moment; a bill has no more of a hearing than these."""
    by_meeting: dict[tuple[str, Chamber, dt.datetime], list[str]] = {}
    for start, name, chamber, number in rows:
        by_meeting.setdefault((name, chamber, start), []).append(number)
    for (name, chamber, start), numbers in sorted(by_meeting.items(), key=lambda pair: (pair[0][2], pair[0][0])):
        house = _HOUSES[chamber]
        slug = re.sub(r"[^a-z]+", "-", name.lower()).strip("-")
        untimed = start.time() == dt.time()
        yield ScrapedHearing(
            key=f"{house.lower()}-{slug}-{start:%Y-%m-%d-%H%M}",
            jurisdiction=PLACE,
            name=f"{house} {name} Committee",
            start=start,
            timezone=ZONE.key,
            all_day=untimed,
            time_qualifier="date-only" if untimed else "exact",
            classification="hearing",
            chamber=chamber,
            committee=f"{house} {name} Committee",
            legislative_session=session,
            bills=tuple(HeardBill(identifier=bill_number) for bill_number in dict.fromkeys(numbers)),
            sources=(Link(url=f"{SITE}/mgawebsite/Meetings/Week", note="Maryland General Assembly"),),
        )
