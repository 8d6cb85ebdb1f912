"""What stands in records reaches a mail as text: no element, no address and no image of a stranger's making."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from alerts.compose.facts import Reason
from alerts.compose.selection import Selection
from tests.alerts.world import World, matched, rendered, step
from tests.web.hostile import PAYLOADS
from tracker.subscriptions.preferences import MOST

OURS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "div",
        "table",
        "tr",
        "td",
        "p",
        "h1",
        "h2",
        "h3",
        "a",
        "b",
        "s",
        "ul",
        "li",
        "br",
        "hr",
        "strong",
        "mark",
        "em",
        "span",
        "tbody",
    ]
)
AT_ONCE = 20


class Elements(HTMLParser):
    """What a mail program would make of the markup."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.links: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _value in attrs}
        self.links |= {value or "" for name, value in attrs if name == "href"}


def hostile(payloads: tuple[str, ...]) -> World:
    world = World()
    for number, payload in enumerate(payloads, start=1):
        topic = matched()
        reason = Reason(rule=payload, field="title", words=payload, excerpt=f"«{payload}»", weight=2.0)
        bill = world.bill(
            number,
            replace(topic, reasons=(reason,)),
            title=f"Parity {payload}",
            identifier=f"HR{number}",
        )
        world.changed(
            world.hearing(f"h{number}", bill, name=f"Committee {payload}", location=payload), "hearing_scheduled"
        )
        world.acted(bill, step(dt.date(2026, 11, 20), f"Referred {payload}"))
    return world


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("begin", range(0, len(PAYLOADS), AT_ONCE))
def test_hostile_text_stays_text_in_both_parts(begin: int, language: str) -> None:
    digest = hostile(PAYLOADS[begin : begin + AT_ONCE]).digest(Selection(most=MOST))
    found = rendered(digest, language)
    page = Elements(found.html)
    assert page.tags <= OURS, page.tags - OURS
    assert not {name for name in page.names if name.startswith("on") or name in {"src", "srcdoc", "data-xss", "srcset"}}
    assert all(link.startswith("https://") for link in page.links), page.links
    assert not any(
        character in found.text + found.html + found.subject
        for character in "\0\x01\x02\x1b\x7f\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069"
    )
    assert "\n" not in found.subject
    assert "\r" not in found.subject
