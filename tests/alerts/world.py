"""A small world to tell of: bills, hearings, what changed, why it matters, how fresh it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from alerts.compose.actions import Reader
from alerts.compose.digest import Composer, Digest
from alerts.compose.facts import Due, Facts, Matched, Office, Period, Reason, SourceState
from alerts.compose.selection import Chooser, Selection
from alerts.delivery.snapshots import Archive, recalled
from alerts.render.digest import Rendered, Renderer
from alerts.render.links import Links
from alerts.render.message import say
from alerts.stories import tell
from tests.records import bill, hearing, notice
from tracker.records.changes import Change, Move
from tracker.records.items import Action, Record, ScrapedBill, ScrapedHearing, ScrapedNotice
from tracker.records.stored import Kept

EASTERN = ZoneInfo("America/New_York")
NOW = dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC)
"""A Monday, 8 o'clock in New York."""
WEEK_AGO = NOW - dt.timedelta(days=7)
ALL = Selection()
SITE = "https://tracker.example.org"
POSTAL = "Tracker, 1 Main Street, Anytown"
LINKS = Links(
    manage=f"{SITE}/m/token",
    pause=f"{SITE}/m/token#pause",
    fewer=f"{SITE}/m/token#fewer",
    unsubscribe=f"{SITE}/u/token",
    mute=f"{SITE}/n/token",
    more=f"{SITE}/m/token#more",
)
FRESH = SourceState(
    name="us-test", jurisdiction="us", publisher="Congress", kind="bills", last_good_at=NOW, last_run_at=NOW
)


def step(day: dt.date, words: str, kind: str = "", chamber: str = "lower") -> Action:
    """One action of a bill."""
    return Action(date=day, description=words, classification=(kind,) if kind else (), organization=chamber)


def matched(topic: str = "mental-health", score: int = 60) -> Matched:
    """A topic that flags a record because of its title."""
    return Matched(
        topic=topic,
        score=score,
        reasons=(Reason(rule="names-it", field="title", words="crisis care", excerpt="«Crisis Care» Act", weight=2.0),),
    )


class World:
    """What is known; each method adds to it and says the record's public id."""

    def __init__(self) -> None:
        self.bills: dict[str, Kept[ScrapedBill]] = {}
        self.hearings: dict[str, Kept[ScrapedHearing]] = {}
        self.notices: dict[str, Kept[ScrapedNotice]] = {}
        self.changes: list[Change] = []
        self.matches: dict[str, tuple[Matched, ...]] = {}
        self.possible: dict[str, tuple[Matched, ...]] = {}
        self.heard: dict[str, tuple[str, ...]] = {}
        self.dues: dict[str, tuple[Due, ...]] = {}
        self.offices: dict[tuple[str, str | None, str], Office] = {}
        self.sources: tuple[SourceState, ...] = (FRESH,)

    def bill(self, number: int, *matches: Matched, **changed: Any) -> str:
        """A bill that is known; without a topic it matters to nobody who does not follow it."""
        return self._add(self.bills, bill(number, **{"identifier": f"HR{number}", **changed}), matches or (matched(),))

    def hearing(self, key: str, *heard: str, dues: tuple[Due, ...] = (), **changed: Any) -> str:
        """A hearing of bills."""
        found = self._add(self.hearings, hearing(key, **changed), ())
        self.heard[found], self.dues[found] = heard, dues
        return found

    def notice(self, key: str, **changed: Any) -> str:
        """A rule-making."""
        return self._add(self.notices, notice(key, **changed), (matched("substance-use"),))

    def changed(self, key: str, kind: str, *moves: Move, quiet: str | None = None) -> None:
        """Something changed."""
        what = kind.partition("_")[0]
        number = len(self.changes) + 1
        self.changes.append(
            Change(kind=kind, what=what, record=key, moves=moves, quiet=quiet, seen_at=NOW, sequence=number)
        )

    def acted(self, key: str, *actions: Action, kind: str = "bill_action") -> None:
        """A bill's newest actions are news."""
        moves = [Move(aspect="action", after=f"{each.date.isoformat()} {each.description}") for each in actions]
        self.changed(key, kind, *moves)

    def digest(
        self,
        selection: Selection = ALL,
        reader: Reader | None = None,
        *,
        now: dt.datetime = NOW,
        since: dt.datetime | None = WEEK_AGO,
    ) -> Digest:
        """What a reader gets."""
        telling = tell(self.facts(), Period(now=now, since=since))
        return Composer(telling, self.sources).compose(
            Chooser(telling).choose(selection), selection, reader or Reader()
        )

    def facts(self) -> Facts:
        """All of it."""
        return Facts(
            bills=self.bills,
            hearings=self.hearings,
            notices=self.notices,
            changes=tuple(self.changes),
            matches=self.matches,
            possible=self.possible,
            heard=self.heard,
            dues=self.dues,
            offices=self.offices,
            sources=self.sources,
        )

    def _add(self, where: dict[str, Any], item: Record, matches: tuple[Matched, ...]) -> str:
        where[item.id] = Kept(id=item.id, item=item, first_seen=WEEK_AGO, changed_at=NOW)
        if matches:
            self.matches[item.id] = matches
        return str(item.id)


def rendered(digest: Digest, language: str = "en") -> Rendered:
    """The digest in words, as it comes back from where it is kept until it is sent."""
    archive = Archive()
    edition = archive.editions[archive.keep(digest)]
    digest = recalled(edition, {mark.hex(): raw for mark, raw in archive.cards.items()})
    renderer = Renderer(language, digest.now.date(), SITE, POSTAL)
    found = renderer.render(digest, LINKS, say("You get this mail because you asked for it."))
    assert renderer.degraded() == ()
    return found


def week() -> World:
    """A week with a bit of everything."""
    world = World()
    moved = step(dt.date(2026, 11, 20), "Passed House by voice vote.", "passage")
    both = world.bill(1, actions=(*bill().actions, moved), title="Crisis Care Act")
    world.acted(both, moved, kind="bill_stage")
    begun = step(dt.date(2026, 11, 18), "Introduced in House", "introduction")
    new = world.bill(2, matched("peer-support"), actions=(begun,), title="Peer Support Act")
    world.acted(new, begun, kind="bill_introduced")
    signed = step(dt.date(2026, 11, 19), "Became Public Law No: 119-88.", "became-law")
    law = world.bill(3, matched("veterans"), actions=(*bill().actions, signed), title="Veterans Care Act")
    world.acted(law, signed, kind="bill_stage")
    heard = world.bill(4, matched("crisis-988", 80), title="988 Lines Act")
    testimony = Due(
        kind="written-testimony",
        due=dt.datetime(2026, 11, 30, 17, tzinfo=EASTERN),
        timezone="America/New_York",
        url="https://example.org/testify",
        basis="The notice says so.",
        confidence="notice",
    )
    set_for = world.hearing("senate-1", heard, dues=(testimony,))
    world.changed(set_for, "hearing_scheduled")
    rule = world.notice("fr-1")
    world.changed(rule, "notice_published")
    lagging = replace(FRESH, name="us-lag", publisher="The House")
    world.sources = (
        FRESH,
        replace(lagging, last_good_at=NOW - dt.timedelta(days=4), verdict="failed"),
        replace(lagging, name="us-new", publisher="The Senate", last_good_at=None, verdict="failed"),
        replace(lagging, name="us-old", publisher="The Register", last_change_at=NOW - dt.timedelta(days=30)),
    )
    return world
