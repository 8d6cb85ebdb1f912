"""Choose among the steps of a bill the one that is news: what moved it, not what the clerk wrote down afterward."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Final

from alerts.render.message import Say, say
from tracker.records.action_words import steps
from tracker.records.changes import Move
from tracker.records.items import Action
from tracker.records.version_order import is_text, newest_first

_WEIGHTS: Final = {
    "law": 9,
    "override": 9,
    "veto": 9,
    "sent": 8,
    "repass": 8,
    "concur": 8,
    "pass": 7,
    "adopt": 7,
    "fail": 7,
    "differ": 7,
    "confer": 7,
    "substituted": 6,
    "carried": 6,
    "revived": 6,
    "reported": 5,
    "enrolled": 4,
    "floor": 4,
    "engrossed": 3,
    "amended": 2,
    "committee": 1,
}
"""What a step means, by how much a reader wants to know it."""
_PAPERWORK: Final = re.compile(
    r"\bmotion to reconsider\b.*\btable\b|\blaid on the table without objection\b|^held at the desk|^debate\b|clerk was authorized"
    r"|^message on (?:house|senate) action|sponsor introductory remarks|previous question|^the house proceeded with"
    r"|^considered (?:under|as unfinished|pursuant)|moved to suspend the rules|conclusion of debate|postponed proceedings"
    r"|^star print|^title of the|^the title of the measure was amended|signature of (?:the )?(?:speaker|president)"
    r"|^received in the (?:house|senate)\b|^rule (?:h\.|provides)",
    re.IGNORECASE,
)
"""Steps that close, announce or write down another one."""
_ANNOUNCED: Final = re.compile(r"\A(?:Passed/agreed to|Failed of passage/not agreed to) in (?:House|Senate): (?=\S)")
"""What Congress puts before the words of a vote, to say which vote it was: the sentence around the quotation says that."""
_CITED: Final = re.compile(
    r"(?<!\s)\s*\((?:consideration|text|text as|text of|roll no|source|cr\b)[^()]*(?:\([^()]*\)[^()]*)*\)\.?",
    re.IGNORECASE,
)


def distinct(actions: Iterable[Action]) -> list[Action]:
    """One action for each day and wording: sources repeat them with other codes."""
    return list({mark(action): action for action in reversed(tuple(actions))}.values())[::-1]


def mark(action: Action) -> str:
    """The day and the words of a step, as changes keep it."""
    return f"{action.date.isoformat()} {action.description}"


def taken_back(moves: Iterable[Move]) -> tuple[dt.date, str] | None:
    """The day and the words of the newest step that the record told and tells no more; None where it lost none."""
    gone = sorted(move.before for move in moves if move.aspect == "action-removed" and move.before)
    day, _blank, words = gone[-1].partition(" ") if gone else ("", "", "")
    return (dt.date.fromisoformat(day), words) if day else None


def newest(place: str, actions: Sequence[Action]) -> Action | None:
    """The step to tell of: of the newest day that has one which moves a bill, the one that moves it most.

    Where no step moves it, the newest that is more than paperwork; where all is paperwork, the newest. Of equals on one
    day the later in the record counts.
    """
    best, newest_action = (0, 0, 0), None
    for action in actions:
        weight = _weight(place, action)
        standing = (min(weight, 2), action.date.toordinal(), weight)
        if newest_action is None or standing >= best:
            best, newest_action = standing, action
    return newest_action


def decides(place: str, action: Action) -> bool:
    """Whether a step decides something about a bill, more than where it lies."""
    return _weight(place, action) > _WEIGHTS["reported"] + 1


def outweighs(place: str, step: Action, other: Action) -> bool:
    """Whether a step came after another and moves the bill at least as much."""
    return step.date > other.date and _weight(place, step) >= _weight(place, other)


def _weight(place: str, action: Action) -> int:
    """0 for paperwork, 1 for an ordinary step, 2 and more for one that moves the bill."""
    if _PAPERWORK.search(action.description):
        return 0
    meanings = steps(place, action.description, tuple(action.classification))
    return 1 + max((_WEIGHTS.get(step.meaning, 0) for step in meanings), default=0)


def plain(words: str) -> str:
    """A step's own words without the pages of the record where it stands, and without the name of its kind."""
    return _ANNOUNCED.sub("", _CITED.sub("", words)).strip() or words


def out(names: tuple[str, ...]) -> Say:
    """That a text is out, the newest of several; an amendment or an analysis is a paper on the bill."""
    name = names[newest_first([(name, None) for name in names])[0]]
    if is_text(name):
        return say("A new text of the bill is out: {version}.", version=name)
    return say("A new paper on the bill is out: {version}.", version=name)
