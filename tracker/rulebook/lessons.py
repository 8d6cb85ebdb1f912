"""Hold rules to what notices say: learn a committee's own window, and mark a rule that three notices contradict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine

from tracker import clock
from tracker.db import queries
from tracker.db.engine import reading, writing
from tracker.deadlines.from_notices import notice_text
from tracker.deadlines.model import plausible, zone_named
from tracker.deadlines.own_rules import keep_readings, readings
from tracker.deadlines.queries import beside_of
from tracker.records.items import OFF, ScrapedHearing
from tracker.records.stored import Kept
from tracker.records.text import line, number_of
from tracker.rulebook.reviews import Opening, lesson_of, open_review, stale
from tracker.testimony.bodies import body_slug, follows_its_place
from tracker.testimony.learning import Dispute, Example, Lesson, learned
from tracker.testimony.notices import stated, worth_reading
from tracker.testimony.readings import Reading
from tracker.testimony.rulebook import Place, Rule, Rulebook, chamber_of, chosen, plain_committee
from tracker.testimony.windows import Occasion, as_moment, computed

BACK: Final = dt.timedelta(days=400)
"""How far back notices teach: a session and the one before."""
LATELY: Final = dt.timedelta(days=90)
"""How far back notices count against a rule."""
AGAINST: Final = 3
"""So many notices that disagree mark a rule out of date."""
_NAMED: Final = 20
"""Hearings that a rule or a review names as its witnesses."""
_SEEN: Final = 1_000
"""Hearings that a review remembers, so that each new one does not open it again."""
_SPARED: Final = frozenset({"comment-period", "accommodation"})
"""Kinds that notices often name more than once, for different needs."""


@dataclass(slots=True, kw_only=True)
class Held:
    """What a comparison found, in numbers."""

    notices: int = 0
    lessons: int = 0
    stale: int = 0
    reviews: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A notice's deadline beside the rules of its hearing."""

    example: Example
    sentence: str
    rules: tuple[tuple[Place, Rule], ...]
    lately: bool
    seen: dt.date
    """When the record was last seen to change."""


def hold_to_notices(engine: Engine, folder: Path, book: Rulebook) -> Held:
    """Learn from all notices that are kept, open reviews, and mark what they contradict."""
    with reading(engine) as connection:
        said = list(_said(connection, book))
    done = Held(notices=len({one.example.hearing for one in said}))
    lessons, disputes = learned(one.example for one in said)
    done.lessons = _keep_lessons(engine, folder, lessons)
    contradicted = list(_contradicted(said))
    words = {one.example.hearing: one.sentence for one in said}
    with writing(engine) as connection:
        for place, rule, hearings in contradicted:
            done.reviews += open_review(connection, _against(place, rule, hearings, words))
        for dispute in disputes:
            done.reviews += open_review(connection, _disputed(dispute, words))
    marked = {(reading.place, reading.rule) for reading in readings(folder) if reading.state == "stale"}
    for place, rule, hearings in contradicted:
        if (place.code, rule.id) in marked:
            continue
        stale(
            folder,
            book,
            place.code,
            rule.id,
            number_of(len(hearings), "notice says otherwise", "notices say otherwise"),
        )
        done.stale += 1
    return done


def _said(connection: Connection, book: Rulebook) -> Iterator[_Said]:
    now = clock.now()
    query = queries.HearingQuery(after=now - BACK)
    for batch in _batches(map(queries.kept_hearing, queries.hearings(connection, query))):
        beside = beside_of(connection, batch)
        for stored in batch:
            place = book.place(stored.item.jurisdiction)
            if place is not None and stored.item.status not in OFF and plausible(stored.item.start):
                fetched = beside[stored.id].fetched if stored.id in beside else ()
                text = "\n".join((notice_text(stored.item), *(sheet.text for sheet in fetched)))
                if worth_reading(text):
                    yield from _of_notice(stored, place, text, lately=stored.item.start >= now - LATELY)


def _batches(hearings: Iterable[Kept[ScrapedHearing]], size: int = 500) -> Iterator[list[Kept[ScrapedHearing]]]:
    batch: list[Kept[ScrapedHearing]] = []
    for stored in hearings:
        batch.append(stored)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _of_notice(stored: Kept[ScrapedHearing], place: Place, text: str, *, lately: bool) -> Iterator[_Said]:
    hearing = stored.item
    zone = zone_named(hearing.timezone, place.timezone)
    local = hearing.start.astimezone(zone)
    deadlines = stated(text, local, zone, all_day=hearing.all_day, subdivision=place.subdivision)
    occasion = Occasion(
        start=hearing.start, zone=zone, day=local.date(), end=hearing.end, all_day=hearing.all_day,
        subdivision=place.subdivision,
    )  # fmt: skip
    rules = [choice.rule for choice in chosen(place, hearing, local.date(), None if hearing.all_day else local.time())]
    for said in deadlines.deadlines:
        if said.confidence != "high" or said.kind in _SPARED:
            continue
        example = Example(
            hearing=stored.id, place=place.code, chamber=chamber_of(hearing) or "", committee=_committee(hearing), kind=said.kind,
            occasion=occasion, due=said.due, name=line(_named(hearing), 120),
        )  # fmt: skip
        held = tuple(
            (place, rule) for rule in rules if said.kind in rule.kinds and not rule.invited and not rule.learned_from
        )
        seen = stored.changed_at.date()
        yield _Said(example=example, sentence=said.sentence, rules=held, lately=lately, seen=seen)


def _committee(hearing: ScrapedHearing) -> str:
    """The committee as a rule names it; empty for another body's meetings."""
    return plain_committee(_named(hearing)) if follows_its_place(hearing) else ""


def _named(hearing: ScrapedHearing) -> str:
    """The committee as the notice writes it."""
    return hearing.committee or hearing.name.partition(":")[0]


def _keep_lessons(engine: Engine, folder: Path, lessons: Iterable[Lesson]) -> int:
    """Keep each lesson as readings, one a window that fits, and open one review of it; those that somebody refused stay refused."""
    known = {(lesson_reading.place, lesson_reading.rule): lesson_reading for lesson_reading in readings(folder)}
    by_lesson = [(lesson, list(_readings_of(lesson, known.values()))) for lesson in lessons]
    news = {lesson: _news(said, known) for lesson, said in by_lesson}
    fresh = [reading for said in news.values() for reading in said]
    openings = [_taught(lesson, said) for lesson, said in by_lesson if news[lesson]]
    still = {(lesson_reading.place, lesson_reading.rule) for _lesson, said in by_lesson for lesson_reading in said}
    gone = [pair for pair, lesson_reading in known.items() if lesson_reading.state == "learned" and pair not in still]
    if fresh or gone:
        keep_readings(folder, fresh, forget=gone)
    if openings:
        with writing(engine) as connection:
            for opening in openings:
                open_review(connection, opening)
    return len(openings)


def _news(said: Iterable[Reading], known: Mapping[tuple[str, str], Reading]) -> list[Reading]:
    """Those of a lesson's readings that say something new."""
    return [reading for reading in said if not _nothing_new(known.get((reading.place, reading.rule)), reading)]


def _taught(lesson: Lesson, said: list[Reading]) -> Opening:
    """What a person should look at: all windows of a lesson at once, a line each."""
    details = {"hearings": list(lesson.hearings[-_NAMED:]), "seen": list(lesson.hearings[-_SEEN:])}
    windows = "\n".join(reading.window for reading in said)
    return Opening(kind="learned", place=lesson.place, rule=said[0].rule, after=windows, details=details)


def _readings_of(lesson: Lesson, known: Iterable[Reading]) -> Iterator[Reading]:
    """A reading for each window that nobody refused; a window that was learned before is called what it was."""
    name = f"learned-{body_slug(f'{lesson.chamber} {lesson.committee}')}-{lesson.kind}"
    before = {
        reading.window: reading
        for reading in known
        if reading.place == lesson.place and lesson_of(reading.rule) == name
    }
    taken = {reading.rule for reading in before.values()}
    free = (rule for number in count(1) if (rule := f"{name}-{number}") not in taken)
    for window in lesson.windows:
        own = before.get(window)
        if own is not None and own.state == "refused":
            continue
        yield Reading(
            place=lesson.place,
            rule=own.rule if own is not None else next(free),
            state="learned",
            day=clock.today(),
            by="notices",
            window=window,
            kind=lesson.kind,
            committee=lesson.committee,
            name=lesson.name,
            chamber=lesson.chamber,
            notices=lesson.hearings[-_NAMED:],
        )


def _nothing_new(known: Reading | None, fresh: Reading) -> bool:
    if known is None or known.window != fresh.window:
        return False
    return known.notices == fresh.notices


def _contradicted(said: Iterable[_Said]) -> Iterator[tuple[Place, Rule, tuple[str, ...]]]:
    """The rules that at least three notices of late contradict, and no more agree with."""
    votes: dict[tuple[str, str], tuple[Place, Rule, set[str], set[str]]] = {}
    for statement in said:
        if not statement.lately:
            continue
        for place, rule in statement.rules:
            if rule.checked is not None and statement.seen <= rule.checked:
                continue  # who read the rule at its source knows better than older notices
            times = computed(rule.window, statement.example.occasion)
            if times is None:
                continue
            _place, _rule, agree, otherwise = votes.setdefault((place.code, rule.id), (place, rule, set(), set()))
            (agree if _same(times[1].at, statement.example) else otherwise).add(statement.example.hearing)
    for place, rule, agree, otherwise in votes.values():
        against = otherwise - agree  # a notice that names two moments agrees if one of them does
        if len(against) >= AGAINST and len(against) > len(agree):
            yield place, rule, tuple(sorted(against))


def _same(at: dt.datetime | dt.date, example: Example) -> bool:
    zone, due = example.occasion.zone, example.due
    if isinstance(at, dt.datetime) and isinstance(due, dt.datetime):
        return as_moment(at, zone).astimezone(dt.UTC) == as_moment(due, zone).astimezone(dt.UTC)
    days = [moment.astimezone(zone).date() if isinstance(moment, dt.datetime) else moment for moment in (at, due)]
    return days[0] == days[1]


def _against(place: Place, rule: Rule, hearings: tuple[str, ...], words: dict[str, str]) -> Opening:
    after = "\n".join(f"{key}: {words[key]}" for key in hearings[:_NAMED])
    details: dict[str, Any] = {"hearings": list(hearings[:_NAMED]), "seen": list(hearings[:_SEEN])}
    return Opening(
        kind="notices", place=place.code, rule=rule.id, before=rule.window.text, after=after, details=details
    )


def _disputed(dispute: Dispute, words: dict[str, str]) -> Opening:
    shown = (*dispute.agreeing[:10], *dispute.otherwise[:10])
    rule = f"learned-{body_slug(f'{dispute.chamber} {dispute.committee}')}-{dispute.kind}-1"
    after = "\n".join(f"{key}: {words.get(key, '')}" for key in shown)
    seen = [*dispute.agreeing, *dispute.otherwise][:_SEEN]
    details: dict[str, Any] = {"hearings": list(shown), "seen": seen, "committee": dispute.committee}
    return Opening(kind="notices", place=dispute.place, rule=rule, before=dispute.window, after=after, details=details)
