"""Read the unitedstates/congress-legislators files: who sits in Congress, how to reach them, on which committees.

Three files make one picture: people name nothing about committees, memberships name committees only by code. A
committee's code in Congress's own systems is its `thomas_id` with 00 behind it, a subcommittee's that of both.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import yaml

from spiders.kit.select import PageChanged
from spiders.sources.us.plain import line
from tracker.records.items import Chamber, Link, Membership, Office, ScrapedOrganization, ScrapedPerson

Fields = Mapping[str, Any]

ADDRESS: Final = "https://unitedstates.github.io/congress-legislators/{name}.yaml"

_CHAMBERS: Final[dict[str, Chamber]] = {
    "house": "lower",
    "senate": "upper",
    "joint": "legislature",
    "rep": "lower",
    "sen": "upper",
}
_BREAK: Final = dt.timedelta(days=31)
"""Between two terms of a seat that is kept; some were sworn in late."""
_SCHEMES: Final = ("lis", "thomas", "govtrack", "icpsr", "opensecrets", "votesmart", "wikidata")
# The files hold no anchors. A document of aliases to aliases is a bomb once someone walks over it.
_ANCHOR: Final = re.compile(rb"(?:\A|[\s\[{,])[&*][^\s&*]")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(data: bytes, what: str) -> Any:
    """A YAML file as plain values; raises PageChanged."""
    if _ANCHOR.search(data):
        raise PageChanged(f"{what}: expected plain YAML, found anchors or aliases")
    try:
        return yaml.load(data, Loader=_LOADER)  # noqa: S506 - the loader is the safe one, in C where there is one
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as problem:
        raise PageChanged(f"{what}: expected YAML, found: {str(problem)[:200]}") from problem


def records(loaded: Any, what: str) -> list[Fields]:
    """The objects of a file that is a list of them; raises PageChanged."""
    if not isinstance(loaded, list) or not loaded:
        raise PageChanged(f"{what}: expected a list of records, found {type(loaded).__name__}")
    return [record for record in loaded if isinstance(record, Mapping)]


def committees(loaded: list[Fields], url: str) -> Iterator[ScrapedOrganization]:
    """Every committee, each followed by its subcommittees; raises ValueError."""
    source = (Link(url=url, note="unitedstates/congress-legislators", media_type="application/yaml"),)
    for committee in loaded:
        code, name = line(committee.get("thomas_id")), line(committee.get("name"))
        chamber = _CHAMBERS.get(line(committee.get("type")))
        parent = f"{code}00"
        yield ScrapedOrganization(
            key=parent,
            jurisdiction="us",
            name=name,
            chamber=chamber,
            url=_address(committee.get("url")),
            phone=line(committee.get("phone")) or None,
            sources=source,
        )
        for part in committee.get("subcommittees") or ():
            yield ScrapedOrganization(
                key=f"{code}{line(str(part.get('thomas_id') or ''))}",
                jurisdiction="us",
                name=f"{name}, Subcommittee on {line(part.get('name'))}",
                classification="subcommittee",
                chamber=chamber,
                parent=parent,
                phone=line(part.get("phone")) or None,
                sources=source,
            )


def memberships(loaded: Any, names: Mapping[str, str]) -> dict[str, list[Membership]]:
    """Who sits where, by Bioguide id; `names` are the committees by their key. Raises PageChanged."""
    if not isinstance(loaded, Mapping) or not loaded:
        raise PageChanged(f"committee-membership: expected a mapping of committees, found {type(loaded).__name__}")
    by_person: dict[str, list[Membership]] = {}
    for code, members in loaded.items():
        own = str(code) if str(code) in names else f"{code}00"
        for member in members or ():
            if isinstance(member, Mapping) and (person := line(member.get("bioguide"))):
                place = Membership(organization=names.get(own, own), role=line(member.get("title")) or "member")
                by_person.setdefault(person, []).append(place)
    return by_person


def district_offices(loaded: Sequence[Fields]) -> dict[str, tuple[Office, ...]]:
    """The offices at home, by Bioguide id; one without an address is none."""
    offices: dict[str, tuple[Office, ...]] = {}
    for member in loaded:
        key = line((member.get("id") or {}).get("bioguide"))
        entries = [office for office in member.get("offices") or () if isinstance(office, Mapping)]
        offices[key] = tuple(filter(None, map(_office, entries)))
    return offices


def _office(fields: Fields) -> Office | None:
    street = (line(_text(fields.get(name))) for name in ("building", "address", "suite"))
    town = ", ".join(filter(None, (line(_text(fields.get("city"))), line(_text(fields.get("state"))))))
    where = (
        ", ".join(filter(None, (*street, " ".join(filter(None, (town, line(_text(fields.get("zip")))))))))
        if town
        else ""
    )
    phone, hours = line(_text(fields.get("phone"))) or None, line(_text(fields.get("hours"))) or None
    return Office(address=where, phone=phone, hours=hours) if where else None


def _text(value: Any) -> str | None:
    """A value as text; a suite or a postal code may be a number in YAML."""
    return None if value is None or isinstance(value, bool) else str(value)


def person(
    fields: Fields,
    places: Mapping[str, list[Membership]],
    url: str,
    today: dt.date,
    offices: Mapping[str, tuple[Office, ...]] = MappingProxyType({}),
) -> ScrapedPerson:
    """One member of Congress, in the term of `today` or else the next one; raises ValueError."""
    ids, name, terms = fields.get("id") or {}, fields.get("name") or {}, fields.get("terms") or []
    key = line(ids.get("bioguide"))
    if not key or not terms:
        raise ValueError(f"congress-legislators: expected a bioguide id and terms, found {key!r}, {len(terms)} terms")
    began, term = _seat(terms, today)
    ends = _day(term.get("end"))
    over = ends is not None and ends < today
    said = line(name.get("official_full")) or line(" ".join(filter(None, (name.get("first"), name.get("last")))))
    state, district = line(term.get("state")), term.get("district")
    return ScrapedPerson(
        key=key,
        jurisdiction="us",
        name=said,
        chamber=_CHAMBERS.get(line(term.get("type"))),
        district=f"{state}-{district}" if district is not None else state or None,
        party=line(term.get("party")) or None,
        phone=line(term.get("phone")) or None,
        contact_url=_address(term.get("contact_form")) or _address(term.get("url")),
        office=line(term.get("address")) or line(term.get("office")) or None,
        offices=offices.get(key, ()),
        memberships=tuple(places.get(key, ())),
        began=began,
        term_ends=None if over else ends,
        ended=ends if over else None,
        other_ids=tuple(f"{scheme}:{ids[scheme]}" for scheme in _SCHEMES if ids.get(scheme)),
        sources=(Link(url=url, note="unitedstates/congress-legislators", media_type="application/yaml"),),
    )


def _seat(terms: Sequence[Fields], today: dt.date) -> tuple[dt.date | None, Fields]:
    """The term that counts, and since when the person holds its seat without a break."""
    begun = [served_term for served_term in terms if (day := _day(served_term.get("start"))) is None or day <= today]
    term = begun[-1] if begun else terms[0]
    began = _day(term.get("start"))
    for earlier in reversed(terms[: terms.index(term)]):
        until, seat = _day(earlier.get("end")), (earlier.get("type"), earlier.get("state"))
        if began is None or until is None or began - until > _BREAK or seat != (term.get("type"), term.get("state")):
            break
        began = _day(earlier.get("start"))
    return began, term


def _day(value: Any) -> dt.date | None:
    """A day as YAML or text tells it; None where neither does."""
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(line(value))
    except (TypeError, ValueError):
        return None


def _address(value: Any) -> str | None:
    url = line(value) if isinstance(value, str) else ""
    return url if url.startswith(("https://", "http://")) else None
