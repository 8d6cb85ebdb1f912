"""Read what the Open Legislation API of the New York Senate says."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from scrapy.http import Response

from spiders.kit import dates
from spiders.kit.classify import STOP, Actions
from spiders.kit.fields import (
    Json,
    at,
    json_body,
    many,
    maybe_long,
    maybe_many,
    maybe_object,
    maybe_said,
    objects,
    said,
    table,
    yes,
)
from spiders.kit.select import PageChanged
from spiders.kit.status_phrases import status, virtual
from spiders.kit.votes import sure_result
from spiders.sources.us_ny.memos import purpose
from tracker.records.items import (
    Abstract,
    Action,
    AgendaItem,
    Ballot,
    Chamber,
    Committee,
    HeardBill,
    Link,
    RelatedBill,
    ScrapedBill,
    ScrapedHearing,
    Sponsorship,
    TimeQualifier,
    Title,
    Version,
    VoteCount,
    VoteEvent,
)

API: Final = "https://legislation.nysenate.gov/api/3"
ZONE: Final = ZoneInfo("America/New_York")

_CHAMBERS: Final[dict[str, Chamber]] = {"SENATE": "upper", "ASSEMBLY": "lower"}
_OPTIONS: Final = {
    "aye": "yes", "ayewr": "yes", "nay": "no", "exc": "excused", "abs": "absent", "abd": "abstain", "nv": "not voting",
}  # fmt: skip
"""Votes as the API codes them; AYEWR is yes with reservations."""
_HALF: Final = Fraction(1, 2)
_SENATORS: Final = 63
ACTIONS: Final = Actions(
    (r"reconsider|^recalled|^restored|^vote |^laid aside|^starred|^amended on third|^print number", STOP),
    (r"^held\b|^enacting clause stricken|^(?:recommitted, )?enacting clause|^lost\b|^died in|^defeated\b", "failure"),
    (r"^(?:1st report|reported)\b", "committee-passage"),
    (r"\b(?:re)?(?:ferred|committed|commit|ference changed) to\b", "referral-committee"),
    (r"^(?:2nd report)\b", "reading-2"),
    (r"\b(?:advanced|ordered) to third reading", "reading-3"),
    (r"^(?:re)?passed (?:senate|assembly)|^adopted", "passage"),
    (r"^substituted (?:by|for)", "substitution"),
    (r"^delivered to governor", "executive-receipt"),
    (r"^signed chap|^approval memo", "executive-signature"),
    (r"^vetoed|^pocket veto", "executive-veto"),
    (r"^line veto", "executive-veto-line-item"),
    (r"^(?:chap|became law)", "became-law"),
    (r"^delivered to secretary of state|^filed with secretary", "became-law"),
)


def result(page: Response) -> Json:
    """The result of an answer; the API's own words where it refuses."""
    answer = json_body(page)
    if at(answer, "success") is not True:
        raise PageChanged(f"wanted a result, found the refusal: {maybe_said(answer, 'message')}", kind="api-refusal")
    body: Json = at(answer, "result")
    return body


def records(page: Response) -> list[Json]:
    """The bills of an answer: one, or those of a list."""
    body = result(page)
    return many(body, "items") if "items" in body and "basePrintNo" not in body else [body]


def next_offset(page: Response) -> int | None:
    """Where the next page of a list begins, or None after the last."""
    answer = json_body(page)
    if "total" not in answer:
        return None
    end, total = int(said(answer, "offsetEnd")), int(said(answer, "total"))
    return end + 1 if 0 < end < total else None


def session(year: str) -> str:
    """The session's name as others write it: 2025 is 2025-2026."""
    if not re.fullmatch(r"\d{4}", year):
        raise PageChanged(f"session: wanted a year, found {year[:20]!r}")
    return f"{year}-{int(year) + 1}"


def stamp(row: Json) -> str:
    """What differs when a bill was amended or acted upon."""
    return f"{maybe_said(row, 'printNo')}|{maybe_said(row, 'status.actionDate')}|{maybe_said(row, 'actions.size')}"


def bill(row: Json) -> ScrapedBill:
    """A bill with all its versions."""
    number, year = said(row, "basePrintNo"), said(row, "session")
    amendments = table(row, "amendments.items")
    active = amendments.get(maybe_said(row, "activeVersion") or "", {})
    clause = maybe_said(active, "actClause")
    summary = maybe_said(row, "summary")
    return ScrapedBill(
        jurisdiction="us-ny",
        legislative_session=session(year),
        identifier=number,
        title=said(row, "title").lstrip("@"),  # the editors mark texts of their own with an @
        classification=("resolution" if yes(row, "billType.resolution") else "bill",),
        from_organization=_CHAMBERS.get(said(row, "billType.chamber")),
        other_titles=(Title(title=clause, note="act clause"),) if clause else (),
        subject=tuple(law for name in ("lawSection", "lawCode") if (law := maybe_said(active, name))),
        abstracts=(
            *purpose(maybe_long(active, "memo")),
            *((Abstract(abstract=summary, note="summary"),) if summary else ()),
        ),
        actions=tuple(
            map(_action, sorted(many(row, "actions.items"), key=lambda action: int(said(action, "sequenceNo"))))
        ),
        sponsorships=tuple(_sponsorships(row, active)),
        committees=tuple(_committees(row)),
        votes=tuple(_votes(row)),
        versions=tuple(_versions(amendments, year)),
        related_bills=tuple(_related(row, active)),
        sources=(
            Link(url=f"https://www.nysenate.gov/legislation/bills/{year}/{number}", note="The New York State Senate"),
            Link(url=f"{API}/bills/{year}/{number}", note="API", media_type="application/json"),
        ),
        text=maybe_long(active, "fullText"),
        stamp=stamp(row),
    )


def _action(row: Json) -> Action:
    return action(dates.date(said(row, "date")), said(row, "text"), _CHAMBERS.get(said(row, "chamber")))


def action(day: dt.date, words: str, chamber: Chamber | None) -> Action:
    """One step of a bill's history, by its words; some are the governor's."""
    kinds = ACTIONS.words(words)
    done_by_governor = any(kind.startswith(("executive-s", "executive-v", "became")) for kind in kinds)
    return Action(
        date=day,
        description=words,
        classification=kinds,
        organization="executive" if done_by_governor else chamber,
    )


def _sponsorships(row: Json, active: Json) -> Iterator[Sponsorship]:
    sponsor = maybe_object(row, "sponsor")
    if sponsor is not None:
        if member := maybe_object(sponsor, "member"):
            yield _person(member, primary=True)
        for flag, name in (("budget", "Budget bill"), ("rules", "Rules Committee")):
            if yes(sponsor, flag):
                yield Sponsorship(name=name, primary=True, classification="primary", entity_type="organization")
    yield from (_person(member, primary=False) for member in maybe_many(row, "additionalSponsors.items"))
    for group in ("coSponsors", "multiSponsors"):
        if group in active:
            yield from (_person(cosponsor, primary=False) for cosponsor in many(active, f"{group}.items"))


def _person(member: Json, *, primary: bool) -> Sponsorship:
    return Sponsorship(
        name=_name_of(member),
        primary=primary,
        classification="primary" if primary else "cosponsor",
        person_id=maybe_said(member, "memberId"),
        district=maybe_said(member, "districtCode"),
    )


def _name_of(member: Json) -> str:
    return maybe_said(member, "fullName") or said(member, "shortName")


def _committees(row: Json) -> Iterator[Committee]:
    """Where the bill was, and where it lies now, which the list of past ones need not name."""
    named = [(said(entry, "chamber"), said(entry, "name")) for entry in maybe_many(row, "pastCommittees.items")]
    house = re.match(r"IN_(SENATE|ASSEMBLY)_COMM", maybe_said(row, "status.statusType") or "")
    if house and (now := maybe_said(row, "status.committeeName")):
        lies = (
            house[1],
            next((name for chamber, name in named if (chamber, name.casefold()) == (house[1], now.casefold())), now),
        )
        named = [*(past for past in named if past != lies), lies]
    for chamber, name in dict.fromkeys(named):
        yield Committee(name=name, chamber=_CHAMBERS.get(chamber))


def _votes(row: Json) -> Iterator[VoteEvent]:
    """The votes of the floor and of committees with each member's, as far as the answer has them."""
    for event in maybe_many(row, "votes.items"):
        cast = event.get("memberVotes")
        groups = cast.get("items") if isinstance(cast, dict) else None
        ballots = tuple(
            Ballot(
                option=_OPTIONS.get(code.casefold(), "other"),
                voter=_name_of(member),
                person_id=maybe_said(member, "memberId"),
            )
            for code, group in (groups.items() if isinstance(groups, dict) else ())
            for member in maybe_many(group, "items")
        )
        if not ballots:
            continue
        counts = Counter(ballot.option for ballot in ballots)
        committee, floor = maybe_said(event, "committee.name"), maybe_said(event, "voteType") == "FLOOR"
        chamber = (
            _CHAMBERS.get(maybe_said(event, "committee.chamber") or "") or "upper"
        )  # the floor votes are the Senate's
        yes, no = counts.get("yes", 0), counts.get("no", 0)
        yield VoteEvent(
            date=dates.date(said(event, "voteDate")[:10]),
            motion="Floor vote" if floor else f"Vote of {committee or 'a committee'}",
            result=sure_result(yes, no, _SENATORS, _HALF) if floor and chamber == "upper" else None,
            organization=chamber,
            counts=tuple(
                VoteCount(option=option, value=value) for option, value in ({"yes": yes, "no": no} | counts).items()
            ),
            ballots=ballots,
        )


def _versions(amendments: dict[str, Json], year: str) -> Iterator[Version]:
    for amendment in amendments.values():
        number, published = said(amendment, "printNo"), maybe_said(amendment, "publishDate")
        link = Link(url=f"https://legislation.nysenate.gov/pdf/bills/{year}/{number}", media_type="application/pdf")
        yield Version(note=number, date=dates.date(published) if published else None, links=(link,))


def _related(row: Json, active: Json) -> Iterator[RelatedBill]:
    same = many(active, "sameAs.items") if "sameAs" in active else []
    substitute = row.get("substitutedBy")
    groups = (
        (same, "companion"),
        (objects([substitute] if substitute else [], "substitutedBy"), "replaced-by"),
        (maybe_many(row, "previousVersions.items"), "prior-session"),
    )
    for others, relation in groups:
        for other in others:
            session_name = session(said(other, "session"))
            yield RelatedBill(
                identifier=said(other, "basePrintNo"), legislative_session=session_name, relation_type=relation
            )


# -- committee meetings ----------------------------------------------------------------------------------------------------


def agenda_url(meeting: Json) -> str:
    """Where the agenda of a listed meeting is."""
    name = quote(said(meeting, "committeeId.name"), safe="")
    return f"{API}/agendas/{said(meeting, 'agendaId.year')}/{said(meeting, 'agendaId.number')}/{name}"


def meetings(agenda: Json) -> Iterator[ScrapedHearing]:
    """The meetings of a committee's weekly agenda. Addenda of one hour are one meeting: they add bills to it."""
    committee, week = at(agenda, "committee"), f"{said(agenda, 'agendaId.year')}-{said(agenda, 'agendaId.number')}"
    hours: dict[str, list[Json]] = {}
    for addendum in sorted(
        many(committee, "addenda.items"), key=lambda addendum_row: maybe_said(addendum_row, "addendumId") or ""
    ):
        hours.setdefault(said(addendum, "meeting.meetingDateTime"), []).append(addendum)
    for addenda in hours.values():
        yield _meeting(week, committee, addenda)


def _meeting(week: str, body: Json, addenda: list[Json]) -> ScrapedHearing:
    committee, chamber = said(body, "committeeId.name"), _CHAMBERS.get(said(body, "committeeId.chamber"))
    last, part = addenda[-1], (maybe_said(addenda[0], "addendumId") or "first").lower()
    start = dates.local(said(last, "meeting.meetingDateTime"), ZONE)
    notes, location = maybe_said(last, "meeting.notes"), maybe_said(last, "meeting.location")
    sure = _sure(start, notes)
    bills = {said(row, "billId.printNo"): row for addendum in addenda for row in many(addendum, "bills.items")}
    return ScrapedHearing(
        key=f"agenda-{week}-{_slug(committee)}-{part}",
        jurisdiction="us-ny",
        name=f"{'Senate' if chamber == 'upper' else 'Assembly'} {committee}",
        start=start,
        timezone=ZONE.key,
        all_day=sure in {"upon-adjournment", "date-only"},
        time_qualifier=sure,
        time_text=notes if sure != "exact" else None,
        status=status(notes, location, day=start.date()),
        chamber=chamber,
        committee=committee,
        classification="hearing"
        if re.search(r"\bhearing\b(?! room)", notes or "", re.IGNORECASE)
        else "voting-meeting",
        location=location,
        virtual=virtual(location, notes),
        description=notes,
        bills=tuple(map(_heard, bills.values())),
        agenda=tuple(_item(bill_row) for bill_row in bills.values()),
        sources=(
            Link(url=f"https://www.nysenate.gov/committees/{_slug(committee)}", note="The New York State Senate"),
        ),
    )


def _sure(start: dt.datetime, notes: str | None) -> TimeQualifier:
    """Midnight is no hour: the notes say when, or nobody does."""
    if start.time() != dt.time():
        return "exact"
    return "upon-adjournment" if dates.clock(notes)[1] in {"upon-adjournment", "not-before"} else "date-only"


def _slug(committee: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", committee.lower().replace("'", "")).strip("-")


def _heard(row: Json) -> HeardBill:
    return HeardBill(
        identifier=said(row, "billId.basePrintNo"),
        legislative_session=session(said(row, "billId.session")),
        title=maybe_said(row, "billInfo.title"),
    )


def _item(row: Json) -> AgendaItem:
    words = [said(row, "billId.printNo"), maybe_said(row, "billInfo.title"), maybe_said(row, "message")]
    return AgendaItem(description=": ".join(filter(None, words)), bills=(said(row, "billId.basePrintNo"),))
