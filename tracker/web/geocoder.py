"""Ask a geocoder which districts an address lies in: only when a person asks, only where one is set, and nothing is kept."""

from __future__ import annotations

import http.client
import json
import re
import urllib.request
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from tracker.errors import TrackerError

_SECONDS: Final = 8
_MOST: Final = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Districts:
    """The districts of an address: its state's code such as `us-ma`, and each district's name as the geocoder writes it."""

    place: str
    congress: str | None = None
    upper: str | None = None
    lower: str | None = None


def districts(url: str, address: str) -> Districts | None:
    """The districts of an address, or None where the geocoder does not know it. Raises TrackerError where it fails.

    `url` is an address that answers as the geocoder of the Census Bureau does under `geographies/onelineaddress`.
    """
    query = {
        "address": address,
        "benchmark": "Public_AR_Current",
        "vintage": "Current_Current",
        "layers": "all",
        "format": "json",
    }
    request = urllib.request.Request(f"{url}?{urlencode(query)}", headers={"Accept": "application/json"})  # noqa: S310 - held to http(s) by the settings
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - see above
            body = json.loads(answer.read(_MOST))
        return _read(body)
    except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError, AttributeError) as problem:
        raise TrackerError("the geocoder does not answer as it should; choose the districts by hand") from problem


def _read(body: Any) -> Districts | None:
    matches = body["result"]["addressMatches"]
    if not matches:
        return None
    layers: dict[str, Any] = matches[0]["geographies"]
    state = str(layers["States"][0]["STUSAB"]).lower()
    return Districts(
        place=f"us-{state}",
        congress=_name(layers, r"Congressional Districts"),
        upper=_name(layers, r"State Legislative Districts - Upper"),
        lower=_name(layers, r"State Legislative Districts - Lower"),
    )


def _name(layers: dict[str, Any], wanted: str) -> str | None:
    for name, areas in layers.items():
        if re.search(wanted, name) and areas:
            return str(areas[0]["BASENAME"])
    return None
