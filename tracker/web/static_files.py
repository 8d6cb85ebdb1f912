"""Hold the static files in memory under names that change with their contents."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Static:
    """One file with everything an answer needs."""

    name: str
    kind: str
    body: bytes
    packed: bytes | None
    """The gzipped body, where that is smaller."""


@cache
def all_files() -> dict[str, Static]:
    """Every static file by name; a request can ask for these names and nothing else."""
    by_name = {}
    for path in files("templates").joinpath("web").joinpath("static").iterdir():
        suffix = "." + path.name.rpartition(".")[2]
        if suffix not in _KINDS:
            continue
        body = path.read_bytes()
        packed = gzip.compress(body, mtime=0) if suffix not in {".woff2", ".png"} else None
        by_name[path.name] = Static(name=path.name, kind=_KINDS[suffix], body=body, packed=packed)
    return by_name


@cache
def mark() -> str:
    """One mark for all files together, since the stylesheet names the others by where it stands itself."""
    whole = hashlib.blake2b(digest_size=6)
    for name, file in sorted(all_files().items()):
        whole.update(name.encode() + b"\0" + file.body)
    return whole.hexdigest()


def address(name: str) -> str:
    """The path under which a file may be kept for ever."""
    return f"/static/{mark()}/{all_files()[name].name}"
