"""On PostgreSQL: notice that the database is an earlier state of itself, and say so until somebody can have acted on it.

`pg_restore` puts a copy in its place, or a server takes over that lacks the last commits of the one that died. Nothing in the database
can know that; the data folder of each machine keeps the highest number that it saw of those that only rise. SQLite's copies are put
back by `tracker db restore`, which brings over what happened since.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, select, text

from tracker import clock
from tracker.db.engine import reading
from tracker.db.models import ContentVersion, SecretCheck
from tracker.db.problems import shown
from tracker.system import write_private

_SEEN: Final = "database-seen.json"
"""In the data folder: the database by its check value, the highest number seen, and when it was set back last."""
SHOWN_FOR: Final = dt.timedelta(days=14)
WHAT: Final = "the database is an earlier state of itself, or another one"
WHAT_TO_DO: Final = (
    "who subscribed, stopped or was deleted since is not known there, and mail that went out since may go out once more; "
    "docs/operating.md, “Restore”, says what to do"
)
_GIVEN: Final = text(
    "SELECT coalesce(sum(last_value), 0) FROM pg_sequences WHERE schemaname = current_schema() "
    "AND sequencename IN ('subscribers_id_seq', 'outbox_id_seq', 'runs_id_seq')"
)
"""How many people, mails and visits were counted ever: they rise where no record changes."""
_log = logging.getLogger(__name__)


def look(engine: Engine, data_dir: Path) -> None:
    """Compare with what this machine saw before, write down what it sees now, and tell in the log where that is less."""
    if engine.dialect.name == "sqlite":
        return
    before = _before(data_dir)  # first: whatever was seen until then, the database has it now
    with reading(engine, brief=True) as connection:
        database = connection.execute(select(SecretCheck.value)).scalar_one_or_none()
        given = connection.execute(_GIVEN).scalar_one()
        number = int(connection.execute(select(ContentVersion.number)).scalar_one()) + int(given)
    if database is None:
        return  # nobody has sent a mail from it
    now: dict[str, Any] = {"database": database, "number": number}
    if before.get("database") == database:
        now |= {"set_back": before["set_back"]} if "set_back" in before else {}
        if number < before["number"]:
            _log.warning(
                "%s: %s (change %d; %d was seen): %s", shown(engine.url), WHAT, number, before["number"], WHAT_TO_DO
            )
            now["set_back"] = clock.now().isoformat()
    if now == before:
        return
    try:
        write_private(data_dir / _SEEN, json.dumps(now))
    except OSError as problem:
        _log.warning("what was seen of the database was not written down: %s", problem)


def noticed(data_dir: Path) -> dt.datetime | None:
    """When the database was found set back, as long as that is worth telling."""
    at = _before(data_dir).get("set_back")
    moment = dt.datetime.fromisoformat(at) if at else None
    return moment if moment is not None and clock.now() - moment < SHOWN_FOR else None


def _before(data_dir: Path) -> dict[str, Any]:
    """What was written down; nothing where nobody did, or where it cannot be read."""
    if not (data_dir / _SEEN).exists():
        return {}
    try:
        said = json.loads((data_dir / _SEEN).read_text(encoding="utf-8"))
        number, back = said.get("number"), said.get("set_back")
        if isinstance(number, int) and (back is None or dt.datetime.fromisoformat(back).tzinfo is not None):
            return dict(said)
    except (OSError, ValueError, TypeError, AttributeError) as problem:
        _log.warning("%s cannot be read, and is written anew: %s", data_dir / _SEEN, problem)
    return {}
