"""A database that an earlier version made is brought up to date with all that it holds, and works.

`old_databases/REVISION.db.gz` is kept for good: the demo's records with some readers and mails, as the program wrote them when
that revision was the newest. With a release add one: `sqlite3 tracker.db "VACUUM INTO 'new.db'"`, then `gzip -9n`.
"""

from __future__ import annotations

import gzip
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import ROOT
from tracker import migrations
from tracker.cli import main
from tracker.db.engine import connect, reading
from tracker.db.maintenance import faults
from tracker.db.search_index import refresh
from tracker.settings import load

OLD = sorted((ROOT / "tests" / "core" / "old_databases").glob("*.db.gz"))
HELD = ("bills", "bill_actions", "hearings", "notices", "changes", "matches", "claims", "runs", "sources", "subscribers", "subscriptions", "outbox")  # fmt: skip


@pytest.fixture(params=OLD, ids=lambda path: path.name.partition(".")[0])
def old(request: pytest.FixtureRequest) -> Path:
    """An old database in the data folder."""
    target = load().data_dir / "tracker.db"
    target.parent.mkdir(mode=0o700)
    target.write_bytes(gzip.decompress(request.param.read_bytes()))
    return target


def counts(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as database:
        return {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in HELD}


def rows(path: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


def test_nothing_that_an_old_database_holds_is_lost(old: Path):
    before = counts(old)
    people = rows(old, "SELECT address FROM subscribers ORDER BY id")
    wishes = rows(old, "SELECT id, state FROM subscriptions ORDER BY id")
    engine = connect(load().url)
    with reading(engine) as connection:
        assert migrations.current(connection) == migrations.head()
    assert faults(engine) == []
    engine.dispose()
    assert counts(old) == before
    assert rows(old, "SELECT address FROM subscribers ORDER BY id") == people
    assert rows(old, "SELECT id, state FROM subscriptions ORDER BY id") == wishes
    assert people


@pytest.mark.parametrize(
    "command",
    ["db upgrade", "db check", "status", "bills", "bill us/HR4021", "hearings", "subscriptions list", "digest send", "deliver --now"],
)  # fmt: skip
def test_each_command_works_on_an_old_database(
    old: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(
        sys, "argv", ["tracker", *command.split(), *(("--as-of", "2026-11-24") if command == "bills" else ())]
    )
    with pytest.raises(SystemExit) as stopped:
        main.main()
    assert stopped.value.code in {0, None}, capsys.readouterr().err


def test_the_laws_of_an_old_database_are_found_by_their_numbers(old: Path):
    engine = connect(load().url)
    assert refresh(engine)
    engine.dispose()
    laws = rows(old, "SELECT id FROM bills WHERE stage = 'law'")
    assert laws
    assert laws == rows(
        old,
        "SELECT search_rows.record_id FROM search_words JOIN search_rows ON search_rows.number = search_words.rowid "
        "WHERE search_words MATCH '\"public law no\"' ORDER BY 1",
    )


def test_an_upgrade_that_was_done_is_not_done_again(old: Path):
    connect(load().url).dispose()
    before = old.read_bytes()
    engine = connect(load().url)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    engine.dispose()
    assert old.read_bytes() == before
