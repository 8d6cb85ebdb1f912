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


class _Reader(typing.NamedTuple):
    """How the JSON form of a type is read: `read` makes the value, `look` refuses the same and fills in what is not said."""

    read: Reader
    look: Reader
    plain: frozenset[Any] = frozenset()
    """The types that JSON's values are of, where nothing else is asked."""


# What must never be stored: what `tracker.records.text` takes out of each text, here as the encoder writes it.
_UNCLEAN = re.compile(
    rb"\\u00(?!0[9aA])[01]|\\[bf]|\\u007f|\xc2[\x80-\x9f\xad]|\xd8\x9c|\xe2\x80[\x8b\x8e\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]"
    rb"|\xef\xbb\xbf|\xef\xbf[\xb9-\xbb]|\xf3\xa0[\x80\x81][\x80-\xbf]|\x7f",
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
    return typing.cast("T", _REGISTERED[kind].read(value))


def complete(kind: type[Any], value: Any) -> None:
    """Fill in what the JSON of a record does not say, where `decode` would read it; else raise what `decode` raises.

    For lists of many records, which show the JSON itself: this builds no value, and costs a third of reading it.
    """
    _REGISTERED[kind].look(value)


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
        parts = {field.name: clean(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **parts)
    return value


@cache
def _reader(kind: Any) -> _Reader:
    """How the JSON form of `kind` is read; built once a type. Raises TypeError for a type it does not know."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in {typing.Union, types.UnionType}:
        return _union_reader(kind, arguments)
    if origin is tuple:
        return _tuple_reader(kind, arguments)
    if origin is typing.Literal and all(isinstance(argument, str | int) for argument in arguments):
        return _plain_reader({type(argument) for argument in arguments})
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _record_reader(kind)
    if kind in _MOMENTS:
        return _moment_reader(_MOMENTS[kind])
    if kind in _PLAIN:
        return _plain_reader({kind})
    raise TypeError(f"expected a type that can be read back from JSON, found {kind!r}")


def _plain_reader(kinds: set[Any]) -> _Reader:
    """Of these types and no other; JSON writes a whole number of a float as it writes an int."""
    taken = frozenset(kinds | {int} if float in kinds else kinds)
    names = " or ".join(sorted(kind.__name__.replace("NoneType", "null") for kind in taken))

    def read(value: Any) -> Any:
        if type(value) not in taken:
            raise TypeError(f"expected {names}, found {value!r:.60}")
        return value

    return _Reader(read, read, taken)


def _moment_reader(made: Reader) -> _Reader:
    def read(value: Any) -> Any:
        if type(value) is not str:
            raise TypeError(f"expected a day or a moment, found {value!r:.60}")
        return made(value)

    return _Reader(read, read)


def _tuple_reader(kind: Any, arguments: tuple[Any, ...]) -> _Reader:
    """Of `tuple[A, ...]` any number of A; of `tuple[A, B]` exactly one of each."""
    if not arguments:
        raise TypeError(f"expected a tuple that says what it holds, found {kind!r}")
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        inner = _reader(arguments[0])
        return _Reader(
            lambda value: tuple(map(inner.read, _listed(value))),
            lambda value: tuple(map(inner.look, _listed(value))),
        )
    readers = tuple(_reader(argument) for argument in arguments)
    return _Reader(
        lambda value: tuple(reader.read(part) for reader, part in zip(readers, _listed(value), strict=True)),
        lambda value: tuple(reader.look(part) for reader, part in zip(readers, _listed(value), strict=True)),
    )


def _listed(value: Any) -> Any:
    if type(value) not in _LISTS:
        raise TypeError(f"expected a list, found {value!r:.60}")
    return value


def _union_reader(kind: Any, arguments: tuple[Any, ...]) -> _Reader:
    """Of None and one type, of a moment or a day, or of types that JSON itself tells apart."""
    kinds = {argument for argument in arguments if argument is not type(None)}
    if kinds <= _PLAIN:
        return _plain_reader(set(arguments))
    if kinds == {dt.datetime, dt.date}:
        inner = _moment_reader(_moment)
    elif len(kinds) == 1:
        inner = _reader(*kinds)
    else:
        raise TypeError(f"expected a union whose JSON says which of its types is meant, found {kind!r}")
    return _Reader(
        lambda value: None if value is None else inner.read(value),
        lambda value: None if value is None else inner.look(value),
    )


def _moment(value: str) -> dt.datetime | dt.date:
    return dt.datetime.fromisoformat(value) if "T" in value else dt.date.fromisoformat(value)


def _record_reader(kind: type[Any]) -> _Reader:
    """Of a dataclass; each of its fields must be one that the constructor takes and that can be read back."""
    hints = typing.get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    readers = {name: _field_reader(kind, field, hints[name]) for name, field in fields.items()}
    plain = {name: reader.plain for name, reader in readers.items() if reader.plain}
    deeper = {name: reader.look for name, reader in readers.items() if not reader.plain}
    judges = hasattr(kind, "__post_init__")
    parts = {name for name, field in fields.items() if _holds_records(hints[name]) and not _required(field)}

    def read(value: Any) -> Any:
        return kind(**{name: readers[name].read(value[name]) for name in _named(value) if name in readers})

    def look(value: Any) -> None:
        for name in fields.keys() - _named(value):
            value[name] = _default(kind, fields[name])
        for name, taken in plain.items():  # most of what there is, so nothing is called for it
            if type(value[name]) not in taken:
                _looked(name, readers[name].look, value)
        values = {name: _looked(name, reader, value) for name, reader in deeper.items()}
        if judges:  # building each part of a part is what takes the time; this one sees its own words and moments
            kind(
                **{name: value[name] for name in plain}, **{name: values[name] for name in deeper if name not in parts}
            )

    return _Reader(read, look)


def _looked(name: str, look: Reader, value: dict[str, Any]) -> Any:
    """One field, looked at; what is wrong with it says where it is."""
    try:
        return look(value[name])
    except (ValueError, TypeError) as problem:
        raise ValueError(f"{name}: {problem}") from problem


def _named(value: Any) -> typing.KeysView[str]:
    if not isinstance(value, dict):
        raise TypeError(f"expected an object, found {value!r:.60}")
    return value.keys()


def _required(part: dataclasses.Field[Any]) -> bool:
    return part.default is dataclasses.MISSING and part.default_factory is dataclasses.MISSING


def _default(kind: type[Any], part: dataclasses.Field[Any]) -> Any:
    """What a field that is not said holds, as JSON has it."""
    if part.default_factory is not dataclasses.MISSING:
        return orjson.loads(encode(part.default_factory()))
    if part.default is dataclasses.MISSING:
        raise TypeError(f"{kind.__name__}: {part.name} is missing")
    return orjson.loads(encode(part.default))


def _holds_records(hint: Any) -> bool:
    return dataclasses.is_dataclass(hint) or any(map(_holds_records, typing.get_args(hint)))


def _field_reader(kind: type[Any], part: dataclasses.Field[Any], hint: Any) -> _Reader:
    if not part.init:
        raise TypeError(f"{kind.__name__}.{part.name}: expected a field that the constructor takes")
    try:
        return _reader(hint)
    except TypeError as problem:
        raise TypeError(f"{kind.__name__}.{part.name}: {problem}") from problem


_MOMENTS: Final[dict[Any, Reader]] = {dt.datetime: dt.datetime.fromisoformat, dt.date: dt.date.fromisoformat}
_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
_LISTS: Final = frozenset({list, tuple})
_REGISTERED: Final[dict[type[Any], _Reader]] = {}
