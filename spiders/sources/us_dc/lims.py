"""Read what the District's Legislation Information Management System says of hearings and of legislation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.classify import by_words
from spiders.kit.fields import Json, maybe_many, maybe_said, said
from spiders.kit.select import PageChanged
from spiders.kit.status_phrases import status, virtual
from tracker.records.items import (
    Abstract,
    Action,
    AgendaItem,
    Ballot,
    Committee,
    HeardBill,
    Link,
    ScrapedBill,
    ScrapedHearing,
    Sponsorship,
    Version,
    VoteCount,
    VoteEvent,
)
from tracker.records.text import clean_identifier, line

PLACE: Final = "us-dc"
SITE: Final = "https://lims.dccouncil.gov"
ZONE: Final = ZoneInfo("America/New_York")

_KINDS: Final = (
    ("bill", "bill"),
    ("resolution", "resolution"),
    ("reprogramming", "reprogramming"),
    ("nomination", "appointment"),
)
_OPTIONS: Final = {"yes": "yes", "no": "no", "absent": "absent", "recused": "other", "present": "present"}
_RESULTS: Final = {"approved": "pass", "passed": "pass", "disapproved": "fail", "failed": "fail", "declined": "fail"}
_NUMBER: Final = re.compile(r"[A-Z]{1,4}\d{2}-\d{4}")


def hearing(row: Json) -> ScrapedHearing:
    """A hearing, roundtable or meeting of the Council's calendar."""
    title, kind, key = said(row, "hearingTitle"), maybe_said(row, "hearingType") or "", said(row, "hearingId")
    joint, room = maybe_said(row, "jointHearingCommittees"), maybe_said(row, "location")
    place = ", ".join(filter(None, (room, maybe_said(row, "locationAddress") or maybe_said(row, "address"))))
    topics = maybe_many(row, "topics")
    numbers = [name for topic in topics if (name := maybe_said(topic, "legislationNumber")) and _NUMBER.fullmatch(name)]
    words = [line(maybe_said(topic, "topic") or "") for topic in topics]
    start = dates.local(said(row, "hearingDateTime"), ZONE)
    return ScrapedHearing(
        key=f"hearing-{key}",
        jurisdiction=PLACE,
        name=title,
        **dates.timed(start, title),
        timezone=ZONE.key,
        classification="committee-meeting" if kind == "Meeting" else "hearing",
        status=status(title, kind, place, *words, day=start.date()),
        chamber="legislature",
        committee=title,
        location=place or None,
        virtual=virtual(title, place, *words),
        description=" – ".join(filter(None, (kind, joint))) or None,
        bills=tuple(HeardBill(identifier=number) for number in dict.fromkeys(numbers)),
        agenda=tuple(_items(topics)),
        links=tuple(_witnesses(row)),
        sources=(Link(url=f"{SITE}/Hearings/hearings/{key}", note="Council of the District of Columbia"),),
    )


def _items(topics: list[Json]) -> Iterator[AgendaItem]:
    for topic_row in topics:
        number, topic = maybe_said(topic_row, "legislationNumber"), maybe_said(topic_row, "topic")
        if description := ", ".join(filter(None, (number, topic))):
            yield AgendaItem(
                description=description,
                bills=(clean_identifier(number),) if number and _NUMBER.fullmatch(number) else (),
            )


def _witnesses(row: Json) -> Iterator[Link]:
    url = maybe_said(row, "witnessListAttachment")
    if url and url.startswith("https://"):
        yield Link(url=url, note="Witness list")


# -- legislation -----------------------------------------------------------------------------------------------------------


def bill(row: Json) -> ScrapedBill:
    """A bill or resolution with its history, introducers, papers and votes."""
    number = said(row, "legislationNumber")
    if not _NUMBER.fullmatch(number):
        raise PageChanged(f"legislationNumber: wanted one such as B26-0400, found {number[:20]!r}")
    kind = (maybe_said(row, "category") or "").casefold()
    summary = maybe_said(row, "additionalInformation") or maybe_said(row, "shortDescription")
    return ScrapedBill(
        jurisdiction=PLACE,
        legislative_session=said(row, "councilPeriodId"),
        identifier=number,
        title=said(row, "title"),
        classification=(next((ours for theirs, ours in _KINDS if theirs in kind), "bill"),),
        from_organization="legislature",
        abstracts=(Abstract(abstract=summary),) if summary else (),
        actions=tuple(sorted(_actions(row), key=lambda action: action.date)),
        sponsorships=tuple(_sponsorships(row)),
        committees=tuple(Committee(name=name, chamber="legislature") for name in _texts(row, "committeesReferredTo")),
        versions=tuple(_versions(row)),
        documents=tuple(_documents(row)),
        votes=tuple(_votes(row)),
        sources=(Link(url=f"{SITE}/Legislation/{number}", note="Council of the District of Columbia"),),
    )


def _texts(row: Json, name: str) -> list[str]:
    values = row.get(name)
    return [line(value) for value in values if isinstance(value, str)] if isinstance(values, list) else []


def _step(row: Any, name: str, words: str, who: str = "legislature") -> Iterator[Action]:
    if day := maybe_said(row, name):
        yield Action(
            date=dates.date(day[:10]), description=words, classification=by_words(PLACE, words), organization=who
        )


def _came_to(hearing: Json) -> str:
    """What became of a hearing, as far as its papers say."""
    if maybe_said(hearing, "cancellationHearingNotice"):
        return "canceled"
    return "held" if maybe_said(hearing, "hearingRecord") or maybe_said(hearing, "videoLink") else "scheduled"


def _until(review: Any, name: str, words: str) -> str:
    """By when somebody must act, behind the words of the step that began it."""
    day = maybe_said(review, name)
    return f", {words} {dates.date(day[:10]):%B %-d, %Y}" if day else ""


def _actions(row: Json) -> Iterator[Action]:
    committees = ", ".join(_texts(row, "committeesReferredTo"))
    yield from _step(
        row, "introductionDate", f"Introduced in {maybe_said(row, 'placeOfIntroduction') or 'the Council'}"
    )
    yield from _step(row, "committeeReferralDate", f"Referred to {committees or 'committee'}")
    for entry in maybe_many(row, "committeeHearing"):
        kind = maybe_said(entry, "hearingType") or "Hearing"
        yield from _step(entry, "noticeFiledDate", f"Notice of {kind} filed")
        yield from _step(entry, "hearingDate", f"{kind} {_came_to(entry)}")
    for entry in maybe_many(row, "committeeMarkup"):
        yield from _step(entry, "committeeActionDate", "Committee mark-up")
        yield from _step(entry, "reportFiledDate", "Committee report filed")
    for entry in maybe_many(row, "actions"):
        yield from _step(entry, "actionDate", said(entry, "action"))
    review = row.get("mayoralReview")
    yield from _step(
        review,
        "transmittedDate",
        f"Transmitted to Mayor{_until(review, 'responseDueDate', 'response due')}",
        "executive",
    )
    yield from _step(review, "signedDate", "Signed by the Mayor", "executive")
    yield from _step(review, "vetoDate", "Vetoed by the Mayor", "executive")
    if not (maybe_said(review, "signedDate") or maybe_said(review, "vetoDate")):
        yield from _step(review, "returnedDate", "Returned by the Mayor unsigned", "executive")
    act = maybe_said(review, "actNumber")
    yield from _step(review, "enactedDate", f"Enacted with Act Number {act}" if act else "Enacted", "executive")
    review = row.get("congressionalReview")
    yield from _step(
        review, "transmittedDate", f"Transmitted to Congress{_until(review, 'lawProjectedDate', 'review is to end')}"
    )
    if law := maybe_said(review, "lawNumber"):
        yield from _step(review, "effectiveDate", f"Law {law}, became law")
    yield from _step(row, "withdrawnDate", f"Withdrawn by {maybe_said(row, 'withdrawnBy') or 'the introducer'}")


def _sponsorships(row: Json) -> Iterator[Sponsorship]:
    for name, primary in (("introducers", True), ("coIntroducers", True), ("coSponsors", False)):
        for sponsor in maybe_many(row, name):
            yield Sponsorship(
                name=said(sponsor, "memberName"),
                primary=primary,
                classification="primary" if name == "introducers" else "cosponsor",
            )


def _versions(row: Json) -> Iterator[Version]:
    entries = [("Introduction", maybe_said(row, "legislationDocument"), maybe_said(row, "introductionDate"))]
    entries += [
        (maybe_said(action, "attachmentType") or said(action, "action"), maybe_said(action, "attachment"), said(action, "actionDate"))
        for action in maybe_many(row, "actions")
    ]  # fmt: skip
    review = row.get("mayoralReview")
    entries.append(("Signed Act", maybe_said(review, "signedAct"), maybe_said(review, "signedDate")))
    for note, url, day in entries:
        if url and url.startswith("https://"):
            when = dates.date(day[:10]) if day else None
            yield Version(note=note, date=when, links=(Link(url=url, media_type="application/pdf"),))


def _documents(row: Json) -> Iterator[Version]:
    papers = [
        (note, maybe_said(paper, name))
        for group, names in (
            (
                "committeeHearing",
                (
                    ("hearingNotice", "Hearing Notice"),
                    ("cancellationHearingNotice", "Hearing Cancellation Notice"),
                    ("hearingRecord", "Hearing Record"),
                ),
            ),
            ("committeeMarkup", (("committeePrint", "Committee Print"), ("committeeReport", "Committee Report"))),
        )
        for paper in maybe_many(row, group)
        for name, note in names
    ]
    papers += [
        (
            maybe_said(paper, "documentTitle") or maybe_said(paper, "documentTypeName") or "Document",
            maybe_said(paper, "url"),
        )
        for paper in maybe_many(row, "otherDocuments")
    ]
    for note, url in papers:
        if url and url.startswith("https://"):
            yield Version(note=note, links=(Link(url=url, media_type="application/pdf"),))
    yield from _recordings(row)


def _recordings(row: Json) -> Iterator[Version]:
    """Where the Council's hearings, mark-ups and votes on a bill are watched."""
    for group, day, word in (
        ("committeeHearing", "hearingDate", "hearingType"),
        ("committeeMarkup", "committeeActionDate", ""),
        ("actions", "actionDate", "action"),
    ):
        for entry in maybe_many(row, group):
            url, when = maybe_said(entry, "videoLink"), maybe_said(entry, day)
            if url and re.match("https?://", url):
                what = (maybe_said(entry, word) if word else "Committee mark-up") or "Hearing"
                yield Version(
                    note=f"Video: {what}", date=dates.date(when[:10]) if when else None, links=(Link(url=url),)
                )


def _votes(row: Json) -> Iterator[VoteEvent]:
    for action in maybe_many(row, "actions"):
        details = action.get("voteDetails")
        cast = maybe_many(details, "votes")
        if not cast:
            continue
        ballots = tuple(
            Ballot(option=_OPTIONS.get(said(vote, "vote").casefold(), "other"), voter=said(vote, "councilMember"))
            for vote in cast
        )
        counts = Counter(ballot.option for ballot in ballots)
        kind = maybe_said(details, "voteType")
        yield VoteEvent(
            date=dates.date(said(action, "actionDate")[:10]),
            motion=", ".join(filter(None, (said(action, "action"), kind))),
            result=_RESULTS.get((maybe_said(details, "voteResult") or "").casefold()),
            organization="legislature",
            counts=tuple(VoteCount(option=option, value=value) for option, value in counts.items()),
            ballots=ballots,
        )
