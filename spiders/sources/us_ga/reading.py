"""Read bills of the Georgia General Assembly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.classify import STOP, Actions
from spiders.kit.fields import Json, many, maybe_many, maybe_said, said
from spiders.kit.select import PageChanged
from spiders.kit.votes import sure_result
from tracker.records.items import (
    Abstract,
    Action,
    Ballot,
    Chamber,
    Committee,
    Link,
    ScrapedBill,
    Sponsorship,
    Version,
    VoteCount,
    VoteEvent,
)
from tracker.records.seats import cardinal

SITE: Final = "https://www.legis.ga.gov"
ZONE: Final = ZoneInfo("America/New_York")

CHAMBERS: Final[dict[str, tuple[str, Chamber]]] = {"1": ("H", "lower"), "2": ("S", "upper")}
_HOUSES: Final[dict[str, Chamber]] = {"House": "lower", "Senate": "upper"}
_KINDS: Final = {"1": ("B", "bill"), "2": ("R", "resolution")}
_SHARES: Final = {"bill": Fraction(1, 2), "resolution": Fraction(2, 3)}
"""The most of all members that one can need: a resolution may be one that changes the constitution."""
_OPTIONS: Final = {"0": "yes", "1": "no", "2": "excused", "3": "not voting"}
_COUNTS: Final = (("yea", "yes"), ("nay", "no"), ("notVoting", "not voting"), ("excused", "excused"))
_CHIEF: Final = "1"
"""The first of the sponsors of a bill's own chamber; type 3 carries it in the other one."""
ACTIONS: Final = Actions(
    (r"\breconsider|\bnotice\b", STOP),
    (r"^(?:house|senate) (?:prefiled|hopper)", "filing"),
    (r"^house first readers", "introduction reading-1 referral-committee"),
    (r"^(?:house|senate) read and referred", "introduction reading-1 referral-committee"),
    (r"\brecommitted\b", "referral-committee"),
    (r"^house second readers|^senate read second time", "reading-2"),
    (r"^house third readers|^senate third read", "reading-3"),
    (r"committee favorably reported", "committee-passage-favorable"),
    (r"committee (?:unfavorably|adversely) reported", "committee-passage-unfavorable"),
    (r"^(?:house|senate) passed/adopted", "passage"),
    (r"^(?:house|senate) (?:lost|defeated|failed)", "failure"),
    (r"^(?:house|senate) tabled", "deferral"),
    (r"^(?:house|senate) (?:agreed|conference committee report adopted)", "concurrence"),
    (r"^(?:house|senate) withdrawn(?!, recommitted)", "withdrawal"),
    (r"\bsent to governor", "executive-receipt"),
    (r"\bsigned by governor", "executive-signature"),
    (r"\bvetoed? by governor|^veto v?\d+", "executive-veto"),
    (r"^act \d+", "became-law"),
)


def bill(entry: Json) -> ScrapedBill:
    """A bill with its history, sponsors, committees and the names of its texts; its votes are rows of their own."""
    letter, chamber = known(entry, "chamber", CHAMBERS)
    kind, word = known(entry, "documentType", _KINDS)
    number = said(entry, "number")
    if not number.isdecimal():
        raise PageChanged(f"number: wanted a number, found {number[:20]!r}")
    reading = maybe_said(entry, "firstReader")
    key = said(entry, "id")
    return ScrapedBill(
        jurisdiction="us-ga",
        legislative_session=_session(said(entry, "session.description")),
        identifier=f"{letter}{kind}{int(number)}",
        title=said(entry, "title"),
        classification=(word,),
        from_organization=chamber,
        abstracts=(Abstract(abstract=reading, note="first reader"),) if reading else (),
        actions=tuple(map(_action, sorted(many(entry, "statusHistory"), key=lambda step: said(step, "date")))),
        sponsorships=tuple(_sponsors(entry)),
        committees=tuple(_committees(entry)),
        versions=tuple(_versions(entry)),
        sources=(Link(url=f"{SITE}/legislation/{key}", note="Georgia General Assembly"),),
    )


def known(entry: Json, name: str, words: dict[str, Any]) -> Any:
    """What a code of the Assembly means; one that is not known is a changed page."""
    code = said(entry, name)
    if code not in words:
        raise PageChanged(f"{name}: wanted one of {', '.join(words)}, found {code[:20]!r}")
    return words[code]


def _session(name: str) -> str:
    """The session's name as others write it: 2021-2022 Regular Session is 2021_22, a special one 2021S1."""
    match = re.fullmatch(r"(\d{4})-\d{2}(\d{2}) Regular Session", name)
    if match:
        return f"{match[1]}_{match[2]}"
    special = re.fullmatch(r"(\d{4}) .*\bSpecial Session", name)
    if special:
        return f"{special[1]}S1"
    raise PageChanged(f"session: wanted one such as 2025-2026 Regular Session, found {name[:40]!r}")


def _action(row: Json) -> Action:
    words = said(row, "name")
    governed = re.search(r"\bgovernor\b|^act \d|^veto", words, re.IGNORECASE)
    chamber = _HOUSES.get(words.partition(" ")[0])
    return Action(
        date=dates.date(said(row, "date")[:10]),
        description=words,
        classification=ACTIONS.words(words),
        organization="executive" if governed and "Sent to" not in words else chamber,
    )


def _sponsors(entry: Json) -> Iterator[Sponsorship]:
    rows = sorted(many(entry, "sponsors"), key=lambda sponsor: int(maybe_said(sponsor, "sequence") or 0))
    for place, row in enumerate(rows):
        last, _, first = said(row, "name").partition(", ")
        primary = place == 0 and said(row, "sponsorType") == _CHIEF
        yield Sponsorship(
            name=f"{first} {last}".strip(),
            primary=primary,
            classification="primary" if primary else "cosponsor",
            person_id=maybe_said(row, "memberId"),
            district=cardinal(district) if (district := maybe_said(row, "district")) else None,
        )


def _committees(entry: Json) -> Iterator[Committee]:
    for row in maybe_many(entry, "committees"):
        _, chamber = CHAMBERS.get(maybe_said(row, "chamber") or "", ("", None))
        yield Committee(name=said(row, "name"), code=maybe_said(row, "id"), chamber=chamber)


def _versions(entry: Json) -> Iterator[Version]:
    """The texts, oldest first. Where to read one is not told."""
    for row in sorted(
        maybe_many(entry, "versions"), key=lambda version: int(maybe_said(version, "versionNumber") or 0)
    ):
        yield Version(note=said(row, "name"))


# -- votes -----------------------------------------------------------------------------------------------------------------


def ballots(entry: Json) -> tuple[Ballot, ...]:
    """Who voted how, from the page of one vote; the number of a member is that of the lists of members."""
    return tuple(
        Ballot(
            option=_OPTIONS.get(said(vote, "memberVoted"), "other"),
            voter=said(vote, "member.name"),
            person_id=maybe_said(vote, "member.id"),
        )
        for vote in many(entry, "votes")
    )


def vote(row: Json, kind: str) -> VoteEvent:
    """A vote on such a bill with its counts."""
    counts = {ours: _count(row, theirs) for theirs, ours in _COUNTS}
    house = said(row, "name").partition(" ")[0]
    if house not in _HOUSES:
        raise PageChanged(f"name: wanted a vote of the House or the Senate, found {house[:20]!r}")
    return VoteEvent(
        date=dates.date(said(row, "date")[:10]),
        motion=maybe_said(row, "caption") or said(row, "name"),
        result=sure_result(counts["yes"], counts["no"], sum(counts.values()), _SHARES[kind]),
        organization=_HOUSES[house],
        counts=tuple(VoteCount(option=option, value=value) for option, value in counts.items()),
        sources=(Link(url=f"{SITE}/api/Vote/detail/{said(row, 'id')}", note=said(row, "name")),),
    )


def _count(row: Json, name: str) -> int:
    number: Any = row.get(name)
    if not isinstance(number, int):
        raise PageChanged(f"{name}: wanted a number, found {str(number)[:40]!r}")
    return number
