"""Texts that try to become markup, addresses, formulas or headers, and a database in which every text is one of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine, insert

from tests.records import CONGRESS, EASTERN
from tracker import clock
from tracker.db.engine import writing
from tracker.db.models import Match
from tracker.ingest.visit import Visit
from tracker.records.items import (
    Abstract,
    Action,
    AgendaItem,
    Committee,
    HeardBill,
    Link,
    ScrapedBill,
    ScrapedHearing,
    ScrapedNotice,
    ScrapedOrganization,
    ScrapedPerson,
    Sponsorship,
    Title,
    Unreadable,
    Version,
)

PRODUCT = "7006652"
"""What a template engine would make of the sums below; it stands in none of them."""
PAYLOADS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><xss-mark>",
    "</style><xss-mark>",
    "--><xss-mark><!--",
    "]]><xss-mark>",
    "<xss-mark data-xss=1>bold</xss-mark>",
    '"><img src=x onerror=alert(1) data-xss=1>',
    "'><img src=x onerror=alert(1) data-xss=1>",
    '" onmouseover="alert(1)" data-xss="1',
    "' onfocus='alert(1)' autofocus data-xss='1",
    "` onclick=alert(1) data-xss=1 `",
    "<svg data-xss=1 onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x data-xss=1>",
    "<svg><a xlink:href=javascript:alert(1) data-xss=1><text>x</text></a></svg>",
    "<math><mtext data-xss=1><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>' data-xss=1>",
    "<object data=javascript:alert(1) data-xss=1></object>",
    "<form data-xss=1 action=javascript:alert(1)><button>go</button></form>",
    "<a data-xss=1 href=javascript:alert(1)>here</a>",
    "<base data-xss=1 href=//evil.example/>",
    "<meta data-xss=1 http-equiv=refresh content=0;url=//evil.example>",
    "<link data-xss=1 rel=stylesheet href=//evil.example/a.css>",
    "<style data-xss=1>*{display:none}</style>",
    "<details data-xss=1 open ontoggle=alert(1)>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "&lt;xss-mark&gt; &#60;xss-mark&#62;",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "JaVa\tScRiPt:alert(1)",
    "{{1234*5678}} ${1234*5678} #{1234*5678} <%= 1234*5678 %> {%print(1234*5678)%}",
    "%(x)s %s {0} {x.__class__} $x \\u003cxss-mark\\u003e",
    "=cmd|'/c calc'!A1",
    "@SUM(1)",
    "+1+cmd",
    "-2-cmd",
    "\t=1+1",
    "x\r\nSet-Cookie: xss=1\r\n\r\n<xss-mark>",
    "END:VCALENDAR\nBEGIN:VCALENDAR",
    "\u202eevil\u202c \u2066\u2067\u200b\ufeff",
    "a\x00b\x07c\x1b[31m\x7f\x85\ufffe",
    "«<xss-mark>» [[<xss-mark>]] <mark data-xss=1>",
    "\u2028alert(1)\u2029 𝕏 <xss-mark\u00a0data-xss=1>",
    "W" * 3_000,
    "' OR 1=1 --",
    '"; DROP TABLE bill; --',
    '" NEAR( * AND OR NOT title:',
)
ADDRESS = "https://example.org/\"><img data-xss=1 src=x onerror=alert(1)>?a='%0d%0a<script>"


class _Texts:
    """The payloads in turn."""

    def __init__(self) -> None:
        self.next = 0

    def __call__(self) -> str:
        self.next += 1
        return f"Mental health parity {PAYLOADS[self.next % len(PAYLOADS)]}"

    def bare(self) -> str:
        """One without a word before it."""
        self.next += 1
        return PAYLOADS[self.next % len(PAYLOADS)].strip("\0") or "x"


def _bill(number: int, text: _Texts) -> ScrapedBill:
    day = dt.date(2026, 11, 2)
    return ScrapedBill(
        jurisdiction="us",
        legislative_session="119",
        identifier=f"HR{number}",
        title=PAYLOADS[number % len(PAYLOADS)] + " mental health parity",
        from_organization="lower",
        subject=(text(), text.bare()),
        abstracts=(Abstract(abstract=text(), note=text.bare(), date=day),),
        other_titles=(Title(title=text(), note=text.bare()),),
        actions=(
            Action(date=day, description=text(), classification=("introduction", text.bare()), organization="lower"),
            Action(date=day, description=text.bare(), organization=text.bare()),
        ),
        sponsorships=(
            Sponsorship(name=text.bare(), primary=True, person_id=text.bare(), party=text.bare(), district=text()),
            Sponsorship(name=text.bare(), classification=text.bare(), entity_type=text.bare()),
        ),
        committees=(Committee(name=text.bare(), code=text.bare(), chamber="lower"),),
        versions=tuple(
            Version(note=text.bare(), date=day, links=(Link(url=ADDRESS, note=text.bare(), media_type=text.bare()),))
            for _each in range(2)
        ),
        documents=(Version(note=text.bare(), links=(Link(url=ADDRESS, note=text.bare()),)),),
        sources=(Link(url=ADDRESS, note=text.bare()),),
        text=text(),
        stamp="v1",
    )


def _hearing(number: int, text: _Texts) -> ScrapedHearing:
    return ScrapedHearing(
        key=f"h{number}",
        jurisdiction="us",
        name=text.bare() + " ",
        start=dt.datetime(2026, 12, 1 + number % 20, 10, tzinfo=EASTERN),
        timezone="America/New_York",
        time_text=text.bare(),
        time_qualifier="not-before",
        chamber="lower",
        committee=text.bare(),
        location=text.bare(),
        description=f"Written testimony is due by November 30, 2026 at 5 p.m. {text()}",
        legislative_session="119",
        bills=(HeardBill(identifier=f"HR{number}", legislative_session="119", title=text.bare()),),
        agenda=(AgendaItem(description=text(), bills=(f"HR{number}",), notes=(text.bare(),)),),
        links=(Link(url=ADDRESS, note=text.bare()),),
        documents=(Link(url=ADDRESS, note=text.bare()),),
        video=ADDRESS,
        sources=(Link(url=ADDRESS),),
    )


def _notice(number: int, text: _Texts) -> ScrapedNotice:
    return ScrapedNotice(
        key=f"n{number}",
        jurisdiction="us",
        title=text(),
        classification="proposed-rule",
        document_number=text.bare(),
        abstract=text(),
        agencies=(text.bare(),),
        published=dt.date(2026, 11, 20),
        comments_close=dt.date(2026, 12, 20),
        comment_url=ADDRESS,
        docket_ids=(text.bare(),),
        subject=(text.bare(),),
        action=text.bare(),
        links=(Link(url=ADDRESS, note=text.bare()),),
        sources=(Link(url=ADDRESS),),
    )


def fill(engine: Engine) -> list[str]:
    """Fill the database through the ingest; the ids of the bills in it."""
    text = _Texts()
    numbers = range(1, len(PAYLOADS) + 1)
    source = replace(CONGRESS, publisher=f"A publisher {PAYLOADS[8]}")
    with Visit(engine, "us-test", source) as visit:
        for number in numbers:
            visit.take(_bill(number, text))
            visit.take(_hearing(number, text))
            visit.take(_notice(number, text))
        visit.take(
            ScrapedPerson(key="p", jurisdiction="us", name=text.bare(), chamber="lower", district=text(), office=text())
        )
        visit.take(ScrapedOrganization(key="o", jurisdiction="us", name=text.bare(), url=ADDRESS, email=text.bare()))
        visit.take(Unreadable(reason=text(), excerpt=text(), url=ADDRESS))
        visit.finish()
    keys = [f"us/119/HR{number}" for number in numbers]
    with writing(engine) as connection:
        for key in keys:
            connection.execute(insert(Match).values(**_match(key, text), judged_at=clock.now()))
    return keys


def _match(key: str, text: _Texts) -> dict[str, Any]:
    reason = {
        "rule": text.bare(), "field": "title", "words": text.bare(), "excerpt": f"«{text.bare()}»", "weight": 2.0,
        "against": False,
    }  # fmt: skip
    return {
        "record_id": key, "topic": "parity", "what": "bill", "score": 60, "flagged": True, "reasons": [reason],
    }  # fmt: skip
