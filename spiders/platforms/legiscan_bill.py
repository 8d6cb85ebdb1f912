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
    told = _text(row, "description")
    return ScrapedBill(
        jurisdiction=here,
        legislative_session=session,
        identifier=identifier,
        title=title,
        classification=(classification,),
        from_organization=home,
        subject=tuple(
            dict.fromkeys(filter(None, (_text(each, "subject_name") for each in maybe_many(row, "subjects"))))
        ),
        abstracts=(Abstract(abstract=told, note="description"),) if told and told != title else (),
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
    told = at(row, "session")
    if not isinstance(told, dict):
        raise PageChanged(f"session: wanted an object, found {type(told).__name__}")
    number = said(row, "bill_number")
    return legiscan_names.session(here, told), legiscan_names.identifier(
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
    days = filter(None, (maybe_day(each) for name in ("history", "progress") for each in maybe_many(row, name)))
    size = sum(len(maybe_many(row, name)) for name in ("history", "texts", "amendments", "supplements", "votes"))
    return f"{said(row, 'change_hash')} {max(days, default=dt.date.min).isoformat()} {size:05d}"


def change_hash(kept: str) -> str:
    """The change hash of a stamp that was kept."""
    return kept.partition(" ")[0]


def is_older(one: str, kept: str) -> bool:
    """Whether a stamp is of an older reading than the one that was kept."""
    return one.partition(" ")[2] < kept.partition(" ")[2]


# -- parts -----------------------------------------------------------------------------------------------------------------


def maybe_day(row: Json, name: str = "date") -> dt.date | None:
    """A day that LegiScan tells; it writes 0000-00-00 for none."""
    told = row.get(name)
    return _day(told) if told and isinstance(told, str) else None


@lru_cache(maxsize=4_096)
def _day(told: str) -> dt.date | None:
    """Days repeat all over a session; reading one costs more than all else of an action."""
    return None if not told.strip() or _NO_DAY.fullmatch(told.strip()) else dates.date(told)


def _text(row: Json, name: str) -> str | None:
    told = row.get(name)
    if not isinstance(told, str):
        return maybe_said(row, name)
    return _short(told) if len(told) <= _SHORT else _clean(told)


def _letter(row: Json, name: str) -> str:
    told = row.get(name)
    return told if isinstance(told, str) else ""


def _number(row: Json, name: str) -> int:
    """A code of LegiScan's, which old files write as text; 0 where there is none, which is what it means by 0."""
    told = row.get(name)
    if isinstance(told, str) and told.isascii() and told.isdecimal():
        return int(told[:9])
    return told if isinstance(told, int) else 0


def _is_one(row: Json, name: str) -> bool:
    return _number(row, name) == 1


def _clean(told: str) -> str | None:
    return line(prose.text(told) if "<" in told or "&" in told else told) or None


_short = lru_cache(maxsize=16_384)(_clean)
"""Names, actions and notes repeat all over a session."""


def _actions(row: Json, home: Chamber | None, kind: str, place: str) -> tuple[Action, ...]:
    """The history in its order; a row without a day happened when the one before it did, or the one after."""
    history = objects(at(row, "history"), "history")
    days = [maybe_day(each) for each in history]
    known = next((day for day in days if day), maybe_day(row, "status_date"))
    made = []
    for each, day in zip(history, days, strict=True):
        known = day or known
        text = _text(each, "action")
        if known is not None and text is not None:
            made.append(
                (legiscan_actions.action(known, text, _letter(each, "chamber"), place), _is_one(each, "importance"))
            )
    progress = [
        (event, day)
        for each in maybe_many(row, "progress")
        if (event := _number(each, "event")) and (day := maybe_day(each))
    ]
    return legiscan_actions.with_progress(made, progress, home, kind, place)


def _sponsorships(row: Json) -> Iterator[Sponsorship]:
    for each in maybe_many(row, "sponsors"):
        name = _text(each, "name")
        if name is None:
            continue
        usual = (True, "primary") if _is_one(each, "sponsor_order") else (False, "cosponsor")
        primary, classification = _ROLES.get(_number(each, "sponsor_type_id"), usual)
        yield Sponsorship(
            name=name,
            primary=primary,
            classification=classification,
            entity_type="organization" if _is_one(each, "committee_sponsor") else "person",
            person_id=maybe_said(each, "bioguide_id"),
            party=_text(each, "party"),
            district=_text(each, "district"),
        )


def _committees(row: Json) -> Iterator[Committee]:
    """The committees it was referred to, and the one it lies in; that is an empty list where there is none."""
    pending = row.get("committee")
    told = [*maybe_many(row, "referrals"), *([pending] if isinstance(pending, dict) else [])]
    found: dict[tuple[str, str | None], Committee] = {}
    for each in told:
        if name := _text(each, "name"):
            chamber = legiscan_actions.CHAMBERS.get(_letter(each, "chamber"))
            found.setdefault((name, chamber), Committee(name=name, chamber=chamber))
    yield from found.values()


def _versions(row: Json, name: str) -> Iterator[Version]:
    """Texts, amendments or supplements, each with the publisher's own copy first."""
    for each in maybe_many(row, name):
        note = " ".join(filter(None, (_text(each, "type"), _text(each, "title")))) or name[:-1]
        if _is_one(each, "adopted"):
            note = f"{note} (adopted)"
        links = _links(each, ("state_link", None), ("url", "LegiScan"), kind=maybe_said(each, "mime"))
        yield Version(note=note, date=maybe_day(each), links=links)


def _votes(row: Json) -> Iterator[VoteEvent]:
    """The roll calls with their counts; who voted how stands in roll calls of their own, which are not asked for."""
    options = (("yes", "yea"), ("no", "nay"), ("not voting", "nv"), ("absent", "absent"))
    for each in maybe_many(row, "votes"):
        day, motion = maybe_day(each), _text(each, "desc")
        if day is None or motion is None:
            continue
        yield VoteEvent(
            date=day,
            motion=motion,
            result={1: "pass", 0: "fail"}.get(_number(each, "passed")) if "passed" in each else None,
            organization=legiscan_actions.CHAMBERS.get(_letter(each, "chamber")),
            counts=tuple(
                VoteCount(option=option, value=_number(each, name)) for option, name in options if name in each
            ),
            sources=_links(each, ("state_link", None), ("url", "LegiScan")),
        )


def _links(row: Json, *told: tuple[str, str | None], kind: str | None = None) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    for name, note in told:
        url = row.get(name)
        if isinstance(url, str) and url.startswith(("https://", "http://")):
            media = kind if note is None else None  # LegiScan's own page about it is a page
            url = url if _PLAIN_ADDRESS.fullmatch(url) else line(url)
            found.setdefault(url, Link(url=url, note=note, media_type=media))
    return tuple(found.values())


def _related(row: Json, here: str, session: str, own: str) -> Iterator[RelatedBill]:
    """Related bills of the same session. One carried over has another session, which LegiScan does not name."""
    for each in maybe_many(row, "sasts"):
        told, kind = maybe_said(each, "sast_bill_number"), _number(each, "type_id")
        number = legiscan_names.identifier(here, told) if told else ""
        if number and number != own and kind != _CARRIED_OVER:
            relation = _RELATIONS.get(kind, "related")
            yield RelatedBill(identifier=number, legislative_session=session, relation_type=relation)
