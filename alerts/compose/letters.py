"""Write words a reader can start from: facts from the record, and marked places for their own.

Nothing is claimed that the record does not say, and nobody's view is put into their mouth: where the reader took no
position, the place for it is marked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from alerts.compose.digest import Card
from alerts.render.message import Say, body, say
from alerts.render.templates import template
from alerts.render.translate import Words
from alerts.stories.titles import cut

POST: Final = 280
"""Characters of a text to share, its address included."""
NAMED: Final = 3
"""Bills of a hearing that a letter names."""
_BLANK: Final = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A text to start from, and a short one to share."""

    subject: str
    body: str
    share: str | None


def letter_of(card: Card, words: Words) -> Letter | None:
    """The words that belong to a card's action, or None where it has none."""
    if card.action.letter is None:
        return None
    body = str(template(f"share/{card.action.letter}.txt").render(_facts(card, words)))
    body = _BLANK.sub("\n\n", body.replace("….", "…")).strip()  # a title that is cut ends its sentence
    return Letter(subject=_subject(card), body=body, share=post_of(card, words))


def post_of(card: Card, words: Words) -> str | None:
    """A text of at most 280 characters with the official address; None where the record has no address."""
    if card.url is None or len(card.url) > 120:
        return None
    room = POST - len(card.url) - 1
    text = " ".join(str(template("share/post.txt").render(_facts(card, words))).split())
    return f"{cut(text, room)} {card.url}"


def _named(card: Card) -> str:
    """What a letter is about: a bill by its number and name, those of a hearing by theirs."""
    if card.identifier:
        return f"{card.identifier}, {card.title}"
    if card.what == "hearing" and card.bills:
        shown = [f"{bill.identifier}, {bill.title}" if bill.title else bill.identifier for bill in card.bills[:NAMED]]
        return "; ".join(shown)
    return card.title


def _subject(card: Card) -> str:
    if card.what == "hearing" and card.bills:
        return ", ".join(bill.identifier for bill in card.bills[:NAMED])
    return f"{card.identifier}: {card.title}" if card.identifier else card.title


def _facts(card: Card, words: Words) -> dict[str, Any]:
    event = card.event if card.event and not card.event.off else None
    gettext, holder = words.gettext, card.event.committee if card.event else None
    return {
        "_": lambda text, **filling: gettext(text).format(**filling),
        "own": lambda hint: f"[{hint}]",
        "bill": _named(card),
        "title": card.title,
        "committee": holder,
        "body": words.say(say("{it}", it=body(card.place, holder, card.event.name if card.event else None))),
        "hearing_day": words.day(event.start.date()) if event else None,
        "event_words": gettext("The hearing is {day}.").format(day=words.day(event.start.date())) if event else None,
        "stage_words": _stage_words(card, words),
        "ask": _ask(card, words),
        "about": card.title if card.what == "hearing" and not card.bills else None,
        "legislator": _filled(card, words, "legislator"),
        "gist": card.gist,
        "sponsor": _filled(card, words, "sponsor"),
        "asked": _filled(card, words, "asked"),
        "topic": _filled(card, words, "topic"),
    }


def _filled(card: Card, words: Words, field: str) -> str:
    """What fills a field of the action's title, or of its explanation."""
    args = (*card.action.title.args, *(card.action.how.args if card.action.how else ()))
    filling = next((arg for arg in args if arg[0] == field), None)
    return words.say(Say("{it}", (("it", filling[1], filling[2]),))) if filling else ""


def _stage_words(card: Card, words: Words) -> str:
    if card.told_stage is None:
        return ""
    return words.gettext("Where it stands: {stage}.").format(stage=words.stage(card.told_stage))


def _ask(card: Card, words: Words) -> str:
    if card.what == "hearing" and not card.bills:
        return "[" + words.gettext("what you want them to know or do") + "]"
    if card.action.position == "support":
        return words.gettext("I ask you to support it.")
    if card.action.position == "oppose":
        return words.gettext("I ask you not to support it.")
    return "[" + words.gettext("what you ask for: to support it, not to support it, or to change it") + "]"
