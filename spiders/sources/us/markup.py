"""Read XML from outside: no entities, no document types, nothing fetched, and no page of HTML in disguise."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from spiders.kit.select import PageChanged

Element = Any
"""An lxml element; lxml carries no types."""


_PARSER: Final = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    remove_comments=True,
    remove_pis=True,
    remove_blank_text=True,
)
"""One for all documents: making one for each costs as much as reading a small one."""


def document(data: bytes, root: str, what: str) -> Element:
    """The root element of `data`, which must be named `root`; raises PageChanged with `what` in its message."""
    if _is_html(data):
        raise PageChanged(f"{what}: expected XML, found an HTML page")
    try:
        element = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as problem:
        raise PageChanged(f"{what}: expected well-formed XML, found {_instead(data, problem)}") from problem
    info = element.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise PageChanged(f"{what}: expected plain XML, found a document type; entities are not resolved")
    if element.tag != root:
        raise PageChanged(f"{what}: expected {root} at the root, found {str(element.tag)[:40]}")
    return element


def _instead(data: bytes, problem: Exception) -> str:
    if not data.strip():
        return "nothing"
    if not readable(data):
        return f"bytes that are not the encoding it declares ({str(problem)[:120]})"
    return str(problem)[:200]


def _is_html(data: bytes) -> bool:
    return data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html"))


def readable(data: bytes) -> bool:
    """True when the bytes are UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
