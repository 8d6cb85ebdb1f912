"""What the calendars of cities share: one system, many places, a place a few lines of a file, no code for each.

A platform says where a place's calendar stands and reads its meetings; the rest is here: which places are asked for, whose
page a recorded one is, that a meeting stands once, and whether a page is last year's.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.recorded import recorded
from spiders.kit.spiders import SourceSpider, Yield
from spiders.kit.status_phrases import about_itself, status, virtual
from spiders.platforms.civic import STALE_AFTER_DAYS, stale
from spiders.platforms.legistar_clients import Client, listed
from spiders.platforms.legistar_reading import when
from tracker.ingest.source import VENDOR, Source
from tracker.ingest.verdict import Problem
from tracker.records import prose
from tracker.records.items import AgendaItem, Link, NothingHere, ScrapedHearing
from tracker.records.text import line

HERE: Final = Path(__file__).parent
_NOWHERE: Final = re.compile(r"(?:N/?A[ ,]*)+", re.IGNORECASE)
_MARKUP: Final = re.compile(r"</?[a-z][^>]*>|&#?\w+;", re.IGNORECASE)


def facts(
    system: str, url: str, *, file: str, every_hours: int = 24, full: bool = False, proved: bool = True
) -> Source:
    """The facts of a platform's source; `full` says that a page tells every coming meeting, `proved` that one was ever seen."""
    own = file.replace("_", "-")
    return Source(
        jurisdiction="us",
        publisher=f"Cities, counties and boards, through {system}",
        timezone=ZoneInfo("America/New_York"),
        url=url,
        kind="hearings",
        every_hours=every_hours,
        expected_every_days=31,
        authority=VENDOR,
        lists_all_upcoming=full,
        proved=proved,
        note=f"No key. Places are listed in {file}; yours go to {own} in the data folder.",
    )


class PlacePages(SourceSpider):
    """A page a place: which places are asked for, and whose page a recorded one is."""

    recorded_pages: ClassVar[str]
    """The hosts and paths of the pages it can read, as a pattern."""
    called: ClassVar[str] = "place"
    """What its list names, in messages."""
    none_usual: ClassVar[str] = "its list names no place"

    @abstractmethod
    def address(self, client: Client) -> str:
        """Where the calendar of a place stands."""

    def first(self) -> Iterable[Yield]:
        """The calendar of each place, of the one named, or those that a recording holds."""
        assert self.clients_file is not None
        known, fault = listed(self.asked.settings.data_dir, self.clients_file)
        named = self.asked.jurisdiction
        if fault is not None:
            yield fault
        if held := recorded(self, self.recorded_pages):
            yield from self._held(held, known)
        elif named is not None and named not in known:
            reason = f"--jurisdiction: expected one of {', '.join(known)}, found {named[:40]!r}; more can be added in"
            yield Problem(kind="wrong-jurisdiction", reason=f"{reason} {self._own_file} in the data folder")
        else:
            chosen = [known[named]] if named else self.usual(known)
            yield from map(self.asking, chosen)
            if not chosen:
                yield NothingHere(reason=self.none_usual)

    def asking(self, client: Client) -> Yield:
        """The request for the calendar of a place."""
        return self.page(self.address(client), meta={"client": client})

    def usual(self, known: dict[str, Client]) -> list[Client]:
        """The places that are read when none is named: all."""
        return list(known.values())

    def _held(self, urls: Iterable[str], known: dict[str, Client]) -> Iterator[Yield]:
        for url in urls:
            client = next((known_client for known_client in known.values() if self.stands_at(known_client, url)), None)
            if client is None:
                reason = f"wanted a {self.called} that {self._own_file} names, found {urlsplit(url).netloc}"
                yield Problem(kind="unknown-client", url=url, reason=reason)
            elif self.asked.jurisdiction in (None, client.place):
                yield self.page(url, meta={"client": client})

    def stands_at(self, client: Client, url: str) -> bool:
        """Whether an address is one of the place's own: by its host, unless many places share one."""
        return urlsplit(url).netloc.lower() == urlsplit(self.address(client)).netloc.lower()

    @property
    def _own_file(self) -> str:
        return (self.clients_file or HERE).name.replace("_", "-")


class CityCalendar(PlacePages):
    """One calendar a place."""

    stale_after_days: ClassVar[int | None] = STALE_AFTER_DAYS
    """Days without a meeting after which a page is an old one; None for lists of what is coming, which may be empty."""

    @abstractmethod
    def meetings(self, page: Any, client: Client) -> Iterator[Yield]:
        """What a page says, meeting by meeting, and the request for the next page where there is one."""

    def read(self, response: Any) -> Iterator[Yield]:
        """Every meeting once, then whether the page is an old one."""
        met: dict[str, ScrapedHearing] = response.meta.get("met", {})
        further = False
        for meeting in self.meetings(response, response.meta["client"]):
            if isinstance(meeting, ScrapedHearing):
                if met.get(meeting.key) == meeting:
                    continue
                met[meeting.key] = meeting
            further = further or not isinstance(meeting, ScrapedHearing)
            yield meeting
        if self.stale_after_days is None or further:
            return
        problem = stale(met.values(), self.asked.now, response.url, self.stale_after_days)
        if problem is not None:
            yield problem

    def meeting(
        self,
        client: Client,
        *,
        key: str,
        name: str,
        date: dt.date,
        time: str | None,
        url: str,
        committee: str | None = None,
        location: str | None = None,
        description: str | None = None,
        words: Iterable[str | None] = (),
        documents: Iterable[Link] = (),
        agenda: Iterable[AgendaItem] = (),
        video: str | None = None,
        join: str | None = None,
        end: dt.datetime | None = None,
    ) -> ScrapedHearing:
        """A meeting of a place on a day; without a clock time in `time` it is one of the whole day, and where its name says that
        it follows another, its hour is the earliest.

        `words` are further texts that may say that it is off, such as the names of its documents; `join` is where one takes
        part from afar. Clerks type into editors of web pages, so that markup and entities may stand in each text.
        """
        name, about = _one_line(name), "\n".join(_lines(description))
        where, links = _place(location), tuple(_links(url, join))
        begins = _when(date, time, name, client)
        files, texts = tuple(documents), tuple("\n".join(_lines(words_of)) for words_of in words)
        return ScrapedHearing(
            key=f"{self.name}-{key}",
            jurisdiction=client.place,
            name=name,
            committee=_one_line(committee) or name,
            **begins,
            end=end if end and begins["time_qualifier"] == "exact" and begins["start"] < end else None,
            timezone=client.timezone,
            status=status(
                name,
                begins["time_text"] or time,
                where,
                about_itself(about),
                *texts,
                *(file.note for file in files),
                day=begins["start"].date(),
            ),
            location=where,
            virtual=len(links) > 1 or virtual(name, where, about, *texts),
            description=about or None,
            documents=files,
            agenda=tuple(agenda),
            video=video if video and _at_the_web(video) else None,
            links=links,
            sources=(Link(url=self.address(client), note=client.publisher),),
        )


def _when(date: dt.date, time: str | None, name: str, client: Client) -> dates.Timed:
    """The start, by the hour and by what the name says that it follows."""
    phrase = " ".join(filter(None, (time, dates.waits_for(name)))) or None
    start, sure, all_day = when(date, phrase, client)
    text = phrase if phrase and sure != "exact" else None
    return dates.Timed(start=start, all_day=all_day, time_qualifier=sure, time_text=text)


def _links(url: str, join: str | None) -> Iterator[Link]:
    yield Link(url=url, note="Meeting")
    if join and _at_the_web(join):
        yield Link(url=join, note="Join online")


def _at_the_web(address: str) -> bool:
    return address.startswith(("https://", "http://"))


def _place(text: str | None) -> str | None:
    """The place in one line; what only says that there is none is left out."""
    parts = (part.strip(" ,") for part in _lines(text))
    return ", ".join(part for part in parts if part and not _NOWHERE.fullmatch(part)) or None


def _one_line(text: str | None) -> str:
    return ", ".join(_lines(text))


def _lines(markup: str | None) -> list[str]:
    """The lines of a text, which may be markup."""
    text = prose.text(markup, gaps=False) if markup and _MARKUP.search(markup) else markup or ""
    return [clean for text_line in text.splitlines() if (clean := line(text_line))]
