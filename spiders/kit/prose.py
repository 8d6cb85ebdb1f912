"""Turn broken HTML into clean blocks of text with their headings and links: notices in prose, agendas, bill texts.

A page without rows has no selector that a reader could name. It has blocks: paragraphs, list items, rows of tables, and the
headings they stand under. Beautiful Soup mends what browsers mend too (tags that are not closed, tables in paragraphs), and
text in angle brackets that is no known tag stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PageElement, PreformattedString, Tag

from tracker.records.items import Link
from tracker.records.text import line

MOST_BLOCKS: Final = 20_000
"""Blocks of one page; the longest bill of a Congress has about half as many paragraphs."""
MOST_CHARACTERS: Final = 20_000
"""Characters of one block; what is longer is cut."""
_DEPTH: Final = 400
"""Elements within elements; deeper ones are read as plain text (a hostile page nests a hundred thousand)."""

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend", "dt", "summary"})
_HIDDEN: Final = frozenset(
    {"script", "style", "template", "noscript", "head", "svg", "object", "iframe", "select", "button"}
)
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_INLINE: Final = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "area",
        "audio",
        "b",
        "base",
        "bdi",
        "bdo",
        "big",
        "br",
        "canvas",
        "cite",
        "code",
        "col",
        "colgroup",
        "data",
        "del",
        "dfn",
        "em",
        "embed",
        "font",
        "frame",
        "frameset",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "link",
        "map",
        "mark",
        "menu",
        "meta",
        "meter",
        "nobr",
        "option",
        "output",
        "param",
        "picture",
        "progress",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "textarea",
        "time",
        "title",
        "track",
        "tt",
        "u",
        "var",
        "video",
        "wbr",
    ]
)
_KNOWN: Final = _HEADINGS | _HIDDEN | _BLOCKS | _INLINE | {"optgroup", "marquee", "blink", "o:p", "st1:place"}
_TAG: Final = re.compile(r"<(/?)([A-Za-z][^\s/>]*)([^<>]*)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One passage of a page."""

    text: str
    """Its words as one line; cells of a table's row are joined by ` | `."""
    headings: tuple[str, ...] = ()
    """What it stands under, outermost first; a heading itself stands under the ones above it."""
    is_heading: bool = False
    links: tuple[Link, ...] = ()
    """Addresses of http and https that stand in it, absolute, with their words as the note."""


def blocks(html: str | bytes, url: str = "") -> list[Block]:
    """The passages of a page in reading order, at most `MOST_BLOCKS`; an empty page has none.

    `url` is where the page stands; relative links are left out without it. Bytes are decoded as browsers do: by the byte
    order mark, the page's own declaration, else by what they look like.
    """
    soup = BeautifulSoup(_tags_that_are_none(html), "lxml")
    reader = _Reader(url)
    found: list[Block] = []
    for block in reader.read(soup):
        found.append(block)
        if len(found) == MOST_BLOCKS:
            break
    return found


def text(html: str | bytes) -> str:
    """The page's words, a line a block."""
    return "\n".join(block.text for block in blocks(html))


def _tags_that_are_none(html: str | bytes) -> str | bytes:
    """`<Name of sponsor>` is what a clerk typed, not a tag: it stays as text."""
    if isinstance(html, bytes):
        html = _decoded(html)

    def kept(found: re.Match[str]) -> str:
        known = found[2].lower().split(":")[-1] in _KNOWN or found[2].lower() in _KNOWN
        return found[0] if known else escape(found[0], quote=False)

    return _TAG.sub(kept, html)


def _decoded(data: bytes) -> str:
    from bs4.dammit import EncodingDetector, UnicodeDammit

    declared = EncodingDetector.find_declared_encoding(data, is_html=True)
    made = UnicodeDammit(
        data, known_definite_encodings=[], user_encodings=[declared] if declared else ["utf-8", "windows-1252"]
    )
    return made.unicode_markup or data.decode("windows-1252", errors="replace")


class _Reader:
    """Walk a page once; what is inline gathers until the next block begins."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._words: list[str] = []
        self._links: list[Link] = []
        self._above: list[tuple[int, str]] = []

    def read(self, soup: BeautifulSoup) -> Iterator[Block]:
        # An own stack: a page may nest deeper than Python calls.
        stack: list[tuple[PageElement | str, int]] = [(soup, 0)]
        while stack:
            node, depth = stack.pop()
            if isinstance(node, str) and not isinstance(node, NavigableString):
                yield from self._done(node)
            elif isinstance(node, Tag):
                yield from self._tag(node, depth, stack)
            elif not isinstance(node, (Comment, PreformattedString)):
                self._words.append(str(node))
        yield from self._done("")

    def _tag(self, node: Tag, depth: int, stack: list[tuple[PageElement | str, int]]) -> Iterator[Block]:
        name = node.name.lower()
        if name in _HIDDEN or _is_hidden(node):
            return
        if depth > _DEPTH:
            self._words.append(node.get_text(" "))
            return
        if name == "br":
            yield from self._line_break(node)
            return
        if name in {"td", "th"}:
            if self._words and line(" ".join(self._words)):
                self._words.append(" | ")
        elif name in _HEADINGS or name in _BLOCKS:
            yield from self._done("")
            stack.append((name, depth))
        if name == "a" and (link := self._link(node)) is not None:
            self._links.append(link)
        stack.extend((child, depth + 1) for child in reversed(node.contents))

    def _line_break(self, node: Tag) -> Iterator[Block]:
        """Two breaks in a row end a paragraph, one is a blank."""
        after = node.next_sibling
        while isinstance(after, NavigableString) and not after.strip():
            after = after.next_sibling
        self._words.append(" ")
        if isinstance(after, Tag) and after.name == "br":
            yield from self._done("")

    def _done(self, name: str) -> Iterator[Block]:
        """What has gathered, as a block; `name` is the element that ends."""
        words = line(" ".join("".join(self._words).split()).strip(" |"), limit=MOST_CHARACTERS)
        links, self._words, self._links = tuple(dict.fromkeys(self._links)), [], []
        if not words:
            return
        if name not in _HEADINGS:
            yield Block(text=words, headings=tuple(each for _level, each in self._above), links=links)
            return
        level = int(name[1]) if name[0] == "h" and name[1:].isdigit() else 7
        while self._above and self._above[-1][0] >= level:
            self._above.pop()
        yield Block(text=words, headings=tuple(each for _level, each in self._above), is_heading=True, links=links)
        self._above.append((level, words))

    def _link(self, node: Tag) -> Link | None:
        try:
            address = urlsplit(urljoin(self._url, str(node.get("href") or "").strip())).geturl()
        except ValueError:  # such as an unfinished [::1
            return None
        if not address.startswith(("https://", "http://")):
            return None
        return Link(url=address, note=line(node.get_text(" ")) or None)


def _is_hidden(node: Tag) -> bool:
    style = str(node.get("style") or "").replace(" ", "").lower()
    return node.has_attr("hidden") or "display:none" in style or str(node.get("aria-hidden")) == "true"
