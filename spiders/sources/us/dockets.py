"""Read the documents of one rule-making together: what a later one says of the comment period holds for the original.

A withdrawal ends it; an extension, a reopening or a correction moves its date. So a rule-making has one deadline, which moves,
instead of one a document.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final, Literal

from tracker.records.items import ScrapedNotice

Effect = Literal["withdrawal", "move"]

_OF_A_MOVE: Final = r"(?: of)?(?: the)? (?:extension|reopening|correction)\b"
_TAKEN_BACK: Final = rf"\bwithdraw\w*{_OF_A_MOVE}"
_WITHDRAWAL: Final = re.compile(
    rf"\bwithdraw(?:al|s|n|ing)?\b(?!{_OF_A_MOVE})|\bnot (?:to )?(?:finaliz|(?:proceed|pursu)\w*\b.{{0,20}}\brule)|\btermination\b(?! of (?!.*\b(?:rules?|rulemakings?|proceedings?|reviews?|notices?)\b))",
    re.IGNORECASE,
)
"""What is terminated may also be an exemption, a panel or an emergency."""
_ONLY_PROPOSED: Final = re.compile(
    r"\b(?:propos(?:ed|es|al|ing)|inten(?:t|ts|tion|ds)|plan(?:s|ned)?|consider(?:s|ing))(?: (?:to|of|the|a|for))* (?:withdraw|resci(?:nd|ssion))",
    re.IGNORECASE,
)
"""A withdrawal that the public is asked about first: it ends nothing, and has a comment period of its own."""
_WITHDRAWAL_TITLE: Final = re.compile(
    r"(?:^|[;:] )(?:notice of )?(?:withdrawal|termination)(?: of\b.*\b(?:rule(?:making)?s?|notices?|guidance|documents?|proposals?))?\W*$",
    re.IGNORECASE,
)
"""A title without an action may also speak of the withdrawal from a drug."""
_RESCINDED: Final = re.compile(
    r"\bresci(?:ssion|nding|nded)\b(?: of)?(?: the)? (?:advance )?(?:notice of )?proposed rule", re.IGNORECASE
)
_ASKS: Final = re.compile(
    r"\brequests?(?:ing)? (?:for )?(?:public )?(?:comment|information)|\bcomment request", re.IGNORECASE
)
"""What asks about a rescission: it ends nothing either; nor does one with a comment period of its own."""
_IN_PART: Final = re.compile(r"\bpartial|\bin part\b|\bpart of\b", re.IGNORECASE)
_OF_COMMENTS: Final = r"[^;:]{0,60}\b(?:comment|period|deadline|record)"
_MOVE: Final = re.compile(
    rf"\bexten(?:sion|d|ds|ded|ding)\b{_OF_COMMENTS}|\b(?:comment )?period\b[^;:]{{0,40}}\b(?:exten|reopen)|\breopen\w*\b{_OF_COMMENTS}"
    r"|(?:^|[;:] )(?:(?:extension|reopening)\W*(?:;|$)|(?:notice of )?correct(?:ion|ing|ed)\b)"
    rf"|{_TAKEN_BACK}"
    r"|\b(?:shorten|reduc|chang|revis|clos)\w*\b(?: (?:of|to|the|in))* (?:public )?comment (?:period|deadline|due date|date)\b",
    re.IGNORECASE,
)
_OF_ITSELF: Final = re.compile(
    r"\bcurrently approved\b|\binformation collection\b|\bproposed collection\b|\b(?:temporary|final) (?:rule|order); extension\b",
    re.IGNORECASE,
)
"""What is extended here is the rule or the form itself; nothing but a comment period that is named is extended beside it."""
_PERIOD: Final = re.compile(r"\bcomment period\b", re.IGNORECASE)
_SORTS: Final = re.compile(
    r"\badvance notice\b|\bdirect final\b|\binterim final\b|\brequest for information\b|\bsupplemental\b", re.IGNORECASE
)
"""What sets one document of a docket apart from the others, where a later one names it."""
_SPELLED: Final = re.compile(r"^docket (?:no|number|id)s?\b\W*", re.IGNORECASE)
_FILE_CODE: Final = re.compile(r"^(CMS-\d+)-[A-Z]{1,4}\d?$", re.IGNORECASE)
"""Medicare's numbers end in the sort of the document: CMS-1832-P, CMS-1832-CN."""
_WORD: Final = re.compile(r"\w{4,}")
_ALIKE: Final = 0.75
"""Share of a title's words that another one has to have, to speak of the same: forms of an agency share half of them."""


def effect(notice: ScrapedNotice) -> Effect | None:
    """What a document does to the comment period of an earlier one of its docket; None for one that stands for itself."""
    words = f"{notice.action or ''} ; {notice.title}".strip(" ;")
    ends = _WITHDRAWAL.search(notice.action) if notice.action else _WITHDRAWAL_TITLE.search(notice.title)
    spoken_of = _IN_PART.search(words) or _ONLY_PROPOSED.search(words)
    rescinds = notice.comments_close is None and _RESCINDED.search(words) and not _ASKS.search(words)
    if (ends or rescinds) and not spoken_of:
        return "withdrawal"
    return "move" if _MOVE.search(words) and (_PERIOD.search(words) or not _OF_ITSELF.search(words)) else None


def orphans(notices: Iterable[ScrapedNotice]) -> list[ScrapedNotice]:
    """Documents that act on an original which is not among them."""
    known = list(notices)
    return [notice for notice in known if effect(notice) and notice.docket_ids and not _originals(notice, known)]


def settled(notices: Iterable[ScrapedNotice]) -> Iterator[ScrapedNotice]:
    """The documents with the effect that they have on each other, in the order they came in."""
    by_id = {notice.id: notice for notice in notices}
    made = dict(by_id)
    for later in sorted(made.values(), key=lambda document: (document.published or dt.date.min, document.id)):
        acts = effect(later)
        if acts is None:
            continue
        for original in _originals(later, made.values()):
            if acts == "withdrawal":
                made[original.id] = replace(made[original.id], status="withdrawn")
            elif later.comments_close is not None:
                made[original.id] = replace(made[original.id], comments_close=later.comments_close)
                made[later.id] = replace(made[later.id], comments_close=None)  # it is the original's, and told once
            elif re.search(_TAKEN_BACK, f"{later.action} ; {later.title}", re.IGNORECASE):
                made[original.id] = replace(made[original.id], comments_close=by_id[original.id].comments_close)
    yield from made.values()


def _originals(later: ScrapedNotice, notices: Iterable[ScrapedNotice]) -> list[ScrapedNotice]:
    """The earlier documents of its docket or regulation number that ask for comments by themselves, and that it means."""
    originals = [
        notice
        for notice in notices
        if _asks_before(notice, later) and _shared(notice, later) and _speaks_of(notice, later)
    ]
    originals = _closest(originals, lambda original: len(_shared(original, later)))
    if sorts := _sorts(later):
        originals = [original for original in originals if _sorts(original) & sorts] or originals
    originals = _closest(originals, lambda original: max(_repeated(original, later), _ALIKE))
    return originals if effect(later) == "withdrawal" else _latest(originals, later)


def _closest(notices: list[ScrapedNotice], near: Callable[[ScrapedNotice], float]) -> list[ScrapedNotice]:
    """Those that are as near as any."""
    nearest = max(map(near, notices), default=0)
    return [notice for notice in notices if near(notice) == nearest]


def _asks_before(notice: ScrapedNotice, later: ScrapedNotice) -> bool:
    """Whether it is an earlier document that asks for comments by itself."""
    earlier = (notice.published or dt.date.min) <= (later.published or dt.date.max)
    return earlier and notice.id != later.id and effect(notice) is None and notice.comments_close is not None


def _latest(notices: list[ScrapedNotice], later: ScrapedNotice) -> list[ScrapedNotice]:
    """Those whose comment period was open, else the newest: no period of an earlier round is reopened beside it."""
    day = later.published or dt.date.max
    if still_open := [notice for notice in notices if _last_day(notice) >= day]:
        return still_open
    newest = max((notice.published or dt.date.min for notice in notices), default=None)
    return [notice for notice in notices if (notice.published or dt.date.min) == newest]


def _last_day(notice: ScrapedNotice) -> dt.date:
    closes = notice.comments_close
    return closes.date() if isinstance(closes, dt.datetime) else closes or dt.date.min


def _numbers(notice: ScrapedNotice) -> set[str]:
    plain = (_SPELLED.sub("", number).strip().upper() for number in notice.docket_ids)
    return {_FILE_CODE.sub(r"\1", number) for number in plain}


def _shared(one: ScrapedNotice, other: ScrapedNotice) -> set[str]:
    """The dockets and regulation numbers that both documents have."""
    return _numbers(one) & _numbers(other)


def _speaks_of(original: ScrapedNotice, later: ScrapedNotice) -> bool:
    """Whether one may be about the other: an agency files unrelated notices in one docket, under titles of their own."""
    if original.classification != "notice" or any(number.startswith("RIN ") for number in _shared(original, later)):
        return True
    return max(_repeated(original, later), _repeated(later, original)) >= _ALIKE


def _repeated(one: ScrapedNotice, other: ScrapedNotice) -> float:
    """The share of the words of one title that stand in the other, too."""
    words = set(_WORD.findall(one.title.casefold()))
    return len(words.intersection(_WORD.findall(other.title.casefold()))) / len(words) if words else 1


def _sorts(notice: ScrapedNotice) -> set[str]:
    return {sort.casefold() for sort in _SORTS.findall(f"{notice.action or ''} ; {notice.title}")}
