"""Reading the records of shared platforms, against bare `json` reading of the same bytes into plain dictionaries."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.report import Ratio, alternating, tell
from spiders.platforms import legistar_reading, openstates_bill
from spiders.platforms.legistar_clients import clients

Row = dict[str, Any]


def main() -> int:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--items", type=int, default=2_000)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    client = next(iter(clients(Path("no-such-folder")).values()))
    numbers = range(chosen.items)
    return tell(
        [
            against_json(
                "Legistar events",
                [event(each) for each in numbers],
                lambda row: legistar_reading.event(row, row["EventItems"], client, whole=True),
                bare_event,
                chosen.rounds,
            ),
            against_json(
                "Legistar matters",
                [matter(each) for each in numbers],
                lambda row: legistar_reading.matter(row, row, client, whole=True),
                bare_matter,
                chosen.rounds,
            ),
            against_json(
                "Open States bills", [bill(each) for each in numbers], openstates_bill.bill, bare_bill, chosen.rounds
            ),
        ]
    )


def against_json(
    name: str, rows: list[Row], read: Callable[[Row], object], bare: Callable[[Row], object], rounds: int
) -> Ratio:
    """Both sides parse the bytes; they differ in what they make of them."""
    body = json.dumps(rows).encode()
    taken = alternating(
        rounds,
        ours=lambda: [read(row) for row in json.loads(body)],
        bare=lambda: [bare(row) for row in json.loads(body)],
    )
    each = 1_000_000 / len(rows)
    return Ratio(
        name=name,
        ours=taken["ours"] * each,
        peer=taken["bare"] * each,
        unit="us/item",
        against="json to dictionaries",
        at_most=3.0,
    )


def event(number: int) -> Row:
    """A meeting with twelve items, no two alike."""
    return {
        "EventId": number,
        "EventLastModifiedUtc": f"2026-11-20T13:28:{number % 60:02}.073",
        "EventBodyName": f"Human Services Committee {number % 40}",
        "EventDate": f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T00:00:00",
        "EventTime": f"{number % 11 + 1}:30 AM",
        "EventAgendaStatusName": "Final",
        "EventMinutesStatusName": "Draft",
        "EventLocation": f"Room {number % 90}, City Hall",
        "EventComment": None,
        "EventAgendaFile": f"https://legistar2.granicus.com/city/meetings/{number}_A.pdf",
        "EventMinutesFile": None,
        "EventVideoPath": None,
        "EventMedia": None,
        "EventInSiteURL": f"https://city.legistar.com/MeetingDetail.aspx?LEGID={number}",
        "EventItems": [
            {
                "EventItemAgendaSequence": each,
                "EventItemMinutesSequence": each,
                "EventItemTitle": f"Resolution {number}-{each} on crisis care centers",
                "EventItemMatterFile": f"CB {number * 12 + each}" if each % 2 else None,
                "EventItemMatterName": None,
                "EventItemAgendaNote": None,
            }
            for each in range(12)
        ],
    }


def bare_event(row: Row) -> Row:
    """The same fields, as they stand."""
    kept = {name: value for name, value in row.items() if name != "EventItems"}
    items = ("EventItemAgendaSequence", "EventItemTitle", "EventItemMatterFile", "EventItemAgendaNote")
    return {**kept, "items": [{name: each[name] for name in items} for each in row["EventItems"]]}


def matter(number: int) -> Row:
    """A matter with eight steps, three sponsors and two attachments."""
    return {
        "MatterId": number,
        "MatterFile": f"CB {number}",
        "MatterName": f"Crisis care {number}",
        "MatterTitle": f"AN ORDINANCE relating to crisis care center {number}",
        "MatterTypeName": "Ordinance (Ord)",
        "MatterIntroDate": f"2026-01-{number % 28 + 1:02}T00:00:00",
        "MatterLastModifiedUtc": f"2026-11-20T13:28:{number % 60:02}.073",
        "histories": [
            {
                "MatterHistoryActionName": "referred" if each else "introduced",
                "MatterHistoryActionDate": f"2026-02-{(number + each) % 28 + 1:02}T00:00:00",
                "MatterHistoryActionBodyName": f"Committee {each}",
            }
            for each in range(8)
        ],
        "sponsors": [
            {
                "MatterSponsorName": f"Member {number % 40 + each}",
                "MatterSponsorNameId": each,
                "MatterSponsorSequence": each,
            }
            for each in range(3)
        ],
        "attachments": [
            {
                "MatterAttachmentName": f"Note {each}",
                "MatterAttachmentHyperlink": f"https://city.legistar.com/{number}/{each}.pdf",
            }
            for each in range(2)
        ],
    }


def bare_matter(row: Row) -> Row:
    """The same fields, as they stand."""
    return {name: [copied(each) for each in value] if isinstance(value, list) else value for name, value in row.items()}


def copied(value: Any) -> Any:
    """A dictionary of its own."""
    return dict(value) if isinstance(value, dict) else value


def bill(number: int) -> Row:
    """A bill of the API with eight actions and three sponsors."""
    page = f"https://example.org/bills/{number}"
    return {
        "id": f"ocd-bill/{number:08}-0000-4000-8000-000000000000",
        "session": "2025-2026",
        "jurisdiction": {
            "id": "ocd-jurisdiction/country:us/state:ma/government",
            "name": "Massachusetts",
            "classification": "state",
        },
        "from_organization": {"name": "Senate", "classification": "upper"},
        "identifier": f"S {number}",
        "title": f"An Act relative to crisis care, number {number}",
        "classification": ["bill"],
        "subject": ["Health"],
        "updated_at": "2026-11-20T13:28:35.073000+00:00",
        "actions": [
            {
                "date": f"2026-02-{(number + each) % 28 + 1:02}",
                "description": f"Referred to the committee, step {each} of {number}",
                "classification": ["referral-committee"],
                "organization": {"name": "Senate", "classification": "upper"},
                "order": each,
            }
            for each in range(8)
        ],
        "sponsorships": [
            {
                "name": f"Member {number % 40 + each}",
                "entity_type": "person",
                "primary": each == 0,
                "classification": "primary" if each == 0 else "cosponsor",
            }
            for each in range(3)
        ],
        "abstracts": [{"abstract": f"Requires report {number}.", "note": "summary"}],
        "other_titles": [],
        "versions": [
            {
                "note": "Introduced",
                "date": "2026-01-05",
                "links": [{"url": f"{page}.pdf", "media_type": "application/pdf"}],
            }
        ],
        "documents": [],
        "related_bills": [],
        "sources": [{"url": page, "note": ""}],
    }


def bare_bill(row: Row) -> Row:
    """The same fields, as they stand."""
    return bare_matter(row)


if __name__ == "__main__":
    sys.exit(main())
