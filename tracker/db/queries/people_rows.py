"""Legislators, committees and other bodies of a place."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    select,
)

from tracker import clock
from tracker.db.models import (
    Organization,
    Person,
    PersonId,
)
from tracker.db.queries.parts import as_kept, in_parts
from tracker.db.sound import asked, sound
from tracker.records.items import ScrapedOrganization, ScrapedPerson
from tracker.records.stored import Kept


def people_of(
    connection: Connection, jurisdiction: str, *, chamber: str | None = None, district: str | None = None
) -> list[Any]:
    """Legislators in office of a place, by chamber and district."""
    statement = select(Person.__table__).where(Person.jurisdiction == jurisdiction, in_office())
    if chamber:
        statement = statement.where(Person.chamber == chamber)
    if district:
        statement = statement.where(Person.district == district)
    return list(asked(connection, "people", statement.order_by(Person.chamber, Person.district, Person.name)))


def organizations_of(connection: Connection, jurisdiction: str) -> list[Any]:
    """Committees and other bodies of a place, by name."""
    statement = select(Organization.__table__).where(Organization.jurisdiction == jurisdiction)
    return list(asked(connection, "organizations", statement.order_by(Organization.name, Organization.id)))


def kept_organization(row: Any) -> Kept[ScrapedOrganization]:
    """A row of `organizations` as a value."""
    return as_kept(row, ScrapedOrganization)


def people_by_source_id(connection: Connection, place: str, values: Iterable[str]) -> dict[str, Any]:
    """Legislators of a place by an id that its bills name them with; another place may number its own alike."""
    rows = in_parts(connection, _by_source_id(), PersonId.value, values)
    return {row.value: row for row in sound(connection, "people", rows) if row.jurisdiction == place}


@cache
def _by_source_id() -> Select[Any]:
    return select(PersonId.value, Person.__table__).join(Person, Person.id == PersonId.person_id)


def kept_person(row: Any) -> Kept[ScrapedPerson]:
    """A row of `people` as a value."""
    return as_kept(row, ScrapedPerson)


def in_office() -> ColumnElement[bool]:
    """Whether a legislator sits today, as a condition: not those who left, nor those whose term is still to begin."""
    today = clock.today()
    return (Person.ended.is_(None) | (Person.ended >= today)) & (Person.began.is_(None) | (Person.began <= today))
