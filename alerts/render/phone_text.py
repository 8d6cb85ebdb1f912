"""Say a digest in the few letters that a text message has room for.

A message of more than one segment carries 153 letters in each, but only of the old alphabet of phones (GSM 03.38): one letter
outside it, such as á or a curly quote, and there are 67. So letters are put into that alphabet first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from alerts.stories.titles import cut

SEGMENTS: Final = 2
IN_A_SEGMENT: Final = 153
MOST: Final = SEGMENTS * IN_A_SEGMENT
"""Letters of a text."""
_ALPHABET: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_SPACES: Final = re.compile(" {2,}")
"""What a word in other letters leaves behind."""
_TWICE: Final = frozenset("^{}\\[~]|€")
"""Letters that take the room of two."""
_LIKE: Final = {
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "«": '"',
    "»": '"',
    "…": "...",
    "·": "-",
    "–": "-",
    "—": "-",
    "•": "-",
}


def in_phone_letters(text: str) -> str:
    """The text in the alphabet of phones: the nearest letter for each, and nothing for what has none."""
    return _SPACES.sub(" ", "".join(_nearest(letter) for letter in text))


def _nearest(letter: str) -> str:
    if letter in _ALPHABET or letter in _TWICE:
        return letter
    known = _LIKE.get(letter)
    if known is not None:
        return known
    if letter.isspace():
        return " "
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if part in _ALPHABET)


def room(text: str) -> int:
    """How many letters of a message a text takes that is in the alphabet of phones."""
    return len(text) + sum(letter in _TWICE for letter in text)


def phone_text(parts: Sequence[str], link: str) -> str:
    """As many of the parts as fit before the link, in their order; the first is cut rather than left out."""
    lines, end = list[str](), in_phone_letters(link)
    for part in map(in_phone_letters, parts):
        room_left = MOST - room("\n".join([*lines, "", end]))
        if room(part) <= room_left:
            lines.append(part)
        elif not lines:
            lines.append(in_phone_letters(cut(part, max(room_left - 2 - (room(part) - len(part)), 1))))
    return "\n".join([*lines, end])
