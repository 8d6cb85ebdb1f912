"""Hold what every page needs: the database, the settings, what is kept in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Engine

from tracker.db import own_files, queries
from tracker.settings import Settings
from tracker.web import chart_data, choices, deadline_cache, flagged_cache, name_search, week, whole_calendar
from tracker.web.cache import Answers, AtVersion, Remembered
from tracker.web.chart_data import Figures
from tracker.web.choices import Choices
from tracker.web.db_version import DataVersion
from tracker.web.deadline_cache import Due
from tracker.web.flagged_cache import Flagged
from tracker.web.hearing_lists import Days, Hearings
from tracker.web.kept_page import KeptPage
from tracker.web.locale import LANGUAGES
from tracker.web.name_search import Names
from tracker.web.week import Week

NAME: Final = "Mental Health Policy Tracker"
_PAGES_KEPT: Final = 256
_PAGE_LIMIT: Final = 512 * 1024
_ALL_LIMIT: Final = 32 * 1024 * 1024
"""Bytes of all kept pages together: a stranger who asks for many of them costs no more than that."""


class PageCache:
    """The last pages made, for readers without a session; a page is used again only while nothing was written."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, ...], KeptPage] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...]) -> KeptPage | None:
        """The page made for `key`, if it is still here."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: tuple[str, ...], page: KeptPage) -> None:
        """Keep a page, and let go of the one not asked for longest."""
        if len(page.body) > _PAGE_LIMIT:
            return
        with self._lock:
            self._bytes += page.size - (self._pages[key].size if key in self._pages else 0)
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > _PAGES_KEPT or self._bytes > _ALL_LIMIT:
                self._bytes -= self._pages.popitem(last=False)[1].size

    @property
    def kept(self) -> tuple[int, int]:
        """How many pages are here, and their bytes."""
        return len(self._pages), self._bytes


@dataclass(slots=True)
class Site:
    """One running web page."""

    engine: Engine
    settings: Settings
    version: DataVersion = field(init=False)
    flagged: Remembered[Flagged] = field(init=False)
    due: Remembered[Due] = field(init=False)
    names: Remembered[Names] = field(init=False)
    """Who sits and which committees there are, to be found by name."""
    figures: Remembered[Figures] = field(init=False)
    week: Remembered[Week] = field(init=False)
    choices: AtVersion[Choices] = field(init=False)
    calendars: dict[str, Remembered[KeptPage]] = field(init=False)
    """The calendar of all that is flagged, in each language."""
    sources: AtVersion[list[Any]] = field(init=False)
    """All sources we have met."""
    coverage: dict[str, tuple[tuple[Any, ...], tuple[Any, ...], dict[str, Any]]] = field(default_factory=dict)
    """What is told of each place, thing by thing; at which version and hour it was looked at, and of which state of the data it is."""
    sessions: dict[str, tuple[str, list[Any]]] = field(default_factory=dict)
    """The newest sessions of each place that has any, and at which version they were read."""
    coming: Answers[Hearings] = field(init=False)
    """Lists of hearings."""
    days: Answers[Days] = field(init=False)
    """The hearings and deadlines of months, day by day."""
    cache: PageCache = field(default_factory=PageCache)

    def __post_init__(self) -> None:
        self.version = DataVersion(self.engine, self.level_own_files)
        self.flagged = Remembered(self.engine, self.version, flagged_cache.read, Flagged())
        self.due = Remembered(self.engine, self.version, deadline_cache.read, Due())
        self.names = Remembered(self.engine, self.version, name_search.read, Names(), free=0.05)
        self.figures = Remembered(self.engine, self.version, self._figures, Figures(totals={}), made_of=[self.flagged])
        self.week = Remembered(
            self.engine, self.version, self._week, Week(), free=0.5, made_of=[self.flagged, self.due]
        )
        self.coming, self.days = Answers(self.version), Answers(self.version)
        self.sources = AtVersion(self.engine, self.version, queries.sources)
        self.choices = AtVersion(self.engine, self.version, choices.choices)
        self.calendars = {
            code: Remembered(self.engine, self.version, whole_calendar.reader(code), whole_calendar.NOTHING, free=0.5)
            for code in LANGUAGES
        }

    def _figures(self, connection: Connection) -> Figures:
        return chart_data.read(connection, self.flagged.now().entries)

    def _week(self, connection: Connection) -> Week:
        return week.read(connection, self.flagged.now(), self.due.now())

    def level_own_files(self) -> own_files.Leveled:
        """Take the rules that people wrote on other machines, and give them ours."""
        return own_files.level(self.engine, self.settings.data_dir)

    @property
    def url(self) -> str:
        """The public address, without a slash at its end."""
        return self.settings.site_url.rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether cookies may travel over https only."""
        return self.url.startswith("https://")

    def close(self) -> None:
        """Give back what is held."""
        self.version.close()
        self.engine.dispose()
