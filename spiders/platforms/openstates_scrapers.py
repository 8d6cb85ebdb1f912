"""Bills, hearings and votes of every legislature from Open States' own scrapers, run here, without a key.

The scrapers are another program (`openstates_engine`). What they have written so far is read while they go on, so that a
visit that is stopped keeps what it read. A vote belongs to a bill that stands close to it: a bill waits until so many
further files have come, then it goes with the votes it has.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from spiders.kit.fields import Json, json_object, maybe_said, said
from spiders.kit.guest_program import LARGEST, GuestProgram, Written
from spiders.kit.leash import NO_SUCH_PROGRAM
from spiders.kit.options import Options
from spiders.kit.select import PageChanged
from spiders.kit.spiders import ROW_FAULTS, SourceSpider, Yield, why
from spiders.platforms import openstates_bill, openstates_event, openstates_vote
from spiders.platforms.openstates_engine import SCRAPERS, Engine, home, installed
from spiders.platforms.openstates_places import ZONES, chosen, zone
from spiders.platforms.openstates_sessions import ours, theirs
from tracker.errors import SettingsError, TrackerError
from tracker.ingest.source import AGGREGATOR, Source
from tracker.ingest.verdict import Problem
from tracker.records.items import NothingHere, ScrapedBill, ScrapedHearing, Unchanged, Unreadable, VoteEvent
from tracker.records.text import clean_identifier, line

AT_ONCE: Final = 200
WAIT: Final = 300
"""Further files for which a bill waits for its votes."""
LOOK_EVERY: Final = 0.5
TOLD_LINES: Final = 20
"""Lines of the program's log that become problems of the visit; the log itself is kept."""
_BAD_LINE: Final = re.compile(r"\b(?:ERROR|CRITICAL)\b|^\S*(?:Error|Exception)\b: ")
_FRESH: Final = frozenset({"_id", "scraped_at"})
"""What a scraper makes anew each time, which says nothing of the record."""


class OpenStatesScrapers(SourceSpider):
    """One run of the scrapers a place and kind."""

    name = "openstates-scrapers"
    source = Source(
        jurisdiction="us",
        publisher="Open States' scrapers, run here",
        timezone=zone("us"),
        url="https://github.com/openstates/openstates-scrapers",
        kind="bills,hearings",
        expected_every_days=7,
        authority=AGGREGATOR - 1,
        lineage="openstates",
        note="No key; the scrapers are set up once: tracker sources setup openstates-scrapers.",
    )

    @classmethod
    def nothing_to_ask(cls, options: Options) -> str:
        """Where no place is named and none is chosen."""
        places = chosen(options.jurisdiction, options.settings.openstates_scrapers_places)
        return "" if places else "no place is chosen: set TRACKER_OPENSTATES_SCRAPERS_PLACES=us-ca,us-wa"

    async def start(self) -> AsyncIterator[Any]:
        """Hand on what was written every half second, so that a stop is a stop."""
        steps, one_at_a_time = self.steps(), threading.Lock()

        def some() -> list[Yield | None] | None:
            with one_at_a_time:
                return _some(steps)

        try:
            while True:
                chunk = await asyncio.to_thread(some)
                if chunk is None:
                    return
                yield tuple(result for result in chunk if result is not None)
        finally:
            with one_at_a_time:  # a thread may still be at it; it looks up twice a second
                steps.close()

    def read(self, response: Any) -> Iterable[Yield]:  # noqa: ARG002 - what every source has
        """Nothing: no page is asked for, the scrapers fetch."""
        return ()

    def first(self) -> Iterator[Yield]:
        """The same in one go."""
        yield from (result for result in self.steps() if result is not None)

    def steps(self) -> Generator[Yield | None]:
        """What the scrapers tell of the place asked for, or of those the operator chose; None is a moment without news."""
        settings = self.asked.settings
        places = chosen(self.asked.jurisdiction, settings.openstates_scrapers_places)
        if not places:
            yield NothingHere(reason="no place is chosen: set TRACKER_OPENSTATES_SCRAPERS_PLACES=us-ca,us-wa")
            return
        try:
            engine = installed(settings.data_dir)
        except SettingsError as fault:
            yield Problem(kind="settings", reason=str(fault))
            return
        if engine is None:
            yield Problem(
                kind="not-installed",
                reason="Open States' scrapers are not set up here: tracker sources setup openstates-scrapers --help",
            )
            return
        for place in places:
            if place in ZONES:
                yield from self._place(place, engine)
            else:
                yield Problem(kind="wrong-jurisdiction", reason=f"wanted a place such as us-ca, found {place[:40]!r}")

    def _place(self, place: str, engine: Engine) -> Iterator[Yield | None]:
        settings, own = self.asked.settings, home(self.asked.settings.data_dir)
        folder = own / "work" / place
        kind = self.asked.kind or "bills,hearings"
        scrapers = dict.fromkeys(word for part in kind.split(",") for word in SCRAPERS[part])
        session = theirs(place, self.asked.session) if self.asked.session else None
        words = engine.words(place, list(scrapers), folder, session)
        telling = Telling(place, self.asked.stamps)
        try:
            with GuestProgram(
                words,
                where=_existing(engine.where),
                folder=folder,
                log=own / "logs" / f"{place}.log",
                seconds=settings.openstates_scrapers_minutes * 60,
                megabytes=settings.openstates_scrapers_memory_mb,
            ) as program:
                yield from self._followed(place, program, telling)
        except TrackerError as fault:
            yield Problem(kind="not-installed", reason=f"{place}: the scrapers cannot be started: {fault}")

    def _followed(self, place: str, program: GuestProgram, telling: Telling) -> Iterator[Yield | None]:
        """What it writes until it ends, hangs, or enough was read; then what became of it."""
        patience = self.asked.settings.openstates_scrapers_silent_minutes * 60
        hung = False
        while True:
            over = program.code is not None
            some = False
            for file in program.files():
                some = True
                yield from telling.file(file)
                if self.asked.limit and telling.told >= self.asked.limit:
                    yield from telling.rest()
                    return
            if over and not some:
                break
            if not some:
                yield None
            if not over and program.silent > patience:
                hung = True
                program.stop()
        yield from telling.rest()
        yield from _ending(place, program, telling, hung=hung, minutes=patience / 60)


@dataclass(slots=True)
class Telling:
    """Records of one place, from the files of its scrapers."""

    place: str
    stamps: Mapping[str, str]
    told: int = 0
    _waiting: OrderedDict[str, tuple[int, ScrapedBill]] = field(default_factory=OrderedDict)
    """Bills by their id, with the number of the file they came in."""
    _votes: dict[str, list[VoteEvent]] = field(default_factory=dict)
    _files: int = 0

    def file(self, file: Written) -> Iterator[Yield]:
        """What one file tells, and the bills that have waited long enough."""
        self._files += 1
        kind = file.name.partition("_")[0]
        try:
            row = json_object(file.data, file.size, LARGEST)
            if kind == "bill":
                self._bill(row)
            elif kind == "vote":
                self._vote(row)
            elif kind == "event":
                yield self._seen(openstates_event.event(_without(row), place=self.place, seal=_seal(row)))
        except ROW_FAULTS as problem:
            start = (file.data or b"")[:300].decode("utf-8", "replace")
            yield Unreadable(reason=f"{file.name}: {why(problem)}", excerpt=start)
        while self._waiting and next(iter(self._waiting.values()))[0] <= self._files - WAIT:
            yield self._next()

    def rest(self) -> Iterator[Yield]:
        """The bills that still wait, and how many votes came far from their bill, or without it."""
        while self._waiting:
            yield self._next()
        if lost := sum(map(len, self._votes.values())):
            reason = f"{self.place}: {lost} votes came far from their bill, or without it, and are left out"
            yield Problem(kind="votes-without-bill", reason=reason)

    def _bill(self, row: Json) -> None:
        bill = openstates_bill.bill(row, place=self.place, seal=_seal(row))
        if bill.id in self._waiting:
            raise PageChanged(f"identifier: wanted a bill once, found {bill.id} twice")
        self._own(bill.jurisdiction)
        self._waiting[bill.id] = (self._files, bill)

    def _vote(self, row: Json) -> None:
        session = ours(self.place, said(row, "legislative_session"))
        key = f"{self.place}/{session}/{clean_identifier(_bill_of(row))}"
        if vote := openstates_vote.vote(row, zone(self.place)):
            self._votes.setdefault(key, []).append(vote)

    def _next(self) -> Yield:
        key, (_number, bill) = self._waiting.popitem(last=False)
        votes = sorted(dict.fromkeys(self._votes.pop(key, ())), key=lambda vote: (vote.date, vote.motion))
        seal = blake2b(f"{bill.stamp} {votes!r}".encode(), digest_size=12).hexdigest()
        return self._seen(replace(bill, votes=tuple(votes), stamp=seal))

    def _seen(self, record: ScrapedBill | ScrapedHearing) -> Yield:
        """The record, or that it did not change."""
        self._own(record.jurisdiction)
        self.told += 1
        return Unchanged(id=record.id) if self.stamps.get(record.id) == record.stamp else record

    def _own(self, place: str) -> None:
        if place != self.place:
            raise PageChanged(f"jurisdiction: wanted a record of {self.place}, found one of {place}")


def _some(steps: Iterator[Yield | None]) -> list[Yield | None] | None:
    """What comes until a moment without news, at most so much; None at the end."""
    chunk: list[Yield | None] = []
    for step in steps:
        chunk.append(step)
        if step is None:
            time.sleep(LOOK_EVERY)
        if step is None or len(chunk) >= AT_ONCE:
            return chunk
    return chunk or None


def _ending(place: str, program: GuestProgram, telling: Telling, *, hung: bool, minutes: float) -> Iterator[Yield]:
    """What became of the program: the worst lines of its log, and how it ended."""
    lines = program.last_lines()
    bad = [line(text, limit=300) for text in lines if _BAD_LINE.search(text)]
    yield from (
        Problem(kind="engine-log", reason=f"{place}: {text}") for text in list(dict.fromkeys(bad))[-TOLD_LINES:]
    )
    last = line(lines[-1], limit=300) if lines else "nothing"
    if hung:
        reason = f"{place}: wrote nothing for {minutes:g} minutes and was ended; what it had written is kept"
        yield Problem(kind="engine-hangs", reason=reason)
    elif program.code == NO_SUCH_PROGRAM:
        yield Problem(kind="not-installed", reason=f"{place}: the scrapers cannot be started: {last}")
    elif program.code:
        reason = f"{place}: ended with {program.code} after {telling.told} records; its last words: {last}"
        yield Problem(kind="engine-failed", reason=reason)
    elif not telling.told:
        yield Problem(kind="engine-empty", reason=f"{place}: ended well and told nothing; its last words: {last}")


def _bill_of(row: Json) -> str:
    """The number of the bill that a vote is about; some scrapers tell it in a pseudo id."""
    if identifier := maybe_said(row, "bill_identifier"):
        return identifier
    pseudo = said(row, "bill")
    if not pseudo.startswith("~"):
        raise PageChanged(f"bill_identifier: wanted the number of a bill, found {pseudo[:60]!r}")
    return said(json.loads(pseudo[1:]), "identifier")


def _without(row: Json) -> Json:
    return {name: value for name, value in row.items() if name not in _FRESH}


def _seal(row: Json) -> str:
    """Equal as long as the record says the same."""
    return blake2b(json.dumps(_without(row), sort_keys=True).encode(), digest_size=12).hexdigest()


def _existing(folder: str) -> Path:
    path = Path(folder)
    if not path.is_dir():
        raise TrackerError(f"{folder} is gone; set the scrapers up again")
    return path
