"""LegiScan as a loopback server: answers in the true form of its API, written by hand, and its refusals."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.crawl.world import World
from tests.platforms.openstates_world import send

URL = "https://api.legiscan.com/"
KEY = {"TRACKER_LEGISCAN_API_KEY": "a-key-of-ours"}

Answer = Callable[[BaseHTTPRequestHandler], None]


def session(number: int = 2172, first: int = 2025, last: int = 2026, **more: Any) -> dict[str, Any]:
    """One session as the lists and the bills have it."""
    return {
        "session_id": number,
        "state_id": 43,
        "year_start": first,
        "year_end": last,
        "prefile": 0,
        "sine_die": 0,
        "prior": 0,
        "special": 0,
        "session_tag": "Regular Session",
        "session_title": f"{first}-{last} Regular Session",
        "session_name": "89th Legislature Regular Session",
        **more,
    }


def action(date: str, text: str, chamber: str = "H", importance: int = 0) -> dict[str, Any]:
    return {"date": date, "action": text, "chamber": chamber, "chamber_id": 84, "importance": importance}


def event(key: str = "951c9966", date: str = "2026-12-01", time: str = "08:15", **more: Any) -> dict[str, Any]:
    """One entry of a bill's calendar."""
    return {
        "type_id": 1,
        "event_hash": key,
        "type": "Hearing",
        "date": date,
        "time": time,
        "location": "E2.028",
        "description": "House Public Health Committee",
        **more,
    }


def bill(number: int, name: str, state: str = "TX", **more: Any) -> dict[str, Any]:
    """One bill of `getBill`; its change hash follows from all it says."""
    told = {
        "bill_id": number,
        "session_id": 2172,
        "session": session(),
        "url": f"https://legiscan.com/{state}/bill/{name}/2025",
        "state_link": f"https://capitol.example/{name}",
        "completed": 0,
        "status": 1,
        "status_date": "2025-01-14",
        "progress": [{"date": "2025-01-14", "event": 1}, {"date": "2025-01-20", "event": 9}],
        "state": state,
        "state_id": 43,
        "bill_number": name,
        "bill_type": "B",
        "bill_type_id": "1",
        "body": "H",
        "body_id": 84,
        "current_body": "H",
        "current_body_id": 84,
        "title": "Relating to mental health services",
        "description": "Relating to mental health services",
        "pending_committee_id": 0,
        "committee": [],
        "referrals": [
            {"date": "2025-01-20", "committee_id": 1, "chamber": "H", "chamber_id": 84, "name": "Public Health"}
        ],
        "history": [
            action("2025-01-14", "Filed", importance=1),
            action("2025-01-20", "Referred to Public Health", importance=1),
        ],
        "sponsors": [
            {
                "people_id": 5937,
                "person_hash": "uc7y6t2a",
                "party_id": "1",
                "party": "D",
                "role_id": 1,
                "role": "Rep",
                "name": "Ann Smith",
                "district": "HD-046",
                "bioguide_id": "",
                "sponsor_type_id": 1,
                "sponsor_order": 1,
                "committee_sponsor": 0,
                "committee_id": 0,
            }
        ],
        "sasts": [{"type_id": 1, "type": "Same As", "sast_bill_number": "SB0007", "sast_bill_id": 9}],
        "subjects": [{"subject_id": 1, "subject_name": "Mental Health"}],
        "texts": [
            {
                "doc_id": 3,
                "date": "2025-01-14",
                "type": "Introduced",
                "type_id": 1,
                "mime": "application/pdf",
                "mime_id": 2,
                "url": f"https://legiscan.com/{state}/text/{name}/id/3",
                "state_link": f"https://capitol.example/{name}.pdf",
                "text_size": 1,
                "text_hash": "ab",
            }
        ],
        "votes": [],
        "amendments": [],
        "supplements": [],
        "calendar": [],
        **more,
    }
    seal = hashlib.md5(json.dumps(told, sort_keys=True).encode(), usedforsecurity=False).hexdigest()
    return {"bill_id": number, "change_hash": seal, **told}


def packed(*bills: dict[str, Any], **others: str) -> bytes:
    """A dataset: one file a bill, as LegiScan packs them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in bills:
            folder = "TX/2025-2026_89th_Legislature"
            archive.writestr(f"{folder}/bill/{each['bill_number']}.json", json.dumps({"bill": each}))
        for name, text in others.items():
            archive.writestr(f"TX/2025-2026_89th_Legislature/{name.replace('__', '/')}.json", text)
    return out.getvalue()


@dataclass
class Api:
    """What LegiScan has: sessions by state, bills by session; an answer may be one of its own."""

    world: World = field(default_factory=World)
    sessions: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"TX": [session()]})
    bills: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    found: list[dict[str, Any]] = field(default_factory=list)
    dataset: bytes | None = None
    instead: dict[tuple[str, str], Answer] = field(default_factory=dict)
    """Another answer, by operation and id (or state)."""

    def __post_init__(self) -> None:
        self.world.pages[URL] = self._answer

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The questions in order: operation, and id or state."""
        return [_question(url) for _when, url, _headers in self.world.asked if not url.endswith("robots.txt")]

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        query = {name: values[-1] for name, values in parse_qs(urlsplit(handler.path).query).items()}
        operation, what = _question(handler.path)
        if query.get("key") != KEY["TRACKER_LEGISCAN_API_KEY"]:
            refusal("Invalid API Key")(handler)
        elif (operation, what) in self.instead:
            self.instead[operation, what](handler)
        elif operation == "getDatasetRaw":
            assert self.dataset is not None
            handler.send_response(200)
            handler.send_header("Content-Type", "application/zip")
            handler.send_header("Content-Length", str(len(self.dataset)))
            handler.end_headers()
            handler.wfile.write(self.dataset)
        else:
            send(handler, 200, json.dumps({"status": "OK", **self._told(operation, what)}))

    def answers(self) -> dict[str, bytes]:
        """All answers by address, for a visit without a network; `instead` has bodies there."""
        asked = [("getSessionList", "state", state) for state in self.sessions]
        asked += [("getMasterListRaw", "id", str(number)) for number in self.bills]
        asked += [("getBill", "id", str(each["bill_id"])) for held in self.bills.values() for each in held]
        asked.append(("getDatasetList", "state", "TX"))
        made = {
            f"{URL}?op={operation}&{name}={what}": json.dumps({"status": "OK", **self._told(operation, what)}).encode()
            for operation, name, what in asked
        }
        if self.dataset is not None:
            made[f"{URL}?op=getDatasetRaw&id=2172&access_key=x"] = self.dataset
        return made

    def _told(self, operation: str, what: str) -> dict[str, Any]:
        if operation == "getSessionList":
            return {"sessions": self.sessions.get(what, [session(1, prior=0)])}
        if operation in {"getMasterListRaw", "getMasterList"}:
            held = self.bills.get(int(what), [])
            rows = {str(place): _row(each) for place, each in enumerate(held)}
            return {"masterlist": {"session": session(int(what)), **rows}}
        if operation == "getSearchRaw":
            rows = [
                {"relevance": 90, "bill_id": each["bill_id"], "change_hash": each["change_hash"]} for each in self.found
            ]
            return {"searchresult": {"summary": {"page_current": 1, "page_total": 1}, "results": rows}}
        if operation == "getDatasetList":
            key = {"access_key": "a-secret-of-the-dataset"} if self.dataset is not None else {}
            return {"datasetlist": [{**session(), **key}]}
        every = [each for held in self.bills.values() for each in held] + self.found
        return {"bill": next(each for each in every if str(each["bill_id"]) == what)}


def _question(url: str) -> tuple[str, str]:
    query = {name: values[-1] for name, values in parse_qs(urlsplit(url).query).items()}
    return query["op"], query.get("id") or query.get("state", "")


def _row(each: dict[str, Any]) -> dict[str, Any]:
    last = max((row["date"] for row in each["history"]), default="0000-00-00")
    told = {"bill_id": each["bill_id"], "number": each["bill_number"], "change_hash": each["change_hash"]}
    return {**told, "last_action_date": last, "title": each["title"]}


def refusal(message: str) -> Answer:
    """A refusal as LegiScan words it: with status 200."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        send(handler, 200, json.dumps({"status": "ERROR", "alert": {"message": message}}))

    return answer


def status(code: int, **headers: str) -> Answer:
    """An answer with another status."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        send(handler, code, json.dumps({"message": "no"}), **headers)

    return answer
