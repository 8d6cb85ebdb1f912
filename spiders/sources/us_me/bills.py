"""Bills of the Maine Legislature, with their votes.

The pages of LawMaker were recorded as records that somebody had read from them, a bill each at the address of its page; the
search that lists them belongs to a visitor's session. So a live visit is skipped and says so; a replay reads every bill.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.classify import by_words
from spiders.kit.fields import Json, json_record, maybe_many, maybe_said, said
from spiders.kit.select import PageChanged, absolute
from spiders.platforms.recorded_documents import RecordedDocuments, recordings_of
from tracker.records.items import (
    Action,
    Ballot,
    Chamber,
    Committee,
    Link,
    ScrapedBill,
    Sponsorship,
    Title,
    Version,
    VoteCount,
    VoteEvent,
)

PLACE: Final = "us-me"
ZONE: Final = ZoneInfo("America/New_York")
_CHAMBERS: Final[dict[str, Chamber]] = {"House": "lower", "Senate": "upper"}
_PAPERS: Final[dict[str, Chamber]] = {"HP": "lower", "SP": "upper"}
_OPTIONS: Final = {"Y": "yes", "N": "no", "X": "absent", "E": "excused"}
_COUNTS: Final = (("yeas", "yes"), ("nays", "no"), ("absent", "absent"), ("excused", "excused"))
_RESULTS: Final = {"PREVAILS": "pass", "FAILS": "fail"}
_GOVERNOR: Final = re.compile(r"(.+), (\w{3} \d{1,2}, \d{4})")
_WORDS: Final = (
    ("unsigned", ("became-law",)),
    ("signed", ("executive-signature", "became-law")),
    ("veto", ("executive-veto",)),
)
_TITLED: Final = re.compile(r"\s+(?:Senator|Representative)\s+")
_CHAPTER: Final = "Printed Chapter PDF"


class MaineBills(RecordedDocuments):
    """A record a bill."""

    name = "us-me-bills"
    source = recordings_of(PLACE, "Maine", "Maine Legislature", ZONE, "https://legislature.maine.gov/LawMakerWeb/")
    expects = "json"
    documents = r"legislature\.maine\.gov/LawMakerWeb/summary\.asp"

    def bill(self, page: Any) -> ScrapedBill:
        """The bill of one page."""
        return bill(json_record(page), page.url)


def bill(row: Json, url: str) -> ScrapedBill:
    """A bill with its history, sponsors, papers and votes."""
    number, paper, title = said(row, "ld"), said(row, "paper"), said(row, "title")
    if not number.isdecimal() or paper[:2] not in _PAPERS:
        raise PageChanged(f"ld, paper: wanted ones such as 35 and SP0056, found {number[:20]!r} and {paper[:20]!r}")
    committee = maybe_said(row, "committee")
    return ScrapedBill(
        jurisdiction=PLACE,
        legislative_session=said(row, "snum"),
        identifier=f"LD{number}",
        title=title,
        classification=("bill",),
        from_organization=_CHAMBERS.get(said(row, "origin_chamber")),
        subject=tuple(dict.fromkeys(_subjects(row))),
        actions=(*(_action(entry) for entry in maybe_many(row, "actions")), *_governor(row)),
        other_titles=tuple(_titles(row, title)),
        sponsorships=tuple(person for entry in maybe_many(row, "sponsors") for person in _sponsorships(entry)),
        committees=(Committee(name=committee, chamber="legislature"),) if committee else (),
        versions=tuple(_papers(row, url, texts=True)),
        documents=tuple(_papers(row, url, texts=False)),
        votes=tuple(_vote(entry, url) for entry in maybe_many(row, "roll_calls")),
        sources=(Link(url=url, note="Maine Legislature"),),
    )


def _subjects(row: Json) -> Iterator[str]:
    for subject in maybe_many(row, "subjects"):
        levels = [maybe_said(subject, name) for name in ("major", "minor", "detail")]
        yield ": ".join(word for word in levels if word)


def _action(row: Json) -> Action:
    words = said(row, "description")
    return Action(
        date=dates.date(said(row, "date")),
        description=words,
        classification=by_words(PLACE, words),
        organization=_CHAMBERS.get(said(row, "chamber")),
    )


def _governor(row: Json) -> Iterator[Action]:
    """What the governor did, which no line of the history says."""
    text = maybe_said(row, "governor_action")
    if text is None:
        return
    match = _GOVERNOR.fullmatch(text)
    if match is None:
        raise PageChanged(f"governor_action: wanted words and a day, found {text[:60]!r}")
    words, day = match.groups()
    kinds = next((meant for word, meant in _WORDS if word in words.lower()), ())
    law = maybe_said(row, "chaptered_law")
    yield Action(
        date=dates.date(day, "%b %d, %Y"),
        description=f"Governor: {words}" + (f" ({law})" if law else ""),
        classification=kinds,
        organization="executive",
    )


def _titles(row: Json, title: str) -> Iterator[Title]:
    """The titles that amendments gave the bill: what it is about may be said there alone."""
    for amendment in maybe_many(row, "amendments"):
        name = maybe_said(amendment, "new_title")
        if name and name != title:
            yield Title(title=name, note=f"as amended by {said(amendment, 'label')}")


def _sponsorships(row: Json) -> Iterator[Sponsorship]:
    """Who brought it; two names may stand as one: `Aaron DANA of the Passamaquoddy Tribe Senator David HAGGAN`."""
    primary = said(row, "role") == "Sponsor"
    *before, last = _TITLED.split(said(row, "name"))
    for name, district in [*(name.partition(" of ")[::2] for name in before), (last, maybe_said(row, "district"))]:
        yield Sponsorship(
            name=name,
            primary=primary,
            classification="primary" if primary else "cosponsor",
            district=district or None,
        )


def _papers(row: Json, url: str, *, texts: bool) -> Iterator[Version]:
    """The texts of the bill and of its law, or what is printed beside them, such as amendments."""
    for document in maybe_many(row, "documents"):
        label, introduced = said(document, "label"), said(document, "kind") == "bill_text"
        if (introduced or label == _CHAPTER) is texts:
            note = "Introduced" if introduced else "Chaptered law" if texts else "Amendment or report"
            link = Link(url=absolute(said(document, "url"), url), note=label, media_type="application/pdf")
            yield Version(note=note, links=(link,))


def _vote(row: Json, url: str) -> VoteEvent:
    return VoteEvent(
        date=dates.date(said(row, "date")),
        motion=said(row, "motion"),
        result=_RESULTS.get(said(row, "outcome")),
        organization=_CHAMBERS.get(said(row, "chamber")),
        counts=tuple(VoteCount(option=ours, value=_number(row, theirs)) for theirs, ours in _COUNTS),
        ballots=tuple(
            Ballot(option=_OPTIONS.get(said(member, "vote"), "other"), voter=said(member, "member"))
            for member in maybe_many(row, "members")
        ),
        sources=(Link(url=absolute(said(row, "url"), url), note=f"Roll call {said(row, 'number')}"),),
    )


def _number(row: Json, name: str) -> int:
    text = said(row, name)
    if not text.isdecimal():
        raise PageChanged(f"{name}: wanted a number, found {text[:20]!r}")
    return int(text)
