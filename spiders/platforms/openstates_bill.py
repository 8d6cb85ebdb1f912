"""Read one bill of Open States, from the API, from a scraper's file or from a bulk download."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from spiders.kit.classify import WORDS
from spiders.kit.fields import Json, maybe_long, maybe_said, objects, said
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
_RELATIONS: Final = frozenset({"companion", "prior-session", "replaced-by", "replaces"})


def bill(row: Json, *, place: str | None = None, seal: str | None = None) -> ScrapedBill:
    """One bill. `place` is where it is when the record does not say; `seal` is the stamp to keep."""
    here = place_of(row["jurisdiction"]) if row.get("jurisdiction") else place
    if here is None:
        raise PageChanged(f"jurisdiction: wanted one, found {', '.join(list(row)[:8])}")
    clock = zone(here)
    told = maybe_said(row, "legislative_session") or said(row, "session")
    session = ours(here, told)
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
        subject=parts.texts(row, "subject"),
        abstracts=tuple(_abstracts(row, clock)),
        other_titles=tuple(_titles(row, title)),
        actions=tuple(_actions(row, clock)),
        sponsorships=tuple(_sponsorships(row)),
        committees=tuple(_committees(row, here)),
        versions=tuple(_versions(row, "versions", clock)),
        documents=tuple(_versions(row, "documents", clock)),
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
    told = parts.chamber(row.get("from_organization"))
    return _BY_LETTER.get(clean_identifier(said(row, "identifier"))[:1], told) if told in {"upper", "lower"} else told


def _abstracts(row: Json, clock: ZoneInfo) -> Iterator[Abstract]:
    for each in objects(row.get("abstracts"), "abstracts"):
        if told := prose.text(maybe_long(each, "abstract") or ""):
            day = parts.maybe_day(parts.text(each, "date"), clock)
            yield Abstract(abstract=told, note=parts.text(each, "note"), date=day)


def _titles(row: Json, title: str) -> Iterator[Title]:
    for each in objects(row.get("other_titles"), "other_titles"):
        if (told := parts.text(each, "title")) and told != title:
            yield Title(title=told, note=parts.text(each, "note"))


def _actions(row: Json, clock: ZoneInfo) -> list[Action]:
    """The history from its beginning; sources that tell the newest first are turned by date, days keep their order."""
    told = objects(row.get("actions"), "actions")
    if told and all(isinstance(each.get("order"), int) for each in told):
        told = sorted(told, key=lambda each: each["order"])
    days = [parts.maybe_day(parts.text(each, "date") or said(each, "date"), clock) for each in told]
    found = [_action(each, day) for each, day in zip(told, _all_days(days), strict=True)]
    if found and found[0].date > found[-1].date:
        found.reverse()
    return sorted(found, key=lambda each: each.date)


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
    for each in objects(row.get("sponsorships"), "sponsorships"):
        person = parts.asked_for(each.get("person"))
        name = parts.text(each, "name") or parts.text(person, "name")
        if name is None:
            continue
        primary = each.get("primary") is True
        yield Sponsorship(
            name=name,
            primary=primary,
            classification=parts.text(each, "classification") or ("primary" if primary else "cosponsor"),
            entity_type=parts.text(each, "entity_type") or "person",
            person_id=parts.key_of(person.get("id") or each.get("person_id")),
            party=parts.text(person, "party") if person else None,
            district=parts.text(person, "current_role.district") if person else None,
        )


def _committees(row: Json, here: str) -> Iterator[Committee]:
    """The committees that referrals name as such; most scrapers name them in the words of the action only."""
    found: dict[str, Committee] = {}
    for each in objects(row.get("actions"), "actions"):
        if each.get("related_entities") and "referral-committee" in parts.texts(each, "classification"):
            chamber = parts.chamber(each.get("organization") or each.get("organization_id"))
            for told in parts.names(each, "related_entities", "organization"):
                for name in committee_names.committees(here, told):
                    found.setdefault(name, Committee(name=name, chamber=chamber))
    yield from found.values()


def _versions(row: Json, name: str, clock: ZoneInfo) -> Iterator[Version]:
    for each in objects(row.get(name), name):
        day = parts.maybe_day(parts.text(each, "date"), clock)
        yield Version(note=parts.text(each, "note") or name[:-1], date=day, links=parts.links(each, "links"))


def _related(row: Json, here: str, session: str) -> Iterator[RelatedBill]:
    for each in objects(row.get("related_bills"), "related_bills"):
        told, relation = parts.text(each, "identifier"), parts.text(each, "relation_type")
        if told and clean_identifier(told):
            there = parts.text(each, "legislative_session")
            yield RelatedBill(
                identifier=told,
                legislative_session=ours(here, there) if there else session,
                relation_type=relation if relation in _RELATIONS else "related",
            )


def _votes(row: Json, clock: ZoneInfo) -> tuple[VoteEvent, ...]:
    """The votes that are told with the bill, oldest first; one that says no day is no record."""
    told = (each for each in objects(row.get("votes"), "votes") if each.get("start_date") and each.get("motion_text"))
    read = dict.fromkeys(filter(None, (vote(each, clock) for each in told)))
    return tuple(sorted(read, key=lambda each: (each.date, each.motion)))


def _sources(row: Json) -> tuple[Link, ...]:
    found = parts.links(row, "sources")
    own = maybe_said(row, "openstates_url")
    return (*found, Link(url=own, note="Open States")) if own and parts.is_address(own) else found
