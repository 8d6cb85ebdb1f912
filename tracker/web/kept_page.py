"""Finish an answer once for all who ask for it: packed, and with the mark by which a browser knows that it has it."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

_PACK_FROM: Final = 1_000
_LARGE: Final = 100_000
"""From here on packing well would take longer than sending a little more."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A finished page: its parts, and the mark by which a browser knows that it has it already."""

    kind: str
    body: bytes
    packed: bytes
    mark: str
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def size(self) -> int:
        """Bytes that it takes, about."""
        return len(self.body) + len(self.packed) + 500


def finished(body: bytes, kind: str, headers: tuple[tuple[str, str], ...] = ()) -> KeptPage:
    """An answer as it is kept."""
    packed = gzip.compress(body, 1 if len(body) >= _LARGE else 4, mtime=0) if len(body) >= _PACK_FROM else b""
    return KeptPage(kind, body, packed, mark_of(body), headers)


def mark_of(body: bytes) -> str:
    """What is the same for the same body, and differs for others."""
    return hashlib.blake2b(body, digest_size=12).hexdigest()


def marked(response: Response, request: Request) -> Response:
    """An answer with its mark, for who asks again; nothing but the mark for who has it already."""
    if response.status_code != 200 or not isinstance(getattr(response, "body", None), bytes):
        return response
    response.headers["ETag"] = mark = f'W/"{mark_of(bytes(response.body))}"'
    if not has_mark(request, mark):
        return response
    headers = {
        name: value for name, value in response.headers.items() if name not in {"content-length", "content-type"}
    }
    return Response(None, 304, headers)


def has_mark(request: Request, mark: str) -> bool:
    """Whether who asks has what bears this mark."""
    return mark in (part.strip() for part in request.headers.get("if-none-match", "").split(","))
