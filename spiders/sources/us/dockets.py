"""Read the documents of one rule-making together: what a later one says of the comment period holds for the original.

A withdrawal ends it; an extension, a reopening or a correction moves its date. So a rule-making has one deadline, which moves,
instead of one a document.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, Literal

from tracker.records.items import ScrapedNotice

Effect = Literal["withdrawal", "move"]

_WITHDRAWAL: Final = re.compile(
    r"\bwithdraw(?:al|s|n|ing)?\b|\btermination\b(?! of (?!.*\b(?:rules?|rulemakings?|proceedings?|reviews?|notices?)\b))",
    re.IGNORECASE,
)
"""What is terminated may also be an exemption, a panel or an emergency."""
_WITHDRAWAL_TITLE: Final = re.compile(
    r"(?:^|[;:] )(?:notice of )?(?:withdrawal|termination)(?: of\b.*\b(?:rule(?:making)?s?|notices?|guidance|documents?|proposals?))?\W*$",
    re.IGNORECASE,
)
"""A title without an action may also speak of the withdrawal from a drug."""
_IN_PART: Final = re.compile(r"\bpartial|\bin part\b|\bpart of\b", re.IGNORECASE)
_OF_COMMENTS: Final = r"[^;:]{0,60}\b(?:comment|period|deadline|record)"
_MOVE: Final = re.compile(
    rf"\bexten(?:sion|d|ds|ded|ding)\b{_OF_COMMENTS}|\b(?:comment )?period\b[^;:]{{0,40}}\bexten|\breopen\w*\b{_OF_COMMENTS}"
    r"|(?:^|[;:] )(?:(?:extension|reopening)\W*(?:;|$)|(?:notice of )?correct(?:ion|ing|ed)\b)",
    re.IGNORECASE,
)
_OF_ITSELF: Final = re.compile(
    r"\bcurrently approved\b|\binformation collection\b|\bproposed collection\b|\b(?:temporary|final) (?:rule|order); extension\b",
    re.IGNORECASE,
)
"""What is extended here is the rule or the form itself; nothing but a comment period that is named is extended beside it."""
_PERIOD: Final = re.compile(r"\bcomment period\b", re.IGNORECASE)


def effect(notice: ScrapedNotice) -> Effect | None:
    """What a document does to the comment period of an earlier one of its docket; None for one that stands for itself."""
    told = f"{notice.action or ''} ; {notice.title}".strip(" ;")
    ends = _WITHDRAWAL.search(notice.action) if notice.action else _WITHDRAWAL_TITLE.search(notice.title)
    if ends and not _IN_PART.search(told):
        return "withdrawal"
    return "move" if _MOVE.search(told) and (_PERIOD.search(told) or not _OF_ITSELF.search(told)) else None


def orphans(notices: Iterable[ScrapedNotice]) -> list[ScrapedNotice]:
    """Documents that act on an original which is not among them."""
    known = list(notices)
    return [each for each in known if effect(each) and each.docket_ids and not _originals(each, known)]


def settled(notices: Iterable[ScrapedNotice]) -> Iterator[ScrapedNotice]:
    """The documents with the effect that they have on each other, in the order they came in."""
    made = {notice.id: notice for notice in notices}
    for later in sorted(made.values(), key=lambda each: (each.published or dt.date.min, each.id)):
        acts = effect(later)
        if acts is None:
            continue
        for original in _originals(later, made.values()):
            if acts == "withdrawal":
                made[original.id] = replace(made[original.id], status="withdrawn")
            elif later.comments_close is not None:
                made[original.id] = replace(made[original.id], comments_close=later.comments_close)
                made[later.id] = replace(made[later.id], comments_close=None)  # it is the original's, and told once
    yield from made.values()


def _originals(later: ScrapedNotice, notices: Iterable[ScrapedNotice]) -> list[ScrapedNotice]:
    """The earlier documents of its docket or regulation number that ask for comments by themselves."""
    return [
        notice
        for notice in notices
        if notice.id != later.id
        and set(notice.docket_ids) & set(later.docket_ids)
        and effect(notice) is None
        and notice.comments_close is not None
        and (notice.published or dt.date.min) <= (later.published or dt.date.max)
    ]
