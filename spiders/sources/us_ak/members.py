"""Members of the Alaska Legislature with how to reach them, and how each voted, from the public service of its bill system (BASIS).

What is asked for stands in a header, as the service's manual has it; values are padded with blanks, and a member's code is given
to another person later, so it counts within one legislature.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from spiders.kit import dates
from spiders.kit.fields import Json, json_objects, maybe_many, maybe_said, said
from spiders.kit.recorded import only_recorded, recorded
from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.kit.waiting import Waiting, WaitingSpider
from spiders.sources.us_ak.hearings import SERVICE, VERSION, ZONE
from tracker.ingest.source import NATIVE, Source
from tracker.records.items import Ballot, Chamber, Link, ScrapedBill, ScrapedPerson, VoteEvent
from tracker.records.text import clean_identifier, line

_RECORDED: Final = r"www\.akleg\.gov/publicservice/basis/members"
_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper"}
_PARTIES: Final = {"D": "Democratic", "R": "Republican", "N": "Nonpartisan", "I": "Independent"}
_OPTIONS: Final = {"Y": "yes", "N": "no", "E": "excused", "A": "absent"}
_LEFT: Final = re.compile(r"\b(?:resigned|died|deceased)\b\W*(.*)", re.IGNORECASE)
_WORDS: Final = {"B": "Bill", "R": "Resolution", "CR": "Concurrent Resolution", "JR": "Joint Resolution"}


class AlaskaPeople(DocumentSpider):
    """All members of the legislature that sits."""

    name = "us-ak-people"
    source = Source(
        jurisdiction="us-ak",
        publisher="Alaska State Legislature",
        timezone=ZONE,
        url="https://www.akleg.gov/",
        kind="people",
        every_hours=168,
        expected_every_days=60,
        proved=False,
        note="No key. The site asks programs to stay away (robots.txt): where it does, the visit says so.",
    )
    expects = "json"

    def first(self) -> Iterable[Yield]:
        """The list of members, or what a recording holds of them."""
        held = recorded(self, _RECORDED)
        if held or self.asked.replaying:
            yield from only_recorded(self, held)
            return
        headers = {"X-Alaska-Legislature-Basis-Version": VERSION, "X-Alaska-Legislature-Basis-Query": "members"}
        yield self.page(f"{SERVICE}/members?minifyresult=false&json=true&session={self.session()}", headers=headers)

    def items(self, page: Any) -> Iterator[Yield]:
        """Every member."""
        session = _session(page.url)
        for row in islice(_members(page), self.asked.limit):
            yield from self.row(_member, row, session, excerpt=str(row)[:300], url=page.url)


class AlaskaVotes(WaitingSpider):
    """The votes of every member whose page a recording holds, put together by bill."""

    name = "us-ak-votes"
    source = Source(
        jurisdiction="us-ak",
        publisher="Alaska State Legislature",
        timezone=ZONE,
        url="https://www.akleg.gov/",
        kind="bills",
        every_hours=168,
        recordings_only=True,
        authority=NATIVE - 10,  # knows a bill by its short title alone
        note="Reads recordings, a page a member; live, Open States and LegiScan tell Alaska's votes.",
    )
    expects = "json"

    def first(self) -> Iterable[Yield]:
        """What a recording holds of members, read together."""
        held = recorded(self, _RECORDED)
        if not held:
            yield from only_recorded(self, [])
            return
        bills: dict[tuple[str, str], _Bill] = defaultdict(_Bill)

        def keep(page: Any) -> None:
            for row in _members(page):
                _keep(row, _session(page.url), bills)

        def told() -> Iterator[Yield]:
            for key, bill in islice(bills.items(), self.asked.limit):
                if bill.votes and self.asked.session in {None, key[0]}:
                    yield from self.row(_record, key, bill, excerpt=str(key), url=self.source.url)

        yield from self.waiting(Waiting([(url, keep) for url in held], told, "json"))

    def items(self, page: Any) -> Iterable[Yield]:
        """Every page is one that the bills wait for."""
        return ()


@dataclass(slots=True)
class _Bill:
    """What members' pages tell of one bill."""

    title: str | None = None
    votes: dict[tuple[str, str, str], list[Ballot]] = field(default_factory=lambda: defaultdict(list))
    """By number, day and motion."""


def _members(page: Any) -> list[Json]:
    rows = json_objects(page)
    if not rows:
        raise PageChanged("wanted members, found none")
    return rows


def _session(url: str) -> str:
    session = parse_qs(urlsplit(url).query).get("session", [""])[0]
    if not session.isdecimal():
        raise PageChanged(f"session: wanted a number in the address, found {session[:20]!r}")
    return session


def _member(row: Json, session: str) -> Iterator[Yield]:
    """One member; who left says so in a comment."""
    letter, party = said(row, "Chamber"), maybe_said(row, "Party")
    if letter not in _CHAMBERS:
        raise PageChanged(f"Chamber: wanted H or S, found {letter[:20]!r}")
    names = (maybe_said(row, name) for name in ("FirstName", "MiddleName", "LastName"))
    match = _LEFT.search(maybe_said(row, "Comment") or "")
    code = said(row, "Code")
    url = f"https://www.akleg.gov/basis/Member/Detail/{session}?code={code}"
    yield ScrapedPerson(
        key=f"{session}-{code}",
        jurisdiction="us-ak",
        name=" ".join(filter(None, names)),
        chamber=_CHAMBERS[letter],
        district=said(row, "District"),
        party=_PARTIES.get(party or "", party),
        phone=_phone(maybe_said(row, "Phone")),
        email=maybe_said(row, "EMail"),
        contact_url=url,
        office=_office(row),
        ended=dates.date(match[1], "%B %d, %Y", "%m/%d/%Y") if match else None,
        sources=(Link(url=url, note="Alaska State Legislature"),),
    )


def _phone(number: str | None) -> str | None:
    digits = re.fullmatch(r"(?:907)?(\d{3})(\d{4})", re.sub(r"\D", "", number or ""))
    return f"907-{digits[1]}-{digits[2]}" if digits else number  # the one area code of the state


def _office(row: Json) -> str | None:
    """Where a member sits while the legislature does."""
    building, room = maybe_said(row, "Building"), maybe_said(row, "Room")
    parts = [maybe_said(row, f"SessionContact.{name}") for name in ("Street", "POBox", "City")]
    state = " ".join(filter(None, (maybe_said(row, f"SessionContact.{name}") for name in ("State", "Zip"))))
    return ", ".join(filter(None, (f"Room {room}" if room else None, building, *parts, state))) or None


def _keep(row: Json, session: str, bills: dict[tuple[str, str], _Bill]) -> None:
    """Keep the votes of one member, and the titles of bills that the member stands behind."""
    for entry in maybe_many(row, "BillSponsorships"):
        bills[session, clean_identifier(said(entry, "BillNumber"))].title = maybe_said(entry, "ShortTitle")
    for entry in maybe_many(row, "Votes"):
        number = maybe_said(entry, "Bill")
        if number is None:  # a vote on an officer or on the journal
            continue
        motion = ": ".join(filter(None, map(line, str(entry.get("Title") or "").splitlines()[1:]))) or "Vote"
        key = (said(entry, "VoteNum"), said(entry, "VoteDate")[:10], motion)
        bills[session, clean_identifier(number)].votes[key].append(
            Ballot(
                option=_OPTIONS.get(said(entry, "Vote"), "other"),
                voter=said(entry, "MemberName"),
                person_id=f"{session}-{said(entry, 'Member')}",
            )
        )


def _record(key: tuple[str, str], bill: _Bill) -> Iterator[Yield]:
    session, number = key
    kind = _WORDS.get(number[1:].rstrip("0123456789"))
    if number[:1] not in _CHAMBERS or kind is None:
        raise PageChanged(f"Bill: wanted one such as HB 1, found {number[:20]!r}")
    url = f"https://www.akleg.gov/basis/Bill/Detail/{session}?Root={number}"
    house = "House" if number[0] == "H" else "Senate"
    yield ScrapedBill(
        jurisdiction="us-ak",
        legislative_session=session,
        identifier=number,
        title=bill.title or f"{house} {kind} {number.lstrip('HSBRCJ')}",
        classification=(kind.lower(),),
        from_organization=_CHAMBERS[number[0]],
        votes=tuple(
            VoteEvent(
                date=dates.date(day),
                motion=motion,
                organization=_CHAMBERS.get(roll[0]),
                ballots=tuple(ballots),
                sources=(Link(url=url, note=f"Vote {roll}"),),
            )
            for (roll, day, motion), ballots in sorted(bill.votes.items(), key=lambda pair: pair[0][1])
        ),
        sources=(Link(url=url, note="Alaska State Legislature"),),
    )
