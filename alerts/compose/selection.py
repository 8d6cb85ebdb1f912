"""Decide which stories a selection gets.

Stories stand in one order of importance, so a set of them is a whole number with a bit for each: asking for three topics
in two places is a few operations on such numbers, and equal selections are answered once. That is what makes a hundred
thousand subscriptions cheap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from alerts.compose.facts import Matched
from alerts.stories import Story, Telling
from alerts.stories.hearings import last_moment

ALSO: Final = 5
"""One-line entries after the full items; what is beyond them is a number and a link."""
OWN_LINES: Final = 3
"""Of those, what is kept for bills that the reader takes a position on, also where all that is open leaves no room."""
LATE: Final = 3
"""One-line entries of what arrived late."""
REMINDERS: Final = 5
LEADING: Final = frozenset({"vetoed", "passed-one-chamber", "chambers-differ", "passed-both", "sent-to-executive"})
"""What a bill has come to that is told in full, however much can be acted on: the vote is what people ask about."""
ROOM: Final = 3
"""Places in a mail from which on one is kept for such a bill."""
POSSIBLE: Final = 10
"""One-line entries of what an estimate alone calls possible, for those who ask for it."""
KINDS: Final = ("bills", "hearings", "deadlines", "rule-makings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a subscription asks for. An empty set of topics, places or kinds means all of them."""

    topics: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    bills: frozenset[str] = frozenset()
    """Followed bills: told whatever their topic, place and score."""
    kinds: frozenset[str] = frozenset()
    min_score: int = 0
    """Of what rules flag; what an estimate calls possible has few points, whatever it is worth."""
    possible: bool = False
    most: int = 3
    """Items told in full."""
    only_followed: bool = False
    """Only `bills`, and nothing by its topic."""
    only_dues: bool = False
    """Only what can be acted on until a moment: for readers who want deadlines as they happen and nothing else."""
    own: frozenset[str] = frozenset()
    """Bills on which this reader takes a position: their news has a place in full before what others move."""
    follows: tuple[str, ...] = ()
    """What else is followed, such as a person: the reason for those of `bills` that nobody named."""
    muted_records: frozenset[str] = frozenset()
    muted_topics: frozenset[str] = frozenset()
    muted_rules: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a selection gets, as positions in the telling's stories."""

    full: tuple[int, ...] = ()
    """Told in full, in order of importance: a new law first, then what can be acted on."""
    also: tuple[int, ...] = ()
    rest: int = 0
    """How many more there are."""
    reminders: tuple[int, ...] = ()
    late: tuple[int, ...] = ()
    late_rest: int = 0
    possible: tuple[int, ...] = ()
    possible_rest: int = 0
    joined: int = 0
    corrected: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.full or self.also or self.reminders or self.late or self.possible or self.joined)


class _Set:
    """Records with a place, topics and kinds, as sets of bits."""

    def __init__(self, entries: Iterable[tuple[str, tuple[Matched, ...], frozenset[str]]]) -> None:
        self.topics: dict[str, list[tuple[int, Matched]]] = {}
        self.places: dict[str, int] = {}
        self.kinds: dict[str, int] = {}
        self.all = 0
        for number, (place, matches, kinds) in enumerate(entries):
            bit = 1 << number
            self.all |= bit
            self.places[place] = self.places.get(place, 0) | bit
            for kind in kinds:
                self.kinds[kind] = self.kinds.get(kind, 0) | bit
            for match in matches:
                self.topics.setdefault(match.topic, []).append((number, match))
        self._of_topic = lru_cache(maxsize=10_000)(self._topic_bits)

    def wanted(self, selection: Selection) -> int:
        """The records that fit topics, score, places and kinds."""
        topics = selection.topics or self.topics.keys()
        bits = 0
        for topic in topics:
            if topic not in selection.muted_topics:
                bits |= self._of_topic(topic, selection.min_score, selection.muted_rules)
        if selection.places:
            bits &= _union(self.places, selection.places)
        if selection.kinds:
            bits &= _union(self.kinds, selection.kinds)
        return bits

    def _topic_bits(self, topic: str, min_score: int, muted: frozenset[str]) -> int:
        bits = 0
        for number, match in self.topics.get(topic, ()):
            if match.score >= min_score and not (muted and match.rules and match.rules <= muted):
                bits |= 1 << number
        return bits


def _union(sets: Mapping[str, int], names: Iterable[str]) -> int:
    union = 0
    for name in names:
        union |= sets.get(name, 0)
    return union


class Chooser:
    """Answers selections for one telling."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        stories = telling.stories
        self._set = _Set((story.place, story.matches, story.kinds) for story in stories)
        self._possible = _Set((story.place, story.possible, story.kinds) for story in stories)
        self._joined = _Set(_counted(telling.joined))
        self._corrected = _Set(_counted(telling.corrected))
        self._about: dict[str, int] = {}
        self._reminder, self._small, self._local = (_bits(stories, name) for name in ("reminder", "small", "local"))
        self._late = self._dues = self._laws = self._leads = self._off = 0
        for number, story in enumerate(stories):
            bit = 1 << number
            for key in {story.id, *story.about}:
                self._about[key] = self._about.get(key, 0) | bit
            if story.section == "late":
                self._late |= bit
            if story.section == "decided" and story.stage == "law":
                self._laws |= bit
            if story.section in {"decided", "moved"} and story.reached and story.stage in LEADING:
                self._leads |= bit
            if story.section == "moved" and story.event is not None and story.event.off and _ahead(story, telling):
                self._off |= bit
            if story.section == "act" and story.dues:
                self._dues |= bit
        self._full = self._set.all & ~self._reminder & ~self._late
        self.choose = lru_cache(maxsize=20_000)(self._choose)

    def _choose(self, selection: Selection) -> Choice:
        bits = self._by_topic(selection, self._set)
        if not selection.places:
            bits &= ~self._local
        if selection.bills:
            bits |= _union(self._about, selection.bills)
        if selection.muted_records:
            bits &= ~self._only_about(selection.muted_records)
        if selection.only_dues:
            bits &= self._dues | self._off
        maybe = self._maybe(selection) & ~bits
        news = bits & self._full
        mine = _union(self._about, selection.own)
        full = self._in_full(news, mine, selection.most)
        rest = _without(news, full)
        also = self._in_a_line(rest, mine)
        late = bits & self._late
        late_shown = tuple(sorted(_preferred(late, mine, LATE)))
        possible = _lowest(maybe, POSSIBLE)
        return Choice(
            full=full,
            also=also,
            rest=news.bit_count() - len(full) - len(also),
            reminders=_lowest(bits & self._reminder, REMINDERS),
            late=late_shown,
            late_rest=late.bit_count() - len(late_shown),
            possible=possible,
            possible_rest=maybe.bit_count() - len(possible),
            joined=0 if selection.only_dues else self._by_topic(selection, self._joined).bit_count(),
            corrected=0 if selection.only_dues else self._by_topic(selection, self._corrected).bit_count(),
        )

    @staticmethod
    def _by_topic(selection: Selection, records: _Set) -> int:
        """What is wanted beside what is followed."""
        return 0 if selection.only_followed else records.wanted(selection)

    def _in_full(self, news: int, mine: int, most: int) -> tuple[int, ...]:
        """What is told in full: a law first, then in their order what is chosen by turns.

        The turns: the first thing that can be acted on, what this reader takes a position on, a vote, and all the rest.
        """
        large = news & ~self._small
        law = _preferred(large & self._laws, mine, 1)
        rooms = most >= ROOM
        chosen: tuple[int, ...] = law
        for some, count in (
            (self._dues, int(rooms)),
            (mine, most),
            (self._leads, int(rooms and not law)),
            (large, most),
        ):
            rest = _without(large, chosen)
            chosen += _preferred(rest & some, mine, min(count, most - len(chosen)))
        return (*law, *sorted(chosen[len(law) :]))

    def _in_a_line(self, rest: int, mine: int) -> tuple[int, ...]:
        """What is told in one line: hearings that are off and all that is open before what has no room but matters less."""
        chosen = _lowest(rest & self._off, ALSO)
        chosen += _lowest(_without(rest, chosen) & self._dues, ALSO)
        chosen += _lowest(_without(rest, chosen) & mine, OWN_LINES)
        return (*chosen, *_lowest(_without(rest, chosen), ALSO - len(chosen)))

    def _maybe(self, selection: Selection) -> int:
        """What an estimate alone sees, for those who ask for it and not for deadlines alone."""
        if not selection.possible or selection.only_dues or selection.only_followed:
            return 0
        bits = self._possible.wanted(replace(selection, min_score=0)) & ~self._reminder
        return bits & ~self._only_about(selection.muted_records) if selection.muted_records else bits

    def _only_about(self, muted: frozenset[str]) -> int:
        """Stories about muted records and nothing else: a hearing of two bills stays while one of them is wanted."""
        candidates = _union(self._about, muted)
        only = 0
        for number in _lowest(candidates, candidates.bit_count()):
            story = self.telling.stories[number]
            if story.id in muted or (story.about and set(story.about) <= muted):
                only |= 1 << number
        return only


def _bits(stories: Sequence[Story], name: str) -> int:
    """The stories of which something holds."""
    return sum(1 << number for number, story in enumerate(stories) if getattr(story, name))


def _ahead(story: Story, telling: Telling) -> bool:
    """Whether somebody may still set out for a hearing that is off."""
    return story.event is not None and last_moment(story.event) > telling.period.now


def topic_of(story: Story, selection: Selection) -> Matched | None:
    """The match that says why this reader gets the story: their best topic; None when they follow the bill."""
    for match in story.matches:
        wanted = not selection.topics or match.topic in selection.topics
        muted = match.topic in selection.muted_topics or (match.rules and match.rules <= selection.muted_rules)
        if wanted and not muted and match.score >= selection.min_score:
            return match
    return None


def _counted(records: Mapping[str, tuple[Matched, ...]]) -> Iterable[tuple[str, tuple[Matched, ...], frozenset[str]]]:
    for key, matches in records.items():
        yield key.partition("/")[0], matches, frozenset(KINDS)


def _lowest(bits: int, count: int) -> tuple[int, ...]:
    """The positions of the lowest `count` bits."""
    numbers: list[int] = []
    while bits and len(numbers) < count:
        low = bits & -bits
        numbers.append(low.bit_length() - 1)
        bits ^= low
    return tuple(numbers)


def _preferred(bits: int, preferred: int, count: int) -> tuple[int, ...]:
    """The lowest positions, those that are preferred before all others."""
    first = _lowest(bits & preferred, count)
    return first + _lowest(bits & ~preferred, count - len(first))


def _without(bits: int, positions: Iterable[int]) -> int:
    for position in positions:
        bits ^= 1 << position
    return bits
