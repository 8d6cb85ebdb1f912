"""Read from the page of a Pennsylvanian member where to call and to visit: the capitol, and the offices in the district."""

from __future__ import annotations

from typing import NamedTuple

from parsel import Selector

from tracker.records.items import Office
from tracker.records.text import line


class Reach(NamedTuple):
    """How a member is reached; a page that names no office says nothing."""

    phone: str | None
    office: str | None
    offices: tuple[Office, ...]


def reach(page: Selector) -> Reach:
    """The offices of one page. What an entry is stands in the title of its icon."""
    phone: str | None = None
    capitol: list[str] = []
    for item in page.xpath("//ul[li/i[starts-with(@title, 'Capitol')]]/li"):
        title, words = item.css("i::attr(title)").get() or "", _words(item)
        if title == "Phone":
            phone = phone or words or None
        elif words and (title.startswith("Capitol") or (capitol and not title)):
            capitol.append(words)
    homes = (_home(icon) for icon in page.css("[title='District Office Address']"))
    return Reach(phone, ", ".join(capitol) or None, tuple(dict.fromkeys(home for home in homes if home is not None)))


def _home(icon: Selector) -> Office | None:
    """One office in the district: its address stands in the column of the icon, its telephone in the next."""
    column = icon.xpath("ancestor::div[starts-with(@class, 'col')][1]")
    parts = [line(text) for text in column.xpath(".//text()").getall()]
    address = ", ".join(part for part in parts if part)
    phones = (_words(mark.xpath("..")[0]) for mark in column.xpath("..").css("[title='District Office Phone']"))
    return Office(address=address, phone=next(filter(None, phones), None)) if address else None


def _words(node: Selector) -> str:
    return line(node.xpath("string()").get() or "")
