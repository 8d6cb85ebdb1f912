"""Put the bulk downloads of Open States, a session as JSON or as CSV tables, into the form of single bills.

The downloads name places in words and organizations by id, and leave out what the API nests; what is the same keeps its
name. Lists in cells come as Python or PostgreSQL writes them: `['bill']` or `{bill}`.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from spiders.kit.fields import Json, maybe_many, maybe_said
from spiders.kit.select import PageChanged
from spiders.platforms.openstates_places import ocd_id, place_named

Row = Mapping[str, str]

TABLES: Final = (
    "bill_abstracts",
    "bill_titles",
    "bill_actions",
    "bill_sources",
    "bill_related_bills",
    "bill_sponsorships",
    "bill_document_links",
    "bill_version_links",
    "bill_documents",
    "bill_versions",
    "organizations",
    "bills",
)
"""The tables that are read; identifiers and votes are in others. Longer names first, so that a file's end is clear."""

_TABLE: Final = re.compile(rf"(.*?)_?({'|'.join(TABLES)})\.csv", re.IGNORECASE)
_ENTRY: Final = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|([^,'\"\s][^,]*)")
_CELL_LIMIT: Final = 16 * 1024 * 1024


def bill_of_json(row: Json) -> Json:
    """A bill of a JSON download in the form of the API."""
    if "jurisdiction_name" not in row and "sponsors" not in row:
        return row
    made = dict(row)
    if name := maybe_said(row, "jurisdiction_name"):
        made["jurisdiction"] = {"id": ocd_id(place_named(name))}
    made.setdefault("from_organization", {"classification": row.get("chamber")})
    made.setdefault("sponsorships", row.get("sponsors"))
    made["related_bills"] = [entry for entry in maybe_many(row, "related_bills") if entry.get("identifier")]
    made["actions"] = [
        {"organization": {"name": entry.get("organization__name")}, **entry} for entry in maybe_many(row, "actions")
    ]
    return made


def table_of(name: str) -> tuple[str, str] | None:
    """The download and the table that a CSV file is of, or None where it is none that is read."""
    match = _TABLE.fullmatch(name)
    return (match[1], match[2].lower()) if match else None


def rows(data: bytes) -> list[Row]:
    """The rows of one table; raises PageChanged."""
    csv.field_size_limit(_CELL_LIMIT)
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True, restkey="")
        table: list[Row] = list(reader)
    except (csv.Error, UnicodeDecodeError) as problem:
        raise PageChanged(f"wanted a CSV table, found: {problem}") from problem
    if not reader.fieldnames or "id" not in reader.fieldnames:
        raise PageChanged(f"wanted a CSV table with a column id, found {', '.join(reader.fieldnames or ())[:80]!r}")
    return table


def bills_of_tables(tables: Mapping[str, Iterable[Row]]) -> Iterator[Json]:
    """Every bill of a CSV download in the form of the API, one after the other."""
    organizations = {row["id"]: row for row in tables.get("organizations", ())}
    of_bill = {name: _grouped(tables.get(name, ()), "bill_id") for name in TABLES if name.startswith("bill_")}
    links = {name: _grouped(tables.get(f"bill_{name}_links", ()), f"{name}_id") for name in ("document", "version")}
    for row in tables.get("bills", ()):
        parts = {name: groups.get(row["id"], []) for name, groups in of_bill.items()}
        yield {
            **row,
            "jurisdiction": {"id": ocd_id(place_named(row.get("jurisdiction") or ""))},
            "session": row.get("session_identifier"),
            "classification": listed(row.get("classification")),
            "subject": listed(row.get("subject")),
            "from_organization": {"classification": row.get("organization_classification")},
            "abstracts": parts["bill_abstracts"],
            "other_titles": parts["bill_titles"],
            "sources": parts["bill_sources"],
            "related_bills": parts["bill_related_bills"],
            "actions": [_action(entry, organizations) for entry in parts["bill_actions"]],
            "sponsorships": [_sponsorship(entry) for entry in parts["bill_sponsorships"]],
            "versions": [{**entry, "links": links["version"].get(entry["id"], [])} for entry in parts["bill_versions"]],
            "documents": [
                {**entry, "links": links["document"].get(entry["id"], [])} for entry in parts["bill_documents"]
            ],
        }


def listed(cell: str | None) -> list[str]:
    """The texts of a cell that holds a list."""
    text = (cell or "").strip()
    if text[:1] not in {"[", "{"}:
        return [text] if text else []
    entries = (first or second or bare for first, second, bare in _ENTRY.findall(text[1:-1]))
    return [entry.strip() for entry in entries if entry.strip()]


def _action(row: Row, organizations: Mapping[str, Row]) -> Json:
    order = row.get("order") or ""
    made: dict[str, Any] = {**row, "classification": listed(row.get("classification")), "related_entities": []}
    made["organization"] = dict(organizations.get(row.get("organization_id") or "", {}))
    made["order"] = int(order) if order.isdecimal() else None
    return made


def _sponsorship(row: Row) -> Json:
    return {**row, "primary": (row.get("primary") or "").strip().lower() in {"true", "t", "1"}}


def _grouped(table: Iterable[Row], column: str) -> dict[str, list[Json]]:
    groups: dict[str, list[Json]] = defaultdict(list)
    for row in table:
        groups[row.get(column) or ""].append(dict(row))
    return groups
