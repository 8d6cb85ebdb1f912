"""Read what the web services of the Washington Legislature answer, in SOAP envelopes or without."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.classify import STOP, Actions
from spiders.kit.fields import child, descendants, maybe_child, xml_body
from spiders.kit.select import PageChanged
from spiders.kit.status_phrases import status, virtual
from tracker.records.items import (
    SIGN_IN,
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
    Title,
    Version,
)

SERVICES: Final = "https://wslwebservices.leg.wa.gov"
ZONE: Final = ZoneInfo("America/Los_Angeles")

_CHAMBERS: Final[dict[str, Chamber]] = {"House": "lower", "Senate": "upper", "Joint": "legislature"}
_KINDS: Final = {
    "B": "bill",
    "R": "resolution",
    "CR": "concurrent resolution",
    "JM": "memorial",
    "JR": "joint resolution",
    "I": "initiative",
}
_BILL: Final = re.compile(r"(?:\d?E)?(?:\d?S)?(?:\d?E)?([HS])(B|CR|JM|JR|R|I) ?0*(\d+)", re.IGNORECASE)
_ACTORS: Final = (
    (re.compile(r"(?:delivered to )?governor|chapter|effective date|filed with secretary", re.IGNORECASE), "executive"),
    (re.compile(r"speaker|house", re.IGNORECASE), "lower"),
    (re.compile(r"president|senate", re.IGNORECASE), "upper"),
)
ACTIONS: Final = Actions(
    (r"^executive (?:action|session)|^public hearing|^scheduled|^work session|\bno action was taken", STOP),
    (r"reconsider|^effective date|\bhold(?:ing)? file|\breintroduced and retained", STOP),
    (r"^prefiled", "filing"),
    (r"^introduced", "introduction"),
    (r"^(?:first reading|read first time)", "reading-1"),
    (r"\breferr?(?:ed)? to\b", "referral-committee"),
    (r"^minority; ", f"committee-passage-unfavorable {STOP}"),
    (r"majority; (?:.*\bsubstituted?, )?do pass", "committee-passage-favorable"),
    (r"majority; (?:do not pass|without recommendation)", "committee-passage"),
    (r"substitute bill (?:be )?substituted", "substitution"),
    (r"^(?:.*\. +)?placed on second reading", "reading-2"),
    (r"placed on third reading", "reading-3"),
    (r"amendments?(?:\(s\))? (?:not adopted|failed)", "amendment-failure"),
    (r"amendments?(?:\(s\))? adopted", "amendment-passage"),
    (r"^third reading, (?:passed|adopted)", "reading-3 passage"),
    (r"^(?:passed final passage|adopted\b)", "passage"),
    (r"^third reading, failed|^failed final passage|^failed\b|^indefinitely postponed|\bnot adopted\.?$", "failure"),
    (r"^(?:house|senate) concurred", "concurrence"),
    (r"^(?:speaker|president)(?: of the senate| pro tempore)? signed", "enrolled"),
    (r"^delivered to governor", "executive-receipt"),
    (r"^governor partially vetoed", "executive-signature executive-veto-line-item"),
    (r"^governor vetoed", "executive-veto"),
    (r"^governor signed", "executive-signature"),
    (r"veto overrid", "veto-override-passage"),
    (r"^chapter \d+, \d{4} laws|^filed with secretary of state|\bbecame law\b", "became-law"),
)


def biennium(day: dt.date) -> str:
    """The biennium to ask for on a day, such as 2025-26; bills for the next one are filed from December on."""
    year = (day + dt.timedelta(days=31)).year
    first = year if year % 2 else year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def session(biennium: str) -> str:
    """The session's name as others write it: 2025-26 is 2025-2026."""
    if not re.fullmatch(r"\d{4}-\d{2}", biennium):
        raise PageChanged(f"Biennium: wanted one such as 2025-26, found {biennium[:20]!r}")
    return f"{biennium[:4]}-{int(biennium[:4]) + 1}"


def answer(data: bytes) -> Any:
    """The root of an answer; a SOAP fault is told in its own words."""
    root = xml_body(data)
    for fault in descendants(root, "faultstring"):
        raise PageChanged(f"wanted an answer, found the fault: {(fault.text or '')[:200]}", kind="soap-fault")
    return root


def listed(data: bytes, name: str) -> list[Any]:
    """The elements of that name in an answer that is a list; an empty list is a list, anything else is not."""
    root = answer(data)
    elements = list(descendants(root, name))
    if not elements:
        tags = {str(element.tag).rpartition("}")[2] for element in root.iter()}
        if not any(tag.startswith("ArrayOf") or tag.endswith("Result") for tag in tags):
            raise PageChanged(f"wanted a list of {name}, found {', '.join(sorted(tags)[:5])}")
    return elements


def identifier(text: str) -> str | None:
    """The number of the bill behind all its versions: "2ESSB 5123" is SB5123; None for appointments."""
    match = _BILL.fullmatch(text.strip())
    return f"{match[1]}{match[2]}{match[3]}".upper() if match else None


def histories(changes: list[Any]) -> dict[str, list[Action]]:
    """The actions of every bill that status changes name."""
    by_bill: dict[str, list[Action]] = defaultdict(list)
    for change in changes:
        name = identifier(child(change, "BillId"))
        if name is not None:
            by_bill[name].append(_action(change))
    return {name: sorted(actions, key=lambda action: action.date) for name, actions in by_bill.items()}


def _action(change: Any) -> Action:
    words, where = child(change, "HistoryLine"), maybe_child(change, "Status") or ""
    return Action(
        date=dates.date(child(change, "ActionDate")[:10]),
        description=words,
        classification=ACTIONS.words(words),
        organization=_actor(words, where),
    )


def _actor(words: str, where: str) -> str | None:
    """Who acted: the words say it of officers and chambers, else the present place ("S Ways & Means") does."""
    named_actor = next((actor for pattern, actor in _ACTORS if pattern.match(words)), None)
    return named_actor or {"H": "lower", "S": "upper"}.get(where[:1])


def bill(row: Any, actions: Sequence[Action]) -> ScrapedBill | None:
    """A bill, or None for an appointment. Without its history, the line of its present status is its only action."""
    name = identifier(child(row, "BillId"))
    if name is None:
        if (maybe_child(row, "ShortLegislationType") or "").startswith("GA"):
            return None
        raise PageChanged(f"BillId: wanted the number of a bill, found {child(row, 'BillId')[:40]!r}")
    current, number = row.find("{*}CurrentStatus"), re.sub(r"\D", "", name)
    biennium_name = child(row, "Biennium")
    page = f"https://app.leg.wa.gov/billsummary?BillNumber={number}&Initiative=false&Year={biennium_name[:4]}"
    actions = actions or ([_action(current)] if current is not None and len(current) else [])
    return ScrapedBill(
        jurisdiction="us-wa",
        legislative_session=session(biennium_name),
        identifier=name,
        title=maybe_child(row, "LongDescription") or child(row, "ShortDescription"),
        classification=(_KINDS[re.sub(r"\d", "", name)[1:]],),
        from_organization=_CHAMBERS.get(child(row, "OriginalAgency")),
        other_titles=tuple(_titles(row)),
        actions=tuple(actions),
        sponsorships=_sponsor(row),
        committees=_committees(actions),
        versions=(_text(name, number, biennium_name),),
        related_bills=tuple(_companions(row)),
        sources=(
            Link(url=page, note="Washington State Legislature"),
            Link(
                url=f"{SERVICES}/LegislationService.asmx/GetLegislation?biennium={biennium_name}&billNumber={number}",
                note="Web services",
            ),
        ),
    )


def _titles(row: Any) -> Iterator[Title]:
    for field, note in (("ShortDescription", "short title"), ("LegalTitle", "legal title")):
        if text := maybe_child(row, field):
            yield Title(title=text, note=note)


def _sponsor(row: Any) -> tuple[Sponsorship, ...]:
    """The prime sponsor; the others stand in another service, a request a bill."""
    name = (maybe_child(row, "Sponsor") or "").strip("() ")
    return (
        (Sponsorship(name=name, primary=True, classification="primary", person_id=maybe_child(row, "PrimeSponsorID")),)
        if name
        else ()
    )


def _committees(actions: Sequence[Action]) -> tuple[Committee, ...]:
    committees: dict[str, Committee] = {}
    for action in actions:
        named = re.search(r"\breferr?(?:ed)? to (?!Rules)(.+?)\.?$", action.description, re.IGNORECASE)
        if named:
            chamber: Chamber = "lower" if action.organization == "lower" else "upper"
            committees.setdefault(named[1].casefold(), Committee(name=named[1], chamber=chamber))
    return tuple(committees.values())


def _text(name: str, number: str, biennium: str) -> Version:
    kinds = {"B": "Bills", "R": "Resolutions", "CR": "Concurrent Resolutions", "JM": "Joint Memorials", "JR": "Joint Resolutions", "I": "Initiatives"}  # fmt: skip
    folder = f"{'House' if name[0] == 'H' else 'Senate'} {kinds[re.sub(r'[0-9]', '', name)[1:]]}".replace(" ", "%20")
    url = f"https://lawfilesext.leg.wa.gov/biennium/{biennium}/Pdf/Bills/{folder}/{number}.pdf"
    return Version(note="Original bill", links=(Link(url=url, media_type="application/pdf"),))


def _companions(row: Any) -> Iterator[RelatedBill]:
    for companion in descendants(row, "Companion"):
        if name := identifier(child(companion, "BillId")):
            yield RelatedBill(
                identifier=name, legislative_session=session(child(companion, "Biennium")), relation_type="companion"
            )


# -- meetings --------------------------------------------------------------------------------------------------------------


def agenda_url(agenda: str) -> str:
    """Where the items of an agenda are."""
    return f"{SERVICES}/CommitteeMeetingService.asmx/GetCommitteeMeetingItems?agendaId={agenda}"


def meeting_stamp(meeting: Any) -> str:
    """What changes when a meeting or its agenda changes."""
    return "|".join(maybe_child(meeting, name) or "" for name in ("RevisedDate", "Date", "Cancelled", "Room"))


def meeting(row: Any, items: Sequence[Mapping[str, str | None]]) -> ScrapedHearing:
    """A committee meeting with its agenda."""
    start = dates.local(child(row, "Date"), ZONE)
    committee, agenda = _committee(row), child(row, "AgendaId")
    notes, location = maybe_child(row, "Notes"), _location(row)
    _, sure = dates.clock(notes) if notes and re.search(r"\badjourn", notes, re.IGNORECASE) else (None, "exact")
    untimed = start.time() == dt.time()
    return ScrapedHearing(
        key=f"agenda-{agenda}",
        jurisdiction="us-wa",
        name=committee,
        start=start,
        timezone=ZONE.key,
        all_day=untimed,
        time_qualifier="date-only" if untimed and sure == "exact" else sure,
        time_text=notes if sure != "exact" else None,
        classification=_classification(items),
        status="cancelled"
        if child(row, "Cancelled").casefold() in {"true", "1"}
        else status(notes, location, day=start.date()),
        chamber=_CHAMBERS.get(child(row, "Agency")),
        committee=committee,
        location=location,
        virtual=virtual(location, notes),
        description=notes,
        legislative_session=session(biennium(start.date())),
        bills=tuple(_heard(items, session(biennium(start.date())))),
        agenda=tuple(_agenda(items)),
        links=(
            Link(url=f"https://app.leg.wa.gov/committeeschedules/Home/Agenda/{agenda}", note="Agenda"),
            *_sign_in(row, agenda),
        ),
        sources=(Link(url=agenda_url(agenda), note="Web services"),),
        stamp=meeting_stamp(row),
    )


def agenda_items(data: bytes) -> list[Mapping[str, str | None]]:
    """The items of one agenda, in order."""
    names = ("BillId", "HearingType", "HearingTypeDescription", "ItemDescription")
    return [{name: maybe_child(item, name) for name in names} for item in listed(data, "CommitteeMeetingItem")]


def _committee(row: Any) -> str:
    names = [
        maybe_child(committee, "LongName") or maybe_child(committee, "Name")
        for committee in descendants(row, "Committee")
    ]
    joined = " and ".join(dict.fromkeys(filter(None, names)))
    if not joined:
        raise PageChanged("Committees: wanted the name of a committee, found none")
    return joined


def _sign_in(row: Any, agenda: str) -> Iterator[Link]:
    """The page of the meeting on which people sign in, send testimony and register positions."""
    committees, agency = (
        [maybe_child(committee, "Id") for committee in descendants(row, "Committee")],
        child(row, "Agency"),
    )
    if agency in _CHAMBERS and len(committees) == 1 and committees[0]:
        query = f"selectedCommittee={committees[0]}&selectedMeeting={agenda}"
        yield Link(url=f"https://app.leg.wa.gov/csi/{agency}?{query}", note=SIGN_IN)


def _location(row: Any) -> str | None:
    place = [maybe_child(row, name) for name in ("Room", "Building", "Address", "City", "State")]
    return ", ".join(dict.fromkeys(filter(None, place))) or None


def _classification(items: Sequence[Mapping[str, str | None]]) -> str:
    kinds = {item["HearingTypeDescription"] or "" for item in items}
    return "hearing" if any("public" in kind.casefold() for kind in kinds) else "committee-meeting"


def _heard(items: Sequence[Mapping[str, str | None]], session: str) -> Iterator[HeardBill]:
    for name in dict.fromkeys(identifier(item["BillId"] or "") for item in items):
        if name:
            yield HeardBill(identifier=name, legislative_session=session)


def _agenda(items: Sequence[Mapping[str, str | None]]) -> Iterator[AgendaItem]:
    for item in items:
        kind, what, name = item["HearingTypeDescription"], item["ItemDescription"], identifier(item["BillId"] or "")
        if what or item["BillId"]:
            words = ": ".join(filter(None, (kind, what or item["BillId"])))
            yield AgendaItem(description=words, bills=(name,) if name else ())
