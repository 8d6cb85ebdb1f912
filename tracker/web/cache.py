"""Keep in memory what takes long to read, and read it anew when its facts change."""

from __future__ import annotations

import gc
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from sqlalchemy import func, select

from tracker import clock
from tracker.db.engine import reading
from tracker.db.models import ChangeRow, ContentVersion, UnreadableRow

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from tracker.web.db_version import DataVersion

T = TypeVar("T")
_CONTENT: Final[Any] = select(
    select(func.max(ChangeRow.id)).scalar_subquery(),
    select(ContentVersion.judged).scalar_subquery(),
    select(func.count(UnreadableRow.record_id)).scalar_subquery(),
)
_REST: Final = 20
"""While a crawl writes without a pause, what took a second to read is used for twenty."""


class Remembered(Generic[T]):
    """Gives what `read` reads, as it is now; one reader at a time reads anew, the others wait for it."""

    def __init__(
        self,
        engine: Engine,
        version: DataVersion,
        read: Callable[[Connection], T],
        empty: T,
        *,
        free: float = 0,
        made_of: Sequence[Remembered[Any]] = (),
    ) -> None:
        """`free` is how many seconds of computing cost so little that it is done at every change.

        `made_of` is what `read` takes from memory: where that was old for a while, what was made of it is made anew after it.
        """
        self._engine = engine
        self._version = version
        self._read = read
        self._free = free
        self._made_of = made_of
        self._lock = Lock()
        self._edition = 0
        self._held = empty
        self._seen: tuple[Any, ...] = ()
        self._content: tuple[Any, ...] = ()
        self._rest_until = 0.0

    def now(self) -> T:
        """As it is now; renewed every hour too, since time alone moves deadlines and the order of bills."""
        hour = clock.now().replace(minute=0, second=0, microsecond=0)
        seen = (self._version.now(), hour, *(source.edition() for source in self._made_of))
        if seen == self._seen or time.monotonic() < self._rest_until:
            return self._held
        with self._lock:
            if seen != self._seen:
                self._renew(seen)
            return self._held

    def edition(self) -> int:
        """Which reading it gives now: another number where it was read anew."""
        self.now()
        return self._edition

    def _renew(self, seen: tuple[Any, ...]) -> None:
        began, computed = time.monotonic(), time.thread_time()
        with reading(self._engine) as connection:
            content = (self._version.losses, *seen[1:], *_content(connection))
            if content != self._content:
                self._held = self._read(connection)
                self._edition += 1
                self._content = content
                # Python's collector would walk through all this again and again, which took half of a page's time.
                gc.collect()
                gc.freeze()
        self._seen = seen
        cheap = time.thread_time() - computed <= self._free
        self._rest_until = time.monotonic() + (0 if cheap else _REST * (time.monotonic() - began))


class AtVersion(Generic[T]):
    """Gives what `read` reads quickly, and reads it again after anything was committed."""

    def __init__(self, engine: Engine, version: DataVersion, read: Callable[[Connection], T]) -> None:
        self._engine = engine
        self._version = version
        self._read = read
        self._held: tuple[str, T] | None = None

    def now(self) -> T:
        """As it is now."""
        seen = self._version.now()
        held = self._held
        if held is None or held[0] != seen:
            with reading(self._engine) as connection:
                held = self._held = (seen, self._read(connection))
        return held[1]


class Answers(Generic[T]):
    """The last answers that were made of one state of records and judgments, each by what was asked."""

    def __init__(self, version: DataVersion, most: int = 32) -> None:
        self._version = version
        self._most = most
        self._lock = Lock()
        self._held: OrderedDict[Hashable, tuple[str | None, tuple[Any, ...], T]] = OrderedDict()

    def to(
        self,
        connection: Connection,
        question: Hashable,
        make: Callable[[], T],
        holds: Callable[[T], bool] = lambda _answer: True,
    ) -> T:
        """The answer to what is asked; made anew after a record or a judgment changed, and where it no longer `holds`."""
        # Asked first: an answer of a later state is made once too often, and never kept too long.
        version, held = self._version.answering, self._held.get(question)
        if held is not None and held[0] == version is not None and holds(held[2]):
            return held[2]  # nothing at all was committed since
        content = (self._version.losses, *_content(connection))
        known = held is not None and held[1] == content and holds(held[2])
        answer = held[2] if held is not None and known else make()
        with self._lock:
            self._held[question] = version, content, answer
            self._held.move_to_end(question)
            if len(self._held) > self._most:
                self._held.popitem(last=False)
        return answer


def _content(connection: Connection) -> tuple[Any, ...]:
    """Differs when a record or a judgment does, and not when somebody logs in or subscribes."""
    return tuple(connection.execute(_CONTENT).one())
