"""Describe the API: what it is for, under which license, and which names it takes today."""

from __future__ import annotations

import copy
from typing import Any, Final

from fastapi import FastAPI
from sqlalchemy import Connection, select

from tracker.db.models import Session
from tracker.records.jurisdictions import all_jurisdictions
from tracker.vocabulary import shipped_places, stored_places, topics

_ABOUT: Final = (
    "Bills, hearings, rule-makings, deadlines and changes as the pages show them, in Open Civic Data's words. Read only, "
    "no key. Lists come in pages: ask again with `next` as `cursor`. Names that are not known are answered with 422 and "
    "the nearest that are. What was not collected is not there: `/api/v1/sources` says what was read, and when."
)
_LICENSE: Final = {"name": "MIT", "identifier": "MIT"}
_EXAMPLES: Final = {"place": "us-ma", "topic": "parity", "session": "119", "stage": "in-committee"}


def described(app: FastAPI, connection: Connection, site_url: str) -> dict[str, Any]:
    """The description with the names of today."""
    document: dict[str, Any] = copy.deepcopy(app.openapi())
    document["info"] |= {"description": _ABOUT, "license": _LICENSE}
    document["servers"] = [{"url": site_url}]
    known = _known(connection)
    for methods in document["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                names = known.get(parameter["name"]) if parameter["in"] == "query" else None
                if names and parameter["schema"].get("type") == "array":
                    parameter["schema"]["items"] = {"type": "string", "enum": names}
                    parameter["example"] = [_EXAMPLES[parameter["name"]]]
    return document


def _known(connection: Connection) -> dict[str, list[str]]:
    stored = connection.execute(select(Session.identifier).distinct()).scalars()
    shipped = {sitting.session for place in all_jurisdictions().values() for sitting in place.sittings}
    return {
        "topic": sorted(topics()),
        "place": sorted({*all_jurisdictions(), *shipped_places(), *stored_places(connection)}),
        "session": sorted({*shipped, *stored}),
    }
