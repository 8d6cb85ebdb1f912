"""Leave out of a story what its reader has done: nobody is asked twice, and what they did is told instead."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from alerts.compose.actions import Reader
from alerts.stories import Story
from tracker.deadlines.model import EXECUTIVE

_AS_TOLD: Final = {EXECUTIVE: "signature"}
"""Kinds of deadline that mails call by another name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Did:
    """Something the reader has done, and when."""

    kind: str
    on: dt.date


def without_done(story: Story, reader: Reader) -> tuple[Story, tuple[Did, ...]]:
    """The story as this reader needs it, and what of it they did, first done first."""
    records = {story.id, story.event.id if story.event else story.id}
    days = {_AS_TOLD.get(kind, kind): on for record, kind, on in reader.done if record in records}
    open_kinds = {due.kind for due in story.dues}
    did = tuple(
        Did(kind=kind, on=on) for kind, on in sorted(days.items(), key=lambda pair: pair[::-1]) if kind in open_kinds
    )
    if not did:
        return story, ()
    kinds = {done.kind for done in did}
    open_dues = tuple(due for due in story.dues if due.kind not in kinds)
    marks = story.marks - {f"due:{kind}" for kind in kinds} | {f"did:{kind}" for kind in kinds}
    return replace(story, dues=open_dues, marks=marks), did
