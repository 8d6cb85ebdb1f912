"""Write an impact report for people: Markdown for the members of a coalition, rows for a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from tracker.deadlines.ledger import VERDICTS
from tracker.deadlines.model import KINDS
from tracker.exports.impact import CAUTION, OUTCOMES, Impact, Outcome, bill_words, day_words
from tracker.records.place_names import place_name
from tracker.subscriptions.done import FEW

Line = tuple[str, str | None]
"""A line of the report, and the address of what it rests on where one is known."""
COLUMNS: Final = ("section", "what", "number", "date", "id", "title", "position", "words", "url")
WATCHED: Final[Mapping[str, str]] = {
    "bills": "bills",
    "hearings": "hearings and meetings",
    "hearings_off": "of these called off or postponed",
    "rule_makings": "rule-makings",
}
TOLD: Final[Mapping[str, str]] = {
    "mails": "emails sent, whatever they told of",
    "windows": "chances to be heard closed",
    "windows_told": "of these told before they closed",
    "median_hours_ahead": "hours ahead, in the median",
    "promised": "of these posted at least 72 hours ahead and asked for",
    "kept": "of those told at least 48 hours ahead",
}
POSITIONS: Final[Mapping[str, str]] = {"support": "supported", "oppose": "opposed", "watch": "watched"}
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#|!~&])")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+\Z")


def markdown(impact: Impact) -> str:
    """The report as Markdown."""
    return "\n".join(_lines(impact)) + "\n"


def _lines(impact: Impact) -> Iterator[str]:
    scope = impact.scope
    places = map(place_name, scope.places)
    about = [*([f"list {scope.list}"] if scope.list else []), *scope.topics, *places]
    yield from (f"# What we did and what changed, {day_words(scope.since)} to {day_words(scope.until)}", "")
    yield from (f"Of: {', '.join(about)}", "") if about else ()
    yield CAUTION
    for title, lines in sections(impact, _plain):
        yield from ("", f"## {title}", "")
        yield from (f"- {text} <{url}>" if url else f"- {text}" for text, url in lines)


def sections(impact: Impact, written: Callable[[str], str]) -> Iterator[tuple[str, list[Line]]]:
    """The parts of the report with their lines; `written` puts a text of others into the form of the document."""
    yield "What was watched", _numbers(impact.watched, WATCHED)
    yield "What was told", _numbers(impact.told, TOLD) + _numbers(impact.verdicts, VERDICTS)
    yield "What people said they did", [(line, None) for line in _did_lines(impact)]
    yield "What changed", list(_changed_lines(impact, written))
    yield "What is not in these numbers", [(line, None) for line in _missing_lines(impact, written)]


def _numbers(numbers: Mapping[str, float | None], words: Mapping[str, str]) -> list[Line]:
    known = ((name, numbers.get(name)) for name in words)
    return [(f"{number:,} {words[name]}", None) for name, number in known if number is not None]


def _did_lines(impact: Impact) -> Iterator[str]:
    yield from (f"{number:,} {words}" for words, number in _did(impact))
    if impact.did_few:
        yield f"fewer than {FEW} {'others' if impact.did else 'in all'}"
    elif not impact.did:
        yield "Nobody ticked anything. Many who act tick nothing."


def _changed_lines(impact: Impact, written: Callable[[str], str]) -> Iterator[Line]:
    yield from ((f"{number:,} {words}", None) for words, number in counted(impact))
    yield from (_outcome(outcome, written) for outcome in impact.changed)
    if not impact.changed:
        yield "No bill that was watched passed a chamber or came to its end.", None


def _missing_lines(impact: Impact, written: Callable[[str], str]) -> Iterator[str]:
    yield from map(written, impact.missing)
    if not impact.missing:
        yield "Every source that we know of was read at each visit in this time."
    yield "What people did without ticking it, and what was told outside of our mail."


def counted(impact: Impact) -> Iterator[tuple[str, int]]:
    """Bills by outcome, in words: "supported and became law"."""
    for (position, kind), number in impact.counts.items():
        ours = f"{POSITIONS[position]} and " if position else ""
        yield f"{'bill' if number == 1 else 'bills'}: {ours}{OUTCOMES[kind]}", number


def _did(impact: Impact) -> Iterator[tuple[str, int]]:
    return ((KINDS.get(kind, "Of other kinds"), number) for kind, number in impact.did.items())


def _outcome(outcome: Outcome, written: Callable[[str], str]) -> Line:
    ours = f" ({POSITIONS[outcome.position]})" if outcome.position else ""
    on = f" on {day_words(outcome.date)}" if outcome.date else ""
    bill = written(f"{bill_words(outcome.id)}, {outcome.title}")
    sentence = f"{bill}{ours}: {OUTCOMES[outcome.kind]}{on}. “{written(outcome.words)}”"
    return sentence, outcome.url if outcome.url and _ADDRESS.match(outcome.url) else None


def flowing(text: str) -> str:
    """A text of others on one line."""
    return " ".join(text.split())


def _plain(text: str) -> str:
    """A text of others in which no character means markup."""
    return _MARKUP.sub(r"\\\1", flowing(text))


def rows(impact: Impact) -> Iterator[dict[str, Any]]:
    """The report as a table: each number, each outcome and each gap in a row."""
    for section, words, numbers in (("watched", WATCHED, impact.watched), ("told", TOLD, impact.told)):
        yield from ({"section": section, "what": words[name], "number": numbers[name]} for name in words)
    for name, number in impact.verdicts.items():
        yield {"section": "told", "what": VERDICTS[name], "number": number}
    yield from ({"section": "did", "what": words, "number": number} for words, number in _did(impact))
    if impact.did_few:
        yield {"section": "did", "what": f"others, fewer than {FEW}"}
    for outcome in impact.changed:
        fields = {name: getattr(outcome, name) for name in ("date", "id", "title", "position", "words", "url")}
        yield {"section": "changed", "what": OUTCOMES[outcome.kind], "number": 1, **fields}
    yield from ({"section": "missing", "what": sentence} for sentence in (*impact.missing, CAUTION))
