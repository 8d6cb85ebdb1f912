"""Read a bill's text by its sections, so that a passage can be quoted with the heading it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

LONGEST_HEADING: Final = 200
"""Characters; what is longer is a sentence that begins like a heading."""
_ENUM: Final = r"(?:SECTION|Section|SEC\.?|Sec\.?|TITLE|Title|Subtitle|SUBTITLE|PART|Part|CHAPTER|Chapter|ARTICLE|Article|DIVISION|Division|§)"
_NUMBER: Final = r"(?:[0-9]{1,5}[0-9A-Za-z.:-]{0,12}|[IVXLC]{1,6}|[A-Z])"
_HEADING: Final = re.compile(
    rf"^[ \t\u201c\u2018\"'`]*(?P<enum>{_ENUM}[ \t]{{0,3}}{_NUMBER})(?:[.:]{{0,2}}[ \t]{{1,4}}|[ \t]?[\u2014\u2013:]{{1,2}}[ \t]{{0,4}})"
    rf"(?P<told>\S[^\n]{{2,{LONGEST_HEADING}}}?)[ \t]*$",
    re.MULTILINE,
)
_SENTENCE: Final = re.compile(
    r"(?:\((?:a|1)\)|\b(?:shall|is amended|are amended|is repealed|may not|must|hereby|enacted)\b)", re.IGNORECASE
)
_LONG_TITLE: Final = re.compile(
    r"\ban act,?\s+(?:concerning|relating to|relative to|regarding|respecting|to|making|providing|requiring|prohibiting|"
    r"establishing|creating|authorizing|permitting)\b[^.;]{10,400}",
    re.IGNORECASE,
)
_PURPOSE: Final = re.compile(r"S(?:tatement of Purpose|TATEMENT OF PURPOSE):[^.;]{10,400}")
_TITLE_WITHIN: Final = 4_000
"""Characters of a text in which its long title begins, where it has one."""
_SHORT: Final = 12
"""Words; a line under a section's number that has more of them is the section itself."""


def sections(text: str) -> Iterator[tuple[str, str]]:
    """The heading and the words of each section, in order; what stands before the first has an empty heading."""
    begin, heading = 0, ""
    for match in _HEADING.finditer(text):
        heading_text = _heading_of(match)
        if heading_text is None:
            continue
        if text[begin : match.start()].strip():
            yield heading, text[begin : match.start()]
        begin, heading = match.start(), heading_text
    if text[begin:].strip():
        yield heading, text[begin:]


def headings(text: str) -> tuple[str, ...]:
    """What a text says of itself: its long title ("An Act concerning …"), its statement of purpose, the headings of its sections."""
    whole = (_LONG_TITLE.search(text, 0, _TITLE_WITHIN), _PURPOSE.search(text))
    said = (" ".join(match[0].split()) for match in whole if match is not None)
    texts = (_heading_of(match) for match in _HEADING.finditer(text))
    return tuple(dict.fromkeys((*said, *(heading_text for heading_text in texts if heading_text is not None))))


def section_of(part: str) -> str | None:
    """The heading that a section, as `sections` gives it, begins with."""
    match = _HEADING.match(part)
    return _heading_of(match) if match else None


def _heading_of(match: re.Match[str]) -> str | None:
    words = match["told"].strip()
    head, _stop, _rest = words.partition("\u2014")
    if _SENTENCE.search(words) or len(words.split()) > _SHORT + 8:
        return None
    if words[-1] not in ".\u2014:" and not words.isupper() and len(words.split()) > _SHORT:
        return None
    shown = match.string[match.start("enum") : match.end("told")].strip()
    return " ".join(shown.split()) if head else None
