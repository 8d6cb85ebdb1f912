"""Name the places that Open States covers: their code here, their id there, their clock."""

from __future__ import annotations

import re
from typing import Any, Final
from zoneinfo import ZoneInfo

_EASTERN: Final = "America/New_York"
_CENTRAL: Final = "America/Chicago"
_MOUNTAIN: Final = "America/Denver"
_PACIFIC: Final = "America/Los_Angeles"

TERRITORIES: Final[dict[str, str]] = {
    "us-gu": "Pacific/Guam",
    "us-mp": "Pacific/Saipan",
    "us-vi": "America/St_Thomas",
}
"""Read by Open States' scrapers, and so by govbot, and in no API; when they sit is not known here."""

ZONES: Final[dict[str, str]] = {
    **TERRITORIES,
    **dict.fromkeys(("us", "us-ct", "us-dc", "us-de", "us-fl", "us-ga", "us-ma", "us-md", "us-me"), _EASTERN),
    **dict.fromkeys(("us-nc", "us-nh", "us-nj", "us-ny", "us-oh", "us-pa", "us-ri", "us-sc"), _EASTERN),
    **dict.fromkeys(("us-va", "us-vt", "us-wv"), _EASTERN),
    **dict.fromkeys(("us-al", "us-ar", "us-ia", "us-il", "us-ks", "us-la", "us-mn", "us-mo", "us-ms"), _CENTRAL),
    **dict.fromkeys(("us-nd", "us-ne", "us-ok", "us-sd", "us-tn", "us-tx", "us-wi"), _CENTRAL),
    **dict.fromkeys(("us-co", "us-mt", "us-nm", "us-ut", "us-wy"), _MOUNTAIN),
    **dict.fromkeys(("us-ca", "us-nv", "us-or", "us-wa"), _PACIFIC),
    "us-ak": "America/Anchorage",
    "us-az": "America/Phoenix",
    "us-hi": "Pacific/Honolulu",
    "us-id": "America/Boise",
    "us-in": "America/Indiana/Indianapolis",
    "us-ky": "America/New_York",  # Frankfort; the west of the state is an hour behind
    "us-mi": "America/Detroit",
    "us-pr": "America/Puerto_Rico",
}
"""The zone of each capital, by place."""

PLACES: Final = tuple(sorted(place for place in ZONES if place != "us" and place not in TERRITORIES))
"""All places whose legislatures the API is asked for: fifty states, DC, Puerto Rico. Congress has sources of its own."""


def chosen(named: str | None, setting: str) -> list[str]:
    """The place that was asked for, or those that the operator's setting names, between commas or spaces."""
    return [named] if named else [code for code in re.split(r"[\s,]+", setting) if code]


_DIVISION: Final = re.compile(
    r"ocd-(?:jurisdiction|division)/country:us(?:/(?:state|district|territory):([a-z]{2}))?(?:/|\Z)"
)
_KINDS: Final = {"us-dc": "district", **dict.fromkeys(("us-pr", *TERRITORIES), "territory")}


def ocd_id(place: str) -> str:
    """The id of a place's government at Open States: us-ma is ocd-jurisdiction/country:us/state:ma/government."""
    kind, code = _KINDS.get(place, "state"), place.partition("-")[2]
    return f"ocd-jurisdiction/country:us/{kind}:{code}/government"


def place_of(entry: Any) -> str:
    """The place that a record names, as an object with an id or as the id itself; raises PageChanged."""
    named = entry.get("id") or entry.get("_id") or entry.get("division_id") if isinstance(entry, dict) else entry
    match = _DIVISION.match(named) if isinstance(named, str) else None
    place = ("us" if match[1] is None else f"us-{match[1]}") if match else None
    if place not in ZONES:
        from spiders.kit.select import PageChanged  # Scrapy comes with it, and lists of places do without

        raise PageChanged(f"jurisdiction: wanted a state, DC, a territory or Congress, found {str(named)[:80]!r}")
    return place


def zone(place: str) -> ZoneInfo:
    """The time zone of a place's capital."""
    return ZoneInfo(ZONES[place])


_NAMES: Final = """
al Alabama, ak Alaska, az Arizona, ar Arkansas, ca California, co Colorado, ct Connecticut, de Delaware,
dc District of Columbia, fl Florida, ga Georgia, hi Hawaii, id Idaho, il Illinois, in Indiana, ia Iowa, ks Kansas,
ky Kentucky, la Louisiana, me Maine, md Maryland, ma Massachusetts, mi Michigan, mn Minnesota, ms Mississippi,
mo Missouri, mt Montana, ne Nebraska, nv Nevada, nh New Hampshire, nj New Jersey, nm New Mexico, ny New York,
nc North Carolina, nd North Dakota, oh Ohio, ok Oklahoma, or Oregon, pa Pennsylvania, pr Puerto Rico, ri Rhode Island,
sc South Carolina, sd South Dakota, tn Tennessee, tx Texas, ut Utah, vt Vermont, va Virginia, wa Washington,
wv West Virginia, wi Wisconsin, wy Wyoming
"""
_BY_NAME: Final = {
    "united states": "us",
    "washington, d.c.": "us-dc",
    **{
        name.casefold(): f"us-{code}"
        for code, _space, name in (entry.strip().partition(" ") for entry in _NAMES.split(","))
    },
}


def place_named(given: str) -> str:
    """The place of a name such as New York, or of an id; raises PageChanged."""
    return _BY_NAME.get(given.strip().casefold()) or place_of(given)
