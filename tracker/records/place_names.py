"""Name places for people, in English and Spanish: the one glossary of them for mails, pages and calendars."""

from __future__ import annotations

from typing import Final

from tracker.records.jurisdictions import jurisdiction

FEDERAL: Final = "us/federal"
"""What Congress and the agencies share: bills and rule-makings stand in one list under it."""
TERRITORIES: Final = {
    "us-as": "American Samoa",
    "us-gu": "Guam",
    "us-mp": "Northern Mariana Islands",
    "us-vi": "U.S. Virgin Islands",
}
"""Legislatures of which it is not known here when they sit."""
_OTHERS: Final = {
    FEDERAL: "U.S. federal",
    **TERRITORIES,
    "us-il-cook": "Cook County",
    "us-oh-cuyahoga": "Cuyahoga County",
    "us-oh-summit": "Summit County",
    "us-ga-fulton": "Fulton County",
    "us-fl-miami-dade": "Miami-Dade County",
    "us-fl-miami-dade-county": "Miami-Dade County",
    "us-ny-new-york": "New York City",
}
"""Places without a legislature in `jurisdictions.toml`, where the code does not say the name."""
_SPANISH: Final = {
    "us": "Congreso",
    FEDERAL: "Gobierno federal",
    "us-dc": "Distrito de Columbia",
    "us-hi": "Hawái",
    "us-la": "Luisiana",
    "us-nh": "Nuevo Hampshire",
    "us-nj": "Nueva Jersey",
    "us-nm": "Nuevo México",
    "us-ny": "Nueva York",
    "us-nc": "Carolina del Norte",
    "us-nd": "Dakota del Norte",
    "us-or": "Oregón",
    "us-pa": "Pensilvania",
    "us-as": "Samoa Americana",
    "us-mp": "Islas Marianas del Norte",
    "us-vi": "Islas Vírgenes de los Estados Unidos",
    "us-sc": "Carolina del Sur",
    "us-sd": "Dakota del Sur",
    "us-wv": "Virginia Occidental",
    "us-ny-new-york": "Ciudad de Nueva York",
    "us-ny-new-york-city": "Ciudad de Nueva York",
}
"""What Spanish speakers call those that they call otherwise."""

_COUNTY: Final = " County"
_LOWER: Final = {
    **dict.fromkeys(("us-ca", "us-nv", "us-ny", "us-nj", "us-wi"), "Assembly"),
    **dict.fromkeys(("us-md", "us-va", "us-wv"), "House of Delegates"),
}
_LOWER_IN_SPANISH: Final = {
    "House": "Cámara de Representantes",
    "Assembly": "Asamblea",
    "House of Delegates": "Cámara de Delegados",
}


def place_name(code: str, language: str = "en") -> str:
    """A place's name for people: `us-ma` is Massachusetts, `us-il-cook` Cook County, Illinois; an unknown code is itself."""
    country, _dash, rest = code.partition("-")
    state, _dash, locality = rest.partition("-")
    if not locality:
        return _name(code, language) or code.upper()
    name = _name(code, language) or locality.replace("-", " ").title()
    if language == "es" and name.endswith(_COUNTY):
        name = f"Condado de {name.removesuffix(_COUNTY)}"
    return f"{name}, {_name(f'{country}-{state}', language) or state.upper()}"


def is_local(code: str) -> bool:
    """Whether a place is a city or county, such as `us-il-cook`."""
    return code.count("-") > 1


def is_county(code: str) -> bool:
    """Whether a place is a county: those have a board, and no mayor who signs what it passes."""
    return is_local(code) and ((_name(code, "en") or "").endswith(_COUNTY) or "county" in code)


def lower_chamber(place: str, language: str = "en") -> str:
    """What a place calls its lower chamber, without an article."""
    name = _LOWER.get(place, "House")
    return _LOWER_IN_SPANISH[name] if language == "es" else name


def _name(code: str, language: str) -> str | None:
    if language == "es" and code in _SPANISH:
        return _SPANISH[code]
    known = jurisdiction(code)
    return known.name if known else _OTHERS.get(code)


def language_of(place: str) -> str:
    """The language in which the public bodies of a place write: Spanish in Puerto Rico."""
    return "es" if place == "us-pr" or place.startswith("us-pr-") else "en"
