"""Reckon how high a mail stands on a phone, and shorten one that nobody would scroll through.

What is reckoned is within a tenth of what a browser makes of it; a mail is never measured in a browser.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from alerts.compose.digest import Card, Digest, Line, in_a_line
from alerts.compose.selection import LEADING

SCREENS: Final = 3 * 667 - 60
"""Pixels of three screens of a phone of 375 by 667, which a usual mail keeps to, less what a reckoning may be off."""
FEWEST_CARDS: Final = 2
FEWEST_LINES: Final = 3
"""What stays of a long mail however high it is, beside what is open, off or of the reader's own cause: shorter ones would hide what matters."""
USUAL: Final = 3
"""Items in full that a mail has unless its reader asked for more: who did gets them."""
FRAME: Final = 520
"""Pixels of what each mail has: its head, how fresh it is, the line of care, its links."""
_HEADING: Final = 36
AROUND_LETTER: Final = 150
"""Pixels of the heading and the words around a text to start from."""
WEIGHTY: Final = LEADING | {"law"}
"""Stages whose news stays in full beside what can be acted on."""
_BLOCK: Final = re.compile(r"</?(?:p|h3|td|tr|li|ul|div|table|br)\b[^<>]*>|\n")
_TAG: Final = re.compile(r"<[^<>]*>")
_LINE_LETTERS, _LINE_PIXELS, _BETWEEN = 46, 24, 6


def pixels(markup: str) -> int:
    """About how high a piece of a mail stands on a phone."""
    height = 0
    for block in _BLOCK.split(markup):
        text = html.unescape(_TAG.sub("", block)).strip()
        if text:
            height += math.ceil(len(text) / _LINE_LETTERS) * _LINE_PIXELS + _BETWEEN
    return height


@dataclass(frozen=True, slots=True)
class Measure:
    """How high the parts of a mail stand."""

    item: Callable[[Card | Line], int]
    letter: Callable[[Card], int]
    """The text to start from that belongs to a card; 0 for one without. A mail has room for one of them."""

    def whole(self, digest: Digest) -> int:
        """How high a mail stands."""
        parts = [part for part in (digest.reminders, digest.also, digest.late) if part]
        items: list[Card | Line] = [*digest.cards, *chain.from_iterable(parts)]
        letter = next(filter(None, map(self.letter, digest.cards)), 0)
        return FRAME + (len(digest.sections) + len(parts)) * _HEADING + sum(map(self.item, items)) + letter


def kept_short(digest: Digest, measure: Measure, lines: dict[int, tuple[Card, Line]]) -> Digest:
    """The digest with its least urgent items in one line each, until it fits three screens; what leads stays in full.

    `lines` holds by identity what was made of a card before, with the card itself.
    """
    if not FEWEST_CARDS < len(digest.cards) <= USUAL:
        return digest
    while len(digest.cards) > FEWEST_CARDS and measure.whole(digest) > SCREENS:
        digest = _one_shorter(digest, lines)
    while len(digest.also) > FEWEST_LINES and measure.whole(digest) > SCREENS:
        plain = [line for line in digest.also if line.due is None and not (line.off or line.own)]
        if not plain:
            break
        digest = replace(
            digest, also=tuple(line for line in digest.also if line is not plain[-1]), rest=digest.rest + 1
        )
    return digest


def fits(digest: Digest, measure: Measure) -> bool:
    """Whether a mail of usual size keeps to three screens with the text to start from; else that stands on its page alone."""
    return len(digest.cards) > USUAL or measure.whole(digest) <= SCREENS


def _least(digest: Digest) -> Card:
    """The last item that leads nothing, then the last of several that can be acted on.

    What can be done until a moment, and a vote, stay before a resolution that was adopted or a bill that is new; a law
    and a veto stay before a vote; and what the reader takes a position on stays before all others.
    """
    cards = _of_nobody(digest.cards) or digest.cards
    acts = [card for card in cards if card.section == "act"]
    others = [card for card in cards if card.section != "act"]
    aside = [card for card in others if card.stage not in WEIGHTY]
    votes = [card for card in others if card.stage not in {"law", "vetoed"}]
    return aside[-1] if acts and aside else acts[-1] if len(acts) > 1 else (votes or cards)[-1]


def _of_nobody(cards: Sequence[Card]) -> list[Card]:
    """Without those on which the reader takes a position."""
    return [card for card in cards if card.action.position is None]


def _one_shorter(digest: Digest, lines: dict[int, tuple[Card, Line]]) -> Digest:
    """Without its least item, which becomes a line."""
    cut = _least(digest)
    sections = tuple(
        (name, cards_left)
        for name, cards in digest.sections
        if (cards_left := tuple(card for card in cards if card is not cut))
    )
    line = lines.setdefault(id(cut), (cut, in_a_line(cut)))[1]
    return replace(digest, sections=sections, also=(line, *digest.also))
