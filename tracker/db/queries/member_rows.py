"""Which legislator of a place a bill or a roll call means, by an id that somebody has there or else by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from tracker.db.models import Person, PersonId
from tracker.db.queries.people_rows import people_by_source_id, people_of
from tracker.records import ballots, ocd_json


@cache
def _ids_of_a_place() -> Select[str, str]:
    ids = select(PersonId.person_id, PersonId.value).join(Person, Person.id == PersonId.person_id)
    return ids.where(Person.jurisdiction == bindparam("place"))


class Members:
    """The legislators of one place, asked for once. Ids are those of the place: two places number their members alike."""

    def __init__(self, connection: Connection, place: str) -> None:
        self._sitting = people_of(connection, place)
        values: dict[str, list[str]] = {}
        for row in connection.execute(_ids_of_a_place(), {"place": place}):
            values.setdefault(row.person_id, []).append(row.value)
        self._ids = {key: ballots.known_ids(ids) for key, ids in values.items()}
        self._everybody = frozenset[str]().union(*self._ids.values())

    def of(self, row: Any) -> ballots.Member:
        """One legislator as bills and roll calls name one; sitting or not."""
        last = ballots.words(row.name)[-1:]
        shared = Counter(ballots.words(other.name)[-1:] for other in self._sitting if other.chamber == row.chamber)
        whole = ballots.words(row.name)
        more = other_names(row)
        return ballots.Member(
            name=row.name,
            ids=self._ids.get(row.id, frozenset()),
            chamber=row.chamber,
            namesakes=shared[last] > 1,
            doubled=any(
                ballots.words(other.name) == whole and (other.chamber, other.district) != (row.chamber, row.district)
                for other in self._sitting
            ),
            also=ballots.only_theirs(more, self._written(row)) if more else frozenset(),
            everybody=self._everybody,
        )

    def _written(self, row: Any) -> Iterator[str]:
        """All names of everybody else."""
        for other in self._sitting:
            if other.id != row.id:
                yield from (other.name, *other_names(other))

    def signing(self, sponsorships: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Who sits and is meant by these sponsorships, by the id that each has or else its name; what two may mean is nobody."""
        people: dict[tuple[str, ...] | str, dict[str, Any]] = {}
        for row in self._sitting:
            names = (ballots.words(name) for name in (row.name, *other_names(row)))
            for known_by in (*self._ids.get(row.id, ()), *filter(None, names)):
                people.setdefault(known_by, {})[row.id] = row
        meant = {}
        for sponsorship in sponsorships:
            person_id, name = sponsorship.get("person_id"), sponsorship["name"]
            rows = people.get(person_id if person_id in self._everybody else ballots.words(name), {})
            if len(rows) == 1:
                meant[person_id or name] = next(iter(rows.values()))
        return meant


def sponsors(connection: Connection, place: str, sponsorships: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The legislators behind a bill of a place as far as they are stored, by the id that it names them with or else the name."""
    ids = [sponsorship["person_id"] for sponsorship in sponsorships if sponsorship.get("person_id")]
    by_id = people_by_source_id(connection, place, ids)
    others = [
        entry for entry in sponsorships if entry["entity_type"] == "person" and entry.get("person_id") not in by_id
    ]
    return (Members(connection, place).signing(others) if others else {}) | by_id


def other_names(row: Any) -> tuple[str, ...]:
    """How else a stored legislator or committee is written, as its source tells."""
    return tuple(ocd_json.parsed(row.record).get("other_names") or ())
