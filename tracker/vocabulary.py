"""Check names from closed lists (topic, place, session, stage, bill, district, person, channel) in one way everywhere.

The command line, forms, the API, own files and stored preferences all ask here. A name that is not on its list is refused
with the nearest one that is: an answer to a misspelled question would look like an answer without news.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Final

from sqlalchemy import ColumnElement, Connection, select

from tracker import channels
from tracker.db import queries
from tracker.db.models import Bill, BillSponsorship, Hearing, HearingBill, Person, Session, SourceRow
from tracker.db.search import find_bills
from tracker.errors import UsageProblem
from tracker.records import seats
from tracker.records.bill_numbers import BillNumber, read_number
from tracker.records.jurisdictions import all_jurisdictions
from tracker.records.place_names import TERRITORIES, place_name
from tracker.records.stages import STAGES

_ALSO_CALLED: Final = {
    "jurisdiction": "place", "state": "place", "search": "q", "query": "q", "words": "q", "sort": "order",
    "page": "after", "cursor": "after", "language": "mail_language", "lang": "mail_language", "date": "from",
}  # fmt: skip
"""Parameters as other sites call them."""
_FOREIGN: Final = frozenset(
    {
        "fbclid", "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "msclkid", "twclid", "ttclid", "yclid", "li_fat_id",
        "igshid", "igsh", "epik", "_ga", "_gl", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "vero_id", "oly_anon_id",
        "oly_enc_id", "s_kwcid", "ref", "ref_src", "cmpid", "sfmc_id",
    }
)  # fmt: skip
_ALSO_NAMED: Final = {
    "usa": "us", "united states": "us", "us congress": "us", "federal": "us", "estados unidos": "us", "washington dc": "us-dc",
    "virgin islands": "us-vi",
}  # fmt: skip
"""What people call places besides their names, without marks."""
_YES: Final = frozenset({"1", "yes", "true", "on"})
_NO: Final = frozenset({"0", "no", "false", "off"})
_SHOWN: Final = 60
"""Characters of a wrong name that are said back."""
_LOCAL: Final = re.compile(r"us-[a-z]{2}(-[a-z0-9]+)+\Z")
_DISTRICT: Final = re.compile(r"(?P<place>[^/]+)/(?P<chamber>upper|lower)/(?P<district>[^/\x00-\x1f]{1,60})\Z")
_PERSON: Final = re.compile(r"(?P<place>[^/]+)/person/[^\s]{1,120}\Z")


class UnknownName(UsageProblem):
    """A name that is not on its closed list, with the nearest ones that are."""

    def __init__(self, what: str, given: str, near: Iterable[str] = (), more: str = "") -> None:
        self.what, self.given, self.near = what, given[:_SHOWN], tuple(near)
        hint = f"; did you mean {' or '.join(self.near)}?" if self.near else ""
        super().__init__(f"no {what} is named {self.given!r}{hint}{f' ({more})' if more else ''}")


def nearest(given: str, known: Iterable[str], aliases: Mapping[str, str] | None = None, most: int = 3) -> list[str]:
    """The known names most like the given one, best first; `aliases` are other words for some of them."""
    words = {name.casefold(): name for name in known} | {
        word.casefold(): name for word, name in (aliases or {}).items()
    }
    wanted = given.casefold()
    close = get_close_matches(wanted, words, n=most * 2, cutoff=0.5) or get_close_matches(
        wanted, words, n=1, cutoff=0.0
    )
    swapped = [word for word in words if sorted(word) == sorted(wanted)]
    begun = [word for word in words if len(wanted) > 3 and word.startswith(wanted)]
    return list(dict.fromkeys(words[word] for word in (*swapped, *begun, *close)))[:most]


def check_all(given: Iterable[str], check: Callable[[str], str]) -> tuple[str, ...]:
    """These names as they are kept, each once. Raises UnknownName for the first that is not known."""
    return tuple(dict.fromkeys(check(name) for name in given))


def foreign(parameter: str) -> bool:
    """Whether what links are passed on through put it there: marks of campaigns and clicks, which ask nothing of us."""
    return parameter.startswith("utm_") or parameter in _FOREIGN


def check_parameters(given: Iterable[str], known: Iterable[str]) -> None:
    """Whether each parameter of an address is one that is read there: of `topics=parity` all topics would be told. Raises UnknownName."""
    read = frozenset(known)
    for name in given:
        if name not in read and not foreign(name):
            called = {word: here for word, here in _ALSO_CALLED.items() if here in read}
            raise UnknownName("parameter", name, nearest(name, read, called))


def check_word(what: str, given: str, known: Sequence[str]) -> str:
    """One of a few words, however it is written. Raises UnknownName."""
    word = given.strip().casefold().replace(" ", "-").replace("_", "-")
    if word not in known:
        raise UnknownName(what, given, nearest(given, known), f"expected one of {', '.join(known)}")
    return word


def check_yes(name: str, given: str) -> bool:
    """What a box of a form or a person's hand says; nothing is no. Raises UnknownName."""
    word = given.strip().casefold() or "0"
    if word not in _YES and word not in _NO:
        raise UnknownName(f"value of {name}", given, ("1", "0"))
    return word in _YES


def check_topic(given: str, known: Mapping[str, str] | None = None) -> str:
    """The slug of a topic in force, shipped or a person's own; `known` are those where they are at hand. Raises UnknownName."""
    known = topics() if known is None else known
    slug = given.strip().casefold()
    if slug not in known:
        titles = {title: name for name, title in known.items()}
        raise UnknownName("topic", given, nearest(given, known, titles), "`tracker rules list` has them all")
    return slug


def topics() -> dict[str, str]:
    """Every topic's title by its slug: the shipped ones and a person's own, a file at fault among them."""
    from tracker.rules.parser import LISTS, SHIPPED, told_title
    from tracker.settings import load

    files = [path for folder in (SHIPPED, load().data_dir / "topics") for path in sorted(folder.glob("*.toml"))]
    return dict(told_title(path) for path in files if path.name != LISTS)


def check_place(given: str, connection: Connection | None = None, more: Collection[str] = ()) -> str:
    """The code of a place: a legislature, or a city, county or body that some source tells of, or one `more`.

    A state may be named in words, in English or Spanish, or by its postal code. Raises UnknownName.
    """
    code = " ".join(given.casefold().replace("_", "-").split())
    code = _named_states().get(code.replace(".", "").replace(",", ""), code)
    if code in all_jurisdictions() or code in TERRITORIES or code in more:
        return code
    if connection is not None and _LOCAL.match(code) and (_tells_of(connection, code) or code in shipped_places()):
        return code
    local = {*more, *shipped_places(), *(stored_places(connection) if connection is not None else ())}
    if code in local:
        return code
    known = {*all_jurisdictions(), *TERRITORIES, *local}
    names = {place.name: key for key, place in all_jurisdictions().items()}
    names |= {name: key for key, name in TERRITORIES.items()}
    names |= {key.removeprefix("us-"): key for key in known if key != "us"}
    state = code[:5] if _LOCAL.match(code) and code[:5] in all_jurisdictions() else None
    near = nearest(code, [key for key in known if key.startswith(state)]) if state else nearest(given, known, names)
    raise UnknownName("place", given, near, "places are written us, us-ma or us-il-chicago")


@cache
def _named_states() -> Mapping[str, str]:
    """The codes of states, territories and Congress by their names, without marks, and by their postal codes."""
    codes = (*all_jurisdictions(), *TERRITORIES)
    names = {
        place_name(code, language).casefold().replace(".", ""): code for language in ("en", "es") for code in codes
    }
    return names | {code.removeprefix("us-"): code for code in codes} | _ALSO_NAMED


@cache
def shipped_places() -> frozenset[str]:
    """Cities, counties and bodies that shipped sources tell of; packages say so under `tracker.places`."""
    codes: set[str] = set()
    for point in entry_points(group="tracker.places"):
        module, _colon, attribute = point.value.partition(":")
        places: Callable[[], Iterable[str]] = getattr(import_module(module), attribute)
        codes.update(places())
    return frozenset(codes)


def _tells_of(connection: Connection, code: str) -> bool:
    columns = (SourceRow.jurisdiction, Session.jurisdiction, Hearing.jurisdiction, Bill.jurisdiction)
    return any(connection.execute(select(column).where(column == code).limit(1)).first() for column in columns)


def stored_places(connection: Connection) -> set[str]:
    """Places that something stored is of."""
    columns = (SourceRow.jurisdiction, Session.jurisdiction, Hearing.jurisdiction)
    return {code for column in columns for code in connection.execute(select(column).distinct()).scalars()}


def check_session(given: str, connection: Connection, places: Iterable[str] = ()) -> str:
    """The name of a session, of these places where some are given. Raises UnknownName."""
    wanted = tuple(places)
    name = given.strip()
    shipped = {
        sitting.session
        for code, place in all_jurisdictions().items()
        if not wanted or code in wanted
        for sitting in place.sittings
    }
    if name in shipped:
        return name
    stored = select(Session.identifier).distinct()
    held = select(Bill.legislative_session).where(Bill.legislative_session == name).limit(1)
    if wanted:
        stored, held = stored.where(Session.jurisdiction.in_(wanted)), held.where(Bill.jurisdiction.in_(wanted))
    known = shipped | set(connection.execute(stored).scalars())
    if name not in known and connection.execute(held).first() is None:
        where = f"of {', '.join(wanted)}, " if wanted else ""
        raise UnknownName("session", given, nearest(given, known), f"{where}such as 119 or 2025-2026")
    return name


def check_stage(given: str) -> str:
    """A stage of a bill. Raises UnknownName."""
    return check_word("stage", given, STAGES)


def check_channel(given: str) -> str:
    """A way by which messages go out. Raises UnknownName."""
    name = given.strip().casefold()
    known = channels.names()
    if name not in known:
        raise UnknownName("channel", given, nearest(given, known), f"expected one of {', '.join(known)}")
    return name


def check_bill(given: str, connection: Connection, *, followed: bool = False) -> str:
    """The public id of the bill that a person's words name (`hb12`, `H.B. 12`, `us-il/104/HB0012`, `B26-12`, `us/HR4021`).

    It must be stored or stand on a hearing's agenda. With `followed`, a whole public id of a session of which no bill is
    stored yet is taken too: whoever follows a bill may be earlier than the source. Raises UnknownName.
    """
    number = read_number(given)
    if number is None:
        raise UnknownName("bill", given, (), "bills are written us/119/HR1109, us-ma/H1 or HB 12")
    bills = find_bills(connection, number)
    if len({key.split("/")[0] for key in bills}) > 1:
        raise UsageProblem(f"{given[:_SHOWN]!r} is a bill in several places: say which of {', '.join(bills[:12])}")
    if bills:
        return bills[0]
    return _not_stored(given, number, connection, followed=followed)


def _not_stored(given: str, number: BillNumber, connection: Connection, *, followed: bool) -> str:
    if number.place is not None:
        check_place(number.place, connection)
    whole = number.place is not None and number.session is not None
    if whole and _heard(connection, number):
        return number.written
    place, session = number.place, number.session
    same: list[ColumnElement[bool]] = [Bill.jurisdiction == place] if place else []
    if session:
        same.append(Bill.legislative_session == session)
    if followed and whole and connection.execute(select(Bill.id).where(*same).limit(1)).first() is None:
        return number.written
    near = _near_bills(connection, number, same)
    unread = place is not None and bool(queries.unread_places(connection, [place]))
    more = f"{place} has not been read yet" if unread else "`tracker bills` lists those that are"
    raise UnknownName("stored bill", given, near, more)


def _near_bills(connection: Connection, number: BillNumber, same: Sequence[ColumnElement[bool]]) -> list[str]:
    letters = re.match(r"[A-Z]*", number.identifiers[0])
    begin = letters[0] if letters else ""
    query = select(Bill.id).where(*same, Bill.identifier.like(f"{begin}%")).limit(2_000)
    return nearest(number.written, connection.execute(query).scalars()) if begin else []


def _heard(connection: Connection, number: BillNumber) -> bool:
    same = (HearingBill.jurisdiction == number.place, HearingBill.identifier.in_(number.identifiers))
    session = HearingBill.legislative_session.is_(None) | (HearingBill.legislative_session == number.session)
    return connection.execute(select(HearingBill.hearing_id).where(*same, session).limit(1)).first() is not None


def check_district(given: str, connection: Connection) -> str:
    """A district such as `us/lower/MA-7`: among those of the people that are stored; where none are, one that can exist.

    Raises UnknownName.
    """
    match = _DISTRICT.match(given.strip())
    if match is None:
        raise UnknownName("district", given, (), "districts are written us/lower/MA-7 or us-ma/upper/Middlesex")
    place = check_place(match["place"], connection)
    whose = (Person.jurisdiction == place, Person.chamber == match["chamber"], Person.district.is_not(None))
    known = {row for row in connection.execute(select(Person.district).where(*whose).distinct()).scalars() if row}
    if not known:
        if why := seats.impossible(place, match["chamber"], match["district"]):
            raise UnknownName("district", given, (), why)
        return f"{place}/{match['chamber']}/{match['district']}"
    same = {name.casefold(): name for name in known}
    if match["district"].casefold() not in same:
        near = [f"{place}/{match['chamber']}/{name}" for name in nearest(match["district"], known)]
        raise UnknownName("district", given, near)
    return f"{place}/{match['chamber']}/{same[match['district'].casefold()]}"


def check_person(given: str, connection: Connection) -> str:
    """A person such as `us/person/P000617`, who is stored or stands behind a stored bill. Raises UnknownName."""
    key = given.strip()
    match = _PERSON.match(key)
    if match is None:
        raise UnknownName("person", given, (), "people are written us/person/P000617")
    place = check_place(match["place"], connection)
    stored = select(Person.id, Person.name).where(Person.jurisdiction == place)
    names = {row.name: row.id for row in connection.execute(stored)}
    if key in names.values() or _signs(connection, place, key.rpartition("/")[2]):
        return key
    unread = f"no legislators of {place} were read yet; `tracker coverage {place}` says which source has them"
    raise UnknownName("person", given, nearest(key, names.values(), names), "" if names else unread)


def _signs(connection: Connection, place: str, own_id: str) -> bool:
    """Whether a stored bill of the place names somebody by this id of its source."""
    bills = select(BillSponsorship.bill_id).join(Bill, Bill.id == BillSponsorship.bill_id)
    mine = bills.where(BillSponsorship.person_id == own_id, Bill.jurisdiction == place)
    return connection.execute(mine.limit(1)).first() is not None
