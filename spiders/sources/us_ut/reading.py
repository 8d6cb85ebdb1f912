"""Read texts of bills of the Utah Legislature.

A text tells its bill's number, session, sponsors and version, and nothing of what became of the bill.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from spiders.kit import dates
from spiders.kit.bill_text import element_text
from spiders.kit.fields import child, maybe_child, xml_body
from spiders.kit.select import PageChanged
from tracker.records.items import Abstract, Chamber, Link, ScrapedBill, Sponsorship, Version
from tracker.records.text import line

ZONE: Final = ZoneInfo("America/Denver")

KINDS: Final = {"B": "bill", "R": "resolution", "CR": "concurrent resolution", "JR": "joint resolution"}
NUMBER: Final = re.compile(r"([HS])(B|R|CR|JR)0*(\d+)")
_SESSION: Final = re.compile(r"(\d{4})(?:GS|S\d+)")
_DAY: Final = re.compile(r"\d{1,2}([-/])\d{1,2}\1(?:\d{4}|\d{2})\b")
_DECLARED: Final = re.compile(rb"\A\s*<\?xml[^>]*\?>")
_LINES: Final = frozenset(
    "lthead gdhead gd hphead hp hl moni moniNone oc ocl sa saamd saent snhead sn secline catline para headpart".split()  # noqa: SIM905 - names
)
"""Elements that begin a line of their own, as they are printed."""
_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def bill(data: bytes, url: str) -> ScrapedBill:
    """The bill that a text belongs to, with the text."""
    root = _root(data)
    number = NUMBER.fullmatch(_attribute(root, "billnum"))
    session = _SESSION.fullmatch(_attribute(root, "sess"))
    if number is None or session is None:
        raise PageChanged(f"leg: wanted a bill and a session, found {root.get('billnum')!r} and {root.get('sess')!r}")
    head, long = root.find("tbox"), root.find("lt")
    if head is None:
        raise PageChanged("leg: wanted <tbox>, found none")
    address = Link(url=url, note="Utah State Legislature", media_type="application/xml")
    chamber: Chamber = "lower" if number[1] == "H" else "upper"
    abstract = None if long is None else maybe_child(long, "gd")
    return ScrapedBill(
        jurisdiction="us-ut",
        legislative_session=session[1] if session[0].endswith("GS") else session[0],
        identifier=f"{number[1]}{number[2]}{number[3]}",
        title=child(head, "st"),
        classification=(KINDS[number[2]],),
        from_organization=chamber,
        abstracts=(Abstract(abstract=abstract, note="general description"),) if abstract else (),
        sponsorships=tuple(_sponsors(root)),
        versions=(Version(note=_version(root), date=_day(root.get("date")), links=(address,)),),
        sources=(address,),
        text=_text(root),
    )


def _root(data: bytes) -> Any:
    """The document. It declares UTF-16 and is sent in UTF-8, so that only a byte order mark is believed."""
    root = xml_body(data if data.startswith(_MARKS) else _DECLARED.sub(b"", data, count=1))
    if root.tag != "leg":
        raise PageChanged(f"wanted <leg>, found <{str(root.tag)[:40]}>")
    return root


def _attribute(root: Any, name: str) -> str:
    value = line(root.get(name, ""))
    if not value:
        raise PageChanged(f"leg: wanted the attribute {name}, found none")
    return value


def _sponsors(root: Any) -> Iterator[Sponsorship]:
    """The chief sponsor, and the one who carries the bill in the other house, where there is one yet."""
    yield Sponsorship(name=_attribute(root, "sponsor"), primary=True, classification="primary")
    if other := line(root.get("otherSponsor", "")):
        yield Sponsorship(name=other)


def _version(root: Any) -> str:
    """What the text is called: a substitute counts up from 0, the introduced text; -2 is the enrolled one."""
    try:
        substitute, amendment = int(_attribute(root, "subVer")), int(_attribute(root, "minVer"))
    except ValueError as problem:
        raise PageChanged(f"subVer, minVer: wanted numbers, found something else: {problem}") from problem
    if substitute == -2:
        return "Enrolled"
    name = f"Substitute {substitute}" if substitute else "Introduced"
    return f"{name}, amended" if amendment else name


def _day(text: str | None) -> dt.date | None:
    """The day of a text: "02-20-26" of enrolled ones, else "1/13/2026 12:01:460", whose clock is no clock."""
    match = _DAY.match(line(text or ""))
    return dates.date(match[0].replace("-", "/"), "%m/%d/%Y", "%m/%d/%y") if match else None


def _text(root: Any) -> str | None:
    parts = [element for name in ("lt", "bdy") for element in root.iterfind(name)]
    return element_text(*parts, paragraphs=_LINES) or None
