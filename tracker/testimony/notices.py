"""Read what a hearing's own notice says about being heard: deadlines with their sentence, and who may speak.

Rules and dates, no guessing. A sentence that speaks of a deadline and names no moment we can trust is told as unread, so
that silence is never taken for absence.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from tracker.records.calls import CALL
from tracker.records.text import number_of
from tracker.testimony.notice_clock import Frame
from tracker.testimony.notice_door import DAY_UNNAMED
from tracker.testimony.notice_kinds import SPEAKING
from tracker.testimony.notice_meaning import (
    Spot,
    is_of_something_else,
    meaning,
    needs_the_one_before,
    openings,
    speaks_of_deadline,
)
from tracker.testimony.notice_moments import moments
from tracker.testimony.notice_residue import words_of_time
from tracker.testimony.notice_safety import held
from tracker.testimony.notice_sentences import LONGEST, cut, sentences
from tracker.testimony.notice_spans import Found
from tracker.testimony.notice_vocabulary import (
    HEARS_ANYBODY,
    OPENNESS,
    PUBLIC,
    SESSION,
    SESSION_WORDS,
    Openness,
    lower_case,
    lowered,
    starting,
)
from tracker.testimony.notice_witness import EARLIER_WORDS, Bound, bounds
from tracker.testimony.rulebook import Confidence

MOST: Final = 40
"""Deadlines of one notice; more are a list of something else."""

_LATEST: Final = 45
_LATEST_COMMENTS: Final = 120
"""Days behind a hearing until which its notice may name a deadline; comments on a rule are taken for months."""
_DEADLINE: Final = lowered(r"\bdeadline\b")
_WORTH_READING: Final = starting(r"sign|cards?\b|cart\b|asl\b|ada\b|slips?\b|firmar")
"""What every notice that says something about being heard has in it; most names of hearings have none of it."""
_HINTS: Final = (
    "testi", "comment", "written", "statement", "speak", "submi", "witness", "letter", "address", "remarks",
    "session", "record", "invit", "anyone", "accommod", "disab", "assistive", "translat", "caption", "auxiliary",
    "vote", "markup", "closed", "regist", "regíst", "inscr", "coment", "email", "e-mail", "copies", "request",
    "communication", "somet", "necesidad", "récord", "expediente", "modific", "position", "deaf", "impair",
    "sord", "handout", "input", "dial", "ponen", "depon", "memorial", "escrit", "particip", "acomod", "discapac",
    "turno", "hablar", "expres", "heard", "check", "voice", "brief", "exhibit", "impedimento", "asistencia", "appear",
    "escuch", "headset", "listen", "queue", "phone", "roster", "day review", "green slip", "completed", "pdf", "gavel", "placed on", "your note", "your message", "arguments", "hearing loop", "unirse", "conect", "notif", "hearing date", "mail in", "lectern", "podium", "clipboard", "the mic", "assistance", "material", "mark-up", "mark up", "action", "voting", "jf",
    "palabra", "recomendaciones", "planteamientos", "sugerencias", "the agenda", "pending", "ejecutiva", "the list", "the clerk", "notify", "talk", "docket", "spokes", "zoom", "rsvp", "webinar", "the mic", "a slot", "su nombre", "names ", "slots", "passcode", "suggestions", "anot", "feedback", "in writing", "forms ", "orador", "document", "deadline", "floor time", "upload", "video", "interpret", "log in", "presentation", "slides", "views", "opini", "thoughts",
    "comparec", "caller", "large print", "large-print", "braille", "presentaci", "powerpoint", "correspond", "petition", "review period", "objection", "protest", "solicit", "recib", "enviar", "intérpret",
)  # fmt: skip
"""Those of them that need no pattern: looking for a word is many times quicker."""
_KEPT: Final = 4_000
"""Characters of a notice whose reading is worth keeping; some thousand of them are kept."""
_LINE: Final = 2_000
"""Characters of a line that is worth remembering."""
_URL: Final = re.compile(r"https?://[^\s<>\"'()\[\]]{3,500}")
_EMAIL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")

_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'()\[\],;]{2,500}(?<![.:])|[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A deadline that the notice states."""

    kind: str
    """One of the kinds of deadline: written-testimony, oral-sign-up, remote-sign-up, position, accommodation, comment-period."""
    due: dt.datetime | dt.date
    """An aware moment in the place's zone, or a bare date."""
    opens: dt.datetime | dt.date | None = None
    sentence: str
    """The notice's own words, 400 characters at most."""
    how: str | None = None
    url: str | None = None
    email: str | None = None
    notes: tuple[str, ...] = ()
    confidence: Confidence = "high"
    page: str | None = None
    """The address of the page that says so, where it is not the record's own text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeReading:
    """What was read in a notice."""

    deadlines: tuple[Stated, ...] = ()
    openness: Openness | None = None
    openness_sentence: str | None = None
    unread: tuple[str, ...] = ()
    """Sentences that speak of a deadline to be heard, whose moment could not be read."""


def stated(
    text: str,
    occasion_start: dt.datetime,
    zone: ZoneInfo,
    *,
    all_day: bool = False,
    published: dt.date | None = None,
    subdivision: str | None = None,
) -> NoticeReading:
    """What the text of a notice says about a hearing that starts then, in that zone.

    `subdivision` names the state whose holidays are no business days.
    """
    if not worth_reading(text) and not PUBLIC.search(lower_case(text)):
        return NoticeReading()
    return read_whole(text, Frame(occasion_start, zone, all_day, published, subdivision))


def read_whole(text: str, frame: Frame) -> NoticeReading:
    """What the text says; for callers who know that it is worth reading."""
    by_meaning: dict[tuple[str, object], Stated] = {}
    unread: dict[str, None] = {}
    before: _Said | None = None
    opened: dict[str, Found] = {}
    """What the sentence before opens, by its kind."""
    told_so = tuple(sentences(text))
    for sentence in told_so:
        said = _Said(sentence, before.told if before else "", *_understood(sentence, before.lower if before else ""))
        opened_before, opened = opened, {}
        if speaks_of_deadline(said.lower, said.context):
            made, opened, doubtful = _read(said, frame)
            for stated in made:
                if stated.opens is None and stated.kind in opened_before:
                    stated = _opened(stated, opened_before[stated.kind], frame)  # noqa: PLW2901 - the same deadline
                by_meaning.setdefault((stated.kind, stated.due), stated)
            if doubtful:
                unread[cut(sentence)] = None
        before = said
    for key, stated in tuple(by_meaning.items()):
        if DAY_UNNAMED in stated.notes and not _is_plainly_of_the_day(stated, by_meaning.values(), frame):
            del by_meaning[key]
            unread[stated.sentence] = None
    openness, words = _openness(told_so, text)
    left_out = {
        f"{number_of(len(by_meaning) - MOST, 'more deadline')} than the {MOST} that are kept": len(by_meaning) > MOST,
        f"what comes after the first {LONGEST:,} characters": len(text) > LONGEST,
    }
    unread.update(dict.fromkeys(sentence for sentence, holds in left_out.items() if holds))
    return NoticeReading(
        deadlines=tuple(list(by_meaning.values())[:MOST]),
        openness=openness,
        openness_sentence=words,
        unread=tuple(unread),
    )


def reading_of(text: str, frame: Frame) -> NoticeReading | None:
    """What the text says, or None where it is not worth reading; kept, since a rule that changes changes no notice."""
    read = _kept_reading if len(text) <= _KEPT else _kept_reading.__wrapped__
    return read(text, frame.start.astimezone(dt.UTC), frame.zone, frame.all_day, frame.published, frame.subdivision)


@lru_cache(maxsize=8_192)
def _kept_reading(
    text: str, start: dt.datetime, zone: ZoneInfo, all_day: bool, published: dt.date | None, subdivision: str | None
) -> NoticeReading | None:
    if not worth_reading(text):
        return None
    return read_whole(text, Frame(start.astimezone(zone), zone, all_day, published, subdivision))


def worth_reading(text: str) -> bool:
    """Whether a notice may say anything about being heard but that the public may come; quick, since most say nothing."""
    if len(text) > LONGEST:
        return True
    lines = text.split("\n")
    return any(_hints(line) if len(line) < _LINE else _hints.__wrapped__(line) for line in lines)


@lru_cache(maxsize=8_192)
def _hints(line: str) -> bool:
    """Whether a line hints at being heard; most notices of a place share all lines but the first."""
    lower = line.lower()
    for hint in _HINTS:
        if hint in lower:
            return True
    return _WORTH_READING.search(lower) is not None


class _Said(NamedTuple):
    """A sentence of a notice."""

    told: str
    told_before: str
    """The sentence before it."""
    lower: str
    """The sentence in lower case, as all patterns want it."""
    context: str
    """The one before it in lower case, where this one does not say itself what it speaks of."""


@lru_cache(maxsize=8_192)
def _understood(sentence: str, before: str) -> tuple[str, str]:
    lower = _without_addresses(lower_case(sentence))
    return lower, before if needs_the_one_before(lower) else ""


def _read(said: _Said, frame: Frame) -> tuple[list[Stated], dict[str, Found], bool]:
    """The deadlines of a sentence, what it opens, and whether it speaks of a deadline that could not be read."""
    sentence = said.lower
    hits, doubtful = moments(sentence, frame, said.told_before)
    latest = _LATEST_COMMENTS if "comment" in sentence else _LATEST
    spots = tuple(
        Spot(
            hit.start,
            hit.end,
            hit.begins_range,
            hit.ends_range,
            hit.start_of_hearing,
            hit.at == frame.start,
            _plausible(hit, frame, latest),
        )
        for hit in hits
    )
    meanings = meaning(sentence, said.context, spots)
    believed = held(sentence, hits, spots, meanings, frame)
    doubtful = doubtful or len(believed) < len(meanings)
    deadlines = [_made(meant.kind, hits[meant.due], said, earlier) for meant, earlier in believed]
    deadlines = [
        made if meant.opens is None else _opened(made, hits[meant.opens], frame)
        for made, (meant, _earlier) in zip(deadlines, believed, strict=True)
    ]
    deadlines = [meant for meant in deadlines if not _said_with_its_hour(meant, deadlines, frame)]
    in_time = [meant for meant in deadlines if meant.kind not in SPEAKING or _day(meant.due, frame) <= frame.day]
    doubtful = doubtful or len(in_time) < len(deadlines)
    deadlines = in_time
    opened = {kind: hits[number] for kind, number in openings(sentence, said.context, spots)}
    return deadlines, opened, _is_unread(sentence, hits, read=bool(deadlines), doubtful=doubtful)


def _is_unread(sentence: str, hits: list[Found], *, read: bool, doubtful: bool) -> bool:
    """Whether the sentence, or a part of it, speaks of a deadline to be heard whose moment was not read."""
    if read:
        return _passes_over_a_section(sentence, hits)
    return (doubtful or (not hits and _names_a_time(sentence))) and not is_of_something_else(sentence)


def _passes_over_a_section(sentence: str, hits: list[Found]) -> bool:
    """Whether a part between semicolons states a deadline of its own of which no moment was read: `; remote speakers by noon`."""
    if ";" not in sentence:
        return False
    begin = 0
    for section in sentence.split(";"):
        end = begin + len(section)
        silent = not any(begin <= hit.start < end for hit in hits)
        if silent and speaks_of_deadline(section, "") and words_of_time(section) and not is_of_something_else(section):
            return True
        begin = end + 1
    return False


def _said_with_its_hour(day: Stated, deadlines: list[Stated], frame: Frame) -> bool:
    """Whether a bare date is told with its hour as well: "one business day ahead, that is by 4 p.m. on January 19"."""
    return not isinstance(day.due, dt.datetime) and any(
        isinstance(stated.due, dt.datetime) and stated.kind == day.kind and _day(stated.due, frame) == day.due
        for stated in deadlines
    )


def _is_plainly_of_the_day(guessed: Stated, deadlines: Iterable[Stated], frame: Frame) -> bool:
    """Whether an hour that names no day can only be the hearing's own: people sign up then, and no sentence has a day for it."""
    return guessed.kind != "written-testimony" and not any(
        stated.kind == guessed.kind and _day(stated.due, frame) < frame.day for stated in deadlines
    )


def _without_addresses(lower: str) -> str:
    """The sentence with its addresses blotted out, each character at its place: `testimony@` and `/register` name no act."""
    if "@" not in lower and "http" not in lower and "www." not in lower:
        return lower
    return _ADDRESS.sub(lambda hit: "_" * len(hit[0]), lower)


@lru_cache(maxsize=8_192)
def _addresses(sentence: str, kind: str) -> tuple[str | None, str | None]:
    """The web address and the mail address that a sentence names for doing this; what is sent is not sent to a call."""
    urls = (match[0].rstrip(".,;") for match in _URL.finditer(sentence))
    url = next((url for url in urls if kind in SPEAKING or not CALL.match(url)), None)
    mail = _EMAIL.search(sentence)
    return url, mail[0] if mail else None


def _opened(made: Stated, opening: Found, frame: Frame) -> Stated:
    """The deadline with when it opens, if that is before it closes."""
    due, opens = made.due, opening.at
    both = isinstance(due, dt.datetime) and isinstance(opens, dt.datetime)
    before = opens < due if both else _day(opens, frame) <= _day(due, frame)
    return replace(made, opens=opens) if before else made


def _made(kind: str, hit: Found, said: _Said, earlier: Bound | None) -> Stated:
    own, before = _addresses(said.told, kind), _addresses(said.told_before, kind)
    url, mail = own[0] or before[0], own[1] or before[1]
    return Stated(
        kind=kind,
        due=hit.at,
        sentence=cut(said.told),
        how=f"Write to {mail}." if mail and not url else None,
        url=url,
        email=mail,
        notes=hit.notes if earlier is None else (*hit.notes, _earlier(said, earlier)),
        confidence="low" if earlier is not None else "high" if hit.sure else "medium",
    )


def _earlier(said: _Said, bound: Bound) -> str:
    return EARLIER_WORDS.format(words=said.told[bound.start : bound.end])


def _plausible(hit: Found, frame: Frame, latest: int) -> bool:
    return -90 <= (_day(hit.at, frame) - frame.day).days <= latest


def _day(due: dt.datetime | dt.date, frame: Frame) -> dt.date:
    return due.astimezone(frame.zone).date() if isinstance(due, dt.datetime) else due


def _names_a_time(sentence: str) -> bool:
    return (
        bool(words_of_time(sentence) or bounds(sentence))
        or "close of business" in sentence
        or _DEADLINE.search(sentence) is not None
    )


@lru_cache(maxsize=8_192)
def _words_of_openness(sentence: str) -> tuple[Openness | None, bool, bool]:
    """Who is heard by a sentence's own words, whether it speaks of the public, and whether of a closed session."""
    sentence = lower_case(sentence)
    said = next((openness for openness, pattern in OPENNESS if pattern.search(sentence)), None)
    session = any(word in sentence for word in SESSION_WORDS) and SESSION.search(sentence) is not None
    return said, PUBLIC.search(sentence) is not None, session


def _openness(told_so: tuple[str, ...], text: str) -> tuple[Openness | None, str | None]:
    """Who may be heard, and the words that say so; None where the notice does not say."""
    public: str | None = None
    closed: str | None = None
    for sentence in told_so:
        said, is_public, is_closed = _words_of_openness(sentence)
        if said is not None:
            return said, cut(sentence)
        if public is None and is_public:
            public = cut(sentence)
        if closed is None and is_closed:
            closed = cut(sentence)
    if closed is not None and not HEARS_ANYBODY.search(lower_case(text[:LONGEST])):
        return "none", closed
    return ("public", public) if public else (None, None)
