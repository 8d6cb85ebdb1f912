"""Say what a bill does in its own words: purpose, first sentence of its purpose clause, headings; nothing is written for it.

Every part is a piece of the record or its text, letter for letter, with the section it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracker.rules.sections import sections
from tracker.rules.sentences import sentence_ends

MOST_HEADINGS: Final = 4
LONGEST: Final = 400
"""Characters of a sentence that is shown; a longer one tells nobody anything quickly."""
_SAYS_NOTHING: Final = re.compile(
    r"short title|table of contents|definition|findings|effective date|severability|rule of construction|sense of"
    r" |authorization of appropriations|^title [ivxlc0-9]+\W*$|regulations|applicability|repeal|conforming|technical",
    re.IGNORECASE,
)
_PURPOSE: Final = re.compile(r"\b(?:purposes?|legislative intent|declaration of policy|policy)\b", re.IGNORECASE)
_WORDS: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a bill and where they stand: a field of the record, or the heading of a section."""

    section: str
    words: str


def gist_of(record: Mapping[str, Any], text: str | None) -> tuple[Quote, ...]:
    """Two or three pieces of a bill without a summary; none where there is a summary, or nothing to take.

    None of them says the title again.
    """
    if any(abstract.get("abstract") for abstract in record.get("abstracts") or ()):
        return ()
    said = {_plain(record["title"])}
    quotes: list[Quote] = []
    for quote in (*_purposes(record), *_clauses(text or ""), *_headings(text or "")):
        plain = _plain(quote.words)
        if plain and not any(plain in other or other in plain for other in said):
            said.add(plain)
            quotes.append(quote)
    heads = [quote for quote in quotes if quote.words == quote.section][:MOST_HEADINGS]
    return (*[quote for quote in quotes if quote.words != quote.section][:2], *heads)


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.lower()))


def _purposes(record: Mapping[str, Any]) -> Iterator[Quote]:
    """The long title, where it says more than the title."""
    titles: Sequence[Mapping[str, Any]] = record.get("other_titles") or ()
    longest = max((str(title["title"]) for title in titles if title.get("title")), key=len, default="")
    if len(_WORDS.findall(longest)) > 6 and len(longest) <= LONGEST:
        yield Quote("title", longest)


def _clauses(text: str) -> Iterator[Quote]:
    for heading, words in sections(text):
        if _PURPOSE.search(heading):
            body = words.partition("\n")[2].lstrip()
            end = next(iter(sentence_ends(body)), len(body))
            sentence = body[:end].strip()
            if 20 <= len(sentence) <= LONGEST:
                yield Quote(heading, sentence)
                return


def _headings(text: str) -> Iterator[Quote]:
    for heading, _words in sections(text):
        if heading and not _SAYS_NOTHING.search(heading) and not _PURPOSE.search(heading):
            yield Quote(heading, heading)
