"""Read one bill of LegiScan, as `getBill` answers it or as a dataset holds it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from spiders.kit import dates
from spiders.kit.fields import Json, at, maybe_many, maybe_said, objects, said
from spiders.kit.select import PageChanged
from spiders.platforms import legiscan_actions, legiscan_names
from tracker.records import prose
from tracker.records.items import (
    Abstract,
    Action,
    Chamber,
    Committee,
    Link,
    RelatedBill,
    ScrapedBill,
    Sponsorship,
    Version,
    VoteCount,
    VoteEvent,
)
from tracker.records.text import line

_KINDS: Final = {
    "B": "bill",
    "SB": "bill",  # Iowa's study bills
    "R": "resolution",
    "CR": "concurrent resolution",
    "JR": "joint resolution",
    "JRCA": "constitutional amendment",
    "CA": "constitutional amendment",
    "M": "memorial",
    "JM": "memorial",
    "CM": "memorial",
    "EO": "executive order",
    "A": "appointment",
    "C": "commemoration",
    "P": "petition",
    "O": "order",
    "N": "nomination",
    "CO": "communication",
}
"""LegiScan's types of bills as we call them; a new type is a bill."""
_RELATIONS: Final = {1: "companion", 3: "replaced-by", 4: "replaces", 5: "companion"}
"""LegiScan's types of related bills: same as, replaced by, replaces, cross-filed. All others are just related."""
_CARRIED_OVER: Final = 9
_ROLES: Final = {1: (True, "primary"), 2: (False, "cosponsor"), 3: (True, "primary")}
"""LegiScan's types of sponsors: primary, co-sponsor, joint. Where it does not know, the first one counts as primary."""
_SHORT: Final = 200
_PLAIN_ADDRESS: Final = re.compile(r"[!-~]{1,2000}")
_NO_DAY: Final = re.compile(r"0{1,4}-0{1,2}-0{1,2}")


def bill(row: Json) -> ScrapedBill:
    """One bill, from its `bill` object; raises PageChanged where that is not what it was."""
    here = legiscan_names.place(at(row, "state"))
    kind = maybe_said(row, "bill_type") or "B"
    classification = _KINDS.get(kind, "bill")
    home = legiscan_actions.CHAMBERS.get(_letter(row, "body"))
    session, identifier = names(row)
    title = _text(row, "title") or _text(row, "description")
    if title is None:
        raise PageChanged(f"title: wanted a text, found {str(row.get('title'))[:80]!r}")
    description = _text(row, "description")
    return ScrapedBill(
        jurisdiction=here,
        legislative_session=session,
        identifier=identifier,
        title=title,
        classification=(classification,),
        from_organization=home,
        subject=tuple(
            dict.fromkeys(filter(None, (_text(subject, "subject_name") for subject in maybe_many(row, "subjects"))))
        ),
        abstracts=(Abstract(abstract=description, note="description"),) if description and description != title else (),
        actions=_actions(row, home, classification, here),
        sponsorships=tuple(_sponsorships(row)),
        committees=tuple(_committees(row)),
        versions=tuple(_versions(row, "texts")),
        documents=(*_versions(row, "amendments"), *_versions(row, "supplements")),
        related_bills=tuple(_related(row, here, session, identifier)),
        sources=_links(row, ("state_link", None), ("url", "LegiScan")),
        votes=tuple(_votes(row)),
        stamp=stamp(row),
    )


def names(row: Json) -> tuple[str, str]:
    """Our names of a bill's session and of the bill."""
    here = legiscan_names.place(at(row, "state"))
    session = at(row, "session")
    if not isinstance(session, dict):
        raise PageChanged(f"session: wanted an object, found {type(session).__name__}")
    number = said(row, "bill_number")
    return legiscan_names.session(here, session), legiscan_names.identifier(
        here, number, maybe_said(row, "bill_type") or "B"
    )


def loaded(data: bytes) -> Any:
    """The JSON of a file."""
    try:
        return json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as problem:
        raise PageChanged(f"wanted JSON, found {data[:60].decode('utf-8', 'replace')!r}: {problem}") from problem


# -- which of two is newer -------------------------------------------------------------------------------------------------


def stamp(row: Json) -> str:
    """LegiScan's change hash, with what tells an older reading of a bill from a newer one: its last day, its size."""
    days = filter(None, (maybe_day(entry) for name in ("history", "progress") for entry in maybe_many(row, name)))
    size = sum(len(maybe_many(row, name)) for name in ("history", "texts", "amendments", "supplements", "votes"))
    return f"{said(row, 'change_hash')} {max(days, default=dt.date.min).isoformat()} {size:05d}"


def change_hash(stamp: str) -> str:
    """The change hash of a stamp that was kept."""
    return stamp.partition(" ")[0]


def is_older(one: str, other: str) -> bool:
    """Whether a stamp is of an older reading than the one that was kept."""
    return one.partition(" ")[2] < other.partition(" ")[2]


# -- parts -----------------------------------------------------------------------------------------------------------------


def maybe_day(row: Json, name: str = "date") -> dt.date | None:
    """A day that LegiScan tells; it writes 0000-00-00 for none."""
    text = row.get(name)
    return _day(text) if text and isinstance(text, str) else None


@lru_cache(maxsize=4_096)
def _day(text: str) -> dt.date | None:
    """Days repeat all over a session; reading one costs more than all else of an action."""
    return None if not text.strip() or _NO_DAY.fullmatch(text.strip()) else dates.date(text)


def _text(row: Json, name: str) -> str | None:
    value = row.get(name)
    if not isinstance(value, str):
        return maybe_said(row, name)
    return _short(value) if len(value) <= _SHORT else _clean(value)


def _letter(row: Json, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _number(row: Json, name: str) -> int:
    """A code of LegiScan's, which old files write as text; 0 where there is none, which is what it means by 0."""
    value = row.get(name)
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value[:9])
    return value if isinstance(value, int) else 0


def _is_one(row: Json, name: str) -> bool:
    return _number(row, name) == 1


def _clean(text: str) -> str | None:
    return line(prose.text(text) if "<" in text or "&" in text else text) or None


_short = lru_cache(maxsize=16_384)(_clean)
"""Names, actions and notes repeat all over a session."""


def _actions(row: Json, home: Chamber | None, kind: str, place: str) -> tuple[Action, ...]:
    """The history in its order; a row without a day happened when the one before it did, or the one after."""
    history = objects(at(row, "history"), "history")
    days = [maybe_day(entry) for entry in history]
    known = next((day for day in days if day), maybe_day(row, "status_date"))
    made = []
    for entry, day in zip(history, days, strict=True):
        known = day or known
        text = _text(entry, "action")
        if known is not None and text is not None:
            made.append(
                (legiscan_actions.action(known, text, _letter(entry, "chamber"), place), _is_one(entry, "importance"))
            )
    progress = [
        (event, day)
        for entry in maybe_many(row, "progress")
        if (event := _number(entry, "event")) and (day := maybe_day(entry))
    ]
    return legiscan_actions.with_progress(made, progress, home, kind, place)


def _sponsorships(row: Json) -> Iterator[Sponsorship]:
    for sponsor in maybe_many(row, "sponsors"):
        name = _text(sponsor, "name")
        if name is None:
            continue
        usual = (True, "primary") if _is_one(sponsor, "sponsor_order") else (False, "cosponsor")
        primary, classification = _ROLES.get(_number(sponsor, "sponsor_type_id"), usual)
        yield Sponsorship(
            name=name,
            primary=primary,
            classification=classification,
            entity_type="organization" if _is_one(sponsor, "committee_sponsor") else "person",
            person_id=maybe_said(sponsor, "bioguide_id"),
            party=_text(sponsor, "party"),
            district=_text(sponsor, "district"),
        )


def _committees(row: Json) -> Iterator[Committee]:
    """The committees it was referred to, and the one it lies in; that is an empty list where there is none."""
    pending = row.get("committee")
    referrals = [*maybe_many(row, "referrals"), *([pending] if isinstance(pending, dict) else [])]
    committees: dict[tuple[str, str | None], Committee] = {}
    for referral in referrals:
        if name := _text(referral, "name"):
            chamber = legiscan_actions.CHAMBERS.get(_letter(referral, "chamber"))
            committees.setdefault((name, chamber), Committee(name=name, chamber=chamber))
    yield from committees.values()


def _versions(row: Json, name: str) -> Iterator[Version]:
    """Texts, amendments or supplements, each with the publisher's own copy first."""
    for entry in maybe_many(row, name):
        note = " ".join(filter(None, (_text(entry, "type"), _text(entry, "title")))) or name[:-1]
        if _is_one(entry, "adopted"):
            note = f"{note} (adopted)"
        links = _links(entry, ("state_link", None), ("url", "LegiScan"), kind=maybe_said(entry, "mime"))
        yield Version(note=note, date=maybe_day(entry), links=links)


def _votes(row: Json) -> Iterator[VoteEvent]:
    """The roll calls with their counts; who voted how stands in roll calls of their own, which are not asked for."""
    options = (("yes", "yea"), ("no", "nay"), ("not voting", "nv"), ("absent", "absent"))
    for roll_call in maybe_many(row, "votes"):
        day, motion = maybe_day(roll_call), _text(roll_call, "desc")
        if day is None or motion is None:
            continue
        yield VoteEvent(
            date=day,
            motion=motion,
            result={1: "pass", 0: "fail"}.get(_number(roll_call, "passed")) if "passed" in roll_call else None,
            organization=legiscan_actions.CHAMBERS.get(_letter(roll_call, "chamber")),
            counts=tuple(
                VoteCount(option=option, value=_number(roll_call, name))
                for option, name in options
                if name in roll_call
            ),
            sources=_links(roll_call, ("state_link", None), ("url", "LegiScan")),
        )


def _links(row: Json, *pairs: tuple[str, str | None], kind: str | None = None) -> tuple[Link, ...]:
    links: dict[str, Link] = {}
    for name, note in pairs:
        url = row.get(name)
        if isinstance(url, str) and url.startswith(("https://", "http://")):
            media = kind if note is None else None  # LegiScan's own page about it is a page
            url = url if _PLAIN_ADDRESS.fullmatch(url) else line(url)
            links.setdefault(url, Link(url=url, note=note, media_type=media))
    return tuple(links.values())


def _related(row: Json, here: str, session: str, own: str) -> Iterator[RelatedBill]:
    """Related bills of the same session. One carried over has another session, which LegiScan does not name."""
    for entry in maybe_many(row, "sasts"):
        related_number, kind = maybe_said(entry, "sast_bill_number"), _number(entry, "type_id")
        number = legiscan_names.identifier(here, related_number) if related_number else ""
        if number and number != own and kind != _CARRIED_OVER:
            relation = _RELATIONS.get(kind, "related")
            yield RelatedBill(identifier=number, legislative_session=session, relation_type=relation)
