"""The open data of the night: its files, and what each table and column holds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from starlette.responses import FileResponse, Response

from tracker.exports import dump
from tracker.settings import load
from tracker.web.access import ANYONE
from tracker.web.errors import Problem
from tracker.web.request_context import Ask, Pages

pages = Pages()
_KINDS: Final = {
    dump.ZIP: "application/zip",
    dump.SQLITE: "application/vnd.sqlite3",
    dump.DICTIONARY: "application/json",
}


@pages.get("/data", ANYONE)
def data(ask: Ask) -> Response:
    """What can be downloaded, how old it is, and the dictionary."""
    files = []
    for name in _KINDS:
        path = _path(name)
        if path.is_file():
            facts = path.stat()
            files.append((name, facts.st_size / 1_000_000, dt.datetime.fromtimestamp(facts.st_mtime, dt.UTC)))
    return ask.page("data.html", files=files, tables=dump.TABLES)


@pages.get("/data/{name}", ANYONE)
def file(ask: Ask) -> Response:
    """One of the files."""
    name = ask.part("name")
    path = _path(name) if name in _KINDS else None
    if path is None or not path.is_file():
        raise Problem(404, "This file is not there", "The open data are written once a night.")
    headers = {"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"}
    return FileResponse(path, media_type=_KINDS[name], filename=name, headers=headers)


def _path(name: str) -> Path:
    return load().data_dir / dump.FOLDER / name
