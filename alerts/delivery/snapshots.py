"""Keep a composed digest until it is sent: its cards once for all readers, and what is said around them."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, select

from alerts.compose.digest import Card, Digest
from tracker.clock import now
from tracker.db.models import Base, CardRow, Edition
from tracker.db.upsert import upsert
from tracker.records import serialize

serialize.register(Card, Digest)


class Archive:
    """Turns digests into rows; a card or digest met before costs nothing."""

    def __init__(self) -> None:
        self.cards: dict[bytes, bytes] = {}
        """New ones that are not written yet, by hash."""
        self.editions: dict[bytes, bytes] = {}
        self._known_cards: dict[int, tuple[Card, bytes]] = {}
        self._known: dict[int, tuple[Digest, bytes]] = {}

    def keep(self, digest: Digest) -> bytes:
        """The hash by which the digest is found again."""
        known = self._known.get(id(digest))
        if known is None:
            raw = orjson.dumps(self._body(digest))
            mark = _hash(raw)
            self.editions[mark] = raw
            known = self._known[id(digest)] = (digest, mark)
        return known[1]

    def save(self, connection: Connection) -> None:
        """Write what is new, in the caller's transaction. What it holds stays until `written` is called."""
        made = now()
        for table, rows in ((CardRow, self.cards), (Edition, self.editions)):
            put = upsert(Base.metadata.tables[table.__tablename__], connection.dialect.name, replace=False)
            put(
                connection,
                [{"hash": mark, "body": raw.decode(), "made_at": made} for mark, raw in sorted(rows.items())],
            )

    def written(self) -> None:
        """The transaction was committed: nothing needs to be written again."""
        self.cards.clear()
        self.editions.clear()

    def _body(self, digest: Digest) -> dict[str, Any]:
        body = {
            field.name: getattr(digest, field.name) for field in dataclasses.fields(digest) if field.name != "sections"
        }
        body["sections"] = [[section, [self._card(card) for card in cards]] for section, cards in digest.sections]
        return body

    def _card(self, card: Card) -> str:
        known = self._known_cards.get(id(card))
        if known is None:
            raw = orjson.dumps(card)
            mark = _hash(raw)
            self.cards[mark] = raw
            known = self._known_cards[id(card)] = (card, mark)
        return known[1].hex()


class Shelf:
    """Gives digests back; an edition and a card are read once."""

    def __init__(self, size: int = 5_000) -> None:
        self._size = size
        self._editions: dict[bytes, Digest | Exception] = {}
        self._cards: dict[str, Card] = {}

    def fetch(self, connection: Connection, marks: Iterable[bytes]) -> None:
        """Read the editions that are not at hand, and their cards, in two questions."""
        wanted = [mark for mark in dict.fromkeys(marks) if mark not in self._editions]
        if not wanted:
            return
        if len(self._editions) > self._size or len(self._cards) > self._size:
            self._editions.clear()
            self._cards.clear()
        editions = connection.execute(select(Edition.hash, Edition.body).where(Edition.hash.in_(wanted)))
        bodies = {row.hash: _value(row.body) for row in editions}
        names = {name for body in bodies.values() for _section, cards in body["sections"] for name in cards}
        missing = [bytes.fromhex(name) for name in names if name not in self._cards]
        rows = connection.execute(select(CardRow.hash, CardRow.body).where(CardRow.hash.in_(missing)))
        stored = {row.hash.hex(): row.body for row in rows}

        def card(name: str) -> Card:
            if name not in self._cards:
                self._cards[name] = serialize.decode(Card, _value(stored[name]))
            return self._cards[name]

        for mark, body in bodies.items():
            try:
                self._editions[mark] = _digest(body, card)
            except Exception as problem:  # noqa: BLE001 - kept for `digest`: it costs its own messages and no others
                self._editions[mark] = problem

    def digest(self, mark: bytes) -> Digest:
        """A digest that was fetched; raises what stood in the way of reading this one."""
        edition = self._editions[mark]
        if isinstance(edition, Exception):
            raise edition
        return edition


def recalled(edition: bytes, cards: Mapping[str, bytes]) -> Digest:
    """A digest from the stored forms of its edition and of its cards, by the names that the edition calls them."""
    return _digest(_value(edition), lambda name: serialize.decode(Card, cards[name]))


def _digest(body: Mapping[str, Any], card: Callable[[str], Card]) -> Digest:
    sections = tuple((section, tuple(card(name) for name in names)) for section, names in body["sections"])
    rest = {name: value for name, value in body.items() if name != "sections"}
    return dataclasses.replace(serialize.decode(Digest, rest), sections=sections)


def _value(body: Any) -> dict[str, Any]:
    value: dict[str, Any] = body if isinstance(body, dict) else orjson.loads(body)
    return value


def _hash(raw: bytes) -> bytes:
    return hashlib.blake2b(raw, digest_size=16).digest()
