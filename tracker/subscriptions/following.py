"""Turn what somebody follows (a person, a committee, a search, a list, an idea) into the bills that this means now."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

import orjson
from sqlalchemy import ColumnElement, Connection, Text, and_, cast, or_, select

from tracker import clock
from tracker.db import queries, search
from tracker.db.models import Bill, BillSponsorship, CompanionRow, Hearing, HearingBill, Organization, Person
from tracker.errors import UsageProblem
from tracker.records.ballots import Member
from tracker.subscriptions import bill_lists
from tracker.vocabulary import UnknownName, check_bill, check_person, check_place, nearest

KINDS: Final = ("person", "committee", "search", "list", "again")
FORM: Final = re.compile(r"(?P<kind>person|committee|search|list|again):(?P<what>[^\x00-\x1f]{1,200})\Z")
EXPECTED: Final = "person:us/person/P000617, committee:us/NAME, search:WORDS, list:NAME or again:us/119/HR1109 (when its idea comes back)"
LIVE: Final = dt.timedelta(days=730)
"""Bills that did not move for so long are history."""
MOST: Final = 2_000
"""Bills that one wish may stand for; of more the newest."""
_TELLING: Final = 25
"""Characters of a title that says what a bill is; shorter ones, such as "Health care", are many bills'."""


def checked(name: str, connection: Connection) -> str:
    """What is followed, as it is kept; raises UsageProblem, with the nearest name where there is one."""
    match = FORM.match(name.strip())
    if match is None:
        raise UsageProblem(f"expected {EXPECTED}, found {name[:60]!r}")
    kind, what = match["kind"], match["what"].strip()
    if kind == "person":
        return f"person:{check_person(what, connection)}"
    if kind == "again":
        return f"again:{check_bill(what, connection)}"
    if kind == "search":
        search.asked_for(what)
        return f"search:{' '.join(what.split())}"
    if kind == "list":
        return f"list:{bill_lists.checked(what)}"
    place, slash, committee = what.partition("/")
    if not slash or not committee.strip():
        raise UsageProblem(f"expected a committee such as committee:us/Committee on Health, found {name[:60]!r}")
    return f"committee:{_known_committee(connection, check_place(place, connection), ' '.join(committee.split()))}"


def _known_committee(connection: Connection, place: str, name: str) -> str:
    """A committee as `us/NAME`: one that is stored, or before which a stored bill or hearing is. Raises UnknownName."""
    stored = select(Organization.name).where(Organization.jurisdiction == place)
    names = {committee.casefold(): committee for committee in connection.execute(stored).scalars()}
    follow = f"{place}/{names.get(name.casefold(), name)}"
    if name.casefold() in names or Following(connection).bills((f"committee:{follow}",)):
        return follow
    more = f"no stored bill or hearing of {place} is before one of that name"
    raise UnknownName("committee", name, nearest(name, names.values()), more)


class Following:
    """Answers for one moment; each wish is looked up once, whoever has it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._since = clock.today() - LIVE
        self._known: dict[str, frozenset[str]] = {}
        self._people: dict[str, str] = {}
        self._places: dict[str, queries.Members] = {}
        self._sponsors: dict[str, list[tuple[str, str | None]]] = {}

    def bills(self, follows: Iterable[str]) -> frozenset[str]:
        """Public ids of the bills that these wishes stand for."""
        return frozenset[str]().union(*map(self._of, follows))

    def origin(self, follows: Iterable[str], bills: Iterable[str]) -> tuple[str, str] | None:
        """Which of these wishes stands for one of these bills, as its kind and its name; None where none does."""
        wanted = frozenset(bills)
        follow = next((name for name in follows if wanted & self._of(name)), None)
        if follow is None:
            return None
        kind, _colon, what = follow.partition(":")
        return kind, self._name(kind, what)

    def _name(self, kind: str, what: str) -> str:
        """What a wish is called before people."""
        if kind == "person":
            if what not in self._people:
                name = self._connection.execute(select(Person.name).where(Person.id == what)).scalar()
                self._people[what] = str(name or what.rpartition("/")[2])
            return self._people[what]
        return what.partition("/")[2] if kind == "committee" else what

    def _of(self, follow: str) -> frozenset[str]:
        if follow not in self._known:
            kind, _colon, what = follow.partition(":")
            ask = {
                "person": self._person,
                "committee": self._committee,
                "search": self._search,
                "list": bill_lists.bills,
            }
            ask["again"] = self._again
            self._known[follow] = frozenset(ask[kind](what)) if kind in ask else frozenset()
        return self._known[follow]

    def _person(self, key: str) -> Iterable[str]:
        """What this person brought in or signed, by an id of theirs or, where a source has none of ours, by name."""
        place, own = key.partition("/")[0], key.rpartition("/")[2]
        row = self._connection.execute(select(Person.__table__).where(Person.id == key)).first()
        who = self._members(place).of(row) if row is not None else Member(name="", ids={own})
        here = (Bill.jurisdiction == place, Bill.latest_action_date >= self._since)
        theirs: list[ColumnElement[bool]] = [BillSponsorship.person_id.in_(who.ids)]
        for name, person_id in self._signed(place, here) if row is not None else ():
            if person_id not in who.ids and who.signs(person_id, name):
                same = BillSponsorship.person_id == person_id if person_id else BillSponsorship.person_id.is_(None)
                theirs.append(and_(BillSponsorship.name == name, same))
        query = select(Bill.id).join(BillSponsorship, Bill.id == BillSponsorship.bill_id).where(*here, or_(*theirs))
        newest = query.distinct().order_by(Bill.latest_action_date.desc().nulls_last(), Bill.id)
        return self._connection.execute(newest.add_columns(Bill.latest_action_date).limit(MOST)).scalars()

    def _members(self, place: str) -> queries.Members:
        if place not in self._places:
            self._places[place] = queries.Members(self._connection, place)
        return self._places[place]

    def _signed(self, place: str, here: Iterable[ColumnElement[bool]]) -> list[tuple[str, str | None]]:
        """By what names and ids the bills of a place tell their sponsors."""
        if place not in self._sponsors:
            query = select(BillSponsorship.name, BillSponsorship.person_id).distinct()
            query = query.join(Bill, Bill.id == BillSponsorship.bill_id).where(*here)
            self._sponsors[place] = [(row.name, row.person_id) for row in self._connection.execute(query)]
        return self._sponsors[place]

    def _committee(self, what: str) -> Iterable[str]:
        """What lies with this committee, and what it hears."""
        place, _slash, name = what.partition("/")
        quoted = orjson.dumps(name).decode()
        there = (Bill.jurisdiction == place, Bill.latest_action_date >= self._since)
        lying = select(Bill.id).where(*there, cast(Bill.record, Text).contains(quoted, autoescape=True))
        hearing = select(Hearing.id).where(
            Hearing.jurisdiction == place, cast(Hearing.record, Text).contains(quoted, autoescape=True)
        )
        heard = (
            select(Bill.id)
            .join(
                HearingBill,
                (HearingBill.identifier == Bill.identifier) & (HearingBill.jurisdiction == Bill.jurisdiction),
            )
            .where(*there, HearingBill.hearing_id.in_(hearing))
        )
        return self._connection.execute(lying.union(heard).limit(MOST)).scalars()

    def _search(self, words: str) -> Iterable[str]:
        query = queries.BillQuery(words=words, since=self._since, limit=MOST)
        return [row.id for row in queries.bills(self._connection, query)]

    def _again(self, key: str) -> Iterable[str]:
        """The bill's companions, and those that brought its idea in again: never the bill itself."""
        query = select(CompanionRow.bill_id, CompanionRow.other_id)
        rows = self._connection.execute(query.where(or_(CompanionRow.bill_id == key, CompanionRow.other_id == key)))
        others = {other for row in rows for other in row} - {key}
        row = queries.bill_row(self._connection, key)
        if row is not None and len(row.title) > _TELLING:
            same = select(Bill.id).where(
                Bill.title == row.title, Bill.id != key, Bill.latest_action_date >= self._since
            )
            others |= set(self._connection.execute(same.limit(MOST)).scalars())
        return others
