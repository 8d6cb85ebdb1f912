"""Bills of Congress, from the bill status files that GovInfo publishes for the Library of Congress.

Without a session the feed of batches tells which files changed (a batch comes about every four hours); with `--session`
a whole Congress is read from its eight ZIPs. A file whose bytes are known is not read again.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from scrapy.http import Request

from spiders.kit.archive import zip_members
from spiders.kit.select import PageChanged
from spiders.kit.spiders import DocumentSpider, Yield
from spiders.sources.us import billstatus_xml
from spiders.sources.us.bill_reader import FILE
from spiders.sources.us.markup import document
from spiders.sources.us.measures import KINDS
from spiders.sources.us.plain import EASTERN, line
from spiders.sources.us.recorded import Recorded
from tracker.ingest.source import Source
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere, Unchanged, Unreadable

FEED: Final = "https://www.govinfo.gov/rss/billstatus-batch.xml"
ARCHIVE: Final = "https://www.govinfo.gov/bulkdata/BILLSTATUS/{congress}/{kind}/BILLSTATUS-{congress}-{kind}.zip"
BATCH: Final = 100
LOOK_BACK: Final = dt.timedelta(days=3)
"""How far behind its newest batch the feed is read when nothing is asked for: longer than a scheduler may be down."""

_NAME: Final = re.compile(r"BILLSTATUS-(\d+)(hr|s|hjres|sjres|hconres|sconres|hres|sres)(\d+)\.xml\Z", re.IGNORECASE)
_FILES: Final = re.compile(
    r"https?://www\.govinfo\.gov/bulkdata/BILLSTATUS/\d+/[a-z]+/BILLSTATUS-\d+[a-z]+\d+\.xml", re.IGNORECASE
)
_ARCHIVES: Final = r"www\.govinfo\.gov/bulkdata/billstatus/(\d+)/[a-z]+/billstatus-\d+-[a-z]+\.zip"
_SINGLES: Final = r"www\.govinfo\.gov/bulkdata/billstatus/(\d+)/[a-z]+/billstatus-\d+[a-z]+\d+\.xml"


class BillStatus(DocumentSpider):
    """Bill status files, single or in ZIPs."""

    name = "us-govinfo-billstatus"
    source = Source(
        jurisdiction="us",
        publisher="U.S. Government Publishing Office",
        timezone=EASTERN,
        url="https://www.govinfo.gov/bulkdata/BILLSTATUS",
        kind="bills",
        every_hours=4,
        changes_only=True,
        expected_every_days=3,
        lineage="congress.gov",
        note="No key. --session 116 reads a whole Congress from its ZIPs; otherwise the feed of changed files is followed.",
    )
    expects = "xml"

    def first(self) -> Iterable[Yield]:
        """The feed, the ZIPs of a session, or whatever of both a recording holds."""
        session = self.asked.session
        if session is not None and not session.isdecimal():
            wrong = f"expected --session to be the number of a Congress such as 116, found {session[:40]!r}"
            yield Problem(kind="wrong-session", reason=wrong)
            return
        usual = [FEED] if session is None or self.asked.since else _archives(session)
        recorded = Recorded(self)
        archives, singles = (
            [address for address, match in recorded.matching(pattern) if session in {None, match[1]}]
            for pattern in (_ARCHIVES, _SINGLES)
        )
        if (archives or singles) and not any(recorded.holds(url) for url in usual):
            usual = archives
        for url in usual:
            yield self.page(url) if url == FEED else self._archive(url)
        for url in singles:
            yield self.page(url, self.single)

    def _archive(self, url: str) -> Request:
        # A ZIP of a whole Congress takes minutes; the manners of small pages would cut it off.
        request = self.page(url, self.archive, to_file=True, expects="any", meta={"download_timeout": 900})
        return request.replace(callback=self._in_batches)

    def _in_batches(self, response: Any) -> Iterator[tuple[Yield, ...]]:
        """The bills of a ZIP a hundred at a time: handing each on by itself takes Scrapy as long as reading it."""
        results = self._read(response)
        while batch := tuple(islice(results, BATCH)):
            yield batch

    # -- the feed ------------------------------------------------------------------------------------------------------

    def items(self, page: Any) -> Iterator[Yield]:
        """Follow the files that the feed names."""
        files, batches = changed_files(page.body, self.asked.since)
        if not batches:
            yield Problem(kind="empty-feed", reason="expected batches in the feed, found none", url=page.url)
        session = self.asked.session
        wanted = [url for url in files if session is None or f"/BILLSTATUS/{session}/" in url]
        if batches and not wanted:
            yield NothingHere(reason="the feed names no changed files")
        for url in wanted[: self.asked.limit]:
            yield self.page(url, self.single)

    # -- one bill ------------------------------------------------------------------------------------------------------

    def single(self, page: Any) -> Iterator[Yield]:
        """One bill status file by itself."""
        yield from self.bill(page.body, page.url)

    def archive(self, page: Any) -> Iterator[Yield]:
        """Every bill of a ZIP, one in memory at a time."""
        read = 0
        with Path(page.meta["file"]).open("rb") as file:
            for member in zip_members(file, what=page.url.rpartition("/")[2]):
                if member.data is None:
                    kind = "unreadable-file" if member.name else "unreadable-zip"
                    yield Problem(kind=kind, reason=member.fault or "", url=page.url)
                    continue
                yield from self.bill(member.data, _address(member.name) or f"{page.url}#{member.name}")
                read += 1
                if read == self.asked.limit:
                    return

    def bill(self, data: bytes, url: str) -> Iterator[Yield]:
        """One bill from the bytes of its file.

        A file with faults never replaces what is known: an action would be lost because its date is damaged. For a bill
        not known yet the readable rest is better than nothing; it has no stamp, so that the file is read again.
        """
        named = _NAME.search(url)
        key = f"us/{int(named[1])}/{named[2].upper()}{int(named[3])}" if named else None
        seal = billstatus_xml.stamp(data)
        if key is not None and self.known(key, seal):
            yield Unchanged(id=key)
            return
        reading = billstatus_xml.read(data, seal)
        for fault in reading.faults:
            yield Unreadable(reason=fault, excerpt=data[:300].decode("utf-8", "replace"), url=url)
        bill = reading.bill
        if bill is None:
            return
        if key is not None and bill.id != key:
            yield Unreadable(reason=f"BILLSTATUS: expected {key} in this file, found {bill.id}", url=url)
        elif not reading.faults:
            yield bill
        elif bill.id not in self.asked.stamps:
            yield dataclasses.replace(bill, stamp=None)


def changed_files(feed: bytes, since: dt.date | None) -> tuple[list[str], int]:
    """The files that the batches of a feed name, newest first and each once, and how many batches there are.

    Only batches of `since` and later count; without it, those of the last three days before the newest.
    """
    root = document(feed, "rss", "bill status feed")
    batches = []
    for item in root.iterfind("channel/item"):
        try:
            published = parsedate_to_datetime(line(item.findtext("pubDate")))
        except (TypeError, ValueError) as problem:
            raise PageChanged(
                f"bill status feed: expected a date of a batch, found {line(item.findtext('pubDate'))[:40]!r}"
            ) from problem
        batches.append((published, html.unescape(item.findtext("description") or "")))
    batches.sort(key=lambda batch: batch[0], reverse=True)
    if not batches:
        return [], 0
    first = batches[0][0] - LOOK_BACK if since is None else dt.datetime.combine(since, dt.time(), EASTERN)
    urls = (url for published, text in batches if published >= first for url in _FILES.findall(text))
    return list(dict.fromkeys("https://" + url.partition("://")[2] for url in urls)), len(batches)


def _archives(session: str) -> list[str]:
    return [ARCHIVE.format(congress=int(session), kind=kind.lower()) for kind in KINDS]


def _address(name: str) -> str | None:
    match = _NAME.search(name)
    return FILE.format(congress=match[1], kind=match[2].lower(), number=match[3]) if match else None
