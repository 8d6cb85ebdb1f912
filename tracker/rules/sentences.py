"""Where sentences and paragraphs of a text end, and how many words stand between two places."""

from __future__ import annotations

import re
from typing import Final

_SENTENCE_END: Final = re.compile(
    r"[.!?][\"')\]\u201d\u2019]{0,3}(?=\s{1,20}[\"'(\[\u201c\u2018]{0,2}([^\W_]))|\n[ \t\r]{0,40}\n"
)
# One letter is an initial, but not the one of a possessive: "the child's. Then" are two sentences.
_ABBREVIATION: Final = re.compile(
    r"(?:(?<!['\u2018\u2019\u02bc])\b[A-Za-z]|\b(?:Sec|Secs|No|Nos|Art|Arts|St|Dr|Mr|Mrs|Ms|Jr|Sr|Inc|Corp|Co|Dept|Rep"
    r"|Reps|Sen|Sens|Gov|Stat|Pub|Rev|Ch|Par|Subsec|Pt|Cal|Fed|Reg|Ann|Gen|Vol|Approx|vs|etc|al|eg|ie|U\.S|U\.S\.C|seq|cf"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec))\.\Z"
)
_PARAGRAPH_END: Final = re.compile(r"\n[ \t\r]{0,40}\n")
_GAP_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019\u02bc][^\W_]+)*")


def sentence_ends(text: str) -> list[int]:
    """Where sentences end in a text: a mark before a capital or number, not behind an abbreviation, or an empty line.

    A capital of any script; letters of scripts that have none begin a sentence too.
    """
    return [
        match.end()
        for match in _SENTENCE_END.finditer(text)
        if not (match[1] and match[1].islower())
        and (match[0][0] != "." or not _ABBREVIATION.search(text, max(0, match.start() - 12), match.start() + 1))
    ]


def paragraph_ends(text: str) -> list[int]:
    """Where paragraphs end in a text: at empty lines."""
    return [match.end() for match in _PARAGRAPH_END.finditer(text)]


def words_between(text: str, start: int, end: int, most: int) -> int:
    """Words between two places, counted no further than `most`."""
    count = 0
    for _word in _GAP_WORD.finditer(text, start, end):
        count += 1
        if count >= most:
            break
    return count
