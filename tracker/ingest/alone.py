"""Doubt a change that one record alone shows to be a page's: a title that became a date, a column read for another one.

Most of what a page does wrong shows in many records at once. Of a list of one or two nothing of it can be seen, but for what
makes no sense by itself: nobody names a meeting "December 4", gives every paper of it one address, or moves it to three at night.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from tracker.ingest.compared import LOSABLE, STEADY, TEXTS, after_the_host
from tracker.records.calls import CALL
from tracker.records.items import (
    Link,
    Record,
    ScrapedBill,
    ScrapedHearing,
    ScrapedNotice,
    ScrapedOrganization,
    ScrapedPerson,
)

MORNING: Final = 6
"""The hour before which no meeting begins,"""
LONG_MOVE: Final = 3
"""and how much later one begins that is not brought forward into the night."""
_EMPTY: Final = (None, (), "", False)
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_VALUE: Final = re.compile(
    r"[\W\d]+|\W*Date\(\d+\)\W*|\d{4}-\d\d-\d\dT[\d:.]+Z?|true|false|null|none|yes|no|undefined|nan|n/a"
    r"|\[object \w+\]|\W*loading\W*|\{\{.*\}\}",
    re.IGNORECASE,
)
"""What programs write for themselves: a number, a moment, a yes or no, or that there is nothing."""
_GARBLED: Final = re.compile(r"\ufffd|\u00c3[\u0080-\u00bf\u2018-\u2022]|\u00e2\u20ac|&#?\w{2,8};")
"""Letters in another encoding than they were written in, and markup that was not read."""
_NO_WORDS: Final = re.compile(
    rf"(?:[a-z]{{3,9}}\.?,? )?{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?(?:,? (?:at )?[\d:]+ ?[ap]\.?m\.?)?"
    r"|[\d:]+ ?[ap]\.?m\.?|(?:https?://|www\.)\S+|[^\s@]+@[^\s@]+\.[a-z]+",
    re.IGNORECASE,
)
"""What no name, title, body, room or notice becomes: a day, an hour, an address of the Web or of mail."""
_ROOM: Final = re.compile(rf"\W*\d{{1,4}}\W*|{CALL.pattern}", re.IGNORECASE)
"""What a place alone becomes: the number of a room, the address of a call."""
_NAMES: Final[Mapping[type, tuple[str, ...]]] = {
    ScrapedBill: ("title",),
    ScrapedHearing: ("name", "committee", "location", "description"),
    ScrapedNotice: ("title",),
    ScrapedPerson: ("name", "party"),
    ScrapedOrganization: ("name", "parent"),
}
_ALIKE: Final = (frozenset({"name", "committee"}), frozenset({"name", "description"}))
"""Fields that come to say the same by themselves, as a meeting that gets its body's name."""
_OF_ITSELF: Final = frozenset({"title", "second title", "abstract"})
"""A bill's long title becomes its short one, and its abstract is often one of them."""
_DONE: Final = ("actions", "votes", "versions", "related_bills", "sponsorships")
"""What a bill never loses whole;"""
_ADDED_TO: Final = ("actions", "votes", "versions")
"""and what of it is only told further."""
_BORN_WITH: Final = ("classification", "from_organization")
"""What a bill never changes."""
_PARTS_AT_ONCE: Final = 2
Mark = tuple[str, str]
"""A field and what it says."""


def faults(before: Record, after: Record) -> Iterator[str]:
    """What is told of one record and cannot be, as the rest of a sentence: `lost their votes`."""
    for name in _NAMES[type(after)]:
        then, now = getattr(before, name), getattr(after, name)
        if not now or now == then or (name == "location" and _ROOM.fullmatch(now)):
            continue
        if _becomes(_VALUE, then, now) or (then and _becomes(_NO_WORDS, then, now)):
            yield f"have a day, an hour, a number or an address for their {name}"
        if then:
            yield from _spoiled(name, then, now)
    yield from _for_others(before, after)
    for name in LOSABLE[type(after)]:
        yield from _entries(name, getattr(before, name), getattr(after, name))
    if isinstance(before, ScrapedBill) and isinstance(after, ScrapedBill):
        yield from _of_bill(before, after)
    if isinstance(before, ScrapedHearing) and isinstance(after, ScrapedHearing):
        yield from _of_hearing(before, after)


def _spoiled(name: str, then: str, now: str) -> Iterator[str]:
    """A text that is the same one and came through badly."""
    if _GARBLED.search(now) and not _GARBLED.search(then):
        yield f"have garbled letters in their {name}"
    if _is_cut(then, now):
        yield f"have a {name} that ends within a word"


def _is_cut(then: str, now: str) -> bool:
    return len(now) > 1 and then.startswith(now) and (now[-1] + then[len(now)]).isalpha()


def _becomes(words: re.Pattern[str], then: str | None, now: str) -> bool:
    return words.fullmatch(now) is not None and not words.fullmatch(then or "")


def _of_bill(before: ScrapedBill, after: ScrapedBill) -> Iterator[str]:
    yield from (f"lost their {name}" for name in _DONE if getattr(before, name) and not getattr(after, name))
    yield from (f"have another {name}" for name in _BORN_WITH if _is_other(getattr(before, name), getattr(after, name)))
    for name in _ADDED_TO:
        then, now = STEADY[ScrapedBill][name](before), STEADY[ScrapedBill][name](after)
        if then and now and not then & now:
            yield f"tell others for all their {name}"


def marks(record: Record) -> Iterator[Mark]:
    """What a record has for itself where few are listed: a name and a page of its own."""
    if isinstance(record, ScrapedHearing):
        yield "name", record.name
        yield "body", record.committee or ""
        yield from (("page", link.url) for link in record.links[:1])


def taken(before: Record, after: Record) -> Iterator[Mark]:
    """The marks that a record got; another one that has them too tells that they are that one's.

    A meeting gets another name with its body; one whose body stays is not called after another body. One meeting may go to
    another body that meets already, and hardly two at once.
    """
    new = set(marks(after)) - set(marks(before))
    if isinstance(before, ScrapedHearing) and isinstance(after, ScrapedHearing):
        same_body = before.committee == after.committee and _is_named(before) and not _is_named(after)
        for name, value in new:
            if same_body if name == "name" else before.links if name == "page" else before.committee and value:
                yield name, value


def _is_other(then: Any, now: Any) -> bool:
    return bool(then) and bool(now) and then != now


def _of_hearing(before: ScrapedHearing, after: ScrapedHearing) -> Iterator[str]:
    if not after.all_day and 0 < after.start.hour < MORNING <= before.start.hour - LONG_MOVE:
        yield "moved into the night"
    same = (before.name, before.committee) == (after.name, after.committee)
    if same and before.timezone != after.timezone:
        yield "have another time zone and the same body"
    for name in ("chamber", "committee"):
        if before.name == after.name and getattr(before, name) and not getattr(after, name):
            yield f"lost their {name} and have the same name"
    if same and _is_other(before.chamber, after.chamber):
        yield "have another chamber and the same body"
    if before.name == after.name and _is_named(before) and after.committee and not _is_named(after):
        yield "have another body and still the former one's name"


def _is_named(hearing: ScrapedHearing) -> bool:
    """Whether a hearing bears the name of its body."""
    return bool(hearing.committee) and str(hearing.committee).casefold() in hearing.name.casefold()


def _for_others(before: Record, after: Record) -> Iterator[str]:
    """Fields that say now what another one of the record said, and say no more what they said."""
    then = {name: read(before) for name, read in TEXTS[type(before)].items()}
    for name, read in TEXTS[type(after)].items():
        said, now = then[name], read(after)
        if not isinstance(now, str) or not said or now == said:
            continue
        others = (other for other in then if other != name and then[other] == now)
        if any(not _is_natural(name, other) for other in others):
            yield f"have something else for their {name}"


def _is_natural(name: str, other: str) -> bool:
    return {name, other} in _ALIKE or {name, other} <= _OF_ITSELF


def _entries(name: str, before: Any, after: Any) -> Iterator[str]:
    """A part that all entries of a list lost or share now, while they say what they said in all other parts."""
    changed = dict(_changed_parts(before, after)) if isinstance(before, tuple) and len(before) > 1 else {}
    for part, (then, now) in changed.items() if len(changed) == 1 else ():
        if len(set(now)) == 1 < len(set(then)):
            yield f"have one {part} for all their {name}"
        elif all(value in _EMPTY for value in now):
            yield f"lost the {part} of their {name}"


def read_otherwise(before: Record, after: Record) -> Iterator[str]:
    """Lists whose entries are the same ones in the same order with another part, such as `media_type of their documents`.

    A source that comes to know more gains a part; what it says otherwise in one place of many records, it reads otherwise.
    """
    for name in LOSABLE[type(after)]:
        columns = dict(_changed_parts(getattr(before, name), getattr(after, name)))
        parts = [part for part, (then, _now) in columns.items() if any(value not in _EMPTY for value in then)]
        if parts and len(parts) == len(columns) <= _PARTS_AT_ONCE:
            yield f"{' and '.join(parts)} of their {name}"


def _changed_parts(before: Any, after: Any) -> Iterator[tuple[str, tuple[list[Any], list[Any]]]]:
    """The parts in which two lists of as many entries differ, with what they say; nothing where no part says what tells them apart."""
    lists = isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after) > 0
    if not lists or before == after or not is_dataclass(before[0]):
        return
    columns = {part.name: _column(before, after, part.name) for part in fields(before[0])}
    if any(then == now and len(set(then)) == len(then) and then[0] not in _EMPTY for then, now in columns.values()):
        yield from ((part, (then, now)) for part, (then, now) in columns.items() if then != now)


def _column(before: tuple[Any, ...], after: tuple[Any, ...], part: str) -> tuple[list[Any], list[Any]]:
    return [_said(getattr(entry, part)) for entry in before], [_said(getattr(entry, part)) for entry in after]


def _said(value: Any) -> Any:
    """What a part says, wherever it is kept: all papers may go to another host."""
    if isinstance(value, str):
        return after_the_host(value) if value.startswith(("http://", "https://")) else value
    if isinstance(value, Link):
        return after_the_host(value.url), value.note, value.media_type
    return tuple(map(_said, value)) if isinstance(value, tuple) else value
