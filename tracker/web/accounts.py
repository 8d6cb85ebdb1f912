"""Let organizers in and out: passwords, one-time codes, sessions that can be ended; and remember who did what."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, delete, insert, select, update
from starlette.requests import Request
from starlette.responses import Response

from tracker import clock
from tracker.db.engine import reading, writing
from tracker.db.models import AuditRow, Login, User
from tracker.errors import UsageProblem

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from tracker.web.app_state import Site

ROLES: Final = ("organizer", "admin")
IDLE: Final = dt.timedelta(hours=8)
ABSOLUTE: Final = dt.timedelta(days=7)
_SEEN_EVERY: Final = dt.timedelta(minutes=5)
PASSWORD_LENGTH: Final = 12
"""Characters at least; there is no other rule, since a sentence is better than a capital and a digit."""
PASSWORD_LIMIT: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who is logged in."""

    user_id: int
    name: str
    role: str
    token: str
    has_code: bool
    """Whether a one-time code is asked at log-in."""

    @property
    def csrf(self) -> str:
        """What every form of this session carries."""
        return hashlib.blake2b(b"csrf", key=self.token.encode(), digest_size=24).hexdigest()

    def owns(self, value: str) -> bool:
        """Whether a form came from this session."""
        return hmac.compare_digest(value.encode(), self.csrf.encode())


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash to check against when there is no such user, so that both answers take the same time."""
    return _hasher().hash(secrets.token_urlsafe())


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def cookie_name(site: Site) -> str:
    """`__Host-` ties the cookie to this host and to https; it needs https, which loopback does without."""
    return "__Host-tracker" if site.secure else "tracker"


def session_of(site: Site, request: Request) -> Session | None:
    """Who asks, if they are logged in and neither idle nor logged in for too long."""
    token = request.cookies.get(cookie_name(site), "")
    if not 20 <= len(token) <= 100:
        return None
    now = clock.now()
    query = (
        select(Login.seen_at, Login.created_at, User.id, User.name, User.role, User.totp_secret)
        .join(User, User.id == Login.user_id)
        .where(Login.token_hash == _hashed(token))
    )
    with reading(site.engine) as connection:
        row = connection.execute(query).first()
    if row is None or now - row.seen_at > IDLE or now - row.created_at > ABSOLUTE:
        return None
    if now - row.seen_at > _SEEN_EVERY:
        with writing(site.engine, public=False) as connection:
            connection.execute(update(Login).where(Login.token_hash == _hashed(token)).values(seen_at=now))
    return Session(user_id=row.id, name=row.name, role=row.role, token=token, has_code=row.totp_secret is not None)


def log_in(engine: Engine, name: str, password: str, code: str) -> str | None:
    """The token of a new session, or None where name, password or code is wrong; both cost the same time."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    with reading(engine) as connection:
        user = connection.execute(select(User.__table__).where(User.name == name)).first()
    try:
        _hasher().verify(user.password_hash if user else _nobody(), password[:PASSWORD_LIMIT])
    except (Argon2Error, InvalidHashError):
        return None
    if user is None:
        return None
    step = _code_step(user, code)
    if user.totp_secret is not None and step is None:
        return None
    token = secrets.token_urlsafe(32)
    now = clock.now()
    with writing(engine, public=False) as connection:
        if step is not None and not _use_step(connection, user.id, step):
            return None
        old = delete(Login).where((Login.seen_at < now - IDLE) | (Login.created_at < now - ABSOLUTE))
        connection.execute(old)
        row = {"token_hash": _hashed(token), "user_id": user.id, "created_at": now, "seen_at": now}
        connection.execute(insert(Login).values(row))
        note(connection, name, "log in", name)
    return token


def note_failed_log_in(engine: Engine, name: str) -> None:
    """Write down that somebody failed to log in under the name of an organizer; other names are nobody's business."""
    with writing(engine, public=False) as connection:
        if connection.execute(select(User.id).where(User.name == name)).first() is not None:
            note(connection, "somebody", "log-in failed", name)


def unlock(engine: Engine, name: str, actor: str) -> None:
    """Let an organizer log in again at once, whoever failed under the name before."""
    from tracker.web import rate_limits

    with writing(engine, public=False) as connection:
        _known(connection, name)
        note(connection, actor, "unlock", name)
    rate_limits.unlock(engine, name)


def _code_step(user: Any, code: str) -> int | None:
    """The time step of a right code, which may be one step early or late."""
    if user.totp_secret is None or not (code.isascii() and code.isdecimal()):
        return None
    import pyotp

    totp = pyotp.TOTP(user.totp_secret)
    present = int(clock.now().timestamp()) // totp.interval
    steps = [
        step for step in (present, present - 1, present + 1) if hmac.compare_digest(totp.at(step * totp.interval), code)
    ]
    return steps[0] if steps else None


def _use_step(connection: Connection, user_id: int, step: int) -> bool:
    """Take a code's step, unless it or a later one was taken before."""
    fresh = User.totp_step.is_(None) | (User.totp_step < step)
    done = connection.execute(update(User).where(User.id == user_id, fresh).values(totp_step=step))
    return done.rowcount == 1


def log_out(engine: Engine, session: Session) -> None:
    """End this session; the token is worth nothing from now on."""
    with writing(engine, public=False) as connection:
        connection.execute(delete(Login).where(Login.token_hash == _hashed(session.token)))
        note(connection, session.name, "log out", session.name)


def with_cookie(response: Response, site: Site, token: str) -> Response:
    """The answer with a session's cookie; an empty token takes the cookie away."""
    age = int(ABSOLUTE.total_seconds()) if token else 0
    response.set_cookie(
        cookie_name(site), token, max_age=age, path="/", secure=site.secure, httponly=True, samesite="lax"
    )
    return response


def checked_password(password: str) -> str:
    """The password, if it is long enough."""
    if len(password) < PASSWORD_LENGTH:
        raise UsageProblem(
            f"password: expected at least {PASSWORD_LENGTH} characters (a sentence is good), found {len(password)}"
        )
    if len(password) > PASSWORD_LIMIT:
        raise UsageProblem(f"password: expected at most {PASSWORD_LIMIT} characters, found {len(password)}")
    return password


def add_user(engine: Engine, name: str, password: str, role: str, actor: str) -> None:
    """Add an organizer."""
    if not name or len(name) > 100 or not name.isprintable() or name != name.strip():
        raise UsageProblem(f"user name: expected 1 to 100 printable characters, found {name[:120]!r}")
    if role not in ROLES:
        raise UsageProblem(f"role: expected one of {', '.join(ROLES)}, found {role!r}")
    row = {
        "name": name,
        "role": role,
        "password_hash": _hasher().hash(checked_password(password)),
        "created_at": clock.now(),
    }
    with writing(engine, public=False) as connection:
        if connection.execute(select(User.id).where(User.name == name)).first():
            raise UsageProblem(f"there is a user {name} already; `tracker users list` shows them all")
        connection.execute(insert(User).values(row))
        note(connection, actor, "add user", name, role=role)


def remove_user(engine: Engine, name: str, actor: str) -> None:
    """Take an organizer away, with every session; the last admin stays while there are others to look after."""
    with writing(engine, public=False) as connection:
        user = _known(connection, name)
        others = list(connection.execute(select(User.role).where(User.id != user.id)).scalars())
        if user.role == "admin" and others and "admin" not in others:
            raise UsageProblem(f"{name} is the last admin; make somebody else one first")
        connection.execute(delete(Login).where(Login.user_id == user.id))
        connection.execute(delete(User).where(User.id == user.id))
        note(connection, actor, "remove user", name)


def set_password(engine: Engine, name: str, password: str, actor: str) -> None:
    """Change a password; every session of that user ends, on all devices."""
    hashed = _hasher().hash(checked_password(password))
    with writing(engine, public=False) as connection:
        user = _known(connection, name)
        connection.execute(update(User).where(User.id == user.id).values(password_hash=hashed))
        connection.execute(delete(Login).where(Login.user_id == user.id))
        note(connection, actor, "change password", name)


def set_role(engine: Engine, name: str, role: str, actor: str) -> None:
    """Change a role; every session of that user ends, so that no old right lives on."""
    if role not in ROLES:
        raise UsageProblem(f"role: expected one of {', '.join(ROLES)}, found {role!r}")
    with writing(engine, public=False) as connection:
        user = _known(connection, name)
        others = select(User.id).where(User.role == "admin", User.id != user.id)
        if role != "admin" and user.role == "admin" and connection.execute(others).first() is None:
            raise UsageProblem(f"{name} is the last admin; make somebody else one first")
        connection.execute(update(User).where(User.id == user.id).values(role=role))
        connection.execute(delete(Login).where(Login.user_id == user.id))
        note(connection, actor, "change role", name, role=role)


def right_password(engine: Engine, name: str, password: str) -> bool:
    """Whether this is the user's password, asked again before something that matters."""
    from argon2.exceptions import Argon2Error

    with reading(engine) as connection:
        hashed = connection.execute(select(User.password_hash).where(User.name == name)).scalar_one()
    try:
        return bool(_hasher().verify(hashed, password[:PASSWORD_LIMIT]))
    except Argon2Error:
        return False


def set_code(engine: Engine, session: Session, secret: str | None) -> None:
    """Ask for one-time codes from now on (`secret`), or no longer; the other sessions of this user end."""
    with writing(engine, public=False) as connection:
        changed = {"totp_secret": secret, "totp_step": None}
        connection.execute(update(User).where(User.id == session.user_id).values(changed))
        others = (Login.user_id == session.user_id) & (Login.token_hash != _hashed(session.token))
        connection.execute(delete(Login).where(others))
        note(connection, session.name, "one-time codes " + ("on" if secret else "off"), session.name)


def users(connection: Connection) -> list[Any]:
    """All organizers by name, without what must stay secret."""
    columns = (User.id, User.name, User.role, User.created_at, User.totp_secret.is_not(None).label("has_code"))
    return list(connection.execute(select(*columns).order_by(User.name)))


def note(connection: Connection, actor: str, action: str, about: str, **details: Any) -> None:
    """Write down who did what, in the transaction that does it."""
    row = {"at": clock.now(), "actor": actor, "action": action, "about": about, "details": details}
    connection.execute(insert(AuditRow).values(row))


def _known(connection: Connection, name: str) -> Any:
    user = connection.execute(select(User.__table__).where(User.name == name)).first()
    if user is None:
        raise UsageProblem(f"there is no user {name}; `tracker users list` shows them all")
    return user
