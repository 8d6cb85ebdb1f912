"""Read the text of a bill from what legislatures publish: the XML of Congress, pages, and PDF; sections keep their headings.

The text layer of a PDF is read in a process of its own (`spiders.kit.pdf`); a scan has none, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from lxml import etree

from spiders.kit.pdf import pdf_pages
from spiders.kit.select import PageChanged
from tracker.records import prose

LONGEST: Final = 2_000_000
"""Letters of a text that are kept; a budget of nine hundred pages has about as many."""

_LEVELS: Final = {
    "section": "Sec.",
    "title": "Title",
    "subtitle": "Subtitle",
    "part": "Part",
    "chapter": "Chapter",
    "subchapter": "Subchapter",
    "division": "Division",
}
_NUMBER: Final = frozenset({"enum", "num"})
_SPACED: Final = _NUMBER | {"display"}
"""Numbers, which stand apart from the words behind them; Utah calls them so."""
_HEADER: Final = frozenset({"header", "heading"})
_PARAGRAPHS: Final = frozenset(
    [
        "subsection",
        "paragraph",
        "subparagraph",
        "clause",
        "subclause",
        "item",
        "text",
        "chapeau",
        "content",
        "p",
        "li",
        "quoted-block",
        "quotedBlock",
        "whereas",
        "preamble",
        "resolving-clause",
        "official-title",
        "officialTitle",
        "legis-type",
        "toc-entry",
        "tr",
        "continuation",
    ]
)
_UNREAD: Final = frozenset(
    {"metadata", "meta", "attestation", "endorsement", "toc", "script", "style", "head", "nav", "form"}
)
_GAPS: Final = re.compile(r"[ \t\u00a0]+")
_LINES: Final = re.compile(r" ?\n ?(?:\n ?)+")


def read_text(body: bytes, url: str, kind: str = "") -> str:
    """The text of a bill; raises PageChanged where none can be read."""
    path = url.lower().partition("?")[0]
    if body[:5] == b"%PDF-":
        text = pdf_text(body)
    elif path.endswith(".xml") or "xml" in kind or body[:200].lstrip().startswith(b"<?xml"):
        text = xml_text(body)
    else:
        text = prose.text(body, without=("nav",))
    if len(text) < 80:
        raise PageChanged(f"wanted the text of a bill, found {text[:60]!r}", kind="no-text")
    return text[:LONGEST]


def xml_text(body: bytes) -> str:
    """The text of a bill in the XML of Congress, older and newer (USLM): a line for each heading and each paragraph."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as problem:
        raise PageChanged(f"wanted XML, found none that can be read: {problem}", kind="not-xml") from problem
    if root is None:
        raise PageChanged("wanted XML, found none that can be read", kind="not-xml")
    return element_text(root)


def element_text(*elements: etree._Element, paragraphs: Collection[str] = ()) -> str:
    """The text of elements of a bill's XML; `paragraphs` are elements of its own that stand on lines of theirs."""
    lines = _PARAGRAPHS.union(paragraphs)
    return _tidy("\n\n".join("".join(_told(element, lines)) for element in elements))


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _told(node: etree._Element, paragraphs: Collection[str]) -> Iterator[str]:
    name = _name(node)
    if not name or (name in _UNREAD and name != "form"):
        yield ""
    elif name == "form":
        for official in node.iter("{*}official-title", "official-title"):
            yield "\n\n" + "".join(official.itertext()) + "\n"
    else:
        yield from _opened(node, name, paragraphs)
        yield node.text or ""
        for child in node:
            if name not in _LEVELS or _name(child) not in _NUMBER | _HEADER:
                yield from _told(child, paragraphs)
            yield child.tail or ""
        if name in paragraphs or name in _LEVELS:
            yield "\n"
        elif name in _SPACED:
            yield " "


def _opened(node: etree._Element, name: str, paragraphs: Collection[str]) -> Iterator[str]:
    """What begins a section or a paragraph: a line of its own, with the number and the heading of a section."""
    if name in _LEVELS:
        parts = {_name(child): " ".join("".join(child.itertext()).split()) for child in node}
        number = next((parts[part] for part in parts if part in _NUMBER), "")
        heading = next((parts[part] for part in parts if part in _HEADER), "")
        number = re.sub(r"^(?:sections?|secs?\.?|titles?|parts?|chapters?)\s+", "", number, flags=re.IGNORECASE).rstrip(
            ".\u2014 "
        )
        yield f"\n\n{_LEVELS[name]} {number}. {heading}\n" if heading and number else "\n\n"
    elif name in paragraphs:
        yield "\n"
    elif name in _HEADER:
        yield " "


def pdf_text(body: bytes) -> str:
    """The text of a PDF, read in a process that has so much memory, so much time and so many pages."""
    return _tidy("\n\n".join(pdf_pages(body)))


def _tidy(text: str) -> str:
    """Single spaces, and one empty line at most between paragraphs."""
    lines = (_GAPS.sub(" ", line).strip() for line in text.replace("\r", "\n").split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()
