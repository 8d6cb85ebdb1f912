"""Tell a place from words that stand where a place would: "TBD", "see agenda", "Livestream only", "Zoom".

Whoever goes to a room that is none comes in vain, so such words name no room, whatever source tells them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

_LONGEST: Final = 120
"""Characters of words that name no place; longer ones say more."""
_UNKNOWN: Final = re.compile(
    r"\bt\.?b\.?[adc]\b\.?|\bto be (?:announced|determined|decided|scheduled|posted|confirmed|assigned|advised|named)\b"
    r"|\b(?:not|none) (?:yet )?(?:been )?(?:announced|determined|known|specified|available|assigned|set|given|listed|provided|applicable)\b"
    r"|\b(?:unknown|unspecified|undetermined|unassigned|pending|null|none|n/a|varies|various locations?)\b"
    r"|\b(?:please )?(?:see|check|refer to|per|as (?:posted|noted|listed|stated|shown)(?: (?:in|on))?) (?:the |our )?(?:(?:attached|posted|meeting|hearing|public|full|official|detailed|event) ){0,2}"
    r"(?:agenda|notice|below|above|details?|description|web ?site|web ?page|link|attachments?|calendar|comments?|memo|packet|announcement|posting)s?\b"
    r"(?: for (?:the |more )?(?:(?:meeting|hearing|exact) )?(?:details?|location|room|place|address|information|link|zoom link))?"
    r"|\bpor (?:anunciar|determinar|confirmar|definir|asignar)(?:se)?\b|\bpendiente\b|\bno disponible\b|\b(?:ver|v[eé]ase|seg[uú]n) (?:la )?(?:agenda|convocatoria|aviso|notificaci[oó]n)\b",
    re.IGNORECASE,
)
_WATCHED: Final = re.compile(
    r"\b(?:(?:live[- ]?)?(?:stream(?:ed|ing)?|cast)|livestream(?:ed|ing)?|web ?cast|broadcast|youtube|facebook(?: live)?|cable(?: tv)?|channel \d{1,4}|transmisi[oó]n)\b",
    re.IGNORECASE,
)
"""Where a meeting can be seen; whether one can take part there, nobody says."""
_JOINED: Final = re.compile(
    r"\b(?:virtual(?:ly|mente)?|online|on-line|remote(?:ly)?|zoom(?:gov)?|webex|(?:microsoft |ms )?teams|google meet|goto ?(?:meeting|webinar)|blue ?jeans|skype|tele-?conference"
    r"|telephon(?:e|ic(?:ally)?)|by phone|video ?-?conferenc(?:e|ing)|conference call|webinar|internet|en l[ií]nea|videoconferencia|a distancia)\b",
    re.IGNORECASE,
)
_FILLING: Final = re.compile(
    r"\b(?:the|a|an|and|or|y|o|via|on|by|at|in|through|por|en|will|be|is|are|held|only|s[oó]lo|solamente|live|meeting|hearing|session|event|vista|reuni[oó]n|room|sala|sal[oó]n"
    r"|location|place|lugar|venue|address|site|where|link|access|platform|this|for|of|to|time|date|later|yet|details|public|committee|board|council|city|county)\b|[\W_]+",
    re.IGNORECASE,
)


_NAMED_ROOM: Final = re.compile(
    r"(?<!virtual )(?<!online )(?<!remote )(?<!zoom )(?<!webex )(?<!teams )"
    r"\b(?:board|committee|council|hearing|meeting|session) room\b(?! link| access| id\b)",
    re.IGNORECASE,
)
"""The one room of a board that has no number, such as the Board Room; "Virtual Hearing Room" is none."""


class Whereabouts(NamedTuple):
    """Where something takes place."""

    place: str | None
    """Words that may lead a person there."""
    online: bool
    """Whether they say that it is joined from elsewhere, and name no place."""


@lru_cache(maxsize=8_192)
def whereabouts(words: str) -> Whereabouts:
    """What the words of a place say; without a place where they name none."""
    if len(words) > _LONGEST or "//" in words or "@" in words:
        return Whereabouts(words, online=False)
    rest = words
    said = []
    for pattern in (_UNKNOWN, _WATCHED, _JOINED):
        rest, count = pattern.subn(" ", rest)
        said.append(count > 0)
    if not said[0] and _NAMED_ROOM.search(words):  # beside "TBD" it is one of several
        return Whereabouts(words, online=False)
    nowhere = not _FILLING.sub("", rest) and (any(said) or not re.search(r"\w", words))
    return Whereabouts(None, online=said[2]) if nowhere else Whereabouts(words, online=False)
