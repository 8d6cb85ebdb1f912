"""Read the fields of JSON and XML from outside; what is missing or of another kind is a changed page, never a bug."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree
from scrapy.http import Response

from spiders.kit.select import PageChanged
from tracker.records.text import line

Json = dict[str, Any]

_MISSING: Final = object()
_YES: Final = frozenset({"true", "yes", "y", "1"})
_ERRORS: Final = (
    "message",
    "exceptionmessage",
    "error_description",
    "detail",
    "error",
    "errors",
    "odata.error",
    "title",
)
"""Under which names services tell in a sentence what went wrong; `title` is that of problem details (RFC 9457), beside a number."""
_ERROR_FIELDS: Final = 6
"""More fields than an error has: what has more is a record, whose title or message is its own."""


def json_body(page: Response) -> Any:
    """The JSON of an answer, with or without a byte order mark."""
    try:
        return json.loads(page.body.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as problem:
        raise PageChanged(f"wanted JSON, found {page.body[:60].decode('utf-8', 'replace')!r}: {problem}") from problem


def json_record(page: Response) -> Json:
    """The JSON of an answer that is one object."""
    body = json_body(page)
    if not isinstance(body, dict):
        raise PageChanged(f"wanted an object, found {type(body).__name__}")
    return body


def json_objects(page: Response) -> list[Json]:
    """The JSON of an answer that is a list of objects."""
    return objects(json_body(page), "body")


def json_object(data: bytes | None, size: int, most: int) -> Json:
    """The object that a file of JSON holds; `data` is None where it has more than `most` bytes and was not read."""
    if data is None:
        raise PageChanged(f"wanted a file of at most {most} bytes, found {size}")
    try:
        row = json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise PageChanged(f"wanted JSON, found {data[:60]!r}") from problem
    if not isinstance(row, dict):
        raise PageChanged(f"wanted an object, found {type(row).__name__}")
    return row


def xml_body(data: bytes) -> Any:
    """The root element of an XML document; entities are not expanded and nothing is fetched for it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(data.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise PageChanged(f"wanted XML, found {data[:60].decode('utf-8', 'replace')!r}: {problem}") from problem


def at(value: Any, path: str) -> Any:
    """What stands at a path such as `pagination.next`; every name on the way must exist."""
    if isinstance(value, dict) and path in value and "." not in path:
        return value[path]
    for name in path.split("."):
        inner = value.get(name, _MISSING) if isinstance(value, dict) else _MISSING
        if inner is _MISSING:
            raise PageChanged(f"{path}: wanted {name!r}, found {instead(value) or 'nothing'}")
        value = inner
    return value


def said(row: Any, path: str) -> str:
    """The text or number at a path, as one clean line; it must exist and say something."""
    text = _line(at(row, path))
    if not text:
        raise PageChanged(f"{path}: wanted a text, found {str(at(row, path))[:80]!r}")
    return text


def maybe_said(row: Any, path: str) -> str | None:
    """The text or number at a path, as one clean line, or None where there is none; anything else says nothing."""
    return _line(_maybe_at(row, path)) or None


def maybe_long(row: Any, path: str) -> str | None:
    """The text at a path as it stands, however long, or None where there is none."""
    text = _maybe_at(row, path)
    return text if isinstance(text, str) and text.strip() else None


def yes(row: Any, path: str) -> bool:
    """Whether a field says yes, as a truth value, a number or a word: services of one system differ in how they write it."""
    value = _maybe_at(row, path)
    return value is True or (maybe_said(row, path) or "").casefold() in _YES


def many(row: Any, path: str) -> list[Json]:
    """The objects listed at a path, which must exist; null is an empty list, anything else than objects is a fault."""
    return objects(at(row, path), path)


def maybe_many(row: Any, path: str) -> list[Json]:
    """The objects listed at a path, none where the path is missing or null."""
    return objects(_maybe_at(row, path), path)


def maybe_object(row: Any, path: str) -> Json | None:
    """The object at a path, which must exist but may be null."""
    value = at(row, path)
    if value is not None and not isinstance(value, dict):
        raise PageChanged(f"{path}: wanted an object or null, found {type(value).__name__}")
    return value


def table(row: Any, path: str) -> dict[str, Json]:
    """The objects that stand at a path under names of their own; it must exist."""
    value = at(row, path)
    if not isinstance(value, dict) or not all(isinstance(inner_row, dict) for inner_row in value.values()):
        raise PageChanged(f"{path}: wanted objects by name, found {type(value).__name__}")
    return value


def child(element: Any, name: str) -> str:
    """The text of the child element of that local name, as one clean line; it must exist and say something."""
    inner = maybe_child(element, name)
    if inner is None:
        tag = str(element.tag).rpartition("}")[2]
        raise PageChanged(f"<{tag}>: wanted a text in <{name}>, found {_children(element)}")
    return inner


def maybe_child(element: Any, name: str) -> str | None:
    """The text of the child element of that local name, as one clean line, or None."""
    inner = element.find(f"{{*}}{name}")
    return None if inner is None else (line("".join(inner.itertext())) or None)


def descendants(element: Any, name: str) -> Iterator[Any]:
    """Every element below of that local name, whatever its namespace."""
    elements: Iterator[Any] = element.iterfind(f".//{{*}}{name}")
    return elements


def _maybe_at(row: Any, path: str) -> Any:
    """What stands at a path, or None; most paths are one name, and need not be taken apart."""
    if "." not in path:
        return row.get(path) if isinstance(row, dict) else None
    for name in path.split("."):
        row = row.get(name) if isinstance(row, dict) else None
    return row


def _line(value: Any) -> str:
    if type(value) is str:
        return line(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return line(str(value))


def objects(value: Any, path: str) -> list[Json]:
    """A value that is a list of objects; null is an empty one, and a null in it nothing."""
    if value is None:
        return []
    entries = [entry for entry in value if entry is not None] if isinstance(value, list) else None
    if entries is None or not all(isinstance(entry, dict) for entry in entries):
        raise PageChanged(f"{path}: wanted a list of objects, found {instead(value)}")
    return entries


def instead(value: Any) -> str:
    """What an answer is that is not the one wanted: its own sentence where it tells of an error, else its names or its kind."""
    if not isinstance(value, dict):
        return type(value).__name__
    names = {name.casefold(): field for name, field in value.items() if isinstance(name, str)}
    if len(names) > _ERROR_FIELDS or ("title" in names and not isinstance(names.get("status"), int)):
        names = {}
    for name in _ERRORS:
        field = names.get(name)
        if isinstance(field, dict):
            return instead(field)
        if isinstance(field, str) and line(field):
            return f"an error: {line(field)[:200]!r}"
    return ", ".join(list(value)[:8])


def _children(element: Any) -> str:
    return ", ".join(str(inner.tag).rpartition("}")[2] for inner in list(element)[:8]) or "no elements"
