"""Put a bill of the first API and of its bulk files, both ended long ago, into the form of today's.

Old sessions live on in these files only. Their legislators are left out: people who sat years ago would be taken for
those to write to.
"""

from __future__ import annotations

import re
from typing import Any, Final

from spiders.kit.fields import Json, maybe_many, maybe_said
from spiders.platforms.openstates_places import ocd_id

_WORDS: Final = {
    "bill:introduced": "introduction",
    "bill:filed": "filing",
    "bill:passed": "passage",
    "bill:failed": "failure",
    "bill:withdrawn": "withdrawal",
    "bill:substituted": "substitution",
    "bill:reading:1": "reading-1",
    "bill:reading:2": "reading-2",
    "bill:reading:3": "reading-3",
    "bill:veto_override:passed": "veto-override-passage",
    "bill:veto_override:failed": "veto-override-failure",
    "committee:referred": "referral-committee",
    "committee:passed": "committee-passage",
    "committee:passed:favorable": "committee-passage-favorable",
    "committee:passed:unfavorable": "committee-passage-unfavorable",
    "committee:failed": "committee-failure",
    "governor:received": "executive-receipt",
    "governor:signed": "executive-signature",
    "governor:vetoed": "executive-veto",
    "governor:vetoed:line-item": "executive-veto-line-item",
    "amendment:introduced": "amendment-introduction",
    "amendment:passed": "amendment-passage",
    "amendment:failed": "amendment-failure",
    "amendment:withdrawn": "amendment-withdrawal",
    "amendment:amended": "amendment-amendment",
    "amendment:tabled": "amendment-deferral",
}
_ID: Final = re.compile(r"([A-Z]{2})[BL]\d{6,}")


def is_bill(row: Json) -> bool:
    """Whether a record is a bill of that time."""
    return "bill_id" in row and "session" in row and "title" in row and "identifier" not in row


def is_person(row: Json) -> bool:
    """Whether a record is a legislator of that time."""
    return "leg_id" in row


def bill(row: Json) -> Json:
    """The bill in today's form; its own id begins with the state."""
    state = maybe_said(row, "state")
    if state is None and (hit := _ID.fullmatch(maybe_said(row, "id") or "")):
        state = hit[1].lower()
    made: dict[str, Any] = {
        "identifier": row["bill_id"],
        "session": row["session"],
        "title": row["title"],
        "from_organization": {"classification": row.get("chamber")},
        "classification": row.get("type"),
        "subject": row.get("subjects") or row.get("scraped_subjects"),
        "abstracts": [{"abstract": row["summary"]}] if maybe_said(row, "summary") else [],
        "other_titles": [{"title": entry} for entry in row.get("alternate_titles") or () if isinstance(entry, str)],
        "actions": [_action(entry) for entry in maybe_many(row, "actions")],
        "sponsorships": [
            {"name": entry.get("name"), "classification": entry.get("type"), "primary": entry.get("type") == "primary"}
            for entry in maybe_many(row, "sponsors")
        ],
        "versions": [_document(entry) for entry in maybe_many(row, "versions")],
        "documents": [_document(entry) for entry in maybe_many(row, "documents")],
        "sources": [{"url": entry.get("url")} for entry in maybe_many(row, "sources")],
        "updated_at": row.get("updated_at"),
    }
    return made | ({"jurisdiction": {"id": ocd_id(f"us-{state.lower()}")}} if state else {})


def _action(entry: Json) -> Json:
    kinds = entry.get("type")
    types = kinds if isinstance(kinds, list) else [kinds]
    return {
        "date": entry.get("date"),
        "description": entry.get("action"),
        "organization": {"classification": entry.get("actor")},
        "classification": [_WORDS[word] for word in types if word in _WORDS],
    }


def _document(entry: Json) -> Json:
    return {
        "note": entry.get("name"),
        "links": [{"url": entry.get("url"), "media_type": entry.get("mimetype")}],
    }
