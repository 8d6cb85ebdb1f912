"""Keep how each rule stood, so that whoever uses the rulebook can follow what changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Engine, func, insert, select

from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import RulePage, RuleVersion
from tracker.rulebook.published import places, rule_entry
from tracker.testimony.rulebook import Rulebook

_READING: Final = frozenset({"read_on", "read_by", "confidence", "trusted_until", "evidence_hash", "as_of"})
"""What moves when somebody reads a rule again, or when time passes, and is no other rule."""
_NO_CHANGE: Final = frozenset({"confidence", "trusted_until", "evidence_hash"})
"""What moves without anybody's doing anything."""


def keep_versions(engine: Engine, book: Rulebook) -> int:
    """Add a version for each rule that is new, changed, read again or gone; the number of them."""
    with reading(engine) as connection:
        marks = page_marks(connection)
        known = newest(connection)
    fresh = list(_fresh(book, marks, known))
    if fresh:
        with writing(engine) as connection:
            connection.execute(insert(RuleVersion), fresh)
    return len(fresh)


def _fresh(book: Rulebook, marks: dict[str, str], known: dict[tuple[str, str], Any]) -> Iterator[dict[str, Any]]:
    now = clock.now()
    seen = set()
    for place in places(book):
        for rule in place.rules:
            key = (place.code, rule.id)
            seen.add(key)
            entry = rule_entry(rule, now.date(), marks)
            mark, before = _mark(entry), known.get(key)
            if before is not None and before.what != "gone" and before.mark == mark:
                continue
            row = {"at": now, "place": place.code, "rule": rule.id, "mark": mark, "told": entry}
            if before is None or before.what == "gone":
                yield row | {"what": "new"}
                continue
            same = _but(entry, _READING) == _but(before.told, _READING)
            moved = entry["window"] != before.told.get("window")
            yield row | {
                "what": "read" if same else "changed",
                "told": entry | ({"before": before.told.get("until")} if moved else {}),
            }
    for key, row in known.items():
        if key not in seen and row.what != "gone":
            entry = {"who": row.told.get("who"), "before": row.told.get("until")}
            yield {"at": now, "place": key[0], "rule": key[1], "mark": "", "told": entry, "what": "gone"}


def _but(entry: dict[str, Any], left_out: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in left_out | {"before"}}


def _mark(entry: dict[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(_but(entry, _NO_CHANGE), option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def page_marks(connection: Connection) -> dict[str, str]:
    """The hash of what each page says of being heard, by address."""
    query = select(RulePage.url, RulePage.mark).where(RulePage.mark.is_not(None))
    return {row.url: row.mark for row in connection.execute(query)}


def newest(connection: Connection) -> dict[tuple[str, str], Any]:
    """The newest version of each rule."""
    last = select(func.max(RuleVersion.id)).group_by(RuleVersion.place, RuleVersion.rule)
    query = select(RuleVersion.__table__).where(RuleVersion.id.in_(last))
    return {(row.place, row.rule): row for row in connection.execute(query)}


def changes(connection: Connection, limit: int = 100) -> list[Any]:
    """The versions that came last, newest first."""
    return list(connection.execute(select(RuleVersion.__table__).order_by(RuleVersion.id.desc()).limit(limit)))
