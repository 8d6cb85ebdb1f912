"""Open States as a loopback server: true answers of API v3, written by hand, and its refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.crawl.world import World

HOST = "https://v3.openstates.org"
PLACE = "ocd-jurisdiction/country:us/state:{}/government"
KEY = {"TRACKER_OPENSTATES_API_KEY": "a-key-of-ours"}

Answer = Callable[[BaseHTTPRequestHandler], None]


def jurisdiction(code: str) -> dict[str, str]:
    return {"id": PLACE.format(code), "name": code.upper(), "classification": "state"}


def organization(classification: str) -> dict[str, str]:
    return {"id": f"ocd-organization/0000-{classification}", "name": classification, "classification": classification}


def bill(code: str, session: str, identifier: str, **more: Any) -> dict[str, Any]:
    """One bill of `/bills` with everything included."""
    return {
        "id": "ocd-bill/f0049138-1ad8-4506-a2a4-f4dd1251bbba",
        "session": session,
        "jurisdiction": jurisdiction(code),
        "from_organization": organization("lower"),
        "identifier": identifier,
        "title": "An Act relative to mental health parity",
        "classification": ["bill"],
        "subject": ["MENTAL HEALTH"],
        "extras": {},
        "created_at": "2026-01-05T08:00:00.000000+00:00",
        "updated_at": "2026-11-20T10:11:12.345678+00:00",
        "openstates_url": f"https://openstates.org/{code}/bills/{session}/{identifier.replace(' ', '')}/",
        "first_action_date": "2026-01-05",
        "latest_action_date": "2026-11-19",
        "latest_action_description": "Passed",
        "abstracts": [{"abstract": "Requires parity.", "note": "summary"}],
        "other_titles": [{"title": "Parity Act", "note": "short title"}],
        "related_bills": [{"identifier": "S. 7", "legislative_session": session, "relation_type": "companion"}],
        "sponsorships": [
            {
                "id": "1",
                "name": "Smith",
                "entity_type": "person",
                "primary": True,
                "classification": "primary",
                "person": {
                    "id": "ocd-person/adb58f21-f2fd-4830-85b6-f490b0867d14",
                    "name": "Ann Smith",
                    "party": "Democratic",
                    "current_role": {"title": "Representative", "org_classification": "lower", "district": 3},
                },
            }
        ],
        "actions": [
            {
                "id": "1",
                "organization": organization("lower"),
                "description": "Referred to Health",
                "date": "2026-01-05",
                "classification": ["referral-committee"],
                "order": 0,
                "related_entities": [{"name": "Health", "entity_type": "organization"}],
            },
            {
                "id": "2",
                "organization": organization("upper"),
                "description": "Passed",
                "date": "2026-11-19",
                "classification": ["passage", "a-word-nobody-knows"],
                "order": 1,
                "related_entities": [],
            },
        ],
        "sources": [{"url": "https://legislature.example/bill", "note": ""}],
        "versions": [
            {
                "id": "1",
                "note": "Introduced",
                "date": "2026-01-05",
                "links": [{"url": "https://legislature.example/bill.pdf", "media_type": "application/pdf"}],
            }
        ],
        "documents": [],
        **more,
    }


def event(code: str, key: str, **more: Any) -> dict[str, Any]:
    """One event of `/events` with everything included."""
    return {
        "id": f"ocd-event/{key}",
        "name": "Hearing of the House Health Committee",
        "jurisdiction": jurisdiction(code),
        "description": "Public hearing",
        "classification": "committee-meeting",
        "start_date": "2026-12-01T18:30:00+00:00",
        "end_date": "",
        "all_day": False,
        "status": "confirmed",
        "upstream_id": "",
        "deleted": False,
        "location": {"name": "Room 12, and on Zoom", "url": ""},
        "links": [{"url": "https://legislature.example/agenda", "note": "Agenda"}],
        "sources": [{"url": "https://legislature.example/calendar", "note": ""}],
        "media": [],
        "documents": [],
        "participants": [{"name": "Health", "entity_type": "organization", "note": "host"}],
        "agenda": [
            {
                "description": "Testimony on the bill",
                "classification": [],
                "order": 1,
                "subjects": [],
                "notes": [],
                "related_entities": [
                    {
                        "name": "H.B. 12",
                        "entity_type": "bill",
                        "note": "",
                        "bill": {"session": "2026", "identifier": "HB 12"},
                    }
                ],
            }
        ],
        **more,
    }


@dataclass
class Api:
    """What each list of each place answers, page by page; a page may be an answer of its own."""

    world: World
    pages: dict[tuple[str, str], list[list[dict[str, Any]] | Answer]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in ("bills", "events", "committees", "people"):
            self.world.pages[f"{HOST}/{path}"] = self._answer

    @property
    def asked(self) -> list[dict[str, str]]:
        """The questions in order, with the list each was put to."""
        found = []
        for _when, url, _headers in self.world.asked:
            parts = urlsplit(url)
            if not parts.path.endswith("robots.txt"):
                query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
                found.append({"path": parts.path.strip("/"), **query})
        return found

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        scheme, _, rest = handler.path.lstrip("/").partition("/")
        parts = urlsplit(f"{scheme}://{rest}")
        query = parse_qs(parts.query)
        if handler.headers.get("X-API-KEY") != KEY["TRACKER_OPENSTATES_API_KEY"]:
            refuse(401, "Invalid API Key. Register for API Key at https://open.pluralpolicy.com")(handler)
            return
        code = query["jurisdiction"][0].split(":")[-1].partition("/")[0]
        number = int(query["page"][0])
        held = self.pages.get((parts.path.strip("/"), code), [[]])
        page = held[number - 1] if number <= len(held) else []
        if callable(page):
            page(handler)
            return
        body = {
            "results": page,
            "pagination": {"per_page": 20, "page": number, "max_page": len(held), "total_items": len(page)},
        }
        send(handler, 200, json.dumps(body))


def refuse(status: int, detail: str, **headers: str) -> Answer:
    """An answer that refuses, as FastAPI words it."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        send(handler, status, json.dumps({"detail": detail}), **headers)

    return answer


def send(handler: BaseHTTPRequestHandler, status: int, body: str, **headers: str) -> None:
    raw = body.encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(raw)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(raw)
