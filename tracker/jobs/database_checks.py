"""What the database says of itself, of the sources, of the work and of the promise to readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.db import queries, sound
from tracker.db.engine import address, connect, reading
from tracker.db.leases import database_now
from tracker.db.maintenance import faults
from tracker.db.models import Beat, ChangeRow, OutboxRow, Run
from tracker.db.problems import one_line, shown
from tracker.deadlines import ledger_store
from tracker.deadlines.ledger import AIM, SPAN, promise
from tracker.deadlines.ledger_views import sentence
from tracker.errors import SettingsError, TrackerError
from tracker.ingest import agreed
from tracker.jobs import queue, turns
from tracker.jobs.findings import OTHER_USER, RESTORE, Finding, guarded, notice, ok, refused, wrong
from tracker.jobs.schedule import in_season
from tracker.jobs.scheduler import source_list
from tracker.jobs.state import troubles
from tracker.migrations import SchemaError
from tracker.records.text import line, number_of
from tracker.settings import Settings, load

_NOT_WELL: Final = queries.FAILED | {"degraded"}
_LONGEST: Final = 200
"""Characters of a problem's reason that are shown."""
_STALE_AFTER: Final = dt.timedelta(days=3)
"""For a source whose own plan is not known; the others are late after twice their plan, and at least a day."""
_WRONG_SECONDS: Final = 120
_ENOUGH: Final = 20
"""Windows of four weeks from which on a share says something."""


def stored(settings: Settings) -> list[Finding]:
    """What the database says, if it can say anything."""
    try:
        url = address(settings.url)
        path = Path(url.database) if url.drivername == "sqlite" and url.database else None
        if path is not None and path.is_file() and path.stat().st_size == 0:
            return [wrong("database", f"{path} is empty (0 bytes)", f"{RESTORE}; or delete the file to begin anew")]
        engine = connect(settings.url)
    except SchemaError as problem:
        return [wrong("database", str(problem), "docs/operating.md, “Upgrades”")]
    except SettingsError as problem:
        return [wrong("database", str(problem), "set TRACKER_DATABASE_URL; docs/settings.md has examples")]
    except OSError as problem:
        return [wrong("database", str(problem), OTHER_USER)]
    except (TrackerError, SQLAlchemyError) as problem:
        away = "does not answer" in str(problem)
        do = "start PostgreSQL, make its database, or mend TRACKER_DATABASE_URL; docs/operating.md, “PostgreSQL”"
        return [wrong("database", one_line(problem), do) if away else refused("database", problem)]
    try:
        findings = guarded("database", _database, engine)
        if all(finding.state != "wrong" for finding in findings):
            for what, check in (
                ("records", _records),
                ("clock", _clock),
                ("sources", _sources),
                ("jobs", _work),
                ("outbox", _outbox),
                ("promise", _promise),
            ):
                findings += guarded(what, check, engine)
        return findings
    finally:
        engine.dispose()


def _database(engine: Engine) -> Iterator[Finding]:
    damage = faults(engine)
    for fault in damage[:5]:
        yield wrong("database", fault, RESTORE)
    # A standby, or a user without rights, answers all questions and stores nothing.
    with engine.connect() as connection:
        trial = {"name": f"doctor {uuid4()}", "kind": "doctor", "started_at": clock.now(), "at": clock.now()}
        connection.execute(insert(Beat), trial)
        connection.rollback()
    if not damage:
        yield ok("database", shown(engine.url).removeprefix("database "))


def _records(engine: Engine) -> Iterator[Finding]:
    number = sound.search(engine)
    with reading(engine) as connection:
        damages = sound.damaged(connection)[:5]
    for damage in damages:
        again = (
            f"tracker crawl {damage.source} reads it anew" if damage.source else "its source's next visit reads it anew"
        )
        yield wrong(
            f"record {damage.record_id}", f"cannot be read since {damage.since:%Y-%m-%d}: {damage.fault}", again
        )
    if number > len(damages):
        do = "`tracker db check` names them all; visits read them anew, or put a backup in place"
        yield wrong("records", f"{number - len(damages):,} more cannot be read", do)
    if not number:
        yield ok("records", "all can be read")


def _clock(engine: Engine) -> Iterator[Finding]:
    with reading(engine) as connection:
        newest = connection.execute(select(func.max(ChangeRow.seen_at))).scalar_one_or_none()
        shared = database_now(connection) if engine.dialect.name == "postgresql" else None
        ahead = turns.ahead(connection, ZoneInfo(load().time_zone))
    late = (newest - clock.now()).total_seconds() if newest else 0
    differs = (clock.of_this_machine() - shared).total_seconds() if shared else 0
    if abs(differs) > _WRONG_SECONDS:
        said = f"{abs(differs):,.0f} seconds {'ahead of' if differs > 0 else 'behind'} the database's, which everything goes by"
        yield wrong("clock", said, "set this machine's clock (NTP)")
    elif late > _WRONG_SECONDS:
        yield wrong("clock", f"{late:,.0f} seconds behind what is stored", "set the machine's clock (NTP)")
    else:
        yield ok("clock", clock.now().isoformat(timespec="seconds"))
    for job, slot in ahead:
        yield wrong(
            "schedule",
            f"the turn {slot} of {job} lies in the future: a clock was ahead, and {job} may wait until then",
            "set the clocks of all machines (NTP); `tracker schedule list` shows the turns",
        )


def _sources(engine: Engine) -> Iterator[Finding]:
    with reading(engine) as connection:
        rows, believed = queries.sources(connection), agreed.lately(connection, clock.now())
        why = {row.name: _why(connection, row) for row in rows if row.last_verdict in _NOT_WELL}
    if not rows:
        yield notice("sources", "none was read yet", "tracker crawl us-senate-hearings")
        return
    now, bad = clock.now(), 0
    plans = _plans() if any(_older(row, dt.timedelta(days=1), now) for row in rows) else {}
    for row in rows:
        what, again = f"source {row.name}", f"tracker crawl {row.name} -v"
        plan = plans.get(row.name)
        patience = max(plan * 2, dt.timedelta(days=1)) if plan else _STALE_AFTER
        if row.last_verdict in queries.FAILED:
            bad += 1
            yield wrong(what, why[row.name], again)
        elif _older(row, patience, now) and not (row.settings or {}).get("paused") and row.last_verdict != "skipped":
            bad += 1
            last = f"last read well {row.last_good_at or 'never'}"
            if row.last_verdict == "degraded":
                yield wrong(what, f"{last}; {why[row.name]}", f"look at {row.url}; where it is right: {again} --accept")
            else:
                yield wrong(what, last, "is the scheduler running? tracker scheduler")
        elif row.last_verdict == "degraded":
            yield notice(what, why[row.name], again)
        elif row.name in believed:
            yield notice(what, believed[row.name], f"look at {row.url}: a page that broke for good says it twice, too")
    if not bad:
        yield ok("sources", f"{len(rows)} known")


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
            yield wrong(f"job {trouble.job.name}", trouble.sentence, do)
    for kind in ("scheduler", "worker"):
        if kind in fresh:
            yield ok(kind, "at work")
        else:
            yield notice(kind, "not running", f"tracker serve (has one inside), or tracker {kind}")
    if waiting and "worker" not in fresh:
        yield wrong(
            "queue", f"{number_of(waiting, 'crawl waits', 'crawls wait')} and no worker is there", "tracker worker"
        )
    for job, number in pending.items():
        if number > 5_000:
            yield notice(f"waiting to {job}", f"{number:,} records", "the scheduler does it; tracker flag does it now")


def _outbox(engine: Engine) -> Iterator[Finding]:
    with reading(engine) as connection:
        states = dict(connection.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state)).all())
    for state, do in (("held", "tracker subscriptions release"), ("failed", "tracker deliver; /desk/outbox says why")):
        if states.get(state):
            yield wrong("outbox", f"{states[state]} messages {state}", do)


def _promise(engine: Engine) -> Iterator[Finding]:
    """Whether readers are told in time: wrong only where we are to blame, and not for a handful."""
    now = clock.now()
    with reading(engine) as connection:
        promised = promise(ledger_store.windows(connection, since=now - SPAN, until=now), now)
    words = sentence(promised)
    if promised.share is None or promised.share >= AIM:
        yield ok("told in time", words)
    elif promised.promised >= _ENOUGH and promised.ours / promised.promised > 1 - AIM:
        yield wrong(
            "told in time", words, "`tracker deadlines ledger --misses` shows each; is every source read on its plan?"
        )
    else:
        yield notice("told in time", words, "`tracker deadlines ledger --misses` shows each")
