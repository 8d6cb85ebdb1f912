"""Read one bill of Wyoming, with every roll call, from the service of its Legislative Service Office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.classify import by_words
from spiders.kit.fields import Json, maybe_many, maybe_said, said, yes
from spiders.kit.select import PageChanged
from tracker.records import prose
from tracker.records.items import (
    Abstract,
    Action,
    Ballot,
    Chamber,
    Link,
    ScrapedBill,
    Sponsorship,
    Title,
    Version,
    VoteCount,
    VoteEvent,
)
from tracker.records.text import line

PLACE: Final = "us-wy"
SITE: Final = "https://wyoleg.gov"
SERVICE: Final = "https://lsoservice.wyoleg.gov/api"
ZONE: Final = ZoneInfo("America/Denver")

_CHAMBERS: Final[dict[str, Chamber]] = {"H": "lower", "S": "upper"}
_PLACES: Final[dict[str, Chamber]] = {"House": "lower", "Senate": "upper", "LSO": "executive", "Governor": "executive"}
_OPTIONS: Final = (("yes", "yes"), ("no", "no"), ("absent", "absent"), ("excused", "excused"), ("conflict", "other"))


def bill(row: Json, year: str) -> ScrapedBill:
    """A bill with its history, sponsors, texts and votes."""
    name = said(row, "bill")
    if not re.fullmatch(r"[HS][BJFE]\d{4}", name):
        raise PageChanged(f"bill: wanted one such as HB0001, found {name[:20]!r}")
    long, summary = maybe_said(row, "billTitle"), prose.text(str(row.get("summary") or ""))
    return ScrapedBill(
        jurisdiction=PLACE,
        legislative_session=year,
        identifier=name,
        title=said(row, "catchTitle"),
        classification=("joint resolution" if name[1] == "J" else "bill",),
        from_organization=_CHAMBERS[name[0]],
        other_titles=(Title(title=long, note="official title"),) if long else (),
        abstracts=(Abstract(abstract=summary, note="summary"),) if summary else (),
        actions=tuple(sorted(_actions(row), key=lambda action: action.date)),
        sponsorships=tuple(_sponsorships(row)),
        versions=tuple(_papers(row, (("introduced", "Introduced"), ("enrolledAct", "Enrolled")))),
        documents=tuple(_papers(row, (("fiscalNote", "Fiscal Note"), ("digest", "Bill Digest")))),
        votes=tuple(_votes(row)),
        sources=(Link(url=f"{SITE}/Legislation/{year}/{name}", note="Wyoming Legislature"),),
    )


def _actions(row: Json) -> Iterator[Action]:
    for entry in maybe_many(row, "billActions"):
        words = said(entry, "statusMessage")
        yield Action(
            date=dates.date(said(entry, "statusDate")[:10]),
            description=words,
            classification=by_words(PLACE, words),
            organization=_PLACES.get(maybe_said(entry, "location") or ""),
        )


def _sponsorships(row: Json) -> Iterator[Sponsorship]:
    for sponsor in maybe_many(row, "sponsors"):
        primary = yes(sponsor, "primarySponsor")
        yield Sponsorship(
            name=said(sponsor, "name"),
            primary=primary,
            classification="primary" if primary else "cosponsor",
            entity_type="person" if maybe_said(sponsor, "sponsorTitle") else "organization",
        )


def _papers(row: Json, names: tuple[tuple[str, str], ...]) -> Iterator[Version]:
    for name, note in names:
        if path := maybe_said(row, name):
            yield Version(note=note, links=(Link(url=urljoin(f"{SITE}/", path), media_type="application/pdf"),))


def _votes(row: Json) -> Iterator[VoteEvent]:
    for roll_call in maybe_many(row, "rollCalls"):
        motion = ": ".join(filter(None, (maybe_said(roll_call, "amendmentNumber"), said(roll_call, "action"))))
        yes, no = _number(roll_call, "yes"), _number(roll_call, "no")
        counts = [VoteCount(option=ours, value=_number(roll_call, theirs)) for theirs, ours in _OPTIONS]
        yield VoteEvent(
            date=dates.date(said(roll_call, "voteDate")[:10]),
            motion=motion,
            result="pass" if yes > no else "fail",
            organization=_CHAMBERS.get(said(roll_call, "chamber")[:1]),
            counts=tuple(count for count in counts if count.value or count.option in {"yes", "no"}),
            ballots=tuple(_ballots(roll_call)),
        )


def _number(row: Json, name: str) -> int:
    number: Any = row.get(f"{name}VotesCount")
    if not isinstance(number, int):
        raise PageChanged(f"{name}VotesCount: wanted a number, found {str(number)[:40]!r}")
    return number


def _ballots(row: Json) -> Iterator[Ballot]:
    for theirs, ours in _OPTIONS:
        for name in (maybe_said(row, f"{theirs}Votes") or "").split(","):
            if name_line := line(name):
                yield Ballot(option=ours, voter=name_line)
