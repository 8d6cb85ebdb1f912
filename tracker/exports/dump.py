"""Write everything public as open data: a table a kind, as CSV and SQLite, with a dictionary in Open Civic Data's words.

Nothing of a person who reads or subscribes is in it: the tables are named here one by one.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select
from sqlalchemy.orm import DeclarativeBase

from tracker import clock
from tracker.db import sound
from tracker.db.models import Bill, Hearing, HearingBill, Match, Notice, Organization, Person, SourceRow
from tracker.deadlines import queries as deadline_queries
from tracker.deadlines import views
from tracker.deadlines.own_rules import own_rulebook
from tracker.errors import TrackerError, found_in
from tracker.exports.cells import csv_cell
from tracker.records import ocd_json

Row = tuple[Any, ...]
FOLDER: Final = "open-data"
ZIP, SQLITE, DICTIONARY = "open-data.zip", "open-data.sqlite", "data-dictionary.json"
_PART: Final = 2_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns with what each holds, and where its rows come from."""

    name: str
    about: str
    columns: dict[str, str]
    rows: Callable[[Connection], Iterator[Row]]


def _records(connection: Connection, table: type[DeclarativeBase]) -> Iterator[tuple[Any, dict[str, Any]]]:
    statement = select(table.__table__).order_by(table.__table__.c.id)
    for row in sound.asked(connection, str(table.__tablename__), statement):
        yield row, ocd_json.parsed(row.record)


def _source(record: dict[str, Any]) -> str | None:
    return next((source["url"] for source in record.get("sources") or ()), None)


def _joined(values: Any) -> str:
    return "; ".join(str(value) for value in values or ())


def _bills(connection: Connection) -> Iterator[Row]:
    for row, record in _records(connection, Bill):
        abstract = record["abstracts"][-1]["abstract"] if record["abstracts"] else None
        yield (
            row.id, row.jurisdiction, row.legislative_session, row.identifier, row.title, _joined(record["classification"]),
            record["from_organization"], row.stage, _joined(record["subject"]), abstract, row.first_action_date,
            row.latest_action_date, row.latest_action_description, _source(record),
        )  # fmt: skip


def _actions(connection: Connection) -> Iterator[Row]:
    for row, record in _records(connection, Bill):
        for number, action in enumerate(record["actions"]):
            kinds = _joined(action.get("classification"))
            yield row.id, number, action["date"], action["description"], kinds, action.get("organization")


def _sponsorships(connection: Connection) -> Iterator[Row]:
    for row, record in _records(connection, Bill):
        for sponsorship in record["sponsorships"]:
            yield (
                row.id,
                sponsorship["name"],
                sponsorship["entity_type"],
                sponsorship["classification"],
                sponsorship["primary"],
                sponsorship.get("person_id"),
            )


def _votes(connection: Connection) -> Iterator[Row]:
    for row, record in _records(connection, Bill):
        for number, vote in enumerate(record.get("votes") or ()):
            yield (
                f"{row.id}/vote/{number}", row.id, vote["date"], vote["motion"], vote.get("result"), vote.get("organization"),
                _source(vote),
            )  # fmt: skip


def _counts(connection: Connection) -> Iterator[Row]:
    for row, record in _records(connection, Bill):
        for number, vote in enumerate(record.get("votes") or ()):
            for count in vote.get("counts") or ():
                yield f"{row.id}/vote/{number}", count["option"], count["value"]


def _ballots(connection: Connection) -> Iterator[Row]:
    for row, record in _records(connection, Bill):
        for number, vote in enumerate(record.get("votes") or ()):
            for ballot in vote.get("ballots") or ():
                yield f"{row.id}/vote/{number}", ballot["option"], ballot["voter"], ballot.get("person_id")


def _events(connection: Connection) -> Iterator[Row]:
    for row, record in _records(connection, Hearing):
        yield (
            row.id, row.jurisdiction, row.name, row.start, record["timezone"], record["all_day"], row.status, row.classification,
            record.get("committee"), record.get("location"), record.get("virtual"), row.vanished_at is not None, _source(record),
        )  # fmt: skip


def _heard(connection: Connection) -> Iterator[Row]:
    query = select(
        HearingBill.hearing_id, HearingBill.jurisdiction, HearingBill.legislative_session, HearingBill.identifier
    ).order_by(HearingBill.hearing_id, HearingBill.position)
    yield from map(tuple, connection.execute(query))


def _notices(connection: Connection) -> Iterator[Row]:
    for row, record in _records(connection, Notice):
        closes = record.get("comments_close")
        yield (
            row.id, row.jurisdiction, row.title, row.classification, row.published, closes, record.get("comment_url"),
            _joined(record["agencies"]), _joined(record["docket_ids"]), record["status"], _source(record),
        )  # fmt: skip


def _people(connection: Connection) -> Iterator[Row]:
    for row, record in _records(connection, Person):
        yield (
            row.id, row.jurisdiction, row.name, row.chamber, row.district, row.party, record.get("phone"), record.get("email"),
            record.get("contact_url"), row.ended, _source(record),
        )  # fmt: skip


def _organizations(connection: Connection) -> Iterator[Row]:
    for row, record in _records(connection, Organization):
        yield (
            row.id,
            row.jurisdiction,
            row.name,
            row.classification,
            row.chamber,
            record.get("parent"),
            record.get("url"),
        )


def _deadlines(connection: Connection) -> Iterator[Row]:
    wanted = deadline_queries.Wanted(everything=True)
    for due in deadline_queries.deadlines(connection, wanted, own_rulebook(), now=clock.now()):
        row = views.as_json(due)
        yield (
            due.record, due.jurisdiction, due.kind, row["due"], due.timezone, due.all_day, due.how, due.url,
            due.basis, due.confidence,
        )  # fmt: skip


def _topics(connection: Connection) -> Iterator[Row]:
    query = select(Match.record_id, Match.what, Match.topic, Match.score, Match.tier)
    live = query.where(Match.gone_at.is_(None), Match.tier != "near").order_by(Match.record_id, Match.topic)
    yield from map(tuple, connection.execute(live))


def _sources(connection: Connection) -> Iterator[Row]:
    columns = (SourceRow.name, SourceRow.jurisdiction, SourceRow.publisher, SourceRow.url, SourceRow.last_good_at)
    yield from map(tuple, connection.execute(select(*columns).order_by(SourceRow.name)))


_PLACE: Final = "Code of the place: us, us-ma, us-ma-boston."
_ADDRESS: Final = "Address of the record at its source."
_BILL: Final = {"bill_id": "The bill."}
TABLES: Final = (
    Table(
        "bills", "Open Civic Data's Bill: one row a bill.",
        {
            "id": "Public id: place/session/identifier.", "jurisdiction": _PLACE, "legislative_session": "Session by its usual name.",
            "identifier": "Number without spaces, such as HR1109.", "title": "Title at the source.",
            "classification": "bill, resolution, ...; several with semicolons.", "from_organization": "Chamber where it began: upper, lower, legislature.",
            "stage": "How far it has come, computed from its actions.", "subject": "The source's own subjects.",
            "abstract": "The newest official summary.", "first_action_date": "Day of its first action.",
            "latest_action_date": "Day of its latest action.", "latest_action_description": "The latest action in the source's words.", "source": _ADDRESS,
        },
        _bills,
    ),
    Table(
        "bill_actions", "BillAction: each step of a bill.",
        {**_BILL, "order": "Place in the history, from 0.", "date": "Day.", "description": "The source's words.", "classification": "Open Civic Data's kinds of action.", "organization": "Who acted."},
        _actions,
    ),
    Table(
        "bill_sponsorships", "BillSponsorship: who is behind a bill.",
        {**_BILL, "name": "Name at the source.", "entity_type": "person or organization.", "classification": "primary, cosponsor, ...", "primary": "Whether they brought it.", "person_id": "The source's id of the person."},
        _sponsorships,
    ),
    Table(
        "votes", "VoteEvent: recorded votes on bills.",
        {"id": "Public id of the vote.", **_BILL, "start_date": "Day.", "motion_text": "The motion in the source's words.", "result": "pass or fail.", "organization": "Chamber.", "source": _ADDRESS},
        _votes,
    ),
    Table("vote_counts", "VoteCount: how many chose an option.", {"vote_id": "The vote.", "option": "yes, no, absent, ...", "value": "How many."}, _counts),
    Table("person_votes", "PersonVote: how each member voted, where the source tells.", {"vote_id": "The vote.", "option": "yes, no, absent, ...", "voter_name": "Name in the roll call.", "person_id": "The source's id of the member."}, _ballots),
    Table(
        "events", "Event: hearings and committee meetings.",
        {
            "id": "Public id.", "jurisdiction": _PLACE, "name": "Name at the source.", "start_date": "Start in UTC.", "timezone": "Zone of the place.",
            "all_day": "Whether only the day is known.", "status": "confirmed, tentative, cancelled, ...", "classification": "Kind of meeting.",
            "committee": "Who meets.", "location": "Where.", "virtual": "Whether one can take part from elsewhere.",
            "no_longer_listed": "Whether its source lists it no more: then its status is only the last that was told.", "source": _ADDRESS,
        },
        _events,
    ),
    Table("event_bills", "EventRelatedEntity: bills on agendas.", {"event_id": "The hearing.", "jurisdiction": _PLACE, "legislative_session": "Session: as the agenda says, else the one that sits on that day; ? where that cannot be told.", "identifier": "Number of the bill."}, _heard),
    Table(
        "deadlines", "What was due after the dump was made: testimony, sign-ups, comments.",
        {
            "record_id": "The hearing or rule-making.", "jurisdiction": _PLACE, "kind": "Kind of deadline.", "due": "Day, or moment with its offset.", "timezone": "Zone of the place.",
            "all_day": "Whether only the day is known.", "how": "How to do it.", "url": "Where to do it.", "basis": "The rule or sentence that it follows from.", "confidence": "How sure that is.",
        },
        _deadlines,
    ),
    Table(
        "notices", "Rule-making documents with their comment periods.",
        {
            "id": "Public id.", "jurisdiction": _PLACE, "title": "Title.", "classification": "proposed-rule, rule, notice, ...", "published": "Day of publication.",
            "comments_close": "End of the comment period.", "comment_url": "Where to comment.", "agencies": "Agencies.", "docket_ids": "Dockets.", "status": "withdrawn, or what else the source says; empty for others.", "source": _ADDRESS,
        },
        _notices,
    ),
    Table(
        "people", "Person: legislators.",
        {
            "id": "Public id.", "jurisdiction": _PLACE, "name": "Name.", "chamber": "upper, lower, legislature.", "district": "District.", "party": "Party.",
            "phone": "Phone of the office.", "email": "Public address.", "contact_url": "Page to write to.", "ended": "Day on which the seat ended.", "source": _ADDRESS,
        },
        _people,
    ),
    Table("organizations", "Organization: committees and agencies.", {"id": "Public id.", "jurisdiction": _PLACE, "name": "Name.", "classification": "committee, subcommittee, ...", "chamber": "Chamber.", "parent": "Id of the body above.", "url": "Official page."}, _organizations),
    Table("topics", "Why records are here: topics by which they are flagged.", {"record_id": "The bill, hearing or rule-making.", "what": "bill, hearing or notice.", "topic": "Slug of the topic.", "score": "0 to 100.", "tier": "flagged by rules in plain words, possible by an estimate."}, _topics),
    Table("sources", "What was read, and when well last; a place that is missing here was not read.", {"name": "Name.", "jurisdiction": _PLACE, "publisher": "Publisher.", "url": "Address.", "last_good_at": "When it was read well last, in UTC."}, _sources),
)  # fmt: skip


def dictionary() -> dict[str, Any]:
    """What each table and column holds."""
    return {
        "license": "Public records of legislatures; this compilation is in the public domain (CC0 1.0).",
        "terms": "Open Civic Data, https://open-civic-data.readthedocs.io",
        "tables": {table.name: {"about": table.about, "columns": table.columns} for table in TABLES},
    }


def write(connection: Connection, folder: Path) -> dict[str, int]:
    """Write the dump and say how many rows each table has. Each file is there whole or as it was before.

    Raises TrackerError, or OSError, where it cannot be written, as on a full disk.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = clock.now().isoformat(timespec="seconds")
    about = json.dumps({"made": made, **dictionary()}, indent=1)
    with tempfile.TemporaryDirectory(dir=folder) as draft:
        database, packed = Path(draft, SQLITE), Path(draft, ZIP)
        counts = {}
        with (
            closing(sqlite3.connect(database)) as target,
            zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            archive.writestr(DICTIONARY, about)
            try:
                for table in TABLES:
                    counts[table.name] = _write_table(connection, table, target, archive)
                target.commit()
            except sqlite3.Error as problem:  # this file is SQLite's own, so that nobody else explains
                raise TrackerError(
                    f"dump: expected to write {folder / SQLITE}, found: {found_in(problem)}"
                ) from problem
        Path(draft, DICTIONARY).write_text(about, encoding="utf-8")
        for name in (ZIP, SQLITE, DICTIONARY):
            Path(draft, name).replace(folder / name)
    return counts


def _write_table(connection: Connection, table: Table, target: sqlite3.Connection, archive: zipfile.ZipFile) -> int:
    names = ", ".join(f'"{name}"' for name in table.columns)
    target.execute(f'CREATE TABLE "{table.name}" ({names})')
    places = ", ".join("?" for _name in table.columns)
    count, part = 0, []
    with archive.open(f"{table.name}.csv", "w", force_zip64=True) as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
        lines = csv.writer(text)
        lines.writerow(table.columns)
        for row in table.rows(connection):
            lines.writerow(map(csv_cell, row))
            part.append(tuple(map(_plain, row)))
            count += 1
            if len(part) >= _PART:
                target.executemany(f'INSERT INTO "{table.name}" VALUES ({places})', part)  # noqa: S608 - our own names
                part.clear()
        text.flush()
        text.detach()
    target.executemany(f'INSERT INTO "{table.name}" VALUES ({places})', part)  # noqa: S608 - our own names
    return count


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (int, float, str)) else value.isoformat()
