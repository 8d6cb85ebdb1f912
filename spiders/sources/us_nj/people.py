"""Read New Jersey's members, its committees with their aides, and their meetings from the tables of its database."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from spiders.kit import dates
from spiders.kit.delimited import Row
from spiders.kit.status_phrases import status, virtual
from spiders.sources.us_nj.bill import DATES, PLACE, SITE, ZONE, number
from tracker.records import prose
from tracker.records.items import (
    AgendaItem,
    Chamber,
    HeardBill,
    Link,
    Membership,
    ScrapedHearing,
    ScrapedOrganization,
    ScrapedPerson,
)
from tracker.records.text import line

HOUSES: Final = {"A": "General Assembly", "S": "Senate"}
_CHAMBERS: Final[dict[str, Chamber]] = {"A": "lower", "S": "upper"}
_KINDS: Final = {"A": "Assembly", "S": "Senate"}
_ROLES: Final = {"C": "chair", "V": "vice chair"}
_CLASSES: Final = {"Hearing": "hearing", "Session": "floor-session", "Quorum": "floor-session"}
_OFF: Final = {"canceled", "cancelled", "not meeting"}
_MAIL: Final = re.compile(r"[\w.+-]+@[\w.-]+\.\w+")
_PHONE: Final = re.compile(r"\(\d{3}\) ?\d{3}-\d{4}")


def committee_name(row: Row) -> str:
    """What a committee is called, with its house before it."""
    house, name = line(row["House"]), line(row["Description"])
    name = name if re.search(r"\b(?:committee|commission|task force)\b", name, re.IGNORECASE) else f"{name} Committee"
    return f"{_KINDS[house]} {name}" if house in _KINDS else name


def sponsor_name(row: Row) -> str:
    """The name of a member as the sponsors of bills are written: without what stands behind it."""
    return line(f"{row['LastName'].strip()}, {row['Firstname'].strip()} {row['MidName'].strip()}")


def member(row: Row, places: Sequence[Row], committees: Mapping[str, str]) -> Iterator[ScrapedPerson]:
    """One member who sits, with the committees that name him or her."""
    if line(row["LegStatus"]) != "Active":
        return
    office = line(", ".join(filter(None, (row["Address"].strip(), row["City"].strip(), row["State"].strip()))))
    yield ScrapedPerson(
        key=f"nj-{line(row['Roster Key'])}",
        jurisdiction=PLACE,
        name=line(" ".join((row["Firstname"], row["MidName"], row["LastName"], row["Suffix"]))),
        chamber=_CHAMBERS.get(line(row["House"])),
        district=line(row["District"]) or None,
        party={"D": "Democratic", "R": "Republican"}.get(line(row["Party"]), line(row["Party"])) or None,
        phone=line(row["Phone"]) or None,
        email=line(row["Email"]) or None,
        office=f"{office} {line(row['Zipcode'])}".strip() or None,
        memberships=tuple(_places(places, committees)),
        other_ids=(f"roster:{line(row['Roster Key'])}",),  # by which the sponsors of bills are named
        sources=(Link(url=f"{SITE}/legislative-roster", note="New Jersey Legislature"),),
    )


def _places(rows: Sequence[Row], committees: Mapping[str, str]) -> Iterator[Membership]:
    for row in rows:
        if name := committees.get(line(row["Code"])):
            yield Membership(organization=name, role=_ROLES.get(line(row["Position_on_Committee"]), "member"))


def committee(row: Row) -> Iterator[ScrapedOrganization]:
    """One committee, with how its aide is reached."""
    phone_text, code = line(row["Phone"]), line(row["Code"])
    phone, mail = _PHONE.search(phone_text), _MAIL.search(phone_text)
    yield ScrapedOrganization(
        key=f"nj-{code}",
        jurisdiction=PLACE,
        name=committee_name(row),
        chamber=_CHAMBERS.get(line(row["House"]), "legislature"),
        phone=phone[0] if phone else None,
        email=mail[0] if mail else None,
        url=f"{SITE}/committees",
        sources=(Link(url=f"{SITE}/committees", note="New Jersey Legislature"),),
    )


# -- agendas ---------------------------------------------------------------------------------------------------------------

MEETING: Final = ("CommHouse", "Date", "Time", "Type")
"""What tells one meeting from another, by the Legislature's own account of its tables."""


def keys(rows: Sequence[Row]) -> list[str]:
    """The key of each meeting: the body, the day and what it is, with the hour only where these meet twice."""
    days = [f"{line(row['CommHouse'])}-{_day(row).isoformat()}-{line(row['Type']).casefold()}" for row in rows]
    often = Counter(days)
    return [
        day if often[day] == 1 else f"{day}-{dates.clock(meeting_row['Time'])[0] or dt.time():%H%M}"
        for day, meeting_row in zip(days, rows, strict=True)
    ]


def _day(row: Row) -> dt.date:
    return dates.date(line(row["Date"]), *DATES)


def meeting(
    row: Row, key: str, bills: Sequence[Row], session: str, committees: Mapping[str, str]
) -> Iterator[ScrapedHearing]:
    """One meeting with the bills on its agenda."""
    code, day = line(row["CommHouse"]), _day(row)
    hour = dates.clock(row["Time"])[0]
    untimed = hour is None or hour == dt.time()
    start = dates.midnight(day, ZONE) if untimed else dt.datetime.combine(day, hour or dt.time(), ZONE)
    words, place = prose.text(row["Comments"]), line(row["Location"]) or None
    name = HOUSES.get(code) or committees.get(code, code)
    link = Link(url=f"{SITE}/legislative-calendar", note="New Jersey Legislature")
    yield ScrapedHearing(
        key=f"agenda-{key}",
        jurisdiction=PLACE,
        name=name,
        start=start,
        timezone=ZONE.key,
        all_day=untimed,
        time_qualifier="date-only" if untimed else "exact",
        classification=_CLASSES.get(line(row["Type"]), "committee-meeting"),
        status="cancelled" if line(row["Status"]).casefold() in _OFF else status(words, place, day=day),
        chamber=_CHAMBERS.get(code[:1], "legislature"),
        committee=None if code in HOUSES else name,
        location=place,
        virtual=virtual(place),
        description=words or None,
        legislative_session=session,
        bills=tuple(HeardBill(identifier=number(bill), legislative_session=session) for bill in bills),
        agenda=tuple(
            AgendaItem(description=f"{number(bill)}: {line(bill['Category'])}", bills=(number(bill),)) for bill in bills
        ),
        sources=(link,),
    )
