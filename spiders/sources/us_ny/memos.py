"""Find what a bill is for in the memorandum that its sponsor must file with it in New York.

Senate Rule VI and Assembly Rule III ask for one with headings in capitals; its purpose is a sentence or two, the rest
argues for the bill. Lines end in the middle of words, as the Bill Drafting Commission prints them.
"""

from __future__ import annotations

import re
from typing import Final

from tracker.records.items import Abstract
from tracker.records.text import line

NOTE: Final = "purpose, in the sponsor's memorandum"
LONGEST: Final = 4_000
"""Characters of a purpose; longer ones argue for the bill."""
_PURPOSE: Final = re.compile(
    r"^[ \t]*(?:(?:\d\.|[IVX]+\.)[ \t]*)?PURPOSE\b[A-Z ,/&']{0,50}:(?P<words>.+?)(?=^[ \t]*[A-Z][A-Z ,/&'()-]{5,80}:|\Z)",
    re.MULTILINE | re.DOTALL,
)
_CUT: Final = re.compile(r"(?<=[a-z])-[ \t]*\n\s*(?=[a-z])")


def purpose(memo: str | None) -> tuple[Abstract, ...]:
    """The purpose that a memorandum tells, as a summary that says whose it is; nothing where it tells none."""
    match = _PURPOSE.search(memo or "")
    words = line(_CUT.sub("", match["words"])) if match is not None else ""
    return (Abstract(abstract=words, note=NOTE),) if 20 <= len(words) <= LONGEST else ()
