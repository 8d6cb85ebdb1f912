"""Members of the Virginia General Assembly with how to reach them, their committees, and all committees.

The service that tells members asks for a key that is given by hand, so a live visit is skipped and says so. A replay reads what
its recording holds of that service, and who sits where from the tables that stand beside the bills.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from spiders.kit import dates
from spiders.kit.delimited import table
from spiders.kit.fields import Json, json_record, many, maybe_many, maybe_said, said
from spiders.kit.recorded import only_recorded, recorded
from spiders.kit.select import PageChanged
from spiders.kit.spiders import Yield
from spiders.kit.waiting import Waiting, WaitingSpider
from spiders.sources.us_va import lis
from tracker.ingest.source import Source
from tracker.records.items import Link, Membership, ScrapedOrganization, ScrapedPerson
from tracker.records.seats import cardinal
from tracker.records.text import line

_SERVICE: Final = r"lis\.virginia\.gov/\w+/api/\w*(?:member|contact)\w*"
_TABLES: Final = {"Committees": ("COM_COMNO", "COM_NAME"), "CommitteeMembers": ("CMB_COMNO", "CMB_MBRNO")}
_LISTS: Final = ("Members", "MemberContactInformationList")
_PARTIES: Final = {"D": "Democratic", "R": "Republican", "I": "Independent"}
_HOUSES: Final = {"H": "House", "S": "Senate"}


class VirginiaPeople(WaitingSpider):
    """The tables of committees, then the members."""

    name = "us-va-people"
    source = Source(
        jurisdiction="us-va",
        publisher="Virginia General Assembly",
        timezone=lis.ZONE,
        url=f"{lis.SITE}/",
        kind="people",
        every_hours=168,
        expected_every_days=60,
        recordings_only=True,
        note="Reads recordings; live, Open States' files name Virginia's members.",
    )

    def first(self) -> Iterable[Yield]:
        """What a recording holds, read together."""
        tables = [
            (url, name)
            for name in _TABLES
            for url in recorded(self, rf"lis\.blob\.core\.windows\.net/lisfiles/\d+/{name}\.csv")
        ]
        members = recorded(self, _SERVICE)
        if not members:
            yield from only_recorded(self, [])
            return
        read: dict[str, list[Any]] = defaultdict(list)
        pages: list[tuple[str, Any]] = [(url, self._table(name, read["rows"])) for url, name in tables]
        pages += [(url, lambda page: read["members"].extend(_listed(json_record(page)))) for url in members]
        yield from self.waiting(Waiting(pages, lambda: self._told(read["rows"], read["members"])))

    def items(self, page: Any) -> Iterable[Yield]:
        """Every page is one that the members wait for."""
        return ()

    def _table(self, name: str, rows: list[Any]) -> Any:
        return lambda page: rows.extend(table(page.body, *_TABLES[name]))

    def _told(self, rows: list[lis.Row], members: list[Json]) -> Iterator[Yield]:
        committees = {line(row["COM_COMNO"]): _committee_name(row) for row in rows if "COM_COMNO" in row}
        for code, name in committees.items():
            yield from self.row(_committee, code, name)
        places: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            if here := committees.get(line(row.get("CMB_COMNO", ""))):
                places[line(row["CMB_MBRNO"])].append(here)
        by_number: dict[str, Json] = {}
        for member in members:
            number = maybe_said(member, "MemberNumber") or ""
            by_number[number] = {**by_number.get(number, {}), **member}
        for number, member in islice(by_number.items(), self.asked.limit):
            yield from self.row(_member, member, places.get(number, []), excerpt=str(member)[:500], url=self.source.url)


def _listed(body: Json) -> list[Json]:
    for name in _LISTS:
        if name in body:
            return many(body, name)
    raise PageChanged(f"wanted {' or '.join(_LISTS)}, found {', '.join(body)[:80]}")


def _committee_name(row: lis.Row) -> str:
    name = line(row["COM_NAME"])
    return f"{_HOUSES.get(line(row['COM_COMNO'])[:1], '')} {name} Committee".strip()


def _committee(code: str, name: str) -> Iterator[Yield]:
    yield ScrapedOrganization(
        key=f"va-{code}",
        jurisdiction="us-va",
        name=name,
        chamber=lis.CHAMBERS.get(code[:1]),
        sources=(Link(url=f"{lis.SITE}/data-files", note="Legislative Information System"),),
    )


def _member(row: Json, committees: list[str]) -> Iterator[Yield]:
    """One member, by the number that votes and patrons have too."""
    number, district = said(row, "MemberNumber"), said(row, "DistrictName")
    if number[0] not in _HOUSES:
        raise PageChanged(f"MemberNumber: wanted one such as H0314, found {number[:20]!r}")
    party, began, ended = (maybe_said(row, name) for name in ("PartyCode", "ServiceBeginDate", "ServiceEndDate"))
    yield ScrapedPerson(
        key=number,
        jurisdiction="us-va",
        name=said(row, "MemberDisplayName"),
        chamber=lis.CHAMBERS[number[0]],
        district=cardinal(district),
        party=_PARTIES.get(party or "", party),
        phone=maybe_said(row, "GABPhoneNumber"),
        email=maybe_said(row, "GABEmailAddress"),
        office=_office(row),
        memberships=tuple(Membership(organization=name) for name in committees),
        began=dates.date(began[:10]) if began else None,
        ended=dates.date(ended[:10]) if ended else None,
        sources=(Link(url=f"{lis.SITE}/", note="Legislative Information System"),),
    )


def _office(row: Json) -> str | None:
    """Where to write to a member: in Richmond with the room, else the address at home."""
    for contact in sorted(
        maybe_many(row, "ContactInformation"), key=lambda contact: contact.get("ContactType") != "GA"
    ):
        parts = [maybe_said(contact, name) for name in ("Address1", "Address2", "Address3", "City")]
        if parts[0]:
            room = maybe_said(row, "RoomNumber") if contact.get("ContactType") == "GA" else None
            state = " ".join(filter(None, (maybe_said(contact, "StateCode"), maybe_said(contact, "ZipCode"))))
            return ", ".join(filter(None, (f"Room {room}" if room else None, *parts, state)))
    room = maybe_said(row, "RoomNumber")
    return f"Room {room}" if room else None
