"""Show records as JSON in Open Civic Data's field names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from tracker.records.heard_sessions import is_unsure

NO_SESSION = "it is not clear from the notice and its day which session is meant: it is tied to no bill"
BRIEF_LEAVES_OUT = (
    "abstracts",
    "other_titles",
    "actions",
    "sponsorships",
    "committees",
    "versions",
    "documents",
    "related_bills",
    "votes",
    "sources",
)


def parsed(record: Any) -> dict[str, Any]:
    """A record's JSON, whether the database gave text or a value."""
    document: dict[str, Any] = record if isinstance(record, dict) else orjson.loads(record)
    return document


def bill(row: Any, matches: Iterable[Mapping[str, Any]] = (), *, brief: bool = False) -> dict[str, Any]:
    """A bill's row with its matches."""
    record = parsed(row.record)
    shown: dict[str, Any] = {"id": row.id}
    skip = {"stamp", "text", *(BRIEF_LEAVES_OUT if brief else ())}
    shown.update((name, value) for name, value in record.items() if name not in skip)
    shown["first_action_date"] = row.first_action_date
    shown["latest_action_date"] = row.latest_action_date
    shown["latest_action_description"] = row.latest_action_description
    shown["stage"] = row.stage
    shown["stage_basis"] = stage_basis(row)
    if brief:
        shown["matches"] = [{name: match[name] for name in ("topic", "score", "tier")} for match in matches]
    else:
        shown["matches"] = list(matches)
        shown["unconfirmed"] = row.unconfirmed or []
        shown["provenance"] = row.provenance or {"*": row.source}
    return shown


def stage_basis(row: Any) -> str:
    """What the stage is read from, marked as ours: no legislature publishes it."""
    if row.stage_basis:
        return f"our reading of: {row.stage_basis}"
    return "our reading of: the end of its session" if row.stage == "died" else "our reading: no step told yet"


def hearing(row: Any, bills: Iterable[str] = (), *, brief: bool = False) -> dict[str, Any]:
    """A hearing's row; `bills` are the public ids of those it hears."""
    record = parsed(row.record)
    heard = {bill["identifier"]: bill for bill in record["bills"]}
    shown: dict[str, Any] = {"id": row.id}
    shown.update((name, value) for name, value in record.items() if name not in {"stamp", "key"})
    shown["key"] = record["key"]
    shown["bills"] = [_heard(key, heard.get(key.rsplit("/", 1)[-1], {})) for key in bills]
    shown["no_longer_listed"] = row.vanished_at is not None
    if brief:
        for name in ("agenda", "description", "documents"):
            shown.pop(name, None)
    return shown


def _heard(key: str, bill: Mapping[str, Any]) -> dict[str, Any]:
    shown = {"id": key, "identifier": key.rsplit("/", 1)[-1], "title": bill.get("title")}
    return {**shown, "unsure": NO_SESSION} if is_unsure(key) else shown


def notice(row: Any, matches: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """A rule-making notice's row with its matches."""
    record = parsed(row.record)
    shown: dict[str, Any] = {"id": row.id}
    shown.update((name, value) for name, value in record.items() if name not in {"stamp", "key"})
    shown["matches"] = list(matches)
    return shown


def match(row: Any) -> dict[str, Any]:
    """A match as it stands beside its record."""
    reasons = row.reasons if isinstance(row.reasons, list) else orjson.loads(row.reasons)
    return {"topic": row.topic, "score": row.score, "tier": row.tier, "reasons": reasons}
