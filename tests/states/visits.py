"""Visit a source in this process: its own requests, answered from files, without a network, a clock or a crawl.

A case is a folder with `case.toml`, the pages it names, and `expected.json`. A recording is a WARC, packed here from the
folder of recordings as anyone would pack it.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import mimetypes
import sys
import tempfile
import tomllib
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes
from twisted.python.failure import Failure
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from spiders import registry
from spiders.case_review import Review, review
from spiders.kit.errors import NotRecorded
from spiders.kit.options import Options
from spiders.kit.spiders import SourceSpider
from spiders.kit.warc import Recording, address_key
from spiders.source_errors import BrokenSource
from tracker.errors import TrackerError
from tracker.ingest.verdict import Problem
from tracker.records import items
from tracker.settings import Settings

TYPES = {
    ".dat": "text/plain",
    ".lob": "text/plain",
    ".ics": "text/calendar",
    ".csv": "text/csv",
    ".xml": "application/xml",
}


@dataclass
class Visit:
    """What a visit met, in order."""

    found: list[Any] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def of(self, kind: type) -> list[Any]:
        return [each for each in self.found if isinstance(each, kind)]

    @property
    def bills(self) -> list[items.ScrapedBill]:
        return self.of(items.ScrapedBill)

    @property
    def hearings(self) -> list[items.ScrapedHearing]:
        return self.of(items.ScrapedHearing)

    @property
    def faults(self) -> list[Any]:
        return self.of(items.Unreadable) + self.of(Problem)


def spider(name: str, now: str | dt.datetime, *, recording: Recording | None = None, **asked: Any) -> SourceSpider:
    """A spider of the shipped source, as the crawl would make it."""
    moment = dt.datetime.fromisoformat(now) if isinstance(now, str) else now
    options = Options(settings=asked.pop("settings", Settings()), now=moment, replaying=recording is not None, **asked)
    made = registry.source(name)(asked=options)
    made.crawler = SimpleNamespace(settings={"TRACKER_RECORDING": recording})  # type: ignore[assignment]
    return made


def visit(made: SourceSpider, answers: Mapping[str, bytes] | Recording, folder: Path | None = None) -> Visit:
    """Follow the spider's requests until there are none."""
    if isinstance(answers, Mapping):
        answers = {address_key(url): body for url, body in answers.items()}
    seen, queue = Visit(), deque(made.first())
    while queue:
        step = queue.popleft()
        if not isinstance(step, Request):
            seen.found.append(step)
            continue
        seen.asked.append(step.url)
        response = _answer(step, answers, folder)
        queue.extend(made.answered(response) if response is not None else made.failed(_not_held(step)))
    return seen


def _not_held(request: Request) -> Failure:
    """What the crawl makes of a page that a recording does not hold."""
    failure = Failure(NotRecorded(request.url))
    failure.request = request  # type: ignore[attr-defined]  # as Scrapy does
    return failure


def _answer(request: Request, answers: Mapping[str, bytes] | Recording, folder: Path | None) -> Response | None:
    if isinstance(answers, Recording):
        told = answers.answer(request.url)
        body = None if told is None or told.status != 200 else told.body
        kind = dict(told.headers).get("Content-Type", "") if told else ""
    else:
        body, kind = answers.get(address_key(request.url)), ""
    if body is None:
        return None
    headers = {"Content-Type": kind or mimetypes.guess_type(request.url.partition("?")[0])[0] or ""}
    made = responsetypes.from_args(headers=Headers(headers), url=request.url, body=body)
    if request.meta.get("to_file"):
        assert folder is not None, "a page streamed to disk needs a folder"
        file = folder / f"page-{abs(hash(request.url))}"
        file.write_bytes(body)
        request.meta["file"] = str(file)
        body = b""
    return made(request.url, body=body, headers=headers, request=request)


# -- cases -----------------------------------------------------------------------------------------------------------------


def case(folder: Path, tmp_path: Path | None = None) -> Visit:
    """The visit that a case describes; one with `replay = true` is read as a recording, where no list was ever recorded."""
    told = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    if told.get("replay"):
        with tempfile.TemporaryDirectory() as scratch:
            held = packed({each["url"]: folder / each["file"] for each in told["page"]}, Path(scratch) / "case.warc.gz")
            return visit(spider(folder.parent.name, told["recorded_at"], recording=held), held, tmp_path)
    made = spider(folder.parent.name, told["recorded_at"], session=told.get("session"))
    pages = {each["url"]: (folder / each["file"]).read_bytes() for each in told["page"]}
    return visit(made, pages, tmp_path)


def told_by(folder: Path) -> Visit:
    """The visit of a case for whoever writes the source: what its code raises is one sentence that names the line."""
    with tempfile.TemporaryDirectory() as scratch:
        try:
            return case(folder, Path(scratch))
        except TrackerError:
            raise
        except Exception as problem:
            raise BrokenSource(folder.parent.name, problem) from problem


def in_a_sentence(main: Callable[[Any], int], asked: Any) -> int:
    """Run a command of the workbench; a problem is one sentence on stderr."""
    try:
        return main(asked)
    except TrackerError as problem:
        print(f"tracker: {problem}", file=sys.stderr)
        return problem.exit_code


def reviewed(folder: Path, found: Iterable[Any]) -> Review:
    """What the records of a case look like together, and what cannot be right about them."""
    told = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    pages = [(folder / each["file"]).read_bytes() for each in told["page"]]
    now = dt.datetime.fromisoformat(told["recorded_at"])
    return review(found, registry.source(folder.parent.name).source, pages, now)


def shown(found: Iterable[Any]) -> list[dict[str, Any]]:
    """Outcomes as a person reviews them: the kind, and every field that says something."""
    return [{"is": type(each).__name__, **_said(each)} for each in found]


def _said(record: Any) -> dict[str, Any]:
    told = {}
    for each in dataclasses.fields(record):
        value = getattr(record, each.name)
        if each.name == "excerpt" or value == each.default or value in (None, ()):
            continue
        told[each.name] = json.loads(json.dumps(_plain(value), default=str))
    return told


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return _said(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


# -- recordings ------------------------------------------------------------------------------------------------------------


def pack(
    folder: Path,
    out: Path,
    *prefixes: str,
    rename: Mapping[str, str] | None = None,
    broken: Callable[[str, bytes], bytes] | None = None,
) -> Recording:
    """A WARC of all recorded responses whose path begins with one of `prefixes`; of several of one address the first.

    `broken` gives what the page of an address says instead.
    """
    rows: dict[str, Path] = {}
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as manifest:
        for row in csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE):
            url = (rename or {}).get(row["path"], row["url"].strip())
            if url.startswith("http") and row["path"].startswith(prefixes):
                rows.setdefault(url, folder / row["path"])
    return packed(rows, out, broken)


def packed(files: Mapping[str, Path], out: Path, broken: Callable[[str, bytes], bytes] | None = None) -> Recording:
    """A WARC of these files, each under its address."""
    with out.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for url, file in files.items():
            body = broken(url, file.read_bytes()) if broken else file.read_bytes()
            kind = TYPES.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            headers = StatusAndHeaders(
                "200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))], "HTTP/1.1"
            )
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), length=len(body), http_headers=headers
            )
            writer.write_record(record)
    return Recording([out])
