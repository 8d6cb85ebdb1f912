"""Write lists as Atom and JSON Feed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import orjson

_ATOM: Final = "http://www.w3.org/2005/Atom"
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold, however it is escaped."""
_TAG: Final = "tag:mental-health-policy-tracker.invalid,2026:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing a feed tells of."""

    address: str
    """Its page; the id is made from its path."""
    title: str
    text: str
    updated: dt.datetime
    published: dt.datetime | None = None
    labels: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A list as a feed."""

    title: str
    address: str
    """The page that shows the same."""
    own: str
    """Where the feed itself stands."""
    entries: Sequence[Entry]
    read_at: dt.datetime
    """When the list was read: the moment of which an empty feed says that nothing is in it."""
    about: str = ""
    """What we do not know of the places it is of: an empty feed alone would say that there is nothing."""


def atom(feed: Feed) -> bytes:
    """The feed as Atom (RFC 4287)."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    _add(root, "id", identity(feed.own))
    _add(root, "title", feed.title)
    if feed.about:
        _add(root, "subtitle", feed.about)
    _add(root, "updated", _stamp(max((entry.updated for entry in feed.entries), default=feed.read_at)))
    _link(root, feed.own, "self", "application/atom+xml")
    _link(root, feed.address, "alternate", "text/html")
    author = ET.SubElement(root, f"{{{_ATOM}}}author")
    _add(author, "name", "Mental Health Policy Tracker")
    for entry in feed.entries:
        element = ET.SubElement(root, f"{{{_ATOM}}}entry")
        _add(element, "id", identity(entry.address))
        _add(element, "title", entry.title)
        _add(element, "updated", _stamp(entry.updated))
        if entry.published:
            _add(element, "published", _stamp(entry.published))
        _link(element, entry.address, "alternate", "text/html")
        for label in entry.labels:
            ET.SubElement(element, f"{{{_ATOM}}}category", {"term": _legal(label)})
        _add(element, "summary", entry.text)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1."""
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            **({"description": _legal(feed.about)} if feed.about else {}),
            "home_page_url": feed.address,
            "feed_url": feed.own,
            "items": [
                {
                    "id": identity(entry.address),
                    "url": entry.address,
                    "title": _legal(entry.title),
                    "content_text": _legal(entry.text),
                    "date_modified": _stamp(entry.updated),
                    **({"date_published": _stamp(entry.published)} if entry.published else {}),
                    "tags": [_legal(label) for label in entry.labels],
                }
                for entry in feed.entries
            ],
        }
    )


def standing(status: str, *, listed: bool) -> str:
    """A hearing's state in words: what its source lists no more is not confirmed, whatever it last said."""
    return (
        status
        if listed or status == "cancelled"
        else f"{status}, but no longer listed by the source: check before you go"
    )


def identity(address: str) -> str:
    """The id of what stands at an address of ours, for ever (RFC 4151): another host does not make it another thing."""
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query else ""
    return f"{_TAG}{parts.path or '/'}{query}" + (f"#{parts.fragment}" if parts.fragment else "")


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = _legal(text)


def _link(parent: ET.Element, address: str, relation: str, kind: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}link", {"href": _legal(address), "rel": relation, "type": kind})


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
