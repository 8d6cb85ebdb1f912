"""Find records by their words; the shell around the database's own full-text search.

SQLite uses FTS5, PostgreSQL a tsvector. Records wait in `pending` until `refresh` has indexed them; every search refreshes
first, so that nothing stored is ever missing from an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Engine, select, text

from tracker.db.engine import reading, writing
from tracker.db.models import Bill
from tracker.db.search_query import Search, fts5, read_search, tsquery
from tracker.db.search_words import synonyms
from tracker.db.sound import record_of
from tracker.records.bill_numbers import BillNumber, read_number

_BATCH: Final = 500
_NAMES: Final = 8
"""Other titles of a bill that count as its names."""
_WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)

DDL: Final = {
    "sqlite": (
        "CREATE TABLE search_rows (number INTEGER PRIMARY KEY, record_id TEXT NOT NULL UNIQUE, what TEXT NOT NULL)",
        "CREATE VIRTUAL TABLE search_words USING fts5(title, body, tokenize='porter unicode61 remove_diacritics 2')",
    ),
    "postgresql": (
        (
            "CREATE TABLE search_words (record_id TEXT PRIMARY KEY, what TEXT NOT NULL, title TEXT NOT NULL, "
            "body TEXT NOT NULL, words TSVECTOR GENERATED ALWAYS AS (setweight(to_tsvector('english', title), 'A') || "
            "setweight(to_tsvector('english', left(body, 500000)), 'C')) STORED)"
        ),
        "CREATE INDEX ix_search_words_words ON search_words USING gin (words)",
    ),
}
DROP: Final = {
    "sqlite": ("DROP TABLE search_words", "DROP TABLE search_rows"),
    "postgresql": ("DROP TABLE search_words",),
}


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


def has_words(asked: str) -> bool:
    """Whether there is anything to look for."""
    return _WORD.search(asked) is not None


def asked_for(asked: str) -> Search:
    """What a person's words ask for, with what else its parts are called. Raises UsageProblem where there is no word."""
    return read_search(asked, synonyms())


def numbered(connection: Connection, asked: str) -> list[str]:
    """Public ids of the bills that the words are the number of, likeliest first; none where they are no number."""
    number = read_number(asked)
    return find_bills(connection, number) if number is not None else []


def find_bills(connection: Connection, number: BillNumber) -> list[str]:
    """Public ids of the stored bills that a number names, in each place the newest session alone, unless it says which.

    The likeliest form of the number that is stored anywhere is the one that is meant.
    """
    for identifier in number.identifiers:
        query = select(Bill.id, Bill.jurisdiction).where(Bill.identifier == identifier)
        if number.place:
            query = query.where(Bill.jurisdiction == number.place)
        if number.session:
            query = query.where(Bill.legislative_session == number.session)
        ordered = query.order_by(Bill.latest_action_date.desc().nulls_last(), Bill.legislative_session.desc(), Bill.id)
        newest: dict[str, str] = {}
        for row in connection.execute(ordered):
            newest.setdefault(row.jurisdiction, row.id)
        if newest:
            return list(newest.values())
    return []


def matching(connection: Connection, wanted: Search) -> tuple[str, dict[str, Any]]:
    """SQL that gives `record_id` and `rank` (lower is better) of what matches, and its parameters."""
    narrowed, bound = _filtered(wanted)
    if connection.dialect.name == "postgresql":
        sql = (
            "SELECT record_id, -ts_rank(words, to_tsquery('english', :asked)) AS rank FROM search_words "
            f"WHERE words @@ to_tsquery('english', :asked){narrowed.format(key='record_id')}"
        )
        return sql, {"asked": tsquery(wanted.node), **bound}
    sql = (
        # FTS5 sorts by its own `rank` while it reads, which halves the time for words that half of all records have.
        "SELECT search_rows.record_id, search_words.rank AS rank FROM search_words "
        "JOIN search_rows ON search_rows.number = search_words.rowid "
        "WHERE search_words MATCH :asked AND search_words.rank MATCH 'bm25(8.0, 1.0)'"
        + narrowed.format(key="search_rows.record_id")
    )
    return sql, {"asked": fts5(wanted.node), **bound}


_CONDITIONS: Final = {
    "jurisdiction": "jurisdiction = :{name}",
    "stage": "stage = :{name}",
    "after": "latest_action_date >= :{name}",
    "before": "latest_action_date < :{name}",
    "date": "latest_action_date = :{name}",
}


def _filtered(wanted: Search) -> tuple[str, dict[str, Any]]:
    """The conditions of a search on the bill itself, as the end of a WHERE, and their values."""
    text_, bound = "", {}
    for number, each in enumerate(wanted.filters):
        condition = _CONDITIONS.get(each.name)
        if condition is not None:
            name = f"filter{number}"
            text_ += f" AND {{key}} IN (SELECT id FROM bills WHERE {condition.format(name=name)})"
            bound[name] = each.value
    return text_, bound


def excerpts(connection: Connection, asked: str, keys: Sequence[str]) -> dict[str, str]:
    """For each of a few records, the passage that matches, with the words between « and »."""
    if not keys:
        return {}
    names = {f"key{number}": key for number, key in enumerate(keys)}
    places = ", ".join(f":{name}" for name in names)
    if connection.dialect.name == "postgresql":
        sql = (
            "SELECT record_id, ts_headline('english', title || ' — ' || left(body, 20000), to_tsquery('english', :asked), "
            "'StartSel=«, StopSel=», MaxWords=30, MinWords=12, MaxFragments=1') FROM search_words "
            f"WHERE record_id IN ({places})"
        )
        rows = connection.execute(text(sql), {"asked": tsquery(asked_for(asked).node), **names})
    else:
        sql = (
            "SELECT search_rows.record_id, snippet(search_words, -1, '«', '»', '…', 30) FROM search_words "
            "JOIN search_rows ON search_rows.number = search_words.rowid "
            f"WHERE search_words MATCH :asked AND search_rows.record_id IN ({places})"
        )
        rows = connection.execute(text(sql), {"asked": fts5(asked_for(asked).node), **names})
    return {row[0]: row[1] for row in rows}


def indexed_titles(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """All names that a few bills are indexed under, a line each."""
    if not keys:
        return {}
    names = {f"key{number}": key for number, key in enumerate(keys)}
    places = ", ".join(f":{name}" for name in names)
    joined = "JOIN search_rows ON search_rows.number = search_words.rowid "
    own = connection.dialect.name == "postgresql"
    sql = f"SELECT record_id, title FROM search_words {'' if own else joined}WHERE record_id IN ({places})"
    return {row[0]: row[1] for row in connection.execute(text(sql), names)}


def _waiting(connection: Connection) -> Sequence[Any]:
    sql = "SELECT record_id, what FROM pending WHERE job = 'index' ORDER BY record_id LIMIT :most"
    return connection.execute(text(sql), {"most": _BATCH}).all()


def _found(connection: Connection, rows: Sequence[Any]) -> Iterator[tuple[str, str, str, str]]:
    """Of what waits: id, table, title and all its other words."""
    for what, table in (("bill", "bills"), ("hearing", "hearings"), ("notice", "notices")):
        keys = [row.record_id for row in rows if row.what == what]
        yield from _records(connection, what, table, keys)


def _records(connection: Connection, what: str, table: str, keys: list[str]) -> Iterator[tuple[str, str, str, str]]:
    if not keys:
        return
    names = {f"key{number}": key for number, key in enumerate(keys)}
    places = ", ".join(f":{name}" for name in names)
    full = {}
    if what == "bill":
        sql = f"SELECT bill_id, text FROM bill_texts WHERE bill_id IN ({places})"
        full = {row.bill_id: row.text for row in connection.execute(text(sql), names)}
    sql = f"SELECT id, record FROM {table} WHERE id IN ({places})"
    for row in connection.execute(text(sql), names):
        record = record_of(connection, table, row)
        if record is None:
            continue
        title, body = words_of(what, row.id, record)
        yield row.id, what, title, body + ("\n" + full[row.id] if row.id in full else "")


def words_of(what: str, key: str, record: dict[str, Any]) -> tuple[str, str]:
    """Title and other words of a record, as they are indexed."""
    title = record.get("title") or record.get("name") or ""
    parts = [key.rsplit("/", 1)[-1]]
    if what == "bill":
        identifier = record["identifier"]
        parts = [identifier, re.sub(r"(?<=[A-Z])(?=\d)", " ", identifier), *record["subject"]]
        # A bill is found by the names it goes by as by the one it was given.
        title = "\n".join(dict.fromkeys([title, *(each["title"] for each in record["other_titles"][:_NAMES])]))
        parts += [each["abstract"] for each in record["abstracts"]]
        parts += [each["name"] for each in record["sponsorships"]]
        parts += [each["name"] for each in record["committees"]]
    elif what == "hearing":
        parts += [record.get("committee") or "", record.get("description") or "", record.get("location") or ""]
        parts += [each["description"] for each in record["agenda"]]
        parts += [f"{each['identifier']} {each.get('title') or ''}" for each in record["bills"]]
    else:
        parts += [record.get("abstract") or "", record.get("action") or "", *record["agencies"], *record["subject"]]
    return title, "\n".join(part for part in parts if part)


def _index(connection: Connection, found: list[tuple[str, str, str, str]]) -> int:
    if not found:
        return 0
    if connection.dialect.name == "postgresql":
        sql = (
            "INSERT INTO search_words (record_id, what, title, body) VALUES (:id, :what, :title, :body) ON CONFLICT (record_id) "
            "DO UPDATE SET title = excluded.title, body = excluded.body"
        )
        connection.execute(text(sql), [dict(zip(("id", "what", "title", "body"), row, strict=True)) for row in found])
    else:
        _index_sqlite(connection, found)
    return len(found)


def _index_sqlite(connection: Connection, found: list[tuple[str, str, str, str]]) -> None:
    for key, what, title, body in found:
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
