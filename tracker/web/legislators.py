"""Gather what the pages of legislators and committees tell: who they are, what flagged bills they have to do with, when they meet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, select

from tracker import clock
from tracker.db import queries
from tracker.db.models import Bill, BillSponsorship, Organization, Person
from tracker.records import ballots, ocd_json
from tracker.records.seats import cardinal
from tracker.web.flagged_cache import Flagged

MOST_READ: Final = 400
"""Flagged bills of a place whose whole records are looked through, the newest first."""
AHEAD: Final = dt.timedelta(days=60)
_WORD: Final = re.compile(r"[^\W_]+")
_BESIDE: Final = frozenset(
    {"committee", "on", "the", "of", "house", "senate", "standing", "joint", "and", "assembly", "select"}
)
_FIRST_TO_LAST: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
_ORDINALS: Final = {word: number for number, word in enumerate(_FIRST_TO_LAST, start=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A bill with how somebody voted on it, newest first."""

    bill: Any
    votes: Sequence[tuple[Mapping[str, Any], str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What somebody or some committee has to do with flagged bills."""

    brought: Sequence[Any] = ()
    signed: Sequence[Any] = ()
    held: Sequence[Any] = ()
    """Bills that lie in the committee and are not decided."""
    voted: Sequence[Told] = ()
    meetings: Sequence[Any] = ()
    looked_through: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """Legislators of a state by where they sit."""

    congress: Sequence[Any] = ()
    upper: Sequence[Any] = ()
    lower: Sequence[Any] = ()
    votes: Mapping[str, Sequence[tuple[Mapping[str, Any], str]]] = field(default_factory=dict)
    """By person, how they voted on the bill that was asked about."""

    def __bool__(self) -> bool:
        return bool(self.congress or self.upper or self.lower)


def person_row(connection: Connection, key: str) -> Any | None:
    """One legislator by public id."""
    return connection.execute(select(Person.__table__).where(Person.id == key)).first()


def committee_row(connection: Connection, key: str) -> Any | None:
    """One committee by public id."""
    return connection.execute(select(Organization.__table__).where(Organization.id == key)).first()


def committees_of(connection: Connection, place: str) -> list[Any]:
    """The committees of a place, by name."""
    query = select(Organization.__table__).where(Organization.jurisdiction == place).order_by(Organization.name)
    return list(connection.execute(query))


def same_committee(one: str, other: str) -> bool:
    """Whether two names mean one committee: the same words, but for those that any committee has."""
    return _telling(one) == _telling(other) != frozenset()


def _telling(name: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(name)) - _BESIDE


def same_district(wanted: str, held: str | None) -> bool:
    """Whether two ways to write a district mean the same: `07`, `7`, `Seventh`, `7th`; names by their words."""
    return held is not None and _district(wanted) == _district(held)


def _district(name: str) -> frozenset[str]:
    members = []
    for word in _WORD.findall(name.casefold()):
        if word in {"district", "and", "state", "house", "senate"}:
            continue
        number = _ORDINALS.get(word) or cardinal(word)
        members.append(str(number).lstrip("0") or "0")
    return frozenset(members)


def seats(connection: Connection, state: str, congress: str, upper: str, lower: str) -> Seats:
    """Who sits for a state, or for these districts of it where they are named."""
    here = queries.people_of(connection, state)
    return Seats(
        congress=_of_congress(connection, state.removeprefix("us-").upper(), congress),
        upper=_sitting(here, "upper", upper),
        lower=_sitting(here, "lower", lower),
    )


def _of_congress(connection: Connection, letters: str, district: str) -> list[Any]:
    """A state's senators, and its representatives or the one of a district."""
    rows = [row for row in queries.people_of(connection, "us") if (row.district or "").split("-")[0] == letters]
    own = [row for row in rows if not district or same_district(district, row.district.rpartition("-")[2])]
    return [row for row in rows if row.chamber == "upper" or row in own]


def _sitting(rows: Iterable[Any], chamber: str, district: str) -> list[Any]:
    sitting = [row for row in rows if row.chamber == chamber]
    return [row for row in sitting if same_district(district, row.district)] if district else sitting


def votes_on(record: Mapping[str, Any], who: ballots.Member) -> list[tuple[Mapping[str, Any], str]]:
    """How a member voted on a bill, newest first."""
    votes = [
        (vote, option) for vote in record.get("votes") or () if (option := ballots.option_of(who, vote)) is not None
    ]
    return sorted(votes, key=lambda pair: str(pair[0]["date"]), reverse=True)


def work_of_person(connection: Connection, flagged: Flagged, row: Any) -> Work:
    """What a legislator has to do with flagged bills."""
    who = queries.Members(connection, row.jurisdiction).of(row)
    by_id = dict(connection.execute(_sponsored(row.jurisdiction, who.ids)).all()) if who.ids else {}
    rows = _flagged_rows(connection, flagged, row.jurisdiction, by_id)
    brought: list[Any] = []
    signed: list[Any] = []
    voted: list[Told] = []
    for bill_row in rows:
        record = ocd_json.parsed(bill_row.record)
        primary = by_id.get(bill_row.id)
        if primary is None:
            primary = next(
                (s["primary"] for s in record["sponsorships"] if who.signs(s.get("person_id"), s["name"])), None
            )
        if primary is not None:
            (brought if primary else signed).append(bill_row)
        if votes := votes_on(record, who):
            voted.append(Told(bill=bill_row, votes=votes))
    seats_in = [membership["organization"] for membership in ocd_json.parsed(row.record)["memberships"]]
    return Work(
        brought=brought,
        signed=signed,
        voted=voted,
        meetings=_meetings(connection, row.jurisdiction, seats_in),
        looked_through=len(rows),
    )


def work_of_committee(connection: Connection, flagged: Flagged, row: Any) -> Work:
    """The flagged bills that lie in a committee, and when it meets."""
    rows = _flagged_rows(connection, flagged, row.jurisdiction)
    held = [bill_row for bill_row in rows if _lies_in(ocd_json.parsed(bill_row.record), row)]
    return Work(held=held, meetings=_meetings(connection, row.jurisdiction, _names(row)), looked_through=len(rows))


def members_of(connection: Connection, row: Any) -> list[tuple[Any, str]]:
    """Who sits in a committee, with their role; those with one first."""
    members = [
        (person, seat["role"])
        for person in queries.people_of(connection, row.jurisdiction)
        for seat in ocd_json.parsed(person.record)["memberships"]
        if seat["organization"] == row.name
    ]
    return sorted(members, key=lambda pair: (pair[1].casefold() == "member", pair[0].name))


def _sponsored(place: str, ids: Iterable[str]) -> Any:
    query = select(BillSponsorship.bill_id, BillSponsorship.primary).join(Bill, Bill.id == BillSponsorship.bill_id)
    return query.where(Bill.jurisdiction == place, BillSponsorship.person_id.in_(ids))


def _flagged_rows(connection: Connection, flagged: Flagged, place: str, more: Iterable[str] = ()) -> list[Any]:
    """The newest flagged bills of a place, and those of `more` that are flagged."""
    keys = [entry.id for entry in flagged.newest if entry.jurisdiction == place][:MOST_READ]
    keys = list(dict.fromkeys([*keys, *(key for key in more if key in flagged.by_id)]))
    known = queries.bills_by_id(connection, keys)
    return [known[key] for key in keys if key in known]


def _lies_in(record: Mapping[str, Any], row: Any) -> bool:
    key = row.id.rpartition("/")[2].casefold()
    return any(
        (committee.get("code") or "").casefold() == key
        or (
            committee.get("chamber") in {None, row.chamber}
            and any(same_committee(committee["name"], name) for name in _names(row))
        )
        for committee in record["committees"]
    )


def _names(row: Any) -> tuple[str, ...]:
    return row.name, *queries.other_names(row)


def _meetings(connection: Connection, place: str, committees: Sequence[str]) -> list[Any]:
    now = clock.now()
    query = queries.HearingQuery(jurisdictions=(place,), after=now, before=now + AHEAD, limit=600)
    return [
        row
        for row in queries.hearings(connection, query)
        if any(same_committee(_committee(row), name) for name in committees)
    ][:12]


def _committee(row: Any) -> str:
    return str(ocd_json.parsed(row.record).get("committee") or row.name)
