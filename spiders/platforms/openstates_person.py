"""Read legislators and committees of Open States, from its API or its people files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from spiders.kit.fields import Json, maybe_many, maybe_said, said
from spiders.kit.select import PageChanged
from spiders.platforms import openstates_parts as parts
from spiders.platforms.openstates_places import place_of, zone
from tracker.records.items import Chamber, Membership, Office, ScrapedOrganization, ScrapedPerson

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
        offices=tuple(_district_offices(row, office)),
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
    extras = row.get("extras")  # Texas' and New York's files tell the office there
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
        phone=parts.text(row, "phone") or (parts.text(extras, "phone") if isinstance(extras, dict) else None),
        other_names=_names(row),
        sources=parts.links(row, "sources", note="Open States"),
        stamp=seal,
    )


def members(row: Json) -> Iterator[tuple[str, Membership]]:
    """Who sits in a committee, as the person's key and the membership; those without an id cannot be told apart."""
    name = _required(row, "name")
    for membership in maybe_many(row, "memberships") or maybe_many(row, "members"):
        key = parts.key_of(maybe_said(membership, "person.id") or maybe_said(membership, "person_id"))
        if key is not None:
            yield key, Membership(organization=name, role=parts.text(membership, "role") or "member")


def _required(row: Json, name: str) -> str:
    value = parts.text(row, name)
    if value is None:
        raise PageChanged(f"{name}: wanted a text, found {str(row.get(name))[:80]!r}")
    return value


def _role(row: Json, today: dt.date) -> Json:
    """The seat a person holds, or held last; a governor is no legislator but may be written to."""
    if isinstance(row.get("current_role"), dict):
        current_role: Json = row["current_role"]
        return current_role
    roles = maybe_many(row, "roles")
    now = [role for role in roles if str(role.get("end_date") or "9999") >= today.isoformat()]
    begun = [role for role in now if str(role.get("start_date") or "0") <= today.isoformat()]
    seats = [seat for seat in begun or now if seat.get("type") in _LEGISLATIVE] or begun or now
    if seats:
        return seats[-1]
    return max(roles, key=lambda seat: str(seat.get("end_date") or ""), default={})


def _ended(row: Json, role: Json, here: str, today: dt.date) -> dt.date | None:
    clock = zone(here)
    for text in (maybe_said(row, "death_date"), _dated(role.get("end_date"))):
        day = parts.maybe_day(text, clock)
        if day is not None and day < today:
            return day
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
    name = row.get("party")
    if isinstance(name, list):
        current = [entry for entry in maybe_many(row, "party") if not entry.get("end_date")]
        return ", ".join(filter(None, (parts.text(entry, "name") for entry in current))) or None
    return parts.text(row, "party")


def _office(row: Json) -> Json:
    """The capitol office, or else the first: constituents' letters about bills go to the capitol."""
    offices = maybe_many(row, "offices") or maybe_many(row, "contact_details")
    words = [
        (f"{office.get('classification') or ''} {office.get('name') or office.get('note') or ''}".lower(), office)
        for office in offices
    ]
    return next((office for label, office in words if "capitol" in label), offices[0] if offices else {})


def _district_offices(row: Json, capitol: Json) -> Iterator[Office]:
    """The offices at home that people may go to; one that takes mail alone is none."""
    for office in maybe_many(row, "offices") or maybe_many(row, "contact_details"):
        kind = f"{office.get('classification') or ''} {office.get('name') or office.get('note') or ''}".lower()
        address = parts.text(office, "address")
        if address and office is not capitol and "district" in kind and "mail" not in kind:
            yield Office(address=address, phone=parts.text(office, "voice"))


def _email(row: Json) -> str | None:
    offices = maybe_many(row, "offices") or maybe_many(row, "contact_details")
    address = parts.text(row, "email") or next(filter(None, (parts.text(office, "email") for office in offices)), None)
    return address if address and "@" in address else None


def _contact(row: Json) -> str | None:
    """The page to write to where one is named as such, otherwise the member's own page."""
    links = parts.links(row, "links")
    named = [link for link in links if "contact" in f"{link.note or ''} {link.url}".lower()]
    return next((link.url for link in (*named, *links)), None)


def _names(row: Json) -> tuple[str, ...]:
    """The other names, each once; the own one is none of them."""
    names = (parts.text(entry, "name") for entry in maybe_many(row, "other_names"))
    return tuple(dict.fromkeys(entry for entry in names if entry and entry != maybe_said(row, "name")))


def _ids(row: Json) -> Iterator[str]:
    yield f"openstates:{said(row, 'id')}"
    for entry in maybe_many(row, "other_identifiers"):
        if (scheme := maybe_said(entry, "scheme")) and (identifier := maybe_said(entry, "identifier")):
            yield f"{scheme}:{identifier}"
