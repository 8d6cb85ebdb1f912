"""Say which hearings' own pages, agendas and PDFs are worth reading for deadlines, and keep what they say of being heard."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, select

from tracker import clock
from tracker.db import queries
from tracker.db.engine import reading, writing
from tracker.db.models import Base, Match, NoticeText
from tracker.db.upsert import upsert
from tracker.records.items import OFF, ScrapedHearing
from tracker.records.stored import Kept
from tracker.rulebook.words import relevant, storable, unwrapped
from tracker.testimony.bodies import follows_its_place
from tracker.testimony.notices import worth_reading
from tracker.testimony.rulebook import Place, Rulebook

AHEAD: Final = dt.timedelta(days=30)
AGAIN: Final = dt.timedelta(hours=47)
"""Notices are amended: one of a coming hearing is read again after two days."""
BUDGET: Final = 60
"""Addresses of one visit."""
OF_ONE: Final = 3
"""Addresses of one hearing."""
LETTERS: Final = 20_000
"""Characters of one address that are kept: the sentences that say something of being heard."""
_NO_NOTICE: Final = (
    ".mp4",
    ".mp3",
    ".m3u8",
    ".zip",
    ".xls",
    ".xlsx",
    ".doc",
    ".docx",
    ".ppt",
    ".pptx",
    ".jpg",
    ".png",
    ".ics",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address that a hearing names for its notice."""

    hearing: str
    url: str


def notices_wanted(engine: Engine, book: Rulebook, *, limit: int = BUDGET) -> list[Wanted]:
    """The addresses to read now: of coming hearings at places that leave the moment to the notice, flagged and soonest first."""
    now = clock.now()
    with reading(engine) as connection:
        query = queries.HearingQuery(after=now, before=now + AHEAD)
        coming = [
            hearing
            for hearing in map(queries.kept_hearing, queries.hearings(connection, query))
            if _wants(hearing, book)
        ]
        flagged = _flagged(connection, coming)
        known = {
            (row.hearing_id, row.url): row.read_at
            for row in connection.execute(select(NoticeText.hearing_id, NoticeText.url, NoticeText.read_at))
        }
    named = Counter(url for hearing in coming for url in set(_addresses(hearing.item)))
    ordered = sorted(coming, key=lambda hearing: (hearing.id not in flagged, hearing.item.start, hearing.id))
    wanted: list[Wanted] = []
    for hearing in ordered:
        own = [
            url for url in dict.fromkeys(_addresses(hearing.item)) if named[url] == 1
        ]  # a page of many hearings is no notice of one
        for url in own[:OF_ONE]:
            read = known.get((hearing.id, url))
            if read is None or now - read >= AGAIN:
                wanted.append(Wanted(hearing.id, url))
    return wanted[:limit]


def _wants(stored: Kept[ScrapedHearing], book: Rulebook) -> bool:
    hearing, place = stored.item, book.place(stored.item.jurisdiction)
    return (
        place is not None
        and hearing.status not in OFF
        and stored.vanished_at is None
        and _leaves_it_to_notices(place, hearing)
    )


def _leaves_it_to_notices(place: Place, hearing: ScrapedHearing) -> bool:
    """Whether some rule of the place says "as the notice says", or none is known for the body that meets."""
    if not follows_its_place(hearing):
        return True
    return any(
        rule.window.unfixed in {"per notice", "none"} for rule in place.rules if rule.kinds != ("comment-period",)
    )


def _flagged(connection: Connection, coming: Sequence[Kept[ScrapedHearing]]) -> set[str]:
    heard = queries.heard_bills(connection, [hearing.id for hearing in coming])
    live = set(connection.execute(select(Match.record_id).where(Match.flagged, Match.gone_at.is_(None))).scalars())
    return {
        hearing.id
        for hearing in coming
        if hearing.id in live or any(bill in live for bill in heard.get(hearing.id, ()))
    }


def _addresses(hearing: ScrapedHearing) -> Iterable[str]:
    """Documents first, then the hearing's own pages."""
    for link in (*hearing.documents, *hearing.links, *hearing.sources):
        path = link.url.lower().partition("?")[0]
        if link.url.startswith(("https://", "http://")) and not path.endswith(_NO_NOTICE):
            yield link.url


def keep_notices(engine: Engine, answers: Iterable[tuple[Wanted, Sequence[str] | None, str | None]]) -> int:
    """Keep what pages say of being heard, or why there is none; the number of addresses that say something."""
    now, said = clock.now(), 0
    rows: list[dict[str, Any]] = []
    for wanted, pages, problem in answers:
        sheets = sheets_of(pages or ())
        said += bool(sheets)
        rows.append(
            {"hearing_id": wanted.hearing, "url": wanted.url, "read_at": now, "problem": problem, "sheets": sheets}
        )
    with writing(engine) as connection:
        known = set(connection.execute(select(Base.metadata.tables["hearings"].c.id)).scalars()) if rows else set()
        put = upsert(Base.metadata.tables["notice_texts"], connection.dialect.name)
        put(connection, [row | {"sheets": _json(row["sheets"])} for row in rows if row["hearing_id"] in known])
    return said


def _json(value: Any) -> str:
    import orjson

    return orjson.dumps(value).decode()


def sheets_of(pages: Sequence[str]) -> list[list[Any]]:
    """For each page with words on being heard its number and those words; a single page, such as a web page, has no number."""
    sheets: list[list[Any]] = []
    letters_left = LETTERS
    for number, page in enumerate(map(storable, pages), start=1):
        text = unwrapped(page) if len(pages) > 1 else page
        passage = "\n".join(sentence for sentence in relevant(text) if worth_reading(sentence))[:letters_left]
        letters_left -= len(passage)
        if passage:
            sheets.append([number if len(pages) > 1 else None, passage])
    return sheets
