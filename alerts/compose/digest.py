"""Compose a digest: what shall we tell whom.

A digest holds everything that a reader is shown, in no language yet: `alerts.render.digest` says it. It is frozen, so that
what was queued is what is sent, whatever changes in between.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from alerts.compose.actions import Action, Reader, position_on, suggest
from alerts.compose.done import Did, without_done
from alerts.compose.facts import EVENTS, Alone, Due, Matched, Reason, SourceState
from alerts.compose.selection import Choice, Selection, topic_of
from alerts.render.message import Say
from alerts.stories import Event, HeardBill, Story, Telling
from alerts.stories.hearings import OFF_WORDS
from alerts.stories.titles import line_title
from tracker.db import queries
from tracker.records.jurisdictions import expected_within

NAMED_IN_LINE: Final = 3
"""Bills of a hearing that its line names."""
Origin = Callable[[tuple[str, ...], Iterable[str]], tuple[str, str] | None]
"""Says which of the things that a reader follows brings one of these bills."""
SHOWN: Final = ("act", "moved", "new", "decided", "standing")
"""The sections in the order in which a reader sees them."""
REASONS: Final = 1
"""Reasons shown with an item; the receipt has them all."""
_PLAINEST: Final = ("title", "other_titles", "abstract", "abstracts", "name", "agenda", "bills", "description", "text")
"""Where a reader looks for the reason first. A committee's name or a list of subjects says little of a bill."""
STILL_AFTER: Final = 14
"""Days without a change after which a source is named while its place sits: it may be a quiet time, it may have stopped
being kept up. Between sessions `expected_within` gives it longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One item, told in full."""

    id: str
    what: str
    place: str
    section: str
    identifier: str | None
    title: str
    url: str | None
    said: tuple[Say, ...]
    gist: str | None
    stage: str | None
    event: Event | None
    action: Action
    others: tuple[Due, ...]
    """What else can be done and until when."""
    topic: str | None
    score: int
    reasons: tuple[Reason, ...]
    """The best of them; empty when the reader follows the bill."""
    bills: tuple[HeardBill, ...]
    rule: str | None
    """The rule that says most for it: what "mute this rule" would mute."""
    reached: bool = False
    """It came to its stage now."""
    told_stage: str | None = None
    """The stage as readers are told it: see `alerts.stories.Story`."""
    measure: str = "bill"
    origin: tuple[str, str] | None = None
    """What brings it that the reader follows, as its kind and its name; None where they named the bill, or by its topic."""
    did: tuple[Did, ...] = ()
    """What the reader has done of it already."""
    alone: tuple[Alone, ...] = ()
    """Steps that one witness alone tells, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item in one line."""

    id: str
    place: str
    identifier: str | None
    title: str
    url: str | None
    said: Say | None = None
    due: Due | None = None
    stage: str | None = None
    reached: bool = False
    """It came to its stage now."""
    hearing: str | None = None
    """The hearing whose deadline it names, where it is another record."""
    own: bool = False
    """The reader takes a position on it."""
    did: tuple[Did, ...] = ()
    """What the reader has done of it already."""

    @property
    def off(self) -> bool:
        """Whether it tells of a hearing to which nobody should set out."""
        return self.said is not None and self.said.text in OFF_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """Which sources were read and which could not be."""

    read: tuple[str, ...] = ()
    """Publishers read well lately."""
    read_at: dt.datetime | None = None
    """The oldest of those visits."""
    failed: tuple[tuple[str, dt.datetime | None], ...] = ()
    """Publishers that could not be read, and when they last could."""
    by_hand: tuple[tuple[str, dt.datetime], ...] = ()
    """Publishers whose files somebody imports, where the last ones are old, and when that was."""
    still: tuple[tuple[str, dt.datetime], ...] = ()
    """Publishers that changed nothing for long, and when they last did."""
    uncollected: tuple[str, ...] = ()
    """Places that were asked for and that no source of ours covers."""
    kinds: tuple[tuple[str, str, str], ...] = ()
    """Of publishers with several sources: the name in the other fields, the publisher, and what the source is read for."""

    @property
    def blind(self) -> bool:
        """Whether we could not look everywhere, so that "nothing new" is not known."""
        return bool(self.failed or self.by_hand or self.uncollected) or not self.read

    @property
    def foreign(self) -> bool:
        """Whether no source of ours covers any of the places that were asked for: there was nowhere to look."""
        return bool(self.uncollected) and not (self.read or self.by_hand or self.failed)

    @property
    def dark(self) -> bool:
        """Whether there are sources, and none of them could be read."""
        return bool(self.failed) and not self.read


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One message to one selection."""

    now: dt.datetime
    since: dt.datetime | None
    first: bool
    """The first mail after subscribing: the state of things."""
    sections: tuple[tuple[str, tuple[Card, ...]], ...] = ()
    reminders: tuple[Line, ...] = ()
    also: tuple[Line, ...] = ()
    rest: int = 0
    late: tuple[Line, ...] = ()
    late_rest: int = 0
    possible: tuple[Line, ...] = ()
    """What no rule flags and an estimate calls possible, for a reader who asked for it."""
    possible_rest: int = 0
    joined: int = 0
    corrected: int = 0
    freshness: Freshness = field(default_factory=Freshness)
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    daily: bool = False
    """It tells of a day, not of a week."""
    promise: tuple[int, int] | None = None
    """Of the windows that were posted in time lately, how many were told as early as is promised, and how many there were."""
    faster: tuple[str, ...] = ()
    """Places for which this reader's rhythm was too slow, and "as it happens" is offered."""

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.sections or self.also or self.reminders or self.late or self.possible or self.joined)

    @property
    def cards(self) -> tuple[Card, ...]:
        """All items told in full."""
        return tuple(card for _section, cards in self.sections for card in cards)

    def count(self, section: str) -> int:
        """How many items a section holds."""
        return sum(len(cards) for name, cards in self.sections if name == section)


CUT_LINES: Final = 30
"""Of the items that have no room in full, at most so many stand in one line; the rest are counted behind a link."""


def fitted(digest: Digest, keep: int, short: int, lines: dict[int, tuple[Card, Line]]) -> Digest:
    """The digest with its first `keep` items in full, the next `short` in one line each, and the rest counted.

    `lines` holds by identity what was made of a card before, with the card itself.
    """
    sections, cut, room = list[tuple[str, tuple[Card, ...]]](), list[Card](), keep
    for name, cards in digest.sections:
        if whole := cards[:room]:
            sections.append((name, whole))
        cut += cards[len(whole) :]
        room -= len(whole)
    for card in cut:
        lines.setdefault(id(card), (card, in_a_line(card)))
    also = (*(lines[id(card)][1] for card in cut), *digest.also)
    short_lines = also[:short]
    return replace(digest, sections=tuple(sections), also=short_lines, rest=digest.rest + len(also) - len(short_lines))


def in_a_line(card: Card) -> Line:
    """A card in one line, for a mail without room for it in full."""
    return Line(
        id=card.id,
        place=card.place,
        identifier=card.identifier or _heard(card.bills),
        title=line_title(card.title),
        url=card.url,
        said=next(
            (sentence for sentence in card.said if card.stage is None or _stood(card) or sentence.text in OFF_WORDS),
            None,
        ),
        due=card.action.due,
        stage=card.told_stage,
        reached=card.reached,
        hearing=card.event.id if card.event else None,
        own=card.action.position is not None,
        did=card.did,
    )


def _stood(card: Card) -> bool:
    """Whether something happened to a bill that stands where it stood, so that its stage would be no news."""
    return card.section == "moved" and not card.reached


class Composer:
    """Composes the digests of one telling."""

    def __init__(
        self, telling: Telling, sources: Sequence[SourceState], origin: Origin = lambda _follows, _bills: None
    ) -> None:
        self.telling = telling
        self.sources = tuple(sources)
        self.origin = origin
        self._cards: dict[tuple[int, str | None, tuple[str, str] | None, Reader], Card] = {}

    def compose(self, choice: Choice, selection: Selection, reader: Reader) -> Digest:
        """The digest of a choice for a selection and what is known of its reader."""
        cards = [self._card(number, selection, reader) for number in choice.full]
        stories, period = self.telling.stories, self.telling.period
        return Digest(
            now=period.now,
            since=period.since,
            first=period.since is None and not period.by_date,
            sections=_in_sections(cards),
            reminders=tuple(line_of(stories[number], reader) for number in choice.reminders),
            also=tuple(line_of(stories[number], reader) for number in choice.also),
            rest=choice.rest,
            late=tuple(line_of(stories[number], reader) for number in choice.late),
            late_rest=choice.late_rest,
            possible=tuple(line_of(stories[number], reader) for number in choice.possible),
            possible_rest=choice.possible_rest,
            joined=choice.joined,
            corrected=choice.corrected,
            freshness=freshness(self.sources, _places(selection), period.now),
            topics=tuple(sorted(selection.topics)),
            places=tuple(sorted(selection.places)),
            daily=period.daily,
        )

    def _card(self, number: int, selection: Selection, reader: Reader) -> Card:
        story = self.telling.stories[number]
        match = topic_of(story, selection)
        brought = match is None and bool(selection.follows)
        origin = self.origin(selection.follows, (story.id, *story.about)) if brought else None
        key = (number, match.topic if match else None, origin, reader)
        if key not in self._cards:
            story_left, did = without_done(story, reader)
            if match is not None and story_left.asks:
                # its question is of the topic that this reader asked for
                story_left = replace(story_left, matches=(match,))
            self._cards[key] = replace(card_of(story_left, match, suggest(story_left, reader), did), origin=origin)
        return self._cards[key]


def _places(selection: Selection) -> frozenset[str]:
    """Where the sources of a selection are: its places and those of the bills it follows; empty means everywhere."""
    if not selection.places:
        return frozenset()
    return selection.places.union(key.partition("/")[0] for key in selection.bills)


def _in_sections(cards: Sequence[Card]) -> tuple[tuple[str, tuple[Card, ...]], ...]:
    """The cards by section; what was decided leads where a new law is in it."""
    law = any(card.section == "decided" and card.stage == "law" for card in cards)
    order = ("decided", *(name for name in SHOWN if name != "decided")) if law else SHOWN
    return tuple(
        (section, members) for section in order if (members := tuple(c for c in cards if c.section == section))
    )


def card_of(story: Story, match: Matched | None, action: Action, did: tuple[Did, ...] = ()) -> Card:
    """A story with the reason for this reader, the action for this reader, and what they did already."""
    reasons = sorted((r for r in match.reasons if not r.against), key=_plainest) if match else []
    due_kind = action.due.kind if action.due else None
    return Card(
        id=story.id,
        what=story.what,
        place=story.place,
        section=story.section,
        identifier=story.identifier,
        title=story.title,
        url=story.url,
        said=story.said,
        gist=story.gist,
        stage=story.stage,
        told_stage=story.told_stage,
        measure=story.measure,
        event=story.event,
        action=action,
        others=tuple(due for due in story.dues if due.kind not in {due_kind, *EVENTS}),
        topic=match.topic if match else None,
        score=match.score if match else 0,
        reasons=tuple(_distinct(reasons))[:REASONS],
        bills=story.bills,
        reached=story.reached,
        rule=max(reasons, key=lambda reason: reason.weight).rule if reasons else None,
        did=did,
        alone=story.alone[:1],
    )


def _plainest(reason: Reason) -> tuple[int, float]:
    """Order of reasons: by where their words stand, then by how much the rule says."""
    place = _PLAINEST.index(reason.field) if reason.field in _PLAINEST else len(_PLAINEST)
    return place, -reason.weight


def _distinct(reasons: Iterable[Reason]) -> Iterable[Reason]:
    """Reasons that say something new: the same words in title and text are one, and so is a sentence marked twice."""
    seen: set[str] = set()
    for reason in reasons:
        words = {reason.words.casefold(), reason.excerpt.replace("«", "").replace("»", "").casefold()}
        if not words & seen:
            seen |= words
            yield reason


def _heard(bills: Sequence[HeardBill]) -> str | None:
    """The bills of a hearing by their numbers: its own name is often its committee's."""
    named = ", ".join(bill.identifier for bill in bills[:NAMED_IN_LINE])
    return (f"{named}…" if len(bills) > NAMED_IN_LINE else named) or None


def line_of(story: Story, reader: Reader) -> Line:
    """A story in one line, for this reader."""
    story, did = without_done(story, reader)
    return Line(
        id=story.id,
        place=story.place,
        identifier=story.identifier or _heard(story.bills),
        title=line_title(story.title),
        url=story.url,
        said=story.brief or (story.said[0] if story.said and story.stage is None else None),
        due=story.dues[0] if story.dues else None,
        stage=story.told_stage,
        reached=story.reached,
        hearing=story.event.id if story.event else None,
        own=position_on(story, reader) is not None,
        did=did,
    )


def freshness(sources: Iterable[SourceState], places: frozenset[str], now: dt.datetime) -> Freshness:
    """How fresh the sources of these places are."""
    read: dict[str, dt.datetime] = {}
    failed: dict[str, dt.datetime | None] = {}
    still: dict[str, dt.datetime] = {}
    by_hand: dict[str, dt.datetime] = {}
    here = [s for s in sources if not places or s.jurisdiction in places]
    distinct = {s.name: s for s in here}.values()
    visited = [s for s in distinct if s.verdict != "skipped" and queries.holds_news(s.kind)]
    shared = Counter(source.publisher for source in visited)
    kinds: set[tuple[str, str, str]] = set()
    for source in visited:
        name = source.publisher
        if shared[name] > 1:
            name = f"{source.publisher} ({source.kind})"
            kinds.add((name, source.publisher, source.kind))
        good = source.last_good_at
        late = queries.late_after(source.every_hours)
        if good is not None and queries.is_by_hand(source.every_hours) and now - good > late:
            by_hand[name] = good
        elif good is None or now - good > late or source.verdict in queries.FAILED:
            failed[name] = good
        else:
            read[name] = good
            changed = source.last_change_at
            days = expected_within(source.jurisdiction, STILL_AFTER, now.date())
            if changed is not None and now - changed > dt.timedelta(days=days):
                still[name] = changed
    return Freshness(
        read=tuple(sorted(read)),
        read_at=min(read.values(), default=None),
        failed=tuple(sorted(failed.items(), key=lambda pair: pair[0])),
        by_hand=tuple(sorted(by_hand.items())),
        still=tuple(sorted(still.items())),
        uncollected=tuple(sorted(places - {source.jurisdiction for source in here})),
        kinds=tuple(sorted(kinds)),
    )
