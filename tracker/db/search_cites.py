"""Put the law that a person cites into the words that bills print of it: `21 USC 823(g)`, `title 38 section 1720F`, `RCW 71.05.150`."""

from __future__ import annotations

import re
from typing import Final

from tracker.rules.citations import Citation, NotACitation, read_citations

LIMIT: Final = 80
"""Characters of the longest text that is a citation and nothing else."""
_WORD: Final = re.compile(r"[^\W_]+")
_BESIDE: Final = frozenset(
    [
        "section", "sections", "sec", "s", "part", "parts", "chapter", "ch", "c", "title", "of", "the", "bill", "bills", "to",
        "changes", "changing", "change", "amend", "amends", "amending", "amendment", "amendments", "that", "in", "under", "law", "statute",
    ]
)  # fmt: skip
"""What people write around a citation."""
_TITLE_FIRST: Final = re.compile(
    r"\btitle (?P<title>\d{1,2}),? (?:u\.?\s?s\.?\s?c\.?|united states code)?,?\s*(?:section|sec\.?|§)\s?(?P<section>\w[\w.()-]*)",
    re.IGNORECASE,
)
_SECTION_FIRST: Final = re.compile(
    r"\b(?:section|sec\.?|§)\s?(?P<section>\w[\w.()-]*),? (?:of )?title (?P<title>\d{1,2})\Z", re.IGNORECASE
)
"""Title and section without a code are those of the United States Code: no state's bills are asked for so."""


def cited(text: str) -> str | None:
    """The query for the law that a text cites and nothing else; None where it cites none, or asks for more than it."""
    if len(text) > LIMIT:
        return None
    plain = " ".join(text.split())
    for pattern in (_TITLE_FIRST, _SECTION_FIRST):
        plain = pattern.sub(r"\g<title> USC \g<section>", plain)
    try:
        citations = read_citations(plain)
    except NotACitation:
        return None
    citation = citations[0]
    if citation.code.name == "Pub. L." or _says_more(plain, citation):
        return None
    ways = dict.fromkeys(way for citation in citations for way in _ways(citation))
    return " OR ".join(f'"{way}"' for way in ways)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _says_more(text: str, citation: Citation) -> bool:
    """Whether there are words besides the law's."""
    spelled = {word for spelling in (*citation.code.spellings, *citation.code.local) for word in spelling.split()}
    own = {*_words(f"{citation.title or ''} {citation.section}"), *citation.deeper, *spelled}
    own |= {word + letters for word in own for letters in citation.deeper}
    return not own.union(_BESIDE).issuperset(_words(text))


def _ways(citation: Citation) -> list[str]:
    """How a bill may print it: `21 U.S.C. 823(g)`, `section 823(g) of title 21`; the section alone where the code has no titles."""
    section = " ".join([*_words(citation.section), *citation.deeper])
    if citation.title is None:
        return [f"{spelling} {section}" for spelling in citation.code.spellings] + [section]
    title = citation.title.casefold()
    ways = [f"{title} {spelling} {section}" for spelling in citation.code.spellings[:3]]
    return [*ways, f"section {section} of title {title}", f"part {section} of title {title}"]
