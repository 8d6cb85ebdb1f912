"""Name the places and say where each stands on the tile map."""

from __future__ import annotations

from typing import Final

STATES: Final = {
    "al": ("Alabama", 7, 6), "ak": ("Alaska", 0, 0), "az": ("Arizona", 2, 5), "ar": ("Arkansas", 5, 5),
    "ca": ("California", 1, 4), "co": ("Colorado", 3, 4), "ct": ("Connecticut", 10, 3), "de": ("Delaware", 10, 4),
    "dc": ("District of Columbia", 9, 5), "fl": ("Florida", 9, 7), "ga": ("Georgia", 8, 6), "hi": ("Hawaii", 0, 7),
    "id": ("Idaho", 2, 2), "il": ("Illinois", 6, 2), "in": ("Indiana", 6, 3), "ia": ("Iowa", 5, 3),
    "ks": ("Kansas", 4, 5), "ky": ("Kentucky", 6, 4), "la": ("Louisiana", 5, 6), "me": ("Maine", 11, 0),
    "md": ("Maryland", 9, 4), "ma": ("Massachusetts", 10, 2), "mi": ("Michigan", 7, 2), "mn": ("Minnesota", 5, 2),
    "ms": ("Mississippi", 6, 6), "mo": ("Missouri", 5, 4), "mt": ("Montana", 3, 2), "ne": ("Nebraska", 4, 4),
    "nv": ("Nevada", 2, 3), "nh": ("New Hampshire", 11, 1), "nj": ("New Jersey", 9, 3), "nm": ("New Mexico", 3, 5),
    "ny": ("New York", 9, 2), "nc": ("North Carolina", 7, 5), "nd": ("North Dakota", 4, 2), "oh": ("Ohio", 7, 3),
    "ok": ("Oklahoma", 4, 6), "or": ("Oregon", 1, 3), "pa": ("Pennsylvania", 8, 3), "pr": ("Puerto Rico", 11, 7),
    "ri": ("Rhode Island", 11, 3), "sc": ("South Carolina", 8, 5), "sd": ("South Dakota", 4, 3),
    "tn": ("Tennessee", 6, 5), "tx": ("Texas", 4, 7), "ut": ("Utah", 2, 4), "vt": ("Vermont", 10, 1),
    "va": ("Virginia", 8, 4), "wa": ("Washington", 1, 2), "wv": ("West Virginia", 7, 4), "wi": ("Wisconsin", 6, 1),
    "wy": ("Wyoming", 3, 3),
}  # fmt: skip
"""Postal code: name, column and row. Each state is one tile of the same size, since a bill in Delaware is one bill."""

CONGRESS: Final = "us"


def place_name(code: str) -> str:
    """A place's name for people: `us-ma` is Massachusetts, `us-il-chicago` Chicago, Illinois."""
    if code == CONGRESS:
        return "Congress"
    country, _, rest = code.partition("-")
    state, _, locality = rest.partition("-")
    known = STATES.get(state) if country == CONGRESS else None
    name = known[0] if known else code.upper()
    return f"{locality.replace('-', ' ').title()}, {name}" if locality else name
