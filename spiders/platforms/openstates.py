"""Bills, hearings and people of all states, DC and Puerto Rico, from Open States.

Bills are asked for in the order of their last change, from the day of the newest change known of a place on, so that a
visit that ends early leaves no gap. A place met for the first time is read thirty days back; `--session` reads a session
whole, and `tracker import openstates` reads the bulk files, which costs no calls at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from spiders.kit.fields import Json, maybe_many
from spiders.kit.spiders import Yield
from spiders.platforms import openstates_bill, openstates_event, openstates_parts, openstates_person
from spiders.platforms.openstates_api import OpenStatesApi, Step
from spiders.platforms.openstates_places import zone
from spiders.platforms.openstates_sessions import theirs
from tracker.ingest.source import AGGREGATOR, Source
from tracker.records.items import Membership, NothingHere, Unchanged

LOOK_BACK: Final = dt.timedelta(days=30)
"""How far back a place is read that was never read before."""
JUST_OVER: Final = dt.timedelta(days=2)
"""How long after its day an event is still asked for: minutes and recordings come late."""
_CHUNK: Final = 1_000
_PUBLISHER: Final = "Open States (Plural Policy)"
_NOTE: Final = "Free key from open.pluralpolicy.com; ten calls a minute and a few hundred a day."


def _source(kind: str, **facts: Any) -> Source:
    return Source(
        jurisdiction="us",
        publisher=_PUBLISHER,
        timezone=zone("us"),
        url="https://openstates.org/",
        kind=kind,
        authority=AGGREGATOR,
        lineage="openstates",
        key_setting="openstates_api_key",
        note=_NOTE,
        **facts,
    )


class OpenStatesBills(OpenStatesApi):
    """Bills, oldest change first."""

    name = "openstates"
    source = _source("bills")
    paths = ("bills",)

    def __init__(self, *given: Any, **more: Any) -> None:
        """Find the newest change known of each place."""
        super().__init__(*given, **more)
        self.newest: dict[str, str] = {}
        self.known_of: dict[str, list[str]] = {}
        for key, stamp in self.asked.stamps.items():
            place = key.partition("/")[0]
            self.newest[place] = max(self.newest.get(place, ""), stamp)
            self.known_of.setdefault(place, []).append(key)
        self.met: set[str] = set()

    def order(self, places: Sequence[str]) -> Sequence[str]:
        """The places never read first, then those whose newest change is longest ago."""
        return sorted(super().order(places), key=lambda place: self.newest.get(place, ""))

    def steps(self, place: str) -> Iterator[Step]:
        """The bills that changed, or a session."""
        query = [("include", name) for name in openstates_bill.INCLUDES]
        if self.asked.session:
            query.append(("session", theirs(place, self.asked.session)))
        if since := self._since(place):
            query.append(("updated_since", since))
        yield Step(place, "bills", (("sort", "updated_asc"), *query))

    def _since(self, place: str) -> str | None:
        """The day to read from. The API compares texts, and a bare day comes before every moment of that day."""
        if self.asked.since:
            return self.asked.since.isoformat()
        if self.asked.session:
            return None
        if place not in self.newest:
            return f"{self.asked.now - LOOK_BACK:%Y-%m-%d}"
        return min(self.newest[place][:10], f"{self.asked.now:%Y-%m-%d}")  # a slip into the future hides no change

    def items(self, row: Json, step: Step) -> Iterator[Yield]:
        """One bill."""
        key, stamp = openstates_bill.bill_id(row), openstates_parts.stamp(row)
        self.met.add(key)
        if self.known(key, stamp):
            yield Unchanged(id=key)
        else:
            yield openstates_bill.bill(row, place=step.place or None, seal=stamp)

    def complete(self, step: Step, *, empty: bool) -> Iterator[Any]:
        """What was not listed has not changed: that is what was asked for."""
        known = self.known_of.get(step.place, ())
        if self.asked.session or self.asked.since:
            known = ()
        rest = [Unchanged(id=key) for key in known if key not in self.met]
        yield from (tuple(rest[n : n + _CHUNK]) for n in range(0, len(rest), _CHUNK))
        if empty and not rest:
            yield NothingHere(reason=f"no bills of {step.place} changed")


class OpenStatesEvents(OpenStatesApi):
    """Hearings and meetings, coming ones and those just over."""

    name = "openstates-events"
    source = _source("hearings", expected_every_days=7, lists_all_upcoming=True)
    paths = ("events",)

    def steps(self, place: str) -> Iterator[Step]:
        """The events of a place from two days ago on."""
        after = self.asked.since or (self.asked.now.astimezone(zone(place)) - JUST_OVER).date()
        includes = [("include", name) for name in openstates_event.INCLUDES]
        yield Step(place, "events", (*includes, ("after", after.isoformat()), ("deleted", "false")))

    def items(self, row: Json, step: Step) -> Iterator[Yield]:
        """One event."""
        if row.get("deleted") is not True:
            yield openstates_event.event(row, place=step.place or None, seal=openstates_parts.stamp(row))


class OpenStatesPeople(OpenStatesApi):
    """Committees with their members, then legislators."""

    name = "openstates-people"
    source = _source("people", every_hours=168, expected_every_days=60)
    paths = ("committees", "people")

    def __init__(self, *given: Any, **more: Any) -> None:
        """Begin with no memberships."""
        super().__init__(*given, **more)
        self.places: dict[str, list[Membership]] = {}

    def steps(self, place: str) -> Iterable[Step]:
        """Committees first: a legislator is told with the committees that name them."""
        people = [("include", name) for name in ("links", "sources", "offices", "other_identifiers")]
        committees = [("include", name) for name in ("memberships", "links", "sources")]
        return Step(place, "committees", tuple(committees)), Step(place, "people", tuple(people), size=50)

    def items(self, row: Json, step: Step) -> Iterator[Yield]:
        """One committee or legislator."""
        seal = openstates_parts.stamp(row)
        if step.path == "people":
            today = self.asked.now.astimezone(zone(step.place or "us")).date()
            yield openstates_person.person(row, self.places, today, place=step.place or None, seal=seal)
            return
        for key, place in openstates_person.members(row):
            self.places.setdefault(key, []).append(place)
        seats = {
            openstates_parts.chamber(membership["person"].get("current_role", {}).get("org_classification"))
            for membership in maybe_many(row, "memberships")
            if isinstance(membership.get("person"), dict) and isinstance(membership["person"].get("current_role"), dict)
        } - {None}
        chamber = seats.pop() if len(seats) == 1 else "legislature" if seats else None
        yield openstates_person.committee(row, place=step.place or None, chamber=chamber, seal=seal)

    def unread(self, step: Step) -> None:
        """Without its committees a place's legislators would be told without them: that is left for the next visit."""
        if step.path == "committees":
            self.left = [other for other in self.left if other.place != step.place]
