"""Read one bill of Open States, from the API, from a scraper's file or from a bulk download."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from spiders.kit.classify import WORDS
from spiders.kit.fields import Json, maybe_long, maybe_many, maybe_said, objects, said, yes
from spiders.kit.select import PageChanged
from spiders.platforms import committee_names
from spiders.platforms import openstates_parts as parts
from spiders.platforms.openstates_places import place_of, zone
from spiders.platforms.openstates_sessions import ours
from spiders.platforms.openstates_vote import vote
from tracker.records import prose
from tracker.records.items import (
    Abstract,
    Action,
    Chamber,
    Committee,
    Link,
    RelatedBill,
    ScrapedBill,
    Sponsorship,
    Title,
    Version,
    VoteEvent,
)
from tracker.records.text import clean_identifier

INCLUDES: Final = (
    "sponsorships",
    "abstracts",
    "other_titles",
    "actions",
    "sources",
    "documents",
    "versions",
    "related_bills",
    "votes",
)
"""What the API leaves out of a bill unless it is asked for."""

_BY_LETTER: Final[Mapping[str, Chamber]] = {"S": "upper", "H": "lower"}
_OF_THE_PAGE: Final = "Opens in a new window"
"""What the pages of Vermont's legislature say to readers of screens, behind the name of each document."""
_CITED: Final = re.compile(r"[A-Z]{2,5}\b")
"""A citation that names its own code: `MCL 408.1017`."""
_RELATIONS: Final = frozenset({"companion", "prior-session", "replaced-by", "replaces"})


def bill(row: Json, *, place: str | None = None, seal: str | None = None) -> ScrapedBill:
    """One bill. `place` is where it is when the record does not say; `seal` is the stamp to keep."""
    here = place_of(row["jurisdiction"]) if row.get("jurisdiction") else place
    if here is None:
        raise PageChanged(f"jurisdiction: wanted one, found {', '.join(list(row)[:8])}")
    clock = zone(here)
    session_name = maybe_said(row, "legislative_session") or said(row, "session")
    session = ours(here, session_name)
    title = parts.text(row, "title")
    if title is None:
        raise PageChanged(f"title: wanted a text, found {str(row.get('title'))[:80]!r}")
    return ScrapedBill(
        jurisdiction=here,
        legislative_session=session,
        identifier=said(row, "identifier"),
        title=title,
        classification=parts.texts(row, "classification") or ("bill",),
        from_organization=_home(row),
        subject=tuple(dict.fromkeys((*parts.texts(row, "subject"), *_statutes(row)))),
        abstracts=tuple(_abstracts(row, clock)),
        other_titles=tuple(_titles(row, title)),
        actions=tuple(_actions(row, clock)),
        sponsorships=tuple(_sponsorships(row)),
        committees=tuple(_committees(row, here)),
        versions=tuple(_versions(row, "versions", clock)),
        documents=(*_versions(row, "documents", clock), *_chapters(row)),
        related_bills=tuple(_related(row, here, session)),
        sources=_sources(row),
        votes=_votes(row, clock),
        stamp=seal,
    )


def bill_id(row: Json) -> str:
    """The public id of a bill without reading the rest of it."""
    here = place_of(row.get("jurisdiction"))
    session = ours(here, maybe_said(row, "legislative_session") or said(row, "session"))
    return f"{here}/{session}/{clean_identifier(said(row, 'identifier'))}"


def _home(row: Json) -> Chamber | None:
    """The chamber in which a bill began: its number knows better than a scraper that tells one chamber for all."""
    chamber = parts.chamber(row.get("from_organization"))
    return (
        _BY_LETTER.get(clean_identifier(said(row, "identifier"))[:1], chamber)
        if chamber in {"upper", "lower"}
        else chamber
    )


def _abstracts(row: Json, clock: ZoneInfo) -> Iterator[Abstract]:
    for entry in objects(row.get("abstracts"), "abstracts"):
        if text := prose.text(maybe_long(entry, "abstract") or ""):
            day = parts.maybe_day(parts.text(entry, "date"), clock)
            yield Abstract(abstract=text, note=parts.text(entry, "note"), date=day)


def _titles(row: Json, title: str) -> Iterator[Title]:
    for entry in objects(row.get("other_titles"), "other_titles"):
        if (other := parts.text(entry, "title")) and other != title:
            yield Title(title=other, note=parts.text(entry, "note"))


def _actions(row: Json, clock: ZoneInfo) -> list[Action]:
    """The history from its beginning; sources that tell the newest first are turned by date, days keep their order."""
    entries = objects(row.get("actions"), "actions")
    if entries and all(isinstance(entry.get("order"), int) for entry in entries):
        entries = sorted(entries, key=lambda entry: entry["order"])
    days = [parts.maybe_day(parts.text(entry, "date"), clock) for entry in entries]
    actions = [_action(entry, day) for entry, day in zip(entries, _all_days(days), strict=True)]
    if actions and actions[0].date > actions[-1].date:
        actions.reverse()
    return sorted(actions, key=lambda action: action.date)


def _all_days(days: Sequence[dt.date | None]) -> Iterator[dt.date]:
    """Each day; an action without one (0000-00-00) happened when the one before it did, or the one after."""
    known = [day for day in days if day is not None]
    if days and not known:
        raise PageChanged("actions: wanted a date, found none in any of them")
    last = known[0] if known else None
    for day in days:
        last = day or last
        assert last is not None
        yield last


def _action(entry: Json, day: dt.date) -> Action:
    organization = entry.get("organization") or entry.get("organization_id")
    return Action(
        date=day,
        description=parts.text(entry, "description") or "(no words)",
        classification=_known(parts.texts(entry, "classification")),
        organization=parts.chamber(organization) or parts.text(parts.asked_for(organization), "name"),
    )


@lru_cache(maxsize=4_096)
def _known(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word in WORDS)


def _sponsorships(row: Json) -> Iterator[Sponsorship]:
    for sponsor in objects(row.get("sponsorships"), "sponsorships"):
        person = parts.asked_for(sponsor.get("person"))
        name = parts.text(sponsor, "name") or parts.text(person, "name")
        if name is None:
            continue
        primary = yes(sponsor, "primary")
        yield Sponsorship(
            name=name,
            primary=primary,
            classification=parts.text(sponsor, "classification") or ("primary" if primary else "cosponsor"),
            entity_type=parts.text(sponsor, "entity_type") or "person",
            person_id=parts.key_of(person.get("id") or sponsor.get("person_id")),
            party=parts.text(person, "party") if person else None,
            district=parts.text(person, "current_role.district") if person else None,
        )


def _committees(row: Json, here: str) -> Iterator[Committee]:
    """The committees that referrals name as such; most scrapers name them in the words of the action only."""
    committees: dict[str, Committee] = {}
    for action in objects(row.get("actions"), "actions"):
        if action.get("related_entities") and "referral-committee" in parts.texts(action, "classification"):
            chamber = parts.chamber(action.get("organization") or action.get("organization_id"))
            for committee_name in parts.names(action, "related_entities", "organization"):
                for name in committee_names.committees(here, committee_name):
                    committees.setdefault(name, Committee(name=name, chamber=chamber))
    yield from committees.values()


def _versions(row: Json, name: str, clock: ZoneInfo) -> Iterator[Version]:
    for entry in objects(row.get(name), name):
        day = parts.maybe_day(parts.text(entry, "date"), clock)
        note = (parts.text(entry, "note") or "").replace(_OF_THE_PAGE, "").strip()
        yield Version(note=note or name[:-1], date=day, links=parts.links(entry, "links"))


def _statutes(row: Json) -> Iterator[str]:
    """The sections of law that a bill changes or made, cited as its source does: `Florida Statutes 394.4615`."""
    for entry in maybe_many(row, "citations"):
        where, section = parts.text(entry, "publication"), parts.text(entry, "citation")
        if section and entry.get("citation_type") in {"proposed", "final"}:
            yield (
                f"{where.replace('Statues', 'Statutes')} {section}" if where and not _CITED.match(section) else section
            )


def _chapters(row: Json) -> Iterator[Version]:
    """The session laws that a bill's page leads to. That is no proof that it became law itself: Florida's pages name the
    chapter of a companion on bills that died.
    """
    for entry in maybe_many(row, "citations"):
        url, where = entry.get("url"), parts.text(entry, "publication")
        if entry.get("citation_type") == "chapter" and parts.is_address(url):
            note = ", ".join(filter(None, (where, parts.text(entry, "citation")))) or "Session law"
            yield Version(note=note, links=(Link(url=str(url).strip()),))


def _related(row: Json, here: str, session: str) -> Iterator[RelatedBill]:
    for entry in objects(row.get("related_bills"), "related_bills"):
        number, relation = parts.text(entry, "identifier"), parts.text(entry, "relation_type")
        if number and clean_identifier(number):
            there = parts.text(entry, "legislative_session")
            yield RelatedBill(
                identifier=number,
                legislative_session=ours(here, there) if there else session,
                relation_type=relation if relation in _RELATIONS else "related",
            )


def _votes(row: Json, clock: ZoneInfo) -> tuple[VoteEvent, ...]:
    """The votes that are told with the bill, oldest first; one that says no day is no record."""
    entries = (
        entry for entry in objects(row.get("votes"), "votes") if entry.get("start_date") and entry.get("motion_text")
    )
    read = dict.fromkeys(filter(None, (vote(entry, clock) for entry in entries)))
    return tuple(sorted(read, key=lambda event: (event.date, event.motion)))


def _sources(row: Json) -> tuple[Link, ...]:
    links = parts.links(row, "sources")
    own = maybe_said(row, "openstates_url")
    return (*links, Link(url=own, note="Open States")) if own and parts.is_address(own) else links
