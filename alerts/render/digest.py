"""Say a digest in a language, as HTML and as text.

A card is said once a language and reused in every digest that holds it; only the few words around the cards are made
for each mail. Places for a reader's own links are marked with a control character, which no record can contain.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape

from alerts.compose.digest import CUT_LINES, Card, Digest, Line, fitted
from alerts.compose.letters import Letter, letter_of
from alerts.render.buttons import mailto, plain_address, tel
from alerts.render.headlines import Headlines, leading
from alerts.render.height import AROUND_LETTER, Measure, fits, kept_short, pixels
from alerts.render.last_lines import LastLines
from alerts.render.links import Links
from alerts.render.message import Say
from alerts.render.names import STANDS_FOR
from alerts.render.phone_text import phone_text
from alerts.render.templates import named, template
from alerts.render.times import Times, committee
from alerts.render.translate import Words, closed
from alerts.stories.people import person_name
from alerts.stories.titles import CARD_TITLE, calm, cut, short_title
from tracker.exports import urls
from tracker.records.stages import step
from tracker.records.text import shown_number

V = TypeVar("V")
LETTERS: Final = 1
"""Texts to start from in one mail: more would bury the news; each bill's page has its own."""
SHORT_LETTERS: Final = frozenset({"call"})
"""Texts short enough for a phone; longer ones stand on the page of the bill or hearing, with room to copy."""
NAME_ON_PHONE: Final = 40
LARGEST: Final = 86_000
"""Octets of both parts together; with the headers a mail stays under 90,000."""
_MUTE: Final = "\x02"
_MUTE_LINES: Final = re.compile(f"[^\\n]*{_MUTE}[^\\n]*\\n?")
"""Stands for the reader's own address of "not for me" in a card."""
_UNSHOWN: Final = re.compile("[\x00\x01\x03-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A digest in one language."""

    subject: str
    html: str
    text: str


class Renderer:
    """Says digests in one language on one day."""

    def __init__(self, language: str, today: dt.date, site_url: str, postal: str = "") -> None:
        self.words = Words(language, today)
        self.times = Times(self.words)
        self.site = urls.spoken(site_url, language)
        self.postal = postal
        self._base = self._globals()
        self._html = template("email/digest.html")
        self._text = template("email/digest.txt")
        self._chat = template("email/chat.txt")
        self._card_html = template("email/card.html")
        self._card_text = template("email/card.txt")
        self._line_html = template("email/line.html")
        self._line_text = template("email/line.txt")
        # By identity, with the card itself held so that its identity stays its own.
        self._cards: dict[tuple[int, bool], tuple[Card, Markup, str]] = {}
        self._lines: dict[tuple[int, bool], tuple[Line, Markup, str]] = {}
        self._measure = Measure(self._height, self._letter_height)
        self._heights: dict[int, tuple[Card | Line, int]] = {}
        self._shorter: dict[int, tuple[Card, Line]] = {}
        self._letters: dict[int, tuple[Card, Letter | None]] = {}
        self._degraded: dict[str, None] = {}

    def render(self, digest: Digest, links: Links, why: Say) -> Rendered:
        """The digest for the reader who owns `links`; `why` says for what reason they get it.

        A mail has to stay under LARGEST octets, or mail programs hide its end: what has no room in full stands in one line.
        """
        digest = self._kept_short(digest)
        letters = LETTERS if fits(digest, self._measure) else 0
        mail = self._render(digest, links, why, letters)
        whole, short = len(digest.cards), 2 * CUT_LINES
        while (size := _octets(mail)) > LARGEST and whole + short:
            whole, short = whole * LARGEST // size, min(CUT_LINES, short * LARGEST // size)
            mail = self._render(fitted(digest, whole, short, self._shorter), links, why, letters)
        return mail

    def _render(self, digest: Digest, links: Links, why: Say, letters: int) -> Rendered:
        short = [card for card in digest.cards if card.action.letter in SHORT_LETTERS]
        written = [(card, letter) for card in short if (letter := self._letter(card))][:letters]
        with_letter = {id(card) for card, _letter in written}
        cards = [
            (section, [self._card(card, with_letter=id(card) in with_letter) for card in parts])
            for section, parts in digest.sections
        ]
        words = self.words
        top, last = Headlines(words, self.times), LastLines(words, self.site)
        headline = self._line_or("headline", lambda: top.headline(digest), words.gettext("What moved"))
        shared = {
            **self._base,
            "digest": digest,
            "headline": headline,
            "subject": _shown(top.subject(digest, headline)),
            "lead": self._line_or("lead", lambda: top.lead(digest), ""),
            "preheader": self._line_or("preheader", lambda: _shown(self._preheader(digest, top)), ""),
            "letters": [letter for _card, letter in written],
            "late_hint": self._line_or("late block", lambda: last.late_hint(digest), ""),
            "fresh": self._line_or("freshness", lambda: last.fresh(digest), last.elsewhere()),
            "promise": self._line_or("promise", lambda: last.promise(digest), ""),
            "faster": self._line_or("as it happens", lambda: last.faster(digest), ""),
            "why_mail": self.words.say(why),
            "footer_links": last.footer(links),
            "links": links,
            **self._line_forms(with_place=_in_other_places(digest)),
        }
        html = self._html.render(shared, sections=[(s, [html for html, _text in parts]) for s, parts in cards])
        text = self._text.render(shared, sections=[(s, [text for _html, text in parts]) for s, parts in cards])
        return Rendered(
            subject=shared["subject"],
            html=html.replace(_MUTE, str(escape(links.mute or links.manage))),
            text=_EMPTY_LINES.sub("\n\n\n", _muted(text, links)).strip() + "\n",
        )

    def _kept_short(self, digest: Digest) -> Digest:
        """The digest as long as people read."""
        return kept_short(digest, self._measure, self._shorter)

    def _height(self, item: Card | Line) -> int:
        """About how high an item stands on a phone."""
        known = self._heights.get(id(item))
        if known is None:
            if isinstance(item, Line):
                high = pixels(self._line(item, with_place=True)[0])
            else:
                high = pixels(self._card(item, with_letter=item.action.letter in SHORT_LETTERS)[0])
            known = self._heights[id(item)] = (item, high)
        return known[1]

    def _letter_height(self, card: Card) -> int:
        letter = self._letter(card) if card.action.letter in SHORT_LETTERS else None
        return pixels(letter.body) + AROUND_LETTER if letter else 0

    def degraded(self) -> tuple[str, ...]:
        """Lines that could not be said since this was last asked, and why: somebody has to look into them."""
        lines, self._degraded = tuple(self._degraded), {}
        return lines

    def _line_or(self, name: str, make: Callable[[], V], plainer: V) -> V:
        """A line that only decorates a mail, or a plainer one: a fault in it must not cost the reader the news."""
        try:
            return make()
        except Exception as problem:  # noqa: BLE001 - the seam: it is reported, and the mail goes out
            self._degraded[f"{name}: {type(problem).__name__}: {problem}"] = None
            return plainer

    def chat(self, digest: Digest, subject: str) -> str:
        """The digest for a chat room: one line an item with its address, and nothing that belongs to one reader.

        Of the items that have one line in a mail, those are told here that are off or due; the rest are counted.
        """
        lines = [line for line in (*digest.also, *digest.late) if line.due is not None or line.off]
        top = Headlines(self.words, self.times)
        lead = "" if digest.cards else self._line_or("lead", lambda: top.lead(digest), "")
        shared = {
            **self._base,
            "digest": digest,
            "subject": subject,
            "site": self.site,
            "lead": lead,
            "lines": [*digest.reminders, *lines],
            "rest": len(digest.also) + len(digest.late) - len(lines) + digest.rest + digest.late_rest,
        }
        return _EMPTY_LINES.sub("\n\n", _shown(self._chat.render(shared))).strip() + "\n"

    def text_message(self, digest: Digest, subject: str) -> str:
        """The digest for a phone: what leads, what is off, what is due first, and where all of it stands."""
        say, due_line, top = self.words.say, self.times.due_line, leading(digest)
        lines = (*digest.also, *digest.reminders, *digest.late)
        off = [f"{_on_phone(line)}: {say(line.said)}" for line in lines if line.said is not None and line.off]
        due = list[str]()
        for card in digest.cards:
            if card.event is not None and card.event.off and card.said:
                news = say(card.said[0])
                off.insert(0, news if card is top else f"{_on_phone(card)}: {news}")
            elif card.action.due is not None:
                due.append(f"{_on_phone(card)}: {say(card.action.title)}, {self.times.until(card.action.due)}")
        due += [f"{_on_phone(line)}: {due_line(line.due)}" for line in lines if line.due is not None and not line.off]
        return phone_text([subject, *off, *due], f"{self.site}/bills")

    def _card(self, card: Card, *, with_letter: bool) -> tuple[Markup, str]:
        known = self._cards.get((id(card), with_letter))
        if known is None:
            shared = {**self._base, "card": card, "with_letter": with_letter}
            html = Markup(_shown(self._card_html.render(shared)))  # noqa: S704 - rendered with escaping
            known = (card, html, _shown(self._card_text.render(shared)).strip("\n"))
            self._cards[id(card), with_letter] = known
        return known[1], known[2]

    def _line_forms(self, *, with_place: bool) -> dict[str, Any]:
        """How the lines of a digest are said: each with its place, unless the reader asked for one place alone."""
        return {
            "line_html": lambda line: self._line(line, with_place=with_place)[0],
            "line_text": lambda line: self._line(line, with_place=with_place)[1],
        }

    def _line(self, line: Line, *, with_place: bool) -> tuple[Markup, str]:
        known = self._lines.get((id(line), with_place))
        if known is None:
            shared = {**self._base, "line": line, "with_place": with_place}
            html = Markup(_shown(self._line_html.render(shared)))  # noqa: S704 - rendered with escaping
            known = (line, html, _shown(self._line_text.render(shared)).strip("\n"))
            self._lines[id(line), with_place] = known
        return known[1], known[2]

    def _letter(self, card: Card) -> Letter | None:
        known = self._letters.get(id(card))
        if known is None:
            made = self._line_or("letter", lambda: letter_of(card, self.words), None)
            if made is not None:
                share = None if made.share is None else _shown(made.share)
                made = replace(made, subject=_shown(made.subject), body=_shown(made.body), share=share)
            known = self._letters[id(card)] = (card, made)
        return known[1]

    def _globals(self) -> dict[str, Any]:
        words, times = self.words, self.times
        return {
            "words": words,
            "postal": self.postal,
            "_": lambda text, **filling: words.gettext(text).format(**filling),
            "ngettext": lambda one, many, count: words.ngettext(one, many, count).format(count=count),
            "step": step,
            "until": times.until,
            "due_line": times.due_line,
            "chip": times.chip,
            "did": times.did,
            "all_did": lambda line: "".join(f" · {times.did(done)}" for done in line.did),
            "basis": times.basis,
            "needs": times.needs,
            "person": lambda name: closed(person_name(name)),
            "tel": tel,
            "plain_address": plain_address,
            "act_url": lambda card: self._line_or("button", lambda: self._act_url(card), card.action.url),
            "words_url": lambda card, with_letter: self._words_url(card, with_letter=with_letter),
            "hearing_time": times.hearing_time,
            "hearing_line": times.hearing_line,
            "committee": committee,
            "progress": lambda card: self._line_or("progress", lambda: self._progress(card), ""),
            "card_title": lambda card: short_title(card.title, CARD_TITLE),
            "why": lambda card: self._line_or("reason", lambda: self._why(card), ""),
            "receipt_url": self._receipt_url,
            "mute_url": _mute_url,
        }

    def _progress(self, card: Card) -> str:
        """How far it is; by steps only what can become a law, since a resolution or a nomination takes others."""
        stage = card.told_stage or ""
        reached = step(STANDS_FOR.get(stage, stage)) if card.measure in {"bill", "joint"} else 0
        if not reached:
            return self.words.stage(stage)
        return self.words.gettext("Step {n} of 6: {stage}").format(n=reached, stage=self.words.stage(stage))

    def _why(self, card: Card) -> str:
        """Why an item is here, in one clause: the topic, its own words, and where they stand."""
        if card.topic is None:
            return self._followed(card.origin, heard=card.what == "hearing")
        reasons = "; ".join(
            f"“{_as_shown(named(r.excerpt), card.title)}” {self.words.field(r.field)}" for r in card.reasons
        )
        return f"{self.words.topic(card.topic)}: {reasons}" if reasons else self.words.topic(card.topic)

    def _followed(self, origin: tuple[str, str] | None, *, heard: bool) -> str:
        """Why an item is here that no topic brings."""
        kind, name = origin or ("bill", "")
        sentences = {
            "person": self.words.gettext("You follow {name}."),
            "committee": self.words.gettext("You follow this committee: {name}."),
            "search": self.words.gettext("You follow these words: “{name}”."),
            "list": self.words.gettext("You follow the list it is on: {name}."),
            "again": self.words.gettext("It is like a bill you follow: {name}."),
        }
        if kind not in sentences:
            return self.words.gettext("A bill that you follow is heard." if heard else "You follow this bill.")
        shown = shown_number(name) if kind == "again" else person_name(name)
        return sentences[kind].format(name=shown)

    def _act_url(self, card: Card) -> str | None:
        """Where the button leads: it dials, opens a letter that is filled in, or opens the page where it is done."""
        action = card.action
        dial = next((link for contact in action.contacts if (link := tel(contact.phone))), None)
        if dial and action.letter == "call":
            return dial
        if action.email and (letter := self._letter(card)):
            return mailto(action.email, letter)
        return action.url

    def _words_url(self, card: Card, *, with_letter: bool) -> str | None:
        """Where the words to start from stand that have no room in this mail."""
        if with_letter or card.action.letter is None or card.what not in {"bill", "hearing"}:
            return None
        return f"{self.site}/{card.what}s/{quote(card.id, safe='/')}"

    def _receipt_url(self, card: Card) -> str:
        topic = "?" + urlencode({"topic": card.topic}) if card.topic else ""
        return f"{self.site}/receipt/{quote(card.id, safe='/')}{topic}"

    def _preheader(self, digest: Digest, top: Headlines) -> str:
        first = next(iter(digest.cards), None)
        if first is None:
            return top.lead(digest)
        name = first.identifier or first.title
        due = f" ({self.times.until(first.action.due)})" if first.action.due else ""
        return f"{name}: {self.words.say(first.action.title)}{due}"


def _on_phone(item: Card | Line) -> str:
    """What an item is called in a text message: a bill by its number alone."""
    return item.identifier or cut(item.title, NAME_ON_PHONE)


def _as_shown(excerpt: str, title: str) -> str:
    """The words of an excerpt in the letters of the title above them, which may be calmer than the record's."""
    match = re.search(re.escape(excerpt), title, re.IGNORECASE)
    return match[0] if match else calm(excerpt)


def _in_other_places(digest: Digest) -> bool:
    """Whether lines name their places: they need not where the reader asked for one and all are of it."""
    lines = (*digest.reminders, *digest.also, *digest.late)
    return len(digest.places) != 1 or any(line.place not in digest.places for line in lines)


def _shown(words: str) -> str:
    """Without control characters and those that turn the direction of what follows, wherever a record got them from."""
    return _UNSHOWN.sub("", words)


def _octets(rendered: Rendered) -> int:
    """About what both parts weigh in a mail, where each octet beyond ASCII and each = is written with three."""
    whole = rendered.html + rendered.text
    if len(whole) < LARGEST // 2:
        return len(whole)
    raw = whole.encode()
    return len(raw) + 2 * (len(raw) - len(whole.encode("ascii", "ignore"))) + 2 * raw.count(b"=") + len(raw) // 25


def _muted(text: str, links: Links) -> str:
    """The text with the reader's own "not for me"; without its lines where anybody may read it."""
    return text.replace(_MUTE, links.mute) if links.mute else _MUTE_LINES.sub("", text)


def _mute_url(card: Card) -> str:
    query = {"record": card.id, "topic": card.topic, "rule": card.rule}
    return f"{_MUTE}?{urlencode({name: value for name, value in query.items() if value})}"
