"""Know which sources can tell what of which place, and what the best of them offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from spiders.index import Teller
from spiders.platforms import govbot_seen
from spiders.platforms.legistar_clients import listed
from spiders.platforms.openstates_places import PLACES, TERRITORIES, ZONES
from tracker.settings import Settings

_TELLS: Final[Mapping[str, frozenset[str]]] = {
    "votes": frozenset(
        [
            "govbot",
            "openstates",
            "openstates-scrapers",
            "legiscan",
            "us-govinfo-billstatus",
            "us-congress-api",
            "us-roll-calls",
            "us-ca-bills",
            "us-nj-database",
            "us-dc-bills",
            "us-wy-bills",
            "us-ga-bills",
            "us-il-votes",
            "us-nm-votes",
            "us-ak-votes",
            "us-ny-bill-pages",
            "us-ny-bills",
            "us-pa-bills",
            "us-va-bills",
            "us-me-bills",
            "us-nc-legacy",
            "us-nc-bills",
            "us-oh-bills",
        ]
    ),
    "texts": frozenset(
        [
            "govbot",
            "us-ca-bills",
            "us-il-bills",
            "us-ma-bills",
            "us-mn-texts",
            "us-nh-bills",
            "us-ny-bill-pages",
            "us-ny-bills",
            "us-va-texts",
        ]
    ),
}
"""Sources that tell what their kind does not say."""
IN_COPIES: Final[Mapping[str, Callable[[govbot_seen.Seen], int]]] = {
    "votes": attrgetter("votes"),
    "texts": attrgetter("texts"),
}
"""What some of govbot's copies have and some have not."""
_DAYS_ALONE: Final = frozenset({"us-va-hearings", "novusagenda", "civicplus"})
"""Sources of hearings whose pages name days and no hours."""
_LEGISTAR_API: Final = frozenset({"legistar", "legistar-events"})
"""Sources that ask a Web API, which does not answer for every body."""
KEYLESS: Final = "without key"
UNKNOWN: Final = "not known until first read"
KEYED: Final = "with key"
SET_UP: Final = "after a set-up"
UNPROVEN: Final = "unproven"
_FAILING: Final = "failing"
OLD: Final = "old"
RECORDED: Final = "recordings only"
MISSING: Final = "missing"
_BEST: Final = (KEYLESS, UNKNOWN, SET_UP, KEYED, OLD, _FAILING, UNPROVEN, RECORDED)
"""What a source can offer, the best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known here of sources besides their facts."""

    doubtful: frozenset[str]
    """Those that nothing proved yet."""
    ready: bool
    """Whether the engine of Open States' scrapers is set up."""
    unread: frozenset[str] = frozenset()
    """Those of which one only knows once they were read whether they tell the thing."""
    failing: frozenset[str] = frozenset()
    """Those whose last visit to the place failed."""
    behind: frozenset[str] = frozenset()
    """Those whose copy of the place lacks the session of today."""

    def waits(self, spider: Teller) -> bool:
        """Whether it needs a program that is not set up here."""
        return spider.name == "openstates-scrapers" and not self.ready

    def state(self, tellers: list[Teller]) -> str:
        """The best that the sources of one thing offer."""
        offered = {self._offers(teller) for teller in tellers}
        return next((teller for teller in _BEST if teller in offered), MISSING)

    def _offers(self, spider: Teller) -> str:
        """What one source offers."""
        states = (
            (spider.name in self.doubtful, UNPROVEN),
            (spider.source.recordings_only, RECORDED),
            (spider.name in self.behind, OLD),
            (spider.name in self.failing, _FAILING),
            (spider.source.key_setting, KEYED),
            (spider.name in self.unread, UNKNOWN),
            (self.waits(spider), SET_UP),
        )
        return next((state for is_so, state in states if is_so), KEYLESS)

    def named(self, spider: Teller) -> str:
        """The source with what one should know of it."""
        if self.waits(spider):
            return f"{spider.name} (set up first)"
        if spider.name in self.doubtful:
            return f"{spider.name} (unproven)"
        if spider.name in self.failing:
            return f"{spider.name} (failing)"
        if spider.name in self.unread:
            return f"{spider.name} ({UNKNOWN})"
        key = spider.source.key_setting
        if key:
            return f"{spider.name} (TRACKER_{key.upper()})"
        return f"{spider.name} (recordings only)" if spider.source.recordings_only else spider.name


def covers(spider: Teller, place: str, settings: Settings) -> bool:
    """Whether a source can tell of a place at all."""
    return place in places_of(spider, settings)


def places_of(spider: Teller, settings: Settings) -> frozenset[str]:
    """The places that a source can tell of: platforms have lists of theirs."""
    if spider.clients_file is not None:
        clients = listed(settings.data_dir, spider.clients_file)[0]
        asks_api = spider.name in _LEGISTAR_API
        return frozenset(place for place, client in clients.items() if client.api or not asks_api)
    if spider.name == "legiscan":
        return frozenset(ZONES) - {"us-pr", *TERRITORIES}
    if spider.name == "govbot":
        return frozenset(ZONES)
    if spider.name == "openstates-scrapers":
        return frozenset(ZONES) - {"us"}
    if spider.name.startswith("openstates"):
        return frozenset(PLACES)
    return frozenset({spider.source.jurisdiction})


def tells(spider: Teller, thing: str) -> bool:
    """Whether a source tells a thing of the places that it covers."""
    if thing in _TELLS:
        return spider.name in _TELLS[thing]
    if thing == "hours":
        return "hearings" in spider.source.kind and spider.name not in _DAYS_ALONE
    return thing in spider.source.kind


def lacks(spider: Teller, thing: str, copy: govbot_seen.Seen | None, *, stored: bool) -> bool:
    """Whether govbot's copy of the place was read and has none of the thing, or nothing that could be read."""
    if spider.name != "govbot" or thing not in IN_COPIES or copy is None:
        return False
    return not (stored and IN_COPIES[thing](copy))
