"""Count attempts so that nobody guesses, floods or wears others out; kept in the database, shared by all processes."""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Engine, delete, insert, select, update
from starlette.requests import Request

from tracker import clock
from tracker.db.engine import writing
from tracker.db.models import RateBucket, Salt


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `count` in `per`; what is used comes back evenly over that time."""

    name: str
    count: int
    per: dt.timedelta


LOG_IN_FROM: Final = Limit(name="log-in-from", count=20, per=dt.timedelta(hours=1))
LOG_IN_AS: Final = Limit(name="log-in-as", count=20, per=dt.timedelta(days=1))
MISSED_LINKS: Final = Limit(name="missed-links", count=20, per=dt.timedelta(hours=1))
SIGN_UP_FROM: Final = Limit(name="sign-up-from", count=5, per=dt.timedelta(hours=1))
CRAWL: Final = Limit(name="crawl", count=60, per=dt.timedelta(hours=1))


def allowed(engine: Engine, limit: Limit, who: str) -> bool:
    """Use one of the limit's turns, or say that there is none left."""
    with writing(engine) as connection:
        return _take(connection, limit, who)


def _take(connection: Connection, limit: Limit, who: str) -> bool:
    key, tokens, known = _level(connection, limit, who)
    granted = tokens >= 1
    row = {"tokens": tokens - 1 if granted else tokens, "filled_at": clock.now()}
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
    found = connection.execute(select(Salt.value).where(Salt.day == now.date())).scalar_one_or_none()
    if found is None:
        found = secrets.token_bytes(32)
        connection.execute(insert(Salt).values(day=now.date(), value=found))
        forget(connection, now)
    return bytes(found)


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
