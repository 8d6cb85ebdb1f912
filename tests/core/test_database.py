"""Two writers do not hurt each other, kills leave nothing half done, migrations are all or nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, select, text

from tests.core.importing import importer
from tests.core.test_ingest import snapshot
from tracker import migrations
from tracker.db import same_file
from tracker.db.engine import connect, reading, writing
from tracker.db.maintenance import backup_to, faults
from tracker.db.models import Base
from tracker.db.problems import DatabaseProblem
from tracker.errors import SettingsError
from tracker.subscriptions import service
from tracker.subscriptions.preferences import Wishes
from tracker.web.db_version import DataVersion


def consistent(url: str) -> None:
    engine = connect(url)
    assert faults(engine) == []
    with reading(engine) as connection:
        counted = "SELECT count(*) FROM bills WHERE (SELECT count(*) FROM bill_actions WHERE bill_id = bills.id) <> 2"
        assert connection.execute(text(counted)).scalar_one() == 0
        assert (
            connection.execute(text("SELECT count(*) FROM bills")).scalar_one()
            == connection.execute(text("SELECT count(*) FROM changes WHERE what = 'bill'")).scalar_one()
        )
    engine.dispose()


@pytest.mark.slow
def test_a_killed_import_leaves_nothing_half_done_and_a_rerun_ends_where_it_would_have(database_url: str, tmp_path):
    for after in (1, 3, 5):
        with importer(database_url, 200) as process:
            assert process.stdout is not None
            for _line in range(after):
                assert process.stdout.readline()
            process.kill()
        consistent(database_url)
    with importer(database_url, 200) as process:
        assert process.wait() == 0
    untouched = f"sqlite:///{tmp_path / 'untouched.db'}"
    with importer(untouched, 200) as process:
        assert process.wait() == 0

    def facts(url: str) -> dict[str, list[tuple]]:
        engine = connect(url)
        with reading(engine) as connection:
            found = {
                name: sorted(map(repr, connection.execute(select(*columns)).all()))
                for name, columns in {
                    "bills": [Base.metadata.tables["bills"].c[name] for name in ("id", "title", "stage", "revision")],
                    "changes": [Base.metadata.tables["changes"].c[name] for name in ("kind", "record_id", "quiet")],
                    "bill_actions": [
                        Base.metadata.tables["bill_actions"].c[name] for name in ("bill_id", "position", "date")
                    ],
                    "hearing_bills": list(Base.metadata.tables["hearing_bills"].c),
                }.items()
            }
        engine.dispose()
        return found

    assert facts(database_url) == facts(untouched)


@pytest.mark.slow
def test_two_importers_at_once_end_as_one_would(database_url: str):
    connect(database_url).dispose()
    first, second = importer(database_url, 120), importer(database_url, 120, "us-other")
    for process in (first, second):
        with process:
            assert process.wait() == 0
    consistent(database_url)


def test_read_then_write_transactions_of_four_processes_lose_nothing(sqlite_url: str):
    engine = connect(sqlite_url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    script = (
        "import sys\nfrom sqlalchemy import text\nfrom tracker.db.engine import connect, writing\n"
        "engine = connect(sys.argv[1])\n"
        "for _ in range(50):\n"
        "    with writing(engine) as c:\n"
        "        n = c.execute(text('SELECT n FROM counter')).scalar_one()\n"
        "        c.execute(text('UPDATE counter SET n = :n'), {'n': n + 1})\n"
    )
    processes = [subprocess.Popen([sys.executable, "-c", script, sqlite_url]) for _ in range(4)]
    assert [process.wait() for process in processes] == [0, 0, 0, 0]
    with reading(engine) as connection:
        assert connection.execute(text("SELECT n FROM counter")).scalar_one() == 200
    engine.dispose()


def test_migrations_make_what_the_models_say(database_url: str):
    engine = connect(database_url)
    with engine.connect() as connection:
        found = inspect(connection)
        for table in Base.metadata.sorted_tables:
            columns = {column["name"] for column in found.get_columns(table.name)}
            assert columns == set(table.columns.keys()), table.name
    engine.dispose()


def test_a_migration_goes_up_down_and_up_again(database_url: str):
    engine = connect(database_url)
    migrations.downgrade(engine, "base")
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    migrations.upgrade(engine)
    assert snapshot(engine)["bills"] == []
    engine.dispose()


def test_subscriptions_that_never_chose_a_length_get_the_shorter_mails(database_url: str):
    engine = connect(database_url)
    with service.changing(engine) as connection:
        for most in (8, 12):
            service.subscribe(connection, f"m{most}@example.org", Wishes(most=most))
    migrations.downgrade(engine, "0008")
    migrations.upgrade(engine)
    with reading(engine) as connection:
        assert [each.wishes.most for each in service.all_of(connection)] == [3, 12]
    engine.dispose()


def test_a_migration_that_breaks_leaves_nothing(sqlite_url: str, monkeypatch: pytest.MonkeyPatch):
    def broken(*_args: object, **_named: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr("alembic.op.create_index", broken)  # after the first tables are made
        with pytest.raises(RuntimeError, match="power cut"):
            connect(sqlite_url)
    bare = create_engine(sqlite_url)
    with bare.connect() as connection:
        assert inspect(connection).get_table_names() == []
    bare.dispose()
    engine = connect(sqlite_url)
    with engine.connect() as connection:
        assert "bills" in inspect(connection).get_table_names()
    engine.dispose()


def test_a_newer_schema_is_refused(sqlite_url: str):
    engine = connect(sqlite_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(migrations.SchemaError, match="newer") as refused:
        connect(sqlite_url)
    assert refused.value.exit_code == 6


def test_nonsense_for_an_address_is_one_sentence():
    with pytest.raises(SettingsError, match="expected an address such as"):
        connect("not an address")


def test_a_backup_made_while_writing_is_sound(sqlite_url: str, tmp_path):
    connect(sqlite_url).dispose()
    with importer(sqlite_url, 200) as process:
        engine = connect(sqlite_url)
        for number in range(5):
            target = tmp_path / f"copy-{number}.db"
            backup_to(engine, target)
            consistent(f"sqlite:///{target}")
            time.sleep(0.02)
        engine.dispose()
        assert process.wait() == 0


@pytest.mark.parametrize("replaced", [False, True])
@pytest.mark.parametrize("pooled", [False, True])
def test_a_file_that_was_taken_away_or_replaced_is_used_no_more_until_it_is_back(
    sqlite_url: str, replaced: bool, pooled: bool
):
    engine = connect(sqlite_url)
    path, aside = Path(str(engine.url.database)), Path(f"{engine.url.database}.aside")
    connect(f"{sqlite_url}.other").dispose()
    with reading(engine):
        path.rename(aside)
        if replaced:
            Path(f"{path}.other").rename(path)
        for _time in range(2):
            with (
                pytest.raises(DatabaseProblem, match="was replaced" if replaced else "was taken away"),
                reading(engine),
            ):
                pass
        assert path.exists() == replaced, "no other one was begun in its place"
        aside.replace(path)
        if not pooled:
            with reading(engine) as connection:
                assert connection.execute(text("SELECT count(*) FROM bills")).scalar_one() == 0
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM bills")).scalar_one() == 0
    engine.dispose()
    path.rename(aside)
    connect(sqlite_url).dispose()  # begun anew: this engine was closed
    with reading(engine):
        pass
    engine.dispose()


def test_a_process_that_one_of_ours_began_finds_the_database_and_begins_none(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(same_file.CHILD, "1")
    with pytest.raises(DatabaseProblem, match="was taken away"):
        connect(sqlite_url)
    monkeypatch.delenv(same_file.CHILD)
    connect(sqlite_url).dispose()
    monkeypatch.setenv(same_file.CHILD, "1")
    connect(sqlite_url).dispose()


def test_a_page_is_not_answered_from_a_file_that_is_gone(sqlite_url: str):
    engine = connect(sqlite_url)
    version = DataVersion(engine)
    assert version.now()
    Path(str(engine.url.database)).unlink()
    with pytest.raises(DatabaseProblem, match="was taken away"):
        version.now()
    version.close()
    engine.dispose()


def test_moments_come_back_aware(engine: Engine):
    from tracker import clock
    from tracker.db.models import Run

    with writing(engine) as connection:
        connection.execute(
            Base.metadata.tables["runs"]
            .insert()
            .values(source="x", scope="", state="done", started_at=clock.now(), counts={})
        )
    with reading(engine) as connection:
        assert connection.execute(select(Run.started_at)).scalar_one().tzinfo is not None


@pytest.mark.postgres
@pytest.mark.skipif(sys.platform != "linux", reason="asks for Linux' options of connections")
@pytest.mark.parametrize(("more", "patience"), [("", 30_000), ("?tcp_user_timeout=5000", 5_000)])
def test_a_network_that_swallows_everything_is_noticed_within_a_minute(more: str, patience: int, postgres_url: str):
    engine = connect(postgres_url + more, migrate=False)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        with socket.socket(fileno=os.dup(driver.fileno())) as line:
            told = [line.getsockopt(socket.IPPROTO_TCP, option) for option in (
                socket.TCP_USER_TIMEOUT, socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)]  # fmt: skip
    engine.dispose()
    assert told[0] == patience
    assert told[1] + told[2] * told[3] <= 60
