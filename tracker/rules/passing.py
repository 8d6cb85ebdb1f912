"""Tell what a long summary is about from what it only names among many things.

A summary of three lines names what matters. One of a page names the subject once in a list of services, in a definition, or
in what the law says already; nobody who asked for the subject waits for that bill. What the bill *does* counts in full: a
mention counts as an act's where a verb of acting stands right before it ("to provide suicide prevention training"), with
no list in between ("to provide services such as transport, meals and counseling").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from tracker.rules.evaluate import Span
from tracker.rules.sentences import sentence_ends, words_between

_SUMMARY: Final = 600
"""Letters from which on a summary is long enough to name things by the way."""
_OPENING: Final = 300
"""Letters at the beginning of a summary that say what the bill is about."""
_MOST_SENTENCES: Final = 2
"""Whatever comes back in more sentences than these is no passing mention."""
_LONG_TEXT: Final = 30_000
"""Letters from which on a text is a code or an omnibus act, in which a subject has a place among others."""
_THIN: Final = 15_000
"""Letters of a long text for each mention, above which it is not what the text is about."""
_REACH: Final = 6
"""Words between a verb and what it acts on, at most."""
_LOOK_BACK: Final = 300

_ACTS: Final = re.compile(
    r"\b(?:"
    r"(?:address|allow|appropriat|assist|award|ban|conduct|cover|creat|deter|develop|direct|establish|expand|extend|forbid"
    r"|fund|furnish|grant|hir|implement|improv|increas|integrat|launch|licens|limit|mandat|offer|permit|prevent|prohibit"
    r"|promot|protect|provid|reduc|refer|reimburs|repeal|requir|screen|support|target|treat|waiv)(?:e|s|es|ing)?"
    r"|(?:authoriz|criminaliz|decriminaliz|reauthoriz)(?:es?|ing)|(?:clarif|modif|stud)(?:y|ies|ying)|pay(?:s|ing)?"
    r"|be (?:allocat|award|distribut|fund|provid|us)ed|provision of|prevention of"
    r")\b",
    re.IGNORECASE,
)
_AMONG_OTHERS: Final = re.compile(
    r"\b(?:includ(?:e|es|ing)|such as|e\.g|for example|among|prioriti[sz]\w+|consider\w*|regarding|ensure that"
    r"|who (?:is|are)|that are)\b",
    re.IGNORECASE,
)
_AS_AN_EXAMPLE: Final = re.compile(r"\b(?:including|such as|e\.g\.,?)(?: (?:by|for|to))?\s+\Z", re.IGNORECASE)
_LAW_AS_IT_IS: Final = re.compile(
    r"\W{0,5}(?:(?:under )?(?:existing|current|present) (?:federal |state )?law|currently)\b", re.IGNORECASE
)


def in_passing(text: str, places: Sequence[Span]) -> bool:
    """Whether a summary names these places, all of them in it, only by the way."""
    if len(text) < _SUMMARY or any(start < _OPENING for _part, start, _end in places):
        return False
    ends = sentence_ends(text)
    sentences = {bisect_right(ends, start) for _part, start, _end in places}
    if len(sentences) > _MOST_SENTENCES:
        return False
    begins = [0, *ends]
    return not any(_acted_on(text, begins[bisect_right(ends, start)], start, end) for _part, start, end in places)


def thinly(letters: int, places: Sequence[Span]) -> bool:
    """Whether a text of so many letters names these places only here and there."""
    mentions, part, until = 0, -1, 0
    for place in places:  # those that overlap are one mention
        if place[0] != part or place[1] >= until:
            mentions += 1
        part, until = place[0], place[2]
    return letters >= _LONG_TEXT and letters > _THIN * mentions


def _acted_on(text: str, sentence: int, start: int, end: int) -> bool:
    """Whether the bill does something about what stands here, rather than lists it."""
    if _LAW_AS_IT_IS.match(text, sentence):
        return False
    clause = text.rfind(";", start, end)
    if clause > 0 and _ACTS.search(text, clause, end):
        return True
    verbs = list(_ACTS.finditer(text, max(sentence, start - _LOOK_BACK), start))
    if not verbs or text.count(",", start, end) > 1:
        return False
    verb = verbs[-1]
    between = text[verb.end() : start]
    listed = between.count(",") > 1 or ";" in between or "\u2022" in between or _AMONG_OTHERS.search(between)
    example = _AS_AN_EXAMPLE.search(text, max(sentence, verb.start() - 20), verb.start())
    return not listed and not example and words_between(text, verb.end(), start, _REACH + 1) <= _REACH
