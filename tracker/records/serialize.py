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
from typing import Any, Final, TypeVar

import orjson

from tracker.records import text

T = TypeVar("T")
Reader = Callable[[Any], Any]

# What must never be stored: control characters (escaped by the encoder), bidi overrides and isolates, separators, BOM.
_UNCLEAN = re.compile(
    rb"\\u00(?!0[9aA])[01]|\\[bf]|\\u007f|\xc2[\x80-\x9f]|\xe2\x80[\x8b\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xef\xbb\xbf|\x7f",
)


def encode(record: Any) -> bytes:
    """Canonical JSON of a record: fields in the order of the class, moments with their offset."""
    return orjson.dumps(record)


def register(*kinds: type[Any]) -> None:
    """Name the types that are stored, where they are defined; raises TypeError for one that could not be read back.

    A module does this when it is imported, so that a field whose type the decoder does not know stops the program when
    it starts, and not the reader's mail weeks later.
    """
    for kind in kinds:
        _REGISTERED[kind] = _record_reader(kind)


def decode(kind: type[T], raw: bytes | str | dict[str, Any]) -> T:
    """The record back from its JSON; fields the class no longer has are ignored, missing ones take their default."""
    value = raw if isinstance(raw, dict) else orjson.loads(raw)
    return typing.cast("T", _REGISTERED[kind](value))


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
def _reader(kind: Any) -> Reader:
    """A function that reads the JSON form of `kind`; built once a type. Raises TypeError for a type it does not know."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in {typing.Union, types.UnionType}:
        return _union_reader(kind, arguments)
    if origin is tuple:
        return _tuple_reader(kind, arguments)
    if origin is typing.Literal and all(isinstance(each, str | int) for each in arguments):
        return _same
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _record_reader(kind)
    if kind in _MOMENTS:
        return _MOMENTS[kind]
    if kind in _PLAIN:
        return _same
    raise TypeError(f"expected a type that can be read back from JSON, found {kind!r}")


def _same(value: Any) -> Any:
    return value


def _tuple_reader(kind: Any, arguments: tuple[Any, ...]) -> Reader:
    """Of `tuple[A, ...]` any number of A; of `tuple[A, B]` exactly one of each."""
    if not arguments:
        raise TypeError(f"expected a tuple that says what it holds, found {kind!r}")
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        inner = _reader(arguments[0])
        return tuple if inner is _same else (lambda value: tuple(inner(part) for part in value))
    readers = tuple(_reader(each) for each in arguments)
    return lambda value: tuple(read(part) for read, part in zip(readers, value, strict=True))


def _union_reader(kind: Any, arguments: tuple[Any, ...]) -> Reader:
    """Of None and one type, of a moment or a day, or of types that JSON itself tells apart."""
    kinds = {each for each in arguments if each is not type(None)}
    if kinds <= _PLAIN:
        return _same
    if kinds == {dt.datetime, dt.date}:
        inner: Reader = _moment
    elif len(kinds) == 1:
        inner = _reader(*kinds)
    else:
        raise TypeError(f"expected a union whose JSON says which of its types is meant, found {kind!r}")
    return _same if inner is _same else (lambda value: None if value is None else inner(value))


def _moment(value: str) -> dt.datetime | dt.date:
    return dt.datetime.fromisoformat(value) if "T" in value else dt.date.fromisoformat(value)


def _record_reader(kind: type[Any]) -> Reader:
    """Of a dataclass; each of its fields must be one that the constructor takes and that can be read back."""
    hints = typing.get_type_hints(kind)
    readers = {each.name: _field_reader(kind, each, hints[each.name]) for each in dataclasses.fields(kind)}

    def read(value: dict[str, Any]) -> Any:
        return kind(**{name: readers[name](part) for name, part in value.items() if name in readers})

    return read


def _field_reader(kind: type[Any], part: dataclasses.Field[Any], hint: Any) -> Reader:
    if not part.init:
        raise TypeError(f"{kind.__name__}.{part.name}: expected a field that the constructor takes")
    try:
        return _reader(hint)
    except TypeError as problem:
        raise TypeError(f"{kind.__name__}.{part.name}: {problem}") from problem


_MOMENTS: Final[dict[Any, Reader]] = {dt.datetime: dt.datetime.fromisoformat, dt.date: dt.date.fromisoformat}
_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
_REGISTERED: Final[dict[type[Any], Reader]] = {}
