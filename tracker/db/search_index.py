"""Index records by their words: they wait in `pending` until `refresh` has done so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Engine,
    text,
)

from tracker.db.engine import reading, writing
from tracker.db.lexemes import tsvector
from tracker.db.sound import record_of
from tracker.records import ballots

Words = tuple[str, str, str, str, str]
"""A record as it is indexed: id, kind, title, other words, day."""


_BATCH: Final = 500


_NAMES: Final = 8
"""Other titles of a bill that count as its names."""


_NO_DAY: Final = "0001-01-01"
"""Of a record that nothing dates."""


_DAYS: Final = {"bill": "latest_action_date", "hearing": "start", "notice": "published"}


_INDEXED: Final = 500_000
"""Letters of a record that PostgreSQL looks for words in; it takes no more than a megabyte of them."""


def refresh(engine: Engine) -> int:
    """Index what is pending and say how many records that were."""
    done = 0
    with reading(engine) as connection:
        waiting = connection.execute(text("SELECT 1 FROM pending WHERE job = 'index' LIMIT 1")).first()
    while waiting:
        with writing(engine) as connection:
            rows = _waiting(connection)
            if not rows:
                break
            done += _index(connection, list(_found(connection, rows)))
            # A record that is gone by now has nothing to index; its row goes all the same.
            connection.execute(
                text("DELETE FROM pending WHERE job = 'index' AND record_id = :id"),
                [{"id": row.record_id} for row in rows],
            )
    return done


def _waiting(connection: Connection) -> Sequence[Any]:
    sql = "SELECT record_id, what FROM pending WHERE job = 'index' ORDER BY record_id LIMIT :most"
    return connection.execute(text(sql), {"most": _BATCH}).all()


def _found(connection: Connection, rows: Sequence[Any]) -> Iterator[Words]:
    """Of what waits: id, kind, title, all its other words, and its day."""
    for what, named in (("bill", "bills"), ("hearing", "hearings"), ("notice", "notices")):
        keys = [row.record_id for row in rows if row.what == what]
        yield from _records(connection, what, named, keys)


def _records(connection: Connection, what: str, table: str, keys: list[str]) -> Iterator[Words]:
    if not keys:
        return
    names = {f"key{number}": key for number, key in enumerate(keys)}
    places = ", ".join(f":{name}" for name in names)
    full = {}
    if what == "bill":
        sql = f"SELECT bill_id, text FROM bill_texts WHERE bill_id IN ({places})"
        full = {row.bill_id: row.text for row in connection.execute(text(sql), names)}
    sql = f"SELECT id, record, {_DAYS[what]} AS day FROM {table} WHERE id IN ({places})"
    for row in connection.execute(text(sql), names):
        record = record_of(connection, table, row)
        if record is None:
            continue
        title, body = words_of(what, row.id, record)
        yield row.id, what, title, body + ("\n" + full[row.id] if row.id in full else ""), str(row.day or _NO_DAY)[:10]


def words_of(what: str, key: str, record: dict[str, Any]) -> tuple[str, str]:
    """Title and other words of a record, as they are indexed."""
    title = record.get("title") or record.get("name") or ""
    parts: list[str | None]
    if what == "bill":
        # A bill is found by the names it goes by as by the one it was given.
        title = "\n".join(
            dict.fromkeys([title, *(title_row["title"] for title_row in record["other_titles"][:_NAMES])])
        )
        parts = list(_words_of_bill(record))
    elif what == "hearing":
        parts = [key.rsplit("/", 1)[-1], *_words_of_hearing(record)]
    else:
        parts = [key.rsplit("/", 1)[-1], record.get("abstract"), record.get("action")]
        parts += [*record["agencies"], *record["subject"]]
    return title, "\n".join(part for part in parts if part)


def _words_of_bill(record: dict[str, Any]) -> Iterator[str]:
    """What the bill does stands first, since the passage that is shown of a search begins there."""
    yield from (part["abstract"] for part in record["abstracts"])
    yield from record["subject"]
    # Without the party and the state that Congress puts behind a name: [D-VA-10] is not the Department of Veterans Affairs.
    yield from (ballots.without_seat(part["name"]) for part in record["sponsorships"])
    yield from (part["name"] for part in record["committees"])
    # A law is known by its number: "Became Public Law No: 116-136."
    yield from (part["description"] for part in record["actions"] if "became-law" in part["classification"])
    yield record["identifier"]
    yield re.sub(r"(?<=[A-Z])(?=\d)", " ", record["identifier"])


def _words_of_hearing(record: dict[str, Any]) -> Iterator[str | None]:
    yield from (record.get("committee"), record.get("description"), record.get("location"))
    yield from (part["description"] for part in record["agenda"])
    yield from (f"{part['identifier']} {part.get('title') or ''}" for part in record["bills"])


def _index(connection: Connection, rows: list[Words]) -> int:
    if not rows:
        return 0
    if connection.dialect.name == "postgresql":
        sql = (
            "INSERT INTO search_words (record_id, what, title, body, words, day) "
            "VALUES (:id, :what, :title, :body, CAST(:words AS tsvector), CAST(:day AS date)) ON CONFLICT (record_id) DO UPDATE "
            "SET title = excluded.title, body = excluded.body, words = excluded.words, day = excluded.day"
        )
        connection.execute(text(sql), [_row_postgresql(*words) for words in rows])
    else:
        _index_sqlite(connection, rows)
    return len(rows)


def _row_postgresql(key: str, what: str, title: str, body: str, day: str) -> dict[str, str]:
    words = tsvector(("A", title), ("C", body[:_INDEXED]))
    return {"id": key, "what": what, "title": title, "body": body, "words": words, "day": day}


def forget(connection: Connection, keys: Iterable[str]) -> None:
    """Take records out of the index that are gone."""
    for key in keys:
        if connection.dialect.name == "postgresql":
            connection.execute(text("DELETE FROM search_words WHERE record_id = :id"), {"id": key})
            continue
        words = "DELETE FROM search_words WHERE rowid IN (SELECT number FROM search_rows WHERE record_id = ?)"
        connection.exec_driver_sql(words, (key,))
        connection.exec_driver_sql("DELETE FROM search_rows WHERE record_id = ?", (key,))


def _index_sqlite(connection: Connection, rows: list[Words]) -> None:
    for key, what, title, body, _day in rows:
        row = connection.exec_driver_sql("SELECT number FROM search_rows WHERE record_id = ?", (key,)).first()
        if row is None:
            made = connection.exec_driver_sql("INSERT INTO search_rows (record_id, what) VALUES (?, ?)", (key, what))
            number = made.lastrowid
        else:
            number = row[0]
            connection.exec_driver_sql("DELETE FROM search_words WHERE rowid = ?", (number,))
        connection.exec_driver_sql(
            "INSERT INTO search_words (rowid, title, body) VALUES (?, ?, ?)", (number, title, body)
        )
