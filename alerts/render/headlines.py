"""Say what a digest says first: its subject, its headline, its first line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from alerts.compose.digest import Card, Digest, Line
from alerts.compose.facts import ASIDE
from alerts.render.message import say
from alerts.render.names import N_
from alerts.render.times import Times
from alerts.render.translate import Words
from alerts.stories.bills import SUSTAINED
from alerts.stories.hearings import CANCELED, GONE, OF_TOWN_HALL, POSTPONED
from alerts.stories.titles import short_title

NAME_SHOWN: Final = 56
"""Characters of a title in a subject."""
SUBJECTS: Final = {
    "law": N_("{name} is now law"),
    "vetoed": N_("Vetoed: {name}"),
    "adopted": N_("Adopted: {name}"),
    "failed": N_("Did not pass: {name}"),
    "confirmed": N_("Confirmed: {name}"),
    "not-confirmed": N_("Not confirmed: {name}"),
    "substituted": N_("Replaced by another bill: {name}"),
    "carried-over": N_("Carried over: {name}"),
    "died": N_("Died with its session: {name}"),
    "passed-one-chamber": N_("Passed one chamber: {name}"),
    "chambers-differ": N_("Passed in two texts: {name}"),
    "passed-both": N_("Passed both chambers: {name}"),
    "passed": N_("Passed: {name}"),
    "returned": N_("Sent back with changes: {name}"),
    "reported": N_("Reported by its committee: {name}"),
    "sent-to-executive": N_("Waiting for a signature: {name}"),
    "on-the-floor": N_("A floor vote can come: {name}"),
}
"""What a subject says of a bill that came so far."""
_OFF: Final = {
    CANCELED: N_("Canceled: {name}"),
    POSTPONED: N_("Postponed: {name}"),
    GONE: N_("No longer listed: {name}"),
}
_TOLD: Final = {
    **_OFF,
    **{OF_TOWN_HALL[word]: text for word, text in _OFF.items()},
    SUSTAINED: N_("The veto stands: {name}"),
}
"""What a subject says of what a story's first sentence tells."""
_HAPPENED: Final = frozenset({"decided", "moved", "act"})
BILLS_SHOWN: Final = 2
"""Bills of a hearing that a subject names."""
_DARK: Final = N_("We could not read any source of your places: there may be news that we do not know of.")
_LEADS: Final = {
    "law": 0,
    "vetoed": 0,
    "passed-both": 1,
    "passed": 1,
    "returned": 1,
    "sent-to-executive": 1,
    "passed-one-chamber": 1,
    "chambers-differ": 1,
}
"""Stages that lead a mail before what can be acted on; a law or a veto first."""
_ORDER: Final = {"act": 2, "decided": 3, "moved": 4, "new": 5, "standing": 6}
"""Sections in the order in which they lead otherwise."""


@dataclass(frozen=True, slots=True)
class Headlines:
    """Says the first words of digests in one language."""

    words: Words
    times: Times

    def headline(self, digest: Digest) -> str:
        """What stands above the mail."""
        words = self.words
        if digest.quiet:
            return words.gettext(_quiet(digest))
        acts = _chances(digest)
        if acts:
            return words.ngettext("{count} chance to be heard", "{count} chances to be heard", acts).format(count=acts)
        if digest.first:
            return words.gettext("Where things stand now")
        items: list[Card | Line] = [*digest.cards, *digest.also]
        laws = sum(item.stage == "law" and item.reached for item in items)
        if laws:
            return words.ngettext("{count} new law", "{count} new laws", laws).format(count=laws)
        if digest.count("moved") + digest.count("decided"):
            return words.gettext("What moved")
        return words.gettext(_without_news(digest))

    def subject(self, digest: Digest, headline: str) -> str:
        """The top story and how many chances to be heard there are, else what is due first, else what a mail without news says."""
        day = self.words.short_day(digest.now.date())
        top = leading(digest)
        if top is None and (near := _nearest(digest.reminders)) is not None and near.due is not None:
            return f"{self.times.due_line(near.due)} · {short_title(near.title, NAME_SHOWN)} · {day}"
        if top is None:
            return f"{headline} · {self.words.gettext('policy digest')}, {day}"
        acts = _chances(digest)
        chances = self.words.ngettext("{count} chance to be heard", "{count} chances to be heard", acts).format(
            count=acts
        )
        opening = headline if top.section == "standing" else ""  # a title alone would not say why it comes
        parts = [opening, self._news(top), chances if (acts and top.section != "act") or acts > 1 else "", day]
        return " · ".join(part for part in parts if part)

    def _news(self, card: Card) -> str:
        """A story in the few words of a subject."""
        name = short_title(_subject_of(card), NAME_SHOWN)
        sentence = SUBJECTS.get(card.told_stage or "") if card.reached and card.section in _HAPPENED else None
        if sentence is None and (sentence_of_card := _told(card)) is not None:
            return self.words.say(say(sentence_of_card, name=name))
        if card.event is not None and card.section == "act":
            day = self.words.short_day(card.event.start.date())
            when = N_("Town hall {moment}") if card.event.town_hall else N_("Hearing {moment}")
            return f"{self.words.gettext(when).format(moment=day)} · {name}"
        if card.section == "act" and card.action.due is not None and card.action.due.kind != "signature":
            return f"{name}: {self.times.until(card.action.due)}"
        return self.words.say(say(sentence, name=name)) if sentence else name

    def lead(self, digest: Digest) -> str:
        """How much there is of what; a mail without news says what was asked for instead."""
        words, parts = self.words, []
        if digest.quiet:
            parts.append(self._nothing_new(digest))
        elif digest.freshness.dark:
            parts.append(words.gettext(_DARK))
        counted = {
            "moved": ("{count} moved", "{count} moved"),
            "new": ("{count} new", "{count} new"),
            "decided": ("{count} decided", "{count} decided"),
            "standing": ("{count} on its way", "{count} on their way"),
        }
        sentences = [
            words.ngettext(*forms, digest.count(name)).format(count=digest.count(name))
            for name, forms in counted.items()
            if digest.count(name)
        ]
        others = len(digest.also) + digest.rest - _open(digest.also)
        if others:
            sentences.append(_brief(words, others, more=bool(sentences or digest.count("act"))))
        if possible := len(digest.possible) + digest.possible_rest:
            sentences.append(
                words.ngettext("{count} that may matter", "{count} that may matter", possible).format(count=possible)
            )
        if sentences:
            parts.append(", ".join(sentences) + ".")
        if digest.topics and digest.quiet:
            parts.append(
                words.gettext("Your topics: {topics}.").format(topics=", ".join(map(words.topic, digest.topics)))
            )
        if digest.places and digest.quiet:
            parts.append(
                words.gettext("Your places: {places}.").format(places="; ".join(map(words.place, digest.places)))
            )
        return " ".join(parts)

    def _nothing_new(self, digest: Digest) -> str:
        freshness = digest.freshness
        if freshness.dark:
            return self.words.gettext(_DARK)
        if freshness.foreign:
            return self.words.gettext(
                "No source of ours covers your places yet, so we cannot say whether anything moved there."
            )
        if freshness.blind:
            return self.words.gettext("Nothing new reached us, but we could not look everywhere: see below.")
        if digest.first:
            return self.words.gettext(
                "Nothing that you follow is under way right now. We write to you when something is."
            )
        if digest.daily:
            return self.words.gettext("Nothing you follow moved.")
        return self.words.gettext("Nothing you follow moved. A good week to rest.")


def _told(card: Card) -> str | None:
    """What is said of a hearing that is off, or of a veto that stands; None of anything else."""
    off = card.event is not None and card.event.off
    return next((_TOLD[said.text] for said in card.said if said.text in _TOLD), _OFF[GONE] if off else None)


def leading(digest: Digest) -> Card | None:
    """The story that leads: a law or veto first, then a vote, what can be acted on, what else was decided or is new."""
    return min(digest.cards, key=_place, default=None)


def _nearest(lines: Iterable[Line]) -> Line | None:
    """Of lines that recall what is open the one that is due first."""
    ends = [(line.due.end, number, line) for number, line in enumerate(lines) if line.due is not None and not line.off]
    return min(ends)[2] if ends else None


def _brief(words: Words, count: int, *, more: bool) -> str:
    """How many stand in one line each; there are "more" only where something stands before them."""
    if more:
        return words.ngettext("{count} more, in brief", "{count} more, in brief", count).format(count=count)
    return words.ngettext("{count} in brief", "{count} in brief", count).format(count=count)


def _quiet(digest: Digest) -> str:
    if digest.freshness.dark:
        return N_("We could not look")
    if digest.freshness.foreign:
        return N_("We do not collect from your places yet")
    if digest.freshness.blind:
        return N_("Nothing new reached us")
    if digest.first:
        return N_("You are on the list")
    return N_("A quiet day") if digest.daily else N_("A quiet week")


def _chances(digest: Digest) -> int:
    """How many of its items can be acted on until a moment, in full or in one line."""
    return digest.count("act") + _open(digest.also) + _open(digest.late)


def _open(lines: Iterable[Line]) -> int:
    """How many of these can be acted on until a moment; comments on rules stay open for weeks."""
    return sum(line.due is not None and line.due.kind != "comment-period" for line in lines)


def _without_news(digest: Digest) -> str:
    """What stands above a mail in which nothing is told that happened, but what is open or came late."""
    if digest.cards:
        return N_("New on your list")
    if digest.also:
        stages = {line.stage for line in digest.also}
        if "died" in stages:
            return N_("A session has ended")
        return N_("What moved") if "not-captured" in stages else N_("Small steps only")
    if digest.possible and not (digest.reminders or digest.late or digest.joined):
        return N_("Only what may matter")
    return N_("Still open this week") if digest.reminders else N_("Arrived late")


def _subject_of(card: Card) -> str:
    """What a story is about in a subject: of a hearing its bills, since its own name is often its committee's."""
    if card.what != "hearing" or not card.bills:
        return card.title
    numbers = ", ".join(bill.identifier for bill in card.bills[:BILLS_SHOWN])
    return f"{numbers}: {card.bills[0].title}" if card.bills[0].title else numbers


def _place(card: Card) -> tuple[bool, int]:
    """Smaller leads: what names its topic itself or is the reader's own cause, then by what happened to it."""
    aside = (
        card.action.position is None and bool(card.reasons) and all(reason.field in ASIDE for reason in card.reasons)
    )
    happened = card.section in {"decided", "moved"} and card.reached
    return aside, min(_ORDER[card.section], _LEADS.get(card.told_stage or "", 9) if happened else 9)
