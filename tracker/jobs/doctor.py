"""Look at everything the program stands on, and say what is wrong and what to do about it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import smtplib
import ssl
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.db import queries
from tracker.db.engine import connect, reading
from tracker.db.maintenance import faults
from tracker.db.models import ChangeRow, OutboxRow, Run
from tracker.errors import TrackerError
from tracker.jobs import queue
from tracker.jobs.state import troubles
from tracker.settings import Settings, load

SPACE_NEEDED: Final = 500 * 1024 * 1024
STALE_AFTER: Final = dt.timedelta(days=3)
_MAIL_SECONDS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: `ok`, `notice` (works, but should be known) or `wrong`; and what to do."""

    state: str
    what: str
    found: str
    do: str = ""


def examine() -> list[Finding]:
    """Everything, in the order in which it should be put right."""
    settings = load()
    found = [*_settings(settings), *_files(settings), *_disk(settings)]
    try:
        engine = connect(settings.url)
    except (TrackerError, SQLAlchemyError, OSError) as problem:
        lost = Finding(
            state="wrong", what="database", found=str(problem).splitlines()[0], do="see docs/operating.md, “Restore”"
        )
        return [*found, lost, *_mail(settings)]
    try:
        damage = _database(engine)
        found += damage
        if all(each.state != "wrong" for each in damage):
            found += [*_clock(engine), *_sources(engine), *_work(engine), *_outbox(engine)]
    finally:
        engine.dispose()
    return [*found, *_mail(settings)]


def _settings(settings: Settings) -> Iterator[Finding]:
    local = any(name in settings.site_url for name in ("127.0.0.1", "localhost"))
    if local:
        yield Finding(
            state="notice",
            what="site_url",
            found=f"{settings.site_url} works on this machine alone",
            do="set TRACKER_SITE_URL",
        )
    elif not settings.site_url.startswith("https://"):
        yield Finding(
            state="wrong",
            what="site_url",
            found=f"{settings.site_url} is not https",
            do="set TRACKER_SITE_URL to https://…",
        )
    if "set TRACKER_CONTACT" in settings.contact:
        yield Finding(
            state="notice", what="contact", found="sources find nobody in our User-Agent", do="set TRACKER_CONTACT"
        )
    if not settings.postal_address:
        yield Finding(
            state="notice",
            what="postal_address",
            found="empty",
            do="set TRACKER_POSTAL_ADDRESS before mailing strangers",
        )


def _files(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    if not folder.exists():
        yield Finding(
            state="notice", what="data folder", found=f"{folder} does not exist yet", do="it is made at first use"
        )
        return
    if not os.access(folder, os.W_OK):
        yield Finding(
            state="wrong",
            what="data folder",
            found=f"{folder} cannot be written",
            do=f"chown it to this user: {folder}",
        )
        return
    open_files = [path.name for path in (folder, *folder.iterdir()) if _others_may(path)] if os.name == "posix" else []
    if open_files:
        yield Finding(
            state="wrong",
            what="file modes",
            found=f"others on this machine may read {', '.join(sorted(open_files)[:5])}",
            do=f"chmod -R go= {folder}",
        )
    else:
        yield Finding(state="ok", what="data folder", found=str(folder))


def _others_may(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    except FileNotFoundError:  # a database's side files come and go
        return False


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = next((each for each in (settings.data_dir, *settings.data_dir.parents) if each.exists()), Path("/"))
    free = shutil.disk_usage(folder).free
    state = "ok" if free >= SPACE_NEEDED else "wrong"
    yield Finding(
        state=state,
        what="disk",
        found=f"{free // 1024**2:,} MB free",
        do="" if state == "ok" else "make room; 500 MB are needed",
    )


def _database(engine: Engine) -> Iterator[Finding]:
    try:
        damage = faults(engine)
    except SQLAlchemyError as problem:
        damage = [str(problem).splitlines()[0]]
    shown = engine.url.render_as_string(hide_password=True)
    for fault in damage[:5]:
        yield Finding(state="wrong", what="database", found=fault, do="see docs/operating.md, “Restore”")
    if not damage:
        yield Finding(state="ok", what="database", found=shown)


def _clock(engine: Engine) -> Iterator[Finding]:
    with reading(engine) as connection:
        newest = connection.execute(select(func.max(ChangeRow.seen_at))).scalar_one_or_none()
        if engine.dialect.name == "postgresql":
            newest = max(filter(None, (newest, connection.execute(text("SELECT now()")).scalar_one())))
    ahead = (newest - clock.now()).total_seconds() if newest else 0
    if ahead > 120:
        yield Finding(
            state="wrong",
            what="clock",
            found=f"{ahead:,.0f} seconds behind what is stored",
            do="set the machine's clock (NTP)",
        )
    else:
        yield Finding(state="ok", what="clock", found=clock.now().isoformat(timespec="seconds"))


def _sources(engine: Engine) -> Iterator[Finding]:
    with reading(engine) as connection:
        rows = queries.sources(connection)
    if not rows:
        yield Finding(state="notice", what="sources", found="none was read yet", do="tracker crawl us-senate-hearings")
    now = clock.now()
    for row in rows:
        if row.last_verdict in {"failed", "interrupted"}:
            yield Finding(
                state="wrong",
                what=f"source {row.name}",
                found=f"{row.last_verdict}: {row.last_reason}",
                do=f"tracker crawl {row.name} -v",
            )
        elif row.last_good_at is None or now - row.last_good_at > STALE_AFTER:
            yield Finding(
                state="wrong",
                what=f"source {row.name}",
                found=f"last read well {row.last_good_at or 'never'}",
                do="is the scheduler running? tracker scheduler",
            )
    bad = [row for row in rows if row.last_verdict in {"failed", "interrupted"}]
    if rows and not bad:
        yield Finding(state="ok", what="sources", found=f"{len(rows)} known")


def _work(engine: Engine) -> Iterator[Finding]:
    now = clock.now()
    with reading(engine) as connection:
        fresh = {row.kind for row in queue.beats(connection) if now - row.at <= queue.DEAD_AFTER}
        waiting = connection.execute(select(func.count()).where(Run.state == "queued")).scalar_one()
        pending = queries.pending(connection)
        troubled = troubles(connection)
    for each in troubled:
        words = " ".join(("tracker", *each.job.words)) if each.job.words else "tracker scheduler"
        yield Finding(state="wrong", what=f"job {each.job.name}", found=each.sentence, do=f"try it by hand: {words}")
    for kind in ("scheduler", "worker"):
        if kind in fresh:
            yield Finding(state="ok", what=kind, found="at work")
        else:
            yield Finding(
                state="notice",
                what=kind,
                found="no sign of life",
                do=f"tracker serve (has one inside), or tracker {kind}",
            )
    if waiting and "worker" not in fresh:
        yield Finding(
            state="wrong", what="queue", found=f"{waiting} crawls wait and no worker is there", do="tracker worker"
        )
    for job, number in pending.items():
        if number > 5_000:
            yield Finding(
                state="notice",
                what=f"waiting to {job}",
                found=f"{number:,} records",
                do="the scheduler does it; tracker flag does it now",
            )


def _outbox(engine: Engine) -> Iterator[Finding]:
    with reading(engine) as connection:
        states = dict(connection.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state)).all())
    for state, do in (("held", "tracker subscriptions release"), ("failed", "tracker deliver; /desk/outbox says why")):
        if states.get(state):
            yield Finding(state="wrong", what="outbox", found=f"{states[state]} messages {state}", do=do)


def _mail(settings: Settings) -> Iterator[Finding]:
    if not settings.smtp_host:
        yield Finding(
            state="notice",
            what="mail",
            found="no relay is set; mails are written to a folder",
            do="set TRACKER_SMTP_HOST and the rest",
        )
        return
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        _greet(settings)
    except (OSError, smtplib.SMTPException) as problem:
        yield Finding(
            state="wrong", what="mail", found=f"{where}: {problem}", do="check TRACKER_SMTP_* and the network"
        )
    else:
        yield Finding(state="ok", what="mail", found=f"{where} answers")


def _greet(settings: Settings) -> None:
    """Go as far as logging in; nothing is sent."""
    secure = ssl.create_default_context()
    if settings.smtp_security == "tls":
        relay: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.smtp_host, settings.smtp_port, timeout=_MAIL_SECONDS, context=secure
        )
    else:
        relay = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=_MAIL_SECONDS)
    with relay:
        if settings.smtp_security == "starttls":
            relay.starttls(context=secure)
        if settings.smtp_username:
            relay.login(settings.smtp_username, settings.smtp_password.get_secret_value())
        relay.noop()
