"""Say where things stand on the web page, so that mails, feeds and pages agree."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

ONE_CLICK: Final = "/unsubscribe/one-click/"
"""Mail providers post here without cookie or origin (RFC 8058); the token is the whole authority."""


def spoken(site: str, language: str) -> str:
    """Where the pages in a reader's language begin: `site` itself for English, `/es` below it for Spanish.

    Pages that a person opens hang on this; addresses that programs fetch (one click, calendars) have no language.
    """
    return _root(site) if language == "en" else f"{_root(site)}/{language}"


def confirm(site: str, token: str) -> str:
    """Where an address is confirmed."""
    return f"{_root(site)}/confirm/{token}"


def manage(site: str, token: str) -> str:
    """Where a subscription is changed, paused and deleted."""
    return f"{_root(site)}/manage/{token}"


def own_data(site: str, token: str) -> str:
    """Where all that is kept about an address is handed out, once."""
    return f"{_root(site)}/my-data/{token}"


def unsubscribe(site: str, token: str) -> str:
    """Where a person stops a subscription."""
    return f"{_root(site)}/unsubscribe/{token}"


def one_click(site: str, token: str) -> str:
    """Where a mail provider stops a subscription for a person."""
    return f"{_root(site)}{ONE_CLICK}{token}"


def archive(site: str, token: str) -> str:
    """Where the issues of a mailing list stand."""
    return f"{_root(site)}/archive/{token}"


def calendar(site: str, number: int, token: str) -> str:
    """The calendar of one subscription, for programs that fetch it again and again; the token is the whole authority."""
    return f"{_root(site)}/calendar/{number}/{token}.ics"


def mute(site: str, token: str) -> str:
    """Where a person says "not for me"; `record`, `topic` and `rule` come as a query."""
    return f"{_root(site)}/mute/{token}"


def receipt(site: str, record: str, topic: str | None) -> str:
    """Where every reason for an item stands."""
    query = f"?{urlencode({'topic': topic})}" if topic else ""
    return f"{_root(site)}/receipt/{quote(record, safe='/')}{query}"


def subscribe(site: str) -> str:
    """Where one subscribes."""
    return f"{_root(site)}/subscribe"


def bills(site: str, **parameters: str) -> str:
    """The list of bills, narrowed."""
    return f"{_root(site)}/bills" + (f"?{urlencode(parameters)}" if parameters else "")


def _root(site: str) -> str:
    return site.rstrip("/")
