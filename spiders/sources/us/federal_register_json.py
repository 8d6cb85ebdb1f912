"""Read documents of the Federal Register's API v1 as notices.

`comments_close_on` is a date; the comment period runs until 11:59 p.m. in Washington on it, which is a moment. Where the
field is missing the document's DATES are read as hearings' notices are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from spiders.kit.comment_periods import closes, end_of
from spiders.sources.us.plain import EASTERN, day, plain, said
from tracker.records.items import Link, ScrapedNotice

Json = Mapping[str, Any]

FIELDS: Final = (
    "abstract", "action", "agencies", "citation", "comment_url", "comments_close_on", "corrections", "dates",
    "docket_ids", "document_number", "effective_on", "html_url", "json_url", "pdf_url", "publication_date",
    "regulation_id_numbers", "regulations_dot_gov_url", "significant", "subtype", "title", "topics", "type",
)  # fmt: skip
"""Everything read below must be asked for: the API leaves out what is not."""

_KINDS: Final = {
    "rule": "rule",
    "proposed rule": "proposed-rule",
    "notice": "notice",
    "presidential document": "presidential-document",
}


def read(document: Json) -> ScrapedNotice:
    """One document; raises ValueError."""
    number = said(document.get("document_number"))
    if not number:
        raise ValueError("Federal Register: expected a document_number, found none")
    title = said(document.get("title"))
    if not title:
        raise ValueError(f"Federal Register {number}: expected a title, found none")
    where = f"Federal Register {number}"
    return ScrapedNotice(
        key=f"fr-{number}",
        jurisdiction="us",
        title=title,
        classification=_KINDS.get(said(document.get("type")).casefold(), "other"),
        document_number=number,
        abstract=plain(_prose(document, "abstract")) or None,
        agencies=tuple(dict.fromkeys(_agencies(document))),
        published=_day(document, "publication_date", where),
        effective=_day(document, "effective_on", where),
        comments_close=end_of(_told_close(document, where), EASTERN) or _of_dates(document, where),
        comment_url=_url(document.get("comment_url")),
        docket_ids=(*_texts(document.get("docket_ids")), *_regulations(document)),
        subject=_texts(document.get("topics")),
        action=said(document.get("action")) or None,
        links=tuple(_links(document)),
        sources=(Link(url=_source(document, number), note="Federal Register API", media_type="application/json"),),
    )


def _day(document: Json, name: str, where: str) -> dt.date | None:
    raw = said(document.get(name))
    try:
        return day(raw)
    except ValueError as problem:
        raise ValueError(f"{where}: expected a date in {name}, found {raw!r:.40}") from problem


def _told_close(document: Json, where: str) -> dt.date | None:
    """The last day for comments; one that lies before the publication is a slip, and the document's own words count."""
    close, published = _day(document, "comments_close_on", where), _day(document, "publication_date", where)
    return None if close and published and close < published else close


def _of_dates(document: Json, where: str) -> dt.datetime | None:
    """The end of the comment period as the DATES of the document say it."""
    return closes(plain(_prose(document, "dates")), _day(document, "publication_date", where), EASTERN)


def _regulations(document: Json) -> tuple[str, ...]:
    """The Regulation Identifier Numbers, which link the documents of one rule-making as a docket does."""
    return tuple(f"RIN {number}" for number in _texts(document.get("regulation_id_numbers")))


def _prose(document: Json, name: str) -> str:
    value = document.get(name)
    return value if isinstance(value, str) else ""


def _agencies(document: Json) -> Iterator[str]:
    agencies = document.get("agencies")
    for agency in agencies if isinstance(agencies, list) else ():
        if isinstance(agency, Mapping) and (name := said(agency.get("name")) or said(agency.get("raw_name"))):
            yield name


def _texts(value: Any) -> tuple[str, ...]:
    texts = (said(text) for text in value) if isinstance(value, list) else ()
    return tuple(dict.fromkeys(text for text in texts if text))


def _url(value: Any) -> str | None:
    url = said(value)
    return url if url.startswith(("https://", "http://")) else None


def _source(document: Json, number: str) -> str:
    return _url(document.get("json_url")) or f"https://www.federalregister.gov/api/v1/documents/{number}.json"


def _links(document: Json) -> Iterator[Link]:
    citation = said(document.get("citation")) or "Federal Register"
    named = (
        ("html_url", citation, "text/html"),
        ("pdf_url", "PDF", "application/pdf"),
        ("regulations_dot_gov_url", "Regulations.gov", None),
    )
    for name, note, media in named:
        if url := _url(document.get(name)):
            yield Link(url=url, note=note, media_type=media)
