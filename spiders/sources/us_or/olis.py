"""Read what the OData service of the Oregon Legislature says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from scrapy.http import Response

from spiders.kit import dates
from spiders.kit.classify import STOP, Actions
from spiders.kit.fields import Json, at, json_body, many, maybe_many, maybe_said, objects, said, yes
from spiders.kit.select import PageChanged
from spiders.kit.status_phrases import status, virtual
from tracker.records import prose
from tracker.records.items import (
    Abstract,
    Action,
    AgendaItem,
    Chamber,
    HeardBill,
    Link,
    ScrapedBill,
    ScrapedHearing,
    Sponsorship,
    Title,
    Version,
)

SERVICE: Final = "https://api.oregonlegislature.gov/odata/odataservice.svc"
SITE: Final = "https://olis.oregonlegislature.gov/liz"
ZONE: Final = ZoneInfo("America/Los_Angeles")

_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper", "J": "legislature"}
_KINDS: Final = {
    "B": "bill",
    "M": "memorial",
    "R": "resolution",
    "CR": "concurrent resolution",
    "CM": "concurrent memorial",
    "JM": "joint memorial",
    "JR": "joint resolution",
}
ACTIONS: Final = Actions(
    (r"\bscheduled\b|\breconsider|^possible |^motion to (?!.*\bcarried)|^(?:vote|potential conflict)", STOP),
    (r"^effective date|^rules suspended\.?$", STOP),
    (r"\bfirst reading\b", "introduction reading-1"),
    (r"\b(?:re)?referred to (?!(?:the )?(?:speaker|president)'?s)|^assigned to subcommittee", "referral-committee"),
    (r"^public hearing (?:and .*)?held", "hearing-held"),
    (r"\bwork session held", "work-session"),
    (r"^recommendation: do not", "committee-passage-unfavorable"),
    (r"^recommendation: (?:do (?:pass|adopt)|be adopted)", "committee-passage-favorable"),
    (r"^recommendation: without", "committee-passage"),
    (r"\bsecond reading\b", "reading-2"),
    (r"\bthird reading\b", "reading-3"),
    (r"\b(?:third|final) reading\b.*\b(?:passed|adopted)\b|\bread\.? .*\badopted\b|\brepassed\b", "passage"),
    (r"\b(?:third|final) reading\b.*\bfailed\b|\bin committee upon adjournment|^failed\b|\btabled\b", "failure"),
    (r"\bconcurred in\b", "concurrence"),
    (r"^(?:speaker|president) signed", "enrolled"),
    (r"^governor signed", "executive-signature"),
    (r"^governor line item vetoed", "executive-signature executive-veto-line-item"),
    (r"^governor vetoed", "executive-veto"),
    (r"^chapter \d+|^filed with secretary of state|\bwithout governor'?s signature", "became-law"),
)


def rows(page: Response) -> list[Json]:
    """The rows of an answer, whether they stand under `value` (OData) or alone."""
    answer = json_body(page)
    return objects(answer if isinstance(answer, list) else at(answer, "value"), "value")


def next_page(page: Response) -> str | None:
    """The address of the next page, which must be the service's own."""
    answer = json_body(page)
    link = None
    if isinstance(answer, dict):
        link = answer.get("odata.nextLink") or answer.get("@odata.nextLink")
    if link is None:
        return None
    url = page.urljoin(str(link))
    if not url.startswith(SERVICE):
        raise PageChanged(f"nextLink: wanted an address of {SERVICE}, found {url[:80]!r}")
    return url


def address(resource: str, **query: str) -> str:
    """The address of a resource; OData's names begin with a dollar."""
    words = "&".join(f"${name}={quote(value, safe=',')}" for name, value in {**query, "format": "json"}.items())
    return f"{SERVICE}/{resource}?{words}"


def current_session(sessions: list[Json]) -> str:
    """The session the Legislature shows by itself, or else the newest."""
    if not sessions:
        raise PageChanged("LegislativeSessions: wanted at least one, found 0")
    chosen = [session for session in sessions if yes(session, "DefaultSession")] or sessions
    return max((said(row, "BeginDate"), said(row, "SessionKey")) for row in chosen)[1]


def identifier(row: Json) -> str:
    """The number of a measure, such as HB4001."""
    return f"{said(row, 'MeasurePrefix')}{said(row, 'MeasureNumber')}"


def bill(row: Json, *, whole: bool) -> ScrapedBill:
    """A measure; `whole` when its history, sponsors and texts were asked for and must be there."""
    listed = many if whole else maybe_many
    name, session, prefix = identifier(row), said(row, "SessionKey"), said(row, "MeasurePrefix").upper()
    if prefix[1:] not in _KINDS or prefix[:1] not in _CHAMBERS:
        raise PageChanged(f"MeasurePrefix: wanted one such as HB, found {prefix[:10]!r}")
    catch, relating = maybe_said(row, "CatchLine"), maybe_said(row, "RelatingTo")
    summary = prose.text(str(row.get("MeasureSummary") or ""))
    actions = sorted(listed(row, "MeasureHistoryActions"), key=lambda action: said(action, "ActionDate"))
    return ScrapedBill(
        jurisdiction="us-or",
        legislative_session=session,
        identifier=name,
        title=catch or said(row, "RelatingTo"),
        classification=(_KINDS[prefix[1:]],),
        from_organization=_CHAMBERS[prefix[0]],
        other_titles=(Title(title=relating, note="relating clause"),) if catch and relating else (),
        abstracts=(Abstract(abstract=summary, note="summary"),) if summary else (),
        actions=tuple(map(_action, actions)),
        sponsorships=(*_sponsorships(listed(row, "MeasureSponsors")), *_requesters(row)),
        versions=tuple(_versions(listed(row, "MeasureDocuments"))),
        sources=(Link(url=f"{SITE}/{session}/Measures/Overview/{name}", note="Oregon State Legislature"),),
        stamp=maybe_said(row, "ModifiedDate"),
    )


def _action(row: Json) -> Action:
    words = said(row, "ActionText")
    kinds = ACTIONS.words(words)
    governed = words.casefold().startswith(("governor", "chapter", "filed with"))
    return Action(
        date=dates.date(said(row, "ActionDate")[:10]),
        description=words,
        classification=kinds,
        organization="executive" if governed else _CHAMBERS.get(said(row, "Chamber")),
    )


def _sponsorships(sponsors: list[Json]) -> Iterator[Sponsorship]:
    for sponsor in sponsors:
        person, committee = (
            maybe_said(sponsor, "LegislatoreCode"),
            maybe_said(sponsor, "CommitteeCode"),
        )  # their spelling
        name = re.sub(r"^(?:Rep|Sen)\s+", "", person) if person else committee
        if name:
            chief = said(sponsor, "SponsorLevel") == "Chief"
            yield Sponsorship(
                name=name,
                primary=chief,
                classification="primary" if chief else "cosponsor",
                entity_type="person" if person else "organization",
                person_id=person,
            )


def _requesters(row: Json) -> Iterator[Sponsorship]:
    """At whose request a measure was filed: `(at the request of Senate Interim Committee on Health Care)`."""
    if words := (maybe_said(row, "AtTheRequestOf") or "").strip("() "):
        yield Sponsorship(name=words[:1].upper() + words[1:], classification="requester", entity_type="organization")


def _versions(documents: list[Json]) -> Iterator[Version]:
    for document in documents:
        link = Link(url=quote(said(document, "DocumentUrl"), safe=":/%?=&"), media_type="application/pdf")
        yield Version(note=said(document, "VersionDescription"), links=(link,))


def meeting(row: Json, committees: Mapping[str, str]) -> ScrapedHearing:
    """A committee meeting with its agenda."""
    session, code, key = said(row, "SessionKey"), said(row, "CommitteeCode"), said(row, "MeetingGuid")
    name = committees.get(code, code)
    start = dates.local(said(row, "MeetingDate"), ZONE)
    items, location = many(row, "CommitteeAgendaItems"), maybe_said(row, "Location")
    kinds = " ".join(maybe_said(item, "MeetingType") or "" for item in items)
    untimed = start.time() == dt.time()
    agenda = maybe_said(row, "AgendaUrl")
    return ScrapedHearing(
        key=f"meeting-{key}",
        jurisdiction="us-or",
        name=name,
        start=start,
        timezone=ZONE.key,
        all_day=untimed,
        time_qualifier="date-only" if untimed else "exact",
        classification="hearing" if "public hearing" in kinds.casefold() else "committee-meeting",
        status=status(maybe_said(row, "MeetingStatus"), maybe_said(row, "Comments"), location, day=start.date()),
        chamber=_CHAMBERS.get(code[:1]),
        committee=name,
        location=location,
        virtual=virtual(location, maybe_said(row, "Comments")),
        description=maybe_said(row, "Comments"),
        legislative_session=session,
        bills=tuple(HeardBill(identifier=bill_name, legislative_session=session) for bill_name in _heard(items)),
        agenda=tuple(filter(None, map(_item, items))),
        links=(Link(url=agenda, note="Agenda"),) if agenda and agenda.startswith("http") else (),
        documents=tuple(_exhibits(row)),
        sources=(Link(url=f"{SITE}/{session}/Committees/{code}/Overview", note="Oregon State Legislature"),),
        stamp=maybe_said(row, "ModifiedDate"),
    )


def _heard(items: list[Json]) -> Iterator[str]:
    yield from dict.fromkeys(identifier(item) for item in items if maybe_said(item, "MeasureNumber"))


def _item(row: Json) -> AgendaItem | None:
    kind, words = maybe_said(row, "MeetingType"), prose.text(maybe_said(row, "Comments") or "")
    name = identifier(row) if maybe_said(row, "MeasureNumber") else None
    description = ": ".join(filter(None, (kind, name, words)))
    return AgendaItem(description=description, bills=(name,) if name else ()) if description else None


def _exhibits(row: Any) -> Iterator[Link]:
    for document in maybe_many(row, "CommitteeMeetingDocuments"):
        url = maybe_said(document, "DocumentUrl")
        if url and url.startswith(("https://", "http://")):
            yield Link(url=quote(url, safe=":/%?=&"), note=maybe_said(document, "ExhibitTitle"))
