"""Read what the API of the General Court says about one document or hearing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.classify import STOP, Actions
from spiders.kit.fields import Json, many, maybe_long, maybe_many, maybe_object, maybe_said, said
from spiders.kit.select import PageChanged
from spiders.kit.status_phrases import about_itself, status, virtual
from tracker.records import prose
from tracker.records.items import (
    Abstract,
    Action,
    AgendaItem,
    Chamber,
    Committee,
    HeardBill,
    Link,
    RelatedBill,
    ScrapedBill,
    ScrapedHearing,
    Sponsorship,
    Status,
    Version,
)

API: Final = "https://malegislature.gov/api"
SITE: Final = "https://malegislature.gov"
ZONE: Final = ZoneInfo("America/New_York")

_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper", "J": "legislature"}
_BRANCHES: Final[dict[str, Chamber]] = {
    "house": "lower",
    "senate": "upper",
    "joint": "legislature",
    "executive": "executive",
    "governor": "executive",
}
_KINDS: Final = (
    ("constitutional", "constitutional amendment"),
    ("resolve", "bill"),  # a Massachusetts resolve has the force of law; it is no resolution
    ("resolution", "resolution"),
    ("order", "order"),
    ("petition", "petition"),
    ("communication", "communication"),
    ("message", "communication"),
    ("report", "report"),
)
ACTIONS: Final = Actions(
    (r"^reporting date extended|^hearing (?:re)?scheduled|^rules suspended|^bill recommended to be", STOP),
    (r"^(?:motion to )?reconsider|^reconsideration", STOP),
    (
        r"\b(?:reported|reports) (?:favorably|that the matter ought to pass)|^bill reported favorably",
        "committee-passage-favorable",
    ),
    (r"\breported (?:adversely|unfavorably)|\bought not to pass", "committee-passage-unfavorable"),
    (r"^reported[, ].*\b(?:from|by) the committee|^committee report", "committee-passage"),
    (r"\b(?:re)?(?:committed|referred|discharged) to the (?:committee|house|senate|joint)\b", "referral-committee"),
    (r"^accompanied (?:a |an )?study order", f"committee-failure {STOP}"),
    (r"^accompanied\b|^substituted by", "substitution"),
    (r"^read first|^read; and referred", "reading-1"),
    (r"\bread (?:a )?second\b", "reading-2"),
    (r"\bread (?:a )?third\b", "reading-3"),
    (r"\bordered to a third reading", "reading-2"),
    (r"\bpassed to be engrossed|^adopted|\border(?:s)? adopted|^resolutions? adopted", "passage"),
    (r"^enacted$|\bpassed to be enacted|\bfinally passed", "enrolled"),
    (r"^(?:house|senate) (?:amendment )?concurred|\bconcurred in the (?:house|senate) amendment", "concurrence"),
    (r"\benacted and laid before the governor|^laid before the governor", "enrolled executive-receipt"),
    (r"\bsigned by the governor|\bapproved by the governor", "executive-signature"),
    (r"\bbecame law|^chapter \d+ of the (?:acts|resolves)|\bpassed,? notwithstanding the objections", "became-law"),
    (
        r"\b(?:vetoed|disapproved)\b.*\bgovernor|\bgovernor'?s? (?:veto|disapproval)|\breturned by the governor with(?:out)? (?:his|her|the) objections",
        "executive-veto",
    ),
    (r"\bpocket veto|\bfailed to sign", "executive-veto"),
    (r"\bamendment[^,;]*\badopted\b", "amendment-passage"),
    (r"\bamendment[^,;]*\brejected\b", "amendment-failure"),
    (
        r"^(?:rejected|negatived)|\bfailed to pass|\bno further action taken|\bindefinitely postponed|\bordered to lie\b",
        "failure",
    ),
    (r"\bleave to withdraw|^withdrawn", "withdrawal"),
)
_STUDY: Final = re.compile(r"^accompanied (?:a |an )?study order,? see ([HS]D?\d+)", re.IGNORECASE)
_REPLACED: Final = re.compile(
    r"^(?:accompanied (?:a new draft, see )?|accompanied by |new draft substituted, see |substituted by(?: a new draft, see)? |see )([HS]D?\d+)",
    re.IGNORECASE,
)
_REPLACES: Final = re.compile(r"^new draft of ([HS]D?\d+(?:(?:,| and|, and) [HS]D?\d+)*)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[HS]D?\d+")


def number(document: Json) -> str | None:
    """The bill number of a document, or None while it is a docket."""
    return maybe_said(document, "BillNumber")


def document_url(court: str, bill: str) -> str:
    """Where the API keeps a document."""
    return f"{API}/GeneralCourts/{court}/Documents/{bill}"


def bill(document: Json, history: list[Json], url: str, stamp: str | None) -> ScrapedBill:
    """A bill from its document and its history."""
    identifier, court = said(document, "BillNumber"), said(document, "GeneralCourtNumber")
    page = f"{SITE}/Bills/{court}/{identifier}"
    kind = said(document, "LegislationTypeName").casefold()
    actions = tuple(sorted(map(_action, history), key=lambda action: action.date))
    return ScrapedBill(
        jurisdiction="us-ma",
        legislative_session=court,
        identifier=identifier,
        title=said(document, "Title"),
        classification=(next((ours for theirs, ours in _KINDS if theirs in kind), "bill"),),
        from_organization=_chamber(identifier),
        abstracts=_abstracts(document),
        actions=actions,
        sponsorships=tuple(_sponsorships(document)),
        committees=_committees(actions),
        versions=(Version(note="Bill text", links=(Link(url=f"{page}.pdf", media_type="application/pdf"),)),),
        documents=tuple(_documents(document)),
        related_bills=tuple(_related(actions, court)),
        sources=(Link(url=page, note="The General Court"), Link(url=url, note="API", media_type="application/json")),
        text=prose.text(text) if (text := maybe_long(document, "DocumentText")) else None,
        stamp=stamp,
    )


def _chamber(code: str | None) -> Chamber | None:
    return _CHAMBERS.get(code[0].upper()) if code else None


def _action(row: Json) -> Action:
    words = said(row, "Action")
    branch = (maybe_said(row, "Branch") or "").casefold()
    return Action(
        date=dates.date(said(row, "Date")[:10]),
        description=words,
        classification=ACTIONS.words(words),
        organization=_BRANCHES.get(branch),
    )


def _abstracts(document: Json) -> tuple[Abstract, ...]:
    text = maybe_said(document, "Pinslip")
    return (Abstract(abstract=text, note="Pinslip"),) if text else ()


def _sponsorships(document: Json) -> Iterator[Sponsorship]:
    """The sponsor, then the others; the API repeats the sponsor among the cosponsors."""
    first = maybe_object(document, "PrimarySponsor")
    named = {}
    if first is not None:
        named[said(first, "Name")] = _sponsorship(first, primary=True)
    for cosponsor in many(document, "Cosponsors"):
        named.setdefault(said(cosponsor, "Name"), _sponsorship(cosponsor, primary=False))
    yield from named.values()


def _sponsorship(person: Json, *, primary: bool) -> Sponsorship:
    one_of_many = maybe_said(person, "Type") in {None, "1"}  # 2 is a committee, 3 a public request, 4 a special one
    return Sponsorship(
        name=said(person, "Name"),
        primary=primary,
        classification="primary" if primary else "cosponsor",
        entity_type="person" if one_of_many else "organization",
        person_id=maybe_said(person, "Id") if one_of_many else None,
    )


def _committees(actions: tuple[Action, ...]) -> tuple[Committee, ...]:
    """The committees a bill was before, which only its history names."""
    committees: dict[str, Committee] = {}
    for action in actions:
        if named := re.search(
            r"\b(?:referred|committed|discharged) to the committee on (.+)", action.description, re.IGNORECASE
        ):
            name = named[1].strip(" .,;")
            committees.setdefault(name.casefold(), Committee(name=name))
    return tuple(committees.values())


def _documents(document: Json) -> Iterator[Version]:
    for attachment in maybe_many(document, "Attachments"):
        address = maybe_said(attachment, "DownloadUrl")
        if address and address.startswith(("https://", "http://")):
            yield Version(note=maybe_said(attachment, "Description") or "Attachment", links=(Link(url=address),))


def _related(actions: tuple[Action, ...], court: str) -> Iterator[RelatedBill]:
    for action in actions:
        for pattern, relation in ((_STUDY, "related"), (_REPLACED, "replaced-by"), (_REPLACES, "replaces")):
            if match := pattern.search(action.description):
                for name in _NUMBER.findall(match[1]):
                    yield RelatedBill(identifier=name, legislative_session=court, relation_type=relation)
                break


# -- hearings --------------------------------------------------------------------------------------------------------------

_STATUSES: Final[dict[str, Status]] = {
    "confirmed": "confirmed",
    "rescheduled": "confirmed",  # with the new time; the old one stands in RescheduledHearing
    "changed": "confirmed",
    "completed": "passed",
    "tentative": "tentative",
}


def hearing(event: Json, url: str, stamp: str | None) -> ScrapedHearing:
    """A hearing from its event."""
    key, start = said(event, "EventId"), _moment(said(event, "StartTime"))
    host = maybe_said(event, "HearingHost.CommitteeCode")
    described = prose.text(maybe_long(event, "Description") or "") or None
    name = maybe_said(event, "Name") or maybe_said(event, "Description")
    if name is None:
        raise PageChanged("Name: wanted a name or a description, found neither")
    location = _location(event)
    topics = many(event, "HearingAgendas")
    word, begins = said(event, "Status"), dates.timed(start)
    return ScrapedHearing(
        key=f"hearing-{key}",
        jurisdiction="us-ma",
        name=name,
        **begins,
        end=None if begins["all_day"] else _end(topics, start),
        timezone=ZONE.key,
        classification="hearing",
        status=status(
            location,
            maybe_said(event, "Name"),
            about_itself(described),
            usual=_STATUSES.get(word.casefold()) or status(word, day=start.date()),
            day=start.date(),
        ),
        chamber=_chamber(host),
        committee=maybe_said(event, "Name"),
        location=location,
        virtual=virtual(location, described),
        description=described,
        legislative_session=maybe_said(event, "HearingHost.GeneralCourtNumber"),
        bills=tuple(_heard(topics)),
        agenda=tuple(map(_topic, topics)),
        links=(Link(url=f"{SITE}/Events/Hearings/Detail/{key}", note="Hearing"),),
        sources=(Link(url=url, note="API", media_type="application/json"),),
        stamp=stamp,
    )


def _moment(text: str) -> dt.datetime:
    return dates.local(text, ZONE)


def _end(topics: list[Json], start: dt.datetime) -> dt.datetime | None:
    """When the last topic ends; some ends are typed before the start (01:30 for 13:30), which says nothing."""
    ends = [_moment(text) for topic in topics if (text := maybe_said(topic, "EndTime"))]
    last = max(ends, default=None)
    return last if last is not None and start < last < start + dt.timedelta(days=1) else None


def _location(event: Json) -> str | None:
    names = ("LocationName", "AddressLine1", "AddressLine2", "City", "State", "ZipCode")
    parts = [text for name in names if (text := maybe_said(event, f"Location.{name}"))]
    return ", ".join(dict.fromkeys(parts)) or None


def _heard(topics: list[Json]) -> Iterator[HeardBill]:
    seen = set()
    for document in (document_row for topic in topics for document_row in maybe_many(topic, "DocumentsInAgenda")):
        name = number(document) or maybe_said(document, "DocketNumber")
        if name and name not in seen:
            seen.add(name)
            session, title = maybe_said(document, "GeneralCourtNumber"), maybe_said(document, "Title")
            yield HeardBill(identifier=name, legislative_session=session, title=title)


def _topic(topic: Json) -> AgendaItem:
    bills = tuple(name for document in maybe_many(topic, "DocumentsInAgenda") if (name := number(document)))
    return AgendaItem(description=maybe_said(topic, "Topic") or "Agenda", bills=bills)
