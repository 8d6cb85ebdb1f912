"""Finish an answer once for all who ask for it: packed, and with the mark by which a browser knows that it has it."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from typing import Final

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
    return KeptPage(kind, body, packed, hashlib.blake2b(body, digest_size=12).hexdigest(), headers)
