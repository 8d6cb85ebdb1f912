"""Keep what a source said as WARC, and answer from such a recording instead of the network."""

from __future__ import annotations

import hashlib
import re
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from tracker.errors import UsageProblem

SECRETS: Final = frozenset({"api_key", "apikey", "api-key", "key", "token", "access_token", "access_key", "x-api-key"})
"""Query parameters that hold a key: they are never recorded, and never matter for finding a recorded page."""
_SECRET_HEADERS: Final = frozenset({"authorization", "x-api-key", "cookie", "set-cookie", "proxy-authorization"})
_ENCODINGS: Final = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_NOT_KEPT: Final = _SECRET_HEADERS | _ENCODINGS
_CHUNK: Final = 1024 * 1024
_UNPACKED: Final = 64 * 1024 * 1024
"""Bytes that a body may unpack to and still be kept as plain bytes; a bomb is kept as it came."""
_LOOKS: Final = frozenset(
    {
        "limit",
        "per_page",
        "perpage",
        "page[size]",
        "pagesize",
        "$top",
        "fields",
        "fields[]",
        "sort",
        "order",
        "$orderby",
    }
)
"""Query parameters that say how much of an answer is wanted and in which order, not which answer."""
_FIRST: Final = frozenset(
    {("offset", "0"), ("page", "1"), ("page[number]", "1"), ("$skip", "0"), ("skip", "0"), ("format", "json")}
)
"""What a source may write or leave out when it asks for the first page as JSON."""
_REQUEST: Final = "WARC-Tracker-Request"
"""A field of our own: the digest of what was posted, so that two questions to one address have two answers."""


def address_key(url: str) -> str:
    """An address as recordings are searched by: no keys, no fragment, query in order, spaces and escapes all one way."""
    parts = urlsplit(url.strip())
    pairs = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name.lower() not in SECRETS
    ]
    path = unquote(parts.path) or "/"
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, urlencode(sorted(pairs)), ""))


def loose_key(url: str) -> str:
    """An address without what only says how much of an answer is wanted: a recording of 20 rows a page answers a source
    that asks for 250, and its own next page follows.
    """
    parts = urlsplit(address_key(url))
    pairs = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _LOOKS and (name.lower(), value) not in _FIRST
    ]
    return urlunsplit((parts.scheme, parts.netloc, parts.path.lower(), urlencode(pairs), ""))


def posted(method: str, body: bytes) -> str:
    """What tells a question that is not only an address from others; empty for a plain GET."""
    return "" if method == "GET" and not body else f"{method} {hashlib.blake2b(body, digest_size=16).hexdigest()}"


def without_secrets(url: str) -> str:
    """An address as it may be kept: its keys taken out, all else as it was asked for."""
    parts = urlsplit(url)
    if not any(name.lower() in SECRETS for name, _value in parse_qsl(parts.query, keep_blank_values=True)):
        return url
    pairs = [pair for pair in parts.query.split("&") if pair.partition("=")[0].lower() not in SECRETS]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join(pairs), parts.fragment))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a recorded answer stands."""

    file: Path
    offset: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A recorded answer. A large one is left on disk: then `body` is empty and `file` names it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    file: str | None = None


class Recording:
    """The answers of WARC files, found by address; the index holds places, not bodies."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Index all files; a path may be a folder of them. Of several answers for one address the first counts."""
        self._places: dict[str, Place] = {}
        self._loose: dict[str, Place] = {}
        self._posted: dict[str, Place] = {}
        for file in _files(paths):
            for url, question, place in _index(file):
                if question:
                    self._posted.setdefault(f"{address_key(url)} {question}", place)
                else:
                    self._places.setdefault(address_key(url), place)
                    self._loose.setdefault(loose_key(url), place)

    def __len__(self) -> int:
        return len(self._places) + len(self._posted)

    def __contains__(self, url: str) -> bool:
        """Whether there is an answer for this address."""
        return address_key(url) in self._places

    def addresses(self) -> list[str]:
        """All recorded addresses, in the form of `address_key`."""
        return sorted(self._places)

    def answer(self, url: str, *, question: str = "", to_file: bool = False) -> Answer | None:
        """The recorded answer, or None; with `to_file` its body is written to a temporary file, a piece at a time.

        `question` is what `posted` makes of a request that is no plain GET.
        """
        if question:
            place = self._posted.get(f"{address_key(url)} {question}")
        else:
            place = self._places.get(address_key(url)) or self._loose.get(loose_key(url))
        if place is None:
            return None
        from warcio.archiveiterator import ArchiveIterator

        with place.file.open("rb") as stream:
            stream.seek(place.offset)
            record = next(iter(ArchiveIterator(stream)))
            status = int(record.http_headers.get_statuscode())
            headers = tuple(
                (name, value) for name, value in record.http_headers.headers if name.lower() not in _ENCODINGS
            )
            body = record.content_stream()
            if to_file and status == 200:
                return Answer(status, headers, b"", _kept_on_disk(body))
            return Answer(status, headers, body.read())


class Recorder:
    """Writes answers to one WARC file as they come; the file is whole after every record."""

    def __init__(self, path: Path, secrets: Iterable[str] = ()) -> None:
        """Begin the file; an existing one is refused, since evidence is not overwritten. `secrets` are never written."""
        from warcio.warcwriter import WARCWriter

        try:
            self._stream: BinaryIO = path.open("xb")
        except FileExistsError as problem:
            raise UsageProblem(f"--record {path}: expected a new file, found one; name another") from problem
        except OSError as problem:
            raise UsageProblem(f"--record {path}: expected a file we may write, found: {problem}") from problem
        self._writer = WARCWriter(self._stream, gzip=True)
        self._secrets = sorted((secret.encode() for secret in secrets if len(secret) >= 6), key=len, reverse=True)

    def keep(self, url: str, status: int, headers: Mapping[str, str], body: bytes | Path, question: str = "") -> None:
        """Keep one answer, without keys and cookies; `question` is what `posted` makes of the request."""
        from warcio.statusandheaders import StatusAndHeaders

        pairs = [(name, self._plain(value)) for name, value in headers.items() if name.lower() not in _NOT_KEPT]
        encoded = next((value for name, value in headers.items() if name.lower() == "content-encoding"), "")
        if isinstance(body, bytes):
            unpacked = _unpacked(body, encoded)
            body = self._hidden(unpacked if unpacked is not None else body)
            if unpacked is None:
                pairs.append(("Content-Encoding", encoded))
        size = body.stat().st_size if isinstance(body, Path) else len(body)
        pairs.append(("Content-Length", str(size)))
        response = StatusAndHeaders(f"{status} Recorded", pairs, "HTTP/1.1")
        payload: BinaryIO = body.open("rb") if isinstance(body, Path) else BytesIO(body)
        with payload:
            record = self._writer.create_warc_record(
                self._plain(without_secrets(url)), "response", payload=payload, length=size, http_headers=response
            )
            if question:
                record.rec_headers.add_header(_REQUEST, question)
            self._writer.write_record(record)
        self._stream.flush()

    def close(self) -> None:
        """End the file."""
        self._stream.close()

    def _hidden(self, data: bytes) -> bytes:
        for secret in self._secrets:
            data = data.replace(secret, b"REDACTED")
        return data

    def _plain(self, text: str) -> str:
        return self._hidden(text.encode()).decode()


def _unpacked(body: bytes, encoded: str) -> bytes | None:
    """A body as plain bytes; None when its coding is not one we know, or when it is a bomb."""
    if encoded.strip().lower() in {"", "identity"}:
        return body
    if encoded.strip().lower() not in {"gzip", "x-gzip", "deflate"}:
        return None
    try:
        unpacker = zlib.decompressobj(47)
        plain = unpacker.decompress(body, _UNPACKED)
    except zlib.error:
        return None
    return None if unpacker.unconsumed_tail else plain


def _kept_on_disk(body: Any) -> str:
    with tempfile.NamedTemporaryFile(prefix="tracker-", delete=False) as file:
        while piece := body.read(_CHUNK):
            file.write(piece)
    return file.name


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if re.search(r"\.warc(\.gz)?$", file.name))
            if not files:
                raise UsageProblem(f"--replay {path}: expected WARC files in this folder, found none")
            yield from files
        elif path.is_file():
            yield path
        else:
            raise UsageProblem(f"--replay {path}: expected a WARC file or a folder of them, found nothing there")


def _index(file: Path) -> Iterator[tuple[str, str, Place]]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    try:
        with file.open("rb") as stream:
            records = ArchiveIterator(stream)
            for record in records:
                if record.rec_type == "response" and record.http_headers is not None:
                    number += 1
                    url = record.rec_headers.get_header("WARC-Target-URI") or ""
                    question = record.rec_headers.get_header(_REQUEST) or ""
                    yield url.strip("<>"), question, Place(file, records.get_record_offset())
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, UnicodeDecodeError) as problem:
        raise UsageProblem(f"--replay {file}: expected a WARC file, found: {str(problem).strip()[:200]}") from problem
    if not number:
        raise UsageProblem(f"--replay {file}: expected recorded answers, found none in it")
