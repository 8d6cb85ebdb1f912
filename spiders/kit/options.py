"""Say what a crawl was asked for; every spider gets the same options."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from spiders.kit.validators import Validators
from tracker.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the organizer asked for, and what the spider may know of the world."""

    settings: Settings
    now: dt.datetime
    """The moment of the crawl; a spider never asks the machine."""
    session: str | None = None
    since: dt.date | None = None
    limit: int | None = None
    jurisdiction: str | None = None
    kind: str | None = None
    """bills, hearings or votes, where only this is asked of a source that tells several."""
    stamps: Mapping[str, str] = field(default_factory=dict)
    """The stamp this source last gave each record, by public id."""
    last_ok: dt.datetime | None = None
    """When the last visit of this scope began that met no problem; what changed since was read by none."""
    validators: Validators = field(default_factory=Validators)
    """What is kept of pages that were read before, so that an unchanged one need not be sent again."""
    again: frozenset[str] = frozenset()
    """The addresses that could not be read in an earlier run, where only these are asked for."""
    replaying: bool = False
    """True when a recording answers instead of the network."""

    @property
    def partial(self) -> bool:
        """Whether only a part was asked for, so that what is absent means nothing."""
        return (
            self.since is not None
            or self.limit is not None
            or self.jurisdiction is not None
            or self.kind is not None
            or bool(self.again)
        )
