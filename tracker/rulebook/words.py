"""Take from a page what it says of being heard, so that a new banner or a new date of today opens no review."""

from __future__ import annotations

import hashlib
import re
from typing import Final
from urllib.parse import urlsplit

from tracker.testimony.notice_sentences import sentences
from tracker.testimony.notices import worth_reading

LONGEST: Final = 200_000
"""Characters of a page that are kept."""
_TIMES: Final = re.compile(
    r"\b\d{1,2}(?::\d\d)?\s?[ap]\.?\s?m\b|\b\d{1,3}[- ](?:hours?|days?|minutes?|business)|\bnoon\b|\bmidnight\b|\bdeadline|\bno later than\b"
    r"|\bclose of business\b|\bprior to\b|\bin advance\b|\bhoras?\b|\bd[ií]as?\b",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(r"\A.{40,}[^\s.;:!?]\Z", re.DOTALL)
"""A long line that ends no sentence."""
_BEGINS_WITHIN: Final = re.compile(r"[a-z\u00df-\u00ff(\d,]")
_LEFT_OPEN: Final = re.compile(
    r"(?:,|\b(?:the|a|an|of|to|in|on|at|by|for|and|or|with|from|than|please|contact|de|la|el|los|las|del|en|y|o|al|requests|room|the clerk))\Z",
    re.IGNORECASE,
)
_NO_SUCH_PAGE: Final = re.compile(
    r"\W*(?:(?:error|http|status)?[ :-]{0,3}(?:404|410)\b.{0,80}|.{0,40}\bpage not found\b.{0,80}"
    r"|.{0,60}\b(?:page|document|file|url|address)\b.{0,40}\b(?:(?:was|is|can ?not|could not|can['\u2019]t|couldn['\u2019]t) (?:not )?(?:be )?(?:found|located|available)"
    r"|(?:does not|doesn['\u2019]t|no longer) exists?|no longer available|has (?:been )?(?:moved|removed|deleted))\b.{0,80}"
    r"|.{0,40}\bp[a\u00e1]gina (?:no (?:encontrada|existe|disponible)|que busca).{0,80})",
    re.IGNORECASE,
)
"""A line that says that there is no such page."""
_SHELL: Final = re.compile(
    r"\b(?:enable|requires?|turn on|activate|without|habilit\w+|active) java ?script\b|\bjava ?script (?:is|must be|needs to be) (?:required|disabled|enabled|not)\b",
    re.IGNORECASE,
)
_SHELL_WORDS: Final = 120
"""A page that a program of its own fills has so few words before that."""
_FRONT: Final = re.compile(
    r"(?:/(?:(?:index|home|default|welcome|main)(?:\.\w{2,5})?|[a-z]{2}|(?:404|error\w*|not-?found)(?:\.\w{2,5})?)?)?/?\Z",
    re.IGNORECASE,
)
"""The path of a home page, or of one for errors."""
_FURNITURE: Final = re.compile(
    r"\b(?:last |page |date )?(?:updated|modified|revised|reviewed|generated|printed|retrieved|actualizad[oa])\b|\b(?:today|hoy) (?:is|es)\b|\bcopyright\b|\u00a9"
    r"|\bcookies?\b|\bconsent\b|\bprivacy\b|\b\d{1,3} ?\u00b0? ?[FC]\b|\b\d+ (?:days?|hours?|minutes?) (?:until|left|remaining|to go)\b|\bwatch (?:live|now)\b|\b(?:live ?stream|webcast)\b|\bon air\b"
    r"|\b(?:capitol|offices?|buildings?|city hall|courthouse|library|oficinas?)\b.{0,60}\b(?:closed|open|cerrad[oa]s?|abiert[oa]s?)\b"
    r"|\b(?:newsletter|e-?mail updates|mailing list|follow us|bolet[i\u00ed]n)\b",
    re.IGNORECASE,
)
"""What stands around a page's own words, and changes by the day."""
_OF_BEING_HEARD: Final = re.compile(
    r"testi|comment|speak|witness|hearing|interpret|accommodat|coment|depon|ponenc|vista p|audiencia|turno"
    r"|\bletters?\b|(?<!privacy )\bstatements?\b|\bwritten\b|\bslips?\b|\bescrit[oa]s?\b|memorial",
    re.IGNORECASE,
)
_SAYS: Final = re.compile(
    r"\b(?:must|may|shall|should|can|cannot|will|need\w*|requir\w+|only|invit\w+|not|no|accept\w*|allow\w*|welcome|taken|until|by|before(?! (?:an?|the|our) (?:committee|board|council|commission|legislature|senate|house|assembly)\b)|is|are|deber\w*|podr\w*|pued\w+|s[o\u00f3]lo|se|no"
    r"|limit\w*|(?:un)?available|minutes?|online|in[- ]person|remote\w*|virtual\w*|at|via|e-?mail\w*|l[i\u00ed]mit\w*|minutos?|en l[i\u00ed]nea)\b|:\s*\w",
    re.IGNORECASE,
)
"""What a sentence has that says how, how long, where or that something is; a heading has none of it."""
_HOUR: Final = re.compile(r"\b(\d{1,2})(?::00)?\s?([ap])\.?\s?m\b\.?", re.IGNORECASE)
_ENGLISH: Final = frozenset(("the", "and", "of", "to", "for", "before", "with"))
_SPANISH: Final = frozenset(("el", "la", "los", "las", "del", "que", "para", "antes", "con"))
_LANGUAGE_WORDS: Final = 6
"""So many small words of a language that another has not make a page one of it."""
_TOKEN: Final = re.compile(r"[^\W_]+")


def relevant(text: str) -> list[str]:
    """The sentences of a page that say something of being heard; all of them where none does."""
    whole = list(sentences(text[:LONGEST]))
    return [sentence for sentence in whole if worth_reading(sentence) or _TIMES.search(sentence)] or whole


def storable(text: str) -> str:
    """The text without what no database takes: zero characters, and halves of pairs."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode()


def unwrapped(text: str) -> str:
    """The text of a PDF's page with its sentences whole: there a line ends where the paper did, and not where a thought does."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    paragraphs: list[str] = []
    for line in lines:
        if (
            paragraphs
            and _GOES_ON.search(paragraphs[-1])
            and line
            and (_BEGINS_WITHIN.match(line) or _LEFT_OPEN.search(paragraphs[-1]))
        ):
            paragraphs[-1] = f"{paragraphs[-1]} {line}"
        else:
            paragraphs.append(line)
    return "\n".join(paragraphs)


def _tokens(text: str) -> list[str]:
    """Each sentence on being heard, as its words alone."""
    return [_words(sentence) for sentence in relevant(text)]


def _words(sentence: str) -> str:
    """A sentence as its words alone; `5:00 PM` is `5 p.m.`."""
    return " ".join(token.casefold() for token in _TOKEN.findall(_HOUR.sub(r"\1 \2m", sentence)))


def _weighty(text: str) -> list[str]:
    """The sentences that say until when, or who, is heard: no heading, and nothing that stands around the page's own words."""
    kept_sentences = [sentence for sentence in relevant(text) if not _is_beside(sentence)]
    return [_words(sentence) for sentence in kept_sentences] or _tokens(text)


def _is_beside(sentence: str) -> bool:
    if _FURNITURE.search(sentence) is not None and _OF_BEING_HEARD.search(sentence) is None:
        return True
    return _TIMES.search(sentence) is None and _SAYS.search(sentence) is None


def same(before: str, after: str) -> bool:
    """Whether both say the same of being heard: a new layout may order the sentences anew, or cut them elsewhere."""
    old, new = _weighty(before), _weighty(after)
    return " ".join(old).split() == " ".join(new).split() or set(old) == set(new)


def hollow(text: str, before: str = "") -> str | None:
    """Why what came is not the page that was asked for, though it was sent as one; None where it may be.

    `before` is what the page said last. Where half of that still stands there, it is the page.
    """
    old = set(_tokens(before)) if before else set()
    if old and 2 * len(old & set(_tokens(text))) >= len(old):
        return None
    lines = (" ".join(row.split()) for row in text[:20_000].split("\n"))
    if any(len(row) <= 200 and _NO_SUCH_PAGE.fullmatch(row) for row in lines):
        return "it says that there is no such page"
    if _SHELL.search(text) and len(_TOKEN.findall(text[:20_000])) < _SHELL_WORDS:
        return "without JavaScript it shows nothing"
    languages = {_language(before), _language(text)} if old else set()
    if len(languages - {""}) > 1:
        return "it came in another language"
    if old and _says(before) and not _says(text):
        return "it says nothing of being heard any more"
    return None


def _language(text: str) -> str:
    """English or Spanish, by the small words; empty where that is not plain."""
    words = [token.casefold() for token in _TOKEN.findall(text[:20_000])]
    english, spanish = (sum(word in small for word in words) for small in (_ENGLISH, _SPANISH))
    if max(english, spanish) < _LANGUAGE_WORDS:
        return ""
    return "en" if english > 3 * spanish else "es" if spanish > 3 * english else ""


def _says(text: str) -> bool:
    return any(worth_reading(sentence) or _TIMES.search(sentence) for sentence in sentences(text[:LONGEST]))


def leads_away(wanted_url: str, came: str) -> bool:
    """Whether the address of a page leads to a home page now, or to one for errors."""
    wanted, arrived = urlsplit(wanted_url), urlsplit(came)
    at_front = _FRONT.match(arrived.path) is not None and not arrived.query
    return at_front and not (_FRONT.match(wanted.path) and not wanted.query)


def mark(text: str) -> str:
    """The hash of what a page says of being heard: its words alone, whatever stands between them."""
    words = " ".join(token.casefold() for sentence in relevant(text) for token in _TOKEN.findall(sentence))
    return hashlib.sha256(words.encode()).hexdigest()
