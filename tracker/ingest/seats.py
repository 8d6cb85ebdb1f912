"""Keep one legislator for two sources that number people each in their own way: who sits in one seat under one last name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, exists, insert, select

from tracker.db.models import Alias, Claim, Person
from tracker.ingest import aliases
from tracker.records import ballots
from tracker.records.items import ScrapedPerson

Seat = tuple[str, str | None, str, str]
"""Place, chamber, district and last name."""


def of(connection: Connection, source: str, people: Sequence[ScrapedPerson]) -> dict[str, str]:
    """For those of `people` that another source told of first: their own id and the key of the record they belong to."""
    own = [person.id for person in people]
    record_ids = aliases.known(connection, source, own)
    fresh = [person for person in people if person.id not in record_ids and person.ended is None]
    new = _recognized(connection, source, fresh) if fresh else {}
    if new:
        rows = [{"source": source, "own_id": key, "record_id": record} for key, record in new.items()]
        connection.execute(insert(Alias), rows)
    return {key: record.partition("/person/")[2] for key, record in {**record_ids, **new}.items()}


def _recognized(connection: Connection, source: str, fresh: Sequence[ScrapedPerson]) -> dict[str, str]:
    """For people who are new the record of another source for the same seat; where two could be, neither is sure."""
    seats = {person.id: _seat(person.jurisdiction, person.chamber, person.district, person.name) for person in fresh}
    often = Counter(seats.values())
    known: dict[Seat, list[str]] = {}
    query = select(Person.id, Person.jurisdiction, Person.chamber, Person.district, Person.name).where(
        Person.jurisdiction.in_({person.jurisdiction for person in fresh}),
        Person.ended.is_(None),
        ~exists().where(Claim.record_id == Person.id, Claim.source == source),
    )
    for row in connection.execute(query):
        if (seat := _seat(row.jurisdiction, row.chamber, row.district, row.name)) is not None:
            known.setdefault(seat, []).append(row.id)
    known_ids = {row.id for row in connection.execute(select(Person.id).where(Person.id.in_(list(seats))))}
    return {
        key: known[seat][0]
        for key, seat in seats.items()
        if seat is not None and key not in known_ids and often[seat] == 1 and len(known.get(seat, ())) == 1
    }


def _seat(place: str, chamber: str | None, district: str | None, name: str) -> Seat | None:
    words = ballots.words(name)
    if not words or not district:
        return None
    return place, chamber, district.strip().lstrip("0").casefold(), words[-1]
