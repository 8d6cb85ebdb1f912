"""Decide what a stated deadline is for: written testimony, signing up, a position, an accommodation or comments."""

from __future__ import annotations

import re
from typing import Final

from tracker.testimony.notice_vocabulary import starting

_KINDS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "accommodation",
        starting(
            r"interpret(?:er|ation)|accommodat|\bASL\b|\bCART\b|translat|auxiliary aid|assistive|sign language|\bADA\b|disabilit|closed caption"
            r"|int[eé]rprete|discapacidad|traducci|acomodo",
            re.IGNORECASE,
        ),
    ),
    (
        "position",
        starting(
            r"witness slips?|position (?:letter|statement|only)|regist\w+ (?:a |your )?(?:position|support|opposition)|letters? of (?:support|opposition|position)"
            r"|sign[- ]in (?:pro|con|as pro)|without testifying|note (?:your )?position",
            re.IGNORECASE,
        ),
    ),
    (
        "remote-sign-up",
        starting(
            r"(?:remote|virtual|zoom|teams|webex|video ?conference|telephon|by phone|teleconference|online participa|electronic(?:ally)? testif|livestream participa)"
            r".{0,160}(?:testi|speak|reg[ií]st|sign|comment|participa|call|depon)|(?:testi|speak|reg[ií]st|sign|comment|participa|address|depon).{0,120}"
            r"(?:remotely|virtually|via zoom|by zoom|via teams|by video|by telephone|by phone|via teleconference|virtual)",
            re.IGNORECASE,
        ),
    ),
    (
        "oral-sign-up",
        starting(
            r"sign(?:ed)?[- ]?up|regist(?:er|ration)|pre-?regist|requests? to (?:speak|address|appear|testify)|voic(?:e|ing) (?:a |your |any )?(?:comment|concern|opinion)|\bdepo(?:ner|nentes?)\b|speakers?\b|(?:to|interested in|plan(?:s|ning)? on) (?:speak|testify)(?:ing)?\b|(?:wish|seek|want|desir)(?:es|s|ing)? to (?:speak|testify|address|provide oral)"
            r"|oral (?:testimony|comment|remarks|presentation)|in[- ]person testimony|sign[- ]in|speaker(?:'s)? (?:card|slip|list|form)|public comment (?:card|form)|inscr[ií]|reg[ií]str[aeo]|hablar|expresarse|\bparticipar\b|address (?:the|this|our) (?:board|council|commission|committee|court|members)",
            re.IGNORECASE,
        ),
    ),
    (
        "written-testimony",
        starting(
            r"written|submit|e-?mail|testimony|comments?\b|letters?\b|statements?\b|remarks\b|testimonio|comentario|\bescrit[oa]s?\b|copies|ponencia|\bmemorial(?:es)?\b|declaraci[oó]n",
            re.IGNORECASE,
        ),
    ),
)
_ALONE: Final = frozenset({"accommodation", "position"})
"""What is asked for by itself, whatever else the words name."""
_SIGN_UPS: Final = frozenset({"remote-sign-up", "oral-sign-up"})
_WRITTEN: Final = re.compile(
    r"\bwritten\b(?! (?:request|notice|notification))|por escrito|\bponencias?\b|\bmemorial(?:es)?\b|(?:submit|send|e-?mail|mail|file)\w* (?:your |all |any |the )?(?:testimony|comments?|statements?|letters?)",
    re.IGNORECASE,
)
_TESTIMONY_TOO: Final = re.compile(
    r"\b(?:and|or)\b.{0,20}written (?:testimony|comments?|statements?)|written (?:testimony|comments?|statements?).{0,20}\b(?:and|or)\b",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(r"\b(?:and|or|y|o)\b")
_COMMENT_PERIOD: Final = re.compile(
    r"comment period|public comment (?:is|will be) accepted (?:through|until)|comments on (?:the )?(?:proposed )?rule",
    re.IGNORECASE,
)


def kinds_of(clause: str, tail: str, sentence: str, before: str) -> list[str]:
    """What a deadline is for: read in the words before it, then behind it, then in the sentence, then in the one before."""
    if _COMMENT_PERIOD.search(sentence):
        return ["comment-period"]
    for words in (clause, tail, sentence, before):
        if named := [kind for kind, pattern in _KINDS if pattern.search(words)]:
            return _meant(named, words)
    return []


def _meant(named: list[str], words: str) -> list[str]:
    """Of the kinds that these words name, those that the deadline is for."""
    if named[0] == "position" and _TESTIMONY_TOO.search(words):
        return ["written-testimony", "position"]
    spoken = [kind for kind in named if kind in _SIGN_UPS]
    if named[0] in _ALONE or not spoken:
        return named[:1]
    if "written-testimony" not in named or not _WRITTEN.search(words):
        return spoken[:1]
    both = _JOINED.search(words) and _both_asked(words)
    return ["written-testimony", spoken[0]] if both else ["written-testimony"]


def _both_asked(words: str) -> bool:
    """Whether one deadline is for writing and for signing up: "written testimony and requests to speak must be ..."."""
    return bool(
        re.search(
            r"(?:written|testimony|comments?)\b.{0,60}\b(?:and|or)\b.{0,40}(?:requests? to (?:speak|testify)|sign[- ]?up|regist)",
            words,
            re.IGNORECASE,
        )
        or re.search(
            r"(?:sign[- ]?up|regist\w+|requests? to (?:speak|testify)).{0,60}\b(?:and|or)\b.{0,40}(?:written|submit)",
            words,
            re.IGNORECASE,
        )
    )
