"""Five words for picking from a page: one, maybe, each, link, attribute. Each says how many it expects.

There is no `first`: it takes what it finds and hides that a page changed. On disagreement a word raises `PageChanged`
with the selector and both counts, which costs one row and is counted.
"""

from __future__ import annotations

from urllib.parse import urljoin

from parsel import Selector, SelectorList
from scrapy.http import TextResponse

from tracker.errors import TrackerError
from tracker.records.text import line


class PageChanged(TrackerError):
    """A page is not as its reader knows it: the selector, how many were wanted, how many were found.

    `kind` names the problem in the run's report; `page-changed` unless the reader knows better.
    """

    def __init__(self, message: str, *, kind: str = "page-changed") -> None:
        super().__init__(message)
        self.kind = kind


def one(node: Selector, css: str) -> str:
    """The text of the only element that `css` names; it must exist and say something."""
    text = _text(_only(node, css))
    if not text:
        raise PageChanged(f"{css!r}: wanted a text, found an empty element")
    return text


def maybe(node: Selector, css: str) -> str | None:
    """The text of the element that `css` names, or None when there is none or it is empty; more than one is a fault."""
    nodes = node.css(css)
    if len(nodes) > 1:
        raise PageChanged(f"{css!r}: wanted at most one, found {len(nodes)}")
    return (_text(nodes[0]) or None) if nodes else None


def each(node: Selector, css: str) -> tuple[str, ...]:
    """The texts of all elements that `css` names, empty ones left out; there may be none."""
    return tuple(text for text in map(_text, node.css(css)) if text)


def link(node: Selector, css: str, page: TextResponse | str) -> str:
    """The absolute http(s) address of the only link that `css` names; `page` is where it stands, or its address."""
    return absolute(attribute(_only(node, css), "href"), page)


def attribute(node: Selector, name: str, css: str | None = None) -> str:
    """The attribute `name` of the node, or of the only element that `css` names; it must say something."""
    target = node if css is None else _only(node, css)
    value = line(target.attrib.get(name, ""))
    if not value:
        raise PageChanged(f"{css or 'node'!r}: wanted the attribute {name}, found none")
    return value


def rows(node: Selector, css: str, *, at_least: int = 0) -> SelectorList[Selector]:
    """All elements that `css` names, at least so many."""
    nodes = node.css(css)
    if len(nodes) < at_least:
        raise PageChanged(f"{css!r}: wanted at least {at_least}, found {len(nodes)}")
    return nodes


def absolute(address: str, page: TextResponse | str) -> str:
    """An address made absolute; only http and https are addresses a person may be sent to."""
    address = address.strip()
    made = urljoin(page, address) if isinstance(page, str) else page.urljoin(address)  # a page may name its own base
    if not made.startswith(("https://", "http://")):
        raise PageChanged(f"wanted an http(s) address, found {address[:80]!r}")
    return made


def _only(node: Selector, css: str) -> Selector:
    nodes = node.css(css)
    if len(nodes) != 1:
        raise PageChanged(f"{css!r}: wanted exactly one, found {len(nodes)}")
    return nodes[0]


def text_of(node: Selector | SelectorList[Selector]) -> str:
    """All words below the node as one line, without what scripts and styles hold; empty when there are none."""
    return line(" ".join(node.xpath(".//text()[not(ancestor::script or ancestor::style)]").getall()))


def _text(node: Selector) -> str:
    if isinstance(node.root, str):  # `css` ended in ::text or ::attr()
        return line(node.root)
    return text_of(node)


def above(row: Selector) -> str:
    """The text of the nearest heading above a row: boards write the year, or the committee, once over all its rows."""
    headings = row.xpath(
        "preceding::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or self::caption][1]"
    )
    inside = row.xpath("ancestor::table[1]/caption[1]")
    said = (inside or headings).xpath("string()").get()
    if said is None:
        raise PageChanged("wanted a heading above the row, found none")
    return line(said)
