"""Read legislators and committees of Open States, from its API or its people files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from spiders.kit.fields import Json, maybe_many, maybe_said, said
from spiders.kit.select import PageChanged
from spiders.platforms import openstates_parts as parts
from spiders.platforms.openstates_places import place_of, zone
from tracker.records.items import Chamber, Membership, ScrapedOrganization, ScrapedPerson

COMMITTEES: Final = frozenset({"committee", "subcommittee"})
_LEGISLATIVE: Final = ("upper", "lower", "legislature")

Places = Mapping[str, Sequence[Membership]]
"""Memberships by the key of the person."""


def person(
    row: Json, places: Places, today: dt.date, *, place: str | None = None, seal: str | None = None
) -> ScrapedPerson:
    """One legislator; `places` holds the committees that name the person. A seat that has ended says when."""
    key = parts.key_of(said(row, "id"))
    if key is None:
        raise PageChanged(f"id: wanted one such as ocd-person/9eddb3cd-…, found {said(row, 'id')[:60]!r}")
    role = _role(row, today)
    named = row.get("jurisdiction") or role.get("jurisdiction")
    here = place_of(named) if named else place
    if here is None:
        raise PageChanged(f"jurisdiction: wanted one for {said(row, 'name')[:60]}, found none")
    office = _office(row)
    return ScrapedPerson(
        key=key,
        jurisdiction=here,
        name=_required(row, "name"),
        chamber=parts.chamber(role.get("org_classification") or role.get("type")),
        district=parts.text(role, "district"),
        party=_party(row),
        phone=parts.text(office, "voice"),
        email=_email(row),
        contact_url=_contact(row),
        office=parts.text(office, "address"),
        memberships=tuple(places.get(key, ())),
        other_ids=tuple(_ids(row)),
        other_names=_names(row),
        began=_day_of(role, "start_date", here),
        term_ends=_term_ends(role, here, today),
        ended=_ended(row, role, here, today),
        sources=parts.links(row, "sources", note="Open States"),
        stamp=seal,
    )


def committee(
    row: Json, *, place: str | None = None, chamber: Chamber | None = None, seal: str | None = None
) -> ScrapedOrganization:
    """One committee; the API tells neither its place nor its chamber, its files do."""
    key = parts.key_of(said(row, "id"))
    here = place_of(row["jurisdiction"]) if row.get("jurisdiction") else place
    if key is None or here is None:
        raise PageChanged(f"committee: wanted an id and a jurisdiction, found {said(row, 'id')[:60]!r} in {here}")
    addresses = [*parts.links(row, "links"), *parts.links(row, "sources")]
    return ScrapedOrganization(
        key=key,
        jurisdiction=here,
        name=_required(row, "name"),
        classification=maybe_said(row, "classification") or "committee",
        chamber=parts.chamber(row.get("chamber")) or chamber,
        parent=parts.key_of(row.get("parent_id")) or parts.key_of(row.get("parent")),
        url=addresses[0].url if addresses else None,
        email=parts.text(row, "email"),
        phone=parts.text(row, "phone"),
        other_names=_names(row),
        sources=parts.links(row, "sources", note="Open States"),
        stamp=seal,
    )


def members(row: Json) -> Iterator[tuple[str, Membership]]:
    """Who sits in a committee, as the person's key and the membership; those without an id cannot be told apart."""
    name = _required(row, "name")
    for each in maybe_many(row, "memberships") or maybe_many(row, "members"):
        key = parts.key_of(maybe_said(each, "person.id") or maybe_said(each, "person_id"))
        if key is not None:
            yield key, Membership(organization=name, role=parts.text(each, "role") or "member")


def _required(row: Json, name: str) -> str:
    found = parts.text(row, name)
    if found is None:
        raise PageChanged(f"{name}: wanted a text, found {str(row.get(name))[:80]!r}")
    return found


def _role(row: Json, today: dt.date) -> Json:
    """The seat a person holds, or held last; a governor is no legislator but may be written to."""
    if isinstance(row.get("current_role"), dict):
        found: Json = row["current_role"]
        return found
    roles = maybe_many(row, "roles")
    now = [role for role in roles if str(role.get("end_date") or "9999") >= today.isoformat()]
    begun = [role for role in now if str(role.get("start_date") or "0") <= today.isoformat()]
    seats = [each for each in begun or now if each.get("type") in _LEGISLATIVE] or begun or now
    if seats:
        return seats[-1]
    return max(roles, key=lambda each: str(each.get("end_date") or ""), default={})


def _ended(row: Json, role: Json, here: str, today: dt.date) -> dt.date | None:
    clock = zone(here)
    for told in (maybe_said(row, "death_date"), _dated(role.get("end_date"))):
        found = parts.maybe_day(told, clock)
        if found is not None and found < today:
            return found
    return None


def _day_of(role: Json, name: str, here: str) -> dt.date | None:
    return parts.maybe_day(_dated(role.get(name)), zone(here))


def _term_ends(role: Json, here: str, today: dt.date) -> dt.date | None:
    ends = _day_of(role, "end_date", here)
    return ends if ends is not None and ends >= today else None


def _dated(value: object) -> str | None:
    """A date as text; YAML may have made a date of it."""
    return str(value) if isinstance(value, (str, dt.date)) and str(value).strip() else None


def _party(row: Json) -> str | None:
    told = row.get("party")
    if isinstance(told, list):
        current = [each for each in maybe_many(row, "party") if not each.get("end_date")]
        return ", ".join(filter(None, (parts.text(each, "name") for each in current))) or None
    return parts.text(row, "party")


def _office(row: Json) -> Json:
    """The capitol office, or else the first: constituents' letters about bills go to the capitol."""
    found = maybe_many(row, "offices") or maybe_many(row, "contact_details")
    words = [
        (f"{each.get('classification') or ''} {each.get('name') or each.get('note') or ''}".lower(), each)
        for each in found
    ]
    return next((each for told, each in words if "capitol" in told), found[0] if found else {})


def _email(row: Json) -> str | None:
    offices = maybe_many(row, "offices") or maybe_many(row, "contact_details")
    told = parts.text(row, "email") or next(filter(None, (parts.text(office, "email") for office in offices)), None)
    return told if told and "@" in told else None


def _contact(row: Json) -> str | None:
    """The page to write to where one is named as such, otherwise the member's own page."""
    found = parts.links(row, "links")
    named = [each for each in found if "contact" in f"{each.note or ''} {each.url}".lower()]
    return next((each.url for each in (*named, *found)), None)


def _names(row: Json) -> tuple[str, ...]:
    """The other names, each once; the own one is none of them."""
    told = (parts.text(each, "name") for each in maybe_many(row, "other_names"))
    return tuple(dict.fromkeys(each for each in told if each and each != maybe_said(row, "name")))


def _ids(row: Json) -> Iterator[str]:
    yield f"openstates:{said(row, 'id')}"
    for each in maybe_many(row, "other_identifiers"):
        if (scheme := maybe_said(each, "scheme")) and (told := maybe_said(each, "identifier")):
            yield f"{scheme}:{told}"
