"""Make the message that a row of the outbox stands for: a digest, a request to confirm, a mail with one's links."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from email.utils import parseaddr
from typing import Any, Final

from alerts.channels import Message
from alerts.compose.digest import Card, Digest
from alerts.render.digest import Rendered, Renderer
from alerts.render.links import Links
from alerts.render.message import Say, say
from alerts.render.mime import address_header, date_header, header_text, message
from alerts.render.phone_text import phone_text
from alerts.render.templates import template
from alerts.render.translate import Words
from tracker.exports import urls
from tracker.settings import Settings
from tracker.subscriptions import tokens
from tracker.subscriptions.service import Subscription, data_link

BOUNCE_DAYS: Final = 14
"""How long after sending a bounce is taken seriously; relays give up after five days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the outbox says about a message."""

    id: int
    kind: str
    key: str
    queued_at: dt.datetime
    subscription: Subscription
    edition: bytes | None = None


class Mailer:
    """Makes messages; what two of them share is made once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.site = settings.site_url.rstrip("/")
        name, address = parseaddr(settings.mail_from)
        self._sender = address
        self._from = address_header(name, address)
        self._host = address.rpartition("@")[2]
        self._renderers: dict[tuple[str, dt.date], Renderer] = {}

    def make(self, order: Order, digest: Digest | None) -> Message:
        """The message. `digest` is that of the order's edition, for a digest."""
        if digest is not None:
            return self._digest(order, digest)
        return self._letter(order)

    def degraded(self) -> tuple[str, ...]:
        """Lines that were left out of the messages made since this was last asked, and why."""
        return tuple(line for renderer in self._renderers.values() for line in renderer.degraded())

    def envelope(self, order: Order) -> str:
        """The envelope's sender: failures come back to it with a signed mark of the message (VERP)."""
        local, at, host = self.settings.bounce_address.rpartition("@")
        if not at:
            return self._sender
        return f"{local}+{bounce_mark('b', order.id)}@{host}"

    def _digest(self, order: Order, digest: Digest) -> Message:
        subscription = order.subscription
        own = self._links(subscription)
        rendered = self._renderer(subscription.wishes.language, digest.now.date()).render(
            digest, own, _why(subscription)
        )
        if subscription.channel != "mail":
            renderer = self._renderer(subscription.wishes.language, digest.now.date())
            text = renderer.chat(digest, rendered.subject)
            data = _data(order, digest, rendered, self.site)
            made = self._message(order, {}, replace(rendered, text=text), data)
            return replace(made, short=renderer.text_message(digest, rendered.subject))
        headers = self._headers(order, rendered.subject)
        headers["List-Id"] = f"Mental health policy digest <digest.{self._host}>"
        headers["List-Unsubscribe"] = self._list_unsubscribe(order)
        if not subscription.is_list:
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        headers["Precedence"] = "bulk"
        headers["Feedback-ID"] = f"{subscription.wishes.cadence}:digest:tracker:{self._host}"
        return self._message(order, headers, rendered, None)

    def _letter(self, order: Order) -> Message:
        """A short mail of ours: nothing to unsubscribe from, since it belongs to no list."""
        subscription = order.subscription
        words = Words(subscription.wishes.language, order.queued_at.date())
        pages = urls.spoken(self.site, subscription.wishes.language)
        filling = {
            "_": lambda text, **more: words.gettext(text).format(**more),
            "words": words,
            "wishes": subscription.wishes,
            "site": pages,
            "confirm": urls.confirm(pages, subscription.link("confirm")),
            "manage": urls.manage(pages, subscription.link("manage")),
            "own_data": urls.own_data(pages, data_link(subscription, order.key)),
            "postal": self.settings.postal_address,
            "calendar": self._calendar(subscription),
        }
        subject = str(template(f"email/{order.kind}.subject.txt").render(filling)).strip()
        if subscription.channel != "mail":
            return self._note(order, words, subject, filling)
        rendered = Rendered(
            subject=subject,
            text=str(template(f"email/{order.kind}.txt").render(filling)).strip() + "\n",
            html=str(template(f"email/{order.kind}.html").render(filling, subject=subject)),
        )
        return self._message(order, self._headers(order, subject), rendered, {"kind": order.kind})

    def _note(self, order: Order, words: Words, subject: str, filling: dict[str, Any]) -> Message:
        """The same for a room where others read: the link that confirms is for all of it, a person's own links for nobody."""
        if order.kind == "confirm":
            text = str(template("email/confirm.txt").render(filling)).strip() + "\n"
            parts = [words.gettext("You (or someone using your address) asked to get our mental health policy digest.")]
            short = phone_text(parts, str(filling["confirm"]))
        else:
            note = words.gettext(
                "Somebody asked for the links of this subscription. They open it, so they are not posted where others read. "
                "To change or stop it, ask the people who run this tracker."
            )
            text, short = f"{note}\n{filling['site']}\n", phone_text([note], str(filling["site"]))
        made = self._message(order, {}, Rendered(subject=subject, text=text, html=""), {"kind": order.kind})
        return replace(made, short=short)

    def _message(
        self, order: Order, headers: dict[str, str], rendered: Rendered, data: dict[str, Any] | None
    ) -> Message:
        subscription = order.subscription
        raw = b""
        if subscription.channel == "mail":
            html = rendered.html if subscription.wishes.format == "html" else None
            raw = message(headers, rendered.text, html, boundary=f"=_{order.key}")
        return Message(
            to=subscription.address,
            sender=self.envelope(order),
            key=order.key,
            subject=rendered.subject,
            text=rendered.text,
            raw=raw,
            data=data,
        )

    def _headers(self, order: Order, subject: str) -> dict[str, str]:
        return {
            "From": self._from,
            "To": order.subscription.address,
            "Subject": header_text(subject),
            "Date": date_header(order.queued_at),
            "Message-ID": f"<{order.key}@{self._host}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": order.subscription.wishes.language,
        }

    def _list_unsubscribe(self, order: Order) -> str:
        """One line, never folded and never encoded: mail providers read it as it stands."""
        token = order.subscription.link("unsubscribe")
        links = [f"<{urls.one_click(self.site, token)}>"]
        local, at, host = self.settings.bounce_address.rpartition("@")
        if at and not order.subscription.is_list:
            links.append(f"<mailto:{local}+{bounce_mark('u', order.id)}@{host}?subject=unsubscribe>")
        return ", ".join(links)

    def _links(self, subscription: Subscription) -> Links:
        pages = urls.spoken(self.site, subscription.wishes.language)
        manage = urls.manage(pages, subscription.link("manage"))
        return Links(
            manage=manage,
            pause=f"{manage}#pause",
            fewer=f"{manage}#fewer",
            unsubscribe=None if subscription.is_list else urls.unsubscribe(pages, subscription.link("unsubscribe")),
            mute=urls.mute(pages, subscription.link("mute")),
            more=f"{manage}#more",
            calendar=self._calendar(subscription),
            archive=urls.archive(pages, subscription.link("archive")) if subscription.is_list else None,
        )

    def _calendar(self, subscription: Subscription) -> str | None:
        """Where a person's own calendar stands. The address of a list is everybody's, and so no secret."""
        if subscription.is_list or self.settings.public_site is None:
            return None
        return urls.calendar(self.site, subscription.id, subscription.link("calendar"))

    def _renderer(self, language: str, today: dt.date) -> Renderer:
        key = (language, today)
        if key not in self._renderers:
            if len(self._renderers) > 8:
                self._renderers.clear()
            self._renderers[key] = Renderer(language, today, self.site, self.settings.postal_address)
        return self._renderers[key]


def bounce_mark(purpose: str, number: int) -> str:
    """A mark that only we can make: `b` for a bounce of a message, `u` for a wish to unsubscribe."""
    name = f"{purpose}{number}"
    return f"{name}-{tokens.signature('bounce', name)}"


def read_mark(mark: str) -> tuple[str, int] | None:
    """Purpose and number of a mark, or None when we did not make it."""
    name, dash, given = mark.partition("-")
    if not dash or name[:1] not in {"b", "u"} or not name[1:].isdecimal() or len(name) > 20:
        return None
    return (name[0], int(name[1:])) if tokens.signed("bounce", name, given) else None


def _why(subscription: Subscription) -> Say:
    day = (subscription.confirmed_at or subscription.created_at).date()
    return say("You get this email because you asked for it at this address on {day}.", day=day)


def _data(order: Order, digest: Digest, rendered: Rendered, site: str) -> dict[str, Any]:
    """What a program gets: the items as data, and nothing that is one person's. `version` rises when a field changes."""
    return {
        "version": 2,
        "kind": "digest",
        "id": order.key,
        "made_at": digest.now,
        "subject": rendered.subject,
        "items": [_item(card) for card in digest.cards],
        "more": len(digest.also) + digest.rest,
        "possible": [
            {
                "id": line.id,
                "jurisdiction": line.place,
                "identifier": line.identifier,
                "title": line.title,
                "url": line.url,
            }
            for line in digest.possible
        ],
        "site": site,
    }


def _item(card: Card) -> dict[str, Any]:
    due = card.action.due
    return {
        "id": card.id,
        "section": card.section,
        "jurisdiction": card.place,
        "identifier": card.identifier,
        "title": card.title,
        "url": card.url,
        "stage": card.stage,
        "topic": card.topic,
        "score": card.score,
        "action": card.action.id,
        "due": due.due if due else None,
    }
