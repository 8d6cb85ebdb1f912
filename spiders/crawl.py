"""Run spiders side by side, each with a visit of its own; the shell around Scrapy."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr
from scrapy.crawler import AsyncCrawlerProcess
from sqlalchemy import Engine, select

from spiders.kit.download import named_addresses
from spiders.kit.fingerprint import fingerprint
from spiders.kit.options import Options
from spiders.kit.outbound import GuardedResolver, own_hosts
from spiders.kit.politeness import Hosts
from spiders.kit.spiders import SourceSpider
from spiders.kit.validators import Validators
from spiders.kit.warc import Recorder, Recording
from spiders.settings import WITHOUT_PACE, scrapy_settings
from tracker.db.engine import reading
from tracker.db.models import Alias, Claim
from tracker.ingest.run_row import last_ok
from tracker.ingest.runs import SourceHeldError
from tracker.ingest.verdict import Counts, RunSummary
from tracker.ingest.visit import Visit
from tracker.settings import Settings

STOP_WITHIN: Final = 8.0
"""Seconds a crawl that was told to stop has for what is under way; the promise is ten in all."""


@dataclass(slots=True, kw_only=True)
class Crawl:
    """A crawl of several sources: what was asked for, and what came of it."""

    engine: Engine
    sources: Sequence[type[SourceSpider]]
    asked: Options
    recording: Recording | None = None
    recorder: Recorder | None = None
    verbose: bool = False
    fresh: bool = False
    """Read every page and every record again, whatever is known of them."""
    accept: bool = False
    """Believe what a visit changes at once, because a person looked at it."""
    asked_by: str | None = None
    run_id: int | None = None
    changed_settings: Mapping[str, Any] = field(default_factory=dict)
    hosts: Hosts = field(default_factory=Hosts)
    """Shared by all sources: two of them may crawl one host."""
    visits: dict[str, Visit] = field(default_factory=dict)
    summaries: dict[str, RunSummary] = field(default_factory=dict)
    stopped_by: int | None = None
    """The signal that stopped it, if one did."""

    def run(self) -> list[RunSummary]:
        """Visit all sources and say how each visit went, in the order asked for."""
        process = _Process(self)
        started = 0
        for spider in self.sources:
            visit = self._open(spider)
            if visit is not None:
                crawler = process.create_crawler(spider)
                for setting, value in self._live(visit).items():
                    crawler.settings.set(setting, value, priority="cmdline")
                process.crawl(crawler, asked=self._options(visit))
                started += 1
        if started:
            GuardedResolver.trusted = self._trusted()
            process.start()
        for name, visit in self.visits.items():
            if name not in self.summaries:  # it never came to its end: it broke at its start, or was killed
                broke = process.broken.get(name)
                self.summaries[name] = (
                    visit.finish(forced="failed", reason=broke) if broke else visit.finish(complete=False)
                )
        return [self.summaries[spider.name] for spider in self.sources]

    def _open(self, spider: type[SourceSpider]) -> Visit | None:
        """The visit of one source, or None after noting that it is skipped for want of a key or of a list of its pages."""
        scope = " ".join(
            f"{name} {value}"
            for name, value in (
                ("jurisdiction", self.asked.jurisdiction),
                ("session", self.asked.session),
                ("kind", self.asked.kind),
            )
            if value
        )
        try:
            visit = Visit(
                self.engine,
                spider.name,
                spider.source,
                scope=scope,
                partial=self.asked.partial,
                asked_by=self.asked_by,
                run_id=self.run_id if len(self.sources) == 1 else None,
                reader=fingerprint(spider),
                accept=self.accept,
            )
        except SourceHeldError as held:
            if len(self.sources) == 1:
                raise
            self.summaries[spider.name] = RunSummary(
                source=spider.name, verdict="skipped", counts=Counts(), reason=str(held)
            )
            return None
        if spider.source.recordings_only and self.recording is None:
            reason = (
                "no list of its pages is known: it reads recordings (--replay);"
                f" `tracker coverage {spider.source.jurisdiction}` names what tells of the place"
            )
            self.summaries[spider.name] = visit.finish(forced="skipped", reason=reason)
            return None
        if self.recording is None and (reason := spider.nothing_to_ask(self.asked)):
            self.summaries[spider.name] = visit.finish(forced="skipped", reason=reason)
            return None
        setting = spider.source.key_setting
        if setting and not getattr(self.asked.settings, setting).get_secret_value() and self.recording is None:
            reason = f"it needs a key of its publisher: set TRACKER_{setting.upper()}"
            self.summaries[spider.name] = visit.finish(forced="skipped", reason=reason)
            return None
        self.visits[spider.name] = visit
        return visit

    def _options(self, visit: Visit) -> Options:
        stamps = visit.stamps()  # asked for in any case: the visit learns its own ids of records by it
        if self.fresh and stamps:
            visit.partial = True  # what such a source tells anew is a part of what it has
        return Options(
            settings=self.asked.settings,
            now=self.asked.now,
            session=self.asked.session,
            since=self.asked.since,
            limit=self.asked.limit,
            jurisdiction=self.asked.jurisdiction,
            kind=self.asked.kind,
            again=self.asked.again,
            stamps={} if self.fresh else stamps,
            last_ok=last_ok(self.engine, visit.name, visit.scope, visit.run_id),
            validators=self._validators(visit),
            replaying=self.recording is not None,
        )

    def _validators(self, visit: Visit) -> Validators:
        """What is kept of the source's pages. Not for a part, which leaves records out, nor for a recording, made or
        played: a recording holds whole pages.
        """
        if self.asked.partial or self.recording is not None or self.recorder is not None:
            return Validators()
        path = self.asked.settings.data_dir / "pages" / f"{visit.name}.json"
        return Validators(path, visit.scope, lambda: frozenset() if self.fresh else _records(visit), visit.reader)

    def _live(self, visit: Visit) -> dict[str, Any]:
        """What a crawler shares with us. Scrapy copies settings deeply while it starts, so these are set afterwards."""
        return {
            "TRACKER_VISIT": visit,
            "TRACKER_SUMMARIES": self.summaries,
            "TRACKER_RECORDING": self.recording,
            "TRACKER_RECORDER": self.recorder,
            "TRACKER_HOSTS": self.hosts,
        }

    def _trusted(self) -> frozenset[str]:
        """The private hosts that may be connected to: those that sources' code names, and the detour."""
        named = [address for spider in self.sources for address in named_addresses(spider)]
        return own_hosts([*named, os.environ.get("TRACKER_DETOUR", "")])

    def settings(self) -> dict[str, Any]:
        """Scrapy's settings for this crawl."""
        made = scrapy_settings(self.asked.settings)
        made |= {
            "LOG_ENABLED": self.verbose,
            "LOG_INSTALL_ROOT_HANDLER": False,
            "LOG_LEVEL": "INFO",
        }
        if self.recording is not None:
            made |= {**WITHOUT_PACE, "ROBOTSTXT_OBEY": False, "RETRY_ENABLED": False}
        return made | dict(self.changed_settings)


def _records(visit: Visit) -> frozenset[str]:
    """Every record this source has claimed, by the name it gives it."""
    own = select(Alias.own_id).where(Alias.source == visit.name)
    claimed = select(Claim.record_id).where(Claim.source == visit.name)
    with reading(visit.engine) as connection:
        return frozenset(connection.execute(own).scalars()).union(connection.execute(claimed).scalars())


class _Process(AsyncCrawlerProcess):
    """Scrapy's process, which remembers why it stopped and which spiders broke before they began."""

    def __init__(self, crawl: Crawl) -> None:
        super().__init__(crawl.settings())
        if not crawl.verbose:
            logging.getLogger("scrapy").setLevel(logging.CRITICAL + 1)
            logging.getLogger("asyncio").setLevel(logging.CRITICAL + 1)
        self._crawl_asked = crawl
        self.broken: dict[str, str] = {}

    def _signal_shutdown(self, signum: int, frame: Any) -> None:
        self._crawl_asked.stopped_by = signum
        super()._signal_shutdown(signum, frame)
        asyncio.get_event_loop().call_later(STOP_WITHIN, super()._signal_kill, signum, frame)

    def _signal_kill(self, signum: int, frame: Any) -> None:
        """A second signal. Of Ctrl-C it means now; SIGTERM comes from supervisor, worker and life line, and means the same once more."""
        if signum != signal.SIGTERM:
            super()._signal_kill(signum, frame)

    async def _crawl_and_track(self, crawler: Any, *args: Any, **kwargs: Any) -> None:
        try:
            await super()._crawl_and_track(crawler, *args, **kwargs)
        except Exception as problem:  # noqa: BLE001 - the seam of a run: any fault becomes its verdict
            self.broken[crawler.spidercls.name] = f"a fault of ours: {type(problem).__name__}: {problem}"


def recorder(path: Path | None, settings: Settings) -> Recorder | None:
    """A recorder for `--record`, if asked for; it writes none of our keys."""
    if path is None:
        return None
    named = (getattr(settings, name) for name in Settings.model_fields)
    return Recorder(path, [value.get_secret_value() for value in named if isinstance(value, SecretStr)])


def exit_code(summaries: Sequence[RunSummary], stopped_by: int | None) -> int:
    """0 done, 1 nothing worked, 3 some of it, 128 + signal after a clean stop."""
    if stopped_by is not None:
        return 128 + stopped_by
    bad = [summary for summary in summaries if summary.verdict not in {"ok", "empty", "skipped"}]
    if not bad:
        return 0
    failed = [summary for summary in bad if summary.verdict == "failed"]
    return 1 if len(failed) == len(summaries) else 3
