"""Read documents of Regulations.gov's API v4 as notices.

`commentEndDate` is a moment in UTC: 2025-09-23T03:59:59Z is 11:59:59 p.m. in Washington the day before. A document of
the Federal Register may be posted in several dockets; its Federal Register number names it, so they are one notice,
with every docket it can be commented on in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from spiders.sources.us.plain import EASTERN, day, moment, plain, said
from tracker.records.items import Link, ScrapedNotice

Json = Mapping[str, Any]

_KINDS: Final = {"rule": "rule", "proposed rule": "proposed-rule", "notice": "notice"}
_PAGE: Final = "https://www.regulations.gov/document/{id}"
_COMMENT: Final = "https://www.regulations.gov/commenton/{id}"
_API: Final = "https://api.regulations.gov/v4/documents/{id}"


def key(document: Json) -> str:
    """The key of a document's notice: the Federal Register's number where it has one; raises ValueError."""
    facts = _attributes(document)
    number, own = said(facts.get("frDocNum")), said(document.get("id"))
    if not number and not own:
        raise ValueError("Regulations.gov: expected the id of a document, found none")
    return f"fr-{number}" if number else f"regulations-{own}"


def read(copies: Iterable[Json]) -> ScrapedNotice:
    """One notice from every copy of it that was posted; raises ValueError.

    The copy that can be commented on leads; among equals the one with the lowest id, so that the order of a listing
    decides nothing.
    """
    ranked = sorted(copies, key=lambda copy: (not _attributes(copy).get("openForComment"), said(copy.get("id"))))
    facts, own = _attributes(ranked[0]), said(ranked[0].get("id"))
    name = key(ranked[0])
    title = said(facts.get("title"))
    if not title or not own:
        raise ValueError(f"Regulations.gov {own or name}: expected an id and a title, found {title[:40]!r}")
    number = said(facts.get("frDocNum"))
    ids = [said(copy.get("id")) for copy in ranked]
    return ScrapedNotice(
        key=name,
        jurisdiction="us",
        title=title,
        classification=_KINDS.get(said(facts.get("documentType")).casefold(), "other"),
        document_number=number or own,
        abstract=plain(_prose(facts, "docAbstract")) or None,
        agencies=_distinct(_attributes(copy).get("agencyId") for copy in ranked),
        published=_day(facts, "postedDate", own),
        effective=_day(facts, "effectiveDate", own),
        comments_open=_moment(facts, "commentStartDate", own),
        comments_close=_moment(facts, "commentEndDate", own),
        comment_url=_COMMENT.format(id=own) if facts.get("openForComment") else None,
        docket_ids=_distinct(_attributes(copy).get("docketId") for copy in ranked),
        subject=_distinct(_list(facts.get("topics"))),
        action=said(facts.get("subject")) or said(facts.get("subtype")) or None,
        status="withdrawn" if facts.get("withdrawn") else None,
        links=(*(Link(url=_PAGE.format(id=copy), note="Regulations.gov") for copy in ids if copy), *_files(facts)),
        sources=(Link(url=_API.format(id=own), note="Regulations.gov API", media_type="application/json"),),
    )


def _attributes(document: Json) -> Json:
    facts = document.get("attributes")
    return facts if isinstance(facts, Mapping) else {}


def _moment(facts: Json, name: str, own: str) -> dt.datetime | None:
    raw = said(facts.get(name))
    try:
        return moment(raw).astimezone(EASTERN) if raw else None
    except ValueError as problem:
        raise ValueError(f"Regulations.gov {own}: expected a moment in {name}, found {raw!r:.40}") from problem


def _day(facts: Json, name: str, own: str) -> dt.date | None:
    raw = said(facts.get(name))
    try:
        return day(raw)
    except ValueError as problem:
        raise ValueError(f"Regulations.gov {own}: expected a date in {name}, found {raw!r:.40}") from problem


def _prose(facts: Json, name: str) -> str:
    value = facts.get(name)
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _distinct(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values if (text := said(value))))


def _files(facts: Json) -> Iterable[Link]:
    for file in _list(facts.get("fileFormats")):
        if isinstance(file, Mapping) and said(file.get("fileUrl")).startswith("https://"):
            kind = said(file.get("format")).lower()
            yield Link(
                url=said(file.get("fileUrl")),
                note=kind.upper() or None,
                media_type={"pdf": "application/pdf", "htm": "text/html"}.get(kind),
            )
