"""Legislators and committees: find one's own, and see what flagged bills they have to do with and how to reach them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from sqlalchemy import Connection
from starlette.responses import Response

from tracker.db import queries
from tracker.errors import TrackerError
from tracker.records import ocd_json
from tracker.records.bill_numbers import read_number
from tracker.settings import load
from tracker.vocabulary import UnknownName, check_place
from tracker.web import choices, geocoder, hearing_lists, legislators, rate_limits
from tracker.web.access import ANYONE, VISITOR
from tracker.web.errors import Problem
from tracker.web.places import CONGRESS, STATES
from tracker.web.rate_limits import Limit
from tracker.web.request_context import Ask, Pages

pages = Pages()
GEOCODE: Final = Limit(name="geocode", count=20, per=dt.timedelta(hours=1))


@pages.get("/legislators", ANYONE, keep=True, reads=("place", "congress", "upper", "lower", "bill"))
def find(ask: Ask) -> Response:
    """The form, and who sits for the districts it names."""
    given = ask.sent("place", 60)
    state = check_place(given) if given else ""
    if state and state.removeprefix("us-") not in STATES:
        raise UnknownName("place", given, [state[:5]] if state[3:5] in STATES else (), "legislators sit for a state")
    named = geocoder.Districts(
        place=state,
        congress=ask.sent("congress", 60) or None,
        upper=ask.sent("upper", 60) or None,
        lower=ask.sent("lower", 60) or None,
    )
    return _found(ask, named)


@pages.post("/legislators", VISITOR)
def by_address(ask: Ask) -> Response:
    """Ask the geocoder for the districts of an address, live; the address is neither kept nor logged."""
    url = load().geocoder_url
    if not url:
        raise Problem(404, "No geocoder is set here", "Choose the state and the districts.")
    if not rate_limits.allowed(ask.site.engine, GEOCODE, rate_limits.network(ask.request)):
        raise Problem(
            429, "That was often enough for now", "Choose the state and the districts, or come back in an hour."
        )
    address = ask.sent("address", 300)
    try:
        districts = geocoder.districts(url, address) if len(address) > 5 else None
    except TrackerError as problem:
        raise Problem(502, "The geocoder does not answer", str(problem)) from None
    if districts is None:
        return _found(ask, geocoder.Districts(place=""), unknown=True)
    return _found(ask, districts)


def _found(ask: Ask, named: geocoder.Districts, *, unknown: bool = False) -> Response:
    bill = None
    with ask.reading() as connection:
        seats = legislators.Seats()
        if named.place:
            seats = legislators.seats(
                connection, named.place, named.congress or "", named.upper or "", named.lower or ""
            )
        votes: dict[str, Any] = {}
        if number := ask.sent("bill", 120):
            bill = queries.bill_row(connection, number) if read_number(number) else None
            votes = _votes(connection, bill, seats) if bill is not None else {}
    return ask.page(
        "legislators.html",
        status=422 if unknown else 200,
        named=named,
        seats=seats,
        unknown=unknown,
        bill=bill,
        votes=votes,
        geocoder=bool(load().geocoder_url),
    )


def _votes(connection: Connection, bill: Any, seats: legislators.Seats) -> dict[str, Any]:
    """How each of them voted on a bill."""
    record = ocd_json.parsed(bill.record)
    if not record.get("votes"):
        return {}
    members = queries.Members(connection, bill.jurisdiction)
    here = seats.congress if bill.jurisdiction == CONGRESS else (*seats.upper, *seats.lower)
    return {
        row.id: legislators.votes_on(record, members.of(row)) for row in here if row.jurisdiction == bill.jurisdiction
    }


@pages.get("/people/{place}/{key}", ANYONE, keep=True)
def person(ask: Ask) -> Response:
    """One legislator."""
    flagged = ask.site.flagged.now()
    with ask.reading() as connection:
        row = legislators.person_row(connection, f"{ask.part('place')}/person/{ask.part('key')}")
        if row is None:
            raise Problem(404, "We do not know this person", "They may not have been read yet.")
        work = legislators.work_of_person(connection, flagged, row)
        known = {body.name: body for body in legislators.committees_of(connection, row.jurisdiction)}
        matches = queries.matches_of(connection, [bill.id for bill in (*work.brought, *work.signed)])
        meetings = hearing_lists.with_bills(connection, work.meetings)
    return ask.page(
        "person.html",
        person=row,
        record=ocd_json.parsed(row.record),
        work=work,
        matches=matches,
        meetings=meetings,
        committees=known,
        titles=choices.topic_titles(),
    )


@pages.get("/committees/{place}", ANYONE, keep=True)
def committees(ask: Ask) -> Response:
    """The committees of a place."""
    code = ask.part("place")
    if code != CONGRESS and code.partition("-")[2] not in STATES:
        raise Problem(404, "We do not know this place")
    with ask.reading() as connection:
        rows = legislators.committees_of(connection, code)
    return ask.page("committees.html", code=code, rows=rows)


@pages.get("/committees/{place}/{key}", ANYONE, keep=True)
def committee(ask: Ask) -> Response:
    """One committee."""
    flagged = ask.site.flagged.now()
    with ask.reading() as connection:
        row = legislators.committee_row(connection, f"{ask.part('place')}/org/{ask.part('key')}")
        if row is None:
            raise Problem(404, "We do not know this committee", "It may not have been read yet.")
        work = legislators.work_of_committee(connection, flagged, row)
        members = legislators.members_of(connection, row)
        matches = queries.matches_of(connection, [bill.id for bill in work.held])
        meetings = hearing_lists.with_bills(connection, work.meetings)
    return ask.page(
        "committee.html",
        committee=row,
        record=ocd_json.parsed(row.record),
        work=work,
        members=members,
        matches=matches,
        meetings=meetings,
        titles=choices.topic_titles(),
    )
