"""What you get in each place: without a key, after a set-up, with which key, from recordings only, or not at all."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from tracker.exports.coverage import COLUMNS, coverage
from tracker.records.place_names import place_name
from tracker.web.access import ANYONE
from tracker.web.pages.list_files import csv_file, json_file
from tracker.web.places import CONGRESS
from tracker.web.request_context import Ask, Pages

pages = Pages()

THINGS: Final = ("bills", "hearings", "hours", "texts", "votes", "people", "testimony")
"""In the order in which a person asks."""


def by_place(rows: list[dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """The rows of each place, thing by thing."""
    places: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        places.setdefault(row["place"], {})[row["thing"]] = row
    return places


def _rows(ask: Ask) -> list[dict[str, Any]]:
    with ask.reading() as connection:
        return coverage(connection, ask.places())


@pages.get("/coverage", ANYONE, keep=True, reads=("place",))
def page(ask: Ask) -> Response:
    """All legislatures in one table and the boards of counties in another, or the places asked for."""
    places = by_place(_rows(ask))
    ordered = {code: places[code] for code in sorted(places, key=lambda code: (code != CONGRESS, place_name(code)))}
    boards = {code: rows["hearings"] for code, rows in ordered.items() if rows.keys() == {"hearings"}}
    legislatures = {code: rows for code, rows in ordered.items() if code not in boards}
    return ask.page("coverage.html", places=legislatures, boards=boards, things=THINGS)


@pages.get("/coverage.json", ANYONE, reads=("place",))
def as_json(ask: Ask) -> Response:
    """The same for programs."""
    return json_file(_rows(ask), "coverage.json")


@pages.get("/coverage.csv", ANYONE, reads=("place",))
def as_csv(ask: Ask) -> Response:
    """The same for a spreadsheet."""
    rows = [{**row, "sources": "; ".join(row["sources"])} for row in _rows(ask)]
    return csv_file(rows, COLUMNS, "coverage.csv")
