"""Turn records into JSON and back, exactly."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import types
import typing
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from typing import Any, TypeVar

import orjson

from tracker.records import text

T = TypeVar("T")

# What must never be stored: control characters (escaped by the encoder), bidi overrides and isolates, separators, BOM.
_UNCLEAN = re.compile(
    rb"\\u00(?!0[9aA])[01]|\\[bf]|\\u007f|\xc2[\x80-\x9f]|\xe2\x80[\x8b\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xef\xbb\xbf|\x7f",
)


def encode(record: Any) -> bytes:
    """Canonical JSON of a record: fields in the order of the class, moments with their offset."""
    return orjson.dumps(record)


def decode(kind: type[T], raw: bytes | str | dict[str, Any]) -> T:
    """The record back from its JSON; fields the class no longer has are ignored, missing ones take their default."""
    value = raw if isinstance(raw, dict) else orjson.loads(raw)
    return typing.cast("T", _reader(typing.cast("typing.Hashable", kind))(value))


def digest(raw: bytes) -> bytes:
    """A short hash that tells whether two encodings are the same (16 bytes of BLAKE2b)."""
    return blake2b(raw, digest_size=16).digest()


def encode_clean(record: T) -> tuple[T, bytes]:
    """The record and its JSON, both free of characters that must not be stored.

    Almost all records are clean, so the check is one scan of the encoded bytes and the cleaning a slow path.
    """
    try:
        raw = orjson.dumps(record)
    except orjson.JSONEncodeError:  # lone surrogates: the only thing in a record that the encoder refuses
        record = clean(record)
        return record, orjson.dumps(record)
    if _UNCLEAN.search(raw):
        record = clean(record)
        raw = orjson.dumps(record)
    return record, raw


def clean(value: T) -> T:
    """The same value with every text cleaned as `tracker.records.text.paragraphs` does."""
    if isinstance(value, str):
        return typing.cast("T", text.paragraphs(value) if "\n" in value else text.line(value, limit=5_000_000))
    if isinstance(value, tuple):
        return typing.cast("T", tuple(clean(part) for part in value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {each.name: clean(getattr(value, each.name)) for each in dataclasses.fields(value)}
        return dataclasses.replace(value, **parts)
    return value


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """A function that reads the JSON form of `kind`; built once a type."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in {typing.Union, types.UnionType}:
        return _union_reader(arguments)
    if origin is tuple:
        inner = _reader(arguments[0])
        return tuple if inner is _same else (lambda value: tuple(inner(part) for part in value))
    if dataclasses.is_dataclass(kind):
        return _record_reader(typing.cast("type[Any]", kind))
    if kind is dt.datetime:
        return dt.datetime.fromisoformat
    if kind is dt.date:
        return dt.date.fromisoformat
    return _same


def _same(value: Any) -> Any:
    return value


def _union_reader(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    kinds = [each for each in arguments if each is not type(None)]
    inner = _moment if set(kinds) == {dt.datetime, dt.date} else _reader(kinds[0])
    return _same if inner is _same else (lambda value: None if value is None else inner(value))


def _moment(value: str) -> dt.datetime | dt.date:
    return dt.datetime.fromisoformat(value) if "T" in value else dt.date.fromisoformat(value)


def _record_reader(kind: type[Any]) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    readers = {each.name: _reader(hints[each.name]) for each in dataclasses.fields(kind) if each.init}

    def read(value: dict[str, Any]) -> Any:
        return kind(**{name: readers[name](part) for name, part in value.items() if name in readers})

    return read
