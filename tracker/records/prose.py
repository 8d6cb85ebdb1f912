"""Turn broken HTML into clean text: blocks with their headings and links, or running text that keeps its lines.

The one reader of markup, for pages in prose, notices, bill texts and the fields of feeds and APIs. Beautiful Soup mends
what browsers mend (tags that are not closed, tables in paragraphs), and what stands in angle brackets under a name that is
no element of HTML stays text: `<Invitation Only>`. Lines break where a browser breaks them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from html import escape, unescape
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from tracker.records.items import Link
from tracker.records.text import line, paragraphs

if TYPE_CHECKING:
    from bs4.element import PageElement, Tag

MOST_BLOCKS: Final = 20_000
"""Blocks of one page; the longest bill of a Congress has about half as many paragraphs."""
MOST_CHARACTERS: Final = 20_000
"""Characters of one block; what is longer is cut."""
_DEPTH: Final = 200
"""Elements within elements; deeper ones are left out, their words kept (a hostile page nests a hundred thousand)."""
_NEVER_NESTS: Final = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
        "param",
    }
    | {"td", "th", "tr", "wbr"}
)
"""Elements that hold nothing, or that end where the next of their kind begins."""

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend", "dt", "summary"})
_HIDDEN: Final = frozenset(
    {"script", "style", "template", "noscript", "head", "svg", "object", "iframe", "select", "button"}
)
_BLOCKS: Final = frozenset(
    "address article aside blockquote body center dd details div dl fieldset figcaption figure footer form header hr html li"  # noqa: SIM905 - names
    " listing main menu nav ol p pre section table tbody tfoot thead td th tr ul xmp".split()
)
_INLINE: Final = frozenset(
    "a abbr acronym area audio b base bdi bdo big blink br canvas cite code col colgroup data del dfn em embed font frame"  # noqa: SIM905 - names
    " frameset i img input ins kbd label link map mark marquee meta meter nobr o:p optgroup option output param picture"
    " progress q rp rt ruby s samp small source span st1:place strike strong sub sup textarea time title track tt u var video"
    " wbr".split()
)
_KNOWN: Final = _HEADINGS | _HIDDEN | _BLOCKS | _INLINE
_APART: Final = frozenset({"p", "pre", "blockquote", "listing", "xmp"}) | _HEADINGS
"""Blocks that stand apart from others by an empty line."""
_AS_TYPED: Final = frozenset({"pre", "textarea", "listing", "xmp"})
"""Elements that keep the line breaks of their source; everywhere else these are blanks."""

_TAG: Final = re.compile(r"<(/?)([A-Za-z][^\s/<>]{0,40})([^<>]*)>")
_DECLARED: Final = re.compile(r"<\?xml\b[^<>]*>", re.IGNORECASE)
"""What says that markup is XML: it is read as any other, and the parser would warn whoever typed a command of it."""
_BREAKS_LINES: Final = re.compile(
    rf"<(?:{'|'.join(sorted((_BLOCKS | _HEADINGS) - {'html', 'body', 'main'}))}|br)\b", re.IGNORECASE
)
_SIMPLE: Final = re.compile(r"(</?(?:p|b|i|u|em|strong|span|div|ul|ol|li|br)>|<br ?/>)")
"""Tags whose effect needs no tree; hundreds of thousands of summaries have no others."""
_UNPARSED: Final = re.compile("[\x00\ud800-\udfff]+")
_ENTITY: Final = re.compile(
    r"&(?:#[0-9]{1,8};?|#[xX][0-9A-Fa-f]{1,7};?|[A-Za-z][A-Za-z0-9]{1,31};|(?:nbsp|amp|quot|lt|gt)(?![A-Za-z0-9=]))"
)
_EDGES: Final = re.compile(r" ?\n ?")


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


class _Kind(Enum):
    """What a reader meets on its way through a page."""

    WORDS = auto()
    LINE = auto()
    """A line ends here."""
    CELL = auto()
    """A cell of a table begins."""
    BEGIN = auto()
    """A block begins."""
    END = auto()
    LINK = auto()


class _Token(NamedTuple):
    kind: _Kind
    words: str = ""
    """The words, or the name of the element that begins or ends."""
    link: Link | None = None


def blocks(html: str | bytes, url: str = "") -> list[Block]:
    """The passages of a page in reading order, at most `MOST_BLOCKS`; an empty page has none.

    `url` is where the page stands; relative links are left out without it. Bytes are decoded as browsers do: by the byte
    order mark, the page's own declaration, else by what they look like.
    """
    read: list[Block] = []
    for block in _Passages().read(_tokens(_decoded(html), url)):
        read.append(block)
        if len(read) == MOST_BLOCKS:
            break
    return read


def text(html: str | bytes, *, gaps: bool = True, without: Collection[str] = ()) -> str:
    """The words of a page, or of a piece of one, with their lines; `gaps`: an empty line between paragraphs.

    Lines end where a browser ends them; markup that ends no line of its own keeps the line breaks of its source. Elements
    named in `without` are left out with all that is in them.
    """
    html = _decoded(html)
    if "<" not in html:
        words = unescaped(html)
    else:
        tokens = None if without else _simple_tokens(html)
        words = _running(_tokens(html, without=frozenset(without)) if tokens is None else tokens)
    words = _EDGES.sub("\n", paragraphs(words))
    return words if gaps else words.replace("\n\n", "\n")


def unescaped(words: str) -> str:
    """The words with the characters that entities stand for."""
    return _ENTITY.sub(lambda hit: unescape(hit[0]), words) if "&" in words else words


def _decoded(html: str | bytes) -> str:
    if isinstance(html, bytes):
        from bs4.dammit import EncodingDetector, UnicodeDammit

        declared = EncodingDetector.find_declared_encoding(html, is_html=True)
        encodings = [declared] if declared else ["utf-8", "windows-1252"]
        decoded = UnicodeDammit(html, known_definite_encodings=[], user_encodings=encodings)
        html = decoded.unicode_markup or html.decode("windows-1252", errors="replace")
    return _UNPARSED.sub("", html)


# -- from markup to tokens -------------------------------------------------------------------------------------------------


def _simple_tokens(html: str) -> list[_Token] | None:
    """The tokens of well-formed markup without attributes, tables and what is hidden; None for any other."""
    as_typed = not _BREAKS_LINES.search(html)
    tokens: list[_Token] = []
    inside: list[str] = []
    for number, part in enumerate(_SIMPLE.split(html)):
        if number % 2 == 0:
            if "<" in part:
                return None
            tokens.append(_Token(_Kind.WORDS, unescaped(part) if as_typed else _one_line(unescaped(part))))
            continue
        name = part.strip("</ >")
        if name == "br":
            tokens.append(_Token(_Kind.LINE))
        elif part[1] != "/":
            if len(inside) > 20 or (name in _BLOCKS and "p" in inside):
                return None  # a paragraph has no blocks in it: a parser ends it here
            inside.append(name)
            tokens += [_Token(_Kind.BEGIN, name)] if name in _BLOCKS else []
        elif inside and inside.pop() == name:
            tokens += [_Token(_Kind.END, name)] if name in _BLOCKS else []
        else:
            return None
    return None if inside else tokens


def _tokens(html: str, url: str = "", without: frozenset[str] = frozenset()) -> Iterator[_Token]:
    """The tokens of any markup, however broken."""
    from bs4 import BeautifulSoup
    from bs4.element import NavigableString, PreformattedString, Tag

    # An own stack: a page may nest deeper than Python calls.
    soup = BeautifulSoup(_mended(html), "lxml")
    stack: list[tuple[PageElement | _Token, bool]] = [(soup, not _BREAKS_LINES.search(html))]
    while stack:
        node, as_typed = stack.pop()
        if isinstance(node, _Token):
            yield node
        elif isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):  # a comment and its like
                yield _Token(_Kind.WORDS, str(node) if as_typed else _one_line(str(node)))
        elif isinstance(node, Tag) and not _is_hidden(node, without):
            name = node.name.lower()
            yield from _begun(node, name, url)
            if name in _BLOCKS | _HEADINGS and name not in {"td", "th"}:
                stack.append((_Token(_Kind.END, name), as_typed))
            as_given = as_typed or name in _AS_TYPED or "white-space:pre" in _style(node)
            stack.extend((child, as_given) for child in reversed(node.contents))


def _begun(node: Tag, name: str, url: str) -> Iterator[_Token]:
    """What the beginning of an element means."""
    if name == "br":
        yield _Token(_Kind.LINE)
    elif name in {"td", "th"}:
        yield _Token(_Kind.CELL)
    elif name in _BLOCKS or name in _HEADINGS:
        yield _Token(_Kind.BEGIN, name)
    elif name == "a" and (link := _link(node, url)) is not None:
        yield _Token(_Kind.LINK, link=link)


def _mended(html: str) -> str:
    """Markup whose tags are HTML's alone, not too deep, and whose entities a parser cannot misread.

    `<Name of sponsor>` is what a clerk typed, not a tag: it stays as text.
    """
    depth = 0

    def tag(match: re.Match[str]) -> str:
        nonlocal depth
        name = match[2].lower()
        if name not in _KNOWN and name.rpartition(":")[2] not in _KNOWN:
            return escape(match[0], quote=False)
        if name in _NEVER_NESTS or match[3].endswith("/"):
            return match[0]
        if not match[1]:
            depth += 1
            return match[0] if depth <= _DEPTH else " "
        depth = max(0, depth - 1)
        return match[0] if depth < _DEPTH else " "

    if "&" in html:
        html = _ENTITY.sub(lambda hit: escape(unescape(hit[0])), html)
    return _TAG.sub(tag, _without_comments(_DECLARED.sub("", html)))


def _without_comments(html: str) -> str:
    """Markup without its comments; `</div-->` ends one, and is no tag."""
    parts: list[str] = []
    at = 0
    while (begin := html.find("<!--", at)) >= 0 and (end := html.find("-->", begin + 2)) >= 0:
        parts.append(html[at:begin])
        at = end + 3
    return "".join([*parts, html[at:]])


def _one_line(words: str) -> str:
    """The words with every white space as one blank, at their ends too."""
    folded = " ".join(words.split())
    return f"{' ' * words[:1].isspace()}{folded}{' ' * words[-1:].isspace()}" if folded else " " * bool(words)


def _style(node: Tag) -> str:
    return str(node.get("style") or "").replace(" ", "").lower()


def _is_hidden(node: Tag, without: frozenset[str]) -> bool:
    name = node.name.lower()
    if name in _HIDDEN or name in without or node.has_attr("hidden"):
        return True
    return "display:none" in _style(node) or str(node.get("aria-hidden")) == "true"


def _link(node: Tag, url: str) -> Link | None:
    try:
        address = urlsplit(urljoin(url, str(node.get("href") or "").strip())).geturl()
    except ValueError:  # such as an unfinished [::1
        return None
    if not address.startswith(("https://", "http://")):
        return None
    return Link(url=address, note=line(node.get_text(" ")) or None)


# -- from tokens to text ---------------------------------------------------------------------------------------------------


def _running(tokens: Iterable[_Token]) -> str:
    """Words with their lines: between two blocks one break, around a paragraph two, whatever stands between them."""
    parts: list[str] = []
    edge = breaks = 0
    cell = False
    for kind, words, _link_in_it in tokens:
        if kind is _Kind.WORDS:
            if words.strip():
                parts += ["\n" * min(max(edge, breaks), 2) or " | " * cell, words]
                edge, breaks, cell = 0, 0, False
            elif parts and not edge and not breaks:
                parts.append(words)
        elif kind is _Kind.LINE:
            breaks += 1
        elif kind is _Kind.CELL:
            cell = not edge and not breaks
        elif kind is not _Kind.LINK:
            edge = max(edge, 2 if words in _APART else 1)
    return "".join(parts)


class _Passages:
    """Gather what is inline until the next block begins."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._links: list[Link] = []
        self._above: list[tuple[int, str]] = []

    def read(self, tokens: Iterable[_Token]) -> Iterator[Block]:
        line_ended = False
        for kind, words, link in tokens:
            if kind is _Kind.WORDS:
                self._words.append(words)
                line_ended = line_ended and not words.strip()
            elif kind is _Kind.LINE:
                self._words.append(" ")
                if line_ended:  # two breaks in a row end a paragraph
                    yield from self._done("")
                line_ended = not line_ended
            elif kind is _Kind.CELL:
                self._words += [" | "] if "".join(self._words).strip() else []
            elif link is not None:
                self._links.append(link)
            else:
                yield from self._done(words if kind is _Kind.END else "")
        yield from self._done("")

    def _done(self, name: str) -> Iterator[Block]:
        """What has gathered, as a block; `name` is the element that ends."""
        words = line(" ".join("".join(self._words).split()).strip(" |"), limit=MOST_CHARACTERS)
        links, self._words, self._links = tuple(dict.fromkeys(self._links)), [], []
        if not words:
            return
        if name not in _HEADINGS:
            yield Block(text=words, headings=tuple(heading for _level, heading in self._above), links=links)
            return
        level = int(name[1]) if name[0] == "h" and name[1:].isdecimal() else 7
        while self._above and self._above[-1][0] >= level:
            self._above.pop()
        yield Block(
            text=words, headings=tuple(heading for _level, heading in self._above), is_heading=True, links=links
        )
        self._above.append((level, words))
