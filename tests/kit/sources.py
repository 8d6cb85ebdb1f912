"""Sources of no legislature: each shows one thing that the kit does. `python -m tests.kit.sources` crawls them."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from spiders.crawl import Crawl, recorder
from spiders.kit.archive import Member
from spiders.kit.ftp import entries
from spiders.kit.options import Options
from spiders.kit.select import attribute, one
from spiders.kit.spiders import DetailSpider, DocumentSpider, FeedSpider, ListSpider, Yield
from spiders.kit.warc import Recording
from tracker.db.engine import connect
from tracker.ingest.source import Source
from tracker.records.items import Link, ScrapedHearing, ScrapedNotice
from tracker.settings import load
from tracker.system import collect_rarely

ZONE = ZoneInfo("America/Chicago")
HOST = os.environ.get("TEST_HOST", "https://places.example")


def source(**facts: Any) -> Source:
    return Source(
        **{
            "jurisdiction": "us-il",
            "publisher": "A Board",
            "timezone": ZONE,
            "url": "https://board.example",
            "kind": "hearings",
            **facts,
        }
    )


def hearing(key: str, name: str = "A hearing") -> ScrapedHearing:
    return ScrapedHearing(
        key=key,
        jurisdiction="us-il",
        name=name,
        start=dt.datetime(2026, 12, 1, 9, tzinfo=ZONE),
        timezone=ZONE.key,
        links=(Link(url=f"https://board.example/{key}"),),
    )


class Rows(ListSpider):
    """Rows on a page."""

    name = "test-rows"
    source = source()
    start_urls = [f"{HOST}/rows"]
    rows = "tr"
    empty_notice = "No meetings scheduled"

    def items(self, row: Any, page: Any) -> Iterable[Yield]:
        yield hearing(attribute(row, "id"), one(row, "td.name"))


class Folder(DocumentSpider):
    """A folder of a server of files, then each file in it."""

    name = "test-ftp"
    source = source()
    start_urls = [os.environ.get("TEST_FTP", "ftp://files.example/")]

    def read(self, response: Any) -> Iterable[Yield]:
        if response.url.endswith("/"):
            yield from (self.page(response.url + quote(each.name)) for each in entries(response.text))
        else:
            yield from self.items(response)

    def items(self, page: Any) -> Iterable[Yield]:
        yield hearing(page.text.strip(), page.url.rpartition("/")[2])


class Pages(DetailSpider):
    """A list of links, then a page each."""

    name = "test-pages"
    source = source()
    start_urls = [f"{HOST}/pages"]
    links = "a.meeting"

    def items(self, page: Any) -> Iterable[Yield]:
        yield hearing(page.url.rpartition("/")[2], one(page.selector, "h1"))


class Bug(Rows):
    """A source with a fault of its own."""

    name = "test-bug"

    def items(self, row: Any, page: Any) -> Iterable[Yield]:
        yield hearing(attribute(row, "id"), row.no_such_part)


class Given(FeedSpider):
    """A feed whose address a user gave."""

    name = "test-given"
    source = source(kind="notices")
    user_given = True
    start_urls = os.environ.get("TEST_FEED", "https://feeds.example/news").split()

    def items(self, entry: Any, page: Any) -> Iterable[Yield]:
        yield ScrapedNotice(key=entry.id, jurisdiction="us-il", title=entry.title)


class Moved(Rows):
    """A source of ours whose page redirects."""

    name = "test-moved"
    start_urls = [f"{HOST}/moved"]


class Files(DocumentSpider):
    """Large files that are streamed to disk."""

    name = "test-files"
    source = source()
    start_urls = [f"{HOST}/file.zip"]

    def first(self) -> Iterable[Yield]:
        yield self.page(self.start_urls[0], self.items, to_file=True, expects="any")

    def items(self, page: Any) -> Iterator[Yield]:
        yield from self.zipped(page, self.member)

    def member(self, member: Member) -> Iterator[Yield]:
        yield hearing(member.name, f"{len(member.data or b'')} bytes")


class Posts(DocumentSpider):
    """Two questions to one address."""

    name = "test-posts"
    source = source()
    expects = "json"

    def first(self) -> Iterable[Yield]:
        for number in ("1", "2"):
            yield self.page(f"{HOST}/ask", self.items, method="POST", body=number)

    def items(self, page: Any) -> Iterator[Yield]:
        yield hearing(str(json.loads(page.body)["id"]))


SOURCES = {each.name: each for each in (Rows, Folder, Pages, Bug, Given, Moved, Files, Posts)}


def main(names: list[str]) -> None:
    """Crawl the named sources as `tracker crawl` would and print what came of it."""
    from spiders.crawl_report import summary_view

    record, replay = os.environ.get("TEST_RECORD"), os.environ.get("TEST_REPLAY")
    work = Crawl(
        engine=connect(load().url),
        sources=[SOURCES[name] for name in names],
        asked=Options(settings=load(), now=dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)),
        recorder=recorder(Path(record) if record else None, load()),
        recording=Recording([Path(replay)]) if replay else None,
        changed_settings=json.loads(os.environ.get("TEST_SETTINGS", "{}")),
    )
    print(json.dumps([summary_view(each) for each in work.run()], default=str))


if __name__ == "__main__":
    collect_rarely()
    main(sys.argv[1:])
