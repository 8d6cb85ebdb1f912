"""Read what the Legistar Web API says.

`EventDate` is local midnight with the time as text beside it; everything named `Utc` is UTC without saying so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.fields import Json, maybe_long, maybe_said, said
from spiders.kit.select import PageChanged
from spiders.kit.status_phrases import status, virtual
from spiders.platforms.legistar_clients import Client
from tracker.records import prose
from tracker.records.items import (
    Action,
    AgendaItem,
    HeardBill,
    Link,
    ScrapedBill,
    ScrapedHearing,
    Sponsorship,
    TimeQualifier,
    Title,
    Version,
)
from tracker.records.text import clean_identifier

_USUAL: Final = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T00:00:00")
_MOMENT: Final = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d+)?")
_STAMPS: Final = ("%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S")
_KINDS: Final = (
    ("resolution", re.compile(r"\bresolution|^res\b", re.IGNORECASE)),
    ("ordinance", re.compile(r"\bordinance|\blocal law\b|^introduction$", re.IGNORECASE)),
    ("bill", re.compile(r"\bbill\b", re.IGNORECASE)),
    ("motion", re.compile(r"\bmotion\b", re.IGNORECASE)),
    ("appointment", re.compile(r"\bappointment|\bnomination", re.IGNORECASE)),
)
_ACTIONS: Final = (
    (re.compile(r"\bnot\s+(?:been\s+)?(?:passed|approved|adopted)", re.IGNORECASE), ()),
    (re.compile(r"\bintroduced\b|\bdirect introduction", re.IGNORECASE), ("introduction",)),
    (re.compile(r"\b(?:re-?)?referred\b", re.IGNORECASE), ("referral-committee",)),
    (re.compile(r"\bvetoed\b", re.IGNORECASE), ("executive-veto",)),
    (re.compile(r"\bsigned\b.*\b(?:mayor|executive)\b", re.IGNORECASE), ("executive-signature",)),
    (re.compile(r"\b(?:passed|approved|adopted)\b.*\b(?:comm|committee)\b", re.IGNORECASE), ("committee-passage",)),
    (re.compile(r"\bwithdrawn\b", re.IGNORECASE), ("withdrawal",)),
    (re.compile(r"\b(?:failed|disapproved)\b", re.IGNORECASE), ("failure",)),
    (re.compile(r"\bamended\b", re.IGNORECASE), ("amendment-passage",)),
    (re.compile(r"\b(?:passed|approved|adopted)\b", re.IGNORECASE), ("passage",)),
)


def day(row: Json, name: str) -> dt.date:
    """The local day that stands before the T; the API never gives an hour with it."""
    value = row.get(name)
    if isinstance(value, str) and _USUAL.fullmatch(value):  # nearly every date, at a tenth of the cost
        return dt.date(int(value[:4]), int(value[5:7]), int(value[8:10]))
    return dates.date(said(row, name)[:10])


def maybe_day(row: Json, name: str) -> dt.date | None:
    """The same, None where the field is empty."""
    return day(row, name) if maybe_said(row, name) else None


def stamp(row: Json, name: str) -> str | None:
    """A LastModified as the API writes it, refused when it is no moment; None where there is none."""
    text = maybe_said(row, name)
    if text is not None and not _MOMENT.fullmatch(text):
        dates.local(text.removesuffix("Z"), ZoneInfo("UTC"), *_STAMPS)
    return text


def when(date: dt.date, text: str | None, client: Client) -> tuple[dt.datetime, TimeQualifier, bool]:
    """The moment, how sure it is, and whether only the day is known: midnight is what systems write for no hour."""
    time, sure = dates.clock(text)
    if time is None or time == dt.time():
        return dates.midnight(date, client.zone), sure if sure == "upon-adjournment" else "date-only", True
    return dt.datetime.combine(date, time, tzinfo=client.zone), sure, False


def event_id(row: Json, client: Client) -> str:
    """The public id of an event."""
    return f"{client.place}/legistar-{said(row, 'EventId')}"


def event(row: Json, items: Iterable[Json], client: Client, *, whole: bool) -> ScrapedHearing:
    """A meeting with its agenda; `whole` when the agenda was read too, so that it need not be asked for again."""
    body, comment, location = (
        said(row, "EventBodyName"),
        maybe_said(row, "EventComment"),
        maybe_said(row, "EventLocation"),
    )
    time = maybe_said(row, "EventTime")
    start, sure, all_day = when(day(row, "EventDate"), time, client)
    page, agenda = _link(row, "EventInSiteURL", "Meeting"), tuple(items)
    listed = [link for name, note in _FILES if (link := _link(row, name, note))]
    return ScrapedHearing(
        key=f"legistar-{said(row, 'EventId')}",
        jurisdiction=client.place,
        name=body,
        committee=body,
        start=start,
        all_day=all_day,
        time_qualifier=sure,
        time_text=time if sure != "exact" else None,
        timezone=client.timezone,
        status=status(
            maybe_said(row, "EventAgendaStatusName"),
            maybe_said(row, "EventMinutesStatusName"),
            body,
            comment,
            time,
            location,
            day=start.date(),
        ),
        location=location,
        virtual=virtual(location, comment),
        description=comment,
        bills=tuple(_heard(agenda)),
        agenda=tuple(_agenda(agenda)),
        links=(page,) if page else (),
        documents=tuple(listed),
        video=_address(row, "EventVideoPath") or _address(row, "EventMedia"),
        sources=(page or Link(url=client.calendar, note=client.publisher),),
        stamp=stamp(row, "EventLastModifiedUtc") if whole else None,
    )


_ADDRESS: Final = re.compile(r"\s*https?://[^\s/]+")
_FILES: Final = (("EventAgendaFile", "Agenda"), ("EventMinutesFile", "Minutes"))


def _address(row: Json, name: str) -> str | None:
    value = row.get(name)
    return value.strip() if isinstance(value, str) and _ADDRESS.match(value) else None


def _link(row: Json, name: str, note: str) -> Link | None:
    address = _address(row, name)
    return Link(url=address, note=note) if address else None


def _heard(items: Iterable[Json]) -> Iterator[HeardBill]:
    met = set()
    for item in items:
        file = maybe_said(item, "EventItemMatterFile")
        clean = clean_identifier(file) if file else ""
        if file and clean and clean not in met:
            met.add(clean)
            title = maybe_said(item, "EventItemMatterName") or maybe_said(item, "EventItemTitle")
            yield HeardBill(identifier=file, title=title)


def _agenda(items: Iterable[Json]) -> Iterator[AgendaItem]:
    """The items in their order; one without words (a spacer) is left out."""
    for item in sorted(items, key=_order):
        words = prose.text(maybe_long(item, "EventItemTitle") or maybe_said(item, "EventItemMatterName") or "")
        file = maybe_said(item, "EventItemMatterFile")
        note = maybe_long(item, "EventItemAgendaNote")
        notes = prose.text(note) if note else ""
        if words or file:
            clean = clean_identifier(file) if file else ""
            named = (clean,) if clean else ()
            yield AgendaItem(description=words or str(file), bills=named, notes=(notes,) if notes else ())


def _order(item: Json) -> tuple[int, int]:
    numbers = [item.get("EventItemAgendaSequence"), item.get("EventItemMinutesSequence")]
    first, second = (number if isinstance(number, int) else 1_000_000 for number in numbers)
    return first, second


def session(row: Json) -> str:
    """The year a matter was introduced: cities have no sessions, and a file number may come again in another year."""
    for name in ("MatterIntroDate", "MatterAgendaDate"):
        if maybe_said(row, name):
            return str(day(row, name).year)
    year = re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)", said(row, "MatterFile"))
    if year is None:
        raise PageChanged("MatterIntroDate: wanted a date, or a year in MatterFile, found none")
    return year[1]


def matter_id(row: Json, client: Client) -> str:
    """The public id of a matter."""
    return f"{client.place}/{session(row)}/{clean_identifier(said(row, 'MatterFile'))}"


def matter(row: Json, parts: dict[str, list[Json]], client: Client, *, whole: bool) -> ScrapedBill:
    """A matter with its history, sponsors and attachments, as far as they were read."""
    kind, title, name = (maybe_said(row, f"Matter{column}") for column in ("TypeName", "Title", "Name"))
    if not (title or name):
        raise PageChanged("MatterTitle: wanted a title there or in MatterName, found none")
    page = f"{client.calendar.removesuffix('Calendar.aspx')}LegislationDetail.aspx?LEGID={said(row, 'MatterId')}"
    files = [
        attachment for attachment in parts.get("attachments", ()) if _address(attachment, "MatterAttachmentHyperlink")
    ]
    return ScrapedBill(
        jurisdiction=client.place,
        legislative_session=session(row),
        identifier=said(row, "MatterFile"),
        title=title or str(name),
        other_titles=(Title(title=name, note="short title"),) if title and name and name != title else (),
        classification=(_kind(kind),),
        from_organization="legislature",
        actions=tuple(_actions(row, parts.get("histories", ()))),
        sponsorships=tuple(_sponsorships(parts.get("sponsors", ()))),
        documents=tuple(
            Version(
                note=maybe_said(file, "MatterAttachmentName") or "Attachment",
                links=(Link(url=str(_address(file, "MatterAttachmentHyperlink"))),),
            )
            for file in files
        ),
        sources=(Link(url=page, note=client.publisher),),
        stamp=stamp(row, "MatterLastModifiedUtc") if whole else None,
    )


def _kind(name: str | None) -> str:
    for word, pattern in _KINDS:
        if name and pattern.search(name):
            return word
    return name.casefold() if name else "bill"


def _actions(row: Json, histories: Iterable[Json]) -> list[Action]:
    """The history, each step once: Legistar repeats a step for every version of the file."""
    actions: dict[tuple[object, ...], Action] = {}
    for history in histories:
        words = maybe_said(history, "MatterHistoryActionName")
        date = maybe_day(history, "MatterHistoryActionDate")
        if words and date:
            who = maybe_said(history, "MatterHistoryActionBodyName")
            made = Action(date=date, description=words, classification=_classified(words), organization=who)
            actions.setdefault((date, words, who), made)
    introduced = maybe_day(row, "MatterIntroDate")
    if not actions and introduced:
        actions[()] = Action(date=introduced, description="Introduced", classification=("introduction",))
    return sorted(actions.values(), key=lambda action: action.date)


def _classified(words: str) -> tuple[str, ...]:
    return next((kinds for pattern, kinds in _ACTIONS if pattern.search(words)), ())


def _sponsorships(sponsors: Iterable[Json]) -> Iterator[Sponsorship]:
    """Each sponsor once; the first in the body's own order is the prime one."""
    met: set[str] = set()
    order = sorted(sponsors, key=lambda sponsor: (maybe_said(sponsor, "MatterSponsorSequence") or "9").zfill(6))
    for sponsor in order:
        name = maybe_said(sponsor, "MatterSponsorName")
        if name and name not in met:
            met.add(name)
            first = len(met) == 1
            kind = "primary" if first else "cosponsor"
            who = maybe_said(sponsor, "MatterSponsorNameId")
            yield Sponsorship(name=name, primary=first, classification=kind, person_id=who)
