"""Look at everything the program stands on, and say what is wrong and what to do about it."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import smtplib
import ssl
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.db import daily_backup, queries, set_back, sound
from tracker.db.engine import address, connect, reading
from tracker.db.leases import database_now
from tracker.db.maintenance import faults
from tracker.db.models import Beat, ChangeRow, OutboxRow, Run
from tracker.db.own_files import SET_ASIDE
from tracker.db.problems import DatabaseProblem, one_line, shown
from tracker.deadlines import ledger_store
from tracker.deadlines.ledger import AIM, SPAN, promise
from tracker.deadlines.ledger_views import sentence
from tracker.errors import SettingsError, TrackerError
from tracker.ingest import agreed
from tracker.jobs import own_file_checks, queue, turns
from tracker.jobs.schedule import in_season
from tracker.jobs.scheduler import source_list
from tracker.jobs.state import troubles
from tracker.migrations import SchemaError
from tracker.records.text import line, number_of
from tracker.settings import Settings, load
from tracker.system import owned_by_others, readable_by_others

SPACE_NEEDED: Final = 500 * 1024 * 1024
_NOT_WELL: Final = queries.FAILED | {"degraded"}
_LONGEST: Final = 200
"""Characters of a problem's reason that are shown."""
STALE_AFTER: Final = dt.timedelta(days=3)
"""For a source whose own plan is not known; the others are late after twice their plan, and at least a day."""
SECRET_BYTES: Final = 32
_EXAMPLE: Final = re.compile(r"\bexample\.(?:org|com|net)\b")
"""Names that belong to nobody (RFC 2606), as the examples of the docs have them."""
_MAIL_SECONDS: Final = 5
_WRONG_SECONDS: Final = 120
_ENOUGH: Final = 20
"""Windows of four weeks from which on a share says something."""
_OTHER_USER: Final = "the system refused to show it; is this the right user?"
_RESTORE: Final = "`tracker db restore FILE` puts a backup in its place; docs/operating.md, “Restore”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: `ok`, `notice` (works, but should be known) or `wrong`; and what to do."""

    state: str
    what: str
    found: str
    do: str = ""


def _ok(what: str, state: str) -> Finding:
    return Finding(state="ok", what=what, found=state)


def _notice(what: str, state: str, do: str) -> Finding:
    return Finding(state="notice", what=what, found=state, do=do)


def _wrong(what: str, state: str, do: str) -> Finding:
    return Finding(state="wrong", what=what, found=state, do=do)


def examine() -> list[Finding]:
    """Everything, in the order in which it should be put right."""
    try:
        settings = load()
    except SettingsError as problem:
        do = "docs/settings.md lists them all; until then nothing else can be looked at"
        return [_wrong("settings", str(problem).removeprefix("settings: "), do)]
    checks = (_settings, _examples, _secret, _files, _disk, _backups, _topics, _testimony, _own_files)
    findings = [finding for check in checks for finding in _guarded(check.__name__.strip("_"), check, settings)]
    findings += _stored(settings)
    return [*findings, *_guarded("mail", _mail, settings)]


def _guarded(what: str, check: Callable[[Any], Iterable[Finding]], subject: object) -> list[Finding]:
    """A check that cannot be made is a finding itself, and stops none of the others."""
    findings: list[Finding] = []
    try:
        findings.extend(check(subject))
    except (TrackerError, SQLAlchemyError) as problem:
        findings.append(refused(what, getattr(problem, "orig", None) or problem))
    except OSError as problem:
        findings.append(_wrong(what, str(problem), _OTHER_USER))
    return findings


def refused(what: str, problem: BaseException) -> Finding:
    """What a database says of itself, with its own advice: a backup mends a damaged one, and not a full disk."""
    state, _semicolon, do = one_line(problem).partition("; ")
    if isinstance(problem, DatabaseProblem) and do:
        return _wrong(what, state, do)
    return _wrong(what, one_line(problem), _RESTORE)


def _settings(settings: Settings) -> Iterator[Finding]:
    if any(name in settings.site_url for name in ("127.0.0.1", "localhost")):
        yield _notice("site_url", f"{settings.site_url} works on this machine alone", "set TRACKER_SITE_URL")
    elif not settings.site_url.startswith("https://"):
        yield _wrong("site_url", f"{settings.site_url} is not https", "set TRACKER_SITE_URL to https://…")
    if "set TRACKER_CONTACT" in settings.contact:
        yield _notice("contact", "sources find nobody in our User-Agent", "set TRACKER_CONTACT")
    if not settings.postal_address:
        yield _notice("postal_address", "empty", "set TRACKER_POSTAL_ADDRESS before mailing strangers")
    sender = parseaddr(settings.mail_from)[1]
    domain = sender.rpartition("@")[2].lower()
    if "." not in domain or domain.endswith((".localhost", ".local", ".invalid", ".test")):
        do = "set TRACKER_MAIL_FROM to an address of your own domain"
        if settings.smtp_host:
            yield _wrong("mail_from", f"{sender}: other mail servers refuse a sender of {domain}", do)
        else:
            yield _notice("mail_from", f"{sender} is good for the mail folder alone", f"{do} before a relay is set")


def _examples(settings: Settings) -> Iterator[Finding]:
    """What still says what the example of the docs says: links and answers would go to nobody."""
    for name in ("site_url", "contact", "mail_from", "bounce_address", "smtp_host"):
        value = str(getattr(settings, name))
        if _EXAMPLE.search(value):
            yield _notice(name, f"{value} is an example's", f"set TRACKER_{name.upper()} to your own")


def _secret(settings: Settings) -> Iterator[Finding]:
    given, path = settings.secret_key.get_secret_value(), settings.data_dir / "secret.key"
    if given and len(given.encode()) < SECRET_BYTES:
        yield _wrong(
            "secret_key",
            f"TRACKER_SECRET_KEY has {len(given.encode())} bytes, at least {SECRET_BYTES} are needed so that it cannot be guessed",
            "set a longer one; links in mails that were sent end with the old one",
        )
    if not given and path.exists() and not path.is_file():
        do = "take it away; one is made at first use (links in mails that were sent end)"
        yield _wrong("secret.key", f"{path} is not a file: no link in a mail works", do)
    elif not given and path.exists() and (size := path.stat().st_size) < SECRET_BYTES:
        yield _wrong(
            "secret.key",
            f"{path} has {size} bytes, expected {SECRET_BYTES}: no link in a mail works",
            "restore it from a backup, or delete it to begin anew (links in mails that were sent end)",
        )


def _files(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    if not folder.exists():
        yield _notice("data folder", f"{folder} does not exist yet", "it is made at first use")
        return
    if not os.access(folder, os.W_OK):
        yield _wrong("data folder", f"{folder} cannot be written", f"chown it to this user: {folder}")
        return
    shared, foreign = readable_by_others(folder), owned_by_others(folder)
    if shared:
        yield _wrong("file modes", f"others on this machine may read {_some(shared, folder)}", f"chmod -R go= {folder}")
    if foreign:
        do = f"somebody ran the tracker as another user, as with sudo: chown -R {folder} to the user that runs it"
        yield _wrong("file owners", f"of another user than the folder: {_some(foreign, folder)}", do)
    if not (shared or foreign):
        yield _ok("data folder", str(folder))
    if (at := set_back.noticed(folder)) is not None:
        yield _notice("database", f"on {at.date().isoformat()} {set_back.WHAT}", set_back.WHAT_TO_DO)
    aside = sorted((folder / SET_ASIDE).glob("*"))
    if aside:
        shown = f"{aside[0].name}" + (f" and {len(aside) - 1:,} more" if len(aside) > 1 else "")
        do = f"another machine changed the same or took it away: bring your wording in again, then empty {folder / SET_ASIDE}"
        yield _notice("own rules set aside", shown, do)


def _some(paths: list[Path], folder: Path) -> str:
    names = ", ".join(str(path.relative_to(folder.parent)) for path in paths[:5])
    return f"{names} and {len(paths) - 5:,} more" if len(paths) > 5 else names


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = next((path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists()), Path("/"))
    free = shutil.disk_usage(folder).free
    if free >= SPACE_NEEDED:
        yield _ok("disk", f"{free // 1024**2:,} MB free")
    else:
        yield _wrong("disk", f"{free // 1024**2:,} MB free", "make room; 500 MB are needed")


def _backups(settings: Settings) -> Iterator[Finding]:
    if settings.url.startswith("sqlite") and settings.backups_kept and settings.data_dir.exists():
        late = daily_backup.overdue(daily_backup.folder_of(settings))
        do = "`tracker db backup` makes one now and says what hinders; `tracker db restore FILE` puts one in its place"
        yield _notice("backup", late, do) if late else _ok("backup", "a copy was made within three days")


def _topics(settings: Settings) -> Iterator[Finding]:
    from tracker.rules.registry import load_rules

    rules = load_rules(settings.data_dir)
    for fault in rules.faults[:5]:
        yield _wrong(
            "own topic", f"left out: {fault}", "`tracker rules check` says it all; mend the file or take it away"
        )


def _testimony(settings: Settings) -> Iterator[Finding]:
    from tracker.testimony.parser import rulebook

    for fault in rulebook(settings.data_dir / "testimony").faults[:5]:
        do = "the shipped rules count meanwhile; `tracker testimony check` says it all; mend the file or take it away"
        yield _wrong("own testimony rules", f"left out: {fault}", do)


def _own_files(settings: Settings) -> Iterator[Finding]:
    return (_wrong(*fault) for fault in own_file_checks.faults(settings.data_dir))


def _stored(settings: Settings) -> list[Finding]:
    """What the database says, if it can say anything."""
    try:
        url = address(settings.url)
        path = Path(url.database) if url.drivername == "sqlite" and url.database else None
        if path is not None and path.is_file() and path.stat().st_size == 0:
            return [_wrong("database", f"{path} is empty (0 bytes)", f"{_RESTORE}; or delete the file to begin anew")]
        engine = connect(settings.url)
    except SchemaError as problem:
        return [_wrong("database", str(problem), "docs/operating.md, “Upgrades”")]
    except SettingsError as problem:
        return [_wrong("database", str(problem), "set TRACKER_DATABASE_URL; docs/settings.md has examples")]
    except OSError as problem:
        return [_wrong("database", str(problem), _OTHER_USER)]
    except (TrackerError, SQLAlchemyError) as problem:
        away = "does not answer" in str(problem)
        do = "start PostgreSQL, make its database, or mend TRACKER_DATABASE_URL; docs/operating.md, “PostgreSQL”"
        return [_wrong("database", one_line(problem), do) if away else refused("database", problem)]
    try:
        findings = _guarded("database", _database, engine)
        if all(finding.state != "wrong" for finding in findings):
            for what, check in (
                ("records", _records),
                ("clock", _clock),
                ("sources", _sources),
                ("jobs", _work),
                ("outbox", _outbox),
                ("promise", _promise),
            ):
                findings += _guarded(what, check, engine)
        return findings
    finally:
        engine.dispose()


def _database(engine: Engine) -> Iterator[Finding]:
    damage = faults(engine)
    for fault in damage[:5]:
        yield _wrong("database", fault, _RESTORE)
    # A standby, or a user without rights, answers all questions and stores nothing.
    with engine.connect() as connection:
        trial = {"name": f"doctor {uuid4()}", "kind": "doctor", "started_at": clock.now(), "at": clock.now()}
        connection.execute(insert(Beat), trial)
        connection.rollback()
    if not damage:
        yield _ok("database", shown(engine.url).removeprefix("database "))


def _records(engine: Engine) -> Iterator[Finding]:
    number = sound.search(engine)
    with reading(engine) as connection:
        damages = sound.damaged(connection)[:5]
    for damage in damages:
        again = (
            f"tracker crawl {damage.source} reads it anew" if damage.source else "its source's next visit reads it anew"
        )
        yield _wrong(
            f"record {damage.record_id}", f"cannot be read since {damage.since:%Y-%m-%d}: {damage.fault}", again
        )
    if number > len(damages):
        do = "`tracker db check` names them all; visits read them anew, or put a backup in place"
        yield _wrong("records", f"{number - len(damages):,} more cannot be read", do)
    if not number:
        yield _ok("records", "all can be read")


def _clock(engine: Engine) -> Iterator[Finding]:
    with reading(engine) as connection:
        newest = connection.execute(select(func.max(ChangeRow.seen_at))).scalar_one_or_none()
        shared = database_now(connection) if engine.dialect.name == "postgresql" else None
        ahead = turns.ahead(connection, ZoneInfo(load().time_zone))
    late = (newest - clock.now()).total_seconds() if newest else 0
    differs = (clock.of_this_machine() - shared).total_seconds() if shared else 0
    if abs(differs) > _WRONG_SECONDS:
        said = f"{abs(differs):,.0f} seconds {'ahead of' if differs > 0 else 'behind'} the database's, which everything goes by"
        yield _wrong("clock", said, "set this machine's clock (NTP)")
    elif late > _WRONG_SECONDS:
        yield _wrong("clock", f"{late:,.0f} seconds behind what is stored", "set the machine's clock (NTP)")
    else:
        yield _ok("clock", clock.now().isoformat(timespec="seconds"))
    for job, slot in ahead:
        yield _wrong(
            "schedule",
            f"the turn {slot} of {job} lies in the future: a clock was ahead, and {job} may wait until then",
            "set the clocks of all machines (NTP); `tracker schedule list` shows the turns",
        )


def _sources(engine: Engine) -> Iterator[Finding]:
    with reading(engine) as connection:
        rows, believed = queries.sources(connection), agreed.lately(connection, clock.now())
        why = {row.name: _why(connection, row) for row in rows if row.last_verdict in _NOT_WELL}
    if not rows:
        yield _notice("sources", "none was read yet", "tracker crawl us-senate-hearings")
        return
    now, bad = clock.now(), 0
    plans = _plans() if any(_older(row, dt.timedelta(days=1), now) for row in rows) else {}
    for row in rows:
        what, again = f"source {row.name}", f"tracker crawl {row.name} -v"
        plan = plans.get(row.name)
        patience = max(plan * 2, dt.timedelta(days=1)) if plan else STALE_AFTER
        if row.last_verdict in queries.FAILED:
            bad += 1
            yield _wrong(what, why[row.name], again)
        elif _older(row, patience, now) and not (row.settings or {}).get("paused") and row.last_verdict != "skipped":
            bad += 1
            yield _wrong(
                what, f"last read well {row.last_good_at or 'never'}", "is the scheduler running? tracker scheduler"
            )
        elif row.last_verdict == "degraded":
            yield _notice(what, why[row.name], again)
        elif row.name in believed:
            yield _notice(what, believed[row.name], f"look at {row.url}: a page that broke for good says it twice, too")
    if not bad:
        yield _ok("sources", f"{len(rows)} known")


def _why(connection: Connection, row: Any) -> str:
    """What its last run came to, and of several problems the first in its own words: a number alone helps nobody."""
    words, problem = f"{row.last_verdict}: {row.last_reason}", queries.first_problem(connection, row.name)
    reason = line(problem.reason) if problem is not None else ""
    if not reason or reason in words:
        return words
    return f"{words}; the first: {line(reason, _LONGEST)}"


def _older(row: Any, patience: dt.timedelta, now: dt.datetime) -> bool:
    return row.last_good_at is None or now - row.last_good_at > patience


def _plans() -> dict[str, dt.timedelta]:
    """How often each shipped source is to be read in this season."""
    today, by_source = clock.today(), {}
    for row in source_list():
        kinds = str(row.get("kind") or "").split(",")
        hours = in_season(int(row["every_hours"]), kinds, str(row.get("jurisdiction") or ""), today)
        by_source[str(row["name"])] = dt.timedelta(hours=hours)
    return by_source


def _work(engine: Engine) -> Iterator[Finding]:
    now = clock.now()
    with reading(engine) as connection:
        fresh = {row.kind for row in queue.beats(connection) if now - row.at <= queue.DEAD_AFTER}
        waiting = connection.execute(select(func.count()).where(Run.state == "queued")).scalar_one()
        pending = queries.pending(connection)
        for trouble in troubles(connection):
            words = " ".join(("tracker", *trouble.job.words)) if trouble.job.words else "tracker scheduler"
            do = f"try it by hand: {words}; `tracker schedule list` shows how each job went"
            yield _wrong(f"job {trouble.job.name}", trouble.sentence, do)
    for kind in ("scheduler", "worker"):
        if kind in fresh:
            yield _ok(kind, "at work")
        else:
            yield _notice(kind, "not running", f"tracker serve (has one inside), or tracker {kind}")
    if waiting and "worker" not in fresh:
        yield _wrong(
            "queue", f"{number_of(waiting, 'crawl waits', 'crawls wait')} and no worker is there", "tracker worker"
        )
    for job, number in pending.items():
        if number > 5_000:
            yield _notice(f"waiting to {job}", f"{number:,} records", "the scheduler does it; tracker flag does it now")


def _outbox(engine: Engine) -> Iterator[Finding]:
    with reading(engine) as connection:
        states = dict(connection.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state)).all())
    for state, do in (("held", "tracker subscriptions release"), ("failed", "tracker deliver; /desk/outbox says why")):
        if states.get(state):
            yield _wrong("outbox", f"{states[state]} messages {state}", do)


def _promise(engine: Engine) -> Iterator[Finding]:
    """Whether readers are told in time: wrong only where we are to blame, and not for a handful."""
    now = clock.now()
    with reading(engine) as connection:
        promised = promise(ledger_store.windows(connection, since=now - SPAN, until=now), now)
    words = sentence(promised)
    if promised.share is None or promised.share >= AIM:
        yield _ok("told in time", words)
    elif promised.promised >= _ENOUGH and promised.ours / promised.promised > 1 - AIM:
        yield _wrong(
            "told in time", words, "`tracker deadlines ledger --misses` shows each; is every source read on its plan?"
        )
    else:
        yield _notice("told in time", words, "`tracker deadlines ledger --misses` shows each")


def _mail(settings: Settings) -> Iterator[Finding]:
    if not settings.smtp_host:
        yield _notice("mail", "no relay is set; mails are written to a folder", "set TRACKER_SMTP_HOST and the rest")
        return
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        _greet(settings)
    except (OSError, smtplib.SMTPException) as problem:
        yield _wrong("mail", f"{where}: {problem}", "check TRACKER_SMTP_* and the network")
    else:
        yield _ok("mail", f"{where} answers")


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
