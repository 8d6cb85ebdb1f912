"""Count attempts so that nobody guesses, floods or wears others out; kept in the database, shared by all processes."""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import secrets
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, insert, select, update
from starlette.requests import Request

from tracker import clock
from tracker.db.engine import writing
from tracker.db.models import RateBucket, Salt
from tracker.subscriptions import tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `count` in `per`; what is used comes back evenly over that time."""

    name: str
    count: int
    per: dt.timedelta


LOG_IN_FROM: Final = Limit(name="log-in-from", count=20, per=dt.timedelta(hours=1))
"""Wrong log-ins from one network, under whatever names."""
LOG_IN_AS: Final = Limit(name="log-in-as", count=10, per=dt.timedelta(hours=1))
"""Wrong log-ins under one name from one network: strangers elsewhere use up no turns of the right person."""
KNOWN_FOR: Final = dt.timedelta(days=60)
"""So long after a log-in its network stays known as one of that person's."""
MISSED_LINKS: Final = Limit(name="missed-links", count=20, per=dt.timedelta(hours=1))
SIGN_UP_FROM: Final = Limit(name="sign-up-from", count=5, per=dt.timedelta(hours=1))
REPORT_FROM: Final = Limit(name="report-from", count=5, per=dt.timedelta(hours=1))
REPORTS: Final = Limit(name="reports", count=100, per=dt.timedelta(hours=24))
"""Reports of wrong rules from everywhere: more than people would read."""
CRAWL: Final = Limit(name="crawl", count=60, per=dt.timedelta(hours=1))


def allowed(engine: Engine, limit: Limit, who: str) -> bool:
    """Use one of the limit's turns, or say that there is none left."""
    with writing(engine, public=False) as connection:
        return _take(connection, limit, who)


def _take(connection: Connection, limit: Limit, who: str) -> bool:
    key, remaining, known = _level(connection, limit, who)
    granted = remaining >= 1
    row = {"tokens": remaining - 1 if granted else remaining, "filled_at": clock.now()}
    if known:
        connection.execute(update(RateBucket).where(RateBucket.key == key).values(row))
    else:
        connection.execute(insert(RateBucket).values(key=key, **row))
    return granted


def _level(connection: Connection, limit: Limit, who: str) -> tuple[bytes, float, bool]:
    """The bucket's key, what is in it now, and whether it has a row."""
    now = clock.now()
    key = hashlib.blake2b(f"{limit.name}\0{who}".encode(), key=_salt(connection, now), digest_size=16).digest()
    row = connection.execute(select(RateBucket.tokens, RateBucket.filled_at).where(RateBucket.key == key)).first()
    if row is None:
        return key, float(limit.count), False
    back = max(0.0, (now - row.filled_at) / limit.per) * limit.count
    return key, min(float(limit.count), row.tokens + back), True


def _salt(connection: Connection, now: dt.datetime) -> bytes:
    """The day's salt. A new one forgives what was used before midnight, which is the price of forgetting who it was."""
    value = connection.execute(select(Salt.value).where(Salt.day == now.date())).scalar_one_or_none()
    if value is None:
        value = secrets.token_bytes(32)
        connection.execute(insert(Salt).values(day=now.date(), value=value))
        forget(connection, now)
    return bytes(value)


def may_log_in(engine: Engine, name: str, where: str) -> bool:
    """Whether a log-in is tried at all: from a network of that person's always, else while there are turns left."""
    with writing(engine, public=False) as connection:
        if _known(connection, name, where):
            return True
        pairs = ((LOG_IN_FROM, where), (LOG_IN_AS, _pair(connection, name, where)))
        return all(_level(connection, limit, who)[1] >= 1 for limit, who in pairs) or _unlocked(connection, name)


def wrong_log_in(engine: Engine, name: str, where: str) -> None:
    """Use up a turn of this name from this network, and of the network; right log-ins use none."""
    with writing(engine, public=False) as connection:
        _take(connection, LOG_IN_FROM, where)
        _take(connection, LOG_IN_AS, _pair(connection, name, where))


def right_log_in(engine: Engine, name: str, where: str) -> None:
    """Remember the network as one of that person's, as a code that tells nobody which it is."""
    with writing(engine, public=False) as connection:
        _put(connection, _lasting("network", f"{name}\0{where}"), 0.0, clock.now() + KNOWN_FOR)


def unlock(engine: Engine, name: str) -> None:
    """Forget the wrong log-ins under a name, wherever they came from."""
    with writing(engine, public=False) as connection:
        _put(connection, _lasting("unlocked", name), clock.now().timestamp(), clock.now())


def _known(connection: Connection, name: str, where: str) -> bool:
    until = _kept(connection, _lasting("network", f"{name}\0{where}"))
    return until is not None and until.filled_at >= clock.now()


def _unlocked(connection: Connection, name: str) -> bool:
    """Within an hour of an unlocking; then the turns of the name have come back anyway."""
    row = _kept(connection, _lasting("unlocked", name))
    fresh = row is not None and clock.now() - row.filled_at < LOG_IN_FROM.per
    return fresh and row is not None and _level(connection, LOG_IN_AS, f"{name}\0{row.tokens}")[1] >= 1


def _pair(connection: Connection, name: str, where: str) -> str:
    """A name from a network, since it was unlocked last."""
    row = _kept(connection, _lasting("unlocked", name))
    return f"{name}\0{where}\0{row.tokens if row else 0}"


def _lasting(what: str, who: str) -> bytes:
    """A key that outlives the day's salt; the program's own secret stands in for it."""
    return hashlib.blake2b(tokens.signature(f"limits-{what}", who, 40).encode(), digest_size=16).digest()


def _kept(connection: Connection, key: bytes) -> Any:
    return connection.execute(select(RateBucket.tokens, RateBucket.filled_at).where(RateBucket.key == key)).first()


def _put(connection: Connection, key: bytes, level: float, at: dt.datetime) -> None:
    connection.execute(delete(RateBucket).where(RateBucket.key == key))
    connection.execute(insert(RateBucket).values(key=key, tokens=level, filled_at=at))


def forget(connection: Connection, now: dt.datetime) -> None:
    """Throw away buckets and salts of earlier days."""
    connection.execute(delete(Salt).where(Salt.day < now.date()))
    connection.execute(delete(RateBucket).where(RateBucket.filled_at < now - dt.timedelta(days=1)))


def network(request: Request) -> str:
    """Where a request comes from, as far as limits care: an IPv4 address, or the /64 an IPv6 household has."""
    raw = request.client.host if request.client else "unknown"
    try:
        address = ipaddress.ip_address(raw)
    except ValueError:
        return raw
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return raw
