"""Keep the feeds that people added: their rows in the table of sources, and the spiders made from them."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, delete, insert, select, update

from spiders.kit.outbound import on_this_machine, refusal
from spiders.platforms.openstates_places import TERRITORIES
from tracker.db.engine import reading, writing
from tracker.db.models import Claim, SourceRow
from tracker.errors import UsageProblem
from tracker.records import jurisdictions
from tracker.records.town_halls import TOWN_HALL

if TYPE_CHECKING:
    from spiders.kit.spiders import SourceSpider

_TERRITORIES: Final = {"us-as": "Pacific/Pago_Pago", **TERRITORIES}
"""Territories without a legislature in our table of sittings."""
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_PLACE: Final = re.compile(r"us(?:-[a-z]{2}(?:-[a-z0-9]+)*)?\Z")


def feeds(connection: Connection) -> dict[str, type[SourceSpider]]:
    """The spiders of all added feeds by name."""
    from spiders.platforms.feeds import made

    rows = connection.execute(select(SourceRow.__table__).order_by(SourceRow.name)).mappings()
    return {row["name"]: made(row["name"], dict(row)) for row in rows if _is_feed(row["settings"])}


def feed(engine: Engine, name: str) -> type[SourceSpider] | None:
    """The spider of the added feed of that name, None when there is none."""
    with reading(engine) as connection:
        return feeds(connection).get(name)


def place_zone(jurisdiction: str) -> str:
    """The time zone of a place: its own, else that of its state or territory."""
    state = "-".join(jurisdiction.split("-")[:2])
    place = jurisdictions.jurisdiction(jurisdiction) or jurisdictions.jurisdiction(state)
    return place.timezone.key if place else _TERRITORIES.get(state, "America/New_York")


def add(
    engine: Engine,
    url: str,
    *,
    jurisdiction: str,
    kind: str,
    name: str,
    publisher: str,
    timezone: str,
    taken: Container[str] = (),
    trial: bool = False,
) -> None:
    """Keep a feed; raises UsageProblem for a refused address, a place or zone that is none, or a name that is taken, by a stored source or
    by one of `taken` (the shipped ones). `trial` allows an address of this machine, on any port.
    """
    check_address(url, trial=trial)
    if not _NAME.match(name):
        raise UsageProblem(f"--name: expected small letters, digits and hyphens, found {name!r}")
    if not _PLACE.match(jurisdiction):
        raise UsageProblem(f"--jurisdiction: expected a code such as us-wa, found {jurisdiction!r}")
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as problem:
        raise UsageProblem(f"--timezone: expected a zone such as America/Chicago, found {timezone!r}") from problem
    of_town_halls = kind == "town-halls"
    facts = {
        "jurisdiction": jurisdiction,
        "publisher": publisher,
        "kind": "hearings" if of_town_halls else kind,
        "url": url,
    }
    with writing(engine) as connection:
        if name in taken or connection.execute(select(SourceRow).where(SourceRow.name == name)).first():
            raise UsageProblem(f"a source is named {name} already; give another with --name")
        settings = {"feed": url, "timezone": timezone} | ({"trial": True} if trial else {})
        if of_town_halls:
            settings["classification"] = TOWN_HALL
        connection.execute(insert(SourceRow).values(name=name, settings=settings, **facts))


def check_address(url: str, *, trial: bool = False) -> None:
    """Whether a feed may be visited there; raises UsageProblem. `trial` is as `add` has it."""
    at_home = (
        None if on_this_machine(url) else "--trial is for addresses of this machine, such as http://127.0.0.1:8000/"
    )
    if refused := at_home if trial else refusal(url):
        raise UsageProblem(f"{url}: {refused}")


def remove(engine: Engine, name: str) -> bool:
    """Forget a feed; True when its row is gone, False when records still lean on it and it is only no longer visited."""
    with writing(engine) as connection:
        row = connection.execute(select(SourceRow.settings).where(SourceRow.name == name)).first()
        if row is None or not _is_feed(row.settings):
            raise UsageProblem(f"no added feed is named {name} (`tracker sources list` has them)")
        mine = SourceRow.name == name
        if connection.execute(select(Claim.source).where(Claim.source == name).limit(1)).first() is None:
            connection.execute(delete(SourceRow).where(mine))
            return True
        settings_left = {key: value for key, value in row.settings.items() if key != "feed"}
        connection.execute(update(SourceRow).where(mine).values(settings=settings_left))
        return False


def suggested_name(url: str, jurisdiction: str, kind: str) -> str:
    """A name made from the place and the host, such as `us-il-cookcounty-hearings`."""
    host = (urlsplit(url).hostname or "feed").removeprefix("www.").split(".")[0]
    return f"{jurisdiction}-{re.sub('[^a-z0-9]+', '-', host.lower()).strip('-') or 'feed'}-{kind}"


def _is_feed(settings: dict[str, Any] | None) -> bool:
    return bool(settings and settings.get("feed"))
