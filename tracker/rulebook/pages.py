"""Say which pages of rules are due to be read, keep what they say, and open a review where that changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, select

from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import Base, RulePage
from tracker.db.upsert import upsert
from tracker.rulebook.reviews import LONGEST, Opening, close_gone, open_review
from tracker.rulebook.sessions import opens_soon
from tracker.rulebook.words import LONGEST as MOST
from tracker.rulebook.words import hollow, mark, relevant, same, storable
from tracker.testimony.evidence import worth_watching
from tracker.testimony.rulebook import Place, Rulebook

WEEK: Final = dt.timedelta(days=7)
DAY: Final = dt.timedelta(days=1)
GONE_AFTER: Final = 4
"""So many visits in a row in vain, and a person should look: with a page a week, that is a month."""
BUDGET: Final = 60
"""Pages of one visit."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to read, and what asks for it only if it changed."""

    url: str
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a page: its words, that it is as it was, or why it could not be read."""

    url: str
    text: str | None = None
    same: bool = False
    problem: str | None = None
    etag: str | None = None
    modified: str | None = None


@dataclass(slots=True, kw_only=True)
class Kept:
    """What a visit found, in numbers."""

    read: int = 0
    same: int = 0
    changed: int = 0
    failed: int = 0
    reviews: int = 0


def watched(book: Rulebook) -> dict[str, list[tuple[str, str]]]:
    """The pages behind the rules, each with the places and rules that rest on it."""
    rules_by_url: dict[str, list[tuple[str, str]]] = {}
    for place in {place.code: place for place in book.places.values()}.values():
        for rule in place.rules:
            for url in worth_watching(rule.sources):
                rules_by_url.setdefault(url, []).append((place.code, rule.id))
    return rules_by_url


def due_pages(engine: Engine, book: Rulebook, *, limit: int = BUDGET, every: bool = False) -> list[Wanted]:
    """The pages to read now: once a week, and daily before the session of their place opens. Never read ones come first."""
    now = clock.now()
    with reading(engine) as connection:
        known = {row.url: row for row in connection.execute(select(RulePage.__table__))}
    overdue: list[tuple[dt.datetime, Wanted]] = []
    for url, rules in watched(book).items():
        row = known.get(url)
        places = [place for code, _rule in rules if (place := book.place(code)) is not None]
        if row is None:
            overdue.append((dt.datetime.min.replace(tzinfo=dt.UTC), Wanted(url)))
        elif every or now - row.asked_at >= _pace(places, now.date()):
            overdue.append((row.asked_at, Wanted(url, row.etag, row.modified)))
    return [wanted for _asked, wanted in sorted(overdue, key=lambda pair: (pair[0], pair[1].url))[:limit]]


def _pace(places: Iterable[Place], day: dt.date) -> dt.timedelta:
    soon = any(opens_soon(place.code, day) for place in places)
    return (DAY if soon else WEEK) - dt.timedelta(hours=1)  # a daily job never begins on the same minute


def keep_pages(engine: Engine, book: Rulebook, answers: Iterable[Answer]) -> Kept:
    """Keep what was read, and open a review for each rule whose page changed or is gone."""
    done = Kept()
    behind = watched(book)
    with writing(engine) as connection:
        known = {row.url: row for row in connection.execute(select(RulePage.__table__))}
        for told_answer in answers:
            row = known.get(told_answer.url)
            answer = _believed(told_answer, row)
            fresh = _row(answer, row)
            upsert(Base.metadata.tables["rule_pages"], connection.dialect.name)(connection, [fresh])
            for opening in _openings(answer, row, fresh, behind.get(answer.url, [])):
                done.reviews += open_review(connection, opening)
            if answer.problem is None:
                close_gone(connection, answer.url)
            changed = _is_changed(row, fresh)
            done.changed += changed
            done.failed += answer.problem is not None
            done.same += answer.problem is None and not changed and row is not None
            done.read += answer.problem is None
    return done


def _believed(answer: Answer, row: Any | None) -> Answer:
    """The answer; where another page came in place of the one that was asked for, that it could not be read."""
    if answer.text is None:
        return answer
    why = hollow(answer.text, (row.text or "") if row is not None else "")
    return answer if why is None else Answer(url=answer.url, problem=f"expected the page itself, found another: {why}")


def _is_changed(row: Any | None, fresh: Mapping[str, Any]) -> bool:
    """Whether the page says otherwise than it did; another layout of the same words is no change."""
    return (
        row is not None and row.mark is not None and fresh["mark"] != row.mark
        and not same(row.text or "", fresh["text"] or "")
    )  # fmt: skip


def _row(answer: Answer, row: Any | None) -> dict[str, Any]:
    now = clock.now()
    held: Mapping[str, Any] = row._mapping if row is not None else {}  # noqa: SLF001 - SQLAlchemy's own name for it
    fresh = {column.name: held.get(column.name) for column in RulePage.__table__.columns}
    fresh |= {"url": answer.url, "asked_at": now, "problem": answer.problem}
    fresh["failures"] = (fresh["failures"] or 0) + 1 if answer.problem is not None else 0
    if answer.problem is None:
        fresh["read_at"] = now
    if answer.text is not None:
        text = storable(answer.text[:MOST])
        fingerprint = mark(text)
        fresh |= {"etag": answer.etag, "modified": answer.modified}
        if fingerprint != fresh["mark"]:
            fresh |= {"mark": fingerprint, "text": text}
            fresh["changed_at"] = now if _is_changed(row, fresh) else fresh["changed_at"]
    return fresh


def _openings(
    answer: Answer, row: Any | None, fresh: Mapping[str, Any], rules: Iterable[tuple[str, str]]
) -> Iterable[Opening]:
    if row is None:
        return
    for place, rule in rules:
        if answer.problem is not None and fresh["failures"] == GONE_AFTER:
            details = {"problem": answer.problem}
            yield Opening(
                kind="gone", place=place, rule=rule, url=answer.url, before=_shown(row.text or ""), details=details
            )
        elif _is_changed(row, fresh):
            yield Opening(
                kind="changed", place=place, rule=rule, url=answer.url, before=_shown(row.text or ""),
                after=_shown(fresh["text"]), details={"read_before": row.read_at.isoformat() if row.read_at else None},
            )  # fmt: skip


def _shown(text: str) -> str:
    """What a person compares: a sentence a line."""
    return "\n".join(relevant(text))[:LONGEST]


def page_rows(connection: Connection) -> dict[str, Any]:
    """Every page that was asked for, by address."""
    return {row.url: row for row in connection.execute(select(RulePage.__table__))}
