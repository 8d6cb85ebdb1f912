"""Say how many seats each chamber has, so that a district that cannot exist is refused before anybody was read."""

from __future__ import annotations

import re
from typing import Final

_SEATS: Final = """
al 7 35 105  ak 1 20 40   az 9 30 60   ar 4 35 100  ca 52 40 80  co 8 35 65   ct 5 36 151  de 1 21 41   fl 28 40 120 ga 14 56 180
hi 2 25 51   id 2 35 70   il 17 59 118 in 9 50 100  ia 4 50 100  ks 4 40 125  ky 6 38 100  la 6 39 105  me 2 35 151  md 8 47 141
ma 9 40 160  mi 13 38 110 mn 8 67 134  ms 4 52 122  mo 8 34 163  mt 2 50 100  ne 3 49 0    nv 4 21 42   nh 2 24 400  nj 12 40 80
nm 3 42 70   ny 26 63 150 nc 14 50 120 nd 1 47 94   oh 15 33 99  ok 5 48 101  or 6 30 60   pa 17 50 203 ri 2 38 75   sc 7 46 124
sd 1 35 70   tn 9 33 99   tx 38 31 150 ut 4 29 75   vt 1 30 150  va 11 40 100 wa 10 49 98  wv 2 34 100  wi 8 33 99   wy 1 31 62
"""
"""Per state the seats in the House of Representatives (apportionment of the census of 2020), in its senate, and in its house.

The two of a state are the numbers that the National Conference of State Legislatures gives; all add up to the 435 of the
House and the 7,386 of the states. A chamber has at most as many districts as seats.
"""
_DELEGATES: Final = ("as", "dc", "gu", "mp", "pr", "vi")
"""Places with one delegate in the House who does not vote."""
_CONGRESS: Final = re.compile(r"(?P<state>[A-Za-z]{2})(?:-(?:(?P<number>\d{1,3})|at[- ]large))?\Z", re.IGNORECASE)
_ENDING: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th)\Z")
_ALL: Final = {row[0]: tuple(map(int, row[1:])) for row in re.findall(r"([a-z]{2}) (\d+) +(\d+) +(\d+)", _SEATS)}


def cardinal(district: str) -> str:
    """The name of a district with its number as members have it: 72 of `72nd`; other names as they are."""
    return _ENDING.sub("", district)


def seats(place: str, chamber: str) -> int:
    """The seats of a state's chamber (`us-ma`, `upper`); 0 where we do not know them, as for boards and territories."""
    _congress, upper, lower = _ALL.get(place.removeprefix("us-"), (0, 0, 0))
    return {"upper": upper, "lower": lower}.get(chamber, 0)


def representatives(state: str) -> int:
    """The seats of a state (`ma`) in the House of Representatives, a delegate's too; 0 where there is no such place."""
    known = _ALL.get(state.casefold())
    return known[0] if known else int(state.casefold() in _DELEGATES)


def impossible(place: str, chamber: str, district: str) -> str:
    """Why no district of a chamber can be named so, or an empty text where one can."""
    if place == "us":
        return _not_in_congress(chamber, district)
    most = seats(place, chamber)
    number = re.match(r"\d+", district)
    if most and number and not 1 <= int(number[0]) <= most:
        return f"the {chamber} chamber of {place} has {most} seats"
    return ""


def _not_in_congress(chamber: str, district: str) -> str:
    match = _CONGRESS.match(district)
    state, number = (match["state"], match["number"]) if match else ("", None)
    most = representatives(state)
    if not most or (chamber == "upper" and (number or state.casefold() in _DELEGATES)):
        return "districts of Congress are written us/lower/MA-7, senators' us/upper/MA"
    if number and int(number) > most:
        return f"{state.upper()} has {most} of the seats in the House"
    return ""
